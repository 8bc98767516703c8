//! The stock growth at which two letters tie.

use super::Offer;
use super::equity::{Grant, GrantSize, Sell};
use super::letter::bonuses_by;
use crate::market::Market;
use crate::quantity::HALF_CENT;
use crate::random::elementary;

/// How far growth is searched: ln x from −`FAR` to `FAR`, in steps of `STEP`.
const FAR: f64 = 12.0;
const STEP: f64 = 0.01;

/// Growth of every stock to the horizon, x − 1, at which both letters pay the same in total when every
/// stock follows S0 x^(t / H): the x nearest 1, `None` where there is none within e^±12.
///
/// Grants convert on that path, and nobody leaves. Found by scanning ln x outward from 0 for a change
/// of sign, then bisection to the last bit.
#[must_use]
pub fn break_even_growth(
    offer: &Offer,
    other: &Offer,
    market: &Market,
    horizon: u32,
) -> Option<f64> {
    let lead = |log_growth: f64| {
        total_on_path(offer, market, horizon, log_growth)
            - total_on_path(other, market, horizon, log_growth)
    };
    if lead(0.0).abs() < HALF_CENT {
        return Some(0.0);
    }
    let above = first_root(&lead, STEP);
    let below = first_root(&lead, -STEP);
    let growths = above.into_iter().chain(below).map(elementary::exp_minus_one);
    growths.min_by(|a, b| a.abs().total_cmp(&b.abs()))
}

/// The first change of sign from 0 in steps of `step`, refined.
fn first_root(lead: &impl Fn(f64) -> f64, step: f64) -> Option<f64> {
    let mut from = 0.0;
    let mut at_from = lead(from);
    while f64::abs(from) < FAR {
        let to = from + step;
        let at_to = lead(to);
        if at_to == 0.0 {
            return Some(to);
        }
        if (at_from < 0.0) != (at_to < 0.0) {
            return Some(bisect(lead, (from, at_from), to));
        }
        (from, at_from) = (to, at_to);
    }
    None
}

fn bisect(lead: &impl Fn(f64) -> f64, (mut from, at_from): (f64, f64), mut to: f64) -> f64 {
    for _ in 0..200 {
        let middle = 0.5 * (from + to);
        if (lead(middle) < 0.0) == (at_from < 0.0) { from = middle } else { to = middle }
    }
    0.5 * (from + to)
}

/// The letter's total over months 0 … H when every stock follows S0 x^(t / H).
fn total_on_path(offer: &Offer, market: &Market, horizon: u32, log_growth: f64) -> f64 {
    let end = f64::from(horizon);
    let sign_on = offer
        .sign_on
        .iter()
        .map(|payment| payment.amount.typical() * payment.paid.fraction_paid_by(end));
    let grants = offer.grants.iter().filter(|grant| grant.month <= horizon);
    offer.salary.paid_by(horizon)
        + sign_on.sum::<f64>()
        + bonuses_by(offer, horizon)
        + grants.map(|grant| grant_on_path(grant, market, horizon, log_growth)).sum::<f64>()
}

fn grant_on_path(grant: &Grant, market: &Market, horizon: u32, log_growth: f64) -> f64 {
    let stock = &market.stocks[grant.stock];
    let end = f64::from(horizon);
    let price_at = |month: f64| stock.price.get() * elementary::exp(log_growth * month / end);
    let price = |month: u32| price_at(f64::from(month));
    let conversion = match &grant.conversion {
        None => price(grant.month),
        Some(conversion) => {
            let trailing = conversion.trailing_average.unwrap_or(stock.price).get();
            conversion.mean(market.start_in_days, trailing, |years| price_at(12.0 * years))
        }
    };
    let total = match grant.size {
        GrantSize::Value(value) => value.typical() / conversion,
        GrantSize::Shares(shares) => shares.get(),
    };
    let units = grant.tranche_units(total);
    let tranches = grant.vesting.tranches().iter().zip(units);
    let worth = tranches.map(|(tranche, units)| {
        let month = grant.month + tranche.month;
        let held = f64::from(horizon.saturating_sub(month)) / 12.0;
        match grant.sell {
            _ if month > horizon => 0.0,
            Sell::AtVest => units * price(month),
            Sell::AtHorizon => {
                units * price(horizon) * elementary::exp(stock.dividend_yield() * held)
            }
        }
    });
    worth.sum()
}
