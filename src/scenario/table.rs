//! Reads a table field by field and remembers which keys were asked for: what nobody asked for is an
//! unknown key.

use std::ops::Range;

use super::faults::Faults;
use super::field::Field;
use super::nearest::nearest;
use super::node::{Entry, Node, Table, Value};
use super::path;
use crate::error::FaultKind;

/// What stands under the caret at a key that its table does not have.
pub(super) const UNKNOWN_KEY: &str = "unknown key";

/// The version of every document's format that this crate reads.
const FORMAT: i128 = 1;

/// A table on its way through a reader.
///
/// Ask for every key before the first `?`: a key that was not asked for is reported as unknown.
#[derive(Debug)]
pub(crate) struct TableReader<'a> {
    /// The table's path, empty for the document.
    pub path: String,
    /// Where faults of the table as a whole point: its header, its braces, or its dotted key.
    head: Range<usize>,
    table: &'a Table,
    asked: Vec<&'static str>,
    missing: Vec<Missing>,
}

/// A key that should be there, with what to say about it.
#[derive(Debug)]
struct Missing {
    key: &'static str,
    /// `None`: that it is required.
    label: Option<String>,
    help: String,
}

impl<'a> TableReader<'a> {
    /// Reads the document's top table and reports what is unknown or missing. Another format has other keys: nothing
    /// else that could be said is sure to be true.
    pub fn document<T>(
        table: &'a Table,
        faults: &mut Faults<'_>,
        read: impl FnOnce(&mut Self, &mut Faults<'_>) -> Option<T>,
    ) -> Option<T> {
        let format = table.get("format");
        if let Some(other) = format.filter(|entry| !is_format(&entry.node.value)) {
            wrong_format(other, faults);
            return None;
        }
        Self::walk(String::new(), 0..0, table, faults, |top, faults| {
            top.required("format", "format = 1");
            read(top, faults)
        })
    }

    /// Reads a table at a field's path and reports what is unknown or missing.
    pub fn nested<T>(
        path: &str,
        node: &Node,
        table: &'a Table,
        faults: &mut Faults<'_>,
        read: impl FnOnce(&mut Self, &mut Faults<'_>) -> T,
    ) -> T {
        Self::walk(path.to_owned(), node.span.clone(), table, faults, read)
    }

    fn walk<T>(
        path: String,
        head: Range<usize>,
        table: &'a Table,
        faults: &mut Faults<'_>,
        read: impl FnOnce(&mut Self, &mut Faults<'_>) -> T,
    ) -> T {
        let mut reader = Self { path, head, table, asked: Vec::new(), missing: Vec::new() };
        let result = read(&mut reader, faults);
        reader.report(faults);
        result
    }

    /// Reports unknown keys, then missing ones, but for those that an unknown key was meant to be.
    fn report(&self, faults: &mut Faults<'_>) {
        let mut meant: Vec<&str> = Vec::new();
        for entry in &self.table.entries {
            if self.asked.contains(&entry.key.as_str()) {
                continue;
            }
            if faults.is_full() {
                faults.add("", None, "", "");
            } else {
                meant.extend(nearest(&entry.key, self.asked.iter().copied()));
                self.report_unknown(entry, faults);
            }
        }
        for Missing { key, label, help } in &self.missing {
            if !meant.contains(key) {
                let path = path::join(&self.path, key);
                let message = format!("`{path}` is missing");
                let place = || match self.path.as_str() {
                    "" => format!("in every {}", faults.format().noun),
                    _ => "here".to_owned(),
                };
                let label = label.clone();
                let label = label.unwrap_or_else(|| format!("`{key}` is required {}", place()));
                let added = faults.add(&path, Some(self.head.clone()), message, label);
                added.kind(FaultKind::Shape).help(help);
            }
        }
    }

    /// The field of a key that may be absent.
    pub fn optional(&mut self, key: &'static str) -> Option<Field<'a>> {
        if !self.asked.contains(&key) {
            self.asked.push(key);
        }
        self.table.get(key).map(|entry| Field::of(&self.path, entry))
    }

    /// Whether a key is there; does not ask for it.
    pub fn has(&self, key: &str) -> bool {
        self.table.get(key).is_some()
    }

    /// The field of a key that must be there; `example` shows how to write it.
    pub fn required(&mut self, key: &'static str, example: &str) -> Option<Field<'a>> {
        let field = self.optional(key);
        if field.is_none() {
            let help = format!("add `{example}`");
            self.missing.push(Missing { key, label: None, help });
        }
        field
    }

    /// Notes that a key is missing, for tables where one of several must be there.
    pub fn note_missing(&mut self, key: &'static str, label: String, help: String) {
        self.missing.push(Missing { key, label: Some(label), help });
    }

    /// Reports a key that does not go with what else the table says; where it is absent, it is no key to suggest.
    pub fn refuse(&mut self, key: &'static str, rule: &str, faults: &mut Faults<'_>) {
        if self.table.get(key).is_none() {
            return;
        }
        if let Some(field) = self.optional(key) {
            let message = format!("`{}` cannot stand here", field.path);
            let added = faults.at_key(&field, message, rule).kind(FaultKind::Shape);
            added.help(format!("remove `{key}`"));
        }
    }

    fn report_unknown(&self, entry: &Entry, faults: &mut Faults<'_>) {
        let path = path::join(&self.path, &entry.key);
        let message = format!("`{path}` is not a key of this format");
        let key = entry.key.as_str();
        let help = match nearest(key, self.asked.iter().copied()) {
            Some(name) => format!("did you mean `{name}`?"),
            None if !self.path.is_empty() && faults.format().top.contains(&key) => {
                format!("`{key}` belongs to the top of the file, above the first [table]")
            }
            None => {
                let known: Vec<String> = self.asked.iter().map(|k| format!("`{k}`")).collect();
                format!("keys here: {}", known.join(", "))
            }
        };
        let added = faults.add(&path, Some(entry.key_span.clone()), message, UNKNOWN_KEY);
        added.kind(FaultKind::Shape).help(help);
    }
}

fn is_format(value: &Value) -> bool {
    matches!(value, Value::Integer(FORMAT))
}

fn wrong_format(entry: &Entry, faults: &mut Faults<'_>) {
    let mut added =
        faults.out_of_range(&Field::of("", entry), "1, the format that this version reads");
    // A way to write 1 that JSON does not tell from 1, so that nothing is said about shape.
    if matches!(entry.node.value, Value::Float(1.0)) {
        added = added.kind(FaultKind::Text);
    }
    added.help("write `format = 1`; a higher number belongs to a newer version of vestrisk");
}
