//! Standard errors by replication, for runs that are not independent of each other: antithetic pairs,
//! scrambled Sobol points, integrated exits. Which run is in which replicate is the engine's affair.

use super::estimate::Estimate;

/// The number of replicates a job is divided into.
///
/// 31 degrees of freedom tell a standard error to about ±13 %; each replicate keeps 1/32 of the runs.
pub const REPLICATES: usize = 32;

/// The estimate from all runs with the standard error that its replicates show.
///
/// # Formula
/// The value is `pooled`, the statistic over all runs.
///
/// # Error
/// sd/√R, sd the standard deviation (divisor R − 1) of the R = [`REPLICATES`] independent replicates'
/// own estimates of the same statistic (random groups; Wolter 2007, chapter 2; for scrambled nets Owen
/// 1997). Intervals take Student's t with R − 1 degrees of freedom. It is `None` when there are fewer
/// replicates than that, or when any has no estimate or one that is not finite. It describes the mean
/// of the replicates; for a statistic that is not linear in the outcomes (a percentile) the pooled value
/// differs from that mean by a bias that shrinks faster than the error.
///
/// ```
/// use vestrisk::statistics::{REPLICATES, from_replicates};
/// let estimates = [Some(1.0); REPLICATES];
/// assert_eq!(from_replicates(1.0, &estimates).std_error, Some(0.0));
/// assert_eq!(from_replicates(1.0, &estimates[1..]).std_error, None);
/// ```
pub fn from_replicates(pooled: f64, replicate_estimates: &[Option<f64>]) -> Estimate {
    Estimate { value: pooled, std_error: standard_error(replicate_estimates) }
}

fn standard_error(replicate_estimates: &[Option<f64>]) -> Option<f64> {
    let estimates: Vec<f64> = replicate_estimates.iter().copied().collect::<Option<_>>()?;
    if estimates.len() < REPLICATES {
        return None;
    }
    let count = estimates.len() as f64;
    // Around the first estimate, so that equal estimates give exactly 0.
    let first = estimates[0];
    let mean = estimates.iter().map(|estimate| estimate - first).sum::<f64>() / count;
    let squares: f64 =
        estimates.iter().map(|estimate| estimate - first - mean).map(|d| d * d).sum();
    let std_error = (squares / (count - 1.0) / count).sqrt();
    std_error.is_finite().then_some(std_error)
}
