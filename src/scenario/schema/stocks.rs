//! The schema of `[stocks.NAME]`.

use serde_json::{Value, json};

use super::build::{Keys, example, named, number, with};
use super::models::model;
use crate::quantity::{ContinuousRate, DividendYield, Price};
use crate::scenario::lower::MOST_STOCKS;

/// All stocks.
pub(super) fn all() -> Value {
    let text =
        format!("Stocks by name, up to {MOST_STOCKS}: what a share costs, how its price moves");
    with(named(&text, &stock()), "maxProperties", MOST_STOCKS)
}

fn stock() -> Value {
    let fixed = json!({ "required": ["model"], "properties": { "model": {
        "required": ["kind"], "properties": { "kind": { "const": "fixed" } }
    } } });
    // Needed but for a fixed path, which states the price itself.
    let path = json!({ "properties": { "expected_return": false, "dividend_yield": false } });
    let expected = number::<ContinuousRate>(
        "Expected total return, required but for `fixed`, which takes none (the risk-free rate: a \
         share is worth its price)",
    );
    let dividends = number::<DividendYield>("Dividend yield, not for `fixed`");
    Keys::new("A stock")
        .must("price", example(number::<Price>("Price of a share today"), 230.0))
        .may("expected_return", example(expected, 0.04))
        .or("dividend_yield", dividends, 0)
        .must("model", model())
        .rule("if", fixed)
        .rule("then", path)
        .rule("else", json!({ "required": ["expected_return"] }))
        .build()
}
