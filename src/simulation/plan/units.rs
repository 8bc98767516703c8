//! How many shares a grant has, as if employed: its value over its conversion price.

use super::amount::Amount;
use crate::market::PriceColumns;
use crate::offer::{Grant, VestingSchedule};
use crate::random::{Column, LANES};

/// The price at which a grant by value turns into shares.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum ConversionPrice {
    /// The same in every run.
    Known(f64),
    /// A column of prices.
    Price(usize),
    /// A column of averages.
    Average(usize),
}

impl ConversionPrice {
    /// The price in one lane.
    #[inline]
    #[must_use]
    pub fn at(&self, prices: &PriceColumns, lane: usize) -> f64 {
        match *self {
            Self::Known(price) => price,
            Self::Price(column) => prices.prices[column][lane],
            Self::Average(column) => prices.averages[column][lane],
        }
    }
}

/// Scratch for dealing whole units, allocated once.
#[derive(Clone, Debug)]
pub struct DealScratch {
    units: Vec<f64>,
    order: Vec<(u64, usize)>,
}

impl Default for DealScratch {
    fn default() -> Self {
        let most = VestingSchedule::MOST_TRANCHES;
        Self { units: vec![0.0; most], order: vec![(0, 0); most] }
    }
}

/// value / conversion price, fractional.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Converted {
    /// Dollars.
    pub value: Amount,
    /// The price.
    pub price: ConversionPrice,
}

impl Converted {
    /// The shares in one lane.
    #[inline]
    #[must_use]
    pub fn at(&self, columns: &[Column], prices: &PriceColumns, lane: usize) -> f64 {
        self.value.at(columns, lane) / self.price.at(prices, lane)
    }

    /// Fills a column, given those before it.
    pub fn fill(&self, columns: &[Column], prices: &PriceColumns, own: &mut Column) {
        for lane in 0..LANES {
            own[lane] = self.at(columns, prices, lane);
        }
    }

    /// Fills one column a tranche with whole units.
    pub fn deal(
        &self,
        vesting: &VestingSchedule,
        (columns, prices): (&[Column], &PriceColumns),
        scratch: &mut DealScratch,
        own: &mut [Column],
    ) {
        let count = vesting.tranches().len();
        let units = &mut scratch.units[..count];
        let order = &mut scratch.order[..count];
        for lane in 0..LANES {
            vesting.deal_whole(self.at(columns, prices, lane), units, order);
            for (column, dealt) in own.iter_mut().zip(units.iter()) {
                column[lane] = *dealt;
            }
        }
    }
}

/// The units of each tranche of a grant that is the same in every run.
pub(super) fn constant_units(grant: &Grant, total: f64) -> Vec<Amount> {
    grant.tranche_units(total).into_iter().map(Amount::Constant).collect()
}
