//! Asks are the same alone and together, in any order, on any number of threads and with little memory; those of different
//! methods agree.

use rayon::ThreadPoolBuilder;
use vestrisk::analysis::Ask;
use vestrisk::simulation::{Exits, Sampler};
use vestrisk::statistics::REPLICATES;

use super::{Case, question, value};
use crate::support::plain_default;
use crate::tolerance::{Family, seed};

const TERMS: [&str; 5] =
    ["grants.0.value", "sign_on.0.amount", "sign_on.1.amount", "base_salary", "annual_raise"];

#[test]
fn asks_do_not_know_of_each_other() {
    for (sampler, exits) in [(Sampler::Random, Exits::Sampled), (Sampler::Sobol, Exits::Integrated)]
    {
        let goals = ["p50=1_450_000", "mean=1_300_000", "probability_walk_away=0.4"];
        // An integrated job takes eight times as long.
        let goals = if exits == Exits::Integrated { &goals[..1] } else { &goals[..] };
        for goal in goals {
            let case = Case::new(&plain_default(), (1_024, 5), (sampler, exits));
            let together = case.solve(0, &TERMS, goal).asks;
            let mut backwards = TERMS;
            backwards.reverse();
            let mut reversed = case.solve(0, &backwards, goal).asks;
            reversed.reverse();
            assert_eq!(together, reversed, "{goal}");
            let alone: Vec<Ask> = TERMS.iter().map(|path| case.ask(0, path, goal)).collect();
            assert_eq!(together, alone, "{goal}");
        }
    }
}

#[test]
fn threads_and_the_usual_asks_move_no_bit() {
    let pools = [1, 2, 3].map(|threads| {
        ThreadPoolBuilder::new().num_threads(threads).build().expect("threads can be started")
    });
    for (sampler, exits) in [(Sampler::Random, Exits::Sampled), (Sampler::Sobol, Exits::Integrated)]
    {
        let case = Case::new(&plain_default(), (2_500, 5), (sampler, exits));
        let usual = question(0, &[], "p50=1_450_000");
        let bytes = pools.each_ref().map(|pool| {
            let found = case.try_solve(&usual, pool).expect("an answer");
            let mut bytes = Vec::new();
            vestrisk::report::json::write_solution(&found, &mut bytes).expect("memory grows");
            bytes
        });
        assert!(bytes[0] == bytes[1] && bytes[1] == bytes[2]);
        let found = case.try_solve(&usual, &pools[0]).expect("an answer");
        let paths: Vec<&str> = found.asks.iter().map(|ask| ask.path.as_str()).collect();
        assert_eq!(paths, TERMS[..4]);
    }
}

/// Level and seeds are those of [`Family`]: all methods answer the same question, so their answers are those of the most
/// precise one.
#[test]
fn methods_agree() {
    let mut family = Family::new("asks by all methods");
    let mut control = Family::new("asks by all methods, another goal");
    let best = Case::new(
        &plain_default(),
        (65_536, seed("ask, the best")),
        (Sampler::Sobol, Exits::Integrated),
    );
    let truth = best.solve(0, &TERMS, "mean=1_300_000").asks;
    let other = best.solve(0, &TERMS, "mean=1_350_000").asks;
    for sampler in Sampler::ALL {
        for exits in Exits::ALL {
            let label = format!("ask, {}, {}", sampler.name(), exits.name());
            let case = Case::new(&plain_default(), (2_048, seed(&label)), (sampler, exits));
            let found = case.solve(0, &TERMS, "mean=1_300_000").asks;
            for ((ask, truth), other) in found.iter().zip(&truth).zip(&other) {
                let errors = [ask, truth]
                    .map(|ask| ask.value.and_then(|of| of.std_error).expect("many runs"));
                let error = (errors[0] * errors[0] + errors[1] * errors[1]).sqrt();
                let name = format!("{label}, {}", ask.path);
                family.check_replicated(&name, value(ask), error, value(truth), REPLICATES);
                control.check_replicated(&name, value(ask), error, value(other), REPLICATES);
            }
            family.next_group();
            control.next_group();
        }
    }
    family.holds();
    control.must_fail();
}
