//! A running job: hands chunks of runs to the threads, each of which simulates them block by block and adds
//! up what is asked for.

use std::ops::Range;
use std::slice::ChunksExactMut;
use std::sync::{Mutex, PoisonError};

use super::kernel::{Block, Wanted};
use super::observer::Observer;
use super::outcome::Counts;
use super::plan::Plan;
use super::reading::ReadingScratch;
use super::request::{Keep, Measure};
use super::samples::{Layout, Samples};
use super::setup::Setup;
use super::tally::{PartialTally, Pilot, Tally, replicate_of};
use crate::error::Error;
use crate::random::{CHUNK_RUNS, LANES, Runs};
use crate::statistics::{Bins, REPLICATES};

/// What is simulated, what for, and who watches.
pub(super) struct Job<'a> {
    pub setup: &'a Setup,
    pub plan: &'a Plan,
    /// Distinct measures.
    pub measures: &'a [(Measure, Keep)],
    /// Whether there are sums of each replicate.
    pub replicated: bool,
    pub observer: &'a dyn Observer,
}

/// What a job adds up.
type Found = (Vec<Tally>, Vec<Counts>, Option<Samples>);

/// What one worker keeps between chunks.
struct Worker {
    block: Box<Block>,
    scratch: Box<ReadingScratch>,
    tallies: Vec<Tally>,
    counts: Vec<Counts>,
    /// Values of each replicate of a block.
    parts: Vec<Vec<f64>>,
}

/// Chunks that are still to be simulated, each with its part of the samples.
struct Queue<'a> {
    chunks: Range<u64>,
    slots: ChunksExactMut<'a, f64>,
}

impl<'a> Queue<'a> {
    fn next(&mut self) -> Option<(u64, &'a mut [f64])> {
        let chunk = self.chunks.next()?;
        Some((chunk, self.slots.next().unwrap_or_default()))
    }
}

impl Job<'_> {
    /// Simulates some chunks on the threads of a pool; their samples are filled where there is room for them.
    pub(super) fn run(
        &self,
        pool: &rayon::ThreadPool,
        chunks: Range<u64>,
        mut samples: Option<Samples>,
    ) -> Result<Found, Error> {
        let empty = self.empty_tallies();
        let keeps = samples.is_some();
        let (layout, data) = samples.as_mut().map(Samples::split).unzip();
        let width = layout.map_or(1, |layout| layout.chunk().max(1));
        let slots = data.unwrap_or_default().chunks_exact_mut(width);
        let queue = Mutex::new(Queue { chunks, slots });
        let work = || {
            let mut worker = self.worker(empty.clone(), self.empty_counts(keeps));
            loop {
                let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
                let Some((chunk, slot)) = next else { return Ok((worker.tallies, worker.counts)) };
                if self.observer.cancelled() {
                    return Err(Error::Interrupted);
                }
                self.one_chunk(&mut worker, chunk, slot, layout)?;
            }
        };
        // On one of the pool's own threads a job works alone: the others have jobs of their own, and to wait for
        // them would mean to take up one of these inside this one, and in it the next, until the stack ends.
        let nested = pool.current_thread_index().is_some();
        let parts = if nested { vec![work()] } else { pool.broadcast(|_| work()) };
        let mut parts = parts.into_iter();
        let (mut tallies, mut counts) = parts.next().unwrap_or(Err(Error::Interrupted))?;
        for part in parts {
            let (more_tallies, more_counts) = part?;
            tallies.iter_mut().zip(&more_tallies).for_each(|(mine, theirs)| mine.merge(theirs));
            counts.iter_mut().zip(&more_counts).for_each(|(mine, theirs)| mine.merge(theirs));
        }
        Ok((tallies, counts, samples))
    }

    fn worker(&self, tallies: Vec<Tally>, counts: Vec<Counts>) -> Worker {
        let wants = self.measures.iter().map(|(measure, _)| measure.wants());
        let wanted = wants.fold(Wanted::default(), Wanted::and);
        Worker {
            block: Box::new(Block::with(self.plan, wanted)),
            scratch: Box::default(),
            tallies,
            counts,
            parts: vec![Vec::new(); REPLICATES],
        }
    }

    /// The blocks of a chunk, each with its number of runs: all lanes, fewer in the last.
    fn blocks(&self, chunk: u64) -> impl Iterator<Item = (Runs, usize)> + use<> {
        let coupling = self.setup.settings.sampler.coupling();
        let all = self.setup.settings.runs;
        (0..CHUNK_RUNS / LANES).filter_map(move |block| {
            let first = chunk * CHUNK_RUNS as u64 + (block * LANES) as u64;
            let runs = Runs::consecutive(first, coupling);
            let lanes = runs.lanes_below(all);
            (lanes > 0).then_some((runs, lanes))
        })
    }

    /// Empty sums around shifts from the job's first chunk.
    pub(super) fn empty_tallies(&self) -> Vec<Tally> {
        let mut worker = self.worker(Vec::new(), Vec::new());
        let mut pilots = vec![Pilot::default(); self.measures.len()];
        for (runs, lanes) in self.blocks(0) {
            worker.block.simulate(self.plan, &runs);
            for ((measure, _), pilot) in self.measures.iter().zip(&mut pilots) {
                let reading = measure.read(self.plan, &worker.block, &mut worker.scratch);
                pilot.add(reading.column, reading.marks, lanes);
            }
        }
        let tallies = self.measures.iter().zip(pilots).map(|((measure, _), pilot)| {
            let shift = if measure.is_indicator() { 0.0 } else { pilot.shift() };
            Tally::new(shift, self.replicated)
        });
        tallies.collect()
    }

    /// Empty counts for the measures whose samples are asked for; of replicates as well where samples are
    /// not kept.
    fn empty_counts(&self, keeps_samples: bool) -> Vec<Counts> {
        let replicated = self.replicated && !keeps_samples;
        let count = if replicated { REPLICATES } else { 0 };
        let counts = self.measures.iter().map(|(_, keep)| match keep {
            Keep::Moments => Counts::default(),
            Keep::Samples => {
                let all = if keeps_samples { Bins::coarse() } else { Bins::new() };
                Counts { all: Some(all), replicates: vec![Bins::new(); count] }
            }
        });
        counts.collect()
    }

    fn one_chunk(
        &self,
        worker: &mut Worker,
        chunk: u64,
        samples: &mut [f64],
        layout: Option<&Layout>,
    ) -> Result<(), Error> {
        let processor = self.plan.processor;
        let tallied = self.measures.iter().zip(&worker.tallies);
        let mut sums: Vec<PartialTally> =
            tallied.map(|((measure, _), tally)| tally.part(measure)).collect();
        let mut done = 0;
        for (runs, lanes) in self.blocks(chunk) {
            worker.block.simulate(self.plan, &runs);
            for (at, (measure, _)) in self.measures.iter().enumerate() {
                let reading = measure.read(self.plan, &worker.block, &mut worker.scratch);
                sums[at].add(processor, reading, &runs, lanes);
                let values = &reading.column[..lanes];
                let Counts { all, replicates } = &mut worker.counts[at];
                if let Some(bins) = all {
                    bins.add(processor, values);
                }
                if !replicates.is_empty() {
                    deal(values, &runs, &mut worker.parts);
                    let dealt = replicates.iter_mut().zip(&worker.parts);
                    dealt.for_each(|(bins, part)| bins.add(processor, part));
                }
                if let Some(slot) = layout.and_then(|layout| layout.slot(at)) {
                    samples[slot * CHUNK_RUNS + done..][..lanes].copy_from_slice(values);
                }
            }
            done += lanes;
        }
        for (((measure, _), part), tally) in
            self.measures.iter().zip(&sums).zip(&mut worker.tallies)
        {
            tally.add(part);
            if tally.total.overflowed() {
                return Err(Error::Overflow { measure: measure.describe() });
            }
        }
        self.observer.advanced(done as u64);
        Ok(())
    }
}

/// Deals the values of a block to their replicates.
fn deal(values: &[f64], runs: &Runs, parts: &mut [Vec<f64>]) {
    parts.iter_mut().for_each(Vec::clear);
    for (lane, value) in values.iter().enumerate() {
        parts[replicate_of(runs.address(lane))].push(*value);
    }
}
