//! Integrated exits on a block: instead of one exit a run, every exit that it may come to, with its probability.
//! Draws, prices and what is settled as if employed are computed once, careers and flows once an outcome.

use super::careers::{exits, hazards_by_month, settle, tenure};
use super::draw::draw;
use super::flows::{Wanted, flows_of};
use super::{Block, prices};
use crate::attrition::{Cause, Integrated, Leaving, Risk};
use crate::processor::Processor;
use crate::random::{Codes, Column, Columns, LANES, Runs, vector, zeroed};
use crate::simulation::plan::{
    ClockDraw, ExitGroup, ExitWindow, GroupExits, Plan, Span, SpanHazard, SpanRisk, Step,
};

/// Shares that the outcomes of one run have in all: how often they count among ordered values.
pub const SHARES: u64 = 1 << 30;

/// Exits a run where offers leave under different hazards: points of a lattice, shifted by the run's own clocks.
pub const LATTICE: u64 = 16;

/// The generator whose powers modulo [`LATTICE`] give the lattice its directions (Korobov 1959).
const GENERATOR: u64 = 5;

/// How much farther on in the next span a run's position is: the golden ratio's fraction, which spreads the
/// positions of one run evenly over its spans.
const NEXT_POSITION: f64 = 0.618_033_988_749_894_9;

/// What outcomes are of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Scheme {
    /// The exits of one group, by its position.
    Group(usize),
    /// The exits of all groups at once.
    Across,
}

/// An outcome of a block, by lane, with probability 0 in lanes that are no runs; the block itself is as it leaves it.
#[derive(Clone, Copy, Debug)]
pub struct ExitOutcome<'a> {
    /// What it is an outcome of.
    pub scheme: Scheme,
    /// Its probability.
    pub probability: &'a Column,
    /// The same in units of 1 / [`SHARES`], rounded so that the outcomes of a run add up to 1.
    pub shares: &'a Codes,
    /// The causes of leaving that it stands for, with the probability of each. The block shows the exits of the
    /// first, and those who stay by the horizon because of their notice. None: the block shows each run's own.
    pub causes: &'a [(Cause, &'a Column)],
}

/// What integrating the exits of a block needs, allocated once.
#[derive(Clone, Debug)]
pub struct Integration {
    leaving: Leaving,
    /// By responding clock, its integrated hazards by month.
    hazards: Vec<Columns>,
    /// The run's position within spans: of the first, and of the span at hand.
    first_position: Box<Column>,
    position: Box<Column>,
    odds: Odds,
    /// The clocks' uniforms, by owner and cause.
    uniforms: Vec<Columns>,
}

/// Probabilities of the outcomes of one scheme as they are dealt out.
#[derive(Clone, Debug)]
struct Odds {
    probability: Box<Column>,
    shares: Box<Codes>,
    gone: Box<Column>,
    dealt: Box<Codes>,
}

impl Integration {
    /// Room for a plan.
    #[must_use]
    pub fn new(plan: &Plan) -> Self {
        let column = || Box::new(Column::of(0.0));
        let codes = || Box::new(Codes::of(0));
        let odds = Odds { probability: column(), shares: codes(), gone: column(), dealt: codes() };
        Self {
            leaving: Leaving::default(),
            hazards: plan.responding.iter().map(|_| zeroed(plan.horizon as usize)).collect(),
            first_position: column(),
            position: column(),
            odds,
            uniforms: plan.clock_draws.iter().map(ClockDraw::columns).collect(),
        }
    }

    /// Columns of a block that [`Self::new`] makes room for.
    #[must_use]
    pub fn block_columns(plan: &Plan) -> usize {
        let clocks: usize = plan.clock_draws.iter().map(|draw| 2 * draw.pairs).sum();
        plan.responding.len() * plan.horizon as usize + clocks + 12
    }

    /// Simulates the first `lanes` runs of a block and visits the outcomes of each group, and then, if `across` wants
    /// something, those of all groups at once. What is wanted is by group.
    pub fn simulate(
        &mut self,
        plan: &Plan,
        (groups, wanted, across): (&[ExitGroup], &[Wanted], Option<Wanted>),
        (runs, lanes, block): (&Runs, usize, &mut Block),
        visit: &mut dyn FnMut(&Block, ExitOutcome<'_>),
    ) {
        draw(plan, runs, &mut block.draws);
        prices(plan, &block.draws, &mut block.prices);
        settle(plan, &block.draws, &block.prices, &mut block.careers);
        for (clock, hazards) in plan.responding.iter().zip(&mut self.hazards) {
            hazards_by_month(plan, clock, &block.prices, &mut block.careers, hazards);
        }
        for (at, (group, wanted)) in groups.iter().zip(wanted).enumerate() {
            let scheme = Scheme::Group(at);
            GroupRun { plan, group, wanted: *wanted, scheme, lanes }.outcomes(self, block, visit);
        }
        if let Some(wanted) = across {
            self.across(plan, wanted, (lanes, block), visit);
        }
    }

    /// Exits of all groups on the points of a lattice that the run's own clocks shift.
    fn across(
        &mut self,
        plan: &Plan,
        wanted: Wanted,
        (lanes, block): (usize, &mut Block),
        visit: &mut dyn FnMut(&Block, ExitOutcome<'_>),
    ) {
        let owners = block.draws.exponentials.iter().zip(&mut self.uniforms);
        for (exponential, uniform) in owners.flat_map(|(from, to)| from.iter().zip(to)) {
            uniforms(plan.processor, exponential, uniform);
        }
        self.odds.start();
        for point in 0..LATTICE {
            let mut direction = 1;
            let owners = self.uniforms.iter().zip(&mut block.draws.exponentials);
            for (uniform, exponential) in owners.flat_map(|(from, to)| from.iter().zip(to)) {
                let by = (point * direction % LATTICE) as f64 / LATTICE as f64;
                shifted_exponentials(plan.processor, uniform, by, exponential);
                direction = direction * GENERATOR % LATTICE;
            }
            exits(plan, &block.draws, &block.prices, &mut block.careers);
            for at in 0..plan.employments.len() {
                tenure(plan, wanted, at, &mut block.careers);
            }
            for (offer, pay) in plan.offers.iter().zip(&mut block.pay) {
                let offer = (offer, ExitWindow::Any);
                flows_of(plan, offer, wanted, (&block.prices, &block.careers), pay);
            }
            self.odds.probability[..lanes].fill(1.0 / LATTICE as f64);
            self.odds.shares[..lanes].fill(SHARES / LATTICE);
            self.odds.cut(lanes);
            visit(block, self.odds.outcome(Scheme::Across, &[]));
        }
    }
}

/// A group on a block.
struct GroupRun<'a> {
    plan: &'a Plan,
    group: &'a ExitGroup,
    wanted: Wanted,
    scheme: Scheme,
    lanes: usize,
}

impl GroupRun<'_> {
    fn outcomes(
        &self,
        state: &mut Integration,
        block: &mut Block,
        visit: &mut dyn FnMut(&Block, ExitOutcome<'_>),
    ) {
        let Integration { leaving, hazards, first_position, position, odds, .. } = state;
        let processor = self.plan.processor;
        leaving.start();
        odds.start();
        if let GroupExits::Hazards { draw, steps } = &self.group.exits {
            uniforms(processor, &block.draws.exponentials[*draw][0], first_position);
            for (place, step) in steps.iter().enumerate() {
                match step {
                    Step::Span(span) => {
                        let by = (place as f64 * NEXT_POSITION).fract();
                        shift(processor, first_position, by, position);
                        let risks = span
                            .risks
                            .each_ref()
                            .map(|risk| risk.as_ref().map(|risk| risk.at(span, hazards)));
                        let ends = (f64::from(span.from), f64::from(span.to));
                        leaving.span(processor, ends, &risks, (position, self.lanes));
                        for causes in &span.causes {
                            self.leave(leaving, (causes, ends), odds, block);
                            visit_leaving(self.scheme, leaving, causes, odds, block, visit);
                        }
                    }
                    Step::Wave { month, jump } => {
                        const LAID_OFF: [Cause; 1] = [Cause::Layoff];
                        leaving.wave(processor, f64::from(*month), *jump);
                        let at = f64::from(*month);
                        self.leave(leaving, (&LAID_OFF, (at - 1.0, at)), odds, block);
                        visit_leaving(self.scheme, leaving, &LAID_OFF, odds, block, visit);
                    }
                }
            }
        }
        self.stay(leaving, odds, block);
        visit(block, odds.outcome(self.scheme, &[]));
    }

    /// Everybody leaves for the first of some causes, with the probability of all of them.
    fn leave(
        &self,
        leaving: &mut Leaving,
        (causes, (from, to)): (&[Cause], (f64, f64)),
        odds: &mut Odds,
        block: &mut Block,
    ) {
        let processor = self.plan.processor;
        let cause = causes[0];
        odds.probability.fill(0.0);
        for cause in causes {
            let weight = &mut leaving.weights[cause.index()];
            weight[self.lanes..].fill(0.0);
            add(processor, weight, &mut odds.probability);
        }
        odds.deal(processor);
        odds.cut(self.lanes);
        for &at in &self.group.employments {
            let exits = &mut block.careers.exits[at];
            exits.leave_at(&leaving.months, cause);
            let notice = self.plan.employments[at].notice;
            if cause == Cause::Layoff && notice > 0 {
                exits.put_off(cause, f64::from(notice), f64::from(self.plan.horizon));
            }
        }
        let end = f64::from(self.plan.horizon);
        self.pay(block, |notice| {
            let put_off = if cause == Cause::Layoff { f64::from(notice) } else { 0.0 };
            // Who is still there at the horizon stays.
            let by = to + put_off;
            let to = if by > end { f64::INFINITY } else { by };
            ExitWindow::Leaves { from: from + put_off, to, cause }
        });
    }

    /// Nobody leaves any more, but for certain exits.
    fn stay(&self, leaving: &Leaving, odds: &mut Odds, block: &mut Block) {
        odds.probability.copy_from_slice(&leaving.survival[..]);
        odds.deal_rest();
        odds.cut(self.lanes);
        for &at in &self.group.employments {
            let exits = &mut block.careers.exits[at];
            exits.clear();
            match &self.group.exits {
                GroupExits::Certain(Some(exit)) if exit.month <= self.plan.horizon => {
                    exits.leave(f64::from(exit.month), exit.cause);
                }
                _ => {}
            }
        }
        let window = match &self.group.exits {
            GroupExits::Certain(Some(_)) => ExitWindow::Any,
            GroupExits::Certain(None) | GroupExits::Hazards { .. } => ExitWindow::Stays,
        };
        self.pay(block, |_| window);
    }

    /// What follows from the exits of the group's employments, which are in a window that each has by its notice.
    fn pay(&self, block: &mut Block, window: impl Fn(u32) -> ExitWindow) {
        for &at in &self.group.employments {
            tenure(self.plan, self.wanted, at, &mut block.careers);
        }
        for &at in &self.group.offers {
            let (offer, pay) = (&self.plan.offers[at], &mut block.pay[at]);
            let offer = (offer, window(self.plan.employments[offer.employment].notice));
            flows_of(self.plan, offer, self.wanted, (&block.prices, &block.careers), pay);
        }
    }
}

/// Visits an outcome of leaving.
fn visit_leaving(
    scheme: Scheme,
    leaving: &Leaving,
    causes: &[Cause],
    odds: &Odds,
    block: &Block,
    visit: &mut dyn FnMut(&Block, ExitOutcome<'_>),
) {
    let of = |cause: Cause| (cause, &*leaving.weights[cause.index()]);
    let by_cause: [(Cause, &Column); 3] =
        std::array::from_fn(|at| of(causes[at.min(causes.len() - 1)]));
    visit(block, odds.outcome(scheme, &by_cause[..causes.len()]));
}

impl SpanRisk {
    fn at<'a>(&'a self, span: &Span, hazards: &'a [Columns]) -> Risk<'a> {
        let integrated = match self.integrated {
            SpanHazard::Same(hazard) => Integrated::Same(hazard),
            SpanHazard::Responding { clock } => {
                Integrated::ByRun(&hazards[clock][span.from as usize])
            }
        };
        Risk { integrated, spread: self.spread.as_ref() }
    }
}

impl Odds {
    /// Nothing is dealt yet.
    fn start(&mut self) {
        self.gone.fill(0.0);
        self.dealt.fill(0);
    }

    /// Deals the shares of an outcome: those up to the probability of all so far, less those dealt before.
    fn deal(&mut self, processor: Processor) {
        /// 2^52: a number below it, added to it, has its nearest whole number in its last bits.
        const WHOLE: f64 = (1_u64 << 52) as f64;
        let Self { probability, shares, gone, dealt } = self;
        processor.run(
            #[inline(always)]
            || {
                for lane in 0..LANES {
                    gone[lane] += probability[lane];
                    let part = if gone[lane] < 1.0 { gone[lane] } else { 1.0 };
                    let up_to = part.mul_add(SHARES as f64, WHOLE).to_bits() - WHOLE.to_bits();
                    shares[lane] = up_to - dealt[lane];
                    dealt[lane] = up_to;
                }
            },
        );
    }

    /// Deals what is left.
    fn deal_rest(&mut self) {
        for lane in 0..LANES {
            self.shares[lane] = SHARES - self.dealt[lane];
        }
    }

    /// Lanes from here on are no runs.
    fn cut(&mut self, lanes: usize) {
        self.probability[lanes..].fill(0.0);
        self.shares[lanes..].fill(0);
    }

    fn outcome<'a>(&'a self, scheme: Scheme, causes: &'a [(Cause, &'a Column)]) -> ExitOutcome<'a> {
        ExitOutcome { scheme, probability: &self.probability, shares: &self.shares, causes }
    }
}

/// Unit exponentials into the uniforms they are made of, e^−E.
fn uniforms(processor: Processor, exponentials: &Column, out: &mut Column) {
    processor.run(
        #[inline(always)]
        || {
            for lane in 0..LANES {
                out[lane] = vector::exp(-exponentials[lane]);
            }
        },
    );
}

/// Uniforms farther on by a fraction, modulo 1.
fn shift(processor: Processor, uniforms: &Column, by: f64, out: &mut Column) {
    processor.run(
        #[inline(always)]
        || {
            for lane in 0..LANES {
                let moved = uniforms[lane] + by;
                out[lane] = if moved < 1.0 { moved } else { moved - 1.0 };
            }
        },
    );
}

/// Unit exponentials of shifted uniforms.
fn shifted_exponentials(processor: Processor, uniforms: &Column, by: f64, out: &mut Column) {
    const LEAST: f64 = f64::MIN_POSITIVE;
    shift(processor, uniforms, by, out);
    processor.run(
        #[inline(always)]
        || {
            for lane in 0..LANES {
                let uniform = if out[lane] > LEAST { out[lane] } else { LEAST };
                out[lane] = -vector::ln(uniform);
            }
        },
    );
}

fn add(processor: Processor, more: &Column, sum: &mut Column) {
    processor.run(
        #[inline(always)]
        || {
            for lane in 0..LANES {
                sum[lane] += more[lane];
            }
        },
    );
}
