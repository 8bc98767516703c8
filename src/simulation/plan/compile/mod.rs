//! Compiles offers into columns, employments and flows, a file for each kind of promise.

mod equity;
mod exits;
mod pay;
mod prices;

use std::rc::Rc;

use super::amount::Amount;
use super::columns::ColumnRule;
use super::draws::{ExtraDraws, ExtraKind};
use super::facts::{FactRule, MoneyPlace};
use super::flow::{Flow, Vest};
use super::totals::Totals;
use super::units::ConversionPrice;
use super::{Coordinates, Discount, OfferPlan, Plan};
use crate::market::PathPlan;
use crate::offer::{Component, Money, Offer};
use crate::processor::Processor;
use crate::random::Entity;
use crate::simulation::setup::Setup;

/// Compiles a setup; `more_dates` are prices wanted beside those that the offers need.
pub(super) fn compile(setup: &Setup, more_dates: &[(usize, u32)]) -> Plan {
    let horizon = setup.settings.horizon_months;
    let dates = setup.offers.iter().flat_map(|offer| prices::dates(offer, setup));
    let dates = dates.chain(more_dates.iter().copied());
    let paths = PathPlan::new(&setup.market, dates, prices::averages(setup));
    let mut compiler = Compiler {
        setup,
        horizon,
        discount: Discount::new(setup.settings.discount_rate),
        paths: Rc::new(paths),
        draws: ExtraDraws::default(),
        rules: Vec::new(),
        columns: 0,
    };
    let mut employments = exits::Employments::default();
    let offers: Vec<OfferPlan> = setup
        .offers
        .iter()
        .map(|offer| OfferCompiler::new(&mut compiler, offer).compile(&mut employments))
        .collect();
    let Compiler { discount, draws, rules, columns, paths, .. } = compiler;
    Plan {
        market: setup.market.clone(),
        processor: Processor::best(),
        seed: setup.settings.seed,
        horizon,
        years: setup.years(),
        discount,
        extra_draws: draws,
        rules,
        columns,
        coordinates: Coordinates::new(setup, &employments.draws, &paths),
        clock_draws: employments.draws,
        responding: employments.responding,
        employments: employments.distinct,
        gap_months: setup.outside_option.map(|option| option.gap_months),
        offers,
        paths: Rc::unwrap_or_clone(paths),
    }
}

/// What all offers share.
struct Compiler<'a> {
    setup: &'a Setup,
    horizon: u32,
    discount: Discount,
    paths: Rc<PathPlan>,
    draws: ExtraDraws,
    rules: Vec<(usize, ColumnRule)>,
    columns: usize,
}

impl Compiler<'_> {
    /// Adds a rule and gives its first column.
    fn column(&mut self, rule: ColumnRule) -> usize {
        let first = self.columns;
        self.columns += rule.columns();
        self.rules.push((first, rule));
        first
    }

    /// The column of a price that was planned.
    fn price(&self, stock: usize, month: u32) -> usize {
        let column = self.paths.column(stock, month);
        column.expect("the paths were planned from the same offers")
    }

    /// Years of the horizon: number, start and end in months.
    fn years(&self) -> impl Iterator<Item = (u32, f64, f64)> + use<> {
        let horizon = self.horizon;
        (1..=horizon.div_ceil(12)).map(move |year| {
            (year, f64::from(12 * (year - 1)), f64::from((12 * year).min(horizon)))
        })
    }
}

/// Units of one tranche, of a grant or of a refresher.
#[derive(Clone, Copy, Debug)]
struct Holding {
    stock: usize,
    /// The month of the grant or of the review.
    made: u32,
    /// The month of the vest.
    month: u32,
    units: Amount,
    /// The price it converts at, or would; `None` where nothing asks for it.
    conversion: Option<ConversionPrice>,
}

/// One offer on its way into the plan.
struct OfferCompiler<'a, 'b> {
    shared: &'b mut Compiler<'a>,
    offer: &'a Offer,
    flows: Vec<Flow>,
    unvested: Vec<Vest>,
    facts: Vec<FactRule>,
    holdings: Vec<Holding>,
    /// Annual base of the first year.
    base: Amount,
    /// Sign-on amounts.
    sign_on: Vec<Amount>,
    /// Columns of the tier by the month from which it is in force.
    tiers: Vec<(u32, usize)>,
}

impl<'a, 'b> OfferCompiler<'a, 'b> {
    fn new(shared: &'b mut Compiler<'a>, offer: &'a Offer) -> Self {
        Self {
            shared,
            offer,
            flows: Vec::new(),
            unvested: Vec::new(),
            facts: Vec::new(),
            holdings: Vec::new(),
            base: Amount::Constant(0.0),
            sign_on: Vec::new(),
            tiers: Vec::new(),
        }
    }

    fn compile(mut self, employments: &mut exits::Employments) -> OfferPlan {
        self.base = self.money(&self.offer.salary.base, MoneyPlace::Base);
        self.salary();
        self.sign_on();
        self.grants();
        self.ratings();
        self.refreshers();
        self.bonus();
        self.severance();
        self.other_income();
        let employment = self.employment(employments);
        let Self { flows, unvested, facts, .. } = self;
        let components = Component::ALL
            .into_iter()
            .filter(|component| flows.iter().any(|flow| flow.component == *component))
            .collect();
        let totals = Totals::new(flows.iter().map(|flow| flow.rule.clone()));
        OfferPlan { employment, flows, totals, unvested, components, facts }
    }

    /// An amount of the offer, drawn in each run where it is a band.
    fn money(&mut self, money: &Money, place: MoneyPlace) -> Amount {
        let band = match money {
            Money::Stated(dollars) => return Amount::Constant(dollars.get()),
            Money::Band(band) => *band,
        };
        let index = if band.is_independent() { place.index() } else { 0 };
        let owner = Entity::of(&self.offer.name);
        let level = self.shared.draws.column(owner, ExtraKind::BandLevel(index));
        let column = self.shared.column(ColumnRule::Band { band, level });
        let amount = Amount::Share { column, fraction: 1.0 };
        self.facts.push(FactRule::Drawn { place, amount });
        amount
    }

    /// The column of the tier in force at a month.
    fn tier(&self, month: u32) -> Option<usize> {
        self.tiers.iter().rfind(|(from, _)| *from <= month).map(|(_, column)| *column)
    }
}
