//! Coverage of 95 % intervals from replicates, on W and on the default scenario: a slow proof, whose result stands in the
//! guide. The truth is one job of many more runs under another seed.

use vestrisk::scenario::builtin;
use vestrisk::simulation::{Exits, Sampler};
use vestrisk::statistics::Estimate;
use vestrisk::{
    Detail, Document, NoSources, Options, Overrides, Processor, Scenario, Summary, Unobserved,
    summarize,
};

use crate::reference::measured::POOL;
use crate::tolerance::seed;

/// Jobs of each method on each scenario, and runs of each.
const JOBS: usize = 200;
const RUNS: u64 = 65_536;
/// Runs of the truth: its errors are a thirtieth of a job's at most.
const TRUTH_RUNS: u64 = 1 << 24;
/// The two-sided 95 % point of Student's t with 31 degrees of freedom.
const STUDENT: f64 = 2.039_5;
/// Bounds of the number that covers in 200 jobs: 88.5 % and 99.5 %. A true 95 % falls below by chance with probability
/// 7.2 × 10⁻⁵ and above with 3.5 × 10⁻⁵, that is 0.2 % over the 20 cells of a method and 1.3 % over all 120.
const LEAST: usize = 177;
const MOST: usize = 199;

fn scenario(text: &str, (sampler, exits): (Sampler, Exits), runs: u64, label: &str) -> Scenario {
    let overrides = Overrides {
        runs: Some(runs),
        seed: Some(seed(label)),
        sampler: Some(sampler),
        exits: Some(exits),
        ..Overrides::default()
    };
    let document = Document::parse("coverage.toml", text.as_bytes()).expect("it is TOML");
    document.lower(&NoSources, &overrides).expect("it has no fault")
}

fn summary(scenario: &Scenario) -> Summary {
    let processor = Processor::best();
    let options = Options { pool: &POOL, memory: 1 << 30, detail: Detail::Means, processor };
    summarize(scenario, &options, &Unobserved).expect("the job runs")
}

/// The figures whose coverage is asked: of each offer, and of the comparison.
fn figures(summary: &Summary) -> Vec<(String, Estimate)> {
    let of_offers = summary.offers.iter().enumerate().flat_map(|(at, offer)| {
        let pay = offer.pay.distribution;
        [
            ("mean", pay.mean),
            ("p50", pay.percentiles.p50),
            ("p05", pay.percentiles.p05),
            ("expected shortfall", pay.expected_shortfall),
        ]
        .map(|(name, estimate)| (format!("{name} of offer {}", at + 1), estimate))
    });
    let of_pairs = summary.comparisons.iter().flat_map(|comparison| {
        [
            ("P(ahead)".to_owned(), comparison.probability_ahead),
            ("mean difference".to_owned(), comparison.difference.mean),
        ]
    });
    of_offers.chain(of_pairs).collect()
}

/// How many of the intervals cover, by figure, with standard errors times `scale`.
fn covered(
    truth: &[(String, Estimate)],
    jobs: &[Vec<(String, Estimate)>],
    scale: f64,
) -> Vec<usize> {
    let covers = |at: usize| {
        let each = jobs.iter().filter(|job| {
            let Estimate { value, std_error } = job[at].1;
            let reach = STUDENT * scale * std_error.unwrap_or(f64::NAN);
            (value - truth[at].1.value).abs() <= reach
        });
        each.count()
    };
    (0..truth.len()).map(covers).collect()
}

#[test]
#[ignore = "four minutes: 200 jobs of every method, on two scenarios"]
fn intervals_cover_the_truth_as_often_as_they_say() {
    let default = builtin::text(builtin::DEFAULT).expect("it is built in");
    let best = (Sampler::Sobol, Exits::Integrated);
    let mut faults = Vec::new();
    for (name, text) in [("W", include_str!("../../benches/w.toml")), ("default", default)] {
        let truth =
            figures(&summary(&scenario(text, best, TRUTH_RUNS, &format!("truth of {name}"))));
        for sampler in Sampler::ALL {
            for exits in Exits::ALL {
                let method = (sampler, exits);
                let job = |job: usize| {
                    let label =
                        format!("coverage {job}: {name}, {}, {}", sampler.name(), exits.name());
                    figures(&summary(&scenario(text, method, RUNS, &label)))
                };
                let jobs: Vec<_> = (0..JOBS).map(job).collect();
                for (at, count) in covered(&truth, &jobs, 1.0).into_iter().enumerate() {
                    let figure = &truth[at].0;
                    println!("{name}, {}, {}, {figure}: {count}", sampler.name(), exits.name());
                    if !(LEAST..=MOST).contains(&count) {
                        faults.push(format!("{name}, {method:?}, {figure}: {count} of {JOBS}"));
                    }
                }
                // Control: errors half as large do not cover.
                let halved = covered(&truth, &jobs, 0.5);
                assert!(halved.iter().all(|count| *count < LEAST), "{method:?}: {halved:?}");
            }
        }
    }
    assert!(faults.is_empty(), "{faults:#?}");
}
