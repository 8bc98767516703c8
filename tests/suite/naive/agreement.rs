//! The three readers agree to the cent, on thousands of random worlds.

use rayon::prelude::*;

use vestrisk::simulation::{Sampler, Setup};

use super::paths::{Date, Path};
use super::scene::{Field, Scene, UNBIASED, faults, gaps};
use crate::worlds::{some_lanes, world};

/// Random worlds compared.
const WORLDS: u64 = 10_000;
/// Runs compared in each, under every offer.
const LANES: usize = 8;
/// Runs of these whose paths are compared, every month of every stock.
const PATHS: usize = 2;

/// Fraction of a price by which readers may differ: rounding of up to 2,520 daily steps.
const PRICE: f64 = 1e-9;

/// The largest discrepancies seen, and how many careers were compared.
#[derive(Clone, Copy, Debug, Default)]
struct Seen {
    careers: u64,
    dollars: f64,
    exit: f64,
}

impl Seen {
    fn and(self, other: Self) -> Self {
        Self {
            careers: self.careers + other.careers,
            dollars: self.dollars.max(other.dollars),
            exit: self.exit.max(other.exit),
        }
    }
}

/// Compares every month's price of every random stock in a run, those of the plan × `bias`, with what the naive reader
/// draws.
fn prices_agree(scene: &Scene, number: u64, lane: usize, bias: f64) {
    let Setup { market, settings, .. } = &scene.setup;
    let draws = scene.draws(lane);
    let dates: Vec<Date> = (0..=settings.horizon_months).map(Date::Month).collect();
    let random = (0..market.stocks.len()).filter(|at| market.stocks[*at].model.is_random());
    for stock in random {
        let path = Path { draws: &draws, market, stock, start: None };
        for (month, naive) in (0..).zip(path.prices(&dates)) {
            let column = scene.plan.paths.column(stock, month).expect("every month is planned");
            let price = bias * scene.block.prices.prices[column][lane];
            assert!(
                (price - naive).abs() <= PRICE * naive.abs(),
                "world {number}, stock {stock}, lane {lane}, month {month}: {price} and naively {naive}: {:?}",
                market.stocks[stock]
            );
        }
    }
}

/// Compares the readers on some runs of a world, under every offer.
fn compared(number: u64) -> Seen {
    // Runs from the whole range of a job, so that both words of an address count.
    let first = number * number % 9_765_625 * 1_024;
    let scene = Scene::new(world(number), first);
    let mut seen = Seen::default();
    for (place, lane) in some_lanes(number, LANES).into_iter().enumerate() {
        if place < PATHS && scene.setup.settings.sampler != Sampler::Sobol {
            prices_agree(&scene, number, lane, 1.0);
        }
        for (at, offer) in scene.setup.offers.iter().enumerate() {
            let naive = scene.naive(offer, lane, UNBIASED);
            let readers = [("kernel", scene.kernel(at, lane)), ("ledger", scene.ledger(at, lane))];
            for (name, reader) in readers {
                let wrong = faults(&reader, &naive);
                assert!(
                    wrong.is_empty(),
                    "world {number}, offer {at}, lane {lane}: {name} and naive differ in \
                     {wrong:?}:\n{reader:?}\n{naive:?}"
                );
                for (field, gap) in gaps(&reader, &naive) {
                    let largest =
                        if field == Field::Exit { &mut seen.exit } else { &mut seen.dollars };
                    *largest = largest.max(gap);
                }
            }
            seen.careers += 1;
        }
    }
    seen
}

#[test]
fn kernel_ledger_and_naive_agree_to_the_cent() {
    let seen = (0..WORLDS).into_par_iter().map(compared).reduce(Seen::default, Seen::and);
    println!("{WORLDS} worlds: {seen:?}");
    assert!(seen.careers >= 8 * WORLDS, "{seen:?}");
}

#[test]
#[should_panic(expected = "and naively")]
fn control_prices_off_by_a_hundred_millionth_are_reported() {
    let scenes = (0..50).map(|number| (number, Scene::new(world(number), 0)));
    for (number, scene) in scenes {
        if scene.setup.settings.sampler != Sampler::Sobol {
            prices_agree(&scene, number, 0, 1.0 + 1e-8);
        }
    }
}
