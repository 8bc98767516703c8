//! The vector functions against `libm`'s, which are right to about one unit in the last place.

use std::f64::consts::{LN_2, LOG2_E, TAU};

use vestrisk::random::vector::{
    LEAST_EXPONENT, LEAST_POWER, MOST_EXPONENT, MOST_POWER, bounded_power, exp, exp_minus_one, ln,
    sin_cos_of_turns,
};
use vestrisk::random::{Column, LANES};

use super::{around, evenly, random, within, worst};
use crate::support::processor;

/// Points of a kind: dense and random ones.
const MANY: u32 = 1_000_000;

/// Exponents over the whole range, where the reduction changes, and small ones.
fn exponents(label: &str) -> Vec<f64> {
    let mut points: Vec<f64> = evenly(MANY, LEAST_EXPONENT, MOST_EXPONENT).collect();
    points.extend(random(label, MANY as usize, LEAST_EXPONENT, MOST_EXPONENT));
    points.extend(random("small exponents", MANY as usize, -1.0, 1.0));
    points.extend(around((-2_042..=2_045).map(|half| f64::from(half) * 0.5 * LN_2)));
    let powers = (1..=1_000).map(|k| libm::exp2(-f64::from(k)));
    points.extend(around(powers.flat_map(|x| [x, -x])));
    points.retain(|x| (LEAST_EXPONENT..=MOST_EXPONENT).contains(x));
    points
}

#[test]
fn exponentials_are_within_their_stated_error() {
    let points = exponents("exponents");
    within("exp", 1e-13, worst(&points, exp, libm::exp));
    assert_eq!([0.0, -0.0].map(|x| exp(x).to_bits()), [1.0_f64.to_bits(); 2]);
    for (beyond, end) in [
        (-1e9, LEAST_EXPONENT),
        (f64::NEG_INFINITY, LEAST_EXPONENT),
        (f64::INFINITY, MOST_EXPONENT),
    ] {
        assert_eq!(exp(beyond).to_bits(), exp(end).to_bits(), "{beyond} is cut");
    }
    assert!(exp(f64::NAN).is_finite(), "NaN gives a number");
}

#[test]
fn exponentials_less_one_are_within_their_stated_error() {
    let points = exponents("exponents less one");
    within("exp_minus_one", 1e-13, worst(&points, exp_minus_one, libm::expm1));
    assert_eq!(exp_minus_one(0.0).to_bits(), 0);
}

/// Positive normal numbers of all sizes, and those around 1, near and far.
fn positive(label: &str) -> Vec<f64> {
    let (least, most) = (libm::log(f64::MIN_POSITIVE), libm::log(1e308));
    let mut points: Vec<f64> = evenly(MANY, least, most).map(libm::exp).collect();
    points.extend(random(label, MANY as usize, 0.25, 4.0));
    for k in 0..53 {
        let step = libm::exp2(-f64::from(k));
        let near = random("near one", 1_000, 0.0, 1.0);
        points.extend(near.into_iter().flat_map(|share| [1.0 + step * share, 1.0 - step * share]));
        points.extend([1.0 + step, 1.0 - 0.5 * step]);
    }
    points.extend(around((-1_020..=1_020).map(|k| libm::exp2(f64::from(k)))));
    points.extend(around([0.5_f64, 2.0, 8.0].map(f64::sqrt)));
    points.extend([f64::MIN_POSITIVE, 2.3e-308, 1e308, f64::MAX]);
    points.retain(|x| *x >= f64::MIN_POSITIVE);
    points
}

#[test]
fn logarithms_are_within_their_stated_error() {
    within("ln", 5e-15, worst(&positive("logarithms"), ln, libm::log));
    assert_eq!(ln(1.0).to_bits(), 0);
}

/// Sine of 2πv: turns are taken to the first quarter, where `libm`'s argument is as good as exact.
fn sine(v: f64) -> f64 {
    if v > 0.5 {
        return -sine(1.0 - v);
    }
    if v > 0.25 { sine(0.5 - v) } else { libm::sin(TAU * v) }
}

/// Cosine of 2πv likewise: of few turns directly, around its zeros by the distance from them.
fn cosine(v: f64) -> f64 {
    if v > 0.5 {
        return cosine(1.0 - v);
    }
    if v < 0.125 {
        libm::cos(TAU * v)
    } else if v > 0.375 {
        -libm::cos(TAU * (0.5 - v))
    } else {
        libm::sin(TAU * (0.25 - v))
    }
}

fn turns() -> Vec<f64> {
    let mut points: Vec<f64> = evenly(MANY, 0.0, 1.0).collect();
    points.extend(random("turns", MANY as usize, 0.0, 1.0));
    points.extend(around((1..16).map(|k| f64::from(k) / 16.0)));
    for k in 2..53 {
        let step = libm::exp2(-f64::from(k));
        points.extend([0.25, 0.5, 0.75].into_iter().flat_map(|edge| [edge - step, edge + step]));
        points.extend([step, 1.0 - step]);
    }
    points
}

#[test]
fn sines_and_cosines_are_within_their_stated_error() {
    let points = turns();
    within("sine", 1e-12, worst(&points, |v| sin_cos_of_turns(v).0, sine));
    within("cosine", 1e-12, worst(&points, |v| sin_cos_of_turns(v).1, cosine));
    for (v, sine, cosine) in [(0.0, 0.0, 1.0), (0.25, 1.0, 0.0), (0.5, 0.0, -1.0), (1.0, 0.0, 1.0)]
    {
        let (s, c) = sin_cos_of_turns(v);
        assert!((s - sine).abs() + (c - cosine).abs() < f64::MIN_POSITIVE, "{v}: {s} and {c}");
    }
}

#[test]
fn bounded_powers_are_within_their_stated_error() {
    let points = positive("bases");
    for exponent in [-10.0, -3.0, -1.0, -0.5, -0.01, 0.0, 0.1, 0.3, 0.5, 1.0, 3.0, 10.0] {
        let mut powers = Vec::with_capacity(points.len() + LANES);
        for chunk in points.chunks(LANES) {
            let mut column = Column::of(1.0);
            column[..chunk.len()].copy_from_slice(chunk);
            bounded_power(processor(), &mut column, exponent);
            powers.extend_from_slice(&column[..chunk.len()]);
        }
        let truth = |x: f64| libm::pow(x, exponent).clamp(LEAST_POWER, MOST_POWER);
        let mut errors =
            powers.iter().zip(&points).map(|(own, x)| ((own / truth(*x) - 1.0).abs(), *x));
        let first = errors.next().expect("points");
        let most = errors.fold(first, |a, b| if b.0 <= a.0 { a } else { b });
        within(&format!("power {exponent}"), 1e-14, most);
    }
}

/// A copy of the polynomials that the functions are made of, to be spoiled.
mod copies {
    pub const EXPONENTIAL: [f64; 8] = [
        0.499_999_999_999_550_7,
        0.166_666_666_666_625_83,
        0.041_666_666_786_337_556,
        0.008_333_333_344_209_506,
        0.001_388_883_909_064_138,
        0.000_198_412_245_815_441_05,
        2.486_788_345_352_180_2e-5,
        2.761_757_684_835_413e-6,
    ];
    pub const LOGARITHM: [f64; 6] = [
        0.333_333_333_333_310_4,
        0.200_000_000_056_061,
        0.142_857_120_682_581_75,
        0.111_114_312_384_247_71,
        0.090_700_926_012_466_24,
        0.083_109_735_450_887,
    ];
    #[expect(clippy::approx_constant, reason = "a fit's coefficient, near π/2")]
    pub const SINE: [f64; 6] = [
        1.570_796_326_794_89,
        -0.645_964_097_504_305_2,
        0.079_692_626_155_601_59,
        -0.004_681_752_589_609_857,
        0.000_160_429_255_542_023_35,
        -3.556_369_371_360_422e-6,
    ];
    pub const COSINE: [f64; 5] = [
        -1.233_700_550_135_277_1,
        0.253_669_507_722_561_97,
        -0.020_863_475_052_045_815,
        0.000_919_196_283_341_526_7,
        -2.490_911_221_992_309_7e-5,
    ];
}

fn polynomial(coefficients: &[f64], x: f64) -> f64 {
    coefficients.iter().rev().fold(0.0, |sum: f64, term| sum.mul_add(x, *term))
}

/// The four functions with polynomials of one's own, near 0, 1, an eighth of a turn: (name, points, function,
/// truth, stated error).
fn with_polynomials(spoiled: fn(&[f64]) -> Vec<f64>) -> [(&'static str, (f64, f64), f64); 4] {
    let terms = spoiled(&copies::EXPONENTIAL);
    let power = |x: f64| {
        let whole = (x * LOG2_E).round();
        let r = whole.mul_add(-LN_2, x);
        libm::ldexp(1.0 + (r * r).mul_add(polynomial(&terms, r), r), whole_number(whole))
    };
    let exponents: Vec<f64> = evenly(10_000, -10.0, 10.0).collect();
    let terms = spoiled(&copies::LOGARITHM);
    let logarithm = |m: f64| {
        let s = (m - 1.0) / (m + 1.0);
        (2.0 * s * s * s).mul_add(polynomial(&terms, s * s), 2.0 * s)
    };
    let mantissas: Vec<f64> = evenly(10_000, 0.5_f64.sqrt(), 2.0_f64.sqrt()).collect();
    let eighth: Vec<f64> = evenly(10_000, 0.0, 0.125).collect();
    let terms = spoiled(&copies::SINE);
    let own_sine = |v: f64| 4.0 * v * polynomial(&terms, 16.0 * v * v);
    let terms = spoiled(&copies::COSINE);
    let own_cosine = |v: f64| (16.0 * v * v).mul_add(polynomial(&terms, 16.0 * v * v), 1.0);
    [
        ("exp", worst(&exponents, power, libm::exp), 1e-13),
        ("ln", worst(&mantissas, logarithm, libm::log), 5e-15),
        ("sine", worst(&eighth, own_sine, sine), 1e-12),
        ("cosine", worst(&eighth, own_cosine, cosine), 1e-12),
    ]
}

#[expect(clippy::cast_possible_truncation, reason = "a whole number below 2,000")]
fn whole_number(x: f64) -> i32 {
    x as i32
}

#[test]
fn control_a_coefficient_changed_in_its_twelfth_digit_fails() {
    for (name, worst, stated) in with_polynomials(<[f64]>::to_vec) {
        within(&format!("{name}, as it is"), stated, worst);
    }
    // Five units in the twelfth digit of the first coefficient.
    let spoiled = |terms: &[f64]| {
        let unit = libm::pow(10.0, libm::floor(libm::log10(terms[0].abs())) - 11.0);
        [&[terms[0] + 5.0 * unit], &terms[1..]].concat()
    };
    for (name, (error, _), stated) in with_polynomials(spoiled) {
        println!("control: {name}: {error:e}, stated {stated:e}");
        assert!(error > stated, "{name}: the control passes with {error:e}");
    }
}
