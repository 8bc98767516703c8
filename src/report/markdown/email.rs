//! The counteroffer as a short, polite letter.

use std::fmt::Write;

use super::brief::{ask_in_words, said_asks};
use crate::analysis::Brief;

/// The draft; `None` where nothing has to be asked for.
pub(in crate::report) fn draft(brief: &Brief) -> Option<String> {
    if brief.solution.now.value >= brief.solution.target.value {
        return None;
    }
    let asks: Vec<String> =
        said_asks(brief).map(|(ask, said)| ask_in_words(brief, ask, said)).collect();
    if asks.is_empty() {
        return None;
    }
    let mut text = String::new();
    // Writing into a string cannot fail.
    let _ = writeln!(
        text,
        "Subject: The offer\n\nHello [name],\n\nThank you for the offer and for the time everybody has taken. I would like to \
         join.\n\nI have gone through what it would really pay, with the share price uncertain and the dates of the \
         vests as they are. As it stands it falls short of what I need to say yes today."
    );
    let intro = match asks.len() {
        1 => "\nThis would close the gap:",
        _ => "\nAny one of these would close the gap, whichever is easiest on your side:",
    };
    let _ = writeln!(text, "{intro}\n");
    for ask in asks {
        let _ = writeln!(text, "- {ask}");
    }
    let _ = write!(
        text,
        "\nA mix of them works for me too, and I am glad to walk you through the numbers. If one of them is possible, I can \
         give you my answer right away.\n\nKind regards,\n[your name]"
    );
    Some(text)
}
