//! The `study` command: `run` simulates the cases of a study into one table, `merge` puts shares of one together.

mod command_line;
mod dry_run;
mod merge;
mod partial;
mod progress;
mod run;
mod sink;
mod sources;
mod targets;

use std::path::PathBuf;

use clap::{Args, Subcommand};

use super::arguments::{ChangeArguments, memory, threads};
use super::exit::Failure;
use crate::study::{Shard, ShardBy};

/// Arguments of `study`.
#[derive(Debug, Args)]
pub(super) struct StudyArguments {
    #[command(subcommand)]
    command: StudyCommand,
}

#[derive(Debug, Subcommand)]
enum StudyCommand {
    /// Simulate every case of a study into one CSV
    Run(Box<RunArguments>),
    /// Put the shares of a study together: the bytes of one run
    Merge(MergeArguments),
}

/// What to type, at the end of the help.
const EXAMPLES: &str = "\
Examples:
  vestrisk study run my-study.toml --dry-run
  vestrisk study run my-study.toml --out cases.csv
  vestrisk study run my-study.toml --out cases.csv --resume        after any end
  vestrisk study run my-study.toml --out part-3.csv --shard 3/16   one of 16 machines
  vestrisk study merge part-*.csv --out cases.csv";

/// Arguments of `study run`.
#[derive(Debug, Args)]
#[command(after_help = EXAMPLES)]
struct RunArguments {
    /// Study file; `-` reads standard input; the name of a built-in study will do
    #[arg(value_name = "STUDY")]
    study: PathBuf,
    /// Write the table to this file (`-`: standard output), one row a case and offer; with its manifest beside it
    #[arg(long, value_name = "FILE", required_unless_present = "dry_run")]
    out: Option<PathBuf>,
    /// Check every case and say what would be done and how long it would take; write nothing
    #[arg(long)]
    dry_run: bool,
    /// Go on where an earlier run to the same file was stopped, by whatever: the bytes are those of one run
    #[arg(long)]
    resume: bool,
    /// Only the share I of N of the cases, 1 to N; `study merge` puts the shares together
    #[arg(long, value_name = "I/N", value_parser = by_cases, conflicts_with = "shard_runs")]
    shard: Option<Shard>,
    /// Only the share I of N of every case's runs, 1 to N; the file is for `study merge` only
    #[arg(long, value_name = "I/N", value_parser = by_runs)]
    shard_runs: Option<Shard>,
    /// Only these figures, such as `mean,p05,difference_p50`, each with its standard error
    #[arg(long, value_name = "A,B,…", value_delimiter = ',')]
    metrics: Vec<String>,
    /// Only rows of these offers, by the base scenario's names; one that holds a comma stands alone or in double
    /// quotes; may be repeated
    #[arg(long, value_name = "A,B,…", allow_hyphen_values = true)]
    offers: Vec<String>,
    /// Write the table as JSON lines as well
    #[arg(long, value_name = "FILE")]
    jsonl: Option<PathBuf>,
    /// Write the table as Parquet as well
    #[arg(long, value_name = "FILE")]
    parquet: Option<PathBuf>,
    /// Write the single runs of each case into this folder, `case-000001.csv` and so on
    #[arg(long, value_name = "FOLDER", conflicts_with = "shard_runs")]
    runs_csv: Option<PathBuf>,
    #[command(flatten)]
    changes: ChangeArguments,
    /// Number of threads; absent: one for each core. Results do not depend on it
    #[arg(long, value_name = "N", value_parser = threads, allow_negative_numbers = true)]
    threads: Option<u64>,
    /// Memory for samples and threads, such as 512M or 8G; runs that need more are only counted, and
    /// percentiles then within 0.05 %
    #[arg(long, value_name = "SIZE", default_value = "1G", value_parser = memory, allow_hyphen_values = true)]
    memory: u64,
    /// Say nothing on standard error but errors
    #[arg(long)]
    quiet: bool,
}

/// Arguments of `study merge`.
#[derive(Debug, Args)]
struct MergeArguments {
    /// The files of every share, in any order
    #[arg(required = true, value_name = "SHARD")]
    shards: Vec<PathBuf>,
    /// Write the table to this file (`-`: standard output), with its manifest beside it
    #[arg(long, value_name = "FILE")]
    out: PathBuf,
    /// Write the table as JSON lines as well
    #[arg(long, value_name = "FILE")]
    jsonl: Option<PathBuf>,
    /// Write the table as Parquet as well
    #[arg(long, value_name = "FILE")]
    parquet: Option<PathBuf>,
    /// Number of threads; absent: one for each core. The bytes do not depend on it
    #[arg(long, value_name = "N", value_parser = threads, allow_negative_numbers = true)]
    threads: Option<u64>,
    /// Say nothing on standard error but errors
    #[arg(long)]
    quiet: bool,
}

/// Runs the command.
pub(super) fn run(arguments: &StudyArguments) -> Result<(), Failure> {
    match &arguments.command {
        StudyCommand::Run(arguments) => run::run(arguments),
        StudyCommand::Merge(arguments) => merge::run(arguments),
    }
}

fn by_cases(text: &str) -> Result<Shard, String> {
    Shard::parse(text, ShardBy::Cases)
}

fn by_runs(text: &str) -> Result<Shard, String> {
    Shard::parse(text, ShardBy::Runs)
}
