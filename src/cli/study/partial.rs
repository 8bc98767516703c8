//! The file of the cases that are done, beside the table that is to be: opened by one process at a time, grown batch by
//! batch, cut where an earlier process left something unfinished.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, BufReader, BufWriter, ErrorKind, Seek, SeekFrom, Write};
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::report::number::count;
use crate::study::{FirstLine, Frames, Identity, Left, write_frame};

/// How long a case may be kept only by the system's memory, which a power cut takes.
const SYNC: Duration = Duration::from_secs(5);

/// The file of the cases that are done.
#[derive(Debug)]
pub(super) struct Partial {
    path: PathBuf,
    file: File,
    /// Bytes of the first line.
    head: u64,
    first: u64,
    done: u64,
    synced: Instant,
}

impl Partial {
    /// Opens the file for a table, cut to its whole cases.
    ///
    /// # Errors
    /// A file of another table, or of this one where nobody asked to go on; another process at work on it.
    pub(super) fn open(path: &Path, identity: &Identity, resume: bool) -> Result<Self, Error> {
        let failed = |source| Error::Io { path: path.to_path_buf(), action: "open", source };
        let mut file = lock(path)?;
        let left = Left::read(&mut BufReader::new(&file), identity).map_err(failed)?;
        let line = FirstLine::write(identity);
        let (done, bytes) = match left {
            Left::Nothing => (0, 0),
            Left::Cases { done, bytes } if resume => (done, bytes),
            Left::Cases { done, .. } => return Err(there(path, done, identity)),
            Left::Foreign(differences) => return Err(foreign(path, &differences)),
        };
        let cut = file.set_len(bytes).and_then(|()| file.seek(SeekFrom::Start(bytes)));
        let started = cut.and_then(|at| if at == 0 { file.write_all(&line) } else { Ok(()) });
        started.map_err(failed)?;
        let (head, first) = (line.len() as u64, identity.range().start);
        Ok(Self { path: path.to_path_buf(), file, head, first, done, synced: Instant::now() })
    }

    /// Cases that are whole in it.
    pub(super) const fn done(&self) -> u64 {
        self.done
    }

    /// Adds the next cases.
    pub(super) fn append(&mut self, contents: &[Vec<u8>]) -> Result<(), Error> {
        let mut file = BufWriter::with_capacity(1 << 20, &self.file);
        let numbered = (self.first + self.done + 1..).zip(contents);
        let written = numbered
            .into_iter()
            .try_for_each(|(case, content)| write_frame(case, content, &mut file))
            .and_then(|()| file.flush());
        // After a failure nothing that is left in the buffer may be written.
        drop(file.into_parts());
        written.map_err(|source| self.failed("write", source))?;
        self.done += contents.len() as u64;
        if self.synced.elapsed() > SYNC {
            self.sync()?;
        }
        Ok(())
    }

    /// Waits until all of it is on the disk.
    pub(super) fn sync(&mut self) -> Result<(), Error> {
        self.synced = Instant::now();
        self.file.sync_data().map_err(|source| self.failed("write", source))
    }

    /// Hands over the content of each case, in order.
    pub(super) fn each(
        &mut self,
        mut take: impl FnMut(&[u8]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let (path, done) = (&self.path, self.first + self.done);
        let failed = |source| Error::Io { path: path.clone(), action: "read", source };
        self.file.seek(SeekFrom::Start(self.head)).map_err(failed)?;
        let mut frames = Frames::new(BufReader::new(&self.file), self.first + 1);
        while frames.next_case() <= done {
            match frames.next_content().map_err(failed)? {
                Some(content) => take(content)?,
                None => return Err(failed(io::Error::other("somebody else has changed it"))),
            }
        }
        Ok(())
    }

    /// Takes it away: its cases stand in the table.
    pub(super) fn remove(self) -> Result<(), Error> {
        fs::remove_file(&self.path).map_err(|source| self.failed("remove", source))
    }

    /// Makes it the file that was asked for.
    pub(super) fn rename(mut self, out: &Path) -> Result<(), Error> {
        self.sync()?;
        if let Ok(held) = fs::metadata(out) {
            let kept = self.file.set_permissions(held.permissions());
            kept.map_err(|source| self.failed("write", source))?;
        }
        fs::rename(&self.path, out).map_err(|source| Error::Io {
            path: out.into(),
            action: "write",
            source,
        })
    }

    fn failed(&self, action: &'static str, source: io::Error) -> Error {
        Error::Io { path: self.path.clone(), action, source }
    }
}

/// Whether anything of a study is there.
pub(super) fn exists(path: &Path) -> bool {
    fs::symlink_metadata(path).is_ok()
}

/// Opens the file, made where there is none, for this process alone.
fn lock(path: &Path) -> Result<File, Error> {
    let failed = |source: io::Error| {
        let no_folder = source.kind() == ErrorKind::NotFound;
        let source = if no_folder { io::Error::other("there is no such folder") } else { source };
        Error::Io { path: path.to_path_buf(), action: "open", source }
    };
    loop {
        let mut options = OpenOptions::new();
        let file = options.read(true).write(true).create(true).truncate(false).open(path);
        let file = file.map_err(failed)?;
        match file.try_lock() {
            // Some file systems have no locks, or nobody who keeps them: then nobody is kept out.
            Ok(()) | Err(TryLockError::Error(_)) => {}
            Err(TryLockError::WouldBlock) => {
                return Err(Error::Unusable(format!(
                    "another process is at work on {}; let it end, or name another --out",
                    path.display()
                )));
            }
        }
        // The process that held the lock may have taken the file away since it was opened.
        if is_still_at(path, &file) {
            return Ok(file);
        }
    }
}

#[cfg(unix)]
fn is_still_at(path: &Path, file: &File) -> bool {
    use std::os::unix::fs::MetadataExt;
    let [held, named] = [file.metadata(), fs::metadata(path)];
    matches!((held, named), (Ok(held), Ok(named)) if held.ino() == named.ino() && held.dev() == named.dev())
}

/// Other systems keep an open file where it is.
#[cfg(not(unix))]
fn is_still_at(_path: &Path, _file: &File) -> bool {
    true
}

fn there(path: &Path, done: u64, identity: &Identity) -> Error {
    let range = identity.range();
    Error::Unusable(format!(
        "{} is of this study, {} of {} cases done; add --resume to go on, or delete it to start over",
        path.display(),
        count(done),
        count(range.end - range.start),
    ))
}

fn foreign(path: &Path, differences: &[String]) -> Error {
    let path = path.display();
    Error::Unusable(if differences.is_empty() {
        format!("{path} was not written by a study; name another --out, or delete it")
    } else {
        format!(
            "{path} is of another table ({}); go on with what it was started with, name another --out, or delete it \
             to start over",
            differences.join("; ")
        )
    })
}
