//! What a rule pays, lane by lane: the loops that flows and totals share. Where it is booked is theirs.

use super::careers::Careers;
use crate::attrition::ExitColumns;
use crate::market::PriceColumns;
use crate::random::{Column, LANES};
use crate::simulation::plan::{Discount, FixedVest, OfferPlan, Plan, Repayment, Rule, Vest};

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

    /// Adds each lane's amount to a column, and what `S` says to another.
    #[inline(always)]
    pub fn add<S: Second>(&self, rule: &Rule, (first, second): (&mut Column, &mut Column)) {
        let Self { columns, exits, employed, annuity, .. } = *self;
        match rule {
            Rule::Accrual(accrual) => accrual.per_month.with(
                columns,
                #[inline(always)]
                |per_month| {
                    add::<S>(
                        first,
                        second,
                        #[inline(always)]
                        |lane| {
                            let rate = per_month.at(lane);
                            let months = accrual.months(employed[lane]);
                            (rate * months, rate * accrual.annuity(annuity[lane]))
                        },
                    );
                },
            ),
            Rule::Income(accrual) => {
                let Some((resumed, annuity)) = self.resumed else { return };
                accrual.per_month.with(
                    columns,
                    #[inline(always)]
                    |per_month| {
                        add::<S>(
                            first,
                            second,
                            #[inline(always)]
                            |lane| {
                                let rate = per_month.at(lane);
                                let months = accrual.months_after(resumed[lane]);
                                (rate * months, rate * accrual.annuity_after(annuity[lane]))
                            },
                        );
                    },
                );
            }
            Rule::Lump(lump) => lump.amount.with(
                columns,
                #[inline(always)]
                |sum| {
                    add::<S>(
                        first,
                        second,
                        #[inline(always)]
                        |lane| {
                            let paid = exits.month[lane] >= lump.month;
                            let amount = if paid { sum.at(lane) } else { 0.0 };
                            (amount, amount * lump.discount)
                        },
                    );
                },
            ),
            Rule::Vest(vest) => vest.units.with(
                columns,
                #[inline(always)]
                |units| {
                    let price = &self.prices.prices[vest.price];
                    add::<S>(
                        first,
                        second,
                        #[inline(always)]
                        |lane| {
                            let vests = exits.month[lane] >= vest.month;
                            let worth = units.at(lane) * vest.growth * price[lane];
                            let amount = if vests { worth } else { 0.0 };
                            (amount, amount * vest.discount)
                        },
                    );
                },
            ),
            Rule::Repayment(repayment) if repayment.is_monthly() => {
                self.repay::<S, true>(repayment, (first, second));
            }
            Rule::Repayment(repayment) => self.repay::<S, false>(repayment, (first, second)),
            Rule::Severance(severance) => severance.base.with(
                columns,
                #[inline(always)]
                |base| {
                    add::<S>(
                        first,
                        second,
                        #[inline(always)]
                        |lane| {
                            let (exit, cause) = (exits.month[lane], exits.cause[lane]);
                            let amount = severance.amount(base.at(lane), exit, cause);
                            (amount, amount * self.discount.factor_from_annuity(annuity[lane]))
                        },
                    );
                },
            ),
        }
    }

    #[inline(always)]
    fn repay<S: Second, const MONTHLY: bool>(
        &self,
        repayment: &Repayment,
        (first, second): (&mut Column, &mut Column),
    ) {
        let Self { exits, annuity, .. } = *self;
        repayment.amount.with(
            self.columns,
            #[inline(always)]
            |payment| {
                add::<S>(
                    first,
                    second,
                    #[inline(always)]
                    |lane| {
                        let (exit, cause) = (exits.month[lane], exits.cause[lane]);
                        let amount = repayment.owed::<MONTHLY>(payment.at(lane), exit, cause);
                        (amount, amount * self.discount.factor_from_annuity(annuity[lane]))
                    },
                );
            },
        );
    }

    /// The same for several tranches at once, which reads and writes the sums once for all.
    #[inline(always)]
    pub fn add_tranches<S: Second, const N: usize>(
        &self,
        tranches: &[FixedVest; N],
        (first, second): (&mut [f64; LANES], &mut [f64; LANES]),
    ) {
        let prices = tranches.map(|tranche| &self.prices.prices[tranche.price]);
        let exit = &self.exits.month;
        add::<S>(
            first,
            second,
            #[inline(always)]
            |lane| {
                let (mut amount, mut value) = (0.0, 0.0);
                for (tranche, price) in tranches.iter().zip(prices) {
                    let worth = tranche.units * price[lane];
                    let part = if exit[lane] >= tranche.month { worth } else { 0.0 };
                    amount += part;
                    value += part * tranche.discount;
                }
                (amount, value)
            },
        );
    }

    /// Adds what a tranche after the horizon is worth at it, for who stayed.
    #[inline(always)]
    pub fn add_unvested(&self, vest: &Vest, sum: &mut Column) {
        let (price, cause) = (&self.prices.prices[vest.price], &self.exits.cause);
        let mut nothing = Column::of(0.0);
        vest.units.with(
            self.columns,
            #[inline(always)]
            |units| {
                add::<Nothing>(
                    sum,
                    &mut nothing,
                    #[inline(always)]
                    |lane| {
                        let worth = units.at(lane) * vest.growth * price[lane];
                        (if cause[lane] == 0 { worth } else { 0.0 }, 0.0)
                    },
                );
            },
        );
    }
}

/// What is added to the second of two columns.
pub(super) trait Second {
    /// Adds it.
    fn add(sum: &mut f64, amount: f64, value: f64);
}

/// Nothing.
pub(super) struct Nothing;

/// The amount, as to the first.
pub(super) struct TheAmount;

/// Its present value.
pub(super) struct TheValue;

impl Second for Nothing {
    #[inline(always)]
    fn add(_: &mut f64, _: f64, _: f64) {}
}

impl Second for TheAmount {
    #[inline(always)]
    fn add(sum: &mut f64, amount: f64, _: f64) {
        *sum += amount;
    }
}

impl Second for TheValue {
    #[inline(always)]
    fn add(sum: &mut f64, _: f64, value: f64) {
        *sum += value;
    }
}

/// Adds each lane's (amount, present value) to two columns. A function of its own, so that the compiler knows
/// the columns apart from all that is read.
#[inline(always)]
fn add<S: Second>(
    first: &mut [f64; LANES],
    second: &mut [f64; LANES],
    of: impl Fn(usize) -> (f64, f64),
) {
    for lane in 0..LANES {
        let (amount, value) = of(lane);
        first[lane] += amount;
        S::add(&mut second[lane], amount, value);
    }
}
