//! One offer against the baseline, run by run.

use schemars::JsonSchema;
use serde::Serialize;

use super::distribution::{Distribution, Estimator};
use crate::offer::{Offer, break_even_growth, break_even_month, cost_of_leaving};
use crate::quantity::HALF_CENT;
use crate::simulation::{Keep, Measure, MeasureId, Outcome, Request, Sample, Setup};
use crate::statistics::{Dominance, Estimate};

/// How an offer's pay compares with the baseline's in the same world.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Comparison {
    /// The offer's name.
    pub offer: String,
    /// The baseline's name.
    pub baseline: String,
    /// Pay of the offer less pay of the baseline, run by run.
    pub difference: Distribution,
    /// P(the offer pays at least half a cent more).
    pub probability_ahead: Estimate,
    /// P(the baseline pays at least half a cent more): both may be below 1/2 where pay is often the same.
    #[serde(skip)]
    pub probability_behind: Estimate,
    /// Stochastic dominance on the empirical distributions.
    pub dominance: Dominance,
    /// Growth of every stock to the horizon at which both letters pay the same, as a fraction.
    pub break_even_growth: Option<f64>,
    /// The first month of leaving from which the letters' order is no longer that of month 1.
    pub break_even_month: Option<u32>,
}

/// The measures of a comparison.
pub(super) struct ComparisonMeasures {
    pub(super) offer: usize,
    pub(super) baseline: usize,
    difference: MeasureId,
    ahead: MeasureId,
    behind: MeasureId,
}

impl ComparisonMeasures {
    pub(super) fn request(request: &mut Request<'_>, offer: usize, baseline: usize) -> Self {
        Self {
            offer,
            baseline,
            difference: request.add(Measure::Difference { offer, baseline }, Keep::Samples),
            ahead: request.add(Measure::Ahead { offer, baseline }, Keep::Moments),
            behind: request.add(Measure::Ahead { offer: baseline, baseline: offer }, Keep::Moments),
        }
    }

    /// Reads the comparison; `pay` by offer.
    pub(super) fn read(
        &self,
        setup: &Setup,
        outcome: &Outcome,
        estimator: &Estimator<'_>,
        pay: &mut [Sample<'_>],
    ) -> Option<Comparison> {
        let horizon = setup.settings.horizon_months;
        let (offer, baseline) = (&setup.offers[self.offer], &setup.offers[self.baseline]);
        let leaving = |of: &Offer| cost_of_leaving(of, &setup.market, horizon);
        let go_on = || estimator.watch.goes_on();
        let [offer_pay, baseline_pay] = pay.get_disjoint_mut([self.offer, self.baseline]).ok()?;
        Some(Comparison {
            offer: offer.name.clone(),
            baseline: baseline.name.clone(),
            difference: estimator.distribution(outcome, self.difference)?.0,
            probability_ahead: estimator.probability(outcome.tally(self.ahead))?,
            probability_behind: estimator.probability(outcome.tally(self.behind))?,
            dominance: offer_pay.dominance(baseline_pay, HALF_CENT, &go_on)?,
            break_even_growth: break_even_growth(offer, baseline, &setup.market, horizon),
            break_even_month: break_even_month(&leaving(offer), &leaving(baseline)),
        })
    }
}
