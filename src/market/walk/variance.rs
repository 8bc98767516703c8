//! The months of a Heston stock, and the trading days before its start date.

use super::{Date, Moment, Steps, Stops, Target};
use crate::market::{Heston, VarianceStep};
use crate::processor::Processor;
use crate::random::{Column, Entity, LANES, Purpose, Runs, Stream, uniform_and_normals, vector};

/// Parts of a step that have addresses of their own: a step is halved six times at most.
const MOST_PARTS: u32 = 64;

/// Steps from today to the last date wanted.
///
/// Before the start date they end at the closes of trading days counted back from it, the first of them shorter than a
/// day; after it at whole months. Each is done in as many equal parts as the scheme asks for.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::market) struct VarianceWalk {
    stops: Stops,
    /// Trading days before the start date, the broken first one included.
    days: u32,
    broken_day: Step,
    day: Step,
    month: Step,
}

/// A step in equal parts.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Step {
    parts: u32,
    part: VarianceStep,
}

impl Step {
    /// A step of so many years in `parts` parts, or more if the scheme needs them.
    fn new(heston: &Heston, years: f64, parts: u32) -> Self {
        let halvings = VarianceStep::halvings(heston, years);
        let parts = parts.max(1 << halvings).min(MOST_PARTS);
        Self { parts, part: VarianceStep::new(heston, years / f64::from(parts)) }
    }
}

impl VarianceWalk {
    /// The steps that some prices need, a month done in `parts` parts or more.
    pub fn new(
        heston: &Heston,
        (start_in_days, parts): (u32, u32),
        wanted: impl Iterator<Item = (Moment, Target)>,
    ) -> Self {
        let days = (252 * start_in_days).div_ceil(365);
        let stops = Stops::new(wanted, |moment| match moment.date {
            Date::Month(month) => days + month,
            Date::Close(close) => days.saturating_sub(close),
        });
        let first = Moment { start_in_days, date: Date::Close(days.saturating_sub(1)) };
        Self {
            stops,
            days,
            broken_day: Step::new(heston, first.years(), 1),
            day: Step::new(heston, 1.0 / 252.0, 1),
            month: Step::new(heston, 1.0 / 12.0, parts),
        }
    }

    /// A step by its number, the first of which is 1.
    fn step(&self, number: u32) -> &Step {
        match number {
            number if number > self.days => &self.month,
            1 => &self.broken_day,
            _ => &self.day,
        }
    }

    /// How many columns shocks take.
    pub fn column_count(&self) -> usize {
        (1..=self.stops.steps()).map(|number| 3 * self.step(number).parts as usize).sum()
    }

    /// Columns for [`Self::draw`].
    pub fn columns(&self) -> Vec<[Column; 3]> {
        vec![[const { Column::of(0.0) }; 3]; self.column_count() / 3]
    }

    /// Draws the shocks of a block: of each part of a step a uniform and two normals.
    pub fn draw(
        &self,
        processor: Processor,
        (seed, entity): (u64, Entity),
        runs: &Runs,
        mut out: &mut [[Column; 3]],
    ) {
        let stream = |purpose| Stream::new(seed, purpose, entity);
        let (by_day, by_month) = (stream(Purpose::DayVariance), stream(Purpose::MonthVariance));
        for number in 1..=self.stops.steps() {
            let (stream, place) = match number.checked_sub(self.days) {
                None | Some(0) => (&by_day, self.days - number),
                Some(month) => (&by_month, month),
            };
            let (own, rest) = out.split_at_mut(self.step(number).parts as usize);
            uniform_and_normals(processor, stream, runs, MOST_PARTS * place.., own);
            out = rest;
        }
    }

    /// The prices of a block.
    pub fn prices(
        &self,
        processor: Processor,
        (heston, today): (&Heston, f64),
        shocks: &[[Column; 3]],
        out: (&mut [Column], &mut [Column]),
    ) {
        let variance = Column::of(heston.initial_variance.get());
        let mut months =
            Months { processor, walk: self, shocks, variance, log_level: Column::of(0.0) };
        self.stops.follow((today, heston.growth.rate()), &mut months, out);
    }
}

struct Months<'a> {
    processor: Processor,
    walk: &'a VarianceWalk,
    /// Shocks of the steps to come.
    shocks: &'a [[Column; 3]],
    variance: Column,
    /// Log of the price over its expectation.
    log_level: Column,
}

impl Steps for Months<'_> {
    fn advance(&mut self, number: u32) {
        let Step { parts, part } = self.walk.step(number);
        let (own, rest) = self.shocks.split_at(*parts as usize);
        for shocks in own {
            part.advance(self.processor, shocks, &mut self.variance, &mut self.log_level);
        }
        self.shocks = rest;
    }

    fn price(&self, _number: u32, factor: f64, out: &mut Column) {
        self.processor.run(
            #[inline(always)]
            || {
                for lane in 0..LANES {
                    out[lane] = factor * vector::exp(self.log_level[lane]);
                }
            },
        );
    }
}
