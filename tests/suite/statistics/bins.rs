//! Counts in classes: which class a number is in, merging in any order, and how far streaming estimates
//! may be off.

use proptest::prelude::*;
use vestrisk::Processor;
use vestrisk::statistics::{
    Bins, Class, Order, RELATIVE_ERROR, expected_shortfall, expected_shortfall_estimate, histogram,
    quantile, quantile_estimate, sort,
};

use super::samples::{Shape, any_number, samples};
use super::{assert_near, assert_same};

/// Magnitudes below this are one class.
const DEAD_ZONE: f64 = 1.0 / 128.0;
/// Magnitudes from this on are one class.
const LIMIT: f64 = 70_368_744_177_664.0;

fn counted(values: &[f64]) -> Bins {
    let mut bins = Bins::new();
    bins.add(Processor::best(), values);
    bins
}

fn classes(values: &[f64]) -> Vec<Class> {
    counted(values).classes().collect()
}

/// By how much a streaming order statistic may miss a number.
fn bound(x: f64) -> f64 {
    if x.abs() < DEAD_ZONE { DEAD_ZONE } else { RELATIVE_ERROR * x.abs() }
}

/// Whether a class may hold a number: the edge next to zero is in it.
fn holds(class: &Class, x: f64) -> bool {
    if x.is_nan() {
        return class.high.is_infinite() && x.is_sign_positive()
            || class.low.is_infinite() && x.is_sign_negative();
    }
    let Class { low, high, .. } = *class;
    let above = low <= x && (x < high || high.is_infinite());
    let below = x <= high && (low < x || low.is_infinite());
    if x > 0.0 { above } else { below && (x < 0.0 || high > 0.0) }
}

#[test]
fn edges_by_hand() {
    let class = |x: f64| classes(&[x])[0];
    let thousand = 1_024.0_f64;
    assert_eq!(class(thousand), Class { low: 1_024.0, high: 1_024.5, count: 1 });
    assert_eq!(class(-thousand), Class { low: -1_024.5, high: -1_024.0, count: 1 });
    assert_eq!(class(1_024.5), Class { low: 1_024.5, high: 1_025.0, count: 1 });
    assert_same(class(thousand.next_down()).high, 1_024.0);
    let zero = Class { low: -DEAD_ZONE, high: DEAD_ZONE, count: 4 };
    assert_eq!(classes(&[0.0, -0.0, DEAD_ZONE.next_down(), -0.005]), [zero]);
    assert_same(class(DEAD_ZONE).low, DEAD_ZONE);
    assert_same(class(-DEAD_ZONE).high, -DEAD_ZONE);
    let ends = classes(&[LIMIT, f64::INFINITY, -1e300, f64::NAN, -f64::NAN, f64::MAX]);
    let last = Class { low: LIMIT, high: f64::INFINITY, count: 4 };
    assert_eq!(ends, [Class { low: f64::NEG_INFINITY, high: -LIMIT, count: 2 }, last]);
    assert_same(class(LIMIT.next_down()).high, LIMIT);
}

proptest! {
    /// Every value is between the edges of its class, which is as narrow as promised; classes ascend and
    /// do not overlap.
    #[test]
    fn classes_hold_their_values(mut values in prop::collection::vec(any_number(), 1..300)) {
        let bins = counted(&values);
        let classes: Vec<Class> = bins.classes().collect();
        sort(&mut values);
        let mut rest = &values[..];
        for class in &classes {
            let (inside, above) = rest.split_at(usize::try_from(class.count).unwrap());
            prop_assert!(inside.iter().all(|&x| holds(class, x)), "{class:?}: {inside:?}");
            let near = class.low.abs().min(class.high.abs());
            let width = class.high - class.low;
            let zero = class.low < 0.0 && class.high > 0.0;
            prop_assert!(zero || width.is_infinite() || width <= near * RELATIVE_ERROR);
            rest = above;
        }
        prop_assert!(rest.is_empty() && bins.count() == values.len() as u64);
        prop_assert!(classes.windows(2).all(|pair| pair[0].high <= pair[1].low));
    }

    /// Parts counted apart and merged in any order are the whole, on every set of instructions.
    #[test]
    fn parts_and_order_cannot_show(
        values in prop::collection::vec(any_number(), 0..2_000),
        part in 100..700_usize,
        order in Just((0..20).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        let whole = counted(&values);
        for processor in Processor::all() {
            let parts = values.chunks(part).map(|part| {
                let mut bins = Bins::new();
                bins.add(processor, part);
                bins
            });
            let parts: Vec<Bins> = parts.collect();
            let mut merged = Bins::new();
            for part in order.iter().filter_map(|&at| parts.get(at)) {
                merged.merge(part);
            }
            prop_assert_eq!(&merged, &whole, "{}", processor.name());
            prop_assert_eq!(merged.count(), values.len() as u64);
        }
    }

    /// Every order statistic is within the width of its class, and every percentile with it.
    #[test]
    fn the_relative_error_holds(mut values in samples(1..3_000), p in 0.0..=1.0_f64) {
        let bins = counted(&values);
        sort(&mut values);
        for (rank, &value) in (0..).zip(&values) {
            let found = bins.value(rank);
            prop_assert!((found - value).abs() <= bound(value), "{rank}: {found} for {value}");
        }
        let exact = quantile(&values, p).unwrap();
        let widest = values.iter().map(|&x| bound(x)).fold(0.0, f64::max);
        prop_assert!((quantile(&bins, p).unwrap() - exact).abs() <= widest);
    }

    /// The order is one: values rise with rank, and the number below a value is its rank, but for the
    /// rounding of one place and for values that are equal.
    #[test]
    fn ranks_and_values_agree(values in samples(1..3_000)) {
        let bins = counted(&values);
        let mut before = f64::NEG_INFINITY;
        for rank in 0..bins.count() {
            let value = bins.value(rank);
            prop_assert!(value >= before);
            before = value;
            prop_assert!(bins.below(value) <= rank + 1, "{rank}: {value}");
            prop_assert!(bins.at_or_below(value) >= rank, "{rank}: {value}");
            prop_assert!(bins.below(value) <= bins.at_or_below(value));
        }
    }

    /// The sums below a rank are those of the values as they are spread.
    #[test]
    fn sums_are_of_the_spread_values(values in samples(1..3_000), share in 0.0..=1.0_f64) {
        let bins = counted(&values);
        let spread: Vec<f64> = (0..bins.count()).map(|rank| bins.value(rank)).collect();
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rank")]
        let rank = (share * values.len() as f64) as u64;
        let around = bins.value(rank);
        let (sum, squares) = bins.lower_sums(rank, around);
        let (expected, expected_squares) = spread.lower_sums(rank, around);
        let scale: f64 = spread.iter().map(|x| x.abs()).sum::<f64>() + 1.0;
        assert_near(sum, expected, 1e-12 * scale);
        assert_near(squares, expected_squares, 1e-12 * scale * scale);
    }
}

/// Streaming estimates of the usual figures are within the relative error of the exact ones, or much
/// better where the distribution is smooth.
#[test]
fn streaming_figures_are_near() {
    for shape in Shape::ALL {
        let mut values = shape.sample(100_000, 7);
        let bins = counted(&values);
        sort(&mut values);
        let near = |found: f64, exact: f64| assert_near(found, exact, 1.01 * bound(exact));
        for p in [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99] {
            near(quantile(&bins, p).unwrap(), quantile(&values, p).unwrap());
        }
        let widest = bound(values[0]).max(bound(values[4_999]));
        let exact = expected_shortfall(&values, 0.05).unwrap();
        assert_near(expected_shortfall(&bins, 0.05).unwrap(), exact, widest);
        if [Shape::LogNormal, Shape::Mixed, Shape::Uniform].contains(&shape) {
            let ratio = |found: f64, exact: f64| assert_near(found / exact, 1.0, 0.02);
            for p in [0.05, 0.5, 0.95] {
                let errors = [quantile_estimate(&bins, p), quantile_estimate(&values, p)];
                let [found, exact] = errors.map(|estimate| estimate.unwrap().std_error.unwrap());
                ratio(found, exact);
            }
            let [found, exact] = [
                expected_shortfall_estimate(&bins, 0.05).unwrap(),
                expected_shortfall_estimate(&values, 0.05).unwrap(),
            ];
            ratio(found.value, exact.value);
            ratio(found.std_error.unwrap(), exact.std_error.unwrap());
        }
    }
}

/// A histogram of counts: exact where an edge is that of a class, else off by at most one class.
#[test]
fn histograms_of_bins() {
    let mut values = Shape::Uniform.sample(50_000, 11);
    let bins = counted(&values);
    sort(&mut values);
    let edges = [0.0, 131_072.0, 262_144.0, 524_288.0, 1_048_576.0];
    assert_eq!(histogram(&bins, &edges), histogram(&values, &edges));
    let edges: Vec<f64> = (0..=10).map(|i| f64::from(i) * 1e5).collect();
    let (found, exact) = (histogram(&bins, &edges), histogram(&values, &edges));
    assert!(found.counts.iter().zip(&exact.counts).all(|(a, b)| a.abs_diff(*b) <= 40));
    assert_eq!(found.below + found.counts.iter().sum::<u64>() + found.above, 50_000);
}

#[test]
fn nothing_counted() {
    let none = Bins::default();
    assert_eq!((Order::count(&none), none.classes().count()), (0, 0));
    assert!(none.value(0).is_nan());
    assert_eq!((none.below(1.0), none.at_or_below(1.0)), (0, 0));
    assert_eq!(none.lower_sums(1, 0.0), (0.0, 0.0));
    assert_eq!((quantile(&none, 0.5), expected_shortfall(&none, 0.5)), (None, None));
    let mut merged = counted(&[]);
    merged.merge(&none);
    assert_eq!(merged, none);
    assert_eq!(format!("{none:?}"), "[]");
}

/// Counts go beyond 32 bits: 3 · 2^33 values from three.
#[test]
fn counts_are_large() {
    let mut bins = counted(&[1.0, 2.0, 2.0]);
    for _ in 0..33 {
        let same = bins.clone();
        bins.merge(&same);
    }
    let classes: Vec<u64> = bins.classes().map(|class| class.count).collect();
    assert_eq!((classes, bins.count()), (vec![1 << 33, 1 << 34], 3 << 33));
    assert_same(bins.value(0).floor(), 1.0);
    assert_same(bins.value(1 << 33).floor(), 2.0);
    assert_near(quantile(&bins, 1.0 / 3.0).unwrap(), 1.5, 0.501);
}

/// Control: bins that miss a value, or hold it twice, are not equal to the whole.
#[test]
fn false_counts_are_caught() {
    let values = Shape::Mixed.sample(1_000, 3);
    let whole = counted(&values);
    let mut twice = whole.clone();
    twice.add(Processor::best(), &values[..1]);
    assert!(counted(&values[1..]) != whole && twice != whole);
}
