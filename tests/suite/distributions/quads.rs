//! The four normals of an address: their moments up to the 8th, and strangers to those of other indices,
//! purposes, entities, runs and seeds, their squares as well.

use vestrisk::random::{Coupling, Entity, LANES, Purpose, Stream, normal_quad};

use super::{columns, correlation};
use crate::support::processor;
use crate::tolerance::{Family, seed};

/// Blocks of each sample: 2^19 runs.
const BLOCKS: usize = 2_048;

/// E[zᵏ] and the variance of zᵏ, E[z²ᵏ] − E[zᵏ]², for k from 1 to 8: E[z²ᵏ] = 1 × 3 × 5 … (2k − 1).
pub const MOMENTS: [(f64, f64); 8] = [
    (0.0, 1.0),
    (1.0, 2.0),
    (0.0, 15.0),
    (3.0, 96.0),
    (0.0, 945.0),
    (15.0, 10_170.0),
    (0.0, 135_135.0),
    (105.0, 2_016_000.0),
];

/// Where fours are drawn.
#[derive(Clone, Copy)]
struct Place {
    seed: u64,
    purpose: Purpose,
    name: &'static str,
    index: u32,
}

/// The four normals of every run.
fn fours(place: Place) -> [Vec<f64>; 4] {
    let stream = Stream::new(place.seed, place.purpose, Entity::of(place.name));
    columns(BLOCKS, Coupling::Independent, |runs, four| {
        normal_quad(processor(), &stream, runs, place.index, four);
    })
}

fn first(label: &str) -> Place {
    Place { seed: seed(label), purpose: Purpose::QuarterShock, name: "AMZN", index: 0 }
}

/// Checks powers of some normals against their law.
fn moments(family: &mut Family, name: &str, normals: impl Iterator<Item = f64> + Clone) {
    let count = normals.clone().count() as f64;
    let mut sums = [0.0; 8];
    for z in normals {
        let mut power = 1.0;
        for sum in &mut sums {
            power *= z;
            *sum += power;
        }
    }
    for (k, (sum, (moment, variance))) in (1..).zip(sums.iter().zip(MOMENTS)) {
        let std_error = (variance / count).sqrt();
        family.check_mean(&format!("{name}, power {k}"), sum / count, std_error, moment);
    }
    family.next_group();
}

#[test]
fn each_of_the_four_has_the_moments_of_its_law() {
    let mut family = Family::new("moments of fours");
    let places = [
        first("first four"),
        Place { purpose: Purpose::MonthBridge, index: 19, ..first("bridges") },
        Place { purpose: Purpose::CloseShock, index: 62, ..first("closes") },
        Place { purpose: Purpose::BonusShock, name: "Amazon", ..first("bonuses") },
    ];
    let all: Vec<[Vec<f64>; 4]> = places.into_iter().map(fours).collect();
    for (at, normals) in all.iter().enumerate() {
        for (column, normals) in normals.iter().enumerate() {
            moments(&mut family, &format!("{at}, {column}"), normals.iter().copied());
        }
    }
    family.holds();
    // Half a percent of variance; and, the variance kept, the tails of Student's t of 200 degrees of freedom.
    let own = all.iter().flatten().flatten().copied();
    let mut control = Family::new("fours a quarter of a percent too wide");
    moments(&mut control, "wide", own.clone().map(|z| 1.0025 * z));
    control.must_fail();
    let mut control = Family::new("fours with tails of kurtosis 3.03");
    let scale = 1.005;
    moments(&mut control, "heavy", own.map(|z| (z + (z * z * z + z) / 800.0) / scale));
    control.must_fail();
}

/// Checks that two samples are uncorrelated: they themselves, squares, and either with the other's square.
fn strangers(family: &mut Family, name: &str, a: &[f64], b: &[f64]) {
    let root = (a.len() as f64).sqrt();
    let squares = |values: &[f64]| values.iter().map(|z| z * z).collect::<Vec<f64>>();
    let (a_squared, b_squared) = (squares(a), squares(b));
    family.check_score(name, root * correlation(a, b));
    let score = root * correlation(&a_squared, &b_squared);
    family.check_score(&format!("{name}, squared"), score);
    family.check_score(&format!("{name}, one squared"), root * correlation(a, &b_squared));
    family.check_score(&format!("{name}, other squared"), root * correlation(&a_squared, b));
    family.next_group();
}

#[test]
fn fours_of_other_addresses_are_strangers() {
    let mut family = Family::new("neighbouring fours");
    let own = first("neighbouring fours");
    let normals = fours(own);
    let others = [
        ("the next index", Place { index: 1, ..own }),
        ("a far index", Place { index: 39, ..own }),
        ("bridges", Place { purpose: Purpose::MonthBridge, ..own }),
        ("closes", Place { purpose: Purpose::CloseShock, ..own }),
        ("bonuses", Place { purpose: Purpose::BonusShock, ..own }),
        ("another stock", Place { name: "GOOG", ..own }),
        ("the next seed", Place { seed: own.seed ^ 1, ..own }),
    ];
    for (name, other) in others {
        for (one, mine) in normals.iter().enumerate() {
            for (other, theirs) in fours(other).iter().enumerate() {
                strangers(&mut family, &format!("{name}, {one} and {other}"), mine, theirs);
            }
        }
    }
    for lag in [1, 2, LANES / 4, LANES / 2, LANES] {
        for (one, mine) in normals.iter().enumerate() {
            for (other, theirs) in normals.iter().enumerate() {
                let name = format!("{lag} runs later, {one} and {other}");
                strangers(&mut family, &name, &mine[lag..], &theirs[..mine.len() - lag]);
            }
        }
    }
    family.holds();
}

#[test]
fn radius_and_angle_are_independent() {
    let mut family = Family::new("radii and angles");
    let [a, b, c, d] = fours(first("radii and angles"));
    for (name, x, y) in [("first pair", &a, &b), ("second pair", &c, &d), ("other word", &a, &d)] {
        let radii: Vec<f64> = x.iter().zip(y).map(|(x, y)| x * x + y * y).collect();
        // The cosine and the sine of twice and of four times the angle.
        let (mut double, mut quadruple) = (Vec::new(), Vec::new());
        for ((x, y), r) in x.iter().zip(y).zip(&radii) {
            let (cosine, sine) = ((x * x - y * y) / r, 2.0 * x * y / r);
            double.push(cosine);
            quadruple.push(cosine * cosine - sine * sine);
        }
        let root = (radii.len() as f64).sqrt();
        for (multiple, angles) in [("twice", &double), ("four times", &quadruple)] {
            let of = |what: &str| format!("{name}, {multiple} the angle, {what}");
            family.check_score(&of("with the radius"), root * correlation(&radii, angles));
            let mean = angles.iter().sum::<f64>() / angles.len() as f64;
            family.check_score(&of("mean"), root * mean * 2.0_f64.sqrt());
        }
        family.next_group();
    }
    family.holds();
}

#[test]
fn control_pairs_that_share_a_radius_in_part_fail() {
    let [a, b, c, d] = fours(first("shared radii"));
    let mut family = Family::new("a fiftieth of one radius in the other");
    let radius = |x: f64, y: f64| (x * x + y * y).sqrt();
    let mixed: Vec<f64> = (0..a.len())
        .map(|run| {
            let (one, other) = (radius(a[run], b[run]), radius(c[run], d[run]));
            c[run] * (0.98 * other + 0.02 * one) / other
        })
        .collect();
    strangers(&mut family, "radii", &a, &mixed);
    family.must_fail();
    let mut family = Family::new("a hundredth of the next index");
    let next = fours(Place { index: 1, ..first("shared radii") });
    let mixed: Vec<f64> = a.iter().zip(&next[0]).map(|(own, next)| own + 0.01 * next).collect();
    strangers(&mut family, "indices", &mixed, &next[0]);
    family.must_fail();
}
