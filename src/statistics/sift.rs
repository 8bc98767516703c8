//! One pass over a stored sample, on all threads, that catches the values of a few cells and sums those
//! below a limit. Nearly all values are neither, and cost little. Which cells those are belongs to
//! `selection`.

use rayon::prelude::*;

use super::cells::Cell;
use super::classes::{ROOM, at_key, class_of, classify, key, keys};
use super::moments::Moments;
use super::sample::sort_together;
use crate::processor::Processor;

/// Values sifted at a time; no part of the result.
const STRIP: usize = 1_024;
/// Values looked at together.
const GROUP: usize = 16;
/// Pieces between two questions whether to go on.
const TURN: usize = 32;
/// Parts that a cell is split into.
const PARTS: usize = 1 << 11;

/// The mark of a class without a target; the others are odd.
const UNMARKED: u8 = 0;
/// The mark of a class all of whose values are kept.
const KEPT: u8 = 1;
/// The mark of a class whose values are kept in part, or counted.
const LOOKED_AT: u8 = 3;

/// A stored sample that can be read piece by piece on any thread, again and again.
///
/// Pieces have about 1,024 values. Where the pieces end is part of the result: sums are rounded once a
/// piece.
///
/// ```
/// use vestrisk::statistics::Pieces;
/// /// The differences of two samples, computed when they are read.
/// struct Differences<'a>(&'a [f64], &'a [f64]);
/// impl Pieces for Differences<'_> {
///     fn pieces(&self) -> usize {
///         self.0.pieces()
///     }
///     fn values<'a>(&'a self, piece: usize, scratch: &'a mut Vec<f64>) -> &'a [f64] {
///         let (mut of_first, mut of_second) = (Vec::new(), Vec::new());
///         let first = self.0.values(piece, &mut of_first);
///         let second = self.1.values(piece, &mut of_second);
///         scratch.clear();
///         scratch.extend(first.iter().zip(second).map(|(first, second)| first - second));
///         scratch
///     }
/// }
/// let differences = Differences(&[3.0, 5.0], &[1.0, 1.0]);
/// assert_eq!(differences.values(0, &mut Vec::new()), [2.0, 4.0]);
/// ```
pub trait Pieces: Sync {
    /// The number of pieces.
    fn pieces(&self) -> usize;

    /// The values of a piece, the same every time. They may be put into `scratch`, which holds anything.
    fn values<'a>(&'a self, piece: usize, scratch: &'a mut Vec<f64>) -> &'a [f64];
}

impl Pieces for [f64] {
    fn pieces(&self) -> usize {
        self.len().div_ceil(STRIP)
    }

    fn values<'a>(&'a self, piece: usize, _: &'a mut Vec<f64>) -> &'a [f64] {
        &self[piece * STRIP..self.len().min((piece + 1) * STRIP)]
    }
}

impl<P: Pieces + ?Sized> Pieces for &P {
    fn pieces(&self) -> usize {
        (*self).pieces()
    }

    fn values<'a>(&'a self, piece: usize, scratch: &'a mut Vec<f64>) -> &'a [f64] {
        (*self).values(piece, scratch)
    }
}

/// Reads all pieces on all threads of the current pool: each thread adds pieces to something that `start`
/// made, and these are merged. `None` once `go_on` says no.
pub(super) fn read<T: Send>(
    pieces: &(impl Pieces + ?Sized),
    go_on: &(dyn Fn() -> bool + Sync),
    start: impl Fn() -> T + Sync,
    add: impl Fn(&mut T, &[f64]) + Sync,
    merge: impl Fn(&mut T, T) + Sync,
) -> Option<T> {
    let turn = |(mut found, mut scratch): (T, Vec<f64>), turn: usize| {
        go_on().then_some(())?;
        for piece in turn * TURN..pieces.pieces().min((turn + 1) * TURN) {
            add(&mut found, pieces.values(piece, &mut scratch));
        }
        Some((found, scratch))
    };
    let turns = (0..pieces.pieces().div_ceil(TURN)).into_par_iter();
    turns
        .try_fold(|| (start(), Vec::new()), turn)
        .map(|found| found.map(|(found, _)| found))
        .try_reduce(&start, |mut found, more| {
            merge(&mut found, more);
            Some(found)
        })
}

/// A cell whose values a pass is to find.
struct Target {
    first: u64,
    last: u64,
    count: u64,
    /// The bits below those that tell the parts of a cell apart; `None` when its values are kept.
    shift: Option<u32>,
}

/// What a pass looks for.
pub(super) struct Sieve {
    processor: Processor,
    targets: Vec<Target>,
    /// By class, a mark; a byte, so that the table of a usual sample stays in the cache.
    marks: Box<[u8; ROOM]>,
    /// The limit of the values to be summed, with no sums yet.
    below: Option<(f64, Moments)>,
}

/// What a pass has found.
pub(super) struct Harvest {
    /// The values of the targets that are kept, in any order.
    kept: Vec<f64>,
    /// By target, the parts of those that are split; none while there are no values.
    parts: Vec<Vec<Part>>,
    /// The sums of the values below the limit.
    pub(super) below: Option<Moments>,
}

/// What is known of the values in a part of a cell: those with the same next bits.
#[derive(Clone, Copy)]
pub(super) struct Part {
    /// The number of its values.
    pub(super) count: u64,
    /// The place of the least. It and the greatest are kept so that equal values are known to be equal at
    /// once.
    pub(super) first: u64,
    /// The place of the greatest.
    pub(super) last: u64,
}

impl Sieve {
    /// A pass that keeps the values of cells, or splits them where that is said, and sums what is below a
    /// limit around a shift. The cells are in ascending order.
    pub(super) fn new<'a>(
        processor: Processor,
        cells: impl Iterator<Item = (&'a Cell, bool)>,
        below: Option<(f64, f64)>,
    ) -> Self {
        let marks = vec![0; ROOM].into_boxed_slice();
        let mut sieve = Self {
            processor,
            targets: Vec::new(),
            marks: marks.try_into().expect("the length is that of the array"),
            below: below.map(|(limit, shift)| (limit, Moments::new(shift))),
        };
        for (cell, split) in cells {
            for number in class_of(at_key(cell.first))..=class_of(at_key(cell.last)) {
                let (first, last) = keys(number).into_inner();
                let is_kept = !split && cell.first <= first && last <= cell.last;
                sieve.marks[number as usize] = if is_kept { KEPT } else { LOOKED_AT };
            }
            let bits = u64::BITS - (cell.last - cell.first).leading_zeros();
            let shift = split.then_some(bits.saturating_sub(PARTS.ilog2()));
            let Cell { first, last, count, .. } = *cell;
            sieve.targets.push(Target { first, last, count, shift });
        }
        sieve
    }

    /// Reads the sample.
    pub(super) fn sift(
        &self,
        pieces: &(impl Pieces + ?Sized),
        go_on: &(dyn Fn() -> bool + Sync),
    ) -> Option<Harvest> {
        let nothing = || Harvest {
            kept: Vec::new(),
            parts: vec![Vec::new(); self.targets.len()],
            below: self.below.as_ref().map(|(_, sums)| sums.clone()),
        };
        let add = |harvest: &mut Harvest, values: &[f64]| self.add(harvest, values);
        read(pieces, go_on, nothing, add, Harvest::merge)
    }

    fn add(&self, harvest: &mut Harvest, values: &[f64]) {
        if let (Some((limit, _)), Some(sums)) = (&self.below, &mut harvest.below) {
            sums.add_below(self.processor, values, *limit);
        }
        if self.targets.is_empty() {
            return;
        }
        let mut room = [0; STRIP];
        for strip in values.chunks(STRIP) {
            let classes = &mut room[..strip.len()];
            self.processor.run(
                #[inline(always)]
                || classify(strip, classes),
            );
            // Most groups hold no marked value: one branch for each, nearly always taken the same way.
            for (values, classes) in strip.chunks(GROUP).zip(classes.chunks(GROUP)) {
                let any = classes.iter().fold(UNMARKED, |any, &class| any | self.mark(class));
                if any != UNMARKED {
                    self.look_at(harvest, values, classes);
                }
            }
        }
    }

    /// The mark of a class. The mask changes nothing; it shows that the index is within the room.
    #[inline(always)]
    fn mark(&self, class: u32) -> u8 {
        self.marks[class as usize & (ROOM - 1)]
    }

    /// Puts the values of marked classes where they belong.
    #[inline]
    fn look_at(&self, harvest: &mut Harvest, values: &[f64], classes: &[u32]) {
        for (&value, &class) in values.iter().zip(classes) {
            match self.mark(class) {
                UNMARKED => {}
                KEPT => harvest.kept.push(value),
                _ => self.catch(harvest, value),
            }
        }
    }

    /// Puts a value of a marked class where it belongs, if it is in a target.
    #[inline]
    fn catch(&self, harvest: &mut Harvest, value: f64) {
        let key = key(value);
        let Some(at) = self.target(key) else { return };
        let target = &self.targets[at];
        match target.shift {
            None => harvest.kept.push(value),
            Some(shift) => {
                let parts = &mut harvest.parts[at];
                if parts.is_empty() {
                    parts.resize(PARTS, Part::EMPTY);
                }
                parts[part(key - target.first, shift)].add(key);
            }
        }
    }

    /// The target that holds a place of the total order.
    #[inline]
    fn target(&self, key: u64) -> Option<usize> {
        let at = self.targets.partition_point(|target| target.last < key);
        self.targets.get(at).is_some_and(|target| target.first <= key).then_some(at)
    }

    /// Sorts the kept values of a harvest and takes them out of it; with them, by target, where its values
    /// begin.
    pub(super) fn sorted(
        &self,
        harvest: &mut Harvest,
        go_on: &(dyn Fn() -> bool + Sync),
    ) -> Option<(Vec<f64>, Vec<usize>)> {
        let mut kept = std::mem::take(&mut harvest.kept);
        sort_together(&mut kept, go_on)?;
        let mut next = 0;
        let starts = self.targets.iter().map(|target| {
            let start = next;
            next += if target.shift.is_none() { target.count } else { 0 };
            usize::try_from(start).ok()
        });
        let starts = starts.collect::<Option<Vec<usize>>>()?;
        assert_eq!(next, kept.len() as u64, "the pieces are those that were counted");
        Some((kept, starts))
    }
}

impl Harvest {
    /// The parts with values of a split target, in ascending order.
    pub(super) fn parts(&self, target: usize) -> Vec<Part> {
        self.parts[target].iter().filter(|part| part.count > 0).copied().collect()
    }

    fn merge(&mut self, mut other: Self) {
        self.kept.append(&mut other.kept);
        for (mine, theirs) in self.parts.iter_mut().zip(other.parts) {
            if mine.is_empty() {
                *mine = theirs;
            } else {
                mine.iter_mut().zip(&theirs).for_each(|(mine, theirs)| mine.merge(theirs));
            }
        }
        if let Some((mine, theirs)) = self.below.as_mut().zip(other.below) {
            mine.merge(&theirs);
        }
    }
}

impl Part {
    const EMPTY: Self = Self { count: 0, first: u64::MAX, last: 0 };

    #[inline]
    fn add(&mut self, key: u64) {
        self.count += 1;
        self.first = self.first.min(key);
        self.last = self.last.max(key);
    }

    fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.first = self.first.min(other.first);
        self.last = self.last.max(other.last);
    }
}

/// The part of a cell that is so far behind its beginning.
#[expect(clippy::cast_possible_truncation, reason = "at most 11 bits are left")]
fn part(behind: u64, shift: u32) -> usize {
    (behind >> shift) as usize & (PARTS - 1)
}
