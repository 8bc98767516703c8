//! What is changed changes, and nothing else: every other draw, price, exit and pay keeps its bits when
//! an offer, a vest, an output, attrition or a stock is added or removed.

use std::collections::BTreeSet;

use vestrisk::attrition::{Hazard, Hazards, Profile};
use vestrisk::market::{Correlations, Market, Model, Pair};
use vestrisk::offer::{Offer, Tranche, VestingSchedule};
use vestrisk::quantity::{Correlation, HazardRate, Percent};
use vestrisk::random::{
    Column, Coupling, Entity, LANES, Purpose, Runs, Stream, normal_quad, open_uniform, vector,
};
use vestrisk::simulation::kernel::Block;
use vestrisk::simulation::plan::Plan;
use vestrisk::simulation::{Sampler, Setup, SharedExits};

use super::exit_bits;
use crate::reference::build;
use crate::support::processor;
use crate::worlds::{plain_world, simulated, world};

/// Worlds in which each change is tried.
const WORLDS: u64 = 60;
/// The first run of the blocks compared: an address of two words.
const FIRST: u64 = 5_000_000_000;

fn bits(column: &Column) -> [u64; LANES] {
    column.map(f64::to_bits)
}

/// One side of a comparison.
struct Side {
    setup: Setup,
    plan: Plan,
    block: Block,
}

impl Side {
    fn of(setup: Setup, plan: fn(&Setup) -> Plan) -> Self {
        let plan = plan(&setup);
        let block = simulated(&setup, &plan, FIRST);
        Self { setup, plan, block }
    }

    fn stock(&self, name: &str) -> Option<usize> {
        self.setup.market.stocks.iter().position(|stock| stock.name == name)
    }

    /// All bits of an offer's pay and exits.
    fn offer(&self, at: usize) -> Vec<u64> {
        let pay = &self.block.pay[at];
        let sums = [&*pay.total, &*pay.present_value, &*pay.unvested];
        let columns = sums.into_iter().chain(&pay.components).chain(&pay.years);
        let money = columns.flat_map(bits);
        let exits = (0..LANES).flat_map(|lane| {
            let (month, cause) = exit_bits(&self.plan, &self.block, at, lane);
            [month, cause]
        });
        money.chain(exits).collect()
    }
}

/// Requires the same bits of every price and every clock that both sides have, and counts them.
fn same_draws(a: &Side, b: &Side) -> usize {
    let mut shared = 0;
    for (column, &(stock, month)) in a.plan.paths.dates().iter().enumerate() {
        let name = &a.setup.market.stocks[stock].name;
        let there = b.stock(name).and_then(|stock| b.plan.paths.column(stock, month));
        if let Some(there) = there {
            let (mine, theirs) = (&a.block.prices.prices[column], &b.block.prices.prices[there]);
            assert!(bits(mine) == bits(theirs), "{name} at month {month}");
            shared += 1;
        }
    }
    for (mine, clocks) in a.plan.clock_draws.iter().zip(&a.block.draws.exponentials) {
        let others = b.plan.clock_draws.iter().zip(&b.block.draws.exponentials);
        for (_, theirs) in others.filter(|(theirs, _)| theirs.owner == mine.owner) {
            for (cause, (mine, theirs)) in clocks.iter().zip(theirs).enumerate() {
                assert!(bits(mine) == bits(theirs), "the clock of cause {cause}");
                shared += 1;
            }
        }
    }
    shared
}

/// Requires the same draws everywhere, and the same pay and exits of the offers that both sides hold
/// unchanged, by name.
fn same_but_for(a: &Side, b: &Side, changed: Option<&str>) -> usize {
    let shared = same_draws(a, b);
    for (at, offer) in a.setup.offers.iter().enumerate() {
        let there = b.setup.offers.iter().position(|other| other.name == offer.name);
        let Some(there) = there.filter(|_| changed != Some(&offer.name)) else { continue };
        assert!(a.offer(at) == b.offer(there), "{} is as it was", offer.name);
    }
    shared
}

/// Whether a change may move everything: Sobol points have a coordinate for each clock that any offer has.
fn renumbers(before: &Side, after: &Side) -> bool {
    let clocks = |side: &Side| -> BTreeSet<_> {
        side.plan.clock_draws.iter().map(|draw| (draw.owner, draw.pairs)).collect()
    };
    before.setup.settings.sampler == Sampler::Sobol && clocks(before) != clocks(after)
}

/// Tries a change on many worlds; `change` gives the new setup and the offer that may move.
fn try_change(change: impl Fn(&Setup) -> Option<(Setup, Option<String>)>) {
    let (mut tried, mut points, mut shared) = (0, 0, 0);
    for number in 0..WORLDS {
        let before = world(number);
        let Some((after, changed)) = change(&before) else { continue };
        let option = after.outside_option;
        let after = Setup::new(after.market, after.profiles, after.offers, after.settings)
            .unwrap_or_else(|error| panic!("world {number}: {error}"))
            .with_outside_option(option);
        let (before, after) = (Side::of(before, Plan::new), Side::of(after, Plan::new));
        if renumbers(&before, &after) {
            continue;
        }
        shared += same_but_for(&before, &after, changed.as_deref());
        points += usize::from(before.setup.settings.sampler == Sampler::Sobol);
        tried += 1;
    }
    assert!(points >= 5, "{points} worlds at Sobol points");
    assert!(tried >= 20 && shared >= 100, "{tried} worlds, {shared} columns in common");
}

#[test]
fn an_added_offer_moves_nothing() {
    try_change(|before| {
        let mut after = before.clone();
        let extra = world(before.settings.seed).offers[0].clone();
        let known = |offer: &Offer| {
            offer.profile.is_none_or(|at| at < before.profiles.len())
                && offer.grants.iter().all(|grant| grant.stock < before.market.stocks.len())
                && !offer.grants.is_empty()
        };
        let extra = Offer { name: "another".to_owned(), ..extra };
        after.offers.insert(0, extra.clone());
        known(&extra).then_some((after, None))
    });
}

#[test]
fn a_removed_offer_moves_nothing() {
    try_change(|before| {
        let mut after = before.clone();
        after.offers.remove(0);
        (!after.offers.is_empty()).then_some((after, None))
    });
}

#[test]
fn an_added_vest_moves_only_its_offer() {
    try_change(|before| {
        let mut after = before.clone();
        let offer = after.offers.iter_mut().rfind(|offer| !offer.grants.is_empty())?;
        let half = |month| Tranche { month, percent: Percent::new(50.0).unwrap() };
        let last = before.settings.horizon_months;
        offer.grants[0].vesting = VestingSchedule::new(vec![half(last / 2), half(last)]).unwrap();
        let name = offer.name.clone();
        Some((after, Some(name)))
    });
}

#[test]
fn prices_of_every_month_move_nothing() {
    for number in 0..WORLDS {
        let short = Side::of(world(number), Plan::new);
        let long = Side::of(world(number), Plan::with_monthly_prices);
        let months = short.setup.settings.horizon_months as usize + 1;
        assert_eq!(long.plan.paths.dates().len(), short.setup.market.stocks.len() * months);
        let prices = short.plan.paths.dates().len();
        assert!(same_but_for(&short, &long, None) >= prices, "every price is there");
    }
}

#[test]
fn removed_attrition_moves_no_price_and_other_attrition_no_clock() {
    let same_prices = |after: fn(&mut Setup)| {
        for number in 0..WORLDS {
            // Hazards that respond need more prices than others.
            let plans: [fn(&Setup) -> Plan; 2] = [Plan::new, Plan::with_monthly_prices];
            for (mut setup, plan) in [plain_world(number), world(number)].into_iter().zip(plans) {
                let before = Side::of(setup.clone(), plan);
                after(&mut setup);
                let after = Side::of(setup, plan);
                if !renumbers(&before, &after) {
                    assert!(same_draws(&before, &after) >= before.plan.paths.dates().len());
                }
            }
        }
    };
    same_prices(|setup| setup.offers.iter_mut().for_each(|offer| offer.profile = None));
    // One cause draws fewer columns of clocks, three draw all; what both draw is equal.
    same_prices(|setup| setup.profiles.fill(hazards(&[0.3])));
    same_prices(|setup| setup.profiles.fill(hazards(&[0.3, 0.2, 0.1])));
}

fn hazards(rates: &[f64]) -> Profile {
    let hazard = |at: usize| {
        let rate = HazardRate::new(*rates.get(at)?).unwrap();
        Some(Hazard::by_year(&[rate]).unwrap())
    };
    Profile::Hazards(Hazards::new(hazard(0), hazard(1), hazard(2)))
}

fn appended(market: &Market) -> Market {
    let mut stocks = market.stocks.clone();
    stocks.push(build::gbm("APPENDED", 77.0, (0.1, 0.01, 0.6)));
    let second = stocks.len() - 1;
    // Correlated with the first stock as far as that leaves room for its own correlations.
    let first = stocks.iter().position(|stock| matches!(stock.model, Model::Gbm(_)));
    let own = first.filter(|first| *first < second).map(|first| Pair {
        first,
        second,
        value: Correlation::new(0.5).unwrap(),
    });
    let pairs: Vec<Pair> = market.correlations.pairs().iter().copied().chain(own).collect();
    let factored = Correlations::new(stocks.len(), &pairs, |at| at.to_string());
    let correlations = factored.unwrap_or_else(|_| {
        Correlations::new(stocks.len(), market.correlations.pairs(), |at| at.to_string()).unwrap()
    });
    Market { start_in_days: market.start_in_days, stocks, correlations }
}

#[test]
fn an_appended_correlated_stock_moves_nothing() {
    let mut correlated = 0;
    for number in 0..WORLDS {
        let mut before = world(number);
        if before.settings.sampler == Sampler::Sobol {
            // Components are those of all stocks together.
            before.settings.sampler = Sampler::Random;
        }
        let mut after = before.clone();
        after.market = appended(&before.market);
        // The offers of the world, and one more that holds the new stock.
        let mut holder = before.offers[0].clone();
        "holder".clone_into(&mut holder.name);
        holder.grants.iter_mut().for_each(|grant| grant.stock = after.market.stocks.len() - 1);
        after.offers.push(holder);
        correlated +=
            after.market.correlations.pairs().len() - before.market.correlations.pairs().len();
        let plan = Plan::with_monthly_prices;
        assert!(same_but_for(&Side::of(before, plan), &Side::of(after, plan), None) > 0);
    }
    assert!(correlated >= 20, "{correlated} appended stocks were correlated");
}

#[test]
fn stocks_without_correlation_may_stand_in_any_order() {
    for number in 0..WORLDS {
        let mut before = world(number);
        let count = before.market.stocks.len();
        before.market.correlations = Correlations::new(count, &[], |at| at.to_string()).unwrap();
        let mut after = before.clone();
        after.market.stocks.reverse();
        for grant in after.offers.iter_mut().flat_map(|offer| &mut offer.grants) {
            grant.stock = count - 1 - grant.stock;
        }
        same_but_for(&Side::of(before, Plan::new), &Side::of(after, Plan::new), None);
    }
}

#[test]
fn control_a_renamed_stock_moves() {
    let mut moved = 0;
    for number in 0..WORLDS {
        let mut setup = world(number);
        if setup.settings.sampler == Sampler::Sobol {
            // Components have no name.
            setup.settings.sampler = Sampler::Random;
        }
        let before = Side::of(setup.clone(), Plan::new);
        setup.market.stocks[0].name.push('!');
        let after = Side::of(setup, Plan::new);
        let random = before.plan.paths.dates().iter().position(|(stock, month)| {
            let model = &before.setup.market.stocks[*stock].model;
            let volatile = matches!(model, Model::Gbm(gbm) if gbm.volatility.get() > 0.0);
            *stock == 0 && *month > 0 && volatile
        });
        if let Some(column) = random {
            let (a, b) = (&before.block.prices.prices[column], &after.block.prices.prices[column]);
            assert!(bits(a) != bits(b), "world {number}");
            moved += 1;
        }
    }
    assert!(moved >= 10, "{moved} renamed stocks are drawn");
}

#[test]
fn antithetic_runs_mirror_each_other() {
    for number in 0..WORLDS {
        let mut setup = world(number);
        setup.settings.sampler = Sampler::Antithetic;
        setup.settings.shared_exits = SharedExits::All;
        let pairs = Side::of(setup, Plan::with_monthly_prices);
        for column in pairs.block.draws.shocks.columns() {
            for pair in column.as_chunks::<2>().0 {
                assert_eq!(pair[0].to_bits(), (-pair[1]).to_bits(), "z and -z");
            }
        }
        let owner = Entity::of("all employers");
        let stream = Stream::new(pairs.plan.seed, Purpose::ExitClock, owner);
        for clocks in &pairs.block.draws.exponentials {
            for (cause, column) in clocks.iter().enumerate() {
                for lane in 0..LANES {
                    let address = FIRST / 2 + lane as u64 / 2;
                    let index = u32::try_from(cause / 2).unwrap();
                    let u = open_uniform(stream.words(address, index)[cause % 2]);
                    let u = if lane % 2 == 0 { u } else { 1.0 - u };
                    assert_eq!(column[lane].to_bits(), (-vector::ln(u)).to_bits(), "u and 1 - u");
                }
            }
        }
    }
}

#[test]
fn the_first_of_an_antithetic_pair_is_the_run_at_its_address() {
    let stream = Stream::new(1, Purpose::QuarterShock, Entity::of("AMZN"));
    let columns = |first, coupling| {
        let mut columns = [Column::of(0.0); 4];
        normal_quad(processor(), &stream, &Runs::consecutive(first, coupling), 3, &mut columns);
        columns
    };
    let independent = columns(FIRST / 2, Coupling::Independent);
    let coupled = columns(FIRST, Coupling::Antithetic);
    for lane in (0..LANES).step_by(2) {
        for (single, pair) in independent.iter().zip(&coupled) {
            assert_eq!(single[lane / 2].to_bits(), pair[lane].to_bits());
        }
    }
}
