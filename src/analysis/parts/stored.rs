//! A part as it is stored, and what is checked when it is read again.

use std::borrow::Cow;

use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

use super::{Case, Part, asked};
use crate::error::Error;
use crate::quantity::{ContinuousRate, Dollars, TailLevel};
use crate::scenario::MOST_OFFERS;
use crate::simulation::{
    Exits, PartialOutcome, PartialSums, RunShare, Sampler, Settings, SharedExits,
};

/// The fields of a [`Part`]; of those that were read nothing is known yet.
#[derive(Serialize, Deserialize)]
pub(super) struct Stored<'a> {
    sha256: Cow<'a, str>,
    names: Cow<'a, [String]>,
    baseline: usize,
    walk_away: Option<f64>,
    tail: f64,
    settings: StoredSettings,
    share: RunShare,
    sums: Cow<'a, PartialSums>,
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

impl<'a> From<&'a Part> for Stored<'a> {
    fn from(Part { sha256, case, outcome }: &'a Part) -> Self {
        let Case { names, baseline, walk_away, tail, settings } = case;
        Self {
            sha256: Cow::Borrowed(sha256),
            names: Cow::Borrowed(names),
            baseline: *baseline,
            walk_away: walk_away.map(Dollars::get),
            tail: tail.get(),
            settings: (*settings).into(),
            share: outcome.share(),
            sums: Cow::Borrowed(outcome.sums()),
        }
    }
}

impl TryFrom<Stored<'_>> for Part {
    type Error = Error;

    fn try_from(stored: Stored<'_>) -> Result<Self, Error> {
        let Stored { sha256, names, baseline, walk_away, tail, settings, share, sums } = stored;
        if !(1..=MOST_OFFERS).contains(&names.len()) || baseline >= names.len() {
            let why = "a part does not fit: it has no offers, too many or no baseline";
            return Err(Error::Refused(vec![why.to_owned()]));
        }
        let walk_away = walk_away.map(Dollars::new).transpose()?;
        let (tail, settings) = (TailLevel::new(tail)?, settings.checked()?);
        let case = Case { names: names.into_owned(), baseline, walk_away, tail, settings };
        let (measures, _) = asked(&case);
        let outcome = PartialOutcome::restore(sums.into_owned(), &settings, &measures, share)?;
        Ok(Self { sha256: sha256.into_owned(), case, outcome })
    }
}

impl Serialize for Part {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Stored::from(self).serialize(serializer)
    }
}

impl<'de> Deserialize<'de> for Part {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Stored::deserialize(deserializer)?.try_into().map_err(de::Error::custom)
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
