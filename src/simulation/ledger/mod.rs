//! The ledger: the flows of one run, re-read one by one with their reasons. What the kernel sums, the
//! ledger lists.

mod facts;
mod reader;

pub use facts::Fact;

use super::kernel::Block;
use super::plan::{Origin, Plan};
use super::request::Measure;
use super::setup::Setup;
use crate::attrition::Cause;
use crate::error::Error;
use crate::offer::Component;
use crate::random::Runs;
use reader::Reader;

/// One run under one offer.
#[derive(Clone, Debug, PartialEq)]
pub struct Ledger {
    /// Exit time in months and its cause; `None` for who stays.
    pub exit: Option<(f64, Cause)>,
    /// Every flow, those that pay nothing included, in order of time.
    pub lines: Vec<Line>,
    /// Sum of the amounts.
    pub total: f64,
    /// Sum of the present values.
    pub present_value: f64,
    /// Value at the horizon of what vests after it.
    pub unvested: f64,
    /// What the run settled before anything was paid, in order of time.
    pub facts: Vec<Fact>,
}

/// One flow in one run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// Month of the payment; for an accrual, of its start.
    pub month: f64,
    /// End of an accrual.
    pub until: Option<f64>,
    /// Where it is booked.
    pub component: Component,
    /// The year it is booked in, from 1; `None` for a debt that never fell due.
    pub year: Option<u32>,
    /// Dollars.
    pub amount: f64,
    /// Present value.
    pub present_value: f64,
    /// The promise it comes from.
    pub origin: Origin,
    /// How the amount came about.
    pub reason: Reason,
}

/// How an amount came about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Reason {
    /// Accrued at a monthly rate, cut at the exit.
    Accrued {
        /// Dollars a month.
        per_month: f64,
    },
    /// Paid at once.
    Paid,
    /// Units sold at a price.
    Sold {
        /// Units.
        units: f64,
        /// Price in dollars.
        price: f64,
        /// Dividends reinvested between vest and sale.
        growth: f64,
        /// Month of the vest.
        vested: f64,
    },
    /// Forfeited: the exit came before.
    Forfeited {
        /// Dollars that staying would have paid.
        forgone: f64,
    },
    /// Repaid.
    Repaid {
        /// Dollars of the payment paid by the exit.
        paid: f64,
        /// The fraction owed.
        fraction: f64,
    },
    /// A clawback under which nothing fell due.
    NothingOwed(NothingOwed),
    /// Severance after a layoff.
    Severance {
        /// Months of base.
        months: f64,
        /// The annual base in force.
        annual: f64,
    },
    /// Severance terms, where no layoff ended the job.
    NotLaidOff,
}

/// Why a clawback claims nothing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum NothingOwed {
    /// There was no exit.
    Stayed,
    /// The exit's cause is not one of its causes.
    CauseNotCovered,
    /// Nothing of the payment was made by the exit.
    NotYetPaid,
    /// The exit came before the window opened or after it closed.
    OutsideWindow,
}

/// Bytes of columns that a ledger may be read from.
const MOST_COLUMNS: u64 = 4 << 30;

/// The ledgers of a run under every offer, in order.
///
/// Draws the run alone: the result is the same whatever the number of runs of the job.
///
/// # Errors
/// [`Error::Overflow`] when an amount is not a finite number; [`Error::Memory`] when the columns of a block
/// take more than 4 GiB.
pub fn ledgers(setup: &Setup, plan: &Plan, run: u64) -> Result<(Vec<Ledger>, Block), Error> {
    let needed = plan.block_bytes();
    if needed > MOST_COLUMNS {
        return Err(Error::Memory { needed, allowed: MOST_COLUMNS });
    }
    let mut block = Block::new(plan);
    let coupling = setup.settings.sampler.coupling();
    block.simulate(plan, &Runs::consecutive(run, coupling));
    let ledgers: Vec<Ledger> =
        (0..plan.offers.len()).map(|offer| read(plan, &block, offer, 0)).collect();
    match ledgers.iter().position(|ledger| !ledger.is_finite()) {
        Some(offer) => Err(Error::Overflow { measure: Measure::Pay { offer }.describe() }),
        None => Ok((ledgers, block)),
    }
}

impl Ledger {
    /// Whether all that is told is a finite number, what was forgone included.
    fn is_finite(&self) -> bool {
        let told = |line: &Line| match line.reason {
            Reason::Forfeited { forgone } => forgone.is_finite(),
            _ => true,
        };
        (self.total + self.present_value + self.unvested).is_finite()
            && self.lines.iter().all(told)
            && self.facts.iter().all(Fact::is_finite)
    }
}

/// Reads one lane of a block.
#[must_use]
pub fn read(plan: &Plan, block: &Block, offer: usize, lane: usize) -> Ledger {
    let program = &plan.offers[offer];
    let reader = Reader { plan, block, employment: program.employment, lane };
    let mut lines: Vec<Line> = program.flows.iter().filter_map(|flow| reader.line(flow)).collect();
    lines.sort_by(|a, b| a.month.total_cmp(&b.month));
    let exits = &block.careers.exits[program.employment];
    let cause = Cause::from_code(exits.cause[lane]);
    let left = cause.map(|cause| (exits.month[lane], cause));
    let unvested = match left {
        Some(_) => 0.0,
        None => program.unvested.iter().map(|vest| reader.worth(vest)).sum(),
    };
    Ledger {
        exit: left,
        total: lines.iter().map(|line| line.amount).sum(),
        present_value: lines.iter().map(|line| line.present_value).sum(),
        lines,
        unvested,
        facts: reader.facts(program, left),
    }
}
