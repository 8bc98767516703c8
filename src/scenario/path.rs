//! How a field's path is written: a TOML dotted key in which a bare integer indexes a list.

use std::fmt::Write;

/// Appends a table's key to a path.
pub(crate) fn join(path: &str, key: &str) -> String {
    let key = segment(key);
    if path.is_empty() { key } else { format!("{path}.{key}") }
}

/// Appends a list's index to a path.
pub(super) fn index(path: &str, index: usize) -> String {
    format!("{path}.{index}")
}

/// A key as a segment: bare where TOML allows it and it cannot be taken for an index. A key that is too
/// long for any message is cut.
fn segment(key: &str) -> String {
    const LONGEST: usize = 200;
    if let Some((cut, _)) = key.char_indices().nth(LONGEST) {
        return quoted(&format!("{}…", &key[..cut]));
    }
    let bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
    let number = key.chars().all(|c| c.is_ascii_digit());
    if key.chars().all(bare) && !number { key.to_owned() } else { quoted(key) }
}

/// Text as a TOML basic string.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            c if c.is_control() => {
                // Writing into a string cannot fail.
                let _ = write!(out, "\\u{:04X}", u32::from(c));
            }
            c => out.push(c),
        }
    }
    out.push('"');
    out
}
