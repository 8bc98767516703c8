//! What `run` and `compare` do with `--models`: the same offers under several models of the stocks.

use std::path::{Path, PathBuf};

use super::arguments::{AnswerArguments, Format};
use super::exit::Failure;
use super::output::{self, Output};
use super::progress::Progress;
use super::run::threads;
use super::{signals, terminal};
use crate::analysis::{Detail, Ladder, LadderSummary, Options};
use crate::error::Error;
use crate::processor::Processor;
use crate::report::{csv, json, number, text};
use crate::scenario::Scenario;

/// Simulates a scenario under each model and writes what a command says of it.
pub(super) fn climb(
    loaded: &Scenario,
    files: &[PathBuf],
    arguments: &AnswerArguments,
    command: &'static str,
) -> Result<(), Failure> {
    let AnswerArguments { common, models, .. } = arguments;
    let ladder = Ladder::new(loaded, models)?;
    let out = common.result.out.as_deref();
    output::refuse_shared(files, &[Some(out.unwrap_or(Path::new("-")))])?;
    signals::listen();
    let mut result = Output::open(out)?;
    let pool = threads(common.threads)?;
    let whole = common.result.format != Format::Text;
    let detail = if whole { Detail::Whole } else { Detail::Means };
    let options =
        Options { pool: &pool, memory: common.memory, detail, processor: Processor::best() };
    let runs = loaded.setup.settings.runs.saturating_mul(ladder.rungs().len() as u64);
    let known = loaded.precision.is_none();
    let progress = Progress::new(known.then_some(runs), common.result.quiet);
    let answer = ladder.summarize(&options, &progress)?;
    progress.clear();
    let elapsed = progress.elapsed();
    let written = match common.result.format {
        Format::Text => text::write_ladder(&answer, terminal::width(), &mut result),
        Format::Json => json::write_ladder(&answer, command, &mut result),
        Format::Csv => csv::write_ladder(&answer, &mut result),
    };
    written.map_err(|source| Failure::After(result.write_failure()(source)))?;
    result.finish().map_err(Failure::After)?;
    if !common.result.quiet {
        talk(&answer, common.result.format);
        let done = answer.models.iter().map(|of| of.summary.simulation.runs).sum();
        let runs = number::plural(done, "run");
        terminal::talk(&format!("{runs} in {:.2} s", elapsed.as_secs_f64()));
    }
    Ok(())
}

/// Refuses with several models what holds the runs or the years of one world.
pub(super) fn refuse(arguments: &AnswerArguments) -> Result<(), Error> {
    let AnswerArguments { runs_csv, paths_csv, detail, models, .. } = arguments;
    let dump = "holds the runs of one model; leave out --models, and give the stocks that model in the scenario";
    let years = "shows the years under one model; leave it out, or take --format json, which has those of each model";
    if models.is_empty() {
        return Ok(());
    }
    let asked = [
        (runs_csv.is_some(), "--runs-csv", dump),
        (paths_csv.is_some(), "--paths-csv", dump),
        (*detail, "--detail", years),
    ];
    let refused = asked.iter().filter(|(asked, ..)| *asked);
    let problems: Vec<String> = refused.map(|(_, flag, why)| format!("{flag} {why}")).collect();
    if problems.is_empty() { Ok(()) } else { Err(Error::Refused(problems)) }
}

/// Text and JSON carry their warnings; CSV has no place for them.
fn talk(answer: &LadderSummary, format: Format) {
    for (under, warning) in text::ladder_warnings(&answer.models) {
        if format == Format::Csv {
            let (message, code) = (&warning.message, warning.code.name());
            terminal::talk_wrapped(&format!("warning: {under}{message} [{code}]"));
        }
    }
}
