//! Jobs whose samples do not fit into the memory allowed, beside the same jobs with enough of it: sums to the
//! bit, order statistics to the width of a class, verdicts alike.

use rayon::{ThreadPool, ThreadPoolBuilder};
use vestrisk::analysis::{Comparison, Distribution};
use vestrisk::error::Error;
use vestrisk::quantity::Dollars;
use vestrisk::simulation::{Keep, Measure, Outcome, Request, Sampler, Setup, engine};
use vestrisk::statistics::{Dominant, Estimate, RELATIVE_ERROR};
use vestrisk::{Detail, Options, Scenario, Summary, Unobserved, summarize};

use super::processors::bench;
use crate::support::processor;

/// Dollars by which anything may be off: the dead zone around zero.
const DEAD_ZONE: f64 = 1.0 / 128.0;
const PLENTY: u64 = 4 << 30;

fn pool(threads: usize) -> ThreadPool {
    ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started")
}

fn with_memory(scenario: &Scenario, pool: &ThreadPool, memory: u64) -> Result<Summary, Error> {
    // Every distribution of antithetic runs is counted 33 times: fewer of them.
    let random = scenario.setup.settings.sampler == Sampler::Random;
    let detail = if random { Detail::Whole } else { Detail::Means };
    let options = Options { pool, memory, detail, processor: processor() };
    summarize(scenario, &options, &Unobserved)
}

/// The least memory that a job runs in, less than its samples need.
pub fn too_little_for_samples(scenario: &Scenario, pool: &ThreadPool) -> u64 {
    match with_memory(scenario, pool, 0) {
        Err(Error::Memory { needed, allowed: 0 }) => needed,
        other => panic!("a job in no memory: {:?}", other.map(|_| ())),
    }
}

/// The same for a few measures of a setup, and what they are then.
fn streamed(setup: &Setup, measures: &[Measure], pool: &ThreadPool) -> Outcome {
    let ask = |memory| {
        let mut request = Request::new(pool, memory);
        for measure in measures {
            request.add(*measure, Keep::Samples);
        }
        engine::run(setup, &request, &Unobserved)
    };
    let Err(Error::Memory { needed, .. }) = ask(0) else { panic!("a job in no memory") };
    let outcome = ask(needed).expect("what is needed is enough");
    assert!(!outcome.keeps_samples(), "{needed} bytes are too little for samples");
    outcome
}

/// How far an estimate of the streaming job may be from the exact one.
fn tolerance(exact: &Estimate, largest: f64) -> f64 {
    exact.value.abs().max(largest) * RELATIVE_ERROR + DEAD_ZONE
}

/// What differs between two distributions by more than it may.
fn faults(exact: &Distribution, streamed: &Distribution, errors: f64) -> Vec<String> {
    let sums = |of: &Distribution| format!("{:?} {:?} {:?} {:?}", of.mean, of.sd, of.min, of.max);
    let mut faults = Vec::new();
    if sums(exact) != sums(streamed) {
        faults.push(format!("{} and not {}", sums(streamed), sums(exact)));
    }
    let mut check = |name: &str, exact: Estimate, streamed: Estimate, largest: f64| {
        let apart = (exact.value - streamed.value).abs();
        if apart.is_nan() || apart > tolerance(&exact, largest) {
            faults.push(format!("{name}: {} and not {}", streamed.value, exact.value));
        }
        let [own, other] = [exact, streamed].map(|estimate| estimate.std_error.unwrap_or(0.0));
        let apart = (own - other).abs();
        if apart.is_nan() || apart > errors * own + tolerance(&exact, largest) {
            faults.push(format!("{name}: ± {other} and not ± {own}"));
        }
    };
    for ((name, exact), (_, streamed)) in
        exact.percentiles.named().into_iter().zip(streamed.percentiles.named())
    {
        check(name, exact, streamed, 0.0);
    }
    // A tail of both signs has larger amounts than its mean.
    let mixed = exact.min < 0.0 && exact.percentiles.p05.value > 0.0;
    let largest = if mixed { exact.min.abs().max(exact.percentiles.p05.value) } else { 0.0 };
    check("shortfall", exact.expected_shortfall, streamed.expected_shortfall, largest);
    faults
}

/// Every distribution of a summary.
fn distributions(summary: &Summary) -> Vec<(String, Distribution)> {
    let mut all = Vec::new();
    for offer in &summary.offers {
        let mut add =
            |what: &str, of: Distribution| all.push((format!("{} {what}", offer.name), of));
        add("pay", offer.pay.distribution);
        add("present value", offer.present_value.distribution);
        offer.pay_without_option.into_iter().for_each(|of| add("without option", of));
        for year in &offer.years {
            year.pay.into_iter().for_each(|of| add(&format!("year {}", year.year), of));
        }
    }
    let against =
        |one: &Comparison| (format!("{} less {}", one.offer, one.baseline), one.difference);
    all.extend(summary.comparisons.iter().map(against));
    all
}

/// Requires that everything but the order of samples is equal, bit by bit.
fn same_sums(exact: &Summary, streamed: &Summary) {
    let sums = |summary: &Summary| {
        let offers = summary.offers.iter().map(|offer| {
            let walk_away = offer.pay.probability_walk_away;
            let parts = (&offer.components, &offer.exit, &offer.clawback);
            format!("{walk_away:?} {parts:?} {:?}", offer.unvested_at_horizon)
        });
        let ahead = summary.comparisons.iter().map(|one| format!("{:?}", one.probability_ahead));
        offers.chain(ahead).collect::<Vec<String>>()
    };
    assert_eq!(sums(exact), sums(streamed));
    let stated = [exact, streamed].map(|summary| summary.simulation.percentile_error.to_bits());
    assert_eq!(stated, [0, RELATIVE_ERROR.to_bits()], "the error is stated");
}

#[test]
fn a_streaming_job_is_within_a_class_of_the_exact_one() {
    let pool = pool(2);
    for (name, runs) in [("w", 100_000), ("employment", 60_000), ("w", 1_023), ("w", 1)] {
        let scenario = bench(name, (runs, Sampler::Random));
        let memory = too_little_for_samples(&scenario, &pool);
        let exact = with_memory(&scenario, &pool, PLENTY).expect("enough memory");
        let streamed = with_memory(&scenario, &pool, memory).expect("enough for counts");
        same_sums(&exact, &streamed);
        let own = distributions(&streamed);
        for ((what, exact), (_, streamed)) in distributions(&exact).iter().zip(&own) {
            let faults = faults(exact, streamed, 0.1);
            assert!(faults.is_empty(), "{name}, {runs} runs, {what}: {faults:#?}");
        }
        let apart = distributions(&exact)
            .into_iter()
            .map(|(_, of)| of)
            .ne(own.into_iter().map(|(_, of)| of));
        assert!(apart || runs == 1, "{name}: nothing was streamed");
    }
}

/// One thread, so that fewer counts fit where samples do not.
#[test]
fn replicates_that_stream_show_the_same_errors() {
    let pool = pool(1);
    let scenario = bench("w", (1_700_000, Sampler::Antithetic));
    let memory = too_little_for_samples(&scenario, &pool);
    let exact = with_memory(&scenario, &pool, PLENTY).expect("enough memory");
    let streamed = with_memory(&scenario, &pool, memory).expect("enough for counts");
    same_sums(&exact, &streamed);
    let own = distributions(&streamed);
    assert!(distributions(&exact) != own, "nothing was streamed");
    for ((what, exact), (_, streamed)) in distributions(&exact).iter().zip(&own) {
        let faults = faults(exact, streamed, 0.1);
        assert!(faults.is_empty(), "{what}: {faults:#?}");
    }
}

#[test]
fn control_values_beyond_their_class_are_found() {
    let pool = pool(2);
    let scenario = bench("w", (20_000, Sampler::Random));
    let exact = with_memory(&scenario, &pool, PLENTY).expect("enough memory");
    let pay = exact.offers[0].pay.distribution;
    assert!(faults(&pay, &pay, 0.0).is_empty());
    let mut wide = pay;
    wide.percentiles.p75.value *= 1.0 + 1.01 * RELATIVE_ERROR;
    wide.expected_shortfall.value *= 1.0 - 1.01 * RELATIVE_ERROR;
    assert_eq!(faults(&pay, &wide, 0.1).len(), 2, "a percentile and the shortfall");
    let mut moved = pay;
    moved.mean.value = moved.mean.value.next_up();
    assert_eq!(faults(&pay, &moved, 0.1).len(), 1, "the last bit of a mean");
}

#[test]
fn dominance_is_the_same_where_margins_are_wide() {
    let pool = pool(2);
    let verdict = |raised: Option<usize>| {
        let mut scenario = bench("w", (50_000, Sampler::Random));
        if let Some(offer) = raised {
            scenario.setup.offers[offer].salary.base = Dollars::new(1_000_000.0).unwrap().into();
            scenario.setup.offers[1 - offer].sign_on.clear();
        }
        let memory = too_little_for_samples(&scenario, &pool);
        let [exact, streamed] = [PLENTY, memory].map(|memory| {
            let summary = with_memory(&scenario, &pool, memory).expect("enough memory");
            summary.comparisons[0].dominance
        });
        println!("{raised:?}: {exact:?} and {streamed:?}");
        assert_eq!((exact.first, exact.second), (streamed.first, streamed.second), "{raised:?}");
        let off = (exact.largest_violation - streamed.largest_violation).abs();
        assert!(off <= 4e6 * RELATIVE_ERROR, "{exact:?} and {streamed:?}");
        (exact.first, exact.second)
    };
    assert_eq!(verdict(Some(0)), (Dominant::Offer, Dominant::Offer));
    assert_eq!(verdict(Some(1)), (Dominant::Baseline, Dominant::Baseline));
    assert_eq!(verdict(None).0, Dominant::None);
}

/// What a streaming job knows, as text.
fn text(outcome: &Outcome, setup: &Setup, measures: &[Measure]) -> Vec<String> {
    let mut request = Request::new(&crate::reference::measured::POOL, 0);
    let ids = measures.iter().map(|measure| request.add(*measure, Keep::Samples));
    assert_eq!(outcome.runs, setup.settings.runs);
    ids.map(|id| {
        let (tally, replicates) = (outcome.tally(id), outcome.streamed_replicates(id));
        format!("{tally:?} {:?} {replicates:?}", outcome.sample(id))
    })
    .collect()
}

#[test]
fn threads_move_no_bit_of_a_streaming_job() {
    let pools = [1, 2, 3, 8].map(pool);
    let measures = [
        Measure::Pay { offer: 0 },
        Measure::Difference { offer: 0, baseline: 1 },
        Measure::Year { offer: 1, year: 2 },
    ];
    for runs in [1, 257, 1_025, 300_000] {
        let setup = bench("w", (runs, Sampler::Random)).setup;
        let alone = text(&streamed(&setup, &measures, &pools[0]), &setup, &measures);
        for pool in &pools[1..] {
            let found = text(&streamed(&setup, &measures, pool), &setup, &measures);
            assert!(found == alone, "{runs} runs, {} threads", pool.current_num_threads());
        }
    }
    // Few enough threads that replicates stream.
    let setup = bench("w", (1_700_000, Sampler::Antithetic)).setup;
    let pay = &measures[..1];
    let alone = text(&streamed(&setup, pay, &pools[0]), &setup, pay);
    for pool in &pools[1..3] {
        let found = text(&streamed(&setup, pay, pool), &setup, pay);
        assert!(found == alone, "antithetic, {} threads", pool.current_num_threads());
    }
}
