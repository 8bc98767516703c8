//! Amounts of an offer: stated, or a band from low to high of which each run draws a value.

use crate::error::ParameterError;
use crate::quantity::Dollars;

/// How a band's values are distributed.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum BandShape {
    /// Every value between low and high is as likely.
    Uniform,
    /// The density rises from low to the mode and falls from there to high.
    Triangular {
        /// The most likely value.
        mode: Dollars,
    },
}

/// A band of dollars.
///
/// **Law.** With a level u uniform on (0, 1), the amount is the quantile of u: low + u (high − low) for
/// a uniform band; for a triangular one with mode c, width w = high − low and F = (c − low) / w, it is
/// low + √(u w (c − low)) up to u = F and high − √((1 − u) w (high − c)) beyond. All bands of an offer share one level a
/// run, so that an offer is low or high as a whole, unless a band is independent.
///
/// ```
/// use vestrisk::offer::{Band, BandShape};
/// use vestrisk::quantity::Dollars;
/// let dollars = |v| Dollars::new(v).unwrap();
/// let band = Band::new(dollars(160e3), dollars(185e3), BandShape::Uniform, false).unwrap();
/// assert_eq!(band.at_level(0.5), 172_500.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Band {
    low: Dollars,
    high: Dollars,
    shape: BandShape,
    independent: bool,
}

impl Band {
    /// A band; `independent` bands draw a level of their own.
    ///
    /// # Errors
    /// Unless low < high and a mode lies between them.
    pub fn new(
        low: Dollars,
        high: Dollars,
        shape: BandShape,
        independent: bool,
    ) -> Result<Self, ParameterError> {
        let fault = |path: &str, given: Dollars, allowed: String| ParameterError {
            path: path.to_owned(),
            given: given.get().to_string(),
            allowed,
        };
        if low >= high {
            return Err(fault("high", high, format!("dollars above `low` ({})", low.get())));
        }
        if let BandShape::Triangular { mode } = shape
            && !(low <= mode && mode <= high)
        {
            let allowed = format!("dollars from `low` ({}) to `high` ({})", low.get(), high.get());
            return Err(fault("mode", mode, allowed));
        }
        Ok(Self { low, high, shape, independent })
    }

    /// The lowest amount.
    #[must_use]
    pub const fn low(&self) -> Dollars {
        self.low
    }

    /// The highest amount.
    #[must_use]
    pub const fn high(&self) -> Dollars {
        self.high
    }

    /// How the values between are distributed.
    #[must_use]
    pub const fn shape(&self) -> BandShape {
        self.shape
    }

    /// Whether the band draws a level of its own.
    #[must_use]
    pub const fn is_independent(&self) -> bool {
        self.independent
    }

    /// The amount at a level, 0 to 1.
    #[inline]
    #[must_use]
    pub fn at_level(&self, level: f64) -> f64 {
        let (low, high) = (self.low.get(), self.high.get());
        let width = high - low;
        match self.shape {
            BandShape::Uniform => low + level * width,
            BandShape::Triangular { mode } => {
                let (rise, fall) = (mode.get() - low, high - mode.get());
                let rising = low + (level * width * rise).sqrt();
                let falling = high - ((1.0 - level) * width * fall).sqrt();
                if level * width <= rise { rising } else { falling }
            }
        }
    }
}

/// An amount of an offer.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Money {
    /// The same in every run.
    Stated(Dollars),
    /// Drawn in each run.
    Band(Band),
}

impl Money {
    /// The amount at the middle level, which is what letters and headlines use: a stated amount itself,
    /// a band's median.
    #[must_use]
    pub fn typical(&self) -> f64 {
        match self {
            Self::Stated(dollars) => dollars.get(),
            Self::Band(band) => band.at_level(0.5),
        }
    }
}

impl From<Dollars> for Money {
    fn from(dollars: Dollars) -> Self {
        Self::Stated(dollars)
    }
}
