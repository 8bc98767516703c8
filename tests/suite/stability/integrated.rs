//! Integrated exits: the outcomes of every run add up to one, the same bits come on every number of threads and all
//! vector instructions, and who cancels or has too little memory is told.

use std::sync::atomic::Ordering;

use rayon::ThreadPoolBuilder;
use vestrisk::attrition::Cause;
use vestrisk::error::Error;
use vestrisk::random::{LANES, Runs};
use vestrisk::simulation::kernel::{Block, Integration, SHARES, Scheme, Wanted};
use vestrisk::simulation::plan::{ExitGroup, Plan};
use vestrisk::simulation::{Exits, Keep, Measure, Request, Sampler, Setup, Unobserved, engine};
use vestrisk::statistics::{Order, REPLICATES};
use vestrisk::{Detail, Options, Processor, Scenario, summarize};

use super::processors::{bench, same_everywhere};
use crate::support::Patience;
use crate::worlds::world;

/// Random worlds that are tried.
const WORLDS: u64 = 60;
/// How far probabilities may miss 1 by rounding: a few hundred outcomes, each with an exponential of relative error
/// 1e-13.
const ROUNDING: f64 = 1e-11;

fn integrated(mut scenario: Scenario) -> Scenario {
    scenario.setup.settings.exits = Exits::Integrated;
    scenario
}

/// The sums of probabilities and shares over the outcomes of each scheme, by lane.
struct Sums {
    probability: Vec<[f64; LANES]>,
    shares: Vec<[u64; LANES]>,
    outcomes: usize,
}

fn sums(setup: &Setup, lanes: usize) -> Sums {
    let plan = Plan::new(setup);
    let groups = plan.exit_groups();
    let count = groups.len() + 1;
    let mut sums = Sums {
        probability: vec![[0.0; LANES]; count],
        shares: vec![[0; LANES]; count],
        outcomes: 0,
    };
    let wanted = vec![Wanted::ALL; groups.len()];
    let (mut block, mut integration) = (Block::new(&plan), Integration::new(&plan));
    let runs = Runs::of_replicate(5 * 32 + 7, setup.settings.sampler.coupling(), REPLICATES as u64);
    let asked = (&groups[..], &wanted[..], Some(Wanted::ALL));
    integration.simulate(&plan, asked, (&runs, lanes, &mut block), &mut |block, outcome| {
        let at = match outcome.scheme {
            Scheme::Group(at) => at,
            Scheme::Across => count - 1,
        };
        sums.outcomes += 1;
        for lane in 0..LANES {
            let (probability, shares) = (outcome.probability[lane], outcome.shares[lane]);
            assert!((0.0..=1.0 + ROUNDING).contains(&probability), "{probability}");
            let by_cause: f64 = outcome.causes.iter().map(|(_, part)| part[lane]).sum();
            let whole = outcome.causes.is_empty() || (by_cause - probability).abs() <= ROUNDING;
            assert!(whole, "{by_cause} of {probability}");
            sums.probability[at][lane] += probability;
            sums.shares[at][lane] += shares;
        }
        let cause = outcome.causes.first().map(|(cause, _)| *cause);
        shown(&plan, block, groups.get(at), cause);
    });
    sums
}

/// Exits that a block shows are within the horizon; those of the group at hand are of the cause shown or none.
fn shown(plan: &Plan, block: &Block, group: Option<&ExitGroup>, cause: Option<Cause>) {
    for exits in &block.careers.exits {
        for lane in 0..LANES {
            let (month, code) = (exits.month[lane], exits.cause[lane]);
            assert!(month >= 0.0 && !month.is_nan(), "an exit in month {month}");
            assert_eq!(code == 0, month == f64::INFINITY, "month {month}, code {code}");
            assert!(code == 0 || month <= f64::from(plan.horizon), "month {month}");
        }
    }
    let Some(group) = group.filter(|group| !group.is_certain()) else { return };
    for &at in &group.employments {
        // Who is laid off so late that the notice outlasts the horizon stays.
        let stays = cause.is_none() || plan.employments[at].notice > 0;
        let own = [cause.map_or(0, Cause::code), if stays { 0 } else { u64::MAX }];
        for code in &block.careers.exits[at].cause {
            assert!(own.contains(code), "code {code} where {cause:?} is shown");
        }
    }
}

#[test]
fn the_outcomes_of_a_run_add_up_to_one() {
    let mut most = 0;
    for number in 0..WORLDS {
        let setup = world(number);
        for lanes in [LANES, 100] {
            let sums = sums(&setup, lanes);
            most = most.max(sums.outcomes);
            for (probability, shares) in sums.probability.iter().zip(&sums.shares) {
                for lane in 0..LANES {
                    let (run, whole) = if lane < lanes { (1.0, SHARES) } else { (0.0, 0) };
                    let off = (probability[lane] - run).abs();
                    assert!(
                        off <= ROUNDING,
                        "world {number}: {} in lane {lane}",
                        probability[lane]
                    );
                    assert_eq!(shares[lane], whole, "world {number}, lane {lane}");
                }
            }
        }
    }
    assert!(most > 100, "some world has many outcomes, at most {most}");
}

fn summary(scenario: &Scenario, threads: usize, processor: Processor) -> String {
    let pool = ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    let options = Options { pool: &pool, memory: 1 << 30, detail: Detail::Whole, processor };
    format!("{:?}", summarize(scenario, &options, &Unobserved).expect("the job runs"))
}

#[test]
fn threads_move_no_bit() {
    for name in ["w", "employment"] {
        for sampler in Sampler::ALL {
            // Less than a block of each replicate, and several units of work with a short last block.
            let many = if name == "w" { 150_001 } else { 20_001 };
            for runs in [1, 33, many] {
                let scenario = integrated(bench(name, (runs, sampler)));
                let alone = summary(&scenario, 1, Processor::best());
                for threads in [2, 3] {
                    let same = summary(&scenario, threads, Processor::best()) == alone;
                    assert!(same, "{name}, {sampler:?}, {runs} runs, {threads} threads");
                }
            }
        }
    }
}

#[test]
fn processors_move_no_bit() {
    for name in ["w", "employment"] {
        for sampler in Sampler::ALL {
            let scenario = integrated(bench(name, (600, sampler)));
            let label = format!("integrated summary of {name}, {sampler:?}");
            same_everywhere(&label, |processor| summary(&scenario, 2, processor));
        }
    }
}

#[test]
fn every_run_counts_once() {
    let pool = ThreadPoolBuilder::new().num_threads(2).build().expect("threads");
    for sampler in Sampler::ALL {
        for runs in [1, 31, 32, 33, 8_191, 8_192, 8_193, 20_000] {
            let scenario = integrated(bench("w", (runs, sampler)));
            let mut request = Request::new(&pool, 1 << 30);
            let id = request.add(Measure::Pay { offer: 0 }, Keep::Samples);
            let outcome = engine::run(&scenario.setup, &request, &Unobserved).expect("it runs");
            let sample = outcome.sample(id).expect("it was asked for");
            assert_eq!(sample.count(), runs * SHARES, "{sampler:?}");
            assert_eq!(outcome.tally(id).total.count(), runs, "{sampler:?}");
            let each = outcome.streamed_replicates(id);
            assert_eq!(each.iter().map(Order::count).sum::<u64>(), runs * SHARES);
        }
    }
}

#[test]
fn who_cancels_is_heard_and_who_lacks_memory_is_told() {
    let pool = ThreadPoolBuilder::new().num_threads(2).build().expect("threads");
    let setup = integrated(bench("w", (1_000_000, Sampler::Random))).setup;
    for runs in [0, 10_000] {
        let patience = Patience::of(runs);
        let mut request = Request::new(&pool, 1 << 30);
        request.add(Measure::Pay { offer: 0 }, Keep::Samples);
        let end = engine::run(&setup, &request, &patience);
        assert!(matches!(end, Err(Error::Interrupted)), "{end:?}");
        let done = patience.done.load(Ordering::SeqCst);
        // Each of the two threads may finish the block it is in.
        assert!((runs..=runs + 2 * LANES as u64).contains(&done), "{done} runs");
    }
    let mut request = Request::new(&pool, 1 << 20);
    request.add(Measure::Pay { offer: 0 }, Keep::Samples);
    let end = engine::run(&setup, &request, &Unobserved);
    assert!(matches!(end, Err(Error::Memory { .. })), "{end:?}");
    // Memory does not grow with the runs.
    let mut most = setup;
    most.settings.runs = vestrisk::quantity::MOST_RUNS;
    let mut request = Request::new(&pool, 64 << 20);
    request.add(Measure::Pay { offer: 0 }, Keep::Samples);
    let stop = Patience::of(1);
    let end = engine::run(&most, &request, &stop);
    assert!(matches!(end, Err(Error::Interrupted)), "{end:?}");
}
