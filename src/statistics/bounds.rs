//! The least and the greatest value of every class of `bins`, so that a class knows where in it its values lie.

use super::classes::{ROOM, at_key, key};

/// The least and the greatest value by class, of the classes that hold any.
///
/// They are maxima of whole numbers, so parts merge exactly in any order. Memory: 4 MiB of address space, of which
/// the system provides only the pages of classes that hold values.
#[derive(Clone, Debug)]
pub struct Bounds {
    /// By class: the complement of the least value's place in the total order of floats, and the greatest value's
    /// place; 0 and 0 without values.
    places: Box<[[u64; 2]]>,
}

impl Bounds {
    /// No values yet.
    #[must_use]
    pub fn new() -> Self {
        Self { places: vec![[0; 2]; ROOM].into_boxed_slice() }
    }

    /// Takes in a value of a class.
    #[inline(always)]
    pub(super) fn see(&mut self, class: usize, value: f64) {
        let place = key(value);
        let [least, greatest] = &mut self.places[class & (ROOM - 1)];
        *least = (!place).max(*least);
        *greatest = place.max(*greatest);
    }

    /// Takes in the values of other bounds in a class.
    pub(super) fn merge(&mut self, other: &Self, class: u32) {
        let (mine, theirs) = (&mut self.places[class as usize], other.places[class as usize]);
        *mine = [mine[0].max(theirs[0]), mine[1].max(theirs[1])];
    }

    /// The least and the greatest value of a class that holds one.
    pub(super) fn of(&self, class: u32) -> (f64, f64) {
        let [least, greatest] = self.places[class as usize];
        (at_key(!least), at_key(greatest))
    }
}

impl Default for Bounds {
    fn default() -> Self {
        Self::new()
    }
}
