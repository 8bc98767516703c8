//! The command: whole screens, the same bytes on every number of threads, runs that replay, refusals.

use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

use super::{ONLY_CLAWBACKS, ONLY_STOCK};
use crate::support::{Screen, json, project_file, screen, screen_with_input, vestrisk};

/// What a tail says, in JSON.
fn tail(arguments: &[&str]) -> Value {
    json(&[&["tail"], arguments, &["--format", "json", "--quiet"]].concat())
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("a number, not {value}"))
}

#[test]
fn screens_are_read() {
    let shown = |name: &str, arguments: &[&str], input: &str| {
        let screen = screen_with_input(&[&["tail"], arguments, &["--quiet"]].concat(), input);
        assert_eq!((screen.code, screen.talk.as_str()), (0, ""), "{name}");
        insta::assert_snapshot!(name, screen.out);
    };
    shown("tail", &["--runs", "32_768"], "");
    shown("tail-clawbacks", &["-"], ONLY_CLAWBACKS);
    shown("tail-stock", &["-"], ONLY_STOCK);
    shown("tail-nobody", &["scenarios/golden-no-exit.toml"], "");
    shown("tail-few-runs", &["guide-band", "--runs", "500", "--offer", "Amazon, 5/15/40/40"], "");
    insta::assert_snapshot!("help-tail", screen(&["tail", "--help"]).out);
}

#[test]
fn every_thread_count_gives_the_same_bytes() {
    let with = |threads: &str, format: &str| {
        let arguments = ["tail", "--runs", "5_000", "--threads", threads, "--format", format];
        screen(&[&arguments[..], &["--quiet"]].concat()).out
    };
    for format in ["text", "json", "csv"] {
        let one = with("1", format);
        assert!(!one.is_empty());
        for threads in ["2", "3"] {
            assert_eq!(one, with(threads, format), "{threads} threads");
        }
    }
}

/// Under every sampler and treatment of exits: shares add to one, and with sampled exits the mean of the tail is the one of
/// `run`.
#[test]
fn every_method_is_taken_apart() {
    for sampler in ["random", "antithetic", "sobol"] {
        for exits in ["sampled", "integrated"] {
            let method = ["--sampler", sampler, "--exits", exits, "--runs", "4096"];
            let tail = tail(&method);
            assert_eq!(tail["simulation"]["exits"], "sampled");
            let notes = tail["notes"].as_array().expect("notes").len();
            assert_eq!(notes, usize::from(exits == "integrated"));
            let run = json(&[&["run"], &method[..], &["--format", "json", "--quiet"]].concat());
            let offers = tail["offers"].as_array().expect("offers").iter();
            for (offer, of_run) in offers.zip(run["offers"].as_array().expect("offers")) {
                let causes = offer["causes"].as_array().expect("causes");
                let sum =
                    |key: &str| causes.iter().map(|part| number(&part[key]["value"])).sum::<f64>();
                assert!((sum("share") - 1.0).abs() < 1e-9, "{sampler} {exits}");
                assert!((sum("dollars") - number(&offer["shortfall"]["value"])).abs() < 1e-4);
                assert_eq!(offer["letter_total"], of_run["letter"]["total"]);
                let mean = number(&offer["expected_shortfall"]["value"]);
                let wanted = number(&of_run["pay"]["expected_shortfall"]["value"]);
                let cent = (mean - wanted).abs() <= 0.005;
                assert!(cent || exits == "integrated", "{sampler} {exits}: {mean} {wanted}");
            }
        }
    }
}

/// Runs a command line as a shell does.
fn shell(command: &str) -> Screen {
    let binary = Path::new(env!("CARGO_BIN_EXE_vestrisk")).parent().expect("a folder");
    let path = std::env::var("PATH").unwrap_or_default();
    let mut shell = Command::new("sh");
    shell.args(["-c", command]).current_dir(project_file(""));
    Screen::of(shell.env("PATH", format!("{}:{path}", binary.display())))
}

/// Each run shown is in the tail, once, and its command replays it: the same pay, exit and clawback.
#[test]
fn the_runs_shown_are_in_the_tail_and_replay() {
    let set = "offers.\"Even vesting\".sign_on.0.amount=70_000";
    let flags = ["scenarios/bedrock-seattle.toml", "--set", set, "--seed", "5", "--runs", "4096"];
    let method = ["--sampler", "antithetic", "--exits", "integrated"];
    let folder = tempfile::tempdir().expect("a temporary folder");
    let dump = folder.path().join("runs.csv");
    let dump = dump.to_str().expect("a path in UTF-8");
    let dumped = ["run", "--runs-csv", dump, "--quiet"];
    assert_eq!(screen(&[&dumped[..], &flags, &method].concat()).code, 0);
    let mut rows = csv::Reader::from_path(dump).expect("the dump");
    let rows: Vec<csv::StringRecord> = rows.records().map(|row| row.expect("a row")).collect();
    let tail = tail(&[&flags[..], &method].concat());
    for (at, offer) in tail["offers"].as_array().expect("offers").iter().enumerate() {
        let pay = |row: &csv::StringRecord| row[12].parse::<f64>().expect("a pay");
        let mut pays: Vec<f64> =
            rows.iter().filter(|row| offer["name"] == row[1]).map(pay).collect();
        vestrisk::statistics::sort(&mut pays);
        let shown = offer["representatives"].as_array().expect("runs");
        assert_eq!(shown.len(), 3);
        for run in shown {
            assert!(number(&run["pay"]) <= pays[205] + 0.005, "in the lowest 204.8 of 4,096");
            let command = run["command"].as_str().expect("a command");
            assert!(command.contains(&format!("'{set}'")) && !command.contains("--runs"));
            let replayed = shell(&format!("{command} --format json"));
            assert_eq!(replayed.code, 0, "{command}: {}", replayed.talk);
            let replayed: Value = serde_json::from_str(&replayed.out).expect("JSON");
            assert_eq!(replayed["run"], run["run"]);
            let replayed = &replayed["offers"][at];
            assert!((number(&replayed["total"]) - number(&run["pay"])).abs() <= 0.005);
            assert_eq!(replayed["exit_cause"], run["exit_cause"]);
            assert_eq!(replayed["exit_month"], run["exit_month"]);
        }
        let mut numbers: Vec<u64> = shown.iter().filter_map(|run| run["run"].as_u64()).collect();
        numbers.dedup();
        assert_eq!(numbers.len(), 3, "each once");
    }
}

#[test]
fn one_offer_is_asked_by_its_name() {
    let one = tail(&["--runs", "2000", "--offer", "Even vesting"]);
    let all = tail(&["--runs", "2000"]);
    assert_eq!(one["offers"][0], all["offers"][1]);
    assert_eq!(one["offers"].as_array().map(Vec::len), Some(1));
}

#[test]
fn what_cannot_be_asked_is_refused_before_the_start() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let target = folder.path().join("out.txt");
    let target = target.to_str().expect("a path in UTF-8");
    let refused = |arguments: &[&str]| {
        let screen = screen(&[&["tail"], arguments, &["--out", target]].concat());
        assert_eq!((screen.code, screen.out.as_str()), (2, ""), "{arguments:?}");
        screen.talk
    };
    let refusals = [
        refused(&["--offer", "even vestin"]),
        refused(&["--offer", "x"]),
        refused(&["--runs", "1_000_000", "--threads", "2", "--memory", "1M"]),
    ];
    insta::assert_snapshot!("tail-refusals", refusals.join("\n"));
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0);
}

#[test]
fn csv_is_tidy() {
    let text = ONLY_STOCK.replace("\"Stock\"", "\"=Stock\"");
    let screen = screen_with_input(&["tail", "-", "--format", "csv", "--quiet"], &text);
    let mut reader = csv::Reader::from_reader(screen.out.as_bytes());
    let header: Vec<&str> = reader.headers().expect("a header").iter().collect();
    assert_eq!(header, ["scenario", "offer", "measure", "metric", "value", "std_error"]);
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    assert!(rows.iter().all(|row| row[1] == *"'=Stock"));
    let names: Vec<String> = rows.iter().map(|row| format!("{} {}", &row[2], &row[3])).collect();
    insta::assert_snapshot!("tail-csv-names", names.join("\n"));
    let share: f64 = rows
        .iter()
        .filter(|row| &row[3] == "share")
        .map(|row| row[4].parse::<f64>().expect("a share"))
        .sum();
    assert!((share - 1.0).abs() < 1e-9);
}

#[test]
fn screens_fit_their_width() {
    for width in ["60", "80", "100", "200"] {
        for arguments in [
            &["tail", "--runs", "2000"][..],
            &["tail", "scenarios/california-ab-692.toml", "--runs", "2000"],
            &["tail", "scenarios/guide-band.toml", "--runs", "500", "--sampler", "antithetic"],
            &["tail", "refresh-target", "--runs", "2000", "--set", "goals.tail=0.2"],
        ] {
            let mut command = vestrisk();
            command.current_dir(project_file("")).env("COLUMNS", width).args(arguments);
            let screen = Screen::of(&mut command);
            assert_eq!(screen.code, 0, "{arguments:?}: {}", screen.talk);
            for line in screen.out.lines() {
                let columns = line.chars().count();
                assert!(columns <= width.parse().expect("a width"), "{width}: {line}");
            }
        }
    }
}
