//! The plan: market and offers compiled once into columns and flows, in stages without a circle. What
//! is in a plan depends on the offers alone, never on what is asked of the results.

mod amount;
mod columns;
mod compile;
mod coordinates;
mod discount;
mod draws;
mod employment;
mod facts;
mod flow;
mod outcomes;
mod response;
mod totals;
mod units;
mod window;

pub use amount::{Amount, Combination, LaneAmount};
pub use columns::{BonusAmount, ColumnRule, Reckoning, TargetUnits, TierFactor, tier};
pub use coordinates::Coordinates;
pub use discount::Discount;
pub use draws::{ExtraDraw, ExtraDraws, ExtraKind};
pub use employment::{ClockDraw, Employment, ExitClock, RespondingClock};
pub use facts::{FactRule, MoneyPlace};
pub use flow::{Accrual, Flow, Lump, Origin, Repayment, Rule, Severance, Vest};
pub use outcomes::{ExitGroup, GroupExits, Span, SpanHazard, SpanRisk, Step};
pub use response::{Follows, Outstanding, ReturnFactor, UnvestedFactor};
pub use totals::{FixedVest, Totals};
pub use units::{ConversionPrice, Converted, DealScratch};
pub use window::ExitWindow;

use super::setup::Setup;
use crate::market::{Market, PathPlan};
use crate::offer::Component;
use crate::processor::Processor;
use crate::random::Column;

/// A compiled simulation.
#[derive(Clone, Debug)]
pub struct Plan {
    /// The market the prices come from.
    pub market: Market,
    /// What the kernel's loops run on; it changes no bit.
    pub processor: Processor,
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
    /// Draws beside prices and exit clocks.
    pub extra_draws: ExtraDraws,
    /// Stage 2: columns as if employed, each rule with its first column.
    pub rules: Vec<(usize, ColumnRule)>,
    /// Number of those columns.
    pub columns: usize,
    /// Exit clocks to draw.
    pub clock_draws: Vec<ClockDraw>,
    /// What of prices and clocks is drawn by Sobol points, under that sampler.
    pub coordinates: Option<Coordinates>,
    /// Stage 3: distinct clocks whose hazards respond.
    pub responding: Vec<RespondingClock>,
    /// Stage 4: distinct employments.
    pub employments: Vec<Employment>,
    /// Months from an exit to the outside option's income, if there is one.
    pub gap_months: Option<u32>,
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
    /// The rules of the flows, those joined that pay on as one: what the total is summed from.
    pub totals: Totals,
    /// Tranches after the horizon, valued at it for who stayed.
    pub unvested: Vec<Vest>,
    /// Components that some flow has, in the order of [`Component::ALL`].
    pub components: Vec<Component>,
    /// What a run settles about the offer, for the ledger.
    pub facts: Vec<FactRule>,
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

    /// The same plan on other vector instructions.
    #[must_use]
    pub fn on(self, processor: Processor) -> Self {
        Self { processor, paths: self.paths.on(processor), ..self }
    }

    /// Bytes of the columns of one block, of which every thread has one.
    #[must_use]
    pub fn block_bytes(&self) -> u64 {
        let clocks: usize = self.clock_draws.iter().map(|draw| 2 * draw.pairs).sum();
        let exits = 6 * self.employments.len() + self.responding.len();
        let pay = self.offers.iter().map(|offer| offer.components.len() + self.years as usize + 5);
        let points = self.coordinates.as_ref().map_or(0, Coordinates::column_count);
        let columns = points + self.columns + self.paths.block_columns() + self.extra_draws.columns;
        let all = columns + clocks + exits + pay.sum::<usize>();
        all as u64 * size_of::<Column>() as u64
    }

    /// Compiles a setup so that some prices, (stock, month), are there as well. The draws of everything else are as in
    /// [`Self::new`].
    #[must_use]
    pub fn with_prices(setup: &Setup, more_dates: &[(usize, u32)]) -> Self {
        compile::compile(setup, more_dates)
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
