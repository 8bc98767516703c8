//! The `compare` command: the offers of several scenarios in one world, answered as `run` answers one scenario.

use std::path::{Path, PathBuf};

use clap::Args;

use super::arguments::{AnswerArguments, ChangeArguments};
use super::exit::{self, Failure};
use super::input::{self, Changes, Loaded};
use super::{ladder, run, terminal};
use crate::error::Error;
use crate::scenario::{Part, merge};

/// Arguments of `compare`.
#[derive(Debug, Args)]
pub(super) struct CompareArguments {
    /// Scenario files, two or more; `-`, at most once, reads standard input; names of built-in scenarios will do. Of the
    /// first are the baseline, the runs, the seed and how runs are sampled; --set changes every one of them
    #[arg(required = true, num_args = 2.., value_name = "SCENARIO")]
    scenarios: Vec<PathBuf>,
    #[command(flatten)]
    changes: ChangeArguments,
    #[command(flatten)]
    answer: AnswerArguments,
}

/// Runs the command.
pub(super) fn run(arguments: &CompareArguments) -> Result<(), Failure> {
    let CompareArguments { scenarios, changes, answer } = arguments;
    ladder::refuse(answer)?;
    let loaded = load(scenarios, &changes.changes())?;
    let parts: Vec<Part<'_>> = loaded.iter().map(Part::from).collect();
    let merged = merge(&parts)?;
    if !answer.common.result.quiet {
        for note in &merged.notes {
            terminal::talk_wrapped(&format!("note: {note}"));
        }
    }
    let files: Vec<PathBuf> = loaded.iter().flat_map(|loaded| &loaded.files).cloned().collect();
    run::answered(merged.scenario, &files, answer, "compare")
}

impl<'a> From<&'a Loaded> for Part<'a> {
    fn from(loaded: &'a Loaded) -> Self {
        Self { document: &loaded.document, scenario: &loaded.scenario }
    }
}

/// Loads every scenario, telling the faults of all of them.
fn load(scenarios: &[PathBuf], changes: &Changes) -> Result<Vec<Loaded>, Failure> {
    let standard = |path: &&PathBuf| input::is_standard_input(path);
    if scenarios.iter().filter(standard).count() > 1 {
        let why =
            "`-` is named twice, and standard input can be read once; name a file for one of them";
        return Err(Error::Unusable(why.to_owned()).into());
    }
    let read = |path: &PathBuf| input::load(Some(Path::new(path)), changes);
    let (loaded, faulty): (Vec<_>, Vec<_>) = scenarios.iter().map(read).partition(Result::is_ok);
    for error in faulty.iter().filter_map(|read| read.as_ref().err()) {
        exit::tell(error);
    }
    if faulty.is_empty() { Ok(loaded.into_iter().flatten().collect()) } else { Err(Failure::Told) }
}
