//! Whether standard errors say what they claim: over many samples from a known distribution, the mean
//! of the squared standard errors must be the variance of the estimates.
//!
//! The distribution is the exponential. Its order statistics are sums of independent exponentials,
//! X₍ₖ₎ = Σ_{j ≤ k} Eⱼ/(n − j + 1) (Rényi 1953), so mean and variance of everything linear in them (the
//! mean, percentiles, expected shortfall) are known exactly for the size at hand, without asymptotics.

use rand_distr::{Distribution, Exp1};
use rand_philox::Philox;
use vestrisk::statistics::{
    Estimate, Moments, expected_shortfall_estimate, proportion_estimate, quantile_estimate, sort,
};

const SEED: u64 = 20_261_122;
const SAMPLES: usize = 2_000;
const SIZE: usize = 1_000;
/// Seven statistics, three tests each, one family-wise level of 0.001: the two-sided normal bound at
/// 0.001/21.
const NORMAL_BOUND: f64 = 4.07;

struct Statistic {
    name: &'static str,
    estimate: fn(&[f64]) -> Estimate,
    /// The exact mean and variance of the estimate.
    mean: f64,
    variance: f64,
    /// The mean of the squared standard error over the variance, which the estimator's construction
    /// gives at this size; 1 where it is unbiased.
    claim: f64,
    /// How far it may be from that, where it is known only roughly.
    slack: f64,
}

/// A statistic Σ cₖ X₍ₖ₎, k from 0, with an unbiased squared standard error.
fn linear(
    name: &'static str,
    estimate: fn(&[f64]) -> Estimate,
    coefficient: impl Fn(usize) -> f64,
) -> Statistic {
    let (mean, variance) = linear_moments(coefficient);
    Statistic { name, estimate, mean, variance, claim: 1.0, slack: 0.0 }
}

/// The exact mean and variance of Σ cₖ X₍ₖ₎: the exponential Eⱼ has the weight Σ_{k ≥ j} cₖ/(n − j + 1).
fn linear_moments(coefficient: impl Fn(usize) -> f64) -> (f64, f64) {
    let mut above = 0.0;
    (0..SIZE).rev().fold((0.0, 0.0), |(mean, variance), k| {
        above += coefficient(k);
        let weight = above / (SIZE - k) as f64;
        (mean + weight, variance + weight * weight)
    })
}

/// A percentile. Its squared standard error is the squared distance of two percentiles over (2 · 1.96)²,
/// whose mean is exact too. It is above the variance, as an interval with few outcomes in it has a
/// squared length with a variance of its own (by 1/27 at 5 % of 1,000 runs), and as the distribution
/// bends inside it.
fn percentile(name: &'static str, estimate: fn(&[f64]) -> Estimate, p: f64) -> Statistic {
    let share = |k: usize, p: f64| (1.0 - ((SIZE - 1) as f64 * p - k as f64).abs()).max(0.0);
    let statistic = linear(name, estimate, |k| share(k, p));
    let delta = 1.96 * (p * (1.0 - p) / SIZE as f64).sqrt();
    let (mean, variance) = linear_moments(|k| share(k, p + delta) - share(k, p - delta));
    let squared_error = (mean * mean + variance) / (2.0 * 1.96 * 2.0 * 1.96);
    Statistic { claim: squared_error / statistic.variance, ..statistic }
}

/// An expected shortfall. Its squared standard error is asymptotic: off by the order of 1/(αn).
fn shortfall(name: &'static str, estimate: fn(&[f64]) -> Estimate, alpha: f64) -> Statistic {
    let tail = alpha * SIZE as f64;
    let statistic = linear(name, estimate, |k| (tail - k as f64).clamp(0.0, 1.0) / tail);
    Statistic { slack: 2.0 / tail, ..statistic }
}

fn statistics() -> [Statistic; 7] {
    // P(X < 0.05); the mean of p(1 − p) over samples is (1 − 1/n) of its true value.
    let early = -libm::expm1(-0.05);
    [
        Statistic {
            name: "probability",
            estimate: |x| {
                let count = x.iter().filter(|&&x| x < 0.05).count();
                proportion_estimate(count as u64, SIZE as u64).unwrap()
            },
            mean: early,
            variance: early * (1.0 - early) / SIZE as f64,
            claim: 1.0 - 1.0 / SIZE as f64,
            slack: 0.0,
        },
        linear("mean", averaged, |_| 1.0 / SIZE as f64),
        percentile("5 %", |x| quantile_estimate(x, 0.05).unwrap(), 0.05),
        percentile("median", |x| quantile_estimate(x, 0.5).unwrap(), 0.5),
        percentile("95 %", |x| quantile_estimate(x, 0.95).unwrap(), 0.95),
        shortfall("lowest 5 %", |x| expected_shortfall_estimate(x, 0.05).unwrap(), 0.05),
        shortfall("lowest third", |x| expected_shortfall_estimate(x, 0.3333).unwrap(), 0.3333),
    ]
}

/// The mean with its standard error, in millionths as the fixed point is made for dollars.
fn averaged(numbers: &[f64]) -> Estimate {
    const MILLIONTHS: f64 = 1_048_576.0;
    let scaled: Vec<f64> = numbers.iter().map(|number| number * MILLIONTHS).collect();
    let mut moments = Moments::new(MILLIONTHS);
    moments.add_block(&scaled);
    let Estimate { value, std_error } = moments.mean_estimate().unwrap();
    Estimate { value: value / MILLIONTHS, std_error: std_error.map(|error| error / MILLIONTHS) }
}

fn samples() -> Vec<Vec<f64>> {
    let mut generator = Philox::from_u64_seed(SEED);
    let mut sample = || {
        let mut values: Vec<f64> = Exp1.sample_iter(&mut generator).take(SIZE).collect();
        sort(&mut values);
        values
    };
    (0..SAMPLES).map(|_| sample()).collect()
}

/// Three tests of a statistic: the mean of the estimates, their variance, and the mean of their squared
/// standard errors, which `scale` falsifies for the control.
fn verdicts(statistic: &Statistic, samples: &[Vec<f64>], scale: f64) -> [bool; 3] {
    let estimates: Vec<Estimate> = samples.iter().map(|x| (statistic.estimate)(x)).collect();
    let deviations = |power: i32| {
        let deviation = |e: &Estimate| (e.value - statistic.mean) / statistic.variance.sqrt();
        let raised = |d: f64| if power == 2 { d * d } else { d };
        estimates.iter().map(|estimate| raised(deviation(estimate))).collect::<Vec<f64>>()
    };
    let squared = |error: f64| scale * scale * error * error / statistic.variance;
    let claims: Vec<f64> = estimates.iter().map(|e| squared(e.std_error.unwrap())).collect();
    let within = |numbers: &[f64], expected: f64, slack: f64| {
        let Estimate { value, std_error } = averaged(numbers);
        (value - expected).abs() <= slack + NORMAL_BOUND * std_error.unwrap()
    };
    [
        within(&deviations(1), 0.0, 0.0),
        within(&deviations(2), 1.0, 0.0),
        within(&claims, statistic.claim, statistic.slack),
    ]
}

#[test]
fn standard_errors_are_honest() {
    let samples = samples();
    for statistic in statistics() {
        let verdicts = verdicts(&statistic, &samples, 1.0);
        assert_eq!(verdicts, [true; 3], "{}: mean, variance, claimed variance", statistic.name);
    }
}

/// What the constructions give is near what they should: a standard error is right to 4 %.
#[test]
fn percentiles_claim_the_variance() {
    for statistic in statistics() {
        assert!((0.99..1.08).contains(&statistic.claim), "{}: {}", statistic.name, statistic.claim);
    }
}

/// Control: standard errors halved, or a tenth too small or too large, are caught for every statistic.
#[test]
fn false_standard_errors_are_caught() {
    let samples = samples();
    for statistic in statistics() {
        let caught = [0.5, 0.9, 1.1].map(|scale| verdicts(&statistic, &samples, scale));
        assert_eq!(caught, [[true, true, false]; 3], "{}", statistic.name);
    }
}
