//! Progress of a running job on standard error, for what takes over half a second and only on a terminal.

use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::{Duration, Instant};

use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};

use super::{signals, terminal};
use crate::simulation::Observer;

const PATIENCE: Duration = Duration::from_millis(500);

/// A progress bar that appears when a job takes long.
pub(super) struct Progress {
    bar: ProgressBar,
    done: AtomicU64,
    shown: AtomicBool,
    start: Instant,
    wanted: bool,
}

impl Progress {
    /// Progress of a job of `runs` runs; `None` where it is not known beforehand how many will be done.
    /// `quiet` never shows.
    pub(super) fn new(runs: Option<u64>, quiet: bool) -> Self {
        let bar = ProgressBar::with_draw_target(runs, ProgressDrawTarget::hidden());
        let style = ProgressStyle::with_template(match runs {
            Some(_) => "{bar:30} {percent:>3} % of {len} runs, {eta} left",
            None => "{spinner} {human_pos} runs simulated, until the answer is precise enough",
        });
        if let Ok(style) = style {
            bar.set_style(style);
        }
        Self {
            bar,
            done: AtomicU64::new(0),
            shown: AtomicBool::new(false),
            start: Instant::now(),
            wanted: !quiet && terminal::person_reads_talk(),
        }
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

impl Observer for Progress {
    fn advanced(&self, runs: u64) {
        let done = self.done.fetch_add(runs, Ordering::Relaxed) + runs;
        if !self.wanted || self.start.elapsed() < PATIENCE {
            return;
        }
        if !self.shown.swap(true, Ordering::Relaxed) {
            self.bar.set_draw_target(ProgressDrawTarget::stderr());
        }
        self.bar.set_position(done);
    }

    fn cancelled(&self) -> bool {
        signals::stop_asked()
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}
