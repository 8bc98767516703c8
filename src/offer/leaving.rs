//! What leaving early costs, by the letter: pay, debt and forgone vests of a quit in each month, at
//! conversion prices.

use super::Offer;
use super::letter::{bonuses_by, value_at_conversion};
use crate::attrition::Cause;
use crate::market::Market;

/// What a voluntary exit at a month pays, owes and forgoes, in dollars at conversion prices.
#[derive(Clone, Copy, Debug, PartialEq, serde::Serialize, schemars::JsonSchema)]
pub struct CostOfLeaving {
    /// Month of the exit.
    pub month: u32,
    /// Paid by then, before any clawback; vests at the month included.
    pub paid: f64,
    /// What is repaid; 0 or negative.
    pub clawback: f64,
    /// All tranches after the month.
    pub unvested: f64,
}

impl CostOfLeaving {
    /// What remains: pay less the debt.
    #[must_use]
    pub fn kept(&self) -> f64 {
        self.paid + self.clawback
    }
}

/// The cost of leaving voluntarily at each month 1 … H.
#[must_use]
pub fn cost_of_leaving(offer: &Offer, market: &Market, horizon: u32) -> Vec<CostOfLeaving> {
    (1..=horizon).map(|month| at(offer, market, month)).collect()
}

fn at(offer: &Offer, market: &Market, month: u32) -> CostOfLeaving {
    let time = f64::from(month);
    let mut paid = offer.salary.paid_by(month);
    let mut clawback = 0.0;
    for payment in &offer.sign_on {
        paid += payment.amount.typical() * payment.paid.fraction_paid_by(time);
        let quits = Cause::Voluntary.code();
        if let Some(terms) = payment.clawback.filter(|terms| terms.causes.contains_code(quits)) {
            clawback -= terms.debt(&payment.paid, payment.amount.typical(), time);
        }
    }
    paid += bonuses_by(offer, month);
    let mut unvested = 0.0;
    for grant in &offer.grants {
        let value = value_at_conversion(grant, market);
        for tranche in grant.vesting.tranches() {
            let worth = value * tranche.percent.get() / 100.0;
            if grant.month + tranche.month <= month { paid += worth } else { unvested += worth }
        }
    }
    // A debt of nothing has no sign.
    CostOfLeaving { month, paid, clawback: clawback + 0.0, unvested }
}

/// The first month in 2 … H at which the offer less the other keeps nothing, or has another sign than at
/// month 1, for an exit at that month; `None` where there is none. Amounts within half a cent are equal.
#[must_use]
pub fn break_even_month(offer: &[CostOfLeaving], other: &[CostOfLeaving]) -> Option<u32> {
    let lead = |(mine, theirs): (&CostOfLeaving, &CostOfLeaving)| {
        let difference = mine.kept() - theirs.kept();
        if difference.abs() < crate::quantity::HALF_CENT { 0.0 } else { difference.signum() }
    };
    let mut leads = offer.iter().zip(other).map(lead);
    let first = leads.next()?;
    let changed = leads.position(|sign| sign == 0.0 || (sign - first).abs() > 0.5)?;
    offer.get(changed + 1).map(|cost| cost.month)
}
