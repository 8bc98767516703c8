//! The JSON document of a run, with the names of format 1. Names never change within a format; keys may
//! be added.

use std::io::Write;

use serde::Serialize;

use crate::analysis::{Comparison, OfferSummary, Simulation, Summary, Warning};

#[derive(Serialize)]
struct Document<'a> {
    format: u32,
    version: &'static str,
    command: &'a str,
    scenario: ScenarioId<'a>,
    simulation: &'a Simulation,
    offers: &'a [OfferSummary],
    comparisons: &'a [Comparison],
    warnings: &'a [Warning],
}

#[derive(Serialize)]
struct ScenarioId<'a> {
    title: &'a str,
    sha256: &'a str,
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
        offers: &summary.offers,
        comparisons: &summary.comparisons,
        warnings: &summary.warnings,
    };
    serde_json::to_writer_pretty(&mut *out, &document)?;
    out.write_all(b"\n")
}
