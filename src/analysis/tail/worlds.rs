//! The second pass: what the runs in a tail would have paid in other worlds.

use crate::error::Error;
use crate::offer::Component;
use crate::random::Runs;
use crate::simulation::plan::Plan;
use crate::simulation::{Measure, Observer, Setup, visit_counterfactuals};

use super::super::summary::Options;
use super::attribution::FourWorlds;
use super::records::OfferRecords;

/// Pay of some runs under one offer in four worlds.
#[derive(Debug, Default)]
pub(super) struct Worlds {
    /// Runs, rising.
    runs: Vec<u64>,
    worlds: Vec<FourWorlds>,
}

impl Worlds {
    /// Simulates the runs chosen of each offer again and pays them in the other worlds.
    pub(super) fn of_runs(
        setup: &Setup,
        plan: &Plan,
        offers: &[OfferRecords],
        chosen: Vec<Vec<u64>>,
        (options, observer): (&Options<'_>, &dyn Observer),
    ) -> Result<Vec<Self>, Error> {
        let mut all: Vec<u64> = chosen.iter().flatten().copied().collect();
        all.sort_unstable();
        let mut found: Vec<Self> =
            chosen.into_iter().map(|runs| Self { runs, worlds: Vec::new() }).collect();
        let means = (options.pool, observer);
        visit_counterfactuals(setup, plan, means, &all, |runs: &Runs, lanes, (block, others)| {
            for (records, of_offer) in offers.iter().zip(&mut found) {
                let at = records.offer;
                let clawback = plan.offers[at].slot(Component::Clawback);
                for lane in 0..lanes {
                    let run = runs.run(lane);
                    if of_offer.runs.get(of_offer.worlds.len()) != Some(&run) {
                        continue;
                    }
                    let paid = &block.pay[at];
                    let worlds = FourWorlds {
                        paid: paid.total[lane],
                        stayed: others.stayed[at].total[lane],
                        flat: others.flat[at].total[lane],
                        neither: others.neither[at].total[lane],
                        // What is repaid depends on no price: it is the same in both worlds with the exit.
                        clawback: clawback.map_or(0.0, |slot| paid.components[slot][lane]),
                        exit: records.cause(run),
                    };
                    if !(worlds.stayed + worlds.flat + worlds.neither).is_finite() {
                        let measure = Measure::Pay { offer: at }.describe();
                        return Err(Error::Overflow { measure });
                    }
                    of_offer.worlds.push(worlds);
                }
            }
            Ok(())
        })?;
        Ok(found)
    }

    /// The worlds of a run that was chosen.
    pub(super) fn of(&self, run: u64) -> Option<&FourWorlds> {
        self.runs.binary_search(&run).ok().and_then(|at| self.worlds.get(at))
    }
}
