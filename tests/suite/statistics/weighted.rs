//! Weighted values: their moments and their order are those of values that are repeated as often as they weigh.

use proptest::prelude::*;
use vestrisk::Processor;
use vestrisk::statistics::{
    Bins, ClassCounts, Kept, Moments, Order, RELATIVE_ERROR, ShareBins, WeightedSums,
    expected_shortfall, quantile, sort,
};

use super::{assert_near, assert_same};

const KEPT: Kept = Kept { weight: true, bounds: true };

/// Values with whole weights, as many as 16 divides.
fn weighted() -> impl Strategy<Value = Vec<(f64, u32)>> {
    let value = prop_oneof![-1e6..1e6_f64, Just(250_000.0), Just(0.0), 1e4..1.001e4_f64];
    (1..8_usize)
        .prop_flat_map(move |rows| prop::collection::vec((value.clone(), 0..6_u32), 16 * rows))
}

/// Each value as often as it weighs.
fn repeated(pairs: &[(f64, u32)]) -> Vec<f64> {
    let mut all: Vec<f64> = pairs
        .iter()
        .flat_map(|(value, weight)| std::iter::repeat_n(*value, *weight as usize))
        .collect();
    sort(&mut all);
    all
}

fn split(pairs: &[(f64, u32)]) -> (Vec<f64>, Vec<f64>, Vec<u64>) {
    let values = pairs.iter().map(|(value, _)| *value).collect();
    let weights = pairs.iter().map(|(_, weight)| f64::from(*weight)).collect();
    (values, weights, pairs.iter().map(|(_, weight)| u64::from(*weight)).collect())
}

fn added(pairs: &[(f64, u32)]) -> ShareBins {
    let (values, _, shares) = split(pairs);
    let mut bins = ShareBins::new();
    bins.add(Processor::best(), &values, &shares);
    bins
}

fn counted(pairs: &[(f64, u32)]) -> ClassCounts {
    let mut bins = added(pairs);
    bins.part();
    bins.list()
}

proptest! {
    #[test]
    fn moments_are_those_of_repeated_values(pairs in weighted()) {
        let repeated = repeated(&pairs);
        prop_assume!(repeated.len() > 1);
        let (values, weights, _) = split(&pairs);
        let mut sums = WeightedSums::new(1_000.0);
        sums.add(Processor::best(), KEPT, &values, &weights);
        let mut moments = Moments::new(1_000.0);
        moments.add_part(&sums, pairs.len() as u64);
        let mut plain = Moments::new(1_000.0);
        plain.add_block(&repeated);
        assert_near(moments.weight(), repeated.len() as f64, 0.0);
        assert_near(moments.mean().unwrap(), plain.mean().unwrap(), 1e-6);
        let sd = plain.sd().unwrap();
        assert_near(moments.sd().unwrap(), sd, 1e-9 * (1.0 + sd));
        prop_assert_eq!((moments.min(), moments.max()), (plain.min(), plain.max()));
    }

    #[test]
    fn order_is_that_of_repeated_values_to_a_class(pairs in weighted(), p in 0.0..=1.0_f64) {
        let repeated = repeated(&pairs);
        prop_assume!(!repeated.is_empty());
        let bins = counted(&pairs);
        prop_assert_eq!(bins.count(), repeated.len() as u64);
        for rank in 0..repeated.len() {
            let (found, truth) = (bins.value(rank as u64), repeated[rank]);
            let bound = (RELATIVE_ERROR * truth.abs()).max(1.0 / 128.0);
            prop_assert!((found - truth).abs() <= bound, "{} for {}", found, truth);
        }
        let found = quantile(&bins, p).unwrap();
        let truth = quantile(&repeated, p).unwrap();
        prop_assert!((found - truth).abs() <= (RELATIVE_ERROR * 1e6).max(1.0 / 128.0));
    }

    #[test]
    fn parts_make_the_whole(pairs in weighted(), cut in 0..7_usize) {
        let at = (16 * cut).min(pairs.len());
        let (mut one, mut other) = (added(&pairs[..at]), added(&pairs[at..]));
        one.part();
        other.part();
        let whole = format!("{:?}", counted(&pairs));
        prop_assert_eq!(format!("{:?}", one.list().merged(&other.list())), whole.clone());
        prop_assert_eq!(format!("{:?}", other.list().merged(&one.list())), whole.clone());
        one.merge(&other);
        prop_assert_eq!(format!("{:?}", one.list()), whole);
    }

    #[test]
    fn a_part_is_what_came_since_the_last(pairs in weighted(), cut in 0..7_usize) {
        let at = (16 * cut).min(pairs.len());
        let mut bins = ShareBins::new();
        let mut parts = Vec::new();
        for part in [&pairs[..at], &pairs[at..]] {
            let (values, _, shares) = split(part);
            bins.add(Processor::best(), &values, &shares);
            parts.push(bins.part());
        }
        let all = bins.list();
        let wide = all.wide();
        for (found, part) in parts.iter().zip([&pairs[..at], &pairs[at..]]) {
            let repeated = repeated(part);
            prop_assert_eq!(found.count(), repeated.len() as u64);
            for order in [found, &found.clone().knowing(&wide)] {
                for (rank, truth) in repeated.iter().enumerate() {
                    let bound = (8.0 * RELATIVE_ERROR * truth.abs()).max(0.1);
                    let value = order.value(rank as u64);
                    prop_assert!((value - truth).abs() <= bound, "{} for {}", value, truth);
                }
            }
        }
        prop_assert_eq!(parts[0].merged(&parts[1]).count(), all.count());
        prop_assert_eq!(bins.part().count(), 0);
    }
}

#[test]
fn a_value_that_makes_up_its_class_is_exact() {
    let atom = 1_440_000.37;
    let mut pairs = vec![(atom, 7); 16];
    pairs.extend([(25_000.5, 3); 16]);
    let bins = counted(&pairs);
    assert_same(quantile(&bins, 0.9).unwrap(), atom);
    assert_same(quantile(&bins, 0.1).unwrap(), 25_000.5);
    assert_near(expected_shortfall(&bins, 0.05).unwrap(), 25_000.5, 1e-6);
    assert_eq!((bins.below(atom), bins.at_or_below(atom)), (48, 160));
    // A part knows it once it knows the whole.
    let mut bins = added(&pairs);
    let part = bins.part();
    assert!((quantile(&part, 0.9).unwrap() - atom).abs() > 1.0);
    assert_same(quantile(&part.clone().knowing(&bins.list().wide()), 0.9).unwrap(), atom);
    bins.add(Processor::best(), &[atom + 1.0], &[1]);
    bins.part();
    assert!(
        (quantile(&part.clone().knowing(&bins.list().wide()), 0.9).unwrap() - atom).abs() > 1.0
    );
    // Plain counts only know the class.
    let mut plain = Bins::new();
    plain.add(Processor::best(), &[atom; 10]);
    assert!((quantile(&plain, 0.9).unwrap() - atom).abs() > 1.0);
}

#[test]
fn parts_without_weight_say_nothing() {
    let mut sums = WeightedSums::new(0.0);
    sums.add(Processor::best(), KEPT, &[5.0; 16], &[0.0; 16]);
    let mut moments = Moments::new(0.0);
    moments.add_part(&sums, 16);
    assert_eq!((moments.count(), moments.mean(), moments.min()), (0, None, None));
    // Nor does a value of no weight move a bound.
    let mut weights = [1.0; 16];
    weights[3] = 0.0;
    let mut values = [2.0; 16];
    values[3] = -1e9;
    sums.add(Processor::best(), KEPT, &values, &weights);
    moments.add_part(&sums, 16);
    assert_eq!((moments.mean(), moments.min(), moments.max()), (Some(2.0), Some(2.0), Some(2.0)));
}

#[test]
fn whole_runs_weigh_one_each() {
    let mut sums = WeightedSums::new(10.0);
    let kept = Kept { weight: false, bounds: true };
    // Sixteen runs of two outcomes.
    sums.add(Processor::best(), kept, &[4.0; 16], &[0.25; 16]);
    sums.add(Processor::best(), kept, &[8.0; 16], &[0.75; 16]);
    let mut moments = Moments::new(10.0);
    moments.add_whole(&sums, 16);
    assert_eq!((moments.mean(), moments.weight()), (Some(7.0), 16.0));
    // 3 around 7 with divisor n - 1: 16/15 of 0.25 × 9 + 0.75 × 1.
    assert_near(moments.variance().unwrap(), 3.2, 1e-12);
    assert_eq!((moments.min(), moments.max()), (Some(4.0), Some(8.0)));
}
