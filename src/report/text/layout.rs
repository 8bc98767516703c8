//! Paragraphs and tables of the text report, sized to a width.

use std::io::Write;

use comfy_table::{
    Cell, CellAlignment, ColumnConstraint, ContentArrangement, Table, Width, presets,
};
use unicode_width::UnicodeWidthStr;

use crate::report::wrap::wrapped;

/// Columns of the label column: two value columns fit beside it on the narrowest terminal.
const LABEL: usize = 22;
/// The fewest columns of a value column, one of them empty.
const VALUE: usize = 19;
/// The most columns of a value column.
const WIDEST_VALUE: usize = 30;

/// Writes text wrapped at spaces, and a line feed.
pub(super) fn paragraph(text: &str, width: usize, out: &mut dyn Write) -> std::io::Result<()> {
    wrapped(text, width).iter().try_for_each(|line| writeln!(out, "{line}"))
}

/// Text cut, with an ellipsis, or padded to exactly `room` columns.
pub(super) fn fitted(text: &str, room: usize) -> String {
    let mut fitted = text.to_owned();
    while fitted.width() > room {
        // Drops the ellipsis of the round before and one more character.
        fitted = fitted.trim_end_matches('…').to_owned();
        fitted.pop();
        fitted.push('…');
    }
    fitted.push_str(&" ".repeat(room - fitted.width()));
    fitted
}

/// How many value columns stand beside the label column.
pub(super) fn columns_that_fit(width: usize) -> usize {
    ((width.saturating_sub(LABEL)) / VALUE).max(1)
}

/// A row of a table: a heading, or a label with its values.
pub(super) enum Row {
    /// A heading over the rows that follow, after a blank line.
    Heading(String),
    /// A label with one value a column.
    Values(String, Vec<String>),
}

impl Row {
    pub(super) fn values(label: &str, values: impl IntoIterator<Item = String>) -> Self {
        Self::Values(label.to_owned(), values.into_iter().collect())
    }

    pub(super) fn heading(text: &str) -> Self {
        Self::Heading(text.to_owned())
    }
}

/// Writes a table with a header of column names over right-aligned values.
pub(super) fn table(
    names: &[&str],
    rows: Vec<Row>,
    width: usize,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let mut table = plain(width);
    let header = std::iter::once(Cell::new("")).chain(names.iter().map(|n| right((*n).to_owned())));
    table.set_header(header.collect::<Vec<_>>());
    let mut longest = names.iter().map(|name| name.width()).max().unwrap_or(0);
    for row in rows {
        match row {
            Row::Heading(text) => {
                table.add_row([""]);
                table.add_row([text]);
            }
            Row::Values(label, values) => {
                longest = values.iter().map(|value| value.width()).fold(longest, usize::max);
                let values = values.into_iter().map(right);
                let label = Cell::new(format!("  {label}"));
                table.add_row(std::iter::once(label).chain(values).collect::<Vec<_>>());
            }
        }
    }
    size_columns(&mut table, longest, width);
    for line in table.lines() {
        writeln!(out, "{}", line.trim_end())?;
    }
    Ok(())
}

/// A table without lines.
fn plain(width: usize) -> Table {
    let mut table = Table::new();
    table.load_style(presets::NOTHING);
    table.set_content_arrangement(ContentArrangement::Dynamic);
    table.set_width(u16::try_from(width).unwrap_or(u16::MAX));
    table
}

fn right(text: String) -> Cell {
    Cell::new(text).set_alignment(CellAlignment::Right)
}

/// A column of values under a name that may take several lines.
pub(super) struct Column {
    /// The name.
    pub(super) name: String,
    /// A value a row.
    pub(super) values: Vec<String>,
}

impl Column {
    /// What its values and the words of its name need, and two columns between it and the one before.
    pub(super) fn width(&self) -> usize {
        let words = self.name.split_whitespace().map(UnicodeWidthStr::width);
        let values = self.values.iter().map(|value| value.width());
        words.chain(values).max().unwrap_or(0) + 2
    }
}

/// The lines of the header and, one a row, of the rows: labels of so many columns, and columns of values as wide as they
/// need.
pub(super) fn grid(
    (corner, labels, label): (&str, &[String], usize),
    columns: &[&Column],
) -> (Vec<String>, Vec<String>) {
    let mut table = plain(label + columns.iter().map(|column| column.width()).sum::<usize>());
    let header = columns.iter().map(|column| right(column.name.clone()));
    table.set_header(std::iter::once(Cell::new(corner)).chain(header).collect::<Vec<_>>());
    for (at, label) in labels.iter().enumerate() {
        let values = columns.iter().map(|column| right(column.values[at].clone()));
        table.add_row(std::iter::once(Cell::new(label)).chain(values).collect::<Vec<_>>());
    }
    for (index, column) in table.column_iter_mut().enumerate() {
        let columns = if index == 0 { label } else { columns[index - 1].width() };
        let fixed = Width::Fixed(u16::try_from(columns).unwrap_or(u16::MAX));
        column.set_constraint(ColumnConstraint::Absolute(fixed));
        column.set_padding(if index == 0 { (0, 0) } else { (1, 0) });
    }
    let mut header: Vec<String> = table.lines().map(|line| line.trim_end().to_owned()).collect();
    let rows = header.split_off(header.len().saturating_sub(labels.len()));
    (header, rows)
}

/// Gives every value column the same width: what the longest name or value needs where the terminal is
/// as wide.
fn size_columns(table: &mut Table, longest: usize, width: usize) {
    let columns = table.column_count().saturating_sub(1).max(1);
    let share = (width - LABEL) / columns;
    let value = (longest + 1).clamp(VALUE, WIDEST_VALUE).min(share);
    for (index, column) in table.column_iter_mut().enumerate() {
        let columns = if index == 0 { LABEL } else { value };
        let fixed = Width::Fixed(u16::try_from(columns).unwrap_or(u16::MAX));
        column.set_constraint(ColumnConstraint::Absolute(fixed));
        column.set_padding(if index == 0 { (0, 0) } else { (1, 0) });
    }
}
