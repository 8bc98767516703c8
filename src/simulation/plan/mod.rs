//! The plan: market and offers compiled once into columns and flows, in stages without a circle. What
//! is in a plan depends on the offers alone, never on what is asked of the results.

mod compile;
mod discount;
mod employment;
mod flow;
pub(super) mod units;

pub use discount::Discount;
pub use employment::{ClockDraw, Employment};
pub use flow::{Accrual, Flow, Lump, Origin, Repayment, Rule, Vest};
pub use units::{UnitRule, Units};

use super::setup::Setup;
use crate::market::{Market, PathPlan};
use crate::offer::Component;

/// A compiled simulation.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The market the prices come from.
    pub market: Market,
    /// Seed of every draw.
    pub seed: u64,
    /// Horizon H in months.
    pub horizon: u32,
    /// Number of years, ⌈H / 12⌉.
    pub years: u32,
    /// Present values.
    pub discount: Discount,
    /// Stage 1: which prices are needed.
    pub paths: PathPlan,
    /// Stage 2: unit columns, in order.
    pub units: Vec<UnitRule>,
    /// Number of unit columns.
    pub unit_columns: usize,
    /// Exit clocks to draw.
    pub clock_draws: Vec<ClockDraw>,
    /// Stages 3 and 4: distinct employments.
    pub employments: Vec<Employment>,
    /// Stage 5: one program an offer.
    pub offers: Vec<OfferPlan>,
}

/// The flows of one offer.
#[derive(Clone, Debug)]
pub struct OfferPlan {
    /// Position in [`Plan::employments`].
    pub employment: usize,
    /// Everything that is paid or repaid within the horizon.
    pub flows: Vec<Flow>,
    /// Tranches after the horizon, valued at it for who stayed.
    pub unvested: Vec<Vest>,
    /// Components that some flow has, in the order of [`Component::ALL`].
    pub components: Vec<Component>,
}

impl OfferPlan {
    /// The column of a component, `None` when no flow has it.
    #[must_use]
    pub fn slot(&self, component: Component) -> Option<usize> {
        self.components.iter().position(|held| *held == component)
    }
}

impl Plan {
    /// Compiles a setup.
    #[must_use]
    pub fn new(setup: &Setup) -> Self {
        compile::compile(setup, &[])
    }

    /// Compiles a setup so that the prices of every stock are there at every whole month, for dumps
    /// and replays. The draws of everything else are as in [`Self::new`].
    #[must_use]
    pub fn with_monthly_prices(setup: &Setup) -> Self {
        let months = 0..=setup.settings.horizon_months;
        let stocks = 0..setup.market.stocks.len();
        let all: Vec<(usize, u32)> =
            stocks.flat_map(|stock| months.clone().map(move |month| (stock, month))).collect();
        compile::compile(setup, &all)
    }
}
