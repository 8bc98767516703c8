//! Stock grants: how many shares, from when, on which schedule, and when they are sold.

use super::vesting::VestingSchedule;
use crate::quantity::{Dollars, Shares};

/// How a grant's size is stated.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum GrantSize {
    /// Dollars, converted to shares at the price of the grant's month.
    Value(Dollars),
    /// Shares.
    Shares(Shares),
}

/// When vested shares turn into money.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Sell {
    /// At each vest.
    AtVest,
    /// At the horizon, with dividends reinvested: S(H) exp(q (H − t) / 12).
    AtHorizon,
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
    /// Whether tranches are whole numbers of shares.
    pub whole_units: bool,
    /// When vested shares are sold.
    pub sell: Sell,
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
