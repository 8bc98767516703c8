//! The command as its users meet it: whole screens, files, exit codes.

use std::fs;

use serde_json::Value;

use crate::support::{json, plain_default, screen, screen_with_input};

/// The shipped scenario with few runs.
const RUNS: [&str; 2] = ["--runs", "8_192"];

fn with(arguments: &[&str]) -> String {
    let screen = screen(&[&["solve"], arguments, &RUNS].concat());
    assert_eq!(screen.code, 0, "{}", screen.talk);
    assert!(screen.talk.contains(" in "), "the time is talk: {}", screen.talk);
    screen.out
}

#[test]
fn the_default_question_is_a_screen() {
    insta::assert_snapshot!("solve", with(&[]));
    insta::assert_snapshot!("help-solve", screen(&["solve", "--help"]).out);
}

#[test]
fn every_kind_of_answer_is_a_screen() {
    let baseline = ["--until", "p50=baseline"];
    let never = ["--until", "probability_walk_away=95%", "--vary", "grants.0.value", "base_salary"];
    let always = ["--until", "p05=50_000", "--vary", "sign_on.0.amount", "sign_on.1.amount"];
    let fraction = ["--until", "mean>=1_300_000", "--vary", "annual_raise", "bonus.target"];
    let all = [&baseline[..], &never, &always, &fraction]
        .map(|arguments| format!("$ vestrisk solve {}\n{}", arguments.join(" "), with(arguments)));
    insta::assert_snapshot!("solve-kinds", all.join("\n"));
}

#[test]
fn csv_and_json_have_the_same_asks() {
    let asked = ["solve", "--quiet", "--until", "mean=1_300_000", "--runs", "2_048"];
    let document = json(&[&asked[..], &["--format", "json"]].concat());
    assert_eq!(
        (document["command"].as_str(), document["met"].as_bool()),
        (Some("solve"), Some(true))
    );
    assert_eq!(document["goal"]["metric"], "mean");
    assert_eq!(document["goal"]["target"]["value"], 1_300_000.0);
    let text = screen(&[&asked[..], &["--format", "csv"]].concat()).out;
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    let cell = |measure: &str, metric: &str, column: usize| {
        let row = rows.iter().find(|row| &row[2] == measure && &row[3] == metric);
        row.map_or_else(|| panic!("{measure} {metric}"), |row| row[column].to_owned())
    };
    let number = |cell: String| cell.parse::<f64>().ok();
    assert!(document["now"]["value"].is_number());
    assert_eq!(number(cell("now", "mean", 4)), document["now"]["value"].as_f64());
    assert_eq!(number(cell("target", "mean", 4)), Some(1_300_000.0));
    let asks = document["asks"].as_array().expect("asks");
    assert_eq!(asks.len(), 4);
    for ask in asks {
        let measure = format!("ask.{}", ask["path"].as_str().expect("a path"));
        for (metric, value) in [
            ("current", &ask["current"]),
            ("value", &ask["value"]["value"]),
            ("change", &ask["change"]),
            ("reached", &ask["reached"]["value"]),
        ] {
            assert!(value.is_number(), "{metric}: {ask}");
            assert_eq!(number(cell(&measure, metric, 4)), value.as_f64(), "{measure}");
        }
        assert_eq!(cell(&measure, "met", 4), "1");
        assert_eq!(number(cell(&measure, "value", 5)), ask["value"]["std_error"].as_f64());
    }
}

/// Out of reach is an answer: exit code 0 and `met` false, with the best.
#[test]
fn out_of_reach_is_an_answer() {
    let found = json(&[
        "solve",
        "--until",
        "probability_walk_away=0.95",
        "--vary",
        "grants.0.value",
        "--runs",
        "2_048",
        "--format",
        "json",
        "--quiet",
    ]);
    assert_eq!(found["met"], Value::Bool(false));
    let ask = &found["asks"][0];
    assert!(ask["value"].is_null() && ask["change"].is_null(), "{ask}");
    assert!(ask["best"].as_f64().is_some_and(|best| best > 650_000.0), "{ask}");
    assert!(ask["reached"]["value"].as_f64().is_some_and(|best| best < 0.95), "{ask}");
}

#[test]
fn results_go_to_a_file_and_standard_input_is_read() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("asks.txt");
    let out = file.to_str().expect("a path in UTF-8");
    let text = plain_default();
    let arguments = ["solve", "-", "--runs", "1_000", "--until", "mean=1_300_000", "--quiet"];
    let shown = screen_with_input(&arguments, &text);
    let written = screen_with_input(&[&arguments[..], &["--out", out]].concat(), &text);
    assert_eq!((shown.code, written.code, written.out.as_str()), (0, 0, ""));
    assert_eq!(fs::read_to_string(file).expect("the file"), shown.out);
    assert_eq!(shown.talk, "");
    // A value given is what stands: from there the same ask is another change.
    let set =
        ["--set", "offers.0.base_salary=200_000", "--format", "json", "--vary", "base_salary"];
    let set = screen_with_input(&[&arguments[..], &set].concat(), &text);
    let document: Value = serde_json::from_str(&set.out).expect("JSON");
    assert_eq!(document["asks"][0]["current"], 200_000.0, "{}", set.talk);
}
