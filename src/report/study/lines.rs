//! The rows of a study as JSON lines: a flat object a row, the keys of the CSV's header in its order, numbers as numbers,
//! an absent statistic as null, text as it was before it was made safe from spreadsheets.

use std::io::{self, Write};

use super::columns::{Column, ColumnKind};
use super::{RowWriter, number};
use crate::report::csv::raw_text;

/// Writes JSON lines.
pub struct Lines<W: Write> {
    /// Of each column the text up to its value, and its kind.
    columns: Vec<(String, ColumnKind)>,
    out: W,
}

impl<W: Write> Lines<W> {
    /// Lines of these columns.
    pub fn new(columns: &[Column], out: W) -> Self {
        let before = columns.iter().enumerate().map(|(at, column)| {
            let open = if at == 0 { '{' } else { ',' };
            (format!("{open}{}:", quoted(&column.name)), column.kind)
        });
        Self { columns: before.collect(), out }
    }
}

impl<W: Write> RowWriter for Lines<W> {
    fn row(&mut self, cells: &csv::StringRecord) -> io::Result<()> {
        let mut line = String::new();
        for ((before, kind), cell) in self.columns.iter().zip(cells) {
            line.push_str(before);
            match kind {
                ColumnKind::Text => line.push_str(&quoted(raw_text(cell))),
                ColumnKind::Integer | ColumnKind::Number => {
                    // The cell is in the form that JSON has; it is only looked at.
                    line.push_str(number(cell)?.map_or("null", |_| cell));
                }
            }
        }
        line.push_str("}\n");
        self.out.write_all(line.as_bytes())
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        self.out.flush()
    }
}

fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
