//! The tidy CSV of stresses and of views: the rows of a run with one more column, and what only these have.

use std::io::Write;

use super::{HEADER, Rows, write_error};
use crate::analysis::{Figures, Reweighting, StressSummary};

/// The header with one more column after the first.
fn write_header(rows: &mut Rows<'_>, column: &str) -> std::io::Result<()> {
    let [scenario, others @ ..] = HEADER;
    let header = [scenario, column].into_iter().chain(others);
    rows.writer.write_record(header).map_err(write_error)
}

/// Writes the summaries of stresses: the rows of a run with the column `stress` after `scenario`, and `change`, the mean
/// of pay less that under `none`.
///
/// # Errors
/// Those of the writer.
pub fn write_stress(answer: &StressSummary, out: &mut dyn Write) -> std::io::Result<()> {
    let title = answer.stresses.first().map_or("", |of| of.summary.title.as_str());
    let mut rows = Rows::new(title, out);
    write_header(&mut rows, "stress")?;
    for of in &answer.stresses {
        rows.world = Some(of.stress.name);
        rows.summary(&of.summary)?;
        for change in &of.changes {
            rows.estimate(&change.offer, "change", "mean", Some(change.mean))?;
        }
    }
    rows.writer.flush()
}

/// Writes what runs say as simulated and as restated: the column `weights` after `scenario` is `equal` or `views`.
///
/// # Errors
/// Those of the writer.
pub fn write_reweight(answer: &Reweighting, out: &mut dyn Write) -> std::io::Result<()> {
    let mut rows = Rows::new(&answer.title, out);
    write_header(&mut rows, "weights")?;
    rows.world = Some("equal");
    for (number, view) in (1..).zip(&answer.views) {
        rows.estimate("", &format!("view.{number}"), "mean", Some(view.simulated))?;
    }
    for offer in &answer.offers {
        figures(&mut rows, &offer.name, &offer.simulated)?;
    }
    rows.world = Some("views");
    for (number, view) in (1..).zip(&answer.views) {
        let measure = format!("view.{number}");
        rows.row("", &measure, "mean", Some(view.target), None)?;
        rows.row("", &measure, "multiplier", Some(view.multiplier), None)?;
    }
    for (metric, value) in [
        ("effective_runs", answer.effective_runs),
        ("effective_runs_by_entropy", answer.effective_runs_by_entropy),
        ("relative_entropy", answer.relative_entropy),
    ] {
        rows.row("", "weights", metric, Some(value), None)?;
    }
    for offer in &answer.offers {
        figures(&mut rows, &offer.name, &offer.restated)?;
        rows.estimate(&offer.name, "change", "mean", Some(offer.change))?;
    }
    rows.writer.flush()
}

fn figures(rows: &mut Rows<'_>, offer: &str, figures: &Figures) -> std::io::Result<()> {
    rows.estimate(offer, "pay", "mean", Some(figures.mean))?;
    for (name, percentile) in figures.percentiles.named() {
        rows.estimate(offer, "pay", name, Some(percentile))?;
    }
    rows.estimate(offer, "pay", "expected_shortfall", Some(figures.expected_shortfall))?;
    rows.estimate(offer, "pay", "probability_walk_away", figures.probability_walk_away)?;
    if let Some(ahead) = figures.probability_ahead {
        rows.estimate(offer, "difference", "probability_ahead", Some(ahead))?;
    }
    Ok(())
}
