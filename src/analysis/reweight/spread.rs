//! Estimates from all runs with the standard errors that batches show, each weighed for itself.

use super::part::{Numbers, OfferNumbers};
use super::{Figures, ReweightedComparison, ReweightedOffer};
use crate::analysis::decision::verdict;
use crate::analysis::distribution::Percentiles;
use crate::scenario::Scenario;
use crate::statistics::{Estimate, from_replicates};

/// Estimates from all runs with the errors that batches show.
pub(super) struct Spread<'a> {
    pub(super) whole: &'a Numbers,
    pub(super) batches: &'a [(Numbers, Vec<Option<f64>>)],
    pub(super) enough: bool,
}

impl Spread<'_> {
    pub(super) fn estimate(&self, value: f64, batches: &[Option<f64>]) -> Estimate {
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

    pub(super) fn offer(&self, scenario: &Scenario, offer: usize) -> Option<ReweightedOffer> {
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

    pub(super) fn comparison(
        &self,
        scenario: &Scenario,
        offer: usize,
    ) -> Option<ReweightedComparison> {
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
