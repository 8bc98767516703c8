//! Statistics read off a sorted sample, and probabilities: hand values and brute force.

use std::cell::Cell;

use proptest::prelude::*;
use vestrisk::statistics::{
    PIECE, REPLICATES, expected_shortfall, expected_shortfall_estimate, from_replicates,
    proportion_estimate, quantile, quantile_estimate, sort, sort_while,
};

use super::{assert_near, assert_same};

const FIVE: [f64; 5] = [10.0, 20.0, 30.0, 40.0, 50.0];

/// Arguments that are no probability.
const NOT_PROBABILITIES: [f64; 4] = [-1e-9, 1.0 + 1e-9, f64::NAN, f64::INFINITY];

fn sorted_sample(most: usize) -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec(-1e6..1e6_f64, 1..most).prop_map(|mut values| {
        sort(&mut values);
        values
    })
}

/// Type 7 by its other definition: the broken line through the points (k/(n − 1), x₍ₖ₎).
fn broken_line(sorted: &[f64], p: f64) -> f64 {
    let at = |k: usize| k as f64 / (sorted.len() - 1) as f64;
    let right = (1..sorted.len()).find(|&k| p <= at(k)).unwrap_or(sorted.len() - 1);
    let share = (p - at(right - 1)) / (at(right) - at(right - 1));
    sorted[right - 1] * (1.0 - share) + sorted[right] * share
}

/// Expected shortfall by its definition, weight by weight.
fn weighted_tail(sorted: &[f64], alpha: f64) -> f64 {
    let mut left = alpha * sorted.len() as f64;
    let total = left;
    let mut sum = 0.0;
    for outcome in sorted {
        let weight = left.min(1.0);
        sum += weight * outcome;
        left -= weight;
    }
    sum / total
}

proptest! {
    #[test]
    fn quantiles_are_the_broken_line(sorted in sorted_sample(60), p in 0.0..=1.0_f64) {
        prop_assume!(sorted.len() > 1);
        assert_near(quantile(&sorted, p).unwrap(), broken_line(&sorted, p), 1e-7);
    }

    #[test]
    fn quantiles_rise(sorted in sorted_sample(60), p in 0.0..=1.0_f64, q in 0.0..=1.0_f64) {
        let (low, high) = (quantile(&sorted, p.min(q)).unwrap(), quantile(&sorted, p.max(q)).unwrap());
        prop_assert!(low <= high);
    }

    #[test]
    fn shortfall_is_the_weighted_tail(sorted in sorted_sample(60), alpha in 1e-3..=1.0_f64) {
        let found = expected_shortfall(&sorted, alpha).unwrap();
        assert_near(found, weighted_tail(&sorted, alpha), 1e-7);
        prop_assert!(found <= expected_shortfall(&sorted, 1.0).unwrap() + 1e-7);
    }

    #[test]
    fn sort_sorts(mut values in prop::collection::vec(any::<f64>(), 0..100)) {
        let mut reversed: Vec<f64> = values.iter().rev().copied().collect();
        sort(&mut values);
        sort(&mut reversed);
        let bits = |values: &[f64]| values.iter().map(|value| value.to_bits()).collect::<Vec<_>>();
        prop_assert_eq!(bits(&values), bits(&reversed));
        prop_assert!(values.windows(2).all(|pair| pair[0].total_cmp(&pair[1]).is_le()));
    }
}

/// Values that R's `quantile(type = 7)` prints.
#[test]
fn quantiles_by_hand() {
    for (p, expected) in
        [(0.0, 10.0), (0.1, 14.0), (0.25, 20.0), (0.5, 30.0), (0.99, 49.6), (1.0, 50.0)]
    {
        assert_near(quantile(&FIVE, p).unwrap(), expected, 1e-12);
    }
    assert_eq!(quantile(&[7.0], 0.3), Some(7.0));
    assert_eq!(quantile(&[], 0.3), None);
    assert!(NOT_PROBABILITIES.iter().all(|&p| quantile(&FIVE, p).is_none()));
    // Equal neighbours are not interpolated, even where their difference is not a number.
    assert_eq!(quantile(&[f64::NEG_INFINITY, f64::NEG_INFINITY], 0.5), Some(f64::NEG_INFINITY));
}

/// On an even grid the distance of quantiles is that of their probabilities, so the standard error is
/// the grid's length times √(p(1 − p)/n).
#[test]
fn quantile_error_by_hand() {
    let grid: Vec<f64> = (0..=100).map(f64::from).collect();
    for p in [0.1, 0.5, 0.75] {
        let expected = 100.0 * (p * (1.0 - p) / 101.0_f64).sqrt();
        let estimate = quantile_estimate(&grid, p).unwrap();
        assert_near(estimate.std_error.unwrap(), expected, 1e-12);
        assert_near(estimate.value, 100.0 * p, 1e-12);
    }
}

/// The interval must lie inside the sample: 1.96 √(p(1 − p)/n) ≤ min(p, 1 − p).
#[test]
fn quantile_error_needs_room() {
    let has_error = |n: u32, p: f64| {
        let grid: Vec<f64> = (0..n).map(f64::from).collect();
        quantile_estimate(&grid, p).unwrap().std_error.is_some()
    };
    // At 1 % and 99 % room begins at n = 3.8416 · 99 = 380.3.
    assert!(!has_error(380, 0.01) && has_error(381, 0.01));
    assert!(!has_error(380, 0.99) && has_error(381, 0.99));
    assert!(!has_error(3, 0.5) && has_error(4, 0.5));
    assert!(!has_error(1, 0.5) && !has_error(1_000, 0.0) && !has_error(1_000, 1.0));
    assert_eq!(quantile_estimate(&[], 0.5), None);
}

#[test]
fn shortfall_by_hand() {
    let cases =
        [(0.1, 10.0), (0.2, 10.0), (0.25, 12.0), (0.3, 40.0 / 3.0), (0.5, 18.0), (1.0, 30.0)];
    for (alpha, expected) in cases {
        assert_near(expected_shortfall(&FIVE, alpha).unwrap(), expected, 1e-12);
    }
    assert_eq!(expected_shortfall(&[], 0.1), None);
    assert_eq!(expected_shortfall(&FIVE, 0.0), None);
    assert!(NOT_PROBABILITIES.iter().all(|&alpha| expected_shortfall(&FIVE, alpha).is_none()));
    // Equal outcomes are their own mean to the last bit.
    assert_eq!(expected_shortfall(&[0.1; 1_000], 0.03), Some(0.1));
}

/// α = 1/2 of five: weights 1, 1, 1/2; ES = 18, q = 30. The tail's variance is
/// (8² + 2² + 12²/2)/2.5 = 56, the edge adds (1 − 1/2) 12² = 72, and √((56 + 72)/2.5) = √51.2.
#[test]
fn shortfall_error_by_hand() {
    let error = |alpha| expected_shortfall_estimate(&FIVE, alpha).unwrap().std_error;
    assert_near(error(0.5).unwrap(), 51.2_f64.sqrt(), 1e-12);
    // α = 1 is the mean: √(200/5), its population deviation over √n.
    assert_near(error(1.0).unwrap(), 40.0_f64.sqrt(), 1e-12);
    assert!(error(0.4).is_some() && error(0.39).is_none());
}

/// Newcombe (1998), table I: Wilson's 95 % interval without continuity correction is 0 … 0.1611 for 0
/// of 20. It begins at 0 there, so its length is twice the half-width.
#[test]
fn proportions_by_hand() {
    let estimate = |successes, n| proportion_estimate(successes, n).unwrap();
    assert_near(estimate(30, 100).std_error.unwrap(), 0.0021_f64.sqrt(), 1e-15);
    assert_same(estimate(30, 100).value, 0.3);
    for (successes, share) in [(0, 0.0), (20, 1.0)] {
        assert_same(estimate(successes, 20).value, share);
        assert_near(2.0 * 1.96 * estimate(successes, 20).std_error.unwrap(), 0.1611, 5e-5);
    }
    assert_eq!(proportion_estimate(0, 0), None);
    assert_eq!(proportion_estimate(2, 1), None);
}

/// The variance of 0 … 31 is 32 · 33/12 = 88.
#[test]
fn replicates_by_hand() {
    let estimates: Vec<Option<f64>> = (0..32).map(|i| Some(1e6 + f64::from(i))).collect();
    assert_eq!(estimates.len(), REPLICATES);
    let pooled = from_replicates(1e6, &estimates);
    assert_same(pooled.value, 1e6);
    assert_near(pooled.std_error.unwrap(), 2.75_f64.sqrt(), 1e-12);
    assert_eq!(from_replicates(1.0, &estimates[..31]).std_error, None);
    assert_eq!(from_replicates(1.0, &[]).std_error, None);
    for absent in [None, Some(f64::NAN), Some(f64::INFINITY)] {
        let mut estimates = estimates.clone();
        estimates[17] = absent;
        assert_eq!(from_replicates(1.0, &estimates).std_error, None);
    }
}

/// Samples of several pieces in every shape that splitting around pivots could stumble over.
fn large_samples() -> Vec<(&'static str, Vec<f64>)> {
    let count = 3 * PIECE + 1_000;
    // A full-period sequence modulo 2^32 (Numerical Recipes), as numbers of both signs.
    let mut word = 1_u32;
    let mut next = || {
        word = word.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        f64::from(word) - 2e9
    };
    let scattered: Vec<f64> = (0..count).map(|_| next()).collect();
    let of = |value: fn(usize) -> f64| (0..count).map(value).collect::<Vec<f64>>();
    let mostly_equal = scattered.iter().map(|value| if *value > 0.0 { 7.0 } else { *value });
    let strange = scattered.iter().enumerate().map(|(at, value)| match at % 50 {
        0 => f64::NAN,
        1 => -f64::NAN,
        2 => -0.0,
        3 => 0.0,
        4 => f64::INFINITY,
        5 => f64::NEG_INFINITY,
        _ => *value,
    });
    vec![
        ("equal", of(|_| 5.0)),
        ("two values", of(|at| if at % 3 == 0 { 1.0 } else { 2.0 })),
        ("sorted", of(|at| at as f64)),
        ("reversed", of(|at| -(at as f64))),
        ("sawtooth", of(|at| (at % 1_000) as f64)),
        ("mostly equal", mostly_equal.collect()),
        ("strange", strange.collect()),
        ("scattered", scattered),
    ]
}

#[test]
fn sorting_by_pieces_gives_the_same_bits() {
    for (shape, values) in large_samples() {
        let (mut expected, mut found) = (values.clone(), values);
        sort(&mut expected);
        assert_eq!(sort_while(&mut found, &|| true), Some(()), "{shape}");
        assert!(expected.iter().zip(&found).all(|(a, b)| a.to_bits() == b.to_bits()), "{shape}");
    }
}

#[test]
fn sorting_stops_at_any_question_and_asks_no_more() {
    for (shape, values) in large_samples() {
        let asked = Cell::new(0_usize);
        let after = |patience: usize| {
            asked.set(0);
            sort_while(&mut values.clone(), &|| {
                asked.set(asked.get() + 1);
                asked.get() <= patience
            })
        };
        assert_eq!(after(usize::MAX), Some(()));
        let all = asked.get();
        // Every outcome is passed at least once, by splitting or by sorting.
        assert!(all >= values.len() / PIECE, "{shape}: {all} questions");
        for patience in 0..all {
            assert_eq!((after(patience), asked.get()), (None, patience + 1), "{shape}");
        }
    }
}
