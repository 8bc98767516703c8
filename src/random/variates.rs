//! Uniforms, normals and exponentials made from addressed words, a column at a time and without
//! branches, so that every run costs the same and lanes are vectorized. Each takes two short loops, one for the
//! words and one for what is made of them: a processor then works on several turns of a loop at once.

use super::address::{Runs, Stream};
use super::block::{Column, LANES};
use super::vector::{scaled_ln, sin_cos_of_turns};
use crate::processor::Processor;

/// The uniform on the open interval (0, 1) of a word: its top 52 bits, plus one half, over 2^52.
///
/// Never 0 or 1, and 1 − u is exact, so that an antithetic partner is the mirror image to the last bit. The bits are
/// taken as those of a number from 1 to 2, from which 1 − 2^−53 is subtracted without rounding.
#[inline(always)]
#[must_use]
pub fn open_uniform(word: u64) -> f64 {
    const ONE: u64 = 0x3FF0_0000_0000_0000;
    f64::from_bits((word >> 12) | ONE) - (1.0 - 0.5 * f64::EPSILON)
}

/// Fills a column with uniforms. Mirrored lanes get 1 − u.
pub fn uniform(
    processor: Processor,
    stream: &Stream,
    runs: &Runs,
    index: u32,
    column: &mut Column,
) {
    processor.run(
        #[inline(always)]
        || {
            for lane in 0..LANES {
                let [word, _] = stream.words(runs.address(lane), index);
                column[lane] = mirrored(open_uniform(word), runs, lane);
            }
        },
    );
}

/// Fills two columns with independent standard normals (Box and Muller 1958): with u, v uniform,
/// √(−2 ln u) cos 2πv and √(−2 ln u) sin 2πv. Mirrored lanes get −z.
pub fn normal_pair(
    processor: Processor,
    stream: &Stream,
    runs: &Runs,
    index: u32,
    cosine: &mut Column,
    sine: &mut Column,
) {
    stream.uniforms(processor, runs, index, cosine, sine);
    processor.run(
        #[inline(always)]
        || {
            for lane in 0..LANES {
                let radius = scaled_ln(cosine[lane], -2.0).sqrt();
                let (s, c) = sin_cos_of_turns(sine[lane]);
                let flip = runs.mirror_bit(lane) << 63;
                let radius = f64::from_bits(radius.to_bits() ^ flip);
                cosine[lane] = radius * c;
                sine[lane] = radius * s;
            }
        },
    );
}

/// Fills two columns with independent unit exponentials, −ln u. Mirrored lanes get −ln(1 − u).
pub fn exponential_pair(
    processor: Processor,
    stream: &Stream,
    runs: &Runs,
    index: u32,
    first: &mut Column,
    second: &mut Column,
) {
    stream.uniforms(processor, runs, index, first, second);
    processor.run(
        #[inline(always)]
        || {
            for lane in 0..LANES {
                first[lane] = scaled_ln(mirrored(first[lane], runs, lane), -1.0);
                second[lane] = scaled_ln(mirrored(second[lane], runs, lane), -1.0);
            }
        },
    );
}

/// A uniform, or its mirror image where the lane takes that.
#[inline(always)]
fn mirrored(u: f64, runs: &Runs, lane: usize) -> f64 {
    if runs.mirrored(lane) { 1.0 - u } else { u }
}
