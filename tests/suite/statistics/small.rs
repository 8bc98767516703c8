//! Small selections: the bits of selections whatever the sample, and exact answers to what was not settled.

use proptest::prelude::*;
use vestrisk::Processor;
use vestrisk::statistics::{
    Bins, MOST_OF_SMALL, Order, Selection, SmallSelection, expected_shortfall_estimate,
    quantile_estimate, quantile_estimate_ranks, shortfall_boundary, shortfall_ranks, sort,
};

use super::samples::samples;

const LEVELS: [f64; 9] = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99];

fn ranks(count: u64, tail: f64) -> Vec<u64> {
    let levels = LEVELS.iter().flat_map(|&level| quantile_estimate_ranks(count, level));
    levels.chain(shortfall_ranks(count, tail)).collect()
}

/// The figures of a report, to the last bit.
fn told(order: &impl Order, tail: f64) -> String {
    let levels = LEVELS.map(|level| quantile_estimate(order, level));
    format!("{levels:?} {:?}", expected_shortfall_estimate(order, tail))
}

fn small(values: &[f64], tail: f64) -> SmallSelection<&[f64]> {
    let mut small = SmallSelection::new(Processor::best(), values);
    let count = values.len() as u64;
    small.settle(&ranks(count, tail), shortfall_boundary(count, tail));
    small
}

fn whole(values: &[f64], tail: f64) -> Selection<&[f64]> {
    let mut bins = Bins::coarse();
    bins.add(Processor::best(), values);
    let mut whole = Selection::new(Processor::best(), &bins, values);
    let count = values.len() as u64;
    whole.settle(&ranks(count, tail), shortfall_boundary(count, tail), &|| true).unwrap();
    whole
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Percentiles, shortfalls and their errors have the bits of a selection's.
    #[test]
    fn a_small_selection_has_the_bits_of_a_selection(values in samples(1..6_000), tail in 0.001..1.0) {
        prop_assert_eq!(told(&small(&values, tail), tail), told(&whole(&values, tail), tail));
    }

    /// What was not settled is answered as well, by looking at all values.
    #[test]
    fn what_was_not_settled_is_exact(values in samples(1..600), rank in 0_u64..700, x in -2e6..2e6) {
        let small = small(&values, 0.05);
        let mut sorted = values.clone();
        sort(&mut sorted);
        prop_assert_eq!(small.value(rank).to_bits(), sorted.value(rank).to_bits());
        prop_assert_eq!(small.below(x), sorted.below(x));
        prop_assert_eq!(small.at_or_below(x), sorted.at_or_below(x));
        // Sums below the tail's class are kept in units of 2^-50 and 2^-36, rounded once a piece of 1,024 values.
        let (found, exact) = (small.lower_sums(rank, 1.0), sorted.lower_sums(rank, 1.0));
        let near = |one: f64, other: f64, unit: f64| (one - other).abs() <= unit + 1e-12 * other.abs();
        prop_assert!(near(found.0, exact.0, 1.0 / (1_u64 << 50) as f64) && near(found.1, exact.1, 1.0 / (1_u64 << 36) as f64),
            "{found:?} {exact:?}");
        prop_assert_eq!(small.count(), values.len() as u64);
    }
}

/// One use leaves nothing behind for the next, which has other classes.
#[test]
fn one_after_another() {
    let first: Vec<f64> = (0..3_000).map(|i| f64::from(i) * 17.0).collect();
    let second: Vec<f64> = (0..2_000).map(|i| -f64::from(i * i)).collect();
    for values in [&first, &second, &first, &second] {
        assert_eq!(told(&small(values, 0.05), 0.05), told(&whole(values, 0.05), 0.05));
    }
}

/// As many ranks as there are values, far more than classes can be told apart by a mark.
#[test]
fn every_rank_of_the_largest_sample() {
    let count = MOST_OF_SMALL;
    let values: Vec<f64> = (0..count).map(|i| ((i * 40_503) % count) as f64).collect();
    let mut small = SmallSelection::new(Processor::best(), &values[..]);
    small.settle(&(0..count).collect::<Vec<u64>>(), Some(count / 20));
    for rank in (0..count).step_by(97) {
        assert_eq!(small.value(rank).to_bits(), (rank as f64).to_bits());
    }
    assert_eq!(small.lower_sums(3, 0.0), (3.0, 5.0));
}

/// With its counts it is a selection, of which anything may be asked.
#[test]
fn counted_it_is_a_selection() {
    let values: Vec<f64> = (0..3_000).map(|i| f64::from(i * 7_919 % 3_000) - 1_000.0).collect();
    let small = small(&values, 0.05);
    let mut sorted = values.clone();
    sort(&mut sorted);
    assert_eq!(small.counted(&|| true).unwrap().sorted(&|| true).unwrap(), sorted);
    assert!(small.counted(&|| false).is_none());
}

#[test]
fn nothing_has_no_order() {
    let small = small(&[], 0.05);
    assert_eq!(small.count(), 0);
    assert!(small.value(0).is_nan());
    assert_eq!(small.lower_sums(0, 0.0), (0.0, 0.0));
}
