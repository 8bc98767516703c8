//! Where scenarios come from: files, standard input, the built-in ones.

use std::io::Read;
use std::path::{Path, PathBuf};

use crate::error::Error;
use crate::scenario::{Document, Overrides, Scenario, Sources, builtin};

/// The most bytes of any file that is read.
const MOST_BYTES: u64 = 64 << 20;

/// Loads a scenario: a file, `-` for standard input, or the built-in default.
pub(super) fn load(path: Option<&Path>, overrides: &Overrides) -> Result<Scenario, Error> {
    let Some(path) = path else {
        let text = builtin::text(builtin::DEFAULT).unwrap_or_default();
        let name = format!("{}.toml", builtin::DEFAULT);
        return Document::parse(&name, text.as_bytes())?.lower(&Folder(None), overrides);
    };
    if path == Path::new("-") {
        let mut text = Vec::new();
        let limited = std::io::stdin().lock().take(MOST_BYTES).read_to_end(&mut text);
        limited.map_err(|source| Error::Io { path: path.into(), action: "read", source })?;
        return Document::parse("<stdin>", &text)?.lower(&Folder(Some(PathBuf::new())), overrides);
    }
    let text =
        read(path).map_err(|source| Error::Io { path: path.into(), action: "read", source })?;
    let folder = path.parent().map(Path::to_path_buf).unwrap_or_default();
    Document::parse(&path.display().to_string(), &text)?.lower(&Folder(Some(folder)), overrides)
}

/// Reads a file up to [`MOST_BYTES`], one byte more when it is larger, so that limits can tell.
fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let file = std::fs::File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(std::io::Error::other("it is a directory"));
    }
    let mut text = Vec::new();
    file.take(MOST_BYTES + 1).read_to_end(&mut text)?;
    Ok(text)
}

/// The folder that a scenario's own paths are relative to; `None` for built-in scenarios, which have
/// no files.
struct Folder(Option<PathBuf>);

impl Sources for Folder {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let folder = self.0.as_ref().ok_or("a built-in scenario cannot refer to files")?;
        read(&folder.join(path)).map_err(|error| error.to_string())
    }
}
