//! A field of the document, and how each type of value is read from it. A reader returns `None` exactly
//! when it has added a fault.

use std::ops::{Range, RangeInclusive};

use super::faults::Faults;
use super::nearest::nearest;
use super::node::{Entry, Node, Value};
use super::path;
use super::table::TableReader;
use crate::error::{FaultKind, ParameterError};
use crate::quantity::LAST_MONTH;

/// A value with its path and the position of its key.
#[derive(Clone, Debug)]
pub(crate) struct Field<'a> {
    pub path: String,
    pub key_span: Range<usize>,
    pub node: &'a Node,
}

impl<'a> Field<'a> {
    /// The field of a table's entry.
    pub fn of(table_path: &str, entry: &'a Entry) -> Self {
        let path = path::join(table_path, &entry.key);
        Self { path, key_span: entry.key_span.clone(), node: &entry.node }
    }

    /// A number as a quantity; `build` is the quantity's constructor. Integers are numbers.
    pub fn number<T>(
        &self,
        build: impl Fn(f64) -> Result<T, ParameterError>,
        faults: &mut Faults<'_>,
    ) -> Option<T> {
        let value = match self.node.value {
            Value::Integer(value) => value as f64,
            // Adding 0 turns -0 into 0, so that both are one scenario.
            Value::Float(value) => value + 0.0,
            _ => {
                // No quantity allows NaN, so each answers with its range.
                let allowed = build(f64::NAN).err().map(|error| error.allowed);
                self.not_a_number(&allowed.unwrap_or_default(), faults);
                return None;
            }
        };
        build(value).map_err(|error| faults.out_of_range(self, &error.allowed)).ok()
    }

    /// A whole number in a range; `what` begins the phrase for what is allowed.
    pub fn whole(
        &self,
        what: &str,
        range: RangeInclusive<u64>,
        faults: &mut Faults<'_>,
    ) -> Option<u64> {
        let allowed =
            format!("{what} from {} to {}", grouped(*range.start()), grouped(*range.end()));
        match self.node.value {
            Value::Integer(value) => {
                let value = u64::try_from(value).ok().filter(|value| range.contains(value));
                if value.is_none() {
                    faults.out_of_range(self, &allowed);
                }
                value
            }
            Value::Float(value) => {
                let fault = faults.out_of_range(self, &allowed);
                if value.fract() == 0.0 && value.abs() < 1e15 {
                    let ends = *range.start() as f64..=*range.end() as f64;
                    let kind =
                        if ends.contains(&value) { FaultKind::Meaning } else { FaultKind::Shape };
                    let help = format!("write {value}, without a decimal point or exponent");
                    fault.kind(kind).help(help);
                }
                None
            }
            _ => {
                self.not_a_number(&allowed, faults);
                None
            }
        }
    }

    /// A whole month, from `first` on.
    pub fn month(&self, first: u32, faults: &mut Faults<'_>) -> Option<u32> {
        let range = u64::from(first)..=u64::from(LAST_MONTH);
        self.whole("a whole month", range, faults).and_then(|month| u32::try_from(month).ok())
    }

    fn not_a_number(&self, allowed: &str, faults: &mut Faults<'_>) {
        let fault = faults.wrong_type(self, allowed);
        if let Some(number) = self.number_in_quotes() {
            fault.help(format!("write {number}, without quotes"));
        }
    }

    /// The number that a text holds, as it should be written.
    pub fn number_in_quotes(&self) -> Option<String> {
        let Value::Text(text) = &self.node.value else { return None };
        let plain = text.replace([',', '_', '$', ' '], "");
        plain.parse::<f64>().is_ok_and(f64::is_finite).then_some(plain)
    }

    /// True or false.
    pub fn boolean(&self, faults: &mut Faults<'_>) -> Option<bool> {
        if let Value::Boolean(value) = self.node.value {
            return Some(value);
        }
        faults.wrong_type(self, "true or false, without quotes");
        None
    }

    /// A string as it stands; `allowed` says what it should be.
    pub fn text(&self, allowed: &str, faults: &mut Faults<'_>) -> Option<&'a str> {
        if let Value::Text(text) = &self.node.value {
            return Some(text);
        }
        faults.wrong_type(self, allowed);
        None
    }

    /// A name or title: text of one line that says something.
    pub fn name(&self, faults: &mut Faults<'_>) -> Option<&'a str> {
        const ALLOWED: &str = "text of one line, in quotes";
        let Value::Text(text) = &self.node.value else {
            let quoted = path::quoted(&faults.given(self.node));
            let fault = faults.wrong_type(self, ALLOWED);
            if !matches!(self.node.value, Value::List(_) | Value::Table(_)) {
                fault.help(format!("put it in quotes: {quoted}"));
            }
            return None;
        };
        if let Some(flaw) = flaw_of_name(text) {
            faults.out_of_range(self, ALLOWED).help(flaw);
            return None;
        }
        Some(text)
    }

    /// One of several names, each with its meaning.
    pub fn choice<T: Copy>(&self, choices: &[(&str, T)], faults: &mut Faults<'_>) -> Option<T> {
        let quoted = choices.iter().map(|(name, _)| format!("\"{name}\""));
        let allowed = quoted.collect::<Vec<_>>().join(" or ");
        let text = self.text(&allowed, faults)?;
        if let Some((_, value)) = choices.iter().find(|(name, _)| *name == text) {
            return Some(*value);
        }
        let near = nearest(text, choices.iter().map(|(name, _)| *name));
        let fault = faults.out_of_range(self, &allowed);
        if let Some(near) = near {
            fault.help(format!("did you mean `{near}`?"));
        }
        None
    }

    /// The elements of a list; `allowed` says what it should be.
    pub fn list(&self, allowed: &str, faults: &mut Faults<'_>) -> Option<Vec<Field<'a>>> {
        let Value::List(list) = &self.node.value else {
            faults.wrong_type(self, allowed);
            return None;
        };
        let element = |(index, node): (usize, &'a Node)| Field {
            path: path::index(&self.path, index),
            key_span: node.span.clone(),
            node,
        };
        Some(list.iter().enumerate().map(element).collect())
    }

    /// Tables written `[[key]]`.
    pub fn tables(&self, header: &str, faults: &mut Faults<'_>) -> Option<Vec<Field<'a>>> {
        let allowed = format!("tables, each under a header [[{header}]]");
        if matches!(self.node.value, Value::Table(_)) {
            let help = format!("write the header in double brackets: [[{header}]]");
            faults.wrong_type(self, &allowed).help(help);
            return None;
        }
        self.list(&allowed, faults)
    }

    /// A table, read by `read`; keys that it does not ask for are reported.
    pub fn table<T>(
        &self,
        allowed: &str,
        faults: &mut Faults<'_>,
        read: impl FnOnce(&mut TableReader<'a>, &mut Faults<'_>) -> Option<T>,
    ) -> Option<T> {
        let Value::Table(table) = &self.node.value else {
            faults.wrong_type(self, allowed);
            return None;
        };
        TableReader::nested(&self.path, self.node, table, faults, read)
    }

    /// The fields of a table whose keys are names.
    pub fn named(
        &self,
        allowed: &str,
        faults: &mut Faults<'_>,
    ) -> Option<Vec<(&'a str, Field<'a>)>> {
        let Value::Table(table) = &self.node.value else {
            faults.wrong_type(self, allowed);
            return None;
        };
        let field = |entry: &'a Entry| (entry.key.as_str(), Self::of(&self.path, entry));
        Some(table.entries.iter().map(field).collect())
    }
}

/// What is wrong with a name, if anything.
pub(super) fn flaw_of_name(name: &str) -> Option<&'static str> {
    if name.trim().is_empty() {
        Some("it is empty: give it a name that tells it from others")
    } else if name.chars().any(char::is_control) {
        Some("it has a line break or another control character: remove it")
    } else {
        None
    }
}

/// A whole number with commas between groups of three.
pub(super) fn grouped(value: u64) -> String {
    let digits = value.to_string();
    let mut out = String::new();
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}
