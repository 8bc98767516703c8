//! Which prices and averages the offers need, and at what price a grant converts.

use super::super::units::ConversionPrice;
use crate::attrition::Profile;
use crate::market::{AveragePrice, Market, Model, PathPlan};
use crate::offer::{Grant, GrantSize, Offer, RefreshKind, Sell, Settlement, TargetRefresh};
use crate::simulation::setup::Setup;

/// The prices that an offer needs, as (stock, month); some may be named twice.
pub(super) fn dates(offer: &Offer, setup: &Setup) -> Vec<(usize, u32)> {
    let horizon = setup.settings.horizon_months;
    let mut dates: Vec<(usize, u32)> =
        offer.grants.iter().flat_map(|grant| of_grant(grant, &setup.market, horizon)).collect();
    let stocks: Vec<usize> = offer.grants.iter().map(|grant| grant.stock).collect();
    if let (Some(refresh), Some(&own)) = (&offer.refresh, stocks.first()) {
        for &review in refresh.review_months.iter().filter(|review| **review <= horizon) {
            let vests: Vec<u32> = match &refresh.kind {
                RefreshKind::Fixed { vesting, .. } => {
                    vesting.tranches().iter().map(|tranche| tranche.month).collect()
                }
                RefreshKind::Target(_) => TargetRefresh::VESTS.to_vec(),
            };
            dates.extend(vests.iter().map(|month| (own, (review + month).min(horizon))));
            dates.extend(stocks.iter().map(|stock| (*stock, review)));
        }
    }
    if let Some(Profile::Hazards(hazards)) = offer.profile.map(|at| &setup.profiles[at]) {
        let responses = &hazards.responses;
        let monthly = |stock: &usize| (0..horizon).map(|month| (*stock, month)).collect::<Vec<_>>();
        if responses.layoff_to_return.is_some() {
            dates.extend(stocks.first().into_iter().flat_map(monthly));
        }
        if responses.voluntary_to_unvested.is_some() {
            dates.extend(stocks.iter().flat_map(monthly));
            // Grants in shares are compared at the price of their month.
            let made = offer.grants.iter().filter(|grant| grant.month <= horizon);
            dates.extend(made.map(|grant| (grant.stock, grant.month)));
        }
    }
    dates
}

/// The prices that a grant needs within the horizon.
fn of_grant(grant: &Grant, market: &Market, horizon: u32) -> Vec<(usize, u32)> {
    if grant.month > horizon {
        return Vec::new();
    }
    let by_value = matches!(grant.size, GrantSize::Value(_));
    let in_cash = matches!(grant.settlement, Settlement::Cash { .. });
    let conversion = (by_value || in_cash) && known_conversion(grant, market).is_none();
    let conversion = conversion.then_some(grant.month);
    let sales = grant.vesting.tranches().iter().map(|tranche| match grant.sell {
        Sell::AtVest => (grant.month + tranche.month).min(horizon),
        Sell::AtHorizon => horizon,
    });
    sales.chain(conversion).map(|month| (grant.stock, month)).collect()
}

/// The averages that the grants of all offers need, each once.
pub(super) fn averages(setup: &Setup) -> Vec<AveragePrice> {
    let mut averages: Vec<AveragePrice> = Vec::new();
    let grants = setup.offers.iter().flat_map(|offer| &offer.grants);
    for grant in grants.filter(|grant| known_conversion(grant, &setup.market).is_none()) {
        let average = average(grant, &setup.market);
        averages.extend(average.filter(|average| !averages.contains(average)));
    }
    averages
}

fn average(grant: &Grant, market: &Market) -> Option<AveragePrice> {
    let conversion = grant.conversion?;
    Some(AveragePrice {
        stock: grant.stock,
        average_days: conversion.average_days,
        trailing: conversion.trailing_average.unwrap_or(market.stocks[grant.stock].price),
    })
}

/// The price at which a grant converts, or would if it were by value; `None` where no offer asks for it.
pub(super) fn conversion(
    grant: &Grant,
    market: &Market,
    paths: &PathPlan,
) -> Option<ConversionPrice> {
    if let Some(price) = known_conversion(grant, market) {
        return Some(ConversionPrice::Known(price));
    }
    let average = average(grant, market);
    let place = average.and_then(|average| paths.averages().iter().position(|a| *a == average));
    let dated = || paths.column(grant.stock, grant.month).map(ConversionPrice::Price);
    place.map(ConversionPrice::Average).or_else(dated)
}

/// The conversion price when it is the same in every run.
fn known_conversion(grant: &Grant, market: &Market) -> Option<f64> {
    let stock = &market.stocks[grant.stock];
    let Some(conversion) = &grant.conversion else {
        return if let Model::Fixed(path) = &stock.model {
            let month = market.months_after_today(f64::from(grant.month));
            Some(path.price_at(stock.price, month) * stock.factor_at(grant.month))
        } else {
            let today = grant.month == 0 && market.start_in_days == 0;
            today.then(|| stock.price.get())
        };
    };
    let trailing = conversion.trailing_average.unwrap_or(stock.price).get();
    let mean = |price: &dyn Fn(f64) -> f64| conversion.mean(market.start_in_days, trailing, price);
    if let Model::Fixed(path) = &stock.model {
        Some(mean(&|years| path.price_at(stock.price, market.months_after_today(12.0 * years))))
    } else {
        let drawn = crate::market::Closes::before_start(market.start_in_days, 1).times().len() > 1;
        (!drawn).then_some(trailing)
    }
}
