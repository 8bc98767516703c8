//! The order of a sample and positions in it. What is read off the order belongs to the other files.

/// Sorts outcomes into ascending order.
///
/// The order is IEEE 754's total order: −0 before +0, NaN at the ends. Equal numbers have equal bits
/// in it, so the result does not depend on the order the values came in.
///
/// ```
/// let mut outcomes = [3.0, -1.0, 2.0];
/// vestrisk::statistics::sort(&mut outcomes);
/// assert_eq!(outcomes, [-1.0, 2.0, 3.0]);
/// ```
pub fn sort(values: &mut [f64]) {
    values.sort_unstable_by(f64::total_cmp);
}

/// The whole and the fractional part of a position in a sample, the whole part never past the last
/// index. `position` is non-negative and `values` is not empty.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a position is non-negative and the index is capped by the length"
)]
pub(super) fn split(values: &[f64], position: f64) -> (usize, f64) {
    let whole = position.floor();
    ((whole as usize).min(values.len() - 1), position - whole)
}
