//! The tidy CSV of asks: the rows of each have the measure `ask.PATH`.

use std::io::Write;

use super::{HEADER, Rows, write_error};
use crate::analysis::Solution;
use crate::statistics::Estimate;

/// Writes asks: the metric as the offer stands and its target, then every ask.
///
/// # Errors
/// Those of the writer.
pub fn write_solution(solution: &Solution, out: &mut dyn Write) -> std::io::Result<()> {
    let mut rows = Rows::new(&solution.title, out);
    rows.writer.write_record(HEADER).map_err(write_error)?;
    let offer = solution.offer.as_str();
    let metric = solution.goal.metric.name();
    rows.estimate(offer, "now", metric, Some(solution.now))?;
    rows.estimate(offer, "target", metric, Some(solution.target))?;
    for ask in &solution.asks {
        let measure = format!("ask.{}", ask.path);
        let exact = |value: Option<f64>| value.map(|value| Estimate { value, std_error: None });
        rows.estimate(offer, &measure, "current", exact(ask.current))?;
        rows.estimate(offer, &measure, "met", exact(Some(f64::from(u8::from(ask.met)))))?;
        rows.estimate(offer, &measure, "value", ask.value)?;
        rows.estimate(offer, &measure, "change", exact(ask.change))?;
        rows.estimate(offer, &measure, "units", exact(ask.units))?;
        rows.estimate(offer, &measure, "reached", Some(ask.reached))?;
        rows.estimate(offer, &measure, "best", exact(ask.best))?;
    }
    rows.writer.flush()
}
