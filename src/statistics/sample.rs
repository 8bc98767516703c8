//! Sorting a sample. What is read off its order belongs to the other files.

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

/// The most outcomes that are worked on between two questions whether to go on: some milliseconds.
pub const PIECE: usize = 1 << 17;

/// Sorts as [`sort`] does, but asks `go_on` before each [`PIECE`]; `None`, with the outcomes in any
/// order, once it says no.
///
/// A large sample is split around pivots until its parts are pieces. That is what sorting would do with
/// it anyway, so it costs no more time and no memory.
///
/// ```
/// use vestrisk::statistics::sort_while;
/// let mut outcomes = [3.0, -1.0, 2.0];
/// assert_eq!(sort_while(&mut outcomes, &|| true), Some(()));
/// assert_eq!(outcomes, [-1.0, 2.0, 3.0]);
/// assert_eq!(sort_while(&mut outcomes, &|| false), None);
/// ```
pub fn sort_while(values: &mut [f64], go_on: &dyn Fn() -> bool) -> Option<()> {
    let mut unsorted = vec![values];
    while let Some(part) = unsorted.pop() {
        if part.len() <= PIECE {
            go_on().then_some(())?;
            sort(part);
            continue;
        }
        let pivot = pivot(part);
        let below = split_by(part, go_on, |value| value.total_cmp(&pivot).is_lt())?;
        if below > 0 {
            let (low, high) = part.split_at_mut(below);
            unsorted.extend([high, low]);
        } else {
            // The pivot is the least: all that equal it stand in front and are in order.
            let equal = split_by(part, go_on, |value| value.total_cmp(&pivot).is_le())?;
            unsorted.push(&mut part[equal..]);
        }
    }
    Some(())
}

/// Sorts as [`sort_while`] does, on all threads of the current pool.
pub(super) fn sort_together(values: &mut [f64], go_on: &(dyn Fn() -> bool + Sync)) -> Option<()> {
    /// What one thread sorts without help.
    const ALONE: usize = 1 << 13;
    if values.len() <= ALONE {
        go_on().then_some(())?;
        sort(values);
        return Some(());
    }
    let pivot = pivot(values);
    let below = split_by(values, &|| go_on(), |value| value.total_cmp(&pivot).is_lt())?;
    let (low, high) = values.split_at_mut(below);
    if below > 0 {
        let (low, high) = rayon::join(|| sort_together(low, go_on), || sort_together(high, go_on));
        return low.and(high);
    }
    let equal = split_by(high, &|| go_on(), |value| value.total_cmp(&pivot).is_le())?;
    sort_together(&mut high[equal..], go_on)
}

/// The median of some outcomes spread over a large part.
fn pivot(part: &[f64]) -> f64 {
    const SEEN: usize = 63;
    let mut seen: [f64; SEEN] = std::array::from_fn(|at| part[at * (part.len() / SEEN)]);
    sort(&mut seen);
    seen[SEEN / 2]
}

/// Moves the outcomes that belong in front there and counts them.
fn split_by(
    values: &mut [f64],
    go_on: &dyn Fn() -> bool,
    in_front: impl Fn(&f64) -> bool,
) -> Option<usize> {
    let mut front = 0;
    for start in (0..values.len()).step_by(PIECE) {
        go_on().then_some(())?;
        for at in start..values.len().min(start + PIECE) {
            // Swapped always and counted after, without a branch that half of all outcomes would miss.
            let value = values[at];
            values.swap(at, front);
            front += usize::from(in_front(&value));
        }
    }
    Some(front)
}
