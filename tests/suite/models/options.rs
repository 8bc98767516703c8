//! European options on simulated prices against published values: Merton's exactly, Heston's within the bias of monthly
//! steps, which the slow proof measures at 10^7 paths.

use vestrisk::market::{Heston, Model, PathPlan};
use vestrisk::random::Coupling;

use super::{heston, market_of, merton, payoffs};
use crate::reference::build::growth;
use crate::tolerance::{Family, seed};

const SPOT: f64 = 100.0;
const RATE: f64 = 0.08;
const STRIKES: [f64; 5] = [80.0, 90.0, 100.0, 110.0, 120.0];
/// Half a unit of the values' last digit, and what the corrected edition's differ by when they are priced again.
const PRINTED: f64 = 0.01;

/// E. G. Haug (1998), corrected: jumps a year, their share of the variance, months, and calls at [`STRIKES`] on a stock of
/// total volatility 0.25 whose mean jump is no change.
const HAUG: [(f64, f64, u32, [f64; 5]); 4] = [
    (1.0, 0.25, 3, [21.74, 12.74, 5.88, 2.11, 0.64]),
    (1.0, 0.25, 6, [23.63, 15.40, 8.95, 4.67, 2.23]),
    (5.0, 0.50, 3, [21.73, 12.76, 5.87, 2.11, 0.66]),
    (5.0, 0.50, 6, [23.63, 15.41, 8.96, 4.67, 2.23]),
];

/// The jump diffusion of a row.
fn of_row(intensity: f64, share: f64) -> Model {
    let deviation = 0.25 * (share / intensity).sqrt();
    let jumps = (intensity, -0.5 * deviation * deviation, deviation);
    merton(growth(RATE, 0.0), 0.25 * (1.0 - share).sqrt(), jumps)
}

/// Calls at [`STRIKES`] with their standard errors.
fn calls(model: Model, month: u32, label: &str, runs: u64) -> [(f64, f64); 5] {
    let market = market_of(model);
    let plan = PathPlan::new(&market, [(0, month)], Vec::new());
    let discount = libm::exp(-RATE * f64::from(month) / 12.0);
    let job = (seed(label), Coupling::Independent, runs);
    payoffs((&market, &plan), job, |prices| {
        STRIKES.map(|strike| discount * (prices[0] - strike).max(0.0))
    })
}

/// A call by Merton's series: Black and Scholes's formula given the number of jumps.
fn series(model: &Model, month: u32, strike: f64) -> f64 {
    let Model::Merton(merton) = model else { panic!("it is a jump diffusion") };
    let years = f64::from(month) / 12.0;
    let (s, jumps) = (merton.volatility.get(), &merton.jumps);
    let (a, d) = (jumps.mean.get(), jumps.volatility.get());
    let mean = jumps.intensity.get() * years;
    let (mut weight, mut value) = (libm::exp(-mean), 0.0);
    for number in 0..100 {
        let number = f64::from(number);
        let deviation = (s * s * years + number * d * d).sqrt();
        let drift = (RATE - jumps.compensator()) * years + number * (a + 0.5 * d * d);
        let forward = SPOT * libm::exp(drift);
        let upper = libm::log(forward / strike) / deviation + 0.5 * deviation;
        let call = forward * normal(upper) - strike * normal(upper - deviation);
        value += weight * libm::exp(-RATE * years) * call;
        weight *= mean / (number + 1.0);
    }
    value
}

fn normal(x: f64) -> f64 {
    0.5 * libm::erfc(-x / std::f64::consts::SQRT_2)
}

#[test]
fn mertons_calls_have_their_published_values() {
    for (intensity, share, month, values) in HAUG {
        let place = format!("{intensity} jumps, {month} months");
        let model = of_row(intensity, share);
        let calls = calls(model.clone(), month, &place, 1 << 22);
        for ((strike, value), (call, error)) in STRIKES.into_iter().zip(values).zip(calls) {
            let known = series(&model, month, strike);
            assert!((known - value).abs() <= PRINTED, "{place}, {strike}: {known} by the series");
            let gap = (call - value).abs();
            println!("{place}, {strike}: {call:.4} ± {error:.4}, published {value}");
            assert!(gap <= PRINTED + 3.0 * error, "{place}, {strike}: {call} ± {error}");
        }
    }
}

/// Months inside quarters, whose jumps are counted by their times.
const MONTHS: [u32; 5] = [1, 2, 4, 11, 13];

fn series_family(name: &str, change: impl Fn(Model) -> Model) -> Family {
    let mut family = Family::new(name);
    for (intensity, share, ..) in [HAUG[0], HAUG[2]] {
        let model = of_row(intensity, share);
        for month in MONTHS {
            let place = format!("{intensity} jumps, month {month}");
            let calls = calls(change(model.clone()), month, &place, 1 << 20);
            for (strike, (call, error)) in STRIKES.into_iter().zip(calls) {
                let name = format!("{place}, {strike}");
                family.check_mean(&name, call, error, series(&model, month, strike));
            }
            family.next_group();
        }
    }
    family
}

#[test]
fn mertons_calls_inside_quarters_have_the_values_of_his_series() {
    series_family("jump diffusion inside quarters", |model| model).holds();
}

#[test]
fn control_mertons_calls_without_jumps_fail() {
    let wrong = series_family("a diffusion of the same variance", |model| {
        let Model::Merton(law) = &model else { panic!("it is a jump diffusion") };
        merton(law.growth, law.total_volatility(), (0.0, 0.0, 0.0))
    });
    wrong.must_fail();
}

/// An option on a Heston stock: growth (r, q), v(0), k, θ, x, r; months; strikes of calls and puts with their values; the bias
/// that monthly steps may have: the aim that was set, several times what the slow proof finds.
struct HestonCase {
    name: &'static str,
    growth: (f64, f64),
    law: [f64; 5],
    months: u32,
    /// +1 a call, −1 a put; strike; value.
    options: &'static [(f64, f64, f64)],
    bias: f64,
}

const HESTON: [HestonCase; 3] = [
    HestonCase {
        name: "Kahl and Jäckel (2005)",
        growth: (0.0, 0.0),
        law: [0.16, 1.0, 0.16, 2.0, -0.8],
        months: 120,
        options: &[(1.0, 200.0, 4.952_12)],
        bias: 0.08,
    },
    HestonCase {
        name: "by integration",
        growth: (0.05, 0.075),
        law: [0.1, 4.0, 0.05, 0.4, -0.75],
        months: 12,
        options: &[(-1.0, 100.0, 10.147_041_515)],
        bias: 0.03,
    },
    HestonCase {
        name: "by Fourier cosines",
        growth: (0.15, 0.07),
        law: [0.1, 4.0, 0.22, 1.8, -0.75],
        months: 12,
        options: &[(1.0, 120.0, 9.364_410_588), (-1.0, 80.0, 5.319_092_972)],
        bias: 0.03,
    },
];

/// What each option of a case is off by, with the standard error, months in so many steps.
fn biases(case: &HestonCase, law: Heston, parts: u32, runs: u64) -> Vec<(f64, f64)> {
    let market = market_of(Model::Heston(law));
    let dates = [(0, case.months)];
    let plan = PathPlan::with_parts_of_months(&market, dates, Vec::new(), parts);
    let discount = libm::exp(-case.growth.0 * f64::from(case.months) / 12.0);
    let job = (seed(&format!("{} in {parts} parts", case.name)), Coupling::Independent, runs);
    let values = payoffs((&market, &plan), job, |prices| {
        let option =
            |(side, strike, _): &(f64, f64, f64)| discount * (side * (prices[0] - strike)).max(0.0);
        [0, 1].map(|place| case.options.get(place).map_or(0.0, option))
    });
    let each = case.options.iter().zip(values);
    each.map(|((.., value), (mean, error))| (mean - value, error)).collect()
}

fn law(case: &HestonCase) -> Heston {
    heston(growth(case.growth.0, case.growth.1), case.law)
}

#[test]
fn hestons_options_have_their_published_values_within_the_bias_of_monthly_steps() {
    for case in &HESTON {
        for (bias, error) in biases(case, law(case), 1, 1 << 19) {
            println!("{}: off by {bias:.4} ± {error:.4}", case.name);
            assert!(bias.abs() <= case.bias + 3.0 * error, "{}: {bias} ± {error}", case.name);
        }
    }
}

#[test]
fn control_heston_without_correlation_fails() {
    for case in &HESTON {
        let [v, k, theta, x, _] = case.law;
        let wrong = heston(law(case).growth, [v, k, theta, x, 0.0]);
        let off = biases(case, wrong, 1, 1 << 19);
        let fails = |(bias, error): &(f64, f64)| bias.abs() > case.bias + 3.0 * error;
        assert!(off.iter().all(fails), "{}: {off:?}", case.name);
    }
}

#[test]
#[ignore = "10^7 paths of each case in 1, 2 and 4 steps a month"]
fn the_bias_of_monthly_steps_is_small_and_shorter_steps_have_none_larger() {
    const RUNS: u64 = 10_000_000;
    for case in &HESTON {
        let by_parts = [1, 2, 4].map(|parts| biases(case, law(case), parts, RUNS));
        for (place, (side, strike, value)) in case.options.iter().enumerate() {
            let [one, two, four] = [0, 1, 2].map(|parts| by_parts[parts][place]);
            let kind = if *side > 0.0 { "call" } else { "put" };
            let told = [one, two, four].map(|(bias, error)| format!("{bias:+.4} ± {error:.4}"));
            println!("{}: {kind} {strike}, {value}: {}", case.name, told.join(", "));
            assert!(one.0.abs() <= case.bias + 3.0 * one.1, "{}: {one:?}", case.name);
            for (bias, error) in [two, four] {
                let combined = (error * error + one.1 * one.1).sqrt();
                assert!(bias.abs() <= one.0.abs() + 3.0 * combined, "{}: {bias}", case.name);
            }
        }
    }
}
