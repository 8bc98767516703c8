//! Designs: each slice of each axis has one point of a Latin hypercube, places within slices are uniform and axes free of
//! each other; Sobol points are balanced.

use vestrisk::study::{DesignKind, Study};

use super::{case, study};
use crate::distributions::correlation;
use crate::distributions::kolmogorov::one_sample;
use crate::tolerance::{Family, seed};

const PATHS: [&str; 3] = ["stocks.AMZN.model.volatility", "offers.0.base_salary", "goals.tail"];
const POINTS: u32 = 1_000;

/// Which of so many slices of the unit interval a place is in.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "a place is in (0, 1)")]
fn slice(place: f64, slices: usize) -> usize {
    assert!(place > 0.0 && place < 1.0, "{place}");
    (place * slices as f64) as usize
}

/// The number of points in each of so many slices of the unit interval.
fn counts(places: &[f64], slices: usize) -> Vec<usize> {
    let mut counts = vec![0; slices];
    for place in places {
        counts[slice(*place, slices)] += 1;
    }
    counts
}

#[test]
fn every_slice_of_every_axis_has_one_point_of_a_latin_hypercube() {
    for (label, points) in [("slices", POINTS), ("few slices", 7), ("one slice", 1)] {
        let places = DesignKind::LatinHypercube.places(seed(label), points, &PATHS);
        for axis in &places {
            assert!(counts(axis, points as usize).iter().all(|count| *count == 1));
        }
        assert_eq!(places.len(), 3);
    }
    // The control: points by chance leave slices empty.
    let sobol = DesignKind::Sobol.places(seed("slices"), 1_000, &PATHS);
    assert!(counts(&sobol[1], 1_000).iter().any(|count| *count != 1));
}

#[test]
fn places_within_slices_are_uniform_and_axes_are_free() {
    let mut family = Family::new("places of Latin hypercube designs");
    let root = f64::from(POINTS - 1).sqrt();
    let mut first = Vec::new();
    for number in 0..64 {
        let seed = seed(&format!("places {number}"));
        let places = DesignKind::LatinHypercube.places(seed, POINTS, &PATHS);
        for (axis, path) in places.iter().zip(PATHS) {
            let scaled = axis.iter().map(|place| place * f64::from(POINTS));
            let mut within: Vec<f64> = scaled.map(|place| place - place.floor()).collect();
            let name = format!("within slices of {path}, {number}");
            family.check_probability(&name, one_sample(&mut within, |u| u));
            family.next_group();
        }
        for (one, other) in [(0, 1), (0, 2), (1, 2)] {
            let score = root * correlation(&places[one], &places[other]);
            family.check_score(&format!("axes {one} and {other}, {number}"), score);
            family.next_group();
        }
        // Neighbouring points of one axis.
        let axis = &places[0];
        let score = root * correlation(&axis[1..], &axis[..axis.len() - 1]);
        family.check_score(&format!("neighbours, {number}"), score);
        family.next_group();
        first.extend(places.iter().map(|axis| axis[0]));
    }
    family.check_probability("the first point over seeds", one_sample(&mut first, |u| u));
    family.holds();

    let places = DesignKind::LatinHypercube.places(seed("places 0"), POINTS, &PATHS);
    let mut family = Family::new("middles of slices");
    let middles = |axis: &[f64]| axis.iter().map(|_| 0.5).collect::<Vec<f64>>();
    family.check_probability("within", one_sample(&mut middles(&places[0]), |u| u));
    family.must_fail();
    let mut family = Family::new("one order for two axes");
    let mixed: Vec<f64> = places[0].iter().zip(&places[1]).map(|(a, b)| 0.3 * a + b).collect();
    family.check_score("axes", root * correlation(&places[0], &mixed));
    family.must_fail();
}

#[test]
fn an_axis_stands_as_it_is_whatever_others_there_are() {
    let all = DesignKind::LatinHypercube.places(5, 50, &PATHS);
    let alone = DesignKind::LatinHypercube.places(5, 50, &PATHS[2..]);
    assert_eq!(all[2], alone[0]);
    let other_seed = DesignKind::LatinHypercube.places(6, 50, &PATHS);
    assert_ne!(all[2], other_seed[2]);
    assert_ne!(all[0], all[1]);
    // A coordinate belongs to its position among the axes.
    let sobol = DesignKind::Sobol.places(5, 50, &PATHS);
    assert_eq!(sobol[0], DesignKind::Sobol.places(5, 50, &PATHS[..1])[0]);
    assert_eq!(sobol[1][..20], DesignKind::Sobol.places(5, 20, &PATHS)[1]);
}

#[test]
fn sobol_points_are_balanced() {
    for (label, points) in [("balance", 1_024_u32), ("balance of a few", 16)] {
        let places = DesignKind::Sobol.places(seed(label), points, &PATHS);
        for axis in &places {
            assert!(counts(axis, points as usize).iter().all(|count| *count == 1));
        }
        // The first two coordinates are a net: every rectangle of the area 1 / N has one point.
        let boxes = points.isqrt() as usize;
        let cell = |point: usize| [0, 1].map(|axis: usize| slice(places[axis][point], boxes));
        let mut cells: Vec<[usize; 2]> = (0..points as usize).map(cell).collect();
        cells.sort_unstable();
        cells.dedup();
        assert_eq!(cells.len(), points as usize);
    }
}

fn column(study: &Study, at: usize) -> Vec<f64> {
    (0..study.len()).map(|case| study.cells(case)[at].parse().expect("a number")).collect()
}

#[test]
fn a_study_has_the_designs_points_in_its_ranges() {
    let study = study(
        "seed = 11\ndesign = { kind = \"latin_hypercube\", points = 60 }\n\
         [[axes]]\nset = [\"offers.0.base_salary\", \"offers.1.base_salary\"]\n\
         range = { from = 100_000, to = 160_000 }\n\
         [[axes]]\nset = \"simulation.horizon_months\"\nrange = { from = 12, to = 23, whole = true }\n",
    );
    assert_eq!(study.len(), 60);
    let salaries = column(&study, 0);
    let places = DesignKind::LatinHypercube.places(11, 60, &["offers.0.base_salary"]);
    for (salary, place) in salaries.iter().zip(&places[0]) {
        assert!((salary - (100_000.0 + 60_000.0 * place)).abs() < 1e-6, "{salary} {place}");
    }
    // Twelve months, five points each.
    let months = column(&study, 1);
    for month in 12..24 {
        let count = months.iter().filter(|found| (**found - f64::from(month)).abs() < 1e-9).count();
        assert_eq!(count, 5, "{month}");
    }
    let scenario = case(&study, 17);
    assert_eq!(scenario.setup.settings.horizon_months.to_string(), study.cells(17)[1]);
    assert_eq!(scenario.setup.offers[0].salary, scenario.setup.offers[1].salary);
}
