//! The third function of the kernel: what is settled as if employed, then exit times and causes.

use super::draw::Draws;
use super::flows::Wanted;
use crate::attrition::{Cause, ExitColumns, Ringing};
use crate::market::PriceColumns;
use crate::processor::Processor;
use crate::random::{Codes, Column, Columns, LANES, zeroed};
use crate::simulation::plan::{DealScratch, Employment, ExitClock, Plan, RespondingClock};

/// Careers of a block: columns as if employed, exits by employment.
#[derive(Clone, Debug)]
pub struct Careers {
    /// Units and dollars as if employed, by the plan's columns.
    pub columns: Columns,
    /// Exit times and causes, by employment.
    pub exits: Vec<ExitColumns>,
    /// min(T, H) in months, by employment.
    pub employed: Columns,
    /// The annuity at min(T, H), by employment.
    pub annuity: Columns,
    /// The year of min(T, H), from 1, by employment.
    pub exit_year: Vec<Codes>,
    /// When income after the exit begins, min(T + gap, H), by employment; none without an outside option.
    pub resumed: Columns,
    /// The annuity then.
    pub annuity_resumed: Columns,
    /// When each responding clock rings, in months.
    rings: Columns,
    scratch: Scratch,
    deal: DealScratch,
}

/// What the clocks need between two months.
#[derive(Clone, Debug)]
struct Scratch {
    times: Box<Column>,
    factors: Box<Column>,
    spare: Box<Column>,
    ringing: Ringing,
}

impl Careers {
    /// Columns for a plan.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        let employments = plan.employments.len();
        let resuming = if plan.gap_months.is_some() { employments } else { 0 };
        let [times, factors, spare] = [(); 3].map(|()| Box::new(Column::of(0.0)));
        Self {
            columns: zeroed(plan.columns),
            exits: vec![ExitColumns::default(); employments],
            employed: zeroed(employments),
            annuity: zeroed(employments),
            exit_year: vec![Codes::of(0); employments],
            resumed: zeroed(resuming),
            annuity_resumed: zeroed(resuming),
            rings: zeroed(plan.responding.len()),
            scratch: Scratch { times, factors, spare, ringing: Ringing::default() },
            deal: DealScratch::default(),
        }
    }

    /// Whether these are columns for a plan.
    #[must_use]
    pub fn fit(&self, plan: &Plan) -> bool {
        let employments = plan.employments.len();
        self.columns.len() == plan.columns
            && self.exits.len() == employments
            && self.resumed.len() == plan.gap_months.map_or(0, |_| employments)
            && self.rings.len() == plan.responding.len()
    }
}

/// Careers of a block from its draws and prices. Annuities and years of exits are left as they are where
/// nothing wanted needs them.
pub fn careers(
    plan: &Plan,
    wanted: Wanted,
    draws: &Draws,
    prices: &PriceColumns,
    out: &mut Careers,
) {
    settle(plan, draws, prices, out);
    exits(plan, draws, prices, out);
    for at in 0..plan.employments.len() {
        tenure(plan, wanted, at, out);
    }
}

/// What is settled as if employed.
pub(super) fn settle(plan: &Plan, draws: &Draws, prices: &PriceColumns, out: &mut Careers) {
    for (first, rule) in &plan.rules {
        rule.fill(*first, (&draws.extra, prices), &mut out.columns, &mut out.deal);
    }
}

/// Exits by the rings of the clocks, given what is settled.
pub(super) fn exits(plan: &Plan, draws: &Draws, prices: &PriceColumns, out: &mut Careers) {
    let world = World { plan, draws, prices, columns: &out.columns };
    for (clock, times) in plan.responding.iter().zip(&mut out.rings) {
        world.respond(clock, &mut out.scratch, times);
    }
    for (at, employment) in plan.employments.iter().enumerate() {
        let times = &mut out.scratch.times;
        leave(plan, employment, (draws, &out.rings), times, &mut out.exits[at]);
    }
}

/// What follows from the exits of an employment. Annuities and years are left as they are where nothing wanted
/// needs them.
pub(super) fn tenure(plan: &Plan, wanted: Wanted, at: usize, out: &mut Careers) {
    let end = f64::from(plan.horizon);
    let (exit, employed) = (&out.exits[at].month, &mut out.employed[at]);
    delay(plan.processor, exit, 0.0, end, employed);
    if wanted.present_value {
        plan.discount.annuities(plan.processor, employed, &mut out.annuity[at]);
    }
    if wanted.parts {
        years(plan.processor, employed, plan.years, &mut out.exit_year[at]);
    }
    if let Some(gap) = plan.gap_months {
        let resumed = &mut out.resumed[at];
        delay(plan.processor, exit, f64::from(gap), end, resumed);
        if wanted.present_value {
            plan.discount.annuities(plan.processor, resumed, &mut out.annuity_resumed[at]);
        }
    }
}

/// The integrated hazard of a responding clock by month and run, given what is settled.
pub(super) fn hazards_by_month(
    plan: &Plan,
    clock: &RespondingClock,
    prices: &PriceColumns,
    careers: &mut Careers,
    hazards: &mut [Column],
) {
    let Careers { columns, scratch: Scratch { factors, spare, .. }, .. } = careers;
    let Some(follows) = &clock.follows else { return };
    for (month, hazard) in (0..).zip(hazards) {
        let out = (&mut **factors, &mut **spare);
        let moved = follows.fill(plan.processor, month as usize, columns, prices, out);
        let of_month = clock.clock.in_month(month);
        if !moved {
            hazard.fill(of_month);
            continue;
        }
        let factors = &**factors;
        plan.processor.run(
            #[inline(always)]
            || {
                for lane in 0..LANES {
                    hazard[lane] = of_month * factors[lane];
                }
            },
        );
    }
}

/// A time some months after the exit, at most the horizon.
fn delay(processor: Processor, exit: &Column, months: f64, horizon: f64, out: &mut Column) {
    processor.run(
        #[inline(always)]
        || {
            for lane in 0..LANES {
                let time = exit[lane] + months;
                out[lane] = if time < horizon { time } else { horizon };
            }
        },
    );
}

/// The year, from 1, in which a time up to the horizon falls: one more than the years that it exceeds.
fn years(processor: Processor, time: &Column, years: u32, out: &mut Codes) {
    out.fill(1);
    for year in 1..years {
        let end = f64::from(12 * year);
        processor.run(
            #[inline(always)]
            || {
                for lane in 0..LANES {
                    out[lane] += u64::from(time[lane] > end);
                }
            },
        );
    }
}

/// What exits depend on.
struct World<'a> {
    plan: &'a Plan,
    draws: &'a Draws,
    prices: &'a PriceColumns,
    columns: &'a [Column],
}

impl World<'_> {
    /// Winds a responding clock month by month.
    fn respond(&self, responding: &RespondingClock, scratch: &mut Scratch, times: &mut Column) {
        let processor = self.plan.processor;
        let RespondingClock { draw, cause, clock, follows } = responding;
        let exponentials = &self.draws.exponentials[*draw][cause.index()];
        let Scratch { factors, spare, ringing, .. } = scratch;
        ringing.reset();
        for month in 0..self.plan.horizon {
            let moved = follows.as_ref().is_some_and(|follows| {
                let out = (&mut **factors, &mut **spare);
                follows.fill(processor, month as usize, self.columns, self.prices, out)
            });
            let factors = moved.then_some(&**factors);
            clock.advance(processor, month, exponentials, factors, ringing);
        }
        clock.jump(processor, self.plan.horizon, exponentials, ringing);
        clock.times(processor, exponentials, ringing, times);
    }
}

/// Merges the clocks of an employment into exits.
fn leave(
    plan: &Plan,
    employment: &Employment,
    (draws, rings): (&Draws, &Columns),
    times: &mut Column,
    exits: &mut ExitColumns,
) {
    exits.clear();
    if let Some(exit) = employment.certain {
        if exit.month <= plan.horizon {
            exits.leave(f64::from(exit.month), exit.cause);
        }
        return;
    }
    let Some(draw) = employment.draw else { return };
    for cause in Cause::TIE_ORDER {
        match &employment.clocks[cause.index()] {
            None => {}
            Some(ExitClock::Shared(clock)) => {
                clock.ring(plan.processor, &draws.exponentials[draw][cause.index()], times);
                exits.ring(plan.processor, cause, times);
            }
            Some(ExitClock::Responding(at)) => {
                exits.ring(plan.processor, cause, &rings[*at]);
            }
        }
    }
    if employment.notice > 0 {
        let (notice, end) = (f64::from(employment.notice), f64::from(plan.horizon));
        exits.put_off(Cause::Layoff, notice, end);
    }
}
