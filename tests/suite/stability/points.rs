//! What moves Sobol points and what does not: what is asked never does, the set of clocks, the stocks and the horizon
//! may. The first draws, and the same bits on every processor.

use vestrisk::random::{Column, Coordinate, Coupling, Entity, Runs};
use vestrisk::simulation::kernel::Block;
use vestrisk::simulation::plan::Plan;
use vestrisk::simulation::{Sampler, Setup, ledger};

use super::pay_bits;
use super::processors::{bits, same_everywhere};
use crate::support::processor;
use crate::worlds::{simulated, world};

fn coordinates() -> Vec<Coordinate> {
    let entity = Entity::of("W");
    Coordinate::several(20_260_223, [(0, entity, 0), (1, entity, 1), (1_599, entity, 2)])
}

#[test]
fn first_numbers_are_these() {
    let mut column = Column::of(0.0);
    let mut first = Vec::new();
    for coordinate in coordinates() {
        coordinate.uniforms(processor(), &Runs::consecutive(0, Coupling::Independent), &mut column);
        first.push([column[0], column[1], column[32]].map(f64::to_bits));
    }
    insta::assert_debug_snapshot!(first);
}

#[test]
fn points_have_the_same_bits() {
    same_everywhere("Sobol points", |processor| {
        let mut all = Vec::new();
        for coordinate in coordinates() {
            for runs in [
                Runs::consecutive(5_000_000_000, Coupling::Independent),
                Runs::consecutive(9_999_999_744, Coupling::Independent),
                Runs::of_replicate(8_192 * 7 + 19, Coupling::Independent, 32),
            ] {
                let mut columns = [Column::of(0.0); 3];
                coordinate.uniforms(processor, &runs, &mut columns[0]);
                coordinate.normals(processor, &runs, &mut columns[1]);
                coordinate.exponentials(processor, &runs, &mut columns[2]);
                all.extend(bits(&columns));
            }
        }
        all
    });
}

/// A world at Sobol points.
fn pointed(number: u64) -> Setup {
    let mut setup = world(number);
    setup.settings.sampler = Sampler::Sobol;
    setup
}

#[test]
fn a_run_alone_and_its_ledger_are_the_run_in_its_block() {
    for number in 0..30 {
        let mut setup = pointed(number);
        setup.settings.runs = 10_000_000_000;
        let plan = Plan::with_monthly_prices(&setup);
        let first = 5_000_000_000;
        let block = simulated(&setup, &plan, first);
        for lane in [0, 1, 33, 255] {
            let mut alone = Block::new(&plan);
            let runs = Runs::consecutive(first + lane as u64, Coupling::Independent);
            alone.simulate(&plan, &runs);
            assert_eq!(pay_bits(&block, lane), pay_bits(&alone, 0), "world {number}, {lane}");
            for offer in 0..setup.offers.len() {
                let read = ledger::read(&plan, &alone, offer, 0);
                let pay = block.pay[offer].total[lane];
                assert!((read.total - pay).abs() < 0.005, "world {number}, {lane}");
            }
        }
        // A block of one replicate.
        let mut of_replicate = Block::new(&plan);
        of_replicate.simulate(&plan, &Runs::of_replicate(3, Coupling::Independent, 32));
        let block = simulated(&setup, &plan, 256);
        assert_eq!(pay_bits(&block, 3), pay_bits(&of_replicate, 8), "world {number}");
    }
}

/// Prices and clocks of a setup's block, as bits.
fn drawn(setup: &Setup) -> Vec<u64> {
    let plan = Plan::with_monthly_prices(setup);
    let block = simulated(setup, &plan, 0);
    let mut all = bits(&block.prices.prices);
    all.extend(block.draws.exponentials.iter().flat_map(|columns| bits(columns)));
    all
}

/// The prices of the first stock at month 3, or the horizon if that is earlier.
fn early_prices(setup: &Setup) -> Vec<u64> {
    let plan = Plan::with_monthly_prices(setup);
    let block = simulated(setup, &plan, 0);
    let column = plan.paths.column(0, 3.min(setup.settings.horizon_months));
    bits(&[block.prices.prices[column.expect("every month is planned")]])
}

#[test]
fn another_horizon_moves_points_and_nothing_asked_does() {
    let (mut tried, mut moved) = (0, 0);
    for number in 0..60 {
        let setup = pointed(number);
        // `isolation` adds and removes offers and vests under every sampler.
        assert_eq!(drawn(&setup), drawn(&setup));
        let longer = |more| {
            let mut longer = setup.clone();
            longer.settings.horizon_months += more;
            longer
        };
        let quarters = setup.settings.horizon_months.div_ceil(3);
        let within = 3 * quarters - setup.settings.horizon_months;
        let prices = early_prices(&setup);
        let shocks = setup.market.stocks[0].model.brownian_volatility();
        if shocks.is_some_and(|volatility| volatility > 0.0) && setup.settings.horizon_months >= 3 {
            // Up to the quarter's end the components are the same.
            assert_eq!(prices, early_prices(&longer(within)), "world {number}");
            tried += 1;
            moved += usize::from(prices != early_prices(&longer(within + 3)));
        }
    }
    assert!(tried >= 20 && moved == tried, "{moved} of {tried}");
}
