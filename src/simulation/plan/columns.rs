//! Columns of stage 2, everything that is settled as if employed: bands, conversions, ratings,
//! refreshers, bonuses. Rules run in order; each fills columns of its own from those before them.

use super::amount::{Amount, Combination};
use super::units::{ConversionPrice, Converted, DealScratch};
use crate::market::PriceColumns;
use crate::offer::{Band, Ratings, VestingSchedule};
use crate::random::{Column, Columns, LANES, elementary};

/// How columns are filled.
#[derive(Clone, Debug, PartialEq)]
pub enum ColumnRule {
    /// An amount drawn from a band.
    Band {
        /// The band.
        band: Band,
        /// Column of its level among the draws.
        level: usize,
    },
    /// A grant's shares.
    Converted(Converted),
    /// What a grant of shares is worth at its conversion price.
    Valued {
        /// The shares.
        shares: f64,
        /// The price.
        price: ConversionPrice,
    },
    /// A grant's whole shares by tranche.
    Dealt {
        /// The shares to be rounded.
        shares: Converted,
        /// The schedule that is dealt to.
        vesting: VestingSchedule,
    },
    /// The tier of a rating, counted from 0.
    Rated {
        /// The ratings.
        ratings: Ratings,
        /// Column of the tier before, `None` at the start.
        before: Option<usize>,
        /// Column of the uniform among the draws.
        uniform: usize,
    },
    /// A refresher's shares that fill pay up to a target.
    Topped(Box<TargetUnits>),
    /// A bonus.
    Bonus(BonusAmount),
}

impl ColumnRule {
    /// Columns this rule fills.
    #[must_use]
    pub fn columns(&self) -> usize {
        match self {
            Self::Dealt { vesting, .. } => vesting.tranches().len(),
            _ => 1,
        }
    }

    /// Fills this rule's columns from `first` on.
    pub fn fill(
        &self,
        first: usize,
        (draws, prices): (&Columns, &PriceColumns),
        columns: &mut [Column],
        scratch: &mut DealScratch,
    ) {
        let (before, own) = columns.split_at_mut(first);
        match self {
            Self::Band { band, level } => {
                for lane in 0..LANES {
                    own[0][lane] = band.at_level(draws[*level][lane]);
                }
            }
            Self::Valued { shares, price } => {
                for lane in 0..LANES {
                    own[0][lane] = shares * price.at(prices, lane);
                }
            }
            Self::Converted(shares) => shares.fill(before, prices, &mut own[0]),
            Self::Dealt { shares, vesting } => {
                shares.deal(vesting, (before, prices), scratch, &mut own[..self.columns()]);
            }
            Self::Rated { ratings, before: earlier, uniform } => {
                for lane in 0..LANES {
                    let earlier = earlier.map(|column| tier(before[column][lane]));
                    own[0][lane] = ratings.drawn(earlier, draws[*uniform][lane]) as f64;
                }
            }
            Self::Topped(target) => {
                for lane in 0..LANES {
                    own[0][lane] = target.reckon(before, prices, lane).units;
                }
            }
            Self::Bonus(bonus) => {
                for lane in 0..LANES {
                    own[0][lane] = bonus.at(before, draws, lane);
                }
            }
        }
    }
}

/// The tier that a column holds.
#[inline]
#[must_use]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 to 19")]
pub fn tier(value: f64) -> usize {
    value as usize
}

/// A factor by the tier in force.
#[derive(Clone, Debug, PartialEq)]
pub struct TierFactor {
    /// Column of the tier.
    pub column: usize,
    /// Factors by tier.
    pub factors: Vec<f64>,
}

impl TierFactor {
    /// The factor in one lane.
    #[inline]
    #[must_use]
    pub fn at(&self, columns: &[Column], lane: usize) -> f64 {
        self.factors[tier(columns[self.column][lane])]
    }
}

/// What a refresher to a target is made of; see [`TargetRefresh`](crate::offer::TargetRefresh).
#[derive(Clone, Debug, PartialEq)]
pub struct TargetUnits {
    /// The pay target before the rating.
    pub target: Amount,
    /// The rating's factor on it.
    pub rating: Option<TierFactor>,
    /// Base salary in the target year.
    pub base: Amount,
    /// Units vesting in the target year, each grown to its vest, by the price of their stock at the
    /// review.
    pub vesting: Vec<(usize, Combination)>,
    /// Column of the refresher's own price at the review.
    pub price: usize,
    /// The mean assumed growth over its vests.
    pub mean_growth: f64,
    /// The part of the gap that is granted.
    pub true_up: f64,
}

/// How a refresher to a target came about, in dollars but for the units.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Reckoning {
    /// The target, the rating's factor included.
    pub target: f64,
    /// Base salary in the target year.
    pub base: f64,
    /// What vests in it, at the assumed growth.
    pub vesting: f64,
    /// What is missing, at least 0.
    pub gap: f64,
    /// The assumed mean price at the refresher's vests.
    pub mean_price: f64,
    /// Units granted.
    pub units: f64,
}

impl TargetUnits {
    /// The reckoning in one lane.
    #[inline]
    #[must_use]
    pub fn reckon(&self, columns: &[Column], prices: &PriceColumns, lane: usize) -> Reckoning {
        let rating = self.rating.as_ref().map_or(1.0, |rating| rating.at(columns, lane));
        let target = rating * self.target.at(columns, lane);
        let base = self.base.at(columns, lane);
        let worth = |(price, units): &(usize, Combination)| {
            prices.prices[*price][lane] * units.at(columns, lane)
        };
        let vesting: f64 = self.vesting.iter().map(worth).sum();
        let gap = (target - base - vesting).max(0.0);
        let mean_price = prices.prices[self.price][lane] * self.mean_growth;
        Reckoning { target, base, vesting, gap, mean_price, units: self.true_up * gap / mean_price }
    }
}

/// What a bonus is made of; see [`Bonus`](crate::offer::Bonus).
#[derive(Clone, Debug, PartialEq)]
pub struct BonusAmount {
    /// Target × annual base × factor.
    pub expected: Amount,
    /// Its volatility and the column of its normal among the draws.
    pub shock: Option<(f64, usize)>,
    /// The rating's factor.
    pub rating: Option<TierFactor>,
}

impl BonusAmount {
    /// The rating's factor and the one of chance.
    #[inline]
    #[must_use]
    pub fn factors(&self, columns: &[Column], draws: &Columns, lane: usize) -> (f64, f64) {
        let rating = self.rating.as_ref().map_or(1.0, |rating| rating.at(columns, lane));
        let chance = self.shock.map_or(1.0, |(volatility, column)| {
            elementary::exp(volatility * draws[column][lane] - 0.5 * volatility * volatility)
        });
        (rating, chance)
    }

    /// The bonus in one lane.
    #[inline]
    #[must_use]
    pub fn at(&self, columns: &[Column], draws: &Columns, lane: usize) -> f64 {
        let (rating, chance) = self.factors(columns, draws, lane);
        self.expected.at(columns, lane) * rating * chance
    }
}
