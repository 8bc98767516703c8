//! The `brief` command: the page that a coach hands over.

use std::path::Path;

use clap::{Args, ValueEnum};

use super::arguments::{CommonArguments, Format, ScenarioArguments};
use super::exit::Failure;
use super::output::{self, Output};
use super::progress::Progress;
use super::run::threads;
use super::solve::question;
use super::{input, signals, terminal};
use crate::analysis::{Brief, Detail, Options};
use crate::processor::Processor;
use crate::report::markdown::Depth;
use crate::report::shell::command_line;
use crate::report::{csv, json, markdown};

/// Arguments of `brief`.
#[derive(Debug, Args)]
pub(super) struct BriefArguments {
    #[command(flatten)]
    scenario: ScenarioArguments,
    #[command(flatten)]
    common: CommonArguments,
    /// Who reads it: the candidate, a coach (everything), or the recruiter (nothing that a candidate keeps to
    /// themselves, such as the walk-away)
    #[arg(long = "for", value_name = "READER", value_enum, default_value_t = Reader(Depth::Candidate))]
    reader: Reader,
    /// The offer to ask more of; absent: as for `solve`
    #[arg(long, value_name = "NAME")]
    offer: Option<String>,
    /// A term of the offer to vary, as for `solve`
    #[arg(long, value_name = "PATH", num_args = 1..)]
    vary: Vec<String>,
    /// What the offer is to reach, as for `solve`
    #[arg(long, value_name = "GOAL")]
    until: Option<String>,
}

#[derive(Clone, Copy, Debug)]
struct Reader(Depth);

impl std::fmt::Display for Reader {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(self.0.name())
    }
}

impl ValueEnum for Reader {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [Reader; 3] = {
            let [candidate, coach, recruiter] = Depth::ALL;
            [Reader(candidate), Reader(coach), Reader(recruiter)]
        };
        &ALL
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(self.0.name()))
    }
}

impl BriefArguments {
    /// The command that writes the same page.
    fn command(&self) -> String {
        let mut words = self.scenario.words("brief");
        if self.reader.0 != Depth::Candidate {
            words.extend(["--for".to_owned(), self.reader.to_string()]);
        }
        let vary = self.vary.iter().map(|path| ("--vary", path));
        let named = self.offer.iter().map(|name| ("--offer", name));
        let until = self.until.iter().map(|goal| ("--until", goal));
        for (flag, value) in named.chain(vary).chain(until) {
            words.extend([flag.to_owned(), value.clone()]);
        }
        command_line(&words)
    }
}

/// Runs the command.
pub(super) fn run(arguments: &BriefArguments) -> Result<(), Failure> {
    let BriefArguments { scenario, common, reader: Reader(depth), offer, vary, until } = arguments;
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
    let brief = Brief::new(&question, (&loaded.scenario, &worlds), &options, &progress)?;
    progress.clear();
    let elapsed = progress.elapsed();
    let command = arguments.command();
    let written = match common.result.format {
        Format::Text => markdown::write_brief(&brief, *depth, &command, &mut result),
        Format::Json => json::write_brief(&brief, *depth, &command, &mut result),
        Format::Csv => csv::write_brief(&brief, *depth, &mut result),
    };
    written.map_err(|source| Failure::After(result.write_failure()(source)))?;
    result.finish().map_err(Failure::After)?;
    if !common.result.quiet {
        terminal::talk(&format!("brief in {:.2} s", elapsed.as_secs_f64()));
    }
    Ok(())
}
