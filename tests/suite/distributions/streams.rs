//! Neighbouring streams are strangers: runs side by side, seeds one apart, other indices, purposes
//! and entities. A smoke test of the generator and of how addresses are made; its long battery is
//! documented elsewhere.

use statrs::function::gamma::gamma_ur;
use vestrisk::random::{Entity, LANES, Purpose, Stream, open_uniform};

use super::correlation;
use crate::tolerance::{Family, seed};

/// Runs of each sample.
const RUNS: u64 = 1 << 20;

/// One uniform of each run, read in some way from a label's seed.
fn uniforms(word: impl Fn(u64) -> u64) -> Vec<f64> {
    (0..RUNS).map(|run| open_uniform(word(run))).collect()
}

/// A stream's first words.
fn words(seed: u64, purpose: Purpose, name: &str, index: u32) -> impl Fn(u64) -> u64 {
    let stream = Stream::new(seed, purpose, Entity::of(name));
    move |run| stream.words(run, index)[0]
}

/// Checks that two samples, their squares and their squared distances from the middle are
/// uncorrelated.
fn strangers(family: &mut Family, name: &str, a: &[f64], b: &[f64]) {
    let root = (a.len() as f64).sqrt();
    family.check_score(name, root * correlation(a, b));
    let folded =
        |values: &[f64]| -> Vec<f64> { values.iter().map(|u| (u - 0.5) * (u - 0.5)).collect() };
    family.check_score(&format!("{name}, folded"), root * correlation(&folded(a), &folded(b)));
    family.next_group();
}

#[test]
fn runs_side_by_side_are_strangers() {
    let mut family = Family::new("neighbouring runs");
    for lag in [1, 2, 3, 16, 31, 32, 33, LANES as u64, 1 << 20, 1 << 31, 1 << 32, 1 << 33] {
        let name = format!("runs {lag} apart");
        let word = words(seed(&name), Purpose::QuarterShock, "AMZN", 0);
        strangers(&mut family, &name, &uniforms(&word), &uniforms(|run| word(run + lag)));
    }
    family.holds();
}

#[test]
fn other_seeds_indices_purposes_and_entities_are_strangers() {
    let mut family = Family::new("neighbouring streams");
    let quarter = Purpose::QuarterShock;
    let mut check = |name: &str, other: &dyn Fn(u64) -> Vec<f64>| {
        let seed = seed(name);
        strangers(&mut family, name, &uniforms(words(seed, quarter, "AMZN", 0)), &other(seed));
    };
    for step in [1, 2, 3, 1 << 16, 1 << 31, 1 << 32, 1 << 40] {
        check(&format!("seeds {step} apart"), &|seed| {
            uniforms(words(seed ^ step, quarter, "AMZN", 0))
        });
        check(&format!("seeds {step} apart, next run"), &|seed| {
            let word = words(seed + step, quarter, "AMZN", 0);
            uniforms(|run| word(run + 1))
        });
    }
    for index in [1, 2, 3, 39] {
        check(&format!("indices 0 and {index}"), &|seed| {
            uniforms(words(seed, quarter, "AMZN", index))
        });
    }
    for purpose in [Purpose::ExitClock, Purpose::MonthBridge] {
        check(&format!("{purpose:?}"), &|seed| uniforms(words(seed, purpose, "AMZN", 0)));
    }
    for name in ["AMZM", "amzn", "GOOG", "", "all employers"] {
        check(&format!("entity {name:?}"), &|seed| uniforms(words(seed, quarter, name, 0)));
    }
    check("the second word of an address", &|seed| {
        let stream = Stream::new(seed, quarter, Entity::of("AMZN"));
        uniforms(|run| stream.words(run, 0)[1])
    });
    family.holds();
}

/// How many of 128 bits are set, bit by bit, over all runs.
fn bits(word: impl Fn(u64) -> [u64; 2]) -> Vec<u64> {
    let mut counts = vec![0; 128];
    for run in 0..RUNS {
        let [low, high] = word(run);
        for (bit, count) in counts.iter_mut().enumerate() {
            *count += (if bit < 64 { low >> bit } else { high >> (bit - 64) }) & 1;
        }
    }
    counts
}

#[test]
fn every_bit_is_set_in_half_of_the_runs_and_changes_with_every_neighbour() {
    let mut family = Family::new("bits");
    let stream = Stream::new(seed("bits"), Purpose::ExitClock, Entity::of("all employers"));
    let own = bits(|run| stream.words(run, 0));
    let both = |run| [stream.words(run, 0), stream.words(run + 1, 0)];
    let next = bits(|run| {
        let [[a, b], [c, d]] = both(run);
        [a ^ c, b ^ d]
    });
    for (name, counts) in [("bit", own), ("change of bit", next)] {
        for (bit, count) in counts.into_iter().enumerate() {
            family.check_count(&format!("{name} {bit}"), count, RUNS, 0.5);
            family.next_group();
        }
    }
    family.holds();
}

/// The chance of the counts of pairs in 64 × 64 cells, by Pearson's χ².
fn serial(values: &[f64]) -> f64 {
    const SIDE: usize = 64;
    let cell = |u: f64| (0..SIDE).take_while(|k| u * SIDE as f64 >= (k + 1) as f64).count();
    let mut counts = vec![0.0; SIDE * SIDE];
    let (pairs, _) = values.as_chunks::<2>();
    for [first, second] in pairs {
        counts[SIDE * cell(*first) + cell(*second)] += 1.0;
    }
    let expected = pairs.len() as f64 / (SIDE * SIDE) as f64;
    let squares = counts.iter().map(|count: &f64| (count - expected) * (count - expected));
    let statistic = squares.sum::<f64>() / expected;
    gamma_ur(0.5 * (counts.len() - 1) as f64, 0.5 * statistic)
}

#[test]
fn pairs_of_neighbouring_runs_fill_the_square() {
    let mut family = Family::new("serial pairs");
    for index in 0..4 {
        let name = format!("serial pairs of index {index}");
        let word = words(seed(&name), Purpose::MonthBridge, "GOOG", index);
        let chance = serial(&uniforms(word));
        // Too good a fit is as suspicious as too bad a one.
        family.check_probability(&name, 2.0 * chance.min(1.0 - chance));
        family.next_group();
    }
    family.holds();
}

#[test]
fn control_related_streams_fail() {
    let word = words(seed("related streams"), Purpose::QuarterShock, "AMZN", 0);
    let mut family = Family::new("a hundredth of the next run");
    let mixed = |run: u64| 0.99 * open_uniform(word(run)) + 0.01 * open_uniform(word(run + 1));
    let (own, next): (Vec<f64>, Vec<f64>) =
        (0..RUNS).map(|run| (mixed(run), open_uniform(word(run + 1)))).unzip();
    strangers(&mut family, "mixed", &own, &next);
    family.must_fail();
    // The classic mistake: a generator seeded with seed + run.
    let mut family = Family::new("seed + run");
    let seeded = |seed: u64, run: u64| words(seed + run, Purpose::QuarterShock, "AMZN", 0)(0);
    let (first, second) = (uniforms(|run| seeded(1, run + 1)), uniforms(|run| seeded(2, run)));
    strangers(&mut family, "seeds 1 and 2", &first, &second);
    family.must_fail();
    let mut family = Family::new("a line in the square");
    let line = |run: u64| open_uniform(if run % 8 == 1 { word(run - 1) } else { word(run) });
    let chance = serial(&(0..RUNS).map(line).collect::<Vec<f64>>());
    family.check_probability("one pair in four repeats itself", chance);
    family.must_fail();
    let mut family = Family::new("a bit that is set too often");
    let count = bits(|run| [word(run) | u64::from(run % 100 == 0), 0])[0];
    family.check_count("bit 0", count, RUNS, 0.5);
    family.must_fail();
}
