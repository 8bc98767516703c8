//! The outcome of one case of a sweep from its samples: sums chunk by chunk as a job has them, and counts in classes.

use super::Case;
use crate::error::Error;
use crate::random::{CHUNK_RUNS, Column, LANES, Runs};
use crate::simulation::outcome::{Counts, Outcome};
use crate::simulation::reading::{is_ahead, reaches};
use crate::simulation::request::{Keep, Measure};
use crate::simulation::samples::Samples;
use crate::simulation::setup::Exits;
use crate::simulation::tally::{Pilot, Tally};
use crate::statistics::{Bins, MOST_OF_SMALL};

/// Sums up a case; `exits` has the sums of the measures that are about exits.
pub(super) fn gather(
    case: &Case<'_>,
    samples: Samples,
    exits: Vec<Option<Tally>>,
) -> Result<Outcome, Error> {
    let reader = Reader { case, samples: &samples };
    let mut tallies = reader.empty(exits);
    // Of small samples the order is found without counts.
    let counted = case.setup.settings.runs > MOST_OF_SMALL;
    let counts = |keep: Keep| {
        let all = (keep == Keep::Samples && counted).then(Bins::coarse);
        Counts { all, replicates: Vec::new() }
    };
    let mut counts: Vec<Counts> =
        case.asked.measures.iter().map(|(_, keep)| counts(*keep)).collect();
    for chunk in 0..samples.chunks() {
        reader.chunk(chunk, &mut tallies, &mut counts);
    }
    let mut measures = case.asked.measures.iter().zip(&tallies);
    if let Some(((measure, _), _)) = measures.find(|(_, tally)| tally.total.overflowed()) {
        return Err(Error::Overflow { measure: measure.describe() });
    }
    Ok(Outcome {
        runs: case.setup.settings.runs,
        exits: Exits::Sampled,
        stratified: Vec::new(),
        processor: case.plan.processor,
        asked: case.asked.clone(),
        tallies,
        counts,
        shares: Vec::new(),
        samples: Some(samples),
        memory: case.memory,
    })
}

/// Reads the measures of a case off its samples.
struct Reader<'a> {
    case: &'a Case<'a>,
    samples: &'a Samples,
}

/// The runs of a block, and where they are among the samples.
struct Block {
    runs: Runs,
    chunk: usize,
    first: usize,
    lanes: usize,
}

impl<'a> Reader<'a> {
    /// The blocks of a chunk.
    fn blocks(&self, chunk: usize) -> impl Iterator<Item = Block> + use<> {
        let settings = self.case.setup.settings;
        (0..CHUNK_RUNS).step_by(LANES).filter_map(move |first| {
            let runs =
                Runs::consecutive((chunk * CHUNK_RUNS + first) as u64, settings.sampler.coupling());
            let lanes = runs.lanes_below(settings.runs);
            (lanes > 0).then_some(Block { runs, chunk, first, lanes })
        })
    }

    /// The values of a measure in a block, that is not about exits.
    fn values(&self, measure: &Measure, block: &Block, scratch: &'a mut Column) -> &'a [f64] {
        let lanes = block.lanes;
        let stored = |offer: usize, value: bool| {
            let of = |held: &&super::StoredPay| held.offer == offer && held.value == value;
            let slot = self.case.stored.iter().find(of).map_or(0, |held| held.slot);
            &self.samples.values(slot, block.chunk)[block.first..][..lanes]
        };
        let column = &mut scratch[..lanes];
        match *measure {
            Measure::Pay { offer } => return stored(offer, false),
            Measure::PresentValue { offer } => return stored(offer, true),
            Measure::Difference { offer, baseline } => {
                self.combine(
                    (stored(offer, false), stored(baseline, false), column),
                    #[inline(always)]
                    |a, b| a - b,
                );
            }
            Measure::Ahead { offer, baseline } => {
                self.combine(
                    (stored(offer, false), stored(baseline, false), column),
                    #[inline(always)]
                    |a, b| if is_ahead(a, b) { 1.0 } else { 0.0 },
                );
            }
            Measure::Reaches { offer, threshold } => {
                self.combine(
                    (stored(offer, false), stored(offer, false), column),
                    #[inline(always)]
                    |total, _| if reaches(total, threshold) { 1.0 } else { 0.0 },
                );
            }
            _ => column.fill(f64::NAN),
        }
        column
    }

    /// Fills a column with what two others make, lane by lane.
    #[inline(always)]
    fn combine(
        &self,
        (one, other, out): (&[f64], &[f64], &mut [f64]),
        value: impl Fn(f64, f64) -> f64,
    ) {
        self.case.plan.processor.run(
            #[inline(always)]
            || {
                for ((out, one), other) in out.iter_mut().zip(one).zip(other) {
                    *out = value(*one, *other);
                }
            },
        );
    }

    /// No sums yet, around shifts from the first chunk; those about exits as they are.
    fn empty(&self, exits: Vec<Option<Tally>>) -> Vec<Tally> {
        let mut scratch = Column::of(0.0);
        let measures = self.case.asked.measures.iter().zip(exits);
        let mut tally = |measure: &Measure| {
            let mut pilot = Pilot::default();
            if !measure.is_indicator() {
                for block in self.blocks(0) {
                    pilot.add(self.values(measure, &block, &mut scratch), None);
                }
            }
            Tally::new(pilot.shift(), self.case.replicated)
        };
        measures.map(|((measure, _), exits)| exits.unwrap_or_else(|| tally(measure))).collect()
    }

    /// Adds a chunk to the sums and counts.
    fn chunk(&self, chunk: usize, tallies: &mut [Tally], counts: &mut [Counts]) {
        let processor = self.case.plan.processor;
        let mut scratch = Column::of(0.0);
        for (((measure, _), tally), counts) in
            self.case.asked.measures.iter().zip(tallies).zip(counts)
        {
            if measure.is_of_exits() {
                continue;
            }
            let mut sums = tally.part(measure);
            for block in self.blocks(chunk) {
                let values = self.values(measure, &block, &mut scratch);
                sums.add_values(processor, (values, None), &block.runs);
                if let Some(bins) = &mut counts.all {
                    bins.add(processor, values);
                }
            }
            tally.add(&sums);
        }
    }
}
