//! One thread of a sweep: simulates chunks of runs for many cases, each stage once for all that share it, and puts what
//! every offer pays into the cases' samples.

use super::stages::{CaseStage, MarketStage, Motion, Stages};
use super::{Case, StoredPay};
use crate::market::PriceColumns;
use crate::processor::Processor;
use crate::random::{CHUNK_RUNS, Column, LANES, Runs};
use crate::simulation::kernel::{
    Careers, Draws, Wanted, careers, cash_of, clawback_of, draw, prices, tranches_of,
};
use crate::simulation::plan::Plan;
use crate::simulation::reading::{Reading, ReadingScratch, Seen, owes};
use crate::simulation::request::Measure;
use crate::simulation::tally::{PartialTally, Tally};

/// A chunk of runs of the cases of one part.
pub(super) struct Unit<'s> {
    pub part: usize,
    pub chunk: u64,
    /// Room for the samples, by case in the order of [`Stages::cases`].
    pub slots: Vec<&'s mut [f64]>,
}

/// A thread's sums and columns.
pub(super) struct Worker<'a> {
    cases: Window<'a>,
    stages: &'a [Stages],
    /// By part, the sums of each question.
    pub tallies: Vec<Vec<Tally>>,
    /// The columns of the part that is being simulated.
    columns: Option<(usize, StageColumns)>,
}

/// The cases of a window, by place.
#[derive(Clone, Copy)]
struct Window<'a> {
    cases: &'a [Case<'a>],
    window: &'a [usize],
}

impl<'a> Window<'a> {
    fn case(self, place: usize) -> &'a Case<'a> {
        &self.cases[self.window[place]]
    }

    fn plan(self, place: usize) -> &'a Plan {
        &self.case(place).plan
    }
}

impl<'a> Worker<'a> {
    pub(super) fn new(cases: &'a [Case<'a>], window: &'a [usize], stages: &'a [Stages]) -> Self {
        let replicated = cases[window[0]].replicated;
        let of_part = |stages: &Stages| vec![Tally::new(0.0, replicated); stages.questions.len()];
        let tallies = stages.iter().map(of_part).collect();
        Self { cases: Window { cases, window }, stages, tallies, columns: None }
    }

    /// Simulates a chunk of a part; the number of runs of all its cases together.
    pub(super) fn simulate(&mut self, unit: Unit<'_>) -> u64 {
        let Unit { part, chunk, mut slots } = unit;
        let stages = &self.stages[part];
        let Some(first) = stages.cases().next() else { return 0 };
        let first = self.cases.case(first.place);
        let mut columns = match self.columns.take() {
            Some((of, columns)) if of == part => columns,
            _ => StageColumns::new(self.cases, stages, first),
        };
        let questions = stages.questions.iter().zip(&self.tallies[part]);
        columns.sums = questions.map(|(asked, tally)| tally.part(&asked.measure)).collect();
        let (total, coupling) =
            (first.setup.settings.runs, first.setup.settings.sampler.coupling());
        let mut done = 0;
        for block in 0..(CHUNK_RUNS / LANES) as u64 {
            let runs =
                Runs::consecutive(chunk * CHUNK_RUNS as u64 + block * LANES as u64, coupling);
            let lanes = runs.lanes_below(total);
            if lanes == 0 {
                break;
            }
            draw(&first.plan, &runs, &mut columns.draws);
            columns.blocks += 1;
            let at = Place { cases: self.cases, stages, runs: &runs, lanes, done };
            let mut rest = &mut slots[..];
            for motion in &stages.motions {
                rest = columns.motion(&at, motion, rest);
            }
            done += lanes;
        }
        for (sums, tally) in columns.sums.iter().zip(&mut self.tallies[part]) {
            tally.add(sums);
        }
        self.columns = Some((part, columns));
        (done * slots.len()) as u64
    }
}

/// Which block of which cases is being simulated.
struct Place<'p> {
    cases: Window<'p>,
    stages: &'p Stages,
    runs: &'p Runs,
    lanes: usize,
    /// Runs of the chunk before it.
    done: usize,
}

/// Columns for the stages of a part.
struct StageColumns {
    draws: Draws,
    multiples: PriceColumns,
    prices: PriceColumns,
    /// Careers and cash that several cases use; for what only one uses there are the two behind.
    careers: Vec<Shared<Careers>>,
    cash: Vec<Shared<PaySums>>,
    own_careers: Careers,
    pay: PaySums,
    clawback: PaySums,
    scratch: Box<ReadingScratch>,
    sums: Vec<PartialTally>,
    /// Blocks so far.
    blocks: u64,
}

/// A total and a present value.
struct PaySums(Box<[Column; 2]>);

/// Columns that are made once a block, where several cases use them.
struct Shared<T> {
    columns: Option<T>,
    /// The block that they are of.
    block: u64,
}

impl PaySums {
    fn new() -> Self {
        Self(Box::new([const { Column::of(0.0) }; 2]))
    }

    fn both(&mut self) -> (&mut Column, &mut Column) {
        let [total, value] = &mut *self.0;
        (total, value)
    }
}

impl<T> Shared<T> {
    fn among(users: usize, columns: impl FnOnce() -> T) -> Self {
        Self { columns: (users > 1).then(columns), block: 0 }
    }
}

impl StageColumns {
    fn new(cases: Window<'_>, stages: &Stages, first: &Case<'_>) -> Self {
        let plan = &first.plan;
        let careers = |held: &super::stages::CareersStage| {
            Shared::among(held.users, || Careers::new(cases.plan(held.place)))
        };
        let cash = |held: &super::stages::CashStage| Shared::among(held.users, PaySums::new);
        Self {
            draws: Draws::new(plan),
            multiples: plan.paths.price_columns(),
            prices: plan.paths.price_columns(),
            careers: stages.careers.iter().map(careers).collect(),
            cash: stages.cash.iter().map(cash).collect(),
            own_careers: Careers::new(plan),
            pay: PaySums::new(),
            clawback: PaySums::new(),
            scratch: Box::default(),
            sums: Vec::new(),
            blocks: 0,
        }
    }

    /// Simulates the cases of a motion, which have the first of the slots; the others.
    fn motion<'s, 'u>(
        &mut self,
        at: &Place<'_>,
        motion: &Motion,
        mut slots: &'s mut [&'u mut [f64]],
    ) -> &'s mut [&'u mut [f64]] {
        let scaled = motion.markets.len() > 1;
        if scaled {
            let plan = at.cases.plan(motion.markets[0].place);
            plan.paths.multiples(&plan.market, &self.draws.shocks, &mut self.multiples);
        }
        for market in &motion.markets {
            self.price(at, market, scaled);
            let (own, rest) = slots.split_at_mut(market.cases.len());
            for (case, slot) in market.cases.iter().zip(own) {
                self.case(at, case, slot);
            }
            slots = rest;
        }
        slots
    }

    fn price(&mut self, at: &Place<'_>, market: &MarketStage, scaled: bool) {
        let plan = at.cases.plan(market.place);
        match &market.central {
            Some(central) if scaled => {
                plan.paths.scale(central, &self.multiples, &mut self.prices);
            }
            _ => prices(plan, &self.draws, &mut self.prices),
        }
    }

    /// Pays one case.
    fn case(&mut self, at: &Place<'_>, stage: &CaseStage, slot: &mut [f64]) {
        let case = at.cases.case(stage.place);
        self.leave(at, stage);
        for (offer, &cash) in stage.cash.iter().enumerate() {
            let stored = |value: bool| {
                let of = |held: &&StoredPay| held.offer == offer && held.value == value;
                case.stored.iter().find(of).map(|held| held.slot * CHUNK_RUNS + at.done)
            };
            let (total, value) = (stored(false), stored(true));
            if total.is_none() && value.is_none() {
                continue;
            }
            self.pay_cash(case, (stage, cash, offer));
            let careers = self.careers[stage.careers].columns.as_ref().unwrap_or(&self.own_careers);
            let (plan, world) = (&case.plan, (&self.prices, careers));
            let of = &plan.offers[offer];
            let block = |first: usize| first..first + at.lanes;
            let room = total
                .filter(|_| value.is_none())
                .and_then(|first| slot[block(first)].as_mut_array::<LANES>());
            if let Some(room) = room {
                // Whole blocks of totals alone are summed up where they are kept.
                let shared = self.cash[cash].columns.as_ref();
                room.copy_from_slice(&shared.unwrap_or(&self.pay).0[0][..]);
                tranches_of(plan, of, false, world, (room, &mut self.clawback.0[1]));
                continue;
            }
            if let Some(shared) = &self.cash[cash].columns {
                self.pay.0.copy_from_slice(&*shared.0);
            }
            let (sum, present_value) = self.pay.both();
            tranches_of(plan, of, case.values, world, (sum, present_value));
            for (first, column) in [(total, sum), (value, present_value)] {
                if let Some(first) = first {
                    slot[block(first)].copy_from_slice(&column[..at.lanes]);
                }
            }
        }
    }

    /// Settles the careers of a case, unless another has done so, and what is asked about them.
    fn leave(&mut self, at: &Place<'_>, stage: &CaseStage) {
        let held = &mut self.careers[stage.careers];
        let of_case = match &mut held.columns {
            Some(_) if held.block == self.blocks => return,
            Some(shared) => shared,
            None => {
                let plan = at.cases.plan(stage.place);
                if !self.own_careers.fit(plan) {
                    self.own_careers = Careers::new(plan);
                }
                &mut self.own_careers
            }
        };
        held.block = self.blocks;
        let case = at.cases.case(stage.place);
        let wanted = Wanted { present_value: case.values, ..Wanted::default() };
        careers(&case.plan, wanted, &self.draws, &self.prices, of_case);
        for &asked in &at.stages.careers[stage.careers].questions {
            let question = &at.stages.questions[asked];
            let plan = at.cases.plan(question.place);
            let seen = Seen { pay: &[], exits: &of_case.exits };
            let reading = match question.measure {
                Measure::OwesClawback { offer } => {
                    let offer = &plan.offers[offer];
                    let (sum, marks) = self.clawback.both();
                    clawback_of(plan, offer, (&self.prices, of_case), (sum, marks));
                    mark_owing(plan.processor, sum, marks);
                    Reading { column: marks, marks: None }
                }
                measure => measure.read_off(plan, seen, &mut self.scratch),
            };
            self.sums[asked].add(plan.processor, reading, at.runs, at.lanes);
        }
    }

    /// Sums up what an offer of a case pays in cash, for all that share it or into [`Self::pay`].
    fn pay_cash(&mut self, case: &Case<'_>, (stage, at, offer): (&CaseStage, usize, usize)) {
        let careers = self.careers[stage.careers].columns.as_ref().unwrap_or(&self.own_careers);
        let (plan, world) = (&case.plan, (&self.prices, careers));
        let held = &mut self.cash[at];
        let sums = match &mut held.columns {
            Some(_) if held.block == self.blocks => return,
            Some(shared) => shared,
            None => &mut self.pay,
        };
        held.block = self.blocks;
        cash_of(plan, &plan.offers[offer], case.values, world, sums.both());
    }
}

/// Marks the runs that owe a clawback.
fn mark_owing(processor: Processor, clawback: &Column, marks: &mut Column) {
    processor.run(
        #[inline(always)]
        || {
            for lane in 0..LANES {
                marks[lane] = if owes(clawback[lane]) { 1.0 } else { 0.0 };
            }
        },
    );
}
