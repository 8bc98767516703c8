//! Warnings about responses of exit hazards that change nothing.

use super::{Warning, WarningCode};
use crate::attrition::{Cause, Hazards, Profile};
use crate::offer::Offer;
use crate::simulation::Setup;

/// One warning for each offer and response that plainly has nothing to move or to answer to.
pub(super) fn without_effect(setup: &Setup) -> Vec<Warning> {
    let mut found = Vec::new();
    for offer in &setup.offers {
        let profile = offer.profile.map(|at| &setup.profiles[at]);
        let Some(Profile::Hazards(hazards)) = profile else { continue };
        let idle = idle(offer, hazards, setup.settings.horizon_months);
        found.extend(idle.into_iter().map(|(response, why)| Warning {
            code: WarningCode::ResponseWithoutEffect,
            message: format!(
                "{response} changes nothing for {}: {why}; remove it, or give it what it needs",
                offer.name
            ),
        }));
    }
    found
}

/// The responses that change nothing, each with the reason.
fn idle(offer: &Offer, hazards: &Hazards, horizon: u32) -> Vec<(&'static str, &'static str)> {
    let responses = &hazards.responses;
    let end = f64::from(horizon);
    let never = |cause| hazards.of(cause).is_none_or(|hazard| hazard.integrated(end) == 0.0);
    let mut idle = Vec::new();
    if responses.layoff_to_return.is_some() && never(Cause::Layoff) {
        idle.push(("layoff_to_return", "its profile has no layoff hazard"));
    }
    if responses.voluntary_to_unvested.is_some() {
        if never(Cause::Voluntary) {
            idle.push(("voluntary_to_unvested", "its profile has no voluntary hazard"));
        } else if offer.grants.is_empty() && offer.refresh.is_none() {
            idle.push(("voluntary_to_unvested", "it has no stock whose value could move"));
        }
    }
    if let Some(timing) = &responses.vest_timing {
        let percents = offer.grants.iter().flat_map(|grant| grant.vesting.tranches());
        if never(Cause::Voluntary) {
            idle.push(("vest_timing", "its profile has no voluntary hazard"));
        } else if !percents.into_iter().any(|tranche| timing.counts(tranche.percent.get())) {
            idle.push(("vest_timing", "no vest is as large as its share"));
        }
    }
    if let Some(waves) = &responses.layoff_waves
        && waves.months().iter().all(|month| *month > horizon)
    {
        idle.push(("layoff_waves", "every wave comes after the horizon"));
    }
    idle
}
