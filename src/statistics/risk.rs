//! Expected shortfall: how good the bad outcomes are on average, with its standard error.

use super::estimate::Estimate;
use super::quantiles::quantile;
use super::sample::split;

/// The mean of the lowest `alpha` of the outcomes, which are in ascending order; `None` for an empty
/// sample and for `alpha` outside 0 < α ≤ 1.
///
/// # Formula
/// With m = αn, k = ⌊m⌋ and x₍₀₎ ≤ x₍₁₎ ≤ …: ES = (x₍₀₎ + … + x₍ₖ₋₁₎ + (m − k) x₍ₖ₎)/m, the boundary
/// outcome having the weight that is left (Acerbi and Tasche 2002). It is summed in the equal form
/// x₍ₖ₎ + Σ(x₍ᵢ₎ − x₍ₖ₎)/m (Rockafellar and Uryasev 2002), in which equal outcomes give exactly
/// themselves. α = 1 gives the mean; αn < 1 the least outcome.
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
pub fn expected_shortfall(sorted: &[f64], alpha: f64) -> Option<f64> {
    let tail = Tail::new(sorted, alpha)?;
    let below: f64 = tail.whole.iter().map(|outcome| outcome - tail.boundary).sum();
    Some(tail.boundary + below / tail.weight)
}

/// Expected shortfall with its standard error.
///
/// # Error
/// √((s² + (1 − α)(ES − q)²)/(αn)) with s² the weighted population variance of the tail (divisor αn,
/// the boundary outcome with its fractional weight) and q the α-quantile: the second term is the
/// tail's edge being itself estimated (Manistre and Hancock 2005). It assumes independent outcomes and
/// is `None` when αn < 2.
pub fn expected_shortfall_estimate(sorted: &[f64], alpha: f64) -> Option<Estimate> {
    let value = expected_shortfall(sorted, alpha)?;
    let edge = quantile(sorted, alpha)? - value;
    let tail = Tail::new(sorted, alpha)?;
    let squares: f64 = tail.whole.iter().map(|outcome| (outcome - value) * (outcome - value)).sum();
    let boundary = tail.fraction * (tail.boundary - value) * (tail.boundary - value);
    let variance = (squares + boundary) / tail.weight;
    let std_error = ((variance + (1.0 - alpha) * edge * edge) / tail.weight).sqrt();
    Some(Estimate { value, std_error: (tail.weight >= 2.0).then_some(std_error) })
}

/// The lowest αn outcomes.
struct Tail<'a> {
    /// αn, the sum of the weights.
    weight: f64,
    /// The outcomes with weight 1.
    whole: &'a [f64],
    /// The next one, whose weight is …
    boundary: f64,
    /// … what is left: 0 … 1.
    fraction: f64,
}

impl<'a> Tail<'a> {
    fn new(sorted: &'a [f64], alpha: f64) -> Option<Self> {
        if sorted.is_empty() || !(alpha > 0.0 && alpha <= 1.0) {
            return None;
        }
        let weight = alpha * sorted.len() as f64;
        let (count, _) = split(sorted, weight);
        let fraction = weight - count as f64;
        Some(Self { weight, whole: &sorted[..count], boundary: sorted[count], fraction })
    }
}
