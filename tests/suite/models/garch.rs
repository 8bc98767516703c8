//! GJR-GARCH: the mean of the variance some days ahead against its recursion, and the law of standardized residuals.

use statrs::distribution::{ContinuousCDF, StudentsT};
use vestrisk::market::GjrGarch;
use vestrisk::random::{
    Column, Coupling, Entity, LANES, Purpose, Runs, Stream, StudentT, normal_quads,
};

use super::{Tally, garch, starting_at};
use crate::distributions::kolmogorov::{normal, one_sample};
use crate::reference::build::growth;
use crate::support::processor;
use crate::tolerance::{Family, seed};

const DAYS: usize = 64;
const BLOCKS: u64 = 1_024;

/// alpha, gamma and beta of the recursion's test.
const COEFFICIENTS: [f64; 3] = [0.03, 0.05, 0.90];
const FIRST: f64 = 0.001_6;

/// The law of normal innovations from a first day's variance on.
fn law() -> GjrGarch {
    starting_at(garch(growth(0.0, 0.0), 0.32, COEFFICIENTS, None), FIRST)
}

/// Innovations of a block of runs: normal or of Student's t.
fn innovations(law: &GjrGarch, label: &str, block: u64) -> Vec<Column> {
    let mut columns = vec![Column::of(0.0); DAYS];
    let stream = Stream::new(seed(label), Purpose::DayShock, Entity::of("S"));
    let runs = Runs::consecutive(block * LANES as u64, Coupling::Independent);
    match law.degrees_of_freedom {
        None => {
            let fours = columns.as_chunks_mut::<4>().0;
            normal_quads(processor(), &stream, &runs, 0.., fours);
        }
        Some(degrees) => {
            let pairs = columns.as_chunks_mut::<2>().0;
            StudentT::new(degrees.get(), 20.0).fill_pairs(processor(), &stream, &runs, 0.., pairs);
        }
    }
    columns
}

/// The variance of each day, its mean over runs and the standard error, day 1 first.
fn variances(law: &GjrGarch, label: &str) -> Vec<(f64, f64)> {
    let mut tallies = [Tally::default(); DAYS];
    for block in 0..BLOCKS {
        let mut variance = Column::of(law.first_variance());
        let mut level = Column::of(1.0);
        for (day, innovations) in innovations(law, label, block).iter().enumerate() {
            variance.iter().for_each(|variance| tallies[day].add(*variance));
            law.day(processor(), innovations, &mut variance, &mut level);
        }
    }
    tallies.iter().map(Tally::mean).collect()
}

/// Compares with V + (alpha + gamma/2 + beta)^(h − 1) × (first − V).
fn recursion(name: &str, [alpha, gamma, beta]: [f64; 3]) -> Family {
    let law = law();
    let mut family = Family::new(name);
    let persistence = alpha + gamma / 2.0 + beta;
    let long_run = law.omega.get() / (1.0 - persistence);
    for (day, (mean, error)) in variances(&law, "variances of days").into_iter().enumerate() {
        let power = libm::pow(persistence, day as f64);
        let truth = long_run + power * (FIRST - long_run);
        family.check_mean(&format!("day {}", day + 1), mean, error, truth);
    }
    family
}

#[test]
fn the_variance_some_days_ahead_is_that_of_the_recursion() {
    recursion("variance of days ahead", COEFFICIENTS).holds();
}

#[test]
fn control_another_leverage_fails() {
    let [alpha, gamma, beta] = COEFFICIENTS;
    recursion("no leverage", [alpha, 0.0, beta]).must_fail();
    recursion("twice the leverage", [alpha, 2.0 * gamma, beta]).must_fail();
}

/// The distribution function of Student's t cut to ±20 and scaled to a standard deviation of 1.
fn cut_t(degrees: f64) -> impl Fn(f64) -> f64 {
    let law = StudentsT::new(0.0, 1.0, degrees).expect("a law");
    let deviation = cut_deviation(degrees);
    move |z| law.cdf(z * deviation)
}

/// Its standard deviation before, √∫ 2t P(|T| > t) dt from 0 to 20 by Simpson's rule.
fn cut_deviation(degrees: f64) -> f64 {
    const PIECES: usize = 20_000;
    let law = StudentsT::new(0.0, 1.0, degrees).expect("a law");
    let width = 20.0 / PIECES as f64;
    let at = |point: usize| {
        let t = width * point as f64;
        4.0 * t * law.sf(t)
    };
    let weight = |point: usize| match point {
        0 | PIECES => 1.0,
        odd if odd % 2 == 1 => 4.0,
        _ => 2.0,
    };
    let sum: f64 = (0..=PIECES).map(|point| weight(point) * at(point)).sum();
    (sum * width / 3.0).sqrt()
}

#[test]
fn the_deviation_of_a_cut_t_is_that_of_its_integral() {
    for degrees in [2.01, 2.5, 3.0, 5.0, 8.0, 30.0, 1_000.0] {
        let (closed, integral) = (StudentT::new(degrees, 20.0).deviation(), cut_deviation(degrees));
        assert!((closed / integral - 1.0).abs() < 1e-9, "{degrees}: {closed} and {integral}");
    }
    let uncut = (5.0_f64 / 3.0).sqrt();
    assert!((StudentT::new(5.0, 20.0).deviation() / uncut - 1.0).abs() > 1e-6, "the cut counts");
}

/// Standardized residuals (S/S₋₁ − 1)/s of all days but the first.
fn residuals(law: &GjrGarch, label: &str) -> Vec<f64> {
    let mut all = Vec::new();
    for block in 0..128 {
        let mut variance = Column::of(law.first_variance());
        let mut level = Column::of(1.0);
        for (day, innovations) in innovations(law, label, block).iter().enumerate() {
            let (before, deviation) = (level, variance.map(f64::sqrt));
            law.day(processor(), innovations, &mut variance, &mut level);
            if day > 0 {
                all.extend(
                    (0..LANES).map(|lane| (level[lane] / before[lane] - 1.0) / deviation[lane]),
                );
            }
        }
    }
    all
}

#[test]
fn standardized_residuals_have_the_law_of_the_innovations() {
    let mut family = Family::new("standardized residuals");
    let usual = |degrees| garch(growth(0.04, 0.0), 0.32, [0.025, 0.15, 0.88], degrees);
    let mut sample = residuals(&law(), "normal residuals");
    family.check_probability("normal", one_sample(&mut sample, normal));
    for degrees in [2.5, 5.0, 30.0] {
        let mut sample = residuals(&usual(Some(degrees)), &format!("residuals of t {degrees}"));
        let chance = one_sample(&mut sample, cut_t(degrees));
        family.next_group();
        family.check_probability(&format!("t of {degrees}"), chance);
    }
    family.holds();
}

#[test]
fn control_residuals_of_another_law_fail() {
    let usual = garch(growth(0.04, 0.0), 0.32, [0.025, 0.15, 0.88], Some(5.0));
    let mut sample = residuals(&usual, "residuals of t 5");
    let mut family = Family::new("residuals of t taken as normal");
    family.check_probability("normal", one_sample(&mut sample, normal));
    family.must_fail();
    let mut family = Family::new("residuals of t 5 taken as those of 6");
    family.check_probability("t of 6", one_sample(&mut sample, cut_t(6.0)));
    family.must_fail();
}
