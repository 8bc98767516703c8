//! The fixed tree on which Brownian paths are built: one shock a quarter, the two months inside a
//! quarter by Brownian bridge. Which shock belongs to which date never depends on what is asked.

use crate::random::{Column, Columns, Entity, LANES, Purpose, Runs, Stream, normal_pair};

/// The nodes of the tree that some dates need.
///
/// With B(τ) standard Brownian motion and Δ = 1/12 year, quarter q ends at
/// B(3q) = B(3q − 3) + √(3Δ) z; inside it, first month: (2 B(3q − 3) + B(3q)) / 3 + √(2Δ/3) z′; second:
/// the middle of its neighbours + √(Δ/2) z″ (Lévy 1948; Glasserman 2004, section 3.1). A quarter's shock
/// is addressed by the quarter, the two bridge shocks by theirs; nodes that no date needs are skipped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    quarters: u32,
    bridged: Vec<u32>,
}

impl Tree {
    /// The nodes for whole months (months after today; 0 needs none).
    #[must_use]
    pub fn for_months(months: impl IntoIterator<Item = u32>) -> Self {
        let mut tree = Self::default();
        for month in months {
            let quarter = month.div_ceil(3);
            tree.quarters = tree.quarters.max(quarter);
            if month % 3 != 0 {
                tree.bridged.push(quarter);
            }
        }
        tree.bridged.sort_unstable();
        tree.bridged.dedup();
        tree
    }

    /// Columns that this tree fills: shocks in, Brownian motion out, in the same places. Quarters are
    /// drawn in pairs, so an odd last one has an unused neighbour.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.quarter_columns() + 2 * self.bridged.len()
    }

    fn quarter_columns(&self) -> usize {
        2 * self.quarters.div_ceil(2) as usize
    }

    /// The column of a month, `None` for month 0 and months the tree was not made for.
    #[must_use]
    pub fn column(&self, month: u32) -> Option<usize> {
        let quarter = month.div_ceil(3);
        if month == 0 || quarter > self.quarters {
            return None;
        }
        match month % 3 {
            0 => Some(quarter as usize - 1),
            inside => {
                let place = self.bridged.binary_search(&quarter).ok()?;
                Some(self.quarter_columns() + 2 * place + inside as usize - 1)
            }
        }
    }

    /// Draws the shocks of one stock into `shocks` ([`Self::columns`] of them).
    pub fn draw(&self, seed: u64, entity: Entity, runs: &Runs, shocks: &mut [Column]) {
        let quarters = Stream::new(seed, Purpose::QuarterShock, entity);
        let bridges = Stream::new(seed, Purpose::MonthBridge, entity);
        let (quarter_columns, bridge_columns) = shocks.split_at_mut(self.quarter_columns());
        for (index, pair) in (0..).zip(quarter_columns.as_chunks_mut::<2>().0) {
            let [first, second] = pair;
            normal_pair(&quarters, runs, index, first, second);
        }
        for (quarter, pair) in self.bridged.iter().zip(bridge_columns.as_chunks_mut::<2>().0) {
            let [first, second] = pair;
            normal_pair(&bridges, runs, quarter - 1, first, second);
        }
    }

    /// Turns shocks into Brownian motion at the nodes, in √years.
    pub fn build(&self, shocks: &[Column], motion: &mut Columns) {
        let quarter_step = (3.0 / 12.0_f64).sqrt();
        for quarter in 0..self.quarters as usize {
            for lane in 0..LANES {
                let before = if quarter == 0 { 0.0 } else { motion[quarter - 1][lane] };
                motion[quarter][lane] = before + quarter_step * shocks[quarter][lane];
            }
        }
        let (first_step, second_step) = ((2.0 / 36.0_f64).sqrt(), (1.0 / 24.0_f64).sqrt());
        for (place, &quarter) in self.bridged.iter().enumerate() {
            let end = quarter as usize - 1;
            let first = self.quarter_columns() + 2 * place;
            for lane in 0..LANES {
                let from = if end == 0 { 0.0 } else { motion[end - 1][lane] };
                let to = motion[end][lane];
                let one = from + (to - from) / 3.0 + first_step * shocks[first][lane];
                motion[first][lane] = one;
                motion[first + 1][lane] = 0.5 * (one + to) + second_step * shocks[first + 1][lane];
            }
        }
    }
}
