//! A document's text: size, encoding and TOML syntax, checked before any field is read.

use std::ops::Range;

use toml::de::DeTable;

use super::field::grouped;
use super::lower;
use super::node::Table;
use super::syntax;
use super::{Overrides, Scenario, Sources};
use crate::error::{DocumentFaults, Error, Fault};

/// The largest document in bytes: 4 MiB.
pub const LARGEST_DOCUMENT: usize = 4 << 20;

/// A scenario document whose syntax is right; its fields are read by [`Document::lower`].
#[derive(Clone, Debug)]
pub struct Document {
    name: String,
    text: String,
    root: Table,
}

impl Document {
    /// Parses a document. `name` is what its user calls it: a path, `<stdin>`, a built-in's name.
    ///
    /// # Errors
    /// [`Error::Document`] with every fault of syntax, or with the one reason why the bytes are no text
    /// of at most [`LARGEST_DOCUMENT`] bytes.
    pub fn parse(name: &str, bytes: &[u8]) -> Result<Self, Error> {
        let refuse = |text: String, faults: Vec<Fault>| {
            Error::Document(Box::new(DocumentFaults { name: name.to_owned(), text, faults }))
        };
        if bytes.len() > LARGEST_DOCUMENT {
            return Err(refuse(String::new(), vec![too_large(bytes.len())]));
        }
        let text = match std::str::from_utf8(bytes) {
            Ok(text) => text.to_owned(),
            Err(error) => {
                let fault = not_utf8(bytes, error.valid_up_to());
                return Err(refuse(String::from_utf8_lossy(bytes).into_owned(), vec![fault]));
            }
        };
        if let Some(at) = text.find('\0') {
            let fault = fault(
                Some(at..at + 1),
                "the document has a NUL byte, so it is not text",
                "NUL byte",
                "save it as plain UTF-8 text",
            );
            return Err(refuse(text, vec![fault]));
        }
        let parsed = DeTable::parse(&text).map(|table| Table::new(table.get_ref()));
        match parsed {
            Ok(root) => Ok(Self { name: name.to_owned(), text, root }),
            Err(first) => {
                let faults = syntax::faults(&text, &first);
                Err(refuse(text, faults))
            }
        }
    }

    /// What the document's user calls it.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Reads the fields and builds the scenario. Files that it refers to come from `sources`; settings
    /// in `overrides` replace the document's.
    ///
    /// # Errors
    /// [`Error::Document`] with all faults at once, in order of position.
    pub fn lower(&self, sources: &dyn Sources, overrides: &Overrides) -> Result<Scenario, Error> {
        lower::scenario(&self.text, &self.root, sources, overrides).map_err(|faults| {
            let (name, text) = (self.name.clone(), self.text.clone());
            Error::Document(Box::new(DocumentFaults { name, text, faults }))
        })
    }
}

fn fault(span: Option<Range<usize>>, message: &str, label: &str, help: &str) -> Fault {
    let (message, label, help) = (message.to_owned(), label.to_owned(), vec![help.to_owned()]);
    Fault { message, path: String::new(), span, label, help }
}

fn too_large(bytes: usize) -> Fault {
    let size = grouped(bytes as u64);
    let message =
        format!("the document has {size} bytes; a scenario has at most 4 MiB (4,194,304)");
    fault(None, &message, "", "long hazard tables belong into a CSV: { monthly = \"hazard.csv\" }")
}

fn not_utf8(bytes: &[u8], at: usize) -> Fault {
    // Replacement characters take three bytes in the text that is shown.
    let span = Some(at..at + '\u{fffd}'.len_utf8());
    if matches!(bytes, [0xff, 0xfe, ..] | [0xfe, 0xff, ..]) {
        let message = "the document is UTF-16 text; a scenario is UTF-8";
        return fault(span, message, "byte-order mark of UTF-16", "save it as UTF-8");
    }
    let message =
        format!("the document is not UTF-8 text: byte 0x{:02X} at offset {at}", bytes[at]);
    fault(span, &message, "not UTF-8", "save it as UTF-8")
}
