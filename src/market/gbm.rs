//! Geometric Brownian motion: the law and its exact sampling at given dates.

use crate::quantity::{ContinuousRate, DividendYield, Price, Volatility};
use crate::random::{Column, LANES, elementary};

/// Geometric Brownian motion.
///
/// **Law.** d ln S = (m − q − s²/2) dτ + s dW, so ln S(t) is normal and E\[S(t)\] = S0 exp((m − q) t/12).
///
/// | parameter | symbol | unit | range |
/// |---|---|---|---|
/// | `expected_return` | m | continuously compounded a year | −10 to 10 |
/// | `dividend_yield` | q | continuously compounded a year | 0 to 1 |
/// | `volatility` | s | a year | 0 to 10 |
///
/// **Method.** Exact: S(t) = S0 exp((m − q − s²/2) t/12 + s W(t/12)), W on the fixed tree.
/// **Assumes** constant volatility and no jumps: tails are thinner than those of real returns.
///
/// Source: P. A. Samuelson (1965); F. Black and M. Scholes (1973).
///
/// ```
/// use vestrisk::market::Gbm;
/// use vestrisk::quantity::{ContinuousRate, DividendYield, Price, Volatility};
/// let gbm = Gbm {
///     expected_return: ContinuousRate::new(0.04).unwrap(),
///     dividend_yield: DividendYield::new(0.0).unwrap(),
///     volatility: Volatility::new(0.32).unwrap(),
/// };
/// let price = Price::new(230.0).unwrap();
/// // Without a shock the price grows at m − q − s²/2.
/// assert!((gbm.price_at(price, 12, 0.0) - 230.0 * (0.04f64 - 0.0512).exp()).abs() < 1e-9);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Gbm {
    /// Expected return m (total return).
    pub expected_return: ContinuousRate,
    /// Dividend yield q, which lowers the path: unvested units get no dividends.
    pub dividend_yield: DividendYield,
    /// Volatility s of log prices.
    pub volatility: Volatility,
}

impl Gbm {
    /// The growth rate of ln S a year without its shock: m − q − s²/2.
    #[must_use]
    pub fn log_drift(&self) -> f64 {
        let s = self.volatility.get();
        self.expected_return.get() - self.dividend_yield.get() - 0.5 * s * s
    }

    /// The price at a month, given W at it (in √years).
    #[inline]
    #[must_use]
    pub fn price_at(&self, price: Price, month: u32, brownian: f64) -> f64 {
        let drift = self.log_drift() * f64::from(month) / 12.0;
        price.get() * elementary::exp(drift + self.volatility.get() * brownian)
    }

    /// The prices of a block at a month, given W at it.
    pub fn prices(&self, price: Price, month: u32, brownian: &Column, prices: &mut Column) {
        for lane in 0..LANES {
            prices[lane] = self.price_at(price, month, brownian[lane]);
        }
    }
}
