//! The cells of a stored sample: intervals of the floats' total order with the number of values in each,
//! refined where that was asked. Which values are read for it belongs to `sift`.

use std::ops::Range;
use std::sync::Arc;

use super::bins::Bins;
use super::class::Class;
use super::classes::{at_key, key};
use super::order::Order;
use super::sift::Part;

/// An interval of the total order and what is known of the values in it, at least one.
#[derive(Clone, Debug)]
pub(super) struct Cell {
    /// The place in the total order where it begins.
    pub(super) first: u64,
    /// The place where it ends, which belongs to it.
    pub(super) last: u64,
    /// How many values are in lower cells: the rank of its least value.
    pub(super) start: u64,
    /// How many values are in it.
    pub(super) count: u64,
    /// They, in ascending order, when they have been read out.
    values: Option<Values>,
}

/// Values in ascending order: those from `start` on.
#[derive(Clone, Debug)]
struct Values {
    batch: Arc<Vec<f64>>,
    start: usize,
}

impl Cell {
    /// Whether each of its values is known.
    pub(super) fn is_settled(&self) -> bool {
        self.first == self.last || self.values.is_some()
    }

    /// Its values, where they have been read out.
    #[expect(clippy::cast_possible_truncation, reason = "so many values are in memory")]
    pub(super) fn sorted(&self) -> Option<&[f64]> {
        self.values.as_ref().map(|Values { batch, start }| &batch[*start..][..self.count as usize])
    }

    /// The rank behind its greatest value.
    pub(super) fn end(&self) -> u64 {
        self.start + self.count
    }

    /// The value at a place of the cell from 0; where the values are unknown they are spread evenly.
    pub(super) fn value(&self, place: u64) -> f64 {
        if self.first == self.last {
            return at_key(self.first);
        }
        match self.sorted() {
            Some(sorted) => sorted.value(place),
            None => self.class().value(place),
        }
    }

    /// Bounds of its values from one rank to another, both in it; the values themselves where known.
    pub(super) fn bounds(&self, from: u64, to: u64) -> (f64, f64) {
        if self.is_settled() {
            (self.value(from - self.start), self.value(to - self.start))
        } else {
            (at_key(self.first), at_key(self.last))
        }
    }

    /// Its values at some ranks, which are in it; it is settled.
    #[expect(clippy::cast_possible_truncation, reason = "so many values are in memory")]
    pub(super) fn known(&self, ranks: &Range<u64>) -> impl Iterator<Item = f64> + '_ {
        let (from, count) = (ranks.start - self.start, ranks.end - ranks.start);
        let sorted = self.sorted().map_or(&[][..], |sorted| &sorted[from as usize..]);
        let equal = if sorted.is_empty() { count } else { 0 };
        let equal = std::iter::repeat_n(at_key(self.first), equal as usize);
        sorted.iter().copied().take(count as usize).chain(equal)
    }

    /// How many of its values come before a place of the total order.
    pub(super) fn before(&self, place: u64) -> u64 {
        if place <= self.first {
            0
        } else if place > self.last {
            self.count
        } else if let Some(sorted) = self.sorted() {
            sorted.partition_point(|&value| key(value) < place) as u64
        } else {
            self.class().below(at_key(place))
        }
    }

    /// Σ(x − `around`) and Σ(x − `around`)² over its `lowest` values.
    pub(super) fn lower_sums(&self, lowest: u64, around: f64) -> (f64, f64) {
        if self.first == self.last {
            let from = at_key(self.first) - around;
            return (lowest as f64 * from, lowest as f64 * from * from);
        }
        match self.sorted() {
            Some(sorted) => sorted.lower_sums(lowest, around),
            None => self.class().lower_sums(lowest, around),
        }
    }

    fn class(&self) -> Class {
        // Beyond the largest finite float there is no edge to interpolate to.
        let bounded = |edge: f64| if edge.is_nan() { f64::INFINITY.copysign(edge) } else { edge };
        let (low, high) = (bounded(at_key(self.first)), bounded(at_key(self.last)));
        Class { low, high, count: self.count }
    }
}

/// All cells of a sample, in ascending order, without gaps in rank.
#[derive(Clone, Debug)]
pub(super) struct Cells {
    cells: Vec<Cell>,
    count: u64,
}

impl Cells {
    /// The classes of some bins that hold values.
    pub(super) fn new(bins: &Bins) -> Self {
        let mut start = 0;
        let cells = bins.spans().map(|(span, count)| {
            let (first, last) = span.into_inner();
            start += count;
            Cell { first, last, start: start - count, count, values: None }
        });
        Self { cells: cells.collect(), count: bins.count() }
    }

    /// The number of values.
    pub(super) fn count(&self) -> u64 {
        self.count
    }

    /// The cells.
    pub(super) fn all(&self) -> &[Cell] {
        &self.cells
    }

    /// The index of the cell that holds a rank; of the last one beyond all ranks. There are cells.
    pub(super) fn holding(&self, rank: u64) -> usize {
        self.cells.partition_point(|cell| cell.start <= rank) - 1
    }

    /// The index of the first cell that ends at or behind a place of the total order.
    pub(super) fn reaching(&self, place: u64) -> usize {
        self.cells.partition_point(|cell| cell.last < place)
    }

    /// Makes the values of a cell known: those of a batch from a place on.
    pub(super) fn settle(&mut self, index: usize, batch: &Arc<Vec<f64>>, start: usize) {
        self.cells[index].values = Some(Values { batch: Arc::clone(batch), start });
    }

    /// Replaces cells by the parts found in them, by index of the cell, both in ascending order.
    pub(super) fn split(&mut self, parts: Vec<(usize, Vec<Part>)>) {
        if parts.is_empty() {
            return;
        }
        let mut parts = parts.into_iter().peekable();
        let mut cells = Vec::with_capacity(self.cells.len() + parts.len());
        for (index, cell) in std::mem::take(&mut self.cells).into_iter().enumerate() {
            let Some((_, found)) = parts.next_if(|(at, _)| *at == index) else {
                cells.push(cell);
                continue;
            };
            let mut start = cell.start;
            for Part { first, last, count } in found {
                cells.push(Cell { first, last, start, count, values: None });
                start += count;
            }
            debug_assert_eq!(start, cell.end(), "the pieces are those that were counted");
        }
        self.cells = cells;
    }
}
