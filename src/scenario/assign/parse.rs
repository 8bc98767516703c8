//! Takes `PATH=VALUE` apart: a TOML dotted key up to the first `=` outside quotes, then a TOML value,
//! or else text.

use std::ops::Range;

use toml::de::{DeValue, Error};

use super::{Segment, Setting};
use crate::scenario::faults::Faults;
use crate::scenario::node::{Node, Value};
use crate::scenario::syntax;

/// Deeper paths are refused, as deeper documents are: every level costs stack.
const MOST_SEGMENTS: usize = 80;
/// What to do about a path that is none.
const FORM: &str = "write PATH=VALUE, such as simulation.runs=5000";
/// What a segment can be.
const EXPECTED: &str = "expected a key, an index, or an offer's name in quotes";

/// Reads the setting that stands at `place`; `None` once a fault was added.
pub(super) fn setting(
    text: &str,
    place: &Range<usize>,
    faults: &mut Faults<'_>,
) -> Option<Setting> {
    let mut scanner = Scanner { text: text.get(..place.end)?, at: place.start };
    let mut segments = Vec::new();
    loop {
        scanner.skip_blanks();
        segments.push(scanner.segment(place, faults)?);
        let behind = scanner.at;
        scanner.skip_blanks();
        let end = scanner.at;
        match scanner.next() {
            Some('.') if segments.len() < MOST_SEGMENTS => {}
            Some('.') => {
                let label = format!("allowed: up to {MOST_SEGMENTS} segments");
                faults.add("", Some(end..end + 1), "a path has too many segments", label);
                return None;
            }
            Some('=') => break,
            Some(other) => {
                let (found, length) =
                    if behind < end { (' ', 1) } else { (other, other.len_utf8()) };
                stray(found, behind..behind + length, "expected `.` or `=`", faults);
                return None;
            }
            None => {
                let message = "the setting has no `=`, so it has no value";
                faults.add("", Some(end..end), message, "expected `=` and a value").help(FORM);
                return None;
            }
        }
    }
    let (value, not_toml) = value(scanner.text, scanner.at);
    Some(Setting { segments, value, not_toml })
}

/// The value from `at` on: TOML, or else text as it stands, without the blanks around it.
fn value(text: &str, at: usize) -> (Node, Option<String>) {
    let rest = text.get(at..).unwrap_or_default();
    let written = rest.trim();
    let at = at + (rest.len() - rest.trim_start().len());
    match parse(written) {
        Ok(value) => (Node::new(&value, at), None),
        Err(error) => {
            let reason = written
                .starts_with(['[', '{', '"', '\''])
                .then(|| syntax::in_words(written, &error));
            let value = Value::Text(written.to_owned());
            (Node { value, span: at..at + written.len() }, reason)
        }
    }
}

/// A TOML value that is the whole text.
fn parse(text: &str) -> Result<toml::Spanned<DeValue<'_>>, Error> {
    DeValue::parse(text)
}

/// A character where none of its kind belongs.
fn stray(found: char, span: Range<usize>, expected: &str, faults: &mut Faults<'_>) {
    let message = match found {
        ' ' | '\t' => "a path has a blank outside quotes".to_owned(),
        found if found.is_control() => "a path has a control character outside quotes".to_owned(),
        found if found.is_ascii_alphanumeric() => {
            "a path goes on behind a closing quote".to_owned()
        }
        found => format!("a path has `{found}` outside quotes"),
    };
    faults.add("", Some(span), message, expected).help(
        "put the segment in quotes, and the whole setting in the shell's: \
         --set 'offers.\"Plan B\".base_salary=1'",
    );
}

/// The position in the text of a setting.
struct Scanner<'t> {
    /// All texts up to the end of this setting.
    text: &'t str,
    at: usize,
}

impl Scanner<'_> {
    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn next(&mut self) -> Option<char> {
        let next = self.rest().chars().next()?;
        self.at += next.len_utf8();
        Some(next)
    }

    fn skip_blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t']).len();
    }

    /// The segment that starts here.
    fn segment(&mut self, place: &Range<usize>, faults: &mut Faults<'_>) -> Option<Segment> {
        let from = self.at;
        if let Some(quote) = self.rest().chars().next().filter(|c| matches!(c, '"' | '\'')) {
            return self.quoted(quote, faults);
        }
        let bare = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        let rest = self.rest();
        let length = rest.find(|c: char| !bare(c)).unwrap_or(rest.len());
        if length > 0 {
            let key = rest.get(..length)?.to_owned();
            self.at += length;
            return Some(Segment { key, quoted: false, span: from..self.at });
        }
        match rest.chars().next() {
            Some('.' | '=') if from > place.start => {
                faults.add("", Some(from..from + 1), "a path has an empty segment", EXPECTED);
            }
            None if from > place.start => {
                faults.add("", Some(from..from), "a path ends in a dot", EXPECTED).help(FORM);
            }
            Some('.' | '=') | None => {
                let span = from..place.end.min(from + 1);
                faults.add("", Some(span), "the setting has no path", EXPECTED).help(FORM);
            }
            Some(other) => stray(other, from..from + other.len_utf8(), EXPECTED, faults),
        }
        None
    }

    /// A segment in quotes: a TOML string of one line.
    fn quoted(&mut self, quote: char, faults: &mut Faults<'_>) -> Option<Segment> {
        let from = self.at;
        self.next();
        loop {
            match self.next() {
                Some('\\') if quote == '"' => {
                    self.next();
                }
                Some(found) if found == quote => break,
                Some(_) => {}
                None => {
                    let message = "a quoted segment of a path is never closed";
                    faults
                        .add("", Some(from..from + 1), message, "opened here")
                        .help(format!("close it with `{quote}`"));
                    return None;
                }
            }
        }
        let span = from..self.at;
        let written = self.text.get(span.clone())?;
        match parse(written).map(toml::Spanned::into_inner) {
            Ok(DeValue::String(key)) => Some(Segment { key: key.into_owned(), quoted: true, span }),
            Ok(_) => None,
            Err(error) => {
                let message =
                    format!("a quoted segment is no text: {}", syntax::in_words(written, &error));
                faults
                    .add("", Some(span), message, "a TOML string of one line")
                    .help("write a backslash twice, or put the segment in single quotes");
                None
            }
        }
    }
}
