//! The ledger: the flows of one run, re-read one by one with their reasons. What the kernel sums, the
//! ledger lists.

use super::kernel::Block;
use super::plan::{Flow, Origin, Plan, Rule, Units, Vest};
use super::request::Measure;
use super::setup::Setup;
use crate::attrition::Cause;
use crate::error::Error;
use crate::offer::Component;
use crate::random::Runs;

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
}

/// One flow in one run.
#[derive(Clone, Debug, PartialEq)]
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

/// The ledgers of a run under every offer, in order.
///
/// Draws the run alone: the result is the same whatever the number of runs of the job.
///
/// # Errors
/// [`Error::Overflow`] when an amount is not a finite number.
pub fn ledgers(setup: &Setup, plan: &Plan, run: u64) -> Result<(Vec<Ledger>, Block), Error> {
    let mut block = Block::new(plan);
    let coupling = setup.settings.sampler.coupling();
    block.simulate(plan, &Runs { first: run, coupling });
    let ledgers: Vec<Ledger> =
        (0..plan.offers.len()).map(|offer| read(plan, &block, offer, 0)).collect();
    let finite =
        |ledger: &Ledger| (ledger.total + ledger.present_value + ledger.unvested).is_finite();
    match ledgers.iter().position(|ledger| !finite(ledger)) {
        Some(offer) => Err(Error::Overflow { measure: Measure::Pay { offer }.describe() }),
        None => Ok((ledgers, block)),
    }
}

/// Reads one lane of a block.
#[must_use]
pub fn read(plan: &Plan, block: &Block, offer: usize, lane: usize) -> Ledger {
    let program = &plan.offers[offer];
    let reader = Reader { plan, block, employment: program.employment, lane };
    let mut lines: Vec<Line> = program.flows.iter().map(|flow| reader.line(flow)).collect();
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
    }
}

struct Reader<'a> {
    plan: &'a Plan,
    block: &'a Block,
    employment: usize,
    lane: usize,
}

impl Reader<'_> {
    fn exit(&self) -> f64 {
        self.block.careers.exits[self.employment].month[self.lane]
    }

    fn units(&self, units: Units) -> f64 {
        units.at(&self.block.careers.units, self.lane)
    }

    fn price(&self, column: usize) -> f64 {
        self.block.prices.prices[column][self.lane]
    }

    fn worth(&self, vest: &Vest) -> f64 {
        self.units(vest.units) * self.price(vest.price) * vest.growth
    }

    fn line(&self, flow: &Flow) -> Line {
        let blank = Line {
            month: 0.0,
            until: None,
            component: flow.component,
            year: flow.year,
            amount: 0.0,
            present_value: 0.0,
            origin: flow.origin,
            reason: Reason::Paid,
        };
        match &flow.rule {
            Rule::Accrual(accrual) => {
                let employed = self.block.careers.employed[self.employment][self.lane];
                let annuity = self.block.careers.annuity[self.employment][self.lane];
                let full = accrual.amount(accrual.to);
                let none = employed <= accrual.from;
                Line {
                    month: accrual.from,
                    until: Some(if none { accrual.to } else { accrual.to.min(employed) }),
                    amount: accrual.amount(employed),
                    present_value: accrual.present_value(annuity),
                    reason: if none {
                        Reason::Forfeited { forgone: full }
                    } else {
                        Reason::Accrued { per_month: accrual.per_month }
                    },
                    ..blank
                }
            }
            Rule::Lump(lump) if self.exit() >= lump.month => Line {
                month: lump.month,
                amount: lump.amount,
                present_value: lump.amount * lump.discount,
                ..blank
            },
            Rule::Lump(lump) => Line {
                month: lump.month,
                reason: Reason::Forfeited { forgone: lump.amount },
                ..blank
            },
            Rule::Vest(vest) if self.exit() >= vest.month => {
                let (units, price) = (self.units(vest.units), self.price(vest.price));
                let (growth, vested) = (vest.growth, vest.month);
                Line {
                    month: vest.sold,
                    amount: self.worth(vest),
                    present_value: self.worth(vest) * vest.discount,
                    reason: Reason::Sold { units, price, growth, vested },
                    ..blank
                }
            }
            Rule::Vest(vest) => {
                let forgone = self.worth(vest);
                Line { month: vest.sold, reason: Reason::Forfeited { forgone }, ..blank }
            }
            Rule::Repayment(_) => self.repayment(flow, blank),
        }
    }

    fn repayment(&self, flow: &Flow, blank: Line) -> Line {
        let Rule::Repayment(repayment) = &flow.rule else { return blank };
        let exits = &self.block.careers.exits[self.employment];
        let (exit, cause) = (exits.month[self.lane], exits.cause[self.lane]);
        let amount = repayment.amount(exit, cause);
        let payment = &repayment.payment;
        if amount == 0.0 {
            let month = exit.min(f64::from(self.plan.horizon));
            let why = if cause == 0 {
                NothingOwed::Stayed
            } else if !repayment.terms.causes.contains_code(cause) {
                NothingOwed::CauseNotCovered
            } else if payment.paid.fraction_paid_by(exit) == 0.0 {
                NothingOwed::NotYetPaid
            } else {
                NothingOwed::OutsideWindow
            };
            return Line { month, reason: Reason::NothingOwed(why), ..blank };
        }
        let since = exit - f64::from(repayment.terms.opens(&payment.paid));
        Line {
            month: exit,
            year: Some(crate::offer::year_of_payment(exit, self.plan.horizon)),
            amount,
            present_value: amount * self.plan.discount.factor(exit),
            reason: Reason::Repaid {
                paid: payment.amount.typical() * payment.paid.fraction_paid_by(exit),
                fraction: repayment.terms.fraction_owed(since),
            },
            ..blank
        }
    }
}
