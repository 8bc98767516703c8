//! A clock whose integrated hazard is known month by month only, because it responds to the run: it is
//! wound up a month at a time, and inverted at the end.

use super::hazard::Hazard;
use crate::processor::Processor;
use crate::random::{Column, LANES};

/// The integrated hazard of one cause by month, before the factors of a run.
///
/// **Law.** Λ(t) is the sum of the jumps up to t and, for each month k begun, factorₖ × the month's
/// integrated hazard up to t, where the hazard inside a month has the shape it has without responses.
#[derive(Clone, Debug, PartialEq)]
pub struct MonthlyClock {
    /// Integrated hazard of each month, the factors that are the same in every run included.
    monthly: Vec<f64>,
    /// Jump at the start of each month, and one at the horizon.
    jumps: Vec<f64>,
    /// The hazard without factors, which says how a month's is spread over it.
    hazard: Option<Hazard>,
}

/// The state of one clock in every lane.
#[derive(Clone, Debug)]
pub struct Ringing {
    /// Λ so far.
    integrated: Box<Column>,
    /// The month in which it rang, infinite where it did not.
    month: Box<Column>,
    /// Λ at that month's start, or what it rang at where a jump made it ring.
    before: Box<Column>,
    /// That month's integrated hazard.
    size: Box<Column>,
}

impl Default for Ringing {
    fn default() -> Self {
        let column = || Box::new(Column::of(0.0));
        Self { integrated: column(), month: column(), before: column(), size: column() }
    }
}

impl Ringing {
    /// Winds the clock back to the start.
    pub fn reset(&mut self) {
        self.integrated.fill(0.0);
        self.month.fill(f64::INFINITY);
        self.before.fill(0.0);
        self.size.fill(1.0);
    }

    /// Winds the clock through the month `at`, whose integrated hazard each lane has its own of.
    #[inline(always)]
    fn wind(&mut self, at: f64, exponentials: &Column, of_lane: impl Fn(usize) -> f64) {
        let Self { integrated, month, before, size } = self;
        for lane in 0..LANES {
            let (start, hazard) = (integrated[lane], of_lane(lane));
            let rings = (exponentials[lane] <= start + hazard) & (month[lane] == f64::INFINITY);
            before[lane] = if rings { start } else { before[lane] };
            size[lane] = if rings { hazard } else { size[lane] };
            month[lane] = if rings { at } else { month[lane] };
            integrated[lane] = start + hazard;
        }
    }

    /// The part of its month's integrated hazard that was used up when the clock rang.
    #[inline(always)]
    fn part(&self, exponentials: &Column, lane: usize) -> f64 {
        (exponentials[lane] - self.before[lane]) / self.size[lane]
    }

    /// Jumps at the start of the month `at`.
    #[inline(always)]
    fn jump(&mut self, at: f64, exponentials: &Column, jump: f64) {
        let Self { integrated, month, before, size } = self;
        for lane in 0..LANES {
            let after = integrated[lane] + jump;
            let rings = (exponentials[lane] <= after) & (month[lane] == f64::INFINITY);
            before[lane] = if rings { exponentials[lane] } else { before[lane] };
            size[lane] = if rings { 1.0 } else { size[lane] };
            month[lane] = if rings { at } else { month[lane] };
            integrated[lane] = after;
        }
    }
}

impl MonthlyClock {
    /// A clock up to a horizon from a hazard (`None`: nothing but jumps), factors by month that are the
    /// same in every run, and jumps (month, size).
    #[must_use]
    pub fn new(hazard: Option<&Hazard>, factors: &[f64], jumps: &[(u32, f64)]) -> Self {
        let monthly = (0..)
            .zip(factors)
            .map(|(month, factor)| hazard.map_or(0.0, |hazard| hazard.in_month(month)) * factor);
        let mut by_month = vec![0.0; factors.len() + 1];
        for (month, size) in jumps {
            if let Some(jump) = by_month.get_mut(*month as usize) {
                *jump += size;
            }
        }
        Self { monthly: monthly.collect(), jumps: by_month, hazard: hazard.cloned() }
    }

    /// The hazard without factors, which says how a month's is spread over it; `None`: nothing but jumps.
    #[must_use]
    pub const fn hazard(&self) -> Option<&Hazard> {
        self.hazard.as_ref()
    }

    /// The integrated hazard of a month (from 0) before the run's factor.
    #[must_use]
    pub fn in_month(&self, month: u32) -> f64 {
        self.monthly.get(month as usize).copied().unwrap_or(0.0)
    }

    /// The jump at a month, 0 for none.
    #[must_use]
    pub fn jump_at(&self, month: u32) -> f64 {
        self.jumps.get(month as usize).copied().unwrap_or(0.0)
    }

    /// Winds the clock through a month (from 0): first its jump, then its hazard times the run's factor.
    pub fn advance(
        &self,
        processor: Processor,
        month: u32,
        exponentials: &Column,
        factors: Option<&Column>,
        state: &mut Ringing,
    ) {
        self.jump(processor, month, exponentials, state);
        let Some(&of_month) = self.monthly.get(month as usize) else { return };
        if of_month == 0.0 {
            return;
        }
        let at = f64::from(month);
        match factors {
            None => processor.run(
                #[inline(always)]
                || state.wind(at, exponentials, |_| of_month),
            ),
            Some(factors) => processor.run(
                #[inline(always)]
                || state.wind(at, exponentials, |lane| of_month * factors[lane]),
            ),
        }
    }

    /// The jump at a month; the horizon's is the last.
    pub fn jump(
        &self,
        processor: Processor,
        month: u32,
        exponentials: &Column,
        state: &mut Ringing,
    ) {
        let Some(&size) = self.jumps.get(month as usize).filter(|size| **size > 0.0) else {
            return;
        };
        processor.run(
            #[inline(always)]
            || state.jump(f64::from(month), exponentials, size),
        );
    }

    /// The times at which the clock rings in months, infinite where it does not.
    pub fn times(
        &self,
        processor: Processor,
        exponentials: &Column,
        state: &Ringing,
        times: &mut Column,
    ) {
        let month = &state.month;
        match &self.hazard {
            Some(hazard @ Hazard::Weibull { .. }) => {
                for lane in 0..LANES {
                    let rang = month[lane] < f64::INFINITY;
                    let at = month[lane];
                    times[lane] = if rang {
                        hazard.time_in_month(at, state.part(exponentials, lane))
                    } else {
                        at
                    };
                }
            }
            _ => processor.run(
                #[inline(always)]
                || {
                    for lane in 0..LANES {
                        times[lane] = month[lane] + state.part(exponentials, lane);
                    }
                },
            ),
        }
    }
}
