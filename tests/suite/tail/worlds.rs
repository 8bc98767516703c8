//! The other worlds of the kernel against setups that state them: a job that nobody leaves, prices that cannot move.

use vestrisk::market::{Gbm, Growth, Model};
use vestrisk::quantity::{ContinuousRate, DividendYield, Volatility};
use vestrisk::random::Runs;
use vestrisk::simulation::kernel::{Block, Counterfactuals, PayColumns};
use vestrisk::simulation::plan::Plan;
use vestrisk::simulation::{Sampler, Setup};

use crate::worlds::{simulated, some_lanes, world};

const WORLDS: u64 = 60;
/// Sums in another order are off by this, as a part of the pay.
const ROUNDING: f64 = 1e-9;

/// The same setup without exits.
fn staying(mut setup: Setup) -> Setup {
    setup.offers.iter_mut().for_each(|offer| offer.profile = None);
    setup
}

/// The same setup with prices that stay at today's and dividends as they are.
fn flat(mut setup: Setup) -> Setup {
    for stock in &mut setup.market.stocks {
        let dividends = stock.dividend_yield();
        let growth = Growth {
            expected_return: ContinuousRate::new(dividends).expect("a rate"),
            dividend_yield: DividendYield::new(dividends).expect("a yield"),
        };
        let volatility = Volatility::new(0.0).expect("a volatility");
        stock.model = Model::Gbm(Gbm { growth, volatility });
    }
    setup
}

/// How far two pays are apart in some lanes, at most, as a part of them.
fn apart(number: u64, one: &[PayColumns], other: &[PayColumns]) -> f64 {
    let lanes = some_lanes(number, 12);
    let pays = one.iter().zip(other).flat_map(|(one, other)| {
        lanes.iter().map(|lane| (one.total[*lane], other.total[*lane])).collect::<Vec<_>>()
    });
    pays.map(|(one, other)| (one - other).abs() / one.abs().max(1.0)).fold(0.0, f64::max)
}

fn random(number: u64) -> Setup {
    let mut setup = world(number).without_responses();
    // Under Sobol the coordinates belong to the clocks and stocks, which the stated worlds change.
    if setup.settings.sampler == Sampler::Sobol {
        setup.settings.sampler = Sampler::Random;
    }
    setup
}

#[test]
fn other_worlds_are_those_that_a_setup_would_state() {
    let (mut moved, mut left, mut both) = (0, 0, 0);
    for number in 0..WORLDS {
        let setup = random(number);
        let plan = Plan::new(&setup);
        let block = simulated(&setup, &plan, 512);
        let mut others = Counterfactuals::new(&setup, &plan);
        others.pay(&plan, &block);
        let stated = |setup: Setup| simulated(&setup, &Plan::new(&setup), 512).pay;
        let off = [
            apart(number, &others.stayed, &stated(staying(setup.clone()))),
            apart(number, &others.flat, &stated(flat(setup.clone()))),
            apart(number, &others.neither, &stated(flat(staying(setup.clone())))),
        ];
        assert!(off.iter().all(|off| *off <= ROUNDING), "world {number}: {off:?}");
        // The controls: the worlds differ from the block and from each other.
        left += usize::from(apart(number, &others.stayed, &block.pay) > ROUNDING);
        moved += usize::from(apart(number, &others.flat, &block.pay) > ROUNDING);
        both += usize::from(apart(number, &others.neither, &others.flat) > ROUNDING);
    }
    assert!(left > 30 && moved > 30 && both > 30, "{left} {moved} {both}");
}

/// An exit is held where hazards respond to prices: a flat world with clocks of its own would move it.
#[test]
fn exits_are_held_where_they_respond() {
    let mut held = 0;
    for number in 0..WORLDS {
        let mut setup = world(number);
        setup.settings.sampler = Sampler::Random;
        let plan = Plan::new(&setup);
        if plan.responding.iter().all(|clock| clock.follows.is_none()) {
            continue;
        }
        let mut block = Block::new(&plan);
        block.simulate(&plan, &Runs::consecutive(0, setup.settings.sampler.coupling()));
        let mut others = Counterfactuals::new(&setup, &plan);
        others.pay(&plan, &block);
        let own = simulated(&flat(setup.clone()), &Plan::new(&flat(setup.clone())), 0);
        let mut moved = false;
        for (at, program) in plan.offers.iter().enumerate() {
            let (then, now) = (&block.careers.exits, &own.careers.exits);
            for lane in some_lanes(number, 40) {
                let month = then[program.employment].month[lane];
                let same = month.to_bits() == now[program.employment].month[lane].to_bits();
                let (pay, stated) = (others.flat[at].total[lane], own.pay[at].total[lane]);
                let alike = (pay - stated).abs() <= ROUNDING * pay.abs().max(1.0);
                assert!(!same || alike, "world {number}");
                moved |= !same && !alike;
            }
        }
        held += usize::from(moved);
    }
    assert!(held > 2, "{held} worlds whose exits respond to prices");
}

/// Paying the other worlds leaves the block as it was, and a second block does not see the first.
#[test]
fn blocks_do_not_meet() {
    let setup = world(7);
    let plan = Plan::new(&setup);
    let mut others = Counterfactuals::new(&setup, &plan);
    others.pay(&plan, &simulated(&setup, &plan, 0));
    let second = simulated(&setup, &plan, 1_024);
    others.pay(&plan, &second);
    let mut alone = Counterfactuals::new(&setup, &plan);
    alone.pay(&plan, &second);
    let again = simulated(&setup, &plan, 1_024);
    for (at, pay) in again.pay.iter().enumerate() {
        assert_eq!(pay.total, second.pay[at].total);
        for (used, fresh) in [
            (&others.stayed, &alone.stayed),
            (&others.flat, &alone.flat),
            (&others.neither, &alone.neither),
        ] {
            assert_eq!(used[at].total, fresh[at].total);
        }
    }
}
