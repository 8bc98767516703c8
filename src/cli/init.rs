//! The `init` command: a commented scenario to start from.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::time::{SystemTime, UNIX_EPOCH};

use clap::{Args, ValueEnum};

use super::exit::{self, Failure};
use super::output::{self, Output};
use super::{input, terminal};
use crate::error::Error;
use crate::scenario::guide::{Date, Guide, Level};
use crate::scenario::starter;

/// Arguments of `init`.
#[derive(Debug, Args)]
pub(super) struct InitArguments {
    /// Vesting preset whose schedule the offer has, such as `google_33`
    #[arg(long, value_name = "PRESET", conflicts_with = "guide")]
    preset: Option<String>,
    /// Compensation guide with YAML front matter; `-` reads standard input
    #[arg(long, value_name = "FILE")]
    guide: Option<PathBuf>,
    /// Region of the guide
    #[arg(long, value_name = "REGION", requires = "guide")]
    region: Option<String>,
    /// Which figures of the guide's ranges; absent: mid
    #[arg(long, value_enum, requires = "guide")]
    level: Option<LevelName>,
    /// Write the scenario to a file instead of standard output (`-`)
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace the file of --out if there is one
    #[arg(long, requires = "out")]
    force: bool,
}

#[derive(Clone, Copy, Debug)]
struct LevelName(Level);

impl ValueEnum for LevelName {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [LevelName; 4] = {
            let [low, mid, high, band] = Level::ALL;
            [LevelName(low), LevelName(mid), LevelName(high), LevelName(band)]
        };
        &ALL
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(self.0.name()))
    }
}

/// Runs the command.
pub(super) fn run(arguments: &InitArguments) -> Result<(), Failure> {
    let out = arguments.out.as_deref();
    let (text, remarks) = match (&arguments.preset, &arguments.guide) {
        (Some(preset), _) => (starter::of_preset(preset)?, Vec::new()),
        (None, Some(path)) => of_guide(path, arguments).map_err(|error| {
            exit::tell_so_that(&error, "nothing was written");
            Failure::Told
        })?,
        (None, None) => (starter::default_text().to_owned(), Vec::new()),
    };
    output::refuse_shared(&arguments.guide.clone().into_iter().collect::<Vec<_>>(), &[out])?;
    if !arguments.force {
        refuse_existing(out)?;
    }
    let mut target = Output::open(out)?;
    target
        .write_all(text.as_bytes())
        .map_err(|source| Failure::After(target.write_failure()(source)))?;
    target.finish().map_err(Failure::After)?;
    for remark in remarks {
        terminal::talk_wrapped(&format!("warning: {remark}"));
    }
    Ok(())
}

/// The scenario of a guide, and what is to be said about the guide.
fn of_guide(path: &Path, arguments: &InitArguments) -> Result<(String, Vec<String>), Error> {
    let bytes = input::bytes(path)?;
    let guide = Guide::parse(&input::name(path), &bytes, arguments.region.as_deref())?;
    let level = arguments.level.map_or(Level::Mid, |LevelName(level)| level);
    Ok((guide.scenario(level), guide.remarks(today())))
}

/// The date by the clock, in UTC. A clock before 1970 is taken for 1970.
fn today() -> Date {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    Date::from_days(since.as_secs() / 86_400)
}

/// Refuses to replace a file; somebody's numbers are in it.
fn refuse_existing(out: Option<&Path>) -> Result<(), Error> {
    let held = out.filter(|path| *path != Path::new("-") && path.is_file());
    held.map_or(Ok(()), |path| {
        let path = path.display();
        Err(Error::Unusable(format!(
            "{path} exists already; name another file, or add --force to replace it"
        )))
    })
}
