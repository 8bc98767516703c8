//! A price history from a CSV: which of its columns are read, and what is wrong with its lines. What a
//! history must have as a whole belongs to the market.

use std::sync::Arc;

use jiff::civil::Date;

use super::files::Files;
use super::tables::{self, Flaw, Flaws, Wording, shown};
use crate::market::PriceHistory;
use crate::quantity::Price;
use crate::scenario::faults::Faults;
use crate::scenario::field::Field;

/// The columns of closes; the first that a file has is read. Adjusted closes come first, so that splits do
/// not look like crashes.
const CLOSES: [&str; 5] = ["adj close", "adj_close", "adjusted_close", "close", "price"];

const WORDING: Wording = Wording {
    not: "a price history",
    form: "its first line names the columns, among them `date` and one of `adj close`, `close` or `price`; then \
           one line a close, oldest first: `2026-02-23,230.00`",
};

/// Reads the history that a field names.
pub(super) fn read(
    field: &Field<'_>,
    files: &mut Files<'_>,
    faults: &mut Faults<'_>,
) -> Option<Arc<PriceHistory>> {
    tables::read(field, &WORDING, files, faults, history)
}

/// The history of a CSV with a header; columns that are not asked for are passed over.
fn history(bytes: &[u8]) -> Result<PriceHistory, Flaws> {
    let mut records = tables::records(bytes);
    let (line, header) =
        records.next().unwrap_or_else(|| Err(Flaw::of_all("the file is empty")))?;
    let columns = Columns::of(&header).map_err(|reason| Flaw { line, reason })?;
    let mut closes: Vec<(Date, Price)> = Vec::new();
    let mut flaws = Flaws::default();
    let mut line_before = None;
    for record in records {
        let (line, record) = record?;
        let close = match columns.close(&record) {
            Ok(close) => close,
            Err(reason) => {
                flaws.add(Flaw { line, reason });
                continue;
            }
        };
        if let Some((before, _)) = closes.last()
            && close.0 <= *before
        {
            flaws.add(Flaw { line, reason: out_of_order(close.0, *before, line_before) });
            // Of a file that is newest first, every further line would be one.
            break;
        }
        line_before = line;
        closes.push(close);
    }
    let closes = flaws.or_none(closes)?;
    let history = PriceHistory::new(closes).map_err(|error| {
        Flaw::of_all(format!("it has {}; allowed: {}", error.given, error.allowed))
    });
    Ok(history?)
}

fn out_of_order(date: Date, before: Date, line_before: Option<u64>) -> String {
    if date == before {
        let line = line_before.unwrap_or_default();
        return format!("{date} is there already, in line {line}; keep one close a date");
    }
    format!("{date} comes after {before}, but dates must rise: sort by date, oldest first")
}

/// Where the columns are that are read.
struct Columns {
    date: usize,
    close: usize,
    /// What the closes are called.
    close_name: &'static str,
    /// Cells of the header.
    count: usize,
}

impl Columns {
    fn of(header: &csv::StringRecord) -> Result<Self, String> {
        let names: Vec<String> = header.iter().map(str::to_lowercase).collect();
        let has = |name: &str| names.iter().any(|other| other == name);
        match (has("date"), CLOSES.into_iter().find(|name| has(name))) {
            (true, Some(close_name)) => {
                let (date, close) = (only("date", &names)?, only(close_name, &names)?);
                Ok(Self { date, close, close_name, count: header.len() })
            }
            (date, close) => Err(missing(header, date, close.is_some())),
        }
    }

    /// The date and close of a line.
    fn close(&self, record: &csv::StringRecord) -> Result<(Date, Price), String> {
        let [date, close] = [self.date, self.close].map(|at| record.get(at).unwrap_or_default());
        if record.len() != self.count {
            // A decimal comma would otherwise be read as the end of the number.
            return Err(format!(
                "{} where the header has {}; write decimals with a point, and a cell with a comma in quotes",
                cells(record.len()),
                self.count
            ));
        }
        let (date, name) = (read_date(date)?, self.close_name);
        if close.is_empty() {
            return Err(format!("the `{name}` of {date} is missing; leave out days without one"));
        }
        let number = close.parse().map_err(|_| no_number(name, close))?;
        let price = Price::new(number).map_err(|error| {
            format!("the `{name}` is {}; allowed: {}", shown(close), error.allowed)
        })?;
        Ok((date, price))
    }
}

/// The only column of that name, which is there.
fn only(name: &str, names: &[String]) -> Result<usize, String> {
    let mut found = (0..names.len()).filter(|at| names[*at] == name);
    match (found.next(), found.next()) {
        (Some(at), None) => Ok(at),
        _ => Err(format!("two columns are called `{name}`; remove or rename one")),
    }
}

fn cells(count: usize) -> String {
    format!("{count} {}", if count == 1 { "cell" } else { "cells" })
}

/// What a header lacks, and what it has.
fn missing(header: &csv::StringRecord, date: bool, close: bool) -> String {
    /// More columns than these are not listed.
    const MOST: usize = 12;
    let lacks = match (date, close) {
        (false, false) => "it has neither a column `date` nor one of closes",
        (false, true) => "it has no column `date`",
        _ => "it has no column of closes (`adj close`, `close` or `price`)",
    };
    let mut found: Vec<String> = header.iter().take(MOST).map(shown).collect();
    if header.len() > MOST {
        found.push(format!("{} more", header.len() - MOST));
    }
    let joined = header.len() == 1 && header.iter().any(|name| name.contains([';', '\t']));
    let next = if joined { "; separate columns by commas and write decimal points" } else { "" };
    format!("{lacks}; its columns: {}{next}", found.join(", "))
}

/// A date as year, month and day with dashes, and in no other way.
fn read_date(cell: &str) -> Result<Date, String> {
    const ALLOWED: &str = "allowed: year-month-day such as 2000-03-01";
    if cell.is_empty() {
        return Err(format!("the date is missing; {ALLOWED}"));
    }
    let shape = |(at, byte): (usize, u8)| match at {
        4 | 7 => byte == b'-',
        _ => byte.is_ascii_digit(),
    };
    if cell.len() != 10 || !cell.bytes().enumerate().all(shape) {
        return Err(format!("the date is {}; {ALLOWED}", shown(cell)));
    }
    cell.parse()
        .map_err(|_| format!("the date is {}, which no calendar has; {ALLOWED}", shown(cell)))
}

/// Why a cell is no price.
fn no_number(name: &str, cell: &str) -> String {
    let plain = cell.replace([',', '$', ' ', '_'], "");
    let next = match plain.parse::<f64>() {
        Ok(number) if number.is_finite() => format!("; write {plain}"),
        _ => "; leave out days without one".to_owned(),
    };
    format!("the `{name}` is {}, which is not a number{next}", shown(cell))
}
