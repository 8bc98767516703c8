//! What stresses and views cannot be asked: every fault at once, before anything is simulated or written; and views that no
//! weights hold, after.

use crate::support::{screen, screen_with_input};

/// What is said on standard error; nothing else happens.
fn told(code: i32, arguments: &[&str], input: &str) -> String {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let target = folder.path().join("out.txt");
    let out = ["--out", target.to_str().expect("a UTF-8 path"), "--runs", "2000"];
    let refused = screen_with_input(&[&["stress"], arguments, &out].concat(), input);
    assert_eq!((refused.code, refused.out.as_str()), (code, ""), "{arguments:?}: {}", refused.talk);
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0, "{arguments:?}");
    format!("=== {}\n{}\n", arguments.join(" "), refused.talk)
}

fn views<'a>(views: &[&'a str]) -> Vec<&'a str> {
    views.iter().flat_map(|view| ["--reweight", view]).collect()
}

#[test]
fn every_problem_is_told_at_once() {
    let refusals = [
        told(2, &["--stress", "dotcom,flat,flat,,a recession"], ""),
        told(2, &["--stress", "flat", "--reweight", "probability of quit = 0.2"], ""),
        told(2, &["flat-stock", "--reweight", "mean log return of AMZN = -0.2"], ""),
        told(2, &["--reweight", "probability of quit = 0.2", "--memory", "1K"], ""),
        told(
            2,
            &views(&[
                "mean log return of AMZM = -0.2",
                "mean log return of AMZN = much",
                "mean log return of AMZN = -30",
                "mean return of AMZN = -0.2",
                "probability of layoff",
                "probability of layoffs = 0.2",
                "probability of layoff = 20",
                "probability of layoff at Googol = 0.2",
                "probability of layoff in \"Even vesting\" = 0.2",
                "probability of quit = 0.2",
                "probability of  quit at \"Even vesting\" = 0.3",
            ]),
            "",
        ),
        told(2, &["guide-band", "--reweight", "probability of staying ="], ""),
    ];
    insta::assert_snapshot!("stress-refusals", refusals.join("\n"));
}

/// Offers that are left in different ways need a name, those that are left alike do not.
#[test]
fn exits_of_different_offers_need_a_name() {
    let text = super::TWO.replacen("attrition = \"both\"", "attrition = \"none\"", 1);
    let shown = told(2, &["-", "--reweight", "probability of layoff = 0.3"], &text);
    assert!(shown.contains("at \"OFFER\"") && shown.contains("`of A`, `of B`"), "{shown}");
    let of_b =
        ["stress", "-", "--reweight", "probability of layoff at of B = 0.3", "--runs", "2000"];
    let answered = screen_with_input(&of_b, &text);
    assert_eq!(answered.code, 0, "{}", answered.talk);
    let quoted =
        ["stress", "-", "--reweight", "probability of layoff at \"of B\" = 0.3", "--runs", "2000"];
    let lines = |text: &str| text.lines().count();
    assert_eq!(lines(&screen_with_input(&quoted, &text).out), lines(&answered.out));
    // Nobody of the first offer is ever laid off.
    let shown = told(1, &["-", "--reweight", "probability of layoff at \"of A\" = 0.3"], &text);
    assert!(shown.contains("is 0 in every run"), "{shown}");
}

#[test]
fn what_no_weights_hold_is_told_with_its_reach() {
    let refusals = [
        told(1, &views(&["mean log return of AMZN = 9"]), ""),
        told(1, &views(&["probability of layoff = 0.6", "probability of quit = 0.6"]), ""),
    ];
    insta::assert_snapshot!("stress-unreachable", refusals.join("\n"));
}

#[test]
fn few_effective_runs_are_warned_of() {
    let view = ["stress", "--runs", "4096", "--reweight", "mean log return of AMZN = 1.6"];
    let shown = screen(&view).out;
    assert!(shown.contains("[few_effective_runs]"), "{shown}");
    assert!(shown.contains("batches that standard errors come from cannot hold"), "{shown}");
    // The control: a view that costs little has no warning.
    let view = ["stress", "--runs", "4096", "--reweight", "mean log return of AMZN = 0"];
    assert!(!screen(&view).out.contains("warning"));
}
