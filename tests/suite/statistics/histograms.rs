//! Histograms: edges are round, few, and cover; every outcome is counted once.

use proptest::prelude::*;
use vestrisk::statistics::{Histogram, histogram, nice_edges, sort};

#[test]
fn edges_by_hand() {
    assert_eq!(nice_edges(0.0, 10.0, 10), (0..=10).map(f64::from).collect::<Vec<_>>());
    let hundreds: Vec<f64> = (1..=10).map(|i| f64::from(i) * 1e5).collect();
    assert_eq!(nice_edges(180_512.0, 931_077.0, 10), hundreds);
    assert_eq!(nice_edges(0.3, 0.6, 3), [0.3, 0.4, 0.5, 0.6]);
    assert_eq!(nice_edges(0.1, 0.4, 3), [0.1, 0.2, 0.3, 0.4]);
    assert_eq!(nice_edges(-1.0, 1.0, 1), [-1.0, 0.0, 1.0]);
    assert_eq!(nice_edges(-0.001, 0.009, 5), [-0.0025, 0.0, 0.0025, 0.005, 0.0075, 0.01]);
}

/// One outcome only, or a range within rounding of it: few classes around it.
#[test]
fn edges_of_a_point() {
    for point in [0.0_f64, -0.0, 1.0, 180_000.0, -3.7, 1e-300, 5e-324, 1e300, 1e9 / 3.0] {
        for high in [point, point + point.abs() * 1e-15] {
            let edges = nice_edges(point, high, 20);
            assert!((2..=3).contains(&edges.len()), "{point}: {edges:?}");
            assert!(edges[0] <= point && edges[edges.len() - 1] >= high, "{point}: {edges:?}");
            assert!(edges.windows(2).all(|pair| pair[0] < pair[1]), "{point}: {edges:?}");
        }
    }
    assert_eq!(nice_edges(180_000.0, 180_000.0, 20), [180_000.0, 181_000.0]);
    assert_eq!(nice_edges(0.0, 0.0, 20), [0.0, 0.05]);
    assert_eq!(nice_edges(0.0, 1e-307, 20), [0.0, 1e-300]);
}

/// Next to an edge the position in steps rounds to it: 0.9 less one bit, 1.7 and one more.
#[test]
fn edges_one_bit_away() {
    assert_eq!(nice_edges(0.9_f64.next_down(), 1.5, 8)[..2], [0.8, 0.9]);
    assert_eq!(nice_edges(1.1, 1.7_f64.next_up(), 8)[6..], [1.7, 1.8]);
}

#[test]
fn no_range_no_edges() {
    let (nan, infinite) = (f64::NAN, f64::INFINITY);
    for (low, high) in [(nan, 1.0), (0.0, nan), (0.0, infinite), (-infinite, 0.0), (1.0, 0.0)] {
        assert!(nice_edges(low, high, 10).is_empty());
    }
    assert!(nice_edges(f64::MIN, f64::MAX, 10).is_empty());
}

#[test]
fn without_classes() {
    for edges in [&[][..], &[1.0]] {
        let expected = Histogram { edges: vec![], below: 0, counts: vec![], above: 2 };
        assert_eq!(histogram(&[0.0, 1.0], edges), expected);
    }
}

proptest! {
    #[test]
    fn edges_cover_and_are_few(
        low in -1e7..1e7_f64,
        width in prop_oneof![Just(0.0), 1e-6..1.0_f64, 1.0..1e7_f64],
        at_most in 0..60_usize,
    ) {
        let high = low + width;
        let edges = nice_edges(low, high, at_most);
        prop_assert!(edges.len() >= 2 && edges.len() <= at_most.max(2) + 1);
        prop_assert!(edges[0] <= low && edges[edges.len() - 1] >= high);
        prop_assert!(edges.windows(2).all(|pair| pair[0] < pair[1]));
        // No class lies wholly outside, and a range is not crowded into a corner.
        prop_assert!(edges.len() == 2 || (edges[1] > low && edges[edges.len() - 2] < high));
        if at_most >= 10 && width > 1e-2 {
            prop_assert!(edges.len() > at_most / 3, "{} of {at_most}", edges.len());
        }
    }

    #[test]
    fn every_outcome_is_counted_once(
        mut values in prop::collection::vec((-20..20_i32).prop_map(f64::from), 0..200),
        low in -25..0_i32,
        classes in 1..20_u32,
    ) {
        sort(&mut values);
        let edges: Vec<f64> =
            (0..=classes).map(|i| f64::from(low) + f64::from(i) * 1.5).collect();
        let counted = histogram(&values, &edges);
        let count = |test: &dyn Fn(f64) -> bool| values.iter().filter(|&&x| test(x)).count() as u64;
        let last = edges[edges.len() - 1];
        prop_assert_eq!(counted.below, count(&|x| x < edges[0]));
        prop_assert_eq!(counted.above, count(&|x| x > last));
        for (class, pair) in counted.counts.iter().zip(edges.windows(2)) {
            let closed = pair[1] >= last;
            let inside = |x: f64| x >= pair[0] && (x < pair[1] || closed && x <= pair[1]);
            prop_assert_eq!(*class, count(&inside));
        }
        let total = counted.below + counted.counts.iter().sum::<u64>() + counted.above;
        prop_assert_eq!(total, values.len() as u64);
    }
}
