//! A precision that is asked: where a job stops, that its answer is the one of as many plain settings, and
//! what other samplers than plain runs are worth.

use std::sync::atomic::{AtomicU64, Ordering};

use vestrisk::analysis::{OfferSummary, WarningCode};
use vestrisk::simulation::Sampler;
use vestrisk::statistics::Estimate;
use vestrisk::{
    Detail, Document, Error, NoSources, Observer, Options, Overrides, Scenario, Summary,
    Unobserved, summarize,
};

use crate::support::{plain_default, processor};
use crate::tolerance::{Family, seed};

const ENOUGH: u64 = 1 << 30;
/// The numbers of runs that are looked at first.
const CHECKS: [u64; 4] = [16_384, 32_768, 65_536, 131_072];

/// The default scenario with more settings.
fn scenario(settings: &str, sampler: Sampler, runs: u64) -> Scenario {
    let text = plain_default().replacen("[simulation]", &format!("[simulation]\n{settings}"), 1);
    let overrides = Overrides { runs: Some(runs), sampler: Some(sampler), ..Overrides::default() };
    let document = Document::parse("offers.toml", text.as_bytes()).expect("it is TOML");
    document.lower(&NoSources, &overrides).expect("it is valid")
}

fn summary(
    scenario: &Scenario,
    threads: usize,
    memory: u64,
    observer: &dyn Observer,
) -> Result<Summary, Error> {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build().expect("threads");
    let options = Options { pool: &pool, memory, detail: Detail::Whole, processor: processor() };
    summarize(scenario, &options, observer)
}

/// The answer of so many runs without any precision.
fn plain(sampler: Sampler, runs: u64, memory: u64) -> Summary {
    summary(&scenario("", sampler, runs), 2, memory, &Unobserved).expect("an answer")
}

/// The answer where a precision is asked, the runs being the most.
fn precise(metric: &str, std_error: f64, sampler: Sampler, runs: u64, memory: u64) -> Summary {
    let asked = format!("precision = {{ metric = \"{metric}\", std_error = {std_error:e} }}");
    summary(&scenario(&asked, sampler, runs), 2, memory, &Unobserved).expect("an answer")
}

/// A metric's estimates, found here by name.
fn estimates(summary: &Summary, metric: &str) -> Vec<Estimate> {
    let of_pay = |offer: &OfferSummary| {
        let pay = &offer.pay.distribution;
        match metric {
            "mean" => pay.mean,
            "expected_shortfall" => pay.expected_shortfall,
            "probability_walk_away" => offer.pay.probability_walk_away.expect("a walk-away"),
            _ => {
                let named = pay.percentiles.named();
                named.iter().find(|(name, _)| *name == metric).expect("a percentile").1
            }
        }
    };
    match metric {
        "probability_ahead" => summary.comparisons.iter().map(|c| c.probability_ahead).collect(),
        _ => summary.offers.iter().map(of_pay).collect(),
    }
}

fn square(number: f64) -> f64 {
    number * number
}

fn largest(summary: &Summary, metric: &str) -> f64 {
    let errors = estimates(summary, metric).into_iter().map(|estimate| estimate.std_error);
    errors.map(|error| error.expect("a standard error")).fold(0.0, f64::max)
}

/// The answer without what is said about precision: the hash of the scenario that asks, what came of it, the
/// warning, and the plain runs of its metric.
fn without_precision(mut summary: Summary, other: &Summary) -> Summary {
    summary.sha256.clone_from(&other.sha256);
    summary.simulation.precision = None;
    if let Some(runs) = &mut summary.simulation.equivalent_plain_runs {
        runs.retain(|metric, _| *metric == "p50");
    }
    summary.warnings.retain(|warning| warning.code != WarningCode::PrecisionNotReached);
    summary
}

const METRICS: [&str; 7] = [
    "mean",
    "p01",
    "p05",
    "p99",
    "expected_shortfall",
    "probability_walk_away",
    "probability_ahead",
];

#[test]
fn it_stops_at_the_first_number_of_runs_that_will_do() {
    for sampler in Sampler::ALL {
        let answers = CHECKS.map(|runs| plain(sampler, runs, ENOUGH));
        for metric in METRICS {
            let errors = answers.iter().map(|answer| largest(answer, metric));
            let errors: Vec<f64> = errors.collect();
            // Just reached where it was asked, and just not.
            for asked in errors.iter().flat_map(|error| [*error, error * (1.0 - 1e-12)]) {
                let first = errors.iter().position(|error| *error <= asked);
                let Some(first) = first else { continue };
                let found = precise(metric, asked, sampler, 1_000_000, ENOUGH);
                let told = found.simulation.precision.expect("it was asked");
                assert_eq!(found.simulation.runs, CHECKS[first], "{metric}, {asked}");
                assert_eq!((told.metric, told.reached), (metric, true));
                assert_eq!(told.largest_std_error, Some(errors[first]));
                assert_eq!(told.most_runs, 1_000_000);
                let expected = &answers[first];
                assert_eq!(&without_precision(found, expected), expected, "{metric}, {asked}");
            }
        }
    }
}

#[test]
fn it_stops_at_the_most_runs_and_says_how_far_it_came() {
    for (sampler, most) in [(Sampler::Random, 50_000), (Sampler::Antithetic, 1_100)] {
        let found = precise("p05", 500.0, sampler, most, ENOUGH);
        let expected = plain(sampler, most, ENOUGH);
        let told = found.simulation.precision.expect("it was asked");
        assert_eq!((found.simulation.runs, told.reached), (most, false));
        let error = largest(&expected, "p05");
        assert_eq!(told.largest_std_error, Some(error));
        let warning = &found.warnings[0];
        assert_eq!(warning.code, WarningCode::PrecisionNotReached);
        // The runs that the square root of their number asks for, to two digits.
        let words = warning.message.split("about ").nth(1).expect("a number of runs");
        let runs: f64 =
            words.split(' ').next().expect("a word").replace(',', "").parse().expect("a number");
        let exact = most as f64 * square(error / 500.0);
        assert!((runs / exact - 1.0).abs() <= 0.05, "{runs}, {exact}");
        assert_eq!(without_precision(found, &expected), expected);
    }
    let beyond = precise("p05", 1e-6, Sampler::Random, 20_000, ENOUGH);
    assert!(beyond.warnings[0].message.contains("no job is long enough"), "{beyond:?}");
    // The most runs may be those that will do.
    let exact = plain(Sampler::Random, 20_000, ENOUGH);
    let found = precise("mean", largest(&exact, "mean"), Sampler::Random, 20_000, ENOUGH);
    assert!(found.simulation.precision.is_some_and(|told| told.reached));
    assert_eq!(found.simulation.runs, 20_000);
    assert_eq!(without_precision(found, &exact), exact);
}

#[test]
fn an_error_that_is_not_known_does_not_do() {
    let found = precise("p05", 1e9, Sampler::Antithetic, 1_000, ENOUGH);
    let told = found.simulation.precision.expect("it was asked");
    assert_eq!((told.reached, told.largest_std_error), (false, None));
    assert_eq!(found.warnings[0].code, WarningCode::PrecisionNotReached);
    assert!(found.warnings[0].message.contains("too few for a standard error"));
    let runs = found.simulation.equivalent_plain_runs.expect("pairs are not plain");
    assert_eq!((runs["p50"], runs["p05"]), (None, None));
    // The control: with enough runs for one, it does.
    let found = precise("p05", 1e9, Sampler::Antithetic, 1_024, ENOUGH);
    assert!(found.simulation.precision.is_some_and(|told| told.reached));
}

#[test]
fn counted_samples_decide_where_the_answer_is_counted() {
    // Pay alone would fit, with its percentiles exact; the whole answer does not.
    let memory = 24 << 20;
    let answers = CHECKS.map(|runs| plain(Sampler::Random, runs, memory));
    assert!(answers.iter().any(|answer| answer.simulation.percentile_error > 0.0));
    assert!(answers.iter().any(|answer| answer.simulation.percentile_error == 0.0));
    for (runs, expected) in CHECKS.into_iter().zip(&answers) {
        let found = precise("p05", largest(expected, "p05"), Sampler::Random, 1_000_000, memory);
        assert_eq!(found.simulation.runs, runs);
        assert_eq!(&without_precision(found, expected), expected);
    }
}

#[test]
fn too_little_memory_for_the_most_runs_is_refused_at_once() {
    /// Notes runs.
    struct Noted(AtomicU64);
    impl Observer for Noted {
        fn advanced(&self, runs: u64) {
            self.0.fetch_add(runs, Ordering::Relaxed);
        }
    }
    let asked = scenario(
        "precision = { metric = \"p05\", std_error = 1e9 }",
        Sampler::Antithetic,
        10_000_000,
    );
    let noted = Noted(AtomicU64::new(0));
    let end = summary(&asked, 1, 32 << 20, &noted);
    assert!(matches!(end, Err(Error::Memory { .. })), "{end:?}");
    assert_eq!(noted.0.load(Ordering::Relaxed), 0);
}

#[test]
fn threads_change_no_bit() {
    for sampler in Sampler::ALL {
        let asked = "precision = { metric = \"p05\", std_error = 3000 }";
        let asked = scenario(asked, sampler, 300_000);
        let bytes = [1, 2, 3].map(|threads| {
            let found = summary(&asked, threads, ENOUGH, &Unobserved).expect("an answer");
            let mut bytes = Vec::new();
            vestrisk::report::json::write(&found, "run", &mut bytes).expect("memory grows");
            bytes
        });
        assert!(bytes[0] == bytes[1] && bytes[1] == bytes[2], "{}", sampler.name());
    }
}

#[test]
fn an_interruption_ends_it_at_every_stage() {
    /// Cancels after so many runs.
    struct After(u64, AtomicU64);
    impl Observer for After {
        fn advanced(&self, runs: u64) {
            self.1.fetch_add(runs, Ordering::Relaxed);
        }
        fn cancelled(&self) -> bool {
            self.1.load(Ordering::Relaxed) >= self.0
        }
    }
    let asked = "precision = { metric = \"p05\", std_error = 1 }";
    let asked = scenario(asked, Sampler::Random, 60_000);
    // While the first, the second and the last number of runs is simulated, and when it is summarized.
    for patience in [0, 10_000, 16_384, 30_000, 60_000, 16_384 + 32_768 + 60_000] {
        let end = summary(&asked, 2, ENOUGH, &After(patience, AtomicU64::new(0)));
        assert!(matches!(end, Err(Error::Interrupted)), "{patience}: {end:?}");
    }
    let all = After(u64::MAX, AtomicU64::new(0));
    assert!(summary(&asked, 2, ENOUGH, &all).is_ok());
    assert_eq!(all.1.load(Ordering::Relaxed), 16_384 + 32_768 + 60_000, "no run for nothing");
}

#[test]
fn plain_runs_have_no_equivalent_and_pairs_have_theirs() {
    assert_eq!(plain(Sampler::Random, 20_000, ENOUGH).simulation.equivalent_plain_runs, None);
    let asked = |metric| precise(metric, 1e-9, Sampler::Antithetic, 20_000, ENOUGH);
    let least = |runs: Vec<f64>| runs.into_iter().fold(f64::INFINITY, f64::min);
    let variance = |error: &Estimate| square(error.std_error.expect("an error"));
    let found = asked("mean");
    let means = found.offers.iter().map(|offer| {
        let pay = &offer.pay.distribution;
        square(pay.sd.expect("many runs")) / variance(&pay.mean)
    });
    let runs = found.simulation.equivalent_plain_runs.clone().expect("pairs are not plain");
    assert_eq!(runs.keys().copied().collect::<Vec<_>>(), ["mean", "p50"]);
    let near = |runs: Option<u64>, expected: f64| {
        runs.is_some_and(|runs| (runs as f64 - expected).abs() <= 0.5 + 1e-9 * expected)
    };
    assert!(near(runs["mean"], least(means.collect())), "{runs:?}");
    for metric in ["probability_walk_away", "probability_ahead"] {
        let found = asked(metric);
        let shares = estimates(&found, metric);
        let expected =
            shares.iter().map(|share| share.value * (1.0 - share.value) / variance(share));
        let runs = found.simulation.equivalent_plain_runs.expect("pairs are not plain");
        assert!(near(runs[metric], least(expected.collect())), "{metric}: {runs:?}");
    }
}

/// The error of as many plain runs as a median's is said to be worth is that error. Each of the two Woodruff
/// intervals behind it spans m = 1.96 √n of the runs' spacings, which tells a density to about 1/√m, and the
/// errors are as far apart as both together; the replicates' own noise cancels. Level and seed are those of
/// [`Family`].
#[test]
fn as_many_plain_runs_have_that_error() {
    const RUNS: u64 = 262_144;
    let mut pairs = scenario("", Sampler::Antithetic, RUNS);
    let mut one = scenario("", Sampler::Random, RUNS);
    pairs.setup.offers.truncate(1);
    one.setup.offers.truncate(1);
    (pairs.baseline, one.baseline) = (0, 0);
    pairs.setup.settings.seed = seed("median of pairs");
    one.setup.settings.seed = seed("as many plain runs");
    let found = summary(&pairs, 2, ENOUGH, &Unobserved).expect("an answer");
    let error = largest(&found, "p50");
    let worth = found.simulation.equivalent_plain_runs.expect("pairs are not plain")["p50"];
    let worth = worth.expect("a number of runs");
    let spread = |runs: u64| 1.0 / (1.96 * (runs as f64).sqrt());
    let mut check = |name: &str, runs: u64| {
        one.setup.settings.runs = runs;
        let other = largest(&summary(&one, 2, ENOUGH, &Unobserved).expect("an answer"), "p50");
        let mut family = Family::new(name);
        let score = libm::log(other / error) / (spread(RUNS) + spread(runs)).sqrt();
        family.check_score("median", score);
        family
    };
    check("plain runs of a median", worth).holds();
    check("half the plain runs of a median", worth / 2).must_fail();
}
