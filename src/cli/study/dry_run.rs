//! `study run --dry-run`: what would be done, with a time estimated from a few cases.

use std::collections::HashSet;
use std::time::{Duration, Instant};

use indicatif::HumanDuration;
use rayon::prelude::*;

use super::progress::CaseProgress;
use super::run::{Job, LARGEST_BATCH};
use super::targets::Targets;
use crate::cli::exit::Failure;
use crate::cli::output::Output;
use crate::cli::{input, terminal};
use crate::error::Error;
use crate::report::text::{StudyPlan, write_study_plan};
use crate::simulation::{Observer, SweepRoom};

/// How long cases are simulated for the estimate.
const TRIAL: Duration = Duration::from_millis(300);
/// Values of an axis that are counted.
const MOST_VALUES: usize = 10_000;
/// Cases looked at between two looks at the observer.
const BATCH: u64 = 1_024;

/// Says what would be done.
pub(super) fn run(job: &Job<'_>, targets: Option<&Targets>) -> Result<(), Failure> {
    let identity = &job.table.identity;
    let observer = CaseProgress::new(job.cases(), 0, true);
    let (runs, all_runs) = count_runs(job, &observer)?;
    let (took, tried) = try_some(job, &observer)?;
    let whole = took.mul_f64(job.cases() as f64 / tried.max(1) as f64);
    let time = if whole < Duration::from_secs(1) {
        "a second".to_owned()
    } else {
        HumanDuration(whole).to_string()
    };
    let range = identity.range();
    let span = (!range.is_empty()).then_some((range.start + 1, range.end));
    let plan = StudyPlan {
        study: input::name(&job.arguments.study),
        scenario: &job.study.base().title,
        cases: identity.cases,
        share: identity.shard.map(|shard| (shard.to_string(), span)),
        axes: count_values(job),
        offers: &identity.offers,
        rows: identity.rows(),
        columns: identity.columns.len(),
        runs,
        all_runs,
        time: (time, tried),
        threads: job.pool.current_num_threads(),
        out: targets.map(|targets| targets.out.display().to_string()),
    };
    let mut out = Output::open(None)?;
    let written = write_study_plan(&plan, terminal::width(), &mut out);
    written.map_err(|source| Failure::After(out.write_failure()(source)))?;
    out.finish().map_err(Failure::After)
}

/// The fewest and the most runs of a case, and those of all.
fn count_runs(job: &Job<'_>, observer: &CaseProgress) -> Result<((u64, u64), u128), Error> {
    let range = job.table.identity.range();
    let (mut fewest, mut most, mut all) = (u64::MAX, 0, 0_u128);
    for first in range.clone().step_by(usize::try_from(BATCH).unwrap_or(1)) {
        if observer.cancelled() {
            return Err(Error::Interrupted);
        }
        let cases = first..range.end.min(first + BATCH);
        let runs = |case| Ok(job.checked.scenario(case)?.setup.settings.runs);
        let counted: Vec<u64> =
            job.pool.install(|| cases.into_par_iter().map(runs).collect::<Result<_, Error>>())?;
        for runs in counted {
            (fewest, most) = (runs.min(fewest), runs.max(most));
            all += u128::from(runs);
        }
    }
    Ok(((fewest.min(most), most), all))
}

/// Simulates cases for a while, in batches that grow as those of a study do: how long the last one took, and how many cases
/// it had. Small ones share less.
fn try_some(job: &Job<'_>, observer: &CaseProgress) -> Result<(Duration, u64), Error> {
    let range = job.table.identity.range();
    let started = Instant::now();
    let mut room = SweepRoom::default();
    let (mut next, mut last) = (range.start, (Duration::ZERO, 0));
    while next < range.end && started.elapsed() < TRIAL {
        let began = Instant::now();
        let size = (4 * last.1).clamp(1, LARGEST_BATCH);
        let batch = next..range.end.min(next + size);
        last.1 = batch.end - batch.start;
        next = batch.end;
        let with = (&job.options(), &mut room);
        job.table.contents((job.study, &job.checked), batch, with, observer)?;
        last.0 = began.elapsed();
    }
    Ok(last)
}

/// Each axis with the number of its values, up to a limit.
fn count_values<'j>(job: &'j Job<'_>) -> Vec<(&'j str, Option<usize>)> {
    let mut values: Vec<HashSet<String>> = vec![HashSet::new(); job.study.axes().len()];
    for case in job.table.identity.range() {
        for (values, cell) in values.iter_mut().zip(job.study.cells(case)) {
            if values.len() <= MOST_VALUES {
                values.insert(cell);
            }
        }
    }
    let counted = |values: &HashSet<String>| (values.len() <= MOST_VALUES).then_some(values.len());
    job.study.axes().iter().map(|axis| axis.name.as_str()).zip(values.iter().map(counted)).collect()
}
