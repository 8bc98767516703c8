//! CSV files that a document refers to: what makes bytes a table, and how its flaws are told. Knows no
//! column.

use super::files::Files;
use crate::scenario::faults::Faults;
use crate::scenario::field::Field;

/// What is wrong with a table, and in which of its lines.
pub(super) struct Flaw {
    pub line: Option<u64>,
    pub reason: String,
}

impl Flaw {
    /// A flaw of the table as a whole.
    pub fn of_all(reason: impl Into<String>) -> Self {
        Self { line: None, reason: reason.into() }
    }
}

/// A kind of tables, in words.
pub(super) struct Wording {
    /// What a faulty table is not.
    pub not: &'static str,
    /// How one is written.
    pub form: &'static str,
}

/// Reads the table that a field names.
pub(super) fn read<T>(
    field: &Field<'_>,
    wording: &Wording,
    files: &mut Files<'_>,
    faults: &mut Faults<'_>,
    read: impl FnOnce(&[u8]) -> Result<T, Flaw>,
) -> Option<T> {
    let path = field.name(faults)?;
    let bytes = files.read(path).map_err(|reason| {
        let message = format!("`{}` is {}: {reason}", field.path, faults.given(field.node));
        faults
            .at(field, message, "this file cannot be read")
            .help("the path is relative to the scenario file");
    });
    let bytes = bytes.ok()?;
    let table = no_text(&bytes).and_then(|()| read(&bytes)).map_err(|flaw| {
        let line = flaw.line.map_or(String::new(), |line| format!(", line {line}"));
        let message = format!("`{}`: {path}{line}: {}", field.path, flaw.reason);
        let label = format!("this file is not {}", wording.not);
        faults.at(field, message, label).help(wording.form);
    });
    table.ok()
}

/// The records of a table, each with its line; what is no text is a flaw.
pub(super) fn records(
    bytes: &[u8],
) -> impl Iterator<Item = Result<(Option<u64>, csv::StringRecord), Flaw>> {
    let reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(bytes);
    reader.into_records().map(|record| match record {
        Ok(record) => Ok((record.position().map(csv::Position::line), record)),
        Err(error) => Err(Flaw {
            line: error.position().map(csv::Position::line),
            reason: "the line is not UTF-8 text".to_owned(),
        }),
    })
}

/// Refuses bytes that are no text at all.
fn no_text(bytes: &[u8]) -> Result<(), Flaw> {
    if matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) {
        return Err(Flaw::of_all("it is UTF-16 text; save it as UTF-8"));
    }
    let Some(at) = bytes.iter().position(|byte| *byte == 0) else { return Ok(()) };
    let lines = bytes[..at].split(|byte| *byte == b'\n').count() as u64;
    let reason = "it has a NUL byte, so it is not text; save it as plain UTF-8".to_owned();
    Err(Flaw { line: Some(lines), reason })
}

/// The first line of a cell, cut where it is long.
pub(super) fn shown(cell: &str) -> String {
    const LONGEST: usize = 40;
    let line = cell.lines().next().unwrap_or_default();
    let start: String = line.chars().take(LONGEST).collect();
    if start.len() < cell.len() { format!("`{start}…`") } else { format!("`{start}`") }
}
