//! Exits integrated out: instead of one exit a run, the probabilities of leaving in each span of months by each
//! cause, and a time within the span. Which spans there are belongs to the plan.

use super::cause::Cause;
use super::hazard::{Hazard, Spread};
use crate::processor::Processor;
use crate::random::{Column, LANES, elementary, vector};

/// The hazard of one cause in a span of months.
#[derive(Clone, Copy, Debug)]
pub struct Risk<'a> {
    /// Its integral over the span.
    pub integrated: Integrated<'a>,
    /// The Weibull hazard that says how the integral is spread over the span; `None`: evenly.
    pub spread: Option<&'a Hazard>,
}

/// A hazard's integral over a span.
#[derive(Clone, Copy, Debug)]
pub enum Integrated<'a> {
    /// The same in every run.
    Same(f64),
    /// By run, as hazards that respond.
    ByRun(&'a Column),
}

impl Integrated<'_> {
    #[inline(always)]
    fn at(&self, lane: usize) -> f64 {
        match self {
            Self::Same(hazard) => *hazard,
            Self::ByRun(column) => column[lane],
        }
    }
}

/// Leaving a job span by span, in every lane.
///
/// **Law.** With S the probability of still being there when a span begins and Λᵢ the integral of cause i's hazard
/// over it, Λ = Σ Λᵢ, the probability of leaving within it is S (1 − e^−Λ). The time is its u-quantile given that
/// it is in the span, u the run's position; the probability of cause i given the time is its share of the hazard
/// then. Where hazards are even over the span, the time is the one at which −ln(1 − u (1 − e^−Λ)) of Λ is used up,
/// and the shares are Λᵢ / Λ. A weighted mean over the outcomes is then unbiased for the mean over exits: it is the
/// conditional expectation given the path and the position.
///
/// Source: the cumulative incidence of J. D. Kalbfleisch and R. L. Prentice (2002), chapter 8; conditional Monte
/// Carlo and stratification as in P. Glasserman (2004), chapter 4.
#[derive(Clone, Debug)]
pub struct Leaving {
    /// The probability of still being there.
    pub survival: Box<Column>,
    /// The time of the outcome at hand in months.
    pub months: Box<Column>,
    /// The probability of the outcome at hand, by [`Cause::index`].
    pub weights: [Box<Column>; 3],
    total: Box<Column>,
    per_hazard: Box<Column>,
}

impl Default for Leaving {
    fn default() -> Self {
        let column = || Box::new(Column::of(0.0));
        Self {
            survival: column(),
            months: column(),
            weights: [column(), column(), column()],
            total: column(),
            per_hazard: column(),
        }
    }
}

impl Leaving {
    /// Everybody is there.
    pub fn start(&mut self) {
        self.survival.fill(1.0);
    }

    /// Goes through the months `from` to `to` with risks by [`Cause::index`]; `positions` are between 0 and 1. Only the first
    /// `lanes` lanes need to be right.
    pub fn span(
        &mut self,
        processor: Processor,
        (from, to): (f64, f64),
        risks: &[Option<Risk<'_>>; 3],
        (positions, lanes): (&Column, usize),
    ) {
        self.total.fill(0.0);
        for risk in risks.iter().flatten() {
            self.accumulate(processor, risk.integrated);
        }
        let same =
            risks.iter().flatten().all(|risk| matches!(risk.integrated, Integrated::Same(_)));
        if same {
            self.leave_alike(processor, (from, to), positions);
        } else {
            self.leave(processor, (from, to), positions);
        }
        for (risk, weight) in risks.iter().zip(&mut self.weights) {
            match risk {
                Some(risk) => share(processor, &self.per_hazard, risk.integrated, weight),
                None => weight.fill(0.0),
            }
        }
        if risks.iter().flatten().any(|risk| risk.spread.is_some()) {
            self.place_unevenly((from, to), risks, &positions[..lanes]);
        }
    }

    /// A jump of the layoff clock's integrated hazard at a month.
    pub fn wave(&mut self, processor: Processor, month: f64, jump: f64) {
        let hit = -elementary::exp_minus_one(-jump);
        let Self { survival, months, weights, .. } = self;
        months.fill(month);
        for weight in weights.iter_mut() {
            weight.fill(0.0);
        }
        let laid_off = &mut weights[Cause::Layoff.index()];
        processor.run(
            #[inline(always)]
            || {
                for lane in 0..LANES {
                    laid_off[lane] = survival[lane] * hit;
                    survival[lane] -= laid_off[lane];
                }
            },
        );
    }

    fn accumulate(&mut self, processor: Processor, integrated: Integrated<'_>) {
        let total = &mut self.total;
        processor.run(
            #[inline(always)]
            || {
                for lane in 0..LANES {
                    total[lane] += integrated.at(lane);
                }
            },
        );
    }

    /// Time, survival and probability for each unit of hazard, where all runs have the same risk.
    fn leave_alike(&mut self, processor: Processor, (from, to): (f64, f64), positions: &Column) {
        let Self { survival, months, total, per_hazard, .. } = self;
        let total = total[0];
        let lost = -elementary::exp_minus_one(-total);
        let (of_hazard, months_for_one) = (lost / total, (to - from) / -total);
        processor.run(
            #[inline(always)]
            || {
                for lane in 0..LANES {
                    let time =
                        vector::ln(1.0 - positions[lane] * lost).mul_add(months_for_one, from);
                    months[lane] = if time < to { time } else { to };
                    per_hazard[lane] = survival[lane] * of_hazard;
                    survival[lane] *= 1.0 - lost;
                }
            },
        );
    }

    /// The same where runs have their own.
    fn leave(&mut self, processor: Processor, (from, to): (f64, f64), positions: &Column) {
        let Self { survival, months, total, per_hazard, .. } = self;
        let length = from - to;
        processor.run(
            #[inline(always)]
            || {
                for lane in 0..LANES {
                    let lost = -vector::exp_minus_one(-total[lane]);
                    // A run may have no hazard at all, as one whose rating rules the only cause out.
                    let of_one = if total[lane] > 0.0 { 1.0 / total[lane] } else { 0.0 };
                    let used = vector::ln(1.0 - positions[lane] * lost) * of_one;
                    let time = used.mul_add(length, from);
                    months[lane] = if time < to { time } else { to };
                    per_hazard[lane] = survival[lane] * (lost * of_one);
                    survival[lane] *= 1.0 - lost;
                }
            },
        );
    }

    /// Times and shares where a hazard is not even over the span, lane by lane.
    fn place_unevenly(
        &mut self,
        ends: (f64, f64),
        risks: &[Option<Risk<'_>>; 3],
        positions: &[f64],
    ) {
        let spreads =
            risks.map(|risk| risk.and_then(|risk| risk.spread).map(|hazard| hazard.over(ends)));
        let lanes = positions.iter().enumerate();
        for (lane, position) in lanes.filter(|(lane, _)| self.total[*lane] > 0.0) {
            let uneven = Uneven { ends, risks, spreads: &spreads, lane };
            let lost = -elementary::exp_minus_one(-self.total[lane]);
            let used = -elementary::ln(1.0 - position * lost);
            let time = uneven.time(used);
            let rates = uneven.rates(time);
            let all: f64 = rates.iter().sum();
            let leaves: f64 = self.weights.iter().map(|weight| weight[lane]).sum();
            self.months[lane] = time;
            for (weight, rate) in self.weights.iter_mut().zip(rates) {
                weight[lane] = leaves * (rate / all);
            }
        }
    }
}

/// A cause's part of the probability of leaving.
fn share(processor: Processor, per_hazard: &Column, of: Integrated<'_>, weight: &mut Column) {
    match of {
        Integrated::Same(hazard) => processor.run(
            #[inline(always)]
            || {
                for lane in 0..LANES {
                    weight[lane] = per_hazard[lane] * hazard;
                }
            },
        ),
        Integrated::ByRun(hazard) => processor.run(
            #[inline(always)]
            || {
                for lane in 0..LANES {
                    weight[lane] = per_hazard[lane] * hazard[lane];
                }
            },
        ),
    }
}

/// Risks in one lane, of which some are not even over the span.
struct Uneven<'a> {
    ends: (f64, f64),
    risks: &'a [Option<Risk<'a>>; 3],
    /// How those that are not are spread.
    spreads: &'a [Option<Spread<'a>>; 3],
    lane: usize,
}

impl Uneven<'_> {
    /// The time at which a part of the whole integrated hazard is used up: Newton's method within a bracket that
    /// shrinks, to the last bits.
    fn time(&self, used: f64) -> f64 {
        const MOST_STEPS: u32 = 200;
        let (mut low, mut high) = self.ends;
        let mut time = f64::midpoint(low, high);
        for _ in 0..MOST_STEPS {
            let excess = self.integrated(time) - used;
            if excess > 0.0 {
                high = time;
            } else {
                low = time;
            }
            let newton = time - excess / self.rates(time).iter().sum::<f64>();
            let next =
                if newton > low && newton < high { newton } else { f64::midpoint(low, high) };
            let moved = (next - time).abs();
            time = next;
            if moved <= 1e-14 * self.ends.1 {
                break;
            }
        }
        time
    }

    /// The integrated hazard of all causes from the span's start to a time.
    fn integrated(&self, time: f64) -> f64 {
        let (from, to) = self.ends;
        let parts = self.by_cause(|spread| match spread {
            None => (time - from) / (to - from),
            Some(spread) => spread.share(time),
        });
        parts.iter().sum()
    }

    /// The hazard of each cause at a time, a month.
    fn rates(&self, time: f64) -> [f64; 3] {
        let (from, to) = self.ends;
        self.by_cause(|spread| match spread {
            None => 1.0 / (to - from),
            Some(spread) => spread.density(time),
        })
    }

    /// Each cause's integrated hazard times a part of it, 0 where there is none.
    fn by_cause(&self, part: impl Fn(&Option<Spread<'_>>) -> f64) -> [f64; 3] {
        let of = |cause: usize| {
            let hazard = self.risks[cause].map(|risk| risk.integrated.at(self.lane));
            hazard.map_or(0.0, |hazard| hazard * part(&self.spreads[cause]))
        };
        [0, 1, 2].map(of)
    }
}
