//! What a run settles about an offer before anything is paid: amounts drawn from bands, conversion
//! prices, ratings, refreshers. The ledger tells them; the kernel does not need them.

use super::amount::Amount;
use super::units::ConversionPrice;

/// Where an amount of an offer stands; positions from 0.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum MoneyPlace {
    /// The base salary.
    Base,
    /// The value of refreshers.
    RefreshValue,
    /// The pay target of refreshers.
    RefreshTarget,
    /// A sign-on payment.
    SignOn(usize),
    /// The value of a grant.
    Grant(usize),
}

impl MoneyPlace {
    /// The index of the level that an independent band draws here. Never renumber: draws are addressed
    /// by it; 0 is the level that an offer's bands share.
    #[must_use]
    #[expect(clippy::cast_possible_truncation, reason = "a document has far fewer")]
    pub const fn index(self) -> u32 {
        match self {
            Self::Base => 1,
            Self::RefreshValue => 2,
            Self::RefreshTarget => 3,
            Self::SignOn(at) => 16 + 2 * at as u32,
            Self::Grant(at) => 17 + 2 * at as u32,
        }
    }
}

/// A fact that every run has its own of.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum FactRule {
    /// An amount drawn from a band.
    Drawn {
        /// Which.
        place: MoneyPlace,
        /// Dollars.
        amount: Amount,
    },
    /// A grant's averaged conversion price.
    Averaged {
        /// The grant.
        grant: usize,
        /// The price.
        price: ConversionPrice,
    },
    /// A rating.
    Rated {
        /// The month from which it is in force.
        month: u32,
        /// Column of the tier.
        column: usize,
    },
    /// A refresher.
    Granted {
        /// Its month.
        month: u32,
        /// Units.
        units: Amount,
        /// Column of the price at the review.
        price: usize,
        /// The rule of a refresher to a target, by its place in [`Plan::rules`](super::Plan::rules).
        target: Option<usize>,
    },
    /// How a bonus came about.
    Paid {
        /// Its month.
        month: u32,
        /// The rule of a bonus that is not the same in every run, by its place in
        /// [`Plan::rules`](super::Plan::rules).
        rule: usize,
    },
}
