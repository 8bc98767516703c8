//! Other worlds of a document: the same document with some fields changed, for questions that compare worlds.

use super::document::Document;
use super::{Overrides, Scenario, Sources};
use crate::error::{Error, Flag};

/// A document, where its files come from, and what overrides it.
#[derive(Clone, Copy)]
pub struct Worlds<'a> {
    document: &'a Document,
    sources: &'a dyn Sources,
    overrides: Overrides,
}

/// What stands at a field path.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Standing {
    /// A number.
    Number(f64),
    /// A band, by its low and high ends.
    Band(f64, f64),
    /// Nothing: the field has its default.
    Absent,
    /// Something that is no amount: a text, a list, a table.
    Other,
}

impl<'a> Worlds<'a> {
    /// The worlds of a document.
    #[must_use]
    pub fn new(document: &'a Document, sources: &'a dyn Sources, overrides: Overrides) -> Self {
        Self { document, sources, overrides }
    }

    /// The scenario with more changes by field path, of which a later one wins.
    ///
    /// # Errors
    /// [`Error::Document`] with all faults at once, those of the changes in the flags that name them.
    pub fn scenario(&self, changes: &[Flag]) -> Result<Scenario, Error> {
        self.document.with(changes).lower(self.sources, &self.overrides)
    }

    /// What stands at a field path. `flag` names the flag that gave the path.
    ///
    /// # Errors
    /// [`Error::Document`] with what is wrong with the path itself.
    pub fn standing(&self, flag: &str, path: &str) -> Result<Standing, Error> {
        self.document.standing(flag, path)
    }
}
