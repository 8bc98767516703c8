//! Whether the decision changes between models, and what does, in words.

use std::io::Write;

use super::layout::paragraph;
use super::offers::plain;
use crate::analysis::{
    ComparisonDecision, Decision, LadderSummary, Move, Moves, Reach, Verdict, WalkAwayDecision,
};
use crate::report::number::{exact_money, money};
use crate::report::wrap::hanging;

/// Writes the decision.
pub(super) fn write(
    ladder: &LadderSummary,
    width: usize,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let Some(first) = ladder.models.first().map(|of| &of.summary) else { return Ok(()) };
    let decision = &ladder.decision;
    writeln!(out)?;
    paragraph(&lead(decision, ladder.models.len()), width, out)?;
    for comparison in &decision.comparisons {
        hanging("  ", &compared(comparison), width, out)?;
    }
    for offer in &decision.walk_away {
        hanging("  ", &reached(offer, first.walk_away.unwrap_or_default()), width, out)?;
    }
    if !decision.moves.is_empty() {
        writeln!(out)?;
        paragraph("How far the figures move between models, lowest to highest:", width, out)?;
        for of in &decision.moves {
            hanging("  ", &moved(of, first.tail), width, out)?;
        }
    }
    Ok(())
}

/// The answer in one sentence.
fn lead(decision: &Decision, models: usize) -> String {
    let close = |of: &ComparisonDecision| of.verdicts.iter().any(|of| is_close(of.verdict));
    let near = |of: &WalkAwayDecision| of.verdicts.iter().any(|of| of.verdict == Reach::TooClose);
    let open = decision.comparisons.iter().any(close) || decision.walk_away.iter().any(near);
    if decision.comparisons.is_empty() && decision.walk_away.is_empty() {
        "With one offer and no walk-away there is no decision that could change.".to_owned()
    } else if models < 2 {
        "One model says nothing about whether the decision depends on it.".to_owned()
    } else if decision.changes {
        "The decision changes with the model.".to_owned()
    } else if open {
        "No two models decide differently, but not all of them can tell.".to_owned()
    } else {
        "The decision is the same under every model.".to_owned()
    }
}

const fn is_close(verdict: Verdict) -> bool {
    matches!(verdict, Verdict::TooClose)
}

/// Which of two offers is ahead, by model.
fn compared(of: &ComparisonDecision) -> String {
    let ComparisonDecision { offer, baseline, verdicts, .. } = of;
    let says = |verdict| match verdict {
        Verdict::Ahead => "ahead more often than not",
        Verdict::Behind => "behind more often than not",
        Verdict::Equal => "level in every career",
        Verdict::Neither => "level too often for either to be ahead more often than not",
        Verdict::TooClose => "too close to call",
    };
    let by_model: Vec<_> = verdicts.iter().map(|of| (of.model, says(of.verdict))).collect();
    format!("{offer} against {baseline}: {}.", by_verdict(&by_model))
}

/// Whether the median reaches the walk-away, by model.
fn reached(of: &WalkAwayDecision, walk_away: f64) -> String {
    let says = |verdict| match verdict {
        Reach::Reached => "above it",
        Reach::Missed => "below it",
        Reach::TooClose => "too close to call",
    };
    let by_model: Vec<_> = of.verdicts.iter().map(|of| (of.model, says(of.verdict))).collect();
    let goal = exact_money(walk_away);
    format!(
        "The median of {} against the walk-away of {goal}: {}.",
        of.offer,
        by_verdict(&by_model)
    )
}

/// `ahead under gbm and merton; too close to call under heston`, or `ahead under every model`.
fn by_verdict(verdicts: &[(&str, &str)]) -> String {
    let mut groups: Vec<(&str, Vec<&str>)> = Vec::new();
    for (model, says) in verdicts {
        match groups.iter_mut().find(|(known, _)| known == says) {
            Some((_, models)) => models.push(model),
            None => groups.push((says, vec![model])),
        }
    }
    let group = |(says, models): &(&str, Vec<&str>)| match models.len() {
        all if all == verdicts.len() && all > 1 => format!("{says} under every model"),
        _ => format!("{says} under {}", listed(models)),
    };
    groups.iter().map(group).collect::<Vec<_>>().join("; ")
}

/// `a, b and c`.
fn listed(names: &[&str]) -> String {
    match names {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => names.concat(),
    }
}

/// How far an offer's figures move: first what is seen to.
fn moved(of: &Moves, tail: f64) -> String {
    let shortfall = format!("the mean of the worst {} %", plain(tail * 100.0));
    let figures = [
        ("the median", &of.p50),
        ("the 1-in-20 bad case", &of.p05),
        (shortfall.as_str(), &of.expected_shortfall),
    ];
    let (seen, unseen): (Vec<_>, Vec<_>) = figures.into_iter().partition(|(_, by)| by.seen);
    let by = |(name, Move { lowest, highest, difference, .. }): (&str, &Move)| {
        format!("{name} by ${} ({lowest} to {highest})", money(*difference))
    };
    let mut parts: Vec<String> = seen.into_iter().map(by).collect();
    let unseen: Vec<&str> = unseen.into_iter().map(|(name, _)| name).collect();
    if !unseen.is_empty() {
        parts.push(format!("{} by no more than the simulation can tell", listed(&unseen)));
    }
    format!("{}: {}.", of.offer, parts.join("; "))
}
