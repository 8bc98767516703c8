//! One offer against the baseline, run by run.

use serde::Serialize;

use super::distribution::{Distribution, Estimator};
use crate::quantity::HALF_CENT;
use crate::simulation::{Keep, Measure, MeasureId, Outcome, Request};
use crate::statistics::{Dominance, Estimate, dominance};

/// How an offer's pay compares with the baseline's in the same world.
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Comparison {
    /// The offer's name.
    pub offer: String,
    /// The baseline's name.
    pub baseline: String,
    /// Pay of the offer less pay of the baseline, run by run.
    pub difference: Distribution,
    /// P(the offer pays at least half a cent more).
    pub probability_ahead: Estimate,
    /// Stochastic dominance on the empirical distributions.
    pub dominance: Dominance,
}

/// The measures of a comparison.
pub(super) struct ComparisonMeasures {
    pub(super) offer: usize,
    pub(super) baseline: usize,
    difference: MeasureId,
    ahead: MeasureId,
}

impl ComparisonMeasures {
    pub(super) fn request(request: &mut Request<'_>, offer: usize, baseline: usize) -> Self {
        Self {
            offer,
            baseline,
            difference: request.add(Measure::Difference { offer, baseline }, Keep::Samples),
            ahead: request.add(Measure::Ahead { offer, baseline }, Keep::Moments),
        }
    }

    /// Reads the comparison; `names` and `sorted_pay` by offer.
    pub(super) fn read(
        &self,
        outcome: &Outcome,
        estimator: &Estimator,
        names: &[&str],
        sorted_pay: &[Vec<f64>],
    ) -> Option<Comparison> {
        let (offer, baseline) = (&sorted_pay[self.offer], &sorted_pay[self.baseline]);
        Some(Comparison {
            offer: names[self.offer].to_owned(),
            baseline: names[self.baseline].to_owned(),
            difference: estimator.distribution(outcome, self.difference)?.0,
            probability_ahead: estimator.probability(outcome.tally(self.ahead))?,
            dominance: dominance(offer, baseline, HALF_CENT),
        })
    }
}
