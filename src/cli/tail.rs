//! The `tail` command: why the worst runs are bad.

use std::path::Path;

use clap::Args;

use super::arguments::{CommonArguments, Format, ScenarioArguments};
use super::exit::Failure;
use super::input::{self, Loaded};
use super::output::{self, Output};
use super::progress::Progress;
use super::run::threads;
use super::{signals, terminal};
use crate::analysis::{Detail, Options, tail};
use crate::processor::Processor;
use crate::report::{csv, json, number, text};

/// Arguments of `tail`.
#[derive(Debug, Args)]
pub(super) struct TailArguments {
    #[command(flatten)]
    scenario: ScenarioArguments,
    #[command(flatten)]
    common: CommonArguments,
    /// Only this offer, by its name; absent: every offer
    #[arg(long, value_name = "NAME")]
    offer: Option<String>,
}

/// Runs the command.
pub(super) fn run(arguments: &TailArguments) -> Result<(), Failure> {
    let TailArguments { scenario, common, offer } = arguments;
    let Loaded { scenario: loaded, files, .. } =
        input::load(scenario.path.as_deref(), &scenario.changes())?;
    let out = common.result.out.as_deref();
    output::refuse_shared(&files, &[Some(out.unwrap_or(Path::new("-")))])?;
    signals::listen();
    let mut result = Output::open(out)?;
    let pool = threads(common.threads)?;
    let (detail, processor) = (Detail::Means, Processor::best());
    let options = Options { pool: &pool, memory: common.memory, detail, processor };
    // The runs in a tail are simulated twice, with all that share a block with them.
    let runs = loaded.setup.settings.runs;
    let progress = Progress::new(Some(runs.saturating_mul(2)), common.result.quiet);
    let answer = tail(&loaded, offer.as_deref(), &options, &progress)?;
    progress.clear();
    let elapsed = progress.elapsed();
    let replay = scenario.replay();
    let written = match common.result.format {
        Format::Text => text::write_tail(&answer, &replay, terminal::width(), &mut result),
        Format::Json => json::write_tail(&answer, &replay, &mut result),
        Format::Csv => csv::write_tail(&answer, &mut result),
    };
    written.map_err(|source| Failure::After(result.write_failure()(source)))?;
    result.finish().map_err(Failure::After)?;
    if !common.result.quiet {
        let runs = number::plural(runs, "run");
        terminal::talk(&format!("{runs} in {:.2} s", elapsed.as_secs_f64()));
    }
    Ok(())
}
