//! The annual bonus: a share of base salary, paid out at a volatile rate.

use crate::quantity::{BonusTarget, Factor, Volatility};

/// An annual bonus on the base salary of the year just ended.
///
/// **Law.** At months 12, 24, …, to who is employed then: target × annual base of that year × factor ×
/// exp(v Z − v²/2), with Z standard normal, one a year and employer, so that its mean is target × base ×
/// factor whatever the volatility v. Ratings multiply it by their `bonus_factor` (see
/// [`Ratings`](super::Ratings)).
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bonus {
    /// The target as a fraction of the annual base.
    pub target: BonusTarget,
    /// Volatility v of the payout, 0 for a certain one.
    pub volatility: Volatility,
    /// What is expected to be paid of the target.
    pub factor: Factor,
}
