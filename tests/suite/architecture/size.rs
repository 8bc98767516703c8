//! How long files and functions get, and the sentence every source file opens with.

use super::reading::Reading;
use super::{File, found, kept, rust};

/// A longer file is two files.
const FILE: usize = 500;
/// Half of the source files are no longer than this.
const MEDIAN: usize = 200;
/// `main.rs` stays under this.
const MAIN: usize = 40;
/// A longer function is two functions; the share, in percent, that may be longer all the same.
const FUNCTION: usize = 60;
const SHARE: usize = 2;
/// Fewer words are a title, not a sentence.
const SENTENCE: usize = 4;

/// Data tables that may be longer than a file should be, each with its reason.
const TABLES: [(&str, &str); 0] = [];

fn files(files: &[File]) -> Vec<String> {
    lengths(files, &TABLES)
}

fn lengths(files: &[File], tables: &[(&str, &str)]) -> Vec<String> {
    let mut wrong = Vec::new();
    for file in ["src", "tests/suite", "benches"].iter().flat_map(|folder| rust(files, folder)) {
        let lines = file.text.lines().count();
        let exempt = tables.iter().any(|&(path, _)| path == file.path);
        if lines > FILE && !exempt {
            wrong.push(format!("{}: {lines} lines, more than {FILE}", file.path));
        } else if lines <= FILE && exempt {
            wrong.push(format!("{}: {lines} lines need no exemption", file.path));
        }
        if file.path == "src/main.rs" && lines >= MAIN {
            wrong.push(format!("src/main.rs: {lines} lines, not under {MAIN}"));
        }
    }
    let mut source: Vec<usize> = rust(files, "src").map(|file| file.text.lines().count()).collect();
    source.sort_unstable();
    let median = source.get(source.len() / 2).copied().unwrap_or(0);
    if median > MEDIAN {
        wrong.push(format!("src: the median file has {median} lines, more than {MEDIAN}"));
    }
    wrong
}

fn functions(files: &[File]) -> Vec<String> {
    let (mut count, mut long) = (0, Vec::new());
    for file in rust(files, "src") {
        for function in Reading::of(file).functions {
            count += 1;
            if function.lines > FUNCTION {
                let (path, line) = (&file.path, function.line);
                long.push(format!("{path}:{line}: `{}`, {} lines", function.name, function.lines));
            }
        }
    }
    if long.len() * 100 <= count * SHARE {
        return Vec::new();
    }
    let shown = format!("{} of {count} functions have more than {FUNCTION} lines:", long.len());
    long.insert(0, shown);
    long
}

/// The first paragraph of the `//!` block a file must open with is a sentence.
fn headers(files: &[File]) -> Vec<String> {
    let faulty = rust(files, "src").filter(|file| {
        let doc = file.text.lines().map_while(|line| line.strip_prefix("//!"));
        let paragraph: Vec<&str> = doc.map(str::trim).take_while(|line| !line.is_empty()).collect();
        let text = paragraph.join(" ");
        let ends = text.trim_end_matches([')', '*', '"']).ends_with(['.', ':', '!', '?']);
        text.starts_with('#') || !ends || text.split_whitespace().count() < SENTENCE
    });
    faulty.map(|file| format!("{}: does not open with a `//!` sentence", file.path)).collect()
}

#[test]
fn files_are_short() {
    kept(files);
}

#[test]
fn functions_are_short() {
    kept(functions);
}

#[test]
fn source_files_say_what_they_own() {
    kept(headers);
}

#[test]
fn every_exemption_is_of_a_file_and_has_a_reason() {
    for (path, reason) in TABLES {
        assert!(super::TREE.iter().any(|file| file.path == path), "{path} is gone");
        assert!(reason.split_whitespace().count() >= SENTENCE, "{path}: why?");
    }
}

#[test]
fn control_long_files_are_flagged() {
    let long = "//\n".repeat(FILE + 1);
    let limit = "//\n".repeat(FILE);
    for path in ["tests/suite/naive.rs", "tests/suite/a/b.rs", "benches/engine.rs"] {
        assert_eq!(found(files, &[(path, &long)]), 1, "{path}");
        assert_eq!(found(files, &[(path, &limit)]), 0, "{path}");
    }
    assert_eq!(found(files, &[("src/a.rs", "//"), ("src/b.rs", "//"), ("src/c.rs", &long)]), 1);
    assert_eq!(found(files, &[("tests/golden/a/output.md", &long)]), 0, "not Rust");
    let tables = [("benches/table.rs", "published values, a line each")];
    let exempted = |all: &[File]| lengths(all, &tables);
    assert_eq!(found(exempted, &[("benches/table.rs", &long)]), 0);
    assert_eq!(found(exempted, &[("benches/table.rs", &limit)]), 1, "an idle exemption");
}

#[test]
fn control_a_long_median_and_a_long_main_are_flagged() {
    let (half, more) = ("//\n".repeat(MEDIAN), "//\n".repeat(MEDIAN + 1));
    assert_eq!(found(files, &[("src/a.rs", "//"), ("src/b.rs", &more), ("src/c.rs", &more)]), 1);
    assert_eq!(found(files, &[("src/a.rs", "//"), ("src/b.rs", &half), ("src/c.rs", &more)]), 0);
    assert_eq!(found(files, &[("src/main.rs", &"//\n".repeat(MAIN))]), 1);
    assert_eq!(found(files, &[("src/main.rs", &"//\n".repeat(MAIN - 1))]), 0);
}

/// A function of so many lines, signature and closing brace included.
fn function(lines: usize) -> String {
    format!("/// Doc.\n#[inline]\nfn f() {{\n{}}}\n", "    g();\n".repeat(lines - 2))
}

#[test]
fn control_long_functions_are_flagged_beyond_their_share() {
    let (longest, long) = (function(FUNCTION), function(FUNCTION + 1));
    let method = format!("impl S {{\n{long}}}\ntrait T {{\n{long}}}\n");
    assert_eq!(found(functions, &[("src/a.rs", &longest)]), 0, "docs and attributes are free");
    assert_eq!(found(functions, &[("src/a.rs", &long)]), 2, "the share and the offender");
    assert_eq!(found(functions, &[("src/a.rs", &method)]), 3, "methods and defaults count");
    assert_eq!(found(functions, &[("tests/suite/a.rs", &long)]), 0, "src only");
    let (forty_nine, forty_eight) = ("fn f() {}\n".repeat(49), "fn f() {}\n".repeat(48));
    assert_eq!(found(functions, &[("src/a.rs", &long), ("src/b.rs", &forty_nine)]), 0, "1 of 50");
    assert_eq!(found(functions, &[("src/a.rs", &long), ("src/b.rs", &forty_eight)]), 2, "1 of 49");
}

#[test]
fn control_headers() {
    let flagged = [
        "",
        "fn f() {}",
        "// Owns the market and nothing else.",
        "/// Owns the market and nothing else.\nfn f() {}",
        "//! The market.",
        "//! # How stock prices move.",
        "//! Owns the market and nothing else",
        "use a::b;\n//! Owns the market and nothing else.",
    ];
    for text in flagged {
        assert_eq!(found(headers, &[("src/main.rs", text)]), 1, "{text}");
    }
    for text in [
        "//! Owns the market and nothing else.",
        "//! Owns the market, and leaves\n//! exits to others.\n//!\n//! # More",
    ] {
        assert_eq!(found(headers, &[("src/market/mod.rs", text)]), 0, "{text}");
    }
    for path in ["tests/suite/a.rs", "srcs/a.rs", "src/a.md"] {
        assert_eq!(found(headers, &[(path, "fn f() {}")]), 0, "{path}: src only, and Rust");
    }
}
