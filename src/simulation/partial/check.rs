//! Whether sums that were stored can be those of a share of a job: rules between runs, counts and sums, so that nothing that
//! is read off them later can go wrong, whatever they came from.

use super::PartialSums;
use crate::simulation::kernel::SHARES;
use crate::simulation::outcome::{Asked, Shares};
use crate::simulation::request::{Keep, Measure};
use crate::simulation::setup::{Exits, Settings};
use crate::simulation::tally::Tally;
use crate::statistics::{ClassCounts, Moments, Order, REPLICATES};

/// Whether sums can be those of a job's share, so that nothing that is read off them later can go wrong.
pub(super) struct Check<'a> {
    pub(super) sums: &'a PartialSums,
    pub(super) settings: &'a Settings,
    pub(super) asked: &'a Asked,
    pub(super) own_runs: u64,
}

impl Check<'_> {
    /// Every rule; what breaks the first one that does not hold.
    pub(super) fn all(&self) -> Result<(), &'static str> {
        let Self { sums, settings, asked, .. } = self;
        let measures = &asked.measures;
        if sums.tallies.len() != measures.len() || sums.orders.len() != measures.len() {
            return Err("it has other measures");
        }
        let compared = |pair: &(usize, usize)| {
            let offers = |measure: &Measure| measure.offers() == (pair.0, Some(pair.1));
            measures.iter().any(|(measure, _)| offers(measure))
        };
        if !sums.stratified.iter().all(compared) || !sums.stratified.is_sorted() {
            return Err("it compares other offers");
        }
        let replicates = sums.tallies.first().map_or(0, |tally| tally.replicates.len());
        let known = replicates == REPLICATES || replicates == 0 && !settings.is_replicated();
        if !known {
            return Err("it has another number of replicates");
        }
        for ((measure, keep), tally) in measures.iter().zip(&sums.tallies) {
            self.tally((measure, *keep), tally, replicates)?;
        }
        match &sums.samples {
            Some(samples) => self.samples(samples)?,
            None => {
                for ((measure, keep), order) in measures.iter().zip(&sums.orders) {
                    self.order((measure, *keep), order.as_ref(), replicates)?;
                }
            }
        }
        Ok(())
    }

    fn tally(
        &self,
        (measure, keep): (&Measure, Keep),
        tally: &Tally,
        replicates: usize,
    ) -> Result<(), &'static str> {
        let Tally { total, replicates: parts } = tally;
        if parts.len() != replicates {
            return Err("it has another number of replicates");
        }
        let mut all = parts.iter().chain([total]);
        if all.clone().any(|of| of.overflowed() || of.shift().to_bits() != total.shift().to_bits())
        {
            return Err("its sums are not of one job");
        }
        let of_all_runs = |count: u64| {
            if measure.is_conditional() { count <= self.own_runs } else { count == self.own_runs }
        };
        let in_parts = parts.iter().try_fold(0_u64, |count, of| count.checked_add(of.count()));
        let agrees = parts.is_empty() || in_parts == Some(total.count());
        let whole = measure.is_conditional() || all.all(Moments::is_unweighted);
        if !(of_all_runs(total.count()) && agrees && whole) {
            return Err("its sums are of another number of runs");
        }
        let known = |bound: Option<f64>| bound.is_none_or(f64::is_finite);
        if keep == Keep::Samples && !(known(total.min()) && known(total.max())) {
            return Err("its sums are not those of samples");
        }
        if measure.is_indicator() && !total.mean().is_none_or(|mean| self.is_chance(mean)) {
            return Err("its sums are not those of chances");
        }
        Ok(())
    }

    /// Whether a mean can be that of ones and zeros; with integrated exits of probabilities, which are rounded.
    fn is_chance(&self, mean: f64) -> bool {
        let rounding = match self.settings.exits {
            Exits::Sampled => 0.0,
            Exits::Integrated => 1e-9,
        };
        (-rounding..=1.0 + rounding).contains(&mean)
    }

    fn samples(&self, samples: &[f64]) -> Result<(), &'static str> {
        let stored = self.asked.layout().stored() as u64;
        let integrated = self.settings.exits == Exits::Integrated;
        if integrated || self.sums.orders.iter().any(Option::is_some) {
            return Err("it has samples and counts");
        }
        if self.own_runs.checked_mul(stored) != Some(samples.len() as u64) {
            return Err("its samples are of another number of runs");
        }
        if !samples.iter().all(|value| value.is_finite()) {
            return Err("its samples are not numbers");
        }
        Ok(())
    }

    fn order(
        &self,
        (measure, keep): (&Measure, Keep),
        order: Option<&Shares>,
        replicates: usize,
    ) -> Result<(), &'static str> {
        let order = match (keep, order) {
            (Keep::Moments, None) => return Ok(()),
            (Keep::Samples, Some(order)) => order,
            _ => return Err("its counts are of other measures"),
        };
        let (of_run, replicates, widths) = match self.settings.exits {
            Exits::Sampled => (1, replicates, (0, 0)),
            Exits::Integrated => (SHARES, REPLICATES, (0, ClassCounts::OF_PARTS)),
        };
        let has = |counts: &ClassCounts, fold| counts.count() == 0 || counts.fold() == fold;
        let widths =
            has(&order.all, widths.0) && order.replicates.iter().all(|of| has(of, widths.1));
        let in_parts =
            order.replicates.iter().try_fold(0_u64, |count, of| count.checked_add(of.count()));
        let agrees = replicates == 0 || in_parts == Some(order.all.count());
        let whole = measure.is_conditional()
            || self.own_runs.checked_mul(of_run) == Some(order.all.count());
        if widths && order.replicates.len() == replicates && agrees && whole {
            Ok(())
        } else {
            Err("its counts are of another number of runs")
        }
    }
}
