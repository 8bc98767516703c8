//! The same bits on every set of vector instructions that this machine has: draws, prices, exits, pay, and
//! whole summaries. The set without fused operations is slow, so everything here is small.

use rayon::{ThreadPool, ThreadPoolBuilder};
use vestrisk::random::{
    Column, Coupling, Entity, LANES, Purpose, Runs, Stream, exponential_pair, normal_quad, uniform,
    vector,
};
use vestrisk::simulation::kernel::Block;
use vestrisk::simulation::plan::Plan;
use vestrisk::simulation::{Keep, Measure, Request, Sampler, Setup, engine};
use vestrisk::statistics::Order;
use vestrisk::{
    Detail, Document, NoSources, Options, Overrides, Processor, Scenario, Unobserved, summarize,
};

use super::{exit_bits, pay_bits};
use crate::worlds::world;

/// Worlds whose blocks are compared.
const WORLDS: u64 = 40;

/// A scenario of the benches for some runs.
pub fn bench(name: &str, (runs, sampler): (u64, Sampler)) -> Scenario {
    let text = match name {
        "w" => include_str!("../../../benches/w.toml"),
        _ => include_str!("../../../benches/employment.toml"),
    };
    let document = Document::parse(name, text.as_bytes()).expect("a document");
    let overrides = Overrides { runs: Some(runs), ..Overrides::default() };
    let mut scenario = document.lower(&NoSources, &overrides).expect("a scenario");
    scenario.setup.settings.sampler = sampler;
    scenario
}

pub fn bits(columns: &[Column]) -> Vec<u64> {
    columns.iter().flatten().map(|value| value.to_bits()).collect()
}

/// Requires equal answers from every processor, and tells which were asked.
#[track_caller]
pub fn same_everywhere<T: PartialEq>(what: &str, answer: impl Fn(Processor) -> T) {
    let all = Processor::all();
    let names: Vec<&str> = all.iter().map(|processor| processor.name()).collect();
    println!("{what}: {}", names.join(", "));
    let first = answer(all[0]);
    for processor in &all[1..] {
        let name = processor.name();
        assert!(answer(*processor) == first, "{what}: {name} differs from {}", all[0].name());
    }
}

#[test]
fn draws_have_the_same_bits() {
    for coupling in [Coupling::Independent, Coupling::Antithetic] {
        same_everywhere(&format!("{coupling:?} draws"), |processor| {
            let mut all = Vec::new();
            for (first, index) in [(0, 0), (5_000_000_000, 7), (9_999_999_744, 39)] {
                let stream = Stream::new(20_260_223, Purpose::QuarterShock, Entity::of("AMZN"));
                let runs = Runs::consecutive(first, coupling);
                let (mut quad, mut rest) = ([Column::of(0.0); 4], [Column::of(0.0); 3]);
                let [one, other, even] = &mut rest;
                normal_quad(processor, &stream, &runs, index, &mut quad);
                exponential_pair(processor, &stream, &runs, index, one, other);
                uniform(processor, &stream, &runs, index, even);
                all.extend(bits(&quad));
                all.extend(bits(&rest));
            }
            all
        });
    }
}

#[test]
fn functions_have_the_same_bits() {
    same_everywhere("functions", |processor| {
        let x = Column::from(std::array::from_fn(|lane| 5.6 * (lane as f64 - 128.3)));
        let mut columns = [Column::of(0.0); 6];
        processor.run(
            #[inline(always)]
            || {
                for lane in 0..LANES {
                    let turns = (lane as f64 + 0.3) / LANES as f64;
                    columns[0][lane] = vector::exp(x[lane]);
                    columns[1][lane] = vector::exp_minus_one(0.01 * x[lane]);
                    columns[2][lane] = vector::ln(columns[0][lane]);
                    (columns[3][lane], columns[4][lane]) = vector::sin_cos_of_turns(turns);
                    columns[5][lane] = vestrisk::random::normal_quantile(turns);
                }
            },
        );
        let mut powers = columns[0];
        vector::bounded_power(processor, &mut powers, 0.3);
        [bits(&columns), bits(&[powers])].concat()
    });
}

/// Everything that a plan says of a block of runs.
fn block_bits(setup: &Setup, processor: Processor, first: u64) -> Vec<u64> {
    let plan = Plan::with_monthly_prices(setup).on(processor);
    let mut block = Block::new(&plan);
    block.simulate(&plan, &Runs::consecutive(first, setup.settings.sampler.coupling()));
    let mut all: Vec<u64> = bits(&block.prices.prices);
    all.extend(bits(&block.prices.averages));
    all.extend(block.draws.exponentials.iter().flat_map(|columns| bits(columns)));
    all.extend(block.draws.shocks.columns().flat_map(|column| bits(&[*column])));
    all.extend(bits(&block.draws.extra));
    all.extend(bits(&block.careers.columns));
    for lane in 0..LANES {
        all.extend(pay_bits(&block, lane));
        for offer in 0..setup.offers.len() {
            let (month, cause) = exit_bits(&plan, &block, offer, lane);
            all.extend([month, cause]);
        }
    }
    all
}

#[test]
fn blocks_of_the_benches_have_the_same_bits() {
    for name in ["w", "employment"] {
        for sampler in Sampler::ALL {
            let setup = bench(name, (10_000, sampler)).setup;
            same_everywhere(&format!("{name}, {sampler:?}"), |processor| {
                [0, 5_000_000_000].map(|first| block_bits(&setup, processor, first))
            });
        }
    }
}

#[test]
fn blocks_of_random_worlds_have_the_same_bits() {
    same_everywhere("random worlds", |processor| {
        let of = |number| block_bits(&world(number), processor, 1_024 * number);
        (0..WORLDS).map(of).collect::<Vec<_>>()
    });
}

fn pool() -> ThreadPool {
    ThreadPoolBuilder::new().num_threads(2).build().expect("threads can be started")
}

/// The whole summary as text, which tells 0 from −0 and every bit of the other numbers.
fn summary(scenario: &Scenario, pool: &ThreadPool, memory: u64, processor: Processor) -> String {
    let options = Options { pool, memory, detail: Detail::Whole, processor };
    format!("{:?}", summarize(scenario, &options, &Unobserved).expect("the job runs"))
}

#[test]
fn summaries_have_the_same_bits() {
    let pool = pool();
    for name in ["w", "employment"] {
        for sampler in Sampler::ALL {
            let scenario = bench(name, (3_000, sampler));
            same_everywhere(&format!("summary of {name}, {sampler:?}, exact"), |processor| {
                summary(&scenario, &pool, 1 << 30, processor)
            });
        }
        // Random runs stream when their samples do not fit, by the rule that `streaming` tests.
        let scenario = bench(name, (20_000, Sampler::Random));
        let memory = super::streaming::too_little_for_samples(&scenario, &pool);
        same_everywhere(&format!("summary of {name}, streaming"), |processor| {
            summary(&scenario, &pool, memory, processor)
        });
    }
}

/// Antithetic runs stream only when they are many: their replicates are counted too.
#[test]
fn streamed_replicates_have_the_same_bits() {
    let pool = ThreadPoolBuilder::new().num_threads(2).build().expect("threads can be started");
    let setup = bench("w", (1_200_000, Sampler::Antithetic)).setup;
    same_everywhere("replicates, streaming", |processor| {
        let mut request = Request::new(&pool, 34 << 20);
        request.processor = processor;
        let id = request.add(Measure::Pay { offer: 0 }, Keep::Samples);
        let outcome = engine::run(&setup, &request, &Unobserved).expect("the job runs");
        assert!(!outcome.keeps_samples(), "there is too little memory for samples");
        let replicates = outcome.streamed_replicates(id);
        assert_eq!(replicates.len(), vestrisk::statistics::REPLICATES);
        assert_eq!(replicates.iter().map(Order::count).sum::<u64>(), 1_200_000);
        let all = outcome.sample(id).expect("it was asked for").value(60_000);
        (format!("{replicates:?} {:?}", outcome.tally(id)), all.to_bits())
    });
}

/// Products and sums of normals, fused or rounded twice.
fn products(processor: Processor, fused: bool) -> Vec<u64> {
    let stream = Stream::new(1, Purpose::QuarterShock, Entity::of("AMZN"));
    let mut four = [Column::of(0.0); 4];
    let runs = Runs::consecutive(0, Coupling::Independent);
    normal_quad(processor, &stream, &runs, 0, &mut four);
    let mut out = Column::of(0.0);
    let [a, b, c, _] = &four;
    processor.run(
        #[inline(always)]
        || {
            for lane in 0..LANES {
                let plain = a[lane] * b[lane] + c[lane];
                out[lane] = if fused { a[lane].mul_add(b[lane], c[lane]) } else { plain };
            }
        },
    );
    bits(&[out])
}

#[test]
fn control_a_plain_multiply_add_on_one_processor_is_caught() {
    same_everywhere("fused everywhere", |processor| products(processor, true));
    same_everywhere("fused nowhere", |processor| products(processor, false));
    // As if one compiled loop had been written without `mul_add`: the first set's, or the only one's.
    let first = Processor::all()[0];
    let (plain, fused) = (products(first, false), products(Processor::best(), true));
    let apart = plain.iter().zip(&fused).filter(|(plain, fused)| plain != fused).count();
    println!("control: {apart} of {LANES} lanes tell");
    assert!(apart > LANES / 20, "only {apart} lanes tell one from the other");
}
