//! The commands as their users meet them: whole screens, files written, exit codes.

use std::fs;

use super::support::{json, screen, screen_with_input};

fn folder() -> tempfile::TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// Talk without the elapsed time, which no two runs share.
fn timeless(talk: &str) -> String {
    let lines = talk.lines().filter(|line| !line.contains(" runs in "));
    lines.collect::<Vec<_>>().join("\n")
}

#[test]
fn the_default_run_is_a_summary() {
    let screen = screen(&["--runs", "20_000"]);
    assert_eq!((screen.code, timeless(&screen.talk).as_str()), (0, ""));
    insta::assert_snapshot!("run", screen.out);
}

#[test]
fn detail_adds_distributions_by_year() {
    let screen = screen(&["run", "--detail", "--runs", "5000", "--sampler", "antithetic"]);
    assert_eq!(screen.code, 0);
    insta::assert_snapshot!("run-detail", screen.out);
}

/// The screen up to its tables, and its warnings.
fn head_and_warnings(screen: &str) -> String {
    let head = screen.lines().take_while(|line| !line.is_empty());
    let warnings = screen.lines().skip_while(|line| !line.starts_with("warning: "));
    head.chain([""]).chain(warnings).collect::<Vec<_>>().join("\n")
}

#[test]
fn a_precision_that_is_asked_is_told() {
    let asked = "simulation.precision={ metric = \"p05\", std_error = 3000 }";
    let shown = [
        &["--runs", "1_000_000"][..],
        &["--runs", "1_000_000", "--sampler", "antithetic"],
        &["--runs", "30_000", "--sampler", "antithetic"],
        &["--runs", "1_000", "--sampler", "antithetic"],
    ]
    .map(|more| {
        let screen = screen(&[&["run", "--set", asked], more].concat());
        assert_eq!((screen.code, timeless(&screen.talk).as_str()), (0, ""));
        format!("{more:?}\n{}\n", head_and_warnings(&screen.out))
    });
    insta::assert_snapshot!("run-precision", shown.join("\n"));
    // Dumps have the runs that were done, not the most.
    let folder = folder();
    let file = folder.path().join("runs.csv");
    let dump = file.to_str().expect("a path in UTF-8");
    let asked = "simulation.precision={ metric = \"p05\", std_error = 1e5 }";
    let arguments = ["run", "--set", asked, "--runs", "40_000", "--runs-csv", dump, "--quiet"];
    assert_eq!(screen(&arguments).code, 0);
    let rows = fs::read_to_string(file).expect("the dump").lines().count();
    assert_eq!(rows, 1 + 2 * 16_384);
}

#[test]
fn a_replay_explains_every_line() {
    // Run 7 quits in its second year; run 1 stays (seed of the shipped scenario).
    let screen = screen(&["replay", "--run", "7"]);
    assert_eq!(screen.code, 0);
    insta::assert_snapshot!("replay", screen.out);
}

#[test]
fn a_golden_offer_is_read_without_noise() {
    let screen = screen(&["run", "scenarios/golden-clawback-month-9.toml", "--runs", "1000"]);
    insta::assert_snapshot!("run-golden", screen.out);
}

#[test]
fn help_is_a_page() {
    let screen = screen(&["--help"]);
    assert_eq!(screen.code, 0);
    insta::assert_snapshot!("help", screen.out);
    insta::assert_snapshot!("help-run", super::support::screen(&["run", "--help"]).out);
}

#[test]
fn a_file_in_place_of_a_command_gets_a_hint() {
    let screen = screen(&["offer.toml"]);
    assert_eq!((screen.code, screen.out.as_str()), (2, ""));
    insta::assert_snapshot!(screen.talk, @"error: `offer.toml` is not a command; did you mean `vestrisk run offer.toml`?");
}

#[test]
fn flags_out_of_range_end_with_two_and_touch_nothing() {
    let folder = folder();
    let target = folder.path().join("out.json");
    let target = target.to_str().expect("a UTF-8 path");
    for flags in [
        &["--runs", "0"][..],
        &["--runs", "10000000001"],
        &["--runs", "-3"],
        &["--seed", "9007199254740992"],
        &["--threads", "0"],
        &["--sampler", "halton"],
        &["--memory", "12"],
        &["--format", "yaml"],
        &["--nonsense"],
    ] {
        let screen = screen(&[flags, &["--out", target]].concat());
        assert_eq!(screen.code, 2, "{flags:?}: {}", screen.talk);
        assert!(!screen.talk.is_empty() && screen.out.is_empty(), "{flags:?}");
    }
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0);
}

/// Ten years of days of 32 stocks take more of a thread than is allowed, however few runs there are.
#[test]
fn columns_of_days_count_as_memory() {
    let stock = |at: usize| {
        format!(
            "[stocks.S{at}]\nprice = 10\nexpected_return = 0.04\n\
             model = {{ preset = \"gjr_garch\", volatility = 0.3 }}\n"
        )
    };
    let grant = |at: usize| {
        format!("[[offers.grants]]\nstock = \"S{at}\"\nvalue = 1_000\nvesting = [[120, 100]]\n")
    };
    let all = |each: &dyn Fn(usize) -> String| (0..32).map(each).collect::<String>();
    let offer = "[[offers]]\nname = \"one\"\nbase_salary = 100_000\n";
    let head = "format = 1\nsimulation = { runs = 256, horizon_months = 120 }\n";
    let text = format!("{head}{}{offer}{}", all(&stock), all(&grant));
    let run = |memory| {
        let common = ["run", "-", "--threads", "1", "--quiet", "--memory", memory];
        screen_with_input(&common, &text)
    };
    let refused = run("100M");
    assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{}", refused.talk);
    assert_eq!(run("200M").code, 0, "{}", refused.talk);
}

#[test]
fn too_little_memory_is_told_before_the_start() {
    let plain = ["--sampler", "random", "--exits", "sampled"];
    let memory = ["--runs", "1_000_000", "--threads", "2", "--memory", "1M"];
    let screen = screen(&[&plain[..], &memory[..]].concat());
    assert_eq!((screen.code, screen.out.as_str()), (2, ""));
    insta::assert_snapshot!(screen.talk, @r"
    error: this job needs 5 MiB, and 1 MiB are allowed or fewer are free; lower the
    number of runs or of threads, or allow more memory
    ");
}

#[test]
fn a_missing_scenario_is_told() {
    let screen = screen(&["run", "nowhere.toml"]);
    assert_eq!((screen.code, screen.out.as_str()), (2, ""));
    assert!(screen.talk.contains("nowhere.toml"), "{}", screen.talk);
}

#[test]
fn standard_input_is_a_scenario() {
    let text = fs::read_to_string(super::support::project_file("scenarios/golden-no-exit.toml"));
    let text = text.expect("the scenario is there");
    let screen = screen_with_input(&["run", "-", "--format", "json", "--quiet"], &text);
    assert_eq!((screen.code, screen.talk.as_str()), (0, ""));
    assert!(screen.out.contains("\"total\": 1440000.0"), "{}", screen.out);
}

#[test]
fn check_tells_every_file() {
    let screen = screen(&["check", "scenarios/flat-stock.toml", "nowhere.toml"]);
    assert_eq!(screen.code, 2);
    assert!(screen.out.starts_with("scenarios/flat-stock.toml: ok"), "{}", screen.out);
    assert!(screen.talk.contains("nowhere.toml"), "{}", screen.talk);
}

#[test]
fn json_has_every_name_of_the_format() {
    let document = json(&["--runs", "2000", "--format", "json", "--quiet"]);
    insta::assert_snapshot!("json-names", names(&document, "").join("\n"));
}

/// Every path of a document, arrays by their first element.
fn names(value: &serde_json::Value, path: &str) -> Vec<String> {
    match value {
        serde_json::Value::Object(fields) => {
            fields.iter().flat_map(|(key, value)| names(value, &format!("{path}/{key}"))).collect()
        }
        serde_json::Value::Array(items) => {
            items.first().map(|item| names(item, &format!("{path}/0"))).unwrap_or_default()
        }
        _ => vec![path.to_owned()],
    }
}

#[test]
fn csv_is_tidy() {
    let screen = screen(&["--runs", "2000", "--format", "csv", "--quiet"]);
    let mut reader = csv::Reader::from_reader(screen.out.as_bytes());
    let header: Vec<String> =
        reader.headers().expect("a header").iter().map(str::to_owned).collect();
    assert_eq!(header, ["scenario", "offer", "measure", "metric", "value", "std_error"]);
    let rows: Vec<csv::StringRecord> = reader.records().map(|row| row.expect("a row")).collect();
    let measures: Vec<String> = rows.iter().map(|row| format!("{} {}", &row[2], &row[3])).collect();
    for wanted in [
        "pay p05",
        "present_value mean",
        "year.4 p99",
        "component.rsu value",
        "exit.stayed value",
        "retention.48 value",
        "clawback probability",
        "letter total",
        "difference probability_ahead",
    ] {
        assert!(measures.iter().any(|measure| measure == wanted), "no {wanted}");
    }
    let document = json(&["--runs", "2000", "--format", "json", "--quiet"]);
    let p05 = &document["offers"][1]["pay"]["p05"];
    let row =
        rows.iter().find(|row| &row[1] == "Even vesting" && &row[2] == "pay" && &row[3] == "p05");
    let row = row.expect("the row is there");
    assert_eq!(row[4].parse::<f64>().ok(), p05["value"].as_f64());
    assert_eq!(row[5].parse::<f64>().ok(), p05["std_error"].as_f64());
}

#[test]
fn dumps_hold_every_run_and_replay_agrees() {
    let folder = folder();
    let runs = folder.path().join("runs.csv");
    let paths = folder.path().join("paths.csv");
    let [runs, paths] = [&runs, &paths].map(|path| path.to_str().expect("a UTF-8 path"));
    let count = 1_500;
    let dumped = screen(&["--runs", "1500", "--runs-csv", runs, "--paths-csv", paths, "--quiet"]);
    assert_eq!(dumped.code, 0, "{}", dumped.talk);
    let alone = screen(&["--runs", "1500", "--quiet"]);
    assert_eq!(dumped.out, alone.out, "asking for dumps moves nothing");
    let rows = records(runs);
    assert_eq!(rows.len(), 2 * count);
    assert_eq!(records(paths).len(), 49 * count);
    for run in [0, 1, 777, 1_499] {
        let replay = json(&["replay", "--run", &run.to_string(), "--format", "json"]);
        for (at, offer) in replay["offers"].as_array().expect("offers").iter().enumerate() {
            let row = &rows[2 * run + at];
            assert_eq!(row[0], run.to_string());
            let total = offer["total"].as_f64().expect("a total");
            assert_eq!(row[12], format!("{total:.2}"));
            assert_eq!(row[3], *offer["exit_cause"].as_str().expect("a cause"));
        }
    }
}

fn records(path: &str) -> Vec<csv::StringRecord> {
    let mut reader = csv::Reader::from_path(path).expect("the dump is there");
    reader.records().map(|row| row.expect("a row")).collect()
}

#[test]
fn every_thread_count_prints_the_same_bytes() {
    let with = |threads: &str| {
        let arguments = ["--runs", "30000", "--threads", threads, "--format", "json", "--quiet"];
        screen(&arguments).out
    };
    let one = with("1");
    for threads in ["2", "3", "8"] {
        assert_eq!(one, with(threads), "{threads} threads");
    }
}

#[test]
fn a_failed_write_leaves_the_old_file() {
    let folder = folder();
    let target = folder.path().join("out.txt");
    fs::write(&target, "old").expect("a file");
    let path = target.to_str().expect("a UTF-8 path");
    let twice = screen(&["--runs", "100", "--out", path, "--runs-csv", path]);
    assert_eq!(twice.code, 2, "{}", twice.talk);
    let full = screen(&["--runs", "100", "--out", path, "--runs-csv", "/dev/full"]);
    assert_eq!(full.code, 1, "{}", full.talk);
    assert_eq!(fs::read_to_string(&target).expect("the old file"), "old");
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1, "no neighbour is left");
    let under_a_file = format!("{path}/below.txt");
    assert_eq!(screen(&["--runs", "100", "--out", &under_a_file]).code, 2);
    assert_eq!(screen(&["--runs", "100", "--out", path]).code, 0);
    assert_ne!(fs::read_to_string(&target).expect("the new file"), "old");
}

#[test]
fn figures_out_of_range_are_an_error_in_every_command() {
    // 10^10 dollars at 10^-300 a share are more shares than a float can count.
    let text = "format = 1\n[stocks.A]\nprice = 1e-300\nexpected_return = 0\n\
                model = { kind = \"gbm\", volatility = 0.3 }\n[[offers]]\nname = \"A\"\n\
                base_salary = 1\n[[offers.grants]]\nstock = \"A\"\nvalue = 1e10\n\
                vesting = [[12, 100]]\n";
    for command in [&["run", "-", "--runs", "2000"][..], &["replay", "-", "--run", "5"]] {
        let screen = screen_with_input(command, text);
        assert_eq!((screen.code, screen.out.as_str()), (1, ""), "{command:?}: {}", screen.talk);
        assert!(screen.talk.contains("leaves the range"), "{command:?}: {}", screen.talk);
    }
}

#[test]
fn the_narrowest_terminal_still_has_two_offers_side_by_side() {
    let output = super::support::vestrisk()
        .env("COLUMNS", "60")
        .args(["--runs", "20_000", "--quiet"])
        .output()
        .expect("the binary starts");
    let out = String::from_utf8(output.stdout).expect("output is UTF-8");
    for line in out.lines() {
        assert!(line.chars().count() <= 60, "too wide: {line}");
    }
    insta::assert_snapshot!("run-narrow", out);
}

#[test]
fn warnings_reach_whoever_reads_csv() {
    let screen = screen(&["--runs", "100", "--sampler", "antithetic", "--format", "csv"]);
    assert!(screen.talk.contains("[few_replicate_runs]"), "{}", screen.talk);
    assert!(screen.talk.contains("[clawback_gross]"), "{}", screen.talk);
}

#[test]
fn equal_offers_pay_alike_and_the_walk_away_is_marked_where_it_lies() {
    let offer = "[[offers]]\nname = \"NAME\"\nbase_salary = 100_000\n";
    let text = format!(
        "format = 1\n[goals]\nwalk_away = 9_000_000\n{}{}",
        offer.replace("NAME", "東京オファー"),
        offer.replace("NAME", "B")
    );
    let screen = screen_with_input(&["run", "-", "--runs", "1000", "--quiet"], &text);
    assert_eq!(screen.code, 0, "{}", screen.talk);
    insta::assert_snapshot!("run-equal", screen.out);
}

#[test]
fn presets_are_listed_with_their_sources() {
    insta::assert_snapshot!("presets", screen(&["presets"]).out);
    let one = screen(&["presets", "vesting", "google_33"]);
    assert!(one.out.contains("33/33/22/12 % by year, every month"), "{}", one.out);
    let rows = screen(&["presets", "attrition", "--format", "csv"]).out;
    assert_eq!(rows.lines().count(), 1 + 5 * 3, "{rows}");
    let list = json(&["presets", "clawback", "--format", "json"]);
    assert_eq!(list.as_array().map(Vec::len), Some(5));
    let models = json(&["presets", "model", "--format", "json"]);
    assert_eq!(models.as_array().map(Vec::len), Some(4));
    assert!(models[1]["value"].as_str().is_some_and(|value| value.contains("jump_mean -0.02")));
    let unknown = screen(&["presets", "vesting", "gogle"]);
    assert_eq!((unknown.code, unknown.out.as_str()), (2, ""), "{}", unknown.talk);
}

#[test]
fn shells_and_man_get_their_documents() {
    for shell in ["bash", "zsh", "fish", "elvish", "powershell"] {
        let script = screen(&["completions", shell]);
        assert!(script.code == 0 && script.out.contains("replay"), "{shell}");
    }
    let page = screen(&["man"]);
    assert_eq!(page.code, 0);
    for part in [".TH vestrisk 1", "COMMAND RUN", "runs\\-csv", "COMMAND PRESETS"] {
        assert!(page.out.contains(part), "{part}");
    }
}

#[test]
fn a_built_in_scenario_runs_by_its_name() {
    let by =
        |scenario: &str| screen(&["run", scenario, "--runs", "500", "--format", "json", "--quiet"]);
    let (name, file) = (by("dot-com-bootstrap"), by("scenarios/dot-com-bootstrap.toml"));
    assert_eq!((name.code, &name.out), (0, &file.out), "{}", name.talk);
    // A file of that name comes first, and another name is no scenario.
    assert_eq!(by("dot-com").code, 2);
}
