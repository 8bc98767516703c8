//! Merton's jump diffusion: the law, its parameters, and prices from motion and jumps.

use super::Growth;
use crate::error::ParameterError;
use crate::processor::Processor;
use crate::quantity::{JumpIntensity, JumpMean, JumpVolatility, Price, Volatility};
use crate::random::{Column, LANES, elementary, vector};

/// How often a log price jumps, and how far.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct JumpLaw {
    /// Jumps a year, L.
    pub intensity: JumpIntensity,
    /// Mean of a log jump, a.
    pub mean: JumpMean,
    /// Standard deviation of a log jump, d.
    pub volatility: JumpVolatility,
}

impl JumpLaw {
    /// The variance that jumps add to log prices a year, L (a² + d²).
    #[must_use]
    pub fn variance(&self) -> f64 {
        let (a, d) = (self.mean.get(), self.volatility.get());
        self.intensity.get() * (a * a + d * d)
    }

    /// What jumps would add to expected growth a year, L (exp(a + d²/2) − 1): taken off the drift.
    #[must_use]
    pub fn compensator(&self) -> f64 {
        let (a, d) = (self.mean.get(), self.volatility.get());
        self.intensity.get() * elementary::exp_minus_one(a + 0.5 * d * d)
    }
}

/// Merton's jump diffusion: geometric Brownian motion with lognormal jumps at the times of a Poisson process.
///
/// **Law.** d ln S = (m − q − s²/2 − L (exp(a + d²/2) − 1)) dτ + s dW + dJ, J a compound Poisson process of intensity L with
/// jumps ~ N(a, d²), independent of W; so E\[S(t)\] = S0 exp((m − q) t/12).
///
/// | parameter | symbol | unit | range |
/// |---|---|---|---|
/// | `growth` | m, q | [`Growth`] | |
/// | `volatility` | s | of the diffusion, a year | 0 to 10 |
/// | `jump_intensity` | L | jumps a year | 0 to 50 |
/// | `jump_mean` | a | of the log price | −5 to 5 |
/// | `jump_volatility` | d | of the log price | 0 to 5 |
///
/// Total volatility √(s² + L (a² + d²)).
///
/// **Method.** Exact: W on the fixed tree as that of [`Gbm`](super::Gbm), correlated like it; the number of a quarter's jumps
/// by the quantile of one uniform, their sum N a + d √N z. Months inside a quarter count the jumps whose uniform times
/// lie before them and divide the sum by its bridge. **Assumes** jumps that come without warning and independent of each
/// other and of other stocks' jumps; between them volatility is constant.
///
/// Source: R. C. Merton (1976).
///
/// ```
/// use vestrisk::market::{Growth, JumpLaw, Merton};
/// use vestrisk::quantity::*;
/// let growth = Growth {
///     expected_return: ContinuousRate::new(0.04).unwrap(),
///     dividend_yield: DividendYield::new(0.0).unwrap(),
/// };
/// let jumps = JumpLaw {
///     intensity: JumpIntensity::new(1.0).unwrap(),
///     mean: JumpMean::new(-0.02).unwrap(),
///     volatility: JumpVolatility::new(0.10).unwrap(),
/// };
/// let merton = Merton::of_total_volatility(growth, Volatility::new(0.32).unwrap(), jumps).unwrap();
/// assert!((merton.volatility.get() - 0.30332).abs() < 1e-5);
/// assert!((merton.total_volatility() - 0.32).abs() < 1e-15);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Merton {
    /// Expected growth of the price.
    pub growth: Growth,
    /// Volatility s of the diffusion.
    pub volatility: Volatility,
    /// The jumps.
    pub jumps: JumpLaw,
}

impl Merton {
    /// The model with these jumps whose total volatility is `total`: what jumps leave is the diffusion's.
    ///
    /// # Errors
    /// When the jumps alone have more.
    pub fn of_total_volatility(
        growth: Growth,
        total: Volatility,
        jumps: JumpLaw,
    ) -> Result<Self, ParameterError> {
        let left = total.get() * total.get() - jumps.variance();
        let volatility = Volatility::new(left.sqrt()).map_err(|_| ParameterError {
            path: "volatility".to_owned(),
            given: total.get().to_string(),
            allowed: format!(
                "at least {:.4}, the volatility that the jumps alone have",
                jumps.variance().sqrt()
            ),
        })?;
        Ok(Self { growth, volatility, jumps })
    }

    /// The volatility of diffusion and jumps together.
    #[must_use]
    pub fn total_volatility(&self) -> f64 {
        let s = self.volatility.get();
        (s * s + self.jumps.variance()).sqrt()
    }

    /// The growth rate of ln S a year without its shocks: m − q − s²/2 − L (exp(a + d²/2) − 1).
    #[must_use]
    pub fn log_drift(&self) -> f64 {
        let s = self.volatility.get();
        self.growth.rate() - 0.5 * s * s - self.jumps.compensator()
    }

    /// The prices of a block some years after today, given W over `weight` then and the sums of jumps by then.
    pub fn prices(
        &self,
        processor: Processor,
        (price, years): (Price, f64),
        (weight, brownian): (f64, &Column),
        jumps: [&Column; 2],
        prices: &mut Column,
    ) {
        let (drift, scale) = (self.log_drift() * years, self.volatility.get() * weight);
        let [before, since] = jumps;
        processor.run(
            #[inline(always)]
            || {
                for lane in 0..LANES {
                    let jumps = before[lane] + since[lane];
                    let growth = vector::exp(scale.mul_add(brownian[lane], drift + jumps));
                    prices[lane] = price.get() * growth;
                }
            },
        );
    }
}
