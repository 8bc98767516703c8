//! Asks of generated scenarios: on the same runs the metric at the answer is the goal, and under another seed it is so
//! within its error.

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use vestrisk::scenario::{Metric, Unit};
use vestrisk::simulation::{Exits, Sampler};

use super::{Case, value};
use crate::tolerance::seed;

const CASES: u64 = 200;
/// Those that every run of the suite has.
const FEW: u64 = 32;
const RUNS: u64 = 1_024;
/// How many combined standard errors a fresh seed's metric may lie off. One of 200 does by chance in 1.3 % of all
/// seeds, if errors were normal; the seeds are fixed.
const MOST_ERRORS: f64 = 4.0;

fn one_of<'a>(rng: &mut StdRng, list: &[&'a str]) -> &'a str {
    list.choose(rng).expect("the list is not empty")
}

/// A number of thousands in a range.
fn thousands(rng: &mut StdRng, from: u32, to: u32) -> u32 {
    1_000 * rng.random_range(from..=to)
}

/// A scenario of a number: two offers with salaries, sign-on payments, grants and now and then raises, bonuses,
/// refreshers, severance and an outside option, under hazards that may respond.
fn text(rng: &mut StdRng) -> String {
    let (volatility, growth) = (rng.random_range(0.1..0.6), rng.random_range(-0.05..0.15));
    let model = one_of(rng, &["gbm", "gbm", "gbm", "merton"]);
    let (quits, layoffs) = (rng.random_range(0.0..0.25), rng.random_range(0.0..0.1));
    let response = one_of(
        rng,
        &[
            "",
            "",
            "response = { layoff_to_return = 0.5 }\n",
            "response = { voluntary_to_unvested = 0.3 }\n",
        ],
    );
    let rate = one_of(rng, &["0", "0.04", "0.08"]);
    let option = one_of(rng, &["", "", "[outside_option]\nannual_pay = 90_000\ngap_months = 4\n"]);
    let walk_away = thousands(rng, 400, 900);
    let mut text = format!(
        "format = 1\n[simulation]\ndiscount_rate = {rate}\n[goals]\nwalk_away = {walk_away}\n\
         [preferences]\nrisk_aversion = {:.2}\noutside_wealth = {}\n\
         [stocks.A]\nprice = {:.2}\nexpected_return = {growth:.3}\n\
         model = {{ preset = \"{model}\", volatility = {volatility:.3} }}\n{option}\
         [attrition.a]\nvoluntary = {quits:.3}\nlayoff = {layoffs:.3}\n{response}",
        rng.random_range(0.0..6.0),
        thousands(rng, 150, 900),
        rng.random_range(10.0..400.0),
    );
    for name in ["one", "two"] {
        text += &offer(rng, name);
    }
    text
}

fn offer(rng: &mut StdRng, name: &str) -> String {
    let profile = one_of(rng, &["a", "a", "a", "amazon"]);
    let raise = one_of(rng, &["", "annual_raise = 0.03\n"]);
    let bonus = one_of(rng, &["", "bonus = { target = 0.1, volatility = 0.2 }\n"]);
    let refresh = one_of(
        rng,
        &[
            "",
            "",
            "refresh = { kind = \"fixed\", value = 30_000, review_months = [12, 24], vesting = \"even_quarterly\" }\n",
        ],
    );
    let terms = one_of(rng, &["", "layoff_terms = { notice_months = 1, severance_months = 2 }\n"]);
    let clawback = one_of(rng, &["prorated_12", "prorated_24", "cliff_12", "california_2026"]);
    let vesting = one_of(rng, &["amazon", "even_quarterly", "google_33", "even_cliff_12"]);
    let sell = one_of(rng, &["", "sell = \"at_horizon\"\n"]);
    let size = if rng.random_bool(0.7) {
        format!("value = {}", thousands(rng, 80, 500))
    } else {
        format!("shares = {}", rng.random_range(300..4_000))
    };
    format!(
        "[[offers]]\nname = \"{name}\"\nemployer = \"E\"\nattrition = \"{profile}\"\nbase_salary = {}\n{raise}{bonus}{refresh}{terms}\
         [[offers.sign_on]]\namount = {}\npaid = {{ at = {} }}\nclawback = \"{clawback}\"\n\
         [[offers.grants]]\nstock = \"A\"\n{size}\nvesting = \"{vesting}\"\n{sell}",
        thousands(rng, 90, 220),
        thousands(rng, 10, 90),
        one_of(rng, &["0", "0", "12"]),
    )
}

/// What came of the cases.
#[derive(Debug, Default)]
struct Count {
    met: usize,
    always: usize,
    unmet: usize,
    jumps: usize,
    not_monotone: usize,
}

#[test]
fn metrics_at_the_answers_are_the_goals() {
    reached(FEW);
}

#[test]
#[ignore = "half a minute: all generated scenarios"]
fn metrics_at_the_answers_of_all_generated_scenarios_are_the_goals() {
    reached(CASES);
}

fn reached(cases: u64) {
    let mut rng = StdRng::seed_from_u64(seed("generated asks"));
    let mut count = Count::default();
    let mut largest = 0.0_f64;
    for number in 0..cases {
        let text = text(&mut rng);
        let sampler = *Sampler::ALL.choose(&mut rng).expect("a sampler");
        let exits = if number % 16 == 0 { Exits::Integrated } else { Exits::Sampled };
        let case =
            Case::new(&text, (RUNS, seed(&format!("generated ask {number}"))), (sampler, exits));
        let metric = *Metric::ALL.choose(&mut rng).expect("a metric");
        let now = case.figure(metric, 1, &[]).value;
        let goal = match metric.unit() {
            Unit::Dollars => (now * rng.random_range(0.8..1.4)).round(),
            Unit::Probability => (now + rng.random_range(-0.2..0.3)).clamp(0.01, 0.99),
        };
        let size = if text
            .rsplit("[[offers.grants]]")
            .next()
            .is_some_and(|last| last.contains("shares"))
        {
            "grants.0.shares"
        } else {
            "grants.0.value"
        };
        let path =
            *["base_salary", "sign_on.0.amount", size, size].choose(&mut rng).expect("a path");
        let ask = case.ask(1, path, &format!("{}={goal}", metric.name()));
        count.not_monotone += usize::from(!ask.monotone);
        if ask.always || !ask.met {
            *(if ask.met { &mut count.always } else { &mut count.unmet }) += 1;
            assert_eq!(ask.reached.value >= goal, ask.met, "{number}: {ask:?}\n{text}");
            continue;
        }
        if case.reaches((metric, 1), &ask, goal) {
            count.jumps += 1;
            continue;
        }
        count.met += 1;
        let fresh = case.with_seed(seed(&format!("generated ask {number}, again"))).figure(
            metric,
            1,
            &[(path, value(&ask))],
        );
        if let (Some(error), Some(other)) = (ask.reached.std_error, fresh.std_error)
            && error.max(other) > 0.0
        {
            let off = (fresh.value - goal).abs() / (error * error + other * other).sqrt();
            largest = largest.max(off);
            assert!(
                off <= MOST_ERRORS,
                "{number}: {} {path} {goal} {off}: {fresh:?} {ask:?}\n{text}",
                metric.name()
            );
        }
    }
    println!("largest distance of a fresh seed: {largest:.2} combined standard errors; {count:?}");
    let met = u64::try_from(count.met).expect("few");
    assert!(2 * met > cases && count.always + count.unmet > 0, "{count:?}");
    // The control: fresh seeds do lie off, so that a bound of a few errors tells something.
    assert!(largest > 1.0, "{largest}");
}
