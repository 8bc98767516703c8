//! The self-test's checks as text: what was checked and how far off it was.

use std::io::Write;

use super::number::{grouped, plural};
use crate::analysis::{Check, MOST_STANDARD_ERRORS};

/// Writes the checks, a line each, and the verdict.
///
/// # Errors
/// Those of the writer.
pub fn write(checks: &[Check], out: &mut dyn Write) -> std::io::Result<()> {
    for check in checks {
        let verdict = if check.passed { "ok  " } else { "FAIL" };
        let decimals = if check.expected.abs() < 10.0 { 6 } else { 2 };
        let expected = grouped(check.expected, decimals);
        let off = if check.measured.std_error.is_some_and(|error| error > 0.0) {
            format!("off by {:.2} standard errors", check.off)
        } else {
            format!("off by {:.3}", check.off)
        };
        let measured = grouped(check.measured.value, decimals);
        writeln!(out, "{verdict} {}: expected {expected}, found {measured}, {off}", check.name)?;
    }
    let failed = checks.iter().filter(|check| !check.passed).count();
    let worst = checks.iter().filter(|check| check.measured.std_error.is_some());
    let worst = worst.map(|check| check.off.abs()).fold(0.0, f64::max);
    writeln!(
        out,
        "{}, {failed} failed; the largest deviation is {worst:.2} standard errors \
         (allowed: {MOST_STANDARD_ERRORS})",
        plural(checks.len() as u64, "check")
    )
}
