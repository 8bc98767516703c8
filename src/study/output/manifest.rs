//! The manifest beside every study's table: what it is of, how it came to be, and its bytes, as one JSON document.

use serde::{Deserialize, Serialize};

use super::identity::Identity;
use super::shard::Shard;

/// What is known of a study's table. Names do not change within format 1; keys may be added.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Manifest {
    /// Version of this format: 1.
    pub format: u32,
    /// The command line that wrote it.
    pub command: String,
    /// The study as its user named it.
    pub study: String,
    /// The title of the base scenario.
    pub scenario: String,
    /// What decides the table's bytes.
    #[serde(flatten)]
    pub identity: Identity,
    /// Runs of the base scenario; cases may have others, the column `runs` tells.
    pub runs: u64,
    /// Seed of the base scenario; cases may have others, the column `seed` tells.
    pub seed: u64,
    /// Rows of the file.
    pub rows: u64,
    /// The file beside it.
    pub file: FileFacts,
    /// When the process that finished the file started, UTC.
    pub started: String,
    /// How long it worked, in seconds.
    pub wall_seconds: f64,
    /// Threads that it worked with.
    pub threads: usize,
    /// Cases that earlier processes had done, which it took over.
    pub cases_resumed: u64,
    /// The shares that were merged into it; absent for a file that was not merged.
    #[serde(skip_serializing_if = "Option::is_none", default)]
    pub merged: Option<Vec<Share>>,
}

/// The bytes of a file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileFacts {
    /// Its name, without its folder.
    pub name: String,
    /// Its length.
    pub bytes: u64,
    /// Its SHA-256 in lower-case hex.
    pub sha256: String,
}

/// A share that was merged.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Share {
    /// Which.
    pub shard: Shard,
    /// Its file.
    pub file: FileFacts,
}
