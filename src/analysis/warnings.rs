//! Typed warnings: what was seen, why it matters, what to change.

use serde::Serialize;

use super::distribution::Estimator;
use crate::offer::Offer;
use crate::simulation::plan::ClockDraw;
use crate::simulation::{Setup, SharedExits};

/// What a warning is about; the name is stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum WarningCode {
    /// Too few coupled runs for standard errors.
    FewReplicateRuns,
    /// Different employers share exit clocks, which is a modelling assumption.
    SharedExits,
    /// A grant is made after the horizon and counts nowhere.
    GrantAfterHorizon,
    /// A sign-on payment may be clawed back gross of tax.
    ClawbackGross,
}

impl WarningCode {
    /// All codes.
    pub const ALL: [Self; 4] =
        [Self::FewReplicateRuns, Self::SharedExits, Self::GrantAfterHorizon, Self::ClawbackGross];

    /// The code's name in outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::FewReplicateRuns => "few_replicate_runs",
            Self::SharedExits => "shared_exits",
            Self::GrantAfterHorizon => "grant_after_horizon",
            Self::ClawbackGross => "clawback_gross",
        }
    }
}

/// A warning about a scenario or its results.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Warning {
    /// What it is about.
    pub code: WarningCode,
    /// What was seen, why it matters, what to change.
    pub message: String,
}

/// All warnings of a setup.
pub(super) fn warnings(setup: &Setup) -> Vec<Warning> {
    let found = [few_replicate_runs(setup), shared_exits(setup), clawback_gross(setup)];
    found.into_iter().flatten().chain(grants_after_horizon(setup)).collect()
}

fn few_replicate_runs(setup: &Setup) -> Option<Warning> {
    let settings = &setup.settings;
    let few = settings.sampler.is_replicated() && !Estimator::replicates_suffice(settings.runs);
    few.then(|| Warning {
        code: WarningCode::FewReplicateRuns,
        message: format!(
            "{} runs are fewer than 32 for each of the 32 replicates that standard errors of the \
             {} sampler come from, so none are given; use at least 1,024 runs",
            settings.runs,
            settings.sampler.name()
        ),
    })
}

fn shared_exits(setup: &Setup) -> Option<Warning> {
    let draws_clocks = |offer: &&Offer| {
        let profile = offer.profile.map(|at| &setup.profiles[at]);
        profile.is_some_and(|profile| ClockDraw::pairs_for(profile) > 0)
    };
    let leaving = setup.offers.iter().filter(draws_clocks);
    let employers = distinct(leaving.map(|offer| offer.employer.as_str()));
    let shared = setup.settings.shared_exits == SharedExits::All && employers.len() > 1;
    shared.then(|| Warning {
        code: WarningCode::SharedExits,
        message: format!(
            "{} share their exit clocks: who is unlucky at one employer is unlucky at the others, \
             which makes the differences between offers steadier than independent jobs would be; \
             set simulation.shared_exits = \"employer\" to draw them apart",
            listed(&employers)
        ),
    })
}

fn clawback_gross(setup: &Setup) -> Option<Warning> {
    let claims = |offer: &&Offer| offer.sign_on.iter().any(|payment| payment.clawback.is_some());
    let offers = distinct(setup.offers.iter().filter(claims).map(|offer| offer.name.as_str()));
    (!offers.is_empty()).then(|| Warning {
        code: WarningCode::ClawbackGross,
        message: format!(
            "the sign-on of {} may be clawed back; figures are before tax, and an employer may ask for \
             the gross amount of what was received net, so leaving can cost more; ask for \"net of tax\" \
             in the letter",
            listed(&offers)
        ),
    })
}

/// Different names, sorted.
fn distinct<'a>(names: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut names: Vec<&str> = names.collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// Names as a list, at most three of them.
fn listed(names: &[&str]) -> String {
    const MOST: usize = 3;
    match names.len().checked_sub(MOST) {
        None | Some(0) => names.join("; "),
        Some(more) => format!("{} and {more} more", names[..MOST].join("; ")),
    }
}

fn grants_after_horizon(setup: &Setup) -> Vec<Warning> {
    let horizon = setup.settings.horizon_months;
    let mut found = Vec::new();
    for offer in &setup.offers {
        for (index, grant) in offer.grants.iter().enumerate() {
            if grant.month > horizon {
                let (grant_number, name, month) = (index + 1, &offer.name, grant.month);
                let message = format!(
                    "grant {grant_number} of {name} is made in month {month}, after the horizon of \
                     {horizon} months, so it counts nowhere; raise simulation.horizon_months to see it"
                );
                found.push(Warning { code: WarningCode::GrantAfterHorizon, message });
            }
        }
    }
    found
}
