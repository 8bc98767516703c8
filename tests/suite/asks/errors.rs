//! Questions that are refused, as whole screens: offers, terms and goals that are wrong, each told at its flag, exit code 2,
//! nothing on standard output.

use crate::support::{screen, screen_with_input};

/// Screens of refused questions, one behind the other.
fn refused(questions: &[&[&str]]) -> String {
    let each = questions.iter().map(|arguments| {
        let screen = screen(&[&["solve"], *arguments].concat());
        assert_eq!((screen.code, screen.out.as_str()), (2, ""), "{arguments:?}: {}", screen.talk);
        format!("$ vestrisk solve {}\n{}", arguments.join(" "), screen.talk)
    });
    each.collect::<Vec<_>>().join("\n")
}

#[test]
fn goals_are_told_with_the_nearest_name() {
    insta::assert_snapshot!(refused(&[
        &["--until", "median=5"],
        &["--until", "p51=5"],
        &["--until", "probability_walkaway=0.5"],
        &["--until", "p50"],
        &["--until", "p50=lots"],
        &["--until", "probability_walk_away=60"],
        &["--offer", "Even vesting", "--until", "mean=baseline"],
        &["--until", "certainty_equivalent=1_000_000"],
        &["--offer", "Even vesting", "--until", "probability_ahead=0.6"],
        &["--until", "probability_ahead=baseline"],
    ]));
}

#[test]
fn terms_are_told_at_their_flag() {
    insta::assert_snapshot!(refused(&[
        &["--vary", "base_salry"],
        &["--vary", "grants.5.value"],
        &["--vary", "grants.0.vesting"],
        &["--vary", "name"],
        &["--vary", "grants.0.stock"],
        &["--vary", "grants..value"],
        &["--vary", ""],
        &["--vary", "base_salary=5"],
        &["--vary", "sign_on.0.amount", "sign_on.0.amount"],
        &["--vary", "layoff_terms"],
    ]));
}

#[test]
fn offers_and_all_faults_at_once() {
    insta::assert_snapshot!(refused(&[
        &["--offer", "Even vestin"],
        &["--offer", "x", "--until", "p5=1", "--vary", "a", "a"],
    ]));
}

#[test]
fn nothing_to_reach_is_said() {
    let alone = "format = 1\n[[offers]]\nname = \"a\"\nbase_salary = 100_000\n";
    let none = screen_with_input(&["solve", "-"], alone);
    assert_eq!((none.code, none.out.as_str()), (2, ""), "{}", none.talk);
    assert!(none.talk.contains("--until p50=1_600_000"), "{}", none.talk);
    let chance = screen_with_input(&["solve", "-", "--until", "probability_walk_away=0.5"], alone);
    assert_eq!(chance.code, 2, "{}", chance.talk);
    assert!(chance.talk.contains("goals.walk_away"), "{}", chance.talk);
}

/// A term that changes more than its offer is none of this offer's.
#[test]
fn what_changes_the_world_is_refused() {
    let text = "format = 1\n[stocks.A]\nprice = 10\nexpected_return = 0\nmodel = { kind = \"gbm\", volatility = 0.3 }\n\
        [[offers]]\nname = \"a\"\nbase_salary = 100_000\n[[offers.grants]]\nstock = \"A\"\nvalue = 50_000\n\
        conversion = { average_days = 5, start_in_days = 30 }\nvesting = [[12, 100]]\n";
    let arguments =
        ["solve", "-", "--vary", "grants.0.conversion.start_in_days", "--until", "mean=500_000"];
    let screen = screen_with_input(&arguments, text);
    assert_eq!((screen.code, screen.out.as_str()), (2, ""), "{}", screen.talk);
    assert!(screen.talk.contains("changes the world of all offers"), "{}", screen.talk);
}
