//! What must never move: the first draws, the bits on every number of threads, the draws of everything
//! that was not changed, and the refusals at the limits.

mod draws;
mod integrated;
mod interruption;
mod isolation;
mod limits;
mod points;
pub mod processors;
mod streaming;
mod sweeps;
mod threads;

use vestrisk::random::LANES;
use vestrisk::simulation::kernel::Block;
use vestrisk::simulation::plan::Plan;

/// The bits of everything that a lane says about pay, under every offer.
fn pay_bits(block: &Block, lane: usize) -> Vec<u64> {
    assert!(lane < LANES);
    let offers = block.pay.iter().flat_map(move |pay| {
        let sums = [&pay.total, &pay.present_value, &pay.unvested].map(|column| column[lane]);
        let parts = pay.components.iter().chain(&pay.years).map(move |column| column[lane]);
        sums.into_iter().chain(parts)
    });
    offers.map(f64::to_bits).collect()
}

/// The bits of an offer's exit in a lane.
fn exit_bits(plan: &Plan, block: &Block, offer: usize, lane: usize) -> (u64, u64) {
    let exits = &block.careers.exits[plan.offers[offer].employment];
    (exits.month[lane].to_bits(), exits.cause[lane])
}
