//! Stock grants: how many shares, from when, on which schedule, and when they are sold.

use super::money::Money;
use super::vesting::VestingSchedule;
use crate::quantity::{Price, Shares};

/// How a grant's size is stated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum GrantSize {
    /// Dollars, converted to shares at the conversion price.
    Value(Money),
    /// Shares.
    Shares(Shares),
}

/// A conversion price averaged over daily closes before the start date.
///
/// With the start date d calendar days after today ([`Market::start_in_days`]), the conversion price is
/// the mean of the n closes at d/365 − j/252 years after today, j = 1 … n. Closes that are not after
/// today are known already: they count as `trailing_average`.
///
/// [`Market::start_in_days`]: crate::market::Market::start_in_days
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Conversion {
    /// Number n of closes, 1 to [`MOST_AVERAGE_DAYS`](crate::quantity::MOST_AVERAGE_DAYS).
    pub average_days: u32,
    /// What closes up to today count as; `None`: today's price.
    pub trailing_average: Option<Price>,
}

impl Conversion {
    /// The times of the closes in years before the start date, the latest first: 1/252, 2/252, …
    pub fn closes(&self) -> impl Iterator<Item = f64> {
        (1..=self.average_days).map(|close| f64::from(close) / 252.0)
    }

    /// The mean of the closes, given the price of a close at −τ years before the start date; closes that
    /// are not after today count as `trailing`.
    pub fn mean(&self, start_in_days: u32, trailing: f64, price: impl Fn(f64) -> f64) -> f64 {
        let today = f64::from(start_in_days) / 365.0;
        let close = |before: f64| if before < today { price(-before) } else { trailing };
        self.closes().map(close).sum::<f64>() / f64::from(self.average_days)
    }
}

/// When vested shares turn into money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sell {
    /// At each vest.
    AtVest,
    /// At the horizon, with dividends reinvested: S(H) exp(q (H − t) / 12).
    AtHorizon,
}

/// What a vested tranche is paid in. Documents know shares only; cash is a question of analyses.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Settlement {
    /// Shares, sold at their price.
    Shares,
    /// Cash at the vest, so much for each dollar that the tranche's units are worth at the conversion price.
    Cash {
        /// Dollars a dollar, at least 0.
        per_dollar: f64,
    },
}

/// A stock grant.
#[derive(Clone, Debug, PartialEq)]
pub struct Grant {
    /// Position of the stock in the market.
    pub stock: usize,
    /// Its size.
    pub size: GrantSize,
    /// Whole month of the grant since the start.
    pub month: u32,
    /// When it vests, counted from the grant.
    pub vesting: VestingSchedule,
    /// An averaged conversion price, for grants of month 0; `None`: the price S(g) of the grant's month.
    pub conversion: Option<Conversion>,
    /// Whether tranches are whole numbers of shares.
    pub whole_units: bool,
    /// When vested shares are sold.
    pub sell: Sell,
    /// What vested tranches are paid in.
    pub settlement: Settlement,
}

impl Grant {
    /// The units of each tranche of a total: fractional shares of it, or whole ones dealt out.
    #[must_use]
    pub fn tranche_units(&self, total: f64) -> Vec<f64> {
        let tranches = self.vesting.tranches();
        if self.whole_units {
            let mut units = vec![0.0; tranches.len()];
            self.vesting.deal_whole(total, &mut units, &mut vec![(0, 0); tranches.len()]);
            return units;
        }
        tranches.iter().map(|tranche| total * tranche.percent.get() / 100.0).collect()
    }
}
