//! What the engine estimates beside what it should estimate: the measures of a setup with their
//! closed forms, simulated under a sampler and compared cell by cell.

use std::sync::LazyLock;

use rayon::{ThreadPool, ThreadPoolBuilder};
use vestrisk::attrition::Cause;
use vestrisk::offer::Component;
use vestrisk::quantity::HALF_CENT;
use vestrisk::simulation::{
    Keep, Measure, MeasureId, Outcome, Request, Sampler, Setup, Tally, Unobserved, engine,
};
use vestrisk::statistics::{Moments, REPLICATES, from_replicates};

use super::truth::{Case, Truth, truth};
use crate::support::samples;
use crate::tolerance::Family;

/// The threads of all tests, one a processor.
pub static POOL: LazyLock<ThreadPool> =
    LazyLock::new(|| ThreadPoolBuilder::new().build().expect("threads"));

/// Bytes that samples may take.
pub const MEMORY: u64 = 2 << 30;

/// A measure and its expectation; NaN where no run has it.
pub struct Expectation {
    pub name: String,
    pub measure: Measure,
    pub truth: f64,
}

/// Every expectation that a case has in closed form. The order depends on the setup's shape alone.
pub fn expectations(case: &Case) -> Vec<Expectation> {
    let truths: Vec<Truth> = (0..case.setup.offers.len()).map(|offer| truth(case, offer)).collect();
    let mut all = Vec::new();
    for (offer, truth) in truths.iter().enumerate() {
        of_offer(case, offer, truth, &mut all);
    }
    for (offer, truth) in truths.iter().enumerate().skip(1) {
        let name = format!("{}: offer {offer} less offer 0", case.name);
        let measure = Measure::Difference { offer, baseline: 0 };
        all.push(Expectation { name, measure, truth: truth.pay() - truths[0].pay() });
    }
    all
}

fn of_offer(case: &Case, offer: usize, truth: &Truth, all: &mut Vec<Expectation>) {
    let mut expect = |name: &str, measure: Measure, truth: f64| {
        let name = format!("{}, offer {offer}, {name}", case.name);
        all.push(Expectation { name, measure, truth });
    };
    let components = [
        (Component::Base, truth.base),
        (Component::SignOn, truth.sign_on),
        (Component::Clawback, truth.clawback),
        (Component::Rsu, truth.rsu),
        (Component::Bonus, 0.0),
    ];
    for (component, truth) in components {
        expect(component.name(), Measure::Component { offer, component }, truth);
    }
    expect("pay", Measure::Pay { offer }, truth.pay());
    expect("present value", Measure::PresentValue { offer }, truth.present_value);
    expect("unvested", Measure::Unvested { offer }, truth.unvested);
    for (year, pay) in (1..).zip(&truth.years) {
        expect(&format!("year {year}"), Measure::Year { offer, year }, *pay);
    }
    for cause in Cause::ALL {
        let left = Measure::Left { offer, cause: Some(cause) };
        expect(cause.name(), left, truth.left[cause.index()]);
    }
    expect("stayed", Measure::Left { offer, cause: None }, truth.stayed);
    let months = (0..).zip(&truth.retained).filter(|(month, _)| month % 6 == 0);
    for (month, retained) in months {
        expect(&format!("employed at {month}"), Measure::Retained { offer, month }, *retained);
    }
    expect("owes", Measure::OwesClawback { offer }, truth.owes);
    let if_any = truth.clawback / truth.owes;
    expect("clawback if any", Measure::ClawbackIfOwed { offer }, if_any);
}

/// A setup with its runs, seed and sampler.
pub fn with_runs(setup: &Setup, runs: u64, seed: u64, sampler: Sampler) -> Setup {
    let mut setup = setup.clone();
    (setup.settings.runs, setup.settings.seed, setup.settings.sampler) = (runs, seed, sampler);
    setup
}

/// The answer to a list of measures, by position in it.
pub struct Answer {
    outcome: Outcome,
    ids: Vec<MeasureId>,
}

impl Answer {
    pub fn tally(&self, position: usize) -> &Tally {
        self.outcome.tally(self.ids[position])
    }

    /// Samples in order of run.
    pub fn samples(&self, position: usize) -> Vec<f64> {
        samples(&self.outcome, self.ids[position]).expect("samples that were kept")
    }
}

/// Simulates a setup for some measures.
pub fn simulate(setup: &Setup, measures: &[(Measure, Keep)]) -> Answer {
    let mut request = Request::new(&POOL, MEMORY);
    let ids = measures.iter().map(|&(measure, keep)| request.add(measure, keep)).collect();
    let outcome = engine::run(setup, &request, &Unobserved).expect("the job runs");
    Answer { outcome, ids }
}

/// A tally's mean with its standard error by the sampler's design.
pub fn mean(tally: &Tally) -> (f64, f64) {
    let value = tally.total.mean().unwrap_or(f64::NAN);
    let estimate = if tally.replicates.is_empty() {
        tally.total.mean_estimate()
    } else {
        let replicates: Vec<_> = tally.replicates.iter().map(Moments::mean).collect();
        Some(from_replicates(value, &replicates))
    };
    let std_error = estimate.and_then(|estimate| estimate.std_error);
    (value, std_error.unwrap_or(f64::NAN))
}

/// Compares a tally with its expectation.
///
/// `resolution` is a part of the truth that the replicates may not tell, 0 for none: where all that is left to chance is
/// the position in a span, points of a scramble are so even that a jump of pay within the span may find the same
/// number of them on its side in all 32 replicates. One point more or less has a deviation of ½ at most.
pub fn check(family: &mut Family, expectation: &Expectation, tally: &Tally, resolution: f64) {
    let Expectation { name, measure, truth } = expectation;
    let (value, std_error) = mean(tally);
    let unseen = resolution * truth.abs();
    let exact = (value - truth).abs() <= 1e-9 * truth.abs().max(1.0);
    let std_error = if exact { std_error } else { libm::hypot(std_error, unseen) };
    let runs = tally.total.count();
    if truth.is_nan() {
        return family.check_exact(name, runs as f64, 0.0, 0.0);
    }
    let indicator = matches!(
        measure,
        Measure::Left { .. } | Measure::Retained { .. } | Measure::OwesClawback { .. }
    );
    let sure = std_error <= 1e-11;
    if sure && matches!(measure, Measure::OwesClawback { .. }) && value > *truth {
        // In the last moments of a window less than half a cent is owed, which no run may have seen.
        family.check_count(name, 0, runs, value - truth);
    } else if !tally.replicates.is_empty() {
        family.check_replicated(name, value, std_error, *truth, REPLICATES);
    } else if indicator {
        family.check_count(name, count(value * runs as f64), runs, *truth);
    } else {
        family.check_mean(name, value, std_error, *truth);
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 … number of runs")]
fn count(successes: f64) -> u64 {
    assert!((successes - successes.round()).abs() < HALF_CENT, "a share of whole runs");
    successes.round() as u64
}
