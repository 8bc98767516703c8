//! Uniforms, normals and exponentials made from addressed words, a column at a time and without
//! branches, so that every run costs the same and lanes are vectorized. Each takes two short loops, one for the
//! words and one for what is made of them: a processor then works on several turns of a loop at once.

use super::address::{Coupling, Runs, Stream};
use super::block::{Column, LANES};
use super::vector::{scaled_ln, sin_cos_of_turns};
use crate::processor::Processor;

/// The bits of 1.
const ONE: u64 = 0x3FF0_0000_0000_0000;

/// The uniform on the open interval (0, 1) of a word: its top 52 bits, plus one half, over 2^52.
///
/// Never 0 or 1, and 1 − u is exact, so that an antithetic partner is the mirror image to the last bit. The bits are
/// taken as those of a number from 1 to 2, from which 1 − 2^−53 is subtracted without rounding.
#[inline(always)]
#[must_use]
pub fn open_uniform(word: u64) -> f64 {
    f64::from_bits((word >> 12) | ONE) - (1.0 - 0.5 * f64::EPSILON)
}

/// Fills a column with uniforms, of the first word at an index. Mirrored lanes get 1 − u.
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

/// Fills fours of columns with independent standard normals, those of each at an index of its own (Box and Muller
/// 1958): each of the two words at an address gives u from its top 40 bits and v from its low 24, (bits + ½) over
/// their number, and these √(−2 ln u) cos 2πv and √(−2 ln u) sin 2πv. Mirrored lanes get −z.
///
/// No normal is farther from 0 than √(2 ln 2^41) = 7.54, which of 2 × 10^13 normals about one exceeds.
///
/// The radius of one pair, which keeps the divider busy, is made in one loop with the angle of the pair before,
/// which keeps the multipliers busy.
pub fn normal_quads(
    processor: Processor,
    stream: &Stream,
    runs: &Runs,
    indices: impl Iterator<Item = u32>,
    columns: &mut [[Column; 4]],
) {
    for (index, four) in indices.zip(columns.iter_mut()) {
        radii_and_turns(processor, stream, runs, index, four);
    }
    match runs.coupling() {
        Coupling::Independent => finish::<false>(processor, runs, columns),
        Coupling::Antithetic => finish::<true>(processor, runs, columns),
    }
}

/// The same at one index.
pub fn normal_quad(
    processor: Processor,
    stream: &Stream,
    runs: &Runs,
    index: u32,
    columns: &mut [Column; 4],
) {
    normal_quads(processor, stream, runs, std::iter::once(index), std::slice::from_mut(columns));
}

/// Fills threes of columns, at an index each, with a uniform and two standard normals, all independent: the uniform of the
/// first word, the normals of the second as in [`normal_quads`]. Mirrored lanes get 1 − u and −z.
pub fn uniform_and_normals(
    processor: Processor,
    stream: &Stream,
    runs: &Runs,
    indices: impl Iterator<Item = u32>,
    columns: &mut [[Column; 3]],
) {
    for (index, [uniform, cosine, sine]) in indices.zip(columns) {
        processor.run(
            #[inline(always)]
            || {
                for lane in 0..LANES {
                    let [one, other] = stream.words(runs.address(lane), index);
                    uniform[lane] = mirrored(open_uniform(one), runs, lane);
                    (cosine[lane], sine[lane]) = radius_and_turn(other);
                }
            },
        );
        processor.run(
            #[inline(always)]
            || {
                radius(cosine);
                // Runs of their own are mirrored nowhere, so this does for both couplings.
                turn::<true>(cosine, sine, runs);
            },
        );
    }
}

/// Uniforms for radii and angles into normals.
fn finish<const MIRRORED: bool>(processor: Processor, runs: &Runs, columns: &mut [[Column; 4]]) {
    let mut before: Option<&mut [Column; 2]> = None;
    for pair in columns.as_flattened_mut().as_chunks_mut::<2>().0 {
        match before {
            None => processor.run(
                #[inline(always)]
                || radius(&mut pair[0]),
            ),
            Some(before) => processor.run(
                #[inline(always)]
                || radius_beside_turn::<MIRRORED>(&mut pair[0], before, runs),
            ),
        }
        before = Some(pair);
    }
    if let Some([cosine, sine]) = before {
        processor.run(
            #[inline(always)]
            || turn::<MIRRORED>(cosine, sine, runs),
        );
    }
}

/// Fills four columns with the uniforms of two pairs of normals: for a radius and for an angle, twice.
fn radii_and_turns(
    processor: Processor,
    stream: &Stream,
    runs: &Runs,
    index: u32,
    [radius, angle, other_radius, other_angle]: &mut [Column; 4],
) {
    processor.run(
        #[inline(always)]
        || {
            for lane in 0..LANES {
                let [one, other] = stream.words(runs.address(lane), index).map(radius_and_turn);
                (radius[lane], angle[lane]) = one;
                (other_radius[lane], other_angle[lane]) = other;
            }
        },
    );
}

/// Uniforms into radii.
#[inline(always)]
fn radius(column: &mut Column) {
    for lane in 0..LANES {
        column[lane] = scaled_ln(column[lane], -2.0).sqrt();
    }
}

/// Radii and angles into normals.
#[inline(always)]
fn turn<const MIRRORED: bool>(cosine: &mut Column, sine: &mut Column, runs: &Runs) {
    for lane in 0..LANES {
        (cosine[lane], sine[lane]) = turned::<MIRRORED>(cosine[lane], sine[lane], runs, lane);
    }
}

/// The radii of one pair, and the normals of another.
#[inline(always)]
fn radius_beside_turn<const MIRRORED: bool>(
    next: &mut Column,
    [cosine, sine]: &mut [Column; 2],
    runs: &Runs,
) {
    for lane in 0..LANES {
        next[lane] = scaled_ln(next[lane], -2.0).sqrt();
        (cosine[lane], sine[lane]) = turned::<MIRRORED>(cosine[lane], sine[lane], runs, lane);
    }
}

/// A pair of normals.
#[inline(always)]
fn turned<const MIRRORED: bool>(radius: f64, turns: f64, runs: &Runs, lane: usize) -> (f64, f64) {
    let flip = if MIRRORED { runs.mirror_bit(lane) << 63 } else { 0 };
    let radius = f64::from_bits(radius.to_bits() ^ flip);
    let (sine, cosine) = sin_cos_of_turns(turns);
    (radius * cosine, radius * sine)
}

/// The two uniforms of a word: 40 bits for the radius of a pair of normals, 24 for its angle.
#[inline(always)]
pub(super) fn radius_and_turn(word: u64) -> (f64, f64) {
    const ANGLE_BITS: u32 = 24;
    const RADIUS_BITS: u32 = 40;
    let uniform = |mantissa: u64, bits: u32| {
        let half = f64::from_bits(ONE - (u64::from(bits + 1) << 52));
        f64::from_bits(mantissa | ONE) - (1.0 - half)
    };
    let radius = (word >> ANGLE_BITS) << (52 - RADIUS_BITS);
    let angle = (word << RADIUS_BITS) >> (64 - 52);
    (uniform(radius, RADIUS_BITS), uniform(angle, ANGLE_BITS))
}

/// Fills two columns with independent uniforms, of the two words at an index. Mirrored lanes get 1 − u.
pub fn uniform_pair(
    processor: Processor,
    stream: &Stream,
    runs: &Runs,
    index: u32,
    [first, second]: &mut [Column; 2],
) {
    processor.run(
        #[inline(always)]
        || {
            for lane in 0..LANES {
                let words = stream.words(runs.address(lane), index).map(open_uniform);
                [first[lane], second[lane]] = words.map(|u| mirrored(u, runs, lane));
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
    processor.run(
        #[inline(always)]
        || {
            for lane in 0..LANES {
                [first[lane], second[lane]] =
                    stream.words(runs.address(lane), index).map(open_uniform);
            }
        },
    );
    for column in [first, second] {
        processor.run(
            #[inline(always)]
            || {
                for lane in 0..LANES {
                    column[lane] = scaled_ln(mirrored(column[lane], runs, lane), -1.0);
                }
            },
        );
    }
}

/// A uniform, or its mirror image where the lane takes that.
#[inline(always)]
fn mirrored(u: f64, runs: &Runs, lane: usize) -> f64 {
    if runs.mirrored(lane) { 1.0 - u } else { u }
}
