//! Many scenarios at once, such as the cases of a study: of each offer the distributions and chances that a table has room
//! for. What is simulated together belongs to `simulation`, where the scenarios come from to `study`.

use rayon::prelude::*;

use super::distribution::{Distribution, Estimator, PayDistribution};
use super::summary::Options;
use crate::error::Error;
use crate::quantity::{Dollars, TailLevel};
use crate::scenario::Scenario;
use crate::simulation::{Keep, Measure, MeasureId, Observer, Outcome, Request, Settings, engine};
use crate::statistics::Estimate;

/// What one scenario answers.
#[derive(Clone, Debug, PartialEq)]
pub struct Answer {
    /// Its runs.
    pub runs: u64,
    /// Its seed.
    pub seed: u64,
    /// By offer, in the scenario's order.
    pub offers: Vec<OfferAnswer>,
}

/// What one offer pays, and how it compares with the baseline.
#[derive(Clone, Debug, PartialEq)]
pub struct OfferAnswer {
    /// The offer's name.
    pub name: String,
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
///
/// # Errors
/// Those of [`engine::run`].
pub fn answers(
    scenarios: &[Scenario],
    options: &Options<'_>,
    observer: &dyn Observer,
) -> Result<Vec<Answer>, Error> {
    let each =
        || scenarios.par_iter().map(|scenario| answer(scenario, options, observer)).collect();
    options.pool.install(each)
}

fn answer(
    scenario: &Scenario,
    options: &Options<'_>,
    observer: &dyn Observer,
) -> Result<Answer, Error> {
    let mut request = options.request();
    let measures = CaseMeasures::all(&mut request, scenario);
    let outcome = engine::run(&scenario.setup, &request, observer)?;
    read(scenario, &measures, &outcome, observer)
}

/// Reads the answer of a scenario.
fn read(
    scenario: &Scenario,
    measures: &[CaseMeasures],
    outcome: &Outcome,
    observer: &dyn Observer,
) -> Result<Answer, Error> {
    Case::of(scenario).read(measures, outcome, observer)
}

/// What of a scenario its answer is asked and read with.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Case {
    /// The offers' names.
    pub(super) names: Vec<String>,
    /// The position of the offer that the others are compared with.
    pub(super) baseline: usize,
    /// The walk-away in dollars, if there is one.
    pub(super) walk_away: Option<Dollars>,
    /// The tail level of the expected shortfall.
    pub(super) tail: TailLevel,
    /// What is simulated.
    pub(super) settings: Settings,
}

impl Case {
    /// That of a scenario.
    pub(super) fn of(scenario: &Scenario) -> Self {
        let Scenario { baseline, goals, setup, .. } = scenario;
        Self {
            names: setup.offers.iter().map(|offer| offer.name.clone()).collect(),
            baseline: *baseline,
            walk_away: goals.walk_away,
            tail: goals.tail,
            settings: setup.settings,
        }
    }

    /// Reads the answer.
    pub(super) fn read(
        &self,
        measures: &[CaseMeasures],
        outcome: &Outcome,
        observer: &dyn Observer,
    ) -> Result<Answer, Error> {
        let estimator = Estimator::of_job(self.settings, self.tail.get(), observer);
        let offers = self.names.iter().zip(measures);
        let offers = offers.map(|(name, of)| of.read(name, outcome, &estimator));
        let offers = offers.collect::<Option<_>>();
        if estimator.watch.has_ended() {
            return Err(Error::Interrupted);
        }
        let Settings { runs, seed, .. } = self.settings;
        let answer = offers.map(|offers| Answer { runs, seed, offers });
        // Every measure has at least one run and its samples; only sums that somebody has forged have not.
        answer
            .ok_or_else(|| Error::Refused(vec!["the sums of this case are of no runs".to_owned()]))
    }
}

/// The measures of one offer.
pub(super) struct CaseMeasures {
    pay: MeasureId,
    present_value: MeasureId,
    walk_away: Option<MeasureId>,
    difference: Option<(MeasureId, MeasureId)>,
    stayed: MeasureId,
    clawed_back: MeasureId,
}

impl CaseMeasures {
    /// Those of every offer of a scenario.
    fn all(request: &mut Request<'_>, scenario: &Scenario) -> Vec<Self> {
        Self::of_case(&Case::of(scenario), &mut |measure, keep| request.add(measure, keep))
    }

    /// Those of every offer of a case, as `ask` takes them up.
    pub(super) fn of_case(
        case: &Case,
        ask: &mut dyn FnMut(Measure, Keep) -> MeasureId,
    ) -> Vec<Self> {
        let walk_away = case.walk_away.map(Dollars::get);
        let baseline = case.baseline;
        let of_offer = |offer: usize| {
            let moments = Keep::Moments;
            let reaches = |threshold: f64| Measure::Reaches { offer, threshold };
            Self {
                pay: ask(Measure::Pay { offer }, Keep::Samples),
                present_value: ask(Measure::PresentValue { offer }, Keep::Samples),
                walk_away: walk_away.map(|threshold| ask(reaches(threshold), moments)),
                difference: (offer != baseline).then(|| {
                    let difference = Measure::Difference { offer, baseline };
                    let ahead = Measure::Ahead { offer, baseline };
                    (ask(difference, Keep::Samples), ask(ahead, moments))
                }),
                stayed: ask(Measure::Left { offer, cause: None }, moments),
                clawed_back: ask(Measure::OwesClawback { offer }, moments),
            }
        };
        (0..case.names.len()).map(of_offer).collect()
    }

    fn read(
        &self,
        name: &str,
        outcome: &Outcome,
        estimator: &Estimator<'_>,
    ) -> Option<OfferAnswer> {
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
        Some(OfferAnswer {
            name: name.to_owned(),
            pay: PayDistribution { distribution: distribution(self.pay)?, probability_walk_away },
            present_value: distribution(self.present_value)?,
            difference,
            probability_ahead,
            stayed: probability(self.stayed)?,
            clawback_probability: probability(self.clawed_back)?,
        })
    }
}
