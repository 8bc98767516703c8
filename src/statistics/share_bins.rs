//! Counts of weighted values in classes, as `bins` counts plain ones: each value counts as often as its share says, and a
//! class knows whether it holds one value only.

use std::ops::Range;

use super::class_counts::ClassCounts;
use super::classes::{ROOM, classify};
use super::sole_value::SoleValue;
use crate::processor::Processor;
use crate::room::Room;

/// Values classified at a time; no part of the result.
const STRIP: usize = 256;
/// The classes of a part are 2^3 of the usual ones together.
pub(super) const PART_FOLD: u32 = 3;
/// How many these are.
pub(super) const PART_ROOM: usize = ROOM >> PART_FOLD;

/// Shares of values in the classes of [`Bins`](super::Bins).
///
/// # Weights
/// A value may count many times, so that a run with several outcomes counts each in proportion to its probability.
/// Counts are whole numbers, so parts merge exactly in any order.
///
/// # Memory
/// 4.3 MiB of address space, of which the system provides only the pages that are counted in, of 2 MiB where it can;
/// nothing walks the others.
///
/// ```
/// use vestrisk::Processor;
/// use vestrisk::statistics::{ShareBins, quantile};
/// let mut bins = ShareBins::new();
/// bins.add(Processor::best(), &[100.0, 300.0], &[3, 1]);
/// bins.part();
/// assert_eq!(quantile(&bins.list(), 0.5), Some(100.0));
/// ```
#[derive(Debug)]
pub struct ShareBins {
    slots: Room<Slot>,
    /// Of the part at hand: counts in wide classes, and from the least to the greatest of these with values.
    part: Box<[u64]>,
    touched: Range<usize>,
    /// Wide classes that hold values of earlier parts, as bits.
    occupied: Box<[u64]>,
}

/// A class: how often its values count, and the bits of [`SoleValue`]. All 0 at first, as the system's fresh pages are.
type Slot = [u64; 2];

impl ShareBins {
    /// No values yet.
    ///
    /// # Panics
    /// When the system has no memory left, as every allocation.
    #[must_use]
    pub fn new() -> Self {
        Self {
            slots: Room::new(ROOM).expect("the system has memory"),
            part: vec![0; PART_ROOM].into_boxed_slice(),
            touched: 0..0,
            occupied: vec![0; PART_ROOM / 64].into_boxed_slice(),
        }
    }

    /// Counts each value of the part at hand as often as its share says; there are as many of both.
    pub fn add(&mut self, processor: Processor, values: &[f64], shares: &[u64]) {
        let mut room = [0; STRIP];
        for (strip, shares) in values.chunks(STRIP).zip(shares.chunks(STRIP)) {
            let classes = &mut room[..strip.len()];
            let counts = processor.run(
                #[inline(always)]
                || {
                    classify(strip, classes);
                    shares.iter().fold(0, |all, share| all | share) > 0
                },
            );
            if counts {
                self.add_strip(processor, strip, classes, shares);
            }
        }
    }

    /// Counts a strip of values, given their classes: one loop for each table, so that a processor has many misses of
    /// its cache on their way at once.
    fn add_strip(&mut self, processor: Processor, values: &[f64], classes: &[u32], shares: &[u64]) {
        let slots = self.slots.values_mut();
        for ((&class, &share), &value) in classes.iter().zip(shares).zip(values) {
            if share > 0 {
                let [count, sole] = &mut slots[class as usize & (ROOM - 1)];
                *count += share;
                SoleValue::see(sole, value);
            }
        }
        for (&class, &share) in classes.iter().zip(shares) {
            self.part[(class >> PART_FOLD) as usize & (PART_ROOM - 1)] += share;
        }
        let (least, greatest) = processor.run(
            #[inline(always)]
            || {
                let (mut least, mut greatest) = (u32::MAX, 0);
                for (&class, &share) in classes.iter().zip(shares) {
                    least = least.min(if share > 0 { class } else { u32::MAX });
                    greatest = greatest.max(if share > 0 { class } else { 0 });
                }
                (least >> PART_FOLD, greatest >> PART_FOLD)
            },
        );
        touch(&mut self.touched, least as usize..greatest as usize + 1);
    }

    /// Ends the part at hand: what has been counted since the last one, in classes eight times as wide: enough to tell
    /// parts of a sample from each other. No value is known to be alone in a class yet: see [`ClassCounts::wide`].
    pub fn part(&mut self) -> ClassCounts {
        let touched = std::mem::take(&mut self.touched);
        let counts = &mut self.part[touched.clone()];
        let part = ClassCounts::new(
            PART_FOLD,
            touched
                .clone()
                .zip(&*counts)
                .map(|(class, count)| (number(class), *count, SoleValue::SEVERAL)),
        );
        for (class, count) in touched.zip(counts) {
            self.occupied[class / 64] |= u64::from(*count > 0) << (class % 64);
            *count = 0;
        }
        part
    }

    /// Adds the counts of the ended parts of `other`. Associative and commutative.
    pub fn merge(&mut self, other: &Self) {
        for wide in other.wide_classes() {
            self.occupied[wide / 64] |= 1 << (wide % 64);
            let classes = wide << PART_FOLD..(wide + 1) << PART_FOLD;
            let pairs = self.slots.values_mut()[classes.clone()]
                .iter_mut()
                .zip(&other.slots.values()[classes]);
            for ([mine, own], [count, sole]) in pairs {
                *mine += count;
                *own = SoleValue::from_bits(*own).joined(SoleValue::from_bits(*sole)).to_bits();
            }
        }
    }

    /// The classes that hold values of ended parts, as a list.
    #[must_use]
    pub fn list(&self) -> ClassCounts {
        let classes =
            self.wide_classes().flat_map(|wide| wide << PART_FOLD..(wide + 1) << PART_FOLD);
        let slots = classes.map(|class| {
            let [count, sole] = self.slots.values()[class];
            (number(class), count, SoleValue::from_bits(sole))
        });
        ClassCounts::new(0, slots)
    }

    /// The wide classes that hold values of ended parts, ascending.
    fn wide_classes(&self) -> impl Iterator<Item = usize> + Clone + '_ {
        let words = self.occupied.iter().enumerate().filter(|(_, word)| **word != 0);
        words.flat_map(|(at, word)| {
            (0..64).filter(move |bit| word >> bit & 1 == 1).map(move |bit| 64 * at + bit)
        })
    }
}

/// Widens the touched classes by some, if any.
fn touch(touched: &mut Range<usize>, classes: Range<usize>) {
    if Range::is_empty(touched) {
        *touched = classes;
    } else if !Range::is_empty(&classes) {
        *touched = touched.start.min(classes.start)..touched.end.max(classes.end);
    }
}

impl Default for ShareBins {
    fn default() -> Self {
        Self::new()
    }
}

fn number(class: usize) -> u32 {
    u32::try_from(class).unwrap_or(u32::MAX)
}
