//! What the plain random worlds cover: every branch of the model is met by many runs, so that the
//! generator cannot quietly stop asking a question. What is added to them is counted beside the naive
//! reader, who knows how each figure came about.

use std::collections::BTreeMap;

use vestrisk::attrition::{Cause, Hazard, Profile};
use vestrisk::market::Model;
use vestrisk::offer::{
    Clawback, Component, Grant, GrantSize, Offer, Payment, Proration, Sell, SignOn, WindowStart,
};
use vestrisk::simulation::ledger::{self, Ledger, Reason};
use vestrisk::simulation::plan::{Origin, Plan};
use vestrisk::simulation::{Sampler, Setup, SharedExits};

use super::{plain_world, simulated, some_lanes};

/// Worlds looked at; `naive` compares more.
const WORLDS: u64 = 1_500;
/// Runs of each, under every offer.
const LANES: usize = 8;
/// Each case is met at least so often.
const LEAST: u64 = 25;

/// How often each case was met. A case that is asked for is listed even when it is never met.
#[derive(Default)]
pub struct Counts(BTreeMap<&'static str, u64>);

impl Counts {
    /// Counts a case where it holds.
    pub fn saw(&mut self, case: &'static str, holds: bool) {
        *self.0.entry(case).or_default() += u64::from(holds);
    }

    /// Requires every case often enough.
    pub fn assert_met(&self, least: u64) {
        let rare: Vec<_> = self.0.iter().filter(|(_, count)| **count < least).collect();
        assert!(rare.is_empty(), "met fewer than {least} times: {rare:#?}");
    }
}

#[test]
fn plain_worlds_cover_every_branch() {
    let mut counts = Counts::default();
    for number in 0..WORLDS {
        let setup = plain_world(number);
        let plan = Plan::new(&setup);
        let block = simulated(&setup, &plan, 0);
        settings(&mut counts, &setup);
        market(&mut counts, &setup);
        for lane in some_lanes(number, LANES) {
            for (at, offer) in setup.offers.iter().enumerate() {
                let ledger = ledger::read(&plan, &block, at, lane);
                exits(&mut counts, &setup, offer, &ledger);
                sign_on(&mut counts, &setup, offer, &ledger);
                equity(&mut counts, &setup, offer, &ledger);
            }
        }
    }
    counts.assert_met(LEAST);
}

fn settings(counts: &mut Counts, setup: &Setup) {
    let settings = &setup.settings;
    let horizon = settings.horizon_months;
    counts.saw("a horizon of a month", horizon == 1);
    counts.saw("a horizon of ten years", horizon == 120);
    counts.saw("a horizon of whole years", horizon.is_multiple_of(12));
    counts.saw("a horizon inside a quarter", !horizon.is_multiple_of(3));
    counts.saw("a short last year", horizon > 12 && !horizon.is_multiple_of(12));
    counts.saw("random runs", settings.sampler == Sampler::Random);
    counts.saw("antithetic runs", settings.sampler == Sampler::Antithetic);
    counts.saw("runs at Sobol points", settings.sampler == Sampler::Sobol);
    counts.saw("clocks shared by all", settings.shared_exits == SharedExits::All);
    let employers = setup.offers.iter().any(|offer| offer.employer != setup.offers[0].employer);
    let own = settings.shared_exits == SharedExits::Employer;
    counts.saw("clocks of several employers", own && employers);
    counts.saw("no discounting", settings.discount_rate.get() == 0.0);
    counts.saw("discounting", settings.discount_rate.get() > 0.0);
    counts.saw("a negative discount rate", settings.discount_rate.get() < 0.0);
    let raise = |holds: fn(f64) -> bool| {
        setup.offers.iter().any(|offer| holds(offer.salary.annual_raise.get())) && horizon > 12
    };
    counts.saw("raises", raise(|raise| raise > 0.0));
    counts.saw("cuts of the salary", raise(|raise| raise < 0.0));
    counts.saw("a constant salary", raise(|raise| raise == 0.0));
}

fn market(counts: &mut Counts, setup: &Setup) {
    let stocks = &setup.market.stocks;
    counts.saw("one stock", stocks.len() == 1);
    counts.saw("four stocks", stocks.len() == 4);
    let gbm = |holds: fn(f64, f64) -> bool| {
        stocks.iter().any(|stock| match &stock.model {
            Model::Gbm(gbm) => holds(gbm.volatility.get(), gbm.growth.dividend_yield.get()),
            _ => false,
        })
    };
    counts.saw("volatility", gbm(|volatility, _| volatility > 0.0));
    counts.saw("no volatility", gbm(|volatility, _| volatility == 0.0));
    counts.saw("dividends", gbm(|_, dividends| dividends > 0.0));
    counts.saw("a stated path", stocks.iter().any(|stock| matches!(stock.model, Model::Fixed(_))));
    let pairs = setup.market.correlations.pairs();
    counts.saw("correlation", pairs.iter().any(|pair| pair.value.get().abs() < 1.0));
    counts.saw("correlation 1", pairs.iter().any(|pair| pair.value.get() >= 1.0));
    counts.saw("correlation -1", pairs.iter().any(|pair| pair.value.get() <= -1.0));
}

fn exits(counts: &mut Counts, setup: &Setup, offer: &Offer, ledger: &Ledger) {
    let horizon = setup.settings.horizon_months;
    let by = |cause| ledger.exit.is_some_and(|(_, why)| why == cause);
    counts.saw("nobody can leave", offer.profile.is_none());
    let Some(profile) = offer.profile.map(|at| &setup.profiles[at]) else { return };
    match profile {
        Profile::Certain(exit) => {
            counts.saw("a certain exit at the start", exit.month == 0);
            counts.saw("a certain exit", exit.month > 0 && exit.month < horizon);
            counts.saw("a certain exit at the horizon", exit.month == horizon);
            counts.saw("a certain exit after the horizon", exit.month > horizon);
            counts.saw("a certain exit at a year's end", exit.month > 0 && exit.month % 12 == 0);
            counts.saw("certainly voluntary", by(Cause::Voluntary));
            counts.saw("certainly laid off", by(Cause::Layoff));
            counts.saw("certainly for performance", by(Cause::Performance));
        }
        Profile::Hazards(hazards) => {
            counts.saw("stayed by chance", ledger.exit.is_none());
            counts.saw("voluntary", by(Cause::Voluntary));
            counts.saw("layoff", by(Cause::Layoff));
            counts.saw("performance", by(Cause::Performance));
            let known = Cause::ALL.iter().filter(|cause| hazards.of(**cause).is_some()).count();
            counts.saw("no hazard at all", known == 0);
            counts.saw("one cause", known == 1);
            counts.saw("three causes", known == 3);
            let rang = ledger.exit.and_then(|(_, cause)| hazards.of(cause));
            let step = |months| matches!(rang, Some(Hazard::Piecewise { step_months, .. }) if *step_months == months);
            counts.saw("an exit by hazards of years", step(12));
            counts.saw("an exit by hazards of months", step(1));
            counts.saw("an exit by Weibull", matches!(rang, Some(Hazard::Weibull { .. })));
        }
    }
}

fn sign_on(counts: &mut Counts, setup: &Setup, offer: &Offer, ledger: &Ledger) {
    let horizon = setup.settings.horizon_months;
    let left = ledger.exit.map_or(f64::INFINITY, |(month, _)| month);
    for (index, payment) in offer.sign_on.iter().enumerate() {
        match payment.paid {
            Payment::Lump { month } => {
                let (due, at) = (month <= horizon, f64::from(month));
                counts.saw("a lump paid", due && left >= at);
                counts.saw("a lump forfeited", due && left < at);
                counts.saw("a lump in the month of the exit", due && left <= at && left >= at);
                counts.saw("a lump at the horizon", month == horizon && left >= at);
                counts.saw("a lump after the horizon", !due);
            }
            Payment::Instalments { from, to } => {
                let (a, b) = (f64::from(from), f64::from(to));
                counts.saw("instalments cut by the exit", left > a && left < b);
                counts.saw("instalments never begun", left <= a && from < horizon);
                counts.saw("instalments cut by the horizon", from < horizon && to > horizon);
                counts.saw("instalments after the horizon", from >= horizon);
                counts.saw("instalments over a year's end", from / 12 < (to - 1) / 12);
            }
        }
        if let (Some(terms), Some((month, cause))) = (&payment.clawback, ledger.exit) {
            let repaid = ledger.lines.iter().find_map(|line| match line.reason {
                Reason::Repaid { fraction, .. } if line.origin == Origin::SignOn(index) => {
                    Some(fraction)
                }
                _ => None,
            });
            clawback(counts, payment, *terms, (month, cause), repaid);
        }
    }
}

/// One clawback after an exit; `repaid` is the fraction owed, if anything is.
fn clawback(
    counts: &mut Counts,
    payment: &SignOn,
    terms: Clawback,
    (month, cause): (f64, Cause),
    repaid: Option<f64>,
) {
    let owed =
        |proration, from| repaid.is_some() && terms.proration == proration && terms.from == from;
    counts.saw("owed whole from the payment", owed(Proration::None, WindowStart::Payment));
    counts.saw("owed whole from the start", owed(Proration::None, WindowStart::Start));
    counts.saw("owed by month from the payment", owed(Proration::Monthly, WindowStart::Payment));
    counts.saw("owed by month from the start", owed(Proration::Monthly, WindowStart::Start));
    counts.saw("owed by day from the payment", owed(Proration::Daily, WindowStart::Payment));
    counts.saw("owed by day from the start", owed(Proration::Daily, WindowStart::Start));
    counts.saw("owed in part", repaid.is_some_and(|fraction| fraction < 1.0));
    counts.saw("owed after a voluntary exit", repaid.is_some() && cause == Cause::Voluntary);
    counts.saw("owed after a layoff", repaid.is_some() && cause == Cause::Layoff);
    counts.saw("owed after one for performance", repaid.is_some() && cause == Cause::Performance);
    let instalments = matches!(payment.paid, Payment::Instalments { .. });
    counts.saw("owed on instalments", repaid.is_some() && instalments);
    let first = payment.paid.first_month();
    let opens = if terms.from == WindowStart::Payment { first } else { 0 };
    let inside = month >= f64::from(opens) && month < f64::from(opens + terms.window_months);
    let listed = terms.causes.iter().any(|listed| listed == cause);
    let exact = |at: u32| month <= f64::from(at) && month >= f64::from(at);
    counts.saw("no cause is listed", terms.causes.iter().next().is_none());
    counts.saw("inside the window, not listed", inside && !listed);
    counts.saw("after the window", listed && month > f64::from(opens + terms.window_months));
    counts.saw("at the window's end", listed && exact(opens + terms.window_months));
    counts.saw("at the window's start", repaid.is_some() && exact(opens));
    counts.saw("a window before the payment", opens + terms.window_months <= first);
    counts.saw("inside the window, before payment", inside && month < f64::from(first));
}

fn equity(counts: &mut Counts, setup: &Setup, offer: &Offer, ledger: &Ledger) {
    let horizon = setup.settings.horizon_months;
    for (index, grant) in offer.grants.iter().enumerate() {
        converted(counts, setup, grant);
        let tranches = grant.vesting.tranches();
        counts.saw("a vest in the month of the grant", tranches[0].month == 0);
        counts.saw("a tranche of nothing", tranches.iter().any(|part| part.percent.get() == 0.0));
        let last = grant.month + tranches[tranches.len() - 1].month;
        counts.saw("a schedule within the horizon", last <= horizon);
        counts.saw("a schedule beyond the horizon", grant.month <= horizon && last > horizon);
        for line in &ledger.lines {
            let own = matches!(line.origin, Origin::Tranche { grant, .. } if grant == index);
            if !own || line.component != Component::Rsu {
                continue;
            }
            let later = grant.sell == Sell::AtHorizon;
            counts.saw("forfeited", matches!(line.reason, Reason::Forfeited { .. }));
            if let Reason::Sold { growth, vested, units, .. } = line.reason {
                let same = |at: f64| vested.total_cmp(&at).is_eq();
                counts.saw("sold at the vest", !later && units > 0.0);
                counts.saw("sold at the horizon", later && vested < f64::from(horizon));
                counts.saw("dividends reinvested", growth > 1.0);
                counts.saw("a vest at the horizon", same(f64::from(horizon)));
                let exit = ledger.exit.map_or(f64::INFINITY, |(month, _)| month);
                counts.saw("a vest in the month of the exit", same(exit));
                counts.saw("fewer than one unit", grant.whole_units && units < 1.0);
            }
        }
    }
    counts.saw("unvested at the horizon", ledger.unvested > 0.0);
}

/// How a grant's units come about.
fn converted(counts: &mut Counts, setup: &Setup, grant: &Grant) {
    let whole = grant.whole_units;
    let made = grant.month <= setup.settings.horizon_months;
    let random = setup.market.stocks[grant.stock].model.is_random();
    let by_value = matches!(grant.size, GrantSize::Value(_));
    let drawn = by_value && made && random && grant.month > 0;
    let known = by_value && made && !(random && grant.month > 0);
    counts.saw("converted at a later price", drawn && !whole);
    counts.saw("converted at a later price, whole", drawn && whole);
    counts.saw("converted at a known price", known && !whole);
    counts.saw("converted at a known price, whole", known && whole);
    counts.saw("given in shares", !by_value && made && !whole);
    counts.saw("given in shares, whole", !by_value && made && whole);
    counts.saw("granted after the horizon", !made);
}
