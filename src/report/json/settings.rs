//! Settings of a simulation as they were asked, for documents of several jobs.

use schemars::JsonSchema;
use serde::Serialize;

use crate::simulation::{Exits, Sampler, Settings, SharedExits};

/// Settings as they were asked.
#[derive(Serialize, JsonSchema)]
pub(super) struct AskedSettings {
    /// Number of runs; where a precision is asked, the most.
    runs: u64,
    /// Seed.
    seed: u64,
    /// Horizon in months.
    horizon_months: u32,
    /// Sampler.
    #[schemars(extend("enum" = Sampler::ALL.map(Sampler::name)))]
    sampler: &'static str,
    /// Treatment of exits.
    #[schemars(extend("enum" = Exits::ALL.map(Exits::name)))]
    exits: &'static str,
    /// Which offers share exit clocks.
    #[schemars(extend("enum" = SharedExits::ALL.map(SharedExits::name)))]
    shared_exits: &'static str,
    /// Discount rate, continuously compounded a year.
    discount_rate: f64,
}

impl AskedSettings {
    pub(super) fn new(settings: &Settings) -> Self {
        Self {
            runs: settings.runs,
            seed: settings.seed,
            horizon_months: settings.horizon_months,
            sampler: settings.sampler.name(),
            exits: settings.exits.name(),
            shared_exits: settings.shared_exits.name(),
            discount_rate: settings.discount_rate.get(),
        }
    }
}
