//! Samples for the tests of counts and selections: smooth, with ties, with amounts that many runs share,
//! around zero, of both signs.

use proptest::prelude::*;
use rand_distr::{Distribution, LogNormal, StandardNormal, StandardUniform};
use rand_philox::Philox;

/// What a sample looks like.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Shape {
    /// Pay: positive and skewed, over several octaves.
    LogNormal,
    /// Differences of pay: of both signs.
    Mixed,
    /// Evenly spread over 0 … 10^6.
    Uniform,
    /// Some hundred amounts in whole dollars, of both signs.
    Ties,
    /// Three of five outcomes are exactly 1,400,000.
    Atom,
    /// All outcomes are the same.
    Equal,
    /// Less than a cent from zero, zeros of both signs among them.
    DeadZone,
    /// All within a few dollars of a million: a handful of classes.
    Narrow,
    /// A tenth are 0, the rest losses.
    Losses,
}

impl Shape {
    pub(super) const ALL: [Self; 9] = [
        Self::LogNormal,
        Self::Mixed,
        Self::Uniform,
        Self::Ties,
        Self::Atom,
        Self::Equal,
        Self::DeadZone,
        Self::Narrow,
        Self::Losses,
    ];

    /// So many outcomes of it.
    pub(super) fn sample(self, count: usize, seed: u64) -> Vec<f64> {
        let mut generator = Philox::from_u64_seed(seed);
        let pay = LogNormal::new(13.8, 0.6).unwrap();
        let mut next = |at: usize| {
            let normal: f64 = StandardNormal.sample(&mut generator);
            let uniform: f64 = StandardUniform.sample(&mut generator);
            let skewed = pay.sample(&mut generator);
            match self {
                Self::Mixed => 65_000.0 + 163_000.0 * normal,
                Self::Uniform => 1e6 * uniform,
                Self::Ties => (200.0 * normal).round(),
                Self::Atom if uniform < 0.6 => 1.4e6,
                Self::LogNormal | Self::Atom => skewed,
                Self::Equal => 123_456.78,
                Self::DeadZone => [0.0, -0.0, 0.007 * normal, 1e-300 * normal][at % 4],
                Self::Narrow => 1e6 + normal,
                Self::Losses if uniform < 0.1 => 0.0,
                Self::Losses => -skewed,
            }
        };
        (0..count).map(&mut next).collect()
    }
}

/// Samples of every shape, with sizes in a range.
pub(super) fn samples(sizes: std::ops::Range<usize>) -> impl Strategy<Value = Vec<f64>> {
    (prop::sample::select(&Shape::ALL[..]), sizes, any::<u64>())
        .prop_map(|(shape, size, seed)| shape.sample(size, seed))
}

/// Numbers that are hard to classify: of every exponent and sign, at the edges, infinite, not numbers.
pub(super) fn any_number() -> impl Strategy<Value = f64> {
    prop_oneof![
        4 => any::<f64>(),
        2 => -1e7..1e7_f64,
        1 => prop::sample::select(vec![
            0.0, -0.0, 0.007_812_5, -0.007_812_5, 70_368_744_177_664.0, f64::NAN, -f64::NAN,
            f64::INFINITY, f64::NEG_INFINITY, 5e-324, 1.0,
        ]),
    ]
}
