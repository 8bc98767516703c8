//! Principal components of all Brownian paths: which normals move the paths most, and how the shocks that the tree
//! takes are made of them. Where the normals come from belongs to the plan.

use std::ops::Range;

use super::Market;
use crate::processor::Processor;
use crate::random::{Column, Columns, LANES, zeroed};

/// Rows of a product that are summed side by side, so that a lane read once serves each of them.
const ROWS: usize = 4;
/// Lanes that are summed at once.
const WIDTH: usize = 16;

/// The shocks of all stocks as an orthogonal transform of normals in order of what they move.
///
/// **Law.** Steps δᵢ in years are the time from today to the start date, if there is any, and every quarter up to the
/// horizon. Motion at node j is W(tⱼ) = Σ √δᵢ zᵢ over i ≤ j, and log prices move by volatility × factor of the
/// correlations × W. With V and U the right singular vectors of these two maps and λ, μ the squares of their singular
/// values, shock z of step i and stock s is Σ V\[i\]\[a\] U\[s\]\[b\] y\[a, b\], y independent standard normals in order
/// of falling λₐ μᵦ: y of rank 0 moves the log prices at all nodes together most, and so on (Acworth, Broadie and
/// Glasserman 1998; Glasserman 2004, section 5.5.2). V and U are orthogonal, so that shocks of independent normals are
/// independent normals: the law of prices is the tree's. Nodes and stocks weigh alike.
///
/// **Depends** on the horizon, the start date, and volatilities and correlations of all random stocks; never on the dates
/// that are asked for. The components of one stock do not depend on its volatility.
///
/// **Method.** One-sided Jacobi rotations in a fixed order (Hestenes 1958; Demmel and Veselić 1992), by +, −, ×, ÷ and √
/// alone, none of them fused: every platform gives the same bits. Of each vector the last entry that is not
/// small is positive.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Components {
    /// Positions of the random stocks.
    stocks: Vec<usize>,
    steps: Vec<f64>,
    /// V by step.
    time: Vec<Vec<f64>>,
    /// U by stock.
    across: Vec<Vec<f64>>,
    /// The rank of component (a, b), at a × stocks + b.
    ranks: Vec<usize>,
    /// Whether U does more than to pick one component for each stock.
    mixes: bool,
    starts_later: bool,
}

/// Columns for the normals of a block on their way into shocks.
#[derive(Clone, Debug, Default)]
pub struct ComponentColumns {
    /// Normals by component of time, then of stocks: see [`NeededComponent::column`].
    pub normals: Columns,
    /// What these are by component of time, then by stock.
    mixed: Columns,
}

/// A component that some shock needs: its rank, and its column among the normals.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NeededComponent {
    /// Its rank, 0 for the one that moves most.
    pub rank: usize,
    /// Its column.
    pub column: usize,
}

impl Components {
    /// The components of a market up to a horizon in months.
    #[must_use]
    pub fn new(market: &Market, horizon_months: u32) -> Self {
        let stocks: Vec<usize> =
            (0..market.stocks.len()).filter(|stock| is_random(market, *stock)).collect();
        let starts_later = market.start_in_days > 0;
        let ahead = starts_later.then(|| f64::from(market.start_in_days) / 365.0);
        let quarters = (0..horizon_months.div_ceil(3)).map(|_| 3.0 / 12.0);
        let steps: Vec<f64> = ahead.into_iter().chain(quarters).collect();
        let roots: Vec<f64> = steps.iter().map(|step| step.sqrt()).collect();
        // Each step's column of the map from shocks to motion: its root from its own node on.
        let motion = (0..steps.len()).map(|step| {
            let reached = |node: usize| if node < step { 0.0 } else { roots[step] };
            (0..steps.len()).map(reached).collect()
        });
        let (time, lambda) = right_singular(motion.collect());
        let loads = stocks.iter().map(|shock| {
            let load = |stock: &usize| {
                let weight = market.correlations.weights(*stock).get(*shock);
                weight.copied().unwrap_or(0.0) * volatility(market, *stock)
            };
            stocks.iter().map(load).collect()
        });
        let (across, mu) = right_singular(loads.collect());
        let mut order: Vec<(usize, f64)> =
            lambda.iter().flat_map(|l| mu.iter().map(move |m| l * m)).enumerate().collect();
        order.sort_by(|(_, one), (_, other)| other.total_cmp(one));
        let mut ranks = vec![0; order.len()];
        for (rank, (component, _)) in order.into_iter().enumerate() {
            ranks[component] = rank;
        }
        let mixes = across.iter().flatten().filter(|weight| **weight != 0.0).count() > across.len();
        Self { stocks, steps, time, across, ranks, mixes, starts_later }
    }

    /// The number of components: steps × random stocks.
    #[must_use]
    pub fn count(&self) -> usize {
        self.ranks.len()
    }

    /// The steps in years.
    #[must_use]
    pub fn steps(&self) -> &[f64] {
        &self.steps
    }

    /// Positions of the random stocks.
    #[must_use]
    pub fn stocks(&self) -> &[usize] {
        &self.stocks
    }

    /// The weight of the normal of each rank in the shock of a step and a random stock, by their places.
    #[must_use]
    pub fn weights(&self, step: usize, stock: usize) -> Vec<f64> {
        let mut weights = vec![0.0; self.count()];
        for (place, rank) in self.ranks.iter().enumerate() {
            let (a, b) = (place / self.stocks.len(), place % self.stocks.len());
            weights[*rank] = self.time[step][a] * self.across[stock][b];
        }
        weights
    }

    /// The place of a stock among the random ones.
    pub(super) fn place(&self, stock: usize) -> Option<usize> {
        self.stocks.binary_search(&stock).ok()
    }

    /// The steps of the first quarters after the start date, as far as there are so many.
    pub(super) fn quarters(&self, count: usize) -> Range<usize> {
        let first = usize::from(self.starts_later);
        first..self.steps.len().min(first + count)
    }

    /// The components that the shocks of some stocks need, those of `needs` by position in the market.
    #[must_use]
    pub fn needed(&self, needs: impl Fn(usize) -> bool) -> Vec<NeededComponent> {
        let loaded = |b: usize| {
            self.stocks.iter().zip(&self.across).any(|(stock, row)| needs(*stock) && row[b] != 0.0)
        };
        let each = self.ranks.iter().enumerate();
        let each = each.filter(|(place, _)| loaded(place % self.stocks.len()));
        each.map(|(column, rank)| NeededComponent { rank: *rank, column }).collect()
    }

    /// Columns for the normals of a block.
    #[must_use]
    pub fn columns(&self) -> ComponentColumns {
        let mixed = if self.mixes { self.count() } else { 0 };
        ComponentColumns { normals: zeroed(self.count()), mixed: zeroed(mixed) }
    }

    /// How many columns these are, at most.
    #[must_use]
    pub fn column_count(&self) -> usize {
        2 * self.count()
    }

    /// The first half of the transform, across stocks.
    pub(super) fn mix(&self, processor: Processor, columns: &mut ComponentColumns) {
        let ComponentColumns { normals, mixed } = columns;
        let count = self.stocks.len().max(1);
        // Without anything to mix there are no columns for it.
        let each = normals.chunks_exact(count).zip(mixed.chunks_exact_mut(count));
        each.for_each(|(normals, mixed)| product(processor, &self.across, (normals, 0, 1), mixed));
    }

    /// The second half, over time: the shocks of a random stock, by its place among them, at some steps.
    pub(super) fn shocks(
        &self,
        processor: Processor,
        columns: &ComponentColumns,
        (place, steps): (usize, Range<usize>),
        shocks: &mut [Column],
    ) {
        let picked = || self.across[place].iter().position(|weight| *weight != 0.0);
        let (from, first) = if self.mixes {
            (&columns.mixed, place)
        } else {
            (&columns.normals, picked().unwrap_or(place))
        };
        product(processor, &self.time[steps], (from, first, self.stocks.len()), shocks);
    }
}

/// Whether a stock has shocks: its own, or those that another takes a part of.
fn is_random(market: &Market, stock: usize) -> bool {
    (0..market.stocks.len()).any(|other| {
        let weight = market.correlations.weights(other).get(stock);
        let loaded = other == stock || weight.is_some_and(|weight| *weight != 0.0);
        loaded && market.stocks[other].model.brownian_volatility().is_some()
    })
}

/// Volatility of a stock's Brownian shocks, 0 where it has none.
fn volatility(market: &Market, stock: usize) -> f64 {
    market.stocks[stock].model.brownian_volatility().unwrap_or(0.0)
}

/// Columns taken from some: the first, and how far they are apart.
type Terms<'a> = (&'a [Column], usize, usize);

/// The product of rows with columns: a column a row.
fn product(processor: Processor, rows: &[Vec<f64>], terms: Terms<'_>, out: &mut [Column]) {
    let (fours, rest) = rows.as_chunks::<ROWS>();
    let (out_fours, out_rest) = out.as_chunks_mut::<ROWS>();
    for (rows, out) in fours.iter().zip(out_fours) {
        sums(processor, rows, terms, out);
    }
    for (row, out) in rest.as_chunks::<1>().0.iter().zip(out_rest.as_chunks_mut::<1>().0) {
        sums(processor, row, terms, out);
    }
}

/// Weighted sums of the same columns, each in the order of its weights.
#[inline(always)]
fn sums<const N: usize>(
    processor: Processor,
    rows: &[Vec<f64>; N],
    (from, start, apart): Terms<'_>,
    out: &mut [Column; N],
) {
    processor.run(
        #[inline(always)]
        || {
            for first in (0..LANES).step_by(WIDTH) {
                let mut sums = [[0.0; WIDTH]; N];
                for (term, column) in from.iter().skip(start).step_by(apart).enumerate() {
                    let lanes = &column[first..][..WIDTH];
                    for row in 0..N {
                        let weight = rows[row][term];
                        for lane in 0..WIDTH {
                            sums[row][lane] = weight.mul_add(lanes[lane], sums[row][lane]);
                        }
                    }
                }
                for row in 0..N {
                    out[row][first..][..WIDTH].copy_from_slice(&sums[row]);
                }
            }
        },
    );
}

/// The right singular vectors of a square matrix of columns, as rows of an orthogonal matrix with a vector a column,
/// and the squares of its singular values, falling; vectors of equal values stay in the order of their columns.
fn right_singular(columns: Vec<Vec<f64>>) -> (Vec<Vec<f64>>, Vec<f64>) {
    /// Six or seven are needed; the bound is for what is singular but for rounding.
    const MOST_SWEEPS: usize = 30;
    let count = columns.len();
    // Each column with the vector that makes it of the columns given: both are turned alike.
    let unit = |place: usize| (0..count).map(move |row| f64::from(u8::from(row == place)));
    let each = columns.into_iter().enumerate();
    let mut turned: Vec<Vec<f64>> =
        each.map(|(place, column)| column.into_iter().chain(unit(place)).collect()).collect();
    for _ in 0..MOST_SWEEPS {
        if !sweep(&mut turned, count) {
            break;
        }
    }
    let squares = squares(&turned, count);
    let mut order: Vec<usize> = (0..count).collect();
    order.sort_by(|one, other| squares[*other].total_cmp(&squares[*one]));
    let vectors: Vec<&[f64]> = order.iter().map(|at| &turned[*at][count..]).collect();
    let signs: Vec<f64> = vectors.iter().map(|vector| sign(vector)).collect();
    let row = |row: usize| signs.iter().zip(&vectors).map(|(sign, v)| sign * v[row]).collect();
    ((0..count).map(row).collect(), order.iter().map(|at| squares[*at]).collect())
}

/// Squares of the lengths of columns of `count` entries.
fn squares(columns: &[Vec<f64>], count: usize) -> Vec<f64> {
    columns.iter().map(|column| dot(&column[..count], &column[..count])).collect()
}

/// Turns each pair of columns of `count` entries, with what stands below them, so that they are orthogonal; whether
/// any was not.
fn sweep(columns: &mut [Vec<f64>], count: usize) -> bool {
    let rounding = count as f64 * f64::EPSILON;
    let mut squares = squares(columns, count);
    let mut any = false;
    for other in 1..columns.len() {
        for one in 0..other {
            let (before, from) = columns.split_at_mut(other);
            let (x, y) = (&mut before[one], &mut from[0]);
            let both = dot(&x[..count], &y[..count]);
            if both * both <= rounding * rounding * (squares[one] * squares[other]) {
                continue;
            }
            let ratio = (squares[other] - squares[one]) / (2.0 * both);
            let tangent = 1.0_f64.copysign(ratio) / (ratio.abs() + (1.0 + ratio * ratio).sqrt());
            let cosine = 1.0 / (1.0 + tangent * tangent).sqrt();
            let sine = cosine * tangent;
            for (x, y) in x.iter_mut().zip(y.iter_mut()) {
                (*x, *y) = (cosine * *x - sine * *y, sine * *x + cosine * *y);
            }
            squares[one] -= tangent * both;
            squares[other] += tangent * both;
            any = true;
        }
    }
    any
}

/// The scalar product, summed in four parts.
fn dot(one: &[f64], other: &[f64]) -> f64 {
    let mut parts = [0.0; 4];
    let ((ones, rest), (others, other_rest)) = (one.as_chunks::<4>(), other.as_chunks::<4>());
    for (one, other) in ones.iter().zip(others) {
        for part in 0..4 {
            parts[part] += one[part] * other[part];
        }
    }
    for (part, (x, y)) in rest.iter().zip(other_rest).enumerate() {
        parts[part] += x * y;
    }
    (parts[0] + parts[1]) + (parts[2] + parts[3])
}

/// The sign of the last entry that is not small beside the largest. Entries of one size are common, so that the largest
/// itself would be a matter of rounding; of equal steps the last one's is at least a twenty-seventh of the largest.
fn sign(vector: &[f64]) -> f64 {
    const SMALL: f64 = 0.01;
    let largest = vector.iter().fold(0.0_f64, |most, entry| most.max(entry.abs()));
    let last = vector.iter().rfind(|entry| entry.abs() > SMALL * largest);
    1.0_f64.copysign(last.copied().unwrap_or(1.0))
}
