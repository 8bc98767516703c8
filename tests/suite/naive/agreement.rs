//! The three readers agree to the cent, on thousands of random worlds.

use rayon::prelude::*;

use super::scene::{Field, Scene, UNBIASED, faults, gaps};
use crate::worlds::{some_lanes, world};

/// Random worlds compared.
const WORLDS: u64 = 10_000;
/// Runs compared in each, under every offer.
const LANES: usize = 8;

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

/// Compares the readers on some runs of a world, under every offer.
fn compared(number: u64) -> Seen {
    // Runs from the whole range of a job, so that both words of an address count.
    let first = number * number % 9_765_625 * 1_024;
    let scene = Scene::new(world(number), first);
    let mut seen = Seen::default();
    for lane in some_lanes(number, LANES) {
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
