//! What a running job tells its caller, and asks it.

/// Watches a job. Called from all worker threads.
pub trait Observer: Sync {
    /// `runs` more runs are done.
    fn advanced(&self, runs: u64);

    /// Whether the job should stop; asked once a block while it simulates, and as often
    /// while it sorts and summarizes.
    fn cancelled(&self) -> bool {
        false
    }
}

/// An observer that watches nothing and never cancels.
#[derive(Clone, Copy, Debug, Default)]
pub struct Unobserved;

impl Observer for Unobserved {
    fn advanced(&self, _runs: u64) {}
}
