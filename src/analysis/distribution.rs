//! The distribution of one measure as it is reported: moments, percentiles and expected shortfall, each
//! with its standard error by the sampler's design.

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use super::watch::Watch;
use crate::scenario::{Level, Scenario};
use crate::simulation::{KeptSample, MeasureId, Observer, Outcome, Sample, Settings, Tally};
use crate::statistics::{
    Estimate, Moments, Order, REPLICATES, expected_shortfall, expected_shortfall_estimate,
    from_replicates, proportion_estimate, quantile, quantile_estimate, quantile_estimate_ranks,
    quantile_run_variance_ranks, shortfall_boundary, shortfall_ranks, sort_while,
};

/// The percentiles of every report.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
#[expect(missing_docs, reason = "pNN is the NNth percentile")]
pub struct Percentiles {
    pub p01: Estimate,
    pub p05: Estimate,
    pub p10: Estimate,
    pub p25: Estimate,
    pub p50: Estimate,
    pub p75: Estimate,
    pub p90: Estimate,
    pub p95: Estimate,
    pub p99: Estimate,
}

impl Percentiles {
    pub(super) const LEVELS: [f64; 9] = [0.01, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99];

    pub(super) fn from_levels(levels: [Estimate; 9]) -> Self {
        let [p01, p05, p10, p25, p50, p75, p90, p95, p99] = levels;
        Self { p01, p05, p10, p25, p50, p75, p90, p95, p99 }
    }

    /// The percentile of a level.
    #[must_use]
    pub fn at(&self, level: Level) -> Estimate {
        self.named()[level as usize].1
    }

    /// The probability of a level.
    pub(super) const fn level(level: Level) -> f64 {
        Self::LEVELS[level as usize]
    }

    /// Each percentile with its name, in order.
    #[must_use]
    pub fn named(&self) -> [(&'static str, Estimate); 9] {
        [
            ("p01", self.p01),
            ("p05", self.p05),
            ("p10", self.p10),
            ("p25", self.p25),
            ("p50", self.p50),
            ("p75", self.p75),
            ("p90", self.p90),
            ("p95", self.p95),
            ("p99", self.p99),
        ]
    }
}

/// The distribution of an amount in dollars.
///
/// Percentiles interpolate linearly at (n − 1) p; the expected shortfall is the mean of the worst
/// outcomes up to the tail level. Standard errors follow the sampler: classical ones for independent
/// runs, 32 replicates for coupled ones; `None` where there are too few runs for one.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Distribution {
    /// Mean.
    pub mean: Estimate,
    /// Standard deviation (n − 1); `None` for a single run.
    pub sd: Option<f64>,
    /// Smallest outcome.
    pub min: f64,
    /// Largest outcome.
    pub max: f64,
    /// Percentiles.
    #[serde(flatten)]
    pub percentiles: Percentiles,
    /// Mean of the worst outcomes up to the tail level.
    pub expected_shortfall: Estimate,
}

/// The distribution of pay.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PayDistribution {
    /// The distribution.
    #[serde(flatten)]
    pub distribution: Distribution,
    /// P(pay reaches the walk-away), within half a cent; `None` without one.
    pub probability_walk_away: Option<Estimate>,
}

/// The distribution of a present value.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ValueDistribution {
    /// The distribution.
    #[serde(flatten)]
    pub distribution: Distribution,
    /// The certainty equivalent; `None` without preferences.
    pub certainty_equivalent: Option<Estimate>,
}

/// How estimates of one job get their standard errors, and whether they are still wanted.
pub(super) struct Estimator<'a> {
    pub(super) settings: Settings,
    pub(super) tail: f64,
    pub(super) watch: Watch<'a>,
}

impl<'a> Estimator<'a> {
    /// The estimator of a scenario's job.
    pub(super) fn new(scenario: &Scenario, observer: &'a dyn Observer) -> Self {
        Self::of_job(scenario.setup.settings, scenario.goals.tail.get(), observer)
    }

    /// The estimator of a job with some settings; `tail` is the level of the expected shortfall.
    pub(super) fn of_job(settings: Settings, tail: f64, observer: &'a dyn Observer) -> Self {
        Self { settings, tail, watch: Watch::new(observer) }
    }
}

impl Estimator<'_> {
    /// The mean of a measure, `None` when no run has it.
    pub(super) fn mean(&self, tally: &Tally) -> Option<Estimate> {
        if !self.settings.is_replicated() {
            return tally.total.mean_estimate();
        }
        let replicates: Vec<_> = tally.replicates.iter().map(Moments::mean).collect();
        Some(self.replicated(tally.total.mean()?, &replicates))
    }

    /// The probability behind an indicator.
    pub(super) fn probability(&self, tally: &Tally) -> Option<Estimate> {
        if self.settings.is_replicated() {
            return self.mean(tally);
        }
        let runs = tally.total.count();
        proportion_estimate(successes(tally.total.mean()?, runs), runs)
    }

    /// A distribution and the order it was read off, with its percentiles settled; `None` once the watch says
    /// no.
    pub(super) fn distribution<'o>(
        &self,
        outcome: &'o Outcome,
        measure: MeasureId,
    ) -> Option<(Distribution, Sample<'o>)> {
        let tally = outcome.tally(measure);
        let mut sample = outcome.sample(measure)?;
        let count = sample.count();
        let levels = Percentiles::LEVELS.iter();
        let ranks = levels.flat_map(|level| {
            // The same again, but for samples in which a run stands more than once.
            let of_runs = quantile_run_variance_ranks(count, *level, self.settings.runs);
            quantile_estimate_ranks(count, *level).into_iter().chain(of_runs)
        });
        let ranks: Vec<u64> = ranks.chain(shortfall_ranks(count, self.tail)).collect();
        let boundary = shortfall_boundary(count, self.tail);
        sample.settle(&ranks, boundary, &|| self.watch.goes_on())?;
        let (levels, shortfall) = if self.settings.is_replicated() {
            self.by_replicates(outcome, measure, &sample)?
        } else {
            let mut levels = [Estimate { value: f64::NAN, std_error: None }; 9];
            for (slot, level) in levels.iter_mut().zip(Percentiles::LEVELS) {
                *slot = quantile_estimate(&sample, level)?;
            }
            (levels, expected_shortfall_estimate(&sample, self.tail)?)
        };
        let distribution = Distribution {
            mean: self.mean(tally)?,
            sd: tally.total.sd(),
            min: tally.total.min()?,
            max: tally.total.max()?,
            percentiles: Percentiles::from_levels(levels),
            expected_shortfall: shortfall,
        };
        Some((distribution, sample))
    }

    /// Percentiles and expected shortfall of all runs, with the errors that the replicates show.
    fn by_replicates(
        &self,
        outcome: &Outcome,
        measure: MeasureId,
        all: &Sample<'_>,
    ) -> Option<([Estimate; 9], Estimate)> {
        let replicates = self.of_replicates(outcome, measure)?;
        let mut levels = [Estimate { value: f64::NAN, std_error: None }; 9];
        for (at, slot) in levels.iter_mut().enumerate() {
            let estimates: Vec<_> = replicates.iter().map(|of| of.levels[at]).collect();
            *slot = self.replicated(quantile(all, Percentiles::LEVELS[at])?, &estimates);
        }
        let shortfalls: Vec<_> = replicates.iter().map(|of| of.shortfall).collect();
        let shortfall = self.replicated(expected_shortfall(all, self.tail)?, &shortfalls);
        Some((levels, shortfall))
    }

    /// What each replicate shows.
    pub(super) fn of_replicates(
        &self,
        outcome: &Outcome,
        measure: MeasureId,
    ) -> Option<Vec<OfReplicate>> {
        if let Some(kept) = outcome.kept(measure) {
            let replicates = (0..REPLICATES).into_par_iter();
            return replicates.map(|replicate| self.kept_replicate(&kept, replicate)).collect();
        }
        let streamed = outcome.streamed_replicates(measure).into_par_iter();
        Some(streamed.map(|order| OfReplicate::read(&order, self.tail)).collect())
    }

    /// What one replicate shows; its values are sorted, which are one in 32.
    fn kept_replicate(&self, kept: &KeptSample<'_>, replicate: usize) -> Option<OfReplicate> {
        let go_on = || self.watch.goes_on();
        go_on().then_some(())?;
        let mut values = kept.replicate(replicate, self.settings.sampler.coupling() as u32);
        sort_while(&mut values, &go_on)?;
        Some(OfReplicate::read(&values, self.tail))
    }

    /// Whether replicates hold enough runs for standard errors.
    pub(super) const fn replicates_suffice(runs: u64) -> bool {
        runs >= (REPLICATES * REPLICATES) as u64
    }

    fn replicated(&self, pooled: f64, estimates: &[Option<f64>]) -> Estimate {
        if Self::replicates_suffice(self.settings.runs) {
            from_replicates(pooled, estimates)
        } else {
            Estimate { value: pooled, std_error: None }
        }
    }
}

/// The same statistics of one replicate.
pub(super) struct OfReplicate {
    levels: [Option<f64>; 9],
    pub(super) shortfall: Option<f64>,
}

impl OfReplicate {
    /// The percentile of a level.
    pub(super) const fn level(&self, level: Level) -> Option<f64> {
        self.levels[level as usize]
    }

    fn read(order: &(impl Order + ?Sized), tail: f64) -> Self {
        Self {
            levels: Percentiles::LEVELS.map(|level| quantile(order, level)),
            shortfall: expected_shortfall(order, tail),
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 … runs ≤ 10^10")]
fn successes(share: f64, runs: u64) -> u64 {
    (share * runs as f64).round() as u64
}
