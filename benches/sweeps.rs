//! Cycles a run and case of the study `ten-thousand` on one core: its simulation with figures, the rows made of them, and
//! the lowering of each case; and the time of the same cases one by one as a ratio to the study's, in turns in one process.
//! The clock is measured beside each repetition, as in `cycles`. Asserts that both give the same rows.
//!
//! `cargo bench --bench sweeps`, of 400 cases; `-- --all` of all 10,000 cases once; with `--test` of 20 cases once.
#![allow(missing_docs, reason = "a bench")]

mod clock;

use std::hint::black_box;
use std::time::Instant;

use clock::clock;
use rayon::{ThreadPool, ThreadPoolBuilder};
use vestrisk::Processor;
use vestrisk::analysis::{Detail, Options, answers};
use vestrisk::scenario::{Scenario, builtin};
use vestrisk::simulation::{SweepRoom, Unobserved};
use vestrisk::study::{BuiltIn, Checked, Study, StudyChanges, Table, Wanted};

/// Cases simulated together, as the command does.
const TOGETHER: u64 = 400;
const REPETITIONS: usize = 15;
const MEMORY: u64 = 1 << 30;

/// A study on one thread.
struct Bench<'s> {
    study: &'s Study,
    checked: Checked<'s>,
    table: Table,
    pool: ThreadPool,
}

impl Bench<'_> {
    fn options(&self) -> Options<'_> {
        let (memory, detail) = (MEMORY, Detail::Means);
        Options { pool: &self.pool, memory, detail, processor: Processor::best() }
    }

    /// The rows of some cases, so many at a time.
    fn rows(&self, cases: u64, together: u64, room: &mut SweepRoom) -> Vec<Vec<u8>> {
        let (options, mut rows) = (self.options(), Vec::new());
        for first in (0..cases).step_by(usize::try_from(together).expect("few")) {
            let batch = first..cases.min(first + together);
            let with = (&options, &mut *room);
            let of = self.table.contents((self.study, &self.checked), batch, with, &Unobserved);
            rows.extend(of.expect("every case is simulated"));
        }
        rows
    }
}

fn main() {
    let given = |name: &str| std::env::args().any(|flag| flag == name);
    let (cases, repetitions) = match (given("--test"), given("--all")) {
        (true, _) => (20, 1),
        (_, true) => (10_000, 1),
        _ => (TOGETHER, REPETITIONS),
    };
    let text = builtin::study("ten-thousand").expect("it ships");
    let study = Study::read("ten-thousand", text.as_bytes(), &BuiltIn, &StudyChanges::default());
    let study = study.expect("it is a study");
    let pool = ThreadPoolBuilder::new().num_threads(1).build().expect("a thread starts");
    let wanted = Wanted { metrics: &[], offers: &[], memory: MEMORY, shard: None };
    let bench = Bench {
        study: &study,
        checked: study.check(&pool, &Unobserved).expect("every case is right"),
        table: Table::new(&study, &wanted).expect("all columns"),
        pool,
    };
    let runs = study.base().setup.settings.runs;
    let lower = |case| study.scenario(case).expect("it is right");
    let lowered: Vec<Scenario> = (0..cases.min(TOGETHER)).map(lower).collect();
    let (mut whole, mut alone, mut figures) = (vec![], vec![], vec![]);
    let (mut lowering, mut ratios) = (vec![], vec![]);
    let mut room = SweepRoom::default();
    for _ in 0..repetitions {
        let (together, rows) = cycles(|| bench.rows(cases, TOGETHER, &mut room));
        let (one_by_one, same) = cycles(|| bench.rows(cases, 1, &mut SweepRoom::default()));
        assert!(rows == same, "cases simulated together have the rows of their own runs");
        let (swept, _) = cycles(|| {
            answers(&lowered, &mut room, &bench.options(), &Unobserved).expect("figures")
        });
        let all = (runs * cases) as f64;
        whole.push(together.0 / all);
        alone.push(one_by_one.0 / all);
        let few = (runs * lowered.len() as u64) as f64;
        figures.push(swept.0 / few);
        let (lowered, _) = cycles(|| (0..cases.min(TOGETHER)).map(lower).collect::<Vec<_>>());
        lowering.push(lowered.0 / few);
        ratios.push(one_by_one.1 / together.1);
    }
    let [whole, alone, figures, lowering, ratio] =
        [whole, alone, figures, lowering, ratios].map(median);
    println!("{cases} cases of {runs} runs and two offers, one thread, medians of {repetitions}");
    println!("cycles a run and case: {figures:.1}, with rows {whole:.1}; lowering {lowering:.1}");
    println!("the same cases one by one: {alone:.1}, {ratio:.2} times as long");
}

/// Cycles and nanoseconds of some work, and what it gave.
fn cycles<T>(work: impl FnOnce() -> T) -> ((f64, f64), T) {
    let before = clock();
    let start = Instant::now();
    let found = black_box(work());
    let nanoseconds = start.elapsed().as_nanos() as f64;
    ((nanoseconds * f64::midpoint(before, clock()), nanoseconds), found)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_unstable_by(f64::total_cmp);
    values[values.len() / 2]
}
