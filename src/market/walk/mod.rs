//! Prices that move step by step from today on: which step serves which date, and the way along them. What a step does
//! belongs to the models: `variance` (Heston), `daily` (GJR-GARCH), `resampled` (the bootstrap).

mod daily;
mod resampled;
mod variance;

pub(super) use daily::DailyWalk;
pub(super) use resampled::{ResampledSteps, ResampledWalk};
pub(super) use variance::VarianceWalk;

use crate::random::{Column, LANES, elementary};

/// When a price is taken, in exact terms: a date, and how far the start date is from today.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Moment {
    /// Calendar days from today to the start date.
    pub start_in_days: u32,
    /// Which date.
    pub date: Date,
}

/// A date that prices may be wanted at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Date {
    /// A whole month after the start date: month/12 + days/365 years after today.
    Month(u32),
    /// A trading day's close before it, the start date itself the 0th: days/365 − close/252 years after today.
    Close(u32),
}

impl Moment {
    /// The time after today as parts of so many a year.
    fn parts(self) -> (u64, u64) {
        let days = u64::from(self.start_in_days);
        match self.date {
            Date::Month(month) => (365 * u64::from(month) + 12 * days, 12 * 365),
            Date::Close(close) => ((252 * days).saturating_sub(365 * u64::from(close)), 252 * 365),
        }
    }

    /// The time after today in years.
    pub fn years(self) -> f64 {
        let (parts, a_year) = self.parts();
        parts as f64 / a_year as f64
    }

    /// The last step that is not after it, of so many a year from today on.
    pub fn step(self, steps_a_year: u32) -> u32 {
        let (parts, a_year) = self.parts();
        u32::try_from(parts * u64::from(steps_a_year) / a_year).unwrap_or(u32::MAX)
    }
}

/// Which column takes a price.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Target {
    /// That of a date.
    Date(usize),
    /// That of an average, to whose sum the price is added.
    Average(usize),
}

/// A price that is wanted.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Stop {
    /// The step after which it is taken.
    step: u32,
    /// When it is.
    moment: Moment,
    target: Target,
}

/// The prices of a stock that are wanted, in the order of their steps.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Stops {
    stops: Vec<Stop>,
}

/// A model on its way.
pub(super) trait Steps {
    /// Does the step of this number, the first of which is 1.
    fn advance(&mut self, step: u32);

    /// The price after a step, over its expectation, times a factor.
    fn price(&self, step: u32, factor: f64, out: &mut Column);
}

impl Stops {
    /// The prices wanted at some moments, `step` the number of the step that serves one.
    pub fn new(
        wanted: impl Iterator<Item = (Moment, Target)>,
        step: impl Fn(Moment) -> u32,
    ) -> Self {
        let mut stops: Vec<Stop> =
            wanted.map(|(moment, target)| Stop { step: step(moment), moment, target }).collect();
        stops.sort_by_key(|stop| stop.step);
        Self { stops }
    }

    /// How many steps there are up to the last price wanted.
    pub fn steps(&self) -> u32 {
        self.stops.last().map_or(0, |stop| stop.step)
    }

    /// Goes along the steps and takes the prices: today's price × exp(rate × years) × what the model makes of it.
    pub fn follow(
        &self,
        (today, rate): (f64, f64),
        steps: &mut impl Steps,
        (dates, averages): (&mut [Column], &mut [Column]),
    ) {
        let mut done = 0;
        let mut close = Column::of(0.0);
        for stop in &self.stops {
            while done < stop.step {
                done += 1;
                steps.advance(done);
            }
            let factor = today * elementary::exp(rate * stop.moment.years());
            match stop.target {
                Target::Date(column) => steps.price(done, factor, &mut dates[column]),
                Target::Average(column) => {
                    steps.price(done, factor, &mut close);
                    for lane in 0..LANES {
                        averages[column][lane] += close[lane];
                    }
                }
            }
        }
    }
}
