//! The files that a document refers to, and the digests of what they held.

use sha2::{Digest, Sha256};

use crate::scenario::Sources;
use crate::scenario::effective::hex;

/// The largest file that a scenario may refer to, in bytes: 64 MiB.
pub const LARGEST_FILE: usize = 64 << 20;

/// Reads files once they are named and remembers their digests.
pub(super) struct Files<'s> {
    sources: &'s dyn Sources,
    digests: Vec<String>,
}

impl<'s> Files<'s> {
    pub fn new(sources: &'s dyn Sources) -> Self {
        Self { sources, digests: Vec::new() }
    }

    /// The bytes of a file, or the reason why there are none.
    pub fn read(&mut self, path: &str) -> Result<Vec<u8>, String> {
        let bytes = self.sources.read(path)?;
        if bytes.len() > LARGEST_FILE {
            return Err("it has over 64 MiB, the most that is read of a file".to_owned());
        }
        self.digests.push(hex(&Sha256::digest(&bytes)));
        Ok(bytes)
    }

    /// SHA-256 of each file read, in lower-case hex.
    pub fn digests(&self) -> &[String] {
        &self.digests
    }
}
