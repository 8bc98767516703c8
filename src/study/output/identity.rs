//! What decides the bytes of a study's table: two files are parts of one table only where all of it agrees.

use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::shard::{Shard, ShardBy};
use crate::report::number::count;
use crate::report::study::Column;

/// The version that writes.
pub const VERSION: &str = env!("CARGO_PKG_VERSION");

/// Which table a file is of.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Identity {
    /// Version of vestrisk; another may draw or round otherwise.
    pub version: String,
    /// SHA-256 of the study with its files.
    pub study_sha256: String,
    /// SHA-256 of the effective base scenario, flags included.
    pub scenario_sha256: String,
    /// Cases of the whole study.
    pub cases: u64,
    /// The offers that have rows, as the base scenario names them, in its order.
    pub offers: Vec<String>,
    /// The columns.
    pub columns: Vec<Column>,
    /// Bytes allowed for samples and threads: runs that need more are only counted, which moves percentiles.
    pub memory: u64,
    /// The share that the file holds; absent for the whole study.
    pub shard: Option<Shard>,
}

impl Identity {
    /// The cases of the file, from 0.
    #[must_use]
    pub fn range(&self) -> Range<u64> {
        self.shard.map_or(0..self.cases, |shard| shard.cases(self.cases))
    }

    /// What the file's cases hold: rows, or parts of answers that are still to be joined.
    #[must_use]
    pub fn content(&self) -> Content {
        match self.shard {
            Some(Shard { by: ShardBy::Runs, .. }) => Content::Parts,
            _ => Content::Rows,
        }
    }

    /// Rows of the file's table.
    #[must_use]
    pub fn rows(&self) -> u64 {
        let range = self.range();
        (range.end - range.start).saturating_mul(self.offers.len() as u64)
    }

    /// In words, all that another file has otherwise than this one; shares are compared by kind and number only where
    /// `any_share`.
    #[must_use]
    pub fn differences(&self, other: &Self, any_share: bool) -> Vec<String> {
        let mut found = Vec::new();
        let mut tell = |what: &str, there: String, here: String| {
            if there != here {
                found.push(format!("{what}: {there} there, {here} here"));
            }
        };
        tell("version", other.version.clone(), self.version.clone());
        tell("study", short(&other.study_sha256), short(&self.study_sha256));
        tell("base scenario", short(&other.scenario_sha256), short(&self.scenario_sha256));
        tell("cases", count(other.cases), count(self.cases));
        tell("offers", listed(&other.offers), listed(&self.offers));
        tell("--memory", size(other.memory), size(self.memory));
        tell("share", share(other, any_share), share(self, any_share));
        if other.columns != self.columns {
            let names = |of: &Self| of.columns.iter().map(|column| column.name.clone()).collect();
            let (there, here): (Vec<String>, Vec<String>) = (names(other), names(self));
            found.push(match (only(&there, &here), only(&here, &there)) {
                (None, None) => "columns: in another order or of other kinds".to_owned(),
                (there, here) => {
                    let list = |of: Option<String>| of.unwrap_or_else(|| "none more".to_owned());
                    format!("columns: {} only there, {} only here", list(there), list(here))
                }
            });
        }
        found
    }
}

/// What the cases of a file hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Content {
    /// Rows of the table.
    Rows,
    /// Parts of answers, by runs.
    Parts,
}

/// The start of a hash, enough to tell one from another.
fn short(hash: &str) -> String {
    format!("{}…", hash.get(..12).unwrap_or(hash))
}

fn listed(names: &[String]) -> String {
    names.iter().map(|name| format!("`{name}`")).collect::<Vec<_>>().join(", ")
}

fn size(bytes: u64) -> String {
    if bytes.is_multiple_of(1 << 20) {
        format!("{}M", bytes >> 20)
    } else {
        format!("{}K", bytes >> 10)
    }
}

fn share(of: &Identity, any: bool) -> String {
    match of.shard {
        None => "the whole study".to_owned(),
        Some(shard) if any => format!("one of {} by {}", count(shard.of.into()), shard.by.name()),
        Some(shard) => shard.to_string(),
    }
}

/// The first few names that are not among the others.
fn only(names: &[String], others: &[String]) -> Option<String> {
    const MOST: usize = 3;
    let new: Vec<_> = names.iter().filter(|name| !others.contains(name)).collect();
    let shown: Vec<_> = new.iter().take(MOST).map(|name| format!("`{name}`")).collect();
    let more = new.len().saturating_sub(MOST);
    let more = if more == 0 { String::new() } else { format!(" and {more} more") };
    (!new.is_empty()).then(|| format!("{}{more}", shown.join(", ")))
}
