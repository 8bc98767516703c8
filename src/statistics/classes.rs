//! Classes of numbers cut from a float's own bits: which class a number is in, and where each class
//! begins and ends. What is counted in them belongs to `bins`.

use std::ops::RangeInclusive;

/// The width of a class as a share of any value in it, at most: 2⁻¹¹, half a thousandth.
///
/// It holds for magnitudes from 2⁻⁷ up to 2⁴⁶. Below, in the dead zone around zero, a value may be off by
/// 2⁻⁷, less than a cent.
pub const RELATIVE_ERROR: f64 = 1.0 / (1_u64 << MANTISSA) as f64;

/// Bits of the mantissa that tell classes apart.
const MANTISSA: u32 = 11;
/// Bits of a float below those.
const SHIFT: u32 = 52 - MANTISSA;
/// 2⁻⁷: the least magnitude outside the dead zone.
const DEAD_ZONE: f64 = 1.0 / 128.0;
/// The upper bits of the magnitudes just below it.
const DEAD_BITS: u32 = (DEAD_ZONE.to_bits() >> SHIFT) as u32 - 1;
/// A magnitude with these bits.
const DEAD: f64 = f64::from_bits((DEAD_BITS as u64) << SHIFT);
/// 2⁴⁶: from here on all magnitudes are in the last class of their side.
const LIMIT: f64 = (1_u64 << 46) as f64;
/// The class of zero. Classes of the other numbers lie around it as the numbers around zero.
const CENTRE: u32 = 1 << 17;
/// The last class of a side, counted from the class of zero.
const LAST: u32 = (LIMIT.to_bits() >> SHIFT) as u32 - DEAD_BITS;

/// Room for every class, a power of two: any class is an index once it is masked with one less.
pub(super) const ROOM: usize = 2 * CENTRE as usize;

/// The class of a number, an index below [`ROOM`] that rises with the number; without branches.
///
/// NaN is beyond infinity, on the side of its sign.
#[inline(always)]
pub(super) fn class_of(x: f64) -> u32 {
    let magnitude = x.abs();
    let magnitude = if magnitude < LIMIT { magnitude } else { LIMIT };
    let magnitude = if magnitude > DEAD { magnitude } else { DEAD };
    let distance = (magnitude.to_bits() >> SHIFT) as u32 - DEAD_BITS;
    // All ones for a negative number, whose class is as far below the centre: −d = !d + 1.
    let sign = 0_u32.wrapping_sub((x.to_bits() >> 63) as u32);
    CENTRE.wrapping_add((distance ^ sign).wrapping_sub(sign))
}

/// Whether a number is that of a class, each 2^fold of the usual ones together.
pub(super) fn is_class(class: u32, fold: u32) -> bool {
    ((CENTRE - LAST) >> fold..=(CENTRE + LAST) >> fold).contains(&class)
}

/// The classes of some numbers; the two have the same length.
#[inline(always)]
pub(super) fn classify(values: &[f64], classes: &mut [u32]) {
    for (class, &value) in classes.iter_mut().zip(values) {
        *class = class_of(value);
    }
}

/// The place of a float in IEEE 754's total order: −NaN, −∞ … −0, 0 … ∞, NaN.
#[inline(always)]
pub(super) fn key(x: f64) -> u64 {
    let bits = x.to_bits();
    let negative = 0_u64.wrapping_sub(bits >> 63);
    bits ^ (negative | 1 << 63)
}

/// The float at a place of the total order.
#[inline(always)]
pub(super) fn at_key(key: u64) -> f64 {
    let negative = (key >> 63).wrapping_sub(1);
    f64::from_bits(key ^ (negative | 1 << 63))
}

/// The places in the total order that a class takes.
pub(super) fn keys(class: u32) -> RangeInclusive<u64> {
    let begin = |distance: u32| 1 << 63 | u64::from(DEAD_BITS + distance) << SHIFT;
    let end = |distance| if distance < LAST { begin(distance + 1) - 1 } else { u64::MAX };
    // The key of −x is the complement of that of x.
    match class.checked_sub(CENTRE) {
        Some(0) => !end(0)..=end(0),
        Some(distance) => begin(distance)..=end(distance),
        None => !end(CENTRE - class)..=!begin(CENTRE - class),
    }
}

/// The edges of a class: it lies between them, and the one next to zero belongs to it. The edges of the
/// dead zone do not; the last class of a side goes on to infinity.
pub(super) fn edges(class: u32) -> (f64, f64) {
    let edge = |distance: u32| f64::from_bits(u64::from(DEAD_BITS + distance) << SHIFT);
    let outer = |distance| if distance < LAST { edge(distance + 1) } else { f64::INFINITY };
    match class.checked_sub(CENTRE) {
        Some(0) => (-DEAD_ZONE, DEAD_ZONE),
        Some(distance) => (edge(distance), outer(distance)),
        None => (-outer(CENTRE - class), -edge(CENTRE - class)),
    }
}
