//! The arguments of every command, as clap reads them.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};

use super::input::Changes;
use crate::error::Flag;
use crate::quantity::{LARGEST_SEED, MOST_RUNS};
use crate::report::number::count;
use crate::report::presets::Kind;
use crate::scenario::{Overrides, ResponseSwitch};
use crate::simulation::{Exits, Sampler};

/// What to type first, at the end of the help.
const EXAMPLES: &str = "\
Examples:
  vestrisk                             the built-in example, Amazon against even vesting
  vestrisk init --out my-offer.toml    a scenario that explains every key: put your letter in
  vestrisk check my-offer.toml         every fault, simulating nothing
  vestrisk run my-offer.toml           what it really pays
  vestrisk run my-offer.toml --set offers.0.base_salary=160_000
  vestrisk run my-offer.toml --models gbm,merton,heston,gjr_garch
  vestrisk stress my-offer.toml        what bad years and a layoff would do to it
  vestrisk tail my-offer.toml          why the worst runs are bad, and three of them to replay
  vestrisk presets vesting             the schedules that have a name
  vestrisk presets model               the usual parameters of the stock models

`vestrisk run --help` shows the options of the default command.";

/// What does this job offer really pay over four years?
///
/// Simulates careers (stock prices, the time and cause of leaving, clawbacks) under every offer of a
/// scenario and reports the distribution of realized pay. With no command it runs; with no scenario it
/// runs the built-in `bedrock-seattle`.
#[derive(Debug, Parser)]
#[command(
    name = "vestrisk",
    version,
    max_term_width = 100,
    override_usage = "vestrisk [COMMAND] [OPTIONS]",
    after_help = EXAMPLES
)]
pub(super) struct Arguments {
    #[command(subcommand)]
    pub(super) command: Command,
}

/// The commands.
#[derive(Debug, Subcommand)]
pub(super) enum Command {
    /// Simulate a scenario: the summary, the comparison and a histogram (the default)
    Run(RunArguments),
    /// Compare the offers of several scenarios in one world
    Compare(super::compare::CompareArguments),
    /// What moves the answer: each input at a plausible low and high, largest first
    Tornado(super::tornado::TornadoArguments),
    /// What to ask for: which value of a term of an offer reaches a goal
    Solve(super::solve::SolveArguments),
    /// The same offers under named stresses, or the runs weighed anew to hold views
    Stress(super::stress::StressArguments),
    /// Why the worst runs are bad: what takes how much, what distinguishes them, three to replay
    Tail(super::tail::TailArguments),
    /// Many cases of a scenario into one CSV, which can be stopped, resumed and divided
    Study(super::study::StudyArguments),
    /// The negotiation brief, a page of Markdown to hand over
    Brief(super::brief::BriefArguments),
    /// Explain one run: every payment, forfeiture and clawback with its reason
    Replay(ReplayArguments),
    /// Check scenario files and report every fault, simulating nothing
    Check(CheckArguments),
    /// Write a commented scenario to start from, of a preset or a compensation guide
    Init(super::init::InitArguments),
    /// What the names of presets stand for, each value with source, date and confidence
    Presets(PresetsArguments),
    /// The JSON Schema of the scenario file, for editors, or of the JSON output
    Schema(SchemaArguments),
    /// Check this binary on this machine against known answers, in a few seconds
    Selftest,
    /// Completions for a shell
    Completions(CompletionsArguments),
    /// The manual page
    Man,
}

/// Arguments of `presets`.
#[derive(Debug, Args)]
pub(super) struct PresetsArguments {
    /// Only one kind
    #[arg(value_enum)]
    pub(super) kind: Option<PresetKind>,
    /// Only one preset of the kind
    pub(super) name: Option<String>,
    /// Format of the list
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,
}

/// Arguments of `schema`.
#[derive(Debug, Args)]
pub(super) struct SchemaArguments {
    /// The schema of what commands write with `--format json`, instead of the scenario file's
    #[arg(long)]
    pub(super) output: bool,
    /// Write the schema to a file instead of standard output (`-`)
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
}

/// A kind of presets, by name.
#[derive(Clone, Copy, Debug)]
pub(super) struct PresetKind(pub(super) Kind);

impl ValueEnum for PresetKind {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [PresetKind; 5] = {
            let [vesting, clawback, attrition, model, stress] = Kind::ALL;
            [
                PresetKind(vesting),
                PresetKind(clawback),
                PresetKind(attrition),
                PresetKind(model),
                PresetKind(stress),
            ]
        };
        &ALL
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(self.0.name()))
    }
}

/// Arguments of `completions`.
#[derive(Debug, Args)]
pub(super) struct CompletionsArguments {
    /// The shell
    #[arg(value_enum)]
    pub(super) shell: clap_complete::Shell,
}

/// Arguments of `run`.
#[derive(Debug, Args)]
pub(super) struct RunArguments {
    #[command(flatten)]
    pub(super) scenario: ScenarioArguments,
    #[command(flatten)]
    pub(super) answer: AnswerArguments,
}

/// Arguments of every command that answers with a summary.
#[derive(Debug, Args)]
pub(super) struct AnswerArguments {
    #[command(flatten)]
    pub(super) common: CommonArguments,
    /// Show the distribution of each year as well (not with --models); JSON and CSV always hold it
    #[arg(long)]
    pub(super) detail: bool,
    /// Write one row for each run and offer (not with --models)
    #[arg(long, value_name = "FILE")]
    pub(super) runs_csv: Option<PathBuf>,
    /// Write one row for each run, stock and month (not with --models)
    #[arg(long, value_name = "FILE")]
    pub(super) paths_csv: Option<PathBuf>,
    /// Run the same offers under each of these models of the stocks, same mean and total volatility, and say whether
    /// the decision changes: `gbm`, `merton`, `heston`, `gjr_garch`, `bootstrap` (needs a price history)
    #[arg(long, value_name = "A,B,…", value_delimiter = ',')]
    pub(super) models: Vec<String>,
}

/// Arguments of `replay`.
#[derive(Debug, Args)]
pub(super) struct ReplayArguments {
    #[command(flatten)]
    pub(super) scenario: ScenarioArguments,
    #[command(flatten)]
    pub(super) result: ResultArguments,
    /// The run, counted from 0; the same as row K of --runs-csv
    #[arg(long, value_name = "K", value_parser = run, allow_negative_numbers = true)]
    pub(super) run: u64,
}

/// Arguments of `check`.
#[derive(Debug, Args)]
pub(super) struct CheckArguments {
    /// Scenario files; `-` reads standard input
    #[arg(required = true, value_name = "SCENARIO")]
    pub(super) scenarios: Vec<PathBuf>,
    /// Set a field of every scenario, such as simulation.runs=5000; may be repeated
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
    /// Say nothing about files without faults
    #[arg(long)]
    pub(super) quiet: bool,
}

impl CheckArguments {
    pub(super) fn changes(&self) -> Changes {
        Changes { flags: flags(&self.set), overrides: Overrides::default() }
    }
}

/// Which scenario, and what of it to override.
#[derive(Debug, Args)]
pub(super) struct ScenarioArguments {
    /// Scenario file; `-` reads standard input; the name of a built-in scenario will do, such as
    /// dot-com-bootstrap; absent: bedrock-seattle
    #[arg(value_name = "SCENARIO")]
    pub(super) path: Option<PathBuf>,
    #[command(flatten)]
    changes: ChangeArguments,
}

impl ScenarioArguments {
    pub(super) fn changes(&self) -> Changes {
        self.changes.changes()
    }
}

/// What of a scenario to override.
#[derive(Debug, Args)]
pub(super) struct ChangeArguments {
    /// Number of runs, 1 to 10,000,000,000
    #[arg(long, value_name = "N", value_parser = runs, allow_negative_numbers = true)]
    runs: Option<u64>,
    /// Seed, 0 to 9,007,199,254,740,991
    #[arg(long, value_name = "N", value_parser = seed, allow_negative_numbers = true)]
    seed: Option<u64>,
    /// How runs are sampled: independently, in pairs that mirror each other, or evenly at scrambled Sobol
    /// points (32 × a power of two runs, such as 131,072, are best)
    #[arg(long, value_enum)]
    sampler: Option<SamplerName>,
    /// How exits enter the results
    #[arg(long, value_enum)]
    exits: Option<ExitsName>,
    /// Whether exits respond to prices, vests and waves as the scenario says
    #[arg(long, value_enum)]
    responses: Option<Switch>,
    /// Set a field, such as simulation.runs=5000; may be repeated, the last wins
    #[arg(long, value_name = "PATH=VALUE")]
    set: Vec<String>,
}

/// Whether something counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Switch {
    /// As the scenario says
    On,
    /// Not at all
    Off,
}

impl ScenarioArguments {
    /// The words of a command that replays a run of this scenario, up to its number: all that moves a run's draws or
    /// terms, which the number of runs does not.
    pub(super) fn replay(&self) -> Vec<String> {
        self.command("replay", None)
    }

    /// The words of a command with the scenario and the settings of this one.
    pub(super) fn words(&self, command: &str) -> Vec<String> {
        self.command(command, self.changes.runs)
    }

    fn command(&self, command: &str, runs: Option<u64>) -> Vec<String> {
        let mut words = vec!["vestrisk".to_owned(), command.to_owned()];
        words.extend(self.path.iter().map(|path| path.display().to_string()));
        let ChangeArguments { seed, sampler, exits, responses, set, .. } = &self.changes;
        let name = |value: Option<clap::builder::PossibleValue>| {
            value.map(|value| value.get_name().to_owned()).unwrap_or_default()
        };
        let flags = [
            ("--runs", runs.map(|runs| runs.to_string())),
            ("--seed", seed.map(|seed| seed.to_string())),
            ("--sampler", sampler.map(|sampler| name(sampler.to_possible_value()))),
            ("--exits", exits.map(|exits| name(exits.to_possible_value()))),
            ("--responses", responses.map(|switch| name(switch.to_possible_value()))),
        ];
        let sets = set.iter().map(|set| ("--set", Some(set.clone())));
        for (flag, value) in flags.into_iter().chain(sets) {
            words.extend(value.into_iter().flat_map(|value| [flag.to_owned(), value]));
        }
        words
    }
}

impl ChangeArguments {
    pub(super) fn changes(&self) -> Changes {
        let overrides = Overrides {
            runs: self.runs,
            seed: self.seed,
            sampler: self.sampler.map(|SamplerName(sampler)| sampler),
            exits: self.exits.map(|ExitsName(exits)| exits),
            responses: self.responses.map(|switch| match switch {
                Switch::On => ResponseSwitch::On,
                Switch::Off => ResponseSwitch::Off,
            }),
        };
        Changes { flags: flags(&self.set), overrides }
    }
}

/// The texts of `--set`, as flags that faults point into.
fn flags(texts: &[String]) -> Vec<Flag> {
    texts.iter().map(|text| Flag { name: "--set".to_owned(), text: text.clone() }).collect()
}

/// Arguments of every command that simulates many runs.
#[derive(Debug, Args)]
pub(super) struct CommonArguments {
    /// Number of threads; absent: one for each core. Results do not depend on it
    #[arg(long, value_name = "N", value_parser = threads, allow_negative_numbers = true)]
    pub(super) threads: Option<u64>,
    /// Memory for samples and threads, such as 512M or 8G; runs that need more are only counted, and
    /// percentiles then within 0.05 %
    #[arg(long, value_name = "SIZE", default_value = "1G", value_parser = memory, allow_hyphen_values = true)]
    pub(super) memory: u64,
    #[command(flatten)]
    pub(super) result: ResultArguments,
}

/// Arguments of every command with a result: its format, its place and what is said beside it.
#[derive(Debug, Args)]
pub(super) struct ResultArguments {
    /// Format of the result
    #[arg(long, value_enum, default_value_t = Format::Text)]
    pub(super) format: Format,
    /// Write the result to a file instead of standard output (`-`)
    #[arg(long, value_name = "FILE")]
    pub(super) out: Option<PathBuf>,
    /// Say nothing on standard error but errors
    #[arg(long)]
    pub(super) quiet: bool,
}

/// Formats of a result.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(super) enum Format {
    /// For people
    Text,
    /// Whole, for programs
    Json,
    /// Tidy, one figure a row
    Csv,
}

#[derive(Clone, Copy, Debug)]
struct SamplerName(Sampler);

impl ValueEnum for SamplerName {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [SamplerName; 3] = [
            SamplerName(Sampler::ALL[0]),
            SamplerName(Sampler::ALL[1]),
            SamplerName(Sampler::ALL[2]),
        ];
        &ALL
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(self.0.name()))
    }
}

#[derive(Clone, Copy, Debug)]
struct ExitsName(Exits);

impl ValueEnum for ExitsName {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [ExitsName; 2] = [ExitsName(Exits::ALL[0]), ExitsName(Exits::ALL[1])];
        &ALL
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(self.0.name()))
    }
}

impl Arguments {
    /// Reads arguments, the program's name first. No command, or flags first, means `run`.
    pub(super) fn read(mut arguments: Vec<OsString>) -> Result<Self, Refused> {
        let first = arguments.get(1).and_then(|first| first.to_str()).unwrap_or("--help-me-not");
        let asks = ["-h", "--help", "-V", "--version"].contains(&first);
        if arguments.len() < 2 || (first.starts_with('-') && !asks) {
            arguments.insert(1.min(arguments.len()), OsString::from("run"));
        }
        Self::try_parse_from(&arguments).map_err(|error| {
            let file = arguments.get(1).filter(|argument| looks_like_a_file(argument));
            match (error.kind(), file) {
                (clap::error::ErrorKind::InvalidSubcommand, Some(file)) => {
                    Refused::FileForCommand(file.to_string_lossy().into_owned())
                }
                _ => Refused::Usage(Box::new(error)),
            }
        })
    }
}

/// Arguments that were refused.
#[derive(Debug)]
pub(super) enum Refused {
    /// By clap, help and version included.
    Usage(Box<clap::Error>),
    /// A scenario file stands where a command belongs.
    FileForCommand(String),
}

fn looks_like_a_file(argument: &OsString) -> bool {
    let path = std::path::Path::new(argument);
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("toml"))
        || path.is_file()
}

fn runs(text: &str) -> Result<u64, String> {
    whole_number(text, 1, MOST_RUNS)
}

fn seed(text: &str) -> Result<u64, String> {
    whole_number(text, 0, LARGEST_SEED)
}

fn run(text: &str) -> Result<u64, String> {
    whole_number(text, 0, MOST_RUNS - 1)
}

pub(super) fn threads(text: &str) -> Result<u64, String> {
    const MOST_THREADS: u64 = 1_024;
    whole_number(text, 1, MOST_THREADS)
}

/// A whole number in a range; underscores are allowed as in scenario files.
pub(super) fn whole_number(text: &str, least: u64, most: u64) -> Result<u64, String> {
    let number = text.replace('_', "").parse::<u64>().ok();
    number
        .filter(|number| (least..=most).contains(number))
        .ok_or_else(|| format!("allowed: a whole number from {} to {}", count(least), count(most)))
}

/// A size in bytes with a unit: K, M, G or T, powers of 1,024.
pub(super) fn memory(text: &str) -> Result<u64, String> {
    let allowed = || "allowed: a whole number with K, M, G or T, such as 512M or 8G".to_owned();
    let upper = text.to_ascii_uppercase();
    let bare = upper.strip_suffix("IB").or_else(|| upper.strip_suffix('B')).unwrap_or(&upper);
    let unit = bare.chars().last().ok_or_else(allowed)?;
    let shift = match unit {
        'K' => 10,
        'M' => 20,
        'G' => 30,
        'T' => 40,
        _ => return Err(allowed()),
    };
    let number: u64 = bare[..bare.len() - 1].parse().map_err(|_| allowed())?;
    number.checked_mul(1 << shift).filter(|bytes| *bytes > 0).ok_or_else(allowed)
}
