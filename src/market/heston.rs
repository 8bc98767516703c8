//! Heston's stochastic variance: the law, its parameters, and one step of its discretization on a block of runs.

use super::Growth;
use crate::processor::Processor;
use crate::quantity::{Correlation, LongRunVariance, MeanReversion, Variance, VolOfVariance};
use crate::random::{Column, LANES, elementary, vector};

/// Heston's model: the variance of returns reverts to its mean and moves with the price.
///
/// **Law.** d ln S = (m − q − v/2) dτ + √v dW, dv = k (θ − v) dτ + x √v dW′, corr(dW, dW′) = r; E\[S(t)\] = S0 exp((m − q) t/12).
///
/// | parameter | symbol | unit | range |
/// |---|---|---|---|
/// | `growth` | m, q | [`Growth`] | |
/// | `initial_variance` | v(0) | a year | 0 to 100 |
/// | `long_run_variance` | θ | a year | above 0, to 100 |
/// | `mean_reversion` | k | a year | 0.001 to 1,000 |
/// | `vol_of_variance` | x | a year | 0.001 to 100 |
/// | `correlation` | r | | −1 to 1 |
///
/// Long-run volatility √θ. 2 k θ ≥ x² (Feller's condition) is not asked for: variance may touch 0.
///
/// **Method.** Andersen's quadratic-exponential scheme with martingale correction, in steps of a month ([`VarianceStep`]):
/// E\[S\] is exact at every month; the law of S is approximate, with an error that the guide measures. **Assumes** no jumps, and a variance that no other stock shares.
///
/// Source: S. L. Heston (1993); L. Andersen (2008), sections 3.2.4 and 4.2.
///
/// ```
/// use vestrisk::market::{Growth, Heston};
/// use vestrisk::quantity::*;
/// let growth = Growth {
///     expected_return: ContinuousRate::new(0.04).unwrap(),
///     dividend_yield: DividendYield::new(0.0).unwrap(),
/// };
/// let heston = Heston {
///     growth,
///     initial_variance: Variance::new(0.1024).unwrap(),
///     long_run_variance: LongRunVariance::new(0.1024).unwrap(),
///     mean_reversion: MeanReversion::new(2.0).unwrap(),
///     vol_of_variance: VolOfVariance::new(0.5).unwrap(),
///     correlation: Correlation::new(-0.6).unwrap(),
/// };
/// assert!((heston.total_volatility() - 0.32).abs() < 1e-15);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Heston {
    /// Expected growth of the price.
    pub growth: Growth,
    /// Variance today, v(0).
    pub initial_variance: Variance,
    /// Variance that it reverts to, θ.
    pub long_run_variance: LongRunVariance,
    /// Speed of that, k.
    pub mean_reversion: MeanReversion,
    /// Volatility of variance, x.
    pub vol_of_variance: VolOfVariance,
    /// Correlation of the shocks of price and variance, r.
    pub correlation: Correlation,
}

impl Heston {
    /// The volatility a year in the long run, √θ.
    #[must_use]
    pub fn total_volatility(&self) -> f64 {
        self.long_run_variance.get().sqrt()
    }
}

/// A step of the quadratic-exponential scheme with martingale correction (Andersen 2008).
///
/// With Δ the step in years, m and s² the mean and variance of v(τ + Δ) given v(τ), ψ = s²/m², v(τ + Δ) is a (b + z)² where
/// ψ ≤ 1.5 (a and b match m and s²), and otherwise 0 with probability p = (ψ − 1)/(ψ + 1) and exponential else. The log of the price
/// over its expected growth moves by K₀ + K₁ v(τ) + K₂ v(τ + Δ) + √(K₃ v(τ) + K₄ v(τ + Δ)) z′, K₀ such that its exponential has
/// mean 1 given v(τ): K₀ = −ln E\[exp(A v(τ + Δ))\] − (K₁ + K₃/2) v(τ), A = K₂ + K₄/2 (proposition 9).
///
/// **Exists** as long as that expectation does, whatever v(τ): 2 a A < 1 and A m < 1 − p. Let M = x² (1 − exp(−kΔ))/k. As
/// s²/m ≤ M, a ≤ M/3 and m/(1 − p) = (m + s²/m)/2 ≤ 5 M/6, so that A × 5 M/6 < 1 is enough. That holds for r ≤ 0; for r > 0
/// A M ≤ (1 + kΔ/2)² (1 − exp(−kΔ))/(kΔ), so that a month is too long only for k above 5 with x of some 24/r.
/// [`VarianceStep::halvings`] says how often a step is halved until it holds.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VarianceStep {
    /// v(τ + Δ) has mean `mean[0]` + `mean[1]` v(τ).
    mean: [f64; 2],
    /// And variance `variance[0]` + `variance[1]` v(τ).
    variance: [f64; 2],
    /// K₁ + (K₁ + K₃/2 taken off in K₀): what is left of it, −K₃/2.
    from_before: f64,
    /// K₂.
    from_after: f64,
    /// K₃ = K₄.
    spread: f64,
    /// A.
    exponent: f64,
    /// A bound of A × m/(1 − p) and of 2 a A, over all v(τ).
    bound: f64,
}

impl VarianceStep {
    /// ψ above which the variance is taken as 0 or exponential.
    const SWITCH: f64 = 1.5;
    /// The most halvings that the ranges of parameters can ask for, and then some.
    const MOST_HALVINGS: u32 = 6;

    /// A step of so many years.
    #[must_use]
    pub fn new(heston: &Heston, years: f64) -> Self {
        let (k, theta) = (heston.mean_reversion.get(), heston.long_run_variance.get());
        let (x, r) = (heston.vol_of_variance.get(), heston.correlation.get());
        let reverted = -elementary::exp_minus_one(-k * years);
        let ratio = x * x * reverted / k;
        // Andersen's central discretization: half the weight of v's integral on either end.
        let half = 0.5 * years;
        let from_after = half * (k * r / x - 0.5) + r / x;
        let spread = half * (1.0 - r * r);
        let exponent = from_after + 0.5 * spread;
        Self {
            mean: [theta * reverted, 1.0 - reverted],
            variance: [0.5 * theta * ratio * reverted, ratio * (1.0 - reverted)],
            from_before: -0.5 * spread,
            from_after,
            spread,
            exponent,
            bound: exponent * ratio * 5.0 / 6.0,
        }
    }

    /// How often a step of so many years is halved until the martingale correction exists in every state.
    #[must_use]
    pub fn halvings(heston: &Heston, years: f64) -> u32 {
        let exists = |halvings: &u32| {
            let parts = f64::from(1_u32 << halvings);
            Self::new(heston, years / parts).bound < 1.0
        };
        (0..Self::MOST_HALVINGS).find(exists).unwrap_or(Self::MOST_HALVINGS)
    }

    /// One step of a block: of the variance and of the log of the price over its expected growth.
    pub fn advance(
        &self,
        processor: Processor,
        [uniform, of_variance, of_price]: &[Column; 3],
        variance: &mut Column,
        log_price: &mut Column,
    ) {
        processor.run(
            #[inline(always)]
            || {
                for lane in 0..LANES {
                    let before = variance[lane];
                    let (after, log_mean) =
                        self.variance_after(before, uniform[lane], of_variance[lane]);
                    let spread = (self.spread * (before + after)).sqrt();
                    let moved =
                        self.from_after.mul_add(after, self.from_before * before) - log_mean;
                    log_price[lane] += spread.mul_add(of_price[lane], moved);
                    variance[lane] = after;
                }
            },
        );
    }

    /// The next variance, and ln E\[exp(A × it)\].
    #[inline(always)]
    fn variance_after(&self, before: f64, uniform: f64, normal: f64) -> (f64, f64) {
        let mean = self.mean[1].mul_add(before, self.mean[0]);
        let variance = self.variance[1].mul_add(before, self.variance[0]);
        let psi = variance / (mean * mean);
        let quadratic = psi <= Self::SWITCH;

        let inverse = 2.0 / psi;
        let b_square = inverse - 1.0 + (inverse * (inverse - 1.0)).sqrt();
        let a = mean / (1.0 + b_square);
        let root = b_square.sqrt() + normal;
        let left = (-2.0 * self.exponent).mul_add(a, 1.0);

        // 1 − p, and what of it is left of the exponential's transform.
        let tail = 2.0 / (psi + 1.0);
        let scale = mean / tail;
        let beyond = tail * tail / (-self.exponent).mul_add(mean, tail);
        let drawn = scale * vector::ln(tail / (1.0 - uniform));
        let exponential = if drawn > 0.0 { drawn } else { 0.0 };

        let after = if quadratic { a * (root * root) } else { exponential };
        let log = vector::ln(if quadratic { left } else { 1.0 - tail + beyond });
        let of_square = (-0.5_f64).mul_add(log, self.exponent * b_square * a / left);
        (after, if quadratic { of_square } else { log })
    }
}
