//! What a share of a job's runs adds up to, and merging all shares of a job into its outcome. Which runs a share has belongs to
//! `run_share`, what surrounds the sums where they are stored to whoever stores them.

use serde::{Deserialize, Serialize};

use super::kernel::SHARES;
use super::outcome::{Asked, Memory, Outcome, Shares};
use super::request::{Keep, Measure, Measures};
use super::run_share::RunShare;
use super::setup::{Exits, Settings};
use super::tally::Tally;
use crate::error::Error;
use crate::statistics::{ClassCounts, Order, REPLICATES};

mod merge;

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
            Some(Shares { all, replicates: counts.replicates.iter().map(|of| of.list()).collect() })
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

    /// What it adds up to, alone.
    #[must_use]
    pub fn into_sums(self) -> PartialSums {
        self.sums
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

/// Whether sums can be those of a job's share, so that nothing that is read off them later can go wrong.
struct Check<'a> {
    sums: &'a PartialSums,
    settings: &'a Settings,
    asked: &'a Asked,
    own_runs: u64,
}

impl Check<'_> {
    fn all(&self) -> Result<(), &'static str> {
        let Self { sums, settings, asked, .. } = self;
        let measures = &asked.measures;
        if sums.tallies.len() != measures.len() || sums.orders.len() != measures.len() {
            return Err("it has other measures");
        }
        let compared = |pair: &(usize, usize)| {
            let offers = |measure: &Measure| measure.offers() == (pair.0, Some(pair.1));
            measures.iter().any(|(measure, _)| offers(measure))
        };
        if !sums.stratified.iter().all(compared) || !sums.stratified.is_sorted() {
            return Err("it compares other offers");
        }
        let replicates = sums.tallies.first().map_or(0, |tally| tally.replicates.len());
        let known = replicates == REPLICATES || replicates == 0 && !settings.is_replicated();
        if !known {
            return Err("it has another number of replicates");
        }
        for ((measure, _), tally) in measures.iter().zip(&sums.tallies) {
            self.tally(measure, tally, replicates)?;
        }
        match &sums.samples {
            Some(samples) => self.samples(samples)?,
            None => {
                for ((measure, keep), order) in measures.iter().zip(&sums.orders) {
                    self.order((measure, *keep), order.as_ref(), replicates)?;
                }
            }
        }
        Ok(())
    }

    fn tally(
        &self,
        measure: &Measure,
        tally: &Tally,
        replicates: usize,
    ) -> Result<(), &'static str> {
        let Tally { total, replicates: parts } = tally;
        if parts.len() != replicates {
            return Err("it has another number of replicates");
        }
        let mut all = parts.iter().chain([total]);
        if all.clone().any(|of| of.overflowed() || of.shift().to_bits() != total.shift().to_bits())
        {
            return Err("its sums are not of one job");
        }
        let of_all_runs = |count: u64| {
            if measure.is_conditional() { count <= self.own_runs } else { count == self.own_runs }
        };
        let in_parts = parts.iter().try_fold(0_u64, |count, of| count.checked_add(of.count()));
        let agrees = parts.is_empty() || in_parts == Some(total.count());
        let whole = measure.is_conditional() || all.all(|of| of.is_unweighted());
        if of_all_runs(total.count()) && agrees && whole {
            Ok(())
        } else {
            Err("its sums are of another number of runs")
        }
    }

    fn samples(&self, samples: &[f64]) -> Result<(), &'static str> {
        let stored = self.asked.layout().stored() as u64;
        let sampled = self.settings.exits == Exits::Sampled;
        if !sampled || self.sums.orders.iter().any(Option::is_some) {
            return Err("it has samples and counts");
        }
        if self.own_runs.checked_mul(stored) != Some(samples.len() as u64) {
            return Err("its samples are of another number of runs");
        }
        if !samples.iter().all(|value| value.is_finite()) {
            return Err("its samples are not numbers");
        }
        Ok(())
    }

    fn order(
        &self,
        (measure, keep): (&Measure, Keep),
        order: Option<&Shares>,
        replicates: usize,
    ) -> Result<(), &'static str> {
        let order = match (keep, order) {
            (Keep::Moments, None) => return Ok(()),
            (Keep::Samples, Some(order)) => order,
            _ => return Err("its counts are of other measures"),
        };
        let (of_run, replicates, widths) = match self.settings.exits {
            Exits::Sampled => (1, replicates, (0, 0)),
            Exits::Integrated => (SHARES, REPLICATES, (0, ClassCounts::OF_PARTS)),
        };
        let has = |counts: &ClassCounts, fold| counts.count() == 0 || counts.fold() == fold;
        let widths =
            has(&order.all, widths.0) && order.replicates.iter().all(|of| has(of, widths.1));
        let in_parts =
            order.replicates.iter().try_fold(0_u64, |count, of| count.checked_add(of.count()));
        let agrees = replicates == 0 || in_parts == Some(order.all.count());
        let whole = measure.is_conditional()
            || self.own_runs.checked_mul(of_run) == Some(order.all.count());
        if widths && order.replicates.len() == replicates && agrees && whole {
            Ok(())
        } else {
            Err("its counts are of another number of runs")
        }
    }
}
