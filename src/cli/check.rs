//! The `check` command: every fault of every file, simulating nothing.

use std::io::Write;

use super::arguments::CheckArguments;
use super::exit::{self, Failure};
use super::input;
use super::output::Output;
use crate::report::number::plural;
use crate::scenario::Scenario;

/// Runs the command.
pub(super) fn run(arguments: &CheckArguments) -> Result<(), Failure> {
    let mut out = Output::open(None)?;
    let mut faulty = false;
    let changes = arguments.changes();
    for path in &arguments.scenarios {
        match input::load(Some(path), &changes) {
            Ok(loaded) => {
                if !arguments.quiet {
                    let line = format!("{}: {}", input::name(path), describe(&loaded.scenario));
                    // One line a file whatever the width, so that scripts can count them.
                    writeln!(out, "{line}")
                        .map_err(|source| Failure::After(out.write_failure()(source)))?;
                }
            }
            Err(error) => {
                faulty = true;
                exit::tell(&error);
            }
        }
    }
    out.finish().map_err(Failure::After)?;
    if faulty { Err(Failure::Told) } else { Ok(()) }
}

/// What a scenario without faults holds, in a line.
fn describe(scenario: &Scenario) -> String {
    let setup = &scenario.setup;
    format!(
        "ok, {}, {}, {} of {}",
        plural(setup.offers.len() as u64, "offer"),
        plural(setup.market.stocks.len() as u64, "stock"),
        plural(setup.settings.runs, "run"),
        plural(u64::from(setup.settings.horizon_months), "month")
    )
}
