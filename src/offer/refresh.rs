//! Refreshers: grants made at reviews, by a fixed value or to fill a pay target, and the ratings that
//! decide them.

use super::money::Money;
use super::ratings::Ratings;
use super::vesting::VestingSchedule;
use crate::quantity::{Factor, Raise};

/// Grants of the offer's first stock at each review, to who is employed then. Units are fractional and
/// sold at the vest.
#[derive(Clone, Debug, PartialEq)]
pub struct Refresh {
    /// Months of the reviews, rising.
    pub review_months: Vec<u32>,
    /// How the grants are sized.
    pub kind: RefreshKind,
}

/// How refreshers are sized.
#[derive(Clone, Debug, PartialEq)]
pub enum RefreshKind {
    /// The same dollars at each review.
    Fixed {
        /// Dollars, converted at the review's price S(r).
        value: Money,
        /// The schedule, counted from the review.
        vesting: VestingSchedule,
    },
    /// What pay lacks to a target in the year after the review.
    Target(TargetRefresh),
}

/// Refreshers that fill pay up to a target, as the employer reckons it.
///
/// **Law.** At review r the target year is (r, r + 12]. With S the price of each stock and g the assumed
/// growth,
///
/// gap = max(0, rating × target − base in the year − Σ units vesting in it × S(r) (1 + g)^((v − r)/12)),
///
/// over the grants and refreshers made by r, v their vests; units = `true_up` × gap ÷ mean over j = 1 … 4 of
/// S(r) (1 + g)^(j/4), a quarter of them each at r + 3, 6, 9 and 12. The reckoning goes on beyond the
/// horizon. A stock that grows more slowly than assumed leaves pay below the target, and the grants
/// that are to vest count at the assumed growth, so that the employee bears the difference.
///
/// | parameter | symbol | unit | range |
/// |---|---|---|---|
/// | `target_pay` | | dollars a year | 0 to 1e10 |
/// | `assumed_growth` | g | a year, compounded | above −1 to 10 |
/// | `true_up` | | part of the gap that is granted | 0 to 100 |
#[derive(Clone, Debug, PartialEq)]
pub struct TargetRefresh {
    /// Annual pay to be reached.
    pub target_pay: Money,
    /// Growth of every stock that the employer assumes.
    pub assumed_growth: Raise,
    /// The part of the gap that is granted.
    pub true_up: Factor,
    /// Ratings, if there are any.
    pub ratings: Option<Ratings>,
}

impl TargetRefresh {
    /// The growth that an employer assumes where nothing is said, as Amazon is reported to.
    pub const DEFAULT_GROWTH: f64 = 0.15;
    /// Months from the review to each of its four vests.
    pub const VESTS: [u32; 4] = [3, 6, 9, 12];

    /// The assumed growth over some months: (1 + g)^(months / 12).
    #[must_use]
    pub fn growth(&self, months: u32) -> f64 {
        let base = 1.0 + self.assumed_growth.get();
        crate::random::elementary::power(base, f64::from(months) / 12.0)
    }

    /// The mean assumed growth over the four vests.
    #[must_use]
    pub fn mean_growth(&self) -> f64 {
        Self::VESTS.iter().map(|months| self.growth(*months)).sum::<f64>() / 4.0
    }
}

impl Refresh {
    /// The ratings that decide, if there are any.
    #[must_use]
    pub fn ratings(&self) -> Option<&Ratings> {
        match &self.kind {
            RefreshKind::Fixed { .. } => None,
            RefreshKind::Target(target) => target.ratings.as_ref(),
        }
    }
}
