//! The JSON document of a tornado.

use std::io::Write;

use schemars::JsonSchema;
use serde::Serialize;

use super::settings::AskedSettings;
use super::{Output, ScenarioId, write_document};
use crate::analysis::{GlobalDesign, InputUnit, Tornado, TornadoRow};
use crate::scenario::Metric;
use crate::statistics::Estimate;

/// The result of `vestrisk tornado … --format json`: what moves a metric of an offer. Names do not change within format 1; keys
/// may be added.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "vestrisk tornado")]
pub(in crate::report) struct TornadoDocument<'a> {
    /// Version of this format: 1.
    #[schemars(extend("const" = 1))]
    format: u32,
    /// Version of vestrisk.
    version: &'static str,
    /// The command that wrote it.
    #[schemars(extend("const" = "tornado"))]
    command: &'static str,
    /// Which scenario was simulated.
    scenario: ScenarioId<'a>,
    /// How each world was simulated.
    simulation: AskedSettings,
    /// The metric that moves, in dollars or as a probability.
    #[schemars(extend("enum" = Metric::ALL.map(Metric::name)))]
    metric: &'static str,
    /// The offer.
    offer: &'a str,
    /// The offer that it is compared with; absent where the metric is about one offer.
    #[serde(skip_serializing_if = "Option::is_none")]
    baseline: Option<&'a str>,
    /// The metric as it is.
    base: Estimate,
    /// The global design; absent where each input is varied alone.
    #[serde(skip_serializing_if = "Option::is_none")]
    global: Option<Global>,
    /// The inputs, largest first.
    inputs: Vec<Input<'a>>,
    /// What is not varied, and why; often empty.
    notes: &'a [String],
}

/// A design over all inputs at once.
#[derive(Serialize, JsonSchema)]
struct Global {
    /// Base points.
    points: u32,
    /// Times that the metric was evaluated.
    evaluations: u64,
    /// Runs of each evaluation.
    runs: u64,
}

/// An input, its range, and what it does.
#[derive(Serialize, JsonSchema)]
struct Input<'a> {
    /// What it is, in words.
    #[serde(rename = "input")]
    name: &'a str,
    /// Its field in the scenario file; null where no single field holds it.
    path: Option<&'a str>,
    /// What it is counted in.
    #[schemars(extend("enum" = InputUnit::NAMES))]
    unit: &'static str,
    /// Its plausible low.
    low: f64,
    /// What it is in the scenario; null where each run draws it.
    base: Option<f64>,
    /// Its plausible high.
    high: f64,
    /// The metric at the low less the metric as it is; absent in a global design.
    #[serde(skip_serializing_if = "Option::is_none")]
    at_low: Option<Estimate>,
    /// The metric at the high less the metric as it is; absent in a global design.
    #[serde(skip_serializing_if = "Option::is_none")]
    at_high: Option<Estimate>,
    /// The metric at the high less that at the low; absent in a global design.
    #[serde(skip_serializing_if = "Option::is_none")]
    swing: Option<Estimate>,
    /// What a small change moves, a change of `per`; absent where there is none.
    #[serde(skip_serializing_if = "Option::is_none")]
    derivative: Option<Slope>,
    /// Sobol's first-order index, the share of the metric's variance that the input explains alone; absent without a global
    /// design, or where nothing varies.
    #[serde(skip_serializing_if = "Option::is_none")]
    first_order: Option<Estimate>,
    /// Sobol's total index, the share that would be left if all other inputs were known; absent likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    total: Option<Estimate>,
}

/// A derivative.
#[derive(Serialize, JsonSchema)]
struct Slope {
    /// The change of the input.
    per: f64,
    /// What the metric moves.
    #[serde(flatten)]
    estimate: Estimate,
}

impl<'a> Input<'a> {
    fn new(row: &'a TornadoRow) -> Self {
        let TornadoRow { input, path, unit, low, base, high, moves, index } = row;
        let derivative = moves.and_then(|moves| moves.derivative);
        Self {
            name: input,
            path: path.as_deref(),
            unit: unit.name(),
            low: *low,
            base: *base,
            high: *high,
            at_low: moves.map(|moves| moves.at_low),
            at_high: moves.map(|moves| moves.at_high),
            swing: moves.map(|moves| moves.swing),
            derivative: derivative.map(|of| Slope { per: of.per, estimate: of.value }),
            first_order: index.map(|index| index.first),
            total: index.map(|index| index.total),
        }
    }
}

/// Writes a tornado as one indented JSON document and a line feed.
///
/// # Errors
/// Those of the writer.
pub fn write_tornado(tornado: &Tornado, out: &mut dyn Write) -> std::io::Result<()> {
    let document = TornadoDocument {
        format: 1,
        version: env!("CARGO_PKG_VERSION"),
        command: "tornado",
        scenario: ScenarioId { title: &tornado.title, sha256: &tornado.sha256 },
        simulation: AskedSettings::new(&tornado.settings),
        metric: tornado.metric.name(),
        offer: &tornado.offer,
        baseline: tornado.baseline.as_deref(),
        base: tornado.base,
        global: tornado.global.map(|GlobalDesign { points, evaluations, runs }| Global {
            points,
            evaluations,
            runs,
        }),
        inputs: tornado.rows.iter().map(Input::new).collect(),
        notes: &tornado.notes,
    };
    write_document(&Output::Tornado(document), out)
}
