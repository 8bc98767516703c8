//! How runs are dealt to replicates, and the tail of each: where standard errors come from. Estimates are `reader`'s.

use super::lowest::Lowest;
use crate::simulation::Settings;
use crate::statistics::REPLICATES;

/// How the runs of a job are dealt.
#[derive(Clone, Copy, Debug)]
pub(super) struct Batches {
    runs: u64,
    /// Runs of one address: run r has the address r ≫ `shift`.
    shift: u32,
    alpha: f64,
    /// Replicates: none where they would hold too few runs.
    count: u64,
}

impl Batches {
    /// The replicates of a job, if there are enough runs: 32 in each, and one in the tail of each.
    pub(super) fn new(settings: &Settings, alpha: f64) -> Self {
        let (runs, all) = (settings.runs, REPLICATES as u64);
        let suffice = runs >= all * all && alpha * (runs / all) as f64 >= 1.0;
        let shift = settings.sampler.coupling() as u32;
        Self { runs, shift, alpha, count: if suffice { all } else { 0 } }
    }

    /// All runs.
    pub(super) fn all(&self) -> impl Iterator<Item = u64> + use<> {
        0..self.runs
    }

    /// The runs of each replicate, as [`replicate_of`](crate::simulation::replicate_of) deals their addresses.
    pub(super) fn each(&self) -> impl Iterator<Item = impl Iterator<Item = u64> + use<>> {
        let (runs, shift) = (self.runs, self.shift);
        (0..self.count).map(move |replicate| {
            let addresses = (replicate..runs.div_ceil(1 << shift)).step_by(REPLICATES);
            addresses.flat_map(move |address| {
                let first = address << shift;
                first..runs.min(first + (1 << shift))
            })
        })
    }

    /// The tails by pay of every run.
    pub(super) fn tails(&self, pay: &[f64]) -> Option<Tails> {
        let lowest = |runs: Vec<u64>| Lowest::of(runs, pay, self.alpha);
        Some(Tails {
            all: lowest(self.all().collect())?,
            replicates: self.each().map(|runs| lowest(runs.collect())).collect::<Option<_>>()?,
        })
    }
}

/// The tail of all runs, and that of each replicate.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Tails {
    pub(super) all: Lowest,
    pub(super) replicates: Vec<Lowest>,
}

impl Tails {
    /// Every run of any of them, rising, each once.
    pub(super) fn runs(&self) -> Vec<u64> {
        let tails = std::iter::once(&self.all).chain(&self.replicates);
        let mut runs: Vec<u64> =
            tails.flat_map(|tail| tail.runs.iter().map(|(run, _)| *run)).collect();
        runs.sort_unstable();
        runs.dedup();
        runs
    }
}
