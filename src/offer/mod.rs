//! What is promised: salary, sign-on payments with their clawbacks, grants and their vesting, bonus,
//! refreshers, layoff terms. Knows stocks and profiles by position only, and simulates nothing.

mod bonus;
mod break_even;
mod clawback;
mod component;
mod equity;
mod layoff_terms;
mod leaving;
mod letter;
mod money;
mod outside_option;
mod payment;
mod ratings;
mod refresh;
mod salary;
mod sign_on;
mod vesting;

pub use bonus::Bonus;
pub use break_even::break_even_growth;
pub use clawback::{Clawback, Proration, WindowStart};
pub use component::Component;
pub use equity::{Conversion, Grant, GrantSize, Sell, Settlement};
pub use layoff_terms::LayoffTerms;
pub use leaving::{CostOfLeaving, break_even_month, cost_of_leaving};
pub use letter::{Letter, letter, value_of_grants};
pub use money::{Band, BandShape, Money};
pub use outside_option::OutsideOption;
pub use payment::Payment;
pub use ratings::{Ratings, Tier};
pub use refresh::{Refresh, RefreshKind, TargetRefresh};
pub use salary::Salary;
pub use sign_on::SignOn;
pub use vesting::{Tranche, VestingSchedule};

/// One offer.
#[derive(Clone, Debug, PartialEq)]
pub struct Offer {
    /// The offer's name, unique in its scenario.
    pub name: String,
    /// The employer; exit clocks are drawn by it when they are not shared by all.
    pub employer: String,
    /// Position of the exit profile in the setup; `None`: nobody leaves.
    pub profile: Option<usize>,
    /// Base salary and raises.
    pub salary: Salary,
    /// Sign-on payments.
    pub sign_on: Vec<SignOn>,
    /// Stock grants.
    pub grants: Vec<Grant>,
    /// The annual bonus, if there is one.
    pub bonus: Option<Bonus>,
    /// Refreshers, if there are any; they need a grant, whose stock they are of.
    pub refresh: Option<Refresh>,
    /// Notice and severance.
    pub layoff_terms: LayoffTerms,
}

/// The year (from 1) to which a payment at a month belongs: max(1, ⌈month / 12⌉), capped at the last
/// year of the horizon.
#[must_use]
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "months are 0 … 1,200")]
pub fn year_of_payment(month: f64, horizon: u32) -> u32 {
    ((month / 12.0).ceil() as u32).clamp(1, horizon.div_ceil(12))
}

/// The year (from 1) to which a sign-on lump at a month belongs: ⌊month / 12⌋ + 1, capped likewise.
#[must_use]
pub fn year_of_sign_on(month: u32, horizon: u32) -> u32 {
    (month / 12 + 1).min(horizon.div_ceil(12))
}
