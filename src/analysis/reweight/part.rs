//! All runs or one batch of them: the weights that hold the views there, and every number under these and equal weights.

use std::borrow::Cow;

use super::runs::Columns;
use crate::analysis::distribution::Percentiles;
use crate::analysis::view::StatedView;
use crate::quantity::{Dollars, HALF_CENT};
use crate::scenario::Scenario;
use crate::statistics::{Tilting, Untiltable, View, WeightedSample, tilt};

/// All runs and the batches, simulated and restated.
pub(super) type Numbers = [Option<Vec<OfferNumbers>>; 2];

/// All runs, or those of a batch, with equal weights and with those of the views.
pub(super) struct Part<'a> {
    pay: Vec<Cow<'a, [f64]>>,
    pub(super) views: Vec<Cow<'a, [f64]>>,
    pub(super) equal: Vec<f64>,
    pub(super) tilting: Option<Tilting>,
}

impl<'a> Part<'a> {
    pub(super) fn all(columns: &'a Columns) -> Self {
        let whole = |all: &'a [Vec<f64>]| all.iter().map(|of| Cow::Borrowed(&of[..])).collect();
        Self::new(whole(&columns.pay), whole(&columns.views))
    }

    pub(super) fn of(columns: &Columns, batch: usize) -> Self {
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

    pub(super) fn tilt(&self, stated: &[StatedView]) -> Result<Tilting, Untiltable> {
        let views = self.views.iter().zip(stated);
        let views: Vec<View<'_>> =
            views.map(|(values, stated)| View { values, target: stated.target }).collect();
        tilt(&views)
    }

    /// Every number that is reported, with equal weights and with those of the views.
    pub(super) fn numbers(&self, scenario: &Scenario) -> [Option<Vec<OfferNumbers>>; 2] {
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
pub(super) struct OfferNumbers {
    pub(super) mean: f64,
    pub(super) levels: [f64; 9],
    pub(super) shortfall: f64,
    pub(super) walk_away: f64,
    pub(super) ahead: f64,
    pub(super) behind: f64,
}
