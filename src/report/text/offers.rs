//! The offers side by side: what the letters say, what they pay, when, in what, and how they end.

use std::io::Write;

use super::layout::{self, Row};
use super::worth;
use crate::analysis::{Chance, Distribution, OfferSummary, Summary};
use crate::offer::{Component, CostOfLeaving};
use crate::report::number::{exact_money, money, percentage};
use crate::statistics::Estimate;

/// Writes as many tables as the width needs.
pub(super) fn write(summary: &Summary, width: usize, out: &mut dyn Write) -> std::io::Result<()> {
    for offers in summary.offers.chunks(layout::columns_that_fit(width)) {
        writeln!(out)?;
        let names: Vec<&str> = offers.iter().map(|offer| offer.name.as_str()).collect();
        layout::table(&names, rows(summary, offers), width, out)?;
    }
    Ok(())
}

fn rows(summary: &Summary, offers: &[OfferSummary]) -> Vec<Row> {
    let amounts = |label: &str, figure: &dyn Fn(&OfferSummary) -> Estimate| {
        Row::values(label, offers.iter().map(|offer| money(figure(offer))))
    };
    let shares = |label: &str, figure: &dyn Fn(&OfferSummary) -> Option<Estimate>| {
        let share = |offer| figure(offer).map_or_else(dash, percentage);
        Row::values(label, offers.iter().map(share))
    };
    let letters = |label: &str, figure: &dyn Fn(&OfferSummary) -> f64| {
        Row::values(label, offers.iter().map(|offer| exact_money(figure(offer).round())))
    };
    let horizon = summary.simulation.horizon_months;
    let mut rows = vec![
        Row::heading("What the letter says"),
        letters(&format!("total over {horizon} months"), &|offer| offer.letter.total),
        letters("in year 1", &|offer| offer.letter.year_one),
        Row::heading("What it really pays"),
        amounts("mean", &|offer| offer.pay.distribution.mean),
        amounts("1-in-20 bad case", &|offer| offer.pay.distribution.percentiles.p05),
        amounts("median", &|offer| offer.pay.distribution.percentiles.p50),
        amounts("1-in-20 good case", &|offer| offer.pay.distribution.percentiles.p95),
        amounts(&format!("mean of worst {} %", plain(summary.tail * 100.0)), &|offer| {
            offer.pay.distribution.expected_shortfall
        }),
    ];
    if let Some(walk_away) = summary.walk_away {
        let label = format!("chance of {}", exact_money(walk_away));
        rows.push(shares(&label, &|offer| offer.pay.probability_walk_away));
    }
    if summary.simulation.discount_rate != 0.0 {
        let rate = plain(summary.simulation.discount_rate * 100.0);
        rows.push(amounts(&format!("present value at {rate} %"), &|offer| {
            offer.present_value.distribution.mean
        }));
    }
    if summary.preferences.is_some() {
        rows.extend(worth::rows(offers));
    }
    if offers.iter().any(|offer| offer.pay_without_option.is_some()) {
        let without = |label: &str, figure: &dyn Fn(&Distribution) -> Estimate| {
            let cell = |offer: &OfferSummary| offer.pay_without_option.as_ref().map(figure);
            Row::values(label, offers.iter().map(|o| cell(o).map_or_else(dash, money)))
        };
        rows.push(Row::heading("Without pay elsewhere"));
        rows.push(without("mean", &|pay| pay.mean));
        rows.push(without("1-in-20 bad case", &|pay| pay.percentiles.p05));
        rows.push(without("median", &|pay| pay.percentiles.p50));
    }
    rows.push(Row::heading("Mean by year"));
    for year in 0..offers.first().map_or(0, |offer| offer.years.len()) {
        rows.push(amounts(&format!("year {}", year + 1), &|offer| offer.years[year].mean));
    }
    rows.push(Row::heading("Mean by component"));
    for (at, component) in Component::ALL.into_iter().enumerate() {
        if offers.iter().any(|offer| offer.components.named()[at].1.value != 0.0) {
            rows.push(amounts(component_label(component), &|offer| offer.components.named()[at].1));
        }
    }
    rows.extend(endings(horizon, offers));
    rows.push(Row::heading("What it pays those who"));
    let means = |label: &str, figure: &dyn Fn(&OfferSummary) -> Option<Estimate>| {
        let mean = |offer| figure(offer).map_or_else(dash, money);
        Row::values(label, offers.iter().map(mean))
    };
    rows.push(means("stay", &|offer| offer.exit.mean_pay_if.stayed));
    rows.push(means("quit", &|offer| offer.exit.mean_pay_if.voluntary));
    rows.push(means("are laid off", &|offer| offer.exit.mean_pay_if.layoff));
    rows.push(means("are dismissed", &|offer| offer.exit.mean_pay_if.performance));
    rows.push(chances("chance of a clawback", offers, &|offer| {
        (offer.decided.clawback, offer.clawback.probability)
    }));
    rows.push(means("mean clawback if any", &|offer| offer.clawback.mean_if_any));
    if offers.iter().any(|offer| offer.unvested_at_horizon.value != 0.0) {
        rows.push(amounts("unvested at the end", &|offer| offer.unvested_at_horizon));
    }
    rows.extend(leaving(summary.simulation.horizon_months, offers));
    rows
}

/// Where there is no figure.
pub(super) fn dash() -> String {
    "–".to_owned()
}

/// How runs end, and who is still there at each anniversary.
fn endings(horizon: u32, offers: &[OfferSummary]) -> Vec<Row> {
    let labels = [&format!("stays {horizon} months"), "quits", "is laid off", "is dismissed"];
    let mut rows = vec![Row::heading("How it ends")];
    for (at, label) in labels.into_iter().enumerate() {
        rows.push(chances(label, offers, &|offer| {
            let exit = &offer.exit;
            let shares = [exit.stayed, exit.voluntary, exit.layoff, exit.performance];
            (offer.decided.exits[at], shares[at])
        }));
    }
    for at in 0..offers.first().map_or(0, |offer| offer.exit.retention.len()) {
        let month = offers[0].exit.retention[at].month;
        if month < horizon {
            rows.push(chances(&format!("there at month {month}"), offers, &|offer| {
                (offer.decided.retention[at], offer.exit.retention[at].stayed)
            }));
        }
    }
    rows
}

/// Probabilities, or a word where the terms decide.
fn chances(
    label: &str,
    offers: &[OfferSummary],
    figure: &dyn Fn(&OfferSummary) -> (Chance, Estimate),
) -> Row {
    let cell = |offer| match figure(offer) {
        (Chance::Always, _) => "always".to_owned(),
        (Chance::Never, _) => "never".to_owned(),
        (Chance::Open, share) => percentage(share),
    };
    Row::values(label, offers.iter().map(cell))
}

/// What a quit pays and forgoes by the letter, every half year (every year beyond five).
fn leaving(horizon: u32, offers: &[OfferSummary]) -> Vec<Row> {
    let step = if horizon > 60 { 12 } else { 6 };
    let months = || (step..=horizon).step_by(step as usize);
    let row = |month: u32, figure: &dyn Fn(&CostOfLeaving) -> f64| {
        let cell = |offer: &OfferSummary| {
            let cost = offer.cost_of_leaving.iter().find(|cost| cost.month == month);
            cost.map_or_else(|| "–".to_owned(), |cost| exact_money(figure(cost).round()))
        };
        Row::values(&format!("in month {month}"), offers.iter().map(cell))
    };
    let mut rows = vec![Row::heading("Quit keeps (letter)")];
    rows.extend(months().map(|month| row(month, &CostOfLeaving::kept)));
    rows.push(Row::heading("Quit loses (letter)"));
    rows.extend(months().map(|month| row(month, &|cost| cost.unvested)));
    rows
}

const fn component_label(component: Component) -> &'static str {
    match component {
        Component::Base => "base salary",
        Component::SignOn => "sign-on",
        Component::Clawback => "clawback",
        Component::Rsu => "vested stock",
        Component::Refresh => "refreshers",
        Component::Bonus => "bonus",
        Component::Severance => "severance",
        Component::OtherIncome => "other income",
    }
}

/// A setting as it was written: no trailing zeros.
pub(in crate::report) fn plain(value: f64) -> String {
    let text = format!("{value:.4}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}
