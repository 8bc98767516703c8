//! The negotiation brief: its figures are those of other commands and of closed forms, its page holds what each reader may
//! read, and its command writes it again.

use serde_json::Value;
use vestrisk::analysis::ClosedForm;
use vestrisk::scenario::{Document, NoSources, Overrides, builtin};
use vestrisk::simulation::Setup;

use super::support::{json, screen};

/// Cheap and coupled, so that errors are small.
const RUNS: [&str; 3] = ["--runs", "8192", "--quiet"];
/// For what is about words.
const FEW: [&str; 3] = ["--runs", "1024", "--quiet"];

fn brief(more: &[&str]) -> Value {
    json(&[&["brief", "--format", "json"], more, &RUNS[..]].concat())
}

fn page(more: &[&str]) -> String {
    let screen = screen(&[&["brief"], more, &RUNS[..]].concat());
    assert_eq!(screen.code, 0, "{}", screen.talk);
    screen.out
}

/// The dollars of an argument and their standard error.
fn dollars(brief: &Value, kind: &str) -> Option<(f64, f64)> {
    let arguments = brief["arguments"].as_array().expect("there are arguments");
    let found = arguments.iter().find(|argument| argument["about"]["kind"] == kind)?;
    let part = |key: &str| found["dollars"][key].as_f64();
    Some((part("value")?, part("std_error")?))
}

/// The default scenario, with some changes of its text.
fn setup(changes: &[(&str, &str)]) -> Setup {
    let mut text = builtin::text(builtin::DEFAULT).expect("it is built in").to_owned();
    for (from, to) in changes {
        assert!(text.contains(from), "{from}");
        text = text.replacen(from, to, 1);
    }
    let document = Document::parse("default.toml", text.as_bytes()).expect("it parses");
    document.lower(&NoSources, &Overrides::default()).expect("it lowers").setup
}

fn rsu(setup: &Setup, offer: usize) -> f64 {
    ClosedForm::of(setup, &setup.offers[offer]).expect("it has a closed form").rsu
}

#[test]
fn a_page_is_read() {
    insta::assert_snapshot!("brief", page(&["--for", "coach"]));
}

/// Level: 5 standard errors for three figures, 2 in a million; the seed is the scenario's. The control is that each
/// figure is far from that of another schedule.
#[test]
fn arguments_are_their_closed_forms() {
    let brief = brief(&["--for", "coach"]);
    let own = setup(&[]);
    // What vests at the grant's price: the share does not grow.
    let flat = setup(&[("expected_return = 0.04", "expected_return = 0.0")]);
    let mut evenly = own.clone();
    evenly.offers[0].grants[0].vesting = own.offers[1].grants[0].vesting.clone();
    let expected = [
        ("forfeited", 650_000.0 - rsu(&flat, 0)),
        ("halved", 0.5 * rsu(&own, 0)),
        ("back_loading", rsu(&evenly, 0) - rsu(&own, 0)),
    ];
    for (kind, expected) in expected {
        let (found, error) = dollars(&brief, kind).unwrap_or_else(|| panic!("no {kind}"));
        let z = (found - expected) / error.max(0.01);
        assert!(z.abs() < 5.0, "{kind}: {found} ± {error} against {expected}, z = {z:.1}");
        assert!((found - 1.1 * expected).abs() > 5.0 * error, "{kind}: the control is seen");
    }
}

#[test]
fn arguments_are_figures_of_other_commands() {
    let coach = brief(&["--for", "coach"]);
    let median = |more: &[&str]| {
        let run = json(&[&["run", "--format", "json"], more, &RUNS[..]].concat());
        run["offers"][0]["pay"]["p50"]["value"].as_f64().expect("a median")
    };
    let calm = median(&["--set", "stocks.AMZN.model.volatility=0"]);
    let (price_risk, _) = dollars(&coach, "price_risk").expect("prices are at risk");
    assert!((price_risk - (calm - median(&[]))).abs() < 1e-6, "{price_risk}");
    let weighed = ["--set", "preferences={ risk_aversion = 2, outside_wealth = 900_000 }"];
    let run = json(&[&["run", "--format", "json"], &weighed[..], &RUNS[..]].concat());
    let cash = &run["offers"][0]["cash_equivalent"];
    let part = |key: &str| cash[key]["value"].as_f64().expect("a figure");
    let expected = 650_000.0 * (part("risk_neutral") - part("value"));
    let stated = brief(&[&["--for", "coach"], &weighed[..]].concat());
    let (discount, _) = dollars(&stated, "risk_discount").expect("risk has a price");
    assert!((discount - expected).abs() < 0.01, "{discount} against {expected}");
}

/// What the page says an ask changes is what `run` says of the offer with it.
#[test]
fn outcomes_are_those_of_the_offer_with_the_ask() {
    let brief = brief(&[]);
    let outcomes = brief["private"]["outcomes"].as_array().expect("outcomes");
    assert_eq!(outcomes.iter().filter(|outcome| outcome["kind"] == "ask").count(), 4);
    assert_eq!(outcomes.iter().filter(|outcome| outcome["kind"] == "half_way").count(), 4);
    for outcome in outcomes.iter().filter(|outcome| outcome["path"] != Value::Null) {
        let (path, value) = (outcome["path"].as_str().expect("a path"), &outcome["value"]);
        let set = format!("offers.0.{path}={value}");
        let arguments = [&["run", "--format", "json", "--set", &set], &RUNS[..]].concat();
        let pay = &json(&arguments)["offers"][0]["pay"];
        assert_eq!(outcome["p50"], pay["p50"], "{set}");
        assert_eq!(outcome["probability_walk_away"], pay["probability_walk_away"], "{set}");
    }
}

/// Everything that a recruiter gets in any format, without the marks that group digits.
fn for_recruiter(more: &[&str]) -> String {
    let all = ["text", "json", "csv"].map(|format| {
        let own = ["brief", "--for", "recruiter", "--format", format];
        let screen = screen(&[&own[..], more, &FEW[..]].concat());
        assert_eq!(screen.code, 0, "{}", screen.talk);
        screen.out
    });
    all.concat().replace(['_', ','], "")
}

/// Secrets by every way in: goals, the title, preferences, the goal of the ask, the other offer. The control is that the
/// candidate's page has each of them.
#[test]
fn a_recruiter_reads_nothing_private() {
    let secrets: [(&[&str], &str); 5] = [
        (&["--set", "goals.walk_away=1_601_234"], "1601234"),
        (&["--until", "p50=1_612_345"], "1612345"),
        (&["--set", "title=My walk-away is 1.6M"], "1.6M"),
        (&["--set", "preferences={ risk_aversion = 2.75, outside_wealth = 512_345 }"], "512345"),
        (&["--set", "offers.1.name=Rival Works", "--set", "baseline=Rival Works"], "Rival Works"),
    ];
    let hash = |more: &[&str]| {
        let run = json(&[&["run", "--format", "json"], more, &FEW[..]].concat());
        run["scenario"]["sha256"].as_str().expect("a hash")[..12].to_owned()
    };
    for (more, secret) in secrets {
        let read = for_recruiter(more);
        for private in [secret, "chance of", "draft", "counter", "--set", "--until"] {
            assert!(!read.contains(private), "{private} is private\n{read}");
        }
        assert!(read.contains("strongest arguments"));
        let own =
            screen(&[&["brief", "--for", "coach", "--format", "json"], more, &FEW[..]].concat());
        assert!(own.out.replace(['_', ','], "").contains(secret), "the control: {secret}");
    }
    let goal = &["--set", "goals.walk_away=1_601_234"][..];
    assert!(!for_recruiter(goal).contains(&hash(goal)));
}

/// An exact ask beside an exact median would give the goal away: the recruiter has the number that is said.
#[test]
fn a_recruiter_reads_no_exact_ask() {
    let candidate = json(&[&["brief", "--format", "json"], &FEW[..]].concat());
    let asks = candidate["private"]["outcomes"].as_array().expect("outcomes");
    let solved = json(&[&["solve", "--format", "json"], &FEW[..]].concat());
    let read = for_recruiter(&[]);
    for ask in solved["asks"].as_array().expect("asks") {
        let exact = ask["value"]["value"].as_f64().expect("a value");
        assert!(!read.contains(&format!("{exact:.0}")), "{exact}\n{read}");
    }
    let said = asks.iter().filter(|outcome| outcome["kind"] == "ask");
    for said in said.map(|outcome| outcome["value"].as_f64().expect("a value")) {
        assert!(read.contains(&format!("{said:.0}")), "the control: {said}");
    }
}

/// Nothing is asked of an offer that reaches its goal, and nobody is told how little would do.
#[test]
fn a_recruiter_reads_no_lower_ask() {
    let read = for_recruiter(&["--set", "goals.walk_away=1_000_000"]);
    assert!(!read.contains("gap") && !read.contains("ask.grants"), "{read}");
}

/// A precision is settled once: every figure of the page is of the runs that it says.
#[test]
fn precision_is_settled_once() {
    let precise = ["--set", "simulation.precision={ metric = \"mean\", std_error = 4000 }"];
    let more = [&["--format", "json", "--runs", "131072", "--quiet"], &precise[..]].concat();
    let brief = json(&[&["brief"], &more[..]].concat());
    let run = json(&[&["run"], &more[..]].concat());
    assert_eq!(brief["simulation"]["runs"], run["simulation"]["runs"]);
    assert_eq!(brief["private"]["outcomes"][0]["p50"], run["offers"][0]["pay"]["p50"]);
    assert_eq!(brief["private"]["now"], run["offers"][0]["pay"]["p50"]);
}

#[test]
fn the_command_on_the_page_writes_it_again() {
    let more = ["correlated-employers", "--seed", "7", "--for", "coach", "--offer", "Google"];
    let goal = ["--until", "p25=1_000_000", "--vary", "base_salary"];
    let first = page(&[&more[..], &goal[..]].concat());
    let line = first.lines().find_map(|line| line.strip_prefix("$ vestrisk ")).expect("a command");
    let words: Vec<&str> = line.split_whitespace().collect();
    let again = screen(&[&words[..], &["--quiet"]].concat());
    assert_eq!(again.out, first);
}

#[test]
fn what_is_not_at_risk_is_no_argument() {
    let flat = brief(&["flat-stock", "--for", "coach"]);
    for kind in ["price_risk", "risk_discount", "halved"] {
        assert_eq!(dollars(&flat, kind), None, "{kind}");
    }
    assert!(dollars(&flat, "forfeited").is_some() && dollars(&flat, "back_loading").is_some());
    let kept = brief(&["golden-no-exit", "--until", "p50=1_500_000", "--for", "coach"]);
    for kind in ["price_risk", "risk_discount", "forfeited"] {
        assert_eq!(dollars(&kept, kind), None, "{kind}");
    }
}

#[test]
fn an_offer_that_reaches_its_goal_needs_no_letter() {
    let brief = brief(&["--until", "p50=1_000_000"]);
    assert_eq!(brief["private"]["letter"], Value::Null);
    assert!(!page(&["--until", "p50=1_000_000"]).contains("Hello"));
}

#[test]
fn bands_are_the_likely_counters() {
    let brief = brief(&["guide-band"]);
    let outcomes = brief["private"]["outcomes"].as_array().expect("outcomes");
    let kinds = |kind: &str| outcomes.iter().filter(|outcome| outcome["kind"] == kind).count();
    assert_eq!((kinds("band_low"), kinds("band_high"), kinds("half_way")), (4, 4, 0));
}

#[test]
fn tables_have_as_many_cells_in_every_row() {
    for scenario in ["bedrock-seattle", "guide-band", "california-ab-692"] {
        let page = page(&[scenario, "--until", "p50=1_300_000", "--for", "coach"]);
        let mut cells = None;
        for line in page.lines() {
            let own = line.starts_with('|').then(|| line.matches(" | ").count());
            assert!(own.is_none() || cells.is_none() || own == cells, "{scenario}: {line}");
            cells = own;
        }
    }
}

#[test]
fn threads_change_no_byte() {
    let of = |threads: &str| page(&["--for", "coach", "--threads", threads]);
    assert_eq!(of("1"), of("3"));
}
