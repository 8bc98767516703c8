//! The text of stresses: what each is, every offer's figures stress by stress, and what changes against the scenario as it
//! stands.

use std::io::Write;

use super::layout::{self, Column};
use super::offers::plain;
use super::{NARROWEST, head, worlds};
use crate::analysis::{Change, OfferSummary, StressSummary, Stressed, Summary, Verdict, Warning};
use crate::report::number::{exact_money, money, percentage, significant};
use crate::report::wrap::hanging;
use crate::statistics::Estimate;

/// Writes stresses, fitted to a width in columns; at least [`NARROWEST`] are used.
///
/// # Errors
/// Those of the writer.
pub fn write(answer: &StressSummary, width: usize, out: &mut dyn Write) -> std::io::Result<()> {
    let width = width.max(NARROWEST);
    let Some(none) = answer.stresses.first().map(|of| &of.summary) else { return Ok(()) };
    let each = match answer.stresses.len() {
        1 => String::new(),
        many => format!(" in each of {many} worlds"),
    };
    head::write_worlds(&none.title, (&each, &none.simulation), width, out)?;
    writeln!(out)?;
    legend(&answer.stresses, width, out)?;
    tables(&answer.stresses, width, out)?;
    let stressed = &answer.stresses[1..];
    if !stressed.is_empty() {
        writeln!(out)?;
        layout::paragraph("What each stress does to mean pay:", width, out)?;
        for of in stressed {
            hanging("  ", &sentence(of, none), width, out)?;
        }
    }
    if !answer.notes.is_empty() {
        writeln!(out)?;
        layout::paragraph(&format!("Note: {}.", answer.notes.join("; ")), width, out)?;
    }
    // Those of the scenario; what is said of a stressed world stands in JSON.
    for Warning { code, message } in &none.warnings {
        writeln!(out)?;
        layout::paragraph(&format!("warning: {message} [{}]", code.name()), width, out)?;
    }
    Ok(())
}

/// What each stress is.
fn legend(stresses: &[Stressed], width: usize, out: &mut dyn Write) -> std::io::Result<()> {
    let longest = stresses.iter().map(|of| of.stress.name.len()).max().unwrap_or(0);
    stresses.iter().try_for_each(|of| {
        hanging(&format!("{:longest$}  ", of.stress.name), of.stress.meaning, width, out)
    })
}

fn tables(stresses: &[Stressed], width: usize, out: &mut dyn Write) -> std::io::Result<()> {
    let Some(first) = stresses.first().map(|of| &of.summary) else { return Ok(()) };
    let offers: Vec<&str> = first.offers.iter().map(|offer| offer.name.as_str()).collect();
    let names: Vec<&str> = stresses.iter().map(|of| of.stress.name).collect();
    let column = |name: &str, cell: &dyn Fn(&Stressed, usize) -> String| {
        let rows = (0..offers.len()).flat_map(|at| stresses.iter().map(move |of| (at, of)));
        Column { name: name.to_owned(), values: rows.map(|(at, of)| cell(of, at)).collect() }
    };
    let amount = |name: &str, figure: &dyn Fn(&OfferSummary) -> Estimate| {
        column(name, &|of, at| money(figure(&of.summary.offers[at])))
    };
    let shortfall = format!("mean of the worst {} %", plain(first.tail * 100.0));
    let mut columns = vec![
        amount("mean", &|offer| offer.pay.distribution.mean),
        column("change of the mean", &|of, at| {
            of.changes.get(at).map_or_else(String::new, |change| money(change.mean))
        }),
        amount("1-in-20 bad case", &|offer| offer.pay.distribution.percentiles.p05),
        amount(&shortfall, &|offer| offer.pay.distribution.expected_shortfall),
    ];
    if let Some(walk_away) = first.walk_away {
        columns.push(column(&format!("chance of {}", exact_money(walk_away)), &|of, at| {
            let offer = &of.summary.offers[at];
            offer.pay.probability_walk_away.map_or_else(String::new, percentage)
        }));
    }
    columns.push(column("chance ahead", &|of, at| {
        let name = &of.summary.offers[at].name;
        let compared = of.summary.comparisons.iter().find(|of| of.offer == *name);
        compared.map_or_else(String::new, |of| percentage(of.probability_ahead))
    }));
    worlds::write(("stress", &names), &offers, &columns, width, out)
}

/// `halved: Amazon loses $253,000; Even vesting loses $276,000. The order does not change.`
fn sentence(of: &Stressed, none: &Summary) -> String {
    let baseline = none.comparisons.first().map(|compared| compared.baseline.as_str());
    let name = of.stress.name;
    let exact =
        |mean: Estimate| mean.value == 0.0 && mean.std_error.is_none_or(|error| error == 0.0);
    if of.changes.iter().all(|change| exact(change.mean)) {
        return format!("{name}: nothing changes.");
    }
    let effects: Vec<String> =
        of.changes.iter().map(|change| gained(&change.offer, change.mean)).collect();
    let order = order(&of.changes, baseline);
    format!("{name}: {}{order}.", effects.join("; "))
}

/// What an offer loses or gains on average, in three digits: `Amazon loses $310,000`.
pub(super) fn gained(offer: &str, mean: Estimate) -> String {
    /// Errors within which nothing is seen to change.
    const SEEN: f64 = 2.0;
    let seen = mean.std_error.is_none_or(|error| mean.value.abs() > SEEN * error);
    if !seen || mean.value.abs() < 0.5 {
        return format!("{offer} does not change by more than the simulation can tell");
    }
    let verb = if mean.value < 0.0 { "loses" } else { "gains" };
    format!("{offer} {verb} ${}", significant(mean.value.abs(), 3))
}

/// What becomes of the order of the offers; nothing where there is one.
fn order(changes: &[Change], baseline: Option<&str>) -> String {
    let Some(baseline) = baseline else { return String::new() };
    let compared = changes.iter().filter(|change| change.verdict.is_some());
    let moved: Vec<String> = compared
        .clone()
        .filter(|change| change.changes_order)
        .filter_map(|change| change.verdict.map(|now| then(&change.offer, baseline, now)))
        .collect();
    let open = compared.clone().any(|change| change.verdict == Some(Verdict::TooClose));
    match (moved.is_empty(), open) {
        (false, _) => format!(". The order changes: {}", moved.join("; ")),
        (true, true) => ". Which offer is ahead is too close to call".to_owned(),
        (true, false) => ". The order does not change".to_owned(),
    }
}

/// Who is ahead then.
pub(super) fn then(offer: &str, baseline: &str, verdict: Verdict) -> String {
    match verdict {
        Verdict::Ahead => format!("{offer} is then ahead of {baseline} more often than not"),
        Verdict::Behind => format!("{baseline} is then ahead of {offer} more often than not"),
        Verdict::Equal => format!("{offer} then pays what {baseline} pays in every career"),
        Verdict::Neither => {
            format!("neither of {offer} and {baseline} is then ahead more often than not")
        }
        Verdict::TooClose => format!("{offer} against {baseline} is then too close to call"),
    }
}
