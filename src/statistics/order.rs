//! What is known of the order of a sample: the questions that percentiles, expected shortfall and
//! histograms ask, and the answers of a sorted slice.

/// The order of a sample of n values.
///
/// A sorted slice, array or vector knows it exactly; [`Selection`](super::Selection) knows the ranks it
/// has settled exactly, without sorting; [`Bins`](super::Bins) know it to within the width of a class,
/// without keeping values.
pub trait Order {
    /// The number of values, n.
    fn count(&self) -> u64;

    /// The value of a rank from 0, the least, to n − 1, the greatest; beyond it the greatest. NaN without
    /// values.
    fn value(&self, rank: u64) -> f64;

    /// How many values are below `x`; none for NaN.
    fn below(&self, x: f64) -> u64;

    /// How many values are at or below `x`; none for NaN.
    fn at_or_below(&self, x: f64) -> u64;

    /// Σ(x − `around`) and Σ(x − `around`)² over the values of lower rank than `rank`.
    fn lower_sums(&self, rank: u64, around: f64) -> (f64, f64);
}

/// Whatever holds values in ascending order in one piece.
impl<T: AsRef<[f64]> + ?Sized> Order for T {
    fn count(&self) -> u64 {
        self.as_ref().len() as u64
    }

    fn value(&self, rank: u64) -> f64 {
        let sorted = self.as_ref();
        let at = usize::try_from(rank).ok().and_then(|rank| sorted.get(rank));
        at.or(sorted.last()).copied().unwrap_or(f64::NAN)
    }

    fn below(&self, x: f64) -> u64 {
        self.as_ref().partition_point(|&value| value < x) as u64
    }

    fn at_or_below(&self, x: f64) -> u64 {
        self.as_ref().partition_point(|&value| value <= x) as u64
    }

    fn lower_sums(&self, rank: u64, around: f64) -> (f64, f64) {
        let sorted = self.as_ref();
        let lower =
            &sorted[..usize::try_from(rank).map_or(sorted.len(), |rank| rank.min(sorted.len()))];
        let deviations = || lower.iter().map(|value| value - around);
        (deviations().sum(), deviations().map(|deviation| deviation * deviation).sum())
    }
}

/// The whole and the fractional part of a position in a sample, the whole part never past the last rank.
/// `position` is non-negative and there are values.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "a position is non-negative and the rank is capped by the count"
)]
pub(super) fn split(count: u64, position: f64) -> (u64, f64) {
    let whole = position.floor();
    ((whole as u64).min(count - 1), position - whole)
}
