//! A running job with integrated exits: hands the blocks of each replicate to the threads, which add up what is
//! asked for over every outcome of a block.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Mutex, PoisonError};

use super::job::Job;
use super::kernel::{Block, ExitOutcome, Integration, Scheme, Wanted};
use super::outcome::Shares;
use super::plan::ExitGroup;
use super::reading::{Reading, ReadingScratch};
use super::request::{Keep, Measure};
use super::run_share::{RunShare, Stretch, block};
use super::tally::Tally;
use crate::error::Error;
use crate::processor::Processor;
use crate::random::{Column, LANES};
use crate::statistics::{ClassCounts, Kept, Moments, REPLICATES, ShareBins, WeightedSums};

/// Blocks of one replicate that a thread takes at a time: enough to fill its counts while they are at hand.
const BLOCKS: u64 = 16;

/// Which offers' exits a job integrates together, and what it wants to know of each.
pub(super) struct IntegratedJob<'a> {
    job: &'a Job<'a>,
    groups: Vec<ExitGroup>,
    /// What is wanted, by group.
    wanted: Vec<Wanted>,
    across: Option<Wanted>,
    /// By measure, what it is read off.
    schemes: Vec<Scheme>,
}

/// What a thread keeps between blocks.
struct Worker {
    block: Box<Block>,
    integration: Box<Integration>,
    reader: Reader,
}

/// What a thread adds up.
struct Reader {
    scratch: Box<ReadingScratch>,
    weights: Box<Column>,
    /// By measure, the sums of the block at hand.
    sums: Vec<WeightedSums>,
    /// By replicate and measure.
    moments: Vec<Vec<Moments>>,
    /// By measure whose order is asked for.
    counts: Vec<Option<ShareBins>>,
}

/// What a job adds up.
type Answer = (Vec<Tally>, Vec<Option<Shares>>);

/// Shares of all threads in classes, by replicate and measure.
type Shared = Vec<Mutex<Vec<ClassCounts>>>;

impl<'a> IntegratedJob<'a> {
    pub(super) fn new(job: &'a Job<'a>) -> Self {
        let mut groups = job.plan.exit_groups();
        // Spans are those of all offers, whatever is asked; pay that nothing is read off is not worked out.
        for group in &mut groups {
            group.offers.retain(|at| job.measures.iter().any(|(measure, _)| measure.reads(*at)));
        }
        groups.retain(|group| !group.offers.is_empty());
        let schemes: Vec<Scheme> =
            job.measures.iter().map(|(measure, _)| scheme(&groups, measure)).collect();
        let wants = |of: Scheme| {
            let own = job.measures.iter().zip(&schemes).filter(move |(_, scheme)| **scheme == of);
            own.map(|((measure, _), _)| measure.wants())
        };
        let wanted = (0..groups.len())
            .map(|at| wants(Scheme::Group(at)).fold(Wanted::default(), Wanted::and))
            .collect();
        let across = wants(Scheme::Across).reduce(Wanted::and);
        Self { job, groups, wanted, across, schemes }
    }

    /// The pairs of offers whose comparison is not integrated: offer and baseline.
    pub(super) fn stratified(&self) -> Vec<(usize, usize)> {
        let measures = self.job.measures.iter().zip(&self.schemes);
        let pairs =
            measures.filter_map(|((measure, _), scheme)| match (measure.offers(), scheme) {
                ((offer, Some(baseline)), Scheme::Across) => Some((offer, baseline)),
                _ => None,
            });
        let mut pairs: Vec<(usize, usize)> = pairs.collect();
        pairs.sort_unstable();
        pairs.dedup();
        pairs
    }

    /// Simulates a share of the runs on the threads of a pool.
    pub(super) fn run(&self, pool: &rayon::ThreadPool, share: RunShare) -> Result<Answer, Error> {
        let empty = self.job.empty_tallies();
        let shared: Shared = (0..REPLICATES)
            .map(|_| Mutex::new(vec![ClassCounts::default(); self.job.measures.len()]))
            .collect();
        let stretches = share.stretches(&self.job.setup.settings);
        let next = AtomicU64::new(0);
        let work = || self.work(&empty, (&stretches, &next), &shared);
        // As in `Job::run`: on one of the pool's own threads a job works alone.
        let nested = pool.current_thread_index().is_some();
        let parts = if nested { vec![work()] } else { pool.broadcast(|_| work()) };
        let readers: Vec<Reader> = parts.into_iter().collect::<Result<_, Error>>()?;
        Ok((tallies(&empty, &readers), shares(readers, shared)))
    }

    /// Takes units of work until there are none left.
    fn work(
        &self,
        empty: &[Tally],
        (stretches, next): (&[Stretch], &AtomicU64),
        shared: &Shared,
    ) -> Result<Reader, Error> {
        let mut worker = self.worker(empty);
        let lengths = stretches.iter().map(|stretch| stretch.blocks.end - stretch.blocks.start);
        let units = lengths.max().unwrap_or(0).div_ceil(BLOCKS).max(1);
        let mut held = None;
        loop {
            let unit = next.fetch_add(1, Ordering::Relaxed);
            let stretch = usize::try_from(unit / units).ok().and_then(|at| stretches.get(at));
            let Some(Stretch { replicate, blocks }) = stretch else { break };
            if held.is_some_and(|held| held != *replicate) {
                worker.reader.hand_over(held, shared);
            }
            held = Some(*replicate);
            let first = blocks.start + unit % units * BLOCKS;
            for block in first..(first + BLOCKS).min(blocks.end) {
                if self.job.observer.cancelled() {
                    return Err(Error::Interrupted);
                }
                self.one_block(&mut worker, *replicate, block)?;
            }
        }
        worker.reader.hand_over(held, shared);
        Ok(worker.reader)
    }

    fn worker(&self, empty: &[Tally]) -> Worker {
        let Job { plan, measures, .. } = self.job;
        let all =
            self.wanted.iter().copied().chain(self.across).fold(Wanted::default(), Wanted::and);
        let counts = measures.iter().map(|(_, keep)| match keep {
            Keep::Moments => None,
            Keep::Samples => Some(ShareBins::new()),
        });
        let moments: Vec<Moments> = empty.iter().map(|of| Moments::new(of.total.shift())).collect();
        Worker {
            block: Box::new(Block::with(plan, all)),
            integration: Box::new(Integration::new(plan)),
            reader: Reader {
                scratch: Box::default(),
                weights: Box::new(Column::of(0.0)),
                sums: empty.iter().map(|of| WeightedSums::new(of.total.shift())).collect(),
                moments: vec![moments; REPLICATES],
                counts: counts.collect(),
            },
        }
    }

    fn one_block(&self, worker: &mut Worker, replicate: u64, block: u64) -> Result<(), Error> {
        let settings = &self.job.setup.settings;
        let runs = self::block(settings, replicate, block);
        let lanes = runs.lanes_below(settings.runs);
        let Worker { block, integration, reader } = worker;
        reader.start();
        let wanted = (&self.groups[..], &self.wanted[..], self.across);
        integration.simulate(
            self.job.plan,
            wanted,
            (&runs, lanes, block),
            &mut |block, outcome| {
                self.read(reader, block, &outcome);
            },
        );
        let replicate = usize::try_from(replicate).unwrap_or(0);
        for (at, (measure, _)) in self.job.measures.iter().enumerate() {
            let (moments, sums) = (&mut reader.moments[replicate][at], &reader.sums[at]);
            if measure.is_conditional() {
                moments.add_part(sums, lanes as u64);
            } else {
                moments.add_whole(sums, lanes as u64);
            }
            if moments.overflowed() {
                return Err(Error::Overflow { measure: measure.describe() });
            }
        }
        self.job.observer.advanced(lanes as u64);
        Ok(())
    }

    /// Adds an outcome of a block to every measure that is read off it.
    fn read(&self, reader: &mut Reader, block: &Block, outcome: &ExitOutcome<'_>) {
        let Job { plan, measures, .. } = self.job;
        let processor = plan.processor;
        for (at, (measure, _)) in measures.iter().enumerate() {
            if self.schemes[at] != outcome.scheme {
                continue;
            }
            // An outcome of several causes shows the exits of the first: a measure of another is read off these,
            // with that cause's own probability.
            let (measure, probability) = match (outcome.causes.first(), measure.cause()) {
                (Some((shown, _)), Some(asked)) => {
                    let own = outcome.causes.iter().find(|(cause, _)| *cause == asked);
                    let Some((_, probability)) = own else { continue };
                    (measure.of_cause(*shown), *probability)
                }
                _ => (*measure, outcome.probability),
            };
            let reading = measure.read(plan, block, &mut reader.scratch);
            let Reading { column, marks } = reading;
            let probability = match marks {
                None => probability,
                Some(marks) => {
                    product(processor, probability, marks, &mut reader.weights);
                    &reader.weights
                }
            };
            let counts = &mut reader.counts[at];
            let bounds = counts.is_some()
                || matches!(measure, Measure::Utility { .. } | Measure::ValueIfLess { .. });
            let kept = Kept { weight: measure.is_conditional(), bounds };
            reader.sums[at].add(processor, kept, &column[..], &probability[..]);
            if let Some(bins) = counts {
                bins.add(processor, &column[..], &outcome.shares[..]);
            }
        }
    }
}

/// The probability by lane of what is marked.
fn product(processor: Processor, probability: &Column, marks: &Column, out: &mut Column) {
    processor.run(
        #[inline(always)]
        || {
            for lane in 0..LANES {
                out[lane] = probability[lane] * marks[lane];
            }
        },
    );
}

impl Reader {
    /// Begins a block.
    fn start(&mut self) {
        for sums in &mut self.sums {
            sums.clear();
        }
    }

    /// Adds the counts of a replicate to those of all threads, and begins anew.
    fn hand_over(&mut self, replicate: Option<u64>, shared: &Shared) {
        let replicate = replicate.and_then(|replicate| usize::try_from(replicate).ok());
        let Some(shared) = replicate.and_then(|replicate| shared.get(replicate)) else { return };
        let mut all = shared.lock().unwrap_or_else(PoisonError::into_inner);
        for (mine, all) in self.counts.iter_mut().zip(all.iter_mut()) {
            if let Some(bins) = mine {
                *all = all.merged(&bins.part());
            }
        }
    }
}

/// The sums of all threads, by replicate and in all.
fn tallies(empty: &[Tally], readers: &[Reader]) -> Vec<Tally> {
    let mut tallies = empty.to_vec();
    for (at, tally) in tallies.iter_mut().enumerate() {
        for (replicate, moments) in tally.replicates.iter_mut().enumerate() {
            for reader in readers {
                moments.merge(&reader.moments[replicate][at]);
            }
            tally.total.merge(moments);
        }
    }
    tallies
}

/// The shares of all threads, by replicate and in all.
fn shares(readers: Vec<Reader>, shared: Shared) -> Vec<Option<Shares>> {
    let mut replicates: Vec<Vec<ClassCounts>> = shared
        .into_iter()
        .map(|of| of.into_inner().unwrap_or_else(PoisonError::into_inner))
        .collect();
    let mut readers: Vec<_> = readers.into_iter().map(|reader| reader.counts.into_iter()).collect();
    let measures = replicates.first().map_or(0, Vec::len);
    let each = (0..measures).map(|at| {
        let mut own = readers.iter_mut().filter_map(|counts| counts.next()?);
        let mut bins = own.next()?;
        for more in own {
            bins.merge(&more);
        }
        let of_measure = replicates.iter_mut().map(|of| std::mem::take(&mut of[at]));
        Some(Shares { all: bins.list(), replicates: of_measure.collect() })
    });
    each.collect()
}

/// What a measure is read off: the outcomes of the one group with chance that it is of, of the last group where
/// nothing is left to chance, or of all groups at once.
fn scheme(groups: &[ExitGroup], measure: &Measure) -> Scheme {
    let of = |offer: usize| groups.iter().position(|group| group.offers.contains(&offer));
    let (offer, other) = measure.offers();
    let own = of(offer).unwrap_or(0);
    let others = other.and_then(of).unwrap_or(own);
    let by_chance = |group: usize| !groups[group].is_certain();
    if own != others && by_chance(own) && by_chance(others) {
        Scheme::Across
    } else {
        Scheme::Group(own.max(others))
    }
}
