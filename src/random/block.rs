//! A block of runs as a struct of arrays: one [`Column`] holds one quantity of all runs of a block.

/// Runs in a block. Fixed: sums are rounded once a block, so another size would move results.
pub const LANES: usize = 1_024;

/// One quantity for every run of a block.
pub type Column = [f64; LANES];

/// Columns that are allocated once and filled block after block.
pub type Columns = Vec<Column>;

/// `count` columns of zeros.
#[must_use]
pub fn zeroed(count: usize) -> Columns {
    vec![[0.0; LANES]; count]
}
