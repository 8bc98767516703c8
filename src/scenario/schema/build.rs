//! The vocabulary of the schema: tables with their keys, and the types of values that the readers know
//! (`field.rs`), each with its range in numbers and in words. Knows no key of the format.

use std::ops::{Bound, RangeInclusive};

use serde_json::{Map, Value, json};

use crate::quantity::{LAST_MONTH, Quantity};
use crate::scenario::field::grouped;

/// A name: no control character, and one character at least that is no white space (`flaw_of_name`).
const NAME: &str = "^[^\\u0000-\\u001F\\u007F-\\u009F]*\
    [^\\u0000-\\u0020\\u007F-\\u00A0\\u1680\\u2000-\\u200A\\u2028\\u2029\\u202F\\u205F\\u3000]\
    [^\\u0000-\\u001F\\u007F-\\u009F]*$";
/// Text of several lines: no control character but line breaks and tabs.
const LINES: &str = "^[^\\u0000-\\u0008\\u000B\\u000C\\u000E-\\u001F\\u007F-\\u009F]*$";

/// A table in the making; its keys keep the order in which they are added.
pub(super) struct Keys {
    schema: Map<String, Value>,
    properties: Map<String, Value>,
    required: Vec<&'static str>,
}

impl Keys {
    /// A table without keys.
    pub fn new(text: &str) -> Self {
        let schema = Map::from_iter([
            ("description".to_owned(), json!(text)),
            ("type".to_owned(), json!("object")),
        ]);
        Self { schema, properties: Map::new(), required: Vec::new() }
    }

    /// A key that must be there.
    pub fn must(mut self, key: &'static str, schema: Value) -> Self {
        self.required.push(key);
        self.may(key, schema)
    }

    /// A key that may be absent.
    pub fn may(mut self, key: &'static str, schema: Value) -> Self {
        self.properties.insert(key.to_owned(), schema);
        self
    }

    /// A key that may be absent and means its default then.
    pub fn or(self, key: &'static str, schema: Value, default: impl Into<Value>) -> Self {
        self.may(key, with(schema, "default", default))
    }

    /// A rule beside the keys.
    pub fn rule(mut self, keyword: &str, value: Value) -> Self {
        self.schema.insert(keyword.to_owned(), value);
        self
    }

    /// The schema, which refuses every other key.
    pub fn build(mut self) -> Value {
        self.schema.insert("properties".to_owned(), Value::Object(self.properties));
        if !self.required.is_empty() {
            self.schema.insert("required".to_owned(), json!(self.required));
        }
        self.schema.insert("additionalProperties".to_owned(), json!(false));
        Value::Object(self.schema)
    }
}

/// A schema with one more keyword.
pub(super) fn with(mut schema: Value, keyword: &str, value: impl Into<Value>) -> Value {
    if let Value::Object(map) = &mut schema {
        map.insert(keyword.to_owned(), value.into());
    }
    schema
}

/// An example of how the value is written.
pub(super) fn example(schema: Value, value: impl Into<Value>) -> Value {
    with(schema, "examples", vec![value.into()])
}

/// A quantity, with the range that it declares.
pub(super) fn number<Q: Quantity>(text: &str) -> Value {
    let mut schema = json!({ "description": format!("{text}: {}", Q::ALLOWED), "type": "number" });
    let (least, most) = Q::RANGE;
    let ends = [(least, "minimum", "exclusiveMinimum"), (most, "maximum", "exclusiveMaximum")];
    for (end, included, excluded) in ends {
        schema = match end {
            Bound::Included(end) => with(schema, included, plain(end)),
            Bound::Excluded(end) => with(schema, excluded, plain(end)),
            Bound::Unbounded => schema,
        };
    }
    schema
}

/// A number without a fraction that says nothing.
pub(super) fn plain(number: f64) -> Value {
    let text = number.to_string();
    text.parse::<i64>().map_or_else(|_| json!(number), |whole| json!(whole))
}

/// A whole number; `what` begins the phrase for what is allowed.
pub(super) fn whole(text: &str, what: &str, range: RangeInclusive<u64>) -> Value {
    let (least, most) = range.into_inner();
    let allowed = format!("{what} from {} to {}", grouped(least), grouped(most));
    let description = format!("{text}: {allowed}");
    json!({ "description": description, "type": "integer", "minimum": least, "maximum": most })
}

/// A whole month, from `first` on.
pub(super) fn month(text: &str, first: u32) -> Value {
    whole(text, "a whole month", u64::from(first)..=u64::from(LAST_MONTH))
}

/// A name or title.
pub(super) fn name(text: &str) -> Value {
    json!({ "description": text, "type": "string", "pattern": NAME })
}

/// Text of any number of lines.
pub(super) fn lines(text: &str) -> Value {
    json!({ "description": text, "type": "string", "pattern": LINES })
}

/// True or false.
pub(super) fn boolean(text: &str) -> Value {
    json!({ "description": text, "type": "boolean" })
}

/// One of several words.
pub(super) fn choice<'w>(text: &str, words: impl IntoIterator<Item = &'w str>) -> Value {
    let words: Vec<&str> = words.into_iter().collect();
    json!({ "description": text, "type": "string", "enum": words })
}

/// One of several words, from a table of words and their meanings.
pub(super) fn choices<T>(text: &str, table: &[(&'static str, T)]) -> Value {
    choice(text, table.iter().map(|(word, _)| *word))
}

/// One of several forms.
pub(super) fn forms(text: &str, forms: &[Value]) -> Value {
    json!({ "description": text, "anyOf": forms })
}

/// A list of so many elements.
pub(super) fn list(text: &str, element: &Value, count: RangeInclusive<usize>) -> Value {
    let (least, most) = count.into_inner();
    let schema = json!({ "description": text, "type": "array", "items": element });
    let schema = if least > 0 { with(schema, "minItems", least) } else { schema };
    if most < usize::MAX { with(schema, "maxItems", most) } else { schema }
}

/// A pair such as `[month, percent]`.
pub(super) fn pair(text: &str, first: Value, second: Value) -> Value {
    let parts = [first, second];
    json!({
        "description": text, "type": "array", "prefixItems": parts,
        "items": false, "minItems": parts.len()
    })
}

/// Tables by names that the user chooses.
pub(super) fn named(text: &str, table: &Value) -> Value {
    json!({
        "description": text, "type": "object", "propertyNames": { "pattern": NAME },
        "additionalProperties": table
    })
}

/// The shared definition of that name, with a description of its own.
pub(super) fn defined(name: &str, text: &str) -> Value {
    json!({ "description": text, "$ref": format!("#/$defs/{name}") })
}
