//! How many plain runs, independent ones with sampled exits, would know a metric as well as a job of another
//! sampler does.

use std::collections::BTreeMap;

use super::comparison::Comparison;
use super::distribution::{Estimator, Percentiles};
use super::precision::estimates;
use super::summary::OfferSummary;
use crate::scenario::{Level, Metric, Precision, Scenario};
use crate::simulation::Sample;
use crate::statistics::{
    equivalent_runs, proportion_run_variance, quantile_run_variance, shortfall_run_variance,
};

/// The metric of every answer that is reported.
const ALWAYS: Metric = Metric::Percentile(Level::P50);

/// By metric: the median, and the one whose precision is asked. The least over the offers whose error is
/// neither unknown nor 0, `None` without any such.
pub(super) type PlainRuns = BTreeMap<&'static str, Option<u64>>;

/// The plain runs of an answer whose pay samples are settled; `None` where its own runs are plain.
pub(super) fn plain_runs(
    scenario: &Scenario,
    estimator: &Estimator<'_>,
    offers: &[OfferSummary],
    comparisons: &[Comparison],
    pay: &[Sample<'_>],
) -> Option<PlainRuns> {
    if !estimator.settings.is_replicated() {
        return None;
    }
    let asked = scenario.precision.map(Precision::metric);
    let of_metric = |metric: Metric| {
        let estimates = estimates(metric, offers, comparisons);
        let runs = estimates.iter().enumerate().filter_map(|(at, estimate)| {
            let variance = match metric {
                Metric::Mean => offers[at].pay.distribution.sd.map(|sd| sd * sd),
                Metric::Percentile(level) => quantile_run_variance(
                    &pay[at],
                    Percentiles::level(level),
                    estimator.settings.runs,
                ),
                Metric::ExpectedShortfall => {
                    shortfall_run_variance(&pay[at], estimator.tail, estimator.settings.runs)
                }
                // Its runs are known by their utility only.
                Metric::CertaintyEquivalent => None,
                Metric::ProbabilityWalkAway | Metric::ProbabilityAhead => {
                    proportion_run_variance(estimate.value)
                }
            };
            equivalent_runs(variance, estimate.std_error)
        });
        (metric.name(), runs.min_by(f64::total_cmp).map(whole))
    };
    Some([ALWAYS].into_iter().chain(asked).map(of_metric).collect())
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "runs are positive; more than a u64 holds become its largest"
)]
fn whole(runs: f64) -> u64 {
    runs.round() as u64
}
