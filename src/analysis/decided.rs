//! What an offer's terms decide before any chance: ways to leave that are certain or impossible.

use crate::attrition::{Cause, Hazards, Profile};
use crate::offer::Offer;
use crate::simulation::Setup;

/// Whether something is left to chance.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Chance {
    /// It happens in every run.
    Always,
    /// It happens in no run.
    Never,
    /// It depends.
    Open,
}

impl Chance {
    const fn always_if(certain: bool) -> Self {
        if certain { Self::Always } else { Self::Never }
    }

    const fn never_unless(possible: bool) -> Self {
        if possible { Self::Open } else { Self::Never }
    }
}

/// What an offer's terms decide. The estimates of the same events carry the noise of counting, which
/// says nothing where the terms do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Decided {
    /// Staying to the horizon, then the causes in the order of [`Cause::ALL`].
    pub exits: [Chance; 4],
    /// Being there at months 12, 24, … up to the horizon.
    pub retention: Vec<Chance>,
    /// Owing a clawback.
    pub clawback: Chance,
}

impl Decided {
    pub(super) fn new(setup: &Setup, offer: &Offer) -> Self {
        let horizon = setup.settings.horizon_months;
        let profile = offer.profile.map(|at| &setup.profiles[at]);
        let months = (12..=horizon).step_by(12);
        let claims = Chance::never_unless(offer.sign_on.iter().any(|paid| paid.clawback.is_some()));
        match profile {
            Some(Profile::Certain(exit)) => {
                let leaves = exit.month <= horizon;
                let cause = |cause| Chance::always_if(leaves && exit.cause == cause);
                let [voluntary, layoff, performance] = Cause::ALL.map(cause);
                Self {
                    exits: [Chance::always_if(!leaves), voluntary, layoff, performance],
                    retention: months.map(|month| Chance::always_if(exit.month >= month)).collect(),
                    clawback: if leaves { claims } else { Chance::Never },
                }
            }
            Some(Profile::Hazards(hazards))
                if Cause::ALL.iter().any(|c| can(hazards, *c, horizon)) =>
            {
                let can = |cause| can(hazards, cause, horizon);
                let [voluntary, layoff, performance] =
                    Cause::ALL.map(|cause| Chance::never_unless(can(cause)));
                Self {
                    exits: [Chance::Open, voluntary, layoff, performance],
                    retention: months.map(|_| Chance::Open).collect(),
                    clawback: claims,
                }
            }
            _ => Self {
                exits: [Chance::Always, Chance::Never, Chance::Never, Chance::Never],
                retention: months.map(|_| Chance::Always).collect(),
                clawback: Chance::Never,
            },
        }
    }
}

/// Whether a cause can end the job by the horizon.
fn can(hazards: &Hazards, cause: Cause, horizon: u32) -> bool {
    let waves = hazards.responses.layoff_waves.as_ref().filter(|_| cause == Cause::Layoff);
    let hit = waves.is_some_and(|waves| waves.months().iter().any(|month| *month <= horizon));
    hit || hazards.of(cause).is_some_and(|hazard| hazard.integrated(f64::from(horizon)) > 0.0)
}
