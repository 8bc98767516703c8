//! Histograms: round class edges and the counts between them.

use serde::Serialize;

use super::order::Order;

/// The steps between edges, as multiples of a power of ten.
const STEPS: [f64; 4] = [1.0, 2.0, 2.5, 5.0];
/// The number of classes that may be asked for: a range around zero needs two, and nobody reads more
/// than a thousand.
const CLASSES: (usize, usize) = (2, 1_000);
/// A range narrower than this share of its position is a point.
const NARROW: f64 = 1e-9;
/// The smallest power of ten of a step; smaller ones have no reciprocal.
const LEAST_POWER: f64 = -300.0;
/// The range taken around a point, as a share of its position.
const AROUND: f64 = 0.1;

/// Counts of outcomes in classes.
///
/// Class i holds edges\[i\] ≤ x < edges\[i + 1\], the last one also x = its upper edge. A count k of n
/// is a binomial number; its standard error is √(k(1 − k/n)).
#[derive(Clone, Debug, PartialEq, Serialize)]
pub struct Histogram {
    /// The edges of the k classes, k + 1 of them, ascending.
    pub edges: Vec<f64>,
    /// Outcomes below the first edge.
    pub below: u64,
    /// Outcomes in each class.
    pub counts: Vec<u64>,
    /// Outcomes above the last edge.
    pub above: u64,
}

/// Round edges that cover `low` … `high` with at most `at_most` classes.
///
/// # Formula
/// Edges are the multiples of a step of 1, 2, 2.5 or 5 times a power of ten, the smallest that needs no
/// more classes than allowed (Heckbert 1990, with 2.5 added). They run from the last multiple at or
/// below `low` to the first at or above `high`, and there is at least one class. A single point gets
/// the step that a range a tenth of its size would get. `at_most` is taken as 2 … 1,000. Without a range
/// (a bound that is not finite, `low` above `high`) there are no edges.
///
/// ```
/// use vestrisk::statistics::nice_edges;
/// assert_eq!(nice_edges(1.3, 9.1, 5), [0.0, 2.0, 4.0, 6.0, 8.0, 10.0]);
/// assert_eq!(nice_edges(0.11, 0.32, 3), [0.1, 0.2, 0.3, 0.4]);
/// assert!(nice_edges(f64::NAN, 1.0, 5).is_empty());
/// ```
pub fn nice_edges(low: f64, high: f64, at_most: usize) -> Vec<f64> {
    let span = high - low;
    if !(span >= 0.0 && span.is_finite()) {
        return Vec::new();
    }
    let classes = at_most.clamp(CLASSES.0, CLASSES.1) as f64;
    let size = low.abs().max(high.abs());
    let span = if span > NARROW * size { span } else { AROUND * size };
    let span = if span > 0.0 { span } else { 1.0 };
    let power = libm::log10(span / classes).floor().max(LEAST_POWER);
    [power, power + 1.0, power + 2.0]
        .into_iter()
        .flat_map(|power| STEPS.map(|multiple| Grid { multiple, power }))
        .filter(|grid| grid.edge(1.0) * classes >= span * (1.0 - NARROW))
        .find_map(|grid| grid.cover(low, high, classes))
        .unwrap_or_default()
}

/// Counts outcomes whose order is known, such as a sorted slice, between `edges`, in ascending order.
///
/// With fewer than two edges there is no class, and every outcome counts as above.
///
/// ```
/// use vestrisk::statistics::histogram;
/// let counted = histogram(&[0.5, 1.0, 1.5, 2.0, 9.0], &[1.0, 1.5, 2.0]);
/// assert_eq!((counted.below, counted.counts, counted.above), (1, vec![1, 2], 1));
/// ```
pub fn histogram<O: Order + ?Sized>(outcomes: &O, edges: &[f64]) -> Histogram {
    let ranks = ranks(outcomes, edges);
    let (Some(&below), Some(&within), true) = (ranks.first(), ranks.last(), edges.len() > 1) else {
        let above = outcomes.count();
        return Histogram { edges: Vec::new(), below: 0, counts: Vec::new(), above };
    };
    Histogram {
        edges: edges.to_vec(),
        below,
        counts: ranks.windows(2).map(|pair| pair[1].saturating_sub(pair[0])).collect(),
        above: outcomes.count() - within,
    }
}

/// How many outcomes lie below each edge; for the last edge, at or below it.
fn ranks<O: Order + ?Sized>(outcomes: &O, edges: &[f64]) -> Vec<u64> {
    let mut ranks: Vec<u64> = edges.iter().map(|&edge| outcomes.below(edge)).collect();
    if let Some((rank, &edge)) = ranks.last_mut().zip(edges.last()) {
        *rank = outcomes.at_or_below(edge);
    }
    ranks
}

/// The multiples of `multiple` · 10^`power`.
struct Grid {
    multiple: f64,
    power: f64,
}

impl Grid {
    /// The edge with a whole number. As powers of ten up to 10^22 are exact, edges such as 0.3 = 3/10
    /// are the floats nearest to their decimals.
    fn edge(&self, index: f64) -> f64 {
        if self.power < 0.0 {
            index * self.multiple / libm::pow(10.0, -self.power)
        } else {
            index * self.multiple * libm::pow(10.0, self.power)
        }
    }

    /// Where a value lies, in steps.
    fn position(&self, value: f64) -> f64 {
        if self.power < 0.0 {
            value * libm::pow(10.0, -self.power) / self.multiple
        } else {
            value / libm::pow(10.0, self.power) / self.multiple
        }
    }

    /// The edges that cover a range; `None` when they make more than `classes` classes.
    fn cover(&self, low: f64, high: f64, classes: f64) -> Option<Vec<f64>> {
        let mut first = self.position(low).floor();
        let mut last = self.position(high).ceil().max(first + 1.0);
        // A position is rounded; the edge decides.
        if self.edge(first) > low {
            first -= 1.0;
        }
        if self.edge(last) < high {
            last += 1.0;
        }
        if last - first > classes {
            return None;
        }
        let indices = std::iter::successors(Some(first), |index| Some(index + 1.0));
        let edges = indices.take_while(|index| *index <= last).map(|index| self.edge(index));
        edges.map(|edge| edge.is_finite().then_some(edge)).collect()
    }
}
