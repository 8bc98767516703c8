//! Benchmarks of the statistics layer, named area/case/size. Each asserts its answer, so that a fast wrong
//! result fails.
//!
//! A processor's clock wanders, so a chain of multiplications is timed beside them: each waits for the one
//! before, three cycles on the usual processors, whatever the clock.
#![allow(missing_docs, reason = "criterion's macros")]

use std::hint::black_box;

use criterion::{BatchSize, Criterion, Throughput, criterion_group, criterion_main};
use rand_distr::{Distribution, LogNormal};
use rand_philox::Philox;
use vestrisk::Processor;
use vestrisk::statistics::{
    Bins, Dominant, Estimate, Order, Selection, dominance_of_selections,
    expected_shortfall_estimate, quantile_estimate, quantile_estimate_ranks, shortfall_boundary,
    shortfall_ranks, sort,
};

const BLOCK: usize = 1_024;
const RUNS: usize = 1_000_000;
const LEVELS: [f64; 9] = [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95, 0.99];
const TAIL: f64 = 0.05;

/// Pay of so many runs: lognormal around a million.
fn pay(runs: usize, seed: u64) -> Vec<f64> {
    let law = LogNormal::new(13.8, 0.6).expect("a deviation is not negative");
    law.sample_iter(Philox::from_u64_seed(seed)).take(runs).collect()
}

fn figures(order: &dyn Order) -> Vec<Estimate> {
    let levels = LEVELS.iter().filter_map(|&level| quantile_estimate(order, level));
    levels.chain(expected_shortfall_estimate(order, TAIL)).collect()
}

/// Fails unless percentiles are equal and the shortfall, whose sums are rounded elsewhere, is to ten digits.
fn assert_figures(found: &[Estimate], expected: &[Estimate]) {
    assert_eq!((found.len(), &found[..9]), (10, &expected[..9]));
    assert!((found[9].value / expected[9].value - 1.0).abs() < 1e-10);
}

fn clock(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("clock");
    group.throughput(Throughput::Elements(BLOCK as u64));
    group.bench_function("multiplications/1_024", |bencher| {
        let step = |word: u64, _| black_box(word.wrapping_mul(0x9E37_79B9_7F4A_7C15));
        bencher.iter(|| (0..BLOCK).fold(black_box(3), step));
    });
    group.finish();
}

fn bins(criterion: &mut Criterion) {
    let processor = Processor::best();
    let block = pay(BLOCK, 1);
    let mut group = criterion.benchmark_group("bins");
    group.throughput(Throughput::Elements(BLOCK as u64));
    group.bench_function("add/1_024", |bencher| {
        let mut bins = Bins::new();
        bins.add(processor, &block);
        let once: Vec<u64> = bins.classes().map(|class| class.count).collect();
        bencher.iter(|| bins.add(processor, black_box(&block)));
        let times = bins.count() / BLOCK as u64;
        assert!(bins.classes().map(|class| class.count).eq(once.iter().map(|count| count * times)));
    });
    group.finish();
}

/// Nine percentiles and an expected shortfall, with standard errors, on one thread: settled, and sorted.
fn order(criterion: &mut Criterion) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread starts");
    let processor = Processor::best();
    let values = pay(RUNS, 1);
    let mut bins = Bins::new();
    bins.add(processor, &values);
    let count = RUNS as u64;
    let levels = LEVELS.iter().flat_map(|&level| quantile_estimate_ranks(count, level));
    let ranks: Vec<u64> = levels.chain(shortfall_ranks(count, TAIL)).collect();
    let mut sorted = values.clone();
    sort(&mut sorted);
    let expected = figures(&sorted);
    let mut group = criterion.benchmark_group("order");
    group.sample_size(10).throughput(Throughput::Elements(count));
    group.bench_function("settle/1_000_000", |bencher| {
        bencher.iter(|| {
            let mut order = Selection::new(processor, &bins, &values[..]);
            let settle = || order.settle(&ranks, shortfall_boundary(count, TAIL), &|| true);
            pool.install(settle).expect("nobody stops it");
            assert_figures(&figures(&order), &expected);
        });
    });
    group.bench_function("stream/1_000_000", |bencher| {
        bencher.iter(|| {
            let found = figures(black_box(&bins));
            assert!((found[4].value / expected[4].value - 1.0).abs() < 1e-3);
        });
    });
    group.bench_function("sort/1_000_000", |bencher| {
        let sorted = |mut values: Vec<f64>| {
            sort(&mut values);
            assert_figures(&figures(&values), &expected);
        };
        bencher.iter_batched(|| values.clone(), sorted, BatchSize::LargeInput);
    });
    group.finish();
}

/// Two offers with the same law: neither dominates, and the classes do not decide all of it.
fn dominance(criterion: &mut Criterion) {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(1).build().expect("a thread starts");
    let samples = [pay(RUNS, 1), pay(RUNS, 2)];
    let mut group = criterion.benchmark_group("dominance");
    group.sample_size(10).throughput(Throughput::Elements(RUNS as u64));
    group.bench_function("selections/1_000_000", |bencher| {
        let read = || {
            let read = |values| Selection::read(Processor::best(), values, &|| true);
            samples.each_ref().map(|values| read(&values[..]).expect("nobody stops it"))
        };
        let compare = |[mut offer, mut baseline]: [Selection<&[f64]>; 2]| {
            let verdict = pool
                .install(|| dominance_of_selections(&mut offer, &mut baseline, 0.005, &|| true));
            assert_eq!(verdict.expect("nobody stops it").first, Dominant::None);
        };
        bencher.iter_batched(read, compare, BatchSize::LargeInput);
    });
    group.finish();
}

criterion_group!(benches, clock, bins, order, dominance);
criterion_main!(benches);
