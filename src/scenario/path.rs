//! How a field's path is written: a TOML dotted key in which a bare integer indexes a list.

use std::fmt::Write;

/// Appends a table's key to a path.
pub(crate) fn join(path: &str, key: &str) -> String {
    let mut joined = String::with_capacity(path.len() + 1 + key.len());
    joined.push_str(path);
    if !path.is_empty() {
        joined.push('.');
    }
    // Every field of every scenario passes here, and nearly all keys are of this kind.
    if is_bare(key) && key.len() <= LONGEST {
        joined.push_str(key);
    } else {
        joined.push_str(&segment(key));
    }
    joined
}

/// Appends a list's index to a path.
pub(super) fn index(path: &str, index: usize) -> String {
    format!("{path}.{index}")
}

/// Characters of the longest key that is written in full.
const LONGEST: usize = 200;

/// Whether TOML allows a key without quotes, and it cannot be taken for an index.
fn is_bare(key: &str) -> bool {
    let bare = |byte: u8| byte.is_ascii_alphanumeric() || byte == b'_' || byte == b'-';
    key.bytes().all(bare) && !key.bytes().all(|byte| byte.is_ascii_digit())
}

/// A key as a segment, in quotes where it needs them. A key that is too long for any message is cut.
fn segment(key: &str) -> String {
    if let Some((cut, _)) = key.char_indices().nth(LONGEST) {
        return quoted(&format!("{}…", &key[..cut]));
    }
    if is_bare(key) { key.to_owned() } else { quoted(key) }
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
