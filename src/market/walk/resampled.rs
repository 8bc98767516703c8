//! Steps of resampled histories: which return each step takes, and the prices that these make.

use super::{Moment, Steps, Stops, Target};
use crate::market::bootstrap::{RESTARTS, ResampledGroup};
use crate::processor::Processor;
use crate::random::{Column, Entity, LANES, Lanes, Purpose, Runs, Stream};

/// Places of returns in a history, one a run.
type Places = Lanes<u32>;

/// The steps that a group of stocks takes together.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::market) struct ResampledSteps {
    entity: Entity,
    restart: u64,
    returns: u64,
    steps: u32,
}

impl ResampledSteps {
    /// Steps of a group up to the last that one of its stocks needs, addressed by the name of the first.
    pub fn new(group: &ResampledGroup, first: Entity, steps: u32) -> Self {
        let returns = group.returns.first().map_or(0, Vec::len) as u64;
        Self { entity: first, restart: group.restart.into(), returns, steps }
    }

    /// Columns for [`Self::draw`]: one a step.
    pub fn columns(&self) -> Vec<Places> {
        vec![Lanes::of(0); self.steps as usize]
    }

    /// How many columns of numbers take as much room.
    pub const fn column_count(&self) -> usize {
        self.steps.div_ceil(2) as usize
    }

    /// Draws the places of a block: of each word the low 24 bits say whether a block starts, the others where. Mirrored
    /// lanes take the word's complement.
    pub fn draw(&self, processor: Processor, seed: u64, runs: &Runs, out: &mut [Places]) {
        let stream = Stream::new(seed, Purpose::Resampling, self.entity);
        // The last place, from which a block that starts goes on to the first one.
        let mut before = Lanes::of(0_u32);
        let mut words = [const { Lanes::of(0_u64) }; 2];
        for (first, pair) in out.chunks_mut(2).enumerate() {
            let index = u32::try_from(first).unwrap_or(u32::MAX);
            processor.run(
                #[inline(always)]
                || {
                    for lane in 0..LANES {
                        let flip = 0_u64.wrapping_sub(u64::from(runs.mirrored(lane)));
                        let [one, other] = stream.words(runs.address(lane), index);
                        (words[0][lane], words[1][lane]) = (one ^ flip, other ^ flip);
                    }
                },
            );
            for (step, (words, places)) in words.iter().zip(pair).enumerate() {
                let restart = if first == 0 && step == 0 { RESTARTS.into() } else { self.restart };
                processor.run(
                    #[inline(always)]
                    || {
                        for lane in 0..LANES {
                            let word = words[lane];
                            let anew = ((word >> 24) * self.returns) >> 40;
                            let next = u64::from(before[lane]) + 1;
                            let on = if next < self.returns { next } else { 0 };
                            let restarts = word & u64::from(RESTARTS - 1) < restart;
                            #[expect(clippy::cast_possible_truncation, reason = "below 2^24")]
                            {
                                places[lane] = (if restarts { anew } else { on }) as u32;
                            }
                        }
                    },
                );
                before = *places;
            }
        }
    }
}

/// The steps of one stock of a group.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::market) struct ResampledWalk {
    stops: Stops,
    returns: Vec<f64>,
    /// One over the mean product of returns after each step.
    inverse_means: Vec<f64>,
}

impl ResampledWalk {
    /// The steps that some prices of a stock need, by its place in the group.
    pub fn new(
        group: &ResampledGroup,
        place: usize,
        wanted: impl Iterator<Item = (Moment, Target)>,
    ) -> Self {
        let stops = Stops::new(wanted, |moment| moment.step(group.spacing.steps_a_year()));
        let expected = group.expected(place, stops.steps());
        let inverse_means = expected.into_iter().map(f64::recip).collect();
        Self { stops, returns: group.returns[place].clone(), inverse_means }
    }

    /// The number of the last step.
    pub fn steps(&self) -> u32 {
        self.stops.steps()
    }

    /// The prices of a block.
    pub fn prices(
        &self,
        processor: Processor,
        (today, rate): (f64, f64),
        places: &[Places],
        out: (&mut [Column], &mut [Column]),
    ) {
        let mut steps = Resampled { processor, walk: self, places, product: Column::of(1.0) };
        self.stops.follow((today, rate), &mut steps, out);
    }
}

struct Resampled<'a> {
    processor: Processor,
    walk: &'a ResampledWalk,
    places: &'a [Places],
    /// The product of the returns taken.
    product: Column,
}

impl Steps for Resampled<'_> {
    fn advance(&mut self, step: u32) {
        let (returns, places) = (self.walk.returns.as_slice(), &self.places[step as usize - 1]);
        self.processor.run(
            #[inline(always)]
            || {
                for lane in 0..LANES {
                    self.product[lane] *= returns[places[lane] as usize];
                }
            },
        );
    }

    fn price(&self, step: u32, factor: f64, out: &mut Column) {
        let factor = factor * self.walk.inverse_means[step as usize];
        for lane in 0..LANES {
            out[lane] = factor * self.product[lane];
        }
    }
}
