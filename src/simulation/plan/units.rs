//! Unit columns, stage 2: how many shares each grant has, as if employed.

use crate::offer::{Grant, GrantSize, VestingSchedule};
use crate::random::{Column, LANES};

/// The units of one tranche.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Units {
    /// The same in every run.
    Constant(f64),
    /// A fraction of a unit column.
    Share {
        /// The column.
        column: usize,
        /// The fraction.
        fraction: f64,
    },
}

impl Units {
    /// The units in one lane.
    #[inline]
    #[must_use]
    pub fn at(&self, columns: &[Column], lane: usize) -> f64 {
        match *self {
            Self::Constant(units) => units,
            Self::Share { column, fraction } => columns[column][lane] * fraction,
        }
    }
}

/// How unit columns are filled. Rules run in order; each fills columns of its own.
#[derive(Clone, Debug, PartialEq)]
pub enum UnitRule {
    /// value / S(g), fractional, into one column.
    Converted {
        /// The grant's dollars.
        value: f64,
        /// Column of the conversion price.
        price: usize,
        /// Column filled.
        column: usize,
    },
    /// value / S(g) rounded and dealt out in whole units, one column a tranche.
    Dealt {
        /// The grant's dollars.
        value: f64,
        /// Column of the conversion price.
        price: usize,
        /// The schedule that is dealt to.
        vesting: VestingSchedule,
        /// First column filled.
        first: usize,
    },
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

impl UnitRule {
    /// Fills this rule's columns of a block.
    pub fn fill(&self, prices: &[Column], columns: &mut [Column], scratch: &mut DealScratch) {
        match self {
            Self::Converted { value, price, column } => {
                for lane in 0..LANES {
                    columns[*column][lane] = value / prices[*price][lane];
                }
            }
            Self::Dealt { value, price, vesting, first } => {
                let count = vesting.tranches().len();
                let units = &mut scratch.units[..count];
                let order = &mut scratch.order[..count];
                for lane in 0..LANES {
                    vesting.deal_whole(value / prices[*price][lane], units, order);
                    for (k, dealt) in units.iter().enumerate() {
                        columns[first + k][lane] = *dealt;
                    }
                }
            }
        }
    }
}

/// The price at which a grant by value turns into shares.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum ConversionPrice {
    /// The same in every run.
    Known(f64),
    /// A column of prices.
    Column(usize),
}

/// Compiles a grant's units: one entry a tranche, and the rule that fills their columns, if any, from
/// `next_column` on.
pub(super) fn tranche_units(
    grant: &Grant,
    conversion: impl Fn() -> ConversionPrice,
    next_column: usize,
) -> (Vec<Units>, Option<UnitRule>) {
    let value = match grant.size {
        GrantSize::Shares(shares) => return (constant_units(grant, shares.get()), None),
        GrantSize::Value(value) => value.typical(),
    };
    let price = match conversion() {
        ConversionPrice::Known(known) => return (constant_units(grant, value / known), None),
        ConversionPrice::Column(price) => price,
    };
    let tranches = grant.vesting.tranches();
    if grant.whole_units {
        let vesting = grant.vesting.clone();
        let rule = UnitRule::Dealt { value, price, vesting, first: next_column };
        let units = |k| Units::Share { column: next_column + k, fraction: 1.0 };
        return ((0..tranches.len()).map(units).collect(), Some(rule));
    }
    let units = tranches.iter().map(|tranche| Units::Share {
        column: next_column,
        fraction: tranche.percent.get() / 100.0,
    });
    (units.collect(), Some(UnitRule::Converted { value, price, column: next_column }))
}

fn constant_units(grant: &Grant, total: f64) -> Vec<Units> {
    grant.tranche_units(total).into_iter().map(Units::Constant).collect()
}

impl UnitRule {
    /// Columns this rule fills.
    #[must_use]
    pub fn columns(&self) -> usize {
        match self {
            Self::Converted { .. } => 1,
            Self::Dealt { vesting, .. } => vesting.tranches().len(),
        }
    }
}
