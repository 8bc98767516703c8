//! Many scenarios at once, such as the cases of a study: of each offer the distributions and chances that a table has room
//! for. What is simulated together belongs to `simulation`, where the scenarios come from to `study`.

use super::distribution::{Distribution, Estimator, PayDistribution};
use super::summary::Options;
use crate::error::Error;
use crate::scenario::Scenario;
use crate::simulation::{
    Keep, Measure, MeasureId, Observer, Outcome, Request, Setup, SweepRoom, sweep,
};
use crate::statistics::Estimate;

/// What one scenario answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// By offer, in the scenario's order.
    pub offers: Vec<OfferAnswer>,
}

/// What one offer pays, and how it compares with the baseline.
#[derive(Clone, Debug, PartialEq)]
pub struct OfferAnswer {
    /// Realized pay over the horizon.
    pub pay: PayDistribution,
    /// Its present value.
    pub present_value: Distribution,
    /// Pay less pay of the baseline, run by run; `None` for the baseline.
    pub difference: Option<Distribution>,
    /// P(the offer pays at least half a cent more than the baseline); `None` for the baseline.
    pub probability_ahead: Option<Estimate>,
    /// P(no exit by the horizon).
    pub stayed: Estimate,
    /// P(sign-on pay is clawed back).
    pub clawback_probability: Estimate,
}

/// Simulates scenarios, each with its own runs and seed, and reads the answer of each. It is what
/// [`summarize`](super::summarize) says of the scenario, to the bit, but that a precision asked for is not looked at.
/// Scenarios next to each other share draws, prices and exits where they have the same: [`sweep`]. `room` is for the calls
/// to come.
///
/// # Errors
/// Those of [`sweep`].
pub fn answers(
    scenarios: &[Scenario],
    room: &mut SweepRoom,
    options: &Options<'_>,
    observer: &dyn Observer,
) -> Result<Vec<Answer>, Error> {
    let asked: Vec<(Request<'_>, Vec<CaseMeasures>)> =
        scenarios.iter().map(|scenario| CaseMeasures::all(options.request(), scenario)).collect();
    let setups = scenarios.iter().map(|scenario| &scenario.setup);
    let cases: Vec<(&Setup, &Request<'_>)> =
        setups.zip(asked.iter().map(|(request, _)| request)).collect();
    sweep(&cases, room, observer, &|at, outcome| {
        read(&scenarios[at], &asked[at].1, outcome, observer)
    })
}

/// Reads the answer of a scenario.
fn read(
    scenario: &Scenario,
    measures: &[CaseMeasures],
    outcome: &Outcome,
    observer: &dyn Observer,
) -> Result<Answer, Error> {
    let estimator = Estimator::new(scenario, observer);
    let offers = measures.iter().map(|of| of.read(outcome, &estimator)).collect::<Option<_>>();
    if estimator.watch.has_ended() {
        return Err(Error::Interrupted);
    }
    Ok(Answer { offers: offers.expect("every measure has at least one run and its samples") })
}

/// The measures of one offer.
struct CaseMeasures {
    pay: MeasureId,
    present_value: MeasureId,
    walk_away: Option<MeasureId>,
    difference: Option<(MeasureId, MeasureId)>,
    stayed: MeasureId,
    clawed_back: MeasureId,
}

impl CaseMeasures {
    /// Those of every offer of a scenario, added to a request.
    fn all<'r>(mut request: Request<'r>, scenario: &Scenario) -> (Request<'r>, Vec<Self>) {
        let walk_away = scenario.goals.walk_away.map(crate::quantity::Dollars::get);
        let baseline = scenario.baseline;
        let of_offer = |offer: usize| {
            let moments = Keep::Moments;
            let reaches = |threshold: f64| Measure::Reaches { offer, threshold };
            Self {
                pay: request.add(Measure::Pay { offer }, Keep::Samples),
                present_value: request.add(Measure::PresentValue { offer }, Keep::Samples),
                walk_away: walk_away.map(|threshold| request.add(reaches(threshold), moments)),
                difference: (offer != baseline).then(|| {
                    let difference = Measure::Difference { offer, baseline };
                    let ahead = Measure::Ahead { offer, baseline };
                    (request.add(difference, Keep::Samples), request.add(ahead, moments))
                }),
                stayed: request.add(Measure::Left { offer, cause: None }, moments),
                clawed_back: request.add(Measure::OwesClawback { offer }, moments),
            }
        };
        let all = (0..scenario.setup.offers.len()).map(of_offer).collect();
        (request, all)
    }

    fn read(&self, outcome: &Outcome, estimator: &Estimator<'_>) -> Option<OfferAnswer> {
        let probability = |measure: MeasureId| estimator.probability(outcome.tally(measure));
        let distribution = |measure| estimator.distribution(outcome, measure).map(|(of, _)| of);
        let (difference, probability_ahead) = match self.difference {
            None => (None, None),
            Some((difference, ahead)) => {
                (Some(distribution(difference)?), Some(probability(ahead)?))
            }
        };
        let probability_walk_away = match self.walk_away {
            None => None,
            Some(reaches) => Some(probability(reaches)?),
        };
        let pay = distribution(self.pay)?;
        let present_value = if outcome.is_one(self.pay, self.present_value) {
            pay
        } else {
            distribution(self.present_value)?
        };
        Some(OfferAnswer {
            pay: PayDistribution { distribution: pay, probability_walk_away },
            present_value,
            difference,
            probability_ahead,
            stayed: probability(self.stayed)?,
            clawback_probability: probability(self.clawed_back)?,
        })
    }
}
