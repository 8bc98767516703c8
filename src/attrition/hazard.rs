//! The hazard of one cause as a function of tenure, and its integral.

use crate::error::ParameterError;
use crate::quantity::{HazardRate, WeibullScale, WeibullShape};
use crate::random::elementary;

/// The hazard of one cause.
///
/// **Law.** The clock rings at the first t (months since the start) where Λ(t) = ∫₀ᵗ h reaches a unit
/// exponential E, so P(no ring by t) = exp(−Λ(t)).
///
/// | kind | Λ(t), t in months | parameters |
/// |---|---|---|
/// | piecewise constant | Σ rateₖ × (time in step k, in years); the last rate continues | annual rates ≥ 0 |
/// | Weibull | (t / 12 / scale)^shape | shape > 0, scale > 0 in years |
///
/// Source: J. D. Kalbfleisch and R. L. Prentice, *The Statistical Analysis of Failure Time Data* (2002),
/// chapters 2 and 8; W. Weibull (1951).
///
/// ```
/// use vestrisk::attrition::Hazard;
/// use vestrisk::quantity::HazardRate;
/// let rates = [0.05, 0.08].map(|rate| HazardRate::new(rate).unwrap());
/// let hazard = Hazard::by_year(&rates).unwrap();
/// assert!((hazard.integrated(18.0) - (0.05 + 0.04)).abs() < 1e-15);
/// ```
#[derive(Clone, Debug, PartialEq)]
pub enum Hazard {
    /// Constant within steps of equal length; the last rate continues.
    Piecewise {
        /// Length of a step in months: 12 for lists by year of tenure, 1 for monthly files.
        step_months: u32,
        /// Annual rates, one a step, at least one.
        rates: Vec<HazardRate>,
    },
    /// Integrated hazard (t / 12 / `scale_years`)^shape.
    Weibull {
        /// Shape; above 1 the hazard rises with tenure.
        shape: WeibullShape,
        /// Scale in years.
        scale_years: WeibullScale,
    },
}

impl Hazard {
    /// Constant within years of tenure.
    ///
    /// # Errors
    /// When `rates` is empty.
    pub fn by_year(rates: &[HazardRate]) -> Result<Self, ParameterError> {
        Self::piecewise(12, rates)
    }

    /// Constant within months of tenure: entry k (from 0) covers [k, k + 1).
    ///
    /// # Errors
    /// When `rates` is empty.
    pub fn by_month(rates: &[HazardRate]) -> Result<Self, ParameterError> {
        Self::piecewise(1, rates)
    }

    fn piecewise(step_months: u32, rates: &[HazardRate]) -> Result<Self, ParameterError> {
        if rates.is_empty() {
            return Err(ParameterError {
                path: "hazard".to_owned(),
                given: "an empty list".to_owned(),
                allowed: "at least one annual hazard".to_owned(),
            });
        }
        Ok(Self::Piecewise { step_months, rates: rates.to_vec() })
    }

    /// The annual rate at a time in months. A Weibull rate is infinite at 0 when the shape is below 1.
    #[must_use]
    pub fn rate(&self, month: f64) -> f64 {
        match self {
            Self::Piecewise { step_months, rates } => {
                let step = (month / f64::from(*step_months)).floor();
                let known = rates.iter().enumerate().take_while(|(k, _)| *k as f64 <= step);
                known.last().map_or(0.0, |(_, rate)| rate.get())
            }
            Self::Weibull { shape, scale_years } => {
                let (k, scale) = (shape.get(), scale_years.get());
                k / scale * elementary::power(month / 12.0 / scale, k - 1.0)
            }
        }
    }

    /// An integrated hazard that no clock outlasts: a unit exponential exceeds it with a chance below
    /// 10^−400,000.
    const BEYOND_EVERY_CLOCK: f64 = 1e6;

    /// The integrated hazard of a month (from 0): Λ(month + 1) − Λ(month), where Λ counts up to what no
    /// clock outlasts, so that steep hazards stay finite.
    #[must_use]
    pub fn in_month(&self, month: u32) -> f64 {
        match self {
            Self::Piecewise { .. } => self.rate(f64::from(month)) / 12.0,
            Self::Weibull { .. } => self.in_span((f64::from(month), f64::from(month + 1))),
        }
    }

    /// The time in months at which a part of a month's integrated hazard ([`Self::in_month`]) is used up.
    #[must_use]
    pub fn time_in_month(&self, month: f64, part: f64) -> f64 {
        match self {
            Self::Weibull { shape, scale_years } if part > 0.0 => {
                let needed = self.counted(month) + part * self.in_span((month, month + 1.0));
                let time = elementary::power(needed, 1.0 / shape.get()) * 12.0 * scale_years.get();
                time.clamp(month, month + 1.0)
            }
            _ => month + part,
        }
    }

    /// Whether the hazard is constant between two of its [`Self::changes`].
    #[must_use]
    pub const fn is_even(&self) -> bool {
        matches!(self, Self::Piecewise { .. })
    }

    /// The months at which a piecewise constant hazard changes.
    #[must_use]
    pub fn changes(&self) -> Vec<u32> {
        let Self::Piecewise { step_months, rates } = self else { return Vec::new() };
        let pairs = (1..).zip(rates.windows(2));
        pairs.filter(|(_, pair)| pair[0] != pair[1]).map(|(step, _)| step * step_months).collect()
    }

    /// The integrated hazard from one month to another, where Λ counts up to what no clock outlasts.
    #[must_use]
    pub fn in_span(&self, (from, to): (f64, f64)) -> f64 {
        match self {
            Self::Piecewise { .. } => self.integrated(to) - self.integrated(from),
            Self::Weibull { .. } => self.counted(to) - self.counted(from),
        }
    }

    /// How the hazard is spread over a span.
    #[must_use]
    pub fn over(&self, span: (f64, f64)) -> Spread<'_> {
        Spread { hazard: self, before: self.counted(span.0), whole: self.in_span(span) }
    }

    /// Λ up to what no clock outlasts.
    fn counted(&self, month: f64) -> f64 {
        self.integrated(month).min(Self::BEYOND_EVERY_CLOCK)
    }

    /// The integrated hazard Λ from 0 to a time in months.
    #[must_use]
    pub fn integrated(&self, month: f64) -> f64 {
        match self {
            Self::Piecewise { step_months, rates } => {
                let step = f64::from(*step_months);
                let last = rates.len() - 1;
                let parts = rates.iter().enumerate().map(|(k, rate)| {
                    let from = k as f64 * step;
                    let to = if k == last { f64::INFINITY } else { from + step };
                    rate.get() * (month.min(to) - from).max(0.0) / 12.0
                });
                parts.sum()
            }
            Self::Weibull { shape, scale_years } => {
                elementary::power(month / 12.0 / scale_years.get(), shape.get())
            }
        }
    }
}

/// How a hazard is spread over a span of months.
#[derive(Clone, Copy, Debug)]
pub struct Spread<'a> {
    hazard: &'a Hazard,
    /// Λ up to the span.
    before: f64,
    /// Λ over the span.
    whole: f64,
}

impl Spread<'_> {
    /// The share of the span's integrated hazard that is used up at a time within it.
    #[must_use]
    pub fn share(&self, time: f64) -> f64 {
        (self.hazard.counted(time) - self.before) / self.whole
    }

    /// The same share a month of time.
    #[must_use]
    pub fn density(&self, time: f64) -> f64 {
        self.hazard.rate(time) / 12.0 / self.whole
    }
}
