//! The third function of the kernel: units as if employed, then exit times and causes.

use crate::attrition::{Cause, ExitColumns, Profile};
use crate::market::PriceColumns;
use crate::offer::year_of_payment;
use crate::random::{Column, Columns, LANES, zeroed};
use crate::simulation::kernel::Draws;
use crate::simulation::plan::{Employment, Plan, units::DealScratch};

/// Careers of a block: units by unit column, exits by employment.
#[derive(Clone, Debug)]
pub struct Careers {
    /// Units as if employed, by unit column.
    pub units: Columns,
    /// Exit times and causes, by employment.
    pub exits: Vec<ExitColumns>,
    /// min(T, H) in months, by employment.
    pub employed: Columns,
    /// The annuity at min(T, H), by employment.
    pub annuity: Columns,
    /// The year of min(T, H), from 1, by employment.
    pub exit_year: Vec<[u8; LANES]>,
    scratch: Box<Column>,
    deal: DealScratch,
}

impl Careers {
    /// Columns for a plan.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        let employments = plan.employments.len();
        Self {
            units: zeroed(plan.unit_columns),
            exits: vec![ExitColumns::default(); employments],
            employed: zeroed(employments),
            annuity: zeroed(employments),
            exit_year: vec![[0; LANES]; employments],
            scratch: Box::new([0.0; LANES]),
            deal: DealScratch::default(),
        }
    }
}

/// Careers of a block from its draws and prices.
pub fn careers(plan: &Plan, draws: &Draws, prices: &PriceColumns, out: &mut Careers) {
    for rule in &plan.units {
        rule.fill(&prices.prices, &mut out.units, &mut out.deal);
    }
    for (at, employment) in plan.employments.iter().enumerate() {
        leave(plan, employment, draws, &mut out.scratch, &mut out.exits[at]);
        let end = f64::from(plan.horizon);
        for lane in 0..LANES {
            out.employed[at][lane] = out.exits[at].month[lane].min(end);
            out.annuity[at][lane] = plan.discount.annuity(out.employed[at][lane]);
            let year = year_of_payment(out.employed[at][lane], plan.horizon);
            out.exit_year[at][lane] = u8::try_from(year).unwrap_or(u8::MAX);
        }
    }
}

fn leave(
    plan: &Plan,
    employment: &Employment,
    draws: &Draws,
    scratch: &mut Column,
    exits: &mut ExitColumns,
) {
    let Employment { profile, clocks, draw } = employment;
    exits.clear();
    if let Profile::Certain(exit) = profile {
        if exit.month <= plan.horizon {
            exits.leave(f64::from(exit.month), exit.cause);
        }
        return;
    }
    let columns = draw.map_or(&[][..], |at| &draws.exponentials[at]);
    for cause in Cause::TIE_ORDER {
        if let Some(clock) = &clocks[cause.index()] {
            clock.ring(&columns[cause.index()], scratch);
            exits.ring(cause, scratch);
        }
    }
}
