//! The reference workload W (`benches/w.toml`) as a typed setup, against its agreed values: means
//! and deviations in closed form, the rest from 1.8 × 10⁹ runs on which five independent programs
//! agree.

use vestrisk::attrition::{Cause, Hazards, Profile};
use vestrisk::offer::{Component, Proration};
use vestrisk::simulation::{Keep, Measure, Sampler, Setup};
use vestrisk::statistics::{expected_shortfall_estimate, quantile_estimate, sort};
use vestrisk::{Document, NoSources, Overrides};

use super::build;
use super::closed_forms::variance;
use super::measured::{Answer, mean, simulate, with_runs};
use super::truth::{Case, moments_of_sum};
use crate::tolerance::{Family, seed};

/// W as its file states it, for other numbers of runs and seeds.
pub fn workload(runs: u64, seed: u64) -> Setup {
    let market = build::market(vec![build::gbm("W", 200.0, (0.07, 0.0, 0.35))], &[]);
    let hazards = Hazards::new(
        Some(build::by_year(&[0.12, 0.18, 0.20, 0.15])),
        Some(build::by_year(&[0.05])),
        None,
    );
    let terms = Some(build::clawback(12, Proration::Daily, &[Cause::Voluntary]));
    let lumps = vec![build::lump(120_000.0, 0, terms), build::lump(80_000.0, 12, terms)];
    let units = |vesting| vec![build::grant(build::shares(3_250.0), vesting)];
    let salary = build::salary(175_000.0, 0.0);
    let a = build::offer("A", salary, lumps, units(build::back_loaded()));
    let quarters: Vec<(u32, f64)> = (1..=16).map(|quarter| (3 * quarter, 6.25)).collect();
    let lump = vec![build::lump(50_000.0, 0, terms)];
    let b = build::offer("B", salary, lump, units(build::schedule(&quarters)));
    let profiles = vec![Profile::Hazards(hazards)];
    build::setup(market, profiles, vec![a, b], build::settings(runs, seed, 48))
}

/// The agreed values of one distribution: published digits, and standard errors where they are
/// estimates.
pub struct Agreed {
    pub name: &'static str,
    pub measure: Measure,
    weights: &'static [(usize, f64)],
    pub mean: f64,
    pub sd: f64,
    /// (level, value, standard error).
    pub quantiles: &'static [(f64, f64, f64)],
    /// Expected shortfall at 5 % and its standard error.
    pub shortfall: Option<(f64, f64)>,
}

pub const AGREED: [Agreed; 3] = [
    Agreed {
        name: "A",
        measure: Measure::Pay { offer: 0 },
        weights: &[(0, 1.0)],
        mean: 1_086_363.121_9,
        sd: 704_536.217,
        quantiles: &[
            (0.05, 124_258.0, 7.0),
            (0.25, 471_864.0, 13.0),
            (0.50, 1_123_985.0, 27.0),
            (0.75, 1_546_972.0, 17.0),
            (0.95, 2_247_897.0, 44.0),
        ],
        shortfall: Some((62_866.0, 7.0)),
    },
    Agreed {
        name: "B",
        measure: Measure::Pay { offer: 1 },
        weights: &[(1, 1.0)],
        mean: 1_021_132.549_8,
        sd: 575_261.020,
        quantiles: &[
            (0.05, 114_021.0, 10.0),
            (0.25, 543_207.0, 19.0),
            (0.50, 1_090_518.0, 18.0),
            (0.75, 1_412_668.0, 13.0),
            (0.95, 1_921_515.0, 30.0),
        ],
        shortfall: Some((51_445.0, 7.0)),
    },
    Agreed {
        name: "A − B",
        measure: Measure::Difference { offer: 0, baseline: 1 },
        weights: &[(0, 1.0), (1, -1.0)],
        mean: 65_230.572_2,
        sd: 163_926.412,
        quantiles: &[(0.05, -133_633.0, 6.0), (0.50, 32_990.0, 4.0), (0.95, 356_193.0, 15.0)],
        shortfall: None,
    },
];

/// P(A > B) and its standard error.
pub const AHEAD: (f64, f64) = (0.604_791, 0.000_006_4);
/// The mean of min(T, 4 years).
const YEARS_EMPLOYED: f64 = 2.739_542_94;
const BASE: Measure = Measure::Component { offer: 0, component: Component::Base };

#[test]
fn the_file_states_the_same_world() {
    let text = include_str!("../../../benches/w.toml");
    let document = Document::parse("w.toml", text.as_bytes()).expect("a document");
    let scenario = document.lower(&NoSources, &Overrides::default()).expect("a scenario");
    assert_eq!(scenario.setup, workload(1_000_000, 1));
    assert_eq!(scenario.setup.offers[scenario.baseline].name, "B");
}

#[test]
fn published_moments_are_those_of_the_closed_forms() {
    let case = Case { name: "W".to_owned(), setup: workload(1, 1), points: vec![Vec::new()] };
    for agreed in &AGREED {
        let (mean, square) = moments_of_sum(&case, agreed.weights);
        let sd = (square - mean * mean).sqrt();
        assert!((mean - agreed.mean).abs() <= 0.5e-4, "{}: mean {mean}", agreed.name);
        assert!((sd - agreed.sd).abs() <= 0.5e-3, "{}: deviation {sd}", agreed.name);
    }
    let base = super::truth::truth(&case, 0).base;
    assert!((base / 175_000.0 - YEARS_EMPLOYED).abs() <= 0.5e-8, "{base}");
}

fn measures(keep: Keep) -> Vec<(Measure, Keep)> {
    let mut measures: Vec<_> = AGREED.iter().map(|agreed| (agreed.measure, keep)).collect();
    measures.push((Measure::Ahead { offer: 0, baseline: 1 }, Keep::Moments));
    measures.push((BASE, Keep::Moments));
    measures
}

/// A family of W's figures in its million runs, as if `shift` dollars were added to every agreed
/// one.
fn family(name: &str, answer: &Answer, shift: f64) -> Family {
    let mut family = Family::new(name);
    for (position, agreed) in AGREED.iter().enumerate() {
        let (value, std_error) = mean(answer.tally(position));
        let name = |figure: &str| format!("{} {figure}", agreed.name);
        family.check_mean(&name("mean"), value, std_error, agreed.mean + shift);
        let mut samples = answer.samples(position);
        let (variance, std_error) = variance(&samples);
        family.check_mean(&name("variance"), variance, std_error, agreed.sd * agreed.sd);
        sort(&mut samples);
        for &(level, value, published) in agreed.quantiles {
            let estimate = quantile_estimate(&samples, level).expect("a quantile");
            let std_error = estimate.std_error.expect("enough runs");
            let combined = (std_error * std_error + published * published).sqrt();
            family.check_mean(&name(&format!("p{level}")), estimate.value, combined, value + shift);
        }
        if let Some((value, published)) = agreed.shortfall {
            let estimate = expected_shortfall_estimate(&samples, 0.05).expect("a tail");
            let std_error = estimate.std_error.expect("enough runs");
            let combined = (std_error * std_error + published * published).sqrt();
            family.check_mean(&name("shortfall"), estimate.value, combined, value + shift);
        }
    }
    let (ahead, std_error) = mean(answer.tally(AGREED.len()));
    let combined = (std_error * std_error + AHEAD.1 * AHEAD.1).sqrt();
    family.check_mean("P(A > B)", ahead, combined, AHEAD.0);
    let (base, std_error) = mean(answer.tally(AGREED.len() + 1));
    family.check_mean("years employed", base / 175e3, std_error / 175e3, YEARS_EMPLOYED);
    family
}

#[test]
fn two_million_runs_agree_with_the_published_values() {
    let setup = with_runs(&workload(1, 1), 2_000_000, seed("W, random"), Sampler::Random);
    let answer = simulate(&setup, &measures(Keep::Samples));
    family("W", &answer, 0.0).holds();
    family("W, everything a thousand dollars more", &answer, 1_000.0).must_fail();
}

#[test]
fn antithetic_runs_agree_with_the_published_means() {
    let sampler = Sampler::Antithetic;
    let setup = with_runs(&workload(1, 1), 1_000_000, seed("W, antithetic"), sampler);
    let answer = simulate(&setup, &measures(Keep::Moments));
    let mut family = Family::new("W, antithetic");
    let truths = AGREED.iter().map(|agreed| (agreed.name, agreed.mean));
    let others = [("P(A > B)", AHEAD.0), ("base", 175e3 * YEARS_EMPLOYED)];
    for (position, (name, truth)) in truths.chain(others).enumerate() {
        let (value, std_error) = mean(answer.tally(position));
        family.check_replicated(name, value, std_error, truth, vestrisk::statistics::REPLICATES);
    }
    family.holds();
}
