//! What is left where wealth may be very low: utilities around the least wealth of all runs, and offers without a
//! certainty equivalent.

use serde_json::Value;
use vestrisk::analysis::WarningCode;
use vestrisk::random::CHUNK_RUNS;
use vestrisk::simulation::{Exits, Isoelastic, Sampler};

use super::{certainty, power_mean, present_values, scenario, summary};
use crate::support::{screen, screen_with_input};

/// A job that pays 400,000 at the end of two years to all but one in a thousand or so.
fn rarely_poor(aversion: f64) -> String {
    format!(
        "format = 1\nsimulation.horizon_months = 24\n\
         preferences = {{ risk_aversion = {aversion}, outside_wealth = 1_000 }}\n\
         [attrition.a]\nvoluntary = 0.0002\n[[offers]]\nname = \"a\"\nattrition = \"a\"\nbase_salary = 0\n\
         [[offers.sign_on]]\namount = 400_000\npaid = {{ at = 24 }}\n"
    )
}

/// No one of the first runs, around which utilities are taken at first, is poor, and some later one is so poor that it
/// is below the floor of those utilities: the answer is that of all runs nevertheless.
#[test]
fn a_rare_low_wealth_moves_the_reference() {
    const RUNS: u64 = 16_384;
    for (aversion, sampler) in
        [(2.0, Sampler::Random), (8.0, Sampler::Random), (8.0, Sampler::Sobol)]
    {
        // The first seed of that kind.
        let mut of = (1..200).map(|seed| {
            let of = scenario(&rarely_poor(aversion), (RUNS, seed), (sampler, Exits::Sampled));
            let values = present_values(&of, 0);
            (of, values)
        });
        let poor = |values: &[f64]| values.iter().any(|value| *value < 1.0);
        let (of, values) = of
            .find(|(_, values)| !poor(&values[..CHUNK_RUNS]) && poor(values))
            .expect("a seed whose first runs are all rich");
        let first = Isoelastic::new(aversion, 401_000.0);
        // At an aversion of 2 the floor is a millionth: the first reference does. The steep one needs another.
        let needs_another = first.floor() >= 1_000.0;
        assert_eq!(needs_another, aversion > 2.0);
        let weighted: Vec<(f64, f64)> = values.iter().map(|value| (1.0, *value)).collect();
        let direct = power_mean(&weighted, 1_000.0, aversion);
        let found = certainty(&summary(&of), 0);
        let off = (found.value - direct).abs();
        assert!(off < 1e-9 * (1_000.0 + direct), "{aversion} {}: {off}", sampler.name());
        assert!(found.std_error.is_some_and(|error| error > 0.0 && error.is_finite()));
        // The control: a job that stayed with the first reference would count the poor as being at its floor.
        let floored =
            weighted.iter().map(|(weight, value)| (*weight, value.max(first.floor() - 1_000.0)));
        let floored = power_mean(&floored.collect::<Vec<_>>(), 1_000.0, aversion);
        assert_eq!(
            (floored - direct).abs() > 1e-6 * (1_000.0 + direct),
            needs_another,
            "{floored}"
        );
    }
}

/// A lump of 100,000 that is owed back whole: at a negative discount rate later debts are larger than it.
const INDEBTED: &str = "format = 1\nsimulation = { runs = 2_000, discount_rate = -0.1 }\n\
    preferences = { risk_aversion = 2, outside_wealth = 500 }\n\
    [attrition.a]\nvoluntary = 0.3\n\
    [[offers]]\nname = \"sure\"\nbase_salary = 10_000\n\
    [[offers]]\nname = \"owes\"\nattrition = \"a\"\nbase_salary = 0\n[[offers.sign_on]]\namount = 100_000\npaid = { at = 0 }\n\
    clawback = { window_months = 24, proration = \"none\", causes = [\"voluntary\"], from = \"payment\" }\n";

fn document(text: &str, more: &[&str]) -> Value {
    let screen =
        screen_with_input(&[&["run", "-", "--format", "json", "--quiet"], more].concat(), text);
    assert_eq!(screen.code, 0, "{}", screen.talk);
    serde_json::from_str(&screen.out).expect("JSON")
}

fn told(document: &Value) -> Vec<&str> {
    let all = document["warnings"].as_array().expect("a list").iter();
    let code = WarningCode::NoCertaintyEquivalent.name();
    let of = all.filter(|warning| warning["code"] == code);
    of.map(|warning| warning["message"].as_str().expect("a text")).collect()
}

#[test]
fn no_wealth_has_no_certainty_equivalent_and_the_first_such_runs_are_named() {
    let folder = tempfile::tempdir().expect("a folder");
    let dump = folder.path().join("runs.csv");
    let dump = dump.to_str().expect("a path in UTF-8");
    let found = document(INDEBTED, &["--runs-csv", dump]);
    assert!(found["offers"][1]["present_value"]["certainty_equivalent"].is_null());
    assert!(found["offers"][0]["present_value"]["certainty_equivalent"]["value"].is_number());
    let mut rows = csv::Reader::from_path(dump).expect("the dump");
    let ruined = rows.records().map(|row| row.expect("a row")).filter_map(|row| {
        let value: f64 = row[row.len() - 1].parse().expect("a number");
        (&row[1] == "owes" && 500.0 + value <= 0.0).then(|| row[0].to_owned())
    });
    let first: Vec<String> = ruined.take(3).collect();
    let [message] = told(&found)[..] else { panic!("one warning") };
    let named = format!("runs {} leave", first.join(", "));
    assert_eq!(first.len(), 3);
    assert!(message.contains(&named) && message.starts_with("owes"), "{named}: {message}");
}

#[test]
fn every_method_tells_it_and_more_wealth_or_no_aversion_helps() {
    for sampler in ["random", "antithetic", "sobol"] {
        for exits in ["sampled", "integrated"] {
            let method = ["--sampler", sampler, "--exits", exits];
            let found = document(INDEBTED, &method);
            assert!(found["offers"][1]["present_value"]["certainty_equivalent"].is_null());
            assert_eq!(told(&found).len(), 1, "{sampler} {exits}");
            for set in ["preferences.outside_wealth=50_000", "preferences.risk_aversion=0"] {
                let found = document(INDEBTED, &[&method[..], &["--set", set]].concat());
                assert_eq!(told(&found), [""; 0], "{sampler} {exits} {set}");
                let value = &found["offers"][1]["present_value"]["certainty_equivalent"]["value"];
                assert!(value.is_number(), "{sampler} {exits} {set}");
            }
        }
    }
}

/// Exactly no wealth is none: a base of nothing and no other wealth but what the offer may leave.
#[test]
fn a_precision_and_an_ask_say_what_is_missing() {
    let precise = "simulation.precision={ metric = \"certainty_equivalent\", std_error = 100 }";
    let none = screen_with_input(&["run", "-", "--set", precise, "--quiet"], INDEBTED);
    assert_eq!((none.code, none.out.as_str()), (2, ""), "{}", none.talk);
    assert!(none.talk.contains("certainty equivalent"), "{}", none.talk);
    let without = screen(&["run", "--set", precise]);
    assert_eq!((without.code, without.out.as_str()), (2, ""), "{}", without.talk);
    assert!(without.talk.contains("[preferences]"), "{}", without.talk);
    let arguments = ["solve", "-", "--offer", "owes", "--until", "certainty_equivalent=1000"];
    let ask = screen_with_input(&arguments, INDEBTED);
    assert_eq!(ask.code, 2, "{}", ask.talk);
    assert!(ask.talk.contains("outside_wealth"), "{}", ask.talk);
}
