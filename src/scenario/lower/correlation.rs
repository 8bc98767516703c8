//! `[correlation]`: how the Brownian shocks of pairs of stocks go together.

use super::stocks::Stocks;
use crate::error::FaultKind;
use crate::market::{Correlations, Model, Pair};
use crate::quantity::Correlation;
use crate::scenario::faults::Faults;
use crate::scenario::field::Field;
use crate::scenario::nearest::advice;

/// Reads the table if it is there.
pub(super) fn read(
    field: Option<&Field<'_>>,
    stocks: &Stocks,
    faults: &mut Faults<'_>,
) -> Option<Correlations> {
    let mut pairs: Vec<Pair> = Vec::new();
    let mut whole = true;
    if let Some(field) = field {
        let wanted = "a table [correlation] with lines such as \"AMZN,GOOG\" = 0.6";
        for (key, field) in field.named(wanted, faults)? {
            match pair(key, &field, stocks, &pairs, faults) {
                Some(pair) => pairs.push(pair),
                None => whole = false,
            }
        }
    }
    // A pair that could not be read is not 0: the others cannot be judged without it.
    if !whole {
        return None;
    }
    let name = |position: usize| stocks.names[position].clone();
    match (Correlations::new(stocks.names.len(), &pairs, name), field) {
        (Ok(correlations), _) => Some(correlations),
        (Err(error), field) => {
            let message = format!("these correlations cannot hold at once: {}", error.given);
            let label = "allowed: a positive semidefinite matrix";
            let span = field.map(|field| field.node.span.clone());
            faults.add("correlation", span, message, label).help(
                "two stocks that both move with a third cannot move against each other; bring \
                 the numbers nearer to 0",
            );
            None
        }
    }
}

fn pair(
    key: &str,
    field: &Field<'_>,
    stocks: &Stocks,
    before: &[Pair],
    faults: &mut Faults<'_>,
) -> Option<Pair> {
    let value = field.number(Correlation::new, faults);
    let [first, second] = positions(key, field, stocks, faults)?;
    if first == second {
        let message = format!("`{}` names one stock twice", field.path);
        faults.at_key(field, message, "allowed: two different stocks");
        return None;
    }
    let (first, second) = (first.min(second), first.max(second));
    if before.iter().any(|pair| (pair.first, pair.second) == (first, second)) {
        let message = format!("`{}` is given twice", field.path);
        let label = "this pair, in one order or the other, stands above";
        faults.at_key(field, message, label).help("remove one of the two lines");
        return None;
    }
    let value = value?;
    let shockless = |position: &usize| {
        let stock = stocks.read.get(*position).and_then(Option::as_ref);
        let model = stock.map(|stock| &stock.model);
        model.filter(|model| model.brownian_volatility().is_none())
    };
    let found = [first, second].into_iter().find_map(|at| Some((at, shockless(&at)?)));
    if let (Some((position, model)), true) = (found, value.get() != 0.0) {
        let (why, next) = not_correlated(model);
        let label = format!("allowed: 0, because `{}` {why}", stocks.names[position]);
        let message = format!("`{}` is {}", field.path, faults.given(field.node));
        faults.at(field, message, label).help(next);
        return None;
    }
    Some(Pair { first, second, value })
}

/// Why a model without Brownian shocks has no correlation, and what to do instead.
const fn not_correlated(model: &Model) -> (&'static str, &'static str) {
    const OTHER: &str = "remove the line, or give the stock a `gbm` or `merton` model";
    match model {
        Model::Heston(_) => (
            "is a `heston` stock, whose shocks move with its own variance and with nothing else",
            OTHER,
        ),
        Model::GjrGarch(_) => {
            ("is a `gjr_garch` stock, whose daily innovations are its own", OTHER)
        }
        Model::Bootstrap(_) => (
            "is resampled from its prices, which have no shocks",
            "remove the line: bootstrapped stocks whose prices have dates in common move together as they did; \
             for a stated correlation give the stock a `gbm` or `merton` model",
        ),
        Model::Gbm(_) | Model::Merton(_) | Model::Fixed(_) => {
            ("follows a fixed path and has no shocks", "remove the line")
        }
    }
}

/// The positions of the two stocks that a key names.
fn positions(
    key: &str,
    field: &Field<'_>,
    stocks: &Stocks,
    faults: &mut Faults<'_>,
) -> Option<[usize; 2]> {
    let position = |name: &str| stocks.names.iter().position(|known| known == name);
    let splits = || key.match_indices(',').map(|(at, _)| (key[..at].trim(), key[at + 1..].trim()));
    // A name may have a comma itself: the first split into two known names counts.
    for (first, second) in splits() {
        if let (Some(first), Some(second)) = (position(first), position(second)) {
            return Some([first, second]);
        }
    }
    let Some((first, second)) = splits().next() else {
        let message = format!("`{}` names no pair of stocks", field.path);
        let label = "allowed: two names in quotes with a comma, \"AMZN,GOOG\"";
        faults.at_key(field, message, label).kind(FaultKind::Shape);
        return None;
    };
    if stocks.complete {
        for name in [first, second].into_iter().filter(|name| position(name).is_none()) {
            let message = format!("`{}` names the unknown stock `{name}`", field.path);
            let names = stocks.names.iter().map(String::as_str);
            let help = advice(name, names, "stocks in this file");
            faults.at_key(field, message, "allowed: two stocks in this file").help(help);
        }
    }
    None
}
