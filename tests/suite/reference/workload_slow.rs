//! W at 100,000,000 runs against its agreed values, for `just slow`: every figure within 4 standard errors.

use std::time::Instant;

use vestrisk::simulation::{Keep, Measure, Request, Sampler, Unobserved, engine};
use vestrisk::statistics::{
    Moments, Order, expected_shortfall_estimate, quantile_estimate, quantile_estimate_ranks,
    shortfall_boundary, shortfall_ranks,
};

use super::measured::{POOL, mean, with_runs};
use super::workload::{AGREED, AHEAD, Agreed, workload};
use crate::tolerance::seed;

const RUNS: u64 = 100_000_000;
/// Bytes for two samples and the order of three.
const MEMORY: u64 = 8 << 30;
/// By chance one of the 24 figures is farther out for one seed in 660; this one was drawn once.
const MOST: f64 = 4.0;

/// Figures beside what they should be, in standard errors.
struct Figures(Vec<(String, f64)>);

impl Figures {
    fn add(&mut self, name: &str, (value, std_error): (f64, f64), (truth, published): (f64, f64)) {
        let combined = libm::hypot(std_error, published);
        let score = (value - truth) / combined;
        println!("{name}: {value:.3} ± {std_error:.3}, agreed {truth} ± {published}: {score:+.2}");
        self.0.push((name.to_owned(), score));
    }

    /// Those that are too far out, NaN among them.
    fn wrong(&self) -> Vec<&(String, f64)> {
        let right = |score: f64| score.abs() <= MOST;
        self.0.iter().filter(|(_, score)| !right(*score)).collect()
    }
}

/// The deviation with its standard error √((m₄ − m₂²)/n) / 2s.
fn deviation(moments: &Moments, of_fourth: f64) -> (f64, f64) {
    let variance = moments.variance().expect("many runs");
    let error = ((of_fourth - variance * variance) / moments.count() as f64).sqrt();
    (variance.sqrt(), error / (2.0 * variance.sqrt()))
}

/// The mean of (x − mean)⁴ over values of which there are pieces.
fn fourth(values: &[f64], mean: f64) -> f64 {
    let squares = values.iter().map(|x| (x - mean) * (x - mean));
    squares.map(|square| square * square).sum::<f64>() / values.len() as f64
}

fn figures(agreed: &Agreed, order: &impl Order, figures: &mut Figures) {
    for &(level, value, published) in agreed.quantiles {
        let estimate = quantile_estimate(order, level).expect("a quantile");
        let std_error = estimate.std_error.expect("enough runs");
        let name = format!("{} p{:02}", agreed.name, 100.0 * level);
        figures.add(&name, (estimate.value, std_error), (value, published));
    }
    if let Some((value, published)) = agreed.shortfall {
        let estimate = expected_shortfall_estimate(order, 0.05).expect("a tail");
        let std_error = estimate.std_error.expect("enough runs");
        let name = format!("{} shortfall", agreed.name);
        figures.add(&name, (estimate.value, std_error), (value, published));
    }
}

#[test]
#[ignore = "100,000,000 runs, 3 GiB"]
fn a_hundred_million_runs_agree_with_the_published_values() {
    let setup = with_runs(&workload(1, 1), RUNS, seed("W, 10^8"), Sampler::Random);
    let mut request = Request::new(&POOL, MEMORY);
    let ids = AGREED.each_ref().map(|agreed| request.add(agreed.measure, Keep::Samples));
    let ahead = request.add(Measure::Ahead { offer: 0, baseline: 1 }, Keep::Moments);
    let start = Instant::now();
    let outcome = engine::run(&setup, &request, &Unobserved).expect("the job runs");
    println!("{RUNS} runs in {:.2?}", start.elapsed());
    assert!(outcome.keeps_samples(), "order statistics are exact");
    let mut all = Figures(Vec::new());
    for (agreed, id) in AGREED.iter().zip(ids) {
        let tally = outcome.tally(id);
        let own = mean(tally);
        all.add(&format!("{} mean", agreed.name), own, (agreed.mean, 0.0));
        // The error of the deviation needs no more than a part of the runs.
        let kept = outcome.kept(id).expect("samples are kept");
        let own = deviation(&tally.total, fourth(&kept.replicate(0, 0), own.0));
        all.add(&format!("{} deviation", agreed.name), own, (agreed.sd, 0.0));
        let mut sample = outcome.sample(id).expect("samples are kept");
        let levels = agreed.quantiles.iter().map(|(level, _, _)| *level);
        let ranks = levels.flat_map(|level| quantile_estimate_ranks(RUNS, level));
        let ranks: Vec<u64> = ranks.chain(shortfall_ranks(RUNS, 0.05)).collect();
        let settle = || sample.settle(&ranks, shortfall_boundary(RUNS, 0.05), &|| true);
        POOL.install(settle).expect("nobody stops it");
        figures(agreed, &sample, &mut all);
    }
    all.add("P(A > B)", mean(outcome.tally(ahead)), AHEAD);
    println!("simulated and read in {:.2?}", start.elapsed());
    assert!(all.wrong().is_empty(), "{:?}", all.wrong());
    // The control: agreed values a tenth of a percent higher are told from these.
    let mut control = Figures(Vec::new());
    for (agreed, id) in AGREED.iter().zip(ids) {
        control.add("control", mean(outcome.tally(id)), (1.001 * agreed.mean, 0.0));
    }
    assert!(control.wrong().len() >= 2, "the control passes");
}
