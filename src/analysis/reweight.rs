//! Views without a new simulation: the runs of a scenario weighed anew, so that what is stated holds and as little else as
//! possible changes. Reading views belongs to `view`.

mod part;
mod runs;
mod spread;

use std::borrow::Cow;

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use super::decision::Verdict;
use super::distribution::{Estimator, Percentiles};
use super::precision::settled_runs;
use super::summary::Options;
use super::view::StatedView;
use super::warnings::{Warning, few_effective_runs};
use crate::error::Error;
use crate::quantity::{Dollars, to_digits};
use crate::random::elementary;
use crate::scenario::Scenario;
use crate::simulation::{Exits, Observer, Settings};
use crate::statistics::{Estimate, REPLICATES, Untiltable, effective_size};

use part::{Numbers, Part};
use runs::{Columns, check_memory, simulate};
use spread::Spread;

/// The figures of one offer's pay under some weights.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Figures {
    /// Mean.
    pub mean: Estimate,
    /// Percentiles.
    #[serde(flatten)]
    pub percentiles: Percentiles,
    /// Mean of the worst outcomes up to the tail level.
    pub expected_shortfall: Estimate,
    /// P(pay reaches the walk-away), within half a cent; `None` without one.
    pub probability_walk_away: Option<Estimate>,
    /// P(it pays at least half a cent more than the baseline); `None` for the baseline.
    pub probability_ahead: Option<Estimate>,
}

/// An offer as simulated and as restated.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ReweightedOffer {
    /// The offer's name.
    pub name: String,
    /// Every run with the same weight.
    pub simulated: Figures,
    /// The runs weighed anew.
    pub restated: Figures,
    /// The restated mean less the simulated one.
    pub change: Estimate,
}

/// An offer against the baseline, as simulated and as restated.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ReweightedComparison {
    /// The offer's name.
    pub offer: String,
    /// The baseline's name.
    pub baseline: String,
    /// Which is ahead more often than not, every run with the same weight.
    pub simulated: Verdict,
    /// The same, the runs weighed anew.
    pub restated: Verdict,
}

/// A view and what the runs said before.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ViewFound {
    /// The view as it was written.
    pub text: String,
    /// The mean or probability stated.
    pub target: f64,
    /// What it is in the runs with equal weights.
    pub simulated: Estimate,
    /// The least and the greatest value of a run: no weights reach beyond.
    pub range: [f64; 2],
    /// λ: the weight of a run is proportional to exp(Σ λ × its value).
    pub multiplier: f64,
}

/// The answer to some views.
#[derive(Clone, Debug, PartialEq)]
pub struct Reweighting {
    /// The scenario's title.
    pub title: String,
    /// Hash of the effective scenario.
    pub sha256: String,
    /// Settings, with the runs that were done.
    pub settings: Settings,
    /// The walk-away in dollars, if there is one.
    pub walk_away: Option<f64>,
    /// The tail level of the expected shortfall.
    pub tail: f64,
    /// The views.
    pub views: Vec<ViewFound>,
    /// 1/Σ w²: how many runs of equal weight are worth as much.
    pub effective_runs: f64,
    /// exp(−Σ w ln w): the same by entropy.
    pub effective_runs_by_entropy: f64,
    /// Σ w ln(n w), in nats.
    pub relative_entropy: f64,
    /// By offer.
    pub offers: Vec<ReweightedOffer>,
    /// Every other offer against the baseline.
    pub comparisons: Vec<ReweightedComparison>,
    /// What to know about the figures.
    pub notes: Vec<String>,
    /// Warnings.
    pub warnings: Vec<Warning>,
}

/// Simulates a scenario once and restates it under some views: entropy pooling (Meucci 2008), the weights closest to equal
/// ones by relative entropy under which every view holds ([`tilt`](crate::statistics::tilt)).
///
/// Pay, returns and exits are those of each run by its own clocks, whatever the treatment of exits. Standard errors are of 32
/// batches of runs, each weighed for itself; `None` where a batch cannot hold the views.
///
/// # Errors
/// [`Error::Memory`] before any run is weighed; [`Error::Views`] when no weights hold the views, with the range of each;
/// [`Error::Interrupted`] when the observer cancels.
pub fn reweight(
    scenario: &Scenario,
    views: &[StatedView],
    options: &Options<'_>,
    observer: &dyn Observer,
) -> Result<Reweighting, Error> {
    let mut sized = Scenario { precision: None, ..scenario.clone() };
    sized.setup.settings.runs = settled_runs(scenario, options, observer)?;
    check_memory(&sized, views.len(), options)?;
    let columns = simulate(&sized, views, options, observer)?;
    let found = options.pool.install(|| weighed(&sized, views, &columns, observer));
    if observer.cancelled() {
        return Err(Error::Interrupted);
    }
    found
}

fn weighed(
    scenario: &Scenario,
    stated: &[StatedView],
    columns: &Columns,
    observer: &dyn Observer,
) -> Result<Reweighting, Error> {
    let count = columns.batches.len();
    let mut all = Part::all(columns);
    let tilting = all.tilt(stated).map_err(|why| unreachable_views(stated, columns, why))?;
    all.tilting = Some(tilting.clone());
    let whole = all.numbers(scenario);
    let batches: Vec<(Numbers, Vec<Option<f64>>)> = (0..REPLICATES)
        .into_par_iter()
        .map(|batch| {
            let mut part = Part::of(columns, batch);
            if observer.cancelled() || part.equal.is_empty() {
                return ([None, None], vec![None; stated.len()]);
            }
            part.tilting = part.tilt(stated).ok();
            let mean = |values: &Cow<'_, [f64]>| Some(mean(values, &part.equal));
            (part.numbers(scenario), part.views.iter().map(mean).collect())
        })
        .collect();
    let spread = Spread { whole: &whole, batches: &batches, enough: enough(count) };
    let offers: Vec<ReweightedOffer> = (0..columns.pay.len())
        .map(|offer| spread.offer(scenario, offer))
        .collect::<Option<_>>()
        .ok_or(Error::Interrupted)?;
    let comparisons = (0..columns.pay.len()).filter(|offer| *offer != scenario.baseline);
    let comparisons = comparisons.map(|offer| spread.comparison(scenario, offer));
    let views = stated.iter().enumerate().map(|(at, view)| {
        let values = &columns.views[at];
        let means: Vec<Option<f64>> = batches.iter().map(|(_, means)| means[at]).collect();
        ViewFound {
            text: view.text.clone(),
            target: view.target,
            simulated: spread.estimate(mean(values, &all.equal), &means),
            range: range(values),
            multiplier: tilting.multipliers[at],
        }
    });
    let effective_runs = effective_size(&tilting.weights);
    let settings = scenario.setup.settings;
    Ok(Reweighting {
        title: scenario.title.clone(),
        sha256: scenario.sha256.clone(),
        settings,
        walk_away: scenario.goals.walk_away.map(Dollars::get),
        tail: scenario.goals.tail.get(),
        views: views.collect(),
        effective_runs,
        effective_runs_by_entropy: count as f64 * elementary::exp(-tilting.relative_entropy),
        relative_entropy: tilting.relative_entropy,
        offers,
        comparisons: comparisons.collect::<Option<_>>().ok_or(Error::Interrupted)?,
        notes: notes(&settings, &batches),
        warnings: few_effective_runs(effective_runs, settings.runs).into_iter().collect(),
    })
}

fn enough(runs: usize) -> bool {
    Estimator::replicates_suffice(runs as u64)
}

fn mean(values: &[f64], weights: &[f64]) -> f64 {
    values.iter().zip(weights).map(|(value, weight)| value * weight).sum()
}

fn range(values: &[f64]) -> [f64; 2] {
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    [least, values.iter().copied().fold(f64::NEG_INFINITY, f64::max)]
}

fn notes(settings: &Settings, batches: &[(Numbers, Vec<Option<f64>>)]) -> Vec<String> {
    let mut notes = Vec::new();
    if settings.exits == Exits::Integrated {
        notes.push(
            "weights are of runs, so each run has the one exit that its own clocks draw; the figures as simulated differ \
             from those of integrated exits by chance"
                .to_owned(),
        );
    }
    let lacking = batches.iter().filter(|(numbers, _)| numbers[1].is_none()).count();
    if enough(usize::try_from(settings.runs).unwrap_or(usize::MAX)) && lacking > 0 {
        notes.push(format!(
            "{lacking} of the {REPLICATES} batches that standard errors come from cannot hold the views, so the restated \
             figures have none; more runs would help"
        ));
    }
    notes
}

/// What cannot be reached, in words.
fn unreachable_views(stated: &[StatedView], columns: &Columns, why: Untiltable) -> Error {
    let reach = |at: usize| {
        let [least, greatest] = range(&columns.views[at]);
        let about = stated[at].text.rsplit_once('=').map_or("", |(about, _)| about.trim());
        if least < greatest {
            let [least, greatest] = [least, greatest].map(|of| to_digits(of, 4));
            format!(
                "the {about} can be between {least} and {greatest}, those of the least and the greatest run"
            )
        } else {
            format!(
                "the {about} is {least} in every run, which no weights can change; simulate more runs"
            )
        }
    };
    let ranges = |views: &[usize]| views.iter().map(|at| reach(*at)).collect::<Vec<_>>().join("; ");
    Error::Views(match why {
        Untiltable::Outside { view, .. } => format!(
            "no weights of these runs hold `{}`: {}; state less, or change the scenario itself",
            stated[view].text,
            ranges(&[view])
        ),
        Untiltable::Together => format!(
            "no weights of these runs hold all views at once, though each can be held: {}; state fewer, or what can be true \
             together",
            ranges(&(0..stated.len()).collect::<Vec<_>>())
        ),
    })
}
