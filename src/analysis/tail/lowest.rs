//! The lowest outcomes of a sample with their weights, and means over them. What is averaged belongs to who asks.

use crate::statistics::shortfall_boundary;

/// The lowest αn of n runs, as expected shortfall weighs them: every run below the boundary one has weight 1, the
/// boundary one what is left.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Lowest {
    /// Run and weight, the lowest pay first, equal ones by run; weights are above 0.
    pub(super) runs: Vec<(u64, f64)>,
    /// αn, the sum of the weights.
    weight: f64,
}

impl Lowest {
    /// The lowest of some runs by their pay; `None` without runs.
    pub(super) fn of(mut runs: Vec<u64>, pay: &[f64], alpha: f64) -> Option<Self> {
        let count = runs.len() as u64;
        let boundary = usize::try_from(shortfall_boundary(count, alpha)?).ok()?;
        let order = |a: &u64, b: &u64| of(pay, *a).total_cmp(&of(pay, *b)).then(a.cmp(b));
        runs.select_nth_unstable_by(boundary, order);
        runs.truncate(boundary + 1);
        runs.sort_unstable_by(order);
        let weight = alpha * count as f64;
        let last = weight - boundary as f64;
        let weights = (0..=boundary).map(|rank| if rank < boundary { 1.0 } else { last });
        let weighed = runs.into_iter().zip(weights).filter(|(_, weight)| *weight > 0.0);
        Some(Self { runs: weighed.collect(), weight })
    }

    /// The weighted mean of a number that each run has: around that of the last run, so that equal numbers give exactly
    /// themselves.
    pub(super) fn mean(&self, of_run: impl Fn(u64) -> f64) -> Option<f64> {
        self.mean_of(self.runs.iter().map(|(run, _)| of_run(*run)))
    }

    /// The same of numbers in the order of the runs.
    pub(super) fn mean_of(
        &self,
        numbers: impl DoubleEndedIterator<Item = f64> + Clone,
    ) -> Option<f64> {
        let around = numbers.clone().next_back()?;
        let weighed = self.runs.iter().zip(numbers);
        let deviations = weighed.map(|((_, weight), number)| weight * (number - around));
        Some(around + deviations.sum::<f64>() / self.weight)
    }
}

/// The value of a run.
#[expect(clippy::cast_possible_truncation, reason = "runs are those of a slice")]
pub(super) fn of<T: Copy>(values: &[T], run: u64) -> T {
    values[run as usize]
}
