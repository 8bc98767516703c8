//! The kernel: four pure functions on a block of runs, each from the columns of the one before. A
//! [`Block`] owns the columns, allocated once and filled block after block.

mod careers;
mod counterfactual;
mod draw;
mod flows;
mod integrate;
mod rules;

pub use careers::{Careers, careers};
pub use counterfactual::Counterfactuals;
pub use draw::{Draws, draw};
pub use flows::{PayColumns, Wanted, flows};
pub(super) use flows::{cash_of, clawback_of, tranches_of};
pub use integrate::{ExitOutcome, Integration, LATTICE, SHARES, Scheme};

use super::plan::Plan;
use crate::market::PriceColumns;
use crate::random::Runs;

/// Prices of a block from its draws: the first stage, which belongs to the market.
pub fn prices(plan: &Plan, draws: &Draws, out: &mut PriceColumns) {
    plan.paths.prices(&plan.market, &draws.shocks, out);
}

/// All columns of one block.
#[derive(Clone, Debug)]
pub struct Block {
    /// Random numbers.
    pub draws: Draws,
    /// Prices at the plan's dates.
    pub prices: PriceColumns,
    /// Units, exit times and causes.
    pub careers: Careers,
    /// Pay by offer.
    pub pay: Vec<PayColumns>,
    wanted: Wanted,
}

impl Block {
    /// Columns for a plan, everything wanted.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        Self::with(plan, Wanted::ALL)
    }

    /// Columns for a plan, of which only those of `wanted` are filled.
    #[must_use]
    pub fn with(plan: &Plan, wanted: Wanted) -> Self {
        Self {
            draws: Draws::new(plan),
            prices: plan.paths.price_columns(),
            careers: Careers::new(plan),
            pay: plan.offers.iter().map(|offer| PayColumns::new(plan, offer)).collect(),
            wanted,
        }
    }

    /// Simulates a block of runs through all four functions.
    pub fn simulate(&mut self, plan: &Plan, runs: &Runs) {
        draw(plan, runs, &mut self.draws);
        prices(plan, &self.draws, &mut self.prices);
        careers(plan, self.wanted, &self.draws, &self.prices, &mut self.careers);
        flows(plan, self.wanted, &self.prices, &self.careers, &mut self.pay);
    }
}
