//! What a block would have paid in other worlds: without exits, without moves of prices, without both. The rules and the
//! draws are those of the block; what the differences are called belongs to the question that asks.

use super::careers::{Careers, settle, tenure};
use super::draw::Draws;
use super::flows::{PayColumns, Wanted, flows};
use super::{Block, prices};
use crate::market::PriceColumns;
use crate::simulation::plan::Plan;
use crate::simulation::setup::Setup;

/// Pay of a block under every offer in three worlds that differ from its own by what is held fixed.
///
/// With P(prices, exits) the pay of a run under its own draws, S its prices, S0 prices that stay at today's, T its exit
/// and ∞ none: [`Self::stayed`] is P(S, ∞), [`Self::flat`] P(S0, T), [`Self::neither`] P(S0, ∞), and the block itself
/// has P(S, T). An exit is held as it was, time and cause, also where hazards respond to prices. What is settled from prices
/// (conversions, those of stated paths included, and refreshers) is settled from those of the world.
#[derive(Clone, Debug)]
pub struct Counterfactuals {
    /// Pay with the block's prices and without exits.
    pub stayed: Vec<PayColumns>,
    /// Pay with the block's exits and prices that stay at today's.
    pub flat: Vec<PayColumns>,
    /// Pay without exits and with prices that stay at today's.
    pub neither: Vec<PayColumns>,
    /// The plan of the setup at today's prices, with the employments of the other.
    plan_at_today: Plan,
    today: PriceColumns,
    staying: Careers,
    staying_at_today: Careers,
    leaving: Careers,
}

impl Counterfactuals {
    /// Columns for a setup and its plan.
    #[must_use]
    pub fn new(setup: &Setup, plan: &Plan) -> Self {
        let pay = || plan.offers.iter().map(|offer| PayColumns::new(plan, offer)).collect();
        let mut at_today = Plan::new(&setup.at_todays_prices()).on(plan.processor);
        // Exits are those of the block, so their columns stand where it has them.
        at_today.employments.clone_from(&plan.employments);
        for (offer, own) in at_today.offers.iter_mut().zip(&plan.offers) {
            offer.employment = own.employment;
        }
        let mut today = at_today.paths.price_columns();
        prices(&at_today, &Draws::new(&at_today), &mut today);
        Self {
            stayed: pay(),
            flat: pay(),
            neither: pay(),
            today,
            staying: staying(plan),
            staying_at_today: staying(&at_today),
            leaving: Careers::new(&at_today),
            plan_at_today: at_today,
        }
    }

    /// Pays a block that was simulated again, in each of the worlds.
    pub fn pay(&mut self, plan: &Plan, block: &Block) {
        let Self { stayed, flat, neither, plan_at_today, today, .. } = self;
        let (own, at_today, leaving) =
            (&mut self.staying, &mut self.staying_at_today, &mut self.leaving);
        let totals = Wanted::default();
        own.columns.clone_from(&block.careers.columns);
        flows(plan, totals, &block.prices, own, stayed);
        // Draws beside prices and clocks do not depend on the market.
        settle(plan_at_today, &block.draws, today, at_today);
        flows(plan_at_today, totals, today, at_today, neither);
        leaving.columns.clone_from(&at_today.columns);
        leaving.exits.clone_from(&block.careers.exits);
        for at in 0..plan.employments.len() {
            tenure(plan_at_today, totals, at, leaving);
        }
        flows(plan_at_today, totals, today, leaving, flat);
    }
}

/// Careers that nobody leaves.
fn staying(plan: &Plan) -> Careers {
    let mut careers = Careers::new(plan);
    for at in 0..plan.employments.len() {
        tenure(plan, Wanted::default(), at, &mut careers);
    }
    careers
}
