//! Price files that a scenario refers to and that cannot be read at all. What is wrong inside one is in
//! `errors::models`.

use super::Folder;

const SCENARIO: &str = r#"format = 1

[stocks.ACME]
price = 50.00
expected_return = 0.04
model = { kind = "bootstrap", prices = "closes.csv" }

[[offers]]
name = "Acme"
base_salary = 150_000
"#;

fn beside_scenario() -> Folder {
    Folder::new().with("offer.toml", SCENARIO)
}

#[test]
fn no_file() {
    insta::assert_snapshot!(beside_scenario().refuses(&["run", "offer.toml"]));
}

#[test]
fn a_folder() {
    let folder = beside_scenario().with_folder("closes.csv");
    insta::assert_snapshot!(folder.refuses(&["check", "offer.toml"]));
}

#[test]
fn one_byte_over_64_mebibytes() {
    let folder = beside_scenario().with_zeros("closes.csv", (64 << 20) + 1);
    insta::assert_snapshot!(folder.refuses(&["check", "offer.toml"]));
}

/// No more than the limit is read of it.
#[test]
fn terabytes() {
    let folder = beside_scenario().with_zeros("closes.csv", 1 << 42);
    insta::assert_snapshot!(folder.refuses(&["run", "offer.toml", "--out", "out.txt"]));
}

#[test]
fn binary() {
    let bytes: Vec<u8> = (0..=255).cycle().skip(127).take(2_000).collect();
    let folder = beside_scenario().with("closes.csv", bytes);
    insta::assert_snapshot!(folder.refuses(&["run", "offer.toml"]));
}

#[test]
fn a_web_page() {
    let page = "<!DOCTYPE html>\n<html><body>Not found</body></html>\n";
    let folder = beside_scenario().with("closes.csv", page);
    insta::assert_snapshot!(folder.refuses(&["run", "offer.toml"]));
}

#[test]
fn a_long_header() {
    let folder = beside_scenario().with("closes.csv", "close".repeat(200_000));
    insta::assert_snapshot!(folder.refuses(&["run", "offer.toml"]));
}

/// Every faulty line is told up to ten, and how many more there are.
#[test]
fn faulty_lines() {
    let lines = (1..=28).map(|day| match day {
        3 => "03/01/2000,50\n".to_owned(),
        4 => "2000-01-04,null\n".to_owned(),
        5 => "2000-01-05,-50\n".to_owned(),
        6 => "2000-01-06,50,25\n".to_owned(),
        15..=23 => format!("2000-01-{day:02},\n"),
        _ => format!("2000-01-{day:02},50\n"),
    });
    let folder =
        beside_scenario().with("closes.csv", format!("date,close\n{}", lines.collect::<String>()));
    insta::assert_snapshot!(folder.refuses(&["check", "offer.toml"]));
}

/// The results must not go where the prices come from.
#[test]
fn the_output_over_the_prices() {
    let lines = (1..=20).map(|day| format!("2000-01-{day:02},{day}\n"));
    let folder =
        beside_scenario().with("closes.csv", format!("date,close\n{}", lines.collect::<String>()));
    insta::assert_snapshot!(folder.refuses(&["run", "offer.toml", "--out", "closes.csv"]));
}

#[test]
fn a_file_that_no_built_in_scenario_brings() {
    let set = "stocks.AMZN.model={ kind = \"bootstrap\", prices = \"prices/mine.csv\" }";
    insta::assert_snapshot!(Folder::new().refuses(&["--set", set]));
}
