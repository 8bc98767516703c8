//! A value with its standard error. How the error is estimated belongs to each statistic.

use schemars::JsonSchema;
use serde::Serialize;

/// The standard normal's two-sided 95 % point as the statistics of this layer use it: 1.96.
///
/// Standard errors that are read off an interval divide its half-width by the same number, so its
/// rounding from 1.959964 cancels.
pub(super) const Z_95: f64 = 1.96;

/// An estimated number and how far sampling may have put it off.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Estimate {
    /// The estimate itself.
    pub value: f64,
    /// Its standard error, in the same unit; `None` where the sample is too small to tell.
    pub std_error: Option<f64>,
}
