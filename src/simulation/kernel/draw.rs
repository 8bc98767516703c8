//! The first function of the kernel: every random number of a block, by address, or by point where Sobol points serve.

use crate::market::{ComponentColumns, ShockColumns};
use crate::random::{Columns, Runs, zeroed};
use crate::simulation::plan::{ClockDraw, Coordinates, Plan};

/// The random numbers of a block.
#[derive(Clone, Debug)]
pub struct Draws {
    /// Brownian shocks, by stock and node of the tree.
    pub shocks: ShockColumns,
    /// Unit exponentials, by clock owner and cause.
    pub exponentials: Vec<Columns>,
    /// Levels of bands, ratings, bonuses.
    pub extra: Columns,
    /// Normals of the paths' components, where the shocks are made of them.
    components: ComponentColumns,
}

impl Draws {
    /// Columns for a plan.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        Self {
            shocks: plan.paths.shock_columns(),
            exponentials: plan.clock_draws.iter().map(ClockDraw::columns).collect(),
            extra: zeroed(plan.extra_draws.columns),
            components: plan.coordinates.as_ref().map(Coordinates::columns).unwrap_or_default(),
        }
    }
}

/// Draws a block.
pub fn draw(plan: &Plan, runs: &Runs, out: &mut Draws) {
    let Draws { shocks, exponentials, components, .. } = out;
    if let Some(coordinates) = &plan.coordinates {
        coordinates.draw_normals(plan.processor, runs, components);
        let of_paths = coordinates.components();
        plan.paths.draw_from_components((plan.seed, runs), of_paths, components, shocks);
        coordinates.draw_clocks(plan.processor, runs, exponentials);
    } else {
        plan.paths.draw(plan.seed, runs, shocks);
        for (clocks, columns) in plan.clock_draws.iter().zip(exponentials) {
            clocks.draw(plan.processor, plan.seed, runs, columns);
        }
    }
    for extra in &plan.extra_draws.list {
        extra.fill(plan.processor, plan.seed, runs, &mut out.extra);
    }
}
