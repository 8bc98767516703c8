//! The tidy CSV of a negotiation brief: arguments, asks and outcomes.

use std::io::Write;

use super::{HEADER, Rows, write_error};
use crate::analysis::{ArgumentKind, Brief, OutcomeKind};
use crate::report::markdown::{Depth, said_asks, shown_arguments};
use crate::statistics::Estimate;

/// Writes a brief; for a recruiter without what only the candidate's side reads.
///
/// # Errors
/// Those of the writer.
pub fn write_brief(brief: &Brief, depth: Depth, out: &mut dyn Write) -> std::io::Result<()> {
    let solution = &brief.solution;
    let public = depth == Depth::Recruiter;
    let mut rows = Rows::new(if public { &solution.offer } else { &solution.title }, out);
    rows.writer.write_record(HEADER).map_err(write_error)?;
    let offer = solution.offer.as_str();
    let exact = |value: Option<f64>| value.map(|value| Estimate { value, std_error: None });
    for argument in shown_arguments(brief, depth) {
        let measure = format!("argument.{}", name(&argument.kind));
        rows.estimate(offer, &measure, "dollars", Some(argument.dollars))?;
    }
    for (ask, say) in said_asks(brief).filter(|_| public) {
        let measure = format!("ask.{}", ask.path);
        rows.estimate(offer, &measure, "current", exact(ask.current))?;
        rows.estimate(offer, &measure, "say", exact(Some(say)))?;
    }
    for ask in solution.asks.iter().filter(|_| !public) {
        let measure = format!("ask.{}", ask.path);
        rows.estimate(offer, &measure, "current", exact(ask.current))?;
        rows.estimate(offer, &measure, "value", ask.value)?;
    }
    for outcome in brief.outcomes.iter().filter(|_| !public) {
        let kind = match outcome.kind {
            OutcomeKind::Now => "now",
            OutcomeKind::Ask => "ask",
            OutcomeKind::BandLow => "band_low",
            OutcomeKind::BandHigh => "band_high",
            OutcomeKind::HalfWay => "half_way",
        };
        let path = outcome.path.as_ref().map_or_else(String::new, |path| format!(".{path}"));
        let measure = format!("outcome.{kind}{path}");
        rows.estimate(offer, &measure, "value", exact(outcome.value))?;
        rows.estimate(offer, &measure, "p50", Some(outcome.p50))?;
        let odds = outcome.probability_walk_away;
        rows.estimate(offer, &measure, "probability_walk_away", odds)?;
    }
    rows.writer.flush()
}

/// An argument's name, that of its kind in JSON.
const fn name(kind: &ArgumentKind) -> &'static str {
    match kind {
        ArgumentKind::PriceRisk { .. } => "price_risk",
        ArgumentKind::RiskDiscount { .. } => "risk_discount",
        ArgumentKind::Forfeited { .. } => "forfeited",
        ArgumentKind::BackLoading => "back_loading",
        ArgumentKind::Halved => "halved",
    }
}
