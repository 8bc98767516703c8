//! The JSON document of asks.

use std::io::Write;

use schemars::JsonSchema;
use serde::Serialize;

use super::settings::AskedSettings;
use super::{Output, ScenarioId, write_document};
use crate::analysis::{Ask, Solution, Target};
use crate::scenario::Metric;
use crate::statistics::Estimate;

/// The result of `vestrisk solve … --format json`: which value of each term alone reaches a goal. Money is US dollars
/// before tax. Names do not change within format 1; keys may be added.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "vestrisk solve")]
pub(in crate::report) struct SolveDocument<'a> {
    /// Version of this format: 1.
    #[schemars(extend("const" = 1))]
    format: u32,
    /// Version of vestrisk.
    version: &'static str,
    /// The command that wrote it.
    #[schemars(extend("const" = "solve"))]
    command: &'static str,
    /// Which scenario was simulated.
    scenario: ScenarioId<'a>,
    /// How it was simulated.
    simulation: AskedSettings,
    /// The offer whose terms are varied.
    offer: &'a str,
    /// What it is to reach.
    goal: GoalPart<'a>,
    /// The metric as the offer stands.
    now: Estimate,
    /// Whether every ask reaches the goal.
    met: bool,
    /// One ask a term, each alone.
    asks: &'a [Ask],
}

/// What an offer is to reach.
#[derive(Serialize, JsonSchema)]
pub(super) struct GoalPart<'a> {
    /// The metric.
    #[schemars(extend("enum" = Metric::ALL.map(Metric::name)))]
    metric: &'static str,
    /// The offer whose metric is to be reached; absent where a value is.
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<&'a str>,
    /// The value to reach; of a baseline with its standard error.
    target: Estimate,
}

impl<'a> GoalPart<'a> {
    pub(super) fn new(solution: &'a Solution) -> Self {
        let baseline = match solution.goal.target {
            Target::Value(_) => None,
            Target::Baseline => Some(solution.baseline.as_str()),
        };
        let target = solution.target;
        Self { metric: solution.goal.metric.name(), baseline, target }
    }
}

/// Writes asks as one indented JSON document and a line feed.
///
/// # Errors
/// Those of the writer.
pub fn write_solution(solution: &Solution, out: &mut dyn Write) -> std::io::Result<()> {
    let document = SolveDocument {
        format: 1,
        version: env!("CARGO_PKG_VERSION"),
        command: "solve",
        scenario: ScenarioId { title: &solution.title, sha256: &solution.sha256 },
        simulation: AskedSettings::new(&solution.settings),
        offer: &solution.offer,
        goal: GoalPart::new(solution),
        now: solution.now,
        met: solution.met(),
        asks: &solution.asks,
    };
    write_document(&Output::Solve(document), out)
}
