//! Elementary functions over whole columns, in plain arithmetic: no branches and no fused operations, so
//! that compilers vectorize them and every processor gives the same bits. The single-value functions
//! are `elementary`'s.

use super::block::Column;

/// Bits of √½: a mantissa is taken from [√½, √2), so that its logarithm is near 0.
const HALF_ROOT: u64 = 0x3FE6_A09E_667F_3BCD;
const ONE: u64 = 0x3FF0_0000_0000_0000;
const MANTISSA: u64 = 0x000F_FFFF_FFFF_FFFF;
/// 2^52 in an `f64`: an integer below 2^51 added to its bits is added to its value.
const INTEGERS: u64 = 0x4330_0000_0000_0000;
const LN_2: f64 = std::f64::consts::LN_2;

/// The least result of [`bounded_power`].
pub const LEAST_POWER: f64 = 0.25;
/// The greatest result of [`bounded_power`].
pub const MOST_POWER: f64 = 4.0;

/// 1/(2k + 1) for k = 1 … 10, then nothing: ln m = 2 s (1 + s²/3 + s⁴/5 + …) with s = (m − 1)/(m + 1),
/// |s| < 0.172.
const LOGARITHM: [f64; 12] = [
    1.0 / 3.0,
    1.0 / 5.0,
    1.0 / 7.0,
    1.0 / 9.0,
    1.0 / 11.0,
    1.0 / 13.0,
    1.0 / 15.0,
    1.0 / 17.0,
    1.0 / 19.0,
    1.0 / 21.0,
    0.0,
    0.0,
];
/// 1/k! for k = 1 … 12, for exponents up to ln 4 / 4 in size.
const EXPONENTIAL: [f64; 12] = [
    1.0,
    1.0 / 2.0,
    1.0 / 6.0,
    1.0 / 24.0,
    1.0 / 120.0,
    1.0 / 720.0,
    1.0 / 5_040.0,
    1.0 / 40_320.0,
    1.0 / 362_880.0,
    1.0 / 3_628_800.0,
    1.0 / 39_916_800.0,
    1.0 / 479_001_600.0,
];

/// The polynomial with these coefficients, constant first. Three parts of four terms, so that a
/// processor works on all of them at once (Estrin 1960).
#[inline]
fn polynomial(c: &[f64; 12], x: f64) -> f64 {
    let square = x * x;
    let fourth = square * square;
    let part = |k: usize| (c[k] + c[k + 1] * x) + (c[k + 2] + c[k + 3] * x) * square;
    part(0) + (part(4) + part(8) * fourth) * fourth
}

/// The natural logarithm of a positive normal number, to 4e-16 relative to the larger of it and 1.
#[inline]
fn logarithm(x: f64) -> f64 {
    let shifted = x.to_bits().wrapping_add(ONE - HALF_ROOT);
    let exponent = f64::from_bits(INTEGERS | (shifted >> 52)) - 4_503_599_627_371_519.0;
    let mantissa = f64::from_bits((shifted & MANTISSA).wrapping_add(HALF_ROOT));
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let square = s * s;
    let series = polynomial(&LOGARITHM, square);
    exponent * LN_2 + 2.0 * s * (1.0 + square * series)
}

/// Raises every lane to a power and cuts the result to \[¼, 4\], to 1e-14 relative. Lanes are positive
/// normal numbers.
///
/// The power is exp(exponent × ln lane): the logarithm by its series, the exponent cut to ± ln 4, a
/// quarter of it by Taylor's series, squared twice.
pub fn bounded_power(lanes: &mut Column, exponent: f64) {
    const MOST: f64 = 2.0 * LN_2; // ln 4
    for lane in lanes.iter_mut() {
        let power = (exponent * logarithm(*lane)).clamp(-MOST, MOST);
        let quarter = 0.25 * power;
        let root = polynomial(&EXPONENTIAL, quarter) * quarter + 1.0;
        let square = root * root;
        *lane = (square * square).clamp(LEAST_POWER, MOST_POWER);
    }
}
