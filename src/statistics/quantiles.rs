//! Percentiles of a sorted sample, with standard errors read off the sample itself.

use super::estimate::{Estimate, Z_95};
use super::sample::split;

/// The `p`-quantile of outcomes in ascending order; `None` for an empty sample and for `p` outside
/// 0 … 1.
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
pub fn quantile(sorted: &[f64], p: f64) -> Option<f64> {
    if sorted.is_empty() || !(0.0..=1.0).contains(&p) {
        return None;
    }
    let (whole, fraction) = split(sorted, (sorted.len() - 1) as f64 * p);
    let low = sorted[whole];
    let high = sorted[(whole + 1).min(sorted.len() - 1)];
    Some(if fraction > 0.0 && high > low { low + fraction * (high - low) } else { low })
}

/// The `p`-quantile with its standard error.
///
/// # Error
/// The number of outcomes below the true quantile is binomial with deviation √(np(1 − p)), so the
/// quantiles at p ± δ, δ = 1.96 √(p(1 − p)/n), bound a distribution-free 95 % interval (Woodruff 1952;
/// David and Nagaraja 2003, section 7.1). The standard error is half its length over 1.96. It assumes
/// independent outcomes. It is `None` where p − δ or p + δ leaves 0 … 1, as the interval would then
/// need an outcome beyond the sample's ends, and for the ends themselves (δ = 0).
pub fn quantile_estimate(sorted: &[f64], p: f64) -> Option<Estimate> {
    let value = quantile(sorted, p)?;
    let delta = Z_95 * (p * (1.0 - p) / sorted.len() as f64).sqrt();
    let bounds = quantile(sorted, p - delta).zip(quantile(sorted, p + delta));
    let std_error = bounds.filter(|_| delta > 0.0).map(|(low, high)| (high - low) / (2.0 * Z_95));
    Some(Estimate { value, std_error })
}
