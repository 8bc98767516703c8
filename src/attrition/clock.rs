//! Exit clocks compiled for a horizon: unit exponentials in, exit times and causes out, a column at a
//! time.

use super::cause::Cause;
use super::hazard::Hazard;
use crate::processor::Processor;
use crate::random::{Codes, Column, LANES, elementary};

/// A step of constant hazard, from the integrated hazard at its start.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Step {
    integrated_before: f64,
    months_for_one: f64,
    length: f64,
}

/// One cause's clock up to the horizon: the inverse of its integrated hazard.
#[derive(Clone, Debug, PartialEq)]
pub struct Clock {
    hazard: Hazard,
    inverse: Inverse,
}

#[derive(Clone, Debug, PartialEq)]
enum Inverse {
    /// Piecewise constant: T(E) = Σ clamp((E − Λₖ) 12 / hₖ, 0, lengthₖ); beyond Λ(H) it does not ring.
    Steps {
        steps: Box<[Step]>,
        /// Λ(H).
        at_horizon: f64,
    },
    /// Weibull: T(E) = 12 × scale × E^(1 / shape).
    Weibull { scale_months: f64, inverse_shape: f64, horizon: f64 },
}

impl Clock {
    /// Compiles a hazard up to the horizon (months).
    #[must_use]
    pub fn new(hazard: &Hazard, horizon: u32) -> Self {
        let end = f64::from(horizon);
        let inverse = match hazard {
            Hazard::Weibull { shape, scale_years } => Inverse::Weibull {
                scale_months: 12.0 * scale_years.get(),
                inverse_shape: 1.0 / shape.get(),
                horizon: end,
            },
            Hazard::Piecewise { step_months, rates } => {
                let width = f64::from(*step_months);
                let mut steps = Vec::new();
                for (k, rate) in rates.iter().enumerate() {
                    let from = k as f64 * width;
                    let to = if k + 1 == rates.len() { end } else { end.min(from + width) };
                    if to > from {
                        steps.push(Step {
                            integrated_before: hazard.integrated(from),
                            months_for_one: 12.0 / rate.get(),
                            length: to - from,
                        });
                    }
                }
                Inverse::Steps { steps: steps.into(), at_horizon: hazard.integrated(end) }
            }
        };
        Self { hazard: hazard.clone(), inverse }
    }

    /// The hazard behind it.
    #[must_use]
    pub const fn hazard(&self) -> &Hazard {
        &self.hazard
    }

    /// The time in months at which the clock rings for each unit exponential; infinite when it does
    /// not ring by the horizon.
    pub fn ring(&self, processor: Processor, exponentials: &Column, times: &mut Column) {
        match &self.inverse {
            Inverse::Steps { steps, at_horizon } => processor.run(
                #[inline(always)]
                || {
                    times.fill(0.0);
                    for step in steps {
                        step.add(exponentials, times);
                    }
                    for lane in 0..LANES {
                        let rings = exponentials[lane] <= *at_horizon;
                        times[lane] = if rings { times[lane] } else { f64::INFINITY };
                    }
                },
            ),
            Inverse::Weibull { scale_months, inverse_shape, horizon } => {
                for lane in 0..LANES {
                    let time = scale_months * elementary::power(exponentials[lane], *inverse_shape);
                    times[lane] = if time <= *horizon { time } else { f64::INFINITY };
                }
            }
        }
    }
}

impl Step {
    /// Adds the part of the step that each exponential uses up.
    #[inline(always)]
    fn add(&self, exponentials: &Column, times: &mut Column) {
        for lane in 0..LANES {
            let used = (exponentials[lane] - self.integrated_before) * self.months_for_one;
            // A zero hazard makes `months_for_one` infinite: the excess then counts as the whole step,
            // and no excess (0 × ∞ is NaN, which fails the comparison) as nothing.
            let used = if used > 0.0 { used } else { 0.0 };
            times[lane] += if used < self.length { used } else { self.length };
        }
    }
}

/// Exit time (months, infinite for who stays) and cause code (0 for who stays) of a block.
#[derive(Clone, Debug)]
pub struct ExitColumns {
    /// Exit times in months since the start.
    pub month: Column,
    /// [`Cause::code`] of the exit, 0 for "stayed".
    pub cause: Codes,
}

impl Default for ExitColumns {
    fn default() -> Self {
        Self { month: Column::of(f64::INFINITY), cause: Codes::of(0) }
    }
}

impl ExitColumns {
    /// Nobody leaves.
    pub fn clear(&mut self) {
        self.month.fill(f64::INFINITY);
        self.cause.fill(0);
    }

    /// Everybody leaves at a month.
    pub fn leave(&mut self, month: f64, cause: Cause) {
        self.month.fill(month);
        self.cause.fill(cause.code());
    }

    /// Everybody leaves for a cause at times of their own.
    pub fn leave_at(&mut self, months: &Column, cause: Cause) {
        self.month.copy_from_slice(&months[..]);
        self.cause.fill(cause.code());
    }

    /// Takes in the times at which a cause's clock rings; the earlier ring counts, of equal ones the
    /// ring taken in first.
    pub fn ring(&mut self, processor: Processor, cause: Cause, times: &Column) {
        let (month, causes, code) = (&mut self.month, &mut self.cause, cause.code());
        processor.run(
            #[inline(always)]
            || {
                for lane in 0..LANES {
                    let earlier = times[lane] < month[lane];
                    month[lane] = if earlier { times[lane] } else { month[lane] };
                    causes[lane] = if earlier { code } else { causes[lane] };
                }
            },
        );
    }

    /// Puts off the exits of a cause by some months; who is then still there at the horizon stays.
    pub fn put_off(&mut self, cause: Cause, months: f64, horizon: f64) {
        for lane in 0..LANES {
            if self.cause[lane] == cause.code() {
                let end = self.month[lane] + months;
                let stays = end > horizon;
                self.month[lane] = if stays { f64::INFINITY } else { end };
                self.cause[lane] = if stays { 0 } else { self.cause[lane] };
            }
        }
    }
}
