//! Benchmarks of draws, of the kernel and of whole jobs, named area/case/size. Each asserts its answer, so
//! that a fast wrong result fails. Cycles, which do not depend on a wandering clock, are `cycles`'s.
#![allow(missing_docs, reason = "criterion's macros")]

use criterion::measurement::WallTime;
use criterion::{BenchmarkGroup, Criterion, Throughput, criterion_group, criterion_main};
use vestrisk::Processor;
use vestrisk::analysis::{Detail, Options, Summary, summarize};
use vestrisk::random::{
    Column, Coordinate, Coupling, Entity, LANES, Purpose, Runs, Stream, exponential_pair,
    normal_quads, uniform, vector,
};
use vestrisk::scenario::{Document, NoSources, Overrides, Scenario, builtin};
use vestrisk::simulation::engine::run as run_engine;
use vestrisk::simulation::kernel::{Block, Draws, Wanted, draw};
use vestrisk::simulation::plan::Plan;
use vestrisk::simulation::{Exits, Keep, Measure, Request, Sampler, Unobserved};

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
        let runs = Runs::consecutive(0, setup.settings.sampler.coupling());
        let mut columns = Block::new(&plan);
        columns.simulate(&plan, &runs);
        let expected = columns.pay[0].total.clone();
        group.bench_function(format!("{name}/256"), |bencher| {
            bencher.iter(|| columns.simulate(&plan, &runs));
            assert_eq!(columns.pay[0].total, expected, "a block is the same every time");
        });
    }
    group.finish();
}

/// Draws of one block: the words alone with a uniform made of each, normals, exponentials; and e to the power of a
/// column.
fn draws(criterion: &mut Criterion) {
    let processor = Processor::best();
    let runs = Runs::consecutive(0, Coupling::Independent);
    let stream = Stream::new(1, Purpose::QuarterShock, Entity::of("W"));
    let mut group = criterion.benchmark_group("draws");
    let mut column = Column::of(0.0);
    group.throughput(Throughput::Elements(LANES as u64));
    group.bench_function("uniforms/256", |bencher| {
        bencher.iter(|| uniform(processor, &stream, &runs, 0, &mut column));
        assert!(column.iter().all(|u| *u > 0.0 && *u < 1.0));
    });
    let mut four = [[Column::of(0.0); 4]];
    group.throughput(Throughput::Elements(4 * LANES as u64));
    group.bench_function("normals/1_024", |bencher| {
        bencher.iter(|| normal_quads(processor, &stream, &runs, 0.., &mut four));
        let all = four.as_flattened().iter().flatten();
        let mean = all.sum::<f64>() / (4 * LANES) as f64;
        assert!(mean.abs() < 6.0 / ((4 * LANES) as f64).sqrt(), "{mean}");
    });
    points(&mut group, &runs);
    let [first, second, ..] = &mut four[0];
    group.throughput(Throughput::Elements(2 * LANES as u64));
    group.bench_function("exponentials/512", |bencher| {
        bencher.iter(|| exponential_pair(processor, &stream, &runs, 0, first, second));
        assert!(first.iter().chain(second.iter()).all(|e| *e > 0.0));
    });
    group.throughput(Throughput::Elements(LANES as u64));
    let exponents = column;
    group.bench_function("exp/256", |bencher| {
        bencher.iter(|| {
            processor.run(
                #[inline(always)]
                || {
                    for lane in 0..LANES {
                        column[lane] = vector::exp(exponents[lane]);
                    }
                },
            );
        });
        let wrong = (0..LANES).find(|lane| {
            (column[*lane] - libm::exp(exponents[*lane])).abs() > 1e-12 * column[*lane]
        });
        assert_eq!(wrong, None);
    });
    group.finish();
}

/// Sobol points of one coordinate: uniforms, and normals.
fn points(group: &mut BenchmarkGroup<'_, WallTime>, runs: &Runs) {
    let processor = Processor::best();
    let coordinates = Coordinate::several(1, [(1, Entity::of("W"), 0)]);
    let mut column = Column::of(0.0);
    group.throughput(Throughput::Elements(LANES as u64));
    group.bench_function("sobol-uniforms/256", |bencher| {
        bencher.iter(|| coordinates[0].uniforms(processor, runs, &mut column));
        // Eight points of each of 32 scrambles, one in each eighth.
        let mut eighths: Vec<f64> = (0..8).map(|at| (column[32 * at] * 8.0).floor()).collect();
        eighths.sort_unstable_by(f64::total_cmp);
        assert_eq!(eighths, [0.0, 1.0, 2.0, 3.0, 4.0, 5.0, 6.0, 7.0]);
    });
    group.bench_function("sobol-normals/256", |bencher| {
        bencher.iter(|| coordinates[0].normals(processor, runs, &mut column));
        let mean = column.iter().sum::<f64>() / LANES as f64;
        assert!(mean.abs() < 0.1, "{mean}");
    });
}

/// All draws of a block of W, by chance and at Sobol points; and what compiling W's plan takes.
fn samplers(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("samplers");
    group.throughput(Throughput::Elements(LANES as u64));
    for sampler in Sampler::ALL {
        let mut setup = workload(LANES as u64).setup;
        setup.settings.sampler = sampler;
        let plan = Plan::new(&setup);
        let runs = Runs::consecutive(0, sampler.coupling());
        let mut draws = Draws::new(&plan);
        group.bench_function(format!("draws-{}/256", sampler.name()), |bencher| {
            bencher.iter(|| draw(&plan, &runs, &mut draws));
            assert!(draws.exponentials[0][0].iter().all(|e| *e > 0.0));
        });
        group.bench_function(format!("plan-{}", sampler.name()), |bencher| {
            bencher.iter(|| Plan::new(&setup));
        });
    }
    group.finish();
}

/// How the time of a block grows: with the months that are priced, with daily closes before the start, with offers, with stocks, and with what
/// employment has. Each case is W with one thing changed.
fn scaling(criterion: &mut Criterion) {
    let w = include_str!("w.toml");
    let (world, offers) = w.split_at(w.find("# A: 5/15/40/40").expect("W has its offers"));
    let yearly = w.replace("\"even_quarterly\"", "[[12, 25], [24, 25], [36, 25], [48, 25]]");
    let eight: String = (0..4)
        .map(|copy| {
            let named = |text: &str, name: &str| {
                text.replace(&format!("\nname = \"{name}\""), &format!("\nname = \"{name}{copy}\""))
            };
            named(&named(offers, "A"), "B")
        })
        .collect();
    let eight = world.replace("baseline = \"B\"", "baseline = \"B0\"") + &eight;
    let stock = |name: &str| {
        format!(
            "[stocks.{name}]\nprice = 200.0\nexpected_return = 0.07\n\
             model = {{ kind = \"gbm\", volatility = 0.35 }}\n"
        )
    };
    let others: String = ["X", "Y", "Z"].map(stock).concat();
    let grants: String = ["X", "Y", "Z"]
        .map(|name| {
            format!(
                "[[offers.grants]]\nstock = \"{name}\"\nshares = 10\nvesting = \"even_quarterly\"\n"
            )
        })
        .concat();
    let four_stocks = format!("{world}{others}{offers}{grants}");
    let monthly = w.replace("\"even_quarterly\"", "\"even_monthly\"");
    let employment = include_str!("employment.toml").to_owned();
    let average = "value = 650_000\nconversion = { average_days = 208, start_in_days = 310 }";
    let averaged = w.replace("shares = 3_250", average);
    let cases = [
        ("months/6", yearly),
        ("months/16", w.to_owned()),
        ("months/48", monthly),
        ("closes/208", averaged),
        ("offers/2", w.to_owned()),
        ("offers/8", eight),
        ("stocks/1", w.to_owned()),
        ("stocks/4", four_stocks),
        ("employment/on", employment),
    ];
    let mut group = criterion.benchmark_group("scaling");
    group.throughput(Throughput::Elements(LANES as u64));
    for (name, text) in cases {
        let setup = scenario(name, &text, LANES as u64).setup;
        let plan = Plan::new(&setup);
        let runs = Runs::consecutive(0, setup.settings.sampler.coupling());
        let mut block = Block::with(&plan, Wanted::default());
        group.bench_function(name, |bencher| {
            bencher.iter(|| block.simulate(&plan, &runs));
            assert!(block.pay.iter().all(|pay| pay.total.iter().all(|total| total.is_finite())));
        });
    }
    group.finish();
}

/// W's own figures by the engine, as the race asks for them: in threads, in runs, with samples and without.
fn engine(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("engine");
    group.sample_size(10);
    let chance = Sampler::Random;
    for (name, runs, threads, memory, sampler) in [
        ("w-sobol-integrated/65_536", 65_536, 0, u64::MAX, Sampler::Sobol),
        ("w-sobol-integrated/1_048_576", 1 << 20, 0, u64::MAX, Sampler::Sobol),
        ("w-sobol/65_536", 65_536, 0, u64::MAX, Sampler::Sobol),
        ("w-sobol/1_048_576", 1 << 20, 0, u64::MAX, Sampler::Sobol),
        ("w-exact-one-thread/1_000_000", 1_000_000, 1, u64::MAX, chance),
        ("w-exact/100_000", 100_000, 0, u64::MAX, chance),
        ("w-exact/1_000_000", 1_000_000, 0, u64::MAX, chance),
        ("w-exact/10_000_000", 10_000_000, 0, u64::MAX, chance),
        ("w-streaming/1_000_000", 1_000_000, 0, 8 << 20, chance),
        ("w-streaming/10_000_000", 10_000_000, 0, 8 << 20, chance),
        ("w-streaming/100_000_000", 100_000_000, 0, 8 << 20, chance),
    ] {
        let mut setup = workload(runs).setup;
        setup.settings.sampler = sampler;
        if name.contains("integrated") {
            setup.settings.exits = Exits::Integrated;
        }
        let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build();
        let pool = pool.expect("threads start");
        group.throughput(Throughput::Elements(runs));
        group.bench_function(name, |bencher| {
            bencher.iter(|| {
                let mut request = Request::new(&pool, memory);
                let pay = [0, 1].map(|offer| request.add(Measure::Pay { offer }, Keep::Samples));
                let difference = Measure::Difference { offer: 0, baseline: 1 };
                request.add(difference, Keep::Samples);
                let outcome = run_engine(&setup, &request, &Unobserved).expect("it runs");
                let kept = memory == u64::MAX && setup.settings.exits == Exits::Sampled;
                assert_eq!(outcome.keeps_samples(), kept);
                for (pay, truth) in pay.into_iter().zip(W_MEANS) {
                    let mean = outcome.tally(pay).total.mean_estimate().expect("there are runs");
                    let error = mean.std_error.expect("there are runs enough");
                    assert!((mean.value - truth).abs() < 6.0 * error, "{mean:?}");
                }
            });
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

criterion_group!(benches, draws, samplers, block, scaling, engine, run);
criterion_main!(benches);
