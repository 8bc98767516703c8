//! Distinct employments: offers with the same exit profile and the same clocks leave together.

use crate::attrition::{Cause, Clock, Profile};
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
    pub fn draw(&self, seed: u64, runs: &Runs, columns: &mut [Column]) {
        let stream = Stream::new(seed, Purpose::ExitClock, self.owner);
        for (index, pair) in (0..).zip(columns.as_chunks_mut::<2>().0) {
            let [first, second] = pair;
            exponential_pair(&stream, runs, index, first, second);
        }
    }

    /// The pairs of causes that a profile needs, 0 when it needs no clock.
    #[must_use]
    pub fn pairs_for(profile: &Profile) -> usize {
        let Profile::Hazards(hazards) = profile else { return 0 };
        let last = Cause::ALL.iter().rposition(|cause| hazards.of(*cause).is_some());
        last.map_or(0, |index| index / 2 + 1)
    }
}

/// One way of leaving: a profile under one owner's clocks.
#[derive(Clone, Debug, PartialEq)]
pub struct Employment {
    /// The profile; one without hazards when nobody leaves.
    pub profile: Profile,
    /// Clocks by [`Cause::index`]; `None` for causes that never happen.
    pub clocks: [Option<Clock>; 3],
    /// Position of the owner in the plan's clock draws, if the profile needs clocks.
    pub draw: Option<usize>,
}

impl Employment {
    /// Compiles a profile for a horizon.
    #[must_use]
    pub fn new(profile: Profile, horizon: u32, draw: Option<usize>) -> Self {
        let clocks = match &profile {
            Profile::Certain(_) => [None, None, None],
            Profile::Hazards(hazards) => {
                Cause::ALL.map(|cause| hazards.of(cause).map(|hazard| Clock::new(hazard, horizon)))
            }
        };
        Self { profile, clocks, draw }
    }
}
