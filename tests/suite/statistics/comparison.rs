//! Stochastic dominance: hand cases, unequal sizes against repetition, invariants; selections against
//! sorted samples.

use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;
use vestrisk::Processor;
use vestrisk::statistics::{
    Bins, Dominance, Dominant, Pieces, Selection, dominance, dominance_of_classes,
    dominance_of_selections, sort,
};

use super::samples::{Shape, any_number, samples};
use super::{assert_near, assert_same};

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

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sort(&mut sorted);
    sorted
}

fn exact(offer: &[f64], baseline: &[f64], tolerance: f64) -> Dominance {
    dominance(&sorted(offer), &sorted(baseline), tolerance)
}

/// A sample that counts how often it is read.
struct Counted<'a>(&'a [f64], AtomicUsize);

impl Pieces for Counted<'_> {
    fn pieces(&self) -> usize {
        self.0.pieces()
    }

    fn values<'a>(&'a self, piece: usize, scratch: &'a mut Vec<f64>) -> &'a [f64] {
        self.1.fetch_add(1, Ordering::Relaxed);
        self.0.values(piece, scratch)
    }
}

/// The verdict of selections, and how many passes over a sample it took, besides that which counts.
fn selected(offer: &[f64], baseline: &[f64], tolerance: f64) -> (Dominance, usize) {
    let counted = [offer, baseline].map(|values| Counted(values, AtomicUsize::new(0)));
    let [mut of_offer, mut of_baseline] = counted
        .each_ref()
        .map(|pieces| Selection::read(Processor::best(), pieces, &|| true).unwrap());
    let verdict = dominance_of_selections(&mut of_offer, &mut of_baseline, tolerance, &|| true);
    let passes =
        counted.map(|Counted(values, read)| read.into_inner() / values.pieces().max(1) - 1);
    (verdict.unwrap(), passes.into_iter().max().unwrap_or_default())
}

/// Another sample of the same size: shifted, stretched around a number, drawn again, or the same; now and
/// then with some values exchanged, so that the two are alike but for these.
fn partner(values: Vec<f64>) -> impl Strategy<Value = (Vec<f64>, Vec<f64>)> {
    let shift = prop_oneof![Just(0.0), Just(0.005), Just(-0.01), Just(1_000.0), -1e5..1e5_f64];
    let stretch = prop_oneof![Just(1.0), 0.5..1.5_f64];
    let exchanged = prop::collection::vec((any::<prop::sample::Index>(), -1e6..1e6_f64), 0..3);
    let again = prop::option::weighted(0.3, (prop::sample::select(&Shape::ALL[..]), any::<u64>()));
    (shift, stretch, exchanged, again).prop_map(move |(shift, stretch, exchanged, again)| {
        let mut other: Vec<f64> = match again {
            Some((shape, seed)) => shape.sample(values.len(), seed),
            None => values.iter().map(|x| 1e6 + (x - 1e6) * stretch + shift).collect(),
        };
        for (at, value) in exchanged {
            let at = at.index(other.len());
            other[at] = value;
        }
        (values.clone(), other)
    })
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(512))]

    /// Selections give the verdict on the sorted samples to the last bit.
    #[test]
    fn selections_are_like_sorting(
        (offer, baseline) in samples(1..5_000).prop_flat_map(partner),
        tolerance in prop::sample::select(vec![CENT, 0.0, 100.0, f64::NAN]),
    ) {
        let (expected, found) = (exact(&offer, &baseline, tolerance), selected(&offer, &baseline, tolerance).0);
        prop_assert_eq!((found.first, found.second), (expected.first, expected.second));
        prop_assert_eq!(found.largest_violation.to_bits(), expected.largest_violation.to_bits());
    }

    /// Few amounts in whole dollars, of which many are equal, in sizes that may differ.
    #[test]
    fn selections_of_ties(offer in whole_dollars(1..30), baseline in whole_dollars(1..30)) {
        prop_assert_eq!(selected(&offer, &baseline, CENT).0, exact(&offer, &baseline, CENT));
        let baseline = repeated(&baseline, offer.len());
        let offer = repeated(&offer, baseline.len() / offer.len());
        prop_assert_eq!(selected(&offer, &baseline, CENT).0, exact(&offer, &baseline, CENT));
    }

    /// Numbers that are none are compared as when they are sorted.
    #[test]
    fn selections_of_any_numbers(
        offer in prop::collection::vec(any_number(), 1..50),
        baseline in prop::collection::vec(any_number(), 1..50),
    ) {
        let (found, expected) = (selected(&offer, &baseline, CENT).0, exact(&offer, &baseline, CENT));
        prop_assert_eq!((found.first, found.second), (expected.first, expected.second));
        prop_assert_eq!(found.largest_violation.to_bits(), expected.largest_violation.to_bits());
    }

    /// Bins name the dominant where the outcomes differ by more than the width of their classes.
    #[test]
    fn bins_see_what_is_apart(values in samples(1..5_000), share in 0.01..0.5_f64) {
        let (low, high): (Vec<f64>, Vec<f64>) =
            values.iter().map(|x| (x - share * (x.abs() + 1.0), x + share * (x.abs() + 1.0))).unzip();
        let [of_low, of_high] = [&low, &high].map(|values| {
            let mut bins = Bins::new();
            bins.add(Processor::best(), values);
            bins
        });
        let found = dominance_of_classes(&of_high, &of_low, CENT);
        prop_assert_eq!(found, exact(&high, &low, CENT));
        prop_assert_eq!(found.first, Dominant::Offer);
        prop_assert_eq!(dominance_of_classes(&of_low, &of_high, CENT).first, Dominant::Baseline);
        let same = dominance_of_classes(&of_low, &of_low, CENT);
        prop_assert_eq!((same.first, same.second, same.largest_violation), (Dominant::None, Dominant::None, 0.0));
    }
}

/// What the classes decide alone is decided without another look at the values; what they leave open by a
/// few passes.
#[test]
fn selections_read_little() {
    let offer = Shape::LogNormal.sample(200_000, 1);
    let of = |change: &dyn Fn(f64) -> f64| offer.iter().map(|&x| change(x)).collect::<Vec<f64>>();
    let cases = [
        ("shifted", of(&|x| x + 50_000.0), 0),
        ("shifted by little", of(&|x| x + 5_000.0), 1),
        ("stretched", of(&|x| 1e6 + 1.2 * (x - 1e6)), 1),
        ("drawn again", Shape::LogNormal.sample(200_000, 2), 1),
        ("the same", offer.clone(), 1),
        ("atom", Shape::Atom.sample(200_000, 3), 2),
    ];
    for (case, baseline, most) in cases {
        let (found, passes) = selected(&offer, &baseline, CENT);
        assert_eq!(found, exact(&offer, &baseline, CENT), "{case}");
        assert!(passes <= most, "{case}: {passes} passes");
    }
}

/// Streaming dominance of crossing offers: the verdict, and the violation to the width of two classes.
#[test]
fn bins_of_crossing_offers() {
    let offer = Shape::LogNormal.sample(100_000, 1);
    let baseline: Vec<f64> = offer.iter().map(|x| 1e6 + 0.8 * (x - 1e6)).collect();
    let bins = [&offer, &baseline].map(|values| {
        let mut bins = Bins::new();
        bins.add(Processor::best(), values);
        bins
    });
    let (found, expected) =
        (dominance_of_classes(&bins[0], &bins[1], CENT), exact(&offer, &baseline, CENT));
    assert_eq!((found.first, found.second), (expected.first, expected.second));
    let width = 2e6 / 2_048.0;
    assert_near(found.largest_violation, expected.largest_violation, width);
    assert!(dominance_of_classes(&bins[0], &Bins::new(), CENT).largest_violation.is_nan());
}

#[test]
fn selections_stop_when_told() {
    let values = Shape::LogNormal.sample(10_000, 1);
    let read = || Selection::read(Processor::best(), &values[..], &|| true).unwrap();
    let asked = AtomicUsize::new(0);
    let after = |patience: usize| {
        asked.store(0, Ordering::Relaxed);
        let go_on = || asked.fetch_add(1, Ordering::Relaxed) < patience;
        dominance_of_selections(&mut read(), &mut read(), CENT, &go_on)
    };
    assert!(after(usize::MAX).is_some());
    let all = asked.load(Ordering::Relaxed);
    assert!(all > 3 && (0..all).all(|patience| after(patience).is_none()));
}
