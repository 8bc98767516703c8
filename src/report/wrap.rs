//! Text wrapped at spaces to a width in columns, for standard output and standard error alike.

use std::io::Write;

use unicode_width::UnicodeWidthStr;

/// The fewest columns that text is wrapped to beside what stands before it.
const NARROWEST: usize = 20;

/// The lines of a text wrapped at spaces; a word that is wider than the width stands alone. At least
/// one line, the last without a line feed.
///
/// ```
/// use vestrisk::report::wrap::wrapped;
/// assert_eq!(wrapped("leave early, keep less", 12), ["leave early,", "keep less"]);
/// ```
#[must_use]
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut columns = 0;
    for word in text.split_whitespace() {
        let room = width.saturating_sub(columns + 1);
        if columns > 0 && word.width() > room {
            lines.push(String::new());
            columns = 0;
        }
        let Some(line) = lines.last_mut() else { continue };
        if columns > 0 {
            line.push(' ');
            columns += 1;
        }
        line.push_str(word);
        columns += word.width();
    }
    lines
}

/// Writes `head` and the text behind it, wrapped so that later lines start where the text does.
///
/// # Errors
/// Those of the writer.
pub fn hanging(head: &str, text: &str, width: usize, out: &mut dyn Write) -> std::io::Result<()> {
    let indent = head.width();
    let lines = wrapped(text, width.saturating_sub(indent).max(NARROWEST));
    for (at, line) in lines.iter().enumerate() {
        if at == 0 {
            writeln!(out, "{head}{line}")?;
        } else {
            writeln!(out, "{:indent$}{line}", "")?;
        }
    }
    Ok(())
}
