//! An answer that is as precise as the scenario asks: the job is done with 16,384 × 2^k runs, k = 0, 1, …,
//! until the metric's standard errors will do or the runs are as many as allowed. What one number of runs
//! answers belongs to `summary`.

use schemars::JsonSchema;
use serde::Serialize;

use super::comparison::Comparison;
use super::metrics::{Want, figures, ruined};
use super::summary::{self, OfferSummary, Options, Summary};
use super::warnings::precision_not_reached;
use crate::error::Error;
use crate::scenario::{Metric, Precision, Scenario};
use crate::simulation::{Exits, Observer};
use crate::statistics::Estimate;

/// The fewest runs that are looked at, unless fewer are allowed.
const FIRST_CHECK: u64 = 16_384;

/// The precision that was asked and what came of it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct PrecisionFound {
    /// The metric that decides.
    #[schemars(extend("enum" = Metric::ALL.map(Metric::name)))]
    pub metric: &'static str,
    /// The standard error asked of every offer.
    pub std_error: f64,
    /// Whether every offer has it.
    pub reached: bool,
    /// The largest standard error of an offer; `None` where there are too few runs for one.
    pub largest_std_error: Option<f64>,
    /// The most runs that were allowed.
    #[serde(skip)]
    pub most_runs: u64,
}

/// Summarizes with as few runs as the precision allows, at most those of the settings.
///
/// The answer is that of a scenario with this number of runs and no precision. Where the error so far makes
/// it likely that the next number of runs will do, that is answered as a whole at once; where not, only the
/// metric is asked for, whose figures are the same as long as both keep their samples.
pub(super) fn summarize_until(
    precision: Precision,
    scenario: &Scenario,
    options: &Options<'_>,
    observer: &dyn Observer,
) -> Result<Summary, Error> {
    let most = scenario.setup.settings.runs;
    // What the most runs do not fit into is refused before any is done.
    summary::keeps_samples(scenario, options)?;
    let mut runs = FIRST_CHECK.min(most);
    let mut last = None;
    loop {
        let mut sized = scenario.clone();
        sized.setup.settings.runs = runs;
        let halved = last.map(|error: f64| error * std::f64::consts::FRAC_1_SQRT_2);
        let whole = runs == most || precision.is_reached_by(halved) || !alike(&sized, options)?;
        if !whole {
            last = largest(&of_metric(precision.metric(), &sized, options, observer)?);
        }
        if whole || precision.is_reached_by(last) {
            let summary = summary::answer(&sized, options, observer)?;
            if let (Metric::CertaintyEquivalent, Some(name)) =
                (precision.metric(), uncertain(&summary))
            {
                // As jobs that are asked for the metric alone say it.
                return Err(ruined(name));
            }
            last = largest(&estimates(precision.metric(), &summary.offers, &summary.comparisons));
            if runs == most || precision.is_reached_by(last) {
                return Ok(told(summary, precision, last, most));
            }
        }
        runs = (2 * runs).min(most);
    }
}

/// The runs of a scenario: where it asks for a precision, as few as that takes.
pub(super) fn settled_runs(
    scenario: &Scenario,
    options: &Options<'_>,
    observer: &dyn Observer,
) -> Result<u64, Error> {
    match scenario.precision {
        None => Ok(scenario.setup.settings.runs),
        Some(precision) => {
            let found = summarize_until(precision, scenario, options, observer)?;
            Ok(found.simulation.runs)
        }
    }
}

/// An offer without a certainty equivalent.
fn uncertain(summary: &Summary) -> Option<&str> {
    let none = |offer: &&OfferSummary| offer.present_value.certainty_equivalent.is_none();
    summary.offers.iter().find(none).map(|offer| offer.name.as_str())
}

/// Whether a metric asked for alone has the figures that it has in the answer: not where the answer keeps no samples
/// and a job with fewer measures may.
fn alike(scenario: &Scenario, options: &Options<'_>) -> Result<bool, Error> {
    let integrated = scenario.setup.settings.exits == Exits::Integrated;
    Ok(integrated || summary::keeps_samples(scenario, options)?)
}

/// The summary, which says what was asked and what came of it.
fn told(
    mut summary: Summary,
    precision: Precision,
    largest: Option<f64>,
    most_runs: u64,
) -> Summary {
    let found = PrecisionFound {
        metric: precision.metric().name(),
        std_error: precision.std_error(),
        reached: precision.is_reached_by(largest),
        largest_std_error: largest,
        most_runs,
    };
    summary.simulation.precision = Some(found);
    if !found.reached {
        summary.warnings.insert(0, precision_not_reached(&found));
    }
    summary
}

/// The largest standard error; `None` as soon as one is unknown.
fn largest(estimates: &[Estimate]) -> Option<f64> {
    let errors = estimates.iter().map(|estimate| estimate.std_error);
    errors.reduce(|a, b| Some(a?.max(b?))).flatten()
}

/// A metric's estimates in an answer: one an offer, or one a comparison.
pub(super) fn estimates(
    metric: Metric,
    offers: &[OfferSummary],
    comparisons: &[Comparison],
) -> Vec<Estimate> {
    let pay = |of: fn(&OfferSummary) -> Estimate| offers.iter().map(of).collect();
    match metric {
        Metric::Mean => pay(|offer| offer.pay.distribution.mean),
        Metric::Percentile(level) => {
            let percentile = |offer: &OfferSummary| offer.pay.distribution.percentiles.at(level);
            offers.iter().map(percentile).collect()
        }
        Metric::ExpectedShortfall => pay(|offer| offer.pay.distribution.expected_shortfall),
        Metric::CertaintyEquivalent => {
            offers.iter().filter_map(|offer| offer.present_value.certainty_equivalent).collect()
        }
        Metric::ProbabilityWalkAway => {
            offers.iter().filter_map(|offer| offer.pay.probability_walk_away).collect()
        }
        Metric::ProbabilityAhead => {
            comparisons.iter().map(|comparison| comparison.probability_ahead).collect()
        }
    }
}

/// The same estimates of a job that is asked for nothing else.
fn of_metric(
    metric: Metric,
    scenario: &Scenario,
    options: &Options<'_>,
    observer: &dyn Observer,
) -> Result<Vec<Estimate>, Error> {
    let others = |offer: &usize| metric != Metric::ProbabilityAhead || *offer != scenario.baseline;
    let offers: Vec<usize> = (0..scenario.setup.offers.len()).filter(others).collect();
    let asked = (metric, Want::Estimates);
    let figures = figures(asked, (scenario, &offers), options, observer)?;
    Ok(figures.iter().map(|figure| figure.estimate).collect())
}
