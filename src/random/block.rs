//! A block of runs as a struct of arrays: one [`Column`] holds one quantity of all runs of a block.

use std::ops::{Deref, DerefMut};

/// Runs in a block: few enough that the columns of a usual plan stay in a processor's nearest caches, so
/// many that what is done once a block costs little. Divides [`CHUNK_RUNS`].
pub const LANES: usize = 256;

/// Runs whose sums are rounded once, a whole number of blocks. Another number would move results.
pub const CHUNK_RUNS: usize = 1_024;

/// One value for every run of a block, at the start of a cache line.
#[derive(Clone, Copy, Debug, PartialEq)]
#[repr(align(64))]
pub struct Lanes<T>([T; LANES]);

/// One quantity for every run of a block.
pub type Column = Lanes<f64>;

/// A small whole number for every run of a block, as wide as a [`Column`]'s values.
pub type Codes = Lanes<u64>;

/// Columns that are allocated once and filled block after block.
pub type Columns = Vec<Column>;

impl<T: Copy> Lanes<T> {
    /// The same value in every lane.
    #[must_use]
    pub const fn of(value: T) -> Self {
        Self([value; LANES])
    }
}

impl<T> Deref for Lanes<T> {
    type Target = [T; LANES];

    #[inline(always)]
    fn deref(&self) -> &[T; LANES] {
        &self.0
    }
}

impl<T> DerefMut for Lanes<T> {
    #[inline(always)]
    fn deref_mut(&mut self) -> &mut [T; LANES] {
        &mut self.0
    }
}

impl<T> From<[T; LANES]> for Lanes<T> {
    fn from(values: [T; LANES]) -> Self {
        Self(values)
    }
}

impl<T> Lanes<T> {
    /// The values in order of run.
    pub fn iter(&self) -> std::slice::Iter<'_, T> {
        self.0.iter()
    }
}

impl<T> IntoIterator for Lanes<T> {
    type Item = T;
    type IntoIter = std::array::IntoIter<T, LANES>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl<'a, T> IntoIterator for &'a Lanes<T> {
    type Item = &'a T;
    type IntoIter = std::slice::Iter<'a, T>;

    fn into_iter(self) -> Self::IntoIter {
        self.0.iter()
    }
}

/// `count` columns of zeros.
#[must_use]
pub fn zeroed(count: usize) -> Columns {
    vec![Column::of(0.0); count]
}
