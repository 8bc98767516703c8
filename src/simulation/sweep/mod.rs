//! A sweep: many setups simulated together. Setups with the same draws share them, those with the same volatilities share
//! the multiples that their prices are, those with the same hazards share exits and what is paid in cash, and flows are
//! each setup's own. Every outcome is the one of [`engine::run`] to the bit.
//!
//! What can be shared is found in `stages`, simulated by `worker`, and summed up setup by setup by `gather`.

mod gather;
mod stages;
mod worker;

use std::sync::{Mutex, PoisonError};

use rayon::prelude::*;

use self::gather::gather;
use self::stages::Stages;
use self::worker::{Unit, Worker};
use super::engine::{self, Needs};
use super::job::Job;
use super::observer::{Observer, Unobserved};
use super::outcome::{Asked, Memory, Outcome};
use super::plan::Plan;
use super::request::{Measure, Request};
use super::samples::{Layout, Samples};
use super::setup::{Exits, Settings, Setup};
use super::tally::Tally;
use crate::error::Error;
use crate::random::CHUNK_RUNS;

/// Bytes that the samples of setups simulated together may take: so many that setups find others to share with, so few
/// that the samples are still in a usual machine's caches when they are summed up.
const WINDOW: u64 = 128 << 20;

/// Runs up to which setups that share nothing are simulated side by side, each on one thread.
const FEW_RUNS: u64 = 1 << 20;

/// Room for samples that sweeps use one after another: to ask the system for it again each time would cost a tenth of
/// their time.
#[derive(Debug, Default)]
pub struct SweepRoom(Vec<Samples>);

impl SweepRoom {
    /// The bytes that it holds.
    #[must_use]
    pub fn bytes(&self) -> u64 {
        self.0.iter().map(Samples::bytes).sum()
    }
}

/// Simulates setups, each for its own request, and hands every outcome to `read` with the position of its setup, on all
/// threads of the pool, which is that of the first request; what `read` makes of them comes back in the setups' order.
///
/// # Memory
/// Setups are simulated in windows whose samples take 128 MiB at most, or half of what the first request allows if that is
/// less. A setup whose samples alone take more, or that integrates exits, is simulated by itself.
///
/// # Errors
/// Those of [`engine::run`], and the first of `read`.
pub fn sweep<T: Send>(
    cases: &[(&Setup, &Request<'_>)],
    SweepRoom(spare): &mut SweepRoom,
    observer: &dyn Observer,
    read: &(dyn Fn(usize, &Outcome) -> Result<T, Error> + Sync),
) -> Result<Vec<T>, Error> {
    let Some((_, Request { pool, memory, .. })) = cases.first() else { return Ok(Vec::new()) };
    let prepare = || cases.par_iter().map(|(setup, request)| Case::new(setup, request)).collect();
    let prepared: Vec<Case<'_>> = pool.install::<_, Result<_, Error>>(prepare)?;
    let (together, alone): (Vec<usize>, Vec<usize>) =
        (0..cases.len()).partition(|at| prepared[*at].shares);
    let mut found: Vec<Option<T>> = cases.iter().map(|_| None).collect();
    for window in windows(&prepared, &together, WINDOW.min(memory / 2)) {
        let sweep = Sweep { cases: &prepared, window: &window, observer };
        let outcomes = sweep.run(pool, read, spare)?;
        for (at, value) in window.into_iter().zip(outcomes) {
            found[at] = Some(value);
        }
    }
    let single = |at: usize| {
        let (setup, request) = cases[at];
        read(at, &engine::run(setup, request, observer)?)
    };
    let (few, many): (Vec<usize>, Vec<usize>) =
        alone.into_iter().partition(|at| cases[*at].0.settings.runs <= FEW_RUNS);
    let side_by_side =
        pool.install(|| few.par_iter().map(|at| single(*at)).collect::<Result<Vec<T>, Error>>())?;
    for (at, value) in few.into_iter().zip(side_by_side) {
        found[at] = Some(value);
    }
    for at in many {
        found[at] = Some(single(at)?);
    }
    Ok(found.into_iter().flatten().collect())
}

/// Where the samples of an offer's pay or present value are.
struct StoredPay {
    offer: usize,
    /// The present value.
    value: bool,
    slot: usize,
}

impl StoredPay {
    fn all(asked: &Asked, layout: &Layout) -> Vec<Self> {
        let stored = asked.measures.iter().enumerate().filter_map(|(at, (measure, _))| {
            let slot = layout.slot(at)?;
            match *measure {
                Measure::Pay { offer } => Some(Self { offer, value: false, slot }),
                Measure::PresentValue { offer } => Some(Self { offer, value: true, slot }),
                _ => None,
            }
        });
        stored.collect()
    }
}

/// A setup of a sweep, compiled.
struct Case<'a> {
    setup: &'a Setup,
    plan: Plan,
    asked: Asked,
    layout: Layout,
    stored: Vec<StoredPay>,
    memory: Memory,
    replicated: bool,
    /// Whether present values are wanted beside totals.
    values: bool,
    /// Whether it can be simulated with others.
    shares: bool,
}

impl<'a> Case<'a> {
    fn new(setup: &'a Setup, request: &Request<'_>) -> Result<Self, Error> {
        let plan = Plan::new(setup).on(request.processor);
        let asked = Asked::new(request.measures(), setup.settings.discount_rate.get() != 0.0);
        let replicated = setup.settings.is_replicated() || request.replicates;
        let (measures, observer) = (&asked.measures, &Unobserved);
        let needs =
            Needs::new(&Job { setup, plan: &plan, measures, replicated, observer }, request);
        let keeps = needs.keep_samples(request.memory)?;
        let memory = Memory { exact: needs.exact, allowed: request.memory };
        let layout = Layout::new(&asked.measures);
        let stored = StoredPay::all(&asked, &layout);
        let pays = |offer| stored.iter().any(|held| held.offer == offer && !held.value);
        let known = |measure: &Measure| match *measure {
            Measure::Difference { offer, baseline } | Measure::Ahead { offer, baseline } => {
                pays(offer) && pays(baseline)
            }
            Measure::Reaches { offer, .. } | Measure::Pay { offer } => pays(offer),
            Measure::PresentValue { offer } => {
                stored.iter().any(|held| held.offer == offer && held.value)
            }
            _ => measure.is_of_exits(),
        };
        let shares = setup.settings.exits == Exits::Sampled
            && keeps
            && asked.measures.iter().all(|(measure, _)| known(measure));
        let is_value = |measure: &Measure| matches!(measure, Measure::PresentValue { .. });
        let values = asked.measures.iter().any(|(measure, _)| is_value(measure));
        Ok(Self { setup, plan, asked, layout, stored, memory, replicated, values, shares })
    }

    fn bytes(&self) -> u64 {
        self.layout.bytes(self.setup.settings.runs)
    }

    /// Whether it has the draws of another.
    fn draws_as(&self, other: &Self) -> bool {
        let settings = |of: &Self| {
            let Settings { runs, seed, sampler, .. } = of.setup.settings;
            (runs, seed, sampler, of.replicated)
        };
        let (one, two) = (&self.plan, &other.plan);
        settings(self) == settings(other)
            && one.paths == two.paths
            && one.clock_draws == two.clock_draws
            && one.extra_draws == two.extra_draws
            && match (&one.coordinates, &two.coordinates) {
                (None, None) => true,
                (Some(one), Some(two)) => one.spread_as(two),
                _ => false,
            }
    }
}

/// Cases with the same draws, in windows whose samples fit into some bytes.
fn windows(cases: &[Case<'_>], together: &[usize], bytes: u64) -> Vec<Vec<usize>> {
    let mut windows: Vec<Vec<usize>> = Vec::new();
    // Those that are not full yet.
    let mut open: Vec<(usize, u64)> = Vec::new();
    for &at in together {
        let case = &cases[at];
        let place = open.iter_mut().find(|(window, taken)| {
            *taken + case.bytes() <= bytes && case.draws_as(&cases[windows[*window][0]])
        });
        if let Some((window, taken)) = place {
            windows[*window].push(at);
            *taken += case.bytes();
        } else {
            open.push((windows.len(), case.bytes()));
            windows.push(vec![at]);
        }
    }
    windows
}

/// One window of a sweep.
struct Sweep<'a> {
    cases: &'a [Case<'a>],
    window: &'a [usize],
    observer: &'a dyn Observer,
}

impl Sweep<'_> {
    fn run<T: Send>(
        &self,
        pool: &rayon::ThreadPool,
        read: &(dyn Fn(usize, &Outcome) -> Result<T, Error> + Sync),
        spare: &mut Vec<Samples>,
    ) -> Result<Vec<T>, Error> {
        let first = &self.cases[self.window[0]];
        let runs = first.setup.settings.runs;
        let chunks = runs.div_ceil(CHUNK_RUNS as u64);
        // Room that this window has no use for would only pile up.
        let useful =
            |held: &Samples| self.window.iter().any(|at| held.fits(&self.cases[*at].layout, runs));
        spare.retain(useful);
        let room = |at: &usize| {
            let case = &self.cases[*at];
            if let Some(held) = spare.iter().position(|held| held.fits(&case.layout, runs)) {
                return Ok(spare.swap_remove(held));
            }
            let lacking = Error::Memory { needed: case.memory.exact, allowed: case.memory.allowed };
            Samples::new(case.layout.clone(), runs).ok_or(lacking)
        };
        let mut samples: Vec<Samples> = self.window.iter().map(room).collect::<Result<_, _>>()?;
        // So many parts that every thread gets several, and so few that what cases share is made once.
        let parts = (4 * pool.current_num_threads() as u64).div_ceil(chunks);
        let all = Stages::order(self.cases, self.window);
        let size = all.len().div_ceil(usize::try_from(parts).unwrap_or(1)).max(1);
        let stages: Vec<Stages> =
            all.chunks(size).map(|part| Stages::new(self.cases, self.window, part)).collect();
        let exits = self.simulate(pool, &stages, &mut samples, chunks)?;
        let mut of_case: Vec<Vec<Option<Tally>>> = self.window.iter().map(|_| Vec::new()).collect();
        for (stages, tallies) in stages.iter().zip(&exits) {
            for (place, answers) in &stages.answers {
                let tally = |at: &Option<usize>| at.map(|at| tallies[at].clone());
                of_case[*place] = answers.iter().map(tally).collect();
            }
        }
        let mut work: Vec<(usize, Samples, Vec<Option<Tally>>)> = Vec::new();
        for ((at, samples), exits) in self.window.iter().zip(samples).zip(of_case) {
            work.push((*at, samples, exits));
        }
        let one = |(at, samples, exits): (usize, Samples, Vec<Option<Tally>>)| {
            if self.observer.cancelled() {
                return Err(Error::Interrupted);
            }
            let mut outcome = gather(&self.cases[at], samples, exits)?;
            let value = read(at, &outcome)?;
            Ok((value, outcome.samples.take()))
        };
        let read: Vec<(T, Option<Samples>)> =
            pool.install(|| work.into_par_iter().map(one).collect::<Result<_, Error>>())?;
        let (values, rooms): (Vec<T>, Vec<Option<Samples>>) = read.into_iter().unzip();
        spare.extend(rooms.into_iter().flatten());
        Ok(values)
    }

    /// Fills the samples of all cases; the sums of what is asked about exits, by part.
    fn simulate(
        &self,
        pool: &rayon::ThreadPool,
        stages: &[Stages],
        samples: &mut [Samples],
        chunks: u64,
    ) -> Result<Vec<Vec<Tally>>, Error> {
        let mut slots: Vec<_> = samples.iter_mut().map(Samples::chunk_slots).collect();
        let mut units = Vec::new();
        for (part, stages) in stages.iter().enumerate() {
            for chunk in 0..chunks {
                let of_chunk = stages.places().map(|place| slots[place].next().unwrap_or_default());
                units.push(Unit { part, chunk, slots: of_chunk.collect() });
            }
        }
        let queue = Mutex::new(units.into_iter());
        let work = || {
            let mut worker = Worker::new(self.cases, self.window, stages);
            loop {
                let next = queue.lock().unwrap_or_else(PoisonError::into_inner).next();
                let Some(unit) = next else { return Ok(worker.tallies) };
                if self.observer.cancelled() {
                    return Err(Error::Interrupted);
                }
                self.observer.advanced(worker.simulate(unit));
            }
        };
        // As for a job: on a thread of the pool it works alone.
        let nested = pool.current_thread_index().is_some();
        let parts = if nested { vec![work()] } else { pool.broadcast(|_| work()) };
        let mut parts = parts.into_iter();
        let mut tallies = parts.next().unwrap_or(Err(Error::Interrupted))?;
        for part in parts {
            for (mine, theirs) in tallies.iter_mut().flatten().zip(part?.iter().flatten()) {
                mine.merge(theirs);
            }
        }
        Ok(tallies)
    }
}
