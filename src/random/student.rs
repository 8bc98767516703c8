//! Student's t, cut to a range and scaled to unit variance: the innovations of fat-tailed daily returns.

use std::f64::consts::PI;

use super::address::{Runs, Stream};
use super::block::{Column, LANES};
use super::elementary;
use super::variates::radius_and_turn;
use super::vector::{exp_minus_one, ln, sin_cos_of_turns};
use crate::processor::Processor;

/// Student's t of ν degrees of freedom, cut to ±c and divided by what is then its standard deviation.
///
/// **Numbers.** t = √(ν (u^(−2/ν) − 1)) cos 2πv of two uniforms, the analogue of Box and Muller's normal (Bailey 1994), u and v of
/// one word as in [`normal_quads`](super::normal_quads). A t beyond ±c counts as ±c.
///
/// **Scale.** With φ = arctan(c/√ν), I = ∫₀^φ cos^(ν−1), T the same integral from φ to π/2, the cut t has the variance
/// (ν/(ν − 2) × (I − sin φ cos^(ν−2) φ) + c² T) / (I + T).
///
/// ```
/// use vestrisk::random::StudentT;
/// // Hardly anything is cut: ν/(ν − 2) = 5/3.
/// let law = StudentT::new(5.0, 1e6);
/// assert!((law.deviation() - (5.0_f64 / 3.0).sqrt()).abs() < 1e-9);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StudentT {
    degrees: f64,
    most: f64,
    deviation: f64,
}

impl StudentT {
    /// The law of `degrees` degrees of freedom, cut to ±`most`.
    ///
    /// # Panics
    /// Unless `degrees` is above 2 and `most` above 0, both finite.
    #[must_use]
    pub fn new(degrees: f64, most: f64) -> Self {
        let finite = degrees.is_finite() && most.is_finite();
        assert!(finite && degrees > 2.0 && most > 0.0, "{degrees} degrees cut at {most}");
        let cosine = 1.0 / (1.0 + most * most / degrees).sqrt();
        let sine = (1.0 - cosine * cosine).sqrt();
        let tail = tail_integral(degrees, cosine);
        let whole = whole_integral(degrees);
        let power = elementary::power(cosine, degrees - 2.0);
        let inside = degrees / (degrees - 2.0) * (whole - tail - sine * power);
        let variance = (inside + most * most * tail) / whole;
        Self { degrees, most, deviation: variance.sqrt() }
    }

    /// The standard deviation of t after the cut, by which it is divided.
    #[must_use]
    pub const fn deviation(&self) -> f64 {
        self.deviation
    }

    /// Fills pairs of columns, at an index each, with independent variates. Mirrored lanes get −t.
    pub fn fill_pairs(
        &self,
        processor: Processor,
        stream: &Stream,
        runs: &Runs,
        indices: impl Iterator<Item = u32>,
        columns: &mut [[Column; 2]],
    ) {
        let mut angles = [Column::of(0.0); 2];
        for (index, pair) in indices.zip(columns) {
            processor.run(
                #[inline(always)]
                || {
                    for lane in 0..LANES {
                        let words = stream.words(runs.address(lane), index).map(radius_and_turn);
                        for (place, (radius, angle)) in words.into_iter().enumerate() {
                            (pair[place][lane], angles[place][lane]) = (radius, angle);
                        }
                    }
                },
            );
            for (column, angles) in pair.iter_mut().zip(&angles) {
                processor.run(
                    #[inline(always)]
                    || self.finish(runs, angles, column),
                );
            }
        }
    }

    /// Uniforms for radii and angles into variates.
    #[inline(always)]
    fn finish(&self, runs: &Runs, angles: &Column, column: &mut Column) {
        let (exponent, scale) = (-2.0 / self.degrees, 1.0 / self.deviation);
        for lane in 0..LANES {
            let square = self.degrees * exp_minus_one(exponent * ln(column[lane]));
            let t = square.sqrt() * sin_cos_of_turns(angles[lane]).1;
            let t = if t > -self.most { t } else { -self.most };
            let t = if t < self.most { t } else { self.most };
            let flip = runs.mirror_bit(lane) << 63;
            column[lane] = f64::from_bits((scale * t).to_bits() ^ flip);
        }
    }
}

/// ∫ cos^(ν−1) from 0 to π/2, ½ √π Γ(ν/2)/Γ((ν + 1)/2).
fn whole_integral(degrees: f64) -> f64 {
    let ratio = elementary::ln_gamma(0.5 * degrees) - elementary::ln_gamma(0.5 * (degrees + 1.0));
    0.5 * PI.sqrt() * elementary::exp(ratio)
}

/// ∫ cos^(ν−1) from the angle of a cosine to π/2: Σ C(2k, k)/4^k w^(ν+2k)/(ν + 2k), w the cosine.
fn tail_integral(degrees: f64, cosine: f64) -> f64 {
    let square = cosine * cosine;
    let (mut sum, mut term, mut k) = (0.0, elementary::power(cosine, degrees), 0.0);
    while term > sum * f64::EPSILON {
        sum += term / (degrees + 2.0 * k);
        k += 1.0;
        term *= square * (2.0 * k - 1.0) / (2.0 * k);
    }
    sum
}
