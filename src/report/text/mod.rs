//! The text summary of a run, for people: offers side by side, each against the baseline, then a
//! histogram of all on one axis. Sized to a width in columns; carries no colour.

mod comparison;
mod decision;
mod detail;
mod head;
mod histogram;
mod ladder;
mod layout;
mod offers;
mod reweight;
mod solve;
mod stress;
mod study;
mod tail;
mod tornado;
mod worlds;
mod worth;

use std::io::Write;

use crate::analysis::Summary;

pub use ladder::{warnings as ladder_warnings, write as write_ladder};
pub(super) use offers::plain;
pub use reweight::write as write_reweight;
pub(super) use solve::metric_of;
pub use solve::write as write_solution;
pub use stress::write as write_stress;
pub use study::{StudyPlan, write as write_study_plan};
pub use tail::write as write_tail;
pub use tornado::write as write_tornado;

/// The narrowest width that the layout supports.
pub const NARROWEST: usize = 60;

/// How a summary is written.
#[derive(Clone, Copy, Debug)]
pub struct Style {
    /// Columns of the terminal; at least [`NARROWEST`] are used.
    pub width: usize,
    /// Whether the distribution of each year is shown.
    pub detail: bool,
}

/// Writes a summary.
///
/// # Errors
/// Those of the writer.
pub fn write(summary: &Summary, style: Style, out: &mut dyn Write) -> std::io::Result<()> {
    let width = style.width.max(NARROWEST);
    head::write(summary, width, out)?;
    offers::write(summary, width, out)?;
    worth::write(summary, style, out)?;
    if style.detail {
        detail::write(summary, width, out)?;
    }
    for compared in &summary.comparisons {
        comparison::write(compared, width, out)?;
    }
    histogram::write(summary, width, out)?;
    for warning in &summary.warnings {
        writeln!(out)?;
        layout::paragraph(
            &format!("warning: {} [{}]", warning.message, warning.code.name()),
            width,
            out,
        )?;
    }
    Ok(())
}
