//! Collects the faults of a document with their positions, and words those that every field can have.

use std::ops::Range;

use super::field::Field;
use super::format::{Format, SCENARIO};
use super::nearest::advice;
use super::node::{Node, Value};
use super::path;
use crate::error::{Fault, FaultKind};

/// A collector of faults over the text they point into.
#[derive(Debug)]
pub(crate) struct Faults<'a> {
    text: &'a str,
    format: &'static Format,
    list: Vec<Fault>,
    more: bool,
}

/// The fault just added, to give it next steps; nothing when the collector is full.
pub(crate) struct Added<'f>(Option<&'f mut Fault>);

/// A value is not there because of a fault that was added: for readers whose `None` is a value.
#[derive(Clone, Copy, Debug)]
pub(super) struct Told;

impl Added<'_> {
    /// Adds a next step.
    pub fn help(mut self, step: impl Into<String>) -> Self {
        if let Some(fault) = &mut self.0 {
            fault.help.push(step.into());
        }
        self
    }

    /// Says what kind the fault is of, where that is not what its collector takes it for.
    pub fn kind(mut self, kind: FaultKind) -> Self {
        if let Some(fault) = &mut self.0 {
            fault.kind = kind;
        }
        self
    }
}

impl<'a> Faults<'a> {
    /// Nobody reads more faults than this.
    const MOST: usize = 1_000;

    /// No faults of a scenario yet.
    pub fn new(text: &'a str) -> Self {
        Self::with(text, &SCENARIO, Vec::new())
    }

    /// The faults of a document of some kind that were found before.
    pub fn with(text: &'a str, format: &'static Format, list: Vec<Fault>) -> Self {
        Self { text, format, list, more: false }
    }

    /// The kind of the document.
    pub fn format(&self) -> &'static Format {
        self.format
    }

    /// Whether nothing was wrong so far.
    pub fn is_empty(&self) -> bool {
        self.list.is_empty()
    }

    /// Whether further faults are only noted, so that none needs words.
    pub fn is_full(&self) -> bool {
        self.list.len() >= Self::MOST
    }

    /// Adds a fault at a place: one of meaning, unless the caller says otherwise.
    pub fn add(
        &mut self,
        path: &str,
        span: Option<Range<usize>>,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> Added<'_> {
        if self.is_full() {
            self.more = true;
            return Added(None);
        }
        self.list.push(Fault {
            kind: FaultKind::Meaning,
            message: message.into(),
            path: path.to_owned(),
            flag: None,
            span,
            label: label.into(),
            help: Vec::new(),
        });
        Added(self.list.last_mut())
    }

    /// Adds a fault at a field's value.
    pub fn at(
        &mut self,
        field: &Field<'_>,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> Added<'_> {
        self.add(&field.path, Some(field.node.span.clone()), message, label)
    }

    /// Adds a fault at a field's key.
    pub fn at_key(
        &mut self,
        field: &Field<'_>,
        message: impl Into<String>,
        label: impl Into<String>,
    ) -> Added<'_> {
        self.add(&field.path, Some(field.key_span.clone()), message, label)
    }

    /// A value of the right type outside the range allowed: a fault of shape.
    pub fn out_of_range(&mut self, field: &Field<'_>, allowed: &str) -> Added<'_> {
        let message = format!("`{}` is {}", field.path, self.given(field.node));
        self.at(field, message, format!("allowed: {allowed}")).kind(FaultKind::Shape)
    }

    /// A value of the wrong type: a fault of shape.
    pub fn wrong_type(&mut self, field: &Field<'_>, allowed: &str) -> Added<'_> {
        let given = self.given(field.node);
        let kind = match field.node.value {
            Value::Text(_) => ", a string",
            Value::Integer(_) | Value::Float(_) => ", a number",
            Value::Date => ", a date or time",
            Value::Boolean(_) | Value::List(_) | Value::Table(_) => "",
        };
        let message = format!("`{}` is {given}{kind}", field.path);
        self.at(field, message, format!("allowed: {allowed}")).kind(FaultKind::Shape)
    }

    /// A name that refers to nothing: a fault of meaning. `what` is the plural of what it should be.
    pub fn unknown_name<'n>(
        &mut self,
        field: &Field<'_>,
        name: &str,
        what: &str,
        names: impl IntoIterator<Item = &'n str> + Clone,
    ) -> Added<'_> {
        let message = format!("`{}` is {}", field.path, self.given(field.node));
        let label = format!("not among the {what}");
        self.at(field, message, label).help(advice(name, names, what))
    }

    /// The value given, as its writer would recognize it, on one line.
    pub fn given(&self, node: &Node) -> String {
        /// Longer values are cut.
        const LONGEST: usize = 60;
        match &node.value {
            Value::Table(_) => "a table".to_owned(),
            Value::List(list) if list.is_empty() => "an empty list".to_owned(),
            Value::List(list) => format!("a list of {}", list.len()),
            Value::Text(text) if text.chars().count() > LONGEST => {
                let start: String = text.chars().take(LONGEST).collect();
                format!("{}…", path::quoted(&start))
            }
            Value::Text(text) => path::quoted(text),
            _ => {
                let source = self.text.get(node.span.clone()).unwrap_or_default();
                let cut: String = source.chars().take(LONGEST).collect();
                if cut.len() < source.len() { format!("{cut}…") } else { cut }
            }
        }
    }

    /// All faults in order of position, those without one first.
    pub fn into_sorted(mut self) -> Vec<Fault> {
        self.list.sort_by_key(|fault| fault.span.as_ref().map(|span| (span.start, span.end)));
        if self.more {
            let message = "there are more faults: mend these first".to_owned();
            let (path, label, help) = (String::new(), String::new(), Vec::new());
            let kind = FaultKind::Meaning;
            self.list.push(Fault { kind, message, path, flag: None, span: None, label, help });
        }
        self.list
    }
}
