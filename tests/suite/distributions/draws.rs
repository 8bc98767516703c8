//! Uniforms, normals and exponentials against their laws, and against those of `rand_distr`, which
//! has other generators and other methods. Each sample has 2^20 outcomes from a seed of its own.

use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use rand_distr::{Distribution, Exp1, StandardNormal};
use vestrisk::random::{
    Coupling, Entity, LANES, Purpose, Stream, exponential_pair, normal_quad, open_uniform, uniform,
};

use super::kolmogorov::{exponential, normal, one_sample, two_sample};
use super::{columns, correlation};
use crate::support::processor;
use crate::tolerance::{Family, seed, two_sided};

const BLOCKS: usize = 4_096;
const OUTCOMES: usize = BLOCKS * LANES;

/// What is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Uniform,
    Normal,
    Exponential,
}

impl Kind {
    fn distribution(self, x: f64) -> f64 {
        match self {
            Self::Uniform => x,
            Self::Normal => normal(x),
            Self::Exponential => exponential(x),
        }
    }

    /// The columns drawn at an address under a label's seed: four normals, or two of the others.
    fn draw(
        self,
        label: &str,
        (purpose, index): (Purpose, u32),
        coupling: Coupling,
    ) -> Vec<Vec<f64>> {
        let stream = Stream::new(seed(label), purpose, Entity::of("AMZN"));
        match self {
            Self::Uniform => Vec::from(columns(BLOCKS, coupling, |runs, [first, second]| {
                uniform(processor(), &stream, runs, index, first);
                for lane in 0..LANES {
                    second[lane] = open_uniform(stream.words(runs.address(lane), index)[1]);
                }
            })),
            Self::Normal => Vec::from(columns(BLOCKS, coupling, |runs, four| {
                normal_quad(processor(), &stream, runs, index, four);
            })),
            Self::Exponential => Vec::from(columns(BLOCKS, coupling, |runs, [first, second]| {
                exponential_pair(processor(), &stream, runs, index, first, second);
            })),
        }
    }

    /// As many draws of another implementation.
    fn of_peer(self, label: &str) -> Vec<f64> {
        let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed(label));
        let draws = (0..OUTCOMES).map(|_| match self {
            Self::Uniform => generator.random(),
            Self::Normal => StandardNormal.sample(&mut generator),
            Self::Exponential => Exp1.sample(&mut generator),
        });
        draws.collect()
    }
}

/// The places that are drawn from, and what is drawn there.
const PLACES: [(Kind, (Purpose, u32)); 9] = [
    (Kind::Uniform, (Purpose::ExitClock, 0)),
    (Kind::Uniform, (Purpose::QuarterShock, 3)),
    (Kind::Normal, (Purpose::QuarterShock, 0)),
    (Kind::Normal, (Purpose::QuarterShock, 7)),
    (Kind::Normal, (Purpose::QuarterShock, 19)),
    (Kind::Normal, (Purpose::MonthBridge, 0)),
    (Kind::Normal, (Purpose::MonthBridge, 39)),
    (Kind::Exponential, (Purpose::ExitClock, 0)),
    (Kind::Exponential, (Purpose::ExitClock, 1)),
];

#[test]
fn draws_have_their_laws() {
    let mut family = Family::new("draws");
    for (kind, place) in PLACES {
        let name = format!("{kind:?} at {place:?}");
        for mut outcomes in kind.draw(&name, place, Coupling::Independent) {
            let chance = one_sample(&mut outcomes, |x| kind.distribution(x));
            family.check_probability(&name, chance);
            family.next_group();
        }
    }
    family.holds();
}

#[test]
fn mirrored_draws_have_their_laws_and_mirror() {
    let mut family = Family::new("mirrored draws");
    for (kind, place) in &PLACES[2..] {
        let name = format!("mirrored {kind:?} at {place:?}");
        for outcomes in kind.draw(&name, *place, Coupling::Antithetic) {
            let (pairs, _) = outcomes.as_chunks::<2>();
            for [one, other] in pairs {
                let sum = kind.distribution(*one) + kind.distribution(*other);
                assert!((sum - 1.0).abs() < 1e-14, "{name}: {one} and {other}");
            }
            let mut mirrored: Vec<f64> = pairs.iter().map(|[_, mirrored]| *mirrored).collect();
            let chance = one_sample(&mut mirrored, |x| kind.distribution(x));
            family.check_probability(&name, chance);
            family.next_group();
        }
    }
    family.holds();
}

#[test]
fn tails_are_as_heavy_as_they_should_be() {
    let mut family = Family::new("tails of draws");
    let count = |outcomes: &[f64], holds: &dyn Fn(f64) -> bool| {
        outcomes.iter().filter(|outcome| holds(**outcome)).count() as u64
    };
    for (kind, place) in &PLACES[2..] {
        let name = format!("tail of {kind:?} at {place:?}");
        for outcomes in kind.draw(&name, *place, Coupling::Independent) {
            for edge in [2.0, 3.0, 4.0] {
                let (name, trials) = (format!("{name} beyond {edge}"), OUTCOMES as u64);
                if matches!(kind, Kind::Normal) {
                    let above = count(&outcomes, &|z| z > edge);
                    let below = count(&outcomes, &|z| z < -edge);
                    family.check_count(&name, above, trials, 0.5 * two_sided(edge));
                    family.check_count(&name, below, trials, 0.5 * two_sided(edge));
                } else {
                    let above = count(&outcomes, &|x| x > 3.0 * edge);
                    let below = count(&outcomes, &|x| x < libm::exp(-3.0 * edge));
                    family.check_count(&name, above, trials, libm::exp(-3.0 * edge));
                    family.check_count(&name, below, trials, exponential(libm::exp(-3.0 * edge)));
                }
            }
            family.next_group();
        }
    }
    family.holds();
}

/// Checks the first moments of draws against (moment, its own variance), one a power from 1 on.
fn moments(family: &mut Family, name: &str, draws: &[f64], laws: &[(f64, f64)]) {
    for (power, (moment, variance)) in (1..).zip(laws) {
        let powers = draws.iter().map(|draw| libm::pow(*draw, f64::from(power)));
        let mean = powers.sum::<f64>() / draws.len() as f64;
        let std_error = (variance / draws.len() as f64).sqrt();
        family.check_mean(&format!("{name}, power {power}"), mean, std_error, *moment);
    }
    family.next_group();
}

#[test]
fn moments_of_all_draws_together_are_those_of_their_laws() {
    let mut family = Family::new("moments of draws");
    let pooled = |wanted: Kind, label: &str| -> Vec<f64> {
        let places = PLACES.iter().filter(|(kind, _)| *kind == wanted);
        let draws = places.flat_map(|(kind, place)| {
            kind.draw(&format!("{label} at {place:?}"), *place, Coupling::Independent).concat()
        });
        draws.collect()
    };
    let normals = pooled(Kind::Normal, "pooled normals");
    // E[z^k] = 0, 1, 0, 3 with variances 1, 2, 15, 105 − 9; E[x^k] = k! with (2k)! − k!².
    let normal_laws = [(0.0, 1.0), (1.0, 2.0), (0.0, 15.0), (3.0, 96.0)];
    moments(&mut family, "normals", &normals, &normal_laws);
    let exponentials = pooled(Kind::Exponential, "pooled exponentials");
    moments(&mut family, "exponentials", &exponentials, &[(1.0, 1.0), (2.0, 20.0), (6.0, 684.0)]);
    family.holds();
    let mut family = Family::new("normals a quarter of a percent too wide");
    let wide: Vec<f64> = normals.iter().map(|z| 1.0025 * z).collect();
    moments(&mut family, "normals", &wide, &normal_laws);
    family.must_fail();
    let mut family = Family::new("exponentials of rate 1.005");
    let fast: Vec<f64> = exponentials.iter().map(|x| x / 1.005).collect();
    moments(&mut family, "exponentials", &fast, &[(1.0, 1.0), (2.0, 20.0)]);
    family.must_fail();
}

#[test]
fn the_draws_of_an_address_are_independent() {
    let mut family = Family::new("pairs of draws");
    for (kind, place) in PLACES {
        let drawn =
            kind.draw(&format!("pairs of {kind:?} at {place:?}"), place, Coupling::Independent);
        let squares = |values: &[f64]| values.iter().map(|x| x * x).collect::<Vec<f64>>();
        let root = (OUTCOMES as f64).sqrt();
        for (one, first) in drawn.iter().enumerate() {
            for (other, second) in drawn.iter().enumerate().skip(one + 1) {
                let name = format!("{kind:?} {one} and {other} at {place:?}");
                family.check_score(&name, root * correlation(first, second));
                // Normals of one radius would be uncorrelated and still dependent.
                let score = root * correlation(&squares(first), &squares(second));
                family.check_score(&format!("{name}, squared"), score);
                family.next_group();
            }
        }
    }
    family.holds();
}

#[test]
fn another_implementation_has_the_same_laws() {
    let mut family = Family::new("draws of rand_distr");
    for kind in [Kind::Uniform, Kind::Normal, Kind::Exponential] {
        let name = format!("{kind:?} of rand_distr");
        let mut theirs = kind.of_peer(&name);
        let chance = one_sample(&mut theirs, |x| kind.distribution(x));
        family.check_probability(&name, chance);
        family.next_group();
        let mut theirs = kind.of_peer(&format!("{name} against ours"));
        let place = (Purpose::QuarterShock, 0);
        let mut ours = kind.draw(&name, place, Coupling::Independent).swap_remove(0);
        family
            .check_probability(&format!("{name} against ours"), two_sample(&mut ours, &mut theirs));
        family.next_group();
    }
    family.holds();
}

/// A name, what is drawn, and what is done to it.
type Wrong = (&'static str, Kind, fn(f64) -> f64);

#[test]
fn control_slightly_wrong_laws_fail() {
    let wrong: [Wrong; 5] = [
        ("normals shifted by 0.01", Kind::Normal, |z| z + 0.01),
        ("normals 2 % too wide", Kind::Normal, |z| 1.02 * z),
        ("exponentials of rate 1.01", Kind::Exponential, |x| x / 1.01),
        ("uniforms short of their ends", Kind::Uniform, |u| 0.005 + 0.99 * u),
        ("uniforms of eight bits", Kind::Uniform, |u| (u * 256.0).floor() / 256.0),
    ];
    for (name, kind, change) in wrong {
        let place = (Purpose::QuarterShock, 0);
        let drawn = kind.draw(name, place, Coupling::Independent);
        // Twice as many outcomes: a hundredth is little.
        let mut outcomes: Vec<f64> = drawn[..2].concat().into_iter().map(change).collect();
        let mut family = Family::new(name);
        family.check_probability(name, one_sample(&mut outcomes, |x| kind.distribution(x)));
        family.must_fail();
        let mut theirs = [kind.of_peer(name), kind.of_peer("a second half")].concat();
        let mut family = Family::new(name);
        family.check_probability("against a peer", two_sample(&mut outcomes, &mut theirs));
        let verdict = family.verdict();
        assert!(verdict.largest > 3.0, "{verdict}");
    }
}

#[test]
fn uniforms_lie_inside_and_mirror_exactly() {
    for word in [0, 1, 4_095, 4_096, 1 << 63, u64::MAX - 4_096, u64::MAX] {
        let (u, mirrored) = (open_uniform(word), open_uniform(!word));
        assert!(u > 0.0 && u < 1.0 && (1.0 - u).to_bits() == mirrored.to_bits(), "{word}: {u}");
    }
}
