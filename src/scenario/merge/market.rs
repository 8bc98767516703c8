//! The stocks of several scenarios, by name, and how they move together: one market, or every conflict between them.

use super::{Findings, Part};
use crate::market::{Correlations, Market, Pair, Stock};
use crate::quantity::Correlation;
use crate::scenario::{MOST_STOCKS, effective};

/// All stocks and, where nothing keeps them apart, their market.
pub(super) struct Joined {
    pub(super) names: Vec<String>,
    pub(super) market: Option<Market>,
}

/// Joins the markets.
pub(super) fn joined(parts: &[Part<'_>], found: &mut Findings) -> Joined {
    let before = found.conflicts.len();
    let stocks = stocks(parts, found);
    let names: Vec<String> = stocks.iter().map(|stock| stock.name.clone()).collect();
    let pairs = pairs(parts, &names, found);
    let start_in_days = start(parts, found);
    if names.len() > MOST_STOCKS {
        found.conflicts.push(format!(
            "the files have {} stocks together; one scenario has at most {MOST_STOCKS}",
            names.len()
        ));
    }
    let market = Correlations::new(names.len(), &pairs, |at| names[at].clone())
        .map_err(|error| {
            found.conflicts.push(format!(
                "the files' correlations cannot hold at once: {}; bring the numbers nearer to 0",
                error.given
            ));
        })
        .map(|correlations| Market { stocks, correlations, start_in_days });
    Joined { names, market: market.ok().filter(|_| found.conflicts.len() == before) }
}

/// Every stock as the first file that has it says.
fn stocks(parts: &[Part<'_>], found: &mut Findings) -> Vec<Stock> {
    let mut stocks: Vec<(Stock, &str)> = Vec::new();
    for part in parts {
        for stock in &part.scenario.setup.market.stocks {
            match stocks.iter().find(|(known, _)| known.name == stock.name) {
                None => stocks.push((stock.clone(), part.name())),
                Some((known, file)) => {
                    let differing = differing(known, stock);
                    if !differing.is_empty() {
                        found.conflicts.push(format!(
                            "the stock {} is not the same in {file} and in {}: {}; give both files the same, or \
                             rename it in one",
                            stock.name,
                            part.name(),
                            differing.join("; ")
                        ));
                    }
                }
            }
        }
    }
    stocks.into_iter().map(|(stock, _)| stock).collect()
}

/// The fields in which two stocks differ, with both values.
fn differing(one: &Stock, other: &Stock) -> Vec<String> {
    if one == other {
        return Vec::new();
    }
    let kinds = [one, other].map(|stock| stock.model.kind());
    let [ours, theirs] = [one, other].map(|stock| fields(&effective::stock_lines(stock)));
    let mut differing: Vec<String> = Vec::new();
    if kinds[0] != kinds[1] {
        differing.push(format!("model is {} and {}", kinds[0], kinds[1]));
    }
    let model = |field: &str| field.starts_with("model.");
    let (absent, hash) = ("nothing".to_owned(), 64);
    let value = |fields: &[(String, String)], field: &str| {
        let found = fields.iter().find(|(known, _)| known == field);
        found.map_or_else(|| absent.clone(), |(_, value)| value.clone())
    };
    let mut all: Vec<&String> = ours.iter().chain(&theirs).map(|(field, _)| field).collect();
    all.dedup();
    for (at, field) in all.iter().enumerate() {
        let (mine, yours) = (value(&ours, field), value(&theirs, field));
        let told = all[..at].contains(field) || kinds[0] != kinds[1] && model(field);
        if mine != yours && !told {
            let field = field.replacen(&format!("model.{}", kinds[0]), "model", 1);
            // What the hash writes of a price history is a hash itself.
            differing.push(if mine.len() == hash || yours.len() == hash {
                format!("{field} are other closes")
            } else {
                format!("{field} is {mine} and {yours}")
            });
        }
    }
    differing
}

/// Lines `stock.field = value` as fields and values.
fn fields(lines: &[String]) -> Vec<(String, String)> {
    let field = |line: &String| {
        let (path, value) = line.split_once(" = ")?;
        Some((path.strip_prefix("stock.")?.to_owned(), value.to_owned()))
    };
    lines.iter().filter_map(field).collect()
}

/// Every pair that some file correlates.
fn pairs(parts: &[Part<'_>], names: &[String], found: &mut Findings) -> Vec<Pair> {
    let mut pairs: Vec<Pair> = Vec::new();
    for second in 0..names.len() {
        for first in 0..second {
            let both = [names[first].as_str(), names[second].as_str()];
            let stated: Vec<(&str, Correlation)> = parts
                .iter()
                .filter_map(|part| Some((part.name(), correlation(part, both)?)))
                .collect();
            let Some(((file, value), others)) = stated.split_first() else { continue };
            for (other, theirs) in others.iter().filter(|(_, theirs)| theirs != value) {
                found.conflicts.push(format!(
                    "the correlation of {} and {} is {} in {file} and {} in {other}; give both files the same",
                    both[0],
                    both[1],
                    value.get(),
                    theirs.get()
                ));
            }
            if value.get() != 0.0 {
                pairs.push(Pair { first, second, value: *value });
            }
        }
    }
    pairs
}

/// The correlation of two stocks in a file that has both: 0 where it says nothing.
fn correlation(part: &Part<'_>, both: [&str; 2]) -> Option<Correlation> {
    let Market { stocks, correlations, .. } = &part.scenario.setup.market;
    let place = |name: &str| stocks.iter().position(|stock| stock.name == name);
    let (one, other) = (place(both[0])?, place(both[1])?);
    let (first, second) = (one.min(other), one.max(other));
    let pair =
        correlations.pairs().iter().find(|pair| (pair.first, pair.second) == (first, second));
    pair.map_or_else(|| Correlation::new(0.0).ok(), |pair| Some(pair.value))
}

/// The start date that is stated; grants with an averaged conversion state one, of 0 days if they say nothing.
fn start(parts: &[Part<'_>], found: &mut Findings) -> u32 {
    let days = |part: &Part<'_>| part.scenario.setup.market.start_in_days;
    let states = |part: &&Part<'_>| {
        let mut grants = part.scenario.setup.offers.iter().flat_map(|offer| &offer.grants);
        days(part) > 0 || grants.any(|grant| grant.conversion.is_some())
    };
    let Some(first) = parts.iter().find(states) else { return 0 };
    let start = days(first);
    for part in parts.iter().filter(|part| days(part) != start) {
        let (file, other) = (first.name(), part.name());
        if states(&part) {
            found.conflicts.push(format!(
                "`start_in_days` is {start} in {file} and {} in {other}; one world has one start date",
                days(part)
            ));
        } else {
            found.notes.push(format!(
                "{other} has no `start_in_days`; that of {file} counts for its offers too: {start}"
            ));
        }
    }
    start
}
