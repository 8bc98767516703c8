//! What the rows say, and that every format says the same.

use std::collections::HashSet;

use serde_json::Value;
use sha2::{Digest, Sha256};

use super::{CASES, Folder, OFFERS, column, rows};
use crate::support::{screen_with_input, vestrisk};

#[test]
fn names_and_values_read_back_as_they_were() {
    let folder = Folder::new();
    folder.run(&["--out", "all.csv"]);
    let rows = folder.rows("all.csv");
    assert_eq!(rows.len(), 1 + CASES * OFFERS.len());
    let [first, second, third] = OFFERS;
    let offers = [format!("'{first}"), format!("'{second}"), format!("'{third}")];
    let notes = ["'=1+1", "two\nlines, \"quoted\"", "''@home", "'\tTab ☕"];
    for (at, row) in rows[1..].iter().enumerate() {
        let case = at / OFFERS.len();
        assert_eq!(row[0], (case + 1).to_string());
        assert_eq!(row[1], ["0.2", "0.45"][case / 12]);
        assert_eq!(row[2], notes[case / 3 % 4]);
        assert_eq!(row[3], ["90000", "100000", "110000"][case % 3]);
        assert_eq!(row[4], offers[at % OFFERS.len()]);
        assert_eq!(row[5..7], ["64", "5"]);
    }
    let names = rows[0].iter().map(String::as_str).collect::<HashSet<_>>();
    assert_eq!(names.len(), rows[0].len(), "no column twice");
}

/// The rows are what the other commands say, figure by figure, and an absent statistic is an empty cell.
#[test]
fn a_case_is_what_a_run_of_it_says() {
    let folder = Folder::new();
    folder.run(&["--out", "all.csv"]);
    let table = folder.rows("all.csv");
    let mut command = vestrisk();
    let sets = [
        "stocks.S.model.volatility=0.45",
        "offers.0.base_salary=110_000",
        "offers.1.base_salary=110_000",
    ];
    command.current_dir(folder.0.path()).args(["run", "offer.toml", "--format", "csv", "--quiet"]);
    command.args(sets.iter().flat_map(|set| ["--set", set]));
    let run = rows(&command.output().expect("it runs").stdout);
    let last = table.len() - OFFERS.len();
    let mut compared = 0;
    for (at, name) in table[0].iter().enumerate().skip(7).filter(|(_, name)| !name.ends_with("_se"))
    {
        let of_pay = |name: &str| ("pay".to_owned(), name.to_owned());
        let (measure, metric) = match name.as_str() {
            "probability_ahead" => ("difference".to_owned(), name.clone()),
            "exit_stayed" => ("exit.stayed".to_owned(), "value".to_owned()),
            "clawback_probability" => ("clawback".to_owned(), "probability".to_owned()),
            name => match (name.strip_prefix("pv_"), name.strip_prefix("difference_")) {
                (Some(metric), _) => ("present_value".to_owned(), metric.to_owned()),
                (_, Some(metric)) => ("difference".to_owned(), metric.to_owned()),
                _ => of_pay(name),
            },
        };
        for row in &table[last..] {
            let found =
                run.iter().find(|of| of[1] == row[4] && of[2] == measure && of[3] == metric);
            // The baseline is compared with nothing.
            let (value, error) = found.map_or(("", ""), |of| (of[4].as_str(), of[5].as_str()));
            assert_eq!(row[at], value, "{name} of {}", row[4]);
            if table[0].get(at + 1).is_some_and(|next| *next == format!("{name}_se")) {
                assert_eq!(row[at + 1], error, "{name} of {}", row[4]);
            }
            compared += usize::from(!value.is_empty());
        }
    }
    assert_eq!(
        compared,
        3 * (14 + 1 + 14 + 2) + 2 * (14 + 1),
        "figures of all offers, and of two compared"
    );
}

#[test]
fn json_lines_are_the_rows() {
    let folder = Folder::new();
    folder.run(&["--out", "all.csv", "--jsonl", "all.jsonl"]);
    let table = folder.rows("all.csv");
    let text = folder.text("all.jsonl");
    let lines: Vec<Value> =
        text.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    assert_eq!(lines.len(), table.len() - 1);
    for (line, row) in lines.iter().zip(&table[1..]) {
        let object = line.as_object().expect("an object");
        assert!(object.keys().eq(&table[0]), "the keys are the header");
        for (value, cell) in object.values().zip(row) {
            match value {
                Value::Null => assert_eq!(cell, ""),
                Value::Number(number) => {
                    assert_eq!(number.as_f64(), cell.parse().ok(), "the same number");
                }
                Value::String(text) => assert_eq!(*cell, vestrisk::report::csv::safe_text(text)),
                other => panic!("{other}"),
            }
        }
    }
    let of =
        |key: &str| lines.iter().map(|line| line[key].as_str().expect("text")).collect::<Vec<_>>();
    assert!(
        of("offer").chunks(OFFERS.len()).all(|names| names == OFFERS),
        "names without apostrophe"
    );
    let notes: HashSet<&str> = of("notes").into_iter().collect();
    assert_eq!(notes, HashSet::from(["=1+1", "two\nlines, \"quoted\"", "'@home", "\tTab ☕"]));
}

#[test]
fn some_metrics_and_offers_are_columns_and_rows_of_all() {
    let folder = Folder::new();
    folder.run(&["--out", "all.csv"]);
    let all = folder.rows("all.csv");
    // In whatever order they are asked for; a name with commas as it stands, or quoted in a list.
    let metrics = ["--metrics", "difference_p50,sd,exit_stayed,mean"];
    for offers in [
        &["--offers", "'+quoted", "--offers", "-minus, @at"][..],
        &["--offers", "\"-minus, @at\",'+quoted"],
    ] {
        folder.run(&[&["--out", "some.csv"], &metrics[..], offers].concat());
        let some = folder.rows("some.csv");
        assert_eq!(
            some[0][7..],
            [
                "mean",
                "mean_se",
                "sd",
                "difference_p50",
                "difference_p50_se",
                "exit_stayed",
                "exit_stayed_se"
            ]
        );
        assert_eq!(some.len(), 1 + CASES * 2);
        for name in &some[0] {
            let whole: Vec<&str> = column(&all, name);
            let kept = whole.chunks(OFFERS.len()).flat_map(|case| case[1..].iter().copied());
            assert!(kept.eq(column(&some, name)), "{name}");
        }
    }
}

#[test]
fn the_manifest_describes_the_file_beside_it() {
    let folder = Folder::new();
    folder.run(&["--out", "all.csv", "--runs", "32", "--threads", "1"]);
    let (bytes, manifest) = (folder.read("all.csv"), folder.manifest("all.csv"));
    assert_eq!(manifest.file.name, "all.csv");
    assert_eq!(manifest.file.bytes, bytes.len() as u64);
    let digest = Sha256::digest(&bytes);
    let digest = digest.iter().fold(String::new(), |text, byte| format!("{text}{byte:02x}"));
    assert_eq!(manifest.file.sha256, digest);
    assert_eq!((manifest.runs, manifest.seed, manifest.threads), (32, 5, 1));
    assert_eq!(manifest.rows, (CASES * OFFERS.len()) as u64);
    assert_eq!(manifest.identity.offers, OFFERS);
    let header = &folder.rows("all.csv")[0];
    assert!(manifest.identity.columns.iter().map(|column| &column.name).eq(header));
    assert_eq!(
        manifest.command,
        "vestrisk study run study.toml --out all.csv --runs 32 --threads 1"
    );
    let utc = regex_like(&manifest.started);
    assert_eq!(utc, "dddd-dd-ddTdd:dd:ddZ");
    assert!(manifest.wall_seconds > 0.0);
}

/// A text with every digit as `d`.
fn regex_like(text: &str) -> String {
    text.chars().map(|letter| if letter.is_ascii_digit() { 'd' } else { letter }).collect()
}

#[test]
fn standard_output_takes_the_same_rows_and_nothing_stands_beside() {
    let folder = Folder::new();
    folder.run(&["--out", "all.csv", "--jsonl", "all.jsonl"]);
    let before = folder.names();
    let shown = folder.study(&["run", "study.toml", "--out", "-", "--quiet"]);
    assert_eq!((shown.code, shown.talk.as_str()), (0, ""));
    assert_eq!(shown.out, folder.text("all.csv"));
    let shown =
        folder.study(&["run", "study.toml", "--out", "again.csv", "--jsonl", "-", "--quiet"]);
    assert_eq!(shown.out, folder.text("all.jsonl"));
    let new = ["again.csv".to_owned(), "again.csv.manifest.json".to_owned()];
    assert_eq!(folder.names(), [&new[..], &before].concat());
}

#[test]
fn a_study_is_read_from_standard_input_relative_to_the_folder() {
    let text =
        super::STUDY.replace("offer.toml", "bedrock-seattle").replace("stocks.S.", "stocks.AMZN.");
    let shown = screen_with_input(
        &["study", "run", "-", "--out", "-", "--runs", "32", "--metrics", "mean", "--quiet"],
        &text,
    );
    assert_eq!((shown.code, shown.talk.as_str()), (0, ""));
    assert_eq!(rows(shown.out.as_bytes()).len(), 1 + CASES * 2);
}

#[test]
fn single_runs_are_written_only_when_asked() {
    let folder = Folder::new();
    folder.run(&["--out", "all.csv", "--runs-csv", "runs"]);
    let names: Vec<String> = {
        let entries = std::fs::read_dir(folder.path("runs")).expect("the folder");
        let mut names: Vec<String> = entries
            .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    };
    let expected: Vec<String> = (1..=CASES).map(|case| format!("case-{case:06}.csv")).collect();
    assert_eq!(names, expected);
    let table = folder.rows("all.csv");
    let means = column(&table, "mean");
    for case in [0, CASES - 1] {
        let runs = folder.rows(&format!("runs/{}", names[case]));
        assert_eq!(runs.len(), 1 + 64 * OFFERS.len());
        let totals: Vec<f64> =
            column(&runs, "total").iter().map(|total| total.parse().expect("a number")).collect();
        for offer in 0..OFFERS.len() {
            let of: f64 = totals.iter().skip(offer).step_by(OFFERS.len()).sum();
            let mean: f64 = means[case * OFFERS.len() + offer].parse().expect("a number");
            // Totals are written to the cent.
            assert!((of / 64.0 - mean).abs() <= 0.005 + 1e-6, "case {case}, offer {offer}");
        }
    }
}

/// Other readers see the same names and numbers. `.ci/run` gives the interpreter, with pandas and `DuckDB`; elsewhere the
/// plain csv module of any Python 3 is asked, and a machine without one is told.
#[test]
fn python_reads_names_and_numbers_back() {
    let folder = Folder::new();
    let parquet: &[&str] =
        if cfg!(feature = "parquet") { &["--parquet", "all.parquet"] } else { &[] };
    folder.run(&[&["--out", "all.csv", "--jsonl", "all.jsonl"], parquet].concat());
    let named = std::env::var_os("VESTRISK_PYTHON");
    let readers = if named.is_some() { "csv,pandas,duckdb" } else { "csv" };
    let python = named.clone().unwrap_or_else(|| "python3".into());
    let script = crate::support::project_file("tests/suite/study/tables/readers.py");
    let mut command = std::process::Command::new(&python);
    command
        .arg("-B")
        .arg(script)
        .arg(readers)
        .arg(folder.path("all.csv"))
        .arg(folder.path("all.jsonl"));
    if cfg!(feature = "parquet") {
        command.arg(folder.path("all.parquet"));
    }
    match command.output() {
        Ok(output) => {
            let talk = String::from_utf8_lossy(&output.stderr);
            assert!(output.status.success(), "{talk}");
            let rows = CASES * OFFERS.len();
            let said = String::from_utf8_lossy(&output.stdout);
            assert_eq!(said, format!("{readers}: {rows} rows alike\n"));
        }
        Err(error) if named.is_none() => eprintln!("not asked: no python3 here ({error})"),
        Err(error) => panic!("VESTRISK_PYTHON: {}: {error}", python.display()),
    }
}
