//! Prices of geometric Brownian motion: lognormal at every month by Kolmogorov and Smirnov's test,
//! with the moments and quantiles of their law. 2^20 prices a month, each month from a seed of its
//! own.

use vestrisk::market::PathPlan;
use vestrisk::random::{Coupling, LANES};
use vestrisk::statistics::{Moments, quantile_estimate};

use super::columns;
use super::kolmogorov::{normal, one_sample};
use crate::reference::build;
use crate::tolerance::{Family, seed, two_sided_point};

const BLOCKS: usize = 4_096;
const TODAY: f64 = 230.0;

/// A month, at a quarter's end or inside one, and a law (expected return, dividend yield,
/// volatility).
type Point = (u32, (f64, f64, f64));

const POINTS: [Point; 8] = [
    (1, (0.04, 0.0, 0.32)),
    (2, (-0.10, 0.02, 0.55)),
    (3, (0.15, 0.0, 0.20)),
    (10, (0.04, 0.03, 0.32)),
    (12, (0.00, 0.0, 0.45)),
    (23, (0.10, 0.01, 0.28)),
    (36, (0.07, 0.0, 0.35)),
    (47, (0.04, 0.0, 0.32)),
];

/// Mean and deviation of the logarithm of price over today's price, by the law's definition.
fn log_law((month, (m, q, s)): Point) -> (f64, f64) {
    let years = f64::from(month) / 12.0;
    ((m - q - 0.5 * s * s) * years, s * years.sqrt())
}

fn prices(label: &str, (month, law): Point) -> Vec<f64> {
    let market = build::market(vec![build::gbm("AMZN", TODAY, law)], &[]);
    let plan = PathPlan::new(&market, [(0, month)], Vec::new());
    let [prices] = columns(BLOCKS, Coupling::Independent, |runs, [column]| {
        let (mut shocks, mut prices) = (plan.shock_columns(), plan.price_columns());
        plan.draw(seed(label), runs, &mut shocks);
        plan.prices(&market, &shocks, &mut prices);
        *column = prices.prices[0];
    });
    prices
}

/// Checks the distribution of prices against the law of a point, and its mean and mean square.
fn check(family: &mut Family, name: &str, prices: &mut [f64], point: Point) {
    let (mean, deviation) = log_law(point);
    let chance = one_sample(prices, |price| normal((libm::log(price / TODAY) - mean) / deviation));
    family.check_probability(name, chance);
    for power in [1.0, 2.0] {
        let mut moments = Moments::new(1.0);
        let powers = prices.iter().map(|price| libm::pow(price / TODAY, power)).collect::<Vec<_>>();
        powers.chunks(LANES).for_each(|block| moments.add_block(block));
        let truth = libm::exp(power * mean + 0.5 * power * power * deviation * deviation);
        // The law's own deviation: that of a sample is noisy so far in the tail.
        let variance = truth * truth * libm::expm1(power * power * deviation * deviation);
        let std_error = (variance / prices.len() as f64).sqrt();
        let estimate = moments.mean().expect("outcomes");
        family.check_mean(&format!("{name}, power {power}"), estimate, std_error, truth);
    }
}

/// The standard normal quantile.
fn normal_quantile(p: f64) -> f64 {
    if p < 0.5 { -two_sided_point(2.0 * p) } else { two_sided_point(2.0 * (1.0 - p)) }
}

/// Checks reported percentiles against the law's, with the standard errors reported beside them.
fn check_quantiles(family: &mut Family, name: &str, sorted: &[f64], point: Point) {
    let (mean, deviation) = log_law(point);
    for level in [0.001, 0.01, 0.05, 0.10, 0.25, 0.50, 0.75, 0.90, 0.95, 0.99, 0.999] {
        let estimate = quantile_estimate(sorted, level).expect("a level");
        let std_error = estimate.std_error.expect("enough prices");
        let truth = TODAY * libm::exp(mean + deviation * normal_quantile(level));
        family.check_mean(&format!("{name}, p{level}"), estimate.value, std_error, truth);
    }
}

#[test]
fn prices_are_lognormal_with_the_moments_and_quantiles_of_their_law() {
    let mut family = Family::new("prices");
    for point in POINTS {
        let name = format!("prices at {point:?}");
        let mut prices = prices(&name, point);
        check(&mut family, &name, &mut prices, point);
        check_quantiles(&mut family, &name, &prices, point);
        family.next_group();
    }
    family.holds();
}

/// What the distribution alone, the moments alone and the quantiles alone say about a wrong law.
#[track_caller]
fn must_fail(name: &str, sample: &[f64], wrong: Point) {
    let mut family = Family::new(name);
    check(&mut family, name, &mut sample.to_vec(), wrong);
    family.must_fail();
    let mut family = Family::new(name);
    let mut sorted = sample.to_vec();
    vestrisk::statistics::sort(&mut sorted);
    check_quantiles(&mut family, name, &sorted, wrong);
    family.must_fail();
}

#[test]
fn control_a_slightly_wrong_law_fails() {
    for (month, law) in [(12, (0.04, 0.0, 0.32)), (5, (0.04, 0.0, 0.32))] {
        let prices = prices("prices of a control", (month, law));
        must_fail("a volatility 2 % higher", &prices, (month, (law.0, law.1, 1.02 * law.2)));
        must_fail("a return 2 % higher", &prices, (month, (law.0 + 0.02, law.1, law.2)));
        must_fail("a month later", &prices, (month + 1, law));
        // Without the −s²/2 of the drift.
        must_fail("no convexity", &prices, (month, (law.0 + 0.5 * law.2 * law.2, law.1, law.2)));
        let mut family = Family::new("the distribution alone, 2 % off");
        let (mean, deviation) = log_law((month, law));
        let wider = |price: f64| normal((libm::log(price / TODAY) - mean) / (1.02 * deviation));
        family.check_probability("volatility", one_sample(&mut prices.clone(), wider));
        family.must_fail();
    }
}
