//! CSV files that a document refers to: what makes bytes a table, and how its flaws are told. Knows no
//! column.

use std::any::Any;
use std::sync::Arc;

use super::files::{Files, Unread};
use crate::scenario::faults::Faults;
use crate::scenario::field::Field;

/// What is wrong with a table, and in which of its lines.
#[derive(Clone, Debug)]
pub(crate) struct Flaw {
    pub line: Option<u64>,
    pub reason: String,
}

impl Flaw {
    /// A flaw of the table as a whole.
    pub fn of_all(reason: impl Into<String>) -> Self {
        Self { line: None, reason: reason.into() }
    }
}

/// All that is wrong with a table: the first flaws, and how many more there are.
#[derive(Clone, Debug, Default)]
pub(crate) struct Flaws {
    told: Vec<Flaw>,
    more: u64,
}

impl Flaws {
    /// The most that are told of one table.
    const MOST: usize = 10;

    /// Adds a flaw.
    pub fn add(&mut self, flaw: Flaw) {
        if self.told.len() < Self::MOST {
            self.told.push(flaw);
        } else {
            self.more += 1;
        }
    }

    /// Reports all of them in one place: the first, then what is wrong in further lines.
    pub fn tell(
        &self,
        (field, path): (&Field<'_>, &str),
        wording: &Wording,
        faults: &mut Faults<'_>,
    ) {
        let place = |flaw: &Flaw| flaw.line.map_or(String::new(), |line| format!("line {line}: "));
        let Some((first, others)) = self.told.split_first() else { return };
        let comma = if first.line.is_some() { ", " } else { ": " };
        let message = format!("`{}`: {path}{comma}{}{}", field.path, place(first), first.reason);
        let label = format!("this file is not {}", wording.not);
        let mut added = faults.at(field, message, label);
        for flaw in others {
            added = added.help(format!("{}{}", place(flaw), flaw.reason));
        }
        if self.more > 0 {
            let lines = if self.more == 1 { "line is" } else { "lines are" };
            added = added.help(format!("{} more {lines} faulty", self.more));
        }
        added.help(wording.form);
    }

    /// The table, if it has none.
    pub fn or_none<T>(self, table: T) -> Result<T, Self> {
        if self.told.is_empty() { Ok(table) } else { Err(self) }
    }
}

impl From<Flaw> for Flaws {
    fn from(flaw: Flaw) -> Self {
        Self { told: vec![flaw], more: 0 }
    }
}

/// A kind of tables, in words.
pub(crate) struct Wording {
    /// What a faulty table is not.
    pub not: &'static str,
    /// How one is written.
    pub form: &'static str,
}

/// Reads the table that a field names.
pub(super) fn read<T: Any + Send + Sync>(
    field: &Field<'_>,
    wording: &Wording,
    files: &mut Files<'_>,
    faults: &mut Faults<'_>,
    read: impl FnOnce(&[u8]) -> Result<T, Flaws>,
) -> Option<Arc<T>> {
    let path = field.name(faults)?;
    let table =
        files.table(path, |bytes| no_text(bytes).map_err(Flaws::from).and_then(|()| read(bytes)));
    let told = table.map_err(|unread| match unread {
        Unread::Closed(reason) => closed(field, &reason, faults),
        Unread::Faulty(flaws) => flaws.tell((field, path), wording, faults),
    });
    told.ok()
}

/// Reports a file that cannot be read.
pub(crate) fn closed(field: &Field<'_>, reason: &str, faults: &mut Faults<'_>) {
    let message = format!("`{}` is {}: {reason}", field.path, faults.given(field.node));
    let help = format!("the path is relative to the {} file", faults.format().noun);
    faults.at(field, message, "this file cannot be read").help(help);
}

/// The records of a table, each with its line; what is no text is a flaw.
pub(crate) fn records(
    bytes: &[u8],
) -> impl Iterator<Item = Result<(Option<u64>, csv::StringRecord), Flaw>> {
    let reader = csv::ReaderBuilder::new()
        .has_headers(false)
        .flexible(true)
        .trim(csv::Trim::All)
        .from_reader(bytes);
    let mut lines = Lines { bytes, at: 0, line: 1 };
    reader.into_records().map(move |record| match record {
        Ok(record) => Ok((record.position().map(|position| lines.of(position)), record)),
        Err(error) => Err(Flaw {
            line: error.position().map(|position| lines.of(position)),
            reason: "the line is not UTF-8 text".to_owned(),
        }),
    })
}

/// Counts lines as editors do. The reader's own count is that of the end of the record before, which blank lines
/// and the line ends of Windows keep from being the start of this one.
struct Lines<'b> {
    bytes: &'b [u8],
    /// What was counted up to here.
    at: usize,
    line: u64,
}

impl Lines<'_> {
    /// The line of a record that is not before the last one.
    fn of(&mut self, position: &csv::Position) -> u64 {
        let from = usize::try_from(position.byte()).unwrap_or(usize::MAX).min(self.bytes.len());
        let ends = self.bytes[from..].iter().take_while(|byte| matches!(byte, b'\r' | b'\n'));
        let start = from + ends.count();
        let passed = &self.bytes[self.at.min(start)..start];
        self.line += passed.split(|byte| *byte == b'\n').skip(1).count() as u64;
        self.at = start;
        self.line
    }
}

/// Refuses bytes that are no text at all.
pub(crate) fn no_text(bytes: &[u8]) -> Result<(), Flaw> {
    if matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) {
        return Err(Flaw::of_all("it is UTF-16 text; save it as UTF-8"));
    }
    let Some(at) = bytes.iter().position(|byte| *byte == 0) else { return Ok(()) };
    let lines = bytes[..at].split(|byte| *byte == b'\n').count() as u64;
    let reason = "it has a NUL byte, so it is not text; save it as plain UTF-8".to_owned();
    Err(Flaw { line: Some(lines), reason })
}

/// The first line of a cell, cut where it is long.
pub(crate) fn shown(cell: &str) -> String {
    const LONGEST: usize = 40;
    let line = cell.lines().next().unwrap_or_default();
    let start: String = line.chars().take(LONGEST).collect();
    if start.len() < cell.len() { format!("`{start}…`") } else { format!("`{start}`") }
}
