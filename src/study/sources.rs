//! Where a study's own files come from: the scenario it is about and the CSV of its cases. What they hold is not looked at.

use std::path::PathBuf;

use crate::scenario::{Sources, builtin};

/// A file that a study names.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StudyFile {
    /// What messages call it.
    pub name: String,
    /// What it holds; of a file above [`LARGEST_FILE`](crate::scenario::LARGEST_FILE) no more than limits need to tell.
    pub bytes: Vec<u8>,
    /// Where it lies on disk; `None` if it ships with the program.
    pub path: Option<PathBuf>,
}

/// Where the files come from that a study names, by paths as written in the study and relative to it.
pub trait StudySources {
    /// The scenario, and where the files come from that it refers to itself. A name that no file has may be that of a
    /// built-in scenario.
    ///
    /// # Errors
    /// The reason in words, such as `no such file`.
    fn scenario(&self, path: &str) -> Result<(StudyFile, Box<dyn Sources + Send + Sync>), String>;

    /// The CSV of the cases.
    ///
    /// # Errors
    /// The reason in words.
    fn cases(&self, path: &str) -> Result<StudyFile, String>;
}

/// No files but those that ship with the program: for built-in studies.
///
/// ```
/// use vestrisk::study::{BuiltIn, StudySources};
/// assert!(BuiltIn.scenario("bedrock-seattle").is_ok());
/// assert!(BuiltIn.scenario("my-offer.toml").is_err());
/// ```
#[derive(Clone, Copy, Debug, Default)]
pub struct BuiltIn;

impl StudySources for BuiltIn {
    fn scenario(&self, path: &str) -> Result<(StudyFile, Box<dyn Sources + Send + Sync>), String> {
        let text = builtin::text(path).ok_or("no built-in scenario has this name")?;
        let file =
            StudyFile { name: format!("{path}.toml"), bytes: text.as_bytes().to_vec(), path: None };
        Ok((file, Box::new(builtin::Files)))
    }

    fn cases(&self, _path: &str) -> Result<StudyFile, String> {
        Err("a built-in study has no folder, so it has no table of cases".to_owned())
    }
}
