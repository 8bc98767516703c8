//! Integrated exits: which outcomes a run's exit has, and for which offers. Offers whose exits have the same
//! hazards share their outcomes; how probable each is in a run is the kernel's.

use super::employment::{Employment, ExitClock, RespondingClock};
use super::flow::Rule;
use super::{OfferPlan, Plan};
use crate::attrition::{Cause, CertainExit, Hazard};
use crate::offer::Payment;

/// Offers that leave at the same ring of the same clocks, each after its own notice.
#[derive(Clone, Debug)]
pub struct ExitGroup {
    /// Positions in [`Plan::employments`].
    pub employments: Vec<usize>,
    /// Positions in [`Plan::offers`].
    pub offers: Vec<usize>,
    /// How exits come about.
    pub exits: GroupExits,
}

/// How the exits of a group come about.
#[derive(Clone, Debug)]
pub enum GroupExits {
    /// At a month for certain, or by the horizon never.
    Certain(Option<CertainExit>),
    /// Under hazards: the steps from the start to the horizon, in order of time.
    Hazards {
        /// Position of the clocks' owner in the plan's clock draws.
        draw: usize,
        /// Spans and waves.
        steps: Vec<Step>,
    },
}

/// A step of a group's exits.
#[derive(Clone, Debug)]
pub enum Step {
    /// Months in which clocks may ring.
    Span(Span),
    /// A wave of layoffs: a jump of the layoff clock's integrated hazard.
    Wave {
        /// The month.
        month: u32,
        /// The jump.
        jump: f64,
    },
}

/// Months in which clocks may ring and no promise changes.
#[derive(Clone, Debug)]
pub struct Span {
    /// First month.
    pub from: u32,
    /// End.
    pub to: u32,
    /// Hazards by [`Cause::index`]; `None` for causes that cannot ring.
    pub risks: [Option<SpanRisk>; 3],
    /// Causes whose exits pay the same under every offer of the group, together.
    pub causes: Vec<Vec<Cause>>,
}

/// The hazard of one cause in a span.
#[derive(Clone, Debug)]
pub struct SpanRisk {
    /// Its integral.
    pub integrated: SpanHazard,
    /// How it is spread over the span, if not evenly.
    pub spread: Option<Hazard>,
}

/// A hazard's integral over a span.
#[derive(Clone, Copy, Debug)]
pub enum SpanHazard {
    /// The same in every run.
    Same(f64),
    /// That of the span's one month, by run.
    Responding {
        /// Position in [`Plan::responding`].
        clock: usize,
    },
}

impl ExitGroup {
    /// Whether exits are certain, so that nothing is left to integrate.
    #[must_use]
    pub const fn is_certain(&self) -> bool {
        matches!(self.exits, GroupExits::Certain(_))
    }
}

impl Plan {
    /// The groups of offers with the same exits; those without chance come first.
    #[must_use]
    pub fn exit_groups(&self) -> Vec<ExitGroup> {
        let mut groups: Vec<ExitGroup> = Vec::new();
        for (at, employment) in self.employments.iter().enumerate() {
            let alike = |group: &&mut ExitGroup| {
                self.employments[group.employments[0]].leaves_like(employment)
            };
            match groups.iter_mut().find(alike) {
                Some(group) => group.employments.push(at),
                None => groups.push(ExitGroup {
                    employments: vec![at],
                    offers: Vec::new(),
                    exits: GroupExits::Certain(employment.certain),
                }),
            }
        }
        for group in &mut groups {
            let offers = self.offers.iter().enumerate();
            let own = offers.filter(|(_, offer)| group.employments.contains(&offer.employment));
            group.offers = own.map(|(at, _)| at).collect();
            let employment = &self.employments[group.employments[0]];
            if let Some(draw) = employment.draw {
                let steps = Steps::new(self, group, employment).steps();
                group.exits = GroupExits::Hazards { draw, steps };
            }
        }
        groups.sort_by_key(|group| !group.is_certain());
        groups
    }
}

impl Employment {
    /// Whether exits come about at the same time and for the same cause, before any notice.
    fn leaves_like(&self, other: &Self) -> bool {
        let Self { certain, clocks, draw, notice: _ } = self;
        (certain, clocks, draw) == (&other.certain, &other.clocks, &other.draw)
    }
}

/// What the steps of a group are made from.
struct Steps<'a> {
    plan: &'a Plan,
    offers: Vec<&'a OfferPlan>,
    notices: Vec<u32>,
    clocks: &'a [Option<ExitClock>; 3],
}

impl<'a> Steps<'a> {
    fn new(plan: &'a Plan, group: &ExitGroup, employment: &'a Employment) -> Self {
        let offers = group.offers.iter().map(|at| &plan.offers[*at]).collect();
        let mut notices: Vec<u32> =
            group.employments.iter().map(|at| plan.employments[*at].notice).collect();
        notices.sort_unstable();
        notices.dedup();
        Self { plan, offers, notices, clocks: &employment.clocks }
    }

    fn steps(&self) -> Vec<Step> {
        let mut steps = Vec::new();
        let ends = self.ends();
        for (place, &end) in ends.iter().enumerate() {
            if place > 0 {
                steps.extend(self.span(ends[place - 1], end));
            }
            if let Some(jump) = self.jump(end) {
                steps.push(Step::Wave { month: end, jump });
            }
        }
        steps
    }

    /// The months at which a span begins or ends: where a hazard or a promise changes.
    fn ends(&self) -> Vec<u32> {
        let horizon = self.plan.horizon;
        let mut ends: Vec<u32> = (0..horizon).step_by(12).chain([horizon]).collect();
        for clock in self.clocks.iter().flatten() {
            match clock {
                ExitClock::Shared(clock) => ends.extend(clock.hazard().changes()),
                ExitClock::Responding(_) => ends.extend(0..horizon),
            }
        }
        let flows = self.offers.iter().flat_map(|offer| &offer.flows);
        let promises: Vec<u32> = flows.flat_map(|flow| changes(&flow.rule)).collect();
        for notice in self.notices.iter().chain(&[0]) {
            ends.extend(promises.iter().filter_map(|month| month.checked_sub(*notice)));
        }
        ends.retain(|month| *month <= horizon);
        ends.sort_unstable();
        ends.dedup();
        ends
    }

    /// The span between two ends, if a clock can ring in it.
    fn span(&self, from: u32, to: u32) -> Option<Step> {
        let risks = [0, 1, 2].map(|cause| self.risk(self.clocks[cause].as_ref()?, (from, to)));
        let mut causes: Vec<(Vec<bool>, Vec<Cause>)> = Vec::new();
        for cause in Cause::ALL.into_iter().filter(|cause| risks[cause.index()].is_some()) {
            let terms = self.terms(cause, (from, to));
            match causes.iter_mut().find(|(held, _)| *held == terms) {
                Some((_, alike)) => alike.push(cause),
                None => causes.push((terms, vec![cause])),
            }
        }
        let causes: Vec<Vec<Cause>> = causes.into_iter().map(|(_, alike)| alike).collect();
        (!causes.is_empty()).then_some(Step::Span(Span { from, to, risks, causes }))
    }

    fn risk(&self, clock: &ExitClock, (from, to): (u32, u32)) -> Option<SpanRisk> {
        let (integrated, hazard) = match clock {
            ExitClock::Shared(clock) => {
                let span = (f64::from(from), f64::from(to));
                (SpanHazard::Same(clock.hazard().in_span(span)), Some(clock.hazard()))
            }
            ExitClock::Responding(at) => {
                let RespondingClock { clock, follows, .. } = &self.plan.responding[*at];
                let in_month = clock.in_month(from);
                let responds = follows.is_some() && in_month > 0.0;
                let hazard = if responds {
                    SpanHazard::Responding { clock: *at }
                } else {
                    SpanHazard::Same(in_month)
                };
                (hazard, clock.hazard())
            }
        };
        let spread = hazard.filter(|hazard| !hazard.is_even()).cloned();
        match integrated {
            SpanHazard::Same(hazard) if hazard <= 0.0 => None,
            integrated => Some(SpanRisk { integrated, spread }),
        }
    }

    /// What tells the exits of one cause in a span from those of another: whose notice and severance they are, and
    /// which clawbacks they set off.
    fn terms(&self, cause: Cause, (from, to): (u32, u32)) -> Vec<bool> {
        let laid_off = cause == Cause::Layoff;
        let notice = laid_off && self.notices.iter().any(|notice| *notice > 0);
        let rules = self.offers.iter().flat_map(|offer| &offer.flows).map(|flow| &flow.rule);
        let own = rules.map(|rule| match rule {
            Rule::Severance(_) => laid_off,
            Rule::Repayment(repayment) => {
                let opens = repayment.terms.opens(&repayment.paid);
                let open = opens < to && from < opens + repayment.terms.window_months;
                open && repayment.terms.causes.contains_code(cause.code())
            }
            _ => false,
        });
        std::iter::once(notice).chain(own).collect()
    }

    /// The jump of the layoff clock at a month, if there is one.
    fn jump(&self, month: u32) -> Option<f64> {
        let Some(ExitClock::Responding(at)) = &self.clocks[Cause::Layoff.index()] else {
            return None;
        };
        Some(self.plan.responding[*at].clock.jump_at(month)).filter(|jump| *jump > 0.0)
    }
}

/// The months at which what a rule pays jumps, or at which its growth changes, as the exit moves.
fn changes(rule: &Rule) -> Vec<u32> {
    match rule {
        Rule::Lump(lump) => vec![whole(lump.month)],
        Rule::Vest(vest) => vec![whole(vest.month)],
        Rule::Repayment(repayment) => {
            let opens = repayment.terms.opens(&repayment.paid);
            let end = match repayment.paid {
                Payment::Lump { month } => month,
                Payment::Instalments { to, .. } => to,
            };
            vec![opens, opens + repayment.terms.window_months, end]
        }
        Rule::Accrual(accrual) => vec![whole(accrual.from), whole(accrual.to)],
        Rule::Severance(_) | Rule::Income(_) => Vec::new(),
    }
}

#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "months of promises are whole"
)]
fn whole(month: f64) -> u32 {
    month as u32
}
