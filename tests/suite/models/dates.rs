//! A date's price is the same to the bit whatever else is asked, and on every set of vector instructions, under every model.

use std::sync::Arc;

use vestrisk::Processor;
use vestrisk::market::{AveragePrice, Bootstrap, Market, Model, PathPlan, Stock};
use vestrisk::quantity::{BlockDays, Volatility};
use vestrisk::random::{Coupling, Runs};
use vestrisk::scenario::presets::models;

use super::{history, market_of};
use crate::reference::build::{self, growth};
use crate::stability::processors::{bits, same_everywhere};

const MONTH: u32 = 13;

/// Every random model, by name.
fn all() -> Vec<(String, Model)> {
    let g = growth(0.05, 0.01);
    let total = Volatility::new(0.4).unwrap();
    let presets = models::ALL
        .iter()
        .map(|preset| (preset.name.to_owned(), preset.model(g, total).expect("a preset")));
    let files = ["amzn-monthly", "ibm-daily"].map(|file| {
        let block = BlockDays::new(63.0).unwrap();
        let bootstrap = Bootstrap::new(g, Arc::new(history(file)), block).expect("a block");
        (format!("bootstrap of {file}"), Model::Bootstrap(bootstrap))
    });
    presets.chain(files).collect()
}

/// An average of closes before the start date.
fn average(market: &Market, average_days: u32) -> AveragePrice {
    AveragePrice { stock: 0, average_days, trailing: market.stocks[0].price }
}

/// Bits of a plan's prices and averages of a block.
fn drawn(market: &Market, plan: &PathPlan, coupling: Coupling) -> (Vec<u64>, Vec<u64>) {
    let (mut shocks, mut prices) = (plan.shock_columns(), plan.price_columns());
    plan.draw(7, &Runs::consecutive(5_000_000_000, coupling), &mut shocks);
    plan.prices(market, &shocks, &mut prices);
    let column = plan.column(0, MONTH).expect("it is asked for");
    (bits(&prices.prices[column..=column]), bits(&prices.averages[..1]))
}

/// What is asked beside the month: nothing, every month of ten years and more averages, another stock of each kind.
fn plans(market: &Market) -> Vec<(&'static str, Market, PathPlan)> {
    let averages = |days: &[u32]| days.iter().map(|days| average(market, *days)).collect();
    let alone = PathPlan::new(market, [(0, MONTH)], averages(&[21]));
    let months = (0..=120).map(|month| (0, month));
    let busy = PathPlan::new(market, months, averages(&[21, 5, 60]));
    let mut joined = market.clone();
    for (at, (name, model)) in all().into_iter().enumerate() {
        // Histories that meet would be resampled together, at other dates.
        let met = |stock: &Stock| matches!(stock.model, Model::Bootstrap(_));
        if !matches!(model, Model::Bootstrap(_)) || !joined.stocks.iter().any(met) {
            joined.stocks.push(build::stock(&format!("{at} {name}"), 50.0, model));
        }
    }
    let joined =
        Market { start_in_days: market.start_in_days, ..build::market(joined.stocks, &[]) };
    let stocks = (0..joined.stocks.len()).map(|stock| (stock, MONTH + 5));
    let company = PathPlan::new(&joined, stocks.chain([(0, MONTH)]), averages(&[21]));
    vec![
        ("alone", market.clone(), alone),
        ("every month", market.clone(), busy),
        ("other stocks", joined, company),
    ]
}

#[test]
fn a_price_is_the_same_whatever_else_is_asked() {
    for (name, model) in all() {
        for start_in_days in [0, 30, 200] {
            let market = Market { start_in_days, ..market_of(model.clone()) };
            for coupling in [Coupling::Independent, Coupling::Antithetic] {
                let mut first = None;
                for (asked, market, plan) in plans(&market) {
                    let found = drawn(&market, &plan, coupling);
                    let first = first.get_or_insert_with(|| found.clone());
                    assert_eq!(*first, found, "{name}, {start_in_days} days, {asked}");
                }
            }
        }
    }
}

#[test]
fn control_another_month_or_start_is_another_price() {
    for (name, model) in all() {
        let of = |start_in_days: u32, month: u32| {
            let market = Market { start_in_days, ..market_of(model.clone()) };
            let plan = PathPlan::new(&market, [(0, month)], Vec::new());
            let (mut shocks, mut prices) = (plan.shock_columns(), plan.price_columns());
            plan.draw(7, &Runs::consecutive(0, Coupling::Independent), &mut shocks);
            plan.prices(&market, &shocks, &mut prices);
            bits(&prices.prices)
        };
        assert_ne!(of(0, MONTH), of(0, MONTH + 1), "{name}");
        assert_ne!(of(0, MONTH), of(30, MONTH), "{name}");
    }
}

#[test]
fn prices_of_every_model_have_the_same_bits_everywhere() {
    for (name, model) in all() {
        same_everywhere(&name, |processor: Processor| {
            let market = Market { start_in_days: 30, ..market_of(model.clone()) };
            let plan = PathPlan::new(&market, [(0, 5), (0, MONTH)], vec![average(&market, 21)]);
            let plan = plan.on(processor);
            [Coupling::Independent, Coupling::Antithetic].map(|how| drawn(&market, &plan, how))
        });
    }
}
