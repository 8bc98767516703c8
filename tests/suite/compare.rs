//! `vestrisk compare`: offers of several files answer as if one file held them all, whatever keeps the files apart is told at
//! once, and what is settled between them is said.

use std::fs;
use std::path::Path;

use serde_json::Value;

use super::support::{Screen, screen, screen_with_input, vestrisk};

const HEAD: &str = "format = 1\n";
const AMZN: &str = "[stocks.AMZN]\nprice = 230\nexpected_return = 0.04\n\
                    model = { kind = \"gbm\", volatility = 0.32 }\n";
const GOOG: &str = "[stocks.GOOG]\nprice = 180\nexpected_return = 0.03\n\
                    model = { preset = \"merton\", volatility = 0.3 }\n";

/// An offer whose level, ratings and bonus are drawn, so that its name and its employer matter.
fn offer(name: &str, stock: &str, value: u32) -> String {
    format!(
        "[[offers]]\nname = \"{name}\"\nattrition = \"amazon\"\n\
         base_salary = {{ low = 150_000, high = 180_000 }}\n\
         [[offers.grants]]\nstock = \"{stock}\"\nvalue = {value}\nvesting = \"even_quarterly\"\n\
         [offers.bonus]\ntarget = 0.1\nvolatility = 0.3\n"
    )
}

fn folder(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a temporary folder");
    for (name, text) in files {
        let path = folder.path().join(name);
        fs::create_dir_all(path.parent().expect("a folder")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

fn run(folder: &Path, arguments: &[&str]) -> Screen {
    Screen::of(vestrisk().current_dir(folder).args(arguments))
}

fn document(folder: &Path, arguments: &[&str]) -> Value {
    let common = ["--runs", "2048", "--format", "json", "--quiet"];
    let screen = run(folder, &[arguments, &common[..]].concat());
    assert_eq!((screen.code, screen.talk.as_str()), (0, ""), "{arguments:?}");
    serde_json::from_str(&screen.out).expect("JSON")
}

/// A document's part as text, so that figures are compared to the last digit.
fn part(document: &Value, key: &str) -> String {
    assert!(!document[key].is_null(), "{key}");
    document[key].to_string()
}

#[test]
fn several_files_answer_as_one_that_holds_all_offers() {
    let (amazon, google) = (offer("Amazon", "AMZN", 600_000), offer("Google", "GOOG", 500_000));
    let both = format!("{HEAD}{AMZN}{GOOG}{amazon}{google}");
    let one = format!("{HEAD}{AMZN}{amazon}");
    let other = format!("{HEAD}{GOOG}{google}");
    let folder = folder(&[("both.toml", &both), ("one.toml", &one), ("other.toml", &other)]);
    for method in [
        &["--sampler", "random", "--exits", "sampled"][..],
        &["--sampler", "sobol", "--exits", "integrated", "--set", "goals.walk_away=900_000"],
    ] {
        let whole = document(folder.path(), &[&["run", "both.toml"], method].concat());
        let merged =
            document(folder.path(), &[&["compare", "one.toml", "other.toml"], method].concat());
        for key in ["offers", "comparisons", "simulation", "warnings"] {
            assert_eq!(part(&merged, key), part(&whole, key), "{method:?}: {key}");
        }
        assert_eq!(merged["command"], "compare");
        assert_eq!(merged["scenario"]["title"], "Amazon; Google");
    }
    // The control: another offer has other figures.
    let whole = document(folder.path(), &["run", "both.toml"]);
    let twice = document(folder.path(), &["compare", "one.toml", "one.toml"]);
    assert_ne!(part(&twice, "offers"), part(&whole, "offers"));
    assert_eq!(twice["offers"].as_array().map(Vec::len), Some(1), "the same offer stands once");
}

#[test]
fn text_csv_and_models_are_those_of_run() {
    let (amazon, google) = (offer("Amazon", "AMZN", 600_000), offer("Google", "GOOG", 500_000));
    let both = format!("{HEAD}title = \"T\"\n{AMZN}{GOOG}{amazon}{google}");
    let one = format!("{HEAD}title = \"T\"\n{AMZN}{amazon}");
    let other = format!("{HEAD}title = \"T\"\n{GOOG}{google}");
    let folder = folder(&[("both.toml", &both), ("one.toml", &one), ("other.toml", &other)]);
    for more in [&["--detail"][..], &["--format", "csv"], &["--models", "gbm,heston"]] {
        let common = [&["--runs", "1000", "--quiet"], more].concat();
        let [whole, merged] = [&["run", "both.toml"][..], &["compare", "one.toml", "other.toml"]]
            .map(|command| run(folder.path(), &[command, &common].concat()));
        assert_eq!((merged.code, &merged.out), (0, &whole.out), "{more:?}: {}", merged.talk);
    }
}

#[test]
fn the_order_of_files_moves_no_offer() {
    let one = format!("{HEAD}{AMZN}{}", offer("Amazon", "AMZN", 600_000));
    let other = format!("{HEAD}{GOOG}{}", offer("Google", "GOOG", 500_000));
    let folder = folder(&[("one.toml", &one), ("other.toml", &other)]);
    let forth = document(folder.path(), &["compare", "one.toml", "other.toml"]);
    let back = document(folder.path(), &["compare", "other.toml", "one.toml"]);
    assert_eq!(forth["offers"][0], back["offers"][1]);
    assert_eq!(forth["offers"][1], back["offers"][0]);
    assert_eq!(forth["comparisons"][0]["baseline"], "Amazon");
    assert_eq!(back["comparisons"][0]["baseline"], "Google");
    let hash = |document: &Value| document["scenario"]["sha256"].to_string();
    assert_ne!(hash(&forth), hash(&back), "the order of offers counts");
}

#[test]
fn different_offers_of_one_name_have_their_files_name_and_the_employers_clocks() {
    let employer = "simulation.shared_exits = \"employer\"\n";
    let letter = format!("{HEAD}{employer}{AMZN}{}", offer("Amazon", "AMZN", 500_000));
    let counter = format!("{HEAD}{employer}{AMZN}{}", offer("Amazon", "AMZN", 600_000));
    let files = [
        ("letter.toml", letter.as_str()),
        ("a/counter.toml", &counter),
        ("b/letter.toml", &counter),
        ("c/letter.toml", &letter.replace("0.32", "0.32 ")),
    ];
    let folder = folder(&files);
    let names = |files: &[&str]| {
        let document = document(folder.path(), &[&["compare"], files].concat());
        let offers = document["offers"].as_array().expect("offers").clone();
        let exits = |of: &Value| of["exit"]["retention"].to_string();
        assert!(offers.iter().all(|offer| exits(offer) == exits(&offers[0])), "one employer");
        let name = |offer: &Value| offer["name"].as_str().expect("a name").to_owned();
        offers.iter().map(name).collect::<Vec<_>>()
    };
    assert_eq!(names(&["letter.toml", "a/counter.toml"]), ["Amazon [letter]", "Amazon [counter]"]);
    assert_eq!(
        names(&["letter.toml", "b/letter.toml", "c/letter.toml"]),
        ["Amazon [letter.toml]", "Amazon [b/letter.toml]"]
    );
    // Employers of their own have clocks of their own: the control.
    let apart = counter.replace("name = \"Amazon\"", "name = \"Amazon\"\nemployer = \"A\"");
    fs::write(folder.path().join("apart.toml"), apart).expect("a file");
    let document = document(folder.path(), &["compare", "letter.toml", "apart.toml"]);
    let exits = |at: usize| document["offers"][at]["exit"]["retention"].to_string();
    assert_ne!(exits(0), exits(1));
}

#[test]
fn all_conflicts_are_told_at_once() {
    let one = format!(
        "{HEAD}[simulation]\nhorizon_months = 48\ndiscount_rate = 0.04\n\
         [goals]\nwalk_away = 900_000\ntail = 0.05\n[outside_option]\nannual_pay = 100_000\n\
         {AMZN}{GOOG}[correlation]\n\"AMZN,GOOG\" = 0.6\n{}\
         conversion = {{ average_days = 5, start_in_days = 30 }}\n",
        grants("Amazon", "AMZN")
    );
    let one = one.replace("preset = \"merton\"", "kind = \"gbm\"");
    let other = format!(
        "{HEAD}[simulation]\nhorizon_months = 36\ndiscount_rate = 0.05\n\
         [goals]\nwalk_away = 950_000\ntail = 0.1\n[outside_option]\nannual_pay = 90_000\n\
         gap_months = 3\n{}{}{}conversion = {{ average_days = 5, start_in_days = 20 }}\n",
        AMZN.replace("230", "240").replace("0.32", "0.4"),
        GOOG,
        grants("Google", "AMZN")
    );
    let folder = folder(&[("one.toml", &one), ("other.toml", &other)]);
    let target = folder.path().join("out.txt");
    let out = ["--out", target.to_str().expect("a path")];
    let told = run(folder.path(), &[&["compare", "one.toml", "other.toml"], &out[..]].concat());
    assert_eq!((told.code, told.out.as_str()), (2, ""));
    assert!(!target.exists(), "no output file is touched");
    insta::assert_snapshot!("compare-conflicts", told.talk);
    // What a file alone is told stays what it is, for each file.
    fs::write(folder.path().join("bad.toml"), "format = 1\n").expect("a file");
    let faulty = run(folder.path(), &["compare", "bad.toml", "nowhere.toml", "one.toml"]);
    assert_eq!(faulty.code, 2);
    assert!(faulty.talk.contains("bad.toml") && faulty.talk.contains("nowhere.toml"));
}

/// An offer whose last table is a grant.
fn grants(name: &str, stock: &str) -> String {
    let whole = offer(name, stock, 500_000);
    whole.split("[offers.bonus]").next().expect("a grant").to_owned()
}

#[test]
fn correlations_are_those_of_the_files_that_know_both_stocks() {
    let gbm = GOOG.replace("preset = \"merton\"", "kind = \"gbm\"");
    let pair = "[correlation]\n\"GOOG,AMZN\" = 0.6\n";
    let one = format!("{HEAD}{gbm}{AMZN}{pair}{}", offer("Google", "GOOG", 1));
    let silent = format!("{HEAD}{AMZN}{gbm}{}", offer("Amazon", "AMZN", 1));
    let alone = format!("{HEAD}{AMZN}{}", offer("Amazon", "AMZN", 1));
    let same = format!("{silent}{}", pair.replace("0.6", "0.60"));
    let files = [("1.toml", &one), ("silent.toml", &silent), ("alone.toml", &alone)];
    let files = files.map(|(name, text)| (name, text.as_str()));
    let folder = folder(&[&files[..], &[("same.toml", same.as_str())]].concat());
    let with = |other: &str| run(folder.path(), &["compare", "1.toml", other, "--runs", "200"]);
    assert_eq!((with("alone.toml").code, with("same.toml").code), (0, 0));
    let told = with("silent.toml");
    assert_eq!(told.code, 2);
    assert!(told.talk.contains("the correlation of GOOG and AMZN is 0.6 in 1.toml and 0"));
}

#[test]
fn what_only_one_file_states_counts_for_all_and_is_said() {
    let bare = format!("{HEAD}{AMZN}{}", offer("Amazon", "AMZN", 500_000));
    let rich = format!(
        "{HEAD}[simulation]\nruns = 500\nseed = 7\nsampler = \"antithetic\"\nhorizon_months = 36\n\
         [goals]\nwalk_away = 900_000\n{AMZN}{}",
        offer("Rich", "AMZN", 500_000)
    );
    let own = bare.replace("format = 1\n", "format = 1\nsimulation = { runs = 300, seed = 3 }\n");
    let files = [("bare.toml", bare.as_str()), ("rich.toml", &rich), ("own.toml", &own)];
    let folder = folder(&files);
    let flags = ["--format", "json"];
    let told = run(folder.path(), &[&["compare", "own.toml", "rich.toml"], &flags[..]].concat());
    assert_eq!(told.code, 0, "{}", told.talk);
    let notes: Vec<&str> = told.talk.lines().filter(|line| !line.contains(" runs in ")).collect();
    insta::assert_snapshot!(notes.join("\n"), @r"
    note: own.toml has no `simulation.horizon_months`; that of rich.toml counts for
    its offers too: 36
    note: own.toml has no `goals.walk_away`; that of rich.toml counts for its offers
    too: 900,000
    note: [simulation] is that of own.toml, not of rich.toml: runs 300 and not 500,
    seed 3 and not 7, sampler random and not antithetic
    ");
    let document: Value = serde_json::from_str(&told.out).expect("JSON");
    let settings = &document["simulation"];
    assert_eq!((settings["runs"].as_u64(), settings["seed"].as_u64()), (Some(300), Some(3)));
    assert_eq!(settings["horizon_months"], 36);
    // Flags decide for all, and --quiet says nothing.
    let flags = ["--runs", "200", "--seed", "1", "--sampler", "random", "--quiet"];
    let quiet = run(folder.path(), &[&["compare", "own.toml", "rich.toml"], &flags[..]].concat());
    assert_eq!((quiet.code, quiet.talk.as_str()), (0, ""));
    let flags = &flags[..6];
    let loud = run(folder.path(), &[&["compare", "own.toml", "rich.toml"], flags].concat());
    assert!(!loud.talk.contains("[simulation]"), "{}", loud.talk);
}

#[test]
fn standard_input_is_read_once() {
    let text = format!("{HEAD}{AMZN}{}", offer("Mine", "AMZN", 500_000));
    let set = ["--set", "goals.walk_away=1_600_000", "--runs", "200", "--quiet"];
    let arguments = [&["compare", "bedrock-seattle", "-"], &set[..]].concat();
    let read = screen_with_input(&arguments, &text);
    assert_eq!(read.code, 0, "{}", read.talk);
    assert!(read.out.contains("Mine") && read.out.contains("Even vesting"), "{}", read.out);
    let twice = screen(&["compare", "-", "bedrock-seattle", "-"]);
    assert_eq!(twice.code, 2);
    assert!(twice.talk.contains("twice"), "{}", twice.talk);
    assert_eq!(screen(&["compare", "bedrock-seattle"]).code, 2, "two or more");
}
