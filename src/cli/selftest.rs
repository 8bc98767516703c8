//! The `selftest` command: known answers on this binary and this machine.

use super::exit::Failure;
use super::output::Output;
use super::progress::Progress;
use super::run::threads;
use super::{signals, terminal};
use crate::analysis::selftest;
use crate::report;

/// Bytes that the samples of the checks may take; they need a hundredth of it.
const MEMORY: u64 = 1 << 30;

/// Runs the command; a failed check is a failure after the start.
pub(super) fn run() -> Result<(), Failure> {
    signals::listen();
    let pool = threads(None)?;
    let checks = selftest(&pool, MEMORY, &Progress::new(None, true))?;
    let mut out = Output::open(None)?;
    let written = report::selftest::write(&checks, terminal::width(), &mut out);
    written.map_err(|source| Failure::After(out.write_failure()(source)))?;
    out.finish().map_err(Failure::After)?;
    if checks.iter().all(|check| check.passed) { Ok(()) } else { Err(Failure::Failed) }
}
