//! Integer counts of a sample in the classes of `classes`: they merge exactly in any order, take the same
//! memory for any number of values, and know the sample's order to within a class.

use std::fmt;
use std::ops::{Range, RangeInclusive};
use std::sync::OnceLock;

use super::class::{Class, Classed, lower_sums};
use super::class_counts::ClassCounts;
use super::classes::{ROOM, class_of, classify, edges, keys};
use super::order::Order;
use super::sole_value::SoleValue;
use crate::processor::Processor;

/// Values classified at a time; no part of the result.
const STRIP: usize = 256;
/// Classes whose counts are added up at a time on the way to a rank.
const STRIDE: usize = 512;

/// Counts of values in classes cut from the floats' own bits: sign, exponent and the top 11 bits of the
/// mantissa.
///
/// # Classes
/// A class is at most 2⁻¹¹ of any of its values wide ([`RELATIVE_ERROR`](super::RELATIVE_ERROR)), for
/// magnitudes from 2⁻⁷ up to 2⁴⁶. Smaller ones, below a cent, are one class around zero, the dead zone.
/// Larger ones, infinities and NaN are in the last class of their side. The classes need no pilot and are
/// the same for every sample, so counts of parts add up to the counts of the whole.
///
/// # As an order
/// [`Order`] takes the values of a class as spread evenly over it: the one at place i of k lies at
/// (i + ½)/k of its width; those of the dead zone are 0, those of a last class 2⁴⁶ or −2⁴⁶. So an order
/// statistic is off by at most the width of its class, and everything else is exact for the sample that
/// is so spread. This is the streaming estimate of jobs whose samples are not kept.
///
/// # Memory
/// 2 MiB of address space, of which the system provides only the pages that are counted in; merging and
/// walking touch no others.
///
/// ```
/// use vestrisk::Processor;
/// use vestrisk::statistics::{Bins, RELATIVE_ERROR, quantile};
/// let mut bins = Bins::new();
/// bins.add(Processor::best(), &[100.0, 300.0, 200.0]);
/// let median = quantile(&bins, 0.5).unwrap();
/// assert!((median - 200.0).abs() <= 200.0 * RELATIVE_ERROR);
/// ```
#[derive(Clone)]
pub struct Bins {
    counts: Box<[u64]>,
    /// Each count is of 2^fold classes together.
    fold: u32,
    count: u64,
    /// From the least to the greatest class that holds a value; empty without values.
    touched: Range<usize>,
    /// How many values are below each [`STRIDE`] of touched classes, once that was asked.
    strides: OnceLock<Vec<u64>>,
}

impl Bins {
    /// Bytes that the counts of dollars usually take: 16 KiB for each factor of 2 between the least and the
    /// greatest, from a dollar up to a million.
    pub const USUAL_BYTES: u64 = 20 * (1 << 14);

    /// The bytes that they take at most.
    pub const BYTES: u64 = 8 * ROOM as u64;

    /// No values yet.
    pub fn new() -> Self {
        Self::folded(0)
    }

    fn folded(fold: u32) -> Self {
        let counts = vec![0; ROOM >> fold].into_boxed_slice();
        Self { counts, fold, count: 0, touched: 0..0, strides: OnceLock::new() }
    }

    /// The same in classes eight times as wide, for a [`Selection`](super::Selection), which looks at the values
    /// itself: a processor's nearest cache then holds the counts of a usual sample.
    pub fn coarse() -> Self {
        Self::folded(3)
    }

    /// Counts some values.
    pub fn add(&mut self, processor: Processor, values: &[f64]) {
        let mut room = [0; STRIP];
        for strip in values.chunks(STRIP) {
            let classes = &mut room[..strip.len()];
            let (least, greatest) = processor.run(
                #[inline(always)]
                || {
                    classify(strip, classes);
                    for class in classes.iter_mut() {
                        *class >>= self.fold;
                    }
                    let (mut least, mut greatest) = (u32::MAX, 0);
                    for &class in classes.iter() {
                        least = least.min(class);
                        greatest = greatest.max(class);
                    }
                    (least, greatest)
                },
            );
            self.touch(least as usize..greatest as usize + 1);
            for &class in classes.iter() {
                self.counts[class as usize] += 1;
            }
        }
        self.count += values.len() as u64;
    }

    /// Adds the counts of `other`. Associative and commutative.
    pub fn merge(&mut self, other: &Self) {
        debug_assert_eq!(self.fold, other.fold, "counts in classes of one width");
        self.touch(other.touched.clone());
        self.count += other.count;
        for class in other.touched.clone() {
            self.counts[class] += other.counts[class];
        }
    }

    /// The classes that hold a value, as a list. Which of them hold a single one is not known.
    #[must_use]
    pub fn list(&self) -> ClassCounts {
        let numbered = self.numbered_from(self.touched.start);
        ClassCounts::new(
            self.fold,
            numbered.map(|(class, count)| (class, count, SoleValue::SEVERAL)),
        )
    }

    /// The number of values.
    pub fn count(&self) -> u64 {
        self.count
    }

    /// The classes that hold a value, in ascending order.
    pub fn classes(&self) -> impl Iterator<Item = Class> + '_ {
        self.numbered().map(|(class, _)| self.class(class))
    }

    /// The places in the total order that each class with a value takes, with their number of values.
    pub(super) fn spans(&self) -> impl Iterator<Item = (RangeInclusive<u64>, u64)> + '_ {
        self.numbered().map(|(class, count)| {
            let (first, last) = self.unfolded(class);
            (*keys(first).start()..=*keys(last).end(), count)
        })
    }

    /// The first and the last of the classes that are counted together.
    fn unfolded(&self, class: u32) -> (u32, u32) {
        (class << self.fold, ((class + 1) << self.fold) - 1)
    }

    /// The classes that hold a value, by number, with their counts.
    fn numbered(&self) -> impl Iterator<Item = (u32, u64)> + '_ {
        self.numbered_from(self.touched.start).filter(|(_, count)| *count > 0)
    }

    /// The touched classes from one on, empty ones too.
    #[expect(clippy::cast_possible_truncation, reason = "the room is 2^18")]
    fn numbered_from(&self, first: usize) -> impl Iterator<Item = (u32, u64)> + Clone + '_ {
        let end = self.touched.end;
        (first as u32..end as u32).zip(self.counts[first..end].iter().copied())
    }

    /// Widens the touched classes by some, if any.
    fn touch(&mut self, classes: Range<usize>) {
        self.strides.take();
        if self.touched.is_empty() {
            self.touched = classes;
        } else if !classes.is_empty() {
            self.touched.start = self.touched.start.min(classes.start);
            self.touched.end = self.touched.end.max(classes.end);
        }
    }

    fn class(&self, class: u32) -> Class {
        let (first, last) = self.unfolded(class);
        let (low, high) = (edges(first).0, edges(last).1);
        Class { low, high, count: self.counts[class as usize] }
    }

    /// The class that holds a rank, and how many values of lower rank are below that class; ranks beyond
    /// the last are taken as the last. There is at least one value.
    fn locate(&self, rank: u64) -> (u32, u64) {
        let rank = rank.min(self.count - 1);
        let stride = self.strides().partition_point(|&below| below <= rank) - 1;
        let mut below = self.strides()[stride];
        let first = self.touched.start + stride * STRIDE;
        for (class, count) in self.numbered_from(first) {
            if rank - below < count {
                return (class, below);
            }
            below += count;
        }
        unreachable!("the counts add up to the number of values")
    }

    /// How many values are in classes below one.
    fn below_class(&self, class: usize) -> u64 {
        let touched = self.touched.clone();
        let class = class.clamp(touched.start, touched.end);
        let stride = (class - touched.start) / STRIDE;
        self.strides()[stride]
            + self.counts[touched.start + stride * STRIDE..class].iter().sum::<u64>()
    }

    fn strides(&self) -> &[u64] {
        self.strides.get_or_init(|| {
            let mut below = 0;
            let before = |stride: &[u64]| {
                below += stride.iter().sum::<u64>();
                below
            };
            let ends = self.counts[self.touched.clone()].chunks(STRIDE).map(before);
            std::iter::once(0).chain(ends).collect()
        })
    }
}

impl Default for Bins {
    fn default() -> Self {
        Self::new()
    }
}

impl From<&ClassCounts> for Bins {
    fn from(list: &ClassCounts) -> Self {
        let mut bins = Self::folded(list.fold());
        for (class, count, _) in list.numbered() {
            let class = class as usize;
            bins.touch(class..class + 1);
            bins.counts[class] = count;
        }
        bins.count = list.count();
        bins
    }
}

impl PartialEq for Bins {
    fn eq(&self, other: &Self) -> bool {
        let touched = self.touched.clone();
        touched == other.touched && self.counts[touched.clone()] == other.counts[touched]
    }
}

impl fmt::Debug for Bins {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_list().entries(self.classes()).finish()
    }
}

impl Classed for Bins {
    fn each_class(&self) -> Box<dyn Iterator<Item = Class> + '_> {
        Box::new(self.classes())
    }
}

impl Order for Bins {
    fn count(&self) -> u64 {
        self.count
    }

    fn value(&self, rank: u64) -> f64 {
        if self.count == 0 {
            return f64::NAN;
        }
        let (class, below) = self.locate(rank);
        self.class(class).value(rank.min(self.count - 1) - below)
    }

    fn below(&self, x: f64) -> u64 {
        if x.is_nan() {
            return 0;
        }
        let class = class_of(x) >> self.fold;
        self.below_class(class as usize) + self.class(class).below(x)
    }

    fn at_or_below(&self, x: f64) -> u64 {
        if x.is_nan() {
            return 0;
        }
        let class = class_of(x) >> self.fold;
        self.below_class(class as usize) + self.class(class).at_or_below(x)
    }

    fn lower_sums(&self, rank: u64, around: f64) -> (f64, f64) {
        lower_sums(self.classes(), rank, around)
    }
}
