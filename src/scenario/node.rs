//! The document as a tree of values with positions, table keys in file order. Leaves what the values
//! mean to the readers. A copy shares the tables and lists that are not changed in it.

use std::ops::Range;
use std::sync::Arc;

use toml::Spanned;
use toml::de::{DeInteger, DeTable, DeValue};

/// A value and the bytes it stands at. A table with a header of its own stands at the header, a table
/// made by a dotted key at that key.
#[derive(Clone, Debug)]
pub(crate) struct Node {
    pub value: Value,
    pub span: Range<usize>,
}

/// What a value is.
#[derive(Clone, Debug)]
pub(crate) enum Value {
    Table(Arc<Table>),
    List(Arc<Vec<Node>>),
    Text(String),
    /// Integers beyond `i128` become its nearest end: no field allows either.
    Integer(i128),
    Float(f64),
    Boolean(bool),
    Date,
}

/// A table: its entries in file order.
#[derive(Clone, Debug, Default)]
pub(crate) struct Table {
    pub entries: Vec<Entry>,
}

/// A key with its position and its value.
#[derive(Clone, Debug)]
pub(crate) struct Entry {
    pub key: String,
    pub key_span: Range<usize>,
    pub node: Node,
}

impl Table {
    /// The tree of a parsed table. `at` is where the parsed text starts in the text that positions
    /// count in.
    pub fn new(table: &DeTable<'_>, at: usize) -> Self {
        let entry = |(key, value): (&Spanned<_>, &Spanned<DeValue<'_>>)| Entry {
            key: AsRef::<str>::as_ref(key.get_ref()).to_owned(),
            key_span: moved(key.span(), at),
            node: Node::new(value, at),
        };
        let mut entries: Vec<Entry> = table.iter().map(entry).collect();
        entries.sort_by_key(|entry| entry.key_span.start);
        Self { entries }
    }

    /// The entry of a key.
    pub fn get(&self, key: &str) -> Option<&Entry> {
        self.entries.iter().find(|entry| entry.key == key)
    }
}

impl Node {
    /// The tree of a text that is one value; `None` where it is none.
    pub fn of_text(text: &str) -> Option<Self> {
        DeValue::parse(text).ok().map(|value| Self::new(&value, 0))
    }

    /// The tree of a parsed value; `at` as for [`Table::new`].
    pub fn new(value: &Spanned<DeValue<'_>>, at: usize) -> Self {
        let span = moved(value.span(), at);
        let value = match value.get_ref() {
            DeValue::Table(table) => Value::Table(Arc::new(Table::new(table, at))),
            DeValue::Array(list) => {
                Value::List(Arc::new(list.iter().map(|value| Self::new(value, at)).collect()))
            }
            DeValue::String(text) => Value::Text(text.as_ref().to_owned()),
            DeValue::Integer(integer) => Value::Integer(whole(integer)),
            // Rust reads every TOML float; one beyond f64's range becomes infinite, which no field
            // allows.
            DeValue::Float(float) => Value::Float(float.as_str().parse().unwrap_or(f64::NAN)),
            DeValue::Boolean(flag) => Value::Boolean(*flag),
            DeValue::Datetime(_) => Value::Date,
        };
        Self { value, span }
    }
}

fn moved(span: Range<usize>, by: usize) -> Range<usize> {
    span.start + by..span.end + by
}

fn whole(integer: &DeInteger<'_>) -> i128 {
    let text = integer.as_str();
    let end = if text.starts_with('-') { i128::MIN } else { i128::MAX };
    i128::from_str_radix(text, integer.radix()).unwrap_or(end)
}
