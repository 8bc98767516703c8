//! What the runs in a tail have in common, beside the same of all runs: ways to leave, when, clawbacks, prices.

use schemars::JsonSchema;
use serde::Serialize;

use super::records::{OfferRecords, Records};
use crate::statistics::Estimate;

/// A figure of the runs in the tail and of all runs; `None` where no run has it.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Contrast {
    /// Of the runs in the tail.
    pub tail: Option<Estimate>,
    /// Of all runs.
    pub all: Option<Estimate>,
}

/// How far a stock goes: S(H)/S0 − 1, the median.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct StockContrast {
    /// The stock.
    pub stock: String,
    /// The median growth to the horizon, as a fraction of today's price.
    #[serde(flatten)]
    pub growth: Contrast,
}

/// What distinguishes the runs in the tail. Shares weigh the boundary run as expected shortfall does; medians count it
/// whole.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TailFeatures {
    /// The share that stays to the horizon.
    pub stayed: Contrast,
    /// The share that quits.
    pub voluntary: Contrast,
    /// The share that is laid off.
    pub layoff: Contrast,
    /// The share that is dismissed for performance.
    pub performance: Contrast,
    /// The share that owes a clawback.
    pub clawback: Contrast,
    /// The median month of the exit, of those that leave.
    pub exit_month: Contrast,
    /// By stock of the offer.
    pub growth: Vec<StockContrast>,
}

/// The figures of some runs, in the order of [`TailFeatures`].
#[derive(Clone, Debug)]
pub(super) struct Figures(Vec<Option<f64>>);

/// Figures that come before those of stocks.
const BEFORE_STOCKS: usize = 6;

impl Figures {
    /// The figures of some runs, each with its weight in shares.
    pub(super) fn new(
        records: &Records,
        of_offer: &OfferRecords,
        stocks: &[usize],
        runs: impl Iterator<Item = (u64, f64)>,
    ) -> Self {
        let mut weight = 0.0;
        // Who stays, and who leaves for each cause; who owes.
        let (mut ends, mut owing) = ([0.0; 4], 0.0);
        let (mut exits, mut growth) = (Vec::new(), vec![Vec::new(); stocks.len()]);
        for (run, of_run) in runs {
            weight += of_run;
            ends[of_offer.cause(run).map_or(0, |cause| 1 + cause.index())] += of_run;
            owing += if of_offer.owes(run) { of_run } else { 0.0 };
            exits.extend(Some(of_offer.exit(run)).filter(|month| month.is_finite()));
            for (stock, growth) in stocks.iter().zip(&mut growth) {
                growth.extend(records.growth(*stock, run));
            }
        }
        let shares = ends.into_iter().chain([owing]);
        let shares = shares.map(|held| (weight > 0.0).then(|| held / weight));
        let medians = std::iter::once(exits).chain(growth).map(median);
        Self(shares.chain(medians).collect())
    }

    /// The figures in order.
    pub(super) fn all(&self) -> impl Iterator<Item = Option<f64>> {
        self.0.iter().copied()
    }

    /// One of them.
    pub(super) fn get(&self, at: usize) -> Option<f64> {
        self.0.get(at).copied().flatten()
    }
}

impl TailFeatures {
    /// The features from the estimates of both, with the names of the stocks.
    pub(super) fn new(
        tail: &[Option<Estimate>],
        all: &[Option<Estimate>],
        stocks: impl Iterator<Item = String>,
    ) -> Self {
        let contrast = |at: usize| Contrast { tail: tail[at], all: all[at] };
        let growth = stocks
            .enumerate()
            .map(|(at, stock)| StockContrast { stock, growth: contrast(BEFORE_STOCKS + at) });
        Self {
            stayed: contrast(0),
            voluntary: contrast(1),
            layoff: contrast(2),
            performance: contrast(3),
            clawback: contrast(4),
            exit_month: contrast(5),
            growth: growth.collect(),
        }
    }
}

/// The median: the middle value, or the mean of the two in the middle; `None` without values.
fn median(mut values: Vec<f64>) -> Option<f64> {
    let middle = values.len() / 2;
    let even = values.len().is_multiple_of(2);
    if values.is_empty() {
        return None;
    }
    let (lower, upper, _) = values.select_nth_unstable_by(middle, f64::total_cmp);
    let upper = *upper;
    let below = lower.iter().copied().max_by(f64::total_cmp).filter(|_| even);
    Some(below.map_or(upper, |lower| lower + 0.5 * (upper - lower)))
}
