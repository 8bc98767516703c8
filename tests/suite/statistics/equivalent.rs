//! Equivalent runs: n independent runs are worth n of them, whatever the statistic; the distribution is the
//! exponential, and the errors are those that many samples show.

use rand_distr::{Distribution, Exp1};
use rand_philox::Philox;
use statrs::function::gamma::{gamma_lr, gamma_ur};
use vestrisk::statistics::{
    Moments, equivalent_runs, expected_shortfall, expected_shortfall_estimate, proportion_estimate,
    proportion_run_variance, quantile, quantile_estimate, quantile_estimate_ranks,
    quantile_run_variance, quantile_run_variance_ranks, shortfall_run_variance, sort,
};

use super::assert_near;
use crate::tolerance::{Family, seed};

const SAMPLES: usize = 1_000;
const SIZE: usize = 2_000;

/// Samples of independent values, one after another.
fn values() -> Vec<f64> {
    let mut draws = Philox::from_u64_seed(seed("equivalent runs"));
    (0..SAMPLES * SIZE).map(|_| Exp1.sample(&mut draws)).collect()
}

fn sorted(values: &[f64]) -> Vec<f64> {
    let mut sorted = values.to_vec();
    sort(&mut sorted);
    sorted
}

/// The chance of runs as far from those that were done: (J − 1) n/n' is χ² with J − 1 degrees of freedom for the
/// variance over J samples of nearly normal estimates.
fn chance(equivalent: f64) -> f64 {
    let degrees = (SAMPLES - 1) as f64;
    let statistic = degrees * SIZE as f64 / equivalent;
    2.0 * gamma_lr(0.5 * degrees, 0.5 * statistic).min(gamma_ur(0.5 * degrees, 0.5 * statistic))
}

/// The standard deviation of a statistic over the samples.
fn spread(values: &[f64], statistic: impl Fn(&[f64]) -> f64) -> f64 {
    let found: Vec<f64> = values.chunks(SIZE).map(|sample| statistic(&sorted(sample))).collect();
    let mean = found.iter().sum::<f64>() / SAMPLES as f64;
    let squares: f64 = found.iter().map(|value| (value - mean) * (value - mean)).sum();
    (squares / (SAMPLES - 1) as f64).sqrt()
}

fn mean(sample: &[f64]) -> f64 {
    sample.iter().sum::<f64>() / sample.len() as f64
}

#[test]
fn independent_runs_are_worth_themselves() {
    const ALPHA: f64 = 0.05;
    let values = values();
    let all = sorted(&values);
    let runs = SIZE as u64;
    let share = |sample: &[f64]| sample.partition_point(|value| *value < 0.2) as f64 / SIZE as f64;
    let below = all.partition_point(|value| *value < 0.2) as f64 / all.len() as f64;
    let around = mean(&all);
    let variance = all.iter().map(|value| (value - around) * (value - around)).sum::<f64>();
    let found = [
        ("mean", Some(variance / all.len() as f64), spread(&values, mean)),
        (
            "p05",
            quantile_run_variance(&all, 0.05, runs),
            spread(&values, |sample| quantile(sample, 0.05).expect("a sample")),
        ),
        (
            "median",
            quantile_run_variance(&all, 0.5, runs),
            spread(&values, |sample| quantile(sample, 0.5).expect("a sample")),
        ),
        (
            "expected shortfall",
            shortfall_run_variance(&all, ALPHA, runs),
            spread(&values, |sample| expected_shortfall(sample, ALPHA).expect("a sample")),
        ),
        ("share", proportion_run_variance(below), spread(&values, share)),
    ];
    let mut family = Family::new("equivalent runs of independent runs");
    for (name, variance, error) in found {
        let equivalent = equivalent_runs(variance, Some(error)).expect("both are known");
        family.check_probability(name, chance(equivalent));
        // The controls: another sampler's error, half and twice as many runs' worth.
        for factor in [0.5, 2.0] {
            let mut control = Family::new(&format!("equivalent runs, {name}, {factor}"));
            control.check_probability(name, chance(factor * equivalent));
            control.must_fail();
        }
    }
    family.holds();
}

#[test]
fn the_formulas_of_standard_errors_give_the_runs_back() {
    let sample = sorted(&values()[..SIZE]);
    let runs = SIZE as u64;
    let mut moments = Moments::new(1.0);
    moments.add_block(&sample);
    let sd = moments.sd().expect("many values");
    let same = |variance: Option<f64>, error: Option<f64>| {
        assert_near(equivalent_runs(variance, error).expect("runs"), SIZE as f64, 1e-8);
    };
    same(Some(sd * sd), moments.mean_estimate().expect("a mean").std_error);
    for p in [0.01, 0.05, 0.5, 0.99] {
        let estimate = quantile_estimate(&sample, p).expect("a level");
        same(quantile_run_variance(&sample, p, runs), estimate.std_error);
    }
    let shortfall = expected_shortfall_estimate(&sample, 0.05).expect("a tail");
    same(shortfall_run_variance(&sample, 0.05, runs), shortfall.std_error);
    let share = proportion_estimate(700, runs).expect("a share");
    same(proportion_run_variance(share.value), share.std_error);
}

#[test]
fn the_number_of_runs_counts_and_not_that_of_values() {
    const TIMES: usize = 64;
    let sample = sorted(&values()[..SIZE]);
    let runs = SIZE as u64;
    let often: Vec<f64> = sample.iter().flat_map(|value| [*value; TIMES]).collect();
    // The interval's length, 2 × 1.96 √(v/n).
    let length = |order: &[f64], nominal: u64| {
        let variance = quantile_run_variance(order, 0.5, nominal).expect("a variance");
        2.0 * 1.96 * (variance / SIZE as f64).sqrt()
    };
    let once = length(&sample, runs);
    // A position of the copies is within one rank of that of the values, so each end moves by no more than the
    // values beside it are apart.
    let ranks = quantile_run_variance_ranks(runs, 0.5, runs);
    let ranks = ranks.iter().step_by(2).map(|rank| usize::try_from(*rank).expect("a rank"));
    let apart: f64 = ranks.map(|rank| sample[rank + 2] - sample[rank - 1]).sum();
    let again = length(&often, runs);
    assert!((again - once).abs() <= apart, "{again} {once} {apart}");
    // The control: as many runs as values look nearer by, at 11 spacings instead of 88, and take them for 88.
    let wrong = length(&often, (TIMES * SIZE) as u64);
    assert!((wrong - once).abs() > apart, "{wrong} {once} {apart}");
    let once = shortfall_run_variance(&sample, 0.05, runs).expect("a variance");
    let again = shortfall_run_variance(&often, 0.05, runs).expect("a variance");
    // The tail ends at rank 100 of the values and 6,400 of their copies: the quantile between ranks 99 and 100
    // moves to the lower, by a spacing of the two.
    assert_near(again, once, (sample[100] - sample[99]) * 2.0);
    let mut ranks = quantile_run_variance_ranks(runs, 0.5, runs);
    ranks.extend(vestrisk::statistics::quantile_ranks(runs, 0.5));
    let mut all = quantile_estimate_ranks(runs, 0.5);
    ranks.sort_unstable();
    all.sort_unstable();
    assert_eq!(ranks, all);
}

#[test]
fn what_is_not_known_has_no_equivalent() {
    let sample = sorted(&values()[..SIZE]);
    for (variance, error) in [
        (None, Some(1.0)),
        (Some(1.0), None),
        (Some(0.0), Some(1.0)),
        (Some(1.0), Some(0.0)),
        (Some(f64::NAN), Some(1.0)),
        (Some(1.0), Some(f64::NAN)),
        (Some(1e300), Some(1e-300)),
    ] {
        assert_eq!(equivalent_runs(variance, error), None, "{variance:?} {error:?}");
    }
    assert_eq!(quantile_run_variance(&sample, 0.5, 3), None);
    assert_eq!(quantile_run_variance(&sample, 1.0, 2_000), None);
    assert_eq!(shortfall_run_variance(&sample, 0.05, 39), None);
    assert_eq!(shortfall_run_variance(&sample, 0.0, 2_000), None);
    for share in [-0.1, 1.1, f64::NAN] {
        assert_eq!(proportion_run_variance(share), None);
    }
}
