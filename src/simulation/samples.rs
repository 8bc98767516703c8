//! Room for the samples of a job: the values of several measures, chunk after chunk, so that threads fill
//! disjoint parts of it.

use super::request::{Keep, Measure};
use crate::random::CHUNK_RUNS;
use crate::room::Room;

/// Samples of several measures, chunk after chunk: within a chunk, [`CHUNK_RUNS`] values a stored measure.
#[derive(Debug)]
pub(super) struct Samples {
    data: Room<f64>,
    layout: Layout,
    runs: usize,
}

/// Which measures are stored, and where within a chunk.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Layout {
    /// By measure.
    places: Vec<Option<Place>>,
    stored: usize,
}

/// Where the values of a measure are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// Stored, at this place within a chunk.
    Stored(usize),
    /// The difference of two that are stored.
    Difference(usize, usize),
}

impl Layout {
    /// The layout for some distinct measures: a difference of two stored ones is not stored itself.
    pub(super) fn new(measures: &[(Measure, Keep)]) -> Self {
        let mut stored = 0;
        let mut places = vec![None; measures.len()];
        let kept = |keep: Keep| keep == Keep::Samples;
        for (place, (measure, keep)) in places.iter_mut().zip(measures) {
            if kept(*keep) && !matches!(measure, Measure::Difference { .. }) {
                *place = Some(Place::Stored(stored));
                stored += 1;
            }
        }
        let slot = |offer: usize, places: &[Option<Place>]| {
            let at = measures.iter().position(|(held, _)| *held == Measure::Pay { offer })?;
            match places[at] {
                Some(Place::Stored(slot)) => Some(slot),
                _ => None,
            }
        };
        for (at, (measure, keep)) in measures.iter().enumerate() {
            if let (Measure::Difference { offer, baseline }, true) = (*measure, kept(*keep)) {
                let parts = slot(offer, &places).zip(slot(baseline, &places));
                places[at] =
                    Some(parts.map_or(Place::Stored(stored), |(a, b)| Place::Difference(a, b)));
                stored += usize::from(parts.is_none());
            }
        }
        Self { places, stored }
    }

    /// Where a measure is stored within a chunk, if it is.
    pub(super) fn slot(&self, measure: usize) -> Option<usize> {
        match self.places[measure] {
            Some(Place::Stored(slot)) => Some(slot),
            _ => None,
        }
    }

    /// How many measures are stored.
    pub(super) const fn stored(&self) -> usize {
        self.stored
    }

    /// Values of one chunk.
    pub(super) const fn chunk(&self) -> usize {
        self.stored * CHUNK_RUNS
    }

    /// Bytes that the samples of some runs take.
    pub(super) const fn bytes(&self, runs: u64) -> u64 {
        runs.div_ceil(CHUNK_RUNS as u64).saturating_mul((self.chunk() * size_of::<f64>()) as u64)
    }
}

impl Samples {
    /// Room for the samples, `None` when the system has none.
    pub(super) fn new(layout: Layout, runs: u64) -> Option<Self> {
        let runs = usize::try_from(runs).ok()?;
        let count = runs.div_ceil(CHUNK_RUNS).checked_mul(layout.chunk())?;
        Some(Self { data: Room::new(count)?, layout, runs })
    }

    /// Whether this is the room for the samples of a layout.
    pub(super) fn fits(&self, layout: &Layout, runs: u64) -> bool {
        self.layout == *layout && self.runs as u64 == runs
    }

    /// The bytes that it takes.
    pub(super) fn bytes(&self) -> u64 {
        self.layout.bytes(self.runs as u64)
    }

    /// The layout, and the chunks one after another.
    pub(super) fn split(&mut self) -> (&Layout, &mut [f64]) {
        (&self.layout, self.data.values_mut())
    }

    /// The chunks one after another, to be filled.
    pub(super) fn chunk_slots(&mut self) -> std::slice::ChunksExactMut<'_, f64> {
        let width = self.layout.chunk().max(1);
        self.data.values_mut().chunks_exact_mut(width)
    }

    /// Where a measure's values are, if they were kept.
    pub(super) fn place(&self, measure: usize) -> Option<Place> {
        self.layout.places[measure]
    }

    /// The values of all chunks, one measure after another in each.
    pub(super) fn list(&self) -> Vec<f64> {
        let mut list = Vec::with_capacity(self.runs * self.layout.stored);
        for chunk in 0..self.chunks() {
            for slot in 0..self.layout.stored {
                list.extend_from_slice(self.values(slot, chunk));
            }
        }
        list
    }

    /// Stores such a list from a chunk on; what has no room is left out.
    pub(super) fn fill(&mut self, first: usize, list: &[f64]) {
        let (mut list, width, runs) = (list, self.layout.chunk(), self.runs);
        for chunk in first..self.chunks() {
            let own = CHUNK_RUNS.min(runs - chunk * CHUNK_RUNS);
            for slot in 0..self.layout.stored {
                let Some((values, rest)) = list.split_at_checked(own) else { return };
                let at = chunk * width + slot * CHUNK_RUNS;
                self.data.values_mut()[at..][..own].copy_from_slice(values);
                list = rest;
            }
        }
    }

    /// The number of runs.
    pub(super) const fn runs(&self) -> usize {
        self.runs
    }

    /// The number of chunks.
    pub(super) const fn chunks(&self) -> usize {
        self.runs.div_ceil(CHUNK_RUNS)
    }

    /// The stored values of a chunk.
    pub(super) fn values(&self, slot: usize, chunk: usize) -> &[f64] {
        let first = chunk * self.layout.chunk() + slot * CHUNK_RUNS;
        &self.data.values()[first..][..CHUNK_RUNS.min(self.runs - chunk * CHUNK_RUNS)]
    }
}
