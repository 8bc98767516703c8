//! Selections: the answers of the sorted sample without sorting it, whatever the sample, the threads and
//! the instructions.

use std::sync::atomic::{AtomicUsize, Ordering};

use proptest::prelude::*;
use vestrisk::Processor;
use vestrisk::statistics::{
    Bins, Estimate, Order, Pieces, Selection, expected_shortfall, expected_shortfall_estimate,
    histogram, quantile, quantile_estimate, quantile_estimate_ranks, quantile_ranks,
    shortfall_boundary, shortfall_ranks, sort,
};

use super::samples::{Shape, any_number, samples};
use super::{assert_near, assert_same};

const LEVELS: [f64; 9] = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99];
const ALPHA: f64 = 0.05;

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sort(&mut sorted);
    sorted
}

fn selection(values: &[f64]) -> Selection<&[f64]> {
    Selection::read(Processor::best(), values, &|| true).unwrap()
}

/// The ranks behind nine percentiles and an expected shortfall, with standard errors.
fn report_ranks(count: u64) -> Vec<u64> {
    let levels = LEVELS.iter().flat_map(|&level| quantile_estimate_ranks(count, level));
    levels.chain(shortfall_ranks(count, ALPHA)).collect()
}

/// A selection settled for a report.
fn settled<P: Pieces>(mut selection: Selection<P>) -> Selection<P> {
    let count = selection.count();
    let tail = shortfall_boundary(count, ALPHA);
    selection.settle(&report_ranks(count), tail, &|| true).unwrap();
    selection
}

/// The figures of a report.
fn figures<O: Order + ?Sized>(order: &O) -> Vec<Estimate> {
    let levels = LEVELS.iter().map(|&level| quantile_estimate(order, level).unwrap());
    levels.chain([expected_shortfall_estimate(order, ALPHA).unwrap()]).collect()
}

fn bits(estimates: &[Estimate]) -> Vec<(u64, Option<u64>)> {
    let bits =
        |estimate: &Estimate| (estimate.value.to_bits(), estimate.std_error.map(f64::to_bits));
    estimates.iter().map(bits).collect()
}

/// Percentiles to the last bit; the shortfall, whose sums are rounded elsewhere, to twelve digits of the
/// largest number in it.
fn agree(found: &[Estimate], exact: &[Estimate], sorted: &[f64]) -> bool {
    let (levels, tail) =
        (LEVELS.len(), 1e-12 * sorted[0].abs().max(sorted[sorted.len() - 1].abs()));
    let near = |a: f64, b: f64, by: f64| (a - b).abs() <= by + 1e-12;
    let (of, to) = (found[levels], exact[levels]);
    let errors = of.std_error.zip(to.std_error).is_none_or(|(a, b)| near(a, b, 1e5 * tail));
    bits(&found[..levels]) == bits(&exact[..levels])
        && near(of.value, to.value, tail)
        && of.std_error.is_some() == to.std_error.is_some()
        && errors
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    /// Any ranks, in any order, in two steps.
    #[test]
    fn ranks_are_those_of_sorting(
        values in samples(1..50_000),
        shares in prop::collection::vec(0.0..1.0_f64, 1..40),
    ) {
        let exact = sorted(&values);
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "ranks")]
        let ranks: Vec<u64> = shares.iter().map(|p| (p * values.len() as f64) as u64).collect();
        let mut order = selection(&values);
        for half in ranks.chunks(20) {
            order.settle(half, None, &|| true).unwrap();
        }
        for rank in ranks {
            assert_same(order.value(rank), exact.value(rank));
        }
    }

    /// The figures of a report, which ask only for what they say they ask.
    #[test]
    fn reports_are_those_of_sorting(values in samples(1..50_000)) {
        let exact = sorted(&values);
        prop_assert!(agree(&figures(&settled(selection(&values))), &figures(&exact), &exact));
    }

    /// Whatever a float may be, to the last bit of minus zero.
    #[test]
    fn any_numbers(values in prop::collection::vec(any_number(), 1..2_000)) {
        let exact = sorted(&values);
        let found = selection(&values).sorted(&|| true).unwrap();
        prop_assert!(found.iter().zip(&exact).all(|(a, b)| a.to_bits() == b.to_bits()));
    }

    /// Class counts of a histogram with any edges, some of them equal to outcomes.
    #[test]
    fn histograms_are_those_of_sorting(
        values in samples(1..20_000),
        others in prop::collection::vec(-2e6..2e6_f64, 0..8),
        picked in prop::collection::vec(any::<prop::sample::Index>(), 0..8),
    ) {
        let mut edges = others;
        edges.extend(picked.iter().map(|at| values[at.index(values.len())]));
        edges.extend([0.0, -0.0]);
        edges.sort_unstable_by(f64::total_cmp);
        let mut order = selection(&values);
        order.settle_edges(&edges, &|| true).unwrap();
        let exact = sorted(&values);
        prop_assert_eq!(histogram(&order, &edges), histogram(&exact, &edges));
        for edge in edges {
            prop_assert_eq!(order.below(edge), exact.below(edge), "{}", edge);
            prop_assert_eq!(order.at_or_below(edge), exact.at_or_below(edge), "{}", edge);
        }
    }

    /// Sums below any rank, around any number.
    #[test]
    fn sums_are_those_of_sorting(
        values in samples(1..20_000),
        share in 0.0..1.0_f64,
        around in -1e6..1e6_f64,
    ) {
        #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a rank")]
        let rank = (share * values.len() as f64) as u64;
        let mut order = selection(&values);
        order.settle(&[], Some(rank), &|| true).unwrap();
        let (found, exact) = (order.lower_sums(rank, around), sorted(&values).lower_sums(rank, around));
        let largest = values.iter().fold(around.abs(), |largest, x| largest.max(x.abs()));
        let scale = 4.0 * largest * values.len() as f64;
        assert_near(found.0, exact.0, 1e-13 * scale + 1e-9);
        assert_near(found.1, exact.1, 1e-12 * scale * largest + 1e-6);
    }

    /// The helpers name every rank that is asked for.
    #[test]
    fn named_ranks_suffice(count in 1..5_000_u32, p in 0.0..=1.0_f64, alpha in 1e-4..=1.0_f64) {
        let sorted: Vec<f64> = (0..count).map(f64::from).collect();
        let count = u64::from(count);
        let only = |ranks: Vec<u64>, tail| Only { sorted: &sorted, ranks, tail };
        let ranks = quantile_ranks(count, p);
        prop_assert_eq!(quantile(&only(ranks, None), p), quantile(&sorted, p));
        let ranks = quantile_estimate_ranks(count, p);
        prop_assert_eq!(quantile_estimate(&only(ranks, None), p), quantile_estimate(&sorted, p));
        let order = only(shortfall_ranks(count, alpha), shortfall_boundary(count, alpha));
        prop_assert_eq!(expected_shortfall(&order, alpha), expected_shortfall(&sorted, alpha));
        let exact = expected_shortfall_estimate(&sorted, alpha);
        prop_assert_eq!(expected_shortfall_estimate(&order, alpha), exact);
    }
}

/// An order that panics when it is asked for more than was named.
struct Only<'a> {
    sorted: &'a [f64],
    ranks: Vec<u64>,
    tail: Option<u64>,
}

impl Order for Only<'_> {
    fn count(&self) -> u64 {
        self.sorted.count()
    }

    fn value(&self, rank: u64) -> f64 {
        assert!(self.ranks.contains(&rank), "{rank} is not among {:?}", self.ranks);
        self.sorted.value(rank)
    }

    fn below(&self, x: f64) -> u64 {
        self.sorted.below(x)
    }

    fn at_or_below(&self, x: f64) -> u64 {
        self.sorted.at_or_below(x)
    }

    fn lower_sums(&self, rank: u64, around: f64) -> (f64, f64) {
        assert_eq!(Some(rank), self.tail);
        self.sorted.lower_sums(rank, around)
    }
}

#[test]
fn no_ranks_of_nothing() {
    assert!(quantile_estimate_ranks(0, 0.5).is_empty() && quantile_ranks(10, 1.5).is_empty());
    assert!(shortfall_ranks(0, 0.5).is_empty() && shortfall_ranks(10, 0.0).is_empty());
    assert_eq!(shortfall_boundary(10, f64::NAN), None);
    let mut none = selection(&[]);
    none.settle(&[0, 5], Some(3), &|| true).unwrap();
    none.settle_edges(&[0.0, 1.0], &|| true).unwrap();
    assert_eq!((none.count(), none.below(1.0), none.at_or_below(1.0)), (0, 0, 0));
    assert!(none.value(0).is_nan() && none.sorted(&|| true).unwrap().is_empty());
    assert_eq!((quantile(&none, 0.5), none.lower_sums(0, 1.0)), (None, (0.0, 0.0)));
}

/// Samples whose classes are too full to be read out: they are split until their parts are small.
fn crowded() -> Vec<(&'static str, Vec<f64>)> {
    const COUNT: usize = 200_000;
    let shaped = |shape: Shape| shape.sample(COUNT, 5);
    let one_class = |at: usize| 1e6 + (at * 7_919 % COUNT) as f64 * 1e-3;
    let of = |value: fn(usize) -> f64| (0..COUNT).map(value).collect::<Vec<f64>>();
    vec![
        ("equal", shaped(Shape::Equal)),
        ("atom", shaped(Shape::Atom)),
        ("dead zone", shaped(Shape::DeadZone)),
        ("narrow", shaped(Shape::Narrow)),
        ("one class", (0..COUNT).map(one_class).collect()),
        ("neighbours", of(|at| if at % 3 == 0 { 1.0 } else { 1.0_f64.next_up() })),
        ("zeros", of(|at| if at % 3 == 0 { 0.0 } else { -0.0 })),
        ("ends", of(|at| [f64::INFINITY, 1e300, f64::NEG_INFINITY, -1e300, f64::NAN][at % 5])),
        ("negative atom", of(|at| if at % 2 == 0 { -7.25 } else { -(at as f64) })),
    ]
}

#[test]
fn crowded_classes_are_split() {
    for (shape, values) in crowded() {
        let exact = sorted(&values);
        let mut order = settled(selection(&values));
        for rank in report_ranks(order.count()) {
            assert_same(order.value(rank), exact.value(rank));
        }
        if exact[0].is_finite() {
            assert!(agree(&figures(&order), &figures(&exact), &exact), "{shape}");
        }
        let edges = [-7.25, -0.0, 0.0, 1.0, 1e6, 1.4e6];
        order.settle_edges(&edges, &|| true).unwrap();
        assert_eq!(histogram(&order, &edges), histogram(&exact, &edges), "{shape}");
        let found = order.sorted(&|| true).unwrap();
        assert!(found.iter().zip(&exact).all(|(a, b)| a.to_bits() == b.to_bits()), "{shape}");
    }
}

/// Amounts that are all equal have no error and are themselves.
#[test]
fn equal_outcomes_are_themselves() {
    let values = vec![0.1; 100_000];
    for found in figures(&settled(selection(&values))) {
        assert_eq!(found, Estimate { value: 0.1, std_error: Some(0.0) });
    }
}

/// The difference of two samples is read from both.
struct Differences<'a>([&'a [f64]; 2]);

impl Pieces for Differences<'_> {
    fn pieces(&self) -> usize {
        self.0[0].pieces()
    }

    fn values<'a>(&'a self, piece: usize, scratch: &'a mut Vec<f64>) -> &'a [f64] {
        let mut unused = [Vec::new(), Vec::new()];
        let [first, second] = &mut unused;
        let pairs = self.0[0].values(piece, first).iter().zip(self.0[1].values(piece, second));
        scratch.clear();
        scratch.extend(pairs.map(|(first, second)| first - second));
        scratch
    }
}

/// Threads and instructions cannot move a bit, of sums least of all.
#[test]
fn threads_and_instructions_cannot_show() {
    let samples = [Shape::Atom.sample(150_000, 1), Shape::LogNormal.sample(150_000, 2)];
    let pieces = || Differences([&samples[0], &samples[1]]);
    let read = |processor| settled(Selection::read(processor, pieces(), &|| true).unwrap());
    let expected = bits(&figures(&read(Processor::best())));
    for threads in [1, 2, 3, 8] {
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().unwrap();
        for processor in Processor::all() {
            let found = pool.install(|| bits(&figures(&read(processor))));
            assert_eq!(found, expected, "{threads} threads, {}", processor.name());
        }
    }
    let differences: Vec<f64> = samples[0].iter().zip(&samples[1]).map(|(a, b)| a - b).collect();
    let exact = sorted(&differences);
    assert!(agree(&figures(&read(Processor::best())), &figures(&exact), &exact));
}

/// The sums of a tail keep their bits: another order of summation would change published figures.
#[test]
fn tail_sums_keep_their_bits() {
    let values = Shape::Uniform.sample(100_000, 9);
    let order = settled(selection(&values));
    let shortfall = figures(&order)[LEVELS.len()];
    let bits = (shortfall.value.to_bits(), shortfall.std_error.unwrap().to_bits());
    assert_eq!(bits, (0x40D8_8701_CCAF_DFC9, 0x4078_8DE9_8CF3_AEA4));
}

/// It stops at any question, asks no more, and can be asked again.
#[test]
fn settling_stops_at_any_question() {
    let values = Shape::Atom.sample(200_000, 4);
    let exact = sorted(&values);
    let asked = AtomicUsize::new(0);
    let after = |patience: usize, order: &mut Selection<&[f64]>| {
        asked.store(0, Ordering::Relaxed);
        let go_on = || asked.fetch_add(1, Ordering::Relaxed) < patience;
        order.settle(&report_ranks(order.count()), Some(10_000), &go_on)
    };
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().unwrap();
    pool.install(|| {
        let mut order = selection(&values);
        assert_eq!(after(usize::MAX, &mut order), Some(()));
        let all = asked.load(Ordering::Relaxed);
        assert!(all >= values.len() / 32_768, "{all} questions");
        for patience in 0..all {
            let mut order = selection(&values);
            assert_eq!(after(patience, &mut order), None);
            assert_eq!(asked.load(Ordering::Relaxed), patience + 1);
            assert_eq!(after(usize::MAX, &mut order), Some(()));
            assert!(agree(&figures(&order), &figures(&exact), &exact));
        }
    });
    assert!(Selection::read(Processor::best(), &values[..], &|| false).is_none());
}

/// Control: a selection whose counts forget a class gives other figures, and the comparison with sorting
/// sees a percentile that is one float off and a shortfall that is a cent off.
#[test]
fn a_forgotten_class_is_caught() {
    let values = Shape::LogNormal.sample(50_000, 6);
    let exact = sorted(&values);
    let forgotten = |x: f64| (700_000.0..710_000.0).contains(&x);
    let remembered: Vec<f64> = values.iter().copied().filter(|&x| !forgotten(x)).collect();
    let mut bins = Bins::new();
    bins.add(Processor::best(), &remembered);
    let order = settled(Selection::new(Processor::best(), &bins, &values[..]));
    assert!(!agree(&figures(&order), &figures(&exact), &exact));
    let expected = figures(&exact);
    let (mut percentile, mut shortfall) = (expected.clone(), expected.clone());
    percentile[4].value = percentile[4].value.next_up();
    shortfall[LEVELS.len()].value += 0.01;
    assert!(agree(&expected, &expected, &exact));
    assert!(!agree(&percentile, &expected, &exact) && !agree(&shortfall, &expected, &exact));
}

/// Control: pieces that are not those that were counted are noticed.
#[test]
#[should_panic(expected = "the pieces are those that were counted")]
fn other_pieces_are_noticed() {
    let values = Shape::LogNormal.sample(50_000, 6);
    let mut bins = Bins::new();
    bins.add(Processor::best(), &values);
    settled(Selection::new(Processor::best(), &bins, &values[1_000..]));
}
