//! What a run settles about an offer before anything is paid.

use super::reader::Reader;
use crate::attrition::Cause;
use crate::simulation::plan::{ColumnRule, FactRule, MoneyPlace, OfferPlan, Reckoning, tier};

/// A fact of one run; positions within the offer, from 0.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Fact {
    /// An amount drawn from a band, in dollars.
    Drawn {
        /// Which.
        place: MoneyPlace,
        /// Dollars.
        amount: f64,
    },
    /// A grant's averaged conversion price.
    Averaged {
        /// The grant.
        grant: usize,
        /// Dollars a share.
        price: f64,
    },
    /// A rating.
    Rated {
        /// The month from which it is in force.
        month: u32,
        /// The tier.
        tier: usize,
    },
    /// A refresher.
    Granted {
        /// Its month.
        month: u32,
        /// Units.
        units: f64,
        /// Price at the review.
        price: f64,
        /// How a refresher to a target came about.
        reckoning: Option<Reckoning>,
    },
    /// The factors on a bonus.
    Paid {
        /// Its month.
        month: u32,
        /// The rating's.
        rating: f64,
        /// Chance's.
        chance: f64,
    },
    /// A layoff that was given notice.
    Noticed {
        /// When the notice was given.
        month: f64,
    },
}

impl Fact {
    /// The month in which it is settled; 0 for what is settled at the start.
    #[must_use]
    pub fn month(&self) -> f64 {
        match self {
            Self::Drawn { .. } | Self::Averaged { .. } => 0.0,
            Self::Rated { month, .. } | Self::Granted { month, .. } | Self::Paid { month, .. } => {
                f64::from(*month)
            }
            Self::Noticed { month } => *month,
        }
    }
}

impl Fact {
    /// Whether its amounts are finite numbers.
    pub(super) fn is_finite(&self) -> bool {
        match self {
            Self::Drawn { amount, .. } => amount.is_finite(),
            Self::Averaged { price, .. } => price.is_finite(),
            Self::Granted { units, price, .. } => units.is_finite() && price.is_finite(),
            Self::Paid { chance, .. } => chance.is_finite(),
            Self::Rated { .. } | Self::Noticed { .. } => true,
        }
    }
}

impl Reader<'_> {
    /// The facts of an offer, those after the exit left out, in order of time.
    pub(super) fn facts(&self, offer: &OfferPlan, left: Option<(f64, Cause)>) -> Vec<Fact> {
        let mut facts: Vec<Fact> = offer.facts.iter().map(|rule| self.fact(rule)).collect();
        let notice = self.plan.employments[self.employment].notice;
        if let Some((month, Cause::Layoff)) = left.filter(|_| notice > 0) {
            facts.push(Fact::Noticed { month: month - f64::from(notice) });
        }
        let end = left.map_or(f64::INFINITY, |(month, _)| month);
        facts.retain(|fact| fact.month() <= end);
        facts.sort_by(|a, b| a.month().total_cmp(&b.month()));
        facts
    }

    fn fact(&self, rule: &FactRule) -> Fact {
        let (columns, prices) = (&self.block.careers.columns, &self.block.prices);
        let rule_at = |place: usize| &self.plan.rules[place].1;
        match *rule {
            FactRule::Drawn { place, amount } => Fact::Drawn { place, amount: self.amount(amount) },
            FactRule::Averaged { grant, price } => {
                Fact::Averaged { grant, price: price.at(prices, self.lane) }
            }
            FactRule::Rated { month, column } => {
                Fact::Rated { month, tier: tier(columns[column][self.lane]) }
            }
            FactRule::Granted { month, units, price, target } => {
                let reckoning = match target.map(rule_at) {
                    Some(ColumnRule::Topped(target)) => {
                        Some(target.reckon(columns, prices, self.lane))
                    }
                    _ => None,
                };
                let (units, price) = (self.amount(units), self.price(price));
                Fact::Granted { month, units, price, reckoning }
            }
            FactRule::Paid { month, rule } => {
                let (rating, chance) = match rule_at(rule) {
                    ColumnRule::Bonus(bonus) => {
                        bonus.factors(columns, &self.block.draws.extra, self.lane)
                    }
                    _ => (1.0, 1.0),
                };
                Fact::Paid { month, rating, chance }
            }
        }
    }
}
