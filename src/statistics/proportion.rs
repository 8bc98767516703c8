//! Probabilities: the share of runs in which something happened, with its standard error.

use super::estimate::{Estimate, Z_95};

/// The share of `successes` among `n` independent trials with its standard error; `None` without
/// trials and for more successes than trials.
///
/// # Formula
/// p = successes/n.
///
/// # Error
/// √(p(1 − p)/n). At p = 0 and p = 1 that would be 0, as if nothing could ever happen otherwise; there
/// it is the half-width of Wilson's (1927) 95 % interval over 1.96, which at the ends is
/// z/(2(n + z²)) with z = 1.96.
///
/// ```
/// use vestrisk::statistics::proportion_estimate;
/// let half = proportion_estimate(50, 100).unwrap();
/// assert_eq!((half.value, half.std_error), (0.5, Some(0.05)));
/// assert!(proportion_estimate(0, 100).unwrap().std_error > Some(0.009));
/// ```
pub fn proportion_estimate(successes: u64, n: u64) -> Option<Estimate> {
    if n == 0 || successes > n {
        return None;
    }
    let trials = n as f64;
    let value = successes as f64 / trials;
    let std_error = if successes == 0 || successes == n {
        Z_95 / (2.0 * (trials + Z_95 * Z_95))
    } else {
        (value * (1.0 - value) / trials).sqrt()
    };
    Some(Estimate { value, std_error: Some(std_error) })
}
