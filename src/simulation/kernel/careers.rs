//! The third function of the kernel: what is settled as if employed, then exit times and causes.

use super::draw::Draws;
use crate::attrition::{Cause, ExitColumns, MonthlyClock, Ringing};
use crate::market::PriceColumns;
use crate::offer::year_of_payment;
use crate::random::{Column, Columns, LANES, zeroed};
use crate::simulation::plan::{DealScratch, Employment, ExitClock, Follows, Plan};

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
    pub exit_year: Vec<[u8; LANES]>,
    /// When income after the exit begins, min(T + gap, H), by employment; none without an outside option.
    pub resumed: Columns,
    /// The annuity then.
    pub annuity_resumed: Columns,
    scratch: Box<Scratch>,
    deal: DealScratch,
}

/// What the clocks need between two months.
#[derive(Clone, Debug)]
struct Scratch {
    times: Column,
    factors: Column,
    ringing: Ringing,
}

impl Careers {
    /// Columns for a plan.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        let employments = plan.employments.len();
        let resuming = if plan.gap_months.is_some() { employments } else { 0 };
        let (times, factors) = ([0.0; LANES], [0.0; LANES]);
        Self {
            columns: zeroed(plan.columns),
            exits: vec![ExitColumns::default(); employments],
            employed: zeroed(employments),
            annuity: zeroed(employments),
            exit_year: vec![[0; LANES]; employments],
            resumed: zeroed(resuming),
            annuity_resumed: zeroed(resuming),
            scratch: Box::new(Scratch { times, factors, ringing: Ringing::default() }),
            deal: DealScratch::default(),
        }
    }
}

/// Careers of a block from its draws and prices.
pub fn careers(plan: &Plan, draws: &Draws, prices: &PriceColumns, out: &mut Careers) {
    for (first, rule) in &plan.rules {
        rule.fill(*first, (&draws.extra, prices), &mut out.columns, &mut out.deal);
    }
    for (at, employment) in plan.employments.iter().enumerate() {
        let world = World { plan, draws, prices, columns: &out.columns };
        world.leave(employment, &mut out.scratch, &mut out.exits[at]);
        let end = f64::from(plan.horizon);
        for lane in 0..LANES {
            out.employed[at][lane] = out.exits[at].month[lane].min(end);
            out.annuity[at][lane] = plan.discount.annuity(out.employed[at][lane]);
            let year = year_of_payment(out.employed[at][lane], plan.horizon);
            out.exit_year[at][lane] = u8::try_from(year).unwrap_or(u8::MAX);
        }
        if let Some(gap) = plan.gap_months {
            for lane in 0..LANES {
                let resumed = (out.exits[at].month[lane] + f64::from(gap)).min(end);
                out.resumed[at][lane] = resumed;
                out.annuity_resumed[at][lane] = plan.discount.annuity(resumed);
            }
        }
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
    fn leave(&self, employment: &Employment, scratch: &mut Scratch, exits: &mut ExitColumns) {
        exits.clear();
        if let Some(exit) = employment.certain {
            if exit.month <= self.plan.horizon {
                exits.leave(f64::from(exit.month), exit.cause);
            }
            return;
        }
        let Some(draw) = employment.draw else { return };
        for cause in Cause::TIE_ORDER {
            let Some(clock) = &employment.clocks[cause.index()] else { continue };
            let exponentials = &self.draws.exponentials[draw][cause.index()];
            match clock {
                ExitClock::Shared(clock) => clock.ring(exponentials, &mut scratch.times),
                ExitClock::Responding { clock, follows } => {
                    self.respond(clock, follows.as_ref(), exponentials, scratch);
                }
            }
            exits.ring(cause, &scratch.times);
        }
        if employment.notice > 0 {
            let (notice, end) = (f64::from(employment.notice), f64::from(self.plan.horizon));
            exits.put_off(Cause::Layoff, notice, end);
        }
    }

    /// Winds a responding clock month by month; its times end up in `scratch.times`.
    fn respond(
        &self,
        clock: &MonthlyClock,
        follows: Option<&Follows>,
        exponentials: &Column,
        scratch: &mut Scratch,
    ) {
        let Scratch { times, factors, ringing } = scratch;
        ringing.reset();
        for month in 0..self.plan.horizon {
            let moved = follows.is_some_and(|follows| {
                follows.fill(month as usize, self.columns, self.prices, factors)
            });
            clock.advance(month, exponentials, moved.then_some(&*factors), ringing);
        }
        clock.jump(self.plan.horizon, exponentials, ringing);
        clock.times(ringing, times);
    }
}
