//! Properties of reading, over documents that were valid before they were damaged: it never panics, and
//! what it refuses it explains.

use proptest::prelude::*;

use crate::faults::{explained, read, read_or_explained};
use crate::schema::assert_agreement;

/// Reads a document, which is explained where it is refused and judged alike by the schema.
fn check(bytes: &[u8]) {
    let read = read(bytes, &[]);
    explained(bytes, &read);
    assert_agreement(bytes, &read);
}

const VALID: [&str; 7] = [
    include_str!("whole.toml"),
    include_str!("../errors/valid.toml"),
    include_str!("../errors/employment.toml"),
    include_str!("../errors/models.toml"),
    include_str!("../../../scenarios/crash-year-two.toml"),
    include_str!("../../../scenarios/bedrock-seattle.toml"),
    include_str!("../../../scenarios/bedrock-bay-area.toml"),
];

/// Values that some field or other must refuse.
const VALUES: [&str; 39] = [
    "0",
    "-1",
    "1",
    "12.0",
    "0.5",
    "nan",
    "inf",
    "-inf",
    "1e400",
    "1e30",
    "0xFF",
    "1_000_000_000_000",
    "99999999999999999999999999999999999999999",
    "true",
    "\"\"",
    "\" \"",
    "\"none\"",
    "\"amazon\"",
    "\"\\u0000\"",
    "\"é🎉\"",
    "[]",
    "[[]]",
    "[[12, 100]]",
    "{}",
    "{ at = 0 }",
    "{ low = 1, high = 5 }",
    "{ low = 1, high = 5, shape = \"triangular\", mode = 9 }",
    "[1, 2, 3]",
    "[[0.5, 0.5], [1]]",
    "[\"a\", \"b\", \"a\"]",
    "{ months = [3], hit = 0.5 }",
    "\"target\"",
    "{ average_days = 5, start_in_days = 7 }",
    "2026-02-23",
    "{ kind = \"fixed\", points = [] }",
    "{ preset = \"merton\", volatility = 0.05 }",
    "\"heston\"",
    "\"prices/amzn-monthly.csv\"",
    "\"\"\"a\nb\"\"\"",
];

/// Pieces of syntax.
const PIECES: [&str; 16] = [
    "[",
    "]",
    "{",
    "}",
    "\"",
    "'",
    "=",
    ",",
    ".",
    "#",
    "\n",
    "\\",
    "[[offers]]\n",
    "\u{feff}",
    "\t",
    "é",
];

/// One way to damage a document; positions are shares of its length.
#[derive(Clone, Debug)]
enum Damage {
    Value { line: f64, value: usize },
    Insert { at: f64, piece: usize },
    Delete { at: f64, length: usize },
    Repeat { at: f64, length: usize },
    DropLine { line: f64 },
    MoveLine { from: f64, to: f64 },
}

fn damage() -> impl Strategy<Value = Damage> {
    let at = || 0.0..1.0;
    prop_oneof![
        4 => (at(), 0..VALUES.len()).prop_map(|(line, value)| Damage::Value { line, value }),
        1 => (at(), 0..PIECES.len()).prop_map(|(at, piece)| Damage::Insert { at, piece }),
        1 => (at(), 1usize..30).prop_map(|(at, length)| Damage::Delete { at, length }),
        1 => (at(), 1usize..60).prop_map(|(at, length)| Damage::Repeat { at, length }),
        2 => at().prop_map(|line| Damage::DropLine { line }),
        2 => (at(), at()).prop_map(|(from, to)| Damage::MoveLine { from, to }),
    ]
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a share of a length")]
fn share(of: usize, at: f64) -> usize {
    (of as f64 * at) as usize
}

fn damaged(text: &str, damage: &Damage) -> String {
    let mut lines: Vec<&str> = text.split('\n').collect();
    let mut letters: Vec<char> = text.chars().collect();
    match damage {
        Damage::Value { line, value } => {
            let line = share(lines.len(), *line);
            let key = lines[line].split('=').next().unwrap_or_default();
            let changed = format!("{key}= {}", VALUES[*value]);
            lines[line] = &changed;
            lines.join("\n")
        }
        Damage::Insert { at, piece } => {
            let at = share(letters.len(), *at);
            letters.splice(at..at, PIECES[*piece].chars());
            letters.into_iter().collect()
        }
        Damage::Delete { at, length } => {
            let at = share(letters.len(), *at);
            letters.drain(at..(at + length).min(letters.len()));
            letters.into_iter().collect()
        }
        Damage::Repeat { at, length } => {
            let at = share(letters.len(), *at);
            let part = letters[at..(at + length).min(letters.len())].to_vec();
            letters.splice(at..at, part);
            letters.into_iter().collect()
        }
        Damage::DropLine { line } => {
            lines.remove(share(lines.len(), *line));
            lines.join("\n")
        }
        Damage::MoveLine { from, to } => {
            let line = lines.remove(share(lines.len(), *from));
            lines.insert(share(lines.len(), *to), line);
            lines.join("\n")
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(20_000))]

    #[test]
    fn twenty_thousand_damaged_scenarios_are_read_or_explained(
        base in 0..VALID.len(),
        damages in prop::collection::vec(damage(), 1..6),
    ) {
        let text = damages.iter().fold(VALID[base].to_owned(), |text, one| damaged(&text, one));
        check(text.as_bytes());
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(4_000))]

    #[test]
    fn any_bytes_are_refused_with_reasons(bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        check(&bytes);
    }

    #[test]
    fn any_text_of_the_format_is_read_or_explained(
        parts in prop::collection::vec(
            prop_oneof![
                (0..PIECES.len()).prop_map(|at| PIECES[at].to_owned()),
                (0..VALUES.len()).prop_map(|at| VALUES[at].to_owned()),
                "[a-z_]{1,12}",
            ],
            0..40,
        ),
    ) {
        check(parts.concat().as_bytes());
    }
}

/// Pages of nonsense as large as a document may be. Each takes about a second; the guard is far above
/// what a busy machine makes of that, and far below what a reader takes that looks at everything again
/// for every fault (4 MB squared).
#[test]
fn pages_of_nonsense_are_refused_without_hanging() {
    const GUARD_SECONDS: u64 = 100;
    let page = |start: &str, part: &str| start.to_owned() + &part.repeat(4_000_000 / part.len());
    let offer = "format = 1\n[[offers]]\nname = \"A\"\nbase_salary = 1\n";
    for text in [
        page("", "=\n"),
        page("a = ", "["),
        page("", "a={\n"),
        page("", "a=1\n"),
        page("", "[a]\n"),
        page("k", "k") + " = 1",
        page("format = 1\n", "[[offers]]\n"),
        page(offer, "[[offers.sign_on]]\namount=-1\npaid={at=0}\n"),
        page(&format!("{offer}grants=[{{vesting=["), "[1,1],") + "]}]",
        page(&format!("{offer}sign_on=[{{clawback={{causes=["), "\"layoff\",") + "]}}]",
    ] {
        let start = std::time::Instant::now();
        read_or_explained(text.as_bytes(), &[]);
        let elapsed = start.elapsed();
        assert!(elapsed.as_secs() < GUARD_SECONDS, "{}…: {elapsed:?}", &text[..60]);
    }
}
