//! The first function of the kernel: every random number of a block, by address.

use crate::market::ShockColumns;
use crate::random::{Columns, Runs, zeroed};
use crate::simulation::plan::{ClockDraw, Plan};

/// The random numbers of a block.
#[derive(Clone, Debug)]
pub struct Draws {
    /// Brownian shocks, by stock and node of the tree.
    pub shocks: ShockColumns,
    /// Unit exponentials, by clock owner and cause.
    pub exponentials: Vec<Columns>,
    /// Levels of bands, ratings, bonuses.
    pub extra: Columns,
}

impl Draws {
    /// Columns for a plan.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        Self {
            shocks: plan.paths.shock_columns(),
            exponentials: plan.clock_draws.iter().map(ClockDraw::columns).collect(),
            extra: zeroed(plan.extra_draws.columns),
        }
    }
}

/// Draws a block.
pub fn draw(plan: &Plan, runs: &Runs, out: &mut Draws) {
    plan.paths.draw(plan.seed, runs, &mut out.shocks);
    for (clocks, columns) in plan.clock_draws.iter().zip(&mut out.exponentials) {
        clocks.draw(plan.processor, plan.seed, runs, columns);
    }
    for extra in &plan.extra_draws.list {
        extra.fill(plan.processor, plan.seed, runs, &mut out.extra);
    }
}
