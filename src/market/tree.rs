//! The fixed tree on which Brownian paths are built: one shock a quarter, the two months inside a
//! quarter by Brownian bridge. Which shock belongs to which date never depends on what is asked.

use crate::processor::Processor;
use crate::random::{Column, Entity, LANES, Purpose, Runs, Stream, normal_quads};

/// The nodes of the tree that some dates need.
///
/// With B(τ) standard Brownian motion and Δ = 1/12 year, quarter q ends at
/// B(3q) = B(3q − 3) + √(3Δ) z; inside it, first month: (2 B(3q − 3) + B(3q)) / 3 + √(2Δ/3) z′; second:
/// the middle of its neighbours + √(Δ/2) z″ (Lévy 1948; Glasserman 2004, section 3.1). A quarter's shock
/// is addressed by the quarter, the two bridge shocks by theirs, in fours as they are drawn; fours that no date
/// needs are skipped.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tree {
    quarters: u32,
    /// Pairs of quarters, from 0, that have months inside.
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
                tree.bridged.push((quarter - 1) / 2);
            }
        }
        tree.bridged.sort_unstable();
        tree.bridged.dedup();
        tree
    }

    /// Columns that this tree fills: shocks in, Brownian motion out, in the same places. Shocks are drawn
    /// in fours, so some columns may be unused.
    #[must_use]
    pub fn columns(&self) -> usize {
        self.quarter_columns() + 4 * self.bridged.len()
    }

    /// Quarters whose shocks are needed.
    #[must_use]
    pub const fn quarters(&self) -> usize {
        self.quarters as usize
    }

    /// Pairs of quarters, from 0, that have months inside.
    pub(super) fn bridged(&self) -> &[u32] {
        &self.bridged
    }

    fn quarter_columns(&self) -> usize {
        self.quarters.next_multiple_of(4) as usize
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
                let (pair, second) = ((quarter - 1) / 2, (quarter - 1) % 2);
                let place = self.bridged.binary_search(&pair).ok()?;
                let inside = 2 * second + inside - 1;
                Some(self.quarter_columns() + 4 * place + inside as usize)
            }
        }
    }

    /// Draws the shocks of one stock into `shocks` ([`Self::columns`] of them).
    pub fn draw(
        &self,
        processor: Processor,
        (seed, entity): (u64, Entity),
        runs: &Runs,
        shocks: &mut [Column],
    ) {
        let quarters = Stream::new(seed, Purpose::QuarterShock, entity);
        let fours = shocks[..self.quarter_columns()].as_chunks_mut::<4>().0;
        normal_quads(processor, &quarters, runs, 0.., fours);
        self.draw_inside(processor, (seed, entity), runs, shocks);
    }

    /// Draws the shocks inside quarters alone: those of the quarters' ends, which come first, are left as they are.
    pub fn draw_inside(
        &self,
        processor: Processor,
        (seed, entity): (u64, Entity),
        runs: &Runs,
        shocks: &mut [Column],
    ) {
        let bridges = Stream::new(seed, Purpose::MonthBridge, entity);
        let fours = shocks[self.quarter_columns()..].as_chunks_mut::<4>().0;
        normal_quads(processor, &bridges, runs, self.bridged.iter().copied(), fours);
    }

    /// Turns shocks into Brownian motion at the nodes, in √years.
    pub fn build(&self, processor: Processor, shocks: &[Column], motion: &mut [Column]) {
        let still = Column::of(0.0);
        let quarter_step = (3.0 / 12.0_f64).sqrt();
        for quarter in 0..self.quarters as usize {
            let (before, own) = motion.split_at_mut(quarter);
            let before = before.last().unwrap_or(&still);
            step(processor, before, quarter_step, &shocks[quarter], &mut own[0]);
        }
        let (ends, inside) = motion.split_at_mut(self.quarter_columns());
        let pairs = inside.as_chunks_mut::<2>().0;
        let shocks = shocks[self.quarter_columns()..].as_chunks::<2>().0;
        let quarters =
            self.bridged.iter().flat_map(|pair| [2 * *pair as usize, 2 * *pair as usize + 1]);
        for ((quarter, shocks), pair) in quarters.zip(shocks).zip(pairs) {
            if quarter < self.quarters as usize {
                let from = if quarter == 0 { &still } else { &ends[quarter - 1] };
                bridge(processor, (from, &ends[quarter]), shocks, pair);
            }
        }
    }
}

/// Motion a step later.
fn step(processor: Processor, before: &Column, deviation: f64, shock: &Column, out: &mut Column) {
    processor.run(
        #[inline(always)]
        || {
            for lane in 0..LANES {
                out[lane] = deviation.mul_add(shock[lane], before[lane]);
            }
        },
    );
}

/// Motion at the two months inside a quarter, given it at both ends.
fn bridge(
    processor: Processor,
    (from, to): (&Column, &Column),
    [first_shock, second_shock]: &[Column; 2],
    [first, second]: &mut [Column; 2],
) {
    const THIRD: f64 = 1.0 / 3.0;
    let (first_step, second_step) = ((2.0 / 36.0_f64).sqrt(), (1.0 / 24.0_f64).sqrt());
    processor.run(
        #[inline(always)]
        || {
            for lane in 0..LANES {
                let (from, to) = (from[lane], to[lane]);
                let one = first_step.mul_add(first_shock[lane], (to - from).mul_add(THIRD, from));
                first[lane] = one;
                second[lane] = second_step.mul_add(second_shock[lane], 0.5 * (one + to));
            }
        },
    );
}
