//! The scenarios of other stock models: what each says in its comments holds.

use super::{number, run};
use crate::support::json;
use vestrisk::market::Model;
use vestrisk::scenario::builtin;
use vestrisk::{Document, Overrides};

const STAY: [&str; 4] = ["--set", "offers.0.attrition=none", "--set", "offers.1.attrition=none"];

fn with(name: &str, flags: &[&str]) -> serde_json::Value {
    let file = format!("scenarios/{name}.toml");
    json(&[&["run", &file, "--format", "json", "--quiet"], flags].concat())
}

fn figure(document: &serde_json::Value, offer: usize, name: &str) -> f64 {
    number(document, &format!("/offers/{offer}/pay/{name}/value"))
}

/// How many standard errors a mean lies from that of the default scenario, whose own errors are far smaller.
fn errors_of_mean(document: &serde_json::Value, plain: &serde_json::Value, offer: usize) -> f64 {
    let error = number(document, &format!("/offers/{offer}/pay/mean/std_error"));
    (figure(document, offer, "mean") - figure(plain, offer, "mean")).abs() / error
}

#[test]
fn built_in_scenarios_bring_their_files() {
    for name in builtin::names() {
        let text = builtin::text(name).expect("it ships");
        let document = Document::parse(name, text.as_bytes()).expect("it is TOML");
        let from_binary = document.lower(&builtin::Files, &Overrides::default());
        let from_binary = from_binary.expect("it has no fault").sha256;
        let file = json(&[
            "run",
            &format!("scenarios/{name}.toml"),
            "--set",
            "simulation.seed=1",
            "--runs",
            "64",
            "--format",
            "json",
            "--quiet",
        ]);
        assert!(file["scenario"]["sha256"].is_string());
        let overrides = Overrides { runs: Some(64), seed: Some(1), ..Overrides::default() };
        let document = Document::parse(name, text.as_bytes()).expect("it is TOML");
        let same = document.lower(&builtin::Files, &overrides).expect("it has no fault").sha256;
        assert_eq!(file["scenario"]["sha256"], same.as_str(), "{name}");
        assert_ne!(from_binary, same, "{name}");
    }
}

#[test]
fn the_built_in_price_file_is_the_shipped_one() {
    let set = "stocks.AMZN.model={ kind = \"bootstrap\", prices = \"prices/amzn-monthly.csv\" }";
    let flags = ["--runs", "2048", "--format", "json", "--quiet", "--set", set];
    let by_default = json(&flags);
    let by_file = json(&[&["run", "scenarios/bedrock-seattle.toml"], &flags[..]].concat());
    assert_eq!(by_default, by_file);
}

/// The same mean whatever the model, within five standard errors of eight means.
#[test]
fn the_mean_is_that_of_the_random_walk() {
    let plain = run(builtin::DEFAULT);
    for name in ["dot-com-bootstrap", "bedrock-merton", "bedrock-heston", "bedrock-garch-t"] {
        let document = run(name);
        for offer in 0..2 {
            let away = errors_of_mean(&document, &plain, offer);
            assert!(away < 5.0, "{name}: offer {offer} is {away} standard errors away");
        }
    }
}

#[test]
fn the_dot_com_years_leave_most_with_less() {
    let (dot_com, plain) = (run("dot-com-bootstrap"), run(builtin::DEFAULT));
    let [median, before] = [&dot_com, &plain].map(|document| figure(document, 0, "p50"));
    assert!((median - 1_150_000.0).abs() < 10_000.0, "{median}");
    assert!((before - 1_330_000.0).abs() < 10_000.0, "{before}");
    let [stays, plain] = ["dot-com-bootstrap", builtin::DEFAULT].map(|name| with(name, &STAY));
    assert!(figure(&stays, 0, "p05") < figure(&plain, 0, "p05") - 150_000.0);
    assert!(figure(&stays, 0, "p95") > figure(&plain, 0, "p95") + 500_000.0);
}

#[test]
fn jumps_of_a_tenth_hardly_matter_over_years() {
    let (jumps, plain) = (run("bedrock-merton"), run(builtin::DEFAULT));
    for name in ["p05", "p25", "p50", "p75", "p95", "expected_shortfall"] {
        for offer in 0..2 {
            let [with, without] = [&jumps, &plain].map(|document| figure(document, offer, name));
            assert!((with / without - 1.0).abs() < 0.01, "{name}: {with} {without}");
        }
    }
}

#[test]
fn moving_volatility_makes_bad_cases_worse_for_those_who_stay() {
    let plain = with(builtin::DEFAULT, &STAY);
    for name in ["bedrock-heston", "bedrock-garch-t"] {
        let stays = with(name, &STAY);
        let [bad, before] = [&stays, &plain].map(|d| figure(d, 0, "expected_shortfall"));
        assert!(bad < before - 20_000.0, "{name}: {bad} {before}");
        assert!(figure(&stays, 0, "p50") > figure(&plain, 0, "p50") + 10_000.0, "{name}");
    }
    let plain = run(builtin::DEFAULT);
    let reached = |document| figure(document, 0, "probability_walk_away");
    assert!(reached(&run("bedrock-heston")) > reached(&plain) + 0.01);
    assert!(figure(&run("bedrock-garch-t"), 0, "p50") > figure(&plain, 0, "p50") + 10_000.0);
}

/// The worst 1 in 20 are those who leave in the first year, before any share counts.
#[test]
fn the_worst_leave_early_whatever_the_share_does() {
    let plain = figure(&run(builtin::DEFAULT), 0, "expected_shortfall");
    for name in ["dot-com-bootstrap", "bedrock-heston", "bedrock-garch-t"] {
        let found = figure(&run(name), 0, "expected_shortfall");
        assert!((found / plain - 1.0).abs() < 0.01, "{name}: {found} {plain}");
    }
}

#[test]
fn shares_that_move_together_leave_less_to_choose() {
    let apart = with("correlated-employers", &["--set", "correlation.\"AMZN,GOOG\"=0"]);
    let together = run("correlated-employers");
    for (offer, means) in [(0, 5.0), (1, 5.0)] {
        let away = errors_of_mean(&together, &apart, offer);
        assert!(away < means, "offer {offer}: {away}");
    }
    let sd = |document| number(document, "/comparisons/0/difference/sd");
    let bad = |document| number(document, "/comparisons/0/difference/p05/value");
    assert!(sd(&together) < 0.85 * sd(&apart), "{} {}", sd(&together), sd(&apart));
    assert!(bad(&together) > bad(&apart) + 100_000.0);
}

#[test]
fn the_parameters_are_those_of_the_comments() {
    let model = |name: &str, stock: usize| {
        let text = builtin::text(name).expect("it ships");
        let document = Document::parse(name, text.as_bytes()).expect("it is TOML");
        let scenario = document.lower(&builtin::Files, &Overrides::default()).expect("no fault");
        scenario.setup.market.stocks[stock].model.clone()
    };
    for name in ["bedrock-merton", "bedrock-heston", "bedrock-garch-t"] {
        let total = model(name, 0).total_volatility().expect("it is random");
        assert!((total - 0.32).abs() < 1e-4, "{name}: {total}");
    }
    let Model::Heston(heston) = model("bedrock-heston", 0) else { panic!("of Heston") };
    assert!((heston.initial_variance.get().sqrt() - 0.45).abs() < 1e-12);
    let history = model("dot-com-bootstrap", 0);
    assert!((history.total_volatility().expect("it is random") - 0.59).abs() < 0.005);
    let Model::Bootstrap(bootstrap) = history else { panic!("a bootstrap") };
    let closes = bootstrap.history().closes();
    let close = |date: &str| {
        let found = closes.iter().find(|(day, _)| day.to_string() == date);
        found.unwrap_or_else(|| panic!("no {date}")).1.get()
    };
    assert!((close("2001-09-01") / close("2000-02-01") - 0.087).abs() < 0.001);
}
