//! The schema of `model` of a stock: a form for each kind and each preset.

use serde_json::{Value, json};

use super::build::{Keys, choice, example, forms, list, month, name, number, pair, plain, with};
use crate::market::Bootstrap;
use crate::quantity::{
    Asymmetry, BlockDays, Correlation, DailyVariance, DegreesOfFreedom, GarchCoefficient,
    JumpIntensity, JumpMean, JumpVolatility, LongRunVariance, MeanReversion, Price, Quantity,
    Variance, VolOfVariance, Volatility,
};
use crate::scenario::lower::model_kinds;
use crate::scenario::presets::models as presets;

/// How a price moves.
pub(super) fn model() -> Value {
    let kind =
        choice("Kind of model, random or a stated path; either this or `preset`", model_kinds());
    let preset = choice(
        "Kind of model whose parameters fill what is absent, with the total `volatility`; either this or `kind`",
        presets::names(),
    );
    let all = [gbm(), merton(), heston(), gjr_garch(), bootstrap(), fixed()];
    let all: Vec<Value> = all.into_iter().chain(of_presets()).collect();
    let text = "How the price moves: a table by `kind` or by `preset`";
    with(forms(text, &all), "properties", json!({ "kind": kind, "preset": preset }))
}

/// A parameter: its key and what it is.
type Parameter = (&'static str, Value);

fn of_kind(text: &str, kind: &str, must: Vec<Parameter>, may: Vec<Parameter>) -> Value {
    let start = Keys::new(text).must("kind", choice("Kind of model", [kind]));
    let keys = must.into_iter().fold(start, |keys, (key, schema)| keys.must(key, schema));
    may.into_iter().fold(keys, |keys, (key, schema)| keys.may(key, schema)).build()
}

fn gbm() -> Value {
    let text = "Volatility, of `gbm`; of the diffusion, of `merton`; with a `preset`, of everything that moves the price";
    let volatility = example(number::<Volatility>(text), 0.32);
    of_kind("Geometric Brownian motion", "gbm", vec![("volatility", volatility)], vec![])
}

fn jumps() -> Vec<Parameter> {
    vec![
        ("jump_intensity", example(number::<JumpIntensity>("How often it jumps, of `merton`"), 1)),
        ("jump_mean", example(number::<JumpMean>("How far on average, of `merton`"), -0.02)),
        ("jump_volatility", example(number::<JumpVolatility>("How far apart, of `merton`"), 0.1)),
    ]
}

fn merton() -> Value {
    let volatility = ("volatility", number::<Volatility>("Volatility of the diffusion"));
    let must = std::iter::once(volatility).chain(jumps()).collect();
    of_kind("Merton's jump diffusion", "merton", must, vec![])
}

fn initial_variance() -> Parameter {
    let text = format!(
        "Variance today, of `heston`: {}; of `gjr_garch`, of the first day, without it that of the long run: {}",
        Variance::ALLOWED,
        DailyVariance::ALLOWED
    );
    ("initial_variance", example(with(number::<Variance>(""), "description", text), 0.1024))
}

fn reversion() -> Vec<Parameter> {
    let of = "of price and variance, of `heston`";
    let speed = number::<MeanReversion>("How fast variance reverts, of `heston`");
    vec![
        ("mean_reversion", example(speed, 2)),
        ("vol_of_variance", example(number::<VolOfVariance>("Of `heston`"), 0.5)),
        ("correlation", example(number::<Correlation>(&format!("Correlation {of}")), -0.6)),
    ]
}

fn heston() -> Value {
    let long_run = number::<LongRunVariance>("Variance that it reverts to, of `heston`");
    let variances = [initial_variance(), ("long_run_variance", example(long_run, 0.1024))];
    let must = variances.into_iter().chain(reversion()).collect();
    of_kind("Heston's stochastic variance", "heston", must, vec![])
}

fn coefficients() -> Vec<Parameter> {
    let of = "`gjr_garch`; alpha + gamma/2 + beta is below 1";
    let alpha = number::<GarchCoefficient>(&format!("Of the last squared return, of {of}"));
    let gamma =
        number::<Asymmetry>("What a fall adds to it, of `gjr_garch`; alpha + gamma is 0 or more");
    let beta = number::<GarchCoefficient>("Of the last variance, of `gjr_garch`");
    vec![
        ("alpha", example(alpha, 0.025)),
        ("gamma", example(gamma, 0.15)),
        ("beta", example(beta, 0.88)),
    ]
}

/// What the recursion may start from and how its innovations are drawn.
fn innovations() -> Vec<Parameter> {
    let degrees = number::<DegreesOfFreedom>(
        "Of Student's t, of `gjr_garch`; without it, the preset's, or normal innovations",
    );
    let first_day =
        number::<DailyVariance>("Variance of the first day; without it, the long run's");
    vec![("initial_variance", first_day), ("degrees_of_freedom", example(degrees, 5))]
}

fn gjr_garch() -> Value {
    let omega =
        number::<DailyVariance>("Constant of the recursion of daily variance, of `gjr_garch`");
    let omega = ("omega", example(omega, 8e-6));
    let must = std::iter::once(omega).chain(coefficients()).collect();
    of_kind("GJR-GARCH of daily returns", "gjr_garch", must, innovations())
}

fn bootstrap() -> Value {
    let prices = "CSV of dates and closes of a `bootstrap`, relative to the scenario file: columns `date` and the first of \
                  `adj close`, `close`, `price`";
    let block = number::<BlockDays>("Mean length of the blocks that a `bootstrap` resamples");
    let block = with(block, "default", plain(Bootstrap::DEFAULT_BLOCK_DAYS));
    let prices = example(name(prices), "prices/amzn-monthly.csv");
    let text = "Stationary bootstrap of a price history";
    of_kind(text, "bootstrap", vec![("prices", prices)], vec![("mean_block_days", block)])
}

fn fixed() -> Value {
    let points =
        pair("A month and the price then", month("Month", 1), number::<Price>("Price of a share"));
    let path = "Path of a `fixed` model: pairs `[month, price]`, months rising from 1";
    let points = example(list(path, &points, 0..=usize::MAX), json!([[12, 250.0]]));
    of_kind("A stated path without risk", "fixed", vec![("points", points)], vec![])
}

/// A form for each preset: the total volatility, and parameters that replace the preset's.
fn of_presets() -> Vec<Value> {
    let of_preset = |preset: &presets::ModelPreset| {
        let own = match preset.name {
            "merton" => jumps(),
            "heston" => std::iter::once(initial_variance()).chain(reversion()).collect(),
            "gjr_garch" => coefficients().into_iter().chain(innovations()).collect(),
            _ => Vec::new(),
        };
        let keys = Keys::new(&format!("The usual parameters: {}", preset.follows))
            .must("preset", choice("Preset of a model", [preset.name]))
            .must("volatility", number::<Volatility>("Total volatility"));
        own.into_iter().fold(keys, |keys, (key, schema)| keys.may(key, schema)).build()
    };
    presets::ALL.iter().map(of_preset).collect()
}
