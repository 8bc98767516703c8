//! The text of a model ladder: every offer's figures model by model, what they decide, and the warnings of all models.

use std::io::Write;

use super::layout::{self, Column};
use super::offers::plain;
use super::{NARROWEST, decision, head, worlds};
use crate::analysis::{LadderSummary, ModelSummary, OfferSummary, Summary, Warning};
use crate::market::Stock;
use crate::quantity::to_digits;
use crate::report::number::{exact_money, money, percentage, ratio};
use crate::statistics::Estimate;

/// The most stocks that are listed by name.
const MOST_LISTED: usize = 4;

/// Writes a ladder, fitted to a width in columns; at least [`NARROWEST`] are used.
///
/// # Errors
/// Those of the writer.
pub fn write(ladder: &LadderSummary, width: usize, out: &mut dyn Write) -> std::io::Result<()> {
    let width = width.max(NARROWEST);
    head::write_ladder(ladder, width, out)?;
    layout::paragraph(&held_equal(ladder), width, out)?;
    tables(&ladder.models, width, out)?;
    decision::write(ladder, width, out)?;
    for (under, warning) in warnings(&ladder.models) {
        writeln!(out)?;
        let Warning { code, message } = warning;
        let text = format!("warning: {under}{message} [{}]", code.name());
        layout::paragraph(&text, width, out)?;
    }
    Ok(())
}

/// What is the same under every model.
fn held_equal(ladder: &LadderSummary) -> String {
    let models = &ladder.models;
    let market = models.first().map(|of| &of.market);
    let stocks = || market.into_iter().flat_map(|market| market.stocks.iter().enumerate());
    let random = || stocks().filter(|(_, stock)| stock.model.is_random());
    let volatility = |(at, stock): (usize, &Stock)| {
        let total = market.and_then(|market| market.total_volatility(at)).unwrap_or_default();
        format!("{} {}", stock.name, to_digits(total, 4))
    };
    let mut listed: Vec<String> = random().take(MOST_LISTED).map(volatility).collect();
    match random().count().saturating_sub(MOST_LISTED) {
        0 => {}
        more => listed.push(format!("{more} more")),
    }
    // Geometric Brownian motion has no parameter beside the total volatility.
    let own = models.iter().filter(|of| of.model != "gbm" && !of.own.is_empty());
    let own = own.map(|of| {
        format!(" {} has the scenario's own parameters of {}.", of.model, of.own.join(", "))
    });
    let notes = match ladder.notes.as_slice() {
        [] => String::new(),
        notes => format!(" Not held equal: {}.", notes.join("; ")),
    };
    format!(
        "Every model keeps each stock's expected growth and long-run volatility a year ({}), the seed and the exit clocks: \
         what differs is the shape of the risk.{}{notes}",
        listed.join(", "),
        own.collect::<String>()
    )
}

/// The figures that the models are compared by.
fn columns(models: &[ModelSummary], offers: usize, tail: f64) -> Vec<Column> {
    let column = |name: &str, cell: &dyn Fn(&Summary, usize) -> String| {
        let rows = (0..offers).flat_map(|at| models.iter().map(move |of| (at, &of.summary)));
        let values = rows.map(|(at, summary)| cell(summary, at)).collect();
        Column { name: name.to_owned(), values }
    };
    let amount = |name: &str, figure: &dyn Fn(&OfferSummary) -> Estimate| {
        column(name, &|summary, at| money(figure(&summary.offers[at])))
    };
    let mut columns = vec![
        amount("median", &|offer| offer.pay.distribution.percentiles.p50),
        amount("1-in-20 bad case", &|offer| offer.pay.distribution.percentiles.p05),
        amount(&format!("mean of the worst {} %", plain(tail * 100.0)), &|offer| {
            offer.pay.distribution.expected_shortfall
        }),
        column("chance ahead", &|summary, at| {
            let name = &summary.offers[at].name;
            let compared = summary.comparisons.iter().find(|of| of.offer == *name);
            compared.map_or_else(String::new, |of| percentage(of.probability_ahead))
        }),
    ];
    if let Some(walk_away) = models.first().and_then(|of| of.summary.walk_away) {
        let name = format!("chance of {}", exact_money(walk_away));
        columns.push(column(&name, &|summary, at| {
            summary.offers[at].pay.probability_walk_away.map_or_else(String::new, percentage)
        }));
    }
    if models.iter().any(|of| of.summary.preferences.is_some()) {
        columns.push(column("certainty equivalent", &|summary, at| {
            let equivalent = summary.offers[at].present_value.certainty_equivalent;
            equivalent.map_or_else(String::new, money)
        }));
        columns.push(column("grant dollar as cash", &|summary, at| {
            let of_dollar = summary.offers[at].cash_equivalent.as_ref();
            of_dollar.and_then(|found| found.value).map_or_else(String::new, ratio)
        }));
    }
    // Last, because it is the same under every model: where the width asks for a second table, it stands there.
    columns.push(amount("mean", &|offer| offer.pay.distribution.mean));
    columns
}

/// Writes the tables.
fn tables(models: &[ModelSummary], width: usize, out: &mut dyn Write) -> std::io::Result<()> {
    let Some(first) = models.first().map(|of| &of.summary) else { return Ok(()) };
    let offers: Vec<&str> = first.offers.iter().map(|offer| offer.name.as_str()).collect();
    let columns = columns(models, offers.len(), first.tail);
    let names: Vec<&str> = models.iter().map(|of| of.model).collect();
    worlds::write(("model", &names), &offers, &columns, width, out)
}

/// Every different warning, with the models that have it unless all do.
#[must_use]
pub fn warnings(models: &[ModelSummary]) -> Vec<(String, &Warning)> {
    let mut found: Vec<(Vec<&str>, &Warning)> = Vec::new();
    for ModelSummary { model, summary, .. } in models {
        for warning in &summary.warnings {
            match found.iter_mut().find(|(_, known)| *known == warning) {
                Some((under, _)) => under.push(model),
                None => found.push((vec![model], warning)),
            }
        }
    }
    let told = |(under, warning): (Vec<&str>, _)| {
        let all = under.len() == models.len();
        let under = if all { String::new() } else { format!("under {}: ", under.join(", ")) };
        (under, warning)
    };
    found.into_iter().map(told).collect()
}
