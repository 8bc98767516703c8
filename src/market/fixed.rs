//! A stated price path, for scenarios such as "flat" or "falls by 40 % and stays there".

use crate::error::ParameterError;
use crate::quantity::Price;
use crate::random::elementary;

/// A stated path.
///
/// **Law.** S(month) at the points, log-linear between them, constant after the last; (0, S0) is
/// implied. No randomness, so no expected return, dividend yield or correlation.
///
/// | parameter | unit | range |
/// |---|---|---|
/// | `points` | (whole month after today, dollars) | months ≥ 1, rising; prices > 0 |
///
/// ```
/// use vestrisk::market::FixedPath;
/// use vestrisk::quantity::Price;
/// let price = |v| Price::new(v).unwrap();
/// let path = FixedPath::new(&[(12, price(100.0)), (24, price(60.0))]).unwrap();
/// assert_eq!(path.price_at(price(100.0), 36.0), 60.0);
/// assert!((path.price_at(price(100.0), 18.0) - (100.0f64 * 60.0).sqrt()).abs() < 1e-9);
/// ```
#[derive(Clone, Debug, Default, PartialEq)]
pub struct FixedPath {
    points: Vec<(u32, Price)>,
}

impl FixedPath {
    /// A path through `points`; none at all is a constant price.
    ///
    /// # Errors
    /// When months do not rise, or month 0 (today's price) is given again.
    pub fn new(points: &[(u32, Price)]) -> Result<Self, ParameterError> {
        let months: Vec<u32> = std::iter::once(0).chain(points.iter().map(|p| p.0)).collect();
        match months.windows(2).find(|pair| pair[1] <= pair[0]) {
            None => Ok(Self { points: points.to_vec() }),
            Some(pair) => Err(ParameterError {
                path: "points".to_owned(),
                given: format!("month {} after month {}", pair[1], pair[0]),
                allowed: "months from 1 that rise from point to point (month 0 is today's price)"
                    .to_owned(),
            }),
        }
    }

    /// The points as given: (whole month after today, price).
    #[must_use]
    pub fn points(&self) -> &[(u32, Price)] {
        &self.points
    }

    /// The price some months after today.
    #[must_use]
    pub fn price_at(&self, today: Price, month: f64) -> f64 {
        let mut before = (0.0, today.get());
        for &(at, price) in &self.points {
            let at = f64::from(at);
            if at > month {
                let share = (month - before.0) / (at - before.0);
                let log_ratio = elementary::ln(price.get() / before.1);
                return before.1 * elementary::exp(share * log_ratio);
            }
            before = (at, price.get());
        }
        before.1
    }
}
