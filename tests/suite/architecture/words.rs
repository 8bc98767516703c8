//! Words that are not committed: stand-ins for work not done, and paths of somebody's machine.
//! The needles are put together here, so that this file does not hold what it looks for.

use super::{File, found, kept};

/// Macros that stand in for code, and notes that stand in for work.
fn needles() -> Vec<String> {
    let macros = ["todo", "unimplemented", "dbg"].map(|name| format!("{name}!"));
    let notes = [["TO", "DO"], ["FIX", "ME"], ["X", "XX"], ["HA", "CK"]].map(|part| part.concat());
    // A folder at the root of somebody's disk; as part of an address it is innocent.
    let folders = ["home", "root", "tmp", "work", "Users"].map(|name| format!("/{name}/"));
    [&macros[..], &notes, &folders].concat()
}

fn forbidden(files: &[File]) -> Vec<String> {
    let needles = needles();
    let mut wrong = Vec::new();
    for file in files {
        for (index, line) in file.text.lines().enumerate() {
            let held = needles.iter().filter(|needle| holds(line, needle));
            wrong.extend(held.map(|needle| format!("{}:{}: {needle}", file.path, index + 1)));
        }
    }
    wrong
}

/// Whether the line holds the needle as a word of its own, not as a part of a longer one.
fn holds(line: &str, needle: &str) -> bool {
    let joins = |letter: char| letter.is_alphanumeric() || letter == '_';
    let open = needle.ends_with(joins);
    line.match_indices(needle).any(|(start, _)| {
        let (before, after) = (&line[..start], &line[start + needle.len()..]);
        !(before.ends_with(joins) || open && after.starts_with(joins))
    })
}

#[test]
fn no_forbidden_word_is_committed() {
    kept(forbidden);
}

#[test]
fn control_every_needle_is_flagged_in_every_kind_of_file() {
    for needle in needles() {
        for path in ["src/a.rs", "tests/golden/a/in.toml", "scenarios/a.toml", "README.md"] {
            for text in [format!("{needle}\n"), format!("x\n// ({needle}: y)\n")] {
                assert_eq!(found(forbidden, &[(path, &text)]), 1, "{path}: {text}");
            }
        }
    }
}

#[test]
fn control_parts_of_other_words_pass() {
    for needle in needles() {
        let inside = format!("see x{needle}y and _{needle}_");
        assert_eq!(found(forbidden, &[("README.md", &inside)]), 0, "{inside}");
    }
    for note in needles().iter().filter(|needle| needle.ends_with(char::is_alphabetic)) {
        assert_eq!(found(forbidden, &[("README.md", &format!("{note}S"))]), 0, "{note}S");
    }
    let innocent = "https://example.org/home/page hackneyed todo list, fix me, xxx, work/of/art";
    assert_eq!(found(forbidden, &[("README.md", innocent)]), 0);
}
