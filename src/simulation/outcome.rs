//! What a job answers: the sums of every measure, and the samples that were kept.

use super::request::{Keep, Measure, MeasureId};
use super::tally::Tally;
use crate::random::CHUNK_RUNS;

/// Samples of several measures, chunk after chunk: within a chunk, one run of `CHUNK_RUNS` values a measure.
#[derive(Clone, Debug)]
pub(super) struct Samples {
    pub(super) data: Vec<f64>,
    /// Place of each kept measure within a chunk, by measure.
    places: Vec<Option<usize>>,
    kept: usize,
    runs: usize,
}

impl Samples {
    /// Bytes that `runs` runs of these measures take.
    pub(super) fn bytes(measures: &[(Measure, Keep)], runs: u64) -> u64 {
        let kept = measures.iter().filter(|(_, keep)| *keep == Keep::Samples).count() as u64;
        runs.div_ceil(CHUNK_RUNS as u64) * CHUNK_RUNS as u64 * kept * 8
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
        let count = runs.div_ceil(CHUNK_RUNS).checked_mul(CHUNK_RUNS * kept)?;
        Vec::<f64>::new().try_reserve_exact(count).ok()?;
        // Zeros that the system hands out when they are first written to, by the workers.
        let data = vec![0.0; count];
        Some(Self { data, places, kept, runs })
    }

    /// Values of one chunk.
    pub(super) const fn chunk(&self) -> usize {
        self.kept * CHUNK_RUNS
    }

    /// The place of each measure within a chunk, and the chunks one after another.
    pub(super) fn split(&mut self) -> (&[Option<usize>], &mut [f64]) {
        (&self.places, &mut self.data)
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

    /// The same as [`Outcome::samples`], but asks `go_on` before each chunk; `None` once it says no.
    #[must_use]
    pub fn samples_while(&self, measure: MeasureId, go_on: &dyn Fn() -> bool) -> Option<Vec<f64>> {
        let place = self.samples.places[measure.0]?;
        let mut values = Vec::with_capacity(self.samples.runs);
        for block in self.samples.data.chunks_exact(self.samples.chunk()) {
            go_on().then_some(())?;
            let lanes = CHUNK_RUNS.min(self.samples.runs - values.len());
            values.extend_from_slice(&block[place * CHUNK_RUNS..][..lanes]);
        }
        Some(values)
    }

    /// The measures in order of request.
    #[must_use]
    pub fn measures(&self) -> &[Measure] {
        &self.measures
    }
}
