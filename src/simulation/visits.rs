//! Runs again, block after block: simulates the blocks of a job on all threads and hands them over in order of run. What is
//! done with a block belongs to who visits it.

use rayon::prelude::*;

use super::kernel::{Block, Counterfactuals};
use super::observer::Observer;
use super::plan::Plan;
use super::setup::Setup;
use crate::error::Error;
use crate::random::{LANES, Runs};

/// The number of blocks of a job.
pub(super) const fn blocks(setup: &Setup) -> u64 {
    setup.settings.runs.div_ceil(LANES as u64)
}

/// Works on some blocks, a window at a time on all threads of a pool, and hands each with the number of its runs to
/// `visit`, in the order given.
///
/// # Errors
/// The first error of `visit`; [`Error::Interrupted`] when the observer cancels.
pub(super) fn in_order<W: Send>(
    setup: &Setup,
    (pool, observer): (&rayon::ThreadPool, &dyn Observer),
    mut blocks: impl Iterator<Item = u64>,
    (room, work): (impl Fn() -> W, impl Fn(&mut W, &Runs) + Sync),
    mut visit: impl FnMut(&Runs, usize, &W) -> Result<(), Error>,
) -> Result<(), Error> {
    let total = setup.settings.runs;
    let coupling = setup.settings.sampler.coupling();
    let places = 2 * pool.current_num_threads();
    let mut window: Vec<W> = std::iter::repeat_with(room).take(places).collect();
    loop {
        let next = blocks.by_ref().take(places);
        let runs: Vec<Runs> =
            next.map(|block| Runs::consecutive(block * LANES as u64, coupling)).collect();
        if runs.is_empty() {
            return Ok(());
        }
        if observer.cancelled() {
            return Err(Error::Interrupted);
        }
        pool.install(|| {
            window.par_iter_mut().zip(&runs).for_each(|(place, runs)| work(place, runs));
        });
        for (place, runs) in window.iter().zip(&runs) {
            let lanes = runs.lanes_below(total);
            visit(runs, lanes, place)?;
            observer.advanced(lanes as u64);
        }
    }
}

/// Simulates the blocks that hold some runs again, pays them in other worlds as well, and hands them to `visit` in order,
/// with the number of runs in each. `chosen` rises; a run may stand in it several times.
///
/// # Errors
/// The first error of `visit`; [`Error::Interrupted`] when the observer cancels.
pub fn visit_counterfactuals(
    setup: &Setup,
    plan: &Plan,
    (pool, observer): (&rayon::ThreadPool, &dyn Observer),
    chosen: &[u64],
    mut visit: impl FnMut(&Runs, usize, (&Block, &Counterfactuals)) -> Result<(), Error>,
) -> Result<(), Error> {
    let mut of_chosen: Vec<u64> = chosen.iter().map(|run| run / LANES as u64).collect();
    of_chosen.dedup();
    let room = || (Block::new(plan), Counterfactuals::new(setup, plan));
    let work = |(block, others): &mut (Block, Counterfactuals), runs: &Runs| {
        block.simulate(plan, runs);
        others.pay(plan, block);
    };
    let visit = |runs: &Runs, lanes: usize, held: &(Block, Counterfactuals)| {
        visit(runs, lanes, (&held.0, &held.1))
    };
    in_order(setup, (pool, observer), of_chosen.into_iter(), (room, work), visit)
}
