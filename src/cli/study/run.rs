//! `study run`: from a study to its table, by way of a file that keeps the cases that are done.

use std::fs;
use std::ops::Range;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use rayon::ThreadPool;

use super::partial::{self, Partial};
use super::progress::CaseProgress;
use super::sink::{Files, facts};
use super::targets::{Targets, read_manifest};
use super::{RunArguments, command_line, dry_run, sources};
use crate::analysis::{Detail, Options};
use crate::cli::exit::Failure;
use crate::cli::input;
use crate::cli::output::{self, Output};
use crate::cli::run::{threads, write_dump};
use crate::cli::{signals, terminal};
use crate::error::Error;
use crate::processor::Processor;
use crate::report::dump::Dump;
use crate::report::number::{count, grouped, plural};
use crate::report::study::header;
use crate::simulation::{Observer, SweepRoom};
use crate::study::{Checked, Content, FileFacts, Manifest, Study, Table, Wanted};

/// The most cases that are simulated before they are kept: the samples of two offers' 20,000 runs just fit into one window
/// of a sweep.
pub(super) const LARGEST_BATCH: u64 = 400;
/// How long a batch should take.
const BATCH: Duration = Duration::from_secs(1);
/// How many bytes a batch should make: parts of answers are large.
const BYTES: f64 = (32 << 20) as f64;

/// Runs the command.
pub(super) fn run(arguments: &RunArguments) -> Result<(), Failure> {
    let started = jiff::Timestamp::now();
    let (study, files) = sources::load(&arguments.study, arguments.changes.changes())?;
    let mut table = Table::new(
        &study,
        &Wanted {
            metrics: &arguments.metrics,
            offers: &arguments.offers,
            memory: arguments.memory,
            shard: arguments.shard.or(arguments.shard_runs),
        },
    )?;
    let extras = [arguments.jsonl.as_ref(), arguments.parquet.as_ref()];
    let targets = |inputs: &[PathBuf]| match &arguments.out {
        Some(out) => Targets::new(out, extras, inputs).map(Some),
        None => Ok(None),
    };
    let named = targets(&files)?;
    refuse(arguments, &table, named.as_ref())?;
    signals::listen();
    let pool = threads(arguments.threads)?;
    let looking = CaseProgress::new(study.len(), 0, true);
    let checked = study.check(&pool, &looking)?;
    table.settle(&study);
    // Once more, with the files that only cases name.
    let inputs = [files, study.files()].concat();
    let targets = targets(&inputs)?;
    if let Some(folder) = &arguments.runs_csv {
        refuse_in_folder(folder, inputs.iter().chain(targets.iter().flat_map(Targets::files)))?;
    }
    let job = Job { arguments, study: &study, checked, table, pool, started };
    match targets {
        Some(targets) if !arguments.dry_run => job.run(&targets),
        targets => {
            targets.iter().try_for_each(Targets::refuse_unwritable)?;
            dry_run::run(&job, targets.as_ref())
        }
    }
}

/// Refuses flags that do not go together.
fn refuse(arguments: &RunArguments, table: &Table, targets: Option<&Targets>) -> Result<(), Error> {
    let mut problems = Vec::new();
    let direct = targets.is_some_and(Targets::is_direct);
    if direct {
        let shard = table.identity.shard.map(|_| "a share (--shard, --shard-runs)");
        let resume = arguments.resume.then_some("--resume");
        problems.extend([resume, shard].into_iter().flatten().map(|what| {
            format!("{what} needs a file: a pipe or a device keeps nothing; name one with --out")
        }));
    }
    if table.identity.content() == Content::Parts {
        let flags = [("--jsonl", &arguments.jsonl), ("--parquet", &arguments.parquet)];
        let given = flags.into_iter().filter(|(_, path)| path.is_some());
        problems.extend(given.map(|(flag, _)| {
            format!("{flag}: a share of the runs has no rows yet; ask `study merge` for it")
        }));
    }
    if problems.is_empty() { Ok(()) } else { Err(Error::Refused(problems)) }
}

/// Refuses files in the folder of the runs that are named as those of a case will be.
fn refuse_in_folder<'f>(
    folder: &Path,
    files: impl Iterator<Item = &'f PathBuf>,
) -> Result<(), Error> {
    let folder = output::followed(folder);
    let problems = files.filter_map(|file| {
        let followed = output::followed(file);
        let name = followed.file_name()?.to_str()?;
        let number = name.strip_prefix("case-")?.strip_suffix(".csv")?;
        let taken = followed.parent() == Some(&folder)
            && !number.is_empty()
            && number.bytes().all(|byte| byte.is_ascii_digit());
        taken.then(|| {
            let (file, folder) = (file.display(), folder.display());
            format!(
                "--runs-csv {folder}: {file} is there under a name of a case's runs; name another folder"
            )
        })
    });
    let problems: Vec<String> = problems.collect();
    if problems.is_empty() { Ok(()) } else { Err(Error::Refused(problems)) }
}

/// A study that is to be simulated.
pub(super) struct Job<'a> {
    pub(super) arguments: &'a RunArguments,
    pub(super) study: &'a Study,
    pub(super) checked: Checked<'a>,
    pub(super) table: Table,
    pub(super) pool: ThreadPool,
    started: jiff::Timestamp,
}

impl Job<'_> {
    pub(super) fn options(&self) -> Options<'_> {
        Options {
            pool: &self.pool,
            memory: self.arguments.memory,
            detail: Detail::Means,
            processor: Processor::best(),
        }
    }

    /// Cases of the table.
    pub(super) fn cases(&self) -> u64 {
        let range = self.table.identity.range();
        range.end - range.start
    }

    fn run(&self, targets: &Targets) -> Result<(), Failure> {
        targets.refuse_unwritable()?;
        if let Some(folder) = &self.arguments.runs_csv {
            fs::create_dir_all(folder).map_err(|source| Error::Io {
                path: folder.clone(),
                action: "make",
                source,
            })?;
        }
        if targets.is_direct() {
            return self.stream(targets);
        }
        let path = targets.partial();
        if self.arguments.resume && !partial::exists(&path) && self.is_whole(targets)? {
            return self.dump_missing(self.table.identity.range()).map_err(Failure::After);
        }
        let mut partial = Partial::open(&path, &self.table.identity, self.arguments.resume)?;
        let before = partial.done();
        let range = self.table.identity.range();
        self.dump_missing(range.start..range.start + before).map_err(Failure::After)?;
        let mut progress = CaseProgress::new(self.cases(), before, self.arguments.quiet);
        let kept = self
            .batches(&mut progress, |contents| partial.append(contents))
            .map(|()| progress.clear())
            .and_then(|()| self.finish(targets, partial, &progress));
        let done = progress.cases_done();
        kept.map_err(|error| Failure::Stopped {
            error,
            kept: format!(
                "{} of {} are done and kept in {}; to go on:",
                count(done),
                plural(self.cases(), "case"),
                path.display()
            ),
            command: command_line::to_go_on(),
        })?;
        self.tell(&progress);
        Ok(())
    }

    /// Writes rows as they come, where nothing can be kept.
    fn stream(&self, targets: &Targets) -> Result<(), Failure> {
        let mut files = Files::open(targets, true)?;
        let mut progress = CaseProgress::new(self.cases(), 0, self.arguments.quiet);
        let mut streamed = || -> Result<(), Error> {
            let mut sink = files.start(self.table.columns())?;
            self.batches(&mut progress, |contents| {
                contents.iter().try_for_each(|rows| sink.rows(rows))?;
                sink.flush()
            })?;
            sink.finish().map(drop)
        };
        streamed().map_err(Failure::After)?;
        files.finish().map_err(Failure::After)?;
        progress.clear();
        self.tell(&progress);
        Ok(())
    }

    /// Simulates the cases that are not done yet, batch by batch.
    fn batches(
        &self,
        progress: &mut CaseProgress,
        mut keep: impl FnMut(&[Vec<u8>]) -> Result<(), Error>,
    ) -> Result<(), Error> {
        let range = self.table.identity.range();
        let mut next = range.start + progress.cases_done();
        let mut room = SweepRoom::default();
        let mut size = 1;
        while next < range.end {
            let started = Instant::now();
            let batch = next..range.end.min(next + size);
            let cases = (self.study, &self.checked);
            let with = (&self.options(), &mut room);
            let contents = self.table.contents(cases, batch.clone(), with, progress)?;
            if let Some(folder) = &self.arguments.runs_csv {
                batch.clone().try_for_each(|case| self.dump(case, folder))?;
            }
            keep(&contents)?;
            progress.done(batch.end - batch.start);
            next = batch.end;
            let bytes = contents.iter().map(Vec::len).sum();
            size = next_size(size, started.elapsed(), bytes);
        }
        Ok(())
    }

    /// Writes the single runs of cases that were done before, where they are asked for and not there.
    fn dump_missing(&self, cases: Range<u64>) -> Result<(), Error> {
        let Some(folder) = &self.arguments.runs_csv else { return Ok(()) };
        for case in cases {
            if signals::stop_asked() {
                return Err(Error::Interrupted);
            }
            if !partial::exists(&runs_of(case, folder)) {
                self.dump(case, folder)?;
            }
        }
        Ok(())
    }

    /// Writes the single runs of a case, counted from 0.
    fn dump(&self, case: u64, folder: &Path) -> Result<(), Error> {
        let scenario = self.checked.scenario(case)?;
        let file = Output::open(Some(&runs_of(case, folder)))?;
        write_dump(Dump::Runs, file, &scenario.setup, &self.pool, true)
    }

    /// Makes the table of the cases that are kept, all of them.
    fn finish(
        &self,
        targets: &Targets,
        mut partial: Partial,
        progress: &CaseProgress,
    ) -> Result<(), Error> {
        let before = progress.cases_done() - progress.since_start();
        if self.table.identity.content() == Content::Parts {
            let held = facts(&targets.partial())?;
            let name = super::targets::file_name(&targets.out);
            targets.write_manifest(&self.manifest(FileFacts { name, ..held }, before, progress))?;
            return partial.rename(&targets.out);
        }
        let mut files = Files::open(targets, true)?;
        let mut sink = files.start(self.table.columns())?;
        partial.each(|rows| {
            if progress.cancelled() { Err(Error::Interrupted) } else { sink.rows(rows) }
        })?;
        let file = sink.finish()?;
        files.finish()?;
        targets.write_manifest(&self.manifest(file, before, progress))?;
        partial.remove()
    }

    fn manifest(&self, file: FileFacts, before: u64, progress: &CaseProgress) -> Manifest {
        let settings = &self.study.base().setup.settings;
        Manifest {
            format: 1,
            command: command_line::given(),
            study: input::name(&self.arguments.study),
            scenario: self.study.base().title.clone(),
            identity: self.table.identity.clone(),
            runs: settings.runs,
            seed: settings.seed,
            rows: self.table.identity.rows(),
            file,
            started: self.started.strftime("%Y-%m-%dT%H:%M:%SZ").to_string(),
            wall_seconds: progress.elapsed().as_secs_f64(),
            threads: self.pool.current_num_threads(),
            cases_resumed: before,
            merged: None,
        }
    }

    /// Whether the table stands there already, with a manifest that says it is this one; what is converted from it is
    /// written then.
    fn is_whole(&self, targets: &Targets) -> Result<bool, Failure> {
        let out = &targets.out;
        if !partial::exists(out) {
            return Ok(false);
        }
        let name = out.display();
        let refused = |what: &str| {
            let advice = "name another --out, or leave --resume out to write it anew";
            Failure::Before(Error::Unusable(format!("{name} {what}; {advice}")))
        };
        let Some(manifest) = read_manifest(out)? else {
            return Err(refused("is there, with no manifest that says what it is"));
        };
        if manifest.identity != self.table.identity {
            let differences = self.table.identity.differences(&manifest.identity, false).join("; ");
            return Err(refused(&format!("is of another table ({differences})")));
        }
        let held = facts(out)?;
        if (held.bytes, &held.sha256) != (manifest.file.bytes, &manifest.file.sha256) {
            return Err(Failure::Before(Error::Unusable(format!(
                "{} has been changed since it was written whole; delete it, or leave --resume out to write it anew",
                out.display()
            ))));
        }
        if self.table.identity.content() == Content::Rows {
            let converted = || -> Result<(), Error> {
                let mut files = Files::open(targets, false)?;
                let mut sink = files.start(self.table.columns())?;
                sink.table(out, header(self.table.columns()).len() as u64)?;
                sink.finish()?;
                files.finish()
            };
            converted().map_err(Failure::After)?;
        }
        if !self.arguments.quiet {
            let cases = plural(self.cases(), "case");
            terminal::talk_wrapped(&format!("{} is whole already, {cases}", out.display()));
        }
        Ok(true)
    }

    /// Says what was done.
    fn tell(&self, progress: &CaseProgress) {
        if self.arguments.quiet {
            return;
        }
        let seconds = progress.elapsed().as_secs_f64();
        let (since, rows) = (progress.since_start(), self.table.identity.rows());
        let before = match progress.cases_done() - since {
            0 => String::new(),
            before => format!(" ({} done before)", count(before)),
        };
        let (cases, rows) = (plural(self.cases(), "case"), plural(rows, "row"));
        let rate = grouped((since as f64 / seconds.max(f64::MIN_POSITIVE)).round(), 0);
        let rate = format!("{rate} cases a second");
        terminal::talk(&format!("{cases}{before}, {rows} in {seconds:.2} s ({rate})"));
    }
}

/// The file of the single runs of a case, counted from 0.
fn runs_of(case: u64, folder: &Path) -> PathBuf {
    folder.join(format!("case-{:06}.csv", case + 1))
}

/// How many cases come next after so many took so long and so many bytes.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "1 to 400")]
fn next_size(size: u64, took: Duration, bytes: usize) -> u64 {
    /// No step is larger: the first cases may not be like the others.
    const STEP: f64 = 4.0;
    let most = |allowed: f64, needed: f64| allowed / needed.max(f64::MIN_POSITIVE);
    let by = most(BATCH.as_secs_f64(), took.as_secs_f64()).min(most(BYTES, bytes as f64)).min(STEP);
    (size as f64 * by).floor().clamp(1.0, LARGEST_BATCH as f64) as u64
}
