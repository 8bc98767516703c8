//! The float sums of weighted values in one fixed order: what `chunk_sums` does for values that count once each.

use super::chunk_sums::{PARTIAL, Row, Totals, larger, smaller, tree};
use crate::processor::Processor;

/// Σw, Σwd and Σwd² with d = x − shift, the least and the greatest x of positive weight.
///
/// Sixteen interleaved partial results, as in [`ChunkSums`](super::ChunkSums): value i goes to result i mod 16 of
/// every column that is added.
#[derive(Clone, Debug)]
pub struct WeightedSums {
    shift: f64,
    weight: Row,
    sum: Row,
    squares: Row,
    min: Row,
    max: Row,
}

impl WeightedSums {
    /// No values yet, around a shift.
    #[must_use]
    pub fn new(shift: f64) -> Self {
        let (zeros, min, max) =
            ([0.0; PARTIAL], [f64::INFINITY; PARTIAL], [f64::NEG_INFINITY; PARTIAL]);
        Self { shift, weight: zeros, sum: zeros, squares: zeros, min, max }
    }

    /// Forgets all values.
    pub fn clear(&mut self) {
        *self = Self::new(self.shift);
    }

    /// Adds values with their weights, which are not negative; there are as many of both, and 16 divides their
    /// number: what does not count has weight 0.
    pub fn add(&mut self, processor: Processor, values: &[f64], weights: &[f64]) {
        debug_assert!(values.len() == weights.len() && values.len().is_multiple_of(PARTIAL));
        processor.run(
            #[inline(always)]
            || self.add_rows(values, weights),
        );
    }

    #[inline(always)]
    fn add_rows(&mut self, values: &[f64], weights: &[f64]) {
        let Self { shift, mut weight, mut sum, mut squares, mut min, mut max } = *self;
        let rows = values.as_chunks::<PARTIAL>().0.iter();
        for (row, weights) in rows.zip(weights.as_chunks::<PARTIAL>().0) {
            for j in 0..PARTIAL {
                let (x, w) = (row[j], weights[j]);
                let deviation = x - shift;
                let weighted = w * deviation;
                weight[j] += w;
                sum[j] += weighted;
                squares[j] = weighted.mul_add(deviation, squares[j]);
                min[j] = smaller(min[j], if w > 0.0 { x } else { f64::INFINITY });
                max[j] = larger(max[j], if w > 0.0 { x } else { f64::NEG_INFINITY });
            }
        }
        *self = Self { shift, weight, sum, squares, min, max };
    }

    /// Σw.
    pub(super) fn weight(&self) -> f64 {
        tree(&self.weight)
    }

    /// The sums, with a count of values that the caller knows.
    pub(super) fn totals(&self, count: u64) -> Totals {
        Totals {
            count,
            sum: tree(&self.sum),
            squares: tree(&self.squares),
            min: self.min.into_iter().fold(f64::INFINITY, smaller) + 0.0,
            max: self.max.into_iter().fold(f64::NEG_INFINITY, larger) + 0.0,
        }
    }
}
