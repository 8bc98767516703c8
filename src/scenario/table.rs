//! Reads a table field by field and remembers which keys were asked for: what nobody asked for is an
//! unknown key.

use std::ops::Range;

use super::faults::Faults;
use super::field::Field;
use super::nearest::nearest;
use super::node::{Entry, Node, Table};
use super::path;
use crate::error::FaultKind;

/// Keys of the top of the file. TOML gives them to the table above when they are written below one.
const TOP: [&str; 4] = ["format", "title", "notes", "baseline"];

/// A table on its way through a reader.
///
/// Ask for every key before the first `?`: a key that was not asked for is reported as unknown.
#[derive(Debug)]
pub(super) struct TableReader<'a> {
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
    label: String,
    help: String,
}

impl<'a> TableReader<'a> {
    /// Reads the document's top table and reports what is unknown or missing.
    pub fn document<T>(
        table: &'a Table,
        faults: &mut Faults<'_>,
        read: impl FnOnce(&mut Self, &mut Faults<'_>) -> T,
    ) -> T {
        Self::walk(String::new(), 0..0, table, faults, read)
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

    /// The field of a key that must be there; `example` shows how to write it.
    pub fn required(&mut self, key: &'static str, example: &str) -> Option<Field<'a>> {
        let field = self.optional(key);
        if field.is_none() {
            let place = if self.path.is_empty() { "in every scenario" } else { "here" };
            self.note_missing(
                key,
                format!("`{key}` is required {place}"),
                format!("add `{example}`"),
            );
        }
        field
    }

    /// Notes that a key is missing, for tables where one of several must be there.
    pub fn note_missing(&mut self, key: &'static str, label: String, help: String) {
        self.missing.push(Missing { key, label, help });
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
            None if !self.path.is_empty() && TOP.contains(&key) => {
                format!("`{key}` belongs to the top of the file, above the first [table]")
            }
            None => {
                let known: Vec<String> = self.asked.iter().map(|k| format!("`{k}`")).collect();
                format!("keys here: {}", known.join(", "))
            }
        };
        let added = faults.add(&path, Some(entry.key_span.clone()), message, "unknown key");
        added.kind(FaultKind::Shape).help(help);
    }
}
