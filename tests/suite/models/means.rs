//! E[S] = S0 exp((m − q) t) under every model and preset, whatever its parameters; the bootstrap of every shipped file, and that
//! centring its returns one by one would miss it.

use std::sync::Arc;

use vestrisk::market::{Bootstrap, Growth, Market, Model, PathPlan, ResampledGroup, Spacing};
use vestrisk::quantity::{BlockDays, Volatility};
use vestrisk::random::Coupling;
use vestrisk::scenario::presets::models;

use super::{garch, heston, history, market_of, merton, payoffs, starting_at};
use crate::naive::paths::product_means;
use crate::reference::build::growth;
use crate::tolerance::{Family, seed};

const MONTHS: [u32; 5] = [1, 5, 12, 24, 48];
const RUNS: u64 = 1 << 17;
/// Jobs of days take so many times longer that they get fewer runs.
const RUNS_OF_DAYS: u64 = 1 << 15;

/// Every file that ships.
pub const FILES: [&str; 8] = [
    "aapl-daily",
    "aapl-monthly",
    "amzn-monthly",
    "goog-daily",
    "goog-monthly",
    "ibm-daily",
    "msft-daily",
    "msft-monthly",
];

/// All models with parameters that ask something of them.
fn models() -> Vec<(String, Model)> {
    let g = growth(0.07, 0.02);
    let mut all = Vec::new();
    for preset in &models::ALL {
        for volatility in [0.2, 0.32, 0.55] {
            let total = Volatility::new(volatility).unwrap();
            let model = preset.model(g, total).expect("a preset at a usual volatility");
            all.push((format!("{} at {volatility}", preset.name), model));
        }
    }
    let mut add = |name: &str, model: Model| all.push((name.to_owned(), model));
    add("merton of many small jumps", merton(g, 0.1, (50.0, 0.01, 0.05)));
    add("merton of rare crashes", merton(g, 0.25, (0.1, -0.5, 0.3)));
    let heston = |law| Model::Heston(heston(g, law));
    add("heston, variance mostly at 0", heston([0.16, 1.0, 0.16, 2.0, -0.8]));
    add("heston, Feller's condition far from met", heston([0.01, 0.5, 0.09, 1.5, -0.3]));
    add("heston, correlation 1", heston([0.09, 2.0, 0.09, 0.5, 1.0]));
    add("heston, correlation -1", heston([0.09, 2.0, 0.09, 0.5, -1.0]));
    let wild = garch(g, 0.4, [0.1, 0.1, 0.8], Some(3.0));
    add("garch of fat tails, starting high", Model::GjrGarch(starting_at(wild, 0.01)));
    all
}

fn check(family: &mut Family, name: &str, market: &Market, coupling: Coupling, runs: u64) {
    let plan = PathPlan::new(market, MONTHS.map(|month| (0, month)), Vec::new());
    let job = (seed(name), coupling, runs);
    let means = payoffs((market, &plan), job, |prices| {
        std::array::from_fn::<f64, 5, _>(|place| prices[place])
    });
    let Some(growth) = market.stocks[0].model.growth() else { panic!("a random stock") };
    for (month, (mean, error)) in MONTHS.into_iter().zip(means) {
        let years = market.months_after_today(f64::from(month)) / 12.0;
        let truth = 100.0 * libm::exp(growth.rate() * years);
        family.check_mean(&format!("{name}, month {month}"), mean, error, truth);
    }
    family.next_group();
}

fn runs_of(model: &Model) -> u64 {
    if model.kind() == "gjr_garch" { RUNS_OF_DAYS } else { RUNS }
}

#[test]
fn every_model_and_preset_grows_as_expected() {
    let mut family = Family::new("means of models");
    for (name, model) in models() {
        for start_in_days in [0, 45] {
            let market = Market { start_in_days, ..market_of(model.clone()) };
            let place = format!("{name}, {start_in_days} days before the start");
            check(&mut family, &place, &market, Coupling::Independent, runs_of(&model));
        }
    }
    family.holds();
}

#[test]
fn control_models_without_their_compensation_fail() {
    let g = growth(0.07, 0.02);
    // What compensates jumps is forgotten: the mean grows by them.
    let jumps = merton(g, 0.25, (1.0, -0.05, 0.1));
    let Model::Merton(law) = &jumps else { panic!("it is a jump diffusion") };
    let forgotten = law.jumps.compensator();
    let mut family = Family::new("jumps without compensation");
    let market = market_of(merton(growth(0.07 + forgotten, 0.02), 0.25, (1.0, -0.05, 0.1)));
    let plan = PathPlan::new(&market, [(0, 48)], Vec::new());
    let job = (seed("jumps without compensation"), Coupling::Independent, RUNS);
    let [(mean, error)] = payoffs((&market, &plan), job, |prices| [prices[0]]);
    family.check_mean("month 48", mean, error, 100.0 * libm::exp(0.05 * 4.0));
    family.must_fail();
}

#[test]
fn mirrored_runs_grow_as_expected() {
    let mut family = Family::new("means of mirrored models");
    // Pairs are not independent: their mean is a run.
    let file = of_file("msft-monthly", growth(0.07, 0.02), 63.0);
    let resampled = ("bootstrap".to_owned(), Model::Bootstrap(file));
    let usual = models().into_iter().filter(|(name, _)| name.ends_with("0.32"));
    let all: Vec<(String, Model)> = usual.chain([resampled]).collect();
    assert_eq!(all.len(), 5, "every random kind");
    for (name, model) in all {
        let market = market_of(model);
        let plan = PathPlan::new(&market, [(0, 24)], Vec::new());
        let (seed, runs) = (seed(&name), RUNS_OF_DAYS);
        let [one, other] = [Coupling::Independent, Coupling::Antithetic].map(|coupling| {
            payoffs((&market, &plan), (seed, coupling, runs), |prices| [prices[0]])[0]
        });
        let truth = 100.0 * libm::exp(0.05 * 2.0);
        family.check_mean(&format!("{name}, alone"), one.0, one.1, truth);
        // Mirrored pairs are negatively correlated or not at all: this error is no smaller than theirs.
        family.check_mean(&format!("{name}, mirrored"), other.0, other.1, truth);
        family.next_group();
    }
    let verdict = family.verdict();
    assert!(verdict.cells_pass(), "{verdict}");
}

/// The bootstrap of a file.
fn of_file(file: &str, growth: Growth, block: f64) -> Bootstrap {
    let block = BlockDays::new(block).unwrap();
    Bootstrap::new(growth, Arc::new(history(file)), block).expect("a block")
}

/// Means of every file's bootstrap, prices times what `change` makes of the group and the step.
fn files(name: &str, change: impl Fn(&ResampledGroup, usize) -> f64) -> Family {
    let mut family = Family::new(name);
    // From today, and off the steps from 45 days before the start.
    let cases = FILES.into_iter().flat_map(|file| [(file, 0), (file, 45)]);
    for (file, start_in_days) in cases {
        let model = Model::Bootstrap(of_file(file, growth(0.07, 0.02), 63.0));
        let market = Market { start_in_days, ..market_of(model) };
        let group = ResampledGroup::all(&market.stocks).expect("one stock").remove(0);
        let plan = PathPlan::new(&market, [12, 24, 48].map(|month| (0, month)), Vec::new());
        let runs = if group.spacing == Spacing::Daily { RUNS_OF_DAYS } else { 1 << 20 };
        let job = (
            seed(&format!("bootstrap of {file}, {start_in_days} days")),
            Coupling::Independent,
            runs,
        );
        let means = payoffs((&market, &plan), job, |prices| [prices[0], prices[1], prices[2]]);
        for (month, (mean, error)) in [12, 24, 48].into_iter().zip(means) {
            let steps = (month * group.spacing.steps_a_year() / 12) as usize;
            let change = change(&group, steps);
            let years = f64::from(month) / 12.0 + f64::from(start_in_days) / 365.0;
            let truth = 100.0 * libm::exp(0.05 * years);
            let name = format!("{file}, {start_in_days} days, month {month}");
            family.check_mean(&name, change * mean, change * error, truth);
        }
        family.next_group();
    }
    family
}

#[test]
fn the_bootstrap_of_every_file_grows_as_expected() {
    files("means of bootstraps", |_, _| 1.0).holds();
}

#[test]
fn control_returns_centred_one_by_one_fail() {
    files("returns over their own mean", |group, steps| {
        let returns = &group.returns[0];
        let mean = returns.iter().sum::<f64>() / returns.len() as f64;
        let exact = group.expected(0, u32::try_from(steps).unwrap())[steps];
        exact / libm::pow(mean, steps as f64)
    })
    .must_fail();
}

#[test]
fn the_recursion_of_means_is_that_of_all_histories_and_of_blocks() {
    // Every way through three returns in four steps, with its probability.
    let returns = [1.3, 0.8, 1.1];
    let restart = 0.25;
    let mut means = vec![0.0; 5];
    for first in 0..3_usize {
        walk(&returns, restart, (first, 1.0 / 3.0, returns[first]), 1, &mut means);
    }
    let group = ResampledGroup {
        stocks: vec![0],
        returns: vec![returns.to_vec()],
        spacing: Spacing::Monthly,
        restart: 1 << 22,
    };
    let exact = group.expected(0, 4);
    for (step, mean) in means.iter().enumerate().skip(1) {
        assert!((exact[step] / mean - 1.0).abs() < 1e-14, "{step}: {} and {mean}", exact[step]);
    }
    // And the renewal of blocks, over four years of days.
    let file = of_file("ibm-daily", growth(0.0, 0.0), 63.0);
    let market = market_of(Model::Bootstrap(file));
    let group = ResampledGroup::all(&market.stocks).expect("one stock").remove(0);
    let exact = group.expected(0, 300);
    let restart = f64::from(group.restart) / f64::from(1_u32 << 24);
    for (step, mean) in product_means(&group.returns[0], restart, 300).iter().enumerate() {
        assert!((exact[step] / mean - 1.0).abs() < 1e-12, "{step}: {} and {mean}", exact[step]);
    }
}

/// Adds probability × product of all ways on from a return.
fn walk(
    returns: &[f64; 3],
    restart: f64,
    (at, probability, product): (usize, f64, f64),
    step: usize,
    means: &mut [f64],
) {
    means[step] += probability * product;
    if step + 1 == means.len() {
        return;
    }
    for next in 0..3 {
        let follows = if next == (at + 1) % 3 { 1.0 - restart } else { 0.0 };
        let chance = follows + restart / 3.0;
        let on = (next, probability * chance, product * returns[next]);
        walk(returns, restart, on, step + 1, means);
    }
}
