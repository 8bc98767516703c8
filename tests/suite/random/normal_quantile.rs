//! The inverse of the normal distribution function against an inversion of `libm`'s error functions.

use vestrisk::random::normal_quantile;

use super::{around, evenly, random, within, worst};

/// z with Φ(z) = p by bisection: of `erf` in the middle, where p − ½ is exact, of `erfc` in the tails.
fn inverted(p: f64) -> f64 {
    let q = p - 0.5;
    let nearest = if q < 0.0 { p } else { 1.0 - p };
    let (mut low, mut high) = (0.0, 40.0);
    for _ in 0..200 {
        let middle = 0.5 * (low + high);
        let x = middle / std::f64::consts::SQRT_2;
        let below = if q.abs() <= 0.25 {
            libm::erf(x) < 2.0 * q.abs()
        } else {
            libm::erfc(x) > 2.0 * nearest
        };
        if below {
            low = middle;
        } else {
            high = middle;
        }
    }
    (0.5 * (low + high)).copysign(q)
}

fn probabilities() -> Vec<f64> {
    let least = libm::log(1e-300);
    let mut points: Vec<f64> = evenly(20_000, least, libm::log(0.5)).map(libm::exp).collect();
    points.extend(evenly(20_000, 1e-6, 1.0 - 1e-6));
    points.extend(random("probabilities", 20_000, 0.0, 1.0));
    for k in 2..=53 {
        let step = libm::exp2(-f64::from(k));
        points.extend([0.5 - step, 0.5 + step, 1.0 - step, step]);
    }
    // Where the three parts meet, and the ends.
    points.extend(around([0.075, 0.925, libm::exp(-25.0), 1.0 - libm::exp(-25.0)]));
    points.extend([1e-300, 1e-16, 1.0 - 1e-16]);
    points.retain(|p| *p > 0.0 && *p < 1.0 && p.to_bits() != 0.5_f64.to_bits());
    points
}

#[test]
fn quantiles_are_within_their_stated_error() {
    within("normal_quantile", 1e-12, worst(&probabilities(), normal_quantile, inverted));
    assert_eq!(normal_quantile(0.5).to_bits(), 0, "exactly 0 in the middle");
}

#[test]
fn quantiles_rise_with_their_probabilities() {
    let mut points = probabilities();
    points.sort_by(f64::total_cmp);
    for pair in points.windows(2) {
        let [low, high] = [pair[0], pair[1]].map(normal_quantile);
        // Neighbours may change places within the stated error.
        assert!(low <= high + 1e-12 * high.abs(), "{} and {}: {low} and {high}", pair[0], pair[1]);
    }
}

#[test]
fn quantiles_are_those_of_the_tables() {
    for (p, z) in [
        (0.841_344_746_068_542_9, 1.0),
        (0.975, 1.959_963_984_540_054),
        (0.001, -3.090_232_306_167_813_5),
        (1e-10, -6.361_340_902_404_056),
        (1e-100, -21.273_453_560_965_325),
    ] {
        let own = normal_quantile(p);
        assert!((own / z - 1.0).abs() < 1e-12, "{p}: {own} and not {z}");
    }
}

#[test]
fn control_an_error_in_the_eleventh_digit_fails() {
    let spoiled = |p: f64| normal_quantile(p) * (1.0 + 1e-11);
    let (error, _) = worst(&probabilities(), spoiled, inverted);
    assert!(error > 1e-12, "{error:e}");
}
