//! Exact order statistics of a stored sample without sorting it: counts in classes say which classes hold
//! the ranks asked for, and only the values of those are read out and sorted.

use std::ops::Range;
use std::sync::Arc;

use super::bins::Bins;
use super::cells::{Cell, Cells};
use super::classes::{at_key, key};
use super::moments::Moments;
use super::order::Order;
use super::sift::{Harvest, Pieces, Sieve, read};
use crate::processor::Processor;

/// The most values of a class that are read out at once, in small samples; in large ones it is the
/// share n/1,024.
const FEW: u64 = 1 << 16;
const SHARE: u64 = 1 << 10;

/// The order of a stored sample, exact at the ranks and edges that were settled.
///
/// # Method
/// [`Bins`] tell which class holds a rank. One pass over the sample, on all threads of the current pool,
/// reads out the values of the classes that hold asked ranks; they are sorted, and the rest of the sample
/// never is. A class of more than max(65,536, n/1,024) values, such as the one around an amount that most
/// runs share, is not read out but split by the next 11 bits in a pass of its own, until its parts are
/// small or hold equal values only. So at most max(65,536, n/1,024) values are kept for each class that is
/// asked for. The answers are those of the sorted sample to the last bit, whatever the number of threads.
///
/// The sums below a rank are sums of deviations x − c, c being where the rank's class begins. They are
/// rounded to fixed point once a piece, as in [`Moments`], and leave its range as those do: they are NaN
/// then.
///
/// # Between what was settled
/// To ask for another rank or edge is a fault of the program, which debug builds find. The answer is that
/// of [`Bins`], off by at most the width of a class.
///
/// ```
/// use vestrisk::Processor;
/// use vestrisk::statistics::{Selection, quantile, quantile_ranks};
/// let sample: Vec<f64> = (0..10_000).map(|i| f64::from(i * 7_919 % 10_000)).collect();
/// let mut order = Selection::read(Processor::best(), &sample[..], &|| true).unwrap();
/// order.settle(&quantile_ranks(10_000, 0.25), None, &|| true).unwrap();
/// assert_eq!(quantile(&order, 0.25), Some(2_499.75));
/// ```
#[derive(Clone, Debug)]
pub struct Selection<P> {
    processor: Processor,
    pieces: P,
    cells: Cells,
    /// Sums of the values below a cell, by the place where it begins.
    below: Vec<(u64, Moments)>,
}

impl<P: Pieces> Selection<P> {
    /// The order of a sample whose counts are known. To pair pieces with the counts of another sample is a
    /// fault of the program, and ends it when that shows.
    pub fn new(processor: Processor, bins: &Bins, pieces: P) -> Self {
        Self { processor, pieces, cells: Cells::new(bins), below: Vec::new() }
    }

    /// The order of a sample that is counted first, in a pass on all threads of the current pool; `None`
    /// once `go_on` says no.
    pub fn read(
        processor: Processor,
        pieces: P,
        go_on: &(dyn Fn() -> bool + Sync),
    ) -> Option<Self> {
        let add = |bins: &mut Bins, values: &[f64]| bins.add(processor, values);
        let bins = read(&pieces, go_on, Bins::new, add, |bins: &mut Bins, more| bins.merge(&more))?;
        Some(Self::new(processor, &bins, pieces))
    }

    /// Settles some ranks, in any order, besides those that are settled already. With `tail` that rank and
    /// the sums below it are settled too. Ranks beyond the last are taken as the last.
    ///
    /// `go_on` is asked again and again, after 32 pieces at most; `None` once it says no. What was settled
    /// before stays settled then.
    pub fn settle(
        &mut self,
        ranks: &[u64],
        tail: Option<u64>,
        go_on: &(dyn Fn() -> bool + Sync),
    ) -> Option<()> {
        let asked = |cells: &Cells| {
            let ranks = ranks.iter().chain(&tail);
            ranks.map(|&rank| cells.holding(rank)).collect::<Vec<usize>>()
        };
        self.settle_cells(&asked, tail, go_on)
    }

    /// Settles how many values are below, and at or below, some numbers, as [`Selection::settle`] does.
    pub fn settle_edges(&mut self, edges: &[f64], go_on: &(dyn Fn() -> bool + Sync)) -> Option<()> {
        let asked = |cells: &Cells| {
            let places = edges.iter().flat_map(|&edge| [Some(at(edge)), behind(edge)]).flatten();
            let inside = places.filter_map(|place| {
                let index = cells.reaching(place);
                cells.all().get(index).filter(|cell| cell.first < place).map(|_| index)
            });
            inside.collect::<Vec<usize>>()
        };
        self.settle_cells(&asked, None, go_on)
    }

    /// The whole sample in ascending order; everything is settled then, and takes another 16 bytes a
    /// value.
    pub fn sorted(&mut self, go_on: &(dyn Fn() -> bool + Sync)) -> Option<Vec<f64>> {
        self.settle_cells(&|cells| (0..cells.all().len()).collect(), None, go_on)?;
        let mut sorted = Vec::new();
        for cell in self.cells.all() {
            go_on().then_some(())?;
            match cell.sorted() {
                Some(values) => sorted.extend_from_slice(values),
                None => sorted.extend((0..cell.count).map(|place| cell.value(place))),
            }
        }
        Some(sorted)
    }

    /// The cells as they stand.
    pub(super) fn cells(&self) -> &[Cell] {
        self.cells.all()
    }

    /// Settles every rank of some ranges, which are in ascending order.
    pub(super) fn settle_ranges(
        &mut self,
        ranges: &[Range<u64>],
        go_on: &(dyn Fn() -> bool + Sync),
    ) -> Option<()> {
        let asked = |cells: &Cells| {
            let mut ranges = ranges.iter().peekable();
            let held = cells.all().iter().enumerate().filter(|(_, cell)| {
                while ranges.next_if(|range| range.end <= cell.start).is_some() {}
                ranges.peek().is_some_and(|range| range.start < cell.end())
            });
            held.map(|(index, _)| index).collect::<Vec<usize>>()
        };
        self.settle_cells(&asked, None, go_on)
    }

    /// Settles the cells that `asked` names, which is asked again after cells were split.
    fn settle_cells(
        &mut self,
        asked: &dyn Fn(&Cells) -> Vec<usize>,
        tail: Option<u64>,
        go_on: &(dyn Fn() -> bool + Sync),
    ) -> Option<()> {
        if self.cells.count() == 0 {
            return Some(());
        }
        loop {
            let mut wanted = asked(&self.cells);
            wanted.sort_unstable();
            wanted.dedup();
            wanted.retain(|&index| !self.cells.all()[index].is_settled());
            let below = tail.and_then(|rank| self.missing_sums(rank));
            if wanted.is_empty() && below.is_none() {
                return Some(());
            }
            let targets = wanted.iter().map(|&index| &self.cells.all()[index]);
            let targets = targets.map(|cell| (cell, self.is_split(cell)));
            let limit = below.map(|place| (at_key(place), shift(place)));
            let sieve = Sieve::new(self.processor, targets, limit);
            let mut harvest = sieve.sift(&self.pieces, go_on)?;
            let (batch, starts) = sieve.sorted(&mut harvest, go_on)?;
            self.below.extend(below.zip(harvest.below.take()));
            self.take_over(&wanted, &Arc::new(batch), &starts, &harvest);
        }
    }

    /// Takes over what a pass has found in the wanted cells: their values, in a batch from `starts` on, or
    /// their parts.
    fn take_over(
        &mut self,
        wanted: &[usize],
        batch: &Arc<Vec<f64>>,
        starts: &[usize],
        harvest: &Harvest,
    ) {
        let mut parts = Vec::new();
        for (target, (&index, &start)) in wanted.iter().zip(starts).enumerate() {
            if self.is_split(&self.cells.all()[index]) {
                parts.push((index, harvest.parts(target)));
            } else {
                self.cells.settle(index, batch, start);
            }
        }
        self.cells.split(parts);
    }

    /// Where the cell of a rank begins, if it can be settled in the next pass, has values below it, and
    /// their sums are missing.
    fn missing_sums(&self, rank: u64) -> Option<u64> {
        let cell = &self.cells.all()[self.cells.holding(rank)];
        let ready = cell.is_settled() || !self.is_split(cell);
        (ready && cell.start > 0 && self.sums_below(cell).is_none()).then_some(cell.first)
    }
}

impl<P> Selection<P> {
    fn sums_below(&self, cell: &Cell) -> Option<&Moments> {
        self.below.iter().find(|(first, _)| *first == cell.first).map(|(_, sums)| sums)
    }

    /// Whether a cell holds so many values that it is split.
    fn is_split(&self, cell: &Cell) -> bool {
        cell.count > FEW.max(self.cells.count() / SHARE)
    }

    /// How many values come before a place of the total order; all for none.
    fn before(&self, place: Option<u64>) -> u64 {
        let cell = place.and_then(|place| self.cells.all().get(self.cells.reaching(place)));
        let Some((cell, place)) = cell.zip(place) else { return self.cells.count() };
        debug_assert!(place <= cell.first || cell.is_settled(), "an edge that was not settled");
        cell.start + cell.before(place)
    }
}

impl<P> Order for Selection<P> {
    fn count(&self) -> u64 {
        self.cells.count()
    }

    fn value(&self, rank: u64) -> f64 {
        if self.cells.count() == 0 {
            return f64::NAN;
        }
        let rank = rank.min(self.cells.count() - 1);
        let cell = &self.cells.all()[self.cells.holding(rank)];
        debug_assert!(cell.is_settled(), "rank {rank} was not settled");
        cell.value(rank - cell.start)
    }

    fn below(&self, x: f64) -> u64 {
        if x.is_nan() { 0 } else { self.before(Some(at(x))) }
    }

    fn at_or_below(&self, x: f64) -> u64 {
        if x.is_nan() { 0 } else { self.before(behind(x)) }
    }

    /// From the sums below the rank's cell, and from the cell's own values.
    fn lower_sums(&self, rank: u64, around: f64) -> (f64, f64) {
        if self.cells.count() == 0 {
            return (0.0, 0.0);
        }
        let rank = rank.min(self.cells.count());
        let cell = &self.cells.all()[self.cells.holding(rank)];
        let (sum, squares) = cell.lower_sums(rank - cell.start, around);
        let sums = self.sums_below(cell);
        debug_assert!(
            cell.is_settled() && (cell.start == 0 || sums.is_some()),
            "not settled: {rank}"
        );
        let Some(below) = sums else {
            let lower = self.cells.all().iter().take_while(|lower| lower.start < cell.start);
            return lower.fold((sum, squares), |(sum, squares), lower| {
                let (more, more_squares) = lower.lower_sums(lower.count, around);
                (sum + more, squares + more_squares)
            });
        };
        below.moved(cell.start, around, (sum, squares))
    }
}

/// The place in the total order of the first float that is equal to a number: −0 equals 0.
fn at(x: f64) -> u64 {
    key(if x == 0.0 { -0.0 } else { x })
}

/// The place behind the last float that is equal to a number.
fn behind(x: f64) -> Option<u64> {
    key(x + 0.0).checked_add(1)
}

/// A finite number where a cell begins, or near it.
pub(super) fn shift(place: u64) -> f64 {
    let first = at_key(place);
    if first.is_finite() { first } else { 0.0 }
}
