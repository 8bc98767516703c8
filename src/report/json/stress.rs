//! The JSON documents of stresses and of views.

use std::io::Write;

use schemars::JsonSchema;
use serde::Serialize;

use super::settings::AskedSettings;
use super::{Output, ScenarioId, write_document};
use crate::analysis::{
    Change, Comparison, OfferSummary, ReweightedComparison, ReweightedOffer, Reweighting,
    Simulation, StressSummary, Stressed, ViewFound, Warning,
};

/// The result of `vestrisk stress --format json`: the same offers under each stress. Money is US dollars before tax. Names do
/// not change within format 1; keys may be added.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "vestrisk stress")]
pub(in crate::report) struct StressDocument<'a> {
    /// Version of this format: 1.
    #[schemars(extend("const" = 1))]
    format: u32,
    /// Version of vestrisk.
    version: &'static str,
    /// The command that wrote it.
    #[schemars(extend("const" = "stress"))]
    command: &'static str,
    /// Which scenario was simulated; its hash is of the scenario without a stress.
    scenario: ScenarioId<'a>,
    /// How each world was to be simulated.
    simulation: AskedSettings,
    /// What each stress does; `none`, the scenario as it stands, comes first.
    stresses: Vec<StressPart<'a>>,
    /// What of the scenario stays as it is, or is dropped, under stresses; often empty.
    notes: &'a [String],
}

/// What one stress does.
#[derive(Serialize, JsonSchema)]
struct StressPart<'a> {
    /// The name of the stress.
    stress: &'static str,
    /// What happens.
    meaning: &'static str,
    /// Where that comes from.
    source: &'static str,
    /// When it was published or seen.
    date: &'static str,
    /// How far to trust it: high, medium or low.
    confidence: &'static str,
    /// How it was simulated.
    simulation: &'a Simulation,
    /// What each offer pays, in the order of the scenario.
    offers: &'a [OfferSummary],
    /// Every other offer against the baseline.
    comparisons: &'a [Comparison],
    /// Each offer against itself without the stress; empty for `none`.
    changes: &'a [Change],
    /// Warnings about this world and its results.
    warnings: &'a [Warning],
}

impl<'a> StressPart<'a> {
    fn new(of: &'a Stressed) -> Self {
        let Stressed { stress, summary, changes } = of;
        Self {
            stress: stress.name,
            meaning: stress.meaning,
            source: stress.provenance.source,
            date: stress.provenance.date,
            confidence: stress.provenance.confidence.name(),
            simulation: &summary.simulation,
            offers: &summary.offers,
            comparisons: &summary.comparisons,
            changes,
            warnings: &summary.warnings,
        }
    }
}

/// The result of `vestrisk stress --reweight … --format json`: the offers as simulated, and with the runs weighed so that the
/// views hold. Money is US dollars before tax. Names do not change within format 1; keys may be added.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "vestrisk stress --reweight")]
pub(in crate::report) struct ReweightDocument<'a> {
    /// Version of this format: 1.
    #[schemars(extend("const" = 1))]
    format: u32,
    /// Version of vestrisk.
    version: &'static str,
    /// The command that wrote it.
    #[schemars(extend("const" = "stress"))]
    command: &'static str,
    /// Which scenario was simulated.
    scenario: ScenarioId<'a>,
    /// How it was simulated.
    simulation: AskedSettings,
    /// What is stated, and what the runs say without it.
    views: &'a [ViewFound],
    /// The weights as a whole.
    weights: WeightsPart,
    /// What each offer pays, as simulated and as restated.
    offers: &'a [ReweightedOffer],
    /// Every other offer against the baseline.
    comparisons: &'a [ReweightedComparison],
    /// What to know about the figures; often empty.
    notes: &'a [String],
    /// Warnings.
    warnings: &'a [Warning],
}

/// How far weights are from equal ones.
#[derive(Serialize, JsonSchema)]
struct WeightsPart {
    /// 1/Σ w²: how many runs of equal weight are worth as much.
    effective_runs: f64,
    /// exp(−Σ w ln w): the same by entropy.
    effective_runs_by_entropy: f64,
    /// Σ w ln(n w) over n runs, in nats; 0 for equal weights.
    relative_entropy: f64,
}

/// Writes stresses as one indented JSON document and a line feed.
///
/// # Errors
/// Those of the writer.
pub fn write_stress(answer: &StressSummary, out: &mut dyn Write) -> std::io::Result<()> {
    let first = answer.stresses.first().map(|of| &of.summary);
    let [title, sha256] = first.map_or(["", ""], |first| [&first.title, &first.sha256]);
    let document = StressDocument {
        format: 1,
        version: env!("CARGO_PKG_VERSION"),
        command: "stress",
        scenario: ScenarioId { title, sha256 },
        simulation: AskedSettings::new(&answer.settings),
        stresses: answer.stresses.iter().map(StressPart::new).collect(),
        notes: &answer.notes,
    };
    write_document(&Output::Stress(document), out)
}

/// Writes views as one indented JSON document and a line feed.
///
/// # Errors
/// Those of the writer.
pub fn write_reweight(answer: &Reweighting, out: &mut dyn Write) -> std::io::Result<()> {
    let document = ReweightDocument {
        format: 1,
        version: env!("CARGO_PKG_VERSION"),
        command: "stress",
        scenario: ScenarioId { title: &answer.title, sha256: &answer.sha256 },
        simulation: AskedSettings::new(&answer.settings),
        views: &answer.views,
        weights: WeightsPart {
            effective_runs: answer.effective_runs,
            effective_runs_by_entropy: answer.effective_runs_by_entropy,
            relative_entropy: answer.relative_entropy,
        },
        offers: &answer.offers,
        comparisons: &answer.comparisons,
        notes: &answer.notes,
        warnings: &answer.warnings,
    };
    write_document(&Output::Reweight(document), out)
}
