//! A share of a study: some of its cases, or some of every case's runs.

use std::fmt;
use std::ops::Range;

use serde::{Deserialize, Serialize};

/// The most shares that a study is divided into.
pub const MOST_SHARDS: u32 = 100_000;

/// What is divided.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ShardBy {
    /// The cases: a share has some cases whole.
    Cases,
    /// The runs: a share has some runs of every case.
    Runs,
}

impl ShardBy {
    /// What is divided, as a plural.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Cases => "cases",
            Self::Runs => "runs",
        }
    }
}

/// One share of a study.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Shard {
    /// What is divided.
    pub by: ShardBy,
    /// Which share, from 1.
    pub index: u32,
    /// Of how many.
    pub of: u32,
}

impl Shard {
    /// Reads `I/N`.
    ///
    /// # Errors
    /// In words, what is allowed.
    ///
    /// ```
    /// use vestrisk::study::{Shard, ShardBy};
    /// let shard = Shard::parse("2/3", ShardBy::Cases)?;
    /// assert_eq!(shard.cases(10), 3..6);
    /// assert!(Shard::parse("0/3", ShardBy::Cases).is_err());
    /// # Ok::<(), String>(())
    /// ```
    pub fn parse(text: &str, by: ShardBy) -> Result<Self, String> {
        let whole = |text: &str| {
            let digits = !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
            digits.then(|| text.parse().ok()).flatten()
        };
        let parts = text.split_once('/').and_then(|(index, of)| Some((whole(index)?, whole(of)?)));
        parts
            .filter(|(index, of)| (1..=MOST_SHARDS).contains(of) && (1..=*of).contains(index))
            .map(|(index, of)| Self { by, index, of })
            .ok_or_else(|| {
                "allowed: I/N, the share I of N, such as 3/16; I from 1 to N, N from 1 to 100,000"
                    .to_owned()
            })
    }

    /// The cases of this share among so many, from 0: shares are contiguous, and their sizes differ by at most one. Every
    /// case where the runs are divided.
    #[must_use]
    pub fn cases(&self, cases: u64) -> Range<u64> {
        match self.by {
            ShardBy::Cases => self.start(self.index - 1, cases)..self.start(self.index, cases),
            ShardBy::Runs => 0..cases,
        }
    }

    /// Where the share after so many starts.
    fn start(&self, before: u32, cases: u64) -> u64 {
        let product = u128::from(before) * u128::from(cases) / u128::from(self.of);
        u64::try_from(product).expect("a part of the cases is no more than all of them")
    }
}

impl fmt::Display for Shard {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{} by {}", self.index, self.of, self.by.name())
    }
}
