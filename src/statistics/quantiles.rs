//! Percentiles of a sample whose order is known, with standard errors read off the sample itself.

use super::estimate::{Estimate, Z_95};
use super::order::{Order, split};

/// The `p`-quantile of outcomes whose order is known, such as a sorted slice; `None` for an empty sample
/// and for `p` outside 0 … 1.
///
/// # Formula
/// Linear interpolation at position h = (n − 1)p, counted from 0: x₍⌊h⌋₎ + (h − ⌊h⌋)(x₍⌊h⌋₊₁₎ − x₍⌊h⌋₎).
/// This is type 7 of Hyndman and Fan (1996), the default of R, `NumPy` and Excel's `PERCENTILE`.
///
/// # Sign
/// `p` counts from the low end: 0 is the least outcome, 0.5 the median, 1 the greatest.
///
/// ```
/// use vestrisk::statistics::quantile;
/// assert_eq!(quantile(&[10.0, 20.0, 30.0, 40.0], 0.25), Some(17.5));
/// assert_eq!(quantile(&[], 0.5), None);
/// ```
pub fn quantile<O: Order + ?Sized>(outcomes: &O, p: f64) -> Option<f64> {
    let (whole, fraction) = position(outcomes.count(), p)?;
    let low = outcomes.value(whole);
    let high = outcomes.value((whole + 1).min(outcomes.count() - 1));
    Some(if fraction > 0.0 && high > low { low + fraction * (high - low) } else { low })
}

/// The ranks that [`quantile`] asks of a sample of `count` outcomes.
pub fn quantile_ranks(count: u64, p: f64) -> Vec<u64> {
    let around = |(whole, _): (u64, f64)| [whole, (whole + 1).min(count - 1)];
    position(count, p).into_iter().flat_map(around).collect()
}

/// The `p`-quantile with its standard error.
///
/// # Error
/// The number of outcomes below the true quantile is binomial with deviation √(np(1 − p)), so the
/// quantiles at p ± δ, δ = 1.96 √(p(1 − p)/n), bound a distribution-free 95 % interval (Woodruff 1952;
/// David and Nagaraja 2003, section 7.1). The standard error is half its length over 1.96. It assumes
/// independent outcomes. It is `None` where p − δ or p + δ leaves 0 … 1, as the interval would then
/// need an outcome beyond the sample's ends, and for the ends themselves (δ = 0).
pub fn quantile_estimate<O: Order + ?Sized>(outcomes: &O, p: f64) -> Option<Estimate> {
    let value = quantile(outcomes, p)?;
    let delta = half_interval(outcomes.count(), p);
    let bounds = quantile(outcomes, p - delta).zip(quantile(outcomes, p + delta));
    let std_error = bounds.filter(|_| delta > 0.0).map(|(low, high)| (high - low) / (2.0 * Z_95));
    Some(Estimate { value, std_error })
}

/// The ranks that [`quantile_estimate`] asks of a sample of `count` outcomes.
pub fn quantile_estimate_ranks(count: u64, p: f64) -> Vec<u64> {
    let delta = half_interval(count, p);
    [p, p - delta, p + delta].into_iter().flat_map(|p| quantile_ranks(count, p)).collect()
}

/// δ, the half-width of the interval in probability.
pub(super) fn half_interval(count: u64, p: f64) -> f64 {
    Z_95 * (p * (1.0 - p) / count as f64).sqrt()
}

/// The position (n − 1)p as a rank and a fraction.
fn position(count: u64, p: f64) -> Option<(u64, f64)> {
    (count > 0 && (0.0..=1.0).contains(&p)).then(|| split(count, (count - 1) as f64 * p))
}
