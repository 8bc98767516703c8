//! The engine: runs blocks on the threads it is given and merges them so that threads, order and
//! schedule cannot move a bit.

use rayon::prelude::*;

use super::kernel::Block;
use super::observer::Observer;
use super::outcome::{Outcome, Samples};
use super::plan::Plan;
use super::request::{Measure, Request};
use super::setup::Setup;
use super::tally::Tally;
use crate::error::Error;
use crate::random::{Column, LANES, Runs};

/// Bytes of the threads' columns that count for nothing: a usual scenario needs a few MiB a thread, one of
/// tens of thousands of tranches in whole units can need more than a machine has.
const FREE_COLUMNS: u64 = 256 << 20;

/// Simulates every run of a setup and answers a request.
///
/// The same setup gives the same bits on every number of threads: sums are rounded to fixed point once
/// a block, around a shift taken from runs 0 … 1,023 of the job.
///
/// # Errors
/// [`Error::Memory`] before the start when the samples do not fit; [`Error::Interrupted`] when the
/// observer cancels; [`Error::Overflow`] when a measure leaves the range of exact sums.
pub fn run(
    setup: &Setup,
    request: &Request<'_>,
    observer: &dyn Observer,
) -> Result<Outcome, Error> {
    let runs = setup.settings.runs;
    // Quantiles sort a copy of each sample, and another one by replicate where runs are coupled.
    let copies = if setup.settings.sampler.is_replicated() { 3 } else { 2 };
    let needed = copies * Samples::bytes(request.measures(), runs);
    if needed > request.memory {
        return Err(Error::Memory { needed, allowed: request.memory });
    }
    let plan = Plan::new(setup);
    let workers = request.pool.current_num_threads() as u64;
    let columns = workers.saturating_mul(plan.block_bytes()).saturating_sub(FREE_COLUMNS);
    let needed = needed.saturating_add(columns);
    let too_much = Error::Memory { needed, allowed: request.memory };
    if needed > request.memory {
        return Err(too_much);
    }
    let job = Job { setup, plan: &plan, request, observer };
    let mut samples = Samples::new(request.measures(), runs).ok_or(too_much)?;
    samples.fill(&|| !observer.cancelled()).ok_or(Error::Interrupted)?;
    let tallies = request.pool.install(|| job.run(&mut samples))?;
    let measures: Vec<Measure> = request.measures().iter().map(|(measure, _)| *measure).collect();
    match measures.iter().zip(&tallies).find(|(_, tally)| tally.total.overflowed()) {
        Some((measure, _)) => Err(Error::Overflow { measure: measure.describe() }),
        None => Ok(Outcome { runs, measures, tallies, samples }),
    }
}

struct Job<'a> {
    setup: &'a Setup,
    plan: &'a Plan,
    request: &'a Request<'a>,
    observer: &'a dyn Observer,
}

/// What one worker keeps between blocks.
struct Worker {
    block: Box<Block>,
    scratch: Box<Column>,
    tallies: Vec<Tally>,
}

impl Job<'_> {
    fn run(&self, samples: &mut Samples) -> Result<Vec<Tally>, Error> {
        let empty = self.empty_tallies();
        let places: Vec<Option<usize>> =
            (0..self.request.measures().len()).map(|at| samples.place(at)).collect();
        let blocks = self.setup.settings.runs.div_ceil(LANES as u64);
        let work = |worker: Result<Worker, Error>, (index, slot): (u64, &mut [f64])| {
            let mut worker = worker?;
            self.one_block(&mut worker, index, slot, &places)?;
            Ok(worker)
        };
        let start = || Ok(self.worker(empty.clone()));
        let merged = |a: Result<Vec<Tally>, Error>, b: Result<Vec<Tally>, Error>| {
            let (mut a, b) = (a?, b?);
            a.iter_mut().zip(&b).for_each(|(mine, theirs)| mine.merge(theirs));
            Ok(a)
        };
        let none = || Ok(empty.clone());
        let tallies = |worker: Result<Worker, Error>| worker.map(|worker| worker.tallies);
        match samples.block() {
            0 => {
                let indices = (0..blocks).into_par_iter();
                indices
                    .map(|index| (index, [].as_mut_slice()))
                    .fold(start, work)
                    .map(tallies)
                    .reduce(none, merged)
            }
            width => {
                let slots = samples.data.par_chunks_exact_mut(width).enumerate();
                slots
                    .map(|(index, slot)| (index as u64, slot))
                    .fold(start, work)
                    .map(tallies)
                    .reduce(none, merged)
            }
        }
    }

    fn worker(&self, tallies: Vec<Tally>) -> Worker {
        let block = Box::new(Block::new(self.plan));
        Worker { block, scratch: Box::new([0.0; LANES]), tallies }
    }

    fn runs(&self, index: u64) -> Runs {
        let coupling = self.setup.settings.sampler.coupling();
        Runs { first: index * LANES as u64, coupling }
    }

    /// Runs of a block: all lanes, fewer in the last block.
    fn lanes(&self, runs: &Runs) -> usize {
        let left = self.setup.settings.runs - runs.first;
        usize::try_from(left).map_or(LANES, |left| left.min(LANES))
    }

    /// Empty sums around shifts from the job's first block.
    fn empty_tallies(&self) -> Vec<Tally> {
        let mut pilot = self.worker(Vec::new());
        let runs = self.runs(0);
        pilot.block.simulate(self.plan, &runs);
        let replicated = self.setup.settings.sampler.is_replicated();
        let tallies = self.request.measures().iter().map(|(measure, _)| {
            let column = measure.column(self.plan, &pilot.block, &mut pilot.scratch);
            let marks = measure.marks(self.plan, &pilot.block, column);
            Tally::new(Tally::shift(column, marks.as_ref(), self.lanes(&runs)), replicated)
        });
        tallies.collect()
    }

    fn one_block(
        &self,
        worker: &mut Worker,
        index: u64,
        slot: &mut [f64],
        places: &[Option<usize>],
    ) -> Result<(), Error> {
        if self.observer.cancelled() {
            return Err(Error::Interrupted);
        }
        let runs = self.runs(index);
        let lanes = self.lanes(&runs);
        worker.block.simulate(self.plan, &runs);
        let tallies = worker.tallies.iter_mut().zip(places);
        for ((measure, _), (tally, place)) in self.request.measures().iter().zip(tallies) {
            let column = measure.column(self.plan, &worker.block, &mut worker.scratch);
            let marks = measure.marks(self.plan, &worker.block, column);
            tally.add(column, marks.as_ref(), &runs, lanes);
            if tally.total.overflowed() {
                return Err(Error::Overflow { measure: measure.describe() });
            }
            if let Some(place) = place {
                slot[place * LANES..][..LANES].copy_from_slice(column);
            }
        }
        self.observer.advanced(lanes as u64);
        Ok(())
    }
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
    mut visit: impl FnMut(&Runs, usize, &Block) -> Result<(), Error>,
) -> Result<(), Error> {
    let total = setup.settings.runs;
    let coupling = setup.settings.sampler.coupling();
    let mut window = vec![Block::new(plan); 2 * pool.current_num_threads()];
    let blocks = total.div_ceil(LANES as u64);
    for first_block in (0..blocks).step_by(window.len()) {
        if observer.cancelled() {
            return Err(Error::Interrupted);
        }
        let runs =
            |place: usize| Runs { first: (first_block + place as u64) * LANES as u64, coupling };
        pool.install(|| {
            window.par_iter_mut().enumerate().for_each(|(place, block)| {
                if runs(place).first < total {
                    block.simulate(plan, &runs(place));
                }
            });
        });
        for (place, block) in window.iter().enumerate() {
            let left = total.saturating_sub(runs(place).first);
            let lanes = usize::try_from(left).map_or(LANES, |left| left.min(LANES));
            if lanes > 0 {
                visit(&runs(place), lanes, block)?;
                observer.advanced(lanes as u64);
            }
        }
    }
    Ok(())
}
