//! One metric of some offers in one world, with what each replicate of the job shows of it, so that worlds whose runs
//! share their random numbers can be subtracted. What is asked of which worlds belongs to the questions.

use super::certainty::{Certain, Certainty};
use super::distribution::Estimator;
use super::summary::Options;
use crate::error::Error;
use crate::quantity::Dollars;
use crate::scenario::{Metric, Scenario};
use crate::simulation::{Keep, Measure, MeasureId, Observer, Outcome, engine};
use crate::statistics::{Estimate, Moments, from_replicates};

/// What is wanted of a metric.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Want {
    /// Its estimate.
    Estimates,
    /// Those of the replicates as well: run mod 32, also where runs are independent.
    Replicates,
}

/// A metric of one offer in one world.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Figure {
    /// All runs, with the standard error of the sampler.
    pub(super) estimate: Estimate,
    /// By replicate; empty where they were not wanted.
    replicates: Vec<Option<f64>>,
}

impl Figure {
    /// This less the same runs' figure in another world, with the standard error that the replicates' own
    /// differences show: common random numbers leave it far below those of the two.
    pub(super) fn less(&self, other: &Self) -> Estimate {
        self.combined(other, |mine, theirs| mine - theirs)
    }

    /// A combination of two figures of the same runs, likewise.
    pub(super) fn combined(&self, other: &Self, of: impl Fn(f64, f64) -> f64) -> Estimate {
        let pairs = self.replicates.iter().zip(&other.replicates);
        let combined: Vec<Option<f64>> =
            pairs.map(|(mine, theirs)| Some(of((*mine)?, (*theirs)?))).collect();
        from_replicates(of(self.estimate.value, other.estimate.value), &combined)
    }
}

/// A metric of some offers of a scenario, by position; `ProbabilityAhead` is against the scenario's baseline.
///
/// # Errors
/// Those of [`engine::run`], and [`Error::Unusable`] where the metric needs preferences that are not stated or some run
/// leaves no wealth, so that it has no utility.
pub(super) fn figures(
    (metric, want): (Metric, Want),
    (scenario, offers): (&Scenario, &[usize]),
    options: &Options<'_>,
    observer: &dyn Observer,
) -> Result<Vec<Figure>, Error> {
    let certainty = match metric {
        Metric::CertaintyEquivalent => Certainty::new(scenario, options, observer)?,
        _ => None,
    };
    let mut request = options.request();
    request.replicates = want == Want::Replicates;
    let mut asked: Vec<MeasureId> = Vec::new();
    for &offer in offers {
        let (measure, keep) = measure((metric, certainty.as_ref()), scenario, offer)?;
        asked.push(request.add(measure, keep));
    }
    let outcome = engine::run(&scenario.setup, &request, observer)?;
    if let Some(certainty) = certainty {
        let settle = |(measure, offer): (&MeasureId, &usize)| {
            let tally = outcome.tally(*measure);
            match certainty.settle((scenario, *offer), tally, options, observer)? {
                Certain::Known(known) => {
                    Ok(Figure { estimate: known.estimate, replicates: known.replicates })
                }
                Certain::Ruined => Err(ruined(&scenario.setup.offers[*offer].name)),
            }
        };
        return asked.iter().zip(offers).map(settle).collect();
    }
    let estimator = Estimator::new(scenario, observer);
    let read = |measure: &MeasureId| read((metric, want), &outcome, *measure, &estimator);
    let found = options.pool.install(|| asked.iter().map(read).collect::<Option<Vec<_>>>());
    if estimator.watch.has_ended() {
        return Err(Error::Interrupted);
    }
    Ok(found.expect("every measure has at least one run and its samples"))
}

/// What is said where a question cannot do without a certainty equivalent that an offer has not.
pub(super) fn ruined(offer: &str) -> Error {
    Error::Unusable(format!(
        "{offer} has no certainty equivalent: some run leaves no wealth, and none has no utility; raise \
         preferences.outside_wealth, or choose another metric"
    ))
}

/// The measure that a metric of an offer is read off.
fn measure(
    (metric, certainty): (Metric, Option<&Certainty>),
    scenario: &Scenario,
    offer: usize,
) -> Result<(Measure, Keep), Error> {
    Ok(match metric {
        Metric::Mean => (Measure::Pay { offer }, Keep::Moments),
        Metric::Percentile(_) | Metric::ExpectedShortfall => {
            (Measure::Pay { offer }, Keep::Samples)
        }
        Metric::CertaintyEquivalent => {
            let certainty = certainty.ok_or_else(|| {
                let why = "a certainty equivalent needs [preferences] with risk_aversion and outside_wealth";
                Error::Unusable(why.to_owned())
            })?;
            (certainty.measure(offer), Keep::Moments)
        }
        Metric::ProbabilityWalkAway => {
            // Without a walk-away the readers refuse the metric; no pay reaches this one.
            let threshold = scenario.goals.walk_away.map_or(f64::INFINITY, Dollars::get);
            (Measure::Reaches { offer, threshold }, Keep::Moments)
        }
        Metric::ProbabilityAhead => {
            (Measure::Ahead { offer, baseline: scenario.baseline }, Keep::Moments)
        }
    })
}

/// A metric's figure, its estimate read off its measure as `summary` reads it.
fn read(
    (metric, want): (Metric, Want),
    outcome: &Outcome,
    measure: MeasureId,
    estimator: &Estimator<'_>,
) -> Option<Figure> {
    let tally = outcome.tally(measure);
    let means = || tally.replicates.iter().map(Moments::mean).collect();
    let (estimate, replicates) = match metric {
        Metric::Mean => (estimator.mean(tally)?, means()),
        Metric::ProbabilityWalkAway | Metric::ProbabilityAhead => {
            (estimator.probability(tally)?, means())
        }
        Metric::Percentile(level) => {
            let (distribution, _) = estimator.distribution(outcome, measure)?;
            let replicates = match want {
                Want::Estimates => Vec::new(),
                Want::Replicates => {
                    let all = estimator.of_replicates(outcome, measure)?;
                    all.iter().map(|of| of.level(level)).collect()
                }
            };
            (distribution.percentiles.at(level), replicates)
        }
        Metric::ExpectedShortfall => {
            let (distribution, _) = estimator.distribution(outcome, measure)?;
            let replicates = match want {
                Want::Estimates => Vec::new(),
                Want::Replicates => {
                    let all = estimator.of_replicates(outcome, measure)?;
                    all.iter().map(|of| of.shortfall).collect()
                }
            };
            (distribution.expected_shortfall, replicates)
        }
        // Settled by `Certainty`.
        Metric::CertaintyEquivalent => return None,
    };
    Some(Figure { estimate, replicates })
}
