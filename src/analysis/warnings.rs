//! Typed warnings: what was seen, why it matters, what to change. Those about figures are in `outcomes`.

mod models;
mod outcomes;
mod responses;

pub(super) use outcomes::{no_certainty_equivalent, precision_not_reached};

use schemars::JsonSchema;
use serde::Serialize;

use super::distribution::Estimator;
use super::summary::OfferSummary;
use crate::offer::Offer;
use crate::quantity::{MOST_RUNS, grouped};
use crate::scenario::Scenario;
use crate::simulation::plan::ClockDraw;
use crate::simulation::{Outcome, Sampler, Setup, SharedExits};
use crate::statistics::REPLICATES;

/// What a warning is about; the name is stable.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
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
    /// A clawback's window ends before its payment is made.
    ClawbackNever,
    /// Too few runs lie in the tail that is asked for.
    FewTailRuns,
    /// The walk-away lies outside every outcome.
    WalkAwayOutside,
    /// A stock is expected to return more than 15 % a year.
    HighExpectedReturn,
    /// Stock is compared with cash at an expected return other than the discount rate.
    ReturnNotDiscountRate,
    /// A fraction that looks like a percentage.
    LooksLikePercent,
    /// A response that has nothing to respond to, or nothing to move.
    ResponseWithoutEffect,
    /// Views that leave the runs worth few.
    FewEffectiveRuns,
    /// Runs too many for their samples to be kept, so that percentiles come from counts in classes.
    StreamedPercentiles,
    /// The runs allowed are too few for the precision asked.
    PrecisionNotReached,
    /// Offers that leave under different hazards, so that their comparison is not integrated over exits.
    StratifiedComparison,
    /// Sobol runs that are not 32 × a power of two, which leaves their points uneven.
    UnevenSobolRuns,
    /// A bootstrapped price history that holds few blocks.
    ShortPriceHistory,
    /// A bootstrapped price history with closes missing.
    GapsInPriceHistory,
    /// A close that is far from the one before.
    LargePriceChange,
    /// A bootstrapped price history of which a large part is not resampled.
    PriceHistoryCut,
    /// A run that leaves no wealth, which has no utility.
    NoCertaintyEquivalent,
}

impl WarningCode {
    /// All codes.
    pub const ALL: [Self; 21] = [
        Self::FewReplicateRuns,
        Self::SharedExits,
        Self::GrantAfterHorizon,
        Self::ClawbackGross,
        Self::ClawbackNever,
        Self::FewTailRuns,
        Self::WalkAwayOutside,
        Self::HighExpectedReturn,
        Self::ReturnNotDiscountRate,
        Self::LooksLikePercent,
        Self::ResponseWithoutEffect,
        Self::FewEffectiveRuns,
        Self::StreamedPercentiles,
        Self::PrecisionNotReached,
        Self::StratifiedComparison,
        Self::UnevenSobolRuns,
        Self::ShortPriceHistory,
        Self::GapsInPriceHistory,
        Self::LargePriceChange,
        Self::PriceHistoryCut,
        Self::NoCertaintyEquivalent,
    ];

    /// The code's name in outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::FewReplicateRuns => "few_replicate_runs",
            Self::SharedExits => "shared_exits",
            Self::GrantAfterHorizon => "grant_after_horizon",
            Self::ClawbackGross => "clawback_gross",
            Self::ClawbackNever => "clawback_never",
            Self::FewTailRuns => "few_tail_runs",
            Self::WalkAwayOutside => "walk_away_outside",
            Self::HighExpectedReturn => "high_expected_return",
            Self::ReturnNotDiscountRate => "return_not_discount_rate",
            Self::LooksLikePercent => "looks_like_percent",
            Self::ResponseWithoutEffect => "response_without_effect",
            Self::FewEffectiveRuns => "few_effective_runs",
            Self::StreamedPercentiles => "streamed_percentiles",
            Self::PrecisionNotReached => "precision_not_reached",
            Self::StratifiedComparison => "stratified_comparison",
            Self::UnevenSobolRuns => "uneven_sobol_runs",
            Self::ShortPriceHistory => "short_price_history",
            Self::GapsInPriceHistory => "gaps_in_price_history",
            Self::LargePriceChange => "large_price_change",
            Self::PriceHistoryCut => "price_history_cut",
            Self::NoCertaintyEquivalent => "no_certainty_equivalent",
        }
    }
}

/// A warning about a scenario or its results.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, JsonSchema)]
pub struct Warning {
    /// What it is about.
    pub code: WarningCode,
    /// What was seen, why it matters, what to change.
    pub message: String,
}

/// All warnings of a scenario and its results.
pub(super) fn warnings(
    scenario: &Scenario,
    offers: &[OfferSummary],
    outcome: &Outcome,
) -> Vec<Warning> {
    let setup = &scenario.setup;
    let single = [
        outcomes::streamed_percentiles(outcome),
        outcomes::stratified_comparison(scenario, outcome),
        few_replicate_runs(setup),
        uneven_sobol_runs(setup),
        outcomes::few_tail_runs(scenario),
        outcomes::walk_away_outside(scenario, offers),
        shared_exits(setup),
        clawback_gross(setup),
        outcomes::return_not_discount_rate(scenario, offers),
    ];
    let mut found: Vec<Warning> = single.into_iter().flatten().collect();
    found.extend(outcomes::high_expected_returns(setup));
    found.extend(outcomes::look_like_percent(setup));
    found.extend(models::variances_look_like_percent(setup));
    found.extend(models::short_price_histories(setup));
    found.extend(models::price_histories_cut(setup));
    found.extend(models::doubtful_closes(setup));
    found.extend(clawbacks_never(setup));
    found.extend(grants_after_horizon(setup));
    found.extend(responses::without_effect(setup));
    found
}

/// Runs that are weighed anew and worth too few of equal weight.
pub(super) fn few_effective_runs(effective: f64, runs: u64) -> Option<Warning> {
    /// Fewer say little about one case in twenty.
    const FEW: f64 = 1_000.0;
    /// A smaller share lets a few runs speak for all.
    const SMALL_SHARE: f64 = 0.01;
    let few = !(effective >= FEW && effective >= SMALL_SHARE * runs as f64);
    few.then(|| Warning {
        code: WarningCode::FewEffectiveRuns,
        message: format!(
            "the weights leave {} runs worth no more than {} of equal weight, so that a few runs speak for all; do more runs, \
             or put what is stated into the scenario itself",
            grouped(runs as f64),
            grouped(effective.floor())
        ),
    })
}

fn few_replicate_runs(setup: &Setup) -> Option<Warning> {
    let settings = &setup.settings;
    let few = settings.is_replicated() && !Estimator::replicates_suffice(settings.runs);
    few.then(|| Warning {
        code: WarningCode::FewReplicateRuns,
        message: format!(
            "{} runs are fewer than 32 for each of the 32 replicates that standard errors of {} come \
             from, so none are given; use at least 1,024 runs",
            grouped(settings.runs as f64),
            if settings.sampler == Sampler::Random {
                "integrated exits".to_owned()
            } else {
                format!("the {} sampler", settings.sampler.name())
            }
        ),
    })
}

/// Fewer runs than standard errors need are `few_replicate_runs`'s affair.
fn uneven_sobol_runs(setup: &Setup) -> Option<Warning> {
    let settings = &setup.settings;
    let points = settings.runs / REPLICATES as u64;
    let even = settings.runs.is_multiple_of(REPLICATES as u64) && points.is_power_of_two();
    let enough = Estimator::replicates_suffice(settings.runs);
    let below = REPLICATES as u64 * (1 << points.checked_ilog2()?);
    let counts = [below, 2 * below].into_iter().filter(|runs| *runs <= MOST_RUNS);
    let counts: Vec<String> = counts.map(|runs| grouped(runs as f64)).collect();
    (settings.sampler == Sampler::Sobol && enough && !even).then(|| Warning {
        code: WarningCode::UnevenSobolRuns,
        message: format!(
            "{} runs are not 32 times a power of two, so the points of the 32 scrambles stop before they cover \
             everything evenly, and estimates lose much of what the sobol sampler gains; use {} runs",
            grouped(settings.runs as f64),
            counts.join(" or ")
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

fn clawbacks_never(setup: &Setup) -> Vec<Warning> {
    let mut found = Vec::new();
    for offer in &setup.offers {
        for (index, payment) in offer.sign_on.iter().enumerate() {
            let Some(terms) = payment.clawback else { continue };
            let closes = terms.opens(&payment.paid) + terms.window_months;
            if closes <= payment.paid.first_month() {
                let (number, name) = (index + 1, &offer.name);
                let paid = payment.paid.first_month();
                let message = format!(
                    "the clawback of sign-on {number} of {name} ends in month {closes}, before anything \
                     is paid (month {paid}), so it claims nothing; check `from` and `window_months`"
                );
                found.push(Warning { code: WarningCode::ClawbackNever, message });
            }
        }
    }
    found
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
    match (names, names.len().checked_sub(MOST)) {
        (_, Some(more @ 1..)) => format!("{} and {more} more", names[..MOST].join("; ")),
        ([first @ .., last], _) if !first.is_empty() => format!("{} and {last}", first.join("; ")),
        _ => names.concat(),
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
