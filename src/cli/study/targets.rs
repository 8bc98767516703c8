//! The files that a study's table goes to: their names, whether they can be written, the manifest beside the table.

use std::ffi::OsString;
use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use crate::cli::output::{self, Output};
use crate::error::Error;
use crate::study::Manifest;

/// Where a table goes.
#[derive(Clone, Debug)]
pub(super) struct Targets {
    /// The table itself, links followed.
    pub(super) out: PathBuf,
    pub(super) jsonl: Option<PathBuf>,
    pub(super) parquet: Option<PathBuf>,
}

impl Targets {
    /// The files that are named.
    ///
    /// # Errors
    /// One name for two, an input for an output, a format that this program was built without.
    pub(super) fn new(
        out: &Path,
        [jsonl, parquet]: [Option<&PathBuf>; 2],
        inputs: &[PathBuf],
    ) -> Result<Self, Error> {
        if parquet.is_some() && !cfg!(feature = "parquet") {
            return Err(Error::Refused(vec![
                "--parquet: this program was built without Parquet; build it with `cargo install --path . --features \
                 parquet`, or take --jsonl"
                    .to_owned(),
            ]));
        }
        let targets =
            Self { out: output::followed(out), jsonl: jsonl.cloned(), parquet: parquet.cloned() };
        let (partial, manifest) = (targets.partial(), targets.manifest());
        let beside = (!targets.is_direct()).then_some([partial.as_path(), manifest.as_path()]);
        let [beside, other] =
            beside.map_or([None; 2], |[partial, manifest]| [Some(partial), Some(manifest)]);
        let [jsonl, parquet] = [targets.jsonl.as_deref(), targets.parquet.as_deref()];
        output::refuse_shared(inputs, &[Some(&targets.out), beside, other, jsonl, parquet])?;
        Ok(targets)
    }

    /// Whether the table goes to standard output, a pipe or a device: rows are written as they come, and nothing stands
    /// beside.
    pub(super) fn is_direct(&self) -> bool {
        output::is_direct(&self.out)
    }

    /// All files of a table that are named.
    pub(super) fn files(&self) -> impl Iterator<Item = &PathBuf> {
        [Some(&self.out), self.jsonl.as_ref(), self.parquet.as_ref()].into_iter().flatten()
    }

    /// The file of the cases that are done.
    pub(super) fn partial(&self) -> PathBuf {
        beside(&self.out, ".partial")
    }

    /// The manifest.
    pub(super) fn manifest(&self) -> PathBuf {
        manifest_of(&self.out)
    }

    /// Refuses files that could not be written at the end.
    pub(super) fn refuse_unwritable(&self) -> Result<(), Error> {
        let manifest = self.manifest();
        let others = [self.jsonl.as_deref(), self.parquet.as_deref()].into_iter().flatten();
        let files = others.chain([self.out.as_path(), &manifest]);
        // A pipe is not opened twice: its reader would take the first end for the last.
        files
            .filter(|path| !output::is_direct(path))
            .try_for_each(|path| Output::open(Some(path)).map(drop))
    }

    /// Writes the manifest.
    pub(super) fn write_manifest(&self, manifest: &Manifest) -> Result<(), Error> {
        let path = self.manifest();
        let mut file = Output::open(Some(&path))?;
        let mut text = serde_json::to_vec_pretty(manifest).expect("names and numbers are JSON");
        text.push(b'\n');
        file.write_all(&text).map_err(file.write_failure())?;
        file.finish()
    }
}

/// Where the manifest of a table is.
pub(super) fn manifest_of(out: &Path) -> PathBuf {
    beside(out, ".manifest.json")
}

/// The manifest beside a table; `None` where there is none.
pub(super) fn read_manifest(out: &Path) -> Result<Option<Manifest>, Error> {
    let path = manifest_of(out);
    let text = match fs::read(&path) {
        Err(source) if source.kind() == std::io::ErrorKind::NotFound => return Ok(None),
        text => text.map_err(|source| Error::Io { path: path.clone(), action: "read", source })?,
    };
    serde_json::from_slice(&text).map(Some).map_err(|error| {
        Error::Unusable(format!(
            "{} is not the manifest of a study: {error}; run the study again",
            path.display()
        ))
    })
}

/// The name of a file without its folder.
pub(super) fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn beside(path: &Path, suffix: &str) -> PathBuf {
    let mut name = OsString::from(path);
    name.push(suffix);
    PathBuf::from(name)
}
