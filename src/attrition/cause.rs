//! The causes of leaving and sets of them.

use serde::Serialize;

/// Why the job ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum Cause {
    /// The employee quits.
    Voluntary,
    /// The employer ends the job for reasons of its own.
    Layoff,
    /// The employer ends the job for the employee's performance.
    Performance,
}

impl Cause {
    /// All causes, in the order of their draw indices. Never reorder: draws are addressed by it.
    pub const ALL: [Self; 3] = [Self::Voluntary, Self::Layoff, Self::Performance];

    /// Order in which simultaneous exits are attributed: layoff, performance, voluntary.
    pub const TIE_ORDER: [Self; 3] = [Self::Layoff, Self::Performance, Self::Voluntary];

    /// The cause's name in scenario files and outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Voluntary => "voluntary",
            Self::Layoff => "layoff",
            Self::Performance => "performance",
        }
    }

    /// Position in [`Self::ALL`].
    #[must_use]
    pub const fn index(self) -> usize {
        self as usize
    }

    /// The code of an exit in a column: 1, 2, 3; 0 is "stayed".
    #[must_use]
    pub const fn code(self) -> u64 {
        self as u64 + 1
    }

    /// The cause of a column's code, `None` for "stayed".
    #[must_use]
    pub fn from_code(code: u64) -> Option<Self> {
        Self::ALL.into_iter().find(|cause| cause.code() == code)
    }
}

/// A set of causes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Causes(u64);

impl Causes {
    /// The set of the given causes.
    #[must_use]
    pub fn of(causes: &[Cause]) -> Self {
        Self(causes.iter().fold(0, |bits, cause| bits | 1 << cause.code()))
    }

    /// Whether the cause with this code (0 = stayed) is in the set: three comparisons, which loops over lanes
    /// take better than a shift.
    #[inline(always)]
    #[must_use]
    pub const fn contains_code(self, code: u64) -> bool {
        let [first, second, third] = self.codes();
        (code == first) | (code == second) | (code == third)
    }

    /// The codes in the set; in place of each that is not, one that no cause has.
    #[inline(always)]
    const fn codes(self) -> [u64; 3] {
        let mut codes = [1, 2, 3];
        let mut place = 0;
        while place < codes.len() {
            if self.0 >> codes[place] & 1 == 0 {
                codes[place] = u64::MAX;
            }
            place += 1;
        }
        codes
    }

    /// The causes in the set, in the order of [`Cause::ALL`].
    pub fn iter(self) -> impl Iterator<Item = Cause> {
        Cause::ALL.into_iter().filter(move |cause| self.contains_code(cause.code()))
    }
}
