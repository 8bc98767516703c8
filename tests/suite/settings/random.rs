//! Properties of settings, over flags that no person would write: reading them never panics, and what
//! is refused is explained inside the flag.

use proptest::prelude::*;
use vestrisk::error::{Error, Flag};
use vestrisk::report::diagnostics::render;
use vestrisk::scenario::{Document, NoSources, Overrides};

use super::VALID;

const PIECES: [&str; 64] = [
    "offers",
    "0",
    "1",
    "7",
    "\"Even\"",
    "'Even'",
    "Even",
    "\"Back-loaded\"",
    "grants",
    "sign_on",
    "paid",
    "value",
    "shares",
    "vesting",
    "stocks",
    "AMZN",
    "NEW",
    "model",
    "volatility",
    "points",
    "simulation",
    "runs",
    "seed",
    "attrition",
    "mine",
    "voluntary",
    "exit",
    "correlation",
    "\"AMZN,GOOG\"",
    "goals",
    "tail",
    "title",
    "format",
    "clawback",
    "base_salary",
    "low",
    "refresh",
    "ratings",
    "conversion",
    "response",
    "layoff_waves",
    "{ low = 1, high = 5 }",
    "=",
    "=",
    ".",
    ".",
    ".",
    "\"",
    "'",
    "\\",
    " ",
    "\n",
    "#",
    "é🎉",
    "\u{0}",
    "-1",
    "[",
    "]",
    "{",
    "}",
    "[[12, 100]]",
    "{ at = 0 }",
    "1e400",
    "\"\\u0045\"",
];

fn flag() -> impl Strategy<Value = String> {
    let piece = || (0..PIECES.len()).prop_map(|at| PIECES[at]);
    let path = prop::collection::vec(piece(), 1..6).prop_map(|parts| parts.join("."));
    let value = prop::collection::vec(piece(), 0..3).prop_map(|parts| parts.concat());
    prop_oneof![
        4 => (path, value).prop_map(|(path, value)| format!("{path}={value}")),
        2 => prop::collection::vec(piece(), 0..12).prop_map(|parts| parts.concat()),
        1 => any::<String>(),
    ]
}

/// Reads a document with flags and checks what it says if it refuses them.
fn check(text: &str, flags: &[String]) -> Result<(), TestCaseError> {
    let named = |text: &String| Flag { name: "--set".to_owned(), text: text.clone() };
    let flags: Vec<Flag> = flags.iter().map(named).collect();
    let read = Document::parse_with("offer.toml", text.as_bytes(), &flags)
        .and_then(|document| document.lower(&NoSources, &Overrides::default()));
    let document = match read {
        Ok(_) => return Ok(()),
        Err(Error::Document(document)) => document,
        Err(other) => return Err(TestCaseError::fail(format!("not a fault: {other}"))),
    };
    prop_assert!(!document.faults.is_empty());
    prop_assert_eq!(&document.text, text);
    let mut before = (None, 0);
    for fault in &document.faults {
        prop_assert!(!fault.message.is_empty() && !fault.message.contains('\n'), "{fault:?}");
        prop_assert!(!fault.message.contains("please report"), "{fault:?}");
        if let Some(span) = &fault.span {
            let text = fault.flag.map_or(&document.text, |flag| &document.flags[flag].text);
            prop_assert!(text.get(span.clone()).is_some(), "{fault:?}");
            prop_assert!(!fault.label.is_empty(), "{fault:?}");
            prop_assert!(before <= (fault.flag, span.start), "not in order: {fault:?}");
            before = (fault.flag, span.start);
        }
    }
    for width in [0, 60, 100] {
        prop_assert!(render(&document, width == 60, width).contains("nothing was simulated"));
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6_000))]

    #[test]
    fn any_flags_are_followed_or_explained(flags in prop::collection::vec(flag(), 1..4)) {
        check(VALID, &flags)?;
    }

    #[test]
    fn a_faulty_document_with_any_flags_is_explained(
        line in 0..60usize,
        flags in prop::collection::vec(flag(), 1..3),
    ) {
        let kept = VALID.lines().enumerate().filter(|(at, _)| *at != line);
        let text: Vec<&str> = kept.map(|(_, line)| line).collect();
        check(&text.join("\n"), &flags)?;
    }
}

/// Flags as long as a system hands them over, and more of them than a person would give.
#[test]
fn long_flags_are_refused_within_seconds() {
    let start = std::time::Instant::now();
    for flag in [
        "a.".repeat(60_000) + "b=1",
        "a".repeat(120_000) + "=1",
        format!("title={}", "[".repeat(120_000)),
        format!("title={}", "x".repeat(120_000)),
        format!("offers.\"{}\".name=1", "x".repeat(120_000)),
        "\"".repeat(120_000),
        "=".repeat(120_000),
        format!("{}=1", ["a"; 80].join(".")),
        format!("{}={}1{}", ["a"; 80].join("."), "[".repeat(70), "]".repeat(70)),
    ] {
        check(VALID, &[flag]).unwrap_or_else(|error| panic!("{error}"));
    }
    let many: Vec<String> = (0..2_000).map(|at| format!("k{at}.x=1")).collect();
    check(VALID, &many).unwrap_or_else(|error| panic!("{error}"));
    let elapsed = start.elapsed();
    // A guard against hanging, far above what a busy machine makes of a second's work.
    assert!(elapsed.as_secs() < 100, "{elapsed:?}");
}
