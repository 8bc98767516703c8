//! The `stress` command: the offers under named stresses, or the runs weighed anew to hold views.

use std::path::Path;

use clap::Args;

use super::arguments::{CommonArguments, Format, ScenarioArguments};
use super::exit::Failure;
use super::input::{self, Loaded};
use super::output::{self, Output};
use super::progress::Progress;
use super::run::threads;
use super::{signals, terminal};
use crate::analysis::{Detail, Options, StatedView, StressTest, Warning, reweight};
use crate::processor::Processor;
use crate::report::{csv, json, number, text};
use crate::scenario::Scenario;

/// Arguments of `stress`.
#[derive(Debug, Args)]
pub(super) struct StressArguments {
    #[command(flatten)]
    scenario: ScenarioArguments,
    #[command(flatten)]
    common: CommonArguments,
    /// Only these stresses: `dot_com`, `drawdown_2022`, `layoff_month_14`, `flat`, `halved`; `vestrisk presets stress` says
    /// what they are
    #[arg(long, value_name = "A,B,…", value_delimiter = ',')]
    stress: Vec<String>,
    /// Instead of stresses, weigh the runs of the scenario anew so that this holds and as little else as possible changes:
    /// `mean log return of STOCK = X` (from the start to the horizon) or `probability of quit|layoff|performance|staying
    /// = P`, of one offer with `at "OFFER"` before the `=`; several hold at once
    #[arg(long, value_name = "VIEW", conflicts_with = "stress")]
    reweight: Vec<String>,
}

/// Runs the command.
pub(super) fn run(arguments: &StressArguments) -> Result<(), Failure> {
    let Loaded { scenario, files, .. } =
        input::load(arguments.scenario.path.as_deref(), &arguments.scenario.changes())?;
    let asked = Asked::new(arguments, &scenario)?;
    let result = &arguments.common.result;
    let out = result.out.as_deref();
    output::refuse_shared(&files, &[Some(out.unwrap_or(Path::new("-")))])?;
    signals::listen();
    let mut file = Output::open(out)?;
    let pool = threads(arguments.common.threads)?;
    let whole = result.format != Format::Text;
    let options = Options {
        pool: &pool,
        memory: arguments.common.memory,
        detail: if whole { Detail::Whole } else { Detail::Means },
        processor: Processor::best(),
    };
    let runs = scenario.setup.settings.runs.saturating_mul(asked.worlds());
    let progress = Progress::new(scenario.precision.is_none().then_some(runs), result.quiet);
    let answer = asked.answer(&scenario, &options, &progress)?;
    progress.clear();
    let elapsed = progress.elapsed();
    let width = terminal::width();
    let written = match (&answer, result.format) {
        (Answer::Stresses(answer), Format::Text) => text::write_stress(answer, width, &mut file),
        (Answer::Stresses(answer), Format::Json) => json::write_stress(answer, &mut file),
        (Answer::Stresses(answer), Format::Csv) => csv::write_stress(answer, &mut file),
        (Answer::Views(answer), Format::Text) => text::write_reweight(answer, width, &mut file),
        (Answer::Views(answer), Format::Json) => json::write_reweight(answer, &mut file),
        (Answer::Views(answer), Format::Csv) => csv::write_reweight(answer, &mut file),
    };
    written.map_err(|source| Failure::After(file.write_failure()(source)))?;
    file.finish().map_err(Failure::After)?;
    if !result.quiet {
        // Text and JSON carry their warnings; CSV has no place for them.
        for warning in answer.warnings().iter().filter(|_| result.format == Format::Csv) {
            let (message, code) = (&warning.message, warning.code.name());
            terminal::talk_wrapped(&format!("warning: {message} [{code}]"));
        }
        let runs = number::plural(answer.runs(), "run");
        terminal::talk(&format!("{runs} in {:.2} s", elapsed.as_secs_f64()));
    }
    Ok(())
}

/// What is asked, checked before anything is simulated.
enum Asked {
    Stresses(StressTest),
    Views(Vec<StatedView>),
}

impl Asked {
    fn new(arguments: &StressArguments, scenario: &Scenario) -> Result<Self, Failure> {
        Ok(if arguments.reweight.is_empty() {
            Self::Stresses(StressTest::new(scenario, &arguments.stress)?)
        } else {
            Self::Views(StatedView::read_all(&arguments.reweight, scenario)?)
        })
    }

    /// How often the runs are done.
    fn worlds(&self) -> u64 {
        match self {
            Self::Stresses(test) => test.worlds() as u64,
            Self::Views(_) => 1,
        }
    }

    fn answer(
        &self,
        scenario: &Scenario,
        options: &Options<'_>,
        progress: &Progress,
    ) -> Result<Answer, Failure> {
        Ok(match self {
            Self::Stresses(test) => Answer::Stresses(test.summarize(options, progress)?),
            Self::Views(views) => {
                Answer::Views(Box::new(reweight(scenario, views, options, progress)?))
            }
        })
    }
}

/// What is answered.
enum Answer {
    Stresses(crate::analysis::StressSummary),
    Views(Box<crate::analysis::Reweighting>),
}

impl Answer {
    /// Warnings about the scenario as it stands, and about weights.
    fn warnings(&self) -> &[Warning] {
        match self {
            Self::Stresses(answer) => {
                answer.stresses.first().map_or(&[], |none| &none.summary.warnings)
            }
            Self::Views(answer) => &answer.warnings,
        }
    }

    fn runs(&self) -> u64 {
        match self {
            Self::Stresses(answer) => {
                answer.stresses.iter().map(|of| of.summary.simulation.runs).sum()
            }
            Self::Views(answer) => answer.settings.runs,
        }
    }
}
