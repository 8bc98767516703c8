//! The self-test: does this binary, on this machine, reproduce what is known? Published words of the
//! generator, hand-computed offers to the cent, and closed forms within standard errors.

use super::closed_form::ClosedForm;
use super::summary::{Detail, OfferSummary, Options, summarize};
use crate::error::Error;
use crate::processor::Processor;
use crate::random::philox4x32_10;
use crate::scenario::{Document, Overrides, Scenario, builtin};
use crate::simulation::{Observer, Sampler};
use crate::statistics::Estimate;

/// How many standard errors a figure may be off. Twenty of the figures have standard errors from 32
/// replicates (Student's t with 31 degrees of freedom, P(|t| > 6) = 1.2 × 10^-6), so a correct binary
/// fails for about one seed in 40,000; the seed is the scenario's, so it always passes or never does.
pub const MOST_STANDARD_ERRORS: f64 = 6.0;
/// How far an exact figure may be off, in dollars.
pub const MOST_DOLLARS: f64 = 0.005;
/// Runs of the statistical checks.
const RUNS: u64 = 200_000;
/// As many for Sobol points, which want 32 × a power of two.
const SOBOL_RUNS: u64 = 131_072;

/// One figure against what is known of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Check {
    /// What was checked.
    pub name: String,
    /// What is known.
    pub expected: f64,
    /// What this binary gives; its standard error where it is an estimate.
    pub measured: Estimate,
    /// How far off: in standard errors for an estimate, else plainly.
    pub off: f64,
    /// Whether that is within bounds.
    pub passed: bool,
}

impl Check {
    fn exact(name: String, expected: f64, value: f64) -> Self {
        let off = value - expected;
        let measured = Estimate { value, std_error: None };
        Self { name, expected, measured, off, passed: off.abs() < MOST_DOLLARS }
    }

    fn estimated(name: String, expected: f64, measured: Estimate) -> Self {
        match measured.std_error.filter(|error| *error > 0.0) {
            None => Self::exact(name, expected, measured.value),
            Some(error) => {
                let off = (measured.value - expected) / error;
                let passed = off.abs() < MOST_STANDARD_ERRORS;
                Self { name, expected, measured, off, passed }
            }
        }
    }
}

/// Runs every check.
///
/// # Errors
/// Those of [`summarize`].
pub fn selftest(
    pool: &rayon::ThreadPool,
    memory: u64,
    observer: &dyn Observer,
) -> Result<Vec<Check>, Error> {
    let processor = Processor::best();
    let options = Options { pool, memory, detail: Detail::Means, processor };
    let mut checks = generator();
    for (name, total) in [
        ("golden-no-exit", 1_440_000.0),
        ("golden-quit-month-18", 440_000.0),
        ("golden-clawback-month-9", 213_750.0),
    ] {
        let summary = summarize(&shipped(name, 1_024, Sampler::Random)?, &options, observer)?;
        let mean = summary.offers[0].pay.distribution.mean.value;
        checks.push(Check::exact(format!("{name}: pay"), total, mean));
    }
    for sampler in Sampler::ALL {
        let runs = if sampler == Sampler::Sobol { SOBOL_RUNS } else { RUNS };
        let scenario = shipped(builtin::DEFAULT, runs, sampler)?;
        let summary = summarize(&scenario, &options, observer)?;
        for (offer, found) in scenario.setup.offers.iter().zip(&summary.offers) {
            if let Some(known) = ClosedForm::of(&scenario.setup, offer) {
                checks.extend(against(&known, found, sampler));
            }
        }
    }
    Ok(checks)
}

fn shipped(name: &str, runs: u64, sampler: Sampler) -> Result<Scenario, Error> {
    let overrides = Overrides { runs: Some(runs), sampler: Some(sampler), ..Overrides::default() };
    let text = builtin::text(name).unwrap_or_default();
    Document::parse(name, text.as_bytes())?.lower(&builtin::Files, &overrides)
}

/// The published known answers of Philox 4×32-10 (Salmon et al. 2011), word by word.
fn generator() -> Vec<Check> {
    let published = [
        ([0; 4], [0; 2], [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]),
        ([u32::MAX; 4], [u32::MAX; 2], [0x408f_276d, 0x41c8_3b0e, 0xa20b_c7c6, 0x6d54_51fd]),
        (
            [0x243f_6a88, 0x85a3_08d3, 0x1319_8a2e, 0x0370_7344],
            [0xa409_3822, 0x299f_31d0],
            [0xd16c_fe09, 0x94fd_cceb, 0x5001_e420, 0x2412_6ea1],
        ),
    ];
    let mut checks = Vec::new();
    for (at, (counter, key, words)) in (1..).zip(published) {
        let found = philox4x32_10(counter, key);
        let wrong = found.into_iter().zip(words).filter(|(a, b)| a != b);
        let name = format!("generator: wrong words of known answer {at}");
        checks.push(Check::exact(name, 0.0, wrong.count() as f64));
    }
    checks
}

fn against(known: &ClosedForm, found: &OfferSummary, sampler: Sampler) -> Vec<Check> {
    let figures = [
        ("pay", known.pay(), found.pay.distribution.mean),
        ("present value", known.present_value, found.present_value.distribution.mean),
        ("base", known.base, found.components.base),
        ("sign-on", known.sign_on, found.components.sign_on),
        ("clawback", known.clawback, found.components.clawback),
        ("vested stock", known.rsu, found.components.rsu),
        ("share that stays", known.stayed, found.exit.stayed),
        ("share that quits", known.exits[0], found.exit.voluntary),
        ("share laid off", known.exits[1], found.exit.layoff),
        ("share dismissed", known.exits[2], found.exit.performance),
    ];
    let named = |what: &str| format!("{}, {}: {what}", found.name, sampler.name());
    figures
        .map(|(what, expected, estimate)| Check::estimated(named(what), expected, estimate))
        .into()
}
