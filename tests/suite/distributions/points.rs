//! Sobol points over many scrambles: every single point is uniform, down to bits far below its net's; replicates and
//! coordinates are independent; nets estimate with the error that nets have.

use vestrisk::random::{Column, Coordinate, Coupling, Entity, LANES, Runs, SCRAMBLES};

use super::correlation;
use super::kolmogorov::one_sample;
use crate::support::processor;
use crate::tolerance::{Family, seed};

/// Seeds, each with 32 scrambles.
const SEEDS: u32 = 2_048;
/// The points looked at: the first ones, and some later.
const PLACES: [u64; 5] = [0, 1, 2, 5, 7];

/// The same points of two coordinates under every scramble of many seeds: by place, then coordinate.
fn points(label: &str) -> Vec<[Vec<f64>; 2]> {
    let mut found = vec![[Vec::new(), Vec::new()]; PLACES.len()];
    let entity = Entity::of("W");
    for number in 0..SEEDS {
        let seed = seed(&format!("{label} {number}"));
        let two = Coordinate::several(seed, [(1, entity, 0), (6, entity, 1)]);
        for (which, coordinate) in two.iter().enumerate() {
            let mut column = Column::of(0.0);
            let runs = Runs::consecutive(0, Coupling::Independent);
            coordinate.uniforms(processor(), &runs, &mut column);
            for (found, place) in found.iter_mut().zip(PLACES) {
                let first = usize::try_from(place).expect("a place") * SCRAMBLES;
                found[which].extend(&column[first..first + SCRAMBLES]);
            }
        }
    }
    found
}

/// The part of a uniform below some binary digits, as a uniform again.
fn below(u: f64, digits: i32) -> f64 {
    let scaled = u * libm::exp2(f64::from(digits));
    scaled - scaled.floor()
}

#[test]
fn every_point_is_uniform_over_scrambles() {
    let mut family = Family::new("Sobol points over scrambles");
    for (place, two) in PLACES.iter().zip(points("points over scrambles")) {
        for (which, values) in two.iter().enumerate() {
            for digits in [0, 3, 9, 20, 31, 38] {
                let mut part: Vec<f64> = values.iter().map(|u| below(*u, digits)).collect();
                let name = format!("place {place}, coordinate {which}, below {digits} digits");
                family.check_probability(&name, one_sample(&mut part, |u| u));
            }
            family.next_group();
        }
    }
    family.holds();
    let mut family = Family::new("points without the last hash");
    let values = &points("points over scrambles")[1][0];
    let grid = values.iter().map(|u| (u * 256.0).floor() / 256.0);
    let mut grid: Vec<f64> = grid.map(|u| below(u, 3)).collect();
    family.check_probability("eight digits", one_sample(&mut grid, |u| u));
    family.must_fail();
}

#[test]
fn replicates_places_and_coordinates_are_free_of_each_other() {
    let found = points("freedom of points");
    let mut family = Family::new("pairs of Sobol points");
    let count = found[0][0].len();
    let root = (count as f64).sqrt();
    for (place, [one, other]) in PLACES.iter().zip(&found) {
        let coordinates = root * correlation(one, other);
        family.check_score(&format!("coordinates at {place}"), coordinates);
        family.next_group();
        // Neighbouring replicates, and the same one under the next seed.
        for apart in [1, SCRAMBLES] {
            let pairs = (count - apart) as f64;
            let score = pairs.sqrt() * correlation(&one[apart..], &one[..count - apart]);
            family.check_score(&format!("replicates {apart} apart at {place}"), score);
            family.next_group();
        }
    }
    // Points 0 and 1 lie in different halves, by chance within them.
    let [zero, one] = [&found[0][0], &found[1][0]];
    let within = |u: &Vec<f64>| u.iter().map(|u| below(*u, 1)).collect::<Vec<_>>();
    family.check_score("within halves", root * correlation(&within(zero), &within(one)));
    family.holds();
    let mut family = Family::new("halves that exclude each other");
    family.check_score("halves", root * correlation(zero, one));
    family.must_fail();
}

/// The mean of u₁u₂ over the first 256 points, under each scramble of a seed: its error in terms of 256 independent
/// runs' own.
fn products(seed: u64) -> Vec<f64> {
    let entity = Entity::of("W");
    let two = Coordinate::several(seed, [(0, entity, 0), (1, entity, 1)]);
    let deviation = (1.0_f64 / 9.0 - 1.0 / 16.0).sqrt() / (LANES as f64).sqrt();
    let mean = |replicate: u64| {
        let runs = Runs::of_replicate(replicate, Coupling::Independent, SCRAMBLES as u64);
        let mut columns = [Column::of(0.0); 2];
        for (coordinate, column) in two.iter().zip(&mut columns) {
            coordinate.uniforms(processor(), &runs, column);
        }
        let products = columns[0].iter().zip(&columns[1]).map(|(x, y)| x * y);
        products.sum::<f64>() / LANES as f64
    };
    (0..SCRAMBLES as u64).map(|replicate| (mean(replicate) - 0.25) / deviation).collect()
}

#[test]
fn estimates_are_unbiased_and_far_sharper_than_by_chance() {
    let all: Vec<f64> = (0..256).flat_map(|n| products(seed(&format!("products {n}")))).collect();
    let mean = all.iter().sum::<f64>() / all.len() as f64;
    let square = all.iter().map(|x| x * x).sum::<f64>() / all.len() as f64;
    let mut family = Family::new("products of Sobol points");
    family.check_mean("u₁u₂", mean, (square / all.len() as f64).sqrt(), 0.0);
    family.holds();
    // Owen's bound allows no more than chance times a constant; a smooth product over a net of 2^8 gains some
    // hundredfold in variance.
    println!("mean square error of u1 u2 over 256 points: {square:.2e} of chance's");
    assert!(square < 0.02, "{square}");
    let mut family = Family::new("products a thousandth too large");
    family.check_mean("u₁u₂", mean + 0.01, (square / all.len() as f64).sqrt(), 0.0);
    family.must_fail();
}
