//! The schema of the output fits what `run` and `tail` write, has every key of it, and refuses what lacks one.

use jsonschema::Validator;
use serde_json::Value;

use super::super::support::json;

fn validator(schema: &Value) -> Validator {
    jsonschema::validator_for(schema).expect("the schema is one")
}

/// The schema without room for keys that it does not describe.
fn closed(schema: &Value) -> Value {
    match schema {
        Value::Object(map) => {
            let inner = map.iter().map(|(key, inner)| (key.clone(), closed(inner)));
            let mut closed: serde_json::Map<String, Value> = inner.collect();
            if map.get("properties").is_some_and(Value::is_object) {
                closed.insert("additionalProperties".to_owned(), Value::Bool(false));
            }
            Value::Object(closed)
        }
        Value::Array(list) => list.iter().map(closed).collect(),
        other => other.clone(),
    }
}

/// Outputs with and without comparisons, clawbacks, walk-aways, warnings and figures that are null.
fn outputs() -> Vec<Value> {
    let runs = |scenario: &'static str, runs: &'static str| {
        json(&["run", scenario, "--runs", runs, "--format", "json", "--quiet"])
    };
    let precise = |metric: &str, sampler: &str| {
        let set = format!("simulation.precision={{ metric = \"{metric}\", std_error = 1e4 }}");
        json(&[
            "run",
            "--set",
            &set,
            "--sampler",
            sampler,
            "--runs",
            "500",
            "--format",
            "json",
            "--quiet",
        ])
    };
    let ladder = |scenario: &'static str, models: &'static str| {
        let runs = ["--runs", "500", "--format", "json", "--quiet"];
        json(&[&["run", scenario, "--models", models], &runs[..]].concat())
    };
    let tornado = |more: &[&str]| {
        let runs = ["--runs", "1024", "--format", "json", "--quiet"];
        json(&[&["tornado"], more, &runs[..]].concat())
    };
    let stress = |more: &[&str]| {
        let runs = ["--runs", "1024", "--format", "json", "--quiet"];
        json(&[&["stress"], more, &runs[..]].concat())
    };
    let tail = |scenario: &'static str, runs: &'static str| {
        json(&["tail", scenario, "--runs", runs, "--format", "json", "--quiet"])
    };
    let stated = "preferences={ risk_aversion = 3, outside_wealth = 500_000 }";
    let few = ["--runs", "500", "--format", "json", "--quiet", "--set", stated];
    let asked = |arguments: &[&str]| json(&[arguments, &few[..]].concat());
    vec![
        ladder("scenarios/bedrock-seattle.toml", "gbm,merton,heston,gjr_garch"),
        ladder("scenarios/dot-com-bootstrap.toml", "merton,bootstrap"),
        ladder("scenarios/bedrock-merton.toml", "merton"),
        precise("p05", "random"),
        precise("mean", "antithetic"),
        runs("scenarios/bedrock-seattle.toml", "2000"),
        runs("scenarios/bedrock-bay-area.toml", "500"),
        runs("scenarios/recruiter-counter.toml", "500"),
        runs("scenarios/golden-no-exit.toml", "10"),
        runs("scenarios/golden-clawback-month-9.toml", "10"),
        runs("scenarios/flat-stock.toml", "1"),
        asked(&["run"]),
        asked(&["solve", "--until", "certainty_equivalent=900_000"]),
        asked(&["solve", "--until", "p50=baseline", "--vary", "annual_raise", "bonus.target"]),
        asked(&["solve", "--until", "probability_walk_away=95%", "--vary", "grants.0.value"]),
        asked(&["brief", "--for", "coach"]),
        asked(&["brief", "--for", "recruiter"]),
        tornado(&["--metric", "probability_ahead"]),
        tornado(&["guide-band"]),
        tornado(&["--global", "--points", "32"]),
        stress(&[]),
        stress(&["correlated-employers", "--stress", "flat"]),
        stress(&["--reweight", "mean log return of AMZN = -0.2"]),
        tail("scenarios/bedrock-seattle.toml", "2000"),
        tail("scenarios/golden-no-exit.toml", "10"),
    ]
}

/// Whether some value in a document fits.
fn any(value: &Value, fits: &impl Fn(&Value) -> bool) -> bool {
    fits(value)
        || match value {
            Value::Array(list) => list.iter().any(|inner| any(inner, fits)),
            Value::Object(map) => map.values().any(|inner| any(inner, fits)),
            _ => false,
        }
}

#[test]
fn outputs_fit_their_schema_and_have_no_other_key() {
    let schema = vestrisk::report::schema::output();
    let (open, closed) = (validator(&schema), validator(&closed(&schema)));
    let outputs = outputs();
    for output in &outputs {
        let errors: Vec<String> = closed.iter_errors(output).map(|e| e.to_string()).collect();
        assert!(errors.is_empty(), "{}: {errors:?}", output["scenario"]["title"]);
        assert!(open.is_valid(output));
    }
    let some = |fits: &dyn Fn(&Value) -> bool| outputs.iter().any(fits);
    assert!(some(&|output| output["comparisons"].as_array().is_some_and(|all| all.len() > 1)));
    assert!(some(&|output| output["comparisons"].as_array().is_some_and(Vec::is_empty)));
    assert!(some(&|output| output["warnings"].as_array().is_some_and(|all| !all.is_empty())));
    assert!(some(&|output| any(&output["offers"], &Value::is_null)));
    assert!(some(&|output| output["offers"][0]["clawback"]["mean_if_any"].is_object()));
}

// Keys of each kind of document, by the place that they stand at.
const OF_BRIEF: &[(&str, &str)] = &[
    ("", "arguments"),
    ("/arguments/0", "about"),
    ("/arguments/0/dollars", "value"),
    ("/asks/1", "path"),
    ("/private/goal", "metric"),
    ("/private/outcomes/0", "kind"),
];

const OF_WORTH: &[(&str, &str)] = &[
    ("/preferences", "risk_aversion"),
    ("/offers/0/cash_equivalent", "risk_neutral"),
    ("/offers/1/cash_equivalent/grid/3", "wealth_share"),
];

const OF_ASK: &[(&str, &str)] = &[
    ("", "asks"),
    ("", "offer"),
    ("/goal", "target"),
    ("/goal/target", "value"),
    ("/asks/0", "reached"),
    ("/asks/1", "searched"),
    ("/asks/2/value", "std_error"),
    ("/simulation", "runs"),
];

const OF_LADDER: &[(&str, &str)] = &[
    ("", "models"),
    ("", "decision"),
    ("/simulation", "runs"),
    ("/models/0", "model"),
    ("/models/1", "offers"),
    ("/models/1/stocks/AMZN", "jump_mean"),
    ("/models/2/stocks/AMZN", "kind"),
    ("/models/3/simulation", "percentile_error"),
    ("/models/3/offers/0/pay", "p05"),
    ("/decision", "comparisons"),
    ("/decision/comparisons/0/verdicts/0", "verdict"),
    ("/decision/walk_away/1/verdicts/3", "median"),
    ("/decision/moves/0/p05", "lowest"),
];

const OF_RUN: &[(&str, &str)] = &[
    ("", "offers"),
    ("/scenario", "sha256"),
    ("/simulation", "runs"),
    ("/simulation/precision", "metric"),
    ("/offers/0", "pay"),
    ("/offers/0/pay", "p05"),
    ("/offers/0/pay/p05", "std_error"),
    ("/offers/1/components", "rsu"),
    ("/offers/0/years/0", "year"),
    ("/offers/0/exit/retention/1", "stayed"),
    ("/offers/0/exit/mean_pay_if", "layoff"),
    ("/offers/0/cost_of_leaving/8", "unvested"),
    ("/comparisons/0/dominance", "first"),
    ("/warnings/0", "code"),
];

const OF_STRESS: &[(&str, &str)] = &[
    ("", "stresses"),
    ("", "notes"),
    ("/stresses/1", "meaning"),
    ("/stresses/1", "confidence"),
    ("/stresses/1/changes/0", "mean"),
    ("/stresses/0/offers/0/pay", "p05"),
];

const OF_VIEWS: &[(&str, &str)] = &[
    ("", "views"),
    ("/views/0", "multiplier"),
    ("/weights", "effective_runs"),
    ("/offers/0/restated", "p05"),
    ("/offers/0/restated/mean", "std_error"),
    ("/comparisons/0", "restated"),
];

const OF_TAIL: &[(&str, &str)] = &[
    ("", "offers"),
    ("", "command"),
    ("/offers/0", "causes"),
    ("/offers/0/causes/2", "share"),
    ("/offers/1/features", "exit_month"),
    ("/offers/1/features/growth/0", "stock"),
    ("/offers/0/representatives/1", "command"),
];

const OF_TORNADO: &[(&str, &str)] = &[
    ("", "base"),
    ("", "inputs"),
    ("/inputs/0", "unit"),
    ("/inputs/0", "low"),
    ("/inputs/0/swing", "value"),
    ("/inputs/0/derivative", "per"),
];

const OF_SHARES: &[(&str, &str)] = &[("/global", "evaluations"), ("/inputs/0/total", "value")];

/// The control: outputs with a key renamed, removed or of another type are refused, wherever it stands.
#[test]
fn control_other_outputs_are_refused() {
    let schema = vestrisk::report::schema::output();
    let (open, closed) = (validator(&schema), validator(&closed(&schema)));
    let outputs = outputs();
    let [of_models, _, _, output, ..] = &outputs[..] else { panic!("outputs") };
    let of = |command: &str| {
        let has = |output: &&Value| {
            output["command"] == command && (command != "run" || output["preferences"].is_object())
        };
        outputs.iter().find(has).expect("an output")
    };
    let (worth, ask, brief) = (of("run"), of("solve"), of("brief"));
    let [.., moved, _, shares, stresses, _, views, worst, _] = &outputs[..] else {
        panic!("outputs")
    };
    let all = OF_RUN.iter().map(|place| (output, place));
    let all = all.chain(OF_WORTH.iter().map(|place| (worth, place)));
    let all = all.chain(OF_ASK.iter().map(|place| (ask, place)));
    let all = all.chain(OF_BRIEF.iter().map(|place| (brief, place)));
    let all = all.chain(OF_TORNADO.iter().map(|place| (moved, place)));
    let all = all.chain(OF_SHARES.iter().map(|place| (shares, place)));
    let all = all.chain(OF_TAIL.iter().map(|place| (worst, place)));
    let all = all.chain(OF_LADDER.iter().map(|place| (of_models, place)));
    let all = all.chain(OF_STRESS.iter().map(|place| (stresses, place)));
    for (output, &(place, key)) in all.chain(OF_VIEWS.iter().map(|place| (views, place))) {
        let damaged = |damage: &dyn Fn(&mut serde_json::Map<String, Value>)| {
            let mut output = output.clone();
            let place = output.pointer_mut(place).and_then(Value::as_object_mut);
            damage(place.unwrap_or_else(|| panic!("no object")));
            output
        };
        let removed = damaged(&|map| drop(map.remove(key).expect("the key is there")));
        let renamed = damaged(&|map| {
            let value = map.remove(key).expect("the key is there");
            map.insert(format!("{key}_"), value);
        });
        let typed = damaged(&|map| drop(map.insert(key.to_owned(), Value::Bool(true))));
        let added = damaged(&|map| drop(map.insert("later".to_owned(), Value::Bool(true))));
        for wrong in [removed, renamed, typed] {
            assert!(!open.is_valid(&wrong), "{place}/{key}");
        }
        assert!(open.is_valid(&added) && !closed.is_valid(&added), "{place}: keys may be added");
    }
}
