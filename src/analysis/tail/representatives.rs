//! Three runs of a tail to look at: of its largest causes the run in the middle of those that each ruled.

use super::attribution::TailCause;
use super::lowest::Lowest;
use super::worlds::Worlds;

/// How many runs are shown.
const SHOWN: usize = 3;

/// What a run of the tail stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Stands {
    /// The runs that a cause took most from: the one with the median shortfall.
    For(TailCause),
    /// The whole tail: the run with the median shortfall.
    Median,
    /// The worst run.
    Worst,
    /// The mildest run that is still in the tail.
    Mildest,
}

impl Stands {
    /// The word in outputs: the cause's name, `median`, `worst` or `mildest`.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::For(cause) => cause.name(),
            Self::Median => "median",
            Self::Worst => "worst",
            Self::Mildest => "mildest",
        }
    }
}

/// At most three runs of the tail, each once. Of the causes in order of what they take on average, each that takes most
/// from some run, overlaps aside, has the run in the middle of these; where fewer than three do, the tail's median, its
/// worst and its mildest run follow.
pub(super) fn representatives(
    tail: &Lowest,
    worlds: &Worlds,
    letter: f64,
    taken: &[f64; 7],
) -> Vec<(u64, Stands)> {
    let main = |run: u64| TailCause::main(&worlds.of(run)?.shortfall_by_cause(letter));
    let mut causes: Vec<(TailCause, f64)> =
        TailCause::ALL.into_iter().zip(*taken).filter(|(_, dollars)| *dollars > 0.0).collect();
    causes.sort_by(|a, b| b.1.total_cmp(&a.1));
    let all: Vec<u64> = tail.runs.iter().map(|(run, _)| *run).collect();
    let of_causes = causes.iter().filter_map(|(cause, _)| {
        let ruled = all.iter().copied().filter(|run| main(*run) == Some(*cause));
        Some((middle(&ruled.collect::<Vec<_>>())?, Stands::For(*cause)))
    });
    let rest = [(middle(&all), Stands::Median), (all.first().copied(), Stands::Worst)];
    let rest = rest.into_iter().chain([(all.last().copied(), Stands::Mildest)]);
    let mut shown: Vec<(u64, Stands)> = Vec::new();
    for (run, stands) in of_causes.chain(rest.filter_map(|(run, stands)| Some((run?, stands)))) {
        if shown.len() < SHOWN && shown.iter().all(|(known, _)| *known != run) {
            shown.push((run, stands));
        }
    }
    shown
}

/// The one in the middle, of two the worse; the worst come first.
fn middle(runs: &[u64]) -> Option<u64> {
    runs.get(runs.len().saturating_sub(1) / 2).copied()
}
