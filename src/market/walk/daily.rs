//! The days of a GJR-GARCH stock.

use super::{Moment, Steps, Stops, Target};
use crate::market::GjrGarch;
use crate::market::gjr_garch::DAYS;
use crate::processor::Processor;
use crate::random::{
    Column, Columns, Entity, LANES, Purpose, Runs, Stream, StudentT, normal_quads, zeroed,
};

/// Days from today to the last date wanted.
#[derive(Clone, Debug, PartialEq)]
pub(in crate::market) struct DailyWalk {
    stops: Stops,
    law: Option<StudentT>,
}

impl DailyWalk {
    /// Where Student's t is cut, before it is scaled.
    const MOST: f64 = 20.0;

    /// The days that some prices need.
    pub fn new(garch: &GjrGarch, wanted: impl Iterator<Item = (Moment, Target)>) -> Self {
        let stops = Stops::new(wanted, |moment| moment.step(DAYS));
        let law = garch.degrees_of_freedom.map(|degrees| StudentT::new(degrees.get(), Self::MOST));
        Self { stops, law }
    }

    /// How many columns innovations take: they are drawn in fours.
    pub fn column_count(&self) -> usize {
        self.stops.steps().next_multiple_of(4) as usize
    }

    /// Columns for [`Self::draw`].
    pub fn columns(&self) -> Columns {
        zeroed(self.column_count())
    }

    /// Draws the innovations of a block, one column a day.
    pub fn draw(
        &self,
        processor: Processor,
        (seed, entity): (u64, Entity),
        runs: &Runs,
        out: &mut [Column],
    ) {
        let stream = Stream::new(seed, Purpose::DayShock, entity);
        match &self.law {
            None => normal_quads(processor, &stream, runs, 0.., out.as_chunks_mut::<4>().0),
            Some(law) => law.fill_pairs(processor, &stream, runs, 0.., out.as_chunks_mut::<2>().0),
        }
    }

    /// The prices of a block.
    pub fn prices(
        &self,
        processor: Processor,
        (garch, today): (&GjrGarch, f64),
        innovations: &[Column],
        out: (&mut [Column], &mut [Column]),
    ) {
        let variance = Column::of(garch.first_variance());
        let mut days = Days { processor, garch, innovations, variance, level: Column::of(1.0) };
        self.stops.follow((today, garch.growth.rate()), &mut days, out);
    }
}

struct Days<'a> {
    processor: Processor,
    garch: &'a GjrGarch,
    innovations: &'a [Column],
    /// Variance of the day to come.
    variance: Column,
    /// The price over its expectation.
    level: Column,
}

impl Steps for Days<'_> {
    fn advance(&mut self, step: u32) {
        let innovations = &self.innovations[step as usize - 1];
        self.garch.day(self.processor, innovations, &mut self.variance, &mut self.level);
    }

    fn price(&self, _step: u32, factor: f64, out: &mut Column) {
        for lane in 0..LANES {
            out[lane] = factor * self.level[lane];
        }
    }
}
