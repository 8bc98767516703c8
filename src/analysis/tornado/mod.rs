//! What moves the answer: one metric of an offer, with each input alone at a plausible low and high, or all of them at once.
//! Inputs and their ranges are `inputs`', the worlds that are simulated `worlds`', variance shares `global`'s.

mod global;
mod inputs;
mod place;
mod worlds;

pub use inputs::{FieldRange, InputUnit};

use inputs::{Design, Inputs, Varied, chosen, inputs};
use worlds::{Evaluations, Point};

use super::metrics::{Figure, Want};
use super::summary::Options;
use crate::error::Error;
use crate::scenario::{Metric, Scenario, Worlds};
use crate::simulation::{Observer, Settings};
use crate::statistics::{Estimate, SobolIndex};

/// What a tornado is asked.
#[derive(Clone, Copy, Debug)]
pub struct TornadoQuestion<'a> {
    /// The metric that moves.
    pub metric: Metric,
    /// The offer's name; `None`: the first that has the metric.
    pub offer: Option<&'a str>,
    /// Base points of a global design, a multiple of 32; `None`: each input alone.
    pub global: Option<u32>,
    /// The inputs; none: the usual ones.
    pub vary: &'a [FieldRange],
}

/// A question that can be answered.
#[derive(Clone)]
pub struct TornadoPlan<'a> {
    scenario: Scenario,
    documents: Worlds<'a>,
    metric: Metric,
    offer: usize,
    inputs: Inputs,
    global: Option<u32>,
}

/// A change of an input that a derivative is per, and what it moves.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Derivative {
    /// The change.
    pub per: f64,
    /// What the metric moves with it.
    pub value: Estimate,
}

/// What an input moves by itself, all other inputs and all random numbers the same. Standard errors are those of
/// differences, by the 32 replicates' own differences.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct InputMoves {
    /// The metric at the low less the metric as it is.
    pub at_low: Estimate,
    /// The metric at the high less the metric as it is.
    pub at_high: Estimate,
    /// The metric at the high less that at the low.
    pub swing: Estimate,
    /// The central difference over a tenth of the nearer end's distance; `None` where the input has no unit.
    pub derivative: Option<Derivative>,
}

impl InputMoves {
    /// The larger move.
    #[must_use]
    pub fn largest(&self) -> f64 {
        self.at_low.value.abs().max(self.at_high.value.abs())
    }
}

/// An input and what it does.
#[derive(Clone, Debug, PartialEq)]
pub struct TornadoRow {
    /// What it is, in words.
    pub input: String,
    /// Its field in a scenario file, where one field holds it.
    pub path: Option<String>,
    /// What it is counted in.
    pub unit: InputUnit,
    /// Its plausible low.
    pub low: f64,
    /// What it is in the scenario; `None` where each run draws it.
    pub base: Option<f64>,
    /// Its plausible high.
    pub high: f64,
    /// What it moves alone; `None` in a global design.
    pub moves: Option<InputMoves>,
    /// Its share of the variance in a global design; `None` without one, or without a variance.
    pub index: Option<SobolIndex>,
}

/// A global design as it was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct GlobalDesign {
    /// Base points N.
    pub points: u32,
    /// Times that the metric was evaluated, N (k + 2) for k inputs.
    pub evaluations: u64,
    /// Runs of each evaluation.
    pub runs: u64,
}

/// What moves a metric of an offer.
#[derive(Clone, Debug, PartialEq)]
pub struct Tornado {
    /// The scenario's title.
    pub title: String,
    /// Hash of the effective scenario.
    pub sha256: String,
    /// Settings of the job of each world.
    pub settings: Settings,
    /// The metric.
    pub metric: Metric,
    /// The offer.
    pub offer: String,
    /// The offer that it is compared with, where the metric is about two.
    pub baseline: Option<String>,
    /// The walk-away in dollars, if there is one.
    pub walk_away: Option<f64>,
    /// The tail level of the expected shortfall.
    pub tail: f64,
    /// The metric as it is: what `run` prints, but in a global design of its fewer runs.
    pub base: Estimate,
    /// The inputs, largest first: by the larger move, or in a global design by the total index.
    pub rows: Vec<TornadoRow>,
    /// The global design, if it is one.
    pub global: Option<GlobalDesign>,
    /// What is not varied, and why.
    pub notes: Vec<String>,
}

/// The most runs of each world where the scenario asks for a precision, which a tornado does not look at.
const MOST_RUNS_OF_PRECISION: u64 = 131_072;

impl<'a> TornadoPlan<'a> {
    /// Checks a question.
    ///
    /// # Errors
    /// [`Error::Unusable`] where the scenario has no such offer, or no such metric of it, or nothing to vary;
    /// [`Error::Document`] where a field that is chosen cannot be what it is to be.
    pub fn new(
        (scenario, documents): (&Scenario, Worlds<'a>),
        question: &TornadoQuestion<'_>,
    ) -> Result<Self, Error> {
        let TornadoQuestion { metric, offer, global, vary } = *question;
        let offer = position(scenario, metric, offer)?;
        if metric == Metric::ProbabilityWalkAway && scenario.goals.walk_away.is_none() {
            let why = "probability_walk_away needs a walk-away; add `walk_away = …` to [goals], or choose another metric";
            return Err(Error::Unusable(why.to_owned()));
        }
        let mut scenario = scenario.clone();
        if scenario.precision.take().is_some() {
            let runs = &mut scenario.setup.settings.runs;
            *runs = (*runs).min(MOST_RUNS_OF_PRECISION);
        }
        let concerned = match metric {
            Metric::ProbabilityAhead => vec![offer, scenario.baseline],
            _ => vec![offer],
        };
        let mut inputs = match vary {
            [] => inputs(&scenario, &concerned),
            chosen_ones => {
                let design = if global.is_some() { Design::Global } else { Design::Ends };
                chosen(chosen_ones, &documents, design)?
            }
        };
        if global.is_some() {
            // A factor on one cause and one on all would count the same thing twice.
            inputs.all.retain(|varied| !matches!(varied.input, inputs::Input::Hazard(_, Some(_))));
            global::quickened(&mut scenario.setup.settings);
        }
        if inputs.all.is_empty() {
            return Err(Error::Unusable("this offer has nothing that could be varied".to_owned()));
        }
        Ok(Self { scenario, documents, metric, offer, inputs, global })
    }

    /// Runs of all jobs together.
    #[must_use]
    pub fn runs(&self) -> u64 {
        let points = match self.global {
            None => self.points(),
            Some(points) => {
                let mut all = global::points(&self.inputs.all, &self.scenario, points).concat();
                all.push(Point::new());
                all
            }
        };
        let jobs = self.worlds().jobs(&points).len() as u64;
        jobs.saturating_mul(self.scenario.setup.settings.runs)
    }

    /// Simulates every world and says what each input moves.
    ///
    /// # Errors
    /// Those of [`engine::run`](crate::simulation::engine::run), and [`Error::Unusable`] where the metric does not exist in some
    /// world.
    pub fn answer(&self, options: &Options<'_>, observer: &dyn Observer) -> Result<Tornado, Error> {
        let (base, mut rows, design) = match self.global {
            None => {
                let figures = self.worlds().evaluate(
                    (&self.points(), Want::Replicates),
                    options,
                    observer,
                )?;
                let (base, rows) = self.moves(&figures);
                (base, rows, None)
            }
            Some(points) => {
                let (base, indices, design) = self.shares(points, options, observer)?;
                let rows = self.inputs.all.iter().zip(indices);
                (base, rows.map(|(of, index)| row(of, None, index)).collect(), Some(design))
            }
        };
        let size = |row: &TornadoRow| match (&row.moves, &row.index) {
            (Some(moves), _) => moves.largest(),
            (None, index) => index.map_or(0.0, |index| index.total.value),
        };
        rows.sort_by(|a: &TornadoRow, b| size(b).total_cmp(&size(a)).then(a.input.cmp(&b.input)));
        let scenario = &self.scenario;
        let name = |at: usize| scenario.setup.offers[at].name.clone();
        let compared = self.metric == Metric::ProbabilityAhead;
        Ok(Tornado {
            title: scenario.title.clone(),
            sha256: scenario.sha256.clone(),
            settings: scenario.setup.settings,
            metric: self.metric,
            offer: name(self.offer),
            baseline: compared.then(|| name(scenario.baseline)),
            walk_away: scenario.goals.walk_away.map(crate::quantity::Dollars::get),
            tail: scenario.goals.tail.get(),
            base,
            rows,
            global: design,
            notes: self.inputs.notes.clone(),
        })
    }

    fn worlds(&self) -> Evaluations<'_> {
        Evaluations {
            scenario: &self.scenario,
            documents: self.documents,
            metric: self.metric,
            offer: self.offer,
            inputs: &self.inputs.all,
        }
    }

    /// The scenario as it is; then of each input its low, its high, and a step down and up.
    fn points(&self) -> Vec<Point> {
        let of_input = |(at, varied): (usize, &Varied)| {
            let ends = [varied.low, varied.high];
            let values = ends.into_iter().chain(steps(varied).into_iter().flatten());
            values.map(|value| vec![(at, value)]).collect::<Vec<_>>()
        };
        let all = self.inputs.all.iter().enumerate().flat_map(of_input);
        std::iter::once(Point::new()).chain(all).collect()
    }

    /// The figures of [`Self::points`] as rows.
    fn moves(&self, figures: &[Figure]) -> (Estimate, Vec<TornadoRow>) {
        let base = &figures[0];
        let mut rest = figures[1..].iter();
        let mut next = || rest.next().expect("a figure for each point");
        let rows = self.inputs.all.iter().map(|varied| {
            let (low, high) = (next(), next());
            let derivative = steps(varied).zip(varied.unit.step()).map(|([down, up], per)| {
                let (below, above) = (next(), next());
                let value = above.combined(below, |a, b| (a - b) / (up - down) * per);
                Derivative { per, value }
            });
            let (at_low, at_high, swing) = (low.less(base), high.less(base), high.less(low));
            row(varied, Some(InputMoves { at_low, at_high, swing, derivative }), None)
        });
        let rows = rows.collect();
        (base.estimate, rows)
    }

    /// The metric as it is, and every input's share of its variance over all inputs' ranges.
    fn shares(
        &self,
        points: u32,
        options: &Options<'_>,
        observer: &dyn Observer,
    ) -> Result<(Estimate, Vec<Option<SobolIndex>>, GlobalDesign), Error> {
        let design = global::points(&self.inputs.all, &self.scenario, points);
        let mut all = design.concat();
        all.push(Point::new());
        let figures = self.worlds().evaluate((&all, Want::Estimates), options, observer)?;
        let values: Vec<f64> = figures.iter().map(|figure| figure.estimate.value).collect();
        let indices = global::indices(&values, &design, self.inputs.all.len());
        let runs = self.scenario.setup.settings.runs;
        let evaluations = all.len() as u64 - 1;
        let base = figures[all.len() - 1].estimate;
        Ok((base, indices, GlobalDesign { points, evaluations, runs }))
    }
}

/// Where an input's derivative is measured: a tenth of the way to the nearer end, below and above. The range's own slope
/// would be bent by curvature; of a tenth, a hundredth of that is left, and the noise of common random numbers shrinks with
/// the step.
fn steps(varied: &Varied) -> Option<[f64; 2]> {
    const PART: f64 = 0.1;
    let base = varied.base.filter(|_| varied.unit.step().is_some())?;
    let step = PART * (base - varied.low).min(varied.high - base);
    (step > 0.0).then_some([base - step, base + step])
}

fn row(varied: &Varied, moves: Option<InputMoves>, index: Option<SobolIndex>) -> TornadoRow {
    let Varied { input: _, name, path, unit, low, base, high } = varied;
    let (input, path) = (name.clone(), path.clone());
    TornadoRow { input, path, unit: *unit, low: *low, base: *base, high: *high, moves, index }
}

/// The position of the offer that is asked about.
fn position(scenario: &Scenario, metric: Metric, name: Option<&str>) -> Result<usize, Error> {
    let offers = &scenario.setup.offers;
    let compared = metric == Metric::ProbabilityAhead;
    let found = match name {
        None => (0..offers.len()).find(|at| !compared || *at != scenario.baseline),
        Some(name) => Some(scenario.offer_named(name).map_err(Error::Unusable)?),
    };
    let other = found.filter(|at| !compared || *at != scenario.baseline);
    other.ok_or_else(|| {
        let baseline = &offers[scenario.baseline].name;
        Error::Unusable(format!(
            "probability_ahead compares an offer with the baseline, {baseline}; choose another offer or metric"
        ))
    })
}
