//! The parts of a shortfall add up to it, in every random world, and a scenario with one cause says which.

use std::sync::atomic::AtomicU64;

use vestrisk::analysis::{OfferTail, TailCause, tail};
use vestrisk::simulation::{
    Exits, Keep, Measure, Request, Sampler, Unobserved, engine, replicate_of,
};
use vestrisk::statistics::{REPLICATES, expected_shortfall, from_replicates, sort};
use vestrisk::{Error, Setup};

use super::{ONLY_CLAWBACKS, ONLY_STOCK, of_setup, options, scenario, tails};
use crate::reference::measured::{MEMORY, POOL};
use crate::support::{Patience, samples};
use crate::worlds::world;

const WORLDS: u64 = 24;

/// A random world with some runs, under a sampler and a treatment of exits that the number decides.
fn some_runs(number: u64) -> (Setup, f64) {
    let mut setup = world(number);
    let at = usize::try_from(number).expect("a small number");
    setup.settings.runs = [1, 77, 256, 1_500, 3_000][at % 5];
    setup.settings.sampler = Sampler::ALL[at % 3];
    setup.settings.exits = Exits::ALL[at / 3 % 2];
    (setup, [0.05, 0.011, 0.4][at % 3])
}

fn part(offer: &OfferTail, cause: TailCause) -> (f64, Option<f64>) {
    let part = offer.parts.iter().find(|part| part.cause == cause).expect("every cause is there");
    (part.dollars.value, part.share.map(|share| share.value))
}

/// How far some sums are off, as a part of the larger numbers in them.
fn off(offer: &OfferTail, without: Option<TailCause>) -> f64 {
    let kept = offer.parts.iter().filter(|part| Some(part.cause) != without);
    let sum: f64 = kept.map(|part| part.dollars.value).sum();
    let scale: f64 = offer.parts.iter().map(|part| part.dollars.value.abs()).sum();
    (sum - (offer.letter_total - offer.expected_shortfall.value)).abs() / scale.max(1.0)
}

#[test]
fn parts_add_up_to_the_shortfall_in_every_world() {
    const ROUNDING: f64 = 1e-11;
    let (mut lacking, mut controls) = (0, [0; 7]);
    for number in 0..WORLDS {
        let (setup, alpha) = some_runs(number);
        for offer in &tails(&of_setup(setup, alpha)).offers {
            assert!(off(offer, None) <= ROUNDING, "world {number}: {offer:?}");
            let shares: Option<Vec<f64>> =
                offer.parts.iter().map(|part| part.share.map(|share| share.value)).collect();
            assert_eq!(shares.is_some(), offer.shortfall.value >= 0.005, "world {number}");
            if let Some(shares) = shares {
                let scale: f64 = shares.iter().map(|share| share.abs()).sum();
                assert!((shares.iter().sum::<f64>() - 1.0).abs() <= ROUNDING * scale.max(1.0));
                lacking += 1;
            }
            // The control: without a term the sum is no longer the shortfall, where the term is something.
            for (at, cause) in TailCause::ALL.into_iter().enumerate() {
                controls[at] += usize::from(off(offer, Some(cause)) > ROUNDING);
            }
        }
    }
    assert!(lacking > 30, "{lacking} tails lack something");
    assert!(controls.iter().all(|seen| *seen > 0), "terms that matter: {controls:?}");
}

/// The mean of the tail, and its error by replicates, are those of the pays themselves.
#[test]
fn the_mean_of_the_tail_is_the_expected_shortfall() {
    let mut with_errors = 0;
    for number in 0..WORLDS {
        let (mut setup, alpha) = some_runs(number);
        setup.settings.exits = Exits::Sampled;
        let mut request = Request::new(&POOL, MEMORY);
        let pays: Vec<_> = (0..setup.offers.len())
            .map(|offer| request.add(Measure::Pay { offer }, Keep::Samples))
            .collect();
        let outcome = engine::run(&setup, &request, &Unobserved).expect("the job runs");
        let shift = setup.settings.sampler.coupling() as u32;
        let answer = tails(&of_setup(setup, alpha));
        for (offer, pay) in answer.offers.iter().zip(pays) {
            let pays = samples(&outcome, pay).expect("samples are kept");
            let of = |replicate: Option<usize>| {
                let dealt = pays.iter().enumerate().filter(|(run, _)| {
                    replicate.is_none_or(|of| replicate_of(*run as u64 >> shift) == of)
                });
                let mut values: Vec<f64> = dealt.map(|(_, pay)| *pay).collect();
                sort(&mut values);
                expected_shortfall(&values, alpha)
            };
            let mean = of(None).expect("there are runs");
            let found = offer.expected_shortfall;
            assert!((found.value - mean).abs() <= 0.005, "world {number}: {found:?}, {mean}");
            let Some(error) = found.std_error else { continue };
            let replicates: Vec<Option<f64>> = (0..REPLICATES).map(|at| of(Some(at))).collect();
            let wanted = from_replicates(mean, &replicates).std_error.expect("an error");
            assert!((error - wanted).abs() <= 1e-6 * wanted.max(1.0), "{error} {wanted}");
            with_errors += 1;
        }
    }
    assert!(with_errors > 5, "{with_errors}");
}

#[test]
fn only_clawbacks_take_where_only_they_hurt() {
    let answer = tails(&scenario(ONLY_CLAWBACKS));
    let offer = &answer.offers[0];
    for cause in TailCause::ALL {
        let (dollars, share) = part(offer, cause);
        let wanted = if cause == TailCause::Clawback { 1.0 } else { 0.0 };
        let share = share.expect("something is lacking");
        assert!((share - wanted).abs() <= 1e-9, "{cause:?}: {dollars}");
    }
    let shown: Vec<_> = offer.representatives.iter().map(|run| run.stands.name()).collect();
    assert_eq!(shown, ["clawback", "worst", "mildest"]);
    // A quit within a year repays everything: in the tail all do.
    assert!((offer.features.clawback.tail.expect("a share").value - 1.0).abs() < 1e-12);
    assert!(offer.features.clawback.all.expect("a share").value < 0.3);
}

#[test]
fn only_prices_take_where_nobody_leaves() {
    let answer = tails(&scenario(ONLY_STOCK));
    let offer = &answer.offers[0];
    assert_eq!(part(offer, TailCause::Stock).1, Some(1.0));
    let others = TailCause::ALL.into_iter().filter(|cause| *cause != TailCause::Stock);
    for cause in others {
        assert!(part(offer, cause).0.abs() < 1e-6, "{cause:?}");
    }
    let growth = &offer.features.growth[0].growth;
    assert!(growth.tail.expect("prices").value < -0.5 && growth.all.expect("prices").value > -0.4);
    assert_eq!((offer.features.exit_month.tail, offer.features.exit_month.all), (None, None));
}

#[test]
fn errors_are_unknown_where_a_replicate_has_no_tail() {
    let with = |runs: u64, alpha: f64| {
        let mut scenario = scenario(ONLY_STOCK);
        scenario.setup.settings.runs = runs;
        tails(&of_setup(scenario.setup, alpha)).offers[0].expected_shortfall.std_error
    };
    assert!(with(1_024, 0.05).is_some() && with(3_200, 0.01).is_some());
    assert!(with(1_023, 0.05).is_none() && with(1_600, 0.01).is_none() && with(1, 0.05).is_none());
}

#[test]
fn a_job_stops_in_either_pass() {
    let stopped = scenario(ONLY_STOCK);
    for runs in [1, 4_001] {
        let patience = Patience { runs, done: AtomicU64::new(0) };
        let ended = tail(&stopped, None, &options(), &patience);
        assert!(matches!(ended, Err(Error::Interrupted)), "{runs}");
    }
    assert!(tail(&stopped, None, &options(), &Patience::of(u64::MAX)).is_ok());
}
