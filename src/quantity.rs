//! Validated quantities: each is built through one fallible constructor that declares its range and the
//! phrase for it once. Bounds are written so that NaN fails.

use crate::error::ParameterError;

/// Declares an `f64` newtype with its range as a predicate and in words.
macro_rules! quantity {
    ($(#[$doc:meta])* $name:ident, $allowed:literal, |$value:ident| $valid:expr) => {
        $(#[$doc])*
        #[derive(Clone, Copy, Debug, PartialEq, PartialOrd)]
        pub struct $name(f64);

        impl $name {
            /// The allowed range in words.
            pub const ALLOWED: &'static str = $allowed;

            /// Checks the range.
            ///
            /// # Errors
            /// [`ParameterError`] with [`Self::ALLOWED`] for any value outside it, NaN included.
            pub fn new($value: f64) -> Result<Self, ParameterError> {
                if $valid {
                    Ok(Self($value))
                } else {
                    Err(ParameterError {
                        path: stringify!($name).to_owned(),
                        given: $value.to_string(),
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
    Dollars, "a number of dollars from 0 to 10,000,000,000", |v| (0.0..=1e10).contains(&v)
);
quantity!(
    /// A share's price in dollars.
    Price, "a price above 0 and up to 1,000,000,000", |v| v > 0.0 && v <= 1e9
);
quantity!(
    /// A number of shares.
    Shares, "a number of shares from 0 to 10,000,000,000", |v| (0.0..=1e10).contains(&v)
);
quantity!(
    /// A continuously compounded rate a year, as a fraction (0.04 is 4 %).
    ContinuousRate, "a continuously compounded rate a year from -10 to 10 (0.04 is 4 %)",
    |v| (-10.0..=10.0).contains(&v)
);
quantity!(
    /// A dividend yield a year, continuously compounded, as a fraction.
    DividendYield, "a yield a year from 0 to 1 (0.02 is 2 %)", |v| (0.0..=1.0).contains(&v)
);
quantity!(
    /// An annualized volatility of log prices, as a fraction (0.32 is 32 %).
    Volatility, "a volatility a year from 0 to 10 (0.32 is 32 %)", |v| (0.0..=10.0).contains(&v)
);
quantity!(
    /// An annual hazard rate (exits a year of exposure).
    HazardRate, "an annual hazard from 0 to 100 (0.08 is 8 % a year)", |v| (0.0..=100.0).contains(&v)
);
quantity!(
    /// The shape of a Weibull distribution.
    WeibullShape, "a shape above 0 and up to 100", |v| v > 0.0 && v <= 100.0
);
quantity!(
    /// The scale of a Weibull distribution in years.
    WeibullScale, "a scale in years above 0 and up to 1,000", |v| v > 0.0 && v <= 1e3
);
quantity!(
    /// An annual raise as a fraction (0.03 is 3 %).
    Raise, "a raise a year above -1 and up to 10 (0.03 is 3 %)", |v| v > -1.0 && v <= 10.0
);
quantity!(
    /// A percentage, from 0 to 100.
    Percent, "a percentage from 0 to 100", |v| (0.0..=100.0).contains(&v)
);
quantity!(
    /// The tail level of an expected shortfall, as a fraction.
    TailLevel, "a fraction above 0 and below 1 (0.05 is the worst 1 in 20)", |v| v > 0.0 && v < 1.0
);
quantity!(
    /// A coefficient of correlation.
    Correlation, "a correlation from -1 to 1", |v| (-1.0..=1.0).contains(&v)
);

/// The largest whole month a document may name: a hundred years.
pub const LAST_MONTH: u32 = 1_200;
/// The longest horizon in months.
pub const LONGEST_HORIZON: u32 = 120;
/// The most runs of one job.
pub const MOST_RUNS: u64 = 10_000_000_000;
/// The largest seed: the largest integer every JSON reader holds exactly.
pub const LARGEST_SEED: u64 = 9_007_199_254_740_991;
/// Half a cent: amounts that differ by less are equal.
pub const HALF_CENT: f64 = 0.005;

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
