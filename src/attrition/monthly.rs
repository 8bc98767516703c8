//! A clock whose integrated hazard is known month by month only, because it responds to the run: it is
//! wound up a month at a time, and inverted at the end.

use super::hazard::Hazard;
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
    /// The part of that month's integrated hazard that was needed.
    part: Box<Column>,
}

impl Default for Ringing {
    fn default() -> Self {
        let column = || Box::new([0.0; LANES]);
        Self { integrated: column(), month: column(), part: column() }
    }
}

impl Ringing {
    /// Winds the clock back to the start.
    pub fn reset(&mut self) {
        self.integrated.fill(0.0);
        self.month.fill(f64::INFINITY);
        self.part.fill(0.0);
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

    /// Winds the clock through a month (from 0): first its jump, then its hazard times the run's factor.
    pub fn advance(
        &self,
        month: u32,
        exponentials: &Column,
        factors: Option<&Column>,
        state: &mut Ringing,
    ) {
        self.jump(month, exponentials, state);
        let Some(&of_month) = self.monthly.get(month as usize) else { return };
        if of_month == 0.0 {
            return;
        }
        let at = f64::from(month);
        let mut wind = |lane: usize, size: f64| {
            let Ringing { integrated, month: rang, part } = &mut *state;
            let before = integrated[lane];
            let rings = exponentials[lane] <= before + size && rang[lane] == f64::INFINITY;
            part[lane] = if rings { (exponentials[lane] - before) / size } else { part[lane] };
            rang[lane] = if rings { at } else { rang[lane] };
            integrated[lane] = before + size;
        };
        match factors {
            None => (0..LANES).for_each(|lane| wind(lane, of_month)),
            Some(factors) => (0..LANES).for_each(|lane| wind(lane, of_month * factors[lane])),
        }
    }

    /// The jump at a month; the horizon's is the last.
    pub fn jump(&self, month: u32, exponentials: &Column, state: &mut Ringing) {
        let Some(&size) = self.jumps.get(month as usize).filter(|size| **size > 0.0) else {
            return;
        };
        let Ringing { integrated, month: rang, .. } = state;
        for lane in 0..LANES {
            let after = integrated[lane] + size;
            let rings = exponentials[lane] <= after && rang[lane] == f64::INFINITY;
            rang[lane] = if rings { f64::from(month) } else { rang[lane] };
            integrated[lane] = after;
        }
    }

    /// The times at which the clock rings in months, infinite where it does not.
    pub fn times(&self, state: &Ringing, times: &mut Column) {
        match &self.hazard {
            Some(hazard @ Hazard::Weibull { .. }) => {
                for lane in 0..LANES {
                    let (month, part) = (state.month[lane], state.part[lane]);
                    let rang = month < f64::INFINITY;
                    times[lane] = if rang { hazard.time_in_month(month, part) } else { month };
                }
            }
            _ => {
                for lane in 0..LANES {
                    times[lane] = state.month[lane] + state.part[lane];
                }
            }
        }
    }
}
