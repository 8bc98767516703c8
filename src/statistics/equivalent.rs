//! How many independent runs an estimate is worth: those whose standard error would be the one that it
//! has. What one independent run contributes to the variance of a statistic is found here, each from the
//! formula of the same statistic's standard error.

use super::estimate::Z_95;
use super::order::Order;
use super::quantiles::{half_interval, quantile, quantile_ranks};
use super::risk::shortfall_variance;

/// The number of independent runs whose standard error would be `std_error`; `None` where either is
/// unknown or not above 0.
///
/// # Formula
/// n = v/SE², v = `run_variance`, the variance that one independent run contributes: that of n such runs is
/// v/n. For the mean v = s², the variance of the outcomes; for other statistics see [`quantile_run_variance`],
/// [`shortfall_run_variance`] and [`proportion_run_variance`]. The ratio to the runs that were done is the
/// inverse of Kish's (1965) design effect, the variance of a design over that of as many independent
/// draws.
///
/// # Error
/// That of the standard error counts twice: from 32 replicates, which tell it to ±13 %, n is known to ±25 %.
///
/// ```
/// use vestrisk::statistics::equivalent_runs;
/// assert_eq!(equivalent_runs(Some(9.0), Some(0.03)), Some(10_000.0));
/// assert_eq!(equivalent_runs(Some(9.0), Some(0.0)), None);
/// ```
pub fn equivalent_runs(run_variance: Option<f64>, std_error: Option<f64>) -> Option<f64> {
    let variance = run_variance.filter(|variance| *variance > 0.0)?;
    let std_error = std_error.filter(|error| *error > 0.0)?;
    Some(variance / (std_error * std_error)).filter(|runs| runs.is_finite())
}

/// The variance that one of n independent runs contributes to the `p`-quantile; `None` where p ± δ leaves
/// 0 … 1 or δ is 0.
///
/// # Formula
/// n SE², SE half the distance of the quantiles at p ± δ over 1.96, δ = 1.96 √(p(1 − p)/n) (Woodruff 1952), as
/// [`quantile_estimate`](super::quantile_estimate) has it. It estimates p(1 − p)/f², f the density at the
/// quantile; n is the nominal number of `runs` and sets how far around it the density is looked at. The order
/// may hold more than n values, as when each run stands in it several times.
pub fn quantile_run_variance<O: Order + ?Sized>(outcomes: &O, p: f64, runs: u64) -> Option<f64> {
    let delta = half_interval(runs, p);
    let bounds = quantile(outcomes, p - delta).zip(quantile(outcomes, p + delta));
    let std_error =
        bounds.filter(|_| delta > 0.0).map(|(low, high)| (high - low) / (2.0 * Z_95))?;
    Some(runs as f64 * std_error * std_error)
}

/// The ranks that [`quantile_run_variance`] asks of an order of `count` values.
pub fn quantile_run_variance_ranks(count: u64, p: f64, runs: u64) -> Vec<u64> {
    let delta = half_interval(runs, p);
    [p - delta, p + delta].into_iter().flat_map(|p| quantile_ranks(count, p)).collect()
}

/// The variance that one of n independent runs contributes to the expected shortfall at `alpha`; `None` when
/// αn < 2 or `alpha` leaves 0 < α ≤ 1.
///
/// # Formula
/// n SE² = (s² + (1 − α)(ES − q)²)/α, s² the variance of the tail and q the α-quantile (Manistre and Hancock
/// 2005), as [`expected_shortfall_estimate`](super::expected_shortfall_estimate) has it.
pub fn shortfall_run_variance<O: Order + ?Sized>(
    outcomes: &O,
    alpha: f64,
    runs: u64,
) -> Option<f64> {
    let variance = shortfall_variance(outcomes, alpha)?.1;
    (alpha * runs as f64 >= 2.0).then_some(variance / alpha)
}

/// The variance that one independent run contributes to a share: p(1 − p). `None` outside 0 … 1.
pub fn proportion_run_variance(share: f64) -> Option<f64> {
    (0.0..=1.0).contains(&share).then_some(share * (1.0 - share))
}
