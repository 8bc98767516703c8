//! What a study is, as a hash: two studies with the same one have the same rows, if one program makes them.

use sha2::{Digest, Sha256};

use super::axis::{Change, STRESS};
use super::cases::Cases;
use super::value::toml;
use crate::scenario::{Document, Entry, Node, Scenario, Table, Value, hex};

/// The hash of cases of a scenario, both as it is lowered and as its document has it: cases may use what the scenario
/// itself leaves, such as a profile of exits that none of its offers names.
pub(super) fn hash(document: &Document, base: &Scenario, cases: &Cases) -> String {
    let mut lines = Lines(Sha256::new());
    lines.add("scenario", &base.sha256);
    lines.table(document.root());
    match cases {
        Cases::Grid(axes) => {
            for axis in axes {
                lines.add("axis", &axis.column.name);
                for level in &axis.levels {
                    match &level.change {
                        Change::Fields(settings) => {
                            for setting in settings {
                                lines.add("set", setting);
                            }
                        }
                        Change::Stress(stress) => lines.add(STRESS, stress.name),
                    }
                }
            }
        }
        Cases::Design(design) => {
            lines.add("design", design.asked.kind.name());
            lines.add("points", &design.asked.points.to_string());
            for axis in &design.axes {
                lines.add("axis", &axis.range.words());
                axis.paths.iter().for_each(|path| lines.add("set", path));
            }
        }
        Cases::Table(table) => {
            table.columns.iter().for_each(|column| lines.add("column", &column.name));
            for case in 0..table.lines() {
                table.cells(case).for_each(|cell| lines.add("cell", cell));
            }
        }
    }
    hex(&lines.0.finalize())
}

/// A hash with the files that only cases name, by path and hash.
pub(super) fn with_files(identity: &str, files: &[(String, String)]) -> String {
    let mut lines = Lines(Sha256::new());
    lines.add("study", identity);
    for (path, digest) in files {
        lines.add("file", path);
        lines.add("digest", digest);
    }
    hex(&lines.0.finalize())
}

/// Words with their lengths, so that no two lists of words are hashed alike.
struct Lines(Sha256);

impl Lines {
    fn add(&mut self, kind: &str, text: &str) {
        for word in [kind, text] {
            self.0.update((word.len() as u64).to_le_bytes());
            self.0.update(word);
        }
    }

    /// A table by its keys in order, whatever the order in the file and however they are written.
    fn table(&mut self, table: &Table) {
        let mut entries: Vec<&Entry> = table.entries.iter().collect();
        entries.sort_by_key(|entry| &entry.key);
        self.add("table", &entries.len().to_string());
        for entry in entries {
            self.add("key", &entry.key);
            self.node(&entry.node);
        }
    }

    fn node(&mut self, node: &Node) {
        match &node.value {
            Value::Table(table) => self.table(table),
            Value::List(list) => {
                self.add("list", &list.len().to_string());
                list.iter().for_each(|node| self.node(node));
            }
            _ => self.add("value", &toml(node)),
        }
    }
}
