//! Shares of runs: joined they are one whole run to the bit, stored they are themselves again, and what is damaged, missing or
//! of another job is refused.

mod bytes;
mod forged;
mod measures;
mod refusals;

use std::sync::atomic::Ordering;

use rand::rngs::StdRng;
use rand::seq::SliceRandom;
use rand::{RngExt, SeedableRng};
use rayon::{ThreadPool, ThreadPoolBuilder};
use vestrisk::analysis::{Answer, Part, answers, join, parts};
use vestrisk::simulation::{Exits, RunShare, Sampler, SweepRoom};
use vestrisk::{Detail, Document, Error, NoSources, Options, Overrides, Scenario, Unobserved};

use crate::support::{Patience, processor};

/// More memory than the samples of any job here need.
const PLENTY: u64 = 1 << 30;

/// Two offers whose exits are drawn from different hazards, a sign-on that is clawed back, and a walk-away.
const TWO: &str = r#"
format = 1
[simulation]
discount_rate = 0.04
[goals]
walk_away = 900_000
[stocks.AMZN]
price = 230
expected_return = 0.04
model = { kind = "gbm", volatility = 0.32 }
[attrition.leaves]
voluntary = [0.15, 0.2]
layoff = 0.05
[[offers]]
name = "Back-loaded, with ✓ and \"quotes\""
attrition = "leaves"
base_salary = 175_000
[[offers.sign_on]]
amount = 80_000
paid = { at = 0 }
clawback = "prorated_12"
[[offers.grants]]
stock = "AMZN"
value = 650_000
vesting = [[12, 5], [24, 15], [36, 40], [48, 40]]
[[offers]]
name = "Even"
attrition = "amazon"
base_salary = 180_000
[[offers.grants]]
stock = "AMZN"
value = 500_000
vesting = "even_quarterly"
"#;

/// One offer, not discounted: a single distribution, so that few runs' samples outweigh its counts.
const ONE: &str = r#"
format = 1
[[offers]]
name = "Alone"
attrition = "amazon"
base_salary = { low = 150_000, high = 190_000 }
"#;

fn pool(threads: usize) -> ThreadPool {
    ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started")
}

fn options(pool: &ThreadPool, memory: u64) -> Options<'_> {
    Options { pool, memory, detail: Detail::Means, processor: processor() }
}

fn scenario(text: &str, runs: u64, (sampler, exits): (Sampler, Exits)) -> Scenario {
    let document = Document::parse("study.toml", text.as_bytes()).expect("it is TOML");
    let overrides = Overrides {
        runs: Some(runs),
        seed: Some(20_261_126),
        sampler: Some(sampler),
        exits: Some(exits),
        ..Overrides::default()
    };
    document.lower(&NoSources, &overrides).expect("a scenario")
}

fn share(index: u32, of: u32) -> RunShare {
    RunShare::new(index, of).expect("there is such a share")
}

/// Bytes that samples may take, and the most threads.
#[derive(Clone, Copy, Debug)]
struct Means {
    memory: u64,
    threads: usize,
}

/// Samples are kept.
const ROOMY: Means = Means { memory: PLENTY, threads: 3 };

/// The samples of 60,000 runs of [`TWO`] are not kept, on any of these numbers of threads.
const TIGHT: Means = Means { memory: 6_800_000, threads: 3 };
const MANY: u64 = 60_001;

/// Counts of [`TWO`] on one thread and nothing more: no samples are kept, however few.
const BARE: Means = Means { memory: 3_276_800, threads: 1 };

/// The whole answer, to the last bit: figures that differ are written differently.
fn whole(scenario: &Scenario, means: Means) -> String {
    let pool = pool(means.threads);
    let (one, room) = (std::slice::from_ref(scenario), &mut SweepRoom::default());
    let all = answers(one, room, &options(&pool, means.memory), &Unobserved);
    written(&all.expect("the scenario is answered")[0])
}

fn written(answer: &Answer) -> String {
    format!("{answer:#?}")
}

/// A share of a scenario, through its bytes.
fn part(scenario: &Scenario, share: RunShare, means: Means) -> Part {
    let pool = pool(means.threads);
    let options = options(&pool, means.memory);
    let found = parts(std::slice::from_ref(scenario), share, &options, &Unobserved);
    let found = found.expect("the share is simulated").remove(0);
    Part::from_bytes(&found.to_bytes()).expect("its bytes are whole")
}

/// All shares of a scenario, in an order and on numbers of threads that are drawn.
fn shares(scenario: &Scenario, of: u32, means: Means) -> Vec<Part> {
    let mut rng = StdRng::seed_from_u64(u64::from(of));
    let mut order: Vec<u32> = (1..=of).collect();
    order.shuffle(&mut rng);
    let each = order.into_iter().map(|index| {
        let threads = rng.random_range(1..=means.threads);
        part(scenario, share(index, of), Means { threads, ..means })
    });
    each.collect()
}

fn joined(parts: Vec<Part>) -> Result<Answer, Error> {
    // Nothing of the memory allowed here counts: what is joined was counted or kept already.
    join(parts, &options(&pool(2), 0), &Unobserved)
}

/// Requires of some numbers of shares the answer of one run, and says how many bytes the last ones are.
#[track_caller]
fn same_in_shares(scenario: &Scenario, counts: &[u32], means: Means) -> usize {
    let whole = whole(scenario, means);
    let mut bytes = 0;
    for &of in counts {
        let parts = shares(scenario, of, means);
        bytes = parts.iter().map(|part| part.to_bytes().len()).sum();
        assert_eq!(written(&joined(parts).expect("all are there")), whole, "{of} shares");
    }
    bytes
}

#[test]
fn shares_join_to_the_bits_of_one_run() {
    for sampler in Sampler::ALL {
        for exits in Exits::ALL {
            // Several chunks with a short last one; and so few runs that most shares are empty.
            for (runs, counts) in [(5_301, &[1, 2, 7, 16][..]), (701, &[5])] {
                same_in_shares(&scenario(TWO, runs, (sampler, exits)), counts, ROOMY);
            }
        }
    }
    same_in_shares(&scenario(ONE, 1, (Sampler::Random, Exits::Sampled)), &[1, 3], ROOMY);
}

#[test]
fn shares_of_samples_that_are_not_kept_join_as_well() {
    // Every replicate is counted by itself: only the samples of many runs need more memory than that.
    let alone = Means { memory: 22 << 20, threads: 1 };
    for (text, runs, sampler, means) in [
        (TWO, MANY, Sampler::Random, TIGHT),
        (ONE, 570_001, Sampler::Antithetic, alone),
        (ONE, 570_001, Sampler::Sobol, alone),
    ] {
        let scenario = scenario(text, runs, (sampler, Exits::Sampled));
        let streamed = same_in_shares(&scenario, &[3], means);
        assert!((streamed as u64) < 8 * runs, "{streamed} bytes are no samples");
    }
}

#[test]
fn shares_are_all_runs_once_and_differ_by_a_unit() {
    for (exits, unit) in [(Exits::Sampled, 1_024), (Exits::Integrated, 256)] {
        for (sampler, runs, of) in
            [(Sampler::Random, 20_011, 7), (Sampler::Antithetic, 9_217, 5), (Sampler::Sobol, 90, 3)]
        {
            let scenario = scenario(ONE, runs, (sampler, exits));
            let pool = pool(2);
            let done: Vec<u64> = (1..=of)
                .map(|index| {
                    let watch = Patience::of(u64::MAX);
                    let options = options(&pool, PLENTY);
                    parts(std::slice::from_ref(&scenario), share(index, of), &options, &watch)
                        .expect("the share is simulated");
                    watch.done.load(Ordering::SeqCst)
                })
                .collect();
            assert_eq!(done.iter().sum::<u64>(), runs, "{done:?}");
            // A share may lack a unit that others have; short ones, a replicate's last, make up the rest.
            let (least, most) = (done.iter().min(), done.iter().max());
            let short =
                if exits == Exits::Sampled { 1 } else { 32_u64.div_ceil(u64::from(of)) + 1 };
            let apart = most.zip(least).map(|(most, least)| most - least).expect("shares");
            assert!(apart <= unit * short, "{done:?}");
        }
    }
}

#[test]
fn a_share_that_is_not_there_is_refused() {
    for (index, of) in [(0, 1), (1, 0), (3, 2), (0, 0)] {
        let error = RunShare::new(index, of).expect_err("there is no such share");
        assert_eq!(error.given, format!("{index}/{of}"));
    }
    assert_eq!((share(2, 3).index(), share(2, 3).of()), (2, 3));
    assert_eq!(share(1, 1), RunShare::WHOLE);
}
