//! Compiles offers into employments, unit columns and flows.

use super::flow::{Accrual, Flow, Lump, Origin, Repayment, Rule, Vest};
use super::units::{ConversionPrice, UnitRule, Units, tranche_units};
use super::{ClockDraw, Discount, Employment, OfferPlan, Plan};
use crate::attrition::{Hazards, Profile};
use crate::market::{Market, Model, PathPlan};
use crate::offer::{
    Component, Grant, GrantSize, Offer, Payment, Sell, year_of_payment, year_of_sign_on,
};
use crate::random::{Entity, elementary};
use crate::simulation::setup::Setup;

/// Compiles a setup; `more_dates` are prices wanted beside those that the offers need.
pub(super) fn compile(setup: &Setup, more_dates: &[(usize, u32)]) -> Plan {
    let horizon = setup.settings.horizon_months;
    let grants = setup.offers.iter().flat_map(|offer| &offer.grants);
    let dates = grants.flat_map(|grant| price_dates(grant, &setup.market, horizon));
    let paths = PathPlan::new(&setup.market, dates.chain(more_dates.iter().copied()), Vec::new());
    let mut compiler = Compiler {
        market: &setup.market,
        horizon,
        discount: Discount::new(setup.settings.discount_rate),
        paths: &paths,
        units: Vec::new(),
        unit_columns: 0,
    };
    let mut employments = Employments::default();
    let offers = setup.offers.iter().map(|offer| {
        let owner = setup.settings.shared_exits.clock_owner(&offer.employer);
        let profile = offer.profile.map(|at| setup.profiles[at].clone());
        let employment = employments.place(profile, owner, horizon);
        compiler.offer(offer, employment)
    });
    let offers: Vec<OfferPlan> = offers.collect();
    let Compiler { discount, units, unit_columns, .. } = compiler;
    Plan {
        market: setup.market.clone(),
        seed: setup.settings.seed,
        horizon,
        years: setup.years(),
        discount,
        units,
        unit_columns,
        clock_draws: employments.draws,
        employments: employments.distinct,
        offers,
        paths,
    }
}

/// The prices that a grant needs within the horizon.
fn price_dates(grant: &Grant, market: &Market, horizon: u32) -> Vec<(usize, u32)> {
    if grant.month > horizon {
        return Vec::new();
    }
    let conversion = match grant.size {
        GrantSize::Value(_) => known_conversion(grant, market).is_none().then_some(grant.month),
        GrantSize::Shares(_) => None,
    };
    let sales = grant.vesting.tranches().iter().map(|tranche| match grant.sell {
        Sell::AtVest => (grant.month + tranche.month).min(horizon),
        Sell::AtHorizon => horizon,
    });
    sales.chain(conversion).map(|month| (grant.stock, month)).collect()
}

/// The conversion price when it is the same in every run.
fn known_conversion(grant: &Grant, market: &Market) -> Option<f64> {
    let stock = &market.stocks[grant.stock];
    match &stock.model {
        Model::Fixed(path) => Some(path.price_at(stock.price, f64::from(grant.month))),
        Model::Gbm(_) => (grant.month == 0).then(|| stock.price.get()),
    }
}

/// Distinct employments in order of appearance, and the clocks they draw.
#[derive(Default)]
struct Employments {
    distinct: Vec<Employment>,
    draws: Vec<ClockDraw>,
}

impl Employments {
    fn place(&mut self, profile: Option<Profile>, owner: Entity, horizon: u32) -> usize {
        let profile = profile.unwrap_or_else(|| Profile::Hazards(Hazards::default()));
        let draw = match ClockDraw::pairs_for(&profile) {
            0 => None,
            pairs => Some(self.draw(owner, pairs)),
        };
        let employment = Employment::new(profile, horizon, draw);
        let known = self.distinct.iter().position(|held| *held == employment);
        known.unwrap_or_else(|| {
            self.distinct.push(employment);
            self.distinct.len() - 1
        })
    }

    fn draw(&mut self, owner: Entity, pairs: usize) -> usize {
        if let Some(at) = self.draws.iter().position(|draw| draw.owner == owner) {
            self.draws[at].pairs = self.draws[at].pairs.max(pairs);
            return at;
        }
        self.draws.push(ClockDraw { owner, pairs });
        self.draws.len() - 1
    }
}

struct Compiler<'a> {
    market: &'a Market,
    horizon: u32,
    discount: Discount,
    paths: &'a PathPlan,
    units: Vec<UnitRule>,
    unit_columns: usize,
}

impl Compiler<'_> {
    fn offer(&mut self, offer: &Offer, employment: usize) -> OfferPlan {
        let mut flows = self.salary(offer);
        self.sign_on(offer, &mut flows);
        let mut unvested = Vec::new();
        for (index, grant) in offer.grants.iter().enumerate() {
            if grant.month <= self.horizon {
                self.grant(index, grant, &mut flows, &mut unvested);
            }
        }
        let components = Component::ALL
            .into_iter()
            .filter(|component| flows.iter().any(|flow| flow.component == *component))
            .collect();
        OfferPlan { employment, flows, unvested, components }
    }

    fn years(&self) -> impl Iterator<Item = (u32, f64, f64)> + use<> {
        let horizon = self.horizon;
        (1..=horizon.div_ceil(12)).map(move |year| {
            (year, f64::from(12 * (year - 1)), f64::from((12 * year).min(horizon)))
        })
    }

    fn accrual(&self, from: f64, to: f64, per_month: f64) -> Rule {
        Rule::Accrual(Accrual::new(from, to, per_month, &self.discount))
    }

    fn salary(&self, offer: &Offer) -> Vec<Flow> {
        let flow = |(year, from, to)| Flow {
            component: Component::Base,
            year: Some(year),
            rule: self.accrual(from, to, offer.salary.annual_rate(year) / 12.0),
            origin: Origin::Salary,
        };
        self.years().map(flow).collect()
    }

    fn sign_on(&self, offer: &Offer, flows: &mut Vec<Flow>) {
        for (index, payment) in offer.sign_on.iter().enumerate() {
            let origin = Origin::SignOn(index);
            let amount = payment.amount.typical();
            let booked =
                |year, rule| Flow { component: Component::SignOn, year: Some(year), rule, origin };
            match payment.paid {
                Payment::Lump { month } if month <= self.horizon => {
                    let at = f64::from(month);
                    let discount = self.discount.factor(at);
                    let rule = Rule::Lump(Lump { month: at, amount, discount });
                    flows.push(booked(year_of_sign_on(month, self.horizon), rule));
                }
                Payment::Lump { .. } => {}
                Payment::Instalments { from, to } => {
                    let per_month = amount / f64::from(to - from);
                    for (year, starts, ends) in self.years() {
                        let (a, b) = (starts.max(f64::from(from)), ends.min(f64::from(to)));
                        if a < b {
                            flows.push(booked(year, self.accrual(a, b, per_month)));
                        }
                    }
                }
            }
            if let Some(terms) = payment.clawback {
                flows.push(Flow {
                    component: Component::Clawback,
                    year: None,
                    rule: Rule::Repayment(Repayment { payment: *payment, terms }),
                    origin,
                });
            }
        }
    }

    fn grant(
        &mut self,
        index: usize,
        grant: &Grant,
        flows: &mut Vec<Flow>,
        unvested: &mut Vec<Vest>,
    ) {
        let conversion = || match known_conversion(grant, self.market) {
            Some(price) => ConversionPrice::Known(price),
            None => ConversionPrice::Column(self.price_column(grant.stock, grant.month)),
        };
        let (units, rule) = tranche_units(grant, conversion, self.unit_columns);
        if let Some(rule) = rule {
            self.unit_columns += rule.columns();
            self.units.push(rule);
        }
        for (place, (tranche, units)) in grant.vesting.tranches().iter().zip(units).enumerate() {
            let month = grant.month + tranche.month;
            if month > self.horizon {
                unvested.push(self.vest(grant, month, self.horizon, units));
                continue;
            }
            let sold = match grant.sell {
                Sell::AtVest => month,
                Sell::AtHorizon => self.horizon,
            };
            flows.push(Flow {
                component: Component::Rsu,
                year: Some(year_of_payment(f64::from(sold), self.horizon)),
                rule: Rule::Vest(self.vest(grant, month, sold, units)),
                origin: Origin::Tranche { grant: index, tranche: place },
            });
        }
    }

    fn price_column(&self, stock: usize, month: u32) -> usize {
        let column = self.paths.column(stock, month);
        column.expect("the paths were planned from the same grants")
    }

    fn vest(&self, grant: &Grant, month: u32, sold: u32, units: Units) -> Vest {
        let held = f64::from(sold.saturating_sub(month)) / 12.0;
        let dividend_yield = self.market.stocks[grant.stock].dividend_yield();
        Vest {
            month: f64::from(month),
            sold: f64::from(sold),
            units,
            price: self.price_column(grant.stock, sold),
            growth: elementary::exp(dividend_yield * held),
            discount: self.discount.factor(f64::from(sold)),
        }
    }
}
