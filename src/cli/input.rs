//! Where scenarios come from: files, standard input, the built-in ones.

use std::cell::RefCell;
use std::io::ErrorKind;
use std::io::Read;
use std::path::{Path, PathBuf};

use crate::error::{Error, Flag};
use crate::scenario::{Document, Overrides, Scenario, Sources, Worlds, builtin};

/// The name of standard input in messages.
const STANDARD_INPUT: &str = "<stdin>";
/// The most bytes of any file that is read.
const MOST_BYTES: u64 = 64 << 20;

/// A scenario, the files it was read from, and what other worlds of it need.
pub(super) struct Loaded {
    pub(super) document: Document,
    pub(super) scenario: Scenario,
    pub(super) files: Vec<PathBuf>,
    folder: Folder,
    overrides: Overrides,
}

impl Loaded {
    /// The same document with other fields.
    pub(super) fn worlds(&self) -> Worlds<'_> {
        Worlds::new(&self.document, &self.folder, self.overrides)
    }
}

/// What of a scenario the command line changes.
#[derive(Clone, Debug, Default)]
pub(super) struct Changes {
    /// Settings by field path, `--set`.
    pub(super) flags: Vec<Flag>,
    /// Flags of their own, which win.
    pub(super) overrides: Overrides,
}

/// Loads a scenario: a file, `-` for standard input, a built-in one by its name where no file has it, or the default.
pub(super) fn load(path: Option<&Path>, changes: &Changes) -> Result<Loaded, Error> {
    let shipped = |name: &str| {
        let text = builtin::text(name).unwrap_or_default();
        lower(&format!("{name}.toml"), text.as_bytes(), Folder::new(None), changes)
    };
    let Some(path) = path else { return shipped(builtin::DEFAULT) };
    let text = match bytes(path) {
        Err(Error::Io { source, .. })
            if source.kind() == ErrorKind::NotFound && is_shipped(path) =>
        {
            return shipped(&name(path));
        }
        text => text?,
    };
    if is_standard_input(path) {
        return lower(STANDARD_INPUT, &text, Folder::new(Some(PathBuf::new())), changes);
    }
    let folder = Folder::new(Some(path.parent().map(Path::to_path_buf).unwrap_or_default()));
    folder.read.borrow_mut().push(path.to_path_buf());
    lower(&name(path), &text, folder, changes)
}

/// The bytes of a file, or of standard input for `-`; of a large one no more than limits need to tell.
pub(super) fn bytes(path: &Path) -> Result<Vec<u8>, Error> {
    let text =
        if is_standard_input(path) { read_limited(std::io::stdin().lock()) } else { read(path) };
    text.map_err(|source| Error::Io { path: path.into(), action: "read", source })
}

fn lower(name: &str, text: &[u8], folder: Folder, changes: &Changes) -> Result<Loaded, Error> {
    let document = Document::parse_with(name, text, &changes.flags)?;
    let scenario = document.lower(&folder, &changes.overrides)?;
    let files = folder.read.borrow().clone();
    Ok(Loaded { document, scenario, files, folder, overrides: changes.overrides })
}

/// Whether a path that is no file is the name of a built-in scenario.
fn is_shipped(path: &Path) -> bool {
    path.to_str().is_some_and(|name| builtin::text(name).is_some())
}

/// Whether a path stands for standard input.
pub(super) fn is_standard_input(path: &Path) -> bool {
    path == Path::new("-")
}

/// What a scenario is called in messages.
pub(super) fn name(path: &Path) -> String {
    if is_standard_input(path) { STANDARD_INPUT.to_owned() } else { path.display().to_string() }
}

/// Reads a file up to [`MOST_BYTES`], one byte more when it is larger, so that limits can tell.
pub(super) fn read(path: &Path) -> std::io::Result<Vec<u8>> {
    let file = std::fs::File::open(path)?;
    if file.metadata()?.is_dir() {
        return Err(std::io::Error::other("it is a directory"));
    }
    read_limited(file)
}

fn read_limited(source: impl Read) -> std::io::Result<Vec<u8>> {
    let mut text = Vec::new();
    source.take(MOST_BYTES + 1).read_to_end(&mut text)?;
    Ok(text)
}

/// The folder that a scenario's own paths are relative to, and what was read from it.
struct Folder {
    /// `None` for built-in scenarios, which bring their files.
    path: Option<PathBuf>,
    read: RefCell<Vec<PathBuf>>,
}

impl Folder {
    fn new(path: Option<PathBuf>) -> Self {
        Self { path, read: RefCell::default() }
    }
}

impl Sources for Folder {
    fn read(&self, path: &str) -> Result<Vec<u8>, String> {
        let Some(folder) = &self.path else { return builtin::Files.read(path) };
        let path = folder.join(path);
        let text = read(&path).map_err(|error| error.to_string())?;
        self.read.borrow_mut().push(path);
        Ok(text)
    }
}
