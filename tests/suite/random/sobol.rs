//! Sobol points as numbers: the published sequence, nets under every scramble, any run alone. That they are uniform
//! and replicates independent is `distributions`'.

use sobol::params::JoeKuoD6;
use vestrisk::random::{
    Column, Coordinate, Coupling, DIMENSIONS, Entity, LANES, Runs, SCRAMBLES, normal_quantile,
    vector,
};
use vestrisk::statistics::REPLICATES;

use crate::support::processor;
use crate::tolerance::seed;

/// The first coordinates under a label's seed.
fn coordinates(label: &str, count: usize) -> Vec<Coordinate> {
    let place = |place: usize| (place, Entity::of("W"), u32::try_from(place).expect("few"));
    Coordinate::several(seed(label), (0..count).map(place))
}

fn uniforms(coordinate: &Coordinate, runs: &Runs) -> Column {
    let mut column = Column::of(0.0);
    coordinate.uniforms(processor(), runs, &mut column);
    column
}

/// Some blocks of the first points of one replicate.
fn replicate(coordinate: &Coordinate, replicate: u64, blocks: u64) -> Vec<f64> {
    let apart = SCRAMBLES as u64;
    let block = |block: u64| {
        let first = replicate + apart * block * LANES as u64;
        uniforms(coordinate, &Runs::of_replicate(first, Coupling::Independent, apart)).to_vec()
    };
    (0..blocks).flat_map(block).collect()
}

#[test]
fn the_points_are_the_published_ones() {
    const POINTS: u32 = 512;
    let ours = coordinates("published points", DIMENSIONS);
    let peer = sobol::Sobol::<u32>::new(DIMENSIONS, &JoeKuoD6::extended());
    // The peer goes by a Gray code, as the published generator does.
    let places = (0..POINTS).map(|place| place ^ (place >> 1));
    let mut compared = 0;
    for (place, point) in places.zip(peer) {
        for (dimension, (coordinate, theirs)) in ours.iter().zip(&point).enumerate() {
            assert_eq!(coordinate.unscrambled(place), Some(*theirs), "{dimension}, {place}");
            compared += 1;
        }
    }
    assert_eq!(compared, POINTS as usize * DIMENSIONS);
    // The first points of the paper's companion page, in halves and quarters.
    let first = [[0.0; 3], [0.5; 3], [0.75, 0.25, 0.25], [0.25, 0.75, 0.75]];
    for (place, point) in [0_u32, 1, 3, 2].into_iter().zip(first) {
        let found = ours[..3].iter().map(|one| f64::from(one.unscrambled(place).expect("there")));
        assert!(found.map(|bits| bits / 4_294_967_296.0).eq(point), "{place}");
    }
}

#[test]
fn control_points_in_another_order_are_told_from_the_published_ones() {
    let ours = coordinates("published points", 8);
    let peer = sobol::Sobol::<u32>::new(8, &JoeKuoD6::extended());
    let same = (0..512).zip(peer).all(|(place, point)| {
        ours.iter().zip(point).all(|(one, theirs)| one.unscrambled(place) == Some(theirs))
    });
    assert!(!same, "a Gray code's order is not that of places");
}

/// Whether each cell of 2^rows × 2^columns holds exactly one of as many points.
fn is_net(points: impl Iterator<Item = (f64, f64)>, (rows, columns): (u32, u32)) -> bool {
    let mut held = vec![0_u32; 1 << (rows + columns)];
    for (x, y) in points {
        let cell = |u: f64, digits: u32| cell(u, 1 << digits);
        held[(cell(x, rows) << columns) + cell(y, columns)] += 1;
    }
    held.iter().all(|points| *points == 1)
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 … cells")]
fn cell(u: f64, cells: u32) -> usize {
    (u * f64::from(cells)) as usize
}

#[test]
fn scrambled_points_are_nets() {
    const DIGITS: u32 = 12;
    let all = coordinates("nets", 40);
    for number in [0, 1, 17, 31] {
        let points = |at: usize| replicate(&all[at], number, 1 << (DIGITS - 8));
        for at in 0..all.len() {
            let column = points(at);
            for digits in 0..=DIGITS {
                // Aligned stretches of the sequence are nets as well, not only its beginning.
                for stretch in column.chunks(1 << digits) {
                    let flat = stretch.iter().map(|u| (*u, 0.5));
                    assert!(is_net(flat, (digits, 0)), "{digits} digits of {at}, {number}");
                }
            }
        }
        let (first, second) = (points(0), points(1));
        for rows in 0..=DIGITS {
            let pairs = first.iter().copied().zip(second.iter().copied());
            assert!(is_net(pairs, (rows, DIGITS - rows)), "{rows} rows, replicate {number}");
        }
    }
}

#[test]
fn control_points_of_two_replicates_are_no_net() {
    let all = coordinates("nets", 2);
    let (one, other) = (replicate(&all[0], 3, 16), replicate(&all[0], 4, 16));
    let half = one.iter().take(2_048).chain(other.iter().skip(2_048));
    assert!(!is_net(half.map(|u| (*u, 0.5)), (12, 0)));
    let pairs = one.iter().copied().zip(replicate(&all[1], 4, 16));
    assert!(is_net(pairs, (6, 6)), "scrambles of coordinates are free of each other");
    let shifted = one.iter().copied().zip(replicate(&all[1], 4, 17).into_iter().skip(1));
    assert!(!is_net(shifted, (6, 6)), "places are not");
}

#[test]
fn any_run_alone_is_the_run_in_a_block() {
    assert_eq!(SCRAMBLES, REPLICATES);
    // The last needs more than the table.
    let mut all = coordinates("random access", 3);
    all.extend(Coordinate::several(1, [(DIMENSIONS, Entity::of("W"), 9)]));
    for (at, coordinate) in all.iter().enumerate() {
        for first in [0, 5_000_000_192, 9_999_999_744] {
            let block = uniforms(coordinate, &Runs::consecutive(first, Coupling::Independent));
            for lane in [0, 1, 31, 32, 100, 255] {
                let run = first + lane as u64;
                let lone = uniforms(coordinate, &Runs::consecutive(run, Coupling::Independent));
                assert_eq!(lone[0].to_bits(), block[lane].to_bits(), "run {run} of {at}");
                let runs = Runs::of_replicate(run, Coupling::Independent, 32);
                let of_replicate = uniforms(coordinate, &runs);
                assert_eq!(of_replicate[0].to_bits(), block[lane].to_bits(), "run {run} of {at}");
            }
        }
        // Blocks of a replicate against blocks of runs, every lane.
        for number in [0, 13, 31] {
            let of_replicate = replicate(coordinate, number, 1);
            for (point, u) in (0..).zip(&of_replicate) {
                let first = (32 * point + number) / 256 * 256;
                let runs = Runs::consecutive(first, Coupling::Independent);
                let lane = usize::try_from(32 * point + number - first).expect("a lane");
                if point % 37 == 0 {
                    assert_eq!(uniforms(coordinate, &runs)[lane].to_bits(), u.to_bits());
                }
            }
        }
        // Other distances, with and without a carry.
        for (first, apart) in [(3, 2), (512, 64), (7, 3), (1, 96)] {
            let some =
                uniforms(coordinate, &Runs::of_replicate(first, Coupling::Independent, apart));
            for lane in [0, 1, 77, 255] {
                let run = first + apart * lane as u64;
                let lone = uniforms(coordinate, &Runs::consecutive(run, Coupling::Independent));
                assert_eq!(lone[0].to_bits(), some[lane].to_bits(), "{first}, {apart}, {lane}");
            }
        }
    }
}

#[test]
fn numbers_lie_inside_and_follow_the_uniforms() {
    let all = coordinates("inside", 64);
    let (mut least, mut most) = (1.0_f64, 0.0_f64);
    for coordinate in &all {
        for block in 0..64 {
            let runs = Runs::consecutive(block * LANES as u64, Coupling::Independent);
            let u = uniforms(coordinate, &runs);
            let (mut normals, mut exponentials) = (Column::of(0.0), Column::of(0.0));
            coordinate.normals(processor(), &runs, &mut normals);
            coordinate.exponentials(processor(), &runs, &mut exponentials);
            for lane in 0..LANES {
                assert!(u[lane] > 0.0 && u[lane] < 1.0);
                assert_eq!(normals[lane].to_bits(), normal_quantile(u[lane]).to_bits());
                assert_eq!(exponentials[lane].to_bits(), (-vector::ln(u[lane])).to_bits());
                (least, most) = (least.min(u[lane]), most.max(u[lane]));
            }
        }
    }
    // A million numbers: the ends are reached as far as chance goes, and no farther.
    assert!(least > 1e-10 && least < 1e-4 && most < 1.0 - 1e-10 && most > 1.0 - 1e-4);
}

#[test]
fn scrambles_differ_by_seed_replicate_and_address() {
    let entity = Entity::of("W");
    let first = |seed, entity, index, replicate| {
        let [one] = Coordinate::several(seed, [(4, entity, index)]).try_into().expect("one");
        self::replicate(&one, replicate, 1)[0].to_bits()
    };
    let mut seen: Vec<u64> = (0..32).map(|number| first(1, entity, 0, number)).collect();
    seen.push(first(2, entity, 0, 0));
    seen.push(first(1 << 40, entity, 0, 0));
    seen.push(first(1, entity, 1, 0));
    seen.push(first(1, Entity::of("X"), 0, 0));
    seen.sort_unstable();
    seen.dedup();
    assert_eq!(seen.len(), 36);
    assert_eq!(first(1, entity, 0, 0), first(1, entity, 0, 0));
}
