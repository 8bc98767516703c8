//! What a rung is and what it answers.

use std::sync::Arc;

use vestrisk::analysis::{Ladder, ladder_models};
use vestrisk::market::{
    Bootstrap, GarchCoefficients, Gbm, GjrGarch, Growth, Heston, JumpLaw, Merton, Model,
    PriceHistory,
};
use vestrisk::quantity::{
    Asymmetry, BlockDays, Correlation, DegreesOfFreedom, GarchCoefficient, JumpIntensity, JumpMean,
    JumpVolatility, LongRunVariance, MeanReversion, Price, Variance, VolOfVariance, Volatility,
};
use vestrisk::{Overrides, Scenario, Unobserved, summarize};

use super::{SEVERAL, climbed, default, named, options, scenario};
use crate::support::{json, screen, screen_with_input};
use crate::tolerance::Family;

/// The models that need no file.
const PRESETS: [&str; 4] = ["gbm", "merton", "heston", "gjr_garch"];

/// The models at a total volatility of 0.32, every parameter spelled out.
fn spelled_out(model: &str, growth: Growth) -> Model {
    let volatility = |value| Volatility::new(value).expect("a volatility");
    match model {
        "gbm" => Model::Gbm(Gbm { growth, volatility: volatility(0.32) }),
        "merton" => {
            let jumps = JumpLaw {
                intensity: JumpIntensity::new(1.0).expect("an intensity"),
                mean: JumpMean::new(-0.02).expect("a mean"),
                volatility: JumpVolatility::new(0.10).expect("a deviation"),
            };
            let left = (0.32 * 0.32 - 1.0 * (0.02 * 0.02 + 0.10 * 0.10_f64)).sqrt();
            Model::Merton(Merton { growth, volatility: volatility(left), jumps })
        }
        "heston" => Model::Heston(Heston {
            growth,
            initial_variance: Variance::new(0.32 * 0.32).expect("a variance"),
            long_run_variance: LongRunVariance::new(0.32 * 0.32).expect("a variance"),
            mean_reversion: MeanReversion::new(2.0).expect("a rate"),
            vol_of_variance: VolOfVariance::new(0.5).expect("a volatility"),
            correlation: Correlation::new(-0.6).expect("a correlation"),
        }),
        "gjr_garch" => {
            let coefficient = |value| GarchCoefficient::new(value).expect("a coefficient");
            let gamma = Asymmetry::new(0.15).expect("an asymmetry");
            let coefficients = GarchCoefficients::new(coefficient(0.025), gamma, coefficient(0.88));
            let coefficients = coefficients.expect("they have a long-run variance");
            let garch = GjrGarch::of_total_volatility(growth, volatility(0.32), coefficients);
            let degrees = DegreesOfFreedom::new(5.0).expect("degrees");
            let garch = garch.expect("it has the volatility");
            Model::GjrGarch(GjrGarch { degrees_of_freedom: Some(degrees), ..garch })
        }
        other => panic!("no {other}"),
    }
}

fn with(mut scenario: Scenario, model: &dyn Fn(Growth) -> Model) -> Scenario {
    for stock in &mut scenario.setup.market.stocks {
        if let Some(growth) = stock.model.growth().copied() {
            stock.model = model(growth);
        }
    }
    scenario
}

fn history() -> Arc<PriceHistory> {
    let closes = (0..30).map(|month: i16| {
        let date = jiff::civil::date(2020 + month / 12, 1 + i8::try_from(month % 12).unwrap(), 1);
        (date, Price::new(100.0 + f64::from((7 * month) % 11)).expect("a price"))
    });
    Arc::new(PriceHistory::new(closes.collect()).expect("a history"))
}

fn bootstrap(growth: Growth) -> Model {
    let block = BlockDays::new(Bootstrap::DEFAULT_BLOCK_DAYS).expect("days");
    Model::Bootstrap(Bootstrap::new(growth, history(), block).expect("long blocks"))
}

/// Every figure of each model is that of a plain run of the scenario with this model, to the last bit.
#[test]
fn each_models_answer_is_that_of_a_plain_run() {
    let scenario = default(3_000);
    let ladder = climbed(&scenario, &PRESETS);
    for (of, model) in ladder.models.iter().zip(PRESETS) {
        let alone = with(scenario.clone(), &|growth| spelled_out(model, growth));
        assert_eq!(of.market, alone.setup.market, "{model}");
        let alone = summarize(&alone, &options(), &Unobserved).expect("the job runs");
        assert_eq!((of.model, &of.summary), (model, &alone));
        assert_eq!(of.summary.sha256, scenario.sha256, "the hash is the scenario's own");
    }
    // The control: another model has other figures.
    assert_ne!(ladder.models[0].summary.offers, ladder.models[1].summary.offers);
}

#[test]
fn the_command_answers_as_a_plain_run_under_every_method() {
    for method in [
        &["--sampler", "random", "--exits", "sampled"][..],
        &["--sampler", "antithetic"],
        &["--sampler", "sobol", "--exits", "integrated"],
        &["--set", "simulation.precision={ metric = \"p05\", std_error = 100 }", "--threads", "3"],
    ] {
        let common = ["--runs", "20_000", "--format", "json", "--quiet"];
        let alone = json(&[&["run"], method, &common].concat());
        let mut ladder = json(&[&["run", "--models", "gbm"], method, &common].concat());
        let under = ladder["models"][0].take();
        for key in ["simulation", "offers", "comparisons", "warnings"] {
            assert!(!alone[key].is_null() && alone[key] == under[key], "{method:?}: {key}");
        }
        assert_eq!(alone["scenario"], ladder["scenario"]);
        assert_eq!(under["stocks"]["AMZN"]["kind"], "gbm");
        assert_eq!(ladder["simulation"]["runs"], 20_000, "as asked, whatever was done");
    }
}

/// The same through scenario files: presets by name, and a history.
#[test]
fn the_command_answers_as_the_scenario_with_the_preset() {
    let common = ["--runs", "3_000", "--format", "json", "--quiet"];
    let ladder = json(&[&["run", "--models", "gjr_garch,merton,gbm,heston"], &common[..]].concat());
    let parts = ladder["models"].as_array().expect("models");
    assert_eq!(parts.len(), 4);
    for part in parts {
        let model = part["model"].as_str().expect("a name");
        let set = format!("stocks.AMZN.model={{ preset = \"{model}\", volatility = 0.32 }}");
        let alone = json(&[&["run", "--set", &set], &common[..]].concat());
        for key in ["simulation", "offers", "comparisons", "warnings"] {
            assert_eq!(alone[key], part[key], "{model}: {key}");
        }
    }
    let resampled = "scenarios/dot-com-bootstrap.toml";
    let ladder = json(&[&["run", resampled, "--models", "gbm,bootstrap"], &common[..]].concat());
    let alone = json(&[&["run", resampled], &common[..]].concat());
    assert_eq!(ladder["models"][1]["offers"], alone["offers"]);
    assert_ne!(ladder["models"][0]["offers"], alone["offers"]);
}

#[test]
fn every_rung_has_the_growth_and_the_volatility_of_the_scenario() {
    let scenario = scenario(SEVERAL, &Overrides::default());
    let ladder = Ladder::new(&scenario, &named(&PRESETS)).expect("the models can be asked");
    assert_eq!(ladder.rungs().iter().map(|rung| rung.model).collect::<Vec<_>>(), PRESETS);
    let own = &scenario.setup.market.stocks;
    for rung in ladder.rungs() {
        let stocks = &rung.scenario.setup.market.stocks;
        for (own, stock) in own.iter().zip(stocks) {
            assert_eq!(own.model.growth(), stock.model.growth());
            assert_eq!((&own.name, own.price), (&stock.name, stock.price));
            match (own.model.total_volatility(), stock.model.total_volatility()) {
                (Some(own), Some(under)) => {
                    assert!((own - under).abs() < 1e-12, "{}: {own} {under}", rung.model);
                    assert_eq!(stock.model.kind(), rung.model);
                }
                (own, under) => assert_eq!((own, under, stock.model.kind()), (None, None, "fixed")),
            }
        }
        let expected = if rung.model == "gbm" { vec!["A", "B"] } else { Vec::new() };
        assert_eq!(rung.own, expected);
        assert_eq!(rung.scenario.setup.offers, scenario.setup.offers);
        assert_eq!(rung.scenario.setup.settings, scenario.setup.settings);
    }
}

/// A stock of the kind that is asked keeps parameters that are not the preset's; another takes over its total volatility.
#[test]
fn own_parameters_are_kept_and_histories_resampled() {
    let jumps = JumpLaw {
        intensity: JumpIntensity::new(3.0).expect("an intensity"),
        mean: JumpMean::new(0.05).expect("a mean"),
        volatility: JumpVolatility::new(0.2).expect("a deviation"),
    };
    let volatility = Volatility::new(0.1).expect("a volatility");
    let merton = |growth| Model::Merton(Merton { growth, volatility, jumps });
    for (own, kind) in [(&merton as &dyn Fn(Growth) -> Model, "merton"), (&bootstrap, "bootstrap")]
    {
        let scenario = with(default(100), own);
        let ladder = Ladder::new(&scenario, &named(&[kind, "gbm"])).expect("they can be asked");
        let [kept, gbm] = ladder.rungs() else { panic!("two rungs") };
        assert_eq!((&kept.scenario, &kept.own[..]), (&scenario, &["AMZN".to_owned()][..]));
        let models = [&scenario, &gbm.scenario].map(|of| &of.setup.market.stocks[0].model);
        let [own, under] = models.map(|model| model.total_volatility().expect("it is random"));
        assert_eq!((own.to_bits(), models[1].kind()), (under.to_bits(), "gbm"));
        assert_eq!(gbm.own, [""; 0]);
    }
    assert_eq!(ladder_models().last(), Some("bootstrap"));
}

/// Without responses and refreshers pay is linear in prices, so its mean is the same under every model. Every answer has a
/// seed of its own, so that they are independent.
#[test]
fn means_are_equal_and_tails_are_not() {
    let under = |model: &str, label: &str| {
        let label = format!("ladder: {model}, {label}");
        let (runs, seed) = (Some(100_000), Some(crate::tolerance::seed(&label)));
        let scenario = scenario(SEVERAL, &Overrides { runs, seed, ..Overrides::default() });
        climbed(&scenario, &[model]).models.remove(0).summary.offers
    };
    let mut family = Family::new("means of a ladder");
    let mut control = Family::new("means of a ladder, one of them off");
    let mut apart = 0;
    for model in &PRESETS[1..] {
        family.next_group();
        control.next_group();
        for (offer, base) in under(model, "itself").iter().zip(under("gbm", model)) {
            let [one, other] = [&offer.pay, &base.pay].map(|pay| pay.distribution);
            let [error, of_other] =
                [one.mean, other.mean].map(|mean| mean.std_error.expect("an error"));
            let error = (error * error + of_other * of_other).sqrt();
            let name = format!("{model}, {}", offer.name);
            family.check_mean(&name, one.mean.value, error, other.mean.value);
            // A drift that is off by half a percent a year, of which two years on average.
            control.check_mean(&name, one.mean.value, error, 1.01 * other.mean.value);
            let [tail, of_other] = [one, other].map(|pay| pay.percentiles.p99.value);
            apart += usize::from((tail - of_other).abs() > 0.01 * of_other);
        }
    }
    family.holds();
    control.must_fail();
    assert!(apart >= 2, "the models have other tails");
}

#[test]
fn csv_has_one_more_column() {
    let arguments = ["--runs", "2000", "--format", "csv", "--quiet"];
    let alone = screen(&[&["run"], &arguments[..]].concat()).out;
    let ladder = screen(&[&["run", "--models", "gbm"], &arguments[..]].concat()).out;
    let rows = |text: &str| -> Vec<Vec<String>> {
        let mut reader = csv::ReaderBuilder::new().has_headers(false).from_reader(text.as_bytes());
        let rows = reader.records().map(|row| row.expect("a row"));
        rows.map(|row| row.iter().map(str::to_owned).collect()).collect()
    };
    let (alone, ladder) = (rows(&alone), rows(&ladder));
    let without = ladder.iter().map(|row| [&row[..1], &row[2..]].concat()).collect::<Vec<_>>();
    assert_eq!(alone, without);
    assert_eq!(ladder[0][..3], ["scenario", "model", "offer"]);
    assert!(ladder[1..].iter().all(|row| row[1] == "gbm"));
}

/// What is not held equal is told, on the screen and in JSON: histories that moved together, of which a part is resampled; a
/// variance that starts elsewhere; correlations of diffusions.
#[test]
fn what_else_differs_is_told() {
    let offers = "[[offers]]\nname = \"a\"\nbase_salary = 100_000\n[[offers.grants]]\nstock = \"A\"\nvalue = 100_000\n\
                  vesting = \"even_quarterly\"\n[[offers]]\nname = \"b\"\nbase_salary = 100_000\n[[offers.grants]]\n\
                  stock = \"B\"\nvalue = 100_000\nvesting = \"even_quarterly\"\n";
    let two = |models: [&str; 2], more: &str| {
        let stock = |(name, model): (&str, &str)| {
            format!("[stocks.{name}]\nprice = 10\nexpected_return = 0.04\nmodel = {model}\n")
        };
        let stocks: String = ["A", "B"].into_iter().zip(models).map(stock).collect();
        format!("format = 1\nsimulation.runs = 200\n{stocks}{more}{offers}")
    };
    let file = |file: &str| {
        format!("{{ kind = \"bootstrap\", prices = \"scenarios/prices/{file}.csv\" }}")
    };
    let gbm = "{ kind = \"gbm\", volatility = 0.3 }";
    let heston = "{ preset = \"heston\", volatility = 0.3, initial_variance = 0.2 }";
    let histories = [file("aapl-daily"), file("goog-daily")];
    for (text, models, told) in [
        (
            two([&histories[0], &histories[1]], ""),
            "gbm,bootstrap",
            "under bootstrap A and B move as their histories did together, and under the other models each by itself",
        ),
        (
            two([heston, gbm], ""),
            "gbm,heston",
            "under heston A starts at a volatility of 0.447, as the scenario says, and under the other models at 0.3",
        ),
        (
            two([gbm, gbm], "[correlation]\n\"A,B\" = 0.5\n"),
            "gbm,merton",
            "under merton the correlations are",
        ),
        (two([gbm, gbm], ""), "gbm,merton", ""),
    ] {
        let arguments = ["run", "-", "--models", models, "--quiet"];
        let json = screen_with_input(&[&arguments[..], &["--format", "json"]].concat(), &text);
        let document: serde_json::Value = serde_json::from_str(&json.out).expect("JSON");
        let notes = document["notes"].as_array().expect("notes");
        assert_eq!(notes.len(), usize::from(!told.is_empty()), "{notes:?}");
        let text = screen_with_input(&arguments, &text)
            .out
            .split_whitespace()
            .collect::<Vec<_>>()
            .join(" ");
        assert_eq!(text.contains("Not held equal"), !told.is_empty(), "{text}");
        assert!(
            notes.iter().all(|note| note.as_str().expect("text").starts_with(told)),
            "{notes:?}"
        );
        assert!(text.contains(told), "{text}");
        if models == "gbm,bootstrap" {
            // The volatility of the dates that both have, under either model.
            for part in document["models"].as_array().expect("models") {
                let volatility =
                    part["stocks"]["A"]["total_volatility"].as_f64().expect("a number");
                assert!((volatility - 0.3789).abs() < 5e-5, "{volatility}");
            }
        }
    }
}
