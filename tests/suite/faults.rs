//! What must hold for anything that is handed to the reader: it is read, or refused with reasons that
//! point into it. Properties, the fuzz target and hostile documents all ask this one question.

use vestrisk::error::{Error, Flag};
use vestrisk::report::diagnostics::render;
use vestrisk::scenario::{Document, LARGEST_DOCUMENT, Overrides, Scenario, builtin};

/// Reads a document with flags `PATH=VALUE` and checks what it says if it refuses them.
///
/// # Panics
/// When a reason is missing, points nowhere, or stands in the wrong order.
pub fn read_or_explained(bytes: &[u8], flags: &[String]) {
    explained(bytes, &read(bytes, flags));
}

/// Reads a document with flags `PATH=VALUE`.
pub fn read(bytes: &[u8], flags: &[String]) -> Result<Scenario, Error> {
    let named = |text: &String| Flag { name: "--set".to_owned(), text: text.clone() };
    let flags: Vec<Flag> = flags.iter().map(named).collect();
    Document::parse_with("offer.toml", bytes, &flags)
        .and_then(|document| document.lower(&builtin::Files, &Overrides::default()))
}

/// Checks what is said of a document if it is refused.
///
/// # Panics
/// When a reason is missing, points nowhere, or stands in the wrong order.
pub fn explained(bytes: &[u8], read: &Result<Scenario, Error>) {
    let document = match read {
        Ok(_) => return,
        Err(Error::Document(document)) => document,
        Err(other) => panic!("not a fault: {other}"),
    };
    assert!(!document.faults.is_empty());
    if let Ok(text) = std::str::from_utf8(bytes)
        && bytes.len() <= LARGEST_DOCUMENT
    {
        assert_eq!(document.text, text);
    }
    let mut before = (None, 0);
    for fault in &document.faults {
        assert!(!fault.message.is_empty() && !fault.message.contains('\n'), "{fault:?}");
        assert!(!fault.message.contains("please report"), "{fault:?}");
        if let Some(span) = &fault.span {
            let text = fault.flag.map_or(&document.text, |flag| &document.flags[flag].text);
            assert!(text.get(span.clone()).is_some(), "{fault:?}");
            assert!(!fault.label.is_empty(), "{fault:?}");
            assert!(before <= (fault.flag, span.start), "not in order: {fault:?}");
            before = (fault.flag, span.start);
        }
    }
    for width in [0, 60, 100] {
        assert!(render(document, width == 60, width).contains("nothing was simulated"));
    }
}
