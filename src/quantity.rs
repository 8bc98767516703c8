//! Validated quantities: each is built through one fallible constructor that declares its range and the
//! phrase for it once. Bounds are written so that NaN fails.

use std::ops::{Bound, RangeBounds};

use crate::error::ParameterError;

/// The two ends of a range of numbers.
pub type Interval = (Bound<f64>, Bound<f64>);

/// What every quantity declares of itself.
pub trait Quantity {
    /// The allowed range in words.
    const ALLOWED: &'static str;
    /// The allowed range. NaN is in none.
    const RANGE: Interval;
}

const fn from_to(least: f64, most: f64) -> Interval {
    (Bound::Included(least), Bound::Included(most))
}

const fn above_to(bound: f64, most: f64) -> Interval {
    (Bound::Excluded(bound), Bound::Included(most))
}

const fn between(lower: f64, upper: f64) -> Interval {
    (Bound::Excluded(lower), Bound::Excluded(upper))
}

/// Declares an `f64` newtype with its range in words and in numbers.
macro_rules! quantity {
    ($(#[$doc:meta])* $name:ident, $allowed:literal, $range:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
        pub struct $name(f64);

        impl Quantity for $name {
            const ALLOWED: &'static str = $allowed;
            const RANGE: Interval = $range;
        }

        impl $name {
            /// Checks the range.
            ///
            /// # Errors
            /// [`ParameterError`] with [`Quantity::ALLOWED`] for any value outside it, NaN included.
            pub fn new(value: f64) -> Result<Self, ParameterError> {
                if Self::RANGE.contains(&value) {
                    Ok(Self(value))
                } else {
                    Err(ParameterError {
                        path: stringify!($name).to_owned(),
                        given: value.to_string(),
                        allowed: Self::ALLOWED.to_owned(),
                    })
                }
            }

            /// The plain number.
            #[must_use]
            pub const fn get(self) -> f64 {
                self.0
            }
        }
    };
}

quantity!(
    /// Nominal US dollars before tax.
    Dollars, "a number of dollars from 0 to 10,000,000,000", from_to(0.0, 1e10)
);
quantity!(
    /// A share's price in dollars.
    Price, "a price above 0 and up to 1,000,000,000", above_to(0.0, 1e9)
);
quantity!(
    /// What a price is multiplied by when it jumps by a known size.
    PriceRatio, "a ratio of prices above 0 and up to 100 (0.5 halves)", above_to(0.0, 100.0)
);
quantity!(
    /// A number of shares.
    Shares, "a number of shares from 0 to 10,000,000,000", from_to(0.0, 1e10)
);
quantity!(
    /// A continuously compounded rate a year, as a fraction (0.04 is 4 %).
    ContinuousRate, "a continuously compounded rate a year from -10 to 10 (0.04 is 4 %)",
    from_to(-10.0, 10.0)
);
quantity!(
    /// A dividend yield a year, continuously compounded, as a fraction.
    DividendYield, "a yield a year from 0 to 1 (0.02 is 2 %)", from_to(0.0, 1.0)
);
quantity!(
    /// An annualized volatility of log prices, as a fraction (0.32 is 32 %).
    Volatility, "a volatility a year from 0 to 10 (0.32 is 32 %)", from_to(0.0, 10.0)
);
quantity!(
    /// Jumps a year, on average.
    JumpIntensity, "a number of jumps a year from 0 to 50", from_to(0.0, 50.0)
);
quantity!(
    /// The mean of a jump of the log price.
    JumpMean, "a mean log jump from -5 to 5 (-0.02 is 2 % down)", from_to(-5.0, 5.0)
);
quantity!(
    /// The standard deviation of a jump of the log price.
    JumpVolatility, "a standard deviation of log jumps from 0 to 5", from_to(0.0, 5.0)
);
quantity!(
    /// An annualized variance of log prices, the square of a volatility.
    Variance, "a variance a year from 0 to 100 (0.1024 is a volatility of 32 %)",
    from_to(0.0, 100.0)
);
quantity!(
    /// The annualized variance to which variance reverts.
    LongRunVariance, "a variance a year above 0 and up to 100 (0.1024 is a volatility of 32 %)",
    above_to(0.0, 100.0)
);
quantity!(
    /// How fast variance reverts, a year: a deviation falls by 1/e in 1/rate years.
    MeanReversion, "a rate a year from 0.001 to 1,000", from_to(0.001, 1e3)
);
quantity!(
    /// The volatility of variance, a year.
    VolOfVariance, "a volatility of variance from 0.001 to 100", from_to(0.001, 100.0)
);
quantity!(
    /// The variance of a daily return.
    DailyVariance, "a variance of daily returns from 0 to 0.0625 (0.0004 is 2 % a day)",
    from_to(0.0, 0.0625)
);
quantity!(
    /// A coefficient of a GARCH recursion.
    GarchCoefficient, "a coefficient from 0 to 1", from_to(0.0, 1.0)
);
quantity!(
    /// How much more a fall moves the next variance than a rise.
    Asymmetry, "a coefficient from -1 to 2", from_to(-1.0, 2.0)
);
quantity!(
    /// Degrees of freedom of Student's t.
    DegreesOfFreedom, "degrees of freedom from 2.01 to 1,000", from_to(2.01, 1e3)
);
quantity!(
    /// The mean length of a resampled block in trading days, 252 a year.
    BlockDays, "a number of trading days from 1 to 25,200", from_to(1.0, 25_200.0)
);
quantity!(
    /// An annual hazard rate (exits a year of exposure).
    HazardRate, "an annual hazard from 0 to 100 (0.08 is 8 % a year)", from_to(0.0, 100.0)
);
quantity!(
    /// The shape of a Weibull distribution.
    WeibullShape, "a shape above 0 and up to 100", above_to(0.0, 100.0)
);
quantity!(
    /// The scale of a Weibull distribution in years.
    WeibullScale, "a scale in years above 0 and up to 1,000", above_to(0.0, 1e3)
);
quantity!(
    /// An annual raise as a fraction (0.03 is 3 %).
    Raise, "a raise a year above -1 and up to 10 (0.03 is 3 %)", above_to(-1.0, 10.0)
);
quantity!(
    /// An elasticity of a hazard: 0 is no response.
    Elasticity, "an elasticity from 0 to 10 (0 is no response)", from_to(0.0, 10.0)
);
quantity!(
    /// A factor on a hazard within the bounds that every response keeps.
    HazardFactor, "a factor from 0.25 to 4 (1 is no response)", from_to(0.25, 4.0)
);
quantity!(
    /// A factor on pay or on a hazard.
    Factor, "a factor from 0 to 100 (1 changes nothing)", from_to(0.0, 100.0)
);
quantity!(
    /// A probability that is neither 0 nor 1.
    Hit, "a probability above 0 and below 1 (0.08 is 8 %)", between(0.0, 1.0)
);
quantity!(
    /// A share of a whole.
    Fraction, "a fraction above 0 and up to 1 (0.1 is 10 %)", above_to(0.0, 1.0)
);
quantity!(
    /// A probability.
    Probability, "a probability from 0 to 1", from_to(0.0, 1.0)
);
quantity!(
    /// A bonus as a fraction of the annual base.
    BonusTarget, "a fraction of the annual base from 0 to 10 (0.15 is 15 %)",
    from_to(0.0, 10.0)
);
quantity!(
    /// A percentage, from 0 to 100.
    Percent, "a percentage from 0 to 100", from_to(0.0, 100.0)
);
quantity!(
    /// The tail level of an expected shortfall, as a fraction.
    TailLevel, "a fraction above 0 and below 1 (0.05 is the worst 1 in 20)", between(0.0, 1.0)
);
quantity!(
    /// A coefficient of relative risk aversion.
    RiskAversion, "a relative risk aversion from 0 to 100 (0 is indifferent to risk, 3 is usual)", from_to(0.0, 100.0)
);
quantity!(
    /// A standard error of an amount, in dollars.
    StandardError, "a standard error in dollars above 0 and up to 10,000,000,000",
    above_to(0.0, 1e10)
);
quantity!(
    /// A standard error of a probability.
    ProbabilityError, "a standard error of a probability above 0 and below 0.5 (0.001 is 0.1 %)",
    between(0.0, 0.5)
);
quantity!(
    /// A coefficient of correlation.
    Correlation, "a correlation from -1 to 1", from_to(-1.0, 1.0)
);

/// The largest whole month a document may name: a hundred years.
pub const LAST_MONTH: u32 = 1_200;
/// The longest horizon in months.
pub const LONGEST_HORIZON: u32 = 120;
/// The most daily closes that a conversion price averages: a year of them.
pub const MOST_AVERAGE_DAYS: u32 = 252;
/// The longest time between today and the start date in calendar days.
pub const MOST_START_DAYS: u32 = 730;
/// The longest notice and the most monthly salaries of a severance.
pub const MOST_LAYOFF_MONTHS: u32 = 120;
/// The most runs of one job.
pub const MOST_RUNS: u64 = 10_000_000_000;
/// The largest seed: the largest integer every JSON reader holds exactly.
pub const LARGEST_SEED: u64 = 9_007_199_254_740_991;
/// Half a cent: amounts that differ by less are equal.
pub const HALF_CENT: f64 = 0.005;

/// A number rounded to some significant digits, for [`grouped`].
#[must_use]
pub fn to_digits(value: f64, digits: usize) -> f64 {
    let decimals = digits.saturating_sub(1);
    format!("{value:.decimals$e}").parse().unwrap_or(value)
}

/// A number as its writer would recognize it, thousands grouped by commas: `1,600,000`, `-0.25`.
#[must_use]
pub fn grouped(value: f64) -> String {
    let text = value.to_string();
    let whole = text.find(['.', 'e']).unwrap_or(text.len());
    let first = usize::from(text.starts_with('-'));
    let mut out = String::with_capacity(text.len() + whole / 3);
    for (at, letter) in text.char_indices() {
        if at > first && at < whole && (whole - at).is_multiple_of(3) {
            out.push(',');
        }
        out.push(letter);
    }
    out
}
