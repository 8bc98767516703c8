//! An offer against the baseline: the sentence a candidate wants, and the figures behind it.

use std::io::Write;

use super::layout::{self, Row};
use crate::analysis::Comparison;
use crate::quantity::HALF_CENT;
use crate::report::number::{grouped, money, percentage, significant};
use crate::statistics::Dominant;

/// Writes the comparison.
pub(super) fn write(
    comparison: &Comparison,
    width: usize,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let Comparison { offer, baseline, difference, probability_ahead, dominance, .. } = comparison;
    writeln!(out)?;
    layout::paragraph(&format!("{offer} against {baseline}, run by run"), width, out)?;
    let mean = difference.mean.value;
    let direction = if mean < 0.0 { "less" } else { "more" };
    let error = difference.mean.std_error;
    let average = money(crate::statistics::Estimate { value: mean.abs(), std_error: error });
    let sentence = format!(
        "{offer} pays more than {baseline} in {} of all runs, and ${average} {direction} on average. {}",
        percentage(*probability_ahead),
        bad_case(difference.percentiles.p05),
    );
    layout::paragraph(&sentence, width, out)?;
    let percentiles = &difference.percentiles;
    let rows = vec![
        Row::values("mean", [money(difference.mean)]),
        Row::values("1-in-20 bad case", [money(percentiles.p05)]),
        Row::values("median", [money(percentiles.p50)]),
        Row::values("1-in-20 good case", [money(percentiles.p95)]),
        Row::values("chance to be ahead", [percentage(*probability_ahead)]),
    ];
    layout::table(&["difference"], rows, width, out)?;
    let dominant = |which| match which {
        Dominant::Offer => Some(offer),
        Dominant::Baseline => Some(baseline),
        Dominant::None => None,
    };
    let verdict = match (dominant(dominance.first), dominant(dominance.second)) {
        (Some(winner), _) => format!(
            "As a distribution, {winner} is at least as good at every percentile (first-order \
             dominance)."
        ),
        (None, Some(winner)) => format!(
            "Whoever dislikes risk should prefer {winner} (second-order dominance), though it is not \
             better at every percentile."
        ),
        (None, None) if dominance.largest_violation < HALF_CENT => "They pay alike.".to_owned(),
        (None, None) => format!(
            "Neither dominates: at some percentile each pays at least ${} less than the other.",
            significant(dominance.largest_violation, 3)
        ),
    };
    layout::paragraph(&verdict, width, out)?;
    if comparison.break_even_growth == Some(0.0) {
        return layout::paragraph("The letters are worth the same.", width, out);
    }
    break_even(comparison, width, out)
}

fn bad_case(p05: crate::statistics::Estimate) -> String {
    let size = money(crate::statistics::Estimate { value: p05.value.abs(), ..p05 });
    if p05.value.abs() < HALF_CENT {
        "In 19 runs of 20 it pays at least as much.".to_owned()
    } else if p05.value < 0.0 {
        format!("In 1 run of 20 it pays at least ${size} less.")
    } else {
        format!("In 19 runs of 20 it pays at least ${size} more.")
    }
}

/// Where the letters tie: in the stock's growth, and in the month of a quit.
fn break_even(comparison: &Comparison, width: usize, out: &mut dyn Write) -> std::io::Result<()> {
    let growth = match comparison.break_even_growth {
        None => "By the letter, no growth of the stock makes them tie; ".to_owned(),
        Some(growth) => {
            let change = if growth < 0.0 { "falls" } else { "rises" };
            let percent = grouped(growth.abs() * 100.0, 1);
            format!("By the letter, they tie if every stock {change} by {percent} % to the end; ")
        }
    };
    let month = match comparison.break_even_month {
        None => "for quits, their order never turns.".to_owned(),
        Some(month) => format!("for quits, their order first turns in month {month}."),
    };
    layout::paragraph(&(growth + &month), width, out)
}
