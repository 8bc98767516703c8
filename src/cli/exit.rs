//! Failures of commands, how they are told, and their exit codes.

use std::io::ErrorKind;
use std::process::ExitCode;

use super::arguments::Refused;
use super::{signals, terminal};
use crate::error::Error;
use crate::report::diagnostics;

/// Why a command failed.
#[derive(Debug)]
pub(super) enum Failure {
    /// Something was wrong before the simulation started.
    Before(Error),
    /// Something failed after the start.
    After(Error),
    /// Something failed or was stopped after the start, and what was done is kept: says so, then the command to go on.
    Stopped {
        /// Why it ended.
        error: Error,
        /// What is kept.
        kept: String,
        /// The command line to go on with.
        command: String,
    },
    /// Everything was told already, before the start.
    Told,
    /// The result itself says that something failed.
    Failed,
}

/// Before the start unless the kind of error says otherwise.
impl From<Error> for Failure {
    fn from(error: Error) -> Self {
        match error {
            Error::Interrupted | Error::Overflow { .. } | Error::Views(_) => Self::After(error),
            other => Self::Before(other),
        }
    }
}

/// Tells a failure on standard error.
pub(super) fn report(failure: &Failure) -> ExitCode {
    let (error, code) = match failure {
        Failure::Stopped { error, kept, command } => {
            let interrupted = matches!(error, Error::Interrupted);
            if interrupted {
                terminal::talk("interrupted");
            } else {
                tell(error);
            }
            terminal::talk_wrapped(kept);
            // A command line is not wrapped: it is there to be copied.
            terminal::talk(&format!("  {command}"));
            return ExitCode::from(if interrupted { signals::INTERRUPTED } else { 1 });
        }
        Failure::Told => return ExitCode::from(2),
        Failure::Failed => return ExitCode::from(1),
        Failure::After(Error::Interrupted) => {
            terminal::talk("interrupted");
            return ExitCode::from(signals::INTERRUPTED);
        }
        // Whoever closed the pipe has read enough.
        Failure::After(Error::Io { source, .. }) if source.kind() == ErrorKind::BrokenPipe => {
            return ExitCode::SUCCESS;
        }
        Failure::Before(error) => (error, 2),
        Failure::After(error) => (error, 1),
    };
    tell(error);
    ExitCode::from(code)
}

/// Tells one error on standard error; faults of documents in place.
pub(super) fn tell(error: &Error) {
    tell_so_that(error, diagnostics::NOTHING_SIMULATED);
}

/// Tells one error, and of a faulty document what its faults kept from happening.
pub(super) fn tell_so_that(error: &Error, consequence: &str) {
    match error {
        Error::Document(faults) => {
            let text = diagnostics::render_so_that(faults, consequence, true, terminal::width());
            terminal::talk(text.trim_end());
        }
        Error::Refused(problems) => {
            for problem in problems {
                terminal::talk_wrapped(&format!("error: {problem}"));
            }
        }
        other => terminal::talk_wrapped(&format!("error: {other}")),
    }
}

/// Tells refused arguments; asking for help or the version is a success.
pub(super) fn usage(refused: &Refused) -> ExitCode {
    match refused {
        Refused::FileForCommand(file) => {
            terminal::talk_wrapped(&format!(
                "error: `{file}` is not a command; did you mean `vestrisk run {file}`?"
            ));
            ExitCode::from(2)
        }
        Refused::Usage(error) => {
            // A closed pipe is no reason to fail.
            let _ = error.print();
            if error.use_stderr() { ExitCode::from(2) } else { ExitCode::SUCCESS }
        }
    }
}
