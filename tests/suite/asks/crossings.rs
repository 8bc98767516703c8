//! Metrics that do not move one way, terms of whole numbers, jumps: what is told of them.

use vestrisk::scenario::Metric;
use vestrisk::simulation::{Exits, Sampler};

use super::{Case, value};

/// A share that falls to a hundredth, and people who quit the sooner the more of what they wait for has lost its worth: the
/// larger the grant beside the sign-on payments, the fewer stay, until what is left of it makes up for that.
const LOST_WORTH: &str = "format = 1\n[stocks.A]\nprice = 100\nmodel = { kind = \"fixed\", points = [[1, 1], [48, 1]] }\n\
    [attrition.a]\nvoluntary = 0.1\nresponse = { voluntary_to_unvested = 1 }\n\
    [[offers]]\nname = \"a\"\nattrition = \"a\"\nbase_salary = 200_000\n\
    [[offers.sign_on]]\namount = 50_000\npaid = { at = 12 }\n[[offers.sign_on]]\namount = 50_000\npaid = { at = 24 }\n\
    [[offers.sign_on]]\namount = 50_000\npaid = { at = 36 }\n\
    [[offers.grants]]\nstock = \"A\"\nvalue = 20_000\nvesting = \"even_quarterly\"\n";

#[test]
fn a_metric_that_falls_and_rises_is_said_to() {
    for (sampler, exits) in [(Sampler::Random, Exits::Sampled), (Sampler::Sobol, Exits::Integrated)]
    {
        let case = Case::new(LOST_WORTH, (4_096, 2), (sampler, exits));
        let mean = |x: f64| case.figure(Metric::Mean, 0, &[("grants.0.value", x)]).value;
        let goal = 500_000.0;
        assert!(mean(20_000.0) > goal && mean(1_000_000.0) < goal && mean(8_000_000.0) > goal);
        let found = case.solve(0, &["grants.0.value", "base_salary"], &format!("mean={goal}"));
        let [grant, base] = &found.asks[..] else { panic!("two asks") };
        assert!(grant.met && !grant.monotone, "{grant:?}");
        assert_eq!(grant.crossings.len(), 2, "{:?}", grant.crossings);
        // It is the crossing nearest to what stands.
        let [first, second] = [grant.crossings[0], grant.crossings[1]];
        assert!(first[0] <= value(grant) && value(grant) <= first[1], "{grant:?}");
        assert!((mean(value(grant)) - goal).abs() <= 1.0, "{grant:?}");
        for [low, high] in [first, second] {
            assert!(low < high && (mean(low) < goal) != (mean(high) < goal), "{low} {high}");
        }
        assert!(base.monotone && base.crossings.is_empty() && base.met, "{base:?}");
        assert!(
            (case.figure(Metric::Mean, 0, &[("base_salary", value(base))]).value - goal).abs()
                <= 1.0
        );
        // From the other side the other one is nearer.
        let beyond = Case::new(
            &LOST_WORTH.replace("value = 20_000", "value = 6_000_000"),
            (4_096, 2),
            (sampler, exits),
        );
        let ask = beyond.ask(0, "grants.0.value", &format!("mean={goal}"));
        assert!(
            !ask.monotone && value(&ask) > 1_000_000.0 && (mean(value(&ask)) - goal).abs() <= 1.0,
            "{ask:?}"
        );
    }
}

/// Notice and severance are whole months of base after a layoff: with certain layoffs, as many as the goal takes.
#[test]
fn whole_numbers_are_the_least_that_does() {
    let text = "format = 1\n[attrition.a]\nexit = { month = 12, cause = \"layoff\" }\n[[offers]]\nname = \"a\"\n\
        attrition = \"a\"\nbase_salary = 120_000\nlayoff_terms = { notice_months = 0, severance_months = 1 }\n";
    for exits in Exits::ALL {
        let case = Case::new(text, (100, 1), (Sampler::Random, exits));
        // A year's base is 120,000, a month's severance 10,000.
        for (goal, least) in
            [(130_000, 1.0), (130_001, 2.0), (150_000, 3.0), (154_321, 4.0), (171_000, 6.0)]
        {
            let ask = case.ask(0, "layoff_terms.severance_months", &format!("mean={goal}"));
            assert_eq!((value(&ask), ask.current), (least, Some(1.0)), "{goal}: {ask:?}");
            assert_eq!(ask.value.expect("it is met").std_error, None);
            assert!((ask.reached.value - (120_000.0 + 10_000.0 * least)).abs() < 0.01, "{ask:?}");
        }
    }
}

/// A grant that is made later vests less by the horizon: whole months, of which fewer are better.
#[test]
fn a_month_is_found_whichever_way_is_better() {
    let text = "format = 1\n[stocks.A]\nprice = 100\nexpected_return = 0\nmodel = { kind = \"gbm\", volatility = 0 }\n\
        [[offers]]\nname = \"a\"\nbase_salary = 100_000\n[[offers.grants]]\nstock = \"A\"\nvalue = 480_000\nmonth = 20\n\
        vesting = \"even_monthly\"\n";
    let case = Case::new(text, (64, 1), (Sampler::Random, Exits::Sampled));
    // 10,000 a month of those after the grant.
    for (goal, latest) in
        [(400_000 + 300_000, 18.0), (400_000 + 295_000, 18.0), (400_000 + 120_000, 36.0)]
    {
        let ask = case.ask(0, "grants.0.month", &format!("mean={goal}"));
        assert_eq!(Some(value(&ask)), Some(latest), "{goal}: {ask:?}");
        assert!(ask.monotone);
    }
}

/// A chance jumps where all who stay come to the walk-away at once: the least value that does is told, to the dollar.
#[test]
fn jumps_are_told_by_the_end_that_meets_the_goal() {
    let text = "format = 1\ngoals.walk_away = 500_000\n[attrition.a]\nvoluntary = 0.1\n[[offers]]\nname = \"a\"\n\
        attrition = \"a\"\nbase_salary = 100_000\n[[offers.sign_on]]\namount = 50_000\npaid = { at = 0 }\n";
    for sampler in Sampler::ALL {
        for exits in Exits::ALL {
            let case = Case::new(text, (2_048, 5), (sampler, exits));
            let ask = case.ask(0, "sign_on.0.amount", "probability_walk_away=0.5");
            // Who stays has four years of base: with 100,000 more they all are there, and within half a cent.
            let chance = |x: f64| {
                case.figure(Metric::ProbabilityWalkAway, 0, &[("sign_on.0.amount", x)]).value
            };
            let found = value(&ask);
            assert!(chance(found) >= 0.5, "{} {}: {ask:?}", sampler.name(), exits.name());
            assert!(chance(found - 1.0) < 0.5, "{} {}: {ask:?}", sampler.name(), exits.name());
        }
    }
}

/// A window of months that are whole: the ask and the ends of the search are, too.
#[test]
fn whole_numbers_stay_whole() {
    let text = "format = 1\n[attrition.a]\nvoluntary = 0.5\n[[offers]]\nname = \"a\"\nattrition = \"a\"\n\
        base_salary = 1_000\n[[offers.sign_on]]\namount = 100_000\npaid = { at = 0 }\n\
        clawback = { window_months = 24, proration = \"none\", causes = [\"voluntary\"] }\n";
    let path = "sign_on.0.clawback.window_months";
    let case = Case::new(text, (4_096, 2), (Sampler::Random, Exits::Sampled));
    for goal in ["mean=90_000", "mean=1_000", "mean=98_000", "mean=200_000"] {
        let found = case.solve(0, &[path], goal);
        let ask = &found.asks[0];
        let told = ask.value.map(|value| value.value).into_iter().chain(ask.best);
        for months in told.chain(ask.searched) {
            assert!(months.fract() == 0.0 && months >= 1.0, "{goal}: {ask:?}");
        }
    }
}

/// Where no value does it, the best that is told is no worse than what stands now.
#[test]
fn the_best_is_no_worse_than_what_stands() {
    for (sampler, exits) in [(Sampler::Random, Exits::Sampled), (Sampler::Sobol, Exits::Integrated)]
    {
        let case = Case::new(LOST_WORTH, (20_000, 3), (sampler, exits));
        for (path, goal) in
            [("sign_on.0.paid.at", "mean=5_000_000"), ("sign_on.0.paid.at", "p05=900_000")]
        {
            let found = case.solve(0, &[path], goal);
            let ask = &found.asks[0];
            assert!(!ask.met && ask.best.is_some(), "{ask:?}");
            assert!(ask.reached.value >= found.now.value, "{goal}: {ask:?} {:?}", found.now);
        }
    }
}
