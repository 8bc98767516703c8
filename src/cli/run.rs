//! The `run` command: simulate, summarize, and dump single runs where asked.

use std::path::Path;

use super::arguments::{CommonArguments, Format, RunArguments};
use super::exit::Failure;
use super::output::{self, Output};
use super::progress::Progress;
use super::{input, terminal};
use crate::analysis::{Detail, Options, summarize};
use crate::error::Error;
use crate::report::dump::{PathRows, RunRows};
use crate::report::text::Style;
use crate::report::{csv, json, number, text};
use crate::simulation::engine::visit_blocks;
use crate::simulation::plan::Plan;
use crate::simulation::{Setup, Unobserved};

/// Runs the command.
pub(super) fn run(arguments: &RunArguments) -> Result<(), Failure> {
    let RunArguments { scenario, common, detail, runs_csv, paths_csv, memory, .. } = arguments;
    let loaded = input::load(scenario.path.as_deref(), &arguments.overrides())?;
    let [out, runs_csv, paths_csv] =
        [common.out.as_deref(), runs_csv.as_deref(), paths_csv.as_deref()];
    output::refuse_shared(scenario.path.as_deref(), &[out, runs_csv, paths_csv])?;
    let mut result = Output::open(out)?;
    let dumps = Dumps::open(runs_csv, paths_csv)?;
    let pool = threads(common)?;
    let whole = *detail || common.format != Format::Text;
    let detailed = if whole { Detail::Whole } else { Detail::Means };
    let options = Options { pool: &pool, memory: *memory, detail: detailed };
    let progress = Progress::new(loaded.setup.settings.runs, common.quiet);
    let summary = summarize(&loaded, &options, &progress)?;
    dumps.write(&loaded.setup, &pool).map_err(Failure::After)?;
    let elapsed = progress.elapsed();
    drop(progress);
    let written = match common.format {
        Format::Text => {
            let style = Style { width: terminal::width(), detail: *detail };
            text::write(&summary, style, &mut result)
        }
        Format::Json => json::write(&summary, "run", &mut result),
        Format::Csv => csv::write(&summary, &mut result),
    };
    written.map_err(|source| Failure::After(result.write_failure()(source)))?;
    result.finish().map_err(Failure::After)?;
    if !common.quiet {
        let runs = number::count(summary.simulation.runs);
        terminal::talk(&format!("{runs} runs in {:.2} s", elapsed.as_secs_f64()));
    }
    Ok(())
}

/// The pool of threads that a command works on.
pub(super) fn threads(common: &CommonArguments) -> Result<rayon::ThreadPool, Error> {
    let count = common.threads.map_or(0, usize::from);
    let pool = rayon::ThreadPoolBuilder::new().num_threads(count).build();
    pool.map_err(|error| Error::Unusable(format!("the threads cannot be started: {error}")))
}

/// The files that single runs are dumped to.
struct Dumps {
    runs: Option<Output>,
    paths: Option<Output>,
}

impl Dumps {
    fn open(runs: Option<&Path>, paths: Option<&Path>) -> Result<Self, Error> {
        let open = |path: Option<&Path>| path.map(|path| Output::open(Some(path))).transpose();
        Ok(Self { runs: open(runs)?, paths: open(paths)? })
    }

    fn write(self, setup: &Setup, pool: &rayon::ThreadPool) -> Result<(), Error> {
        if let Some(file) = self.runs {
            write_runs(file, setup, pool)?;
        }
        if let Some(file) = self.paths {
            write_paths(file, setup, pool)?;
        }
        Ok(())
    }
}

fn write_runs(mut file: Output, setup: &Setup, pool: &rayon::ThreadPool) -> Result<(), Error> {
    let plan = Plan::new(setup);
    let failed = file.write_failure();
    let mut rows = RunRows::new(&mut file).map_err(&failed)?;
    visit_blocks(setup, &plan, pool, &Unobserved, |runs, lanes, block| {
        rows.block(setup, &plan, runs, lanes, block).map_err(&failed)
    })?;
    rows.finish().map_err(&failed)?;
    file.finish()
}

fn write_paths(mut file: Output, setup: &Setup, pool: &rayon::ThreadPool) -> Result<(), Error> {
    let plan = Plan::with_monthly_prices(setup);
    let failed = file.write_failure();
    let mut rows = PathRows::new(&mut file).map_err(&failed)?;
    visit_blocks(setup, &plan, pool, &Unobserved, |runs, lanes, block| {
        rows.block(&plan, runs, lanes, block).map_err(&failed)
    })?;
    rows.finish().map_err(&failed)?;
    file.finish()
}
