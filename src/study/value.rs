//! Values of axes as text: as TOML where they are set, and as cells of a table. What a value may be is the scenario's to say.

use crate::scenario::{Node, Value, join, quoted};

/// A number in its shortest form that reads back as the same one: without a fraction that says nothing, and with an
/// exponent only where it would be long without.
///
/// ```
/// use vestrisk::study::shortest;
/// assert_eq!([0.25, 48.0, -0.0, 1e300].map(shortest), ["0.25", "48", "0", "1e300"]);
/// ```
#[must_use]
pub fn shortest(number: f64) -> String {
    const LARGE: f64 = 1e16;
    const SMALL: f64 = 1e-7;
    // Adding 0 turns -0 into 0.
    let (number, size) = (number + 0.0, number.abs());
    if number.is_nan() {
        "nan".to_owned()
    } else if size.is_finite() && size > 0.0 && !(SMALL..LARGE).contains(&size) {
        format!("{number:e}")
    } else {
        number.to_string()
    }
}

/// The number that a text is in TOML, in its shortest form.
pub(super) fn number_in(text: &str) -> Option<String> {
    let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
    let plain = text.strip_prefix('-').unwrap_or(text);
    if digits(plain) && !plain.starts_with('0') && plain.len() < 16 {
        return Some(text.to_owned());
    }
    if !text.starts_with(|c: char| c.is_ascii_digit() || "+-in".contains(c)) {
        return None;
    }
    number(&Node::of_text(text)?)
}

/// A number in its shortest form; `None` for all else.
pub(super) fn number(node: &Node) -> Option<String> {
    match node.value {
        Value::Integer(value) => Some(value.to_string()),
        Value::Float(value) => Some(shortest(value)),
        _ => None,
    }
}

/// A value as a cell shows it: a number in its shortest form, a text as it is, all else as TOML.
pub(super) fn cell(node: &Node) -> String {
    match &node.value {
        Value::Text(text) => text.clone(),
        _ => toml(node),
    }
}

/// A value as TOML on one line.
pub(super) fn toml(node: &Node) -> String {
    match &node.value {
        Value::Table(table) => {
            let entries = table.entries.iter();
            let entry =
                entries.map(|entry| format!("{} = {}", join("", &entry.key), toml(&entry.node)));
            format!("{{ {} }}", entry.collect::<Vec<_>>().join(", "))
        }
        Value::List(list) => {
            format!("[{}]", list.iter().map(toml).collect::<Vec<_>>().join(", "))
        }
        Value::Text(text) => quoted(text),
        Value::Boolean(flag) => flag.to_string(),
        // No field takes a date.
        Value::Date => quoted(""),
        Value::Integer(_) | Value::Float(_) => number(node).unwrap_or_default(),
    }
}
