//! A part as it is stored, and what is checked when it is read again.

use serde::{Deserialize, Serialize};

use super::{Case, Part, asked};
use crate::error::Error;
use crate::quantity::{ContinuousRate, Dollars, TailLevel};
use crate::scenario::MOST_OFFERS;
use crate::simulation::{
    Exits, PartialOutcome, PartialSums, RunShare, Sampler, Settings, SharedExits,
};

/// The fields of a [`Part`]; nothing is known of them yet.
#[derive(Serialize, Deserialize)]
pub(super) struct Stored {
    sha256: String,
    names: Vec<String>,
    baseline: usize,
    walk_away: Option<f64>,
    tail: f64,
    settings: StoredSettings,
    share: RunShare,
    sums: PartialSums,
}

#[derive(Serialize, Deserialize)]
struct StoredSettings {
    runs: u64,
    seed: u64,
    horizon_months: u32,
    sampler: Sampler,
    exits: Exits,
    shared_exits: SharedExits,
    discount_rate: f64,
}

impl From<Part> for Stored {
    fn from(part: Part) -> Self {
        let Part { sha256, case, outcome } = part;
        let Case { names, baseline, walk_away, tail, settings } = case;
        let (share, sums) = (outcome.share(), outcome.into_sums());
        let (walk_away, tail) = (walk_away.map(Dollars::get), tail.get());
        Self { sha256, names, baseline, walk_away, tail, settings: settings.into(), share, sums }
    }
}

impl TryFrom<Stored> for Part {
    type Error = Error;

    fn try_from(stored: Stored) -> Result<Self, Error> {
        let Stored { sha256, names, baseline, walk_away, tail, settings, share, sums } = stored;
        if !(1..=MOST_OFFERS).contains(&names.len()) || baseline >= names.len() {
            return Err(Error::Refused(vec!["a part does not fit: its offers".to_owned()]));
        }
        let walk_away = walk_away.map(Dollars::new).transpose()?;
        let (tail, settings) = (TailLevel::new(tail)?, settings.checked()?);
        let case = Case { names, baseline, walk_away, tail, settings };
        let outcome = PartialOutcome::restore(sums, &settings, &asked(&case).0, share)?;
        Ok(Self { sha256, case, outcome })
    }
}

impl From<Settings> for StoredSettings {
    fn from(settings: Settings) -> Self {
        let Settings { runs, seed, horizon_months, sampler, exits, shared_exits, discount_rate } =
            settings;
        let discount_rate = discount_rate.get();
        Self { runs, seed, horizon_months, sampler, exits, shared_exits, discount_rate }
    }
}

impl StoredSettings {
    fn checked(self) -> Result<Settings, Error> {
        let Self { runs, seed, horizon_months, sampler, exits, shared_exits, discount_rate } = self;
        let discount_rate = ContinuousRate::new(discount_rate)?;
        Settings { runs, seed, horizon_months, sampler, exits, shared_exits, discount_rate }
            .checked()
    }
}
