//! Whether the values of a class are one value only, however often, and what it is: an amount that many runs share.

/// The only value of a class, none or several.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct SoleValue(u64);

/// A NaN that no computation gives, so that the bits of every value differ from it.
const KEY: u64 = 0x7ff8_5eed_5eed_5eed;

impl SoleValue {
    /// No value.
    pub(super) const NONE: Self = Self(0);
    /// Different values: what another such NaN would be.
    pub(super) const SEVERAL: Self = Self(1);

    /// One value.
    pub(super) const fn of(value: f64) -> Self {
        Self(value.to_bits() ^ KEY)
    }

    /// Takes a value into the bits of another.
    #[inline(always)]
    pub(super) fn see(bits: &mut u64, value: f64) {
        if *bits != Self::SEVERAL.0 {
            *bits = Self(*bits).joined(Self::of(value)).0;
        }
    }

    /// From bits to keep it by; no value is 0.
    pub(super) const fn from_bits(bits: u64) -> Self {
        Self(bits)
    }

    /// The bits to keep it by.
    pub(super) const fn to_bits(self) -> u64 {
        self.0
    }

    /// What two parts of a class hold together. Associative and commutative.
    #[inline(always)]
    pub(super) fn joined(self, other: Self) -> Self {
        match (self, other) {
            (Self::NONE, only) | (only, Self::NONE) => only,
            (one, other) if one == other => one,
            _ => Self::SEVERAL,
        }
    }

    /// The value, where there is one only.
    pub(super) fn value(self) -> Option<f64> {
        let alone = self != Self::NONE && self != Self::SEVERAL;
        alone.then_some(f64::from_bits(self.0 ^ KEY))
    }
}
