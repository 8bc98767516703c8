//! Elementary functions for loops over lanes: polynomials in plain and fused arithmetic without branches, so
//! that compilers vectorize them and every processor gives the same bits. Where one value is wanted and speed
//! does not matter, `elementary` is at hand.
//!
//! Each function says its largest relative error over its whole range, as `tests/suite/random` measures it
//! against `libm`'s. Coefficients are Chebyshev fits with 60 digits, rounded once (Trefethen 2013, chapter 3).

use std::f64::consts::{LN_2, LOG2_E};

use super::block::Column;
use crate::processor::Processor;

const ONE: u64 = 0x3FF0_0000_0000_0000;
/// Bits of √½: a mantissa is taken from [√½, √2), so that its logarithm is near 0.
const HALF_ROOT: u64 = 0x3FE6_A09E_667F_3BCD;
const MANTISSA: u64 = 0x000F_FFFF_FFFF_FFFF;
const SIGN: u64 = 1 << 63;
/// 1.5 × 2^52: added to a number below 2^51 it rounds it to a whole number, which then stands in the low bits.
const ROUND: f64 = 6_755_399_441_055_744.0;
/// 2^52 in an `f64`: an integer below 2^51 added to its bits is added to its value.
const INTEGERS: u64 = 0x4330_0000_0000_0000;

/// The least exponent whose power is a normal number; smaller ones count as this.
pub const LEAST_EXPONENT: f64 = -708.0;
/// The greatest exponent whose power is finite; larger ones count as this.
pub const MOST_EXPONENT: f64 = 709.0;
/// The least result of [`bounded_power`].
pub const LEAST_POWER: f64 = 0.25;
/// The greatest result of [`bounded_power`].
pub const MOST_POWER: f64 = 4.0;

/// (exp r − 1 − r)/r² for |r| ≤ ½ ln 2.
const EXPONENTIAL: [f64; 8] = [
    0.499_999_999_999_550_7,
    0.166_666_666_666_625_83,
    0.041_666_666_786_337_556,
    0.008_333_333_344_209_506,
    0.001_388_883_909_064_138,
    0.000_198_412_245_815_441_05,
    2.486_788_345_352_180_2e-5,
    2.761_757_684_835_413e-6,
];
/// The same with one term more.
const LONG_EXPONENTIAL: [f64; 9] = [
    0.5,
    0.166_666_666_666_482_9,
    0.041_666_666_666_651_36,
    0.008_333_333_353_729_397,
    0.001_388_888_890_588_154_2,
    0.000_198_412_087_325_363_84,
    2.480_153_638_869_076_6e-05,
    2.762_511_557_828_763e-06,
    2.761_380_686_153_829e-07,
];
/// (atanh s / s − 1)/s² in s², for s = (m − 1)/(m + 1), m from √½ to √2.
const LOGARITHM: [f64; 6] = [
    0.333_333_333_333_310_4,
    0.200_000_000_056_061,
    0.142_857_120_682_581_75,
    0.111_114_312_384_247_71,
    0.090_700_926_012_466_24,
    0.083_109_735_450_887,
];
/// sin(πt/2)/t in t², |t| ≤ ½.
#[expect(clippy::approx_constant, reason = "the fit's coefficient, near the constant by nature")]
const SINE: [f64; 6] = [
    1.570_796_326_794_89,
    -0.645_964_097_504_305_2,
    0.079_692_626_155_601_59,
    -0.004_681_752_589_609_857,
    0.000_160_429_255_542_023_35,
    -3.556_369_371_360_422e-6,
];
/// (cos(πt/2) − 1)/t² in t², |t| ≤ ½.
const COSINE: [f64; 5] = [
    -1.233_700_550_135_277_1,
    0.253_669_507_722_561_97,
    -0.020_863_475_052_045_815,
    0.000_919_196_283_341_526_7,
    -2.490_911_221_992_309_7e-5,
];

/// The polynomial with these coefficients, constant first (Horner 1819).
#[inline(always)]
fn polynomial<const N: usize>(coefficients: &[f64; N], x: f64) -> f64 {
    let mut sum = coefficients[N - 1];
    for place in (0..N - 1).rev() {
        sum = sum.mul_add(x, coefficients[place]);
    }
    sum
}

/// x = n ln 2 + r: 2^n as bits to be added to an exponent, and exp r − 1.
#[inline(always)]
fn reduced<const N: usize>(x: f64, terms: &[f64; N]) -> (u64, f64) {
    let shifted = x.mul_add(LOG2_E, ROUND);
    let r = (shifted - ROUND).mul_add(-LN_2, x);
    let square = r * r;
    (shifted.to_bits() << 52, square.mul_add(polynomial(terms, r), r))
}

/// e to the power `x`, to 1e-13 relative. Exponents are cut to −708 … 709; NaN gives a number.
///
/// x = n ln 2 + r with |r| ≤ ½ ln 2; exp r by a polynomial of degree 9, 2^n by its bits.
#[inline(always)]
#[must_use]
pub fn exp(x: f64) -> f64 {
    power_of_two_times(reduced(bounded(x, LEAST_EXPONENT, MOST_EXPONENT), &EXPONENTIAL))
}

#[inline(always)]
fn power_of_two_times((scale, power): (u64, f64)) -> f64 {
    f64::from_bits((1.0 + power).to_bits().wrapping_add(scale))
}

/// e to the power `x`, minus 1, to 1e-13 relative, near 0 as well. Exponents are cut as in [`exp`].
#[inline(always)]
#[must_use]
pub fn exp_minus_one(x: f64) -> f64 {
    let x = bounded(x, LEAST_EXPONENT, MOST_EXPONENT);
    let (scale, power) = reduced(x, &LONG_EXPONENTIAL);
    let scale = f64::from_bits(ONE.wrapping_add(scale));
    scale.mul_add(power, scale - 1.0)
}

/// A number cut to a range by comparisons that every processor has as one instruction.
#[inline(always)]
fn bounded(x: f64, least: f64, most: f64) -> f64 {
    let x = if x > least { x } else { least };
    if x < most { x } else { most }
}

/// The natural logarithm of a positive normal number, to 5e-15 relative.
///
/// x = 2^e m with m from √½ to √2; ln m = 2 atanh s, s = (m − 1)/(m + 1), by a polynomial in s².
#[inline(always)]
#[must_use]
pub fn ln(x: f64) -> f64 {
    scaled_ln(x, 1.0)
}

/// `scale` times the natural logarithm, `scale` a power of two or minus one.
#[inline(always)]
pub(super) fn scaled_ln(x: f64, scale: f64) -> f64 {
    let (exponent, mantissa) = split(x);
    let s = (mantissa - 1.0) / (mantissa + 1.0);
    let square = s * s;
    let twice = (2.0 * scale) * s;
    let ln_mantissa = (twice * square).mul_add(polynomial(&LOGARITHM, square), twice);
    exponent.mul_add(scale * LN_2, ln_mantissa)
}

/// x = 2^e m: e, and m from √½ to √2.
#[inline(always)]
fn split(x: f64) -> (f64, f64) {
    let shifted = x.to_bits().wrapping_add(ONE - HALF_ROOT);
    let exponent = f64::from_bits(INTEGERS | (shifted >> 52)) - 4_503_599_627_371_519.0;
    (exponent, f64::from_bits((shifted & MANTISSA).wrapping_add(HALF_ROOT)))
}

/// Sine and cosine of 2πv for 0 ≤ v ≤ 1, each to 1e-12 relative.
///
/// 4v = k + t with whole k and |t| ≤ ½; sin(πt/2) and cos(πt/2) by polynomials in t², exchanged and negated as
/// the quadrant k says.
#[inline(always)]
#[must_use]
pub fn sin_cos_of_turns(v: f64) -> (f64, f64) {
    let shifted = v.mul_add(4.0, ROUND);
    let t = v.mul_add(4.0, ROUND - shifted);
    let quadrant = shifted.to_bits();
    let square = t * t;
    let sine = t * polynomial(&SINE, square);
    let cosine = square.mul_add(polynomial(&COSINE, square), 1.0);
    let odd = quadrant & 1 == 1;
    let (s, c) = if odd { (cosine, sine) } else { (sine, cosine) };
    let flip_sine = (quadrant << 62) & SIGN;
    let flip_cosine = (quadrant.wrapping_add(1) << 62) & SIGN;
    (f64::from_bits(s.to_bits() ^ flip_sine), f64::from_bits(c.to_bits() ^ flip_cosine))
}

/// Raises every lane to a power and cuts the result to \[¼, 4\], to 1e-14 relative. Lanes are positive
/// normal numbers.
///
/// The power is exp(exponent × ln lane), the exponent cut to ± ln 4 before.
pub fn bounded_power(processor: Processor, lanes: &mut Column, exponent: f64) {
    const MOST: f64 = 2.0 * LN_2; // ln 4
    processor.run(
        #[inline(always)]
        || {
            for lane in lanes.iter_mut() {
                let exponent = bounded(exponent * ln(*lane), -MOST, MOST);
                let power = power_of_two_times(reduced(exponent, &LONG_EXPONENTIAL));
                *lane = bounded(power, LEAST_POWER, MOST_POWER);
            }
        },
    );
}
