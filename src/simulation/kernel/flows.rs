//! The fourth function of the kernel: walks an offer's flows by column and books each amount: in total, as a
//! present value, by component and by year, of which only what is wanted is computed.

use super::careers::Careers;
use super::rules::{Career, Nothing, Second, TheAmount, TheValue};
use crate::market::PriceColumns;
use crate::offer::Component;
use crate::processor::Processor;
use crate::random::{Codes, Column, Columns, LANES, zeroed};
use crate::simulation::plan::{ExitWindow, OfferPlan, Plan, Rule};

/// What a job wants to know of pay beside its total. None of it moves a bit of the rest.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Wanted {
    /// Present values.
    pub present_value: bool,
    /// Components and years.
    pub parts: bool,
    /// What is unvested at the horizon.
    pub unvested: bool,
}

impl Wanted {
    /// Everything.
    pub const ALL: Self = Self { present_value: true, parts: true, unvested: true };

    /// What either wants.
    #[must_use]
    pub const fn and(self, other: Self) -> Self {
        Self {
            present_value: self.present_value || other.present_value,
            parts: self.parts || other.parts,
            unvested: self.unvested || other.unvested,
        }
    }
}

/// Pay of one offer in a block, in dollars.
#[derive(Clone, Debug)]
pub struct PayColumns {
    /// By component, in the order of [`OfferPlan::components`].
    pub components: Columns,
    /// By year.
    pub years: Columns,
    /// Everything; the sum of the components but for rounding.
    pub total: Box<Column>,
    /// Present value at t = 0.
    pub present_value: Box<Column>,
    /// Value at S(H) of the tranches after the horizon, 0 for who left.
    pub unvested: Box<Column>,
    /// Amounts that are booked in the year of the exit.
    at_exit: Box<Column>,
}

impl PayColumns {
    /// Columns for an offer of a plan.
    #[must_use]
    pub fn new(plan: &Plan, offer: &OfferPlan) -> Self {
        Self::with(offer.components.len(), plan.years as usize)
    }

    /// Columns for totals and present values alone.
    #[must_use]
    pub fn of_totals() -> Self {
        Self::with(0, 0)
    }

    fn with(components: usize, years: usize) -> Self {
        let column = || Box::new(Column::of(0.0));
        Self {
            components: zeroed(components),
            years: zeroed(years),
            total: column(),
            present_value: column(),
            unvested: column(),
            at_exit: column(),
        }
    }
}

/// Pay of a block under every offer; columns that are not wanted are left as they are.
pub fn flows(
    plan: &Plan,
    wanted: Wanted,
    prices: &PriceColumns,
    careers: &Careers,
    out: &mut [PayColumns],
) {
    for (offer, pay) in plan.offers.iter().zip(out) {
        flows_of(plan, (offer, ExitWindow::Any), wanted, (prices, careers), pay);
    }
}

/// Pay of a block under one offer whose exits are within a window.
pub(super) fn flows_of(
    plan: &Plan,
    (offer, window): (&OfferPlan, ExitWindow),
    wanted: Wanted,
    (prices, careers): (&PriceColumns, &Careers),
    pay: &mut PayColumns,
) {
    let career = Career::new(plan, offer, prices, careers);
    let sums = (&mut *pay.total, &mut *pay.present_value);
    if wanted.present_value {
        totals::<TheValue>(plan.processor, (offer, window), &career, sums);
    } else {
        totals::<Nothing>(plan.processor, (offer, window), &career, sums);
    }
    if wanted.parts {
        let exit_year = &careers.exit_year[offer.employment];
        parts(plan.processor, (offer, window), &career, exit_year, pay);
    }
    if wanted.unvested {
        unvested(plan.processor, offer, &career, &mut pay.unvested);
    }
}

/// The sum of an offer's rules, and what `S` says of them beside.
fn totals<S: Second>(
    processor: Processor,
    (offer, window): (&OfferPlan, ExitWindow),
    career: &Career<'_>,
    (total, other): (&mut Column, &mut Column),
) {
    rules::<S>(processor, (offer, window), career, (total, other));
    tranches::<S>(processor, (offer, window), career, (total, other));
}

/// The sum of an offer's rules but for its tranches of fixed units.
fn rules<S: Second>(
    processor: Processor,
    (offer, window): (&OfferPlan, ExitWindow),
    career: &Career<'_>,
    (total, other): (&mut Column, &mut Column),
) {
    total.fill(0.0);
    other.fill(0.0);
    processor.run(
        #[inline(always)]
        || {
            for rule in offer.totals.rules.iter().filter(|rule| window.admits(rule)) {
                career.add::<S>(rule, (total, other));
            }
        },
    );
}

/// Adds an offer's tranches of fixed units.
fn tranches<S: Second>(
    processor: Processor,
    (offer, window): (&OfferPlan, ExitWindow),
    career: &Career<'_>,
    (total, other): (&mut [f64; LANES], &mut [f64; LANES]),
) {
    processor.run(
        #[inline(always)]
        || {
            for tranches in offer.totals.tranches.chunks(4) {
                match tranches.as_array::<4>() {
                    Some(four) if four.iter().any(|one| window.admits_vest(one)) => {
                        career.add_tranches::<S, 4>(four, (total, other));
                    }
                    Some(_) => {}
                    None => {
                        for one in tranches.iter().filter(|one| window.admits_vest(one)) {
                            career.add_tranches::<S, 1>(&[*one], (total, other));
                        }
                    }
                }
            }
        },
    );
}

/// The first part of an offer's total and present value: all but tranches of fixed units. Scenarios that differ in prices
/// alone share it where [`Totals::is_cash`](crate::simulation::plan::Totals::is_cash).
pub(in crate::simulation) fn cash_of(
    plan: &Plan,
    offer: &OfferPlan,
    values: bool,
    (prices, careers): (&PriceColumns, &Careers),
    sums: (&mut Column, &mut Column),
) {
    let career = Career::new(plan, offer, prices, careers);
    let whole = (offer, ExitWindow::Any);
    if values {
        rules::<TheValue>(plan.processor, whole, &career, sums);
    } else {
        rules::<Nothing>(plan.processor, whole, &career, sums);
    }
}

/// The second part, added to the first.
pub(in crate::simulation) fn tranches_of(
    plan: &Plan,
    offer: &OfferPlan,
    values: bool,
    (prices, careers): (&PriceColumns, &Careers),
    sums: (&mut [f64; LANES], &mut [f64; LANES]),
) {
    let career = Career::new(plan, offer, prices, careers);
    let whole = (offer, ExitWindow::Any);
    if values {
        tranches::<TheValue>(plan.processor, whole, &career, sums);
    } else {
        tranches::<Nothing>(plan.processor, whole, &career, sums);
    }
}

/// What is clawed back under an offer, which no price moves.
pub(in crate::simulation) fn clawback_of(
    plan: &Plan,
    offer: &OfferPlan,
    (prices, careers): (&PriceColumns, &Careers),
    (sum, spare): (&mut Column, &mut Column),
) {
    let career = Career::new(plan, offer, prices, careers);
    sum.fill(0.0);
    for flow in offer.flows.iter().filter(|flow| flow.component == Component::Clawback) {
        plan.processor.run(
            #[inline(always)]
            || career.add::<Nothing>(&flow.rule, (sum, spare)),
        );
    }
}

/// Amounts by component and by year.
fn parts(
    processor: Processor,
    (offer, window): (&OfferPlan, ExitWindow),
    career: &Career<'_>,
    exit_year: &Codes,
    pay: &mut PayColumns,
) {
    let PayColumns { components, years, at_exit, .. } = pay;
    for column in components.iter_mut().chain(years.iter_mut()) {
        column.fill(0.0);
    }
    at_exit.fill(0.0);
    for flow in offer.flows.iter().filter(|flow| window.admits(&flow.rule)) {
        let slot = offer.slot(flow.component).expect("components are those of the flows");
        let year = match flow.year {
            Some(year) => &mut years[year as usize - 1],
            None => &mut **at_exit,
        };
        book(processor, career, &flow.rule, (&mut components[slot], year));
    }
    if offer.flows.iter().any(|flow| flow.year.is_none()) {
        book_at_exit(processor, exit_year, at_exit, years);
    }
}

/// Adds the amounts of a rule to its component and its year.
fn book(
    processor: Processor,
    career: &Career<'_>,
    rule: &Rule,
    (component, year): (&mut Column, &mut Column),
) {
    processor.run(
        #[inline(always)]
        || career.add::<TheAmount>(rule, (component, year)),
    );
}

/// Adds what is due at the exit to the year of the exit.
fn book_at_exit(processor: Processor, exit_year: &Codes, due: &Column, years: &mut [Column]) {
    for (year, column) in (1..).zip(years) {
        processor.run(
            #[inline(always)]
            || {
                for lane in 0..LANES {
                    column[lane] += if exit_year[lane] == year { due[lane] } else { 0.0 };
                }
            },
        );
    }
}

/// What vests after the horizon, for who stayed.
fn unvested(processor: Processor, offer: &OfferPlan, career: &Career<'_>, sum: &mut Column) {
    sum.fill(0.0);
    for tranche in &offer.unvested {
        processor.run(
            #[inline(always)]
            || career.add_unvested(tranche, sum),
        );
    }
}
