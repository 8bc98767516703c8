//! Base salary and its raises.

use super::money::Money;
use crate::quantity::Raise;
use crate::random::elementary;

/// A base salary that accrues continuously, with a raise at each anniversary.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Salary {
    /// Annual base in the first year.
    pub base: Money,
    /// Raise a year, compounded.
    pub annual_raise: Raise,
}

impl Salary {
    /// What raises have made of the base by a year (from 1): (1 + raise)^(year − 1).
    #[must_use]
    pub fn growth(&self, year: u32) -> f64 {
        elementary::power(1.0 + self.annual_raise.get(), f64::from(year.saturating_sub(1)))
    }

    /// The annual rate in a year (from 1): base × (1 + raise)^(year − 1), the base at its middle level.
    #[must_use]
    pub fn annual_rate(&self, year: u32) -> f64 {
        self.base.typical() * self.growth(year)
    }

    /// What a year (from 1) pays to someone employed until a month.
    #[must_use]
    pub fn paid_in_year(&self, year: u32, until: u32) -> f64 {
        let months = until.min(12 * year).saturating_sub(12 * (year - 1));
        self.annual_rate(year) * f64::from(months) / 12.0
    }

    /// What is paid from the start to someone employed until a month.
    #[must_use]
    pub fn paid_by(&self, month: u32) -> f64 {
        (1..=month.div_ceil(12)).map(|year| self.paid_in_year(year, month)).sum()
    }
}
