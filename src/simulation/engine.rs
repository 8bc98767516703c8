//! The engine: runs chunks on the threads it is given and merges them so that threads, order and
//! schedule cannot move a bit.

use std::slice::ChunksExactMut;
use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use super::kernel::{Block, Wanted};
use super::observer::Observer;
use super::outcome::{Outcome, Samples};
use super::plan::Plan;
use super::reading::ReadingScratch;
use super::request::{Measure, Request};
use super::setup::Setup;
use super::tally::{PartialTally, Pilot, Tally};
use crate::error::Error;
use crate::random::{CHUNK_RUNS, LANES, Runs};

/// Bytes of the threads' columns that count for nothing: a usual scenario needs a few MiB a thread, one of
/// tens of thousands of tranches in whole units can need more than a machine has.
const FREE_COLUMNS: u64 = 256 << 20;

/// Simulates every run of a setup and answers a request.
///
/// The same setup gives the same bits on every number of threads: sums are rounded to fixed point once
/// a chunk, around a shift taken from runs 0 … 1,023 of the job.
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
    let plan = Plan::new(setup).on(request.processor);
    let workers = request.pool.current_num_threads() as u64;
    let columns = workers.saturating_mul(plan.block_bytes()).saturating_sub(FREE_COLUMNS);
    let needed = needed.saturating_add(columns);
    let too_much = Error::Memory { needed, allowed: request.memory };
    if needed > request.memory {
        return Err(too_much);
    }
    let job = Job { setup, plan: &plan, request, observer };
    let mut samples = Samples::new(request.measures(), runs).ok_or(too_much)?;
    let tallies = job.run(&mut samples)?;
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

/// What one worker keeps between chunks.
struct Worker {
    block: Box<Block>,
    scratch: Box<ReadingScratch>,
    tallies: Vec<Tally>,
}

/// Chunks that are still to be simulated, each with its part of the samples.
struct Queue<'a> {
    next: u64,
    chunks: u64,
    slots: ChunksExactMut<'a, f64>,
}

impl<'a> Queue<'a> {
    fn next(&mut self) -> Option<(u64, &'a mut [f64])> {
        let chunk = self.next;
        self.next += 1;
        let slot = self.slots.next().unwrap_or_default();
        (chunk < self.chunks).then_some((chunk, slot))
    }
}

impl Job<'_> {
    fn run(&self, samples: &mut Samples) -> Result<Vec<Tally>, Error> {
        let empty = self.empty_tallies();
        let chunks = self.setup.settings.runs.div_ceil(CHUNK_RUNS as u64);
        let width = samples.chunk().max(1);
        let (places, data) = samples.split();
        let queue = Queue { next: 0, chunks, slots: data.chunks_exact_mut(width) };
        let queue = Mutex::new(queue);
        let work = || {
            let mut worker = self.worker(empty.clone());
            loop {
                let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
                let Some((chunk, slot)) = next else { return Ok(worker.tallies) };
                if self.observer.cancelled() {
                    return Err(Error::Interrupted);
                }
                self.one_chunk(&mut worker, chunk, slot, places)?;
            }
        };
        let parts = self.request.pool.broadcast(|_| work());
        parts.into_iter().try_fold(empty.clone(), |mut all, part| {
            all.iter_mut().zip(&part?).for_each(|(mine, theirs)| mine.merge(theirs));
            Ok(all)
        })
    }

    fn worker(&self, tallies: Vec<Tally>) -> Worker {
        let measures = self.request.measures().iter();
        let wanted =
            measures.fold(Wanted::default(), |wanted, (measure, _)| wanted.and(measure.wants()));
        let block = Box::new(Block::with(self.plan, wanted));
        Worker { block, scratch: Box::default(), tallies }
    }

    /// The blocks of a chunk, each with its number of runs: all lanes, fewer in the last.
    fn blocks(&self, chunk: u64) -> impl Iterator<Item = (Runs, usize)> {
        let coupling = self.setup.settings.sampler.coupling();
        let all = self.setup.settings.runs;
        (0..CHUNK_RUNS / LANES).filter_map(move |block| {
            let first = chunk * CHUNK_RUNS as u64 + (block * LANES) as u64;
            let left = all.checked_sub(first).filter(|left| *left > 0)?;
            let lanes = usize::try_from(left).map_or(LANES, |left| left.min(LANES));
            Some((Runs { first, coupling }, lanes))
        })
    }

    /// Empty sums around shifts from the job's first chunk.
    fn empty_tallies(&self) -> Vec<Tally> {
        let mut worker = self.worker(Vec::new());
        let measures = self.request.measures();
        let mut pilots = vec![Pilot::default(); measures.len()];
        for (runs, lanes) in self.blocks(0) {
            worker.block.simulate(self.plan, &runs);
            for ((measure, _), pilot) in measures.iter().zip(&mut pilots) {
                let reading = measure.read(self.plan, &worker.block, &mut worker.scratch);
                pilot.add(reading.column, reading.marks, lanes);
            }
        }
        let replicated = self.setup.settings.sampler.is_replicated();
        let shift = |measure: &Measure, pilot: Pilot| {
            if measure.is_indicator() { 0.0 } else { pilot.shift() }
        };
        let tallies = measures.iter().zip(pilots);
        tallies.map(|((measure, _), pilot)| Tally::new(shift(measure, pilot), replicated)).collect()
    }

    fn one_chunk(
        &self,
        worker: &mut Worker,
        chunk: u64,
        slot: &mut [f64],
        places: &[Option<usize>],
    ) -> Result<(), Error> {
        let measures = self.request.measures();
        let processor = self.plan.processor;
        let mut parts: Vec<PartialTally> =
            measures.iter().zip(&worker.tallies).map(|((measure, _), tally)| tally.part(measure)).collect();
        let mut done = 0;
        for (runs, lanes) in self.blocks(chunk) {
            worker.block.simulate(self.plan, &runs);
            for (((measure, _), part), place) in measures.iter().zip(&mut parts).zip(places) {
                let reading = measure.read(self.plan, &worker.block, &mut worker.scratch);
                part.add(processor, reading, &runs, lanes);
                if let Some(place) = place {
                    let from = place * CHUNK_RUNS + done;
                    slot[from..][..lanes].copy_from_slice(&reading.column[..lanes]);
                }
            }
            done += lanes;
        }
        for (((measure, _), part), tally) in measures.iter().zip(&parts).zip(&mut worker.tallies) {
            tally.add(part);
            if tally.total.overflowed() {
                return Err(Error::Overflow { measure: measure.describe() });
            }
        }
        self.observer.advanced(done as u64);
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
