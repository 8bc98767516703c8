//! Whether several models decide alike between offers and about the walk-away, and how far the figures move from model to
//! model.

use schemars::JsonSchema;
use serde::Serialize;

use super::comparison::Comparison;
use super::ladder::ModelSummary;
use super::summary::OfferSummary;
use crate::quantity::HALF_CENT;
use crate::statistics::Estimate;

/// An estimate within so many standard errors of a bound is on neither side of it.
const CALLED: f64 = 2.0;

/// The 5 % points of the studentized range of 2, 3, 4 and 5 normals with a known deviation (Tukey; tables of H. L. Harter
/// 1960): what the highest less the lowest of so many equal figures exceeds in one case of twenty, in deviations of one.
const RANGES: [f64; 4] = [2.772, 3.314, 3.633, 3.858];

/// Which of two offers is ahead more often than not.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Verdict {
    /// The offer: P(it pays more) is above 1/2 by over two standard errors.
    Ahead,
    /// The baseline, likewise.
    Behind,
    /// Neither ever: they pay the same in every run.
    Equal,
    /// Neither: both probabilities are below 1/2 by over two standard errors, because pay is often the same.
    Neither,
    /// Within two standard errors of 1/2, or without a standard error.
    TooClose,
}

/// Whether the median reaches the walk-away.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Reach {
    /// By over two standard errors.
    Reached,
    /// Not, by over two standard errors.
    Missed,
    /// Within two standard errors of it, or without a standard error.
    TooClose,
}

/// The verdict of one model on two offers.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ModelVerdict {
    /// The kind of model.
    pub model: &'static str,
    /// Which is ahead.
    pub verdict: Verdict,
    /// P(the offer pays at least half a cent more).
    pub probability_ahead: Estimate,
    /// P(the baseline pays at least half a cent more).
    pub probability_behind: Estimate,
}

/// The verdicts of all models on an offer and the baseline.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ComparisonDecision {
    /// The offer's name.
    pub offer: String,
    /// The baseline's name.
    pub baseline: String,
    /// By model.
    pub verdicts: Vec<ModelVerdict>,
    /// Whether two models differ, what is too close to call left aside.
    pub changes: bool,
}

/// The median of an offer under one model, and whether it reaches the walk-away.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct ModelReach {
    /// The kind of model.
    pub model: &'static str,
    /// Whether the median reaches it.
    pub verdict: Reach,
    /// The median of pay.
    pub median: Estimate,
}

/// Whether an offer's median reaches the walk-away under each model.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct WalkAwayDecision {
    /// The offer's name.
    pub offer: String,
    /// By model.
    pub verdicts: Vec<ModelReach>,
    /// Whether two models differ, what is too close to call left aside.
    pub changes: bool,
}

/// How far a figure moves between models.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Move {
    /// The model under which it is lowest.
    pub lowest: &'static str,
    /// The model under which it is highest.
    pub highest: &'static str,
    /// The highest less the lowest in dollars. Its error counts the two as independent; common random numbers usually make
    /// it smaller.
    pub difference: Estimate,
    /// Whether it is more than what the highest and the lowest of as many figures with these errors, all equal, are apart in
    /// 19 cases of 20 (by the studentized range).
    pub seen: bool,
}

/// How far an offer's figures move between models.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Moves {
    /// The offer's name.
    pub offer: String,
    /// The median.
    pub p50: Move,
    /// The 1-in-20 bad case.
    pub p05: Move,
    /// The expected shortfall at the tail level.
    pub expected_shortfall: Move,
}

/// What the models decide.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Decision {
    /// Every other offer against the baseline.
    pub comparisons: Vec<ComparisonDecision>,
    /// By offer; empty without a walk-away.
    pub walk_away: Vec<WalkAwayDecision>,
    /// By offer; empty for a single model.
    pub moves: Vec<Moves>,
    /// Whether any of the comparisons or walk-aways changes between models.
    pub changes: bool,
}

impl Decision {
    /// What these models decide; they are of the same offers.
    #[must_use]
    pub fn new(models: &[ModelSummary]) -> Self {
        let Some(first) = models.first().map(|model| &model.summary) else {
            return Self {
                comparisons: Vec::new(),
                walk_away: Vec::new(),
                moves: Vec::new(),
                changes: false,
            };
        };
        let pairs = 0..first.comparisons.len();
        let comparisons: Vec<_> = pairs.map(|at| compared(models, at)).collect();
        let offers = 0..first.offers.len();
        let reached = |goal| offers.clone().map(move |at| reached(models, at, goal)).collect();
        let walk_away: Vec<WalkAwayDecision> = first.walk_away.map_or_else(Vec::new, reached);
        let moves = if models.len() < 2 {
            Vec::new()
        } else {
            offers.clone().filter_map(|at| moves(models, at)).collect()
        };
        let changes =
            comparisons.iter().any(|of| of.changes) || walk_away.iter().any(|of| of.changes);
        Self { comparisons, walk_away, moves, changes }
    }
}

fn compared(models: &[ModelSummary], at: usize) -> ComparisonDecision {
    let of = |model: &ModelSummary| {
        let Comparison { probability_ahead, probability_behind, .. } =
            model.summary.comparisons[at];
        ModelVerdict {
            model: model.model,
            verdict: verdict(probability_ahead, probability_behind),
            probability_ahead,
            probability_behind,
        }
    };
    let verdicts: Vec<ModelVerdict> = models.iter().map(of).collect();
    let called = verdicts.iter().map(|of| of.verdict).filter(|of| *of != Verdict::TooClose);
    let Comparison { offer, baseline, .. } = &models[0].summary.comparisons[at];
    ComparisonDecision {
        offer: offer.clone(),
        baseline: baseline.clone(),
        changes: differ(called),
        verdicts,
    }
}

fn reached(models: &[ModelSummary], at: usize, walk_away: f64) -> WalkAwayDecision {
    let of = |model: &ModelSummary| {
        let median = model.summary.offers[at].pay.distribution.percentiles.p50;
        let verdict = match side(median, walk_away - HALF_CENT) {
            Side::Above => Reach::Reached,
            Side::Below => Reach::Missed,
            Side::Open => Reach::TooClose,
        };
        ModelReach { model: model.model, verdict, median }
    };
    let verdicts: Vec<ModelReach> = models.iter().map(of).collect();
    let called = verdicts.iter().map(|of| of.verdict).filter(|of| *of != Reach::TooClose);
    let offer = models[0].summary.offers[at].name.clone();
    WalkAwayDecision { offer, changes: differ(called), verdicts }
}

/// The verdict by two probabilities that leave room for the same pay.
pub(super) fn verdict(ahead: Estimate, behind: Estimate) -> Verdict {
    if ahead.value == 0.0 && behind.value == 0.0 {
        return Verdict::Equal;
    }
    match (side(ahead, 0.5), side(behind, 0.5)) {
        (Side::Above, _) => Verdict::Ahead,
        (_, Side::Above) => Verdict::Behind,
        (Side::Below, Side::Below) => Verdict::Neither,
        _ => Verdict::TooClose,
    }
}

/// On which side of a bound an estimate lies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Side {
    Above,
    Below,
    Open,
}

fn side(estimate: Estimate, bound: f64) -> Side {
    let Some(error) = estimate.std_error else { return Side::Open };
    let over = estimate.value - bound;
    if over > CALLED * error {
        Side::Above
    } else if -over > CALLED * error {
        Side::Below
    } else {
        Side::Open
    }
}

/// Whether some are not like the first.
fn differ<T: PartialEq>(mut verdicts: impl Iterator<Item = T>) -> bool {
    let first = verdicts.next();
    verdicts.any(|other| Some(other) != first)
}

fn moves(models: &[ModelSummary], at: usize) -> Option<Moves> {
    let of = |figure: &dyn Fn(&OfferSummary) -> Estimate| {
        let figures = || models.iter().map(|of| (of.model, figure(&of.summary.offers[at])));
        let lowest = figures().reduce(|a, b| if b.1.value < a.1.value { b } else { a })?;
        let highest = figures().reduce(|a, b| if b.1.value > a.1.value { b } else { a })?;
        let errors = lowest.1.std_error.zip(highest.1.std_error);
        let difference = Estimate {
            value: highest.1.value - lowest.1.value,
            std_error: errors.map(|(low, high)| (low * low + high * high).sqrt()),
        };
        // The error of a difference is √2 deviations of one.
        let range = RANGES[(models.len() - 2).min(RANGES.len() - 1)] / std::f64::consts::SQRT_2;
        let seen = difference.std_error.is_some_and(|error| difference.value > range * error);
        Some(Move { lowest: lowest.0, highest: highest.0, difference, seen })
    };
    Some(Moves {
        offer: models[0].summary.offers[at].name.clone(),
        p50: of(&|offer| offer.pay.distribution.percentiles.p50)?,
        p05: of(&|offer| offer.pay.distribution.percentiles.p05)?,
        expected_shortfall: of(&|offer| offer.pay.distribution.expected_shortfall)?,
    })
}
