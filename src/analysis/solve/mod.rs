//! The ask: which value of a term of an offer makes it reach a goal. What is varied is in `field`, what is reached in
//! `goal`, the search for one term in `quest`, the jobs that answer all searches at once in `jobs`.

mod field;
mod goal;
mod jobs;
mod quest;

pub(super) use field::offers_with;
pub use field::usual_asks;
pub use goal::{Goal, Target};

use schemars::JsonSchema;
use serde::Serialize;

use super::precision::settled_runs;
use super::summary::Options;
use crate::error::Error;
use crate::offer::{Grant, GrantSize, Offer};
use crate::quantity::Dollars;
use crate::scenario::{Scenario, Worlds};
use crate::simulation::{Observer, Settings};
use crate::statistics::Estimate;
use field::{Field, label};
use jobs::Jobs;
use quest::{Found, Quest};

/// What is asked: by which terms, alone each, an offer is to reach a goal.
#[derive(Clone, Debug, PartialEq)]
pub struct Question {
    /// Position of the offer.
    pub offer: usize,
    /// Paths within the offer; none: [`usual_asks`].
    pub vary: Vec<String>,
    /// The goal; `None`: [`Goal::default_of`].
    pub goal: Option<Goal>,
}

/// One ask.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Ask {
    /// The path within the offer.
    pub path: String,
    /// What it is, in words.
    pub label: String,
    /// What stands there now, the middle of a band; null where the default does.
    pub current: Option<f64>,
    /// Whether some value reaches the goal.
    pub met: bool,
    /// The value that reaches it, with the standard error of the simulation; null where none does.
    pub value: Option<Estimate>,
    /// The value less what stands now.
    pub change: Option<f64>,
    /// Shares that the value stands for, of a grant in dollars made at the start at today's price.
    pub units: Option<f64>,
    /// The metric at the value, or the best that any value reaches.
    pub reached: Estimate,
    /// The value that reaches the best, where the goal is not met.
    pub best: Option<f64>,
    /// The least and the greatest value that was tried.
    pub searched: [f64; 2],
    /// Whether the metric only rises, or only falls, over the values tried.
    pub monotone: bool,
    /// Where the goal is crossed more than once: every pair of values tried between which it is.
    pub crossings: Vec<[f64; 2]>,
    /// Whether every value tried reaches the goal, so that the least of them is told.
    pub always: bool,
}

/// The asks of an offer.
#[derive(Clone, Debug, PartialEq)]
pub struct Solution {
    /// The scenario's title.
    pub title: String,
    /// Hash of the effective scenario.
    pub sha256: String,
    /// Settings.
    pub settings: Settings,
    /// The tail level of the expected shortfall.
    pub tail: f64,
    /// The walk-away in dollars, if there is one.
    pub walk_away: Option<f64>,
    /// The offer's name.
    pub offer: String,
    /// The baseline's name.
    pub baseline: String,
    /// The goal.
    pub goal: Goal,
    /// The metric as the offer stands.
    pub now: Estimate,
    /// What is to be reached: a value without an error, or the baseline's metric.
    pub target: Estimate,
    /// One ask a term, each alone.
    pub asks: Vec<Ask>,
}

impl Solution {
    /// Whether every ask has a value.
    #[must_use]
    pub fn met(&self) -> bool {
        self.asks.iter().all(|ask| ask.met)
    }
}

/// Finds by which value of each term alone an offer reaches a goal.
///
/// # Method
/// The metric is looked at on a grid of values with a part of the runs, which shows how often it crosses the goal, and
/// then with all of them by Chandrupatla's method. All terms are searched at once: the offer with each value tried
/// stands beside the offers of the scenario in one job, so draws, prices and exits are made once for all of them, and
/// every value is judged by the same random numbers. Where the goal is crossed more than once, the crossing nearest to
/// what stands now is told.
///
/// # Error
/// The answer's standard error is that of the metric at it, less the target's on the same runs, over the metric's
/// slope there.
///
/// # Errors
/// [`Error::Document`] for a path that is wrong, [`Error::Refused`] for goals that the offer cannot have,
/// and those of a job.
pub fn solve(
    question: &Question,
    (scenario, worlds): (&Scenario, &Worlds<'_>),
    options: &Options<'_>,
    observer: &dyn Observer,
) -> Result<Solution, Error> {
    let settled = settled(scenario, options, observer)?;
    let scenario = settled.as_ref().unwrap_or(scenario);
    let Question { offer, vary, goal } = question;
    let goal = goal.map_or_else(|| Goal::default_of(scenario), Ok)?;
    let own = &scenario.setup.offers[*offer];
    if let Some(problem) = goal.problem(scenario, *offer) {
        return Err(Error::Refused(vec![problem]));
    }
    let vary = if vary.is_empty() { usual_asks(own) } else { vary.clone() };
    let fields = vary.iter().map(|path| Field::new(worlds, (scenario, *offer), path));
    let fields = fields.collect::<Result<Vec<_>, Error>>()?;
    let jobs = Jobs { scenario, worlds, offer: *offer, goal, options, observer };
    let mut quests: Vec<Quest> = fields.into_iter().map(Quest::new).collect();
    let (now, target) = jobs.search(&mut quests)?;
    let asks = quests.iter().map(|quest| ask(scenario, own, quest)).collect();
    Ok(Solution {
        title: scenario.title.clone(),
        sha256: scenario.sha256.clone(),
        settings: scenario.setup.settings,
        tail: scenario.goals.tail.get(),
        walk_away: scenario.goals.walk_away.map(Dollars::get),
        offer: own.name.clone(),
        baseline: scenario.setup.offers[scenario.baseline].name.clone(),
        goal,
        now,
        target,
        asks,
    })
}

/// A scenario that asks for a precision, with the runs that this takes instead; `None` where it asks for none.
pub(super) fn settled(
    scenario: &Scenario,
    options: &Options<'_>,
    observer: &dyn Observer,
) -> Result<Option<Scenario>, Error> {
    if scenario.precision.is_none() {
        return Ok(None);
    }
    let runs = settled_runs(scenario, options, observer)?;
    let mut settled = Scenario { precision: None, ..scenario.clone() };
    settled.setup.settings.runs = runs;
    Ok(Some(settled))
}

fn ask(scenario: &Scenario, offer: &Offer, quest: &Quest) -> Ask {
    let field = &quest.field;
    let (value, best, reached, always) = match quest.found() {
        Found::At { value, reached } => (Some(value), None, reached, false),
        Found::Everywhere { least, reached } => {
            (Some(Estimate { value: least, std_error: None }), None, reached, true)
        }
        Found::Nowhere { best, reached } => (None, Some(best), reached, false),
    };
    let crossings = quest.crossings();
    let units = |value: Estimate| units(scenario, offer, &field.path, value.value);
    Ask {
        path: field.path.clone(),
        label: label(offer, &field.path),
        current: field.current,
        met: value.is_some(),
        value,
        change: value.zip(field.current).map(|(value, now)| value.value - now),
        units: value.and_then(units),
        reached,
        best,
        searched: [field.least, field.most],
        monotone: quest.is_monotone(),
        crossings: if crossings.len() > 1 { crossings } else { Vec::new() },
        always,
    }
}

/// The shares that a value of a grant made at the start stands for, if it turns into them at today's price.
fn units(scenario: &Scenario, offer: &Offer, path: &str, value: f64) -> Option<f64> {
    let place = path.strip_prefix("grants.")?.strip_suffix(".value")?;
    let grant: &Grant = offer.grants.get(place.parse::<usize>().ok()?)?;
    let at_today = grant.month == 0
        && grant.conversion.is_none()
        && scenario.setup.market.start_in_days == 0
        && matches!(grant.size, GrantSize::Value(_));
    at_today.then(|| value / scenario.setup.market.stocks[grant.stock].price.get())
}
