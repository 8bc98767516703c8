//! Where results go: standard output, devices and pipes directly, files through a temporary neighbour
//! that is renamed when whole, so that a failed run leaves the old file as it was.

use std::fs::{self, File};
use std::io::{self, BufWriter, Stdout, Write};
use std::path::{Path, PathBuf};

use tempfile::NamedTempFile;

use crate::error::Error;

/// An opened output.
pub(super) struct Output {
    path: PathBuf,
    sink: Sink,
}

enum Sink {
    Standard(BufWriter<Stdout>),
    Direct(BufWriter<File>),
    Replaced(BufWriter<NamedTempFile>),
}

impl Output {
    /// Opens standard output (no path, or `-`), or a file.
    pub(super) fn open(path: Option<&Path>) -> Result<Self, Error> {
        let Some(path) = path.filter(|path| !is_standard(path)) else {
            let sink = Sink::Standard(BufWriter::new(io::stdout()));
            return Ok(Self { path: PathBuf::from("standard output"), sink });
        };
        let sink = open_file(path).map_err(|source| failed(path, "open", source))?;
        Ok(Self { path: path.to_path_buf(), sink })
    }

    /// How an error of writing to this output is told.
    pub(super) fn write_failure(&self) -> impl Fn(io::Error) -> Error + use<> {
        let path = self.path.clone();
        move |source| failed(&path, "write", source)
    }

    /// Waits until a file's bytes are on the disk, before what they were made of is taken away.
    pub(super) fn settle(&mut self) -> Result<(), Error> {
        let settled = self.flush().and_then(|()| match &self.sink {
            Sink::Replaced(sink) => sink.get_ref().as_file().sync_data(),
            Sink::Standard(_) | Sink::Direct(_) => Ok(()),
        });
        settled.map_err(self.write_failure())
    }

    /// Ends the output; a file takes its name only now.
    pub(super) fn finish(self) -> Result<(), Error> {
        let path = self.path;
        let result = match self.sink {
            Sink::Standard(mut sink) => sink.flush(),
            Sink::Direct(mut sink) => sink.flush(),
            Sink::Replaced(sink) => {
                sink.into_inner().map_err(io::IntoInnerError::into_error).and_then(|file| {
                    let target = resolved(&path);
                    file.persist(target).map(drop).map_err(|error| error.error.kind().into())
                })
            }
        };
        result.map_err(|source| failed(&path, "write", source))
    }
}

impl Write for Output {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        match &mut self.sink {
            Sink::Standard(sink) => sink.write(bytes),
            Sink::Direct(sink) => sink.write(bytes),
            Sink::Replaced(sink) => sink.write(bytes),
        }
    }

    fn flush(&mut self) -> io::Result<()> {
        match &mut self.sink {
            Sink::Standard(sink) => sink.flush(),
            Sink::Direct(sink) => sink.flush(),
            Sink::Replaced(sink) => sink.flush(),
        }
    }
}

fn failed(path: &Path, action: &'static str, source: io::Error) -> Error {
    Error::Io { path: path.to_path_buf(), action, source }
}

fn is_standard(path: &Path) -> bool {
    path == Path::new("-")
}

/// A path as it was given, or what it leads to where it is a symbolic link.
pub(super) fn followed(path: &Path) -> PathBuf {
    if path.is_symlink() { resolved(path) } else { path.to_path_buf() }
}

/// Whether bytes go there as they are written: standard output, a pipe, a device.
pub(super) fn is_direct(path: &Path) -> bool {
    is_standard(path) || is_device(&resolved(path))
}

/// A path with its symbolic links followed, whether or not what they lead to exists; the same for the
/// same file.
fn resolved(path: &Path) -> PathBuf {
    const MOST_LINKS: usize = 40;
    let mut path = path.to_path_buf();
    for _ in 0..MOST_LINKS {
        let Ok(next) = fs::read_link(&path) else { break };
        path = folder_of(&path).join(next);
    }
    match (fs::canonicalize(folder_of(&path)), path.file_name()) {
        (Ok(folder), Some(name)) => folder.join(name),
        _ => path,
    }
}

/// The folder that a path is in.
fn folder_of(path: &Path) -> &Path {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    folder.unwrap_or(Path::new("."))
}

fn open_file(path: &Path) -> io::Result<Sink> {
    let target = resolved(path);
    let existing = fs::metadata(&target).ok();
    if let Some(held) = &existing {
        if held.is_dir() {
            return Err(io::Error::other("it is a directory"));
        }
        if !held.is_file() {
            let file = fs::OpenOptions::new().write(true).open(&target)?;
            return Ok(Sink::Direct(BufWriter::new(file)));
        }
        // The old file is not touched, but one that may not be written is refused now.
        fs::OpenOptions::new().write(true).open(&target)?;
    }
    let mut builder = tempfile::Builder::new();
    builder.prefix(".vestrisk-");
    if let Some(mode) = default_mode() {
        builder.permissions(mode);
    }
    let folder = folder_of(&target);
    let file = builder.tempfile_in(folder).map_err(|error| match error.kind() {
        io::ErrorKind::NotFound => {
            io::Error::other(format!("there is no folder {}", folder.display()))
        }
        // The neighbour's own name would only confuse.
        kind => kind.into(),
    })?;
    if let Some(held) = existing {
        file.as_file().set_permissions(held.permissions())?;
    }
    Ok(Sink::Replaced(BufWriter::new(file)))
}

/// What a new file may be used for, before the user's mask.
#[cfg(unix)]
#[expect(clippy::unnecessary_wraps, reason = "other systems have none")]
fn default_mode() -> Option<fs::Permissions> {
    use std::os::unix::fs::PermissionsExt;
    Some(fs::Permissions::from_mode(0o666))
}

#[cfg(not(unix))]
fn default_mode() -> Option<fs::Permissions> {
    None
}

/// Refuses one path for two outputs, and an input as an output.
pub(super) fn refuse_shared(inputs: &[PathBuf], outputs: &[Option<&Path>]) -> Result<(), Error> {
    let mut seen: Vec<PathBuf> = inputs.iter().map(|path| resolved(path)).collect();
    if outputs.iter().flatten().filter(|path| is_standard(path)).count() > 1 {
        return Err(Error::Unusable(
            "two outputs go to standard output; name a file for the result (--out) or for the other"
                .to_owned(),
        ));
    }
    for path in outputs.iter().flatten().filter(|path| !is_standard(path)) {
        let file = resolved(path);
        if is_device(&file) {
            continue;
        }
        if seen.contains(&file) {
            return Err(Error::Unusable(format!(
                "{} is named twice, as two outputs or as an input and an output; name another file",
                path.display()
            )));
        }
        seen.push(file);
    }
    Ok(())
}

fn is_device(path: &Path) -> bool {
    fs::metadata(path).is_ok_and(|held| !held.is_file() && !held.is_dir())
}
