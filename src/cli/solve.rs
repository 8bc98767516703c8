//! The `solve` command: what to ask for.

use std::path::Path;

use clap::Args;

use super::arguments::{CommonArguments, Format, ScenarioArguments};
use super::exit::Failure;
use super::output::{self, Output};
use super::progress::Progress;
use super::run::threads;
use super::{input, signals, terminal};
use crate::analysis::{Detail, Goal, Options, Question, Target, solve};
use crate::error::Error;
use crate::processor::Processor;
use crate::report::{csv, json, text};
use crate::scenario::{Metric, Scenario};

/// Arguments of `solve`.
#[derive(Debug, Args)]
pub(super) struct SolveArguments {
    #[command(flatten)]
    scenario: ScenarioArguments,
    #[command(flatten)]
    common: CommonArguments,
    /// The offer to ask more of; absent: the first, or the first other where the goal is against the baseline
    #[arg(long, value_name = "NAME")]
    offer: Option<String>,
    /// A term of the offer to vary, by its field path within it, such as `base_salary` or `sign_on.0.amount`; each alone.
    /// Absent: the first grant, the sign-on of the first and of the second year, the base
    #[arg(long, value_name = "PATH", num_args = 1..)]
    vary: Vec<String>,
    /// What the offer is to reach: METRIC=VALUE or METRIC=baseline, METRIC one of mean, p01, p05, p10, p25, p50, p75,
    /// p90, p95, p99, `expected_shortfall`, `certainty_equivalent`, `probability_walk_away`, `probability_ahead`. Absent: the
    /// median at the walk-away, else at the baseline's
    #[arg(long, value_name = "GOAL")]
    until: Option<String>,
}

/// Runs the command.
pub(super) fn run(arguments: &SolveArguments) -> Result<(), Failure> {
    let SolveArguments { scenario, common, offer, vary, until } = arguments;
    let loaded = input::load(scenario.path.as_deref(), &scenario.changes())?;
    let question = question(&loaded.scenario, (offer.as_deref(), vary, until.as_deref()))?;
    let out = common.result.out.as_deref();
    output::refuse_shared(&loaded.files, &[Some(out.unwrap_or(Path::new("-")))])?;
    signals::listen();
    let mut result = Output::open(out)?;
    let pool = threads(common.threads)?;
    let (memory, processor) = (common.memory, Processor::best());
    let options = Options { pool: &pool, memory, detail: Detail::Means, processor };
    let progress = Progress::new(None, common.result.quiet);
    let worlds = loaded.worlds();
    let solution = solve(&question, (&loaded.scenario, &worlds), &options, &progress)?;
    progress.clear();
    let elapsed = progress.elapsed();
    let written = match common.result.format {
        Format::Text => text::write_solution(&solution, terminal::width(), &mut result),
        Format::Json => json::write_solution(&solution, &mut result),
        Format::Csv => csv::write_solution(&solution, &mut result),
    };
    written.map_err(|source| Failure::After(result.write_failure()(source)))?;
    result.finish().map_err(Failure::After)?;
    if !common.result.quiet {
        let asks = solution.asks.len() as u64;
        let asks = crate::report::number::plural(asks, "ask");
        terminal::talk(&format!("{asks} in {:.2} s", elapsed.as_secs_f64()));
    }
    Ok(())
}

/// What is asked of a scenario, all faults of the flags at once.
pub(super) fn question(
    scenario: &Scenario,
    (offer, vary, until): (Option<&str>, &[String], Option<&str>),
) -> Result<Question, Error> {
    let mut problems = Vec::new();
    let goal = until.map(Goal::parse).transpose().unwrap_or_else(|problem| {
        problems.push(format!("--until: {problem}"));
        None
    });
    let asked = offer.map(|name| scenario.offer_named(name)).transpose();
    let offer = asked.unwrap_or_else(|problem| {
        problems.push(format!("--offer: {problem}"));
        None
    });
    let offer = offer.unwrap_or_else(|| default_offer(scenario, goal));
    for (at, path) in vary.iter().enumerate() {
        if vary[..at].contains(path) {
            problems.push(format!("--vary: `{path}` is given twice; name each term once"));
        }
    }
    if problems.is_empty() {
        Ok(Question { offer, vary: vary.to_vec(), goal })
    } else {
        Err(Error::Refused(problems))
    }
}

/// The offer that is asked more of where none is named: the first, but not the baseline where it is compared with it.
fn default_offer(scenario: &Scenario, goal: Option<Goal>) -> usize {
    let compared = match goal {
        Some(
            Goal { metric: Metric::ProbabilityAhead, .. } | Goal { target: Target::Baseline, .. },
        ) => true,
        Some(_) => false,
        None => scenario.goals.walk_away.is_none(),
    };
    let others = || (0..scenario.setup.offers.len()).find(|at| *at != scenario.baseline);
    if compared { others().unwrap_or(0) } else { 0 }
}
