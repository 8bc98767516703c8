//! The JSON Schema (2020-12) of the scenario file, for editors: the keys of the format with meanings,
//! ranges, defaults and examples, a file for each part as in `lower`. Ranges come from the quantities,
//! words and presets from the tables that the readers look them up in.
//!
//! The schema says of a document's *shape* what the reader says of it (see
//! [`FaultKind`](crate::error::FaultKind)): the test suite's `schema` holds the two together on every
//! document that it reads, and makes the guide's table of keys out of this one.
//!
//! To add a key, add its line to its table here; shared forms such as money have one function, so that
//! a new form of them is a change of that function.

mod attrition;
mod build;
mod employment;
mod models;
mod offers;
mod stocks;

use serde_json::{Value, json};

use super::lower::{HORIZON_MONTHS, RUNS, SEED};
use super::{Goals, Metric, Unit};
use crate::quantity::{
    ContinuousRate, Correlation, Dollars, LARGEST_SEED, LAST_MONTH, LONGEST_HORIZON, MOST_RUNS,
    ProbabilityError, Quantity, RiskAversion, StandardError, TailLevel,
};
use crate::simulation::{Exits, Sampler, SharedExits};
use build::{Keys, choice, example, lines, name, number, whole, with};

/// The schema of the scenario file.
///
/// ```
/// let schema = vestrisk::scenario::schema::scenario();
/// assert_eq!(schema["properties"]["simulation"]["properties"]["runs"]["default"], 100_000);
/// ```
#[must_use]
pub fn scenario() -> Value {
    let text = "A scenario of vestrisk: offers of one candidate in one world. Months count from the \
                first day; money is US dollars before tax; rates are fractions a year.";
    let format =
        json!({ "description": "Version of the format: 1", "type": "integer", "const": 1 });
    let top = Keys::new(text)
        .rule("title", json!("vestrisk scenario"))
        .must("format", format)
        .may("title", name("Title of reports; without it, the first offer's name"))
        .may("notes", lines("Free text for reports"))
        .may("baseline", name("Offer that the others are compared with; without it, the first"))
        .may("simulation", simulation())
        .may("goals", goals())
        .may("preferences", preferences())
        .may("stocks", stocks::all())
        .may("correlation", correlation())
        .may("attrition", attrition::all())
        .may("outside_option", outside_option())
        .must("offers", offers::all())
        .rule("$defs", definitions())
        .build();
    let Value::Object(top) = top else { return top };
    let dialect = json!("https://json-schema.org/draft/2020-12/schema");
    std::iter::once(("$schema".to_owned(), dialect)).chain(top).collect()
}

fn simulation() -> Value {
    let months = 1..=u64::from(LONGEST_HORIZON);
    let sampler = choice("How runs are sampled", Sampler::ALL.map(Sampler::name));
    let exits = choice("How exits enter the results", Exits::ALL.map(Exits::name));
    let shared = choice("Offers that share exit clocks", SharedExits::ALL.map(SharedExits::name));
    Keys::new("How many careers are simulated, and how")
        .or("runs", whole("Simulated careers", "a whole number", 1..=MOST_RUNS), RUNS)
        .or("seed", whole("Seed of the random draws", "a whole number", 0..=LARGEST_SEED), SEED)
        .or("horizon_months", whole("Horizon", "a whole number of months", months), HORIZON_MONTHS)
        .or("sampler", sampler, Sampler::Random.name())
        .or("exits", exits, Exits::Sampled.name())
        .or("shared_exits", shared, SharedExits::All.name())
        .or("discount_rate", number::<ContinuousRate>("Discount rate of present values"), 0)
        .may("precision", precision())
        .build()
}

fn precision() -> Value {
    let metric = choice("Figure that decides", Metric::ALL.map(Metric::name));
    let of_a_probability = format!("or for a probability {}", ProbabilityError::ALLOWED);
    let text = format!("Largest that will do: {}, {of_a_probability}", StandardError::ALLOWED);
    let probabilities = Metric::ALL.into_iter().filter(|metric| metric.unit() == Unit::Probability);
    let probabilities: Vec<&str> = probabilities.map(Metric::name).collect();
    let std_error = with(number::<StandardError>(""), "description", text);
    Keys::new("Go on until every offer is that precise; `runs` is then the most that are done")
        .must("metric", metric)
        .must("std_error", example(std_error, 500))
        .rule(
            "if",
            json!({
                "properties": { "metric": { "enum": probabilities } }, "required": ["metric"]
            }),
        )
        .rule("then", json!({ "properties": { "std_error": number::<ProbabilityError>("") } }))
        .build()
}

fn goals() -> Value {
    let walk_away = number::<Dollars>("The least total pay worth accepting");
    Keys::new("What the candidate wants")
        .may("walk_away", example(walk_away, 1_600_000))
        .or("tail", number::<TailLevel>("Level of the expected shortfall"), Goals::DEFAULT_TAIL)
        .build()
}

fn preferences() -> Value {
    let aversion = number::<RiskAversion>("Relative risk aversion of the certainty equivalent");
    let wealth = number::<Dollars>("Wealth beside the offer, above 0 unless `risk_aversion` is 0");
    let averse = json!({
        "properties": { "risk_aversion": { "exclusiveMinimum": 0 } }, "required": ["risk_aversion"]
    });
    Keys::new("How the candidate weighs uncertain pay; without it, no certainty equivalent")
        .must("risk_aversion", example(aversion, 3))
        .must("outside_wealth", example(wealth, 500_000))
        .rule("if", averse)
        .rule("then", json!({ "properties": { "outside_wealth": { "exclusiveMinimum": 0 } } }))
        .build()
}

/// Forms that several keys have.
fn definitions() -> Value {
    json!({
        "hazard": attrition::hazard(), "band": employment::band(), "vesting": offers::vesting()
    })
}

fn outside_option() -> Value {
    let months = 0..=u64::from(LAST_MONTH);
    let pay = number::<Dollars>("Pay a year, from the gap to the horizon, after any exit");
    let gap = whole("Months without income after the exit", "a whole number of months", months);
    Keys::new("What an exit leads to: income elsewhere; without it, nothing")
        .must("annual_pay", example(pay, 220_000))
        .or("gap_months", gap, 0)
        .build()
}

fn correlation() -> Value {
    let text = "Correlations of pairs of `gbm` and `merton` stocks, `\"A,B\"`; a pair that is absent has 0";
    json!({
        "description": format!("{text}: {}", Correlation::ALLOWED),
        "type": "object",
        "propertyNames": { "pattern": "," },
        "additionalProperties": number::<Correlation>("Correlation of the two stocks, \"A,B\""),
        "examples": [{ "AMZN,GOOG": 0.6 }]
    })
}
