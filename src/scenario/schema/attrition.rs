//! The schema of `[attrition.NAME]`.

use serde_json::{Value, json};

use super::build::{Keys, choice, defined, example, forms, list, month, name, named, number, with};
use super::employment;
use crate::attrition::Cause;
use crate::quantity::{HazardRate, Quantity, WeibullScale, WeibullShape};
use crate::scenario::lower::MOST_YEARS;
use crate::scenario::presets::attrition::{self as presets, NONE};

/// All profiles.
pub(super) fn all() -> Value {
    let text = "Exit profiles by name: when and why the job ends";
    let mut profiles = named(text, &profile());
    // `none` always means that nobody leaves.
    profiles["propertyNames"]["not"] = json!({ "const": NONE });
    profiles
}

fn profile() -> Value {
    let preset = choice("Preset that fills the causes that are absent", presets::names());
    let mut keys =
        Keys::new("An exit profile; a cause that is absent never happens").may("preset", preset);
    for cause in Cause::ALL {
        let exit = match cause {
            Cause::Voluntary => "quit",
            Cause::Layoff => "layoff",
            Cause::Performance => "dismissal for performance",
        };
        let forms = "or a list of these by year of tenure, or a law or table as of `voluntary`";
        let text = format!("Hazard of a {exit}: {}, {forms}", HazardRate::ALLOWED);
        keys = keys.may(cause.name(), defined("hazard", &text));
    }
    let causes = Cause::ALL.map(Cause::name);
    let exit = Keys::new("Instead of all other keys: a certain exit")
        .must("month", example(month("Month of the exit", 0), 18))
        .must("cause", choice("Cause of the exit", causes))
        .build();
    keys.may("exit", exit)
        .may("response", employment::response())
        .rule("dependentSchemas", json!({ "exit": { "maxProperties": 1 } }))
        .build()
}

/// The hazard of one cause.
pub(super) fn hazard() -> Value {
    let rate = || number::<HazardRate>("A year");
    let years = "By year of tenure; the last one continues";
    let shape = number::<WeibullShape>("Shape (above 1 the hazard rises with tenure)");
    let scale = number::<WeibullScale>("Scale");
    let weibull = Keys::new("A Weibull law of tenure")
        .must("shape", example(shape, 1.2))
        .must("scale_years", example(scale, 5))
        .build();
    let csv = name("CSV with the header `month,annual_hazard`, relative to the scenario file");
    let special = Keys::new("A law or a table")
        .may("weibull", weibull)
        .may("monthly", example(csv, "hazard.csv"))
        .rule("minProperties", json!(1))
        .rule("maxProperties", json!(1))
        .build();
    let text = "An annual hazard (0.08 is 8 % a year), a list of them by year of tenure, or a law";
    let forms = forms(text, &[rate(), list(years, &rate(), 1..=MOST_YEARS), special]);
    with(
        forms,
        "examples",
        json!([[0.05, 0.08], { "weibull": { "shape": 1.2, "scale_years": 5 } }]),
    )
}
