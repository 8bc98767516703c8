//! The engine: runs chunks on the threads it is given and merges them so that threads, order and
//! schedule cannot move a bit.

use super::integrated::IntegratedJob;
use super::job::Job;
use super::kernel::{Block, Integration};
use super::observer::{Observer, Unobserved};
use super::outcome::{Asked, Memory, Outcome};
use super::partial::PartialOutcome;
use super::plan::Plan;
use super::request::{Keep, Request};
use super::run_share::RunShare;
use super::samples::{Layout, Samples};
use super::setup::{Exits, Settings, Setup};
use super::visits::{blocks, in_order};
use crate::error::Error;
use crate::random::{Column, Runs};
use crate::statistics::REPLICATES;

/// Bytes of a thread's columns that count for nothing, so that small jobs are judged by their runs: ten years of daily
/// prices of 32 stocks need 159 MiB, tens of thousands of tranches in whole units can need more than a machine has.
const FREE_COLUMNS: u64 = 4 << 20;

/// Bytes a run and measure that comparing two measures over all percentiles may take beside their samples.
const WORKING_BYTES: u64 = 32;

/// Bytes that the counts of one measure usually touch: 16 KiB for each factor of 2 between the least and the
/// greatest amount, from a dollar up to a million.
const COUNT_BYTES: u64 = 20 * (1 << 14);

/// Simulates every run of a setup and answers a request.
///
/// The same setup gives the same bits on every number of threads: sums are rounded to fixed point once
/// a chunk, around a shift taken from runs 0 … 1,023 of the job. Samples are kept, and what is read off their
/// order is exact, as long as they fit into the memory allowed; beyond that their values are only counted in
/// classes, in constant memory.
///
/// # Errors
/// [`Error::Memory`] before the start when the columns and counts do not fit; [`Error::Interrupted`] when
/// the observer cancels; [`Error::Overflow`] when a measure leaves the range of exact sums.
pub fn run(
    setup: &Setup,
    request: &Request<'_>,
    observer: &dyn Observer,
) -> Result<Outcome, Error> {
    simulate(setup, request, RunShare::WHOLE, observer)?.settled()
}

/// Simulates a share of the runs of a setup: what it adds up to, for [`Outcome::merge`]. Whether samples are kept is decided
/// as [`run`] decides it, by what all runs need, and runs 0 … 1,023 are simulated for the shift in every share.
///
/// # Errors
/// Those of [`run`].
pub fn run_share(
    setup: &Setup,
    request: &Request<'_>,
    share: RunShare,
    observer: &dyn Observer,
) -> Result<PartialOutcome, Error> {
    simulate(setup, request, share, observer).map(|found| PartialOutcome::new(share, found))
}

/// What a share of the runs adds up to.
fn simulate(
    setup: &Setup,
    request: &Request<'_>,
    share: RunShare,
    observer: &dyn Observer,
) -> Result<Outcome, Error> {
    let runs = setup.settings.runs;
    let plan = Plan::new(setup).on(request.processor);
    let asked = Asked::new(request.measures(), setup.settings.discount_rate.get() != 0.0);
    let replicated = setup.settings.is_replicated() || request.replicates;
    let job = Job { setup, plan: &plan, measures: &asked.measures, replicated, observer };
    let needs = Needs::new(&job, request);
    let processor = plan.processor;
    let memory = Memory { exact: needs.exact, allowed: request.memory };
    let exits = setup.settings.exits;
    let mut stratified = Vec::new();
    let (mut counts, mut shares, mut samples) = (Vec::new(), Vec::new(), None);
    let tallies;
    match exits {
        Exits::Sampled => {
            let room = needs.samples(&job, share, request.memory)?;
            (tallies, counts, samples) = job.run(request.pool, share.chunks(runs), room)?;
        }
        Exits::Integrated => {
            needs.keep_samples(request.memory)?;
            let integrated = IntegratedJob::new(&job);
            stratified = integrated.stratified();
            (tallies, shares) = integrated.run(request.pool, share)?;
        }
    }
    Ok(Outcome {
        runs,
        exits,
        stratified,
        processor,
        asked,
        tallies,
        counts,
        shares,
        samples,
        memory,
    })
}

/// Bytes that a job needs.
struct Needs {
    /// With all samples kept.
    exact: u64,
    /// With values counted in classes only.
    streaming: u64,
}

impl Needs {
    fn new(job: &Job<'_>, request: &Request<'_>) -> Self {
        let Settings { runs, exits, .. } = job.setup.settings;
        let workers = request.pool.current_num_threads() as u64;
        let columns = match exits {
            Exits::Sampled => 0,
            Exits::Integrated => Integration::block_columns(job.plan) * size_of::<Column>(),
        };
        let columns = job.plan.block_bytes().saturating_add(columns as u64);
        let columns = workers.saturating_mul(columns.saturating_sub(FREE_COLUMNS));
        let kept = job.measures.iter().filter(|(_, keep)| *keep == Keep::Samples).count() as u64;
        let counts = kept * COUNT_BYTES;
        let replicates = if job.replicated { REPLICATES as u64 } else { 0 };
        if exits == Exits::Integrated {
            // Counts of each thread, two numbers a class and wide ones beside; of all runs; and of the replicates,
            // three numbers a wide class.
            let streaming = counts * (3 * workers + 3 + replicates.div_ceil(3)) + columns;
            return Self { exact: u64::MAX, streaming };
        }
        let working = if kept == 0 { 0 } else { runs.saturating_mul(WORKING_BYTES) };
        let samples = Layout::new(job.measures).bytes(runs).saturating_add(working);
        let counts = counts * (workers + 1);
        Self {
            exact: samples.saturating_add(counts + columns),
            streaming: counts * (1 + replicates) + columns,
        }
    }

    /// Room for the samples of a share, `None` where those of all runs do not fit but counts do.
    fn samples(
        &self,
        job: &Job<'_>,
        share: RunShare,
        allowed: u64,
    ) -> Result<Option<Samples>, Error> {
        if !self.keep_samples(allowed)? {
            return Ok(None);
        }
        let lacking = Error::Memory { needed: self.exact, allowed };
        let room = Samples::new(Layout::new(job.measures), share.runs(&job.setup.settings));
        room.ok_or(lacking).map(Some)
    }

    /// Whether there is room for samples; an error where there is none for counts either.
    fn keep_samples(&self, allowed: u64) -> Result<bool, Error> {
        let needed = self.exact.min(self.streaming);
        if needed > allowed {
            return Err(Error::Memory { needed, allowed });
        }
        Ok(self.exact <= allowed)
    }
}

/// Whether a job would keep its samples, as [`run`] decides it.
///
/// # Errors
/// [`Error::Memory`] when it could not even count them.
pub fn keeps_samples(setup: &Setup, request: &Request<'_>) -> Result<bool, Error> {
    let plan = Plan::new(setup).on(request.processor);
    let asked = Asked::new(request.measures(), setup.settings.discount_rate.get() != 0.0);
    let replicated = setup.settings.is_replicated() || request.replicates;
    let (measures, observer) = (&asked.measures, &Unobserved);
    let job = Job { setup, plan: &plan, measures, replicated, observer };
    Needs::new(&job, request).keep_samples(request.memory)
}

/// Simulates runs again and hands their blocks to `visit` in order, with the number of runs in each,
/// for dumps of single runs. Blocks are simulated on all threads of `pool`, a window at a time.
///
/// # Errors
/// The first error of `visit`; [`Error::Interrupted`] when the observer cancels.
pub fn visit_blocks(
    setup: &Setup,
    plan: &Plan,
    pool: &rayon::ThreadPool,
    observer: &dyn Observer,
    visit: impl FnMut(&Runs, usize, &Block) -> Result<(), Error>,
) -> Result<(), Error> {
    let all = 0..blocks(setup);
    let simulate = |block: &mut Block, runs: &Runs| block.simulate(plan, runs);
    in_order(setup, (pool, observer), all, (|| Block::new(plan), simulate), visit)
}
