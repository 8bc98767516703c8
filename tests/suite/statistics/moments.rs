//! Moments: independence of threads and order, masks, overflow, and agreement with two plain passes.

use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;
use vestrisk::Processor;
use vestrisk::statistics::{ChunkSums, Moments};

use super::{assert_near, assert_same};

const SHIFT: f64 = 150_000.0;

fn of_blocks<'a>(blocks: impl IntoIterator<Item = &'a [f64]>) -> Moments {
    let mut moments = Moments::new(SHIFT);
    blocks.into_iter().for_each(|block| moments.add_block(block));
    moments
}

/// Pay-like numbers without structure: a multiplicative walk over 0 … 10^6 dollars.
fn outcomes(count: u64) -> Vec<f64> {
    let mix =
        |i: u64| i.wrapping_mul(0x9E37_79B9_7F4A_7C15).rotate_left(29).wrapping_mul(0xD129_42F0);
    (0..count).map(|i| (mix(i) >> 11) as f64 / (1_u64 << 53) as f64 * 1e6).collect()
}

proptest! {
    /// Blocks dealt to threads at random and merged in any order give the same bits.
    #[test]
    fn partition_and_merge_order_cannot_show(
        values in prop::collection::vec(-1e7..1e7_f64, 1..3_000),
        block in 1..400_usize,
        owners in prop::collection::vec(0..8_usize, 3_000),
        order in Just((0..8).collect::<Vec<usize>>()).prop_shuffle(),
    ) {
        let mut parts = vec![Moments::new(SHIFT); 8];
        for (block, &owner) in values.chunks(block).zip(&owners) {
            parts[owner].add_block(block);
        }
        let mut merged = Moments::new(SHIFT);
        for part in order {
            merged.merge(&parts[part]);
        }
        let single = of_blocks(values.chunks(block));
        prop_assert_eq!(&merged, &single);
        prop_assert_eq!(merged.mean().map(f64::to_bits), single.mean().map(f64::to_bits));
        prop_assert_eq!(merged.sd().map(f64::to_bits), single.sd().map(f64::to_bits));
    }

    #[test]
    fn two_plain_passes_agree(values in prop::collection::vec(-1e6..1e6_f64, 2..500)) {
        let moments = of_blocks([&values[..]]);
        let n = values.len() as f64;
        let mean = values.iter().sum::<f64>() / n;
        let variance = values.iter().map(|x| (x - mean) * (x - mean)).sum::<f64>() / (n - 1.0);
        assert_near(moments.mean().unwrap(), mean, 1e-9);
        // The shift is up to 10^6 off: Σd² is up to 10^12 n, and rounds accordingly.
        assert_near(moments.variance().unwrap(), variance, 1e-14 * 4e12 * n);
        prop_assert_eq!(moments.min(), values.iter().copied().reduce(f64::min));
        prop_assert_eq!(moments.max(), values.iter().copied().reduce(f64::max));
    }

    /// What is marked counts as if nothing else were there; what is not marked may be anything.
    #[test]
    fn marks(
        values in prop::collection::vec(prop_oneof![3 => -1e6..1e6_f64, 1 => Just(f64::NAN)], 0..2_500),
        kept in prop::collection::vec(any::<bool>(), 2_500),
    ) {
        let kept: Vec<bool> = values.iter().zip(kept).map(|(x, kept)| kept && !x.is_nan()).collect();
        let filtered: Vec<f64> =
            values.iter().zip(&kept).filter_map(|(&x, &kept)| kept.then_some(x)).collect();
        let marks: Vec<f64> = kept.iter().map(|&kept| f64::from(u8::from(kept))).collect();
        let (expected, n) = (of_blocks([&filtered[..]]), filtered.len() as f64);
        for processor in Processor::all() {
            let mut chunk = ChunkSums::new(SHIFT);
            chunk.add_marked(processor, &values, &marks);
            let mut marked = Moments::new(SHIFT);
            marked.add_chunk(&chunk);
            prop_assert_eq!(marked.count(), expected.count());
            prop_assert_eq!((marked.min(), marked.max()), (expected.min(), expected.max()));
            // The same deviations in another order.
            assert_near(marked.mean().unwrap_or(0.0), expected.mean().unwrap_or(0.0), 1e-9);
            let variances = [&marked, &expected].map(|moments| moments.variance().unwrap_or(0.0));
            assert_near(variances[0], variances[1], 1e-14 * 4e12 * n);
        }
    }
}

/// Real threads that take blocks as they come.
#[test]
fn threads_cannot_show() {
    let values = outcomes(100_000);
    let blocks: Vec<&[f64]> = values.chunks(1_024).collect();
    let expected = of_blocks(blocks.iter().copied());
    for threads in [1, 2, 3, 8] {
        let next = AtomicUsize::new(0);
        let work = || {
            let mut part = Moments::new(SHIFT);
            while let Some(block) = blocks.get(next.fetch_add(1, Ordering::Relaxed)) {
                part.add_block(block);
            }
            part
        };
        let merged = std::thread::scope(|scope| {
            let running: Vec<_> = (0..threads).map(|_| scope.spawn(work)).collect();
            let mut merged = Moments::new(SHIFT);
            for thread in running {
                merged.merge(&thread.join().unwrap());
            }
            merged
        });
        assert_eq!(merged, expected, "{threads} threads");
    }
}

/// The order of summation inside a chunk is part of every result: another number of partial sums, another
/// tree or a multiplication that is not fused would change these bits, and with them all published figures.
#[test]
fn summation_keeps_its_bits() {
    // Without a shift the mean of 1,024 values has the bits of their sum.
    let mut moments = Moments::new(0.0);
    moments.add_block(&outcomes(1_024));
    let bits = [moments.mean(), moments.variance()].map(|value| value.unwrap().to_bits());
    assert_eq!(bits, [0x411E_2F60_4C40_ABC2, 0x4233_67F8_517C_EE38]);
}

/// Control: the same sums as plain floats do show the partition, so the tests above can fail.
#[test]
fn plain_sums_show_the_partition() {
    let values = outcomes(100_000);
    let in_parts =
        |part: usize| values.chunks(part).map(|chunk| chunk.iter().sum::<f64>()).sum::<f64>();
    let expected = in_parts(1_024).to_bits();
    assert!([1_000, 5_000, 25_000].iter().any(|&part| in_parts(part).to_bits() != expected));
}

#[test]
fn nothing_and_one() {
    let none = Moments::new(SHIFT);
    assert_eq!((none.count(), none.mean(), none.variance()), (0, None, None));
    assert_eq!((none.min(), none.max(), none.mean_estimate()), (None, None, None));
    let one = of_blocks([&[160_000.0][..]]);
    assert_eq!((one.mean(), one.sd()), (Some(160_000.0), None));
    assert_eq!((one.min(), one.max()), (Some(160_000.0), Some(160_000.0)));
    assert_eq!(one.mean_estimate().unwrap().std_error, None);
}

#[test]
fn mean_estimate_by_hand() {
    let estimate = of_blocks([&[149_998.0, 150_000.0, 150_000.0, 150_002.0][..]]).mean_estimate();
    // s² = (4 + 0 + 0 + 4)/3, and s²/4 = 2/3.
    assert_same(estimate.unwrap().value, 150_000.0);
    assert_near(estimate.unwrap().std_error.unwrap(), (2.0_f64 / 3.0).sqrt(), 1e-15);
}

/// Equal values far from the shift: the two terms of the variance cancel, never below 0.
#[test]
fn variance_is_not_negative() {
    for value in [0.1, 1e6 + 0.1, 1e9 / 3.0, -7e8 / 9.0] {
        let variance = of_blocks([&[value; 777][..]]).variance().unwrap();
        assert!((0.0..=1e-12 * value * value).contains(&variance), "{value}: {variance}");
    }
}

#[test]
fn zeros_have_no_sign() {
    for zeros in [[0.0, -0.0], [-0.0, 0.0]] {
        let moments = of_blocks([&zeros[..]]);
        assert_eq!(moments.min().unwrap().to_bits(), 0.0_f64.to_bits());
        assert_eq!(moments.max().unwrap().to_bits(), 0.0_f64.to_bits());
    }
}

/// What is too large or not finite is marked for good, wraps nothing, and reports nothing but a count.
#[test]
fn overflow_is_sticky() {
    for bad in [1e300, -1e300, 1e160, f64::MAX, f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        let mut moments = of_blocks([&[1.0, bad, 2.0][..], &[3.0]]);
        assert!(moments.overflowed(), "{bad}");
        assert_eq!((moments.count(), moments.mean(), moments.variance()), (4, None, None));
        assert_eq!((moments.min(), moments.max(), moments.mean_estimate()), (None, None, None));
        let mut good = of_blocks([&[1.0][..]]);
        assert!(!good.overflowed());
        good.merge(&moments);
        moments.merge(&of_blocks([&[1.0][..]]));
        assert_eq!(good, moments, "{bad}");
    }
}

/// The documented range: Σd² < 2^91 ≈ 2.476e27, reached in one block, in several, or by merging, in
/// any order.
#[test]
fn range_of_the_squares() {
    let at = |deviation: f64| of_blocks([&[SHIFT + deviation][..]]);
    assert!(!at(4.97e13).overflowed() && at(4.98e13).overflowed());
    assert!(of_blocks([&[SHIFT + 3.6e13, SHIFT - 3.6e13][..]]).overflowed());
    let parts = [at(3.6e13), at(-3.6e13), at(1.0), at(2.0)];
    for order in [[0_usize, 1, 2, 3], [0, 2, 1, 3], [3, 2, 1, 0], [2, 3, 0, 1]] {
        let mut merged = Moments::new(SHIFT);
        for part in order {
            merged.merge(&parts[part]);
        }
        assert!(merged.overflowed());
        assert_eq!(merged.count(), 4);
        assert_eq!(merged, of_blocks([&[SHIFT + 1e20][..], &[1.0; 3]]));
    }
}
