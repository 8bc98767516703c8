//! The files that a document refers to, and the digests of what they held. Leaves what a table means to its reader.

use std::any::{Any, TypeId};
use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use sha2::{Digest, Sha256};

use super::tables::Flaws;
use crate::scenario::Sources;
use crate::scenario::effective::hex;

/// The largest file that a scenario may refer to, in bytes: 64 MiB.
pub const LARGEST_FILE: usize = 64 << 20;

/// Reads files once they are named and remembers their digests.
pub(in crate::scenario) struct Files<'s> {
    place: Place<'s>,
    digests: Vec<String>,
}

/// Where files come from.
enum Place<'s> {
    Sources(&'s dyn Sources),
    Library(&'s Library),
}

/// Why a file gives no table.
#[derive(Clone)]
pub(super) enum Unread {
    /// There are no bytes, for a reason.
    Closed(String),
    /// They are no such table.
    Faulty(Flaws),
}

impl<'s> Files<'s> {
    /// The files of one document.
    pub fn new(sources: &'s dyn Sources) -> Self {
        Self { place: Place::Sources(sources), digests: Vec::new() }
    }

    /// Those of one of many documents.
    pub fn of(library: &'s Library) -> Self {
        Self { place: Place::Library(library), digests: Vec::new() }
    }

    /// The table that a file holds.
    pub(super) fn table<T: Any + Send + Sync>(
        &mut self,
        path: &str,
        read: impl FnOnce(&[u8]) -> Result<T, Flaws>,
    ) -> Result<Arc<T>, Unread> {
        let (digest, table) = match self.place {
            Place::Sources(sources) => {
                let bytes = bytes(sources, path).map_err(Unread::Closed)?;
                (digest(&bytes), read(&bytes).map(Arc::new).map_err(Unread::Faulty))
            }
            Place::Library(library) => library.table(path, read)?,
        };
        self.digests.push(digest);
        table
    }

    /// SHA-256 of each file read, in lower-case hex.
    pub fn digests(&self) -> &[String] {
        &self.digests
    }
}

fn bytes(sources: &dyn Sources, path: &str) -> Result<Vec<u8>, String> {
    let bytes = sources.read(path)?;
    if bytes.len() > LARGEST_FILE {
        return Err("it has over 64 MiB, the most that is read of a file".to_owned());
    }
    Ok(bytes)
}

fn digest(bytes: &[u8]) -> String {
    hex(&Sha256::digest(bytes))
}

/// The files of many documents that lie in one place: each is read once, and understood once, whatever came of it.
pub(crate) struct Library {
    sources: Box<dyn Sources + Send + Sync>,
    /// What came of each file, by its path and what was read from it.
    known: Mutex<BTreeMap<(String, TypeId), Entry>>,
}

/// A file's entry, which is filled by whoever needs it first.
type Entry = Arc<OnceLock<Known>>;
/// What came of a file: its digest and its table, or why there are no bytes.
type Known = Result<(String, Result<Arc<dyn Any + Send + Sync>, Flaws>), String>;

impl Library {
    /// The files that a source has.
    pub fn new(sources: Box<dyn Sources + Send + Sync>) -> Self {
        Self { sources, known: Mutex::default() }
    }

    fn table<T: Any + Send + Sync>(
        &self,
        path: &str,
        read: impl FnOnce(&[u8]) -> Result<T, Flaws>,
    ) -> Result<(String, Result<Arc<T>, Unread>), Unread> {
        let key = (path.to_owned(), TypeId::of::<T>());
        let entry = {
            let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
            Arc::clone(known.entry(key).or_default())
        };
        let outcome = entry.get_or_init(|| {
            let bytes = bytes(self.sources.as_ref(), path)?;
            let table = read(&bytes).map(|table| Arc::new(table) as Arc<dyn Any + Send + Sync>);
            Ok((digest(&bytes), table))
        });
        let (digest, table) = outcome.as_ref().map_err(|reason| Unread::Closed(reason.clone()))?;
        let table = match table {
            Ok(table) => Arc::clone(table).downcast().map_err(|_| {
                // The key holds the type.
                Unread::Closed("it was read as another kind of table".to_owned())
            }),
            Err(flaws) => Err(Unread::Faulty(flaws.clone())),
        };
        Ok((digest.clone(), table))
    }

    /// The path and the SHA-256 of each file that could be read, by path.
    pub fn files(&self) -> Vec<(String, String)> {
        let known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        let outcomes = known.iter().filter_map(|((path, _), entry)| Some((path, entry.get()?)));
        let read = outcomes.filter_map(|(path, outcome)| Some((path, &outcome.as_ref().ok()?.0)));
        let mut files: Vec<_> = read.map(|(path, digest)| (path.clone(), digest.clone())).collect();
        files.dedup();
        files
    }
}

impl fmt::Debug for Library {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Library").field("files", &self.files()).finish_non_exhaustive()
    }
}
