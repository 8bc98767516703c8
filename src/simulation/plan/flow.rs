//! Flows, stage 5: everything that is paid or repaid, each with its rule, its component, its year and
//! the promise it comes from. The kernel walks them by column, the ledger run by run.

use super::discount::Discount;
use super::units::Units;
use crate::attrition::Causes;
use crate::offer::{Clawback, Component, SignOn};

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
}

/// An accrual at a constant rate over [from, to) months.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Accrual {
    /// First month.
    pub from: f64,
    /// End.
    pub to: f64,
    /// Dollars a month.
    pub per_month: f64,
    annuity_from: f64,
    annuity_to: f64,
}

impl Accrual {
    /// An accrual with its annuities at both ends.
    #[must_use]
    pub fn new(from: f64, to: f64, per_month: f64, discount: &Discount) -> Self {
        let (annuity_from, annuity_to) = (discount.annuity(from), discount.annuity(to));
        Self { from, to, per_month, annuity_from, annuity_to }
    }

    /// Dollars accrued by min(T, H).
    #[inline]
    #[must_use]
    pub fn amount(&self, employed: f64) -> f64 {
        self.per_month * (employed.min(self.to) - self.from).max(0.0)
    }

    /// Their present value, given the annuity at min(T, H).
    #[inline]
    #[must_use]
    pub fn present_value(&self, annuity: f64) -> f64 {
        self.per_month * (annuity.min(self.annuity_to) - self.annuity_from).max(0.0)
    }
}

/// A sum at a month.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Lump {
    /// The month.
    pub month: f64,
    /// Dollars.
    pub amount: f64,
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
    pub units: Units,
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
    /// The payment.
    pub payment: SignOn,
    /// Its terms.
    pub terms: Clawback,
}

impl Repayment {
    /// What an exit at T with this cause code pays: minus the debt, 0 for who stays.
    #[inline]
    #[must_use]
    pub fn amount(&self, exit: f64, cause: u8) -> f64 {
        let causes: Causes = self.terms.causes;
        let debt = self.terms.debt(&self.payment.paid, self.payment.amount.typical(), exit);
        if causes.contains_code(cause) && debt > 0.0 { -debt } else { 0.0 }
    }
}
