//! Properties of settings, over flags that no person would write: reading them never panics, and what
//! is refused is explained inside the flag.

use proptest::prelude::*;

use super::VALID;
use crate::faults::read_or_explained;

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

proptest! {
    #![proptest_config(ProptestConfig::with_cases(6_000))]

    #[test]
    fn any_flags_are_followed_or_explained(flags in prop::collection::vec(flag(), 1..4)) {
        read_or_explained(VALID.as_bytes(), &flags);
    }

    #[test]
    fn a_faulty_document_with_any_flags_is_explained(
        line in 0..60usize,
        flags in prop::collection::vec(flag(), 1..3),
    ) {
        let kept = VALID.lines().enumerate().filter(|(at, _)| *at != line);
        let text: Vec<&str> = kept.map(|(_, line)| line).collect();
        read_or_explained(text.join("\n").as_bytes(), &flags);
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
        read_or_explained(VALID.as_bytes(), &[flag]);
    }
    let many: Vec<String> = (0..2_000).map(|at| format!("k{at}.x=1")).collect();
    read_or_explained(VALID.as_bytes(), &many);
    let elapsed = start.elapsed();
    // A guard against hanging, far above what a busy machine makes of a second's work.
    assert!(elapsed.as_secs() < 100, "{elapsed:?}");
}
