//! `[stocks.NAME]`: what a share costs today and how its price moves.

use super::{check_draws, pairs, without_name};
use crate::error::{FaultKind, ParameterError};
use crate::market::{FixedPath, Gbm, Growth, Model, Stock};
use crate::quantity::{ContinuousRate, DividendYield, Price, Volatility};
use crate::scenario::faults::Faults;
use crate::scenario::field::{Field, flaw_of_name};
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
pub(super) fn read(field: Option<Field<'_>>, faults: &mut Faults<'_>) -> Stocks {
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
    for (name, field) in fields.into_iter().take(MOST_STOCKS) {
        if let Some(flaw) = flaw_of_name(name) {
            let message = format!("`{}` has no proper name", field.path);
            let added = faults.at_key(&field, message, "a stock's name is text of one line");
            added.kind(FaultKind::Shape).help(flaw);
        }
        check_draws(&field, name, &stocks.names, faults);
        let wanted = "a table [stocks.NAME] with `price`, `expected_return` and `model`";
        let stock = field.table(wanted, faults, |table, faults| stock(name, table, faults));
        stocks.read.push(stock);
        stocks.names.push(name.to_owned());
    }
    stocks
}

fn stock(name: &str, table: &mut TableReader<'_>, faults: &mut Faults<'_>) -> Option<Stock> {
    let price = table.required("price", "price = 230.00");
    let price = price.and_then(|field| field.number(Price::new, faults));
    let expected_return = table.optional("expected_return");
    let dividend_yield = table.optional("dividend_yield");
    let example = "model = { kind = \"gbm\", volatility = 0.32 }";
    let model = table.required("model", example).and_then(|field| model(&field, faults));
    if let Some(Law::Fixed(path)) = model {
        let rule = "a `fixed` model states the price itself: no return, no dividends";
        table.refuse("expected_return", rule, faults);
        table.refuse("dividend_yield", rule, faults);
        return Some(Stock { name: name.to_owned(), price: price?, model: Model::Fixed(path?) });
    }
    if expected_return.is_none() && model.is_some() {
        table.required("expected_return", "expected_return = 0.04");
    }
    let expected_return = expected_return.and_then(|f| f.number(ContinuousRate::new, faults));
    let dividend_yield = match dividend_yield {
        Some(field) => field.number(DividendYield::new, faults),
        None => DividendYield::new(0.0).ok(),
    };
    let Some(Law::Gbm(volatility)) = model else { return None };
    let growth = Growth { expected_return: expected_return?, dividend_yield: dividend_yield? };
    let gbm = Gbm { growth, volatility: volatility? };
    Some(Stock { name: name.to_owned(), price: price?, model: Model::Gbm(gbm) })
}

/// A kind of model with its own parameters, where they could be read.
enum Law {
    Gbm(Option<Volatility>),
    Fixed(Option<FixedPath>),
}

#[derive(Clone, Copy)]
enum Kind {
    Gbm,
    Fixed,
}

const KINDS: [(&str, Kind); 2] = [("gbm", Kind::Gbm), ("fixed", Kind::Fixed)];

fn model(field: &Field<'_>, faults: &mut Faults<'_>) -> Option<Law> {
    let wanted = "a table such as { kind = \"gbm\", volatility = 0.32 }";
    field.table(wanted, faults, |table, faults| {
        let kind = table.required("kind", "kind = \"gbm\"");
        let kind = kind.and_then(|field| field.choice(&KINDS, faults));
        let volatility = table.optional("volatility");
        let points = table.optional("points");
        match kind? {
            Kind::Gbm => {
                table.refuse("points", "only a `fixed` model has points", faults);
                if volatility.is_none() {
                    table.required("volatility", "volatility = 0.32");
                }
                Some(Law::Gbm(volatility.and_then(|f| f.number(Volatility::new, faults))))
            }
            Kind::Fixed => {
                table.refuse("volatility", "a `fixed` path does not vary", faults);
                if points.is_none() {
                    table.required("points", "points = [[12, 250.0], [24, 200.0]]");
                }
                Some(Law::Fixed(points.and_then(|field| path(&field, faults))))
            }
        }
    })
}

fn path(field: &Field<'_>, faults: &mut Faults<'_>) -> Option<FixedPath> {
    let points = field.list("a list of [month, price], months rising from 1", faults)?;
    let points = pairs::read(&points, "[month, price]", 1, Price::new, faults)?;
    let refused = |error: ParameterError| {
        faults.out_of_range(field, &error.allowed).kind(FaultKind::Meaning);
    };
    FixedPath::new(&points).map_err(refused).ok()
}
