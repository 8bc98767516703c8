//! Distinct employments: offers with the same exit profile, the same clocks and the same terms leave
//! together.

use super::response::Follows;
use crate::attrition::{Cause, CertainExit, Clock, Hazards, MonthlyClock, Profile};
use crate::processor::Processor;
use crate::random::{Column, Columns, Entity, Purpose, Runs, Stream, exponential_pair, zeroed};

/// The clocks of one owner: unit exponentials by cause, drawn in pairs of causes.
#[derive(Clone, Debug, PartialEq)]
pub struct ClockDraw {
    /// Whose clocks these are.
    pub owner: Entity,
    /// Pairs of causes to draw: 1 (voluntary, layoff) or 2 (performance as well).
    pub pairs: usize,
}

impl ClockDraw {
    /// Columns for [`Self::draw`].
    #[must_use]
    pub fn columns(&self) -> Columns {
        zeroed(2 * self.pairs)
    }

    /// Draws the unit exponentials of a block; column = [`Cause::index`].
    pub fn draw(&self, processor: Processor, seed: u64, runs: &Runs, columns: &mut [Column]) {
        let stream = Stream::new(seed, Purpose::ExitClock, self.owner);
        for (index, pair) in (0..).zip(columns.as_chunks_mut::<2>().0) {
            let [first, second] = pair;
            exponential_pair(processor, &stream, runs, index, first, second);
        }
    }

    /// The pairs of causes that a profile needs, 0 when it needs no clock.
    #[must_use]
    pub fn pairs_for(profile: &Profile) -> usize {
        let Profile::Hazards(hazards) = profile else { return 0 };
        let last = Cause::ALL.iter().rposition(|cause| hazards.can_happen(*cause));
        last.map_or(0, |index| index / 2 + 1)
    }
}

/// A clock that is read month by month because its hazard responds; employments may share it.
#[derive(Clone, Debug, PartialEq)]
pub struct RespondingClock {
    /// Position of its owner in the plan's clock draws.
    pub draw: usize,
    /// Its cause.
    pub cause: Cause,
    /// The hazard by month.
    pub clock: MonthlyClock,
    /// What it follows in each run, if anything.
    pub follows: Option<Follows>,
}

/// How a cause's clock is read.
#[derive(Clone, Debug, PartialEq)]
pub enum ExitClock {
    /// By the inverse of an integrated hazard that all runs share.
    Shared(Clock),
    /// Month by month, by its position among the plan's responding clocks.
    Responding(usize),
}

/// One way of leaving: a profile under one owner's clocks.
#[derive(Clone, Debug, PartialEq)]
pub struct Employment {
    /// A certain exit, which needs no clock.
    pub certain: Option<CertainExit>,
    /// Clocks by [`Cause::index`]; `None` for causes that never happen.
    pub clocks: [Option<ExitClock>; 3],
    /// Position of the owner in the plan's clock draws, if the profile needs clocks.
    pub draw: Option<usize>,
    /// Months from a layoff to the end of employment.
    pub notice: u32,
}

impl Employment {
    /// An employment that ends with certainty, or by the horizon never.
    #[must_use]
    pub fn certain(exit: Option<CertainExit>) -> Self {
        Self { certain: exit, clocks: [None, None, None], draw: None, notice: 0 }
    }

    /// An employment under hazards, of which those respond whose clocks are given.
    #[must_use]
    pub fn hazards(
        hazards: &Hazards,
        horizon: u32,
        (draw, notice): (Option<usize>, u32),
        mut responding: impl FnMut(Cause) -> Option<usize>,
    ) -> Self {
        let clocks = Cause::ALL.map(|cause| {
            let shared = || hazards.of(cause).map(|hazard| Clock::new(hazard, horizon));
            responding(cause).map(ExitClock::Responding).or_else(|| shared().map(ExitClock::Shared))
        });
        Self { certain: None, clocks, draw, notice }
    }
}
