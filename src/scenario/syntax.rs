//! Faults of TOML syntax in words, without those that only follow from an earlier one: after a bracket
//! that is never closed, the rest of the file reads as nonsense.

use std::ops::Range;

use toml::de::DeTable;

use super::faults::Faults;
use super::node::{Node, Table, Value};
use crate::error::{Fault, FaultKind};

/// Words of the parser's errors about what stands inside brackets.
const BRACKETS: [&str; 3] = ["array", "inline table", "key-value pairs"];
/// Of so many errors at most it is found out which bracket they stand in.
const MOST_JUDGED: usize = 100;

/// All faults of a text that the parser refused with this error first.
pub(super) fn faults(text: &str, first: &toml::de::Error) -> Vec<Fault> {
    let judged = judged_part(text, first);
    let (recovered, errors) = DeTable::parse_recoverable(judged);
    let recovered = Table::new(recovered.get_ref(), 0);
    let cut = judged.len() < text.len();
    // A part of the text ends inside brackets where the whole goes on.
    let real =
        |error: &&toml::de::Error| !(cut && error.span().is_some_and(|s| s.start >= judged.len()));
    let mut errors: Vec<_> = errors.iter().filter(real).collect();
    errors.sort_by_cached_key(|error| error.span().map(|span| (span.start, span.end)));
    tell(judged, &recovered, &errors)
}

/// The part of a text that is searched for further faults: a page of nonsense has millions of them.
fn judged_part<'a>(text: &'a str, first: &toml::de::Error) -> &'a str {
    const ENOUGH: usize = 64 << 10;
    let from = first.span().map_or(0, |span| span.start) + ENOUGH;
    let end = text.bytes().enumerate().skip(from).find(|(_, byte)| *byte == b'\n');
    end.and_then(|(at, _)| text.get(..at)).unwrap_or(text)
}

/// Puts the errors, in order of position, into words. `recovered` is what the parser made of the text
/// nevertheless.
fn tell(text: &str, recovered: &Table, errors: &[&toml::de::Error]) -> Vec<Fault> {
    let open = never_closed(text, recovered, errors);
    let mut faults = Faults::new(text);
    for span in &open {
        let bracket = text.get(span.start..=span.start).unwrap_or_default();
        let closing = if bracket == "{" { "}" } else { "]" };
        let opening = span.start..span.start + bracket.len();
        faults
            .add(
                "",
                Some(opening),
                format!("not TOML: a `{bracket}` is never closed"),
                "opened here",
            )
            .kind(FaultKind::Text)
            .help(format!("close it with `{closing}`"));
    }
    let nonsense_from = if open.is_empty() { unplaced(errors) } else { None };
    // Everything before this position is told already by a fault above.
    let mut told_until = 0;
    for error in errors {
        let span = opening_of_block(text, error);
        let at = span.as_ref().map_or(usize::MAX, |span| span.start);
        let nonsense = nonsense_from.is_some_and(|from| at > from && at < usize::MAX);
        let inside = open.iter().any(|open| open.start <= at && at <= open.end);
        if at < told_until || nonsense || inside {
            continue;
        }
        let stands = span.clone().and_then(|span| text.get(span)).unwrap_or_default();
        let Told { message, label, help } = explain(error.message(), stands);
        told_until = end_of_what_follows(text, at, error.message());
        let added = faults.add("", span, format!("not TOML: {message}"), label);
        let mut added = added.kind(FaultKind::Text);
        if nonsense_from == Some(at) {
            added = added.help("a bracket before this one is never closed");
        }
        if let Some(help) = help {
            added.help(help);
        }
    }
    faults.into_sorted()
}

/// What a syntax fault says.
struct Told {
    message: String,
    label: String,
    help: Option<&'static str>,
}

/// The outermost lists and tables in braces that go on where they should have ended, each from its
/// opening bracket to where the parser gave it up.
fn never_closed(text: &str, recovered: &Table, errors: &[&toml::de::Error]) -> Vec<Range<usize>> {
    let gave_up = |what: &str| {
        let error = errors.iter().find(|error| error.message().starts_with(what));
        error.and_then(|error| error.span()).map(|span| span.start)
    };
    let table_end = gave_up("unclosed inline table");
    let mut found: Vec<Range<usize>> = Vec::new();
    let about_brackets =
        |error: &&&toml::de::Error| BRACKETS.iter().any(|word| error.message().contains(word));
    for error in errors.iter().filter(about_brackets).take(MOST_JUDGED) {
        let message = error.message();
        let Some(at) = error.span().map(|span| span.start) else { continue };
        let Some(span) = outermost(recovered, at) else { continue };
        // A list with a `=` further down has taken the next line for its own.
        let list = message.starts_with("unclosed array, ")
            || message.starts_with("unexpected `=` in array")
                && text.get(span.start..at).is_some_and(|part| part.contains('\n'));
        let table = message.contains("inline table") || message.contains("key-value pairs");
        let closed = text.get(span.clone()).is_none_or(|part| part.ends_with('}'));
        let end = match table_end {
            _ if list => span.end,
            Some(end) if table && !closed => end,
            _ => continue,
        };
        if found.iter().all(|other| other.start != span.start) {
            found.push(span.start..end);
        }
    }
    found
}

/// Where nonsense begins if a bracket is never closed and it is not clear which: at the first fault
/// inside brackets.
fn unplaced(errors: &[&toml::de::Error]) -> Option<usize> {
    let unclosed = |error: &&toml::de::Error| {
        let message = error.message();
        message.starts_with("unclosed array, ") || message.starts_with("unclosed inline table")
    };
    errors.iter().find(|error| unclosed(error))?;
    let inside = |error: &&&toml::de::Error| BRACKETS.iter().any(|b| error.message().contains(b));
    errors.iter().find(inside)?.span().map(|span| span.start)
}

/// Where an error points: a text block that is never closed points to its opening quotes, since the
/// parser gives it up at the end of the file.
fn opening_of_block(text: &str, error: &toml::de::Error) -> Option<Range<usize>> {
    let span = error.span()?;
    let quotes = match error.message().split(", ").next() {
        Some("invalid multi-line basic string") => "\"\"\"",
        Some("invalid multi-line literal string") => "'''",
        _ => return Some(span),
    };
    let opening = text.get(..span.start).and_then(|before| before.rfind(quotes));
    Some(opening.map_or(span, |at| at..at + quotes.len()))
}

/// The outermost list or table in braces that a position stands in, or right behind.
fn outermost(table: &Table, at: usize) -> Option<Range<usize>> {
    fn find(node: &Node, at: usize) -> Option<Range<usize>> {
        let span = &node.span;
        match &node.value {
            Value::List(_) | Value::Table(_) if span.start < at && at <= span.end => {
                Some(span.clone())
            }
            Value::List(list) => list.iter().find_map(|node| find(node, at)),
            Value::Table(table) => outermost(table, at),
            _ => None,
        }
    }
    table.entries.iter().find_map(|entry| find(&entry.node, at))
}

/// How far an error makes others that only repeat it: to the end of its line, and for a header that
/// stands twice to the next header, because its keys stand twice too.
fn end_of_what_follows(text: &str, at: usize, message: &str) -> usize {
    let Some(rest) = text.get(at..) else { return 0 };
    let line_end = |from: usize| text[from..].find('\n').map_or(text.len(), |end| from + end);
    let line_start = text[..at].rfind('\n').map_or(0, |end| end + 1);
    let header = text[line_start..].trim_start().starts_with('[');
    if message == "duplicate key" && header {
        let next = rest.match_indices('\n').map(|(end, _)| at + end + 1);
        let mut next = next.filter(|start| text[*start..].trim_start().starts_with('['));
        return next.next().unwrap_or(text.len());
    }
    line_end(at)
}

/// One error of the parser in words, for texts that are no documents.
pub(super) fn in_words(text: &str, error: &toml::de::Error) -> String {
    /// Longer parts are not repeated.
    const LONGEST: usize = 40;
    let stands = error.span().and_then(|span| text.get(span)).unwrap_or_default().trim();
    let message = explain(error.message(), stands).message;
    let telling = !stands.is_empty() && stands.len() <= LONGEST;
    if telling && !stands.contains(char::is_control) {
        return format!("{message}: `{stands}`");
    }
    message
}

/// The parser's message in the words of someone who fills in a form.
fn explain(message: &str, stands: &str) -> Told {
    const NUMBERS: &str = "text stands in quotes; a number has no separator but _, as in 175_000";
    let (what, expected) = message.split_once(", expected ").unwrap_or((message, ""));
    let empty = stands.trim().is_empty();
    let (message, label, help) = match what {
        "duplicate key" => {
            let message = format!("`{stands}` stands twice");
            let help = "remove one; where there may be several (offers, sign-on payments, grants), \
                        the header has double brackets: [[offers]]";
            return Told { message, label: "again here".to_owned(), help: Some(help) };
        }
        "string values must be quoted" if empty => {
            ("a key has no value", "a value is missing", Some("give it a value or remove the line"))
        }
        "string values must be quoted" | "invalid float" | "invalid boolean" | "invalid value" => (
            "this is no value",
            "expected a number, true, false, a list, a table, or text in quotes",
            Some(NUMBERS),
        ),
        "unexpected key or value" => {
            ("something stands behind the value", "expected the end of the line", Some(NUMBERS))
        }
        "invalid basic string"
        | "invalid literal string"
        | "invalid multi-line basic string"
        | "invalid multi-line literal string"
            if matches!(expected, "`\"`" | "`'`") =>
        {
            ("a text is never closed", "expected the closing quote", None)
        }
        "too few unicode value digits" | "missing escaped value" => (
            "a backslash is not followed by an escape",
            "not an escape",
            Some("write the backslash twice, or put the text in single quotes"),
        ),
        "key with no value" => ("a key has no value", "expected `=` and a value", None),
        "recursion limit" | "cannot recurse further; max recursion depth met" => (
            "lists or tables inside each other too deeply",
            "allowed: up to 80 levels",
            Some("a scenario needs five"),
        ),
        _ => (what, "", None),
    };
    let label = match (label, expected) {
        ("", "" | "nothing") => "here".to_owned(),
        ("", expected) => format!("expected {expected}"),
        (label, _) => label.to_owned(),
    };
    Told { message: message.to_owned(), label, help }
}
