//! `study merge`: the shares of a study, in any order, into the bytes of one run.

use std::fs::File;
use std::io::BufReader;
use std::path::{Path, PathBuf};

use rayon::prelude::*;

use super::progress::CaseProgress;
use super::sink::{Files, Sink, facts};
use super::targets::{Targets, manifest_of, read_manifest};
use super::{MergeArguments, command_line};
use crate::analysis::{Detail, Options};
use crate::cli::exit::Failure;
use crate::cli::run::threads;
use crate::cli::{output, signals, terminal};
use crate::error::Error;
use crate::processor::Processor;
use crate::report::number::{count, plural};
use crate::report::study::{Columns, header};
use crate::simulation::Observer;
use crate::study::{
    Content, FileFacts, FirstLine, Frames, Identity, Joiner, Manifest, Share, in_order,
};

/// Cases whose shares are joined at once.
const BATCH: usize = 16;
/// Bytes of shares that are read before they are joined, about.
const BYTES: usize = 32 << 20;

/// A share's file.
struct Held {
    path: PathBuf,
    manifest: Manifest,
    /// Bytes of the first line, of a share by runs.
    head: u64,
}

/// Runs the command.
pub(super) fn run(arguments: &MergeArguments) -> Result<(), Failure> {
    let started = jiff::Timestamp::now();
    let extras = [arguments.jsonl.as_ref(), arguments.parquet.as_ref()];
    let manifests = arguments.shards.iter().map(|share| manifest_of(&output::followed(share)));
    let inputs: Vec<PathBuf> = arguments.shards.iter().cloned().chain(manifests).collect();
    let targets = Targets::new(&arguments.out, extras, &inputs)?;
    let shares = read(&arguments.shards)?;
    signals::listen();
    let whole = Whole::new(shares)?;
    targets.refuse_unwritable()?;
    let mut files = Files::open(&targets, true)?;
    let pool = threads(arguments.threads)?;
    let mut progress = CaseProgress::new(whole.identity.cases, 0, arguments.quiet);
    let mut merged = || -> Result<FileFacts, Error> {
        let mut sink = files.start(&whole.columns)?;
        match whole.content {
            Content::Rows => whole.tables(&mut sink, &mut progress)?,
            Content::Parts => whole.parts(&mut sink, &pool, &mut progress)?,
        }
        sink.finish()
    };
    let file = merged().map_err(Failure::After)?;
    files.finish().map_err(Failure::After)?;
    progress.clear();
    if !targets.is_direct() {
        let mut manifest = whole.manifest(file);
        manifest.started = started.strftime("%Y-%m-%dT%H:%M:%SZ").to_string();
        manifest.wall_seconds = progress.elapsed().as_secs_f64();
        manifest.threads = pool.current_num_threads();
        targets.write_manifest(&manifest).map_err(Failure::After)?;
    }
    if !arguments.quiet {
        let (shares, cases) = (whole.shares.len() as u64, whole.identity.cases);
        let rows = plural(whole.identity.rows(), "row");
        let seconds = progress.elapsed().as_secs_f64();
        terminal::talk(&format!(
            "{}, {}, {rows} in {seconds:.2} s",
            plural(shares, "share"),
            plural(cases, "case")
        ));
    }
    Ok(())
}

/// Reads what the shares say of themselves.
fn read(paths: &[PathBuf]) -> Result<Vec<Held>, Error> {
    let mut held = Vec::new();
    let mut problems = Vec::new();
    for path in paths {
        match read_one(&output::followed(path)) {
            Ok(Ok(share)) => held.push(share),
            Ok(Err(problem)) => problems.push(format!("{} {problem}", path.display())),
            Err(error) => problems.push(error.to_string()),
        }
    }
    if problems.is_empty() { Ok(held) } else { Err(Error::Refused(problems)) }
}

/// Reads what a share says of itself; the inner error is what is wrong with it.
fn read_one(path: &Path) -> Result<Result<Held, String>, Error> {
    let failed = |source| Error::Io { path: path.to_path_buf(), action: "read", source };
    let mut file = BufReader::new(File::open(path).map_err(failed)?);
    let first = FirstLine::read(&mut file).map_err(failed)?;
    let (head, content) = match &first {
        FirstLine::Cases { identity, bytes } => (*bytes, identity.content()),
        FirstLine::Torn | FirstLine::Foreign => (0, Content::Rows),
    };
    let unfinished = path.extension().is_some_and(|extension| extension == "partial");
    if head > 0 && (content == Content::Rows || unfinished) {
        return Ok(Err("is a share that was not finished; go on with it by --resume".to_owned()));
    }
    let Some(manifest) = read_manifest(path)? else {
        return Ok(Err(
            "has no manifest beside it; keep `.manifest.json` files with their shares".to_owned()
        ));
    };
    if manifest.identity.content() != content {
        return Ok(Err("is not the file that its manifest is of; run the share again".to_owned()));
    }
    let found = facts(path)?;
    if (found.bytes, &found.sha256) != (manifest.file.bytes, &manifest.file.sha256) {
        return Ok(Err("has been changed since it was written; run the share again".to_owned()));
    }
    Ok(Ok(Held { path: path.to_path_buf(), manifest, head }))
}

/// All shares of a study, in order.
struct Whole {
    shares: Vec<Held>,
    identity: Identity,
    columns: Columns,
    content: Content,
}

impl Whole {
    fn new(shares: Vec<Held>) -> Result<Self, Error> {
        let name = |share: &Held| share.path.display().to_string();
        let named: Vec<_> =
            shares.iter().map(|share| (name(share), share.manifest.identity.clone())).collect();
        let order = in_order(&named).map_err(Error::Refused)?;
        let content = named[0].1.content();
        let identity = Identity { shard: None, ..named[0].1.clone() };
        let columns = Columns::read(&identity.columns).ok_or_else(|| {
            Error::Unusable(format!("the manifest of {} has columns of no study", named[0].0))
        })?;
        let mut shares: Vec<_> = shares.into_iter().map(Some).collect();
        let ordered = order.iter().filter_map(|at| shares[*at].take()).collect();
        Ok(Self { shares: ordered, identity, columns, content })
    }

    /// Copies the rows of shares by cases.
    fn tables(&self, sink: &mut Sink<'_>, progress: &mut CaseProgress) -> Result<(), Error> {
        let header = header(&self.columns).len() as u64;
        for share in &self.shares {
            goes_on(progress)?;
            sink.table(&share.path, header)?;
            let range = share.manifest.identity.range();
            progress.done(range.end - range.start);
        }
        Ok(())
    }

    /// Joins the cases of shares by runs.
    fn parts(
        &self,
        sink: &mut Sink<'_>,
        pool: &rayon::ThreadPool,
        progress: &mut CaseProgress,
    ) -> Result<(), Error> {
        let joiner = Joiner::new(&self.columns);
        let options = Options {
            pool,
            memory: self.identity.memory,
            detail: Detail::Means,
            processor: Processor::best(),
        };
        let mut files: Vec<_> = self.shares.iter().map(frames).collect::<Result<_, _>>()?;
        let mut next = 1;
        while next <= self.identity.cases {
            goes_on(progress)?;
            let (mut batch, mut bytes) = (Vec::new(), 0);
            while batch.len() < BATCH
                && bytes < BYTES
                && next + (batch.len() as u64) <= self.identity.cases
            {
                let shares = self.shares.iter().zip(&mut files);
                let case = shares.map(|(share, file)| content(share, file));
                let case: Vec<Vec<u8>> = case.collect::<Result<_, _>>()?;
                bytes += case.iter().map(Vec::len).sum::<usize>();
                batch.push(case);
            }
            let numbered = batch.par_iter().enumerate();
            let observer: &CaseProgress = progress;
            let join = |(at, shares): (usize, &Vec<_>)| {
                joiner.rows(next + at as u64, shares, &options, observer)
            };
            let rows = numbered.map(join);
            let rows: Vec<Vec<u8>> = pool.install(|| rows.collect::<Result<_, Error>>())?;
            rows.iter().try_for_each(|rows| sink.rows(rows))?;
            progress.done(batch.len() as u64);
            next += batch.len() as u64;
        }
        Ok(())
    }

    fn manifest(&self, file: FileFacts) -> Manifest {
        let first = &self.shares[0].manifest;
        let share = |held: &Held| {
            let shard = held.manifest.identity.shard?;
            Some(Share { shard, file: held.manifest.file.clone() })
        };
        Manifest {
            command: command_line::given(),
            identity: self.identity.clone(),
            rows: self.identity.rows(),
            file,
            cases_resumed: 0,
            merged: self.shares.iter().map(share).collect(),
            ..first.clone()
        }
    }
}

/// The frames of a share by runs.
fn frames(share: &Held) -> Result<Frames<BufReader<File>>, Error> {
    use std::io::{Seek, SeekFrom};
    let open = || {
        let mut file = File::open(&share.path)?;
        file.seek(SeekFrom::Start(share.head))?;
        Ok(Frames::new(BufReader::new(file), 1))
    };
    open().map_err(|source| Error::Io { path: share.path.clone(), action: "read", source })
}

/// What a share says of its next case.
fn content(share: &Held, file: &mut Frames<BufReader<File>>) -> Result<Vec<u8>, Error> {
    let failed = |source| Error::Io { path: share.path.clone(), action: "read", source };
    let case = file.next_case();
    let content = file.next_content().map_err(failed)?.map(<[u8]>::to_vec);
    content
        .ok_or_else(|| failed(std::io::Error::other(format!("case {} is not whole", count(case)))))
}

fn goes_on(progress: &CaseProgress) -> Result<(), Error> {
    if progress.cancelled() { Err(Error::Interrupted) } else { Ok(()) }
}
