//! Benchmarks of the kernel and the whole job, named area/case/size. Each asserts its answer, so that a
//! fast wrong result fails.
#![allow(missing_docs, reason = "criterion's macros")]

use criterion::{Criterion, Throughput, criterion_group, criterion_main};
use vestrisk::Processor;
use vestrisk::analysis::{Detail, Options, Summary, summarize};
use vestrisk::random::{LANES, Runs};
use vestrisk::scenario::{Document, NoSources, Overrides, Scenario, builtin};
use vestrisk::simulation::Unobserved;
use vestrisk::simulation::kernel::Block;
use vestrisk::simulation::plan::Plan;

/// Means of the reference workload W in closed form: offers A and B.
const W_MEANS: [f64; 2] = [1_086_363.121_9, 1_021_132.549_8];

fn scenario(name: &str, text: &str, runs: u64) -> Scenario {
    let overrides = Overrides { runs: Some(runs), ..Overrides::default() };
    let document = Document::parse(name, text.as_bytes()).expect("the benchmark's scenario parses");
    document.lower(&NoSources, &overrides).expect("the benchmark's scenario is valid")
}

fn workload(runs: u64) -> Scenario {
    scenario("w.toml", include_str!("w.toml"), runs)
}

/// Fails unless both means are within six standard errors of their closed form (a false alarm in
/// about 2 × 10^-9 of all seeds; the seed is fixed).
fn assert_means(summary: &Summary) {
    for (offer, truth) in summary.offers.iter().zip(W_MEANS) {
        let mean = offer.pay.distribution.mean;
        let error = mean.std_error.expect("there are runs enough");
        assert!((mean.value - truth).abs() < 6.0 * error, "{}: {mean:?}", offer.name);
    }
}

/// One block of W; of W with monthly vests, which need every month's price; and of W with every feature
/// of employment, which needs those and more. Ratios within one round tell what the features cost.
fn block(criterion: &mut Criterion) {
    let employment = include_str!("employment.toml");
    let employment = scenario("employment.toml", employment, LANES as u64);
    let mut group = criterion.benchmark_group("kernel");
    group.throughput(Throughput::Elements(LANES as u64));
    let monthly = include_str!("w.toml").replace("\"even_quarterly\"", "\"even_monthly\"");
    let monthly = scenario("w.toml", &monthly, LANES as u64);
    let w = workload(LANES as u64);
    for (name, scenario) in [("w", w), ("w-monthly", monthly), ("employment", employment)] {
        let setup = scenario.setup;
        let plan = Plan::new(&setup);
        let runs = Runs { first: 0, coupling: setup.settings.sampler.coupling() };
        let mut columns = Block::new(&plan);
        columns.simulate(&plan, &runs);
        let expected = columns.pay[0].total.clone();
        group.bench_function(format!("{name}/1_024"), |bencher| {
            bencher.iter(|| columns.simulate(&plan, &runs));
            assert_eq!(columns.pay[0].total, expected, "a block is the same every time");
        });
    }
    group.finish();
}

fn run(criterion: &mut Criterion) {
    let pool = rayon::ThreadPoolBuilder::new().build().expect("threads start");
    let processor = Processor::best();
    let options = Options { pool: &pool, memory: 4 << 30, detail: Detail::Means, processor };
    let mut group = criterion.benchmark_group("run");
    group.sample_size(10);
    for (size, runs) in [("w/100_000", 100_000), ("w/1_000_000", 1_000_000)] {
        let scenario = workload(runs);
        group.throughput(Throughput::Elements(runs));
        group.bench_function(size, |bencher| {
            bencher.iter(|| {
                let summary = summarize(&scenario, &options, &Unobserved).expect("it runs");
                assert_means(&summary);
            });
        });
    }
    let text = builtin::text(builtin::DEFAULT).expect("the default scenario is built in");
    let seattle = scenario(builtin::DEFAULT, text, 100_000);
    group.throughput(Throughput::Elements(100_000));
    group.bench_function("bedrock-seattle/100_000", |bencher| {
        bencher.iter(|| {
            let summary = summarize(&seattle, &options, &Unobserved).expect("it runs");
            assert!((summary.offers[0].letter.total - 1_550_000.0).abs() < 0.005);
            assert!(summary.offers[0].pay.distribution.mean.value < 1_550_000.0);
        });
    });
    group.finish();
}

criterion_group!(benches, block, run);
criterion_main!(benches);
