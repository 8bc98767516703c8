//! Every way to sample runs and to treat exits answers the same question: each estimate of the whole answer, under
//! every feature, agrees with plain sampling's, and what a guide's table says is supported is.

use serde_json::Value;
use vestrisk::report::json;
use vestrisk::scenario::builtin;
use vestrisk::simulation::{Exits, Sampler, SharedExits};
use vestrisk::statistics::REPLICATES;
use vestrisk::{Detail, Document, Options, Overrides, Processor, Scenario, Unobserved, summarize};

use crate::reference::measured::POOL;
use crate::tolerance::{Family, seed};

/// Runs of the plain answers, and of those that they are compared with, by the treatment of exits. With one exit a run,
/// 8,192 runs are 256 points a scramble, too few for a replicate to know the worst 1 in 100 where pay has a gap there.
const PLAIN_RUNS: u64 = 262_144;
const SAMPLED_RUNS: u64 = 65_536;
const INTEGRATED_RUNS: u64 = 8_192;

/// Scenarios with every feature of an offer, an exit and a market: two of the benches, and all that ship.
fn scenarios() -> Vec<(String, String)> {
    let benches = [
        ("w", include_str!("../../benches/w.toml")),
        ("employment", include_str!("../../benches/employment.toml")),
        ("different hazards", DIFFERENT_HAZARDS),
    ];
    let shipped = builtin::names().filter_map(|name| Some((name, builtin::text(name)?)));
    let all = benches.into_iter().chain(shipped);
    all.map(|(name, text)| (name.to_owned(), text.to_owned())).collect()
}

/// Offers that leave under hazards of their own: by Weibull, by month and by year, with waves and notice, one for
/// certain and one never.
const DIFFERENT_HAZARDS: &str = r#"
format = 1
title = "Different hazards"
baseline = "years"
[simulation]
discount_rate = 0.03
[goals]
walk_away = 900_000
[stocks.A]
price = 50
expected_return = 0.05
dividend_yield = 0.01
model = { kind = "gbm", volatility = 0.4 }
[stocks.B]
price = 80
expected_return = 0.04
model = { kind = "gbm", volatility = 0.25 }
[correlation]
"A,B" = 0.5
[attrition.years]
voluntary = [0.1, 0.3, 0.2, 0.1]
layoff = 0.06
[attrition.weibull]
voluntary = { weibull = { shape = 0.6, scale_years = 5.0 } }
performance = { weibull = { shape = 2.5, scale_years = 4.0 } }
layoff = 0.05
[attrition.waves]
voluntary = { weibull = { shape = 1.4, scale_years = 6.0 } }
layoff = [0.02, 0.05]
response = { layoff_to_return = 1.0, layoff_waves = { months = [7, 48], hit = 0.2 } }
[attrition.gone]
exit = { month = 18, cause = "layoff" }
[outside_option]
annual_pay = 120_000
gap_months = 2
[[offers]]
name = "years"
attrition = "years"
base_salary = 150_000
[[offers.sign_on]]
amount = 60_000
paid = { at = 0 }
clawback = { window_months = 18, proration = "monthly", causes = ["voluntary", "performance"], from = "payment" }
[[offers.grants]]
stock = "A"
value = 400_000
vesting = "even_quarterly"
[offers.layoff_terms]
severance_months = 4
[[offers]]
name = "years with notice"
attrition = "years"
base_salary = 140_000
annual_raise = 0.03
[[offers.grants]]
stock = "A"
value = 420_000
vesting = "even_monthly"
[offers.layoff_terms]
notice_months = 3
[[offers]]
name = "weibull"
attrition = "weibull"
base_salary = 150_000
[[offers.sign_on]]
amount = 60_000
paid = { from = 0, to = 12 }
clawback = { window_months = 24, proration = "daily", causes = ["voluntary"], from = "start" }
[[offers.grants]]
stock = "B"
value = 400_000
vesting = "amazon"
[[offers]]
name = "waves"
attrition = "waves"
base_salary = 150_000
[[offers.grants]]
stock = "B"
value = 400_000
vesting = "google_33"
[offers.layoff_terms]
notice_months = 2
severance_months = 3
[[offers]]
name = "gone"
attrition = "gone"
base_salary = 160_000
[[offers.sign_on]]
amount = 20_000
paid = { at = 12 }
clawback = { window_months = 12, proration = "none", causes = ["layoff"], from = "payment" }
[[offers]]
name = "stays"
base_salary = 130_000
"#;

/// The methods beside plain sampling.
fn methods() -> impl Iterator<Item = (Sampler, Exits)> {
    let all = Sampler::ALL.into_iter().flat_map(|sampler| Exits::ALL.map(|exits| (sampler, exits)));
    all.filter(|method| *method != (Sampler::Random, Exits::Sampled))
}

fn read(text: &str) -> Scenario {
    let document = Document::parse("scenario.toml", text.as_bytes()).expect("it is TOML");
    document.lower(&builtin::Files, &Overrides::default()).expect("it has no fault")
}

/// The whole answer of a scenario under a method, as its JSON document.
fn answer(name: &str, scenario: &Scenario, (sampler, exits): (Sampler, Exits), runs: u64) -> Value {
    let mut scenario = scenario.clone();
    let settings = &mut scenario.setup.settings;
    (settings.sampler, settings.exits, settings.runs) = (sampler, exits, runs);
    settings.seed = seed(&format!("methods: {name}, {}, {}", sampler.name(), exits.name()));
    let options = Options {
        pool: &POOL,
        memory: 1 << 30,
        detail: Detail::Whole,
        processor: Processor::best(),
    };
    let summary = summarize(&scenario, &options, &Unobserved).expect("the job runs");
    let mut bytes = Vec::new();
    json::write(&summary, "run", &mut bytes).expect("a vector takes everything");
    serde_json::from_slice(&bytes).expect("it is JSON")
}

/// Compares every estimate of two answers: (value, standard error) at each path.
fn compare(family: &mut Family, path: &str, found: &Value, plain: &Value) {
    match (found, plain) {
        (Value::Object(found), Value::Object(other)) => {
            let number = |of: &serde_json::Map<String, Value>, key: &str| of.get(key)?.as_f64();
            if let (Some(value), Some(truth)) = (number(found, "value"), number(other, "value")) {
                let errors = number(found, "std_error").zip(number(other, "std_error"));
                return estimate(family, path, (value, truth), errors);
            }
            for (key, value) in found {
                let path = format!("{path}/{key}");
                if !["simulation", "scenario", "warnings", "dominance"].contains(&key.as_str()) {
                    compare(family, &path, value, other.get(key).unwrap_or(&Value::Null));
                }
            }
        }
        (Value::Array(found), Value::Array(plain)) => {
            for (at, (found, plain)) in found.iter().zip(plain).enumerate() {
                compare(family, &format!("{path}/{at}"), found, plain);
            }
        }
        _ => {}
    }
}

/// One estimate. A percentile of amounts that many runs share has no error on one side of the share's edge, and
/// jumps at it: such a percentile says nothing unless both have an error or none.
fn estimate(
    family: &mut Family,
    path: &str,
    (value, truth): (f64, f64),
    errors: Option<(f64, f64)>,
) {
    let Some((own, other)) = errors else { return };
    let percentile =
        path.rsplit('/').next().is_some_and(|key| key.starts_with('p') && key.len() == 3);
    let edge = own.min(other) <= 1e-9 * truth.abs();
    if percentile && edge {
        return;
    }
    let combined = (own * own + other * other).sqrt();
    family.check_replicated(path, value - truth, combined, 0.0, REPLICATES);
}

/// The family of all scenarios under some methods, as if `change` had been made before the plain answers.
fn family(
    name: &str,
    methods: &[(Sampler, Exits)],
    scenarios: &[(String, String)],
    change: impl Fn(&mut Scenario),
) -> Family {
    let mut family = Family::new(name);
    for (title, text) in scenarios {
        for shared in SharedExits::ALL {
            let mut scenario = read(text);
            scenario.setup.settings.shared_exits = shared;
            let mut changed = scenario.clone();
            change(&mut changed);
            let title = format!("{title}, shared by {}", shared.name());
            let plain = answer(&title, &changed, (Sampler::Random, Exits::Sampled), PLAIN_RUNS);
            for method in methods {
                let runs = match method.1 {
                    Exits::Sampled => SAMPLED_RUNS,
                    Exits::Integrated => INTEGRATED_RUNS,
                };
                let found = answer(&title, &scenario, *method, runs);
                let (sampler, exits) = (method.0.name(), method.1.name());
                compare(&mut family, &format!("{title}, {sampler}, {exits}"), &found, &plain);
            }
            family.next_group();
        }
    }
    family
}

#[test]
fn every_output_agrees_with_plain_sampling() {
    let methods: Vec<_> = methods().collect();
    family("every output under every method", &methods, &scenarios(), |_| {}).holds();
}

#[test]
fn control_other_hazards_fail_under_every_method() {
    use vestrisk::attrition::{Cause, Hazard, Hazards, Profile};
    use vestrisk::quantity::HazardRate;
    let more_quits = |scenario: &mut Scenario| {
        for profile in &mut scenario.setup.profiles {
            let Profile::Hazards(hazards) = profile else { continue };
            let raised = |cause| match hazards.of(cause) {
                Some(Hazard::Piecewise { step_months, rates }) if cause == Cause::Voluntary => {
                    let rate =
                        |rate: &HazardRate| HazardRate::new(1.3 * rate.get()).expect("a rate");
                    let rates = rates.iter().map(rate).collect();
                    Some(Hazard::Piecewise { step_months: *step_months, rates })
                }
                other => other.cloned(),
            };
            let [voluntary, layoff, performance] = Cause::ALL.map(raised);
            let responses = hazards.responses.clone();
            let raised = Hazards::new(voluntary, layoff, performance).responding(responses);
            *profile = Profile::Hazards(raised);
        }
    };
    let w = scenarios().into_iter().take(1).collect::<Vec<_>>();
    for method in methods() {
        let name = format!("quits 30 % likelier, {}, {}", method.0.name(), method.1.name());
        family(&name, &[method], &w, more_quits).must_fail();
    }
}
