//! The draws of one run, each from its address alone: levels of bands, ratings, bonuses, and the closes
//! before the start date.

use vestrisk::market::{Gbm, Market, Model};
use vestrisk::random::{Entity, Purpose, Runs, Stream, open_uniform};

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

    /// The uniform at an index, mirrored in the second run of an antithetic pair.
    pub fn uniform(&self, purpose: Purpose, name: &str, index: u32) -> f64 {
        let [word, _] = self.words(purpose, name, index);
        let uniform = open_uniform(word);
        if self.runs.mirrored(self.lane) { 1.0 - uniform } else { uniform }
    }

    /// The normal at a place, four to an index and two to a word (Box and Muller), mirrored likewise: the
    /// radius is made of a word's upper 40 bits, the angle of its lower 24.
    pub fn normal(&self, purpose: Purpose, name: &str, place: u32) -> f64 {
        let words = self.words(purpose, name, place / 4);
        let word = words[(place % 4 / 2) as usize];
        let [radius, angle] = [(word >> 24, 40), (word & 0x00FF_FFFF, 24)]
            .map(|(part, bits)| (part as f64 + 0.5) / libm::exp2(f64::from(bits)));
        let angle = std::f64::consts::TAU * angle;
        let turned = if place.is_multiple_of(2) { libm::cos(angle) } else { libm::sin(angle) };
        let normal = libm::sqrt(-2.0 * libm::log(radius)) * turned;
        if self.runs.mirrored(self.lane) { -normal } else { normal }
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
        let motion = match &held.model {
            Model::Gbm(gbm) => {
                let start = start.map(|start| moved(gbm, held.price.get(), market, start));
                self.motion(market, stock, *days.end(), start)
            }
            Model::Fixed(_) => Vec::new(),
        };
        let closes = days.clone().map(|day| {
            let years = before_start(market, day);
            if years <= 0.0 {
                return known;
            }
            match &held.model {
                Model::Gbm(gbm) => price(gbm, held.price.get(), years, motion[day as usize]),
                Model::Fixed(path) => {
                    let points = path.points().iter().map(|(at, p)| (f64::from(*at), p.get()));
                    stated(held.price.get(), points, 12.0 * years)
                }
            }
        });
        closes.sum::<f64>() / days.count() as f64
    }

    /// The Brownian motion behind a stock 0, 1, … trading days before the start, as far as that is after
    /// today: at the start first (or what it is there), then each earlier close by the bridge from today.
    fn motion(&self, market: &Market, stock: usize, days: u32, start: Option<f64>) -> Vec<f64> {
        let times = (0..=days).map(|day| before_start(market, day));
        let times: Vec<f64> = times.take_while(|time| *time > 0.0).collect();
        let mut sums = vec![0.0; times.len()];
        for (other, weight) in market.correlations.weights(stock).iter().enumerate() {
            if *weight == 0.0 {
                continue;
            }
            let (mut later, mut value) = (f64::NAN, 0.0);
            for (place, &time) in (0..).zip(&times) {
                let name = &market.stocks[other].name;
                let normal = self.normal(Purpose::CloseShock, name, place);
                value = if place == 0 && start.is_some() {
                    0.0
                } else if place == 0 {
                    time.sqrt() * normal
                } else {
                    // Given 0 today and `value` at `later`: the mean and variance of a bridge.
                    value * time / later + (time * (later - time) / later).sqrt() * normal
                };
                later = time;
                sums[place as usize] += weight * value;
            }
        }
        // A bridge to a point is a bridge to 0 and a straight line to the point.
        let line = |time: &f64| start.unwrap_or(0.0) * time / times[0];
        sums.iter().zip(&times).map(|(sum, time)| sum + line(time)).collect()
    }
}

/// The Brownian motion up to the start date that leads to a price then; 0 where none moves the price.
fn moved(gbm: &Gbm, today: f64, market: &Market, start: f64) -> f64 {
    let volatility = gbm.volatility.get();
    let still = price(gbm, today, before_start(market, 0), 0.0);
    if volatility > 0.0 { libm::log(start / still) / volatility } else { 0.0 }
}

/// Years from today to some trading days before the start.
fn before_start(market: &Market, day: u32) -> f64 {
    f64::from(market.start_in_days) / 365.0 - f64::from(day) / 252.0
}

fn price(gbm: &Gbm, today: f64, years: f64, motion: f64) -> f64 {
    let volatility = gbm.volatility.get();
    let drift = gbm.growth.rate() - volatility * volatility / 2.0;
    today * libm::exp(drift * years + volatility * motion)
}

/// A stated path: straight in logarithms between its points, constant after the last.
fn stated(today: f64, points: impl Iterator<Item = (f64, f64)>, month: f64) -> f64 {
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
