//! What the letter says: every promise at today's price, assuming that nobody leaves.

use super::equity::{Grant, GrantSize};
use super::{Offer, Payment, year_of_payment, year_of_sign_on};
use crate::market::Market;

/// The letter's figures in dollars over months 0 … H.
#[derive(Clone, Debug, PartialEq, serde::Serialize, schemars::JsonSchema)]
pub struct Letter {
    /// The sum over all years.
    pub total: f64,
    /// The first year.
    pub year_one: f64,
    /// Every year up to the horizon.
    pub by_year: Vec<f64>,
}

/// Computes what an offer's letter says up to a horizon (months): base, sign-on and vests without any
/// exit, with bonuses at target and without refreshers; bands at their middle level. A grant by value counts its value, a grant in shares its shares at today's price.
#[must_use]
pub fn letter(offer: &Offer, market: &Market, horizon: u32) -> Letter {
    let years = horizon.div_ceil(12);
    let mut by_year = vec![0.0; years as usize];
    let mut book = |year: u32, amount: f64| by_year[year as usize - 1] += amount;
    for year in 1..=years {
        book(year, offer.salary.paid_in_year(year, horizon));
        if 12 * year <= horizon {
            book(year, bonus_at_target(offer, year));
        }
        for payment in &offer.sign_on {
            let amount = payment.amount.typical();
            match payment.paid {
                Payment::Lump { month } if month <= horizon => {
                    if year_of_sign_on(month, horizon) == year {
                        book(year, amount);
                    }
                }
                Payment::Lump { .. } => {}
                Payment::Instalments { .. } => {
                    let by =
                        |month: u32| payment.paid.fraction_paid_by(f64::from(month.min(horizon)));
                    book(year, amount * (by(12 * year) - by(12 * (year - 1))));
                }
            }
        }
    }
    for grant in &offer.grants {
        let value = value_at_conversion(grant, market);
        for tranche in grant.vesting.tranches() {
            let month = grant.month + tranche.month;
            if month <= horizon {
                let year = year_of_payment(f64::from(month), horizon);
                book(year, value * tranche.percent.get() / 100.0);
            }
        }
    }
    Letter { total: by_year.iter().sum(), year_one: by_year[0], by_year }
}

/// The bonus of a year (from 1) at its target.
fn bonus_at_target(offer: &Offer, year: u32) -> f64 {
    offer.bonus.map_or(0.0, |bonus| bonus.target.get() * offer.salary.annual_rate(year))
}

/// The bonuses paid by a month, at their targets.
pub(super) fn bonuses_by(offer: &Offer, month: u32) -> f64 {
    (1..=month / 12).map(|year| bonus_at_target(offer, year)).sum()
}

/// The value of all grants of an offer in the letter, vested or not by any horizon.
#[must_use]
pub fn value_of_grants(offer: &Offer, market: &Market) -> f64 {
    offer.grants.iter().map(|grant| value_at_conversion(grant, market)).sum()
}

/// A grant's value in the letter: its dollars, or its shares at today's price.
pub(super) fn value_at_conversion(grant: &Grant, market: &Market) -> f64 {
    match grant.size {
        GrantSize::Value(value) => value.typical(),
        GrantSize::Shares(shares) => shares.get() * market.stocks[grant.stock].price.get(),
    }
}
