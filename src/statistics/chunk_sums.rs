//! The float sums of one chunk of values in one fixed order that every vector width gives the same bits for.
//! What becomes of them is `moments`' affair.

use std::array;

use crate::processor::Processor;

/// The number of interleaved partial results: two vectors of eight, four of four or eight of two, enough to hide
/// the latency of an addition in each. It is part of the result: another number is another order of summation
/// and changes last bits.
pub(super) const PARTIAL: usize = 16;

/// Values that are sifted at a time before they are summed.
const STRIP: usize = 256;

/// One value for each partial result: result j takes the values at j, j + 16, j + 32, … of what is added.
pub(super) type Row = [f64; PARTIAL];

/// Σd and Σd² with d = x − shift, the count, the least and the greatest of a chunk's values, added in pieces.
///
/// Pieces must come in order, and all but the last have a length that 16 divides.
#[derive(Clone, Debug)]
pub struct ChunkSums {
    shift: f64,
    count: u64,
    sum: Row,
    squares: Row,
    min: Row,
    max: Row,
}

/// What a chunk adds to the moments.
pub(super) struct Totals {
    pub(super) count: u64,
    /// Σd.
    pub(super) sum: f64,
    /// Σd².
    pub(super) squares: f64,
    /// The least value, ∞ without any. A zero is +0, so that the order of −0 and +0 cannot show.
    pub(super) min: f64,
    /// The greatest value, −∞ without any; zero as above.
    pub(super) max: f64,
}

impl ChunkSums {
    /// No values yet, around a shift.
    #[must_use]
    pub fn new(shift: f64) -> Self {
        Self {
            shift,
            count: 0,
            sum: [0.0; PARTIAL],
            squares: [0.0; PARTIAL],
            min: [f64::INFINITY; PARTIAL],
            max: [f64::NEG_INFINITY; PARTIAL],
        }
    }

    /// Adds values.
    pub fn add(&mut self, processor: Processor, values: &[f64]) {
        self.count += values.len() as u64;
        processor.run(
            #[inline(always)]
            || self.add_rows(values),
        );
    }

    /// Adds the values whose mark is 1; a mark is 1 or 0, and there is one for each value.
    pub fn add_marked(&mut self, processor: Processor, values: &[f64], marks: &[f64]) {
        for (values, marks) in values.chunks(STRIP).zip(marks.chunks(STRIP)) {
            processor.run(
                #[inline(always)]
                || self.add_strip(values, marks),
            );
        }
    }

    /// Adds the values below a limit; the bounds are left as they are.
    pub(super) fn add_below(&mut self, processor: Processor, values: &[f64], limit: f64) {
        for values in values.chunks(STRIP) {
            processor.run(
                #[inline(always)]
                || {
                    let mut sifted = [0.0; STRIP];
                    let mut count = 0;
                    for (out, &value) in sifted.iter_mut().zip(values) {
                        *out = if value < limit { value - self.shift } else { 0.0 };
                        count += u64::from(value < limit);
                    }
                    self.count += count;
                    self.add_deviations(&sifted[..values.len()]);
                },
            );
        }
    }

    /// Adds the value at a place of the chunk, as [`Self::add_below`] does; its bounds are left as they are.
    #[inline(always)]
    pub(super) fn put(&mut self, place: usize, value: f64) {
        let (at, deviation) = (place % PARTIAL, value - self.shift);
        self.count += 1;
        self.sum[at] += deviation;
        self.squares[at] = deviation.mul_add(deviation, self.squares[at]);
    }

    /// Adds indicators, 1 or 0 each.
    pub fn add_indicators(&mut self, processor: Processor, values: &[f64]) {
        self.count += values.len() as u64;
        processor.run(
            #[inline(always)]
            || self.sum = summed(self.sum, values),
        );
    }

    #[inline(always)]
    fn add_rows(&mut self, values: &[f64]) {
        let Self { shift, mut sum, mut squares, mut min, mut max, .. } = *self;
        let (rows, rest) = values.as_chunks::<PARTIAL>();
        for row in rows {
            for j in 0..PARTIAL {
                let deviation = row[j] - shift;
                sum[j] += deviation;
                squares[j] = deviation.mul_add(deviation, squares[j]);
                min[j] = smaller(min[j], row[j]);
                max[j] = larger(max[j], row[j]);
            }
        }
        for (j, &value) in rest.iter().enumerate() {
            let deviation = value - shift;
            sum[j] += deviation;
            squares[j] = deviation.mul_add(deviation, squares[j]);
            min[j] = smaller(min[j], value);
            max[j] = larger(max[j], value);
        }
        *self = Self { sum, squares, min, max, ..*self };
    }

    /// One loop for each partial result, with what is not kept replaced by what does not count: this a compiler
    /// vectorizes, one loop over all it does not.
    #[inline(always)]
    fn add_strip(&mut self, values: &[f64], marks: &[f64]) {
        let mut sifted = [0.0; STRIP];
        let sift = |sifted: &mut [f64; STRIP], otherwise: f64, shift: f64| {
            for ((out, &value), &mark) in sifted.iter_mut().zip(values).zip(marks) {
                *out = if mark > 0.5 { value - shift } else { otherwise };
            }
        };
        let count = values.len();
        self.count += marks.iter().map(|&mark| u64::from(mark > 0.5)).sum::<u64>();
        sift(&mut sifted, 0.0, self.shift);
        self.add_deviations(&sifted[..count]);
        sift(&mut sifted, f64::INFINITY, 0.0);
        self.min = folded(self.min, &sifted[..count], smaller);
        sift(&mut sifted, f64::NEG_INFINITY, 0.0);
        self.max = folded(self.max, &sifted[..count], larger);
    }

    #[inline(always)]
    fn add_deviations(&mut self, deviations: &[f64]) {
        self.sum = summed(self.sum, deviations);
        self.squares = folded(self.squares, deviations, |sum, d| d.mul_add(d, sum));
    }

    /// The chunk's sums.
    pub(super) fn totals(&self) -> Totals {
        Totals {
            count: self.count,
            sum: tree(&self.sum),
            squares: tree(&self.squares),
            min: self.min.into_iter().fold(f64::INFINITY, smaller) + 0.0,
            max: self.max.into_iter().fold(f64::NEG_INFINITY, larger) + 0.0,
        }
    }

    /// The number of ones among the indicators.
    pub(super) fn ones(&self) -> f64 {
        tree(&self.sum)
    }
}

/// Partial sums with more values.
#[inline(always)]
fn summed(row: Row, values: &[f64]) -> Row {
    folded(row, values, |sum, value| sum + value)
}

/// Partial results with more values.
#[inline(always)]
fn folded(mut row: Row, values: &[f64], with: impl Fn(f64, f64) -> f64) -> Row {
    let (rows, rest) = values.as_chunks::<PARTIAL>();
    for more in rows {
        for j in 0..PARTIAL {
            row[j] = with(row[j], more[j]);
        }
    }
    for (j, &value) in rest.iter().enumerate() {
        row[j] = with(row[j], value);
    }
    row
}

/// The smaller number by one machine instruction, which `f64::min` with its care for NaN is not.
/// With NaN in a chunk the result means nothing; the sums tell.
#[inline(always)]
pub(super) fn smaller(bound: f64, value: f64) -> f64 {
    if value < bound { value } else { bound }
}

/// The larger number likewise.
#[inline(always)]
pub(super) fn larger(bound: f64, value: f64) -> f64 {
    if value > bound { value } else { bound }
}

/// The sum of a row as a tree, the way registers are folded.
pub(super) fn tree(row: &Row) -> f64 {
    let eight: [f64; 8] = array::from_fn(|lane| row[lane] + row[lane + 8]);
    let four: [f64; 4] = array::from_fn(|lane| eight[lane] + eight[lane + 4]);
    let two: [f64; 2] = array::from_fn(|lane| four[lane] + four[lane + 2]);
    two[0] + two[1]
}
