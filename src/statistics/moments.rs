//! Mergeable moments: count, mean, standard deviation, least and greatest of values that arrive in
//! blocks on any thread. How a chunk's floats are summed belongs to the sibling `chunk_sums`, how moments are stored
//! to `stored`.

mod stored;

use serde::{Deserialize, Serialize};

use super::chunk_sums::ChunkSums;
use super::estimate::Estimate;
use super::weighted_sums::WeightedSums;
use crate::processor::Processor;

/// One unit of the fixed-point sum, as a power of two: 2^−50 ≈ 8.9e-16.
const SUM_UNITS: f64 = (1_u64 << 50) as f64;
/// One unit of the fixed-point sum of squares: 2^−36 ≈ 1.5e-11.
const SQUARE_UNITS: f64 = (1_u64 << 36) as f64;
/// Fixed point ends here: 2^127, the first number an `i128` cannot hold.
const FIXED_END: f64 = 2.0 * (1_u128 << 126) as f64;

/// Count, sum, sum of squares, least and greatest of a stream of values.
///
/// # Formula
/// With shift c and deviations d = x − c: mean = c + Σd/n, variance = (Σd² − (Σd)²/n)/(n − 1). Of values with
/// weights w, as where one run has several outcomes with their probabilities, the same with Σwd, Σwd² and n = Σw.
/// A shift near the mean keeps the two terms of the variance apart in size, so nothing cancels (Chan
/// et al. 1983); all parts of one job must share it.
///
/// # Independence of order
/// A block's deviations are summed as floats in one fixed order, then the two sums are rounded *once*
/// to fixed point: Σd in units of 2^−50, Σd² in units of 2^−36, both in `i128`. Integer addition is
/// associative and commutative, so as long as the blocks are the same, threads, shards and the order
/// of merging cannot change a bit.
///
/// # Range
/// Σd² must stay below 2^91 ≈ 2.4e27: 10^10 values may be 4.9e8 from the shift each, 10^6 values
/// 4.9e10. Beyond it, or when a value is not finite, the moments *overflow*: a sticky mark, after which
/// only the count is reported. The sum's own limit, 2^77, is never met first: by Cauchy and Schwarz
/// |Σd| ≤ √(n Σd²) < 2^77 for n < 2^63. As Σd² can only grow, whether moments overflow does not depend
/// on the order of merging either.
///
/// # Error
/// Rounding: half a unit a block, that is 2^−51 in Σd and 2^−37 in Σd², besides the floats' own (a few
/// units in the last place of a block's sums). Sampling: [`Moments::mean_estimate`].
///
/// ```
/// use vestrisk::statistics::Moments;
/// let mut first = Moments::new(2.0);
/// first.add_block(&[1.0, 2.0]);
/// let mut second = Moments::new(2.0);
/// second.add_block(&[3.0]);
/// first.merge(&second);
/// assert_eq!((first.mean(), first.sd()), (Some(2.0), Some(1.0)));
/// ```
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[serde(into = "stored::Stored", try_from = "stored::Stored")]
pub struct Moments {
    shift: f64,
    count: u64,
    /// Σw in the sum's units; a value without a weight has weight 1.
    weight: i128,
    sum: i128,
    squares: i128,
    min: f64,
    max: f64,
    overflow: bool,
}

impl Moments {
    /// No values yet. `shift` is a number near the values to come, the same for all parts of a job.
    pub fn new(shift: f64) -> Self {
        Self {
            shift,
            count: 0,
            weight: 0,
            sum: 0,
            squares: 0,
            min: f64::INFINITY,
            max: f64::NEG_INFINITY,
            overflow: false,
        }
    }

    /// Adds a block of values, of any length, as one chunk with one rounding.
    pub fn add_block(&mut self, values: &[f64]) {
        let mut chunk = ChunkSums::new(self.shift);
        chunk.add(Processor::best(), values);
        self.add_chunk(&chunk);
    }

    /// Adds a chunk whose deviations are from the same shift, with one rounding.
    pub fn add_chunk(&mut self, chunk: &ChunkSums) {
        let totals = chunk.totals();
        let sums = fixed_sums(totals.sum, totals.squares);
        self.extend((totals.count, whole_weight(totals.count)), sums, totals.min, totals.max);
    }

    /// Adds weighted values that describe `runs` runs, each of whose weights add up to 1, with one rounding.
    pub fn add_whole(&mut self, sums: &WeightedSums, runs: u64) {
        let totals = sums.totals(runs);
        let fixed = fixed_sums(totals.sum, totals.squares);
        self.extend((runs, whole_weight(runs)), fixed, totals.min, totals.max);
    }

    /// Adds weighted values of a part of what `runs` runs may come to, with one rounding.
    pub fn add_part(&mut self, sums: &WeightedSums, runs: u64) {
        let weight = to_fixed(sums.weight(), SUM_UNITS).unwrap_or(0);
        if weight > 0 {
            let totals = sums.totals(runs);
            let fixed = fixed_sums(totals.sum, totals.squares);
            self.extend((runs, weight), fixed, totals.min, totals.max);
        }
    }

    /// Adds a chunk of indicators, for moments whose shift is 0.
    pub fn add_indicators(&mut self, chunk: &ChunkSums) {
        debug_assert!(self.shift == 0.0, "indicators are summed around 0");
        let (ones, count) = (chunk.ones(), chunk.totals().count);
        let (min, max) = (if ones < count as f64 { 0.0 } else { 1.0 }, ones.min(1.0));
        self.extend((count, whole_weight(count)), fixed_sums(ones, ones), min, max);
    }

    /// Adds `count` values by the sums of their deviations from the shift and of the squares; their extremes stay
    /// unknown.
    pub fn add_deviations(&mut self, count: u64, sum: f64, squares: f64) {
        let bounds = (f64::INFINITY, f64::NEG_INFINITY);
        self.extend((count, whole_weight(count)), fixed_sums(sum, squares), bounds.0, bounds.1);
    }

    /// Adds the values of a block that are below `limit`, with one rounding; their bounds are not kept.
    /// The block's other values are zeros in its sum, so its bits are not those of a block without them.
    pub(super) fn add_below(&mut self, processor: Processor, values: &[f64], limit: f64) {
        let mut chunk = ChunkSums::new(self.shift);
        chunk.add_below(processor, values, limit);
        self.add_chunk(&chunk);
    }

    /// Σd and Σd² as they stand; `None` after an overflow.
    pub(super) fn sums(&self) -> Option<(f64, f64)> {
        let sums = (self.sum as f64 / SUM_UNITS, self.squares as f64 / SQUARE_UNITS);
        self.reported(0).then_some(sums)
    }

    /// Adds the values that `other` has seen. Associative and commutative; the shifts must be equal.
    pub fn merge(&mut self, other: &Self) {
        debug_assert_eq!(self.shift.to_bits(), other.shift.to_bits(), "moments of one job");
        let sums = (!other.overflow).then_some((other.sum, other.squares));
        self.extend((other.count, other.weight), sums, other.min, other.max);
    }

    /// The shift c.
    pub fn shift(&self) -> f64 {
        self.shift
    }

    /// The number of values.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The mean; `None` without values and after an overflow.
    pub fn mean(&self) -> Option<f64> {
        let deviation = self.sum as f64 / SUM_UNITS;
        self.reported(1).then(|| self.shift + deviation / self.weight())
    }

    /// Σw, which is the count where no value has a weight.
    pub fn weight(&self) -> f64 {
        self.weight as f64 / SUM_UNITS
    }

    /// The variance with divisor n − 1; `None` unless n > 1 and after an overflow; never negative.
    pub fn variance(&self) -> Option<f64> {
        let n = self.weight();
        let sum = self.sum as f64 / SUM_UNITS;
        let squares = self.squares as f64 / SQUARE_UNITS;
        let enough = self.reported(2) && n > 1.0;
        enough.then(|| ((squares - sum * (sum / n)) / (n - 1.0)).max(0.0))
    }

    /// The standard deviation, √variance.
    pub fn sd(&self) -> Option<f64> {
        self.variance().map(f64::sqrt)
    }

    /// The least value, exactly.
    pub fn min(&self) -> Option<f64> {
        self.reported(1).then_some(self.min)
    }

    /// The greatest value, exactly.
    pub fn max(&self) -> Option<f64> {
        self.reported(1).then_some(self.max)
    }

    /// The mean with its standard error s/√n for independent values (Student 1908); the error is
    /// `None` for a single value.
    pub fn mean_estimate(&self) -> Option<Estimate> {
        let std_error = self.sd().map(|sd| sd / self.weight().sqrt());
        self.mean().map(|value| Estimate { value, std_error })
    }

    /// Whether every value counts as one.
    pub fn is_unweighted(&self) -> bool {
        self.weight == whole_weight(self.count)
    }

    /// Whether a value was not finite or the fixed point was exceeded; it never goes back to false.
    pub fn overflowed(&self) -> bool {
        self.overflow
    }

    fn reported(&self, at_least: u64) -> bool {
        self.count >= at_least && !self.overflow
    }

    /// The one place where the state grows. An overflow resets all but the count, so that overflowed
    /// moments are equal in whatever order they came about.
    fn extend(
        &mut self,
        (count, weight): (u64, i128),
        sums: Option<(i128, i128)>,
        min: f64,
        max: f64,
    ) {
        self.count = self.count.saturating_add(count);
        self.weight = self.weight.saturating_add(weight);
        let grown = sums.filter(|_| !self.overflow).and_then(|(sum, squares)| {
            Some((self.sum.checked_add(sum)?, self.squares.checked_add(squares)?))
        });
        if let Some((sum, squares)) = grown {
            (self.sum, self.squares) = (sum, squares);
            (self.min, self.max) = (self.min.min(min), self.max.max(max));
        } else {
            let Self { count, weight, .. } = *self;
            *self = Self { count, weight, overflow: true, ..Self::new(self.shift) };
        }
    }
}

/// The weight of some values that have none, in the sum's units.
fn whole_weight(count: u64) -> i128 {
    i128::from(count) << 50
}

/// A chunk's sums in fixed point, `None` beyond its range.
fn fixed_sums(sum: f64, squares: f64) -> Option<(i128, i128)> {
    to_fixed(sum, SUM_UNITS).zip(to_fixed(squares, SQUARE_UNITS))
}

/// Rounds to fixed point, half to even; `None` for NaN, an infinity, or more than an `i128` holds.
/// The scaling is by a power of two and therefore exact.
#[expect(clippy::cast_possible_truncation, reason = "the bound is tested first")]
fn to_fixed(value: f64, units: f64) -> Option<i128> {
    let scaled = (value * units).round_ties_even();
    (scaled.abs() < FIXED_END).then_some(scaled as i128)
}
