//! What the core does not do: print, read files, clock or environment, or give up without a reason.
//! Only `cli` and `main.rs` touch the machine, and `web` listens.

use proc_macro2::LineColumn;

use super::reading::Reading;
use super::{File, found, kept, rust};

/// Printing belongs to `cli`.
const MACROS: [&str; 4] = ["print", "println", "eprint", "eprintln"];
/// So do the ways to the machine. `core::time::Duration` is a number and fine anywhere.
const MACHINE: [&[&str]; 8] = [
    &["std", "fs"],
    &["std", "env"],
    &["std", "time"],
    &["std", "process"],
    &["std", "io", "stdin"],
    &["std", "io", "stdout"],
    &["std", "io", "stderr"],
    &["std", "*"],
];
/// And the clocks, by whatever path they come.
const CLOCKS: [&str; 2] = ["Instant", "SystemTime"];
/// A socket is the business of `web` and `cli`.
const NETWORK: [&str; 2] = ["std", "net"];
/// A reason in `expect` says why the value is there; shorter texts do not.
const REASON: usize = 10;

fn isolation(files: &[File]) -> Vec<String> {
    let mut wrong = Vec::new();
    for file in rust(files, "src").filter(|file| file.path != "src/main.rs") {
        let reading = Reading::of(file);
        let module = reading.module.first().map_or("", String::as_str);
        let mut tell = |at: LineColumn, what: &str| {
            wrong.push(format!("{}:{}: `{what}` outside `cli`", file.path, at.line));
        };
        if module == "cli" {
            continue;
        }
        for name in reading.names() {
            let path: Vec<&str> = name.segments.iter().map(String::as_str).collect();
            let network = module != "web" && path.starts_with(&NETWORK);
            if network || MACHINE.iter().any(|way| path.starts_with(way)) {
                tell(name.at, &path.join("::"));
            }
        }
        for (index, token) in reading.tokens.iter().enumerate() {
            let text = token.text.as_str();
            let printing = MACROS.contains(&text) && reading.text(index + 1) == "!";
            if printing || CLOCKS.contains(&text) {
                tell(token.at, text);
            }
        }
    }
    wrong
}

fn reasons(files: &[File]) -> Vec<String> {
    let readings: Vec<_> = rust(files, "src").map(|file| (&file.path, Reading::of(file))).collect();
    let tests: Vec<_> = readings.iter().flat_map(|(_, reading)| reading.test_files()).collect();
    let mut wrong = Vec::new();
    for (path, reading) in &readings {
        if tests.iter().any(|test| reading.module.starts_with(test)) {
            continue;
        }
        for (index, token) in reading.tokens.iter().enumerate() {
            let called = index > 0 && matches!(reading.text(index - 1), "." | "::");
            let fault = match token.text.as_str() {
                "unwrap" => "`unwrap` gives no reason",
                "expect" if !reasoned(reading, index) => "`expect` without a reason in words",
                _ => continue,
            };
            if called && !reading.is_test(token.at) {
                wrong.push(format!("{path}:{}: {fault}", token.at.line));
            }
        }
    }
    wrong
}

/// Whether the `expect` at `index` is called with one string literal that is long enough.
fn reasoned(reading: &Reading, index: usize) -> bool {
    let literal = syn::parse_str::<syn::LitStr>(reading.text(index + 2));
    // rustfmt puts a long reason on a line of its own, with a comma behind it.
    reading.text(index + 1) == "("
        && matches!(reading.text(index + 3), ")" | ",")
        && literal.is_ok_and(|reason| reason.value().chars().count() > REASON)
}

#[test]
fn only_cli_touches_the_machine() {
    kept(isolation);
}

#[test]
fn nothing_gives_up_without_a_reason() {
    kept(reasons);
}

#[test]
fn control_touching_the_machine_is_flagged() {
    for text in [
        "fn f() { println!(\"x\"); }",
        "fn f() { eprintln!(\"x\"); }",
        "fn f() { std::eprint!(\"x\"); }",
        "use std::fs;",
        "use std::{fmt, fs::File};",
        "use ::std::env::var;",
        "fn f() -> u32 { std::process::id() }",
        "use std::time::Duration;",
        "use std::io::{self, stdout};",
        "use std as everything;",
        "use std::*;",
        "use quanta::Instant;",
        "fn f() { let _ = SystemTime::now(); }",
        "fn f() { log(format!(\"{:?}\", std::env::args())); }",
        "#[cfg(test)] mod tests { use std::fs; }",
        "use std::net::TcpListener;",
    ] {
        assert_eq!(found(isolation, &[("src/study/shard.rs", text)]), 1, "{text}");
        assert_eq!(found(isolation, &[("src/cli/run.rs", text)]), 0, "cli may: {text}");
    }
    assert_eq!(found(isolation, &[("src/web/listener.rs", "use std::fs;")]), 1);
    assert_eq!(found(isolation, &[("src/lib.rs", "fn f() { println!(); }")]), 1);
}

#[test]
fn control_pure_code_passes() {
    for text in [
        "use std::{fmt, io::{self, Write}}; use core::time::Duration;",
        "fn f(out: &mut impl io::Write) -> io::Result<()> { writeln!(out, \"println!\") }",
        "//! Never calls `println!` or [`std::fs`].\n// std::env::var\nfn f() {}",
        "const NAME: &str = env!(\"CARGO_PKG_NAME\"); fn instant(print: f64) -> f64 { print }",
    ] {
        assert_eq!(found(isolation, &[("src/report/text.rs", text)]), 0, "{text}");
    }
    assert_eq!(found(isolation, &[("src/web/listener.rs", "use std::net::TcpListener;")]), 0);
    assert_eq!(found(isolation, &[("src/main.rs", "fn main() { std::process::exit(1) }")]), 0);
    assert_eq!(found(isolation, &[("benches/engine.rs", "use std::time::Instant;")]), 0);
}

#[test]
fn control_giving_up_is_flagged() {
    for text in [
        "fn f(x: Option<u8>) -> u8 { x.unwrap() }",
        "fn f(x: Vec<Option<u8>>) -> Vec<u8> { x.into_iter().map(Option::unwrap).collect() }",
        "fn f(x: Option<u8>) { g(format!(\"{}\", x.unwrap())) }",
        "fn f(x: Option<u8>) -> u8 { x.expect(\"present\") }",
        "fn f(x: Option<u8>) -> u8 { x.expect(&format!(\"a reason of {} words\", 5)) }",
        "fn f(x: R) -> u8 { x.expect(\"a reason in words \".trim()) }",
        "const WHY: &str = \"the list is never empty\"; fn f(x: R) -> u8 { x.expect(WHY) }",
        "#[cfg(not(test))] mod real { fn f(x: Option<u8>) -> u8 { x.unwrap() } }",
        "#[cfg(any(test, unix))] fn f(x: Option<u8>) -> u8 { x.unwrap() }",
        "#[cfg(test)] mod tests {} fn f(x: Option<u8>) -> u8 { x.unwrap() }",
    ] {
        assert_eq!(found(reasons, &[("src/offer/bonus.rs", text)]), 1, "{text}");
    }
}

#[test]
fn control_reasons_and_tests_pass() {
    for text in [
        "fn f(x: Option<u8>) -> u8 { x.expect(\"the list is never empty\") }",
        "fn f(x: Option<u8>) -> u8 {\n    x.expect(\n        \"the list is never empty\",\n    )\n}",
        "fn f(x: Option<u8>) -> u8 { x.unwrap_or(1) + x.unwrap_or_default() }",
        "#[cfg(test)] mod tests { fn f(x: Option<u8>) -> u8 { x.unwrap() } }",
        "#[cfg(all(test, unix))] fn f(x: Option<u8>) -> u8 { x.unwrap() }",
        "#[test] fn f() { Some(1).unwrap(); }",
        "/// Call `.unwrap()`.\n#[expect(dead_code)]\nfn f() -> &'static str { \".unwrap()\" }",
    ] {
        assert_eq!(found(reasons, &[("src/offer/bonus.rs", text)]), 0, "{text}");
    }
    let outlying = "fn f(x: Option<u8>) -> u8 { x.unwrap() }";
    let declared = ("src/offer/mod.rs", "#[cfg(test)] mod tests;");
    assert_eq!(found(reasons, &[declared, ("src/offer/tests.rs", outlying)]), 0);
    assert_eq!(found(reasons, &[declared, ("src/offer/other.rs", outlying)]), 1);
}
