//! The JSON document of a run, with the names of format 1. Names never change within a format; keys may
//! be added.

mod brief;
mod ladder;
mod settings;
mod solve;
mod stress;
mod tail;
mod tornado;

pub(super) use brief::BriefDocument;
pub use brief::write_brief;
pub(super) use ladder::LadderDocument;
pub use ladder::write_ladder;
pub(super) use solve::SolveDocument;
pub use solve::write_solution;
pub(super) use stress::{ReweightDocument, StressDocument};
pub use stress::{write_reweight, write_stress};
pub(super) use tail::TailDocument;
pub use tail::write_tail;
pub(super) use tornado::TornadoDocument;
pub use tornado::write_tornado;

use std::io::Write;

use schemars::JsonSchema;
use serde::Serialize;

use crate::analysis::{Comparison, OfferSummary, Simulation, Summary, Warning};

/// The result of `vestrisk run --format json`. Money is US dollars before tax. Names do not change
/// within format 1; keys may be added.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "vestrisk run")]
pub(super) struct Document<'a> {
    /// Version of this format: 1.
    #[schemars(extend("const" = 1))]
    format: u32,
    /// Version of vestrisk.
    version: &'static str,
    /// The command that wrote it.
    command: &'a str,
    /// Which scenario was simulated.
    scenario: ScenarioId<'a>,
    /// How it was simulated.
    simulation: &'a Simulation,
    /// How the candidate weighs uncertain pay; absent where the scenario does not say.
    #[serde(skip_serializing_if = "Option::is_none")]
    preferences: Option<PreferencesPart>,
    /// What each offer pays, in the order of the scenario.
    offers: &'a [OfferSummary],
    /// Every other offer against the baseline.
    comparisons: &'a [Comparison],
    /// Warnings about the scenario and its results.
    warnings: &'a [Warning],
}

/// How the candidate weighs uncertain pay.
#[derive(Serialize, JsonSchema)]
struct PreferencesPart {
    /// Relative risk aversion.
    risk_aversion: f64,
    /// Wealth beside the offer in dollars.
    outside_wealth: f64,
}

/// A scenario by name and content.
#[derive(Serialize, JsonSchema)]
struct ScenarioId<'a> {
    /// Its title.
    title: &'a str,
    /// Hash of the effective scenario and of the files it refers to.
    #[schemars(extend("pattern" = "^[0-9a-f]{64}$"))]
    sha256: &'a str,
}

/// The JSON that commands write with `--format json`: `run` and `compare` of one world, or with `--models` of each model; `solve`,
/// `stress`, `tail`, `tornado` and `brief`. Money is US dollars before tax. Names do not change within format 1; keys may be added.
#[derive(Serialize, JsonSchema)]
#[serde(untagged)]
#[schemars(title = "vestrisk output")]
pub(super) enum Output<'a> {
    /// Of one world.
    Run(Document<'a>),
    /// Of each model.
    Ladder(LadderDocument<'a>),
    /// A brief.
    Brief(Box<BriefDocument<'a>>),
    /// Asks.
    Solve(SolveDocument<'a>),
    /// Of each stress.
    Stress(StressDocument<'a>),
    /// Of runs weighed anew.
    Reweight(ReweightDocument<'a>),
    /// Of the worst runs.
    Tail(TailDocument<'a>),
    /// What moves a metric.
    Tornado(TornadoDocument<'a>),
}

/// Writes a summary as one indented JSON document and a line feed.
///
/// # Errors
/// Those of the writer.
pub fn write(summary: &Summary, command: &str, out: &mut dyn Write) -> std::io::Result<()> {
    let document = Document {
        format: 1,
        version: env!("CARGO_PKG_VERSION"),
        command,
        scenario: ScenarioId { title: &summary.title, sha256: &summary.sha256 },
        simulation: &summary.simulation,
        preferences: summary.preferences.map(|stated| PreferencesPart {
            risk_aversion: stated.risk_aversion.get(),
            outside_wealth: stated.outside_wealth.get(),
        }),
        offers: &summary.offers,
        comparisons: &summary.comparisons,
        warnings: &summary.warnings,
    };
    write_document(&Output::Run(document), out)
}

fn write_document(document: &Output<'_>, out: &mut dyn Write) -> std::io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, document)?;
    out.write_all(b"\n")
}
