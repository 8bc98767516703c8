//! What a study would do, as text: its cases, rows and runs, and how long they would take.

use std::io::Write;

use super::layout;
use crate::report::number::{count, plural};

/// What a study would do.
#[derive(Clone, Debug)]
pub struct StudyPlan<'a> {
    /// The study as its user named it.
    pub study: String,
    /// The title of its base scenario.
    pub scenario: &'a str,
    /// Cases of the whole study.
    pub cases: u64,
    /// The share that is asked for, as `3/16 by cases`, and its first and last case; `None` for the whole study.
    pub share: Option<(String, Option<(u64, u64)>)>,
    /// Each axis with the number of its values; `None` for too many to count.
    pub axes: Vec<(&'a str, Option<usize>)>,
    /// The offers that have rows.
    pub offers: &'a [String],
    /// Rows of the file.
    pub rows: u64,
    /// Columns of the table.
    pub columns: usize,
    /// The fewest and the most runs of a case.
    pub runs: (u64, u64),
    /// Runs of all cases.
    pub all_runs: u128,
    /// How long it would take in words, and from how many cases that was estimated.
    pub time: (String, u64),
    /// Threads.
    pub threads: usize,
    /// Where the table would go.
    pub out: Option<String>,
}

/// Writes what a study would do.
///
/// # Errors
/// Those of the writer.
pub fn write(plan: &StudyPlan<'_>, width: usize, out: &mut dyn Write) -> std::io::Result<()> {
    layout::paragraph(&format!("{}: {}", plan.study, plan.scenario), width, out)?;
    writeln!(out)?;
    let mut say = |label: &str, text: String| row(label, &text, width, out);
    say("cases", count(plan.cases))?;
    if let Some((share, cases)) = &plan.share {
        let cases = match cases {
            Some((first, last)) => format!("cases {} to {}", count(*first), count(*last)),
            None => "no case falls to it".to_owned(),
        };
        say("share", format!("{share}: {cases}"))?;
    }
    for (at, (name, values)) in plan.axes.iter().enumerate() {
        let values = match values {
            Some(values) => plural(*values as u64, "value"),
            None => "a value of its own in nearly every case".to_owned(),
        };
        say(if at == 0 { "axes" } else { "" }, format!("{name}: {values}"))?;
    }
    for (at, offer) in plan.offers.iter().enumerate() {
        say(if at == 0 { "offers" } else { "" }, offer.clone())?;
    }
    say("rows", format!("{} of {}", count(plan.rows), plural(plan.columns as u64, "column")))?;
    let (fewest, most) = plan.runs;
    let each =
        if fewest == most { count(most) } else { format!("{} to {}", count(fewest), count(most)) };
    let all = u64::try_from(plan.all_runs).unwrap_or(u64::MAX);
    say("runs", format!("{each} a case, {} in all", count(all)))?;
    let (time, of) = &plan.time;
    let threads = plural(plan.threads as u64, "thread");
    say("time", format!("about {time} on {threads}, an estimate from {}", plural(*of, "case")))?;
    let to = plan.out.as_deref().unwrap_or("name a file with --out");
    say("table", to.to_owned())
}

fn row(label: &str, text: &str, width: usize, out: &mut dyn Write) -> std::io::Result<()> {
    const LABEL: usize = 8;
    let lines = crate::report::wrap::wrapped(text, width.saturating_sub(LABEL));
    for (at, line) in lines.iter().enumerate() {
        let label = if at == 0 { label } else { "" };
        writeln!(out, "{label:LABEL$}{line}")?;
    }
    Ok(())
}
