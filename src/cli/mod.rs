//! The command line: arguments, one file a command, and with them the only place that touches files,
//! clock, environment and terminal.

mod arguments;
mod brief;
mod check;
mod compare;
mod documents;
mod exit;
mod init;
mod input;
mod ladder;
mod output;
mod presets;
mod progress;
mod replay;
mod run;
mod schema;
mod selftest;
mod signals;
mod solve;
mod stress;
mod study;
mod tail;
mod terminal;
mod tornado;

use std::ffi::OsString;
use std::process::ExitCode;

use arguments::{Arguments, Command};

/// Parses arguments (the program's name first), runs the command, reports its error and returns the
/// exit code: 0 done, 1 failure after the start, 2 anything found before simulating, 130 interrupted.
#[must_use]
pub fn main(arguments: Vec<OsString>) -> ExitCode {
    signals::let_large_files_fail();
    let parsed = match Arguments::read(arguments) {
        Ok(parsed) => parsed,
        Err(refused) => return exit::usage(&refused),
    };
    let result = match parsed.command {
        Command::Run(arguments) => run::run(&arguments),
        Command::Compare(arguments) => compare::run(&arguments),
        Command::Tornado(arguments) => tornado::run(&arguments),
        Command::Solve(arguments) => solve::run(&arguments),
        Command::Stress(arguments) => stress::run(&arguments),
        Command::Tail(arguments) => tail::run(&arguments),
        Command::Study(arguments) => study::run(&arguments),
        Command::Brief(arguments) => brief::run(&arguments),
        Command::Replay(arguments) => replay::run(&arguments),
        Command::Check(arguments) => check::run(&arguments),
        Command::Init(arguments) => init::run(&arguments),
        Command::Presets(arguments) => presets::run(&arguments),
        Command::Schema(arguments) => schema::run(&arguments),
        Command::Completions(arguments) => documents::completions(&arguments),
        Command::Selftest => selftest::run(),
        Command::Man => documents::manual(),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(failure) => exit::report(&failure),
    }
}
