//! Verdicts by their definitions, on answers whose figures are set by hand.

use vestrisk::analysis::{Decision, ModelSummary, Reach, Verdict};
use vestrisk::report::text;
use vestrisk::statistics::Estimate;

use super::{climbed, default, scenario};
use vestrisk::Overrides;

const fn estimate(value: f64, std_error: f64) -> Estimate {
    Estimate { value, std_error: Some(std_error) }
}

/// The default scenario's answer under made-up models with these chances (ahead, behind) and medians of the first offer.
fn models(figures: &[(&'static str, [Estimate; 2], Estimate)]) -> Vec<ModelSummary> {
    let gbm = climbed(&default(2_000), &["gbm"]).models.remove(0);
    let of = |(model, [ahead, behind], median): &(&'static str, [Estimate; 2], Estimate)| {
        let mut of = ModelSummary { model, ..gbm.clone() };
        of.own.retain(|_| *model == "heston");
        of.summary.comparisons[0].probability_ahead = *ahead;
        of.summary.comparisons[0].probability_behind = *behind;
        of.summary.offers[0].pay.distribution.percentiles.p50 = *median;
        of
    };
    figures.iter().map(of).collect()
}

/// The chances without ties.
const fn chances(ahead: f64, error: f64) -> [Estimate; 2] {
    [estimate(ahead, error), estimate(1.0 - ahead, error)]
}

const MEDIAN: Estimate = estimate(1_300_000.0, 1_000.0);

#[test]
fn verdicts_follow_their_definitions() {
    let none = Estimate { value: 0.9, std_error: None };
    for (chances, expected) in [
        (chances(0.53, 0.01), Verdict::Ahead),
        (chances(0.47, 0.01), Verdict::Behind),
        // Two standard errors are not over two standard errors.
        (chances(0.515, 0.01), Verdict::TooClose),
        (chances(0.485, 0.01), Verdict::TooClose),
        (chances(0.5, 0.0), Verdict::TooClose),
        ([none, none], Verdict::TooClose),
        // Pay that is never different, and pay that is often the same.
        ([estimate(0.0, 0.001), estimate(0.0, 0.001)], Verdict::Equal),
        ([estimate(0.4, 0.01), estimate(0.3, 0.01)], Verdict::Neither),
        // Ties keep a chance below 1/2 from making the offer the one behind.
        ([estimate(0.4, 0.01), estimate(0.49, 0.01)], Verdict::TooClose),
        ([estimate(0.3, 0.01), estimate(0.53, 0.01)], Verdict::Behind),
    ] {
        let decision = Decision::new(&models(&[("gbm", chances, MEDIAN)]));
        assert_eq!(decision.comparisons[0].verdicts[0].verdict, expected, "{chances:?}");
        assert!(!decision.changes && decision.moves.is_empty(), "one model decides nothing");
    }
}

#[test]
fn the_walk_away_is_reached_within_half_a_cent() {
    let goal = 1_600_000.0;
    for (median, expected) in [
        (estimate(goal + 2_100.0, 1_000.0), Reach::Reached),
        (estimate(goal - 2_100.0, 1_000.0), Reach::Missed),
        (estimate(goal + 1_900.0, 1_000.0), Reach::TooClose),
        (estimate(goal, 0.0), Reach::Reached),
        (estimate(goal - 0.004, 0.0), Reach::Reached),
        (estimate(goal - 0.01, 0.0), Reach::Missed),
        (Estimate { value: 9e9, std_error: None }, Reach::TooClose),
    ] {
        let decision = Decision::new(&models(&[("gbm", chances(0.6, 0.01), median)]));
        assert_eq!(decision.walk_away[0].verdicts[0].verdict, expected, "{median:?}");
    }
}

#[test]
fn a_decision_changes_where_two_models_call_it_differently() {
    let (ahead, behind, close) = (chances(0.6, 0.01), chances(0.4, 0.01), chances(0.5, 0.01));
    let changes = |chances: &[[Estimate; 2]]| {
        let figures: Vec<_> = chances.iter().map(|chances| ("gbm", *chances, MEDIAN)).collect();
        Decision::new(&models(&figures)).changes
    };
    assert!(changes(&[ahead, behind]) && changes(&[close, behind, close, ahead]));
    for same in [&[ahead, ahead][..], &[ahead, close, ahead], &[close, close], &[behind, close]] {
        assert!(!changes(same), "{same:?}");
    }
    // By the walk-away alone.
    let reached = estimate(1_700_000.0, 1_000.0);
    let decision = Decision::new(&models(&[("gbm", ahead, MEDIAN), ("merton", ahead, reached)]));
    let [by_offers, by_goal] = [decision.comparisons[0].changes, decision.walk_away[0].changes];
    assert!(!by_offers && by_goal && decision.changes && !decision.walk_away[1].changes);
    let moved = decision.moves[0].p50;
    assert_eq!((moved.lowest, moved.highest), ("gbm", "merton"));
    assert_eq!(moved.difference.value.to_bits(), 400_000.0_f64.to_bits());
    assert!(moved.seen && !decision.moves[1].p50.seen);
}

fn told(figures: &[(&'static str, [Estimate; 2], Estimate)]) -> String {
    let mut ladder = climbed(&default(2_000), &["gbm"]);
    ladder.models = models(figures);
    ladder.decision = Decision::new(&ladder.models);
    let mut out = Vec::new();
    text::write_ladder(&ladder, 80, &mut out).expect("a string takes everything");
    String::from_utf8(out).expect("UTF-8")
}

#[test]
fn decisions_are_told_in_words() {
    let (ahead, behind) = (chances(0.62, 0.01), chances(0.38, 0.01));
    let close = chances(0.51, 0.01);
    let higher = estimate(1_650_000.0, 20_000.0);
    insta::assert_snapshot!(
        "ladder-changes",
        told(&[("gbm", ahead, MEDIAN), ("merton", behind, higher), ("heston", close, MEDIAN)])
    );
    insta::assert_snapshot!(
        "ladder-same",
        told(&[("gbm", ahead, MEDIAN), ("merton", ahead, MEDIAN), ("heston", ahead, MEDIAN)])
    );
    let open = told(&[("gbm", ahead, MEDIAN), ("merton", close, MEDIAN)]);
    assert!(open.contains("No two models decide differently, but not all of them can tell."));
}

#[test]
fn one_offer_and_equal_offers_have_their_words() {
    let one = "format = 1\n[stocks.A]\nprice = 1\nexpected_return = 0\n\
               model = { kind = \"gbm\", volatility = 0.3 }\n[[offers]]\nname = \"One\"\n\
               base_salary = 100_000\n[[offers.grants]]\nstock = \"A\"\nvalue = 100_000\n\
               vesting = \"even_quarterly\"\n";
    let another = one[one.find("[[offers]]").expect("an offer")..].replace("One", "Another");
    let told = |text: &str| {
        let runs = Overrides { runs: Some(2_000), ..Overrides::default() };
        let ladder = climbed(&scenario(text, &runs), &["gbm"]);
        let mut out = Vec::new();
        text::write_ladder(&ladder, 80, &mut out).expect("a string takes everything");
        String::from_utf8(out).expect("UTF-8")
    };
    let alone = told(one);
    assert!(alone.contains("With one offer and no walk-away there is no decision"), "{alone}");
    assert!(!alone.contains("chance to be ahead"), "{alone}");
    let equal = told(&format!("{one}{another}"));
    assert!(equal.contains("Another against One: level in every career under gbm."), "{equal}");
}
