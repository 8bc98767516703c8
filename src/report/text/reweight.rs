//! The text of views: what is stated, what the weights are worth, and every offer's figures as simulated beside the restated
//! ones.

use std::io::Write;

use super::layout::{self, Row};
use super::offers::plain;
use super::stress::{gained, then};
use super::{NARROWEST, head};
use crate::analysis::{Figures, ReweightedOffer, Reweighting, Verdict, ViewFound, Warning};
use crate::quantity::to_digits;
use crate::report::number::{count, exact_money, money, percentage, with_digits};
use crate::report::wrap::hanging;
use crate::statistics::Estimate;

/// Writes views, fitted to a width in columns; at least [`NARROWEST`] are used.
///
/// # Errors
/// Those of the writer.
pub fn write(answer: &Reweighting, width: usize, out: &mut dyn Write) -> std::io::Result<()> {
    let width = width.max(NARROWEST);
    head::write_settings(&answer.title, &answer.settings, width, out)?;
    writeln!(out)?;
    let lead = "The same careers, weighed so that on average, with the least other change:";
    layout::paragraph(lead, width, out)?;
    for view in &answer.views {
        hanging("  ", &stated(view), width, out)?;
    }
    layout::paragraph(&worth(answer), width, out)?;
    writeln!(out)?;
    let rows = answer.offers.iter().flat_map(|offer| offer_rows(answer, offer)).collect();
    layout::table(&["as simulated", "restated"], rows, width, out)?;
    writeln!(out)?;
    layout::paragraph(&conclusion(answer), width, out)?;
    if !answer.notes.is_empty() {
        writeln!(out)?;
        layout::paragraph(&format!("Note: {}.", answer.notes.join("; ")), width, out)?;
    }
    for Warning { code, message } in &answer.warnings {
        writeln!(out)?;
        layout::paragraph(&format!("warning: {message} [{}]", code.name()), width, out)?;
    }
    Ok(())
}

/// The view, and what the runs say without it.
fn stated(view: &ViewFound) -> String {
    format!("{} (as simulated: {})", view.text, with_digits(view.simulated))
}

fn worth(answer: &Reweighting) -> String {
    let [effective, by_entropy] = [answer.effective_runs, answer.effective_runs_by_entropy]
        .map(|runs| count_of(runs.floor()));
    format!(
        "The weights leave the {} runs worth {effective} of equal weight ({by_entropy} by entropy); relative entropy {}.",
        count(answer.settings.runs),
        to_digits(answer.relative_entropy, 3)
    )
}

fn count_of(runs: f64) -> String {
    crate::quantity::grouped(runs)
}

fn offer_rows(answer: &Reweighting, offer: &ReweightedOffer) -> Vec<Row> {
    let both = [&offer.simulated, &offer.restated];
    let amounts = |label: &str, figure: &dyn Fn(&Figures) -> Estimate| {
        Row::values(label, both.map(|figures| money(figure(figures))))
    };
    let chances = |label: &str, figure: &dyn Fn(&Figures) -> Option<Estimate>| {
        let [simulated, restated] = both.map(figure);
        Some(Row::values(label, [percentage(simulated?), percentage(restated?)]))
    };
    let mut rows = vec![
        Row::heading(&offer.name),
        amounts("mean", &|of| of.mean),
        Row::values("  change", [String::new(), money(offer.change)]),
        amounts("median", &|of| of.percentiles.p50),
        amounts("1-in-20 bad case", &|of| of.percentiles.p05),
        amounts(&format!("worst {} %, mean", plain(answer.tail * 100.0)), &|of| {
            of.expected_shortfall
        }),
    ];
    if let Some(walk_away) = answer.walk_away {
        let label = format!("chance of {}", exact_money(walk_away));
        rows.extend(chances(&label, &|of| of.probability_walk_away));
    }
    rows.extend(chances("chance ahead", &|of| of.probability_ahead));
    rows
}

/// What changes, in words.
fn conclusion(answer: &Reweighting) -> String {
    let effects: Vec<String> =
        answer.offers.iter().map(|offer| gained(&offer.name, offer.change)).collect();
    let order = |of: &crate::analysis::ReweightedComparison| {
        let open = [of.simulated, of.restated].contains(&Verdict::TooClose);
        (of.simulated != of.restated && !open).then(|| then(&of.offer, &of.baseline, of.restated))
    };
    let moved: Vec<String> = answer.comparisons.iter().filter_map(order).collect();
    let open = answer.comparisons.iter().any(|of| of.restated == Verdict::TooClose);
    let order = match (answer.comparisons.is_empty(), moved.is_empty(), open) {
        (true, ..) => String::new(),
        (_, false, _) => format!(" The order changes: {}.", moved.join("; ")),
        (_, true, true) => " Which offer is ahead is too close to call.".to_owned(),
        (_, true, false) => " The order does not change.".to_owned(),
    };
    format!("If this holds, on average {}.{order}", effects.join("; "))
}
