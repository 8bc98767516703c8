//! The `check` command: every fault of every file, simulating nothing.

use std::io::Write;

use super::arguments::CheckArguments;
use super::exit::{self, Failure};
use super::input;
use super::output::Output;
use crate::report::number::count;
use crate::scenario::{Overrides, Scenario};

/// Runs the command.
pub(super) fn run(arguments: &CheckArguments) -> Result<(), Failure> {
    let mut out = Output::open(None)?;
    let mut faulty = false;
    for path in &arguments.scenarios {
        match input::load(Some(path), &Overrides::default()) {
            Ok(scenario) => {
                if !arguments.quiet {
                    let line = format!("{}: {}", path.display(), describe(&scenario));
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
    let plural = |number: usize, noun: &str| {
        format!("{number} {noun}{}", if number == 1 { "" } else { "s" })
    };
    let setup = &scenario.setup;
    format!(
        "ok, {}, {}, {} runs of {} months",
        plural(setup.offers.len(), "offer"),
        plural(setup.market.stocks.len(), "stock"),
        count(setup.settings.runs),
        setup.settings.horizon_months
    )
}
