//! Merging all shares of a job: whether they are there and of one job, and the outcome that they make.

use super::{PartialOutcome, PartialSums};
use crate::error::Error;
use crate::processor::Processor;
use crate::random::CHUNK_RUNS;
use crate::simulation::outcome::{Asked, Counts, Outcome, Shares};
use crate::simulation::request::Keep;
use crate::simulation::run_share::RunShare;
use crate::simulation::samples::Samples;
use crate::simulation::setup::Exits;
use crate::statistics::{Bins, Pieces};

impl Outcome {
    /// The outcome of a job, given what all shares of its runs add up to, in any order: that of one run, to the bit.
    /// `processor` is what it is read with.
    ///
    /// # Memory
    /// Where the shares keep their samples, as they do where the whole job would, the outcome holds those of all runs, 8
    /// bytes a run and measure, whatever memory was allowed; a share's own are let go once they are in it. Otherwise it
    /// is as small as that of a job that counts in classes.
    ///
    /// # Errors
    /// [`Error::Refused`] where shares are missing, twice there or not of one job; [`Error::Overflow`] when a measure
    /// leaves the range of exact sums; [`Error::Memory`] when the system has no room for the samples.
    pub fn merge(mut parts: Vec<PartialOutcome>, processor: Processor) -> Result<Self, Error> {
        parts.sort_by_key(|part| part.share.index());
        let problems = problems(&parts);
        let mut parts = parts.into_iter();
        let first = if problems.is_empty() { parts.next() } else { None };
        let Some(first) = first else { return Err(Error::Refused(problems)) };
        let mut samples = first.room()?;
        let PartialOutcome { share, runs, exits, asked, sums } = first;
        let PartialSums { memory, stratified, mut tallies, mut orders, samples: own } = sums;
        keep(&mut samples, share, own);
        for PartialOutcome { share, sums, .. } in parts {
            tallies.iter_mut().zip(&sums.tallies).for_each(|(mine, theirs)| mine.merge(theirs));
            for (mine, theirs) in orders.iter_mut().zip(&sums.orders) {
                if let Some((mine, theirs)) = mine.as_mut().zip(theirs.as_ref()) {
                    mine.merge(theirs);
                }
            }
            keep(&mut samples, share, sums.samples);
        }
        let (counts, shares) = match (exits, &samples) {
            (Exits::Integrated, _) => (Vec::new(), orders),
            (Exits::Sampled, Some(samples)) => (coarse(samples, &asked, processor), Vec::new()),
            (Exits::Sampled, None) => {
                (orders.iter().map(|order| in_bins(order.as_ref())).collect(), Vec::new())
            }
        };
        let merged = Outcome {
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
        };
        merged.settled()
    }
}

impl PartialOutcome {
    /// Room for the samples of all runs, if they are kept.
    fn room(&self) -> Result<Option<Samples>, Error> {
        if self.sums.samples.is_none() {
            return Ok(None);
        }
        let layout = self.asked.layout();
        let needed = layout.bytes(self.runs);
        let room = Samples::new(layout, self.runs);
        room.map(Some).ok_or(Error::Memory { needed, allowed: self.sums.memory.allowed })
    }

    /// Whether another share is of the same job.
    fn is_beside(&self, other: &Self) -> bool {
        let (mine, theirs) = (&self.sums, &other.sums);
        let alike =
            |(mine, theirs): (&Option<Shares>, &Option<Shares>)| mine.is_some() == theirs.is_some();
        let tallies = mine.tallies.iter().zip(&theirs.tallies);
        self.share.of() == other.share.of()
            && (self.runs, self.exits) == (other.runs, other.exits)
            && self.asked == other.asked
            && mine.stratified == theirs.stratified
            && mine.tallies.len() == theirs.tallies.len()
            && tallies.into_iter().all(|(mine, theirs)| mine.is_beside(theirs))
            && (self.keeps() != other.keeps() || mine.orders.iter().zip(&theirs.orders).all(alike))
    }

    const fn keeps(&self) -> bool {
        self.sums.samples.is_some()
    }
}

/// Why some shares, in ascending order, are not all of one job.
fn problems(parts: &[PartialOutcome]) -> Vec<String> {
    let Some(first) = parts.first() else {
        return vec!["there is no share of a job to merge".to_owned()];
    };
    let of = first.share.of();
    let strangers = parts.iter().filter(|part| !first.is_beside(part));
    let strangers: Vec<String> = strangers
        .map(|part| {
            let (index, others) = (part.share.index(), part.share.of());
            let (own, of) = (first.share.index(), of);
            format!("share {index} of {others} is not of the job that share {own} of {of} is of")
        })
        .collect();
    if !strangers.is_empty() {
        return strangers;
    }
    let mut problems = gaps(parts, of);
    if let Some(other) = parts.iter().find(|part| part.keeps() != first.keeps()) {
        let (kept, counted) = if first.keeps() { (first, other) } else { (other, first) };
        problems.push(format!(
            "share {} of {of} keeps its samples and share {} counts them; simulate all shares with the same memory \
             allowed and the same number of threads",
            kept.share.index(),
            counted.share.index()
        ));
    }
    problems
}

/// Which of the shares are missing, and which are there more than once.
fn gaps(parts: &[PartialOutcome], of: u32) -> Vec<String> {
    let mut problems = Vec::new();
    let mut before = 0;
    let indices = parts.iter().map(|part| u64::from(part.share.index()));
    for index in indices.chain([u64::from(of) + 1]) {
        match index - before {
            0 => problems.push(format!("share {index} of {of} is there more than once")),
            1 => {}
            2 => problems.push(format!("share {} of {of} is missing", index - 1)),
            _ => {
                problems.push(format!(
                    "shares {} to {} of {of} are missing",
                    before + 1,
                    index - 1
                ));
            }
        }
        before = index;
    }
    problems
}

/// Puts the samples of a share where they belong.
fn keep(room: &mut Option<Samples>, share: RunShare, samples: Option<Vec<f64>>) {
    if let Some((room, samples)) = room.as_mut().zip(samples) {
        let first = share.chunks(room.runs() as u64).start;
        room.fill(usize::try_from(first).unwrap_or(usize::MAX), &samples);
    }
}

/// The counts that lead to the order of samples.
fn coarse(samples: &Samples, asked: &Asked, processor: Processor) -> Vec<Counts> {
    let of_measure = |(at, (_, keep)): (usize, &(_, Keep))| {
        let kept = samples.kept(processor, at).filter(|_| *keep == Keep::Samples);
        let all = kept.map(|kept| {
            let (mut bins, mut scratch) = (Bins::coarse(), Vec::with_capacity(CHUNK_RUNS));
            for piece in 0..kept.pieces() {
                bins.add(processor, kept.values(piece, &mut scratch));
            }
            bins
        });
        Counts { all, replicates: Vec::new() }
    };
    asked.measures.iter().enumerate().map(of_measure).collect()
}

/// Counts from a list.
fn in_bins(order: Option<&Shares>) -> Counts {
    match order {
        None => Counts::default(),
        Some(Shares { all, replicates }) => Counts {
            all: Some(Bins::from(all)),
            replicates: replicates.iter().map(Bins::from).collect(),
        },
    }
}
