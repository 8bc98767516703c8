//! Who interrupts a job after its last run, while samples are sorted and summarized, is heard as well.

use std::sync::atomic::{AtomicU64, Ordering};

use vestrisk::random::CHUNK_RUNS;
use vestrisk::statistics::REPLICATES;
use vestrisk::{
    Detail, Document, Error, NoSources, Observer, Options, Overrides, Scenario, Summary,
    Unobserved, summarize,
};

use crate::support::{plain_default, processor};

const RUNS: u64 = 267_144;

/// Cancels at a question after the last run has been simulated.
struct Late {
    /// Questions after the last run that are answered with yes.
    patience: u64,
    done: AtomicU64,
    asked: AtomicU64,
}

impl Late {
    fn after(patience: u64) -> Self {
        Self { patience, done: AtomicU64::new(0), asked: AtomicU64::new(0) }
    }

    /// Questions after the last run.
    fn asked(&self) -> u64 {
        self.asked.load(Ordering::SeqCst)
    }
}

impl Observer for Late {
    fn advanced(&self, runs: u64) {
        self.done.fetch_add(runs, Ordering::SeqCst);
    }

    fn cancelled(&self) -> bool {
        self.done.load(Ordering::SeqCst) == RUNS
            && self.asked.fetch_add(1, Ordering::SeqCst) == self.patience
    }
}

fn scenario(sampler: &str) -> Scenario {
    let text = plain_default().replacen(
        "[simulation]",
        &format!("[simulation]\nsampler = \"{sampler}\""),
        1,
    );
    let overrides = Overrides { runs: Some(RUNS), ..Overrides::default() };
    let document = Document::parse("late.toml", text.as_bytes()).expect("it is TOML");
    document.lower(&NoSources, &overrides).expect("it is valid")
}

fn summary(scenario: &Scenario, threads: usize, observer: &dyn Observer) -> Result<Summary, Error> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    let options =
        Options { pool: &pool, memory: 1 << 30, detail: Detail::Means, processor: processor() };
    summarize(scenario, &options, observer)
}

#[test]
fn a_job_that_is_summarized_stops_at_the_first_no() {
    for sampler in ["random", "antithetic"] {
        let scenario = scenario(sampler);
        let patient = Late::after(u64::MAX);
        let whole = summary(&scenario, 1, &patient).expect("nobody cancels");
        assert_eq!(whole, summary(&scenario, 1, &Unobserved).expect("nobody cancels"));
        let questions = patient.asked();
        // Five samples (pay and present value of two offers, a difference) are read at least once each to
        // settle their ranks, those of pay again for dominance and again for the histogram's edges, and a
        // pass asks after 32 chunks at most; of coupled runs each of the 32 replicates asks as well.
        let pass = RUNS.div_ceil(CHUNK_RUNS as u64) / 32;
        let replicates = if sampler == "random" { 0 } else { 5 * REPLICATES as u64 };
        println!("{sampler}: {questions} questions, a pass {pass}");
        assert!(questions >= (5 + 2 + 2) * pass + replicates, "{sampler}: {questions} questions");
        for patience in (0..questions).step_by(7).chain([questions - 1]) {
            let late = Late::after(patience);
            let end = summary(&scenario, 1, &late);
            assert!(matches!(end, Err(Error::Interrupted)), "{sampler}, {patience}: {end:?}");
            // The no is remembered, though this observer says it only once: nothing is done after.
            assert_eq!(late.asked(), patience + 1, "{sampler}");
        }
    }
}

#[test]
fn several_threads_stop_as_well() {
    let scenario = scenario("random");
    for patience in [0, 30, 60] {
        let late = Late::after(patience);
        let end = summary(&scenario, 3, &late);
        assert!(matches!(end, Err(Error::Interrupted)), "{patience}: {end:?}");
        // Threads that were asking at the same moment had their yes; each may have one.
        assert!(late.asked() <= patience + 3, "{patience}: {} questions", late.asked());
    }
}
