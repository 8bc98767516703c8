//! Whether a job that is being summarized still has to be: asks the observer, and remembers its no.

use std::sync::atomic::{AtomicBool, Ordering};

use crate::simulation::Observer;

/// Asks an observer until it cancels. What was left unread is then known to be so for that reason.
pub(super) struct Watch<'a> {
    observer: &'a dyn Observer,
    ended: AtomicBool,
}

impl<'a> Watch<'a> {
    /// A watch over a job that goes on.
    pub(super) fn new(observer: &'a dyn Observer) -> Self {
        Self { observer, ended: AtomicBool::new(false) }
    }

    /// Whether the job goes on; asks the observer.
    pub(super) fn goes_on(&self) -> bool {
        if !self.has_ended() && self.observer.cancelled() {
            self.ended.store(true, Ordering::Relaxed);
        }
        !self.has_ended()
    }

    /// Whether the observer has cancelled when it was asked.
    pub(super) fn has_ended(&self) -> bool {
        self.ended.load(Ordering::Relaxed)
    }
}
