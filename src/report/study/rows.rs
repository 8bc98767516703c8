//! The rows of a case as CSV: one an offer.

use std::borrow::Cow;

use super::columns::{ColumnKind, Columns};
use crate::analysis::Answer;
use crate::report::csv::safe_text;

/// One case of a study, answered.
#[derive(Clone, Copy, Debug)]
pub struct Case<'a> {
    /// Its number, from 1.
    pub number: u64,
    /// Its values of the axes, as the study shows them: numbers in their shortest form, texts as they are.
    pub cells: &'a [String],
    /// Positions of the offers to write.
    pub offers: &'a [usize],
    /// What it answers.
    pub answer: &'a Answer,
}

/// The header of the CSV.
#[must_use]
pub fn header(columns: &Columns) -> Vec<u8> {
    let mut bytes = Vec::new();
    write(columns.all.iter().map(|column| column.name.as_str()), &mut bytes);
    bytes
}

/// Appends the rows of a case.
pub fn write_case(columns: &Columns, case: &Case<'_>, out: &mut Vec<u8>) {
    let kinds = columns.all[1..=columns.axes].iter().map(|column| column.kind);
    let axes: Vec<_> =
        case.cells.iter().zip(kinds).map(|(cell, kind)| axis(cell, kind).into_owned()).collect();
    let Answer { runs, seed, offers } = case.answer;
    let [number, runs, seed] = [case.number, *runs, *seed].map(|whole| whole.to_string());
    for offer in case.offers.iter().filter_map(|offer| offers.get(*offer)) {
        let mut row = vec![number.clone()];
        row.extend_from_slice(&axes);
        row.extend([safe_text(&offer.name).into_owned(), runs.clone(), seed.clone()]);
        for figure in &columns.figures {
            let estimate = figure.read(offer);
            row.push(cell(estimate.map(|estimate| estimate.value)));
            if figure.has_error() {
                row.push(cell(estimate.and_then(|estimate| estimate.std_error)));
            }
        }
        write(row.iter().map(String::as_str), out);
    }
}

/// The shortest text that reads back as the same number; an absent statistic is an empty cell.
fn cell(number: Option<f64>) -> String {
    number.map(|number| number.to_string()).unwrap_or_default()
}

/// A value of an axis: a number as it is, a text safe from spreadsheets.
fn axis(value: &str, kind: ColumnKind) -> Cow<'_, str> {
    if kind == ColumnKind::Text { safe_text(value) } else { Cow::Borrowed(value) }
}

/// Appends a record.
fn write<'c>(cells: impl Iterator<Item = &'c str>, out: &mut Vec<u8>) {
    let mut writer = csv::Writer::from_writer(out);
    writer.write_record(cells).expect("a record of any cells can be written to memory");
    writer.flush().expect("memory does not fail when it is written to");
}
