//! The rules whose sum is an offer's pay: those of its flows, joined where two pay on as one. Components and
//! years are not told apart here.

use super::amount::Amount;
use super::flow::{Accrual, Rule, Vest};

/// What an offer's pay is summed from.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Totals {
    /// Rules but for the tranches below.
    pub rules: Vec<Rule>,
    /// Tranches whose units are the same in every run.
    pub tranches: Vec<FixedVest>,
}

/// Units that vest at a month, if T ≥ it, the same in every run.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct FixedVest {
    /// The month of the vest.
    pub month: f64,
    /// Units, dividends until the sale included.
    pub units: f64,
    /// Column of the price at the sale.
    pub price: usize,
    /// Discount factor at the sale.
    pub discount: f64,
}

impl Totals {
    /// Whether the rules pay the same whatever prices are.
    #[must_use]
    pub fn is_cash(&self) -> bool {
        !self.rules.iter().any(|rule| matches!(rule, Rule::Vest(_)))
    }

    /// Joins the rules of an offer's flows.
    pub(super) fn new(rules: impl Iterator<Item = Rule>) -> Self {
        let mut totals = Self::default();
        for rule in joined(rules) {
            match rule {
                Rule::Vest(Vest {
                    month,
                    units: Amount::Constant(units),
                    price,
                    growth,
                    discount,
                    ..
                }) => {
                    let units = units * growth;
                    totals.tranches.push(FixedVest { month, units, price, discount });
                }
                rule => totals.rules.push(rule),
            }
        }
        totals
    }
}

/// Joins the rules that can be.
fn joined(rules: impl Iterator<Item = Rule>) -> Vec<Rule> {
    let mut all: Vec<Rule> = Vec::new();
    for rule in rules {
        if !all.iter_mut().any(|held| join(held, &rule)) {
            all.push(rule);
        }
    }
    all
}

/// Takes a rule into another; false where the two do not go together.
fn join(held: &mut Rule, rule: &Rule) -> bool {
    match (held, rule) {
        (Rule::Accrual(held), Rule::Accrual(next)) | (Rule::Income(held), Rule::Income(next)) => {
            accrue_on(held, next)
        }
        (Rule::Vest(held), Rule::Vest(other)) => vest_together(held, other),
        _ => false,
    }
}

/// An accrual that goes on at the same rate.
fn accrue_on(held: &mut Accrual, next: &Accrual) -> bool {
    let goes_on = held.to.total_cmp(&next.from).is_eq() && held.per_month == next.per_month;
    if goes_on {
        *held = held.up_to(next);
    }
    goes_on
}

/// Units of one stock that vest and are sold together.
fn vest_together(held: &mut Vest, other: &Vest) -> bool {
    let (Amount::Constant(units), Amount::Constant(more)) = (held.units, other.units) else {
        return false;
    };
    let together = Vest { units: held.units, ..*other } == *held;
    if together {
        held.units = Amount::Constant(units + more);
    }
    together
}
