//! Views without a new simulation: the runs of a scenario weighed anew, so that what is stated holds and as little else as
//! possible changes. Reading views belongs to `view`.

use std::borrow::Cow;

use rayon::prelude::*;
use schemars::JsonSchema;
use serde::Serialize;

use super::decision::{Verdict, verdict};
use super::distribution::{Estimator, Percentiles};
use super::precision::settled_runs;
use super::summary::Options;
use super::view::{StatedView, ViewSubject};
use super::warnings::{Warning, few_effective_runs};
use crate::attrition::Cause;
use crate::error::Error;
use crate::quantity::{Dollars, HALF_CENT};
use crate::random::elementary;
use crate::scenario::Scenario;
use crate::simulation::engine::visit_blocks;
use crate::simulation::plan::Plan;
use crate::simulation::{Exits, Observer, Settings, replicate_of};
use crate::statistics::{
    Estimate, REPLICATES, Tilting, Untiltable, View, WeightedSample, effective_size,
    from_replicates, tilt,
};

/// Columns of a number a run that weighing takes beside views and pay.
const WORKING_COLUMNS: u64 = 8;

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

/// What every run is and pays, in order of run.
struct Columns {
    /// By view.
    views: Vec<Vec<f64>>,
    /// By offer.
    pay: Vec<Vec<f64>>,
    /// By run.
    batches: Vec<u8>,
}

/// Simulates a scenario once and restates it under some views: entropy pooling (Meucci 2008), the weights closest to equal
/// ones by relative entropy under which every view holds ([`tilt`]).
///
/// Pay, returns and exits are those of each run by its own clocks, whatever the treatment of exits. Standard errors are of 32
/// batches of runs, each weighed for itself; `None` where a batch cannot hold the views.
///
/// # Errors
/// [`Error::Memory`] before the start; [`Error::Views`] when no weights hold the views, with the range of each;
/// [`Error::Interrupted`] when the observer cancels.
pub fn reweight(
    scenario: &Scenario,
    views: &[StatedView],
    options: &Options<'_>,
    observer: &dyn Observer,
) -> Result<Reweighting, Error> {
    let mut sized = Scenario { precision: None, ..scenario.clone() };
    check_memory(&sized, views.len(), options)?;
    sized.setup.settings.runs = settled_runs(scenario, options, observer)?;
    let columns = simulate(&sized, views, options, observer)?;
    let found = options.pool.install(|| weighed(&sized, views, &columns, observer));
    if observer.cancelled() {
        return Err(Error::Interrupted);
    }
    found
}

/// The most runs that are done must fit.
fn check_memory(scenario: &Scenario, views: usize, options: &Options<'_>) -> Result<(), Error> {
    let columns = (scenario.setup.offers.len() + 2 * views) as u64 + WORKING_COLUMNS;
    let bytes = scenario.setup.settings.runs.saturating_mul(columns * size_of::<f64>() as u64);
    if bytes > options.memory {
        return Err(Error::Memory { needed: bytes, allowed: options.memory });
    }
    Ok(())
}

fn simulate(
    scenario: &Scenario,
    views: &[StatedView],
    options: &Options<'_>,
    observer: &dyn Observer,
) -> Result<Columns, Error> {
    let setup = &scenario.setup;
    let horizon = setup.settings.horizon_months;
    let dates = views.iter().filter_map(|view| match view.subject {
        ViewSubject::LogReturn { stock } => Some([(stock, 0), (stock, horizon)]),
        ViewSubject::Exit { .. } => None,
    });
    let dates: Vec<(usize, u32)> = dates.flatten().collect();
    let plan = Plan::with_prices(setup, &dates).on(options.processor);
    let mut columns = Columns {
        views: vec![Vec::new(); views.len()],
        pay: vec![Vec::new(); setup.offers.len()],
        batches: Vec::new(),
    };
    visit_blocks(setup, &plan, options.pool, observer, |runs, lanes, block| {
        for (view, values) in views.iter().zip(&mut columns.views) {
            match view.subject {
                ViewSubject::LogReturn { stock } => {
                    let price = |month| {
                        let column = plan.paths.column(stock, month);
                        &block.prices.prices[column.expect("the plan has both prices")]
                    };
                    let (start, end) = (price(0), price(horizon));
                    let all = 0..lanes;
                    values.extend(all.map(|lane| elementary::ln(end[lane] / start[lane])));
                }
                ViewSubject::Exit { employment, cause } => {
                    let code = cause.map_or(0, Cause::code);
                    let causes = &block.careers.exits[employment].cause;
                    let all = 0..lanes;
                    values.extend(all.map(|lane| f64::from(u8::from(causes[lane] == code))));
                }
            }
        }
        for (pay, values) in block.pay.iter().zip(&mut columns.pay) {
            values.extend_from_slice(&pay.total[..lanes]);
        }
        let batch = |lane| u8::try_from(replicate_of(runs.address(lane))).unwrap_or(0);
        columns.batches.extend((0..lanes).map(batch));
        Ok(())
    })?;
    Ok(columns)
}

/// All runs, or those of a batch, with equal weights and with those of the views.
struct Part<'a> {
    pay: Vec<Cow<'a, [f64]>>,
    views: Vec<Cow<'a, [f64]>>,
    equal: Vec<f64>,
    tilting: Option<Tilting>,
}

impl<'a> Part<'a> {
    fn all(columns: &'a Columns) -> Self {
        let whole = |all: &'a [Vec<f64>]| all.iter().map(|of| Cow::Borrowed(&of[..])).collect();
        Self::new(whole(&columns.pay), whole(&columns.views))
    }

    fn of(columns: &Columns, batch: usize) -> Self {
        let picked = |values: &Vec<f64>| {
            let pairs = values.iter().zip(&columns.batches);
            pairs.filter(|(_, of)| usize::from(**of) == batch).map(|(value, _)| *value).collect()
        };
        let pay = columns.pay.iter().map(picked).collect();
        Self::new(pay, columns.views.iter().map(picked).collect())
    }

    fn new(pay: Vec<Cow<'a, [f64]>>, views: Vec<Cow<'a, [f64]>>) -> Self {
        let count = pay.first().map_or(0, |values| values.len());
        Self { pay, views, equal: vec![1.0 / count.max(1) as f64; count], tilting: None }
    }

    fn tilt(&self, stated: &[StatedView]) -> Result<Tilting, Untiltable> {
        let views = self.views.iter().zip(stated);
        let views: Vec<View<'_>> =
            views.map(|(values, stated)| View { values, target: stated.target }).collect();
        tilt(&views)
    }

    /// Every number that is reported, with equal weights and with those of the views.
    fn numbers(&self, scenario: &Scenario) -> [Option<Vec<OfferNumbers>>; 2] {
        let restated = self.tilting.as_ref().map(|of| of.weights.as_slice());
        [Some(self.equal.as_slice()), restated].map(|weights| {
            let weights = weights?;
            let offers = 0..self.pay.len();
            offers.map(|offer| self.offer(scenario, offer, weights)).collect()
        })
    }

    fn offer(&self, scenario: &Scenario, offer: usize, weights: &[f64]) -> Option<OfferNumbers> {
        let (own, baseline) = (&self.pay[offer], &self.pay[scenario.baseline]);
        let sample = WeightedSample::new(own, weights)?;
        let mut levels = [0.0; 9];
        for (slot, level) in levels.iter_mut().zip(Percentiles::LEVELS) {
            *slot = sample.quantile(level)?;
        }
        let ahead = |a: &[f64], b: &[f64]| -> f64 {
            let pairs = a.iter().zip(b).zip(weights);
            pairs.filter(|((a, b), _)| *a - *b >= HALF_CENT).map(|(_, weight)| weight).sum()
        };
        let walk_away = scenario.goals.walk_away.map(Dollars::get);
        Some(OfferNumbers {
            mean: sample.mean(),
            levels,
            shortfall: sample.expected_shortfall(scenario.goals.tail.get())?,
            walk_away: walk_away.map_or(0.0, |least| sample.at_or_above(least - HALF_CENT)),
            ahead: ahead(own, baseline),
            behind: ahead(baseline, own),
        })
    }
}

/// The numbers of one offer under some weights.
#[derive(Clone, Copy)]
struct OfferNumbers {
    mean: f64,
    levels: [f64; 9],
    shortfall: f64,
    walk_away: f64,
    ahead: f64,
    behind: f64,
}

/// All runs and the batches, simulated and restated.
type Numbers = [Option<Vec<OfferNumbers>>; 2];

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
            let [least, greatest] = [least, greatest].map(|of| crate::quantity::to_digits(of, 4));
            format!("the {about} can be between {least} and {greatest}")
        } else {
            format!("the {about} is {least} in every run, which no weights can change")
        }
    };
    let ranges = |views: &[usize]| views.iter().map(|at| reach(*at)).collect::<Vec<_>>().join("; ");
    Error::Views(match why {
        Untiltable::Outside { view, .. } => format!(
            "no weights of these runs hold `{}`: {}, least and greatest run; state less, or change the scenario itself",
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

/// Estimates from all runs with the errors that batches show.
struct Spread<'a> {
    whole: &'a Numbers,
    batches: &'a [(Numbers, Vec<Option<f64>>)],
    enough: bool,
}

impl Spread<'_> {
    fn estimate(&self, value: f64, batches: &[Option<f64>]) -> Estimate {
        if self.enough {
            from_replicates(value, batches)
        } else {
            Estimate { value, std_error: None }
        }
    }

    /// A number under equal weights (0) or those of the views (1).
    fn number(
        &self,
        (world, offer): (usize, usize),
        number: impl Fn(&OfferNumbers) -> f64,
    ) -> Option<Estimate> {
        let whole = number(self.whole[world].as_ref()?.get(offer)?);
        let of = |(numbers, _): &(Numbers, Vec<Option<f64>>)| {
            Some(number(numbers[world].as_ref()?.get(offer)?))
        };
        Some(self.estimate(whole, &self.batches.iter().map(of).collect::<Vec<_>>()))
    }

    fn figures(&self, scenario: &Scenario, world: usize, offer: usize) -> Option<Figures> {
        let at = (world, offer);
        let mut levels = [Estimate { value: f64::NAN, std_error: None }; 9];
        for (level, slot) in levels.iter_mut().enumerate() {
            *slot = self.number(at, |of| of.levels[level])?;
        }
        let walk_away = scenario.goals.walk_away.is_some();
        Some(Figures {
            mean: self.number(at, |of| of.mean)?,
            percentiles: Percentiles::from_levels(levels),
            expected_shortfall: self.number(at, |of| of.shortfall)?,
            probability_walk_away: self.number(at, |of| of.walk_away).filter(|_| walk_away),
            probability_ahead: self
                .number(at, |of| of.ahead)
                .filter(|_| offer != scenario.baseline),
        })
    }

    fn offer(&self, scenario: &Scenario, offer: usize) -> Option<ReweightedOffer> {
        let change = |[simulated, restated]: &Numbers| {
            let [simulated, restated] =
                [simulated, restated].map(|of| Some(of.as_ref()?[offer].mean));
            Some(restated? - simulated?)
        };
        let changes: Vec<Option<f64>> = self.batches.iter().map(|(of, _)| change(of)).collect();
        Some(ReweightedOffer {
            name: scenario.setup.offers[offer].name.clone(),
            simulated: self.figures(scenario, 0, offer)?,
            restated: self.figures(scenario, 1, offer)?,
            change: self.estimate(change(self.whole)?, &changes),
        })
    }

    fn comparison(&self, scenario: &Scenario, offer: usize) -> Option<ReweightedComparison> {
        let of = |world| {
            let ahead = self.number((world, offer), |of| of.ahead)?;
            Some(verdict(ahead, self.number((world, offer), |of| of.behind)?))
        };
        Some(ReweightedComparison {
            offer: scenario.setup.offers[offer].name.clone(),
            baseline: scenario.setup.offers[scenario.baseline].name.clone(),
            simulated: of(0)?,
            restated: of(1)?,
        })
    }
}
