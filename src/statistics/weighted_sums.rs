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

/// What is kept of weighted values beside Σwd and Σwd².
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Kept {
    /// Σw, which is known where the weights of each run add up to 1.
    pub weight: bool,
    /// The least and the greatest value.
    pub bounds: bool,
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
    pub fn add(&mut self, processor: Processor, kept: Kept, values: &[f64], weights: &[f64]) {
        debug_assert!(values.len() == weights.len() && values.len().is_multiple_of(PARTIAL));
        let pairs = Pairs { values, weights };
        processor.run(
            #[inline(always)]
            || self.add_pairs(kept, pairs),
        );
    }

    #[inline(always)]
    fn add_pairs(&mut self, kept: Kept, pairs: Pairs<'_>) {
        let shift = self.shift;
        self.sum = pairs.folded(self.sum, |sum, x, w| w.mul_add(x - shift, sum));
        self.squares =
            pairs.folded(self.squares, |sum, x, w| (w * (x - shift)).mul_add(x - shift, sum));
        if kept.weight {
            self.weight = pairs.folded(self.weight, |sum, _, w| sum + w);
        }
        if kept.bounds {
            let of = |x: f64, w: f64, else_: f64| if w > 0.0 { x } else { else_ };
            self.min = pairs.folded(self.min, |min, x, w| smaller(min, of(x, w, f64::INFINITY)));
            self.max = pairs.folded(self.max, |max, x, w| larger(max, of(x, w, f64::NEG_INFINITY)));
        }
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

/// Values with their weights. One loop for each partial result: this a compiler vectorizes, one loop over all it
/// does not.
#[derive(Clone, Copy)]
struct Pairs<'a> {
    values: &'a [f64],
    weights: &'a [f64],
}

impl Pairs<'_> {
    /// Partial results with these values.
    #[inline(always)]
    fn folded(self, mut row: Row, with: impl Fn(f64, f64, f64) -> f64) -> Row {
        let rows = self.values.as_chunks::<PARTIAL>().0.iter();
        for (values, weights) in rows.zip(self.weights.as_chunks::<PARTIAL>().0) {
            for j in 0..PARTIAL {
                row[j] = with(row[j], values[j], weights[j]);
            }
        }
        row
    }
}
