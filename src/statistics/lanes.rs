//! The sums and bounds of one block in one fixed order that a compiler can vectorise: eight interleaved
//! partial results and a fixed tree over them. What becomes of them is `moments`' affair.

use std::array;

/// The number of interleaved partial results.
///
/// Eight are four registers of two in plain x86-64 and two of four with AVX, enough to hide the latency
/// of an addition in either. The number is part of the result: another one is another order of
/// summation and changes last bits.
const LANES: usize = 8;

/// How many values at a time are sifted before the kept ones are summed; no part of the result.
const STRIP: usize = 1_024;

/// One value for each lane: lane j takes the values at j, j + 8, j + 16, … of a block.
type Row = [f64; LANES];

/// What a block adds to the moments.
pub(super) struct BlockSums {
    /// Σd with d = x − shift.
    pub(super) sum: f64,
    /// Σd².
    pub(super) squares: f64,
    /// The least value, ∞ without any. A zero is +0, so that the order of −0 and +0 cannot show.
    pub(super) min: f64,
    /// The greatest value, −∞ without any; zero as above.
    pub(super) max: f64,
}

/// Sums all values of a block.
pub(super) fn sum_block(values: &[f64], shift: f64) -> BlockSums {
    let (rows, rest) = values.as_chunks();
    let mut partial = Partial::new(shift);
    partial.add(rows);
    partial.finish(rest)
}

/// Sums the values whose mark in `keep` is true, as if they were a block of their own.
pub(super) fn sum_kept(values: &[f64], keep: &[bool], shift: f64) -> BlockSums {
    let mut partial = Partial::new(shift);
    let mut kept = [0.0; LANES + STRIP];
    let mut count = 0;
    for (values, keep) in values.chunks(STRIP).zip(keep.chunks(STRIP)) {
        // Every value is written and only the place of the next one depends on the mark: no branch.
        for (&value, &mark) in values.iter().zip(keep) {
            kept[count] = value;
            count += usize::from(mark);
        }
        let (rows, rest) = kept[..count].as_chunks();
        partial.add(rows);
        let summed = count - rest.len();
        kept.copy_within(summed..count, 0);
        count -= summed;
    }
    partial.finish(&kept[..count])
}

/// The partial results of a block.
struct Partial {
    shift: f64,
    sum: Row,
    squares: Row,
    min: Row,
    max: Row,
}

impl Partial {
    fn new(shift: f64) -> Self {
        Self {
            shift,
            sum: [0.0; LANES],
            squares: [0.0; LANES],
            min: [f64::INFINITY; LANES],
            max: [f64::NEG_INFINITY; LANES],
        }
    }

    /// Adds full rows, in two passes over values that are in the cache: the sixteen registers of plain
    /// x86-64 hold the partial results of one pass, not of both.
    fn add(&mut self, rows: &[Row]) {
        let (mut sum, mut squares) = (self.sum, self.squares);
        for row in rows {
            let deviation = row.map(|value| value - self.shift);
            sum = array::from_fn(|lane| sum[lane] + deviation[lane]);
            squares = array::from_fn(|lane| squares[lane] + deviation[lane] * deviation[lane]);
        }
        let (mut min, mut max) = (self.min, self.max);
        for row in rows {
            min = array::from_fn(|lane| smaller(min[lane], row[lane]));
            max = array::from_fn(|lane| larger(max[lane], row[lane]));
        }
        *self = Self { shift: self.shift, sum, squares, min, max };
    }

    /// Adds the values behind the last full row, one to a lane, and folds the lanes.
    fn finish(mut self, rest: &[f64]) -> BlockSums {
        for (lane, &value) in rest.iter().enumerate() {
            let deviation = value - self.shift;
            self.sum[lane] += deviation;
            self.squares[lane] += deviation * deviation;
            self.min[lane] = smaller(self.min[lane], value);
            self.max[lane] = larger(self.max[lane], value);
        }
        BlockSums {
            sum: tree(&self.sum),
            squares: tree(&self.squares),
            min: self.min.into_iter().fold(f64::INFINITY, smaller) + 0.0,
            max: self.max.into_iter().fold(f64::NEG_INFINITY, larger) + 0.0,
        }
    }
}

/// The smaller number by one machine instruction, which `f64::min` with its care for NaN is not.
/// With NaN in a block the result means nothing; the sums tell.
#[inline]
fn smaller(bound: f64, value: f64) -> f64 {
    if bound < value { bound } else { value }
}

/// The larger number likewise.
#[inline]
fn larger(bound: f64, value: f64) -> f64 {
    if bound > value { bound } else { value }
}

/// The sum of eight numbers as a tree of depth three, the way registers are folded.
#[inline(always)]
fn tree(row: &Row) -> f64 {
    let four: [f64; 4] = array::from_fn(|lane| row[lane] + row[lane + 4]);
    let two: [f64; 2] = array::from_fn(|lane| four[lane] + four[lane + 2]);
    two[0] + two[1]
}
