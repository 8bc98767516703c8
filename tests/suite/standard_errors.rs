//! Standard errors are honest: over many small jobs, each from a seed of its own, estimates spread
//! as much as their standard errors say, and intervals cover the truth as often as they claim.

use rayon::prelude::*;
use statrs::function::gamma::{gamma_lr, gamma_ur};
use vestrisk::simulation::{Exits, Keep, Measure, Sampler};
use vestrisk::statistics::{
    REPLICATES, expected_shortfall_estimate, proportion_estimate, quantile_estimate, sort,
};

use crate::reference::measured::{Answer, POOL, mean, simulate};
use crate::reference::workload::{AGREED, workload};
use crate::tolerance::{Family, seed};

/// Jobs of each sampler.
const JOBS: usize = 600;
/// Runs of each job.
const RUNS: u64 = 2_000;
/// The two-sided 95 % points of the normal law and of Student's t with 31 degrees of freedom.
const NORMAL: f64 = 1.96;
const STUDENT: f64 = 2.039_5;
/// P(A > B) and P(stayed) of W, the latter exp(−0.65 − 4 × 0.05).
const AHEAD: f64 = 0.604_791;
const STAYED: f64 = 0.427_414_931_948_726_65;

/// A statistic of W: its name, its true value, and what each job said, (value, standard error).
struct Reported {
    name: String,
    truth: f64,
    jobs: Vec<(f64, f64)>,
}

/// One job's estimates of the statistics, in a fixed order: (name, truth, value, standard error).
type Estimates = Vec<(String, f64, f64, f64)>;

const INDICATORS: [(&str, Measure, f64); 2] = [
    ("P(A > B)", Measure::Ahead { offer: 0, baseline: 1 }, AHEAD),
    ("P(stayed)", Measure::Left { offer: 0, cause: None }, STAYED),
];

/// All jobs of a sampler, by statistic.
fn jobs(sampler: Sampler, read: impl Fn(&Answer) -> Estimates + Sync) -> Vec<Reported> {
    jobs_of((sampler, Exits::Sampled), RUNS, read)
}

/// The same with a treatment of exits and a number of runs.
fn jobs_of(
    (sampler, exits): (Sampler, Exits),
    runs: u64,
    read: impl Fn(&Answer) -> Estimates + Sync,
) -> Vec<Reported> {
    let kept = AGREED.iter().map(|agreed| (agreed.measure, Keep::Samples));
    let counted = INDICATORS.iter().map(|(_, measure, _)| (*measure, Keep::Moments));
    let measures: Vec<_> = kept.chain(counted).collect();
    let job = |job: usize| {
        let suffix = if exits == Exits::Integrated { ", integrated" } else { "" };
        let label = format!("job {job}, {}{suffix}", sampler.name());
        let mut setup = workload(runs, seed(&label));
        (setup.settings.sampler, setup.settings.exits) = (sampler, exits);
        read(&simulate(&setup, &measures))
    };
    let all: Vec<Estimates> = POOL.install(|| (0..JOBS).into_par_iter().map(job).collect());
    let of = |at: usize| {
        let (name, truth, ..) = &all[0][at];
        let jobs = all.iter().map(|estimates| (estimates[at].2, estimates[at].3)).collect();
        Reported { name: name.clone(), truth: *truth, jobs }
    };
    (0..all[0].len()).map(of).collect()
}

/// What independent runs report: means, percentiles, expected shortfalls and probabilities, by the
/// formulas for independent outcomes.
fn of_independent_runs(answer: &Answer) -> Estimates {
    let mut estimates = Vec::new();
    for (position, agreed) in AGREED.iter().enumerate() {
        let (value, std_error) = mean(answer.tally(position));
        estimates.push((format!("{} mean", agreed.name), agreed.mean, value, std_error));
        let mut samples = answer.samples(position);
        sort(&mut samples);
        for &(level, truth, _) in agreed.quantiles {
            let estimate = quantile_estimate(&samples, level).expect("a level");
            let std_error = estimate.std_error.expect("enough runs");
            estimates.push((format!("{} p{level}", agreed.name), truth, estimate.value, std_error));
        }
        if let Some((truth, _)) = agreed.shortfall {
            let estimate = expected_shortfall_estimate(&samples, 0.05).expect("a tail");
            let std_error = estimate.std_error.expect("enough runs");
            estimates.push((
                format!("{} shortfall", agreed.name),
                truth,
                estimate.value,
                std_error,
            ));
        }
    }
    for (place, (name, _, truth)) in INDICATORS.iter().enumerate() {
        let share = answer.tally(AGREED.len() + place).total.mean().expect("runs");
        let estimate = proportion_estimate(successes(share), RUNS).expect("a share");
        let std_error = estimate.std_error.expect("a standard error");
        estimates.push(((*name).to_owned(), *truth, estimate.value, std_error));
    }
    estimates
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 … number of runs")]
fn successes(share: f64) -> u64 {
    (share * RUNS as f64).round() as u64
}

/// What coupled runs report: means and probabilities from replicates.
fn of_replicates(answer: &Answer) -> Estimates {
    let means = AGREED.iter().map(|agreed| (agreed.name, agreed.mean));
    let shares = INDICATORS.iter().map(|(name, _, truth)| (*name, *truth));
    let all = means.chain(shares).enumerate();
    all.map(|(position, (name, truth))| {
        let (value, std_error) = mean(answer.tally(position));
        (name.to_owned(), truth, value, std_error)
    })
    .collect()
}

/// The chance of a ratio of the estimates' variance to the mean of their squared standard errors
/// that is as far from 1, by χ² with one degree of freedom less than jobs. The standard errors' own
/// noise is averaged over the jobs and small beside it.
fn chance_of_spread(reported: &Reported) -> f64 {
    let count = reported.jobs.len() as f64;
    let mean = reported.jobs.iter().map(|(value, _)| value).sum::<f64>() / count;
    let squares = reported.jobs.iter().map(|(value, _)| (value - mean) * (value - mean));
    let claimed = reported.jobs.iter().map(|(_, std_error)| std_error * std_error);
    let statistic = squares.sum::<f64>() / (claimed.sum::<f64>() / count);
    let half = 0.5 * (count - 1.0);
    2.0 * gamma_lr(half, 0.5 * statistic).min(gamma_ur(half, 0.5 * statistic))
}

/// Spread and coverage of every statistic; `point` is the intervals' half-width in standard errors.
fn check(family: &mut Family, reported: &[Reported], point: f64) {
    for one in reported {
        let Reported { name, truth, jobs } = one;
        family.check_probability(&format!("{name}, spread"), chance_of_spread(one));
        let covers = |(value, std_error): &&(f64, f64)| (value - truth).abs() <= point * std_error;
        let covered = jobs.iter().filter(covers).count() as u64;
        family.check_count(&format!("{name}, coverage"), covered, jobs.len() as u64, 0.95);
    }
    family.next_group();
}

/// The same reports with standard errors that are larger by a factor.
fn scaled(reported: &[Reported], factor: f64) -> Vec<Reported> {
    let scale = |one: &Reported| Reported {
        name: one.name.clone(),
        truth: one.truth,
        jobs: one.jobs.iter().map(|(value, std_error)| (*value, factor * std_error)).collect(),
    };
    reported.iter().map(scale).collect()
}

/// Each statistic fails on its own.
#[track_caller]
fn each_must_fail(name: &str, reported: Vec<Reported>, point: f64) {
    for one in reported {
        let mut family = Family::new(&format!("{name}: {}", one.name));
        check(&mut family, &[one], point);
        family.must_fail();
    }
}

#[test]
fn standard_errors_of_independent_runs_are_honest() {
    let reported = jobs(Sampler::Random, of_independent_runs);
    let mut family = Family::new("standard errors of independent runs");
    check(&mut family, &reported, NORMAL);
    family.holds();
    each_must_fail(
        "as if there were twice as many runs",
        scaled(&reported, 0.5_f64.sqrt()),
        NORMAL,
    );
    each_must_fail("as if there were half as many runs", scaled(&reported, 2.0_f64.sqrt()), NORMAL);
}

#[test]
fn standard_errors_of_antithetic_runs_are_honest() {
    let reported = jobs(Sampler::Antithetic, of_replicates);
    assert_eq!(REPLICATES, 32, "Student's t above has 31 degrees of freedom");
    let mut family = Family::new("standard errors of antithetic runs");
    check(&mut family, &reported, STUDENT);
    family.holds();
    // Pairs are not independent: the formula for independent runs claims too much for the means.
    let naive = jobs(Sampler::Antithetic, |answer| {
        let mut estimates = of_replicates(answer);
        estimates.truncate(2);
        for (position, (.., std_error)) in estimates.iter_mut().enumerate() {
            let moments = &answer.tally(position).total;
            *std_error = moments.sd().expect("runs") / (RUNS as f64).sqrt();
        }
        estimates
    });
    each_must_fail("pairs as if independent", naive, NORMAL);
}

#[test]
fn standard_errors_of_points_and_of_integrated_exits_are_honest() {
    /// A good number for Sobol points.
    const EVEN_RUNS: u64 = 2_048;
    for (sampler, exits) in [
        (Sampler::Sobol, Exits::Sampled),
        (Sampler::Random, Exits::Integrated),
        (Sampler::Sobol, Exits::Integrated),
    ] {
        let read = |answer: &Answer| {
            let mut estimates = of_replicates(answer);
            // Who stays is known for certain once exits are integrated.
            estimates.retain(|(name, ..)| exits == Exits::Sampled || name != "P(stayed)");
            estimates
        };
        let reported = jobs_of((sampler, exits), EVEN_RUNS, read);
        let name = format!("standard errors, {}, {}", sampler.name(), exits.name());
        let mut family = Family::new(&name);
        check(&mut family, &reported, STUDENT);
        family.holds();
        let smaller = scaled(&reported, 0.5_f64.sqrt());
        each_must_fail(&format!("{name}, errors too small by √2"), smaller, STUDENT);
    }
}
