//! What a ladder cannot be asked: everything at once, before anything is simulated or written.

use super::named;
use crate::support::{screen, screen_with_input};
use vestrisk::analysis::Ladder;
use vestrisk::{Error, Overrides};

/// What is said on standard error; nothing else happens.
fn told(arguments: &[&str]) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let target = folder.path().join("out.txt");
    let out = ["--out", target.to_str().expect("a UTF-8 path")];
    let refused = screen(&[&["run"], arguments, &out].concat());
    assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{arguments:?}: {}", refused.talk);
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0, "{arguments:?}");
    format!("=== {}\n{}\n", arguments.join(" "), refused.talk)
}

#[test]
fn every_problem_is_told_at_once() {
    let volatility = |value| format!("stocks.AMZN.model.volatility={value}");
    let refusals = [
        told(&["--models", "gbm,gjr,gbm,bootstrap,merton"]),
        told(&["--models", ""]),
        told(&["--models", "gbm,,brownian_motion_of_some_kind"]),
        told(&["--models", "merton,heston,gjr_garch", "--set", &volatility("0")]),
        told(&["--models", "merton", "--set", &volatility("0.1")]),
        told(&["scenarios/bedrock-nyc.toml", "--models", "gbm,merton,heston,gjr_garch,bootstrap"]),
        told(&["scenarios/flat-stock.toml", "--models", "gbm,student"]),
        told(&["--models", "gbm", "--runs-csv", "r.csv", "--paths-csv", "p.csv", "--detail"]),
    ];
    insta::assert_snapshot!("ladder-refusals", refusals.join("\n"));
}

#[test]
fn an_error_of_the_library_lists_all() {
    let scenario = super::scenario(super::SEVERAL, &Overrides::default());
    let refused = Ladder::new(&scenario, &named(&["bootstrap", "gbm", "gbm"]));
    let Err(Error::Refused(problems)) = refused else { panic!("it is refused") };
    assert_eq!(problems.len(), 3, "{problems:?}");
    assert!(Ladder::new(&scenario, &[]).is_err());
}

/// The controls: an entry of 0 correlates nothing, and no model without shocks meets merton and gbm.
#[test]
fn control_what_can_be_asked_is_not_refused() {
    let zero = ["--set", "correlation.\"AMZN,GOOG\"=0"];
    let nyc = ["run", "scenarios/bedrock-nyc.toml", "--models"];
    let scenario = |set: &[&str], models: &str| {
        let runs = ["--runs", "0"];
        let talk = screen(&[&nyc[..], &[models], set, &runs].concat()).talk;
        talk.contains("could be correlated")
    };
    assert!(!scenario(&zero, "gbm"));
    let asked = screen(&[&nyc[..], &["gbm", "--runs", "200", "--quiet"]].concat());
    assert_eq!((asked.code, asked.talk.as_str()), (0, ""));
    let text =
        std::fs::read_to_string("scenarios/bedrock-nyc.toml").expect("the scenario is there");
    let uncorrelated = text.replace("\"AMZN,GOOG\" = 0.6", "\"AMZN,GOOG\" = 0");
    assert_ne!(text, uncorrelated);
    let document = vestrisk::Document::parse("nyc.toml", uncorrelated.as_bytes());
    let scenario = document.expect("TOML").lower(&vestrisk::NoSources, &Overrides::default());
    let models = named(&["gbm", "merton", "heston", "gjr_garch"]);
    assert!(Ladder::new(&scenario.expect("no fault"), &models).is_ok());
    let again = screen_with_input(&["run", "-", "--models", "gbm", "--runs", "200"], &uncorrelated);
    assert_eq!(again.code, 0, "{}", again.talk);
}
