//! Stochastic dominance: hand cases, unequal sizes against repetition, invariants.

use proptest::prelude::*;
use vestrisk::statistics::{Dominance, Dominant, dominance, sort};

use super::assert_same;

const CENT: f64 = 0.005;

fn verdict(offer: &[f64], baseline: &[f64]) -> (Dominant, Dominant, f64) {
    let Dominance { first, second, largest_violation } = dominance(offer, baseline, CENT);
    (first, second, largest_violation)
}

#[test]
fn identical() {
    let sample = [1.0, 2.0, 3.0];
    assert_eq!(verdict(&sample, &sample), (Dominant::None, Dominant::None, 0.0));
    let strict = dominance(&sample, &sample, 0.0);
    assert_eq!((strict.first, strict.second), (Dominant::None, Dominant::None));
}

#[test]
fn shifted() {
    let (low, high) = ([1.0, 2.0, 3.0], [1.5, 2.5, 3.5]);
    assert_eq!(verdict(&high, &low), (Dominant::Offer, Dominant::Offer, 0.0));
    assert_eq!(verdict(&low, &high), (Dominant::Baseline, Dominant::Baseline, 0.0));
}

/// The offer is better at the top by 2 and worse at the bottom by 1, and its mean is higher: the quantile
/// functions cross, and so do the integrals (−1/3, then +1/3).
#[test]
fn crossing() {
    let (offer, baseline) = ([1.0, 5.0, 9.0], [2.0, 5.0, 7.0]);
    assert_eq!(verdict(&offer, &baseline), (Dominant::None, Dominant::None, 1.0));
    assert_eq!(verdict(&baseline, &offer), (Dominant::None, Dominant::None, 1.0));
}

/// A spread with the same mean is worse for whoever dislikes risk, and only for them.
#[test]
fn mean_preserving_spread() {
    let (calm, wild) = ([3.0, 4.0, 5.0], [1.0, 4.0, 7.0]);
    assert_eq!(verdict(&calm, &wild), (Dominant::None, Dominant::Offer, 2.0));
    assert_eq!(verdict(&wild, &calm), (Dominant::None, Dominant::Baseline, 2.0));
}

/// A difference counts from the tolerance on, and a shortfall up to it is forgiven.
#[test]
fn tolerance_edge() {
    let better = |by: f64| verdict(&[0.0, by], &[0.0, 0.0]).0;
    assert_eq!(better(0.005), Dominant::Offer);
    assert_eq!(better(0.004_999), Dominant::None);
    let short = |by: f64| verdict(&[-by, 10.0], &[0.0, 0.0]);
    assert_eq!(short(0.005), (Dominant::Offer, Dominant::Offer, 0.005));
    assert_eq!(short(0.005_001).0, Dominant::None);
    // Within the tolerance at both ends: each is as good as the other.
    assert_eq!(verdict(&[-0.005, 0.005], &[0.0, 0.0]).0, Dominant::None);
    // One percentile in a thousand, by a cent: the integral stays within the tolerance, yet what
    // dominates in first order dominates in second.
    let mut rarely = vec![0.0; 1_000];
    rarely[999] = 0.01;
    assert_eq!(verdict(&rarely, &[0.0; 1_000]), (Dominant::Offer, Dominant::Offer, 0.0));
}

/// Halves against thirds: the steps end at 1/3, 1/2, 2/3 and 1.
#[test]
fn unequal_sizes_by_hand() {
    // D = 1, −1, 2, 1 on widths 1/3, 1/6, 1/6, 1/3: crossing once, the integral never below 1/6.
    let (offer, baseline) = ([2.0, 5.0], [1.0, 3.0, 4.0]);
    assert_eq!(verdict(&offer, &baseline), (Dominant::None, Dominant::Offer, 1.0));
    assert_eq!(verdict(&[1.0, 3.0], &[1.0, 1.0, 2.0]).0, Dominant::Offer);
}

#[test]
fn nothing_to_compare() {
    for (offer, baseline) in
        [(&[][..], &[1.0][..]), (&[1.0], &[]), (&[], &[]), (&[f64::NAN], &[1.0])]
    {
        let (first, second, violation) = verdict(offer, baseline);
        assert_eq!((first, second), (Dominant::None, Dominant::None));
        assert!(violation.is_nan());
    }
    let unknown = dominance(&[2.0], &[1.0], f64::NAN);
    assert_eq!((unknown.first, unknown.second), (Dominant::None, Dominant::None));
}

#[test]
fn words() {
    let json = serde_json::to_string(&dominance(&[2.0], &[1.0], CENT)).unwrap();
    assert_eq!(json, r#"{"first":"offer","second":"offer","largest_violation":0.0}"#);
    let json = serde_json::to_string(&[Dominant::Baseline, Dominant::None]).unwrap();
    assert_eq!(json, r#"["baseline","none"]"#);
}

fn whole_dollars(sizes: std::ops::Range<usize>) -> impl Strategy<Value = Vec<f64>> {
    prop::collection::vec((0..12_i32).prop_map(f64::from), sizes).prop_map(|mut values| {
        sort(&mut values);
        values
    })
}

/// Every outcome `times` times: the same distribution in a larger sample.
fn repeated(sample: &[f64], times: usize) -> Vec<f64> {
    sample.iter().flat_map(|&outcome| std::iter::repeat_n(outcome, times)).collect()
}

proptest! {
    /// Repeating outcomes changes no distribution, and makes any two sizes equal.
    #[test]
    fn unequal_sizes(offer in whole_dollars(1..8), baseline in whole_dollars(1..8)) {
        let equal = dominance(
            &repeated(&offer, baseline.len()),
            &repeated(&baseline, offer.len()),
            CENT,
        );
        prop_assert_eq!(dominance(&offer, &baseline, CENT), equal);
    }

    /// The two samples' roles are mirror images, and first order implies second.
    #[test]
    fn mirror(offer in whole_dollars(1..8), baseline in whole_dollars(1..8)) {
        let mirrored = |dominant| match dominant {
            Dominant::Offer => Dominant::Baseline,
            Dominant::Baseline => Dominant::Offer,
            Dominant::None => Dominant::None,
        };
        let forth = dominance(&offer, &baseline, CENT);
        let back = dominance(&baseline, &offer, CENT);
        prop_assert_eq!(forth.first, mirrored(back.first));
        prop_assert_eq!(forth.second, mirrored(back.second));
        assert_same(forth.largest_violation, back.largest_violation);
        prop_assert!(forth.first == Dominant::None || forth.second == forth.first);
    }

    /// By definition, over every increasing utility that is a step: P(offer > t) ≥ P(baseline > t) for
    /// every t, and over every concave kink: E min(offer, t) ≥ E min(baseline, t).
    #[test]
    fn utilities(offer in whole_dollars(6..7), baseline in whole_dollars(6..7)) {
        let verdict = dominance(&offer, &baseline, CENT);
        let total = |sample: &[f64], utility: &dyn Fn(f64) -> f64| {
            sample.iter().map(|&outcome| utility(outcome)).sum::<f64>()
        };
        let prefers = |utility: &dyn Fn(f64, f64) -> f64| {
            let gains: Vec<f64> = (0..13)
                .map(f64::from)
                .map(|t| total(&offer, &|x| utility(x, t)) - total(&baseline, &|x| utility(x, t)))
                .collect();
            gains.iter().all(|&gain| gain >= 0.0) && gains.iter().any(|&gain| gain > 0.0)
        };
        let steps = prefers(&|x, t| f64::from(u8::from(x > t)));
        let kinks = prefers(&|x, t| x.min(t));
        prop_assert_eq!(steps, verdict.first == Dominant::Offer);
        prop_assert_eq!(kinks, verdict.second == Dominant::Offer);
    }
}
