//! The Kolmogorov–Smirnov test: how far an empirical distribution lies from another, and how likely
//! that is by chance.

use std::f64::consts::PI;

use vestrisk::statistics::sort;

/// P(√n D > λ) in the limit of many outcomes (Kolmogorov 1933); below 1 by the series that
/// converges there.
fn tail(lambda: f64) -> f64 {
    if lambda <= 0.0 {
        return 1.0;
    }
    if lambda < 1.0 {
        let power = |k: u32| {
            let odd = f64::from(2 * k - 1) * PI / lambda;
            libm::exp(-odd * odd / 8.0)
        };
        return 1.0 - (2.0 * PI).sqrt() / lambda * (1..=20).map(power).sum::<f64>();
    }
    let term = |k: u32| {
        let power = libm::exp(-2.0 * f64::from(k * k) * lambda * lambda);
        if k % 2 == 1 { 2.0 * power } else { -2.0 * power }
    };
    (1..=20).map(term).sum()
}

/// The probability of a distance by chance at an effective number of outcomes, with the correction
/// of Stephens (1970).
fn chance(distance: f64, outcomes: f64) -> f64 {
    let root = outcomes.sqrt();
    tail((root + 0.12 + 0.11 / root) * distance)
}

/// The chance that outcomes of a continuous distribution lie as far from it as these do. Sorts
/// them.
pub fn one_sample(outcomes: &mut [f64], distribution: impl Fn(f64) -> f64) -> f64 {
    sort(outcomes);
    let count = outcomes.len() as f64;
    let mut distance = 0.0_f64;
    for (index, outcome) in outcomes.iter().enumerate() {
        let expected = distribution(*outcome);
        // NaN fails: it is farther than anything.
        let gap = f64::max(expected - index as f64 / count, (index + 1) as f64 / count - expected);
        distance = if gap <= distance { distance } else { gap };
    }
    chance(distance, count)
}

/// The chance that two samples of one continuous distribution lie as far apart as these. Sorts
/// them.
pub fn two_sample(first: &mut [f64], second: &mut [f64]) -> f64 {
    sort(first);
    sort(second);
    let (counts, mut at, mut distance) = ([first.len(), second.len()], [0, 0], 0.0_f64);
    while at[0] < counts[0] && at[1] < counts[1] {
        let next = first[at[0]].min(second[at[1]]);
        at[0] += usize::from(first[at[0]] <= next);
        at[1] += usize::from(second[at[1]] <= next);
        let share = |sample: usize| at[sample] as f64 / counts[sample] as f64;
        distance = distance.max((share(0) - share(1)).abs());
    }
    let [n, m] = counts.map(|count| count as f64);
    chance(distance, n * m / (n + m))
}

/// The standard normal distribution function.
pub fn normal(z: f64) -> f64 {
    0.5 * libm::erfc(-z / std::f64::consts::SQRT_2)
}

/// The unit exponential distribution function.
pub fn exponential(x: f64) -> f64 {
    -libm::expm1(-x)
}

#[test]
fn chances_are_those_of_the_tables() {
    // Critical values of √n D from published tables, to their digits.
    for (lambda, expected) in [(1.22385, 0.10), (1.35810, 0.05), (1.62762, 0.01), (1.94947, 0.001)]
    {
        assert!((tail(lambda) / expected - 1.0).abs() < 1e-4, "{lambda}: {}", tail(lambda));
    }
    // The two series meet, and the median is where it belongs.
    assert!((tail(1.0 - 1e-12) - tail(1.0)).abs() < 1e-11);
    assert!((tail(0.827_573_555) - 0.5).abs() < 1e-6);
    assert!(tail(0.0) >= 1.0 && tail(0.2) > 0.999_99 && tail(4.0) < 1e-13);
}

#[test]
fn distances_are_found() {
    // Four outcomes at the quarters' middles lie 1/8 from the uniform distribution everywhere.
    let mut even = [0.125, 0.375, 0.625, 0.875];
    assert!((one_sample(&mut even, |x| x) - chance(0.125, 4.0)).abs() < 1e-15);
    let mut high = [0.5, 0.6, 0.7, 0.8];
    assert!((one_sample(&mut high, |x| x) - chance(0.5, 4.0)).abs() < 1e-15);
    assert!(one_sample(&mut [0.5; 100], |_| f64::NAN).is_nan());
    assert!((two_sample(&mut [1.0, 2.0], &mut [3.0, 4.0]) - chance(1.0, 1.0)).abs() < 1e-15);
    assert!((two_sample(&mut [1.0, 2.0], &mut [1.0, 2.0]) - 1.0).abs() < 1e-15);
}
