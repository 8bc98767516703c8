//! What a share of a job's runs adds up to, as it is stored and merged. Which runs a share has belongs to `run_share`, what
//! surrounds the sums where they are stored to whoever stores them.

mod check;
mod merge;

use check::Check;
use serde::{Deserialize, Serialize};

use super::outcome::{Asked, Memory, Outcome, Shares};
use super::request::Measures;
use super::run_share::RunShare;
use super::setup::{Exits, Settings};
use super::tally::Tally;
use crate::error::Error;
use crate::statistics::Bins;

/// What a share of a job's runs adds up to. [`Outcome::merge`] makes the job's outcome of all of them.
#[derive(Clone, Debug, PartialEq)]
pub struct PartialOutcome {
    share: RunShare,
    /// Number of runs of the whole job.
    runs: u64,
    exits: Exits,
    asked: Asked,
    sums: PartialSums,
}

/// The sums of a share, to be stored. Read again they say nothing before [`PartialOutcome::restore`] has seen whether they
/// can be those of some measures.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct PartialSums {
    memory: Memory,
    stratified: Vec<(usize, usize)>,
    /// By distinct measure.
    tallies: Vec<Tally>,
    /// Likewise; nothing where samples are kept or were not asked for.
    orders: Vec<Option<Shares>>,
    /// The samples, where they are kept: chunk after chunk, and in each measure after measure.
    samples: Option<Vec<f64>>,
}

impl PartialOutcome {
    /// Of what a job has found in a share of its runs.
    pub(super) fn new(share: RunShare, found: Outcome) -> Self {
        let Outcome { runs, exits, stratified, asked, tallies, counts, memory, .. } = found;
        let samples = found.samples.map(|samples| samples.list());
        let counted = counts.iter().map(|counts| {
            let all = counts.all.as_ref().filter(|_| samples.is_none())?.list();
            Some(Shares { all, replicates: counts.replicates.iter().map(Bins::list).collect() })
        });
        let orders = match exits {
            Exits::Sampled => counted.collect(),
            Exits::Integrated => found.shares,
        };
        let sums = PartialSums { memory, stratified, tallies, orders, samples };
        Self { share, runs, exits, asked, sums }
    }

    /// Which share it is of.
    #[must_use]
    pub const fn share(&self) -> RunShare {
        self.share
    }

    /// What it adds up to.
    #[must_use]
    pub const fn sums(&self) -> &PartialSums {
        &self.sums
    }

    /// From sums that were stored: those of a share of a job with these settings and measures.
    ///
    /// # Errors
    /// [`Error::Refused`] where they cannot be.
    pub fn restore(
        sums: PartialSums,
        settings: &Settings,
        measures: &Measures,
        share: RunShare,
    ) -> Result<Self, Error> {
        let asked = Asked::new(measures.list(), settings.discount_rate.get() != 0.0);
        let own_runs = share.runs(settings);
        let refused = |why: &str| Error::Refused(vec![format!("a part does not fit: {why}")]);
        Check { sums: &sums, settings, asked: &asked, own_runs }.all().map_err(refused)?;
        let Settings { runs, exits, .. } = *settings;
        Ok(Self { share, runs, exits, asked, sums })
    }
}
