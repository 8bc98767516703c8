//! Parts whose checksum fits but whose numbers cannot be: each rule that is checked has a part that breaks it and nothing else.

use serde::{Deserialize, Serialize};
use vestrisk::Error;
use vestrisk::analysis::Part;
use vestrisk::simulation::{Exits, Sampler};

use super::bytes::{BODIES, PARTS, UNREADABLE, sealed};

/// A part as it is stored, in the order of its bytes.
#[derive(Clone, Debug, Serialize, Deserialize)]
struct Forged {
    version: String,
    sha256: String,
    names: Vec<String>,
    baseline: usize,
    walk_away: Option<f64>,
    tail: f64,
    runs: u64,
    seed: u64,
    horizon_months: u32,
    sampler: Sampler,
    exits: Exits,
    shared_exits: u32,
    discount_rate: f64,
    share: (u32, u32),
    memory: (u64, u64),
    stratified: Vec<(usize, usize)>,
    tallies: Vec<Tally>,
    orders: Vec<Option<(Counts, Vec<Counts>)>>,
    samples: Option<Vec<f64>>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Tally {
    total: Moments,
    replicates: Vec<Moments>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Moments {
    shift: f64,
    count: u64,
    weight: i128,
    sum: i128,
    squares: i128,
    min: f64,
    max: f64,
    overflow: bool,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
struct Counts {
    fold: u32,
    classes: Vec<(u32, u64, Option<f64>)>,
}

impl Forged {
    fn of(which: usize) -> Self {
        postcard::from_bytes(&BODIES[which]).expect("this is how parts are stored")
    }

    fn read(&self) -> Result<Part, Error> {
        Part::from_bytes(&sealed(&postcard::to_allocvec(self).expect("it can be stored")))
    }

    fn total(&mut self) -> &mut Moments {
        &mut self.tallies[0].total
    }

    fn counts(&mut self) -> &mut Counts {
        &mut self.orders[0].as_mut().expect("the pay is counted").0
    }
}

/// What breaks a rule.
type Forgery = fn(&mut Forged);

/// The positions of parts of each kind in [`PARTS`].
const KEPT: usize = 0;
const COUPLED: usize = 1;
const INTEGRATED: usize = 2;
const COUNTED: usize = 3;

#[track_caller]
fn all_refused(forgeries: &[(usize, Forgery, &str)]) {
    for (number, (which, forge, expected)) in forgeries.iter().enumerate() {
        let mut forged = Forged::of(*which);
        forge(&mut forged);
        match forged.read() {
            Err(error) => {
                let said = error.to_string();
                assert!(said.ends_with(expected), "forgery {number}: {said}");
            }
            Ok(part) => panic!("forgery {number} is accepted: {part:?}"),
        }
    }
}

#[test]
fn what_is_not_altered_is_accepted() {
    for which in 0..PARTS.len() {
        assert_eq!(Forged::of(which).read().expect("it is whole"), PARTS[which]);
    }
}

#[test]
fn a_case_out_of_range_is_refused() {
    all_refused(&[
        (KEPT, |of| of.names.clear(), "it has no offers, too many or no baseline"),
        (
            KEPT,
            |of| of.names = vec![String::new(); 65],
            "it has no offers, too many or no baseline",
        ),
        (KEPT, |of| of.baseline = 2, "it has no offers, too many or no baseline"),
        (KEPT, |of| of.walk_away = Some(-1.0), "a number of dollars from 0 to 10,000,000,000"),
        (
            KEPT,
            |of| of.tail = f64::NAN,
            "a fraction above 0 and below 1 (0.05 is the worst 1 in 20)",
        ),
        (KEPT, |of| of.runs = 0, UNSETTLED),
        (KEPT, |of| of.seed = 1 << 53, UNSETTLED),
        (KEPT, |of| of.horizon_months = 121, UNSETTLED),
        (KEPT, |of| of.discount_rate = f64::INFINITY, "a year from -10 to 10 (0.04 is 4 %)"),
        (KEPT, |of| of.share = (2, 1), UNREADABLE),
        (KEPT, |of| of.shared_exits = 9, UNREADABLE),
    ]);
}

/// What is said of settings out of range, at its end.
const UNSETTLED: &str = "}";

#[test]
fn sums_that_cannot_be_are_refused() {
    const MEASURES: &str = "it has other measures";
    const REPLICATES: &str = "it has another number of replicates";
    const RUNS: &str = "its sums are of another number of runs";
    all_refused(&[
        (KEPT, |of| of.names.push("Third".to_owned()), MEASURES),
        (KEPT, |of| of.walk_away = None, MEASURES),
        (KEPT, |of| of.tallies.truncate(1), MEASURES),
        (KEPT, |of| of.orders.truncate(1), MEASURES),
        (KEPT, |of| of.stratified = vec![(0, 1)], "it compares other offers"),
        (KEPT, |of| of.stratified = vec![(1, 0), (0, 0)], "it compares other offers"),
        (KEPT, |of| of.sampler = Sampler::Sobol, REPLICATES),
        (COUPLED, |of| of.tallies[0].replicates.truncate(31), REPLICATES),
        (COUPLED, |of| of.tallies[1].replicates.clear(), REPLICATES),
        (COUPLED, |of| of.tallies[0].replicates[7].shift += 1.0, "its sums are not of one job"),
        (KEPT, |of| of.total().overflow = true, "its sums are not of one job"),
        (KEPT, |of| of.runs = 41, RUNS),
        (KEPT, |of| of.share = (1, 2), RUNS),
        (KEPT, |of| of.total().count = 39, RUNS),
        (KEPT, |of| of.total().weight -= 1, RUNS),
        (COUPLED, |of| of.tallies[0].replicates[3] = of.tallies[0].replicates[20].clone(), RUNS),
        (KEPT, |of| of.total().shift = f64::INFINITY, UNREADABLE),
        (KEPT, |of| of.total().weight = -1, UNREADABLE),
        (KEPT, |of| of.total().weight = 0, UNREADABLE),
        (KEPT, |of| of.total().squares = -1, UNREADABLE),
        (KEPT, |of| of.total().min = f64::NAN, UNREADABLE),
        (KEPT, |of| of.total().max = of.tallies[0].total.min - 1.0, UNREADABLE),
        (KEPT, |of| of.tallies[3].total.sum = 41 << 50, "its sums are not those of chances"),
        (KEPT, |of| of.tallies[3].total.sum = -1, "its sums are not those of chances"),
        (KEPT, |of| bounds(of.total()), "its sums are not those of samples"),
    ]);
}

/// Claims the most runs there can be, for which samples would be hundreds of gigabytes.
fn many(of: &mut Forged) {
    of.runs = 10_000_000_000;
    for Tally { total, .. } in &mut of.tallies {
        (total.count, total.weight) = (of.runs, i128::from(of.runs) << 50);
    }
}

/// Makes the bounds of some values unknown.
fn bounds(of: &mut Moments) {
    (of.min, of.max) = (f64::INFINITY, f64::NEG_INFINITY);
}

#[test]
fn samples_and_counts_that_cannot_be_are_refused() {
    const BOTH: &str = "it has samples and counts";
    const MEASURES: &str = "its counts are of other measures";
    const RUNS: &str = "its counts are of another number of runs";
    all_refused(&[
        (KEPT, many, "its samples are of another number of runs"),
        (KEPT, |of| samples(of).truncate(39), "its samples are of another number of runs"),
        (KEPT, |of| samples(of)[3] = f64::NAN, "its samples are not numbers"),
        (KEPT, |of| of.orders[0] = Forged::of(COUNTED).orders[0].clone(), BOTH),
        (INTEGRATED, |of| of.samples = Some(vec![0.0; 40]), BOTH),
        (KEPT, |of| of.samples = None, MEASURES),
        (COUNTED, |of| of.orders[0] = None, MEASURES),
        (COUNTED, |of| *of.orders.last_mut().unwrap() = of.orders[0].clone(), MEASURES),
        (COUNTED, |of| of.counts().classes[0].1 += 1, RUNS),
        (COUNTED, |of| of.counts().classes.truncate(2), RUNS),
        (COUNTED, |of| of.counts().fold = 3, UNREADABLE),
        (COUNTED, |of| of.counts().fold = 4, UNREADABLE),
        (COUNTED, |of| of.counts().classes[0].0 = 0, UNREADABLE),
        (COUNTED, |of| of.counts().classes[1].0 = 0, UNREADABLE),
        (COUNTED, |of| of.counts().classes[1].0 = u32::MAX, UNREADABLE),
        (COUNTED, |of| of.counts().classes[1].1 = 0, UNREADABLE),
        (COUNTED, |of| of.counts().classes[1].1 = u64::MAX, UNREADABLE),
        (COUNTED, |of| of.counts().classes[1].2 = Some(1.0), UNREADABLE),
        (INTEGRATED, |of| replicates(of).truncate(31), RUNS),
        (INTEGRATED, |of| replicates(of)[0] = replicates(of)[20].clone(), RUNS),
        (INTEGRATED, |of| replicates(of)[0].fold = 2, RUNS),
        (INTEGRATED, |of| of.counts().classes[0].1 -= 1, RUNS),
    ]);
}

fn samples(of: &mut Forged) -> &mut Vec<f64> {
    of.samples.as_mut().expect("samples are kept")
}

fn replicates(of: &mut Forged) -> &mut Vec<Counts> {
    &mut of.orders[0].as_mut().expect("the pay is counted").1
}
