//! What is kept of every run: pay, exit and clawback under each offer asked for, and how far each stock went. Fills them
//! from the blocks of a job; what is read off them belongs to the files beside this one.

use crate::attrition::Cause;
use crate::error::Error;
use crate::offer::Component;
use crate::quantity::HALF_CENT;
use crate::random::{Runs, zeroed};
use crate::room::Room;
use crate::simulation::kernel::Block;
use crate::simulation::plan::Plan;
use crate::simulation::{Measure, Observer, Setup, engine};

use super::super::summary::Options;
use super::lowest::of;

/// A flag beside the code of a cause: something is repaid.
const OWES: u8 = 4;

/// All runs under one offer.
#[derive(Debug)]
pub(super) struct OfferRecords {
    /// The offer's position.
    pub(super) offer: usize,
    pay: Room<f64>,
    exit: Room<f64>,
    ending: Room<u8>,
}

impl OfferRecords {
    /// Pay by run.
    pub(super) fn pay(&self) -> &[f64] {
        self.pay.values()
    }

    /// When the employee of a run leaves, in months; infinite for who stays.
    pub(super) fn exit(&self, run: u64) -> f64 {
        of(self.exit.values(), run)
    }

    /// Why; `None` for who stays.
    pub(super) fn cause(&self, run: u64) -> Option<Cause> {
        Cause::from_code(u64::from(of(self.ending.values(), run) & !OWES))
    }

    /// Whether something is repaid, half a cent at least.
    pub(super) fn owes(&self, run: u64) -> bool {
        of(self.ending.values(), run) & OWES != 0
    }
}

/// All runs.
#[derive(Debug)]
pub(super) struct Records {
    /// By offer asked for.
    pub(super) offers: Vec<OfferRecords>,
    /// S(H)/S0 by stock and run, for the stocks of these offers.
    growth: Vec<Option<Room<f64>>>,
}

impl Records {
    /// Bytes that the records of some runs take, and what is worked out of them.
    pub(super) fn bytes(setup: &Setup, offers: &[usize]) -> u64 {
        /// Pay, exit and ending; a run's number while its place is found, and a number of it beside.
        const OFFER: u64 = 17;
        const WORKING: u64 = 16;
        let stocks = used(setup, offers).iter().filter(|used| **used).count() as u64;
        let each = offers.len() as u64 * OFFER + 8 * stocks + WORKING;
        setup.settings.runs.saturating_mul(each)
    }

    /// Simulates every run and keeps its record.
    pub(super) fn of_all_runs(
        setup: &Setup,
        plan: &Plan,
        offers: &[usize],
        options: &Options<'_>,
        observer: &dyn Observer,
    ) -> Result<Self, Error> {
        let lacking =
            || Error::Memory { needed: Self::bytes(setup, offers), allowed: options.memory };
        let mut records = Self::new(setup, offers).ok_or_else(lacking)?;
        let mut first = 0;
        engine::visit_blocks(setup, plan, options.pool, observer, |_: &Runs, lanes, block| {
            records.keep(plan, first, lanes, block)?;
            first += lanes;
            Ok(())
        })?;
        Ok(records)
    }

    fn new(setup: &Setup, offers: &[usize]) -> Option<Self> {
        let runs = usize::try_from(setup.settings.runs).ok()?;
        let of_offer = |&offer: &usize| {
            let (pay, exit, ending) = (Room::new(runs)?, Room::new(runs)?, Room::new(runs)?);
            Some(OfferRecords { offer, pay, exit, ending })
        };
        let of_stock = |used: bool| if used { Some(Some(Room::new(runs)?)) } else { Some(None) };
        Some(Self {
            offers: offers.iter().map(of_offer).collect::<Option<_>>()?,
            growth: used(setup, offers).into_iter().map(of_stock).collect::<Option<_>>()?,
        })
    }

    /// Keeps the first `lanes` runs of a block, the first of which is `first`.
    fn keep(
        &mut self,
        plan: &Plan,
        first: usize,
        lanes: usize,
        block: &Block,
    ) -> Result<(), Error> {
        let nothing = &zeroed(1)[0];
        for records in &mut self.offers {
            let OfferRecords { offer, pay, exit, ending } = records;
            let (program, paid) = (&plan.offers[*offer], &block.pay[*offer]);
            if !paid.total[..lanes].iter().all(|pay| pay.is_finite()) {
                return Err(Error::Overflow { measure: Measure::Pay { offer: *offer }.describe() });
            }
            let exits = &block.careers.exits[program.employment];
            let clawback =
                program.slot(Component::Clawback).map_or(nothing, |slot| &paid.components[slot]);
            pay.values_mut()[first..][..lanes].copy_from_slice(&paid.total[..lanes]);
            exit.values_mut()[first..][..lanes].copy_from_slice(&exits.month[..lanes]);
            for (lane, ending) in ending.values_mut()[first..][..lanes].iter_mut().enumerate() {
                let owes = clawback[lane] <= -HALF_CENT;
                let code = u8::try_from(exits.cause[lane]).unwrap_or_default();
                *ending = code | if owes { OWES } else { 0 };
            }
        }
        for (stock, growth) in self.growth.iter_mut().enumerate() {
            let Some(growth) = growth else { continue };
            let Some(column) = plan.paths.column(stock, plan.horizon) else { continue };
            let (prices, today) = (&block.prices.prices[column], plan.market.stocks[stock].price);
            for (lane, growth) in growth.values_mut()[first..][..lanes].iter_mut().enumerate() {
                *growth = prices[lane] / today.get();
            }
        }
        Ok(())
    }

    /// S(H)/S0 − 1 of a stock in a run; `None` where no offer asked for has it.
    pub(super) fn growth(&self, stock: usize, run: u64) -> Option<f64> {
        self.growth[stock].as_ref().map(|growth| of(growth.values(), run) - 1.0)
    }
}

/// Which stocks some offers have, refreshers included, which are of the first grant's stock.
fn used(setup: &Setup, offers: &[usize]) -> Vec<bool> {
    let mut used = vec![false; setup.market.stocks.len()];
    for stock in offers.iter().flat_map(|offer| stocks_of(setup, *offer)) {
        used[stock] = true;
    }
    used
}

/// The stocks of an offer, each once, in the order of its grants.
pub(super) fn stocks_of(setup: &Setup, offer: usize) -> Vec<usize> {
    let mut stocks: Vec<usize> = Vec::new();
    for grant in &setup.offers[offer].grants {
        if !stocks.contains(&grant.stock) {
            stocks.push(grant.stock);
        }
    }
    stocks
}
