//! Money: salary, sign-on and what is repaid of it, bonus, severance, income after an exit.

use super::super::amount::Amount;
use super::super::columns::{BonusAmount, ColumnRule, TierFactor};
use super::super::draws::ExtraKind;
use super::super::facts::{FactRule, MoneyPlace};
use super::super::flow::{Accrual, Flow, Lump, Origin, Repayment, Rule, Severance};
use super::OfferCompiler;
use crate::offer::{Bonus, Component, Payment, SignOn, year_of_payment, year_of_sign_on};
use crate::random::Entity;

impl OfferCompiler<'_, '_> {
    fn accrual(&self, from: f64, to: f64, per_month: Amount) -> Accrual {
        Accrual::new(from, to, per_month, &self.shared.discount)
    }

    fn lump(&self, month: u32, amount: Amount) -> Rule {
        let at = f64::from(month);
        Rule::Lump(Lump { month: at, amount, discount: self.shared.discount.factor(at) })
    }

    pub(super) fn salary(&mut self) {
        for (year, from, to) in self.shared.years() {
            let per_month = self.base.times(self.offer.salary.growth(year)).over(12.0);
            self.flows.push(Flow {
                component: Component::Base,
                year: Some(year),
                rule: Rule::Accrual(self.accrual(from, to, per_month)),
                origin: Origin::Salary,
            });
        }
    }

    pub(super) fn sign_on(&mut self) {
        for (index, payment) in self.offer.sign_on.iter().enumerate() {
            let amount = self.money(&payment.amount, MoneyPlace::SignOn(index));
            self.sign_on.push(amount);
            self.payment(index, payment, amount);
            if let Some(terms) = payment.clawback {
                self.flows.push(Flow {
                    component: Component::Clawback,
                    year: None,
                    rule: Rule::Repayment(Repayment::new(amount, payment.paid, terms)),
                    origin: Origin::SignOn(index),
                });
            }
        }
    }

    fn payment(&mut self, index: usize, payment: &SignOn, amount: Amount) {
        let horizon = self.shared.horizon;
        let origin = Origin::SignOn(index);
        let booked =
            |year, rule| Flow { component: Component::SignOn, year: Some(year), rule, origin };
        match payment.paid {
            Payment::Lump { month } if month <= horizon => {
                let rule = self.lump(month, amount);
                self.flows.push(booked(year_of_sign_on(month, horizon), rule));
            }
            Payment::Lump { .. } => {}
            Payment::Instalments { from, to } => {
                let per_month = amount.over(f64::from(to - from));
                for (year, starts, ends) in self.shared.years() {
                    let (a, b) = (starts.max(f64::from(from)), ends.min(f64::from(to)));
                    if a < b {
                        let rule = Rule::Accrual(self.accrual(a, b, per_month));
                        self.flows.push(booked(year, rule));
                    }
                }
            }
        }
    }

    pub(super) fn bonus(&mut self) {
        let Some(bonus) = self.offer.bonus else { return };
        for year in 1..=self.shared.horizon / 12 {
            let month = 12 * year;
            let amount = self.bonus_of(&bonus, year);
            self.flows.push(Flow {
                component: Component::Bonus,
                year: Some(year_of_payment(f64::from(month), self.shared.horizon)),
                rule: self.lump(month, amount),
                origin: Origin::Bonus { year },
            });
        }
    }

    /// The bonus of a year, from 1.
    fn bonus_of(&mut self, bonus: &Bonus, year: u32) -> Amount {
        let expected = self.base.times(self.offer.salary.growth(year));
        let expected = expected.times(bonus.target.get()).times(bonus.factor.get());
        let volatility = bonus.volatility.get();
        let shock = (volatility > 0.0).then(|| {
            let four = (year - 1) / 4;
            let owner = Entity::of(&self.offer.employer);
            let first = self.shared.draws.column(owner, ExtraKind::BonusQuad(four));
            (volatility, first + (year as usize - 1) % 4)
        });
        let rating = self.rating_factor(12 * year, |tier| tier.bonus_factor.get());
        if shock.is_none() && rating.is_none() {
            return expected;
        }
        let rule = ColumnRule::Bonus(BonusAmount { expected, shock, rating });
        self.facts.push(FactRule::Paid { month: 12 * year, rule: self.shared.rules.len() });
        Amount::Share { column: self.shared.column(rule), fraction: 1.0 }
    }

    /// The factor of the tier in force at a month, `None` where all tiers have 1.
    pub(super) fn rating_factor(
        &self,
        month: u32,
        factor: impl Fn(&crate::offer::Tier) -> f64,
    ) -> Option<TierFactor> {
        let ratings = self.offer.refresh.as_ref()?.ratings()?;
        let column = self.tier(month)?;
        let factors: Vec<f64> = ratings.tiers().iter().map(factor).collect();
        let moves = |factor: &f64| factor.total_cmp(&1.0).is_ne();
        factors.iter().any(moves).then_some(TierFactor { column, factors })
    }

    pub(super) fn severance(&mut self) {
        let months = self.offer.layoff_terms.severance_months;
        if months == 0 {
            return;
        }
        let years = 0..=self.shared.horizon / 12;
        let growth = years.map(|year| self.offer.salary.growth(year + 1)).collect();
        let rule = Severance { months: f64::from(months), base: self.base, growth };
        self.flows.push(Flow {
            component: Component::Severance,
            year: None,
            rule: Rule::Severance(rule),
            origin: Origin::LayoffTerms,
        });
    }

    pub(super) fn other_income(&mut self) {
        let Some(option) = self.shared.setup.outside_option else { return };
        if self.offer.profile.is_none() {
            return;
        }
        let per_month = Amount::Constant(option.annual_pay.get() / 12.0);
        for (year, from, to) in self.shared.years() {
            self.flows.push(Flow {
                component: Component::OtherIncome,
                year: Some(year),
                rule: Rule::Income(self.accrual(from, to, per_month)),
                origin: Origin::OutsideOption,
            });
        }
    }
}
