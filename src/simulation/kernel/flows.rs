//! The fourth function of the kernel: walks an offer's flows by column and books each amount by
//! component, by year and as a present value.

use super::careers::Careers;
use crate::market::PriceColumns;
use crate::random::{Column, Columns, LANES, zeroed};
use crate::simulation::plan::{OfferPlan, Plan, Rule, Vest};

/// Pay of one offer in a block, in dollars.
#[derive(Clone, Debug)]
pub struct PayColumns {
    /// By component, in the order of [`OfferPlan::components`].
    pub components: Columns,
    /// By year.
    pub years: Columns,
    /// The sum of the components.
    pub total: Box<Column>,
    /// Present value at t = 0.
    pub present_value: Box<Column>,
    /// Value at S(H) of the tranches after the horizon, 0 for who left.
    pub unvested: Box<Column>,
    amount: Box<Column>,
    value: Box<Column>,
}

impl PayColumns {
    /// Columns for an offer of a plan.
    #[must_use]
    pub fn new(plan: &Plan, offer: &OfferPlan) -> Self {
        let column = || Box::new([0.0; LANES]);
        Self {
            components: zeroed(offer.components.len()),
            years: zeroed(plan.years as usize),
            total: column(),
            present_value: column(),
            unvested: column(),
            amount: column(),
            value: column(),
        }
    }
}

/// Pay of a block under every offer.
pub fn flows(plan: &Plan, prices: &PriceColumns, careers: &Careers, out: &mut [PayColumns]) {
    for (offer, pay) in plan.offers.iter().zip(out) {
        for column in pay.components.iter_mut().chain(&mut pay.years) {
            column.fill(0.0);
        }
        pay.present_value.fill(0.0);
        for flow in &offer.flows {
            evaluate(plan, offer, &flow.rule, prices, careers, pay);
            let slot = offer.slot(flow.component).expect("components are those of the flows");
            add(&mut pay.components[slot], &pay.amount);
            add(&mut pay.present_value, &pay.value);
            match flow.year {
                Some(year) => add(&mut pay.years[year as usize - 1], &pay.amount),
                None => book_at_exit(&careers.exit_year[offer.employment], pay),
            }
        }
        pay.total.fill(0.0);
        for component in &pay.components {
            add(&mut pay.total, component);
        }
        pay.unvested.fill(0.0);
        for tranche in &offer.unvested {
            let exits = &careers.exits[offer.employment];
            worth(tranche, prices, careers, &mut pay.amount);
            for lane in 0..LANES {
                let stayed = exits.cause[lane] == 0;
                pay.unvested[lane] += if stayed { pay.amount[lane] } else { 0.0 };
            }
        }
    }
}

/// One flow's amount and present value, into `pay.amount` and `pay.value`.
fn evaluate(
    plan: &Plan,
    offer: &OfferPlan,
    rule: &Rule,
    prices: &PriceColumns,
    careers: &Careers,
    pay: &mut PayColumns,
) {
    let exits = &careers.exits[offer.employment];
    let annuity = &careers.annuity[offer.employment];
    let columns = &careers.columns;
    let PayColumns { amount, value, .. } = pay;
    match rule {
        Rule::Accrual(accrual) => {
            let employed = &careers.employed[offer.employment];
            accrual.per_month.for_lanes(columns, |lane, per_month| {
                amount[lane] = per_month * accrual.months(employed[lane]);
                value[lane] = per_month * accrual.annuity(annuity[lane]);
            });
        }
        Rule::Income(accrual) => {
            let resumed = &careers.resumed[offer.employment];
            let annuity = &careers.annuity_resumed[offer.employment];
            accrual.per_month.for_lanes(columns, |lane, per_month| {
                amount[lane] = per_month * accrual.months_after(resumed[lane]);
                value[lane] = per_month * accrual.annuity_after(annuity[lane]);
            });
        }
        Rule::Lump(lump) => lump.amount.for_lanes(columns, |lane, sum| {
            let paid = exits.month[lane] >= lump.month;
            amount[lane] = if paid { sum } else { 0.0 };
            value[lane] = amount[lane] * lump.discount;
        }),
        Rule::Vest(vest) => {
            worth(vest, prices, careers, amount);
            for lane in 0..LANES {
                let vested = exits.month[lane] >= vest.month;
                amount[lane] = if vested { amount[lane] } else { 0.0 };
                value[lane] = amount[lane] * vest.discount;
            }
        }
        Rule::Repayment(repayment) => repayment.amount.for_lanes(columns, |lane, payment| {
            amount[lane] = repayment.amount(payment, exits.month[lane], exits.cause[lane]);
            value[lane] = amount[lane] * plan.discount.factor_from_annuity(annuity[lane]);
        }),
        Rule::Severance(severance) => severance.base.for_lanes(columns, |lane, base| {
            amount[lane] = severance.amount(base, exits.month[lane], exits.cause[lane]);
            value[lane] = amount[lane] * plan.discount.factor_from_annuity(annuity[lane]);
        }),
    }
}

/// What a tranche is worth at its sale, as if it vested.
fn worth(vest: &Vest, prices: &PriceColumns, careers: &Careers, worth: &mut Column) {
    let price = &prices.prices[vest.price];
    vest.units.for_lanes(&careers.columns, |lane, units| {
        worth[lane] = units * price[lane] * vest.growth;
    });
}

/// Books `pay.amount` into the year of the exit.
fn book_at_exit(exit_year: &[u8; LANES], pay: &mut PayColumns) {
    for (year, column) in (1..).zip(&mut pay.years) {
        for lane in 0..LANES {
            let here = exit_year[lane] == year;
            column[lane] += if here { pay.amount[lane] } else { 0.0 };
        }
    }
}

#[inline]
fn add(sum: &mut Column, part: &Column) {
    for lane in 0..LANES {
        sum[lane] += part[lane];
    }
}
