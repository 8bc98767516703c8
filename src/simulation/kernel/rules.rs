//! What a rule pays, lane by lane: the loops that flows and totals share. Where it is booked is theirs.

use super::careers::Careers;
use crate::attrition::ExitColumns;
use crate::market::PriceColumns;
use crate::random::Column;
use crate::simulation::plan::{Discount, OfferPlan, Plan, Rule, Vest};

/// What the pay of one offer is made of in a block.
pub(super) struct Career<'a> {
    prices: &'a PriceColumns,
    columns: &'a [Column],
    pub exits: &'a ExitColumns,
    employed: &'a Column,
    annuity: &'a Column,
    resumed: Option<(&'a Column, &'a Column)>,
    discount: Discount,
}

impl<'a> Career<'a> {
    /// The career under an offer of a plan.
    pub fn new(
        plan: &Plan,
        offer: &OfferPlan,
        prices: &'a PriceColumns,
        careers: &'a Careers,
    ) -> Self {
        let at = offer.employment;
        Self {
            prices,
            columns: &careers.columns,
            exits: &careers.exits[at],
            employed: &careers.employed[at],
            annuity: &careers.annuity[at],
            resumed: careers.resumed.get(at).zip(careers.annuity_resumed.get(at)),
            discount: plan.discount,
        }
    }

    /// Hands each lane's amount and its present value to `book`.
    #[inline(always)]
    pub fn each(&self, rule: &Rule, mut book: impl FnMut(usize, f64, f64)) {
        let Self { columns, exits, employed, annuity, .. } = *self;
        match rule {
            Rule::Accrual(accrual) => accrual.per_month.for_lanes(
                columns,
                #[inline(always)]
                |lane, per_month| {
                    let months = accrual.months(employed[lane]);
                    book(lane, per_month * months, per_month * accrual.annuity(annuity[lane]));
                },
            ),
            Rule::Income(accrual) => {
                let Some((resumed, annuity)) = self.resumed else { return };
                accrual.per_month.for_lanes(
                    columns,
                    #[inline(always)]
                    |lane, per_month| {
                        let months = accrual.months_after(resumed[lane]);
                        let value = per_month * accrual.annuity_after(annuity[lane]);
                        book(lane, per_month * months, value);
                    },
                );
            }
            Rule::Lump(lump) => lump.amount.for_lanes(
                columns,
                #[inline(always)]
                |lane, sum| {
                    let amount = if exits.month[lane] >= lump.month { sum } else { 0.0 };
                    book(lane, amount, amount * lump.discount);
                },
            ),
            Rule::Vest(vest) => self.each_worth(
                vest,
                #[inline(always)]
                |lane, worth| {
                    let amount = if exits.month[lane] >= vest.month { worth } else { 0.0 };
                    book(lane, amount, amount * vest.discount);
                },
            ),
            Rule::Repayment(repayment) => repayment.amount.for_lanes(
                columns,
                #[inline(always)]
                |lane, payment| {
                    let amount = repayment.amount(payment, exits.month[lane], exits.cause[lane]);
                    book(lane, amount, amount * self.discount.factor_from_annuity(annuity[lane]));
                },
            ),
            Rule::Severance(severance) => severance.base.for_lanes(
                columns,
                #[inline(always)]
                |lane, base| {
                    let amount = severance.amount(base, exits.month[lane], exits.cause[lane]);
                    book(lane, amount, amount * self.discount.factor_from_annuity(annuity[lane]));
                },
            ),
        }
    }

    /// Hands each lane what a tranche is worth at its sale, as if it vested.
    #[inline(always)]
    pub fn each_worth(&self, vest: &Vest, mut tell: impl FnMut(usize, f64)) {
        let price = &self.prices.prices[vest.price];
        vest.units.for_lanes(
            self.columns,
            #[inline(always)]
            |lane, units| tell(lane, units * vest.growth * price[lane]),
        );
    }
}
