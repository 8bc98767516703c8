//! Running sums of one measure: over all runs, and over each of the 32 replicates where runs are not
//! independent.

use crate::random::{Column, LANES, Runs};
use crate::statistics::{Moments, REPLICATES};

/// Sums of one measure.
#[derive(Clone, Debug, PartialEq)]
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

    /// Adds the first `lanes` runs of a block's column, those with a mark where there are marks.
    pub fn add(
        &mut self,
        column: &Column,
        marks: Option<&[bool; LANES]>,
        runs: &Runs,
        lanes: usize,
    ) {
        match marks {
            None => self.total.add_block(&column[..lanes]),
            Some(keep) => self.total.add_masked(&column[..lanes], &keep[..lanes]),
        }
        if !self.replicates.is_empty() {
            self.add_to_replicates(column, marks, runs, lanes);
        }
    }

    /// Deals the runs of a block to their replicates; a block of coupled runs has equally many of each.
    fn add_to_replicates(
        &mut self,
        column: &Column,
        marks: Option<&[bool; LANES]>,
        runs: &Runs,
        lanes: usize,
    ) {
        let mut parts = [[0.0; LANES / REPLICATES]; REPLICATES];
        let mut counts = [0; REPLICATES];
        for lane in (0..lanes).filter(|lane| marks.is_none_or(|keep| keep[*lane])) {
            let replicate = replicate_of(runs.address(lane));
            parts[replicate][counts[replicate]] = column[lane];
            counts[replicate] += 1;
        }
        for ((moments, part), count) in self.replicates.iter_mut().zip(&parts).zip(counts) {
            moments.add_block(&part[..count]);
        }
    }

    /// Adds the sums of other runs.
    pub fn merge(&mut self, other: &Self) {
        self.total.merge(&other.total);
        for (mine, theirs) in self.replicates.iter_mut().zip(&other.replicates) {
            mine.merge(theirs);
        }
    }

    /// A shift for a measure from the first block of a job: its mean there, so that sums of squares
    /// stay small; 0 where it has none.
    #[must_use]
    pub fn shift(column: &Column, marks: Option<&[bool; LANES]>, lanes: usize) -> f64 {
        let counts = |lane: &usize| marks.is_none_or(|keep| keep[*lane]);
        let values = (0..lanes).filter(counts).map(|lane| column[lane]);
        let (sum, count) =
            values.fold((0.0, 0.0), |(sum, count), value| (sum + value, count + 1.0));
        let mean: f64 = sum / count;
        if mean.is_finite() { mean } else { 0.0 }
    }
}

/// The replicate of an address: address mod 32. For antithetic runs the address is the pair.
#[must_use]
#[expect(clippy::cast_possible_truncation, reason = "below 32")]
pub const fn replicate_of(address: u64) -> usize {
    (address % REPLICATES as u64) as usize
}
