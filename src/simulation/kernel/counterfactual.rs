//! What a block would have paid in other worlds: without exits, without moves of prices, without both. The rules and the
//! draws are those of the block; what the differences are called belongs to the question that asks.

use super::Block;
use super::careers::{Careers, settle, tenure};
use super::flows::{PayColumns, Wanted, flows};
use crate::market::PriceColumns;
use crate::simulation::plan::Plan;

/// Pay of a block under every offer in three worlds that differ from its own by what is held fixed.
///
/// With P(prices, exits) the pay of a run under its own draws, S its prices, S0 prices that stay at today's, T its exit
/// and ∞ none: [`Self::stayed`] is P(S, ∞), [`Self::flat`] P(S0, T), [`Self::neither`] P(S0, ∞), and the block itself
/// has P(S, T). An exit is held as it was, time and cause, also where hazards respond to prices. Columns that are settled from
/// prices (conversions, refreshers) are settled again from those of the world.
#[derive(Clone, Debug)]
pub struct Counterfactuals {
    /// Pay with the block's prices and without exits.
    pub stayed: Vec<PayColumns>,
    /// Pay with the block's exits and prices that stay at today's.
    pub flat: Vec<PayColumns>,
    /// Pay without exits and with prices that stay at today's.
    pub neither: Vec<PayColumns>,
    prices: PriceColumns,
    staying: Careers,
    leaving: Careers,
}

impl Counterfactuals {
    /// Columns for a plan.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        let pay = || plan.offers.iter().map(|offer| PayColumns::new(plan, offer)).collect();
        let mut prices = plan.paths.price_columns();
        plan.paths.hold(&plan.market, &mut prices);
        // Exits are "nobody leaves" from the start, and so is what follows from them.
        let mut staying = Careers::new(plan);
        for at in 0..plan.employments.len() {
            tenure(plan, Wanted::default(), at, &mut staying);
        }
        let leaving = Careers::new(plan);
        Self { stayed: pay(), flat: pay(), neither: pay(), prices, staying, leaving }
    }

    /// Pays a block that was simulated again, in each of the worlds.
    pub fn pay(&mut self, plan: &Plan, block: &Block) {
        let Self { stayed, flat, neither, prices, staying, leaving } = self;
        let totals = Wanted::default();
        staying.columns.clone_from(&block.careers.columns);
        flows(plan, totals, &block.prices, staying, stayed);
        settle(plan, &block.draws, prices, staying);
        flows(plan, totals, prices, staying, neither);
        leaving.columns.clone_from(&staying.columns);
        leaving.exits.clone_from(&block.careers.exits);
        for at in 0..plan.employments.len() {
            tenure(plan, totals, at, leaving);
        }
        flows(plan, totals, prices, leaving, flat);
    }
}
