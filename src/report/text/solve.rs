//! The text of asks: what each term alone would have to be, for people who will say it aloud.

use std::io::Write;

use super::NARROWEST;
use super::head;
use super::layout::{self, Column};
use super::offers::plain;
use crate::analysis::{Ask, Solution, Target};
use crate::report::metric::MetricOf;
use crate::report::number::{exact_money, grouped, money, percentage};
use crate::scenario::Unit;
use crate::statistics::Estimate;

/// Writes asks, fitted to a width in columns; at least [`NARROWEST`] are used.
///
/// # Errors
/// Those of the writer.
pub fn write(solution: &Solution, width: usize, out: &mut dyn Write) -> std::io::Result<()> {
    let width = width.max(NARROWEST);
    layout::paragraph(&solution.title, width, out)?;
    layout::paragraph(&head::note_of(&solution.settings), width, out)?;
    writeln!(out)?;
    layout::paragraph(&question(solution), width, out)?;
    table(solution, width, out)?;
    for ask in &solution.asks {
        if let Some(remark) = remark(solution, ask) {
            writeln!(out)?;
            layout::paragraph(&remark, width, out)?;
        }
    }
    Ok(())
}

/// The metric of asks in words, with the offer.
pub(in crate::report) fn metric_of(solution: &Solution) -> MetricOf<'_> {
    MetricOf {
        metric: solution.goal.metric,
        offer: &solution.offer,
        baseline: &solution.baseline,
        walk_away: solution.walk_away,
        tail: solution.tail,
    }
}

/// A value of the metric with its error.
fn value(solution: &Solution, estimate: Estimate) -> String {
    match solution.goal.metric.unit() {
        Unit::Dollars => money(estimate),
        Unit::Probability => percentage(estimate),
    }
}

fn question(solution: &Solution) -> String {
    let metric = metric_of(solution).sentence();
    let target = match (solution.goal.target, solution.goal.metric.unit()) {
        (Target::Value(target), Unit::Dollars) => exact_money(target),
        (Target::Value(target), Unit::Probability) => format!("{} %", plain(target * 100.0)),
        (Target::Baseline, _) => {
            format!("that of {}, {}", solution.baseline, value(solution, solution.target))
        }
    };
    let now = value(solution, solution.now);
    let reached = solution.now.value >= solution.target.value;
    let still = if reached { ", so there is room" } else { "" };
    let one = match solution.asks.as_slice() {
        [_] => "What would",
        _ => "Which of these alone would",
    };
    format!("{metric} is {now}{still}. {one} make it {target}?")
}

/// The value of a term: dollars with cents only where they matter, fractions with as many digits as they have.
fn term(x: f64) -> String {
    /// Below it a number is a fraction, not dollars.
    const FRACTION: f64 = 10.0;
    if x.abs() < FRACTION && x.fract() != 0.0 {
        plain(crate::quantity::to_digits(x, 4))
    } else {
        exact_money(x.round())
    }
}

fn with_error(estimate: Estimate) -> String {
    /// As for [`term`].
    const FRACTION: f64 = 10.0;
    match estimate.std_error {
        Some(error) if estimate.value.abs() >= FRACTION && error > 0.0 => money(estimate),
        Some(error) if error > 0.0 => {
            format!("{} ± {}", term(estimate.value), plain(crate::quantity::to_digits(error, 1)))
        }
        _ => term(estimate.value),
    }
}

fn table(solution: &Solution, width: usize, out: &mut dyn Write) -> std::io::Result<()> {
    let column = |name: &str, cell: &dyn Fn(&Ask) -> String| Column {
        name: name.to_owned(),
        values: solution.asks.iter().map(cell).collect(),
    };
    let ask = |ask: &Ask| ask.value.map_or_else(|| "no value does".to_owned(), with_error);
    let more = |ask: &Ask| {
        let change = ask.change.filter(|_| ask.met);
        change.map_or_else(String::new, |value| {
            let sign = if value > 0.0 { "+" } else { "" };
            let std_error = ask.value.and_then(|asked| asked.std_error);
            let text = with_error(Estimate { value, std_error });
            // As many digits as the ask's own.
            format!("{sign}{}", text.split(" ±").next().unwrap_or(&text))
        })
    };
    let columns = [
        column("now", &|ask| ask.current.map_or_else(|| "default".to_owned(), term)),
        column("ask", &ask),
        column("more", &more),
        column("shares", &|ask| ask.units.map_or_else(String::new, |units| grouped(units, 0))),
    ];
    let shown: Vec<&Column> =
        columns.iter().filter(|column| column.values.iter().any(|cell| !cell.is_empty())).collect();
    let needed: usize = shown.iter().map(|column| column.width()).sum();
    let longest = solution.asks.iter().map(|ask| ask.label.chars().count()).max().unwrap_or(0);
    let label = longest.min(width.saturating_sub(needed)).max(1);
    let labels: Vec<String> = solution.asks.iter().map(|ask| ask.label.clone()).collect();
    let (header, rows) = layout::grid(("", &labels, label), &shown);
    writeln!(out)?;
    header.iter().chain(&rows).try_for_each(|line| writeln!(out, "{line}"))
}

/// What the table does not say of an ask.
fn remark(solution: &Solution, ask: &Ask) -> Option<String> {
    let name = &ask.label;
    let mut said = Vec::new();
    if ask.always {
        said.push(format!(
            "{name}: every value from {} to {} does it.",
            term(ask.searched[0]),
            term(ask.searched[1])
        ));
    }
    if let (false, Some(best)) = (ask.met, ask.best) {
        said.push(format!(
            "{name}: no value up to {} does it; the best is {}, at {}.",
            term(ask.searched[1]),
            value(solution, ask.reached),
            term(best)
        ));
    }
    if !ask.monotone && ask.met && !ask.always {
        let crossed = match ask.crossings.len() {
            0 => String::new(),
            many => format!(" and crosses the goal {many} times"),
        };
        said.push(format!(
            "{name}: {} does not move one way with it{crossed}; the ask is the crossing nearest to what stands now.",
            metric_of(solution).phrase()
        ));
    }
    (!said.is_empty()).then(|| said.join(" "))
}
