//! Parts that are not all shares of one job: what is said of them, and who cancels is heard.

use vestrisk::analysis::{Part, join, parts};
use vestrisk::simulation::{Exits, Sampler};
use vestrisk::{Error, Scenario};

use super::{
    MANY, PLENTY, ROOMY, TIGHT, TWO, joined, options, part, pool, scenario, share, shares,
};
use crate::support::Patience;

const PLAIN: (Sampler, Exits) = (Sampler::Random, Exits::Sampled);

/// What is wrong with some parts.
#[track_caller]
fn refused(parts: Vec<Part>) -> Vec<String> {
    match joined(parts) {
        Err(Error::Refused(problems)) => problems,
        other => panic!("it is not refused: {other:?}"),
    }
}

fn small() -> Scenario {
    scenario(TWO, 3_000, PLAIN)
}

#[test]
fn missing_and_double_shares_are_told_at_once() {
    let all = shares(&small(), 9, ROOMY);
    let some = |indices: &[u32]| -> Vec<Part> {
        let chosen = indices.iter().map(|index| {
            all.iter().find(|part| part.share().index() == *index).expect("it is there").clone()
        });
        chosen.collect()
    };
    assert_eq!(refused(some(&[9, 8, 7, 6, 5, 4, 3, 1])), ["share 2 of 9 is missing"]);
    let several = refused(some(&[3, 3, 7, 6, 9]));
    assert_eq!(
        several,
        [
            "shares 1 to 2 of 9 are missing",
            "share 3 of 9 is there more than once",
            "shares 4 to 5 of 9 are missing",
            "share 8 of 9 is missing",
        ]
    );
    assert_eq!(refused(some(&[1, 2])), ["shares 3 to 9 of 9 are missing"]);
    assert_eq!(refused(Vec::new()), ["there is no part to join"]);
    assert!(joined(some(&[4, 1, 9, 2, 8, 5, 7, 3, 6])).is_ok(), "all are there");
}

#[test]
fn shares_of_other_jobs_are_refused() {
    let one = |scenario: &Scenario| part(scenario, share(1, 2), ROOMY);
    let two = |scenario: &Scenario| part(scenario, share(2, 2), ROOMY);
    let small = small();
    let other = scenario(&TWO.replace("175_000", "175_001"), 3_000, PLAIN);
    let strange = refused(vec![one(&small), two(&other)]);
    assert_eq!(strange, ["share 2 of 2 is of another scenario than share 1 of 2"]);
    // Settings are of the scenario, as whatever its hash covers.
    for other in [scenario(TWO, 3_001, PLAIN), scenario(TWO, 3_000, (Sampler::Sobol, PLAIN.1))] {
        assert_eq!(refused(vec![one(&small), two(&other)]), strange);
    }
    // What the hash does not tell is seen all the same.
    let mut altered = small.clone();
    altered.setup.settings.seed += 1;
    assert_eq!(
        refused(vec![one(&small), two(&altered)]),
        ["share 2 of 2 is of another reading of the scenario than share 1 of 2"]
    );
    let mut altered = small.clone();
    altered.setup.offers.swap(0, 1);
    for (mine, theirs) in altered.setup.offers.iter_mut().zip(&small.setup.offers) {
        mine.name.clone_from(&theirs.name);
    }
    assert_eq!(
        refused(vec![one(&small), two(&altered)]),
        ["share 2 of 2 is not of the job that share 1 of 2 is of"]
    );
    let thirds = part(&small, share(2, 3), ROOMY);
    assert_eq!(
        refused(vec![one(&small), thirds]),
        ["share 2 of 3 is not of the job that share 1 of 2 is of"]
    );
}

#[test]
fn samples_and_counts_do_not_mix() {
    let scenario = scenario(TWO, MANY, PLAIN);
    let kept = part(&scenario, share(1, 2), ROOMY);
    let counted = part(&scenario, share(2, 2), TIGHT);
    let problems = refused(vec![counted, kept]);
    assert_eq!(problems.len(), 1);
    let said =
        "share 1 of 2 keeps its samples and share 2 counts them; simulate all shares with the same";
    assert!(problems[0].starts_with(said), "{problems:?}");
}

#[test]
fn who_cancels_is_heard() {
    let scenario = small();
    let pool = pool(2);
    let options = options(&pool, PLENTY);
    let cancelled = Patience::of(0);
    let only = std::slice::from_ref(&scenario);
    let simulated = parts(only, share(1, 2), &options, &cancelled);
    assert!(matches!(simulated, Err(Error::Interrupted)), "{simulated:?}");
    let read = join(shares(&scenario, 2, ROOMY), &options, &cancelled);
    assert!(matches!(read, Err(Error::Interrupted)), "{read:?}");
}
