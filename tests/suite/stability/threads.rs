//! The same bits on every number of threads, for every number of runs, and for a run replayed alone.

use rayon::prelude::*;
use rayon::{ThreadPool, ThreadPoolBuilder};
use vestrisk::attrition::Cause;
use vestrisk::offer::Component;
use vestrisk::simulation::plan::Plan;
use vestrisk::simulation::{Keep, Measure, Request, Sampler, Setup, Unobserved, engine, ledger};
use vestrisk::statistics::Moments;

use super::{exit_bits, pay_bits};
use crate::support::samples;
use crate::worlds::world;

/// Bytes that samples may take here: more than any job of these needs.
const MEMORY: u64 = 1 << 30;
/// Sizes around a block of 256 runs and a chunk of 1,024, and several chunks with a short last one.
const RUNS: [u64; 8] = [1, 255, 256, 257, 1_023, 1_024, 1_025, 10_000];

fn pool(threads: usize) -> ThreadPool {
    ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started")
}

/// Worlds with at least two offers, of which one has a grant.
fn worlds() -> impl Iterator<Item = Setup> {
    let rich = |setup: &Setup| {
        setup.offers.len() > 1 && setup.offers.iter().any(|offer| !offer.grants.is_empty())
    };
    (0..1_000).map(world).filter(rich)
}

fn with(setup: &Setup, runs: u64, sampler: Sampler) -> Setup {
    let mut setup = setup.clone();
    (setup.settings.runs, setup.settings.sampler) = (runs, sampler);
    setup
}

/// Every kind of measure of every offer.
fn measures(setup: &Setup) -> Vec<Measure> {
    let mut all = Vec::new();
    for offer in 0..setup.offers.len() {
        let horizon = setup.settings.horizon_months;
        all.extend([
            Measure::Pay { offer },
            Measure::PresentValue { offer },
            Measure::Unvested { offer },
            Measure::Difference { offer, baseline: 0 },
            Measure::Ahead { offer, baseline: 0 },
            Measure::Reaches { offer, threshold: 300_000.0 },
            Measure::Retained { offer, month: horizon / 2 },
            Measure::OwesClawback { offer },
            Measure::ClawbackIfOwed { offer },
            Measure::Left { offer, cause: None },
        ]);
        let components = Component::ALL.map(|component| Measure::Component { offer, component });
        all.extend(components);
        all.extend((1..=setup.years()).map(|year| Measure::Year { offer, year }));
        all.extend(Cause::ALL.map(|cause| Measure::Left { offer, cause: Some(cause) }));
    }
    all
}

/// Sums and samples of every measure. The sums as text, which tells 0 from -0.
fn bits(setup: &Setup, pool: &ThreadPool) -> Vec<(String, Vec<u64>)> {
    let mut request = Request::new(pool, MEMORY);
    let ids: Vec<_> =
        measures(setup).into_iter().map(|measure| request.add(measure, Keep::Samples)).collect();
    let outcome = engine::run(setup, &request, &Unobserved).expect("the job runs");
    assert_eq!(outcome.runs, setup.settings.runs);
    let read = |id| {
        let samples = samples(&outcome, id).expect("samples are kept");
        let bits: Vec<u64> = samples.into_iter().map(f64::to_bits).collect();
        (format!("{:?}", outcome.tally(id)), bits)
    };
    ids.into_iter().map(read).collect()
}

#[test]
fn threads_move_no_bit() {
    let pools = [1, 2, 3, 8].map(pool);
    for setup in worlds().take(3) {
        for sampler in Sampler::ALL {
            for runs in RUNS {
                let job = with(&setup, runs, sampler);
                let alone = bits(&job, &pools[0]);
                for pool in &pools[1..] {
                    let threads = pool.current_num_threads();
                    assert!(
                        bits(&job, pool) == alone,
                        "{sampler:?}, {runs} runs, {threads} threads"
                    );
                }
            }
        }
    }
}

/// Many jobs side by side on the threads that each of them asks for: a job that waited for the others' threads
/// would take them up inside itself, one in another, until the stack ended.
#[test]
fn jobs_on_the_threads_of_their_own_pool() {
    // A short stack, so that few jobs inside one another would be too many.
    let builder = ThreadPoolBuilder::new().num_threads(2).stack_size(256 << 10);
    let pool = builder.build().expect("threads can be started");
    let setup = worlds().next().expect("a world");
    let job = with(&setup, 3_000, Sampler::Random);
    let alone = bits(&job, &pool);
    let same: Vec<bool> =
        pool.install(|| (0..400).into_par_iter().map(|_| bits(&job, &pool) == alone).collect());
    assert!(same.into_iter().all(|same| same));
}

#[test]
fn sums_without_samples_have_the_same_bits() {
    let pool = pool(2);
    for setup in worlds().take(3) {
        let job = with(&setup, 3_000, Sampler::Random);
        let mut request = Request::new(&pool, 0);
        let ids: Vec<_> =
            measures(&job).into_iter().map(|measure| request.add(measure, Keep::Moments)).collect();
        let sums = engine::run(&job, &request, &Unobserved).expect("sums need no memory");
        let kept = bits(&job, &pool);
        for (id, (text, _)) in ids.into_iter().zip(kept) {
            assert_eq!(format!("{:?}", sums.tally(id)), text);
            assert!(sums.sample(id).is_none() && samples(&sums, id).is_none());
        }
    }
}

#[test]
fn sums_are_those_of_the_samples() {
    let pool = pool(2);
    for setup in worlds().take(3) {
        for (runs, sampler) in RUNS.into_iter().zip(Sampler::ALL.into_iter().cycle()) {
            let job = with(&setup, runs, sampler);
            let mut request = Request::new(&pool, MEMORY);
            let id = request.add(Measure::Pay { offer: 0 }, Keep::Samples);
            let outcome = engine::run(&job, &request, &Unobserved).expect("the job runs");
            let (tally, samples) =
                (outcome.tally(id), samples(&outcome, id).expect("they are kept"));
            let mean = samples.iter().sum::<f64>() / runs as f64;
            assert_eq!((tally.total.count(), samples.len() as u64), (runs, runs));
            assert_eq!(tally.total.max(), samples.iter().copied().reduce(f64::max));
            assert_eq!(tally.total.min(), samples.iter().copied().reduce(f64::min));
            assert!(tally.total.mean().is_some_and(|sum| (sum - mean).abs() < 1e-9 * mean));
            let replicated: u64 = tally.replicates.iter().map(Moments::count).sum();
            assert_eq!(replicated, if sampler == Sampler::Random { 0 } else { runs });
        }
    }
}

#[test]
fn control_another_seed_moves_the_bits() {
    let pool = pool(2);
    let setup = worlds().next().expect("there are worlds");
    let mut other = with(&setup, 1_025, Sampler::Random);
    let first = bits(&other, &pool);
    other.settings.seed ^= 1;
    assert!(bits(&other, &pool) != first);
}

#[test]
fn a_short_job_is_the_start_of_a_longer_one() {
    let pool = pool(2);
    for setup in worlds().take(3) {
        for sampler in Sampler::ALL {
            let long = bits(&with(&setup, 10_000, sampler), &pool);
            for runs in RUNS {
                let short = bits(&with(&setup, runs, sampler), &pool);
                for ((_, short), (_, long)) in short.iter().zip(&long) {
                    assert_eq!(short.len() as u64, runs);
                    assert!(long.starts_with(short), "{sampler:?}, {runs} runs");
                }
            }
        }
    }
}

#[test]
fn a_run_replayed_alone_is_its_row_in_the_dump() {
    let pool = pool(3);
    for (setup, sampler) in worlds().take(6).zip(Sampler::ALL.into_iter().cycle()) {
        let job = with(&setup, 3_333, sampler);
        let (plan, monthly) = (Plan::new(&job), Plan::with_monthly_prices(&job));
        let samples = pay_samples(&job, &pool);
        let mut seen = 0;
        let visited =
            engine::visit_blocks(&job, &plan, &pool, &Unobserved, |runs, lanes, block| {
                assert_eq!(runs.run(0), seen, "blocks come in order");
                for lane in [0, 1, 2, lanes / 2, lanes / 2 + 1, lanes - 1] {
                    let run = runs.run(lane);
                    let paid = block.pay[0].total[lane];
                    assert_eq!(samples[usize::try_from(run).unwrap()].to_bits(), paid.to_bits());
                    for replayed in [&plan, &monthly] {
                        let (ledgers, alone) =
                            ledger::ledgers(&job, replayed, run).expect("the amounts are finite");
                        assert_eq!(pay_bits(&alone, 0), pay_bits(block, lane), "run {run}");
                        for (at, replay) in ledgers.iter().enumerate() {
                            let exit = exit_bits(replayed, &alone, at, 0);
                            assert_eq!(exit, exit_bits(&plan, block, at, lane), "run {run}");
                            assert_eq!(*replay, ledger::read(&plan, block, at, lane), "run {run}");
                        }
                    }
                }
                seen += lanes as u64;
                Ok(())
            });
        assert!(visited.is_ok() && seen == 3_333, "every run is visited");
    }
}

/// Pay of every run under the first offer.
fn pay_samples(setup: &Setup, pool: &ThreadPool) -> Vec<f64> {
    let mut request = Request::new(pool, MEMORY);
    let id = request.add(Measure::Pay { offer: 0 }, Keep::Samples);
    let outcome = engine::run(setup, &request, &Unobserved).expect("the job runs");
    samples(&outcome, id).expect("samples are kept")
}
