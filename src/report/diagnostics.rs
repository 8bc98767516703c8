//! Shows the faults of a document and of flags that change it: each with its line, a caret, what is allowed
//! and what to do, fitted to a width. Leaves where the text is written, and with which exit code, to `cli`.

use std::ops::Range;

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{
    AnnotationKind, Group, Level, Origin, Renderer, Snippet, normalize_untrusted_str,
};
use unicode_width::UnicodeWidthStr;

use super::wrap::wrapped;
use crate::error::{DocumentFaults, Fault};

/// Columns that the renderer takes for the marks at both ends of a cut line, and puts beyond its width.
const CUT_MARKS: usize = 12;
/// Narrower terminals are treated as this wide.
const NARROWEST: usize = 40;
/// Longer lines (bytes) are cut to a window, so that the cost of a fault does not grow with its line.
const LONGEST_LINE: usize = 4_000;
/// Characters of the window on either side of the fault's start.
const AROUND: usize = 200;

/// What the faults of a scenario keep from happening.
pub const NOTHING_SIMULATED: &str = "nothing was simulated";

/// Renders every fault and a closing line. `width` is the terminal's, in columns.
///
/// ```
/// use vestrisk::error::Error;
/// use vestrisk::report::diagnostics::render;
/// use vestrisk::scenario::Document;
/// let Err(Error::Document(faults)) = Document::parse("a.toml", b"format = \n") else { panic!() };
/// let screen = render(&faults, false, 80);
/// assert!(screen.contains("a.toml:1:10"));
/// assert!(screen.ends_with("a.toml: 1 fault; nothing was simulated\n"));
/// ```
#[must_use]
pub fn render(error: &DocumentFaults, color: bool, width: usize) -> String {
    render_so_that(error, NOTHING_SIMULATED, color, width)
}

/// Renders every fault and a closing line that ends with what did not happen.
#[must_use]
pub fn render_so_that(
    error: &DocumentFaults,
    consequence: &str,
    color: bool,
    width: usize,
) -> String {
    let width = width.max(NARROWEST);
    let renderer = if color { Renderer::styled() } else { Renderer::plain() };
    let renderer = renderer.decor_style(DecorStyle::Ascii).term_width(width);
    let name = normalize_untrusted_str(&error.name);
    let lines = Lines::new(&error.text);
    let flags: Vec<Lines<'_>> = error.flags.iter().map(|flag| Lines::new(&flag.text)).collect();
    let mut out = String::new();
    for fault in &error.faults {
        let flag = fault.flag.and_then(|flag| error.flags.get(flag).zip(flags.get(flag)));
        let group = match flag {
            Some((flag, lines)) => group(fault, &flag.name, lines, width),
            None => group(fault, &name, &lines, width),
        };
        out.push_str(&renderer.render(&[group]));
        out.push_str("\n\n");
    }
    let count = error.faults.len();
    let noun = if count == 1 { "fault" } else { "faults" };
    out + &format!("{name}: {count} {noun}; {consequence}\n")
}

/// One fault as a title, the place, the line with its caret, and the next steps, wrapped to the width.
/// A label that does not fit beside its caret follows as a note.
fn group<'a>(fault: &'a Fault, name: &'a str, lines: &Lines<'a>, width: usize) -> Group<'a> {
    let title = Level::ERROR.primary_title(fitted(&fault.message, "error: ".len(), width));
    let mut group = Group::with_title(title);
    let mut gutter = 0;
    let mut note = None;
    if let Some(span) = &fault.span {
        let place = lines.place(span);
        gutter = place.line.to_string().len();
        let label = (!fault.label.is_empty()).then_some(fault.label.as_str());
        let room = width.saturating_sub(gutter + " | ".len());
        let beside = label.filter(|label| place.has_room(label, room));
        note = label.filter(|_| beside.is_none());
        let caret = AnnotationKind::Primary.span(place.narrow_caret(room)).label(beside);
        let snippet = Snippet::source(place.text).line_start(place.line).annotation(caret);
        group = match place.column {
            None => group.element(snippet.path(name)),
            Some(column) => {
                let origin = Origin::path(name).line(place.line).char_column(column);
                group.element(origin).element(snippet)
            }
        };
    } else {
        group = group.element(Origin::path(name));
    }
    let note = note.into_iter().map(|text| (Level::NOTE, text));
    let help = fault.help.iter().map(|step| (Level::HELP, step.as_str()));
    group.elements(
        note.chain(help)
            .map(|(level, text)| level.message(fitted(text, gutter + " = help: ".len(), width))),
    )
}

/// A message made safe to show and wrapped beside what stands before it; the renderer aligns its lines.
fn fitted(text: &str, before: usize, width: usize) -> String {
    let text = normalize_untrusted_str(text);
    let room = width.saturating_sub(before);
    // What fits stays as it is: wrapping would close up the spaces of quoted values.
    if text.width() <= room { text } else { wrapped(&text, room).join("\n") }
}

/// The lines of a text by where they start.
struct Lines<'a> {
    text: &'a str,
    starts: Vec<usize>,
}

/// A place in the text: the line from 1, its text, and the caret in that.
struct Place<'a> {
    line: usize,
    /// The column from 1, where `text` is a part of the line only, so that it cannot be counted.
    column: Option<usize>,
    text: &'a str,
    caret: Range<usize>,
}

impl Place<'_> {
    /// Whether a label fits beside the caret.
    fn has_room(&self, label: &str, room: usize) -> bool {
        let caret = self.text[self.caret.clone()].width().max(1);
        self.text[..self.caret.start].width() + caret + 1 + label.width() <= room
    }

    /// The caret, no wider than a cut line can be: the renderer never cuts what it points at.
    fn narrow_caret(&self, room: usize) -> Range<usize> {
        let Range { start, end } = self.caret;
        let most = room.saturating_sub(CUT_MARKS);
        let letters =
            self.text[start..end].char_indices().map(|(at, letter)| at + letter.len_utf8());
        let fitting = letters.take_while(|to| self.text[start..start + to].width() <= most);
        if self.text.width() <= room {
            start..end
        } else {
            start..start + fitting.last().unwrap_or(0)
        }
    }
}

impl<'a> Lines<'a> {
    fn new(text: &'a str) -> Self {
        let breaks = text.match_indices('\n').map(|(at, _)| at + 1);
        Self { text, starts: std::iter::once(0).chain(breaks).collect() }
    }

    /// The place of a span: what of it stands on its first line.
    fn place(&self, span: &Range<usize>) -> Place<'a> {
        let start = floor_boundary(self.text, span.start);
        let line = self.starts.partition_point(|first| *first <= start);
        let first = self.starts[line - 1];
        let rest = &self.text[first..];
        let full = rest.split('\n').next().unwrap_or(rest).trim_end_matches('\r');
        let start = (start - first).min(full.len());
        let end = (floor_boundary(self.text, span.end.max(first)) - first).clamp(start, full.len());
        if full.len() <= LONGEST_LINE {
            return Place { line, column: None, text: full, caret: start..end };
        }
        let before = full[..start].char_indices().rev().take(AROUND);
        let from = before.last().map_or(start, |(at, _)| at);
        let to = full[start..].char_indices().nth(AROUND).map_or(full.len(), |(at, _)| start + at);
        Place {
            line,
            column: Some(full[..start].chars().count() + 1),
            text: &full[from..to],
            caret: start - from..end.min(to) - from,
        }
    }
}

/// The nearest character boundary at or before a position.
fn floor_boundary(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    (0..=at).rev().find(|at| text.is_char_boundary(*at)).unwrap_or(0)
}
