//! What tells one kind of document from another where its faults are worded. Which keys a kind has belongs to its reader.

/// A kind of document: a scenario, or another whose fields are read in the same way.
#[derive(Debug)]
pub(crate) struct Format {
    /// What a document of this kind is called.
    pub noun: &'static str,
    /// Keys of the top of the file. TOML gives them to the table above when they are written below one.
    pub top: &'static [&'static str],
    /// What to do about one that is too large.
    pub too_large: &'static str,
}

/// Scenarios.
pub(super) static SCENARIO: Format = Format {
    noun: "scenario",
    top: &["format", "title", "notes", "baseline"],
    too_large: "long hazard tables belong into a CSV: { monthly = \"hazard.csv\" }",
};
