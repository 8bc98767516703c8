//! Where studies come from: a file, standard input, a built-in one; and what they refer to.

use std::io::ErrorKind;
use std::path::{Path, PathBuf};

use crate::cli::input::{self, Changes};
use crate::error::Error;
use crate::scenario::{Sources, builtin};
use crate::study::{BuiltIn, Study, StudyChanges, StudyFile, StudySources};

/// Loads a study: a file, `-` for standard input, a built-in one by its name where no file has it. With it come the files it
/// was read from.
pub(super) fn load(path: &Path, changes: Changes) -> Result<(Study, Vec<PathBuf>), Error> {
    let changes = StudyChanges { flags: changes.flags, overrides: changes.overrides };
    let text = match input::bytes(path) {
        Err(Error::Io { source, .. }) if source.kind() == ErrorKind::NotFound => {
            let shipped = path.to_str().and_then(|name| Some((name, builtin::study(name)?)));
            if let Some((name, text)) = shipped {
                let name = format!("{name}.toml");
                let study = Study::read(&name, text.as_bytes(), &BuiltIn, &changes)?;
                return Ok((study, Vec::new()));
            }
            if let Some(advice) = path.to_str().and_then(builtin::study_advice) {
                let problem = format!("cannot read {}: no such file; {advice}", path.display());
                return Err(Error::Refused(vec![problem]));
            }
            return Err(Error::Io { path: path.into(), action: "read", source });
        }
        text => text?,
    };
    let standard = input::is_standard_input(path);
    let folder = if standard { None } else { path.parent() };
    let folder = StudyFolder(folder.map(Path::to_path_buf).unwrap_or_default());
    let study = Study::read(&input::name(path), &text, &folder, &changes)?;
    let own = (!standard).then(|| path.to_path_buf());
    let files = own.into_iter().chain(study.files()).collect();
    Ok((study, files))
}

/// The folder that a study lies in.
struct StudyFolder(PathBuf);

/// The folder that the scenario of a study lies in.
struct ScenarioFolder(PathBuf);

impl StudySources for StudyFolder {
    fn scenario(&self, path: &str) -> Result<(StudyFile, Box<dyn Sources + Send + Sync>), String> {
        let file = self.0.join(path);
        match input::read(&file) {
            Err(error) if error.kind() == ErrorKind::NotFound && builtin::text(path).is_some() => {
                BuiltIn.scenario(path)
            }
            Err(error) => Err(error.to_string()),
            Ok(bytes) => {
                let folder = file.parent().map(Path::to_path_buf).unwrap_or_default();
                let name = file.display().to_string();
                let held = StudyFile { name, bytes, path: Some(file) };
                Ok((held, Box::new(ScenarioFolder(folder))))
            }
        }
    }

    fn cases(&self, path: &str) -> Result<StudyFile, String> {
        let file = self.0.join(path);
        let bytes = input::read(&file).map_err(|error| error.to_string())?;
        Ok(StudyFile { name: file.display().to_string(), bytes, path: Some(file) })
    }
}

impl Sources for ScenarioFolder {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        input::read(&self.0.join(path)).map_err(|error| error.to_string())
    }
}
