//! What is known about the terminal.

use std::io::{IsTerminal, Write};

use crate::report::text::NARROWEST;
use crate::report::wrap::wrapped;

/// Columns to write for when there is no terminal to ask.
const DEFAULT: usize = 80;
/// Text wider than this is hard to read.
const WIDEST: usize = 120;

/// Columns to write for, 60 to 120: what `COLUMNS` says, else the terminal on standard output or
/// standard error, else 80.
pub(super) fn width() -> usize {
    let stated = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
    let size = || {
        terminal_size::terminal_size_of(std::io::stdout())
            .or_else(|| terminal_size::terminal_size_of(std::io::stderr()))
            .map(|(columns, _)| usize::from(columns.0))
    };
    stated.or_else(size).unwrap_or(DEFAULT).clamp(NARROWEST, WIDEST)
}

/// Says a line on standard error; nobody listening is no failure.
pub(super) fn talk(line: &str) {
    let _ = writeln!(anstream::stderr(), "{line}");
}

/// Says a text on standard error, wrapped to the terminal's width.
pub(super) fn talk_wrapped(text: &str) {
    talk(&wrapped(text, width()).join("\n"));
}

/// Whether talk goes to a person.
pub(super) fn person_reads_talk() -> bool {
    std::io::stderr().is_terminal()
}
