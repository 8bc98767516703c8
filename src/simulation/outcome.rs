//! What a job answers: the sums of every measure, and the samples that were kept.

use super::request::{Keep, Measure, MeasureId};
use super::tally::Tally;
use crate::random::LANES;

/// Samples of several measures, block after block: within a block, one run of `LANES` values a measure.
#[derive(Clone, Debug)]
pub(super) struct Samples {
    pub(super) data: Vec<f64>,
    /// Place of each kept measure within a block, by measure.
    places: Vec<Option<usize>>,
    kept: usize,
    runs: usize,
}

impl Samples {
    /// Bytes that `runs` runs of these measures take.
    pub(super) fn bytes(measures: &[(Measure, Keep)], runs: u64) -> u64 {
        let kept = measures.iter().filter(|(_, keep)| *keep == Keep::Samples).count() as u64;
        runs.div_ceil(LANES as u64) * LANES as u64 * kept * 8
    }

    /// Room for the samples, `None` when the system has none.
    pub(super) fn new(measures: &[(Measure, Keep)], runs: u64) -> Option<Self> {
        let mut kept = 0;
        let places = measures.iter().map(|(_, keep)| {
            let place = (*keep == Keep::Samples).then_some(kept);
            kept += usize::from(place.is_some());
            place
        });
        let places = places.collect();
        let runs = usize::try_from(if kept == 0 { 0 } else { runs }).ok()?;
        let count = runs.div_ceil(LANES).checked_mul(LANES * kept)?;
        let mut data = Vec::new();
        data.try_reserve_exact(count).ok()?;
        Some(Self { data, places, kept, runs })
    }

    /// Fills the room with zeros, which takes the system a while when there is much of it; `None` once
    /// `go_on` says no.
    pub(super) fn fill(&mut self, go_on: &dyn Fn() -> bool) -> Option<()> {
        const AT_ONCE: usize = 1 << 20;
        let count = self.runs.div_ceil(LANES) * self.block();
        while self.data.len() < count {
            go_on().then_some(())?;
            self.data.resize(count.min(self.data.len() + AT_ONCE), 0.0);
        }
        Some(())
    }

    /// Values of one block.
    pub(super) const fn block(&self) -> usize {
        self.kept * LANES
    }

    /// Place of a measure within a block.
    pub(super) fn place(&self, measure: usize) -> Option<usize> {
        self.places[measure]
    }
}

/// The answer to a request.
#[derive(Clone, Debug)]
pub struct Outcome {
    /// Number of runs.
    pub runs: u64,
    pub(super) measures: Vec<Measure>,
    pub(super) tallies: Vec<Tally>,
    pub(super) samples: Samples,
}

impl Outcome {
    /// The sums of a measure.
    #[must_use]
    pub fn tally(&self, measure: MeasureId) -> &Tally {
        &self.tallies[measure.0]
    }

    /// The samples of a measure in order of run; `None` when they were not kept.
    #[must_use]
    pub fn samples(&self, measure: MeasureId) -> Option<Vec<f64>> {
        self.samples_while(measure, &|| true)
    }

    /// The same as [`Outcome::samples`], but asks `go_on` before each block; `None` once it says no.
    #[must_use]
    pub fn samples_while(&self, measure: MeasureId, go_on: &dyn Fn() -> bool) -> Option<Vec<f64>> {
        let place = self.samples.place(measure.0)?;
        let mut values = Vec::with_capacity(self.samples.runs);
        for block in self.samples.data.chunks_exact(self.samples.block()) {
            go_on().then_some(())?;
            let lanes = LANES.min(self.samples.runs - values.len());
            values.extend_from_slice(&block[place * LANES..][..lanes]);
        }
        Some(values)
    }

    /// The measures in order of request.
    #[must_use]
    pub fn measures(&self) -> &[Measure] {
        &self.measures
    }
}
