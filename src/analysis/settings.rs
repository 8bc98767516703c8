//! How a scenario was simulated, as it is reported.

use std::collections::BTreeMap;

use schemars::JsonSchema;
use serde::Serialize;

use super::equivalent::PlainRuns;
use super::precision::PrecisionFound;
use crate::simulation::{Exits, Outcome, Sampler, Settings, SharedExits};
use crate::statistics::RELATIVE_ERROR;

/// Settings as reported.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Simulation {
    /// Number of runs that were done.
    pub runs: u64,
    /// Seed.
    pub seed: u64,
    /// Horizon in months.
    pub horizon_months: u32,
    /// Sampler.
    #[schemars(extend("enum" = Sampler::ALL.map(Sampler::name)))]
    pub sampler: &'static str,
    /// Treatment of exits.
    #[schemars(extend("enum" = Exits::ALL.map(Exits::name)))]
    pub exits: &'static str,
    /// Which offers share exit clocks.
    #[schemars(extend("enum" = SharedExits::ALL.map(SharedExits::name)))]
    pub shared_exits: &'static str,
    /// Discount rate, continuously compounded a year.
    pub discount_rate: f64,
    /// How far percentiles and expected shortfalls may be off by counting in classes, as a fraction of their
    /// size: 0 where every run's amount was kept.
    pub percentile_error: f64,
    /// The precision that was asked and what came of it; absent where none was.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub precision: Option<PrecisionFound>,
    /// How many independent runs with sampled exits would have the same standard error, by metric: the
    /// median, and the metric of the precision asked; the least over the offers, `None` where no error is
    /// known and above 0. Absent where the runs are such runs.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub equivalent_plain_runs: Option<BTreeMap<&'static str, Option<u64>>>,
}

impl Simulation {
    pub(super) fn new(
        settings: &Settings,
        outcome: &Outcome,
        plain_runs: Option<PlainRuns>,
    ) -> Self {
        let percentile_error = if outcome.keeps_samples() { 0.0 } else { RELATIVE_ERROR };
        Self {
            percentile_error,
            precision: None,
            equivalent_plain_runs: plain_runs,
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
