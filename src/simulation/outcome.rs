//! What a job answers: the sums of every measure, and what is known of the order of those asked for with
//! their samples.

use serde::{Deserialize, Serialize};

use super::request::{Keep, Measure, MeasureId};
use super::samples::{Layout, Place, Samples};
use super::setup::Exits;
use super::tally::Tally;
use crate::error::Error;
use crate::processor::Processor;
use crate::statistics::{
    Bins, ClassCounts, Classed, Dominance, Order, Pieces, REPLICATES, Selection, SmallSelection,
    dominance_of_classes, dominance_of_selections,
};

/// The answer to a request.
#[derive(Debug)]
pub struct Outcome {
    /// Number of runs.
    pub runs: u64,
    /// How exits entered it.
    pub exits: Exits,
    /// Pairs of offers, (offer, baseline), that are compared on stratified exits of each path although exits are
    /// integrated, as they leave under different hazards.
    pub stratified: Vec<(usize, usize)>,
    pub(super) processor: Processor,
    pub(super) asked: Asked,
    pub(super) tallies: Vec<Tally>,
    /// By distinct measure; empty for those whose samples were not asked for.
    pub(super) counts: Vec<Counts>,
    /// The same where exits are integrated.
    pub(super) shares: Vec<Option<Shares>>,
    /// The samples themselves, where they fit into the memory allowed.
    pub(super) samples: Option<Samples>,
    pub(super) memory: Memory,
}

/// What keeping all samples takes in bytes, and what was allowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Memory {
    /// Bytes for the samples, what is worked out of them, counts and columns.
    pub exact: u64,
    /// Bytes that were allowed.
    pub allowed: u64,
}

/// The distinct measures of a request, and which of them answers each that was asked for.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Asked {
    pub(super) measures: Vec<(Measure, Keep)>,
    places: Vec<usize>,
}

impl Asked {
    /// The measures of a request. Without discounting, a present value is pay, to the last bit.
    pub(super) fn new(requested: &[(Measure, Keep)], discounts: bool) -> Self {
        let mut asked = Self::default();
        for &(measure, keep) in requested {
            let measure = match measure {
                Measure::PresentValue { offer } if !discounts => Measure::Pay { offer },
                other => other,
            };
            let known = asked.measures.iter().position(|(held, _)| *held == measure);
            let place = known.unwrap_or_else(|| {
                asked.measures.push((measure, keep));
                asked.measures.len() - 1
            });
            if keep == Keep::Samples {
                asked.measures[place].1 = keep;
            }
            asked.places.push(place);
        }
        asked
    }

    /// Where samples of the measures are kept.
    pub(super) fn layout(&self) -> Layout {
        Layout::new(&self.measures)
    }
}

/// Counts of one measure in classes: of all runs, and of each replicate where samples are not kept.
#[derive(Clone, Debug, Default)]
pub(super) struct Counts {
    pub(super) all: Option<Bins>,
    pub(super) replicates: Vec<Bins>,
}

/// The same as lists: shares of outcomes where exits are integrated, and the counts of a share of the runs.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(super) struct Shares {
    pub(super) all: ClassCounts,
    pub(super) replicates: Vec<ClassCounts>,
}

impl Counts {
    /// Adds the counts of other runs.
    pub(super) fn merge(&mut self, other: &Self) {
        if let (Some(mine), Some(theirs)) = (&mut self.all, &other.all) {
            mine.merge(theirs);
        }
        for (mine, theirs) in self.replicates.iter_mut().zip(&other.replicates) {
            mine.merge(theirs);
        }
    }
}

impl Shares {
    /// Adds those of other runs.
    pub(super) fn merge(&mut self, other: &Self) {
        self.all = self.all.merged(&other.all);
        for (mine, theirs) in self.replicates.iter_mut().zip(&other.replicates) {
            *mine = mine.merged(theirs);
        }
    }
}

/// What is known of the order of a measure's values.
#[derive(Clone, Debug)]
pub enum Sample<'a> {
    /// All of it: exact at the ranks and edges that are settled.
    Kept(Selection<KeptSample<'a>>),
    /// All of it as well, without counts in classes: the same at the ranks that are settled, slow elsewhere.
    Small(SmallSelection<KeptSample<'a>>),
    /// Counts in classes only: within [`RELATIVE_ERROR`](crate::statistics::RELATIVE_ERROR) of each value.
    Streamed(&'a Bins),
    /// Shares of the outcomes of all runs in classes: within the same, and exact where one value makes up a class.
    Integrated(&'a ClassCounts),
}

impl Outcome {
    /// The same once all runs are in it.
    ///
    /// # Errors
    /// [`Error::Overflow`] when a measure has left the range of exact sums.
    pub(super) fn settled(mut self) -> Result<Self, Error> {
        for ((measure, _), tally) in self.asked.measures.iter().zip(&self.tallies) {
            if tally.total.overflowed() {
                return Err(Error::Overflow { measure: measure.describe() });
            }
        }
        for Shares { all, replicates } in self.shares.iter_mut().flatten() {
            let wide = all.wide();
            for replicate in replicates {
                *replicate = std::mem::take(replicate).knowing(&wide);
            }
        }
        Ok(self)
    }

    /// The sums of a measure.
    #[must_use]
    pub fn tally(&self, measure: MeasureId) -> &Tally {
        &self.tallies[self.asked.places[measure.0]]
    }

    /// Whether samples were kept, so that everything about them is exact.
    #[must_use]
    pub const fn keeps_samples(&self) -> bool {
        self.samples.is_some()
    }

    /// What keeping the samples takes, and what was allowed.
    #[must_use]
    pub const fn memory(&self) -> Memory {
        self.memory
    }

    /// The order of a measure's values; `None` when they were not asked for.
    #[must_use]
    pub fn sample(&self, measure: MeasureId) -> Option<Sample<'_>> {
        let place = self.asked.places[measure.0];
        if let Some(shares) = self.shares.get(place) {
            return shares.as_ref().map(|shares| Sample::Integrated(&shares.all));
        }
        match (&self.counts[place].all, self.kept(measure)) {
            (Some(bins), Some(kept)) => {
                Some(Sample::Kept(Selection::new(self.processor, bins, kept)))
            }
            (Some(bins), None) => Some(Sample::Streamed(bins)),
            (None, Some(kept)) => Some(Sample::Small(SmallSelection::new(self.processor, kept))),
            (None, None) => None,
        }
    }

    /// Whether two measures are one, to the last bit: pay and its present value without discounting are.
    #[must_use]
    pub fn is_one(&self, measure: MeasureId, other: MeasureId) -> bool {
        self.asked.places[measure.0] == self.asked.places[other.0]
    }

    /// The values of a measure that were kept.
    #[must_use]
    pub fn kept(&self, measure: MeasureId) -> Option<KeptSample<'_>> {
        self.samples.as_ref()?.kept(self.processor, self.asked.places[measure.0])
    }

    /// The order of each replicate, for jobs that do not keep samples.
    #[must_use]
    pub fn streamed_replicates(&self, measure: MeasureId) -> Vec<Sample<'_>> {
        let place = self.asked.places[measure.0];
        match self.shares.get(place) {
            Some(shares) => {
                let replicates = shares.iter().flat_map(|shares| &shares.replicates);
                replicates.map(Sample::Integrated).collect()
            }
            None => self.counts[place].replicates.iter().map(Sample::Streamed).collect(),
        }
    }
}

/// The values of one measure in order of run: stored, or the difference of two that are.
#[derive(Clone, Copy, Debug)]
pub struct KeptSample<'a> {
    processor: Processor,
    samples: &'a Samples,
    place: Place,
}

impl Samples {
    /// The values of a distinct measure that were kept.
    pub(super) fn kept(&self, processor: Processor, measure: usize) -> Option<KeptSample<'_>> {
        self.place(measure).map(|place| KeptSample { processor, samples: self, place })
    }
}

impl KeptSample<'_> {
    /// The values of one replicate of a job whose run r has the address r ≫ `shift`, in order of run.
    #[must_use]
    pub fn replicate(&self, replicate: usize, shift: u32) -> Vec<f64> {
        // Runs of one address stand together, and the addresses of a replicate are 32 apart; a piece begins with
        // the first replicate.
        let together = 1 << shift;
        let mut scratch = Vec::new();
        let mut values = Vec::with_capacity(self.samples.runs().div_ceil(REPLICATES));
        for piece in 0..self.pieces() {
            let of_piece = self.values(piece, &mut scratch);
            for first in (replicate * together..of_piece.len()).step_by(REPLICATES * together) {
                values.extend_from_slice(&of_piece[first..of_piece.len().min(first + together)]);
            }
        }
        values
    }
}

impl Pieces for KeptSample<'_> {
    fn pieces(&self) -> usize {
        self.samples.chunks()
    }

    fn values<'a>(&'a self, piece: usize, scratch: &'a mut Vec<f64>) -> &'a [f64] {
        match self.place {
            Place::Stored(slot) => self.samples.values(slot, piece),
            Place::Difference(offer, baseline) => {
                let offer = self.samples.values(offer, piece);
                let baseline = self.samples.values(baseline, piece);
                scratch.resize(offer.len(), 0.0);
                self.processor.run(
                    #[inline(always)]
                    || {
                        for ((out, a), b) in scratch.iter_mut().zip(offer).zip(baseline) {
                            *out = a - b;
                        }
                    },
                );
                scratch
            }
        }
    }
}

impl Sample<'_> {
    /// Settles ranks and, with `tail`, that rank and the sums below it, as
    /// [`Selection::settle`]; `None` once `go_on` says no.
    pub fn settle(
        &mut self,
        ranks: &[u64],
        tail: Option<u64>,
        go_on: &(dyn Fn() -> bool + Sync),
    ) -> Option<()> {
        match self {
            Self::Kept(selection) => selection.settle(ranks, tail, go_on),
            Self::Small(selection) => go_on().then(|| selection.settle(ranks, tail)),
            Self::Streamed(_) | Self::Integrated(_) => Some(()),
        }
    }

    /// Settles how many values are below some numbers.
    pub fn settle_edges(&mut self, edges: &[f64], go_on: &(dyn Fn() -> bool + Sync)) -> Option<()> {
        match self {
            Self::Kept(selection) => selection.settle_edges(edges, go_on),
            Self::Small(_) | Self::Streamed(_) | Self::Integrated(_) => Some(()),
        }
    }

    /// The dominance of either of two measures over the other: exact where both are kept, from counts in
    /// classes otherwise; `None` once `go_on` says no.
    pub fn dominance(
        &mut self,
        baseline: &mut Sample<'_>,
        tolerance: f64,
        go_on: &(dyn Fn() -> bool + Sync),
    ) -> Option<Dominance> {
        match (self, baseline) {
            (Self::Kept(offer), Sample::Kept(baseline)) => {
                dominance_of_selections(offer, baseline, tolerance, go_on)
            }
            (Self::Small(offer), Sample::Small(baseline)) => {
                let (mut offer, mut baseline) = (offer.counted(go_on)?, baseline.counted(go_on)?);
                dominance_of_selections(&mut offer, &mut baseline, tolerance, go_on)
            }
            (offer, baseline) => {
                let (offer, baseline) = (offer.classed()?, baseline.classed()?);
                Some(dominance_of_classes(offer, baseline, tolerance))
            }
        }
    }

    /// The counts in classes of a measure whose samples were not kept.
    const fn classed(&self) -> Option<&dyn Classed> {
        match self {
            Self::Kept(_) | Self::Small(_) => None,
            Self::Streamed(bins) => Some(*bins),
            Self::Integrated(counts) => Some(*counts),
        }
    }

    fn order(&self) -> &dyn Order {
        match self {
            Self::Kept(selection) => selection,
            Self::Small(selection) => selection,
            Self::Streamed(bins) => *bins,
            Self::Integrated(counts) => *counts,
        }
    }
}

impl Order for Sample<'_> {
    fn count(&self) -> u64 {
        self.order().count()
    }

    fn value(&self, rank: u64) -> f64 {
        self.order().value(rank)
    }

    fn below(&self, x: f64) -> u64 {
        self.order().below(x)
    }

    fn at_or_below(&self, x: f64) -> u64 {
        self.order().at_or_below(x)
    }

    fn lower_sums(&self, rank: u64, around: f64) -> (f64, f64) {
        self.order().lower_sums(rank, around)
    }
}
