//! `[stocks.NAME]`: what a share costs today and how its price moves.

use super::files::Files;
use super::models::{self, Law};
use super::{check_draws, without_name};
use crate::error::FaultKind;
use crate::market::{Growth, Model, ResampledGroup, Stock};
use crate::quantity::{ContinuousRate, DividendYield, Price};
use crate::scenario::faults::Faults;
use crate::scenario::field::{Field, flaw_of_name};
use crate::scenario::node::Value;
use crate::scenario::path;
use crate::scenario::table::TableReader;

/// The most stocks of a scenario.
pub const MOST_STOCKS: usize = 32;

/// The stocks of a document: all names, and those that could be read.
pub(super) struct Stocks {
    /// In file order, as far as the limit.
    pub names: Vec<String>,
    /// By position; `None` is a stock with a fault.
    pub read: Vec<Option<Stock>>,
    /// Whether `names` are all there are, so that another name is a fault.
    pub complete: bool,
}

impl Stocks {
    /// The position of the stock that a field names.
    pub fn position(&self, field: &Field<'_>, faults: &mut Faults<'_>) -> Option<usize> {
        let name = field.name(faults)?;
        let found = self.names.iter().position(|known| known == name);
        if found.is_none() && self.complete {
            let names = self.names.iter().map(String::as_str);
            let fault = faults.unknown_name(field, name, "stocks in this file", names);
            if self.names.is_empty() {
                fault.help("add a table [stocks.NAME] with `price`, `expected_return` and `model`");
            }
        }
        found
    }

    /// All stocks, if none has a fault.
    pub fn into_whole(self) -> Option<Vec<Stock>> {
        self.read.into_iter().collect()
    }
}

/// Reads the tables if they are there.
pub(super) fn read(
    field: Option<Field<'_>>,
    files: &mut Files<'_>,
    faults: &mut Faults<'_>,
) -> Stocks {
    let mut stocks = Stocks { names: Vec::new(), read: Vec::new(), complete: true };
    let Some(field) = field else { return stocks };
    let Some(fields) = field.named("tables [stocks.NAME]", faults) else {
        stocks.complete = false;
        return stocks;
    };
    let keys = ["price", "expected_return", "dividend_yield", "model"];
    if without_name(&field, &fields, &keys, "[stocks.AMZN]", faults) {
        stocks.complete = false;
        return stocks;
    }
    if let Some((_, first_beyond)) = fields.get(MOST_STOCKS) {
        let message = format!("`{}` has {} stocks", field.path, fields.len());
        let label = format!("allowed: up to {MOST_STOCKS} stocks");
        faults.at_key(first_beyond, message, label).kind(FaultKind::Shape);
        stocks.complete = false;
    }
    for (name, field) in fields.iter().take(MOST_STOCKS) {
        if let Some(flaw) = flaw_of_name(name) {
            let message = format!("`{}` has no proper name", field.path);
            let added = faults.at_key(field, message, "a stock's name is text of one line");
            added.kind(FaultKind::Shape).help(flaw);
        }
        check_draws(field, name, &stocks.names, faults);
        let wanted = "a table [stocks.NAME] with `price`, `expected_return` and `model`";
        let stock = field.table(wanted, faults, |table, faults| stock(name, table, files, faults));
        stocks.read.push(stock);
        stocks.names.push((*name).to_owned());
    }
    check_resampling(&stocks, &fields, faults);
    stocks
}

fn stock(
    name: &str,
    table: &mut TableReader<'_>,
    files: &mut Files<'_>,
    faults: &mut Faults<'_>,
) -> Option<Stock> {
    let price = table.required("price", "price = 230.00");
    let price = price.and_then(|field| field.number(Price::new, faults));
    let expected_return = table.optional("expected_return");
    let dividend_yield = table.optional("dividend_yield");
    let example = "model = { kind = \"gbm\", volatility = 0.32 }";
    let model = table.required("model", example);
    let law = model.and_then(|field| models::read(&field, files, faults));
    if let Some(Law::Fixed(path)) = law {
        let rule = "a `fixed` model states the price itself: no return, no dividends";
        table.refuse("expected_return", rule, faults);
        table.refuse("dividend_yield", rule, faults);
        return Some(Stock::new(name, price?, Model::Fixed(path?)));
    }
    if expected_return.is_none() && law.is_some() {
        table.required("expected_return", "expected_return = 0.04");
    }
    let expected_return = expected_return.and_then(|f| f.number(ContinuousRate::new, faults));
    let dividend_yield = match dividend_yield {
        Some(field) => field.number(DividendYield::new, faults),
        None => DividendYield::new(0.0).ok(),
    };
    let Some(Law::Random(model)) = law else { return None };
    let growth = Growth { expected_return: expected_return?, dividend_yield: dividend_yield? };
    Some(Stock::new(name, price?, model?.with_growth(growth)))
}

/// Reports stocks that are to be resampled together and cannot be, at the model of the later one.
fn check_resampling(stocks: &Stocks, fields: &[(&str, Field<'_>)], faults: &mut Faults<'_>) {
    let whole = stocks.read.iter().enumerate();
    let (mut at, mut known): (Vec<usize>, Vec<Stock>) =
        whole.filter_map(|(at, stock)| Some((at, stock.clone()?))).unzip();
    while let Err((one, other, why)) = ResampledGroup::all(&known) {
        let (first, second) = (one.min(other), one.max(other));
        let [(_, before), (_, field)] = [first, second].map(|place| &fields[at[place]]);
        let path = |field: &Field<'_>| path::join(&field.path, "model");
        let message = format!("`{}` and `{}` {why}", path(before), path(field));
        let span = match &field.node.value {
            Value::Table(table) => table.get("model").map(|entry| entry.node.span.clone()),
            _ => None,
        };
        let label = "stocks whose prices have dates in common are resampled together";
        faults.add(&path(field), span, message, label).help(
            "give both the same `mean_block_days` and prices with at least 13 common dates, or prices without a \
             common date",
        );
        // The others may have faults of their own.
        at.remove(second);
        known.remove(second);
    }
}
