//! What offers are worth to a candidate: utilities, certainty equivalents and the cash equivalent of a grant dollar
//! against closed forms, quadrature and the runs themselves.

mod bytes;
mod cash;
mod cash_forms;
mod certainty;
mod ruin;
mod utility;

use rayon::ThreadPool;
use vestrisk::simulation::{Exits, Keep, Measure, Request, Sampler, engine};
use vestrisk::statistics::Estimate;
use vestrisk::{
    Detail, Document, NoSources, Options, Overrides, Processor, Scenario, Summary, Unobserved,
    summarize,
};

use crate::reference::measured::{MEMORY, POOL};
use crate::support::samples;

/// Every sampler under either treatment of exits.
fn methods() -> impl Iterator<Item = (Sampler, Exits)> {
    Sampler::ALL.into_iter().flat_map(|sampler| Exits::ALL.map(|exits| (sampler, exits)))
}

/// A scenario of a text with runs, seed and method.
fn scenario(text: &str, (runs, seed): (u64, u64), (sampler, exits): (Sampler, Exits)) -> Scenario {
    let overrides = Overrides {
        runs: Some(runs),
        seed: Some(seed),
        sampler: Some(sampler),
        exits: Some(exits),
        ..Overrides::default()
    };
    let document = Document::parse("worth.toml", text.as_bytes()).expect("it is TOML");
    document.lower(&NoSources, &overrides).unwrap_or_else(|error| panic!("{error:?}\n{text}"))
}

fn options(pool: &ThreadPool) -> Options<'_> {
    let processor = Processor::best();
    Options { pool, memory: MEMORY, detail: Detail::Means, processor }
}

fn summary(scenario: &Scenario) -> Summary {
    summarize(scenario, &options(&POOL), &Unobserved).expect("the job runs")
}

/// The certainty equivalent of an offer.
fn certainty(summary: &Summary, offer: usize) -> Estimate {
    summary.offers[offer].present_value.certainty_equivalent.expect("there is one")
}

/// The present value of an offer in every run.
fn present_values(scenario: &Scenario, offer: usize) -> Vec<f64> {
    let mut request = Request::new(&POOL, MEMORY);
    let measure = request.add(Measure::PresentValue { offer }, Keep::Samples);
    let outcome = engine::run(&scenario.setup, &request, &Unobserved).expect("the job runs");
    samples(&outcome, measure).expect("they are kept")
}

/// The certainty equivalent of equally likely or weighted amounts beside a wealth, by power means in logarithms: no
/// power leaves the range of numbers, however steep.
fn power_mean(outcomes: &[(f64, f64)], wealth: f64, aversion: f64) -> f64 {
    let total: f64 = outcomes.iter().map(|(weight, _)| weight).sum();
    let logs = outcomes.iter().map(|(weight, value)| (weight / total, libm::log(wealth + value)));
    let logs: Vec<(f64, f64)> = logs.collect();
    let mean: f64 = logs.iter().map(|(weight, log)| weight * log).sum();
    let power = 1.0 - aversion;
    if power.abs() < 1e-5 {
        // ln M = mean + p var/2 + O(p²), below 1e-10 of the logarithms' spread.
        let var: f64 = logs.iter().map(|(weight, log)| weight * (log - mean) * (log - mean)).sum();
        return libm::exp(mean + 0.5 * power * var) - wealth;
    }
    let terms = || logs.iter().map(|(weight, log)| (weight, power * log));
    let top = terms().map(|(_, log)| log).fold(f64::NEG_INFINITY, f64::max);
    let sum: f64 = terms().map(|(weight, log)| weight * libm::exp(log - top)).sum();
    libm::exp((top + libm::log(sum)) / power) - wealth
}

/// The mean of a function of a standard normal, by the trapezoidal rule, which for such a function has no error but
/// rounding.
fn normal_mean(of: impl Fn(f64) -> f64) -> f64 {
    const STEP: f64 = 1.0 / 64.0;
    const ENDS: i32 = 9 * 64;
    let density = |z: f64| libm::exp(-0.5 * z * z) / (2.0 * std::f64::consts::PI).sqrt();
    let at = |step: i32| f64::from(step) * STEP;
    (-ENDS..=ENDS).map(|step| STEP * density(at(step)) * of(at(step))).sum()
}
