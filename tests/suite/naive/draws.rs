//! The draws of one run, each from its address alone: levels of bands, ratings, bonuses, and the closes
//! before the start date.

use vestrisk::market::{Market, Model};
use vestrisk::random::{Entity, Purpose, Runs, Stream, open_uniform};

use super::paths::{Date, Path};

/// One run of a job.
#[derive(Clone, Copy, Debug)]
pub struct Addressed {
    /// The job's seed.
    pub seed: u64,
    /// The block that the run is in.
    pub runs: Runs,
    /// Its place there.
    pub lane: usize,
}

impl Addressed {
    fn words(&self, purpose: Purpose, name: &str, index: u32) -> [u64; 2] {
        let stream = Stream::new(self.seed, purpose, Entity::of(name));
        stream.words(self.runs.address(self.lane), index)
    }

    /// A word at an index, its complement in the second run of an antithetic pair.
    pub fn word(&self, purpose: Purpose, name: &str, index: u32, which: u32) -> u64 {
        let word = self.words(purpose, name, index)[which as usize];
        if self.runs.mirrored(self.lane) { !word } else { word }
    }

    /// The uniform at an index, mirrored in the second run of an antithetic pair.
    pub fn uniform(&self, purpose: Purpose, name: &str, index: u32) -> f64 {
        self.uniform_of(purpose, name, index, 0)
    }

    /// That of one of the two words at an index.
    pub fn uniform_of(&self, purpose: Purpose, name: &str, index: u32, which: u32) -> f64 {
        let uniform = open_uniform(self.words(purpose, name, index)[which as usize]);
        if self.runs.mirrored(self.lane) { 1.0 - uniform } else { uniform }
    }

    /// −1 in the second run of an antithetic pair, else 1.
    pub fn sign(&self) -> f64 {
        if self.runs.mirrored(self.lane) { -1.0 } else { 1.0 }
    }

    /// The uniforms for a radius and an angle at a place, two to an index: of a word's upper 40 bits and its lower 24.
    pub fn radius_and_angle(&self, purpose: Purpose, name: &str, place: u32) -> [f64; 2] {
        let word = self.words(purpose, name, place / 2)[(place % 2) as usize];
        [(word >> 24, 40), (word & 0x00FF_FFFF, 24)]
            .map(|(part, bits)| (part as f64 + 0.5) / libm::exp2(f64::from(bits)))
    }

    /// The normal at a place, four to an index and two to a word (Box and Muller), mirrored likewise.
    pub fn normal(&self, purpose: Purpose, name: &str, place: u32) -> f64 {
        let [radius, angle] = self.radius_and_angle(purpose, name, place / 2);
        let angle = std::f64::consts::TAU * angle;
        let turned = if place.is_multiple_of(2) { libm::cos(angle) } else { libm::sin(angle) };
        self.sign() * libm::sqrt(-2.0 * libm::log(radius)) * turned
    }

    /// The normal of an employer's bonus in a year, from 1.
    pub fn bonus(&self, employer: &str, year: u32) -> f64 {
        self.normal(Purpose::BonusShock, employer, year - 1)
    }

    /// The mean of a stock's closes `days` before the start, in trading days of 1/252 year; those that are
    /// not after today count as `known`. Where the motion up to the start is drawn by no address, it is read back
    /// from the price at the start, `start`.
    pub fn average(
        &self,
        (market, stock): (&Market, usize),
        days: std::ops::RangeInclusive<u32>,
        known: f64,
        start: Option<f64>,
    ) -> f64 {
        let held = &market.stocks[stock];
        let path = Path { draws: self, market, stock, start };
        let after_today = |close: &u32| path.years(Date::Close(*close)) > 1e-9;
        let drawn: Vec<u32> = days.clone().filter(after_today).collect();
        let closes: Vec<f64> = match &held.model {
            Model::Fixed(stated) => {
                let price = |close: &u32| {
                    let points = stated.points().iter().map(|(at, p)| (f64::from(*at), p.get()));
                    stated_price(held.price.get(), points, 12.0 * path.years(Date::Close(*close)))
                };
                drawn.iter().map(price).collect()
            }
            _ => path.prices(&drawn.iter().map(|close| Date::Close(*close)).collect::<Vec<_>>()),
        };
        let count = days.count();
        (closes.iter().sum::<f64>() + (count - closes.len()) as f64 * known) / count as f64
    }
}

/// A stated path: straight in logarithms between its points, constant after the last.
fn stated_price(today: f64, points: impl Iterator<Item = (f64, f64)>, month: f64) -> f64 {
    let (mut from, mut before) = (0.0, today);
    for (at, price) in points {
        if month < at {
            let share = (month - from) / (at - from);
            // Exact where the price stays, so that halves of a share stay halves.
            return before * libm::pow(price / before, share);
        }
        (from, before) = (at, price);
    }
    before
}
