//! Uniforms, normals and exponentials made from addressed words, a column at a time and without
//! branches, so that every run costs the same and lanes can be vectorized.

use super::address::{Runs, Stream};
use super::block::{Column, LANES};
use super::elementary;

/// The uniform on the open interval (0, 1) of a word: its top 52 bits, plus one half, over 2^52.
///
/// Never 0 or 1, and 1 − u is exact, so that an antithetic partner is the mirror image to the last bit.
#[inline]
#[must_use]
pub fn open_uniform(word: u64) -> f64 {
    ((word >> 12) as f64 + 0.5) * (1.0 / 4_503_599_627_370_496.0)
}

/// Fills a column with uniforms. Mirrored lanes get 1 − u.
pub fn uniform(stream: &Stream, runs: &Runs, index: u32, column: &mut Column) {
    for lane in 0..LANES {
        let [word, _] = stream.words(runs.address(lane), index);
        let u = open_uniform(word);
        column[lane] = if runs.mirrored(lane) { 1.0 - u } else { u };
    }
}

/// Fills two columns with independent standard normals (Box and Muller 1958): with u, v uniform,
/// √(−2 ln u) cos 2πv and √(−2 ln u) sin 2πv. Mirrored lanes get −z.
pub fn normal_pair(
    stream: &Stream,
    runs: &Runs,
    index: u32,
    cosine: &mut Column,
    sine: &mut Column,
) {
    stream.uniforms(runs, index, cosine, sine);
    for lane in 0..LANES {
        let radius = (-2.0 * elementary::ln(cosine[lane])).sqrt();
        let (s, c) = elementary::sin_cos(std::f64::consts::TAU * sine[lane]);
        let sign = if runs.mirrored(lane) { -1.0 } else { 1.0 };
        cosine[lane] = sign * radius * c;
        sine[lane] = sign * radius * s;
    }
}

/// Fills two columns with independent unit exponentials, −ln u. Mirrored lanes get −ln(1 − u).
pub fn exponential_pair(
    stream: &Stream,
    runs: &Runs,
    index: u32,
    first: &mut Column,
    second: &mut Column,
) {
    stream.uniforms(runs, index, first, second);
    for lane in 0..LANES {
        let mirror = |u: f64| if runs.mirrored(lane) { 1.0 - u } else { u };
        first[lane] = -elementary::ln(mirror(first[lane]));
        second[lane] = -elementary::ln(mirror(second[lane]));
    }
}
