//! Goals: every metric, as a value and as the baseline's, met already, always and never, and how they are written.

use vestrisk::analysis::{Goal, Target};
use vestrisk::scenario::{Level, Metric, Unit};
use vestrisk::simulation::{Exits, Sampler};

use super::{Case, question, value};
use crate::reference::measured::POOL;
use crate::support::plain_default;

/// The default scenario with preferences.
fn default() -> String {
    plain_default() + "[preferences]\nrisk_aversion = 3\noutside_wealth = 300_000\n"
}

/// A goal a little above what stands.
fn above(now: f64, unit: Unit) -> f64 {
    match unit {
        Unit::Dollars => (1.04 * now).round(),
        Unit::Probability => (now + 0.05).min(0.97),
    }
}

#[test]
fn every_metric_is_reached_under_every_method() {
    for sampler in Sampler::ALL {
        for exits in Exits::ALL {
            let plain = (sampler, exits) == (Sampler::Random, Exits::Sampled);
            let case = Case::new(&default(), (2_048, 19), (sampler, exits));
            // One of every kind for the other methods.
            let kinds = |metric: &Metric| {
                plain || !matches!(metric, Metric::Percentile(level) if *level != Level::P25)
            };
            for metric in Metric::ALL.into_iter().filter(kinds) {
                let now = case.figure(metric, 0, &[]).value;
                let goal = above(now, metric.unit());
                let found = case.solve(
                    0,
                    &["grants.0.value", "base_salary"],
                    &format!("{}={goal}", metric.name()),
                );
                assert_eq!(found.now.value.to_bits(), now.to_bits(), "{}", metric.name());
                for ask in found.asks.iter().filter(|ask| ask.met) {
                    case.reaches((metric, 0), ask, goal);
                }
                // Who leaves in the first months has salary, and no grant.
                assert!(found.asks[1].met, "{}: {:?}", metric.name(), found.asks[1]);
            }
        }
    }
}

#[test]
fn the_baseline_is_reached_and_overtaken() {
    let case = Case::new(&default(), (1_024, 19), (Sampler::Sobol, Exits::Integrated));
    for metric in Metric::ALL {
        let name = metric.name();
        if metric == Metric::ProbabilityAhead {
            continue;
        }
        let found = case.solve(0, &["base_salary"], &format!("{name}=baseline"));
        let target = case.figure(metric, 1, &[]).value;
        assert_eq!(found.target.value.to_bits(), target.to_bits(), "{name}");
        case.reaches((metric, 0), &found.asks[0], target);
    }
    // Common random numbers: the answer's error is that of the difference, below that of two independent means.
    let ask = case.solve(0, &["base_salary"], "mean=baseline").asks.remove(0);
    let at = |x: f64| case.figure(Metric::Mean, 0, &[("base_salary", x)]);
    let (low, high) = (at(value(&ask)), at(value(&ask) + 1_000.0));
    let slope = (high.value - low.value) / 1_000.0;
    let [own, other] =
        [low, case.figure(Metric::Mean, 1, &[])].map(|of| of.std_error.expect("many runs"));
    let independent = (own * own + other * other).sqrt() / slope;
    let error = ask.value.and_then(|of| of.std_error).expect("many runs");
    assert!(error > 0.0 && error < independent, "{error} {independent}");
}

#[test]
fn goals_that_are_met_already_ask_for_less() {
    let case = Case::plain(&default(), 4_000);
    let now = case.figure(Metric::Mean, 0, &[]).value;
    let ask = case.ask(0, "grants.0.value", &format!("mean={}", (0.9 * now).round()));
    assert!(ask.met && ask.change.expect("it stands in the file") < -100_000.0, "{ask:?}");
    case.reaches((Metric::Mean, 0), &ask, (0.9 * now).round());
}

#[test]
fn goals_that_every_value_meets_are_told_with_the_least() {
    let case = Case::plain(&default(), 4_000);
    let ask = case.ask(0, "sign_on.0.amount", "mean=100_000");
    assert!(ask.met && ask.always && ask.monotone, "{ask:?}");
    assert_eq!(
        (value(&ask), ask.searched[0], ask.value.expect("it is met").std_error),
        (0.0, 0.0, None)
    );
    assert!(ask.reached.value > 100_000.0);
    // So is one that whoever leaves meets as well.
    let ask = case.ask(0, "sign_on.0.amount", "p01=1");
    assert!(ask.always, "{ask:?}");
}

/// More than one in twenty have left before the first vest: no grant makes the walk-away a matter of 95 %.
#[test]
fn goals_beyond_survival_are_not_met_and_the_best_is_told() {
    let case = Case::plain(&default(), 4_000);
    let found = case.solve(0, &["grants.0.value", "grants.0.month"], "probability_walk_away=0.95");
    assert!(!found.met());
    for ask in &found.asks {
        let best = ask.best.expect("not met");
        assert!(!ask.met && ask.value.is_none() && ask.change.is_none() && !ask.always, "{ask:?}");
        let reached = case.figure(Metric::ProbabilityWalkAway, 0, &[(&ask.path, best)]);
        assert_eq!(reached, ask.reached);
        assert!(reached.value < 0.95 && reached.value >= found.now.value);
        // No other value that was in reach does better.
        for share in [0.1, 0.3, 0.5, 0.9, 1.0] {
            let value = (share * ask.searched[1]).round();
            let other = case.figure(Metric::ProbabilityWalkAway, 0, &[(&ask.path, value)]);
            assert!(other.value <= reached.value, "{} {value}: {other:?} {reached:?}", ask.path);
        }
    }
}

#[test]
fn goals_are_read_as_they_are_written() {
    let read = |text: &str| Goal::parse(text).expect(text);
    for metric in Metric::ALL {
        let name = metric.name();
        let (text, number) = match metric.unit() {
            Unit::Dollars => ("1_600_000", 1_600_000.0),
            Unit::Probability => ("62.5%", 0.625),
        };
        for sign in ["=", ">=", " >= ", " = "] {
            let goal = read(&format!("{name}{sign}{text}"));
            assert_eq!(goal, Goal { metric, target: Target::Value(number) }, "{name}{sign}{text}");
        }
        let goal = read(&format!("{name}=baseline"));
        assert_eq!(goal, Goal { metric, target: Target::Baseline });
    }
    assert_eq!(read("p50=-5e4").target, Target::Value(-50_000.0));
    for wrong in [
        "p50",
        "p50=",
        "p50=much",
        "p50=nan",
        "p50=inf",
        "p50=1e11",
        "p50=50%",
        "p51=5",
        "probability_ahead=0",
        "probability_ahead=60",
        "probability_ahead=101%",
        "probability_walk_away=-0.1",
        "p50<=5",
        "p50>5",
        "",
        "=5",
    ] {
        assert!(Goal::parse(wrong).is_err(), "{wrong}: {:?}", Goal::parse(wrong));
    }
}

#[test]
fn goals_that_an_offer_cannot_have_are_refused() {
    let case = Case::plain(&default(), 1_000);
    let other = Case::plain(
        &default().replace("baseline = \"Even vesting\"", "baseline = \"Amazon L6, 5/15/40/40\""),
        1_000,
    );
    let without = Case::plain("format = 1\n[[offers]]\nname = \"a\"\nbase_salary = 1\n", 1_000);
    for (case, goal, told) in [
        (&other, "p50=baseline", "is the baseline"),
        (&other, "probability_ahead=0.6", "cannot be ahead of it"),
        (&case, "probability_ahead=baseline", "against the baseline already"),
        (&without, "probability_walk_away=0.6", "needs a walk-away"),
        (&without, "certainty_equivalent=5", "needs [preferences]"),
    ] {
        let refused = case.try_solve(&question(0, &[], goal), &POOL).expect_err(goal);
        assert!(refused.to_string().contains(told), "{goal}: {refused}");
    }
    // Without a goal: the median at the walk-away, then at the baseline's, then none.
    let own = Goal::default_of(&case.scenario(&[])).expect("it has a walk-away");
    assert_eq!(own, Goal::parse("p50=1_600_000").expect("a goal"));
    let two = default().replace("walk_away", "# walk_away");
    let own =
        Goal::default_of(&Case::plain(&two, 10).scenario(&[])).expect("it has a second offer");
    assert_eq!(own, Goal::parse("p50=baseline").expect("a goal"));
    assert!(Goal::default_of(&without.scenario(&[])).is_err());
}
