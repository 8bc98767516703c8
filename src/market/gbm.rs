//! Geometric Brownian motion: the law and its exact sampling at given dates.

use super::Growth;
use crate::processor::Processor;
use crate::quantity::{ContinuousRate, DividendYield, Price, Volatility};
use crate::random::{Column, LANES, elementary, vector};

/// Geometric Brownian motion.
///
/// **Law.** d ln S = (m − q − s²/2) dτ + s dW, so ln S(t) is normal and E\[S(t)\] = S0 exp((m − q) t/12).
///
/// | parameter | symbol | unit | range |
/// |---|---|---|---|
/// | `growth` | m, q | [`Growth`] | |
/// | `volatility` | s | a year | 0 to 10 |
///
/// **Method.** Exact: S(t) = S0 exp((m − q − s²/2) τ + s W(τ)), τ the years since today, W on the fixed tree.
/// **Assumes** constant volatility and no jumps: tails are thinner than those of real returns.
///
/// Source: P. A. Samuelson (1965); F. Black and M. Scholes (1973).
///
/// ```
/// use vestrisk::market::{Gbm, Growth};
/// use vestrisk::quantity::{ContinuousRate, DividendYield, Price, Volatility};
/// let growth = Growth {
///     expected_return: ContinuousRate::new(0.04).unwrap(),
///     dividend_yield: DividendYield::new(0.0).unwrap(),
/// };
/// let gbm = Gbm { growth, volatility: Volatility::new(0.32).unwrap() };
/// let price = Price::new(230.0).unwrap();
/// // Without a shock the price grows at m − q − s²/2.
/// assert!((gbm.price_after(price, 1.0, 0.0) - 230.0 * (0.04f64 - 0.0512).exp()).abs() < 1e-9);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gbm {
    /// Expected growth of the price.
    pub growth: Growth,
    /// Volatility s of log prices.
    pub volatility: Volatility,
}

impl Gbm {
    /// A price that stays where it is: no volatility, and dividends that take all of the return.
    #[must_use]
    pub fn still(dividend_yield: DividendYield) -> Self {
        let expected_return = ContinuousRate::new(dividend_yield.get());
        let expected_return = expected_return.expect("a dividend yield is a rate that is allowed");
        let volatility = Volatility::new(0.0).expect("no volatility is allowed");
        Self { growth: Growth { expected_return, dividend_yield }, volatility }
    }

    /// The growth rate of ln S a year without its shock: m − q − s²/2.
    #[must_use]
    pub fn log_drift(&self) -> f64 {
        let s = self.volatility.get();
        self.growth.rate() - 0.5 * s * s
    }

    /// The price some years after today, given W then (in √years).
    #[inline]
    #[must_use]
    pub fn price_after(&self, price: Price, years: f64, brownian: f64) -> f64 {
        price.get() * elementary::exp(self.log_drift() * years + self.volatility.get() * brownian)
    }

    /// Adds the prices of a block some years after today to a sum, given W times `weight` then; for averages.
    pub fn add_prices(
        &self,
        processor: Processor,
        (price, years): (Price, f64),
        (weight, brownian): (f64, &Column),
        sum: &mut Column,
    ) {
        let (drift, scale) = (self.log_drift() * years, self.volatility.get() * weight);
        processor.run(
            #[inline(always)]
            || {
                for lane in 0..LANES {
                    let growth = vector::exp(scale.mul_add(brownian[lane], drift));
                    sum[lane] = price.get().mul_add(growth, sum[lane]);
                }
            },
        );
    }

    /// What every run's price is a multiple of at a month after a start date that is some calendar days after today:
    /// S0 exp((m − q − s²/2) t), the price where W is 0.
    #[must_use]
    pub fn central_price(&self, price: Price, start_in_days: u32, month: u32) -> f64 {
        let ahead = self.log_drift() * f64::from(start_in_days) / 365.0;
        price.get() * elementary::exp(self.log_drift() * f64::from(month) / 12.0 + ahead)
    }

    /// The prices of a block as multiples of [`Self::central_price`], exp(s W), given W over `weight`: W itself where
    /// that is 1. They are the same whatever price and growth are, which other scenarios may differ in.
    pub fn multiples(
        &self,
        processor: Processor,
        (weight, brownian): (f64, &Column),
        multiples: &mut Column,
    ) {
        let scale = self.volatility.get() * weight;
        processor.run(
            #[inline(always)]
            || {
                for lane in 0..LANES {
                    multiples[lane] = vector::exp(scale * brownian[lane]);
                }
            },
        );
    }

    /// The prices of a block at a month: the central price times the multiples, in one go.
    pub fn prices(
        &self,
        processor: Processor,
        central: f64,
        (weight, brownian): (f64, &Column),
        prices: &mut Column,
    ) {
        let scale = self.volatility.get() * weight;
        processor.run(
            #[inline(always)]
            || {
                for lane in 0..LANES {
                    prices[lane] = central * vector::exp(scale * brownian[lane]);
                }
            },
        );
    }
}
