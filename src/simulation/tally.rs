//! Running sums of one measure: over all runs, and over each of the 32 replicates where runs are not
//! independent.

use serde::{Deserialize, Serialize};

use super::reading::Reading;
use super::request::Measure;
use crate::processor::Processor;
use crate::random::{Column, LANES, Runs};
use crate::statistics::{ChunkSums, Moments, REPLICATES};

/// Lanes whose runs repeat the same replicates: 32 pairs of runs, or 32 runs twice.
const PERIOD: usize = 2 * REPLICATES;

/// Sums of one measure.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub struct Tally {
    /// Over all runs.
    pub total: Moments,
    /// Over each replicate; empty for independent runs.
    pub replicates: Vec<Moments>,
}

impl Tally {
    /// Empty sums around a shift, with replicates where runs are coupled.
    #[must_use]
    pub fn new(shift: f64, replicated: bool) -> Self {
        let count = if replicated { REPLICATES } else { 0 };
        Self { total: Moments::new(shift), replicates: vec![Moments::new(shift); count] }
    }

    /// No runs yet of a chunk of a measure.
    pub(super) fn part(&self, measure: &Measure) -> PartialTally {
        let replicated = !self.replicates.is_empty();
        PartialTally::new(self.total.shift(), measure.is_indicator(), replicated)
    }

    /// Whether it has sums around the same shift and as many replicates as another, so that they merge.
    pub(super) fn is_beside(&self, other: &Self) -> bool {
        self.total.shift().to_bits() == other.total.shift().to_bits()
            && self.replicates.len() == other.replicates.len()
    }

    /// Adds the sums of other runs.
    pub fn merge(&mut self, other: &Self) {
        self.total.merge(&other.total);
        for (mine, theirs) in self.replicates.iter_mut().zip(&other.replicates) {
            mine.merge(theirs);
        }
    }

    /// Adds a chunk.
    pub(super) fn add(&mut self, chunk: &PartialTally) {
        if chunk.indicators {
            self.total.add_indicators(&chunk.total);
        } else {
            self.total.add_chunk(&chunk.total);
        }
        if let Some(parts) = &chunk.replicates {
            for (replicate, moments) in self.replicates.iter_mut().enumerate() {
                let (sum, squares, count) = parts.of(replicate);
                moments.add_deviations(count, sum, squares);
            }
        }
    }
}

/// The float sums of one chunk of runs, block by block.
#[derive(Clone, Debug)]
pub(super) struct PartialTally {
    total: ChunkSums,
    indicators: bool,
    replicates: Option<Box<ReplicateSums>>,
}

impl PartialTally {
    /// No runs yet, around the shift of a measure.
    pub(super) fn new(shift: f64, indicators: bool, replicated: bool) -> Self {
        let sums = replicated.then(|| Box::new(ReplicateSums::new(shift)));
        Self { total: ChunkSums::new(shift), indicators, replicates: sums }
    }

    /// Adds the first `lanes` runs of a block.
    pub(super) fn add(
        &mut self,
        processor: Processor,
        reading: Reading<'_>,
        runs: &Runs,
        lanes: usize,
    ) {
        let Reading { column, marks } = reading;
        match marks {
            None if self.indicators => self.total.add_indicators(processor, &column[..lanes]),
            None => self.total.add(processor, &column[..lanes]),
            Some(marks) => {
                self.total.add_marked(processor, &column[..lanes], &marks[..lanes]);
            }
        }
        if let Some(parts) = &mut self.replicates {
            parts.add(processor, reading, runs, lanes);
        }
    }
}

/// Σd, Σd² and the counts of each replicate, by lane of a period.
#[derive(Clone, Debug)]
struct ReplicateSums {
    shift: f64,
    sum: [f64; PERIOD],
    squares: [f64; PERIOD],
    count: [f64; PERIOD],
    /// The replicate of each lane.
    replicates: [usize; PERIOD],
}

impl ReplicateSums {
    fn new(shift: f64) -> Self {
        let zeros = [0.0; PERIOD];
        Self { shift, sum: zeros, squares: zeros, count: zeros, replicates: [0; PERIOD] }
    }

    fn add(&mut self, processor: Processor, reading: Reading<'_>, runs: &Runs, lanes: usize) {
        self.replicates = std::array::from_fn(|lane| replicate_of(runs.address(lane)));
        let Self { shift, sum, squares, count, .. } = self;
        let marked = |lane: usize| reading.marks.is_none_or(|marks| marks[lane] > 0.5);
        processor.run(
            #[inline(always)]
            || {
                for first in (0..lanes).step_by(PERIOD) {
                    for at in 0..PERIOD.min(lanes - first) {
                        let kept = marked(first + at);
                        let deviation = reading.column[first + at] - *shift;
                        let deviation = if kept { deviation } else { 0.0 };
                        sum[at] += deviation;
                        squares[at] = deviation.mul_add(deviation, squares[at]);
                        count[at] += if kept { 1.0 } else { 0.0 };
                    }
                }
            },
        );
    }

    /// Σd, Σd² and the count of one replicate.
    fn of(&self, replicate: usize) -> (f64, f64, u64) {
        let lanes = (0..PERIOD).filter(|lane| self.replicates[*lane] == replicate);
        let (sum, squares, count) = lanes.fold((0.0, 0.0, 0.0), |(sum, squares, count), lane| {
            (sum + self.sum[lane], squares + self.squares[lane], count + self.count[lane])
        });
        (sum, squares, whole(count))
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 … 1,024")]
fn whole(count: f64) -> u64 {
    count as u64
}

/// A shift for a measure from the first blocks of a job: its mean there, so that sums of squares stay small; 0
/// where it has none.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Pilot {
    sum: f64,
    count: f64,
}

impl Pilot {
    /// Adds the first `lanes` runs of a block.
    pub(super) fn add(&mut self, column: &Column, marks: Option<&Column>, lanes: usize) {
        for lane in (0..lanes.min(LANES)).filter(|lane| marks.is_none_or(|m| m[*lane] > 0.5)) {
            self.sum += column[lane];
            self.count += 1.0;
        }
    }

    /// The shift.
    pub(super) fn shift(self) -> f64 {
        let mean = self.sum / self.count;
        if mean.is_finite() { mean } else { 0.0 }
    }
}

/// The replicate of an address: address mod 32. For antithetic runs the address is the pair.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "below 32")]
pub const fn replicate_of(address: u64) -> usize {
    (address % REPLICATES as u64) as usize
}
