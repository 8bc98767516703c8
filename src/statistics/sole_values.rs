//! Which classes of `bins` hold one value only, however often, and what it is: amounts that many runs share.

use super::classes::ROOM;

/// By class, the value that is the only one in it.
///
/// Parts merge exactly in any order. Memory: 2 MiB of address space, of which the system provides only the pages of
/// classes that hold values.
#[derive(Clone, Debug)]
pub struct SoleValues {
    /// The bits of the only value, exclusive or [`KEY`]; [`NONE`] or [`SEVERAL`].
    bits: Box<[u64]>,
}

/// A NaN that no computation gives, so that the bits of every value differ from it.
const KEY: u64 = 0x7ff8_5eed_5eed_5eed;
/// Nothing is in a class.
const NONE: u64 = 0;
/// Different values are in a class: bits of another such NaN.
const SEVERAL: u64 = 1;

impl SoleValues {
    /// No values yet.
    #[must_use]
    pub fn new() -> Self {
        Self { bits: vec![NONE; ROOM].into_boxed_slice() }
    }

    /// Takes in a value of a class.
    #[inline(always)]
    pub(super) fn see(&mut self, class: usize, value: f64) {
        let seen = &mut self.bits[class & (ROOM - 1)];
        if *seen != SEVERAL {
            *seen = joined(*seen, value.to_bits() ^ KEY);
        }
    }

    /// Takes in the values of others in a class.
    pub(super) fn merge(&mut self, others: &Self, class: u32) {
        let seen = &mut self.bits[class as usize];
        *seen = joined(*seen, others.bits[class as usize]);
    }

    /// The only value in some neighbouring classes; `None` where there are several or none.
    pub(super) fn of(&self, classes: std::ops::RangeInclusive<u32>) -> Option<f64> {
        let (first, last) = (*classes.start() as usize, *classes.end() as usize);
        let seen = self.bits[first..=last].iter().copied().fold(NONE, joined);
        (seen != NONE && seen != SEVERAL).then_some(f64::from_bits(seen ^ KEY))
    }
}

impl Default for SoleValues {
    fn default() -> Self {
        Self::new()
    }
}

/// What two parts of a class hold together.
#[inline(always)]
fn joined(one: u64, other: u64) -> u64 {
    match (one, other) {
        (NONE, only) | (only, NONE) => only,
        (one, other) if one == other => one,
        _ => SEVERAL,
    }
}
