//! Command lines as a POSIX shell reads them: words in quotes where they need some, long ones on several lines.

use unicode_width::UnicodeWidthStr;

/// A command line of some words, each of which the shell hands over as it is.
///
/// ```
/// use vestrisk::report::shell::command_line;
/// let words = ["replay", "my offer.toml", "--set", "title=it's"];
/// assert_eq!(command_line(&words.map(str::to_owned)), r"replay 'my offer.toml' --set 'title=it'\''s'");
/// ```
#[must_use]
pub fn command_line(words: &[String]) -> String {
    words.iter().map(|word| quoted(word)).collect::<Vec<_>>().join(" ")
}

/// The lines of a command line that is no wider than `width` where its words allow: each but the last ends in a
/// backslash, so that a shell reads them as one; each but the first is indented.
pub(super) fn command_lines(words: &[String], width: usize) -> Vec<String> {
    const INDENT: &str = "  ";
    let mut lines: Vec<String> = Vec::new();
    let mut line = String::new();
    for word in words.iter().map(|word| quoted(word)) {
        // A space before the word, and one with the backslash behind it.
        let wide = line.width() + 1 + word.width() + 2 > width;
        if !line.trim().is_empty() && wide {
            lines.push(format!("{line} \\"));
            line = format!("{INDENT}{word}");
        } else {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(&word);
        }
    }
    lines.push(line);
    lines
}

/// A word as a shell must be given it.
fn quoted(word: &str) -> String {
    let plain = |letter: char| letter.is_ascii_alphanumeric() || "_-./=,:@%+".contains(letter);
    if !word.is_empty() && word.chars().all(plain) {
        return word.to_owned();
    }
    format!("'{}'", word.replace('\'', r"'\''"))
}
