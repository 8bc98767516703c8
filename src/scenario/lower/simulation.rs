//! `[simulation]`: runs, seed, horizon and how runs are sampled.

use super::precision::{self, Asked};
use crate::quantity::{ContinuousRate, LARGEST_SEED, LONGEST_HORIZON, MOST_RUNS};
use crate::scenario::Overrides;
use crate::scenario::faults::Faults;
use crate::scenario::field::Field;
use crate::simulation::{Exits, Sampler, Settings, SharedExits};

pub(in crate::scenario) const RUNS: u64 = 100_000;
pub(in crate::scenario) const SEED: u64 = 1;
pub(in crate::scenario) const HORIZON_MONTHS: u32 = 48;

/// Reads the table if it is there, with the precision it asks for; what the command line states replaces
/// what it says.
pub(super) fn read<'a>(
    field: Option<Field<'a>>,
    overrides: &Overrides,
    faults: &mut Faults<'_>,
) -> Option<(Settings, Option<Asked<'a>>)> {
    let discount_rate = ContinuousRate::new(0.0).ok()?;
    let mut settings = Settings {
        runs: RUNS,
        seed: SEED,
        horizon_months: HORIZON_MONTHS,
        sampler: Sampler::Random,
        exits: Exits::Sampled,
        shared_exits: SharedExits::All,
        discount_rate,
    };
    let mut precision = None;
    if let Some(field) = field {
        (settings, precision) = file(&field, settings, faults)?;
    }
    settings.runs = overrides.runs.unwrap_or(settings.runs);
    settings.seed = overrides.seed.unwrap_or(settings.seed);
    settings.sampler = overrides.sampler.unwrap_or(settings.sampler);
    settings.exits = overrides.exits.unwrap_or(settings.exits);
    Some((settings, precision))
}

/// What the file says, over the defaults.
fn file<'a>(
    field: &Field<'a>,
    defaults: Settings,
    faults: &mut Faults<'_>,
) -> Option<(Settings, Option<Asked<'a>>)> {
    let samplers = Sampler::ALL.map(|sampler| (sampler.name(), sampler));
    let exits = Exits::ALL.map(|exits| (exits.name(), exits));
    let shared = SharedExits::ALL.map(|shared| (shared.name(), shared));
    field.table("a table [simulation]", faults, |table, faults| {
        let mut settings = defaults;
        if let Some(field) = table.optional("runs") {
            let runs = field.whole("a whole number", 1..=MOST_RUNS, faults);
            settings.runs = runs.unwrap_or(RUNS);
        }
        if let Some(field) = table.optional("seed") {
            let seed = field.whole("a whole number", 0..=LARGEST_SEED, faults);
            settings.seed = seed.unwrap_or(SEED);
        }
        if let Some(field) = table.optional("horizon_months") {
            let range = 1..=u64::from(LONGEST_HORIZON);
            let months = field.whole("a whole number of months", range, faults);
            let months = months.and_then(|months| u32::try_from(months).ok());
            settings.horizon_months = months.unwrap_or(HORIZON_MONTHS);
        }
        if let Some(field) = table.optional("sampler") {
            settings.sampler = field.choice(&samplers, faults).unwrap_or(defaults.sampler);
        }
        if let Some(field) = table.optional("exits") {
            settings.exits = field.choice(&exits, faults).unwrap_or(defaults.exits);
        }
        if let Some(field) = table.optional("shared_exits") {
            settings.shared_exits = field.choice(&shared, faults).unwrap_or(defaults.shared_exits);
        }
        if let Some(field) = table.optional("discount_rate") {
            let rate = field.number(ContinuousRate::new, faults);
            settings.discount_rate = rate.unwrap_or(defaults.discount_rate);
        }
        let precision = table.optional("precision");
        let precision = precision.and_then(|field| precision::read(&field, faults));
        Some((settings, precision))
    })
}
