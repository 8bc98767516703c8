//! Exact order statistics of a sample that a processor's caches hold: the answers of [`Selection`], to the
//! bit, without what that one does for samples of any size. Thousands of them are made in a row, one a case of a sweep.

use std::cell::RefCell;

use super::chunk_sums::ChunkSums;
use super::classes::{ROOM, class_of, keys};
use super::moments::Moments;
use super::order::Order;
use super::sample::sort;
use super::selection::{Selection, shift};
use super::sift::Pieces;
use crate::processor::Processor;

/// The most values of a sample that is small: above, a [`Selection`] splits classes.
pub const MOST_OF_SMALL: u64 = 1 << 16;

/// Classes are eight times as wide as those of [`Bins`](super::Bins).
const FOLD: u32 = 3;
const CLASSES: usize = ROOM >> FOLD;
/// Classes whose counts are added up at a time on the way to a rank.
const STRIDE: usize = 64;
/// The mark of the classes below that of the tail's rank.
const BELOW: u8 = u8::MAX;
/// The most ranks that are told apart by the other marks.
const MOST_TARGETS: usize = BELOW as usize - 1;
/// Values classified at a time; no part of the result.
const STRIP: usize = 1_024;

/// The order of a small sample at some ranks.
///
/// # Method
/// Values are counted in classes cut from the floats' bits; those in the classes that hold asked ranks are read out, and
/// of each class as much is put into order as the ranks ask for. Other questions than those that were settled are answered
/// exactly as well, by looking at all values.
#[derive(Clone, Debug)]
pub struct SmallSelection<P> {
    processor: Processor,
    pieces: P,
    count: u64,
    /// Settled ranks with their values, in ascending order.
    settled: Vec<(u64, f64)>,
    tail: Option<TailSums>,
}

/// What is known of the values below a rank: those of its class in order, and the sums of those in lower classes.
#[derive(Clone, Debug)]
struct TailSums {
    /// The ranks of its class.
    start: u64,
    sorted: Vec<f64>,
    below: Option<Moments>,
}

/// Room that is used again, as to ask the system for it costs more than to use it.
struct Scratch {
    /// By class, how many values are in it; all 0 between uses. The second table takes every other value, so that values of
    /// one class next to each other need not wait for each other.
    counts: Box<[u32; CLASSES]>,
    more: Box<[u32; CLASSES]>,
    /// By value, its class.
    classes: Vec<u16>,
    /// The number of values.
    count: usize,
    /// By class, 1 more than the number of its target, 0 without one, [`BELOW`] for one whose values are summed; all 0
    /// between uses.
    marks: Box<[u8; CLASSES]>,
    /// Places of values in the targets' classes, of one strip.
    places: Box<[u32; STRIP]>,
    /// Their values, target by target.
    caught: Vec<f64>,
}

/// An array that never was on a stack.
#[expect(clippy::unnecessary_box_returns, reason = "the tables are as large as a small stack")]
fn zeros<T: Copy + Default, const N: usize>() -> Box<[T; N]> {
    let all = vec![T::default(); N].into_boxed_slice();
    all.try_into().unwrap_or_else(|_| unreachable!("the length is that of the array"))
}

thread_local! {
    static SCRATCH: RefCell<Scratch> = RefCell::new(Scratch {
        counts: zeros(),
        more: zeros(),
        classes: Vec::new(),
        count: 0,
        marks: zeros(),
        places: zeros(),
        caught: Vec::new(),
    });
}

/// A class that holds ranks that are asked for.
struct Target {
    class: usize,
    /// Values in lower classes.
    start: u64,
    count: usize,
    /// Where its values begin among those caught.
    first: usize,
}

impl<P: Pieces> SmallSelection<P> {
    /// The order of a sample of at most [`MOST_OF_SMALL`] values, of which nothing is settled yet.
    pub fn new(processor: Processor, pieces: P) -> Self {
        let mut scratch = Vec::new();
        let of_piece = |piece: usize| pieces.values(piece, &mut scratch).len() as u64;
        let count = (0..pieces.pieces()).map(of_piece).sum();
        Self { processor, pieces, count, settled: Vec::new(), tail: None }
    }

    /// The same with counts in classes, for questions about all of the sample; `None` once `go_on` says no.
    pub fn counted(&self, go_on: &(dyn Fn() -> bool + Sync)) -> Option<Selection<&P>> {
        Selection::read(self.processor, &self.pieces, go_on)
    }

    /// Settles some ranks in the place of those settled before, and with `tail` that rank and the sums below it. Ranks
    /// beyond the last are taken as the last.
    ///
    /// More than 254 different ranks are settled by sorting.
    pub fn settle(&mut self, ranks: &[u64], tail: Option<u64>) {
        let Some(last) = self.count.checked_sub(1) else { return };
        let tail = tail.map(|rank| rank.min(last));
        let mut asked: Vec<u64> = ranks.iter().map(|rank| *rank.min(&last)).chain(tail).collect();
        asked.sort_unstable();
        asked.dedup();
        if asked.len() > MOST_TARGETS {
            let sorted = self.sorted();
            self.settled = asked.into_iter().map(|rank| (rank, sorted.value(rank))).collect();
            self.tail = None;
            return;
        }
        let Self { processor, pieces, .. } = self;
        (self.settled, self.tail) =
            SCRATCH.with_borrow_mut(|scratch| scratch.settle(*processor, &*pieces, &asked, tail));
    }

    /// How many values hold something.
    fn number(&self, holds: impl Fn(f64) -> bool) -> u64 {
        let mut scratch = Vec::new();
        let of_piece = |piece: usize| {
            let values = self.pieces.values(piece, &mut scratch);
            values.iter().filter(|value| holds(**value)).count() as u64
        };
        (0..self.pieces.pieces()).map(of_piece).sum()
    }

    /// All values in ascending order.
    fn sorted(&self) -> Vec<f64> {
        let mut scratch = Vec::new();
        let mut all = Vec::new();
        for piece in 0..self.pieces.pieces() {
            all.extend_from_slice(self.pieces.values(piece, &mut scratch));
        }
        sort(&mut all);
        all
    }
}

impl Target {
    fn holds(&self, rank: u64) -> bool {
        (self.start..self.start + self.count as u64).contains(&rank)
    }
}

/// Finds the values at some ranks, which ascend, among values of which the least has the rank `start`; puts them into
/// order only as far as that takes.
#[expect(clippy::cast_possible_truncation, reason = "a small sample")]
fn select(
    values: &mut [f64],
    start: u64,
    ranks: impl Iterator<Item = u64>,
    settled: &mut Vec<(u64, f64)>,
) {
    let (mut rest, mut next) = (values, start);
    for rank in ranks {
        let (_, value, above) = rest.select_nth_unstable_by((rank - next) as usize, f64::total_cmp);
        settled.push((rank, *value));
        (rest, next) = (above, rank + 1);
    }
}

/// The place in the total order where a class begins.
#[expect(clippy::cast_possible_truncation, reason = "below 2^18")]
fn place(class: usize) -> u64 {
    *keys((class << FOLD) as u32).start()
}

impl Scratch {
    /// The values at some ranks, which ascend and are of the sample, and what is known of the values below another.
    fn settle(
        &mut self,
        processor: Processor,
        pieces: &impl Pieces,
        asked: &[u64],
        tail: Option<u64>,
    ) -> (Vec<(u64, f64)>, Option<TailSums>) {
        let touched = self.classify(processor, pieces);
        let targets = self.targets(&touched, asked);
        let of_tail = tail.and_then(|rank| targets.iter().rposition(|target| target.start <= rank));
        let limit = of_tail.map(|at| &targets[at]).filter(|target| target.start > 0);
        let limit = limit.map(|target| target.class);
        if let Some(limit) = limit {
            self.mark_below(*touched.start()..limit);
        }
        let mut below = self.catch(processor, pieces, &targets, limit);
        let (mut settled, mut known) = (Vec::with_capacity(asked.len()), None);
        for (at, target) in targets.iter().enumerate() {
            let values = &mut self.caught[target.first..][..target.count];
            let ranks = asked.iter().copied().filter(|rank| target.holds(*rank));
            if of_tail == Some(at) {
                sort(values);
                settled.extend(ranks.map(|rank| (rank, values.value(rank - target.start))));
                let sorted = values.to_vec();
                known = Some(TailSums { start: target.start, sorted, below: below.take() });
            } else {
                select(values, target.start, ranks, &mut settled);
            }
        }
        self.clear(&touched);
        (settled, known)
    }

    /// Counts all values in classes; those that were touched.
    fn classify(
        &mut self,
        processor: Processor,
        pieces: &impl Pieces,
    ) -> std::ops::RangeInclusive<usize> {
        self.count = 0;
        let mut room = Vec::new();
        let (mut least, mut greatest) = (u16::MAX, 0);
        for piece in 0..pieces.pieces() {
            for strip in pieces.values(piece, &mut room).chunks(STRIP) {
                let before = self.count;
                self.count += strip.len();
                if self.classes.len() < self.count {
                    self.classes.resize(self.count, 0);
                }
                let classes = &mut self.classes[before..self.count];
                let (low, high) = processor.run(
                    #[inline(always)]
                    || classify(strip, classes),
                );
                (least, greatest) = (least.min(low), greatest.max(high));
                count(classes, &mut self.counts, &mut self.more);
            }
        }
        let touched = usize::from(least)..=usize::from(greatest);
        if self.count > 0 {
            let more = &mut self.more[touched.clone()];
            for (count, more) in self.counts[touched.clone()].iter_mut().zip(more) {
                *count += std::mem::take(more);
            }
        }
        touched
    }

    /// The classes that hold some ranks, which ascend, marked.
    fn targets(&mut self, touched: &std::ops::RangeInclusive<usize>, ranks: &[u64]) -> Vec<Target> {
        let mut targets: Vec<Target> = Vec::with_capacity(ranks.len());
        let (mut class, mut start, mut first) = (*touched.start(), 0_u64, 0);
        for &rank in ranks {
            if targets.last().is_some_and(|last| rank < last.start + last.count as u64) {
                continue;
            }
            while let Some(stride) = self.counts.get(class..class + STRIDE) {
                let more = u64::from(stride.iter().sum::<u32>());
                if start + more > rank {
                    break;
                }
                (class, start) = (class + STRIDE, start + more);
            }
            while start + u64::from(self.counts[class]) <= rank {
                start += u64::from(self.counts[class]);
                class += 1;
            }
            let count = self.counts[class] as usize;
            targets.push(Target { class, start, count, first });
            self.marks[class] = u8::try_from(targets.len()).unwrap_or(u8::MAX);
            first += count;
        }
        targets
    }

    /// Reads out the values of the targets, and sums those of classes below a limit.
    fn catch(
        &mut self,
        processor: Processor,
        pieces: &impl Pieces,
        targets: &[Target],
        limit: Option<usize>,
    ) -> Option<Moments> {
        let around = limit.map(|class| shift(place(class)));
        let mut sums = around.map(Moments::new);
        let mut next: Vec<usize> = targets.iter().map(|target| target.first).collect();
        self.caught.resize(targets.iter().map(|target| target.count).sum(), 0.0);
        let (mut room, mut done) = (Vec::new(), 0);
        for piece in 0..pieces.pieces() {
            let mut chunk = around.map(ChunkSums::new);
            for (strip, first) in pieces.values(piece, &mut room).chunks(STRIP).zip(0..) {
                let classes = &self.classes[done..][..strip.len()];
                done += strip.len();
                let found = marked(classes, &self.marks, &mut self.places);
                let places = &self.places[..found];
                processor.run(
                    #[inline(always)]
                    || {
                        for &at in places {
                            let (at, class) = (at as usize, usize::from(classes[at as usize]));
                            if let Some(chunk) = chunk.as_mut().filter(|_| Some(class) < limit) {
                                chunk.put(first * STRIP + at, strip[at]);
                            }
                            let mark = self.marks[class];
                            if mark != BELOW {
                                let target = usize::from(mark) - 1;
                                self.caught[next[target]] = strip[at];
                                next[target] += 1;
                            }
                        }
                    },
                );
            }
            if let (Some(sums), Some(chunk)) = (&mut sums, &chunk) {
                sums.add_chunk(chunk);
            }
        }
        sums
    }

    /// Marks classes so that their values are summed, those apart that are targets themselves.
    fn mark_below(&mut self, classes: std::ops::Range<usize>) {
        for mark in self.marks[classes].iter_mut().filter(|mark| **mark == 0) {
            *mark = BELOW;
        }
    }

    fn clear(&mut self, touched: &std::ops::RangeInclusive<usize>) {
        self.counts[touched.clone()].fill(0);
        self.marks[touched.clone()].fill(0);
    }
}

/// Counts values by their classes, every other one in the second table. A function of its own, as is the next, so that
/// the compiler knows the tables apart from all else.
#[inline(never)]
fn count(classes: &[u16], counts: &mut [u32; CLASSES], more: &mut [u32; CLASSES]) {
    let (pairs, rest) = classes.as_chunks::<2>();
    for &[one, other] in pairs {
        // The masks change nothing; they show that all is in bounds.
        counts[usize::from(one) & (CLASSES - 1)] += 1;
        more[usize::from(other) & (CLASSES - 1)] += 1;
    }
    for &class in rest {
        counts[usize::from(class) & (CLASSES - 1)] += 1;
    }
}

/// The places of the values whose classes are marked, in the front of `places`, and their number.
#[inline(never)]
fn marked(classes: &[u16], marks: &[u8; CLASSES], places: &mut [u32; STRIP]) -> usize {
    let mut found = 0;
    for (at, &class) in (0..).zip(classes) {
        // The place stays if its class is marked.
        places[found & (STRIP - 1)] = at;
        found += usize::from(marks[usize::from(class) & (CLASSES - 1)] > 0);
    }
    found
}

/// The classes of some values, and the least and the greatest of them.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "2^15 classes")]
fn classify(values: &[f64], classes: &mut [u16]) -> (u16, u16) {
    for (class, &value) in classes.iter_mut().zip(values) {
        *class = (class_of(value) >> FOLD) as u16;
    }
    let (mut least, mut greatest) = (u16::MAX, 0);
    for &class in classes.iter() {
        least = least.min(class);
        greatest = greatest.max(class);
    }
    (least, greatest)
}

impl<P: Pieces> Order for SmallSelection<P> {
    fn count(&self) -> u64 {
        self.count
    }

    fn value(&self, rank: u64) -> f64 {
        let rank = rank.min(self.count.saturating_sub(1));
        match self.settled.binary_search_by_key(&rank, |(settled, _)| *settled) {
            Ok(at) => self.settled[at].1,
            Err(_) => self.sorted().value(rank),
        }
    }

    fn below(&self, x: f64) -> u64 {
        self.number(|value| value < x)
    }

    fn at_or_below(&self, x: f64) -> u64 {
        self.number(|value| value <= x)
    }

    fn lower_sums(&self, rank: u64, around: f64) -> (f64, f64) {
        let held = self
            .tail
            .as_ref()
            .filter(|tail| (tail.start..tail.start + tail.sorted.len() as u64).contains(&rank));
        let Some(tail) = held else { return self.sorted().lower_sums(rank, around) };
        let own = tail.sorted.lower_sums(rank - tail.start, around);
        let Some(below) = &tail.below else { return own };
        below.moved(tail.start, around, own)
    }
}
