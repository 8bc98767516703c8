//! The distribution of pay of all offers on one axis, as bars of text.

use std::io::Write;

use super::layout;
use crate::analysis::Summary;
use crate::report::number::grouped;
use crate::statistics::Histogram;

/// Columns of the classes' labels, of a bar's percentage, of the walk-away's mark, and the fewest of a
/// bar.
const LABEL: usize = 17;
const SHARE: usize = 7;
const MARK: usize = 2;
const BAR: usize = 10;

/// Writes the histogram, with as many groups of offers as the width needs.
pub(super) fn write(summary: &Summary, width: usize, out: &mut dyn Write) -> std::io::Result<()> {
    let histograms = &summary.histogram.offers;
    let fit = ((width - LABEL - MARK) / (BAR + SHARE + 2)).max(1);
    for (offers, histograms) in summary.offers.chunks(fit).zip(histograms.chunks(fit)) {
        let bar = ((width - LABEL - MARK) / histograms.len() - SHARE - 2).min(40);
        writeln!(out)?;
        let title = "Distribution of pay over the whole period, share of runs in each class \
                     (thousands of dollars)";
        layout::paragraph(title, width, out)?;
        let mut names = " ".repeat(LABEL);
        for offer in offers {
            let room = bar + SHARE + 1;
            names.push(' ');
            names.push_str(&layout::fitted(&offer.name, room));
        }
        writeln!(out, "{}", names.trim_end())?;
        rows(histograms, bar, summary.walk_away, out)?;
    }
    Ok(())
}

fn rows(
    histograms: &[Histogram],
    bar: usize,
    walk_away: Option<f64>,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let edges = &histograms[0].edges;
    let (Some(first), Some(last)) = (edges.first(), edges.last()) else { return Ok(()) };
    let thousands = |value: f64| grouped(value / 1000.0, decimals(edges));
    let mut classes: Vec<(String, f64, Vec<u64>)> = Vec::new();
    let counts = |of: &dyn Fn(&Histogram) -> u64| histograms.iter().map(of).collect::<Vec<_>>();
    classes.push((format!("below {}", thousands(*first)), *first, counts(&|h| h.below)));
    for (at, pair) in edges.windows(2).enumerate() {
        let label = format!("{} – {}", thousands(pair[0]), thousands(pair[1]));
        classes.push((label, pair[1], counts(&|h| h.counts[at])));
    }
    classes.push((format!("above {}", thousands(*last)), f64::INFINITY, counts(&|h| h.above)));
    let total = |h: &Histogram| (h.below + h.above + h.counts.iter().sum::<u64>()).max(1);
    let totals: Vec<u64> = histograms.iter().map(total).collect();
    let share = |(count, total): (&u64, &u64)| *count as f64 / *total as f64;
    let shares = |counts: &[u64]| counts.iter().zip(&totals).map(share).collect::<Vec<f64>>();
    let most = classes.iter().flat_map(|class| shares(&class.2)).fold(0.0, f64::max);
    let goal = walk_away.and_then(|goal| classes.iter().position(|(_, end, _)| goal < *end));
    for (at, (label, _, counts)) in classes.iter().enumerate() {
        let open_ended = at == 0 || at + 1 == classes.len();
        if open_ended && goal != Some(at) && counts.iter().all(|count| *count == 0) {
            continue;
        }
        write!(out, "{label:>LABEL$}")?;
        for share in shares(counts) {
            let drawn = bars(share / most, bar);
            let percent = format!("{:.1} %", share * 100.0);
            write!(out, " {drawn:bar$} {percent:>SHARE$}")?;
        }
        writeln!(out, "{}", if goal == Some(at) { " ◂" } else { "" })?;
    }
    if let Some(walk_away) = walk_away {
        writeln!(out, "{:LABEL$} ◂ the walk-away of {} lies here", "", grouped(walk_away, 0))?;
    }
    Ok(())
}

/// A bar of eighths of a column.
fn bars(share: f64, columns: usize) -> String {
    const EIGHTHS: [&str; 8] = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];
    let eighths = eighths(share, columns);
    let mut text = "█".repeat(eighths / 8);
    text.push_str(EIGHTHS[eighths % 8]);
    text
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 … 8 × columns")]
fn eighths(share: f64, columns: usize) -> usize {
    (share.clamp(0.0, 1.0) * 8.0 * columns as f64).round() as usize
}

/// Decimals that tell the edges apart in thousands.
fn decimals(edges: &[f64]) -> usize {
    let step = edges.windows(2).map(|pair| pair[1] - pair[0]).fold(f64::INFINITY, f64::min);
    [1000.0, 100.0, 10.0].iter().take_while(|least| step < **least).count()
}
