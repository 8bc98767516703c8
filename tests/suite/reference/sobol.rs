//! W and random worlds at Sobol points: the agreed values, far smaller standard errors, and the same answers as
//! independent runs give.

use vestrisk::random::{Runs, SCRAMBLES};
use vestrisk::simulation::{Keep, Measure, Sampler, Setup};
use vestrisk::statistics::{
    REPLICATES, expected_shortfall_estimate, from_replicates, quantile_estimate, sort,
};

use super::measured::{Answer, mean, simulate, with_runs};
use super::workload::{AGREED, AHEAD, workload};
use crate::tolerance::{Family, seed};
use crate::worlds::world;

/// 32 × 2^11.
const RUNS: u64 = 65_536;

fn ahead() -> (Measure, Keep) {
    (Measure::Ahead { offer: 0, baseline: 1 }, Keep::Moments)
}

fn w(runs: u64, label: &str) -> Answer {
    let setup = with_runs(&workload(1, 1), runs, seed(label), Sampler::Sobol);
    let kept = AGREED.iter().map(|agreed| (agreed.measure, Keep::Samples));
    simulate(&setup, &kept.chain([ahead()]).collect::<Vec<_>>())
}

/// An estimate over all runs and its standard error from the replicates'.
fn replicated(samples: &[f64], estimate: impl Fn(&[f64]) -> f64) -> (f64, f64) {
    let of = |mut values: Vec<f64>| {
        sort(&mut values);
        estimate(&values)
    };
    let each: Vec<Option<f64>> = (0..REPLICATES)
        .map(|first| Some(of(samples.iter().skip(first).step_by(REPLICATES).copied().collect())))
        .collect();
    let all = from_replicates(of(samples.to_vec()), &each);
    (all.value, all.std_error.expect("there are replicates"))
}

/// W's figures, as if `shift` dollars were added to every agreed one.
fn family(name: &str, answer: &Answer, shift: f64) -> Family {
    let mut family = Family::new(name);
    for (position, agreed) in AGREED.iter().enumerate() {
        let name = |figure: &str| format!("{} {figure}", agreed.name);
        let (value, error) = mean(answer.tally(position));
        family.check_replicated(&name("mean"), value, error, agreed.mean + shift, REPLICATES);
        let samples = answer.samples(position);
        for &(level, value, published) in agreed.quantiles {
            let quantile = |sorted: &[f64]| quantile_estimate(sorted, level).expect("one").value;
            let (found, error) = replicated(&samples, quantile);
            let error = (error * error + published * published).sqrt();
            let name = name(&format!("p{level}"));
            family.check_replicated(&name, found, error, value + shift, REPLICATES);
        }
        if let Some((value, published)) = agreed.shortfall {
            let tail =
                |sorted: &[f64]| expected_shortfall_estimate(sorted, 0.05).expect("one").value;
            let (found, error) = replicated(&samples, tail);
            let error = (error * error + published * published).sqrt();
            family.check_replicated(&name("shortfall"), found, error, value + shift, REPLICATES);
        }
    }
    let (value, error) = mean(answer.tally(AGREED.len()));
    family.check_replicated("P(A > B)", value, error, AHEAD.0, REPLICATES);
    family
}

#[test]
fn w_agrees_with_the_agreed_values() {
    let answer = w(8 * RUNS, "W, Sobol");
    family("W, Sobol", &answer, 0.0).holds();
    family("W, Sobol, everything two hundred dollars more", &answer, 200.0).must_fail();
}

/// Four standard errors, and means of offers at least 20 times as sharp as by as many independent runs.
#[test]
fn w_is_far_sharper_than_by_chance() {
    let answer = w(RUNS, "W, 65,536 Sobol runs");
    for (position, (agreed, least)) in AGREED.iter().zip([20.0, 20.0, 8.0]).enumerate() {
        let (value, error) = mean(answer.tally(position));
        let gain = agreed.sd / (RUNS as f64).sqrt() / error;
        println!("{}: {value:.2} ± {error:.2}, {gain:.1} times as sharp", agreed.name);
        assert!(gain >= least, "{}: only {gain:.1} times as sharp", agreed.name);
        assert!((value - agreed.mean).abs() < 4.0 * error, "{}: {value}", agreed.name);
    }
    // The control: the same points in replicates that mix scrambles are no sharper than they are.
    let samples = answer.samples(0);
    let mixed: Vec<f64> = (0..RUNS / 32)
        .flat_map(|point| (0..32).map(move |place| 32 * point + (place + point) % 32))
        .map(|run| samples[usize::try_from(run).expect("a run")])
        .collect();
    let average = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (_, error) = replicated(&mixed, average);
    assert!(AGREED[0].sd / (RUNS as f64).sqrt() / error < 3.0, "{error}");
}

/// The measures that every world has.
fn measures(setup: &Setup) -> Vec<(Measure, Keep)> {
    let each = (0..setup.offers.len()).flat_map(|offer| {
        [
            Measure::Pay { offer },
            Measure::PresentValue { offer },
            Measure::Unvested { offer },
            Measure::Left { offer, cause: None },
            Measure::Year { offer, year: 1 },
        ]
    });
    each.map(|measure| (measure, Keep::Moments)).collect()
}

#[test]
fn random_worlds_agree_with_independent_runs() {
    let (mut compared, mut sharper) = (0, 0);
    for number in 0..60 {
        let before = world(number);
        let measures = measures(&before);
        let mut models = before.market.stocks.iter().map(|stock| &stock.model);
        let covered =
            models.all(|model| !model.is_random() || model.brownian_volatility().is_some());
        let answer = |sampler: Sampler, label: &str| {
            let label = format!("{label} {number}");
            simulate(&with_runs(&before, RUNS, seed(&label), sampler), &measures)
        };
        let points = answer(Sampler::Sobol, "world at Sobol points");
        let chance = answer(Sampler::Random, "world by chance");
        for (position, (measure, _)) in measures.iter().enumerate() {
            let (value, error) = mean(points.tally(position));
            let (truth, other) = mean(chance.tally(position));
            let combined = (error * error + other * other).sqrt();
            // Rare events and constants: within rounding, or four and a half standard errors of some 800 cells.
            let bound = 4.5 * combined + 1e-9 * truth.abs() + 1e-9;
            assert!((value - truth).abs() < bound, "world {number}, {measure:?}: {value}, {truth}");
            // What no Brownian shock moves is drawn by run and no sharper than by chance.
            if covered {
                compared += 1;
                sharper += usize::from(error < other);
            }
        }
    }
    println!("{sharper} of {compared} figures are sharper");
    assert!(compared >= 200 && sharper * 10 > compared * 6, "{sharper} of {compared}");
}

#[test]
fn a_replicate_is_every_thirty_second_run() {
    let setup = with_runs(&workload(1, 1), 4_096, seed("replicates of W"), Sampler::Sobol);
    let answer = simulate(&setup, &[(Measure::Pay { offer: 0 }, Keep::Samples)]);
    let samples = answer.samples(0);
    let runs = Runs::consecutive(0, setup.settings.sampler.coupling());
    for (number, moments) in answer.tally(0).replicates.iter().enumerate() {
        let own: Vec<f64> = samples.iter().skip(number).step_by(SCRAMBLES).copied().collect();
        let truth = own.iter().sum::<f64>() / own.len() as f64;
        assert_eq!(moments.count(), 128);
        assert!((moments.mean().expect("runs") - truth).abs() < 1e-6, "replicate {number}");
        assert_eq!(runs.run(number), number as u64);
    }
}
