//! Flows, stage 5: everything that is paid or repaid, each with its rule, its component, its year and
//! the promise it comes from. The kernel walks them by column, the ledger run by run.

use super::amount::Amount;
use super::discount::Discount;
use crate::attrition::{Cause, Causes};
use crate::offer::{Clawback, Component, Payment, Proration};

/// One flow of an offer.
#[derive(Clone, Debug, PartialEq)]
pub struct Flow {
    /// Where it is booked.
    pub component: Component,
    /// Its year (from 1); `None`: the year of the exit.
    pub year: Option<u32>,
    /// When and how much.
    pub rule: Rule,
    /// The promise it comes from.
    pub origin: Origin,
}

/// The promise that a flow comes from; positions within the offer, from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// Base salary.
    Salary,
    /// A sign-on payment.
    SignOn(usize),
    /// A tranche of a grant.
    Tranche {
        /// The grant.
        grant: usize,
        /// The tranche.
        tranche: usize,
    },
    /// A tranche of a refresher.
    Refresher {
        /// The review, by its place among the offer's reviews.
        review: usize,
        /// The tranche.
        tranche: usize,
    },
    /// The bonus of a year, from 1.
    Bonus {
        /// The year.
        year: u32,
    },
    /// The terms of a layoff.
    LayoffTerms,
    /// Income after an exit.
    OutsideOption,
}

/// When and how much a flow pays. `T` is the exit time, infinite for who stays.
#[derive(Clone, Debug, PartialEq)]
pub enum Rule {
    /// Accrues over a span, up to T.
    Accrual(Accrual),
    /// A sum at a month, if T ≥ it.
    Lump(Lump),
    /// Units that vest at a month, if T ≥ it.
    Vest(Vest),
    /// A debt that falls due at T; negative.
    Repayment(Repayment),
    /// A sum at T after a layoff.
    Severance(Severance),
    /// Accrues over a span, from some months after T.
    Income(Accrual),
}

/// An accrual at a constant rate over [from, to) months.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Accrual {
    /// First month.
    pub from: f64,
    /// End.
    pub to: f64,
    /// Dollars a month.
    pub per_month: Amount,
    annuity_from: f64,
    annuity_to: f64,
}

impl Accrual {
    /// An accrual with its annuities at both ends.
    #[must_use]
    pub fn new(from: f64, to: f64, per_month: Amount, discount: &Discount) -> Self {
        let (annuity_from, annuity_to) = (discount.annuity(from), discount.annuity(to));
        Self { from, to, per_month, annuity_from, annuity_to }
    }

    /// This accrual up to the end of the next, which begins where it ends.
    pub(super) fn up_to(&self, next: &Self) -> Self {
        Self { to: next.to, annuity_to: next.annuity_to, ..*self }
    }

    /// Months that accrue by min(T, H).
    #[inline(always)]
    #[must_use]
    pub fn months(&self, employed: f64) -> f64 {
        positive(earlier(employed, self.to) - self.from)
    }

    /// Their annuity, given the annuity at min(T, H).
    #[inline(always)]
    #[must_use]
    pub fn annuity(&self, employed: f64) -> f64 {
        positive(earlier(employed, self.annuity_to) - self.annuity_from)
    }

    /// Months that accrue from a time on.
    #[inline(always)]
    #[must_use]
    pub fn months_after(&self, resumed: f64) -> f64 {
        positive(self.to - later(resumed, self.from))
    }

    /// Their annuity, given the annuity at that time.
    #[inline(always)]
    #[must_use]
    pub fn annuity_after(&self, resumed: f64) -> f64 {
        positive(self.annuity_to - later(resumed, self.annuity_from))
    }
}

/// The earlier of two times, by the comparison that every processor has as one instruction.
#[inline(always)]
fn earlier(a: f64, b: f64) -> f64 {
    if a < b { a } else { b }
}

/// The later of two times likewise.
#[inline(always)]
fn later(a: f64, b: f64) -> f64 {
    if a > b { a } else { b }
}

/// A number, or 0 where it is not positive.
#[inline(always)]
fn positive(x: f64) -> f64 {
    if x > 0.0 { x } else { 0.0 }
}

/// A sum at a month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lump {
    /// The month.
    pub month: f64,
    /// Dollars.
    pub amount: Amount,
    /// Discount factor at the month.
    pub discount: f64,
}

/// Units of a tranche turned into money.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Vest {
    /// The month of the vest: paid if T ≥ it.
    pub month: f64,
    /// The month of the sale: the vest, or the horizon.
    pub sold: f64,
    /// Units.
    pub units: Amount,
    /// Column of the price at the sale.
    pub price: usize,
    /// Dividends reinvested between vest and sale: exp(q × years).
    pub growth: f64,
    /// Discount factor at the sale.
    pub discount: f64,
}

/// A clawback of one sign-on payment.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Repayment {
    /// The whole payment.
    pub amount: Amount,
    /// When it is paid.
    pub paid: Payment,
    /// The terms.
    pub terms: Clawback,
    debt: DebtByTime,
}

impl Repayment {
    /// A clawback under some terms.
    #[must_use]
    pub fn new(amount: Amount, paid: Payment, terms: Clawback) -> Self {
        Self { amount, paid, terms, debt: DebtByTime::new(&paid, &terms) }
    }

    /// Whether the debt falls by completed months.
    #[inline(always)]
    #[must_use]
    pub fn is_monthly(&self) -> bool {
        self.terms.proration == Proration::Monthly
    }

    /// What an exit at T with this cause code pays on a payment: minus the debt, 0 for who stays.
    #[must_use]
    pub fn amount(&self, payment: f64, exit: f64, cause: u64) -> f64 {
        if self.is_monthly() {
            self.owed::<true>(payment, exit, cause)
        } else {
            self.owed::<false>(payment, exit, cause)
        }
    }

    /// The same for loops over lanes, which ask [`Self::is_monthly`] once.
    #[inline(always)]
    pub fn owed<const MONTHLY: bool>(&self, payment: f64, exit: f64, cause: u64) -> f64 {
        let causes: Causes = self.terms.causes;
        let debt = payment * self.debt.at::<MONTHLY>(exit);
        if causes.contains_code(cause) & (debt > 0.0) { -debt } else { 0.0 }
    }
}

/// The fraction of a payment that an exit owes, by its time: [`Clawback::debt`] with its kinds turned into
/// weights of 0 and 1, so that loops over lanes have no branch.
#[derive(Clone, Copy, Debug, PartialEq)]
struct DebtByTime {
    opens: f64,
    window: f64,
    /// 1 / window.
    of_window: f64,
    /// 1 where it falls, 0 where all of it is owed to the end.
    falls: f64,
    paid_from: f64,
    /// 1 for a lump.
    at_once: f64,
    /// The fraction paid a month of instalments.
    a_month: f64,
}

impl DebtByTime {
    fn new(paid: &Payment, terms: &Clawback) -> Self {
        let window = f64::from(terms.window_months);
        let when = |holds: bool| f64::from(u8::from(holds));
        Self {
            opens: f64::from(terms.opens(paid)),
            window,
            of_window: 1.0 / window,
            falls: when(terms.proration != Proration::None),
            paid_from: f64::from(paid.first_month()),
            at_once: when(matches!(paid, Payment::Lump { .. })),
            a_month: match paid {
                Payment::Lump { .. } => 0.0,
                Payment::Instalments { from, to } => 1.0 / f64::from(to - from),
            },
        }
    }

    /// The fraction owed at an exit; for an infinite time, which owes nothing, whatever stands beside the
    /// comparisons is dropped.
    #[inline(always)]
    fn at<const MONTHLY: bool>(&self, exit: f64) -> f64 {
        let since = exit - self.opens;
        let elapsed = self.falls * if MONTHLY { since.floor() } else { since };
        let open = (since >= 0.0) & (since < self.window);
        let owed = if open { (self.window - elapsed) * self.of_window } else { 0.0 };
        let paying = exit - self.paid_from;
        let instalments = earlier(positive(paying * self.a_month), 1.0);
        let lump = if paying >= 0.0 { self.at_once } else { 0.0 };
        owed * (instalments + lump)
    }
}

/// Severance: months of the base in force, at T.
#[derive(Clone, Debug, PartialEq)]
pub struct Severance {
    /// Months of base.
    pub months: f64,
    /// Annual base of the first year.
    pub base: Amount,
    /// What raises have made of it, by completed years of tenure.
    pub growth: Vec<f64>,
}

impl Severance {
    /// What an exit at T with this cause code pays on a first year's base: 0 unless it is a layoff.
    #[inline(always)]
    #[must_use]
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 … 10")]
    pub fn amount(&self, base: f64, exit: f64, cause: u64) -> f64 {
        if cause != Cause::Layoff.code() {
            return 0.0;
        }
        let years = (exit / 12.0) as usize;
        let growth = self.growth[years.min(self.growth.len() - 1)];
        base * growth / 12.0 * self.months
    }
}
