//! The front matter of a guide as values with their positions in the file.

use std::fmt;
use std::ops::Range;

use serde::de::{Deserialize, Deserializer, Error as _, MapAccess, SeqAccess, Visitor};
use serde_saphyr::{Location, Options, Spanned, options};

/// A value and where it stands in the file.
#[derive(Debug)]
pub(super) struct Node {
    pub value: Value,
    pub span: Range<usize>,
}

/// A value of YAML, as far as guides need to tell them apart.
#[derive(Debug)]
pub(super) enum Value {
    Null,
    Boolean,
    Number(f64),
    Text(String),
    List(Vec<Node>),
    Map(Vec<(String, Node)>),
}

/// What is wrong with the front matter as YAML.
pub(super) struct Syntax {
    pub message: String,
    pub span: Option<Range<usize>>,
}

/// Parses front matter that starts at byte `start` of its file.
pub(super) fn parse(text: &str, start: usize) -> Result<Node, Syntax> {
    let parsed: Result<Spanned<Value>, _> = serde_saphyr::from_str_with_options(text, settings());
    match parsed {
        Ok(root) => Ok(Node::new(root, start)),
        Err(error) => {
            let place = error.location();
            let exact = place.and_then(|place| span(place, start));
            let span = exact.or_else(|| Some(character(text, place?, start)));
            // The position is told by the caret and options are not the user's; the words before count.
            let message = error.without_snippet().to_string();
            let words = message.split(" at line ").next().unwrap_or_default();
            let words = words.split(", set ").next().unwrap_or_default();
            Err(Syntax { message: words.to_owned(), span })
        }
    }
}

/// The character at a line and column, for errors that know no bytes.
fn character(text: &str, place: Location, start: usize) -> Range<usize> {
    let [line, column] = [place.line(), place.column()]
        .map(|number| usize::try_from(number.saturating_sub(1)).unwrap_or(usize::MAX));
    let before: usize = text.split_inclusive('\n').take(line).map(str::len).sum();
    let rest = &text[before..];
    let within = rest.char_indices().nth(column).map_or(rest.len(), |(at, _)| at);
    let at = start + before + within;
    at..at
}

fn settings() -> Options {
    options! {
        non_finite_float_policy: serde_saphyr::options::NonFiniteFloatPolicy::AsString,
        with_snippet: false,
    }
}

fn span(place: Location, start: usize) -> Option<Range<usize>> {
    let at = usize::try_from(place.span().byte_offset()?).ok()?;
    let length = usize::try_from(place.span().byte_len().unwrap_or(0)).ok()?;
    Some(start + at..start + at + length)
}

impl Node {
    fn new(read: Spanned<Value>, start: usize) -> Self {
        let mut node = Self::bare(read);
        node.shift(start);
        node
    }

    fn bare(read: Spanned<Value>) -> Self {
        Self { span: span(read.referenced, 0).unwrap_or(0..0), value: read.value }
    }

    /// Moves positions in the front matter to positions in the file.
    fn shift(&mut self, start: usize) {
        self.span = self.span.start + start..self.span.end + start;
        match &mut self.value {
            Value::List(items) => items.iter_mut().for_each(|item| item.shift(start)),
            Value::Map(entries) => entries.iter_mut().for_each(|(_, node)| node.shift(start)),
            Value::Null | Value::Boolean | Value::Number(_) | Value::Text(_) => {}
        }
    }
}

impl<'de> Deserialize<'de> for Value {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(Any)
    }
}

/// Takes whatever stands there.
struct Any;

impl<'de> Visitor<'de> for Any {
    type Value = Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a value of YAML")
    }

    fn visit_bool<E>(self, _: bool) -> Result<Value, E> {
        Ok(Value::Boolean)
    }

    fn visit_i64<E>(self, value: i64) -> Result<Value, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_u64<E>(self, value: u64) -> Result<Value, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_i128<E>(self, value: i128) -> Result<Value, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_u128<E>(self, value: u128) -> Result<Value, E> {
        Ok(Value::Number(value as f64))
    }

    fn visit_f64<E>(self, value: f64) -> Result<Value, E> {
        Ok(Value::Number(value))
    }

    fn visit_str<E>(self, text: &str) -> Result<Value, E> {
        Ok(Value::Text(text.to_owned()))
    }

    fn visit_unit<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_none<E>(self) -> Result<Value, E> {
        Ok(Value::Null)
    }

    fn visit_some<D: Deserializer<'de>>(self, deserializer: D) -> Result<Value, D::Error> {
        Value::deserialize(deserializer)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut list: A) -> Result<Value, A::Error> {
        let mut items = Vec::new();
        while let Some(item) = list.next_element::<Spanned<Value>>()? {
            items.push(Node::bare(item));
        }
        Ok(Value::List(items))
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
        let mut entries = Vec::new();
        while let Some(key) = map.next_key::<Value>()? {
            let Value::Text(key) = key else {
                return Err(A::Error::custom("a key that is no text"));
            };
            entries.push((key, Node::bare(map.next_value::<Spanned<Value>>()?)));
        }
        Ok(Value::Map(entries))
    }
}
