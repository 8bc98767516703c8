//! Prices as multiples of central ones: what stays the same when a scenario's price or expected return changes, and the
//! cheap rest. A sweep over scenarios then exponentiates once a volatility.

use super::{PathPlan, PriceColumns, Program, ShockColumns};
use crate::market::{Market, Model, Stock};
use crate::random::{Column, LANES};

/// What each column of a plan's prices is a multiple of in one market.
#[derive(Clone, Debug, PartialEq)]
pub struct CentralPrices {
    by_date: Vec<f64>,
    /// Factors of stocks that jump right after the start, by date; empty where none does.
    jumps: Vec<f64>,
}

impl Market {
    /// Whether prices here are the same multiples of central prices as in another market: stocks may differ in price,
    /// expected return and dividend yield, those on stated paths in everything.
    #[must_use]
    pub fn has_multiples_of(&self, other: &Self) -> bool {
        let same = |(one, other): (&Stock, &Stock)| match (&one.model, &other.model) {
            (Model::Gbm(one), Model::Gbm(other)) => one.volatility == other.volatility,
            (Model::Fixed(_), Model::Fixed(_)) => true,
            _ => false,
        };
        self.start_in_days == other.start_in_days
            && self.correlations == other.correlations
            && self.stocks.len() == other.stocks.len()
            && self.stocks.iter().zip(&other.stocks).all(same)
    }
}

impl PathPlan {
    /// Whether all prices are multiples of central ones: those of geometric Brownian motions and stated paths are; averages
    /// of closes are not.
    #[must_use]
    pub fn has_multiples(&self) -> bool {
        let multiple = |of: &Program| matches!(of, Program::Brownian | Program::Stated);
        self.averages.is_empty() && self.programs.iter().all(multiple)
    }

    /// The central price of every date in a market.
    #[must_use]
    pub fn central_prices(&self, market: &Market) -> CentralPrices {
        let start = market.start_in_days;
        let central = |&(at, month): &(usize, u32)| {
            let Stock { price, model, .. } = &market.stocks[at];
            match model {
                Model::Gbm(_) if month == 0 && start == 0 => price.get(),
                Model::Gbm(gbm) => gbm.central_price(*price, start, month),
                Model::Fixed(path) => {
                    path.price_at(*price, market.months_after_today(f64::from(month)))
                }
                _ => f64::NAN,
            }
        };
        let jumps = market.stocks.iter().any(|stock| stock.start_jump.is_some());
        let dates = self.dates.iter().filter(|_| jumps);
        CentralPrices {
            by_date: self.dates.iter().map(central).collect(),
            jumps: dates.map(|&(at, month)| market.stocks[at].factor_at(month)).collect(),
        }
    }

    /// The multiples of a block from its shocks, in the place of prices.
    pub fn multiples(&self, market: &Market, shocks: &ShockColumns, out: &mut PriceColumns) {
        self.brownian.build(&shocks.brownian, &mut out.motion);
        let PriceColumns { prices, motion, scratch, .. } = out;
        let [mixed, _] = scratch.as_mut();
        for (&(at, month), multiples) in self.dates.iter().zip(prices) {
            match &market.stocks[at].model {
                Model::Gbm(gbm) if month > 0 || market.start_in_days > 0 => {
                    let weights = market.correlations.weights(at);
                    let motion = self.brownian.at_month(weights, month, motion, mixed);
                    gbm.multiples(self.processor, motion, multiples);
                }
                _ => multiples.fill(1.0),
            }
        }
    }

    /// The prices of a block from its multiples: the bits of [`Self::prices`].
    pub fn scale(&self, central: &CentralPrices, multiples: &PriceColumns, out: &mut PriceColumns) {
        let columns = multiples.prices.iter().zip(&mut out.prices);
        for ((multiples, prices), central) in columns.zip(&central.by_date) {
            self.times(*central, multiples, prices);
        }
        for (factor, prices) in central.jumps.iter().zip(&mut out.prices) {
            prices.iter_mut().for_each(|price| *price *= factor);
        }
    }

    fn times(&self, central: f64, multiples: &Column, prices: &mut Column) {
        self.processor.run(
            #[inline(always)]
            || {
                for lane in 0..LANES {
                    prices[lane] = central * multiples[lane];
                }
            },
        );
    }
}
