//! Heston's steps: each keeps the mean of the price exactly, whatever the variance is, by quadrature; and when one is halved.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use vestrisk::market::{Heston, VarianceStep};
use vestrisk::random::{Column, LANES};

use super::heston;
use crate::reference::build::growth;
use crate::support::processor;
use crate::tolerance::seed;

/// Blocks of nodes of one integral.
const BLOCKS: usize = 16;

/// E[price after a step] over the price before, given the variance before: the trapezoidal rule over the normal of the next
/// variance, or over the logarithm of what the uniform leaves. The price's own shock is integrated in closed form.
fn mean_after(law: &Heston, years: f64, before: f64) -> f64 {
    let step = VarianceStep::new(law, years);
    let r = law.correlation.get();
    let nodes = BLOCKS * LANES;
    let (mut mean, mut total) = (0.0, 0.0);
    for block in 0..BLOCKS {
        let place = |lane: usize| (block * LANES + lane) as f64 / (nodes - 1) as f64;
        // 1 − u = exp(−w), w up to 34; z within ±9.
        let w = Column::from(std::array::from_fn(|lane| 34.0 * place(lane)));
        let z = Column::from(std::array::from_fn(|lane| 18.0 * place(lane) - 9.0));
        let uniforms = Column::from(w.map(|w| -libm::expm1(-w)));
        let (mut variance, mut log) = (Column::of(before), Column::of(0.0));
        let shocks = [uniforms, z, Column::of(0.0)];
        step.advance(processor(), &shocks, &mut variance, &mut log);
        let quadratic = is_quadratic(law, years, before);
        for lane in 0..LANES {
            let ends = [0, nodes - 1].contains(&(block * LANES + lane));
            let density =
                if quadratic { libm::exp(-0.5 * z[lane] * z[lane]) } else { libm::exp(-w[lane]) };
            let weight = if ends { 0.5 * density } else { density };
            let spread = 0.5 * years * (1.0 - r * r) * (before + variance[lane]);
            mean += weight * libm::exp(log[lane] + 0.5 * spread);
            total += weight;
        }
    }
    mean / total
}

/// Whether a step takes the variance as a square of a normal.
fn is_quadratic(law: &Heston, years: f64, before: f64) -> bool {
    let (k, theta, x) =
        (law.mean_reversion.get(), law.long_run_variance.get(), law.vol_of_variance.get());
    let decay = libm::exp(-k * years);
    let mean = theta + (before - theta) * decay;
    let variance = before * x * x * decay * (1.0 - decay) / k
        + theta * x * x * (1.0 - decay) * (1.0 - decay) / (2.0 * k);
    variance <= 1.5 * mean * mean
}

#[test]
fn every_step_keeps_the_mean() {
    let mut rng = StdRng::seed_from_u64(seed("steps of variances"));
    let (mut quadratic, mut exponential) = (0, 0);
    for _ in 0..400 {
        let (k, theta) = (rng.random_range(0.2..6.0), rng.random_range(0.01..0.3));
        let (x, r) = (rng.random_range(0.05..2.0), rng.random_range(-1.0..0.8));
        let before = [0.0, 0.002, 0.05, 0.3][rng.random_range(0..4)];
        let law = heston(growth(0.0, 0.0), [0.1, k, theta, x, r]);
        for years in [1.0 / 12.0, 1.0 / 48.0, 1.0 / 252.0] {
            let (mean, square) =
                (mean_after(&law, years, before), is_quadratic(&law, years, before));
            let count = if square { &mut quadratic } else { &mut exponential };
            *count += 1;
            // The trapezoid's error over the jump at p of the exponential branch.
            let error = if square { 1e-11 } else { 2e-4 };
            assert!((mean - 1.0).abs() < error, "{law:?}, {years}, {before}: {mean}");
        }
    }
    assert!(quadratic > 300 && exponential > 100, "{quadratic} and {exponential}");
}

#[test]
fn control_the_mean_of_another_law_is_not_kept() {
    let law = heston(growth(0.0, 0.0), [0.1, 2.0, 0.1, 0.5, -0.6]);
    let other = heston(growth(0.0, 0.0), [0.1, 2.0, 0.1, 0.5, 0.0]);
    // The shocks' correlation of one, the spread of the other.
    let step = VarianceStep::new(&law, 1.0 / 12.0);
    let (mut variance, mut log) = (Column::of(0.1), Column::of(0.0));
    let z = Column::from(std::array::from_fn(|lane| 18.0 * lane as f64 / 255.0 - 9.0));
    step.advance(processor(), &[Column::of(0.5), z, Column::of(0.0)], &mut variance, &mut log);
    let r = other.correlation.get();
    let weight = |lane: usize| libm::exp(-0.5 * z[lane] * z[lane]);
    let price = |lane: usize| libm::exp(log[lane] + (1.0 - r * r) / 48.0 * (0.1 + variance[lane]));
    let total: f64 = (0..LANES).map(weight).sum();
    let mean = (0..LANES).map(|lane| weight(lane) * price(lane)).sum::<f64>() / total;
    assert!((mean - 1.0).abs() > 1e-4, "{mean}");
}

#[test]
fn steps_are_halved_where_the_correction_would_not_exist() {
    const MONTH: f64 = 1.0 / 12.0;
    let law = |k, x, r| heston(growth(0.0, 0.0), [0.1, k, 0.1, x, r]);
    let halvings = |k, x, r| VarianceStep::halvings(&law(k, x, r), MONTH);
    // Never without a positive correlation, nor for any speed below five a year.
    for (k, x, r) in [(2.0, 0.5, -0.6), (100.0, 100.0, 0.0), (12.0, 36.0, -1.0), (4.0, 24.0, 1.0)] {
        assert_eq!(halvings(k, x, r), 0, "{k}, {x}, {r}");
    }
    assert_eq!([halvings(12.0, 36.0, 1.0), halvings(100.0, 100.0, 1.0)], [1, 3]);
    let long = law(100.0, 100.0, 1.0);
    assert!(!exists(&long, MONTH) && exists(&long, MONTH / 8.0));
    let mut rng = StdRng::seed_from_u64(seed("halved steps"));
    let mut halved = 0;
    for _ in 0..2_000 {
        let [k, x] = [1e6, 1e5].map(|range| 0.001 * libm::pow(range, rng.random::<f64>()));
        let law = law(k, x, rng.random_range(-1.0..=1.0));
        for years in [MONTH, 1.0 / 252.0] {
            let halvings = VarianceStep::halvings(&law, years);
            let part = years / f64::from(1_u32 << halvings);
            assert!(exists(&law, part), "{law:?}: {halvings} halvings of {years}");
            assert!(halvings <= 3, "{law:?}: {halvings}");
            halved += u32::from(halvings > 0);
        }
    }
    assert!(halved > 10, "{halved}");
}

/// Whether E[exp(A v)] of a step exists whatever the variance before, tried from e^-14 to e^11.
#[expect(clippy::many_single_char_names, reason = "as the paper has them")]
fn exists(law: &Heston, years: f64) -> bool {
    let (k, theta) = (law.mean_reversion.get(), law.long_run_variance.get());
    let (x, r) = (law.vol_of_variance.get(), law.correlation.get());
    let a = r / x + 0.5 * years * (k * r / x - 0.5) + 0.25 * years * (1.0 - r * r);
    (-140..=110).map(|power| libm::exp(0.1 * f64::from(power))).all(|before| {
        let decay = libm::exp(-k * years);
        let mean = theta + (before - theta) * decay;
        let variance = before * x * x * decay * (1.0 - decay) / k
            + theta * x * x * (1.0 - decay) * (1.0 - decay) / (2.0 * k);
        let psi = variance / (mean * mean);
        if psi <= 1.5 {
            let b = 2.0 / psi - 1.0 + (2.0 / psi * (2.0 / psi - 1.0)).sqrt();
            2.0 * a * mean / (1.0 + b) < 1.0
        } else {
            a * mean * (psi + 1.0) / 2.0 < 1.0
        }
    })
}
