//! The table of a study: its columns, its rows as CSV, and the same rows as JSON lines and Parquet. Which cases there are,
//! and where the bytes go, is the business of `study` and `cli`.
//!
//! The CSV is the one source: the other formats are converted from its finished rows and the columns' kinds, so that rows
//! give the same bytes whether they were just computed, read back after an interruption, or merged.

mod columns;
mod figures;
mod lines;
#[cfg(feature = "parquet")]
mod parquet;
mod rows;

pub use columns::{Column, ColumnKind, Columns};
pub use lines::Lines;
#[cfg(feature = "parquet")]
pub use parquet::Parquet;
pub use rows::{Case, header, write_case};

use std::io::{self, Read};

use super::csv::write_error;

/// Writes rows of a study's table in a format that is converted from the CSV.
pub trait RowWriter {
    /// Writes a row.
    ///
    /// # Errors
    /// Those of the writer, and a cell that is none of its column's kind.
    fn row(&mut self, cells: &csv::StringRecord) -> io::Result<()>;

    /// Ends the table.
    ///
    /// # Errors
    /// Those of the writer.
    fn finish(self: Box<Self>) -> io::Result<()>;
}

/// Hands each row of a CSV without header to a writer.
///
/// # Errors
/// Those of the CSV and of the writer.
pub fn convert(rows: impl Read, writer: &mut dyn RowWriter) -> io::Result<()> {
    let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(rows);
    let mut row = csv::StringRecord::new();
    while reader.read_record(&mut row).map_err(write_error)? {
        writer.row(&row)?;
    }
    Ok(())
}

/// The number in a cell, `None` for an absent one.
fn number(cell: &str) -> io::Result<Option<f64>> {
    if cell.is_empty() {
        return Ok(None);
    }
    let number = cell.parse().ok().filter(|number: &f64| number.is_finite());
    number.map(Some).ok_or_else(|| not_a("number", cell))
}

fn not_a(kind: &str, cell: &str) -> io::Error {
    io::Error::new(io::ErrorKind::InvalidData, format!("the cell `{cell}` is not a {kind}"))
}
