//! Progress of a study on standard error: cases done, their rate, the time left; only on a terminal.

use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressState, ProgressStyle};

use crate::cli::{signals, terminal};
use crate::simulation::Observer;

const PATIENCE: Duration = Duration::from_millis(500);

/// A progress bar of cases that appears when a study takes long.
pub(super) struct CaseProgress {
    bar: ProgressBar,
    start: Instant,
    /// Cases that are done, of which the first were before the start.
    done: u64,
    before: u64,
    wanted: bool,
}

impl CaseProgress {
    /// Progress of so many cases, some of which are done already.
    pub(super) fn new(cases: u64, before: u64, quiet: bool) -> Self {
        let bar = ProgressBar::with_draw_target(Some(cases), ProgressDrawTarget::hidden());
        let start = Instant::now();
        let style = ProgressStyle::with_template(
            "{bar:30} {human_pos} of {human_len} cases, {rate}, {eta} left",
        );
        if let Ok(style) = style {
            let rate = move |state: &ProgressState, out: &mut dyn std::fmt::Write| {
                let seconds = start.elapsed().as_secs_f64();
                let rate = state.pos().saturating_sub(before) as f64 / seconds;
                let _ = write!(out, "{rate:.1} a second");
            };
            bar.set_style(style.with_key("rate", rate));
        }
        bar.set_position(before);
        bar.reset_eta();
        let wanted = !quiet && terminal::person_reads_talk();
        Self { bar, start, done: before, before, wanted }
    }

    /// So many more cases are done and kept.
    pub(super) fn done(&mut self, cases: u64) {
        self.done += cases;
        if self.wanted && self.start.elapsed() > PATIENCE {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
            self.bar.set_position(self.done);
        }
    }

    /// Cases that are done.
    pub(super) const fn cases_done(&self) -> u64 {
        self.done
    }

    /// Cases that were done since the start.
    pub(super) const fn since_start(&self) -> u64 {
        self.done - self.before
    }

    /// Takes the bar off the screen.
    pub(super) fn clear(&self) {
        self.bar.finish_and_clear();
    }

    /// Time since the start.
    pub(super) fn elapsed(&self) -> Duration {
        self.start.elapsed()
    }
}

impl Observer for CaseProgress {
    fn advanced(&self, _runs: u64) {}

    fn cancelled(&self) -> bool {
        signals::stop_asked()
    }
}

impl Drop for CaseProgress {
    fn drop(&mut self) {
        self.clear();
    }
}
