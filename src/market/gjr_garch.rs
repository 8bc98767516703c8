//! GJR-GARCH of daily returns: the law, its parameters, and its recursion on a block of runs.

use super::Growth;
use crate::error::ParameterError;
use crate::processor::Processor;
use crate::quantity::{Asymmetry, DailyVariance, DegreesOfFreedom, GarchCoefficient, Volatility};
use crate::random::{Column, LANES};

/// Days a year.
pub const DAYS: u32 = 252;
/// The most that a day's volatility may be.
const MOST_DEVIATION: f64 = 0.25;
/// The least return of a day.
const LEAST_RETURN: f64 = -0.99;

/// How a day's variance follows from the day before.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GarchCoefficients {
    alpha: GarchCoefficient,
    gamma: Asymmetry,
    beta: GarchCoefficient,
}

impl GarchCoefficients {
    /// The coefficients of the last squared return, of the same after a fall, and of the last variance.
    ///
    /// # Errors
    /// Unless alpha + gamma ≥ 0, so that no variance is negative, and alpha + gamma/2 + beta < 1, so that there is a
    /// long-run variance.
    pub fn new(
        alpha: GarchCoefficient,
        gamma: Asymmetry,
        beta: GarchCoefficient,
    ) -> Result<Self, ParameterError> {
        let refused = |path: &str, given: f64, allowed: &str| ParameterError {
            path: path.to_owned(),
            given: given.to_string(),
            allowed: allowed.to_owned(),
        };
        let after_fall = alpha.get() + gamma.get();
        if after_fall < 0.0 {
            return Err(refused(
                "alpha + gamma",
                after_fall,
                "0 or more: a variance is not negative",
            ));
        }
        let coefficients = Self { alpha, gamma, beta };
        let persistence = coefficients.persistence();
        if persistence >= 1.0 {
            let allowed = "below 1: otherwise variance grows without end";
            return Err(refused("alpha + gamma/2 + beta", persistence, allowed));
        }
        Ok(coefficients)
    }

    /// Coefficient of the last squared return.
    #[must_use]
    pub const fn alpha(&self) -> GarchCoefficient {
        self.alpha
    }

    /// What is added to alpha after a fall.
    #[must_use]
    pub const fn gamma(&self) -> Asymmetry {
        self.gamma
    }

    /// Coefficient of the last variance.
    #[must_use]
    pub const fn beta(&self) -> GarchCoefficient {
        self.beta
    }

    /// What is left after a day of a deviation from the long-run variance, alpha + gamma/2 + beta.
    #[must_use]
    pub const fn persistence(&self) -> f64 {
        self.alpha.get() + 0.5 * self.gamma.get() + self.beta.get()
    }
}

/// GJR-GARCH(1, 1) of daily simple returns, with normal or Student-t innovations.
///
/// **Law.** On each of 252 days a year e = s z, s² = omega + (alpha + gamma 1\[e₋₁ < 0\]) e₋₁² + beta s₋₁², s at most 0.25, and
/// S = S₋₁ exp((m − q)/252) (1 + max(e, −0.99)). z is standard normal, or Student's t cut to ±20 (a value beyond
/// counts as ±20) and scaled to unit variance; the first day's s² is `initial_variance`. E\[S\] grows at m − q but for the
/// cut at −0.99, which takes returns of four and more standard deviations on a day of volatility 25 %.
///
/// | parameter | symbol | unit | range |
/// |---|---|---|---|
/// | `growth` | m, q | [`Growth`] | |
/// | `omega` | | variance a day, decimals | 0 to 0.0625 |
/// | `alpha`, `beta` | | | 0 to 1 |
/// | `gamma` | | | −1 to 2, alpha + gamma ≥ 0, alpha + gamma/2 + beta < 1 |
/// | `initial_variance` | | variance of the first day | 0 to 0.0625, absent: long run |
/// | `degrees_of_freedom` | ν | | 2.01 to 1,000, absent: normal |
///
/// Long-run volatility √(252 omega / (1 − alpha − gamma/2 − beta)).
///
/// **Method.** The recursion itself, day by day from today. **Assumes** that volatility clusters and rises after falls as it did;
/// no jumps of price level beyond fat-tailed days.
///
/// Source: L. R. Glosten, R. Jagannathan and D. E. Runkle (1993); T. Bollerslev (1987) for Student's t.
///
/// ```
/// use vestrisk::market::{GarchCoefficients, GjrGarch, Growth};
/// use vestrisk::quantity::*;
/// let growth = Growth {
///     expected_return: ContinuousRate::new(0.04).unwrap(),
///     dividend_yield: DividendYield::new(0.0).unwrap(),
/// };
/// let coefficient = |value| GarchCoefficient::new(value).unwrap();
/// let (alpha, beta) = (coefficient(0.025), coefficient(0.88));
/// let coefficients = GarchCoefficients::new(alpha, Asymmetry::new(0.15).unwrap(), beta).unwrap();
/// let total = Volatility::new(0.32).unwrap();
/// let garch = GjrGarch::of_total_volatility(growth, total, coefficients).unwrap();
/// assert!((garch.long_run_variance() - 0.32 * 0.32 / 252.0).abs() < 1e-18);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct GjrGarch {
    /// Expected growth of the price.
    pub growth: Growth,
    /// The constant of the recursion.
    pub omega: DailyVariance,
    /// Its coefficients.
    pub coefficients: GarchCoefficients,
    /// Variance of the first day, where it is not the long run's.
    pub initial_variance: Option<DailyVariance>,
    /// Degrees of freedom of the innovations, where they are not normal.
    pub degrees_of_freedom: Option<DegreesOfFreedom>,
}

impl GjrGarch {
    /// The model with these coefficients whose long-run volatility is `total`, with normal innovations from the long-run
    /// variance on.
    ///
    /// # Errors
    /// When omega leaves its range.
    pub fn of_total_volatility(
        growth: Growth,
        total: Volatility,
        coefficients: GarchCoefficients,
    ) -> Result<Self, ParameterError> {
        let daily = total.get() * total.get() / f64::from(DAYS);
        let omega = DailyVariance::new((1.0 - coefficients.persistence()) * daily)?;
        let (initial_variance, degrees_of_freedom) = (None, None);
        Ok(Self { growth, omega, coefficients, initial_variance, degrees_of_freedom })
    }

    /// The variance of a day in the long run, omega / (1 − alpha − gamma/2 − beta).
    #[must_use]
    pub const fn long_run_variance(&self) -> f64 {
        self.omega.get() / (1.0 - self.coefficients.persistence())
    }

    /// The volatility a year in the long run, a day's cut at its bound.
    #[must_use]
    pub fn total_volatility(&self) -> f64 {
        const MOST: f64 = MOST_DEVIATION * MOST_DEVIATION;
        (self.long_run_variance().min(MOST) * f64::from(DAYS)).sqrt()
    }

    /// The variance of the first day.
    #[must_use]
    pub fn first_variance(&self) -> f64 {
        self.initial_variance.map_or(self.long_run_variance(), DailyVariance::get)
    }

    /// One day of a block: from the variance of the day and its innovations to the variance of the next day and what the
    /// price, over its expected growth, has become.
    pub fn day(
        &self,
        processor: Processor,
        innovations: &Column,
        variance: &mut Column,
        price: &mut Column,
    ) {
        const MOST: f64 = MOST_DEVIATION * MOST_DEVIATION;
        let omega = self.omega.get();
        let [alpha, beta] =
            [self.coefficients.alpha, self.coefficients.beta].map(GarchCoefficient::get);
        let after_fall = alpha + self.coefficients.gamma.get();
        processor.run(
            #[inline(always)]
            || {
                for lane in 0..LANES {
                    let square = if variance[lane] < MOST { variance[lane] } else { MOST };
                    let e = square.sqrt() * innovations[lane];
                    let coefficient = if e < 0.0 { after_fall } else { alpha };
                    variance[lane] = beta.mul_add(square, (coefficient * e).mul_add(e, omega));
                    let cut = if e > LEAST_RETURN { e } else { LEAST_RETURN };
                    price[lane] = cut.mul_add(price[lane], price[lane]);
                }
            },
        );
    }
}
