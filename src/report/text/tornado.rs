//! The text of a tornado: bars left and right of the metric as it is, largest first, then what each input is and what a unit of
//! it moves; of a global design the shares of the variance.

use std::io::Write;

use unicode_width::UnicodeWidthStr;

use super::NARROWEST;
use super::layout::{self, Column};
use super::offers::plain;
use crate::analysis::{Derivative, InputUnit, Tornado, TornadoRow};
use crate::report::metric::MetricOf;
use crate::report::number::{count, exact_money, grouped, money, percentage};
use crate::scenario::Unit;
use crate::simulation::Exits;
use crate::statistics::{Estimate, SobolIndex};

/// The most columns of a bar on either side, and of an input's name.
const MOST_BAR: usize = 20;
const MOST_NAME: usize = 30;
/// How a bar is drawn that stands for the low, and for the high.
const LOW: char = '░';
const HIGH: char = '█';

/// Writes a tornado, fitted to a width in columns; at least [`NARROWEST`] are used.
///
/// # Errors
/// Those of the writer.
pub fn write(tornado: &Tornado, width: usize, out: &mut dyn Write) -> std::io::Result<()> {
    let width = width.max(NARROWEST);
    head(tornado, width, out)?;
    if tornado.global.is_none() {
        bars(tornado, width, out)?;
    }
    tables(tornado, width, out)?;
    if tornado.rows.iter().all(|row| row.moves.is_none() && row.index.is_none()) {
        writeln!(out)?;
        layout::paragraph(
            "The metric is the same everywhere: there is no variance to share.",
            width,
            out,
        )?;
    }
    for note in &tornado.notes {
        writeln!(out)?;
        layout::paragraph(&format!("note: {note}"), width, out)?;
    }
    Ok(())
}

fn head(tornado: &Tornado, width: usize, out: &mut dyn Write) -> std::io::Result<()> {
    let Tornado { settings, base, .. } = tornado;
    layout::paragraph(&tornado.title, width, out)?;
    let value = figure(tornado, *base);
    layout::paragraph(&format!("{} is {value}. What moves it?", metric(tornado)), width, out)?;
    let exits = if settings.exits == Exits::Integrated { ", exits integrated" } else { "" };
    let how = match tornado.global {
        None => format!(
            "Each input alone goes to its low and to its high; everything else stays, and so do all random numbers: {} \
             simulated careers of {} months for each figure (seed {}, {} sampling{exits}). ± is one standard error of the \
             simulation.",
            count(settings.runs),
            settings.horizon_months,
            settings.seed,
            settings.sampler.name()
        ),
        Some(design) => format!(
            "All inputs at once, each evenly between its low and its high: {} evaluations of {} base points, each of {} \
             simulated careers with the same random numbers (seed {}, {} sampling{exits}). ± is one standard error of the \
             design.",
            count(design.evaluations),
            count(design.points.into()),
            count(design.runs),
            settings.seed,
            settings.sampler.name()
        ),
    };
    layout::paragraph(&how, width, out)
}

/// The metric in words, with the offer.
fn metric(tornado: &Tornado) -> String {
    let Tornado { metric, offer, baseline, walk_away, tail, .. } = tornado;
    let baseline = baseline.as_deref().unwrap_or_default();
    let (metric, walk_away, tail) = (*metric, *walk_away, *tail);
    MetricOf { metric, offer, baseline, walk_away, tail }.sentence()
}

/// The metric's figure in its unit.
fn figure(tornado: &Tornado, estimate: Estimate) -> String {
    match tornado.metric.unit() {
        Unit::Dollars => money(estimate),
        Unit::Probability => percentage(estimate),
    }
}

/// A move: a figure with its sign.
fn moved(tornado: &Tornado, estimate: Estimate) -> String {
    let text = figure(tornado, estimate);
    if estimate.value > 0.0 && text.chars().any(|c| ('1'..='9').contains(&c)) {
        format!("+{text}")
    } else {
        text
    }
}

/// The tornado itself.
fn bars(tornado: &Tornado, width: usize, out: &mut dyn Write) -> std::io::Result<()> {
    let ends =
        |row: &TornadoRow| row.moves.map_or([0.0; 2], |of| [of.at_low.value, of.at_high.value]);
    let most = tornado.rows.iter().flat_map(&ends).fold(0.0_f64, |most, end| most.max(end.abs()));
    let texts: Vec<[String; 2]> = tornado
        .rows
        .iter()
        .filter_map(|row| row.moves)
        .map(|moves| [moves.at_low, moves.at_high].map(|end| moved(tornado, end)))
        .collect();
    let widest = |side: usize, head: &str| {
        texts.iter().map(|text| text[side].width()).max().unwrap_or(0).max(head.width())
    };
    let (low, high) = (widest(0, "at the low"), widest(1, "at the high"));
    let names = tornado.rows.iter().map(|row| row.input.width()).max().unwrap_or(0).min(MOST_NAME);
    // Two columns stand between what is beside each other, and the axis is one.
    let left = width.saturating_sub(low + high + 7);
    let bar = (left.saturating_sub(names) / 2).clamp(4, MOST_BAR);
    let name = names.min(left.saturating_sub(2 * bar));
    writeln!(out)?;
    let heading = format!(
        "{:name$}  {:>low$}  {:>bar$} {:bar$}  {:>high$}",
        "", "at the low", "less", "more", "at the high"
    );
    writeln!(out, "{}", heading.trim_end())?;
    for (row, [at_low, at_high]) in tornado.rows.iter().zip(&texts) {
        let [less, more] = sides(ends(row), most, bar);
        let label = layout::fitted(&row.input, name);
        let line = format!("{label}  {at_low:>low$}  {less}│{more}  {at_high:>high$}");
        writeln!(out, "{}", line.trim_end())?;
    }
    layout::paragraph(&format!("{LOW} at the low, {HIGH} at the high of the input."), width, out)
}

/// The bars of a row below and above the metric as it is: the longer of two on one side shows beyond the shorter.
fn sides(ends: [f64; 2], most: f64, columns: usize) -> [String; 2] {
    let length = |end: f64| if most > 0.0 { columns_of(end.abs() / most, columns) } else { 0 };
    let side = |wanted: fn(f64) -> bool| {
        let mut drawn: Vec<(usize, char)> = ends
            .into_iter()
            .zip([LOW, HIGH])
            .filter(|(end, _)| wanted(*end))
            .map(|(end, glyph)| (length(end), glyph))
            .collect();
        drawn.sort_by_key(|(length, _)| *length);
        let mut bar = String::new();
        for (length, glyph) in drawn {
            let more = length.saturating_sub(bar.chars().count());
            bar.extend(std::iter::repeat_n(glyph, more));
        }
        bar
    };
    let less: String = side(|end| end < 0.0).chars().rev().collect();
    let more = side(|end| end > 0.0);
    [format!("{less:>columns$}"), format!("{more:columns$}")]
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 … columns")]
fn columns_of(share: f64, columns: usize) -> usize {
    (share.clamp(0.0, 1.0) * columns as f64).round() as usize
}

/// A value of an input as its reader would say it.
fn value(unit: InputUnit, value: f64) -> String {
    match unit {
        InputUnit::Fraction => format!("{} %", sign(value, &plain(value.abs() * 100.0))),
        InputUnit::Factor => format!("× {}", plain(value)),
        InputUnit::Dollars => exact_money(value),
        InputUnit::Price => grouped(value, 2),
        InputUnit::Shares => grouped(value, usize::from(value.fract() != 0.0)),
        InputUnit::Level => if value > 0.5 { "high" } else { "low" }.to_owned(),
        InputUnit::Field => number_of(value),
    }
}

/// A number as its writer would write it, with a true minus sign.
fn number_of(value: f64) -> String {
    sign(value, &crate::quantity::grouped(value.abs()))
}

fn sign(value: f64, text: &str) -> String {
    if value < 0.0 && text != "0" { format!("−{text}") } else { text.to_owned() }
}

/// What a derivative is per.
const fn per(unit: InputUnit) -> &'static str {
    match unit {
        InputUnit::Fraction => "per point",
        InputUnit::Factor => "per 1 %",
        InputUnit::Dollars => "per 10,000",
        InputUnit::Price => "per dollar",
        InputUnit::Shares => "per 100",
        InputUnit::Level | InputUnit::Field => "",
    }
}

/// What the inputs are and what a unit of each moves, or their shares of the variance.
fn tables(tornado: &Tornado, width: usize, out: &mut dyn Write) -> std::io::Result<()> {
    let rows = &tornado.rows;
    let column = |name: &str, cell: &dyn Fn(&TornadoRow) -> String| Column {
        name: name.to_owned(),
        values: rows.iter().map(cell).collect(),
    };
    let absent = |unit| if unit == InputUnit::Level { "drawn" } else { "–" }.to_owned();
    let mut columns = vec![
        column("low", &|row| value(row.unit, row.low)),
        column("now", &|row| {
            row.base.map_or_else(|| absent(row.unit), |base| value(row.unit, base))
        }),
        column("high", &|row| value(row.unit, row.high)),
    ];
    if tornado.global.is_some() {
        let share = |of: fn(&SobolIndex) -> Estimate| {
            move |row: &TornadoRow| {
                row.index.as_ref().map_or_else(|| "–".to_owned(), |index| percentage(of(index)))
            }
        };
        columns.push(column("alone", &share(|index| index.first)));
        columns.push(column("in all", &share(|index| index.total)));
    } else {
        let derivative = |row: &TornadoRow| row.moves.and_then(|moves| moves.derivative);
        let moves = column("moves", &|row| {
            let told = |of: Derivative| format!("{} {}", moved(tornado, of.value), per(row.unit));
            derivative(row).map_or_else(|| "–".to_owned(), told)
        });
        columns.extend(rows.iter().any(|row| derivative(row).is_some()).then_some(moves));
    }
    let longest = rows.iter().map(|row| row.input.width()).max().unwrap_or(0);
    let label = longest.min(MOST_NAME);
    let labels: Vec<String> = rows.iter().map(|row| layout::fitted(&row.input, label)).collect();
    let mut rest: Vec<&Column> = columns.iter().collect();
    while !rest.is_empty() {
        let mut used = label;
        let fits = |column: &&&Column| {
            used += column.width();
            used <= width
        };
        let fit = rest.iter().take_while(fits).count().max(1);
        let after = rest.split_off(fit);
        let (header, lines) = layout::grid(("", &labels, label), &rest);
        writeln!(out)?;
        header.iter().chain(&lines).try_for_each(|line| writeln!(out, "{}", line.trim_end()))?;
        rest = after;
    }
    if tornado.global.is_some() {
        let text = "Shares of the variance that the ranges give the metric: what an input explains alone (first-order index), \
                    and with all that it takes part in (total index). By chance the first can exceed the second or \
                    fall below 0; more --points make both firmer.";
        writeln!(out)?;
        layout::paragraph(text, width, out)?;
    }
    Ok(())
}
