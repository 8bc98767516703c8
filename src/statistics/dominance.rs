//! Stochastic dominance between two samples: whether everybody who prefers more (first order), or
//! everybody who also dislikes risk (second order), prefers the same one.

use schemars::JsonSchema;
use serde::Serialize;

use super::sample::PIECE;

/// Which of two samples dominates.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Dominant {
    /// The offer.
    Offer,
    /// The baseline it is compared with.
    Baseline,
    /// Neither.
    None,
}

/// The dominance of either of two samples over the other.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Dominance {
    /// The first-order dominant: at least as good at every percentile, better at some.
    pub first: Dominant,
    /// The second-order dominant: the same for the mean of the outcomes below every percentile, weighted
    /// by their share. First order implies second.
    pub second: Dominant,
    /// By how much, in the outcomes' unit, the quantile function of the first-order dominant falls short
    /// of the other's at most; without one, of whichever falls short less. 0 says that it nowhere does;
    /// NaN that a sample is empty or holds NaN.
    pub largest_violation: f64,
}

impl Dominance {
    /// The verdict on a sample that is empty.
    pub(super) const UNKNOWN: Self =
        Self { first: Dominant::None, second: Dominant::None, largest_violation: f64::NAN };
}

/// Compares two samples, each in ascending order, sizes equal or not.
///
/// # Formula
/// With the empirical quantile functions Q and D(p) = `Q_offer(p)` − `Q_baseline(p)`, a step function
/// whose steps end at the multiples of 1/n of either sample: the offer dominates in first order when
/// D ≥ −`tolerance` everywhere and D ≥ `tolerance` somewhere (Hadar and Russell 1969). Second order is
/// the same with ∫₀ᵖ D, which is linear between the steps' ends (Levy 1992); a first-order dominant is
/// one of second order too, even where the integral of a difference at a few percentiles stays within
/// the tolerance. The baseline's dominance is the mirror image. If both conditions hold, which needs
/// every difference within the tolerance, neither is named.
///
/// # Sign
/// More is better. `tolerance` ≥ 0 is in the outcomes' unit; it keeps apart what differs only by
/// rounding.
///
/// # Error
/// None is estimated: dominance is a statement about every percentile, and in a sample the extreme ones
/// always carry noise. [`Dominance::largest_violation`] shows how close the verdict was.
///
/// ```
/// use vestrisk::statistics::{Dominant, dominance};
/// let verdict = dominance(&[2.0, 3.0], &[1.0, 4.0], 0.005);
/// assert_eq!((verdict.first, verdict.second), (Dominant::None, Dominant::Offer));
/// assert_eq!(verdict.largest_violation, 1.0);
/// ```
pub fn dominance(offer_sorted: &[f64], baseline_sorted: &[f64], tolerance: f64) -> Dominance {
    dominance_while(offer_sorted, baseline_sorted, tolerance, &|| true)
        .unwrap_or(Dominance::UNKNOWN)
}

/// The same as [`dominance`], but asks `go_on` before every [`PIECE`] steps; `None` once it says no.
pub fn dominance_while(
    offer_sorted: &[f64],
    baseline_sorted: &[f64],
    tolerance: f64,
    go_on: &dyn Fn() -> bool,
) -> Option<Dominance> {
    if offer_sorted.is_empty() || baseline_sorted.is_empty() {
        return Some(Dominance::UNKNOWN);
    }
    let mut quantiles = Differences::new(tolerance);
    let mut integrals = Differences::new(tolerance);
    let mut integral = 0.0;
    for (at, step) in steps(offer_sorted, baseline_sorted).enumerate() {
        if at % PIECE == 0 {
            go_on().then_some(())?;
        }
        integral += step.difference * step.width;
        quantiles.see(step.difference);
        integrals.see(integral);
    }
    Some(verdict(&quantiles, &integrals))
}

/// The verdict on all of D and all of its integral.
pub(super) fn verdict(quantiles: &Differences, integrals: &Differences) -> Dominance {
    let first = quantiles.dominant();
    Dominance {
        first,
        second: if first == Dominant::None { integrals.dominant() } else { first },
        largest_violation: quantiles.violation(first),
    }
}

/// A stretch of percentiles on which both quantile functions are constant.
struct Step {
    difference: f64,
    width: f64,
}

/// The steps of D from the low end. Their ends are counted in units of 1/(nm), which is exact; equal
/// sizes step together.
fn steps<'a>(offer: &'a [f64], baseline: &'a [f64]) -> impl Iterator<Item = Step> + 'a {
    let (offer_size, baseline_size) = (offer.len() as u128, baseline.len() as u128);
    let units = (offer_size * baseline_size) as f64;
    let (mut in_offer, mut in_baseline, mut start) = (0, 0, 0);
    std::iter::from_fn(move || {
        let difference = offer.get(in_offer)? - baseline.get(in_baseline)?;
        let offer_end = (in_offer as u128 + 1) * baseline_size;
        let baseline_end = (in_baseline as u128 + 1) * offer_size;
        let end = offer_end.min(baseline_end);
        let width = (end - start) as f64 / units;
        in_offer += usize::from(offer_end == end);
        in_baseline += usize::from(baseline_end == end);
        start = end;
        Some(Step { difference, width })
    })
}

/// The extremes of a function seen point by point, and whether every point allows either dominance.
pub(super) struct Differences {
    tolerance: f64,
    least: f64,
    greatest: f64,
    comparable: bool,
}

impl Differences {
    pub(super) fn new(tolerance: f64) -> Self {
        Self { tolerance, least: f64::INFINITY, greatest: f64::NEG_INFINITY, comparable: true }
    }

    pub(super) fn see(&mut self, difference: f64) {
        self.comparable &= !difference.is_nan();
        self.least = self.least.min(difference);
        self.greatest = self.greatest.max(difference);
    }

    fn dominant(&self) -> Dominant {
        if self.comparable {
            dominant(self.least, self.greatest, self.tolerance)
        } else {
            Dominant::None
        }
    }

    fn violation(&self, dominant: Dominant) -> f64 {
        let (of_offer, of_baseline) = (shortfall(-self.least), shortfall(self.greatest));
        match dominant {
            _ if !self.comparable => f64::NAN,
            Dominant::Offer => of_offer,
            Dominant::Baseline => of_baseline,
            Dominant::None => of_offer.min(of_baseline),
        }
    }
}

/// Which side dominates by a function with these extremes.
pub(super) fn dominant(least: f64, greatest: f64, tolerance: f64) -> Dominant {
    let offer = least >= -tolerance && greatest >= tolerance;
    let baseline = -greatest >= -tolerance && -least >= tolerance;
    match (offer, baseline) {
        (true, false) => Dominant::Offer,
        (false, true) => Dominant::Baseline,
        _ => Dominant::None,
    }
}

/// What is short, 0 for nothing.
pub(super) fn shortfall(by: f64) -> f64 {
    // Adding 0 turns −0 into 0.
    by.max(0.0) + 0.0
}
