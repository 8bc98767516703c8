//! Shares of a job's runs, for jobs that are divided among machines: which of its units of work each share simulates. What
//! a share adds up to belongs to `partial`.

use std::num::NonZeroU32;
use std::ops::Range;

use serde::{Deserialize, Serialize};

use super::setup::{Exits, Settings};
use crate::error::ParameterError;
use crate::random::{CHUNK_RUNS, LANES, Runs};
use crate::statistics::REPLICATES;

/// One of several shares of a job's runs.
///
/// A share is a range of the job's units of work, the smallest whose sums are rounded once: chunks of 1,024 runs where
/// exits are sampled, blocks of up to 256 runs of one replicate where they are integrated. So the sums of all shares are
/// those of the job, to the bit. The shares of a job differ by one unit at most; where they are more than its units, some
/// are empty.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(into = "(u32, u32)", try_from = "(u32, u32)")]
pub struct RunShare {
    index: NonZeroU32,
    of: NonZeroU32,
}

impl RunShare {
    /// All runs.
    pub const WHOLE: Self = Self { index: NonZeroU32::MIN, of: NonZeroU32::MIN };

    /// Share `index` of `of`, counted from 1.
    ///
    /// # Errors
    /// [`ParameterError`] where there is no such share.
    pub fn new(index: u32, of: u32) -> Result<Self, ParameterError> {
        let numbers = NonZeroU32::new(index).zip(NonZeroU32::new(of));
        let share = numbers.filter(|(index, of)| index <= of);
        share.map(|(index, of)| Self { index, of }).ok_or_else(|| ParameterError {
            path: "share".to_owned(),
            given: format!("{index}/{of}"),
            allowed: format!("I/N with I from 1 to N, and N up to {}", u32::MAX),
        })
    }

    /// Which of the shares it is, from 1.
    #[must_use]
    pub const fn index(self) -> u32 {
        self.index.get()
    }

    /// How many shares there are.
    #[must_use]
    pub const fn of(self) -> u32 {
        self.of.get()
    }

    /// Its part of some units of work.
    fn range(self, units: u64) -> Range<u64> {
        let before = |shares: u32| u128::from(units) * u128::from(shares) / u128::from(self.of());
        let at = |shares| u64::try_from(before(shares)).unwrap_or(units);
        at(self.index() - 1)..at(self.index())
    }

    /// Its chunks of a job with sampled exits.
    pub(super) fn chunks(self, runs: u64) -> Range<u64> {
        self.range(runs.div_ceil(CHUNK_RUNS as u64))
    }

    /// Its blocks of a job with integrated exits.
    pub(super) fn stretches(self, settings: &Settings) -> Vec<Stretch> {
        let blocks = (0..REPLICATES as u64).map(|replicate| blocks(settings, replicate));
        let own = self.range(blocks.clone().sum());
        let mut before = 0;
        let stretches = (0..).zip(blocks).map(|(replicate, blocks)| {
            let first = before;
            before += blocks;
            let within = |end: u64| end.clamp(first, first + blocks) - first;
            Stretch { replicate, blocks: within(own.start)..within(own.end) }
        });
        stretches.filter(|stretch| !stretch.blocks.is_empty()).collect()
    }

    /// The number of its runs.
    pub(super) fn runs(self, settings: &Settings) -> u64 {
        match settings.exits {
            Exits::Sampled => {
                let chunks = self.chunks(settings.runs);
                let end = |chunk: u64| chunk.saturating_mul(CHUNK_RUNS as u64).min(settings.runs);
                end(chunks.end) - end(chunks.start)
            }
            Exits::Integrated => {
                self.stretches(settings).iter().map(|stretch| stretch.runs(settings)).sum()
            }
        }
    }
}

impl From<RunShare> for (u32, u32) {
    fn from(share: RunShare) -> Self {
        (share.index(), share.of())
    }
}

impl TryFrom<(u32, u32)> for RunShare {
    type Error = ParameterError;

    fn try_from((index, of): (u32, u32)) -> Result<Self, Self::Error> {
        Self::new(index, of)
    }
}

/// Consecutive blocks of one replicate of a job with integrated exits.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Stretch {
    pub(super) replicate: u64,
    pub(super) blocks: Range<u64>,
}

impl Stretch {
    /// The number of its runs: all blocks but a replicate's last are full.
    fn runs(&self, settings: &Settings) -> u64 {
        let count = self.blocks.end - self.blocks.start;
        let last = block(settings, self.replicate, self.blocks.end - 1);
        (count - 1) * LANES as u64 + last.lanes_below(settings.runs) as u64
    }
}

/// The number of blocks of a replicate.
fn blocks(settings: &Settings, replicate: u64) -> u64 {
    let shift = settings.sampler.coupling() as u32;
    let addresses = settings.runs.div_ceil(1 << shift);
    let own = (addresses + REPLICATES as u64 - 1).saturating_sub(replicate) / REPLICATES as u64;
    own.div_ceil(LANES as u64 >> shift)
}

/// The runs of a block of a replicate.
pub(super) fn block(settings: &Settings, replicate: u64, block: u64) -> Runs {
    let coupling = settings.sampler.coupling();
    let shift = coupling as u32;
    let before = block * (LANES as u64 >> shift) * REPLICATES as u64;
    Runs::of_replicate((before + replicate) << shift, coupling, REPLICATES as u64)
}
