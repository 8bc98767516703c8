//! `vestrisk tornado`: what an input moves is what `run` says where the input is changed in the file, derivatives are those of
//! closed forms, variance shares those of a linear offer, and no order moves a figure.

use serde_json::Value;

use super::support::{json, screen, screen_with_input};
use super::tolerance::{Family, seed};

/// One offer under constant hazards, so that means have closed forms.
const ONE: &str = "format = 1\n[simulation]\nruns = 16_384\nsampler = \"sobol\"\nexits = \"integrated\"\n\
    [stocks.S]\nprice = 50\nexpected_return = 0.04\nmodel = { kind = \"gbm\", volatility = 0.32 }\n\
    [attrition.own]\nvoluntary = 0.06\nlayoff = 0.03\nperformance = 0.01\n\
    [[offers]]\nname = \"One\"\nattrition = \"own\"\nbase_salary = 150_000\n\
    [[offers.sign_on]]\namount = 40_000\npaid = { from = 0, to = 12 }\n\
    [[offers.grants]]\nstock = \"S\"\nvalue = 400_000\nvesting = [[12, 25], [24, 25], [36, 25], [48, 25]]\n";

/// A command's JSON on a document.
fn of(arguments: &[&str], text: &str) -> Value {
    let screen = screen_with_input(&[arguments, &["--format", "json", "--quiet"]].concat(), text);
    assert_eq!(screen.code, 0, "{arguments:?}: {}", screen.talk);
    serde_json::from_str(&screen.out).expect("JSON")
}

fn input<'a>(tornado: &'a Value, name: &str) -> &'a Value {
    let inputs = tornado["inputs"].as_array().expect("inputs");
    inputs.iter().find(|input| input["input"] == name).unwrap_or_else(|| panic!("no {name}"))
}

fn number(value: &Value) -> f64 {
    value.as_f64().unwrap_or_else(|| panic!("no number: {value}"))
}

fn same(found: f64, expected: f64, what: &str) {
    let size = expected.abs().max(1.0);
    assert!((found - expected).abs() <= 1e-6 * size, "{what}: {found} and not {expected}");
}

/// A figure of pay of the document's first offer with some fields set.
fn run(text: &str, metric: &str, sets: &[String]) -> f64 {
    let flags = sets.iter().flat_map(|set| ["--set", set.as_str()]);
    let arguments: Vec<&str> = ["run", "-"].into_iter().chain(flags).collect();
    number(&of(&arguments, text)["offers"][0]["pay"][metric]["value"])
}

#[test]
fn what_moves_is_what_a_changed_file_pays() {
    for metric in ["p50"] {
        let tornado = of(&["tornado", "-", "--metric", metric], ONE);
        let base = run(ONE, metric, &[]);
        assert_eq!(number(&tornado["base"]["value"]).to_bits(), base.to_bits(), "as run prints it");
        let inputs = tornado["inputs"].as_array().expect("inputs");
        let mut compared = 0;
        for input in inputs {
            let (name, path) = (input["input"].as_str().expect("a name"), input["path"].as_str());
            let Some(path) = path else { continue };
            let at = |value: f64| run(ONE, metric, &[format!("{path}={value:?}")]);
            let [low, now, high] = ["low", "base", "high"].map(|end| number(&input[end]));
            let (at_low, at_high) = (at(low), at(high));
            same(number(&input["at_low"]["value"]), at_low - base, name);
            same(number(&input["at_high"]["value"]), at_high - base, name);
            same(number(&input["swing"]["value"]), at_high - at_low, name);
            let step = 0.1 * (now - low).min(high - now);
            let slope = (at(now + step) - at(now - step)) / (2.0 * step);
            let derivative = &input["derivative"];
            let found = number(&derivative["value"]) / number(&derivative["per"]);
            let size = slope.abs().max(1.0);
            assert!((found - slope).abs() <= 1e-4 * size, "{name}: {found} and not {slope}");
            compared += 1;
        }
        assert_eq!((inputs.len(), compared), (10, 6), "hazards have no path");
        for (name, keys) in [
            ("hazards of leaving", &["voluntary", "layoff", "performance"][..]),
            ("hazard of a layoff", &["layoff"]),
        ] {
            let rate = |key: &str| match key {
                "voluntary" => 0.06,
                "layoff" => 0.03,
                _ => 0.01,
            };
            let set = |key: &&str| format!("attrition.own.{key}={:?}", 1.6 * rate(key));
            let sets: Vec<String> = keys.iter().map(set).collect();
            let moved = number(&input(&tornado, name)["at_high"]["value"]);
            same(moved, run(ONE, metric, &sets) - base, name);
        }
    }
}

/// Mean pay at some inputs, from closed forms: survival exp(−h t), all amounts linear in it.
fn mean(salary: f64, sign_on: f64, grant: f64, growth: f64, hazard: f64) -> f64 {
    let stays = |years: f64| libm::exp(-hazard * years);
    let over = |years: f64| (1.0 - stays(years)) / hazard;
    let vests = (1..=4).map(|year| {
        let years = f64::from(year);
        0.25 * grant * libm::exp(growth * years) * stays(years)
    });
    salary * over(4.0) + sign_on * over(1.0) + vests.sum::<f64>()
}

#[test]
fn derivatives_of_the_mean_are_those_of_closed_forms() {
    let name = "derivatives of a tornado";
    let arguments = ["tornado", "-", "--metric", "mean", "--seed", &seed(name).to_string()];
    let tornado = of(&arguments, ONE);
    let at = |salary, sign_on, grant, growth, factor| {
        mean(150e3 + salary, 40e3 + sign_on, 400e3 + grant, 0.04 + growth, 0.1 * factor)
    };
    // Central differences of the same steps, so that curvature is the same.
    let (per_return, per_factor) = (0.01 / 0.005 / 2.0, 0.01 / 0.04 / 2.0);
    let truths = [
        ("base salary", at(10e3, 0.0, 0.0, 0.0, 1.0) - at(0.0, 0.0, 0.0, 0.0, 1.0)),
        ("sign-on of year 1", at(0.0, 10e3, 0.0, 0.0, 1.0) - at(0.0, 0.0, 0.0, 0.0, 1.0)),
        ("grant of S", at(0.0, 0.0, 10e3, 0.0, 1.0) - at(0.0, 0.0, 0.0, 0.0, 1.0)),
        (
            "S expected return",
            per_return * (at(0.0, 0.0, 0.0, 0.005, 1.0) - at(0.0, 0.0, 0.0, -0.005, 1.0)),
        ),
        (
            "hazards of leaving",
            per_factor * (at(0.0, 0.0, 0.0, 0.0, 1.04) - at(0.0, 0.0, 0.0, 0.0, 0.96)),
        ),
        ("S volatility", 0.0),
    ];
    let mut family = Family::new(name);
    let mut control = Family::new("derivatives of another offer");
    for (name, truth) in truths {
        let derivative = &input(&tornado, name)["derivative"];
        let [value, error] = ["value", "std_error"].map(|key| number(&derivative[key]));
        family.check_replicated(name, value, error, truth, 32);
        control.check_replicated(name, value, error, 1.02 * truth + 1.0, 32);
    }
    family.holds();
    control.must_fail();
}

#[test]
fn shares_of_a_linear_offer_are_those_of_its_terms() {
    // In twelve months without exits pay is salary + sign-on + grant, with ranges of 20, 20 and 40 thousand.
    let text = "format = 1\nsimulation = { horizon_months = 12, runs = 64 }\n[stocks.F]\nprice = 10\n\
                model = { kind = \"fixed\", points = [[12, 10]] }\n[[offers]]\nname = \"L\"\n\
                base_salary = 100_000\n[[offers.sign_on]]\namount = 30_000\npaid = { at = 0 }\n\
                [[offers.grants]]\nstock = \"F\"\nvalue = 200_000\nvesting = [[12, 100]]\n";
    let name = "Sobol indices of a linear offer";
    let arguments =
        ["tornado", "-", "--global", "--points", "512", "--seed", &seed(name).to_string()];
    let tornado = of(&arguments, text);
    assert_eq!(tornado["global"]["points"], 512);
    assert_eq!(tornado["global"]["evaluations"], 512 * 5);
    let mut family = Family::new(name);
    let mut control = Family::new("Sobol indices of another offer");
    for (name, truth) in
        [("base salary", 1.0 / 6.0), ("sign-on of year 1", 1.0 / 6.0), ("grant of F", 4.0 / 6.0)]
    {
        for kind in ["first_order", "total"] {
            let index = &input(&tornado, name)[kind];
            let [value, error] = ["value", "std_error"].map(|key| number(&index[key]));
            family.check_replicated(&format!("{name}, {kind}"), value, error, truth, 32);
            control.check_replicated(&format!("{name}, {kind}"), value, error, 1.0 / 3.0, 32);
        }
    }
    family.holds();
    control.must_fail();
    // Nothing to share where nothing moves: absent, not 0.
    let arguments =
        ["tornado", "-", "--global", "--points", "32", "--metric", "probability_walk_away"];
    let sure = text.replace("[[offers]]", "[goals]\nwalk_away = 1\n[[offers]]");
    let tornado = of(&arguments, &sure);
    assert!(tornado["inputs"][0]["total"].is_null(), "{tornado}");
    let said = screen_with_input(&arguments, &sure);
    assert!(said.out.contains("no variance to share"), "{}", said.out);
}

#[test]
fn volatility_moves_with_every_model() {
    for model in ["merton", "heston", "gjr_garch"] {
        let with = |volatility: f64| {
            let model = format!("{{ preset = \"{model}\", volatility = {volatility} }}");
            ONE.replace("{ kind = \"gbm\", volatility = 0.32 }", &model)
                .replace("16_384", "256")
                .replace("integrated", "sampled")
        };
        let tornado = of(&["tornado", "-", "--metric", "p75"], &with(0.32));
        let row = input(&tornado, "S volatility");
        assert!(row["path"].is_null(), "{model}: no field is the total volatility");
        same(number(&row["base"]), 0.32, model);
        let base = run(&with(0.32), "p75", &[]);
        for (end, volatility) in [("low", 0.24), ("high", 0.4)] {
            same(number(&row[end]), volatility, model);
            let moved = number(&row[format!("at_{end}").as_str()]["value"]);
            let alone = run(&with(volatility), "p75", &[]) - base;
            assert!((moved - alone).abs() <= 1e-5 * base, "{model}: {moved} and not {alone}");
        }
    }
    let told = json(&["tornado", "dot-com-bootstrap", "--runs", "64", "--format", "json"]);
    let note = told["notes"][0].as_str().expect("a note");
    assert!(note.contains("AMZN") && note.contains("resampled"), "{note}");
}

/// Shares and their price, bands, bonuses, two grants, Weibull hazards and waves: everything that can be an input.
const RICH: &str = "format = 1\nsimulation.runs = 2_048\n[goals]\nwalk_away = 700_000\n\
    [stocks.S]\nprice = 50\nexpected_return = 0.04\nmodel = { kind = \"gbm\", volatility = 0.3 }\n\
    [attrition.own]\nvoluntary = { weibull = { shape = 1.2, scale_years = 6 } }\nlayoff = 0.02\n\
    response = { layoff_waves = { months = [14], hit = 0.1 } }\n\
    [[offers]]\nname = \"Rich\"\nattrition = \"own\"\nannual_raise = 0.03\n\
    base_salary = { low = 140_000, high = 160_000 }\nbonus = { target = 0.1 }\n\
    [[offers.grants]]\nstock = \"S\"\nshares = 3_000\nvesting = \"even_quarterly\"\n\
    [[offers.grants]]\nstock = \"S\"\nvalue = 50_000\nmonth = 12\nvesting = \"even_quarterly\"\n\
    [[offers]]\nname = \"Other\"\nattrition = \"amazon\"\nbase_salary = 190_000\n";

#[test]
fn neither_order_nor_threads_move_a_figure() {
    let (head, offers) = RICH.split_once("[[offers]]\nname = \"Rich\"").expect("offers");
    let (rich, other) = offers.split_once("[[offers]]\nname = \"Other\"").expect("two offers");
    let head = head.replace("format = 1\n", "format = 1\nbaseline = \"Rich\"\n");
    let turned =
        format!("{head}[[offers]]\nname = \"Other\"{other}[[offers]]\nname = \"Rich\"{rich}");
    for metric in ["expected_shortfall", "probability_ahead"] {
        let offer = if metric == "probability_ahead" { "Other" } else { "Rich" };
        let arguments = ["tornado", "-", "--metric", metric, "--offer", offer];
        let one = of(&[&arguments[..], &["--threads", "1"]].concat(), RICH);
        for (text, threads) in [(RICH, "3"), (turned.as_str(), "2")] {
            let other = of(&[&arguments[..], &["--threads", threads]].concat(), text);
            assert_eq!(one["inputs"], other["inputs"], "{metric}");
            assert_eq!(one["base"], other["base"], "{metric}");
        }
    }
    let arguments = ["tornado", "-", "--global", "--points", "32", "--runs", "256"];
    let arguments = [&arguments[..], &["--offer", "Rich"]].concat();
    assert_eq!(of(&arguments, RICH)["inputs"], of(&arguments, &turned)["inputs"]);
}

#[test]
fn every_kind_of_input_is_told() {
    let tornado = of(&["tornado", "-"], RICH);
    let inputs = tornado["inputs"].as_array().expect("inputs").iter();
    let mut lines: Vec<String> = inputs
        .map(|of| {
            let path = of["path"].as_str().unwrap_or("–");
            let [name, unit] = ["input", "unit"].map(|key| of[key].as_str().expect("text"));
            format!("{name} | {path} | {unit} | {} | {} | {}", of["low"], of["base"], of["high"])
        })
        .collect();
    lines.sort_unstable();
    insta::assert_snapshot!("tornado-inputs", lines.join("\n"));
    let of_two = of(&["tornado", "-", "--metric", "probability_ahead"], RICH);
    assert_eq!(
        (of_two["offer"].as_str(), of_two["baseline"].as_str()),
        (Some("Other"), Some("Rich"))
    );
    let names = of_two["inputs"].as_array().expect("inputs").iter();
    let of_rich =
        names.filter(|of| of["input"].as_str().is_some_and(|name| name.ends_with(" of Rich")));
    assert_eq!(of_rich.count(), 8, "{}", of_two["inputs"]);
}

#[test]
fn fields_of_ones_own_are_varied_by_their_paths() {
    let usual = of(&["tornado", "-"], ONE);
    let path = "stocks.S.model.volatility";
    let vary = format!("{path}=0.24..0.4");
    let months = "offers.\"One\".sign_on.0.paid.to=6..18";
    let own = of(&["tornado", "-", "--vary", &vary, "--vary", months], ONE);
    let inputs = own["inputs"].as_array().expect("inputs");
    assert_eq!((inputs.len(), &own["base"]), (2, &usual["base"]));
    let (chosen, row) = (input(&own, path), input(&usual, "S volatility"));
    for key in ["at_low", "at_high", "swing", "low", "base", "high", "path"] {
        assert_eq!(chosen[key], row[key], "{key}");
    }
    assert!(chosen["derivative"].is_null());
    let base = number(&usual["base"]["value"]);
    let later = run(ONE, "p50", &["offers.0.sign_on.0.paid.to=18".to_owned()]) - base;
    same(number(&inputs[1]["at_high"]["value"]), later, months);
    for bad in ["stocks.S.model.volatilty=0..1", "stocks.S.price=-1..5", "a=2..1", "a=1"] {
        let refused = screen_with_input(&["tornado", "-", "--vary", bad], ONE);
        assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{bad}");
        assert!(refused.talk.contains("--vary"), "{bad}: {}", refused.talk);
    }
}

#[test]
fn what_cannot_be_asked_is_refused() {
    let one = "format = 1\n[[offers]]\nname = \"Ace\"\nbase_salary = 100_000\n";
    for (arguments, told) in [
        (&["--offer", "Act"][..], "there is no offer `Act` in this scenario; did you mean `Ace`?"),
        (&["--metric", "probability_walk_away"], "needs a walk-away"),
        (&["--metric", "certainty_equivalent"], "needs [preferences]"),
        (&["--metric", "probability_ahead"], "compares an offer with the baseline, Ace"),
        (&["--points", "64"], "--global"),
        (&["--metric", "p42"], "possible values"),
        (&["--vary", "simulation.runs=10..20"], "says how is simulated, not what"),
        (
            &["--vary", "offers.0.base_salary=1..2", "--vary", "offers.0.base_salary=1..3"],
            "is given twice",
        ),
        (
            &["--global", "--vary", "simulation.horizon_months=24..60"],
            "such as whole numbers, and --global tries all",
        ),
    ] {
        let refused = screen_with_input(&[&["tornado", "-"], arguments].concat(), one);
        assert_eq!((refused.code, refused.out.as_str()), (2, ""), "{arguments:?}");
        let flat = refused.talk.split_whitespace().collect::<Vec<_>>().join(" ");
        assert!(flat.contains(told), "{arguments:?}: {flat}");
    }
}

#[test]
fn the_screens_are_read() {
    let common = ["--runs", "8192", "--quiet"];
    insta::assert_snapshot!("tornado", screen(&[&["tornado"], &common[..]].concat()).out);
    let global = ["tornado", "--global", "--points", "64", "--runs", "512", "--quiet"];
    insta::assert_snapshot!("tornado-global", screen(&global).out);
    let ahead =
        screen_with_input(&["tornado", "-", "--metric", "probability_ahead", "--quiet"], RICH);
    insta::assert_snapshot!("tornado-ahead", ahead.out);
    let csv = screen_with_input(&["tornado", "-", "--format", "csv", "--quiet"], RICH).out;
    assert!(csv.starts_with("scenario,offer,measure,metric,value,std_error\n"), "{csv}");
    assert!(csv.contains("Rich,base,p50,") && csv.contains(",bonus factor,derivative,"), "{csv}");
}
