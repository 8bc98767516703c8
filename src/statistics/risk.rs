//! Expected shortfall: how good the bad outcomes are on average, with its standard error.

use super::estimate::Estimate;
use super::order::{Order, split};
use super::quantiles::{quantile, quantile_ranks};

/// The mean of the lowest `alpha` of outcomes whose order is known, such as a sorted slice; `None` for an
/// empty sample and for `alpha` outside 0 < α ≤ 1.
///
/// # Formula
/// With m = αn, k = ⌊m⌋ and x₍₀₎ ≤ x₍₁₎ ≤ …: ES = (x₍₀₎ + … + x₍ₖ₋₁₎ + (m − k) x₍ₖ₎)/m, the boundary
/// outcome having the weight that is left (Acerbi and Tasche 2002). It is summed in the equal form
/// x₍ₖ₎ + Σ(x₍ᵢ₎ − x₍ₖ₎)/m, i < k (Rockafellar and Uryasev 2002), in which outcomes equal to the boundary
/// one add nothing and equal outcomes give exactly themselves. α = 1 gives the mean; αn < 1 the least outcome.
///
/// # Sign
/// The outcome itself, not a loss: more is better, and ES is at most the boundary outcome.
///
/// ```
/// use vestrisk::statistics::expected_shortfall;
/// // Of five outcomes the lowest 30 % are one and a half: (10 + 20/2)/1.5.
/// let lowest = expected_shortfall(&[10.0, 20.0, 30.0, 40.0, 50.0], 0.3);
/// assert!((lowest.unwrap() - 40.0 / 3.0).abs() < 1e-12);
/// ```
pub fn expected_shortfall<O: Order + ?Sized>(outcomes: &O, alpha: f64) -> Option<f64> {
    let tail = Tail::new(outcomes.count(), alpha)?;
    let boundary = outcomes.value(tail.boundary);
    Some(boundary + outcomes.lower_sums(tail.boundary, boundary).0 / tail.weight)
}

/// Expected shortfall with its standard error.
///
/// # Error
/// √((s² + (1 − α)(ES − q)²)/(αn)) with s² the weighted population variance of the tail (divisor αn,
/// the boundary outcome with its fractional weight) and q the α-quantile: the second term is the
/// tail's edge being itself estimated (Manistre and Hancock 2005). It assumes independent outcomes and
/// is `None` when αn < 2.
pub fn expected_shortfall_estimate<O: Order + ?Sized>(
    outcomes: &O,
    alpha: f64,
) -> Option<Estimate> {
    let (value, variance) = shortfall_variance(outcomes, alpha)?;
    let tail = Tail::new(outcomes.count(), alpha)?;
    let std_error = (variance / tail.weight).sqrt();
    Some(Estimate { value, std_error: (tail.weight >= 2.0).then_some(std_error) })
}

/// Expected shortfall with s² + (1 − α)(ES − q)², its variance times αn.
pub(super) fn shortfall_variance<O: Order + ?Sized>(
    outcomes: &O,
    alpha: f64,
) -> Option<(f64, f64)> {
    let value = expected_shortfall(outcomes, alpha)?;
    let edge = quantile(outcomes, alpha)? - value;
    let tail = Tail::new(outcomes.count(), alpha)?;
    let from = outcomes.value(tail.boundary) - value;
    let squares = outcomes.lower_sums(tail.boundary, value).1;
    let variance = (squares + tail.fraction * from * from) / tail.weight;
    Some((value, variance + (1.0 - alpha) * edge * edge))
}

/// The ranks that [`expected_shortfall_estimate`] asks of a sample of `count` outcomes; of these
/// [`shortfall_boundary`] is the one below which it asks for sums.
pub fn shortfall_ranks(count: u64, alpha: f64) -> Vec<u64> {
    let boundary = shortfall_boundary(count, alpha).into_iter();
    boundary.flat_map(|rank| [&[rank], &quantile_ranks(count, alpha)[..]].concat()).collect()
}

/// The rank of the boundary outcome of [`expected_shortfall`]: ⌊αn⌋, at most the last.
pub fn shortfall_boundary(count: u64, alpha: f64) -> Option<u64> {
    Tail::new(count, alpha).map(|tail| tail.boundary)
}

/// The lowest αn outcomes.
struct Tail {
    /// αn, the sum of the weights.
    weight: f64,
    /// The rank of the boundary outcome; those below have weight 1.
    boundary: u64,
    /// The boundary outcome's weight, what is left: 0 … 1.
    fraction: f64,
}

impl Tail {
    fn new(count: u64, alpha: f64) -> Option<Self> {
        if count == 0 || !(alpha > 0.0 && alpha <= 1.0) {
            return None;
        }
        let weight = alpha * count as f64;
        let (boundary, _) = split(count, weight);
        Some(Self { weight, boundary, fraction: weight - boundary as f64 })
    }
}
