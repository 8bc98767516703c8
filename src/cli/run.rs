//! The `run` command: simulate, summarize, and dump single runs where asked.

use std::path::{Path, PathBuf};

use rayon::ThreadPool;

use super::arguments::{AnswerArguments, Format, RunArguments};
use super::exit::Failure;
use super::input::{self, Loaded};
use super::output::{self, Output};
use super::progress::Progress;
use super::{ladder, signals, terminal};
use crate::analysis::{Detail, Options, summarize};
use crate::error::Error;
use crate::processor::Processor;
use crate::report::dump::{Dump, Rows};
use crate::report::text::Style;
use crate::report::{csv, json, number, text};
use crate::scenario::Scenario;
use crate::simulation::engine::visit_blocks;
use crate::simulation::{Exits, Setup};

/// Runs the command.
pub(super) fn run(arguments: &RunArguments) -> Result<(), Failure> {
    let RunArguments { scenario, answer } = arguments;
    let load = || input::load(scenario.path.as_deref(), &scenario.changes());
    // What the flags exclude is told before what the scenario lacks.
    ladder::refuse(answer)?;
    let Loaded { scenario, files, .. } = load()?;
    answered(scenario, &files, answer, "run")
}

/// Simulates a scenario that was read from files and writes what a command says of it, in one world or under each model
/// that is asked for.
pub(super) fn answered(
    scenario: Scenario,
    files: &[PathBuf],
    arguments: &AnswerArguments,
    command: &'static str,
) -> Result<(), Failure> {
    if arguments.models.is_empty() {
        summary(scenario, files, arguments, command)
    } else {
        ladder::climb(&scenario, files, arguments, command)
    }
}

/// The same in one world.
fn summary(
    mut loaded: Scenario,
    files: &[PathBuf],
    arguments: &AnswerArguments,
    command: &str,
) -> Result<(), Failure> {
    let AnswerArguments { common, detail, runs_csv, paths_csv, .. } = arguments;
    let [out, runs_csv, paths_csv] =
        [common.result.out.as_deref(), runs_csv.as_deref(), paths_csv.as_deref()];
    let result = out.unwrap_or(Path::new("-"));
    output::refuse_shared(files, &[Some(result), runs_csv, paths_csv])?;
    signals::listen();
    let mut result = Output::open(out)?;
    let dumps = open_dumps([(Dump::Runs, runs_csv), (Dump::Paths, paths_csv)])?;
    let pool = threads(common.threads)?;
    let whole = *detail || common.result.format != Format::Text;
    let detailed = if whole { Detail::Whole } else { Detail::Means };
    let processor = Processor::best();
    let options = Options { pool: &pool, memory: common.memory, detail: detailed, processor };
    let runs = loaded.precision.is_none().then_some(loaded.setup.settings.runs);
    let progress = Progress::new(runs, common.result.quiet);
    let summary = summarize(&loaded, &options, &progress)?;
    // Dumps have the runs that the summary has.
    loaded.setup.settings.runs = summary.simulation.runs;
    progress.clear();
    for (dump, file) in dumps {
        write_dump(dump, file, &loaded.setup, &pool, common.result.quiet)
            .map_err(Failure::After)?;
    }
    let elapsed = progress.elapsed();
    let written = match common.result.format {
        Format::Text => {
            let style = Style { width: terminal::width(), detail: *detail };
            text::write(&summary, style, &mut result)
        }
        Format::Json => json::write(&summary, command, &mut result),
        Format::Csv => csv::write(&summary, &mut result),
    };
    written.map_err(|source| Failure::After(result.write_failure()(source)))?;
    result.finish().map_err(Failure::After)?;
    if !common.result.quiet {
        if runs_csv.is_some() && loaded.setup.settings.exits == Exits::Integrated {
            terminal::talk_wrapped(
                "note: the dump has one exit a run, drawn by the run's own clocks; the results count every exit \
                 that a run may come to, with its probability",
            );
        }
        // Text and JSON carry their warnings; CSV has no place for them.
        for warning in summary.warnings.iter().filter(|_| common.result.format == Format::Csv) {
            let (message, code) = (&warning.message, warning.code.name());
            terminal::talk_wrapped(&format!("warning: {message} [{code}]"));
        }
        let runs = number::plural(summary.simulation.runs, "run");
        terminal::talk(&format!("{runs} in {:.2} s", elapsed.as_secs_f64()));
    }
    Ok(())
}

/// The pool of threads that a command works on; one for each core without a count.
pub(super) fn threads(count: Option<u64>) -> Result<ThreadPool, Error> {
    let count = count.and_then(|count| usize::try_from(count).ok()).unwrap_or(0);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build();
    pool.map_err(|error| Error::Unusable(format!("the threads cannot be started: {error}")))
}

/// Opens the files that single runs are dumped to.
fn open_dumps(paths: [(Dump, Option<&Path>); 2]) -> Result<Vec<(Dump, Output)>, Error> {
    let asked = paths.into_iter().filter_map(|(dump, path)| path.map(|path| (dump, path)));
    asked.map(|(dump, path)| Ok((dump, Output::open(Some(path))?))).collect()
}

/// Simulates every run again and writes its rows.
pub(super) fn write_dump(
    dump: Dump,
    mut file: Output,
    setup: &Setup,
    pool: &ThreadPool,
    quiet: bool,
) -> Result<(), Error> {
    let progress = Progress::new(Some(setup.settings.runs), quiet);
    let plan = dump.plan(setup);
    let failed = file.write_failure();
    let mut rows = Rows::new(dump, &mut file).map_err(&failed)?;
    visit_blocks(setup, &plan, pool, &progress, |runs, lanes, block| {
        rows.block(setup, &plan, runs, lanes, block).map_err(&failed)
    })?;
    rows.finish().map_err(&failed)?;
    file.finish()
}
