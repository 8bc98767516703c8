//! Base salary and its raises.

use crate::quantity::{Dollars, Raise};
use crate::random::elementary;

/// A base salary that accrues continuously, with a raise at each anniversary.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Salary {
    /// Annual base in the first year.
    pub base: Dollars,
    /// Raise a year, compounded.
    pub annual_raise: Raise,
}

impl Salary {
    /// The annual rate in a year (from 1): base × (1 + raise)^(year − 1).
    #[must_use]
    pub fn annual_rate(&self, year: u32) -> f64 {
        let growth = 1.0 + self.annual_raise.get();
        self.base.get() * elementary::power(growth, f64::from(year.saturating_sub(1)))
    }
}
