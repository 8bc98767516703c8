//! What the offers are worth to a candidate who says how they weigh uncertain pay.

use std::io::Write;

use super::layout::{self, Row};
use super::offers::{dash, plain};
use super::{NARROWEST, Style};
use crate::analysis::{CashEquivalent, OfferSummary, Summary};
use crate::quantity::to_digits;
use crate::report::number::{exact_money, money, ratio};
use crate::statistics::Estimate;

/// The rows of the table of offers.
pub(super) fn rows(offers: &[OfferSummary]) -> Vec<Row> {
    let cells = |label: &str, cell: &dyn Fn(&OfferSummary) -> Option<String>| {
        Row::values(label, offers.iter().map(|offer| cell(offer).unwrap_or_else(dash)))
    };
    let of_dollar = |figure: fn(&CashEquivalent) -> Option<Estimate>| {
        move |offer: &OfferSummary| offer.cash_equivalent.as_ref().and_then(figure).map(ratio)
    };
    vec![
        Row::heading("Worth to you"),
        cells("certainty equivalent", &|offer| offer.present_value.certainty_equivalent.map(money)),
        cells("grant dollar as cash", &of_dollar(|found| found.value)),
        cells("risk-neutral", &of_dollar(|found| found.risk_neutral)),
    ]
}

/// Writes whose worth it is, and with details the worth to others.
pub(super) fn write(summary: &Summary, style: Style, out: &mut dyn Write) -> std::io::Result<()> {
    let Some(stated) = summary.preferences else { return Ok(()) };
    let width = style.width.max(NARROWEST);
    writeln!(out)?;
    layout::paragraph(
        &format!(
            "Worth to somebody with a relative risk aversion of {} and {} of other wealth. Certainty equivalent: the \
             sure present value that is as good. Grant dollar: the cash at each vest that is as good as a dollar of \
             the grant at its conversion price.",
            plain(stated.risk_aversion.get()),
            exact_money(stated.outside_wealth.get())
        ),
        width,
        out,
    )?;
    for offer in &summary.offers {
        if let Some(sentence) = sentence(offer) {
            layout::paragraph(&sentence, width, out)?;
        }
    }
    if style.detail {
        for offer in &summary.offers {
            grid(offer, width, out)?;
        }
    }
    Ok(())
}

/// The sentence that is said aloud.
fn sentence(offer: &OfferSummary) -> Option<String> {
    let found = offer.cash_equivalent.as_ref()?;
    let (value, neutral) = (found.value?.value, found.risk_neutral?.value);
    let percent = plain(to_digits(100.0 * (1.0 - value / neutral), 2));
    Some(format!(
        "To you a dollar of the grant of {} is worth {:.2} in cash at the vest: risk takes {percent} % off the {:.2} that \
         it is expected to be.",
        offer.name, value, neutral
    ))
}

/// The cash equivalents by risk aversion and share of wealth.
fn grid(offer: &OfferSummary, width: usize, out: &mut dyn Write) -> std::io::Result<()> {
    let Some(found) = &offer.cash_equivalent else { return Ok(()) };
    let mut aversions: Vec<f64> = found.grid.iter().map(|cell| cell.risk_aversion).collect();
    aversions.dedup();
    let row = |aversion: &f64| {
        let of_row =
            found.grid.iter().filter(|cell| cell.risk_aversion.total_cmp(aversion).is_eq());
        let cells =
            of_row.map(|cell| cell.value.map_or_else(dash, |at| format!("{:.3}", at.value)));
        (format!("  risk aversion {}", plain(*aversion)), cells.collect::<Vec<_>>())
    };
    let rows: Vec<(String, Vec<String>)> = aversions.iter().map(row).collect();
    let first = found.grid.iter().take_while(|cell| {
        aversions.first().is_some_and(|aversion| cell.risk_aversion.total_cmp(aversion).is_eq())
    });
    let columns: Vec<layout::Column> = first
        .enumerate()
        .map(|(at, cell)| layout::Column {
            name: format!("{} %", plain(cell.wealth_share * 100.0)),
            values: rows.iter().map(|(_, cells)| cells[at].clone()).collect(),
        })
        .collect();
    let labels: Vec<String> = rows.iter().map(|(label, _)| label.clone()).collect();
    let label = labels.iter().map(String::len).max().unwrap_or(0);
    let shown: Vec<&layout::Column> = columns.iter().collect();
    let (header, lines) = layout::grid(("", &labels, label), &shown);
    writeln!(out)?;
    layout::paragraph(
        &format!("{}: a grant dollar in cash, by the grants' share of all wealth", offer.name),
        width,
        out,
    )?;
    header.iter().chain(&lines).try_for_each(|line| writeln!(out, "{line}"))
}
