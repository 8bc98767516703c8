//! The kernel: four pure functions on a block of runs, each from the columns of the one before. A
//! [`Block`] owns the columns, allocated once and filled block after block.

mod careers;
mod draw;
mod flows;

pub use careers::{Careers, careers};
pub use draw::{Draws, draw};
pub use flows::{PayColumns, flows};

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
}

impl Block {
    /// Columns for a plan.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        Self {
            draws: Draws::new(plan),
            prices: plan.paths.price_columns(),
            careers: Careers::new(plan),
            pay: plan.offers.iter().map(|offer| PayColumns::new(plan, offer)).collect(),
        }
    }

    /// Simulates a block of runs through all four functions.
    pub fn simulate(&mut self, plan: &Plan, runs: &Runs) {
        draw(plan, runs, &mut self.draws);
        prices(plan, &self.draws, &mut self.prices);
        careers(plan, &self.draws, &self.prices, &mut self.careers);
        flows(plan, &self.prices, &self.careers, &mut self.pay);
    }
}
