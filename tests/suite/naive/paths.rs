//! The price path of one stock in one run, each number from its address alone: every model but the stated path, by its law and
//! with plain loops.

#![expect(
    clippy::cast_possible_truncation,
    clippy::cast_sign_loss,
    reason = "steps, numbers of jumps and places in a history are small and not negative"
)]

use vestrisk::market::{Bootstrap, GjrGarch, Growth, Heston, Market, Merton, Model, PriceHistory};
use vestrisk::random::{Purpose, StudentT};

use super::draws::Addressed;

/// The most trading days before a start date, and then some.
const MOST_DAYS: u32 = 1_000;

/// When a price is wanted: a month after the start date, or a trading day's close before it.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Date {
    Month(u32),
    Close(u32),
}

/// One stock in one run.
pub struct Path<'a> {
    pub draws: &'a Addressed,
    pub market: &'a Market,
    pub stock: usize,
    /// The price at the start date, where the motion up to it is drawn by no address.
    pub start: Option<f64>,
}

impl Path<'_> {
    /// Years after today.
    pub fn years(&self, date: Date) -> f64 {
        let start = f64::from(self.market.start_in_days) / 365.0;
        match date {
            Date::Month(month) => start + f64::from(month) / 12.0,
            Date::Close(close) => start - f64::from(close) / 252.0,
        }
    }

    /// Prices at some dates.
    pub fn prices(&self, dates: &[Date]) -> Vec<f64> {
        let stock = &self.market.stocks[self.stock];
        let last = dates.iter().map(|date| self.years(*date)).fold(0.0, f64::max);
        let level: Box<dyn Fn(Date) -> f64> = match &stock.model {
            Model::Gbm(gbm) => Box::new(|date| {
                let s = gbm.volatility.get();
                libm::exp(s * self.motion(date, s, 0.0) - 0.5 * s * s * self.years(date))
            }),
            Model::Merton(merton) => Box::new(|date| self.jumping(merton, date)),
            Model::Heston(heston) => {
                let levels = self.heston(heston, last);
                Box::new(move |date| levels[self.variance_step(date)])
            }
            Model::GjrGarch(garch) => {
                let levels = self.garch(garch, step(last, 252));
                Box::new(move |date| levels[step(self.years(date), 252)])
            }
            Model::Bootstrap(bootstrap) => {
                let a_year = bootstrap.history().spacing().steps_a_year();
                let levels = self.resampled(bootstrap, step(last, a_year));
                Box::new(move |date| levels[step(self.years(date), a_year)])
            }
            Model::Fixed(_) => panic!("a stated path has no draws"),
        };
        let rate = stock.model.growth().map_or(0.0, Growth::rate);
        let price = |date: &Date| {
            let growth = libm::exp(rate * self.years(*date));
            stock.price.get() * growth * level(*date)
        };
        dates.iter().map(price).collect()
    }

    fn name(&self) -> &str {
        &self.market.stocks[self.stock].name
    }

    /// Correlated Brownian motion at a date. Where the start is known by its price, `volatility` and the log of the
    /// price's other level `known` tell the motion then.
    fn motion(&self, date: Date, volatility: f64, known: f64) -> f64 {
        let weights = self.market.correlations.weights(self.stock);
        let own = weights.iter().enumerate().filter(|(_, weight)| **weight != 0.0);
        let names = own.map(|(other, weight)| (self.market.stocks[other].name.as_str(), *weight));
        let names: Vec<(&str, f64)> = names.collect();
        let end = self.years(Date::Close(0));
        let drawn =
            |date| names.iter().map(|(name, w)| w * self.own_motion(name, date)).sum::<f64>();
        let Some(start) = self.start.filter(|_| end > 0.0) else { return drawn(date) };
        let Date::Close(close) = date else { panic!("only closes are read from a start") };
        let stock = &self.market.stocks[self.stock];
        let rate = stock.model.growth().map_or(0.0, Growth::rate);
        let log = libm::log(start / stock.price.get()) - rate * end - known;
        let moved = if volatility > 0.0 {
            (log + 0.5 * volatility * volatility * end) / volatility
        } else {
            0.0
        };
        // A bridge to a point is a bridge to 0 and a straight line to the point.
        let bridge = |name: &str| self.bridge_to_zero(name, close);
        let share = self.years(date) / end;
        names.iter().map(|(name, w)| w * bridge(name)).sum::<f64>() + moved * share
    }

    /// A stock's own Brownian motion since today.
    fn own_motion(&self, name: &str, date: Date) -> f64 {
        match date {
            Date::Close(close) => self.before_start(name, close),
            Date::Month(month) => self.before_start(name, 0) + self.on_tree(name, month),
        }
    }

    fn before_start(&self, name: &str, close: u32) -> f64 {
        let end = self.years(Date::Close(0));
        if end <= 0.0 {
            return 0.0;
        }
        let value = end.sqrt() * self.draws.normal(Purpose::CloseShock, name, 0);
        value * self.years(Date::Close(close)) / end + self.bridge_to_zero(name, close)
    }

    /// Brownian motion at a close that is 0 today and at the start date.
    fn bridge_to_zero(&self, name: &str, close: u32) -> f64 {
        let mut value = 0.0;
        for place in 1..=close {
            let [later, time] = [place - 1, place].map(|close| self.years(Date::Close(close)));
            let normal = self.draws.normal(Purpose::CloseShock, name, place);
            value = value * time / later + (time * (later - time) / later).sqrt() * normal;
        }
        value
    }

    /// Brownian motion since the start date: quarters, and months by bridge between them.
    fn on_tree(&self, name: &str, month: u32) -> f64 {
        let end = |quarter: u32| {
            let shocks = (0..quarter).map(|at| self.draws.normal(Purpose::QuarterShock, name, at));
            shocks.sum::<f64>() * 0.25_f64.sqrt()
        };
        let quarter = month / 3;
        if month.is_multiple_of(3) {
            return end(quarter);
        }
        let (from, to) = (end(quarter), end(quarter + 1));
        let bridge = |place| self.draws.normal(Purpose::MonthBridge, name, 2 * quarter + place);
        let first = (2.0 * from + to) / 3.0 + (1.0 / 18.0_f64).sqrt() * bridge(0);
        if month % 3 == 1 {
            return first;
        }
        0.5 * (first + to) + (1.0 / 24.0_f64).sqrt() * bridge(1)
    }

    fn jumping(&self, merton: &Merton, date: Date) -> f64 {
        let (s, law) = (merton.volatility.get(), &merton.jumps);
        let compensation = law.intensity.get()
            * libm::expm1(law.mean.get() + 0.5 * law.volatility.get() * law.volatility.get());
        let jumps = |date| self.jumps(merton, date) - compensation * self.years(date);
        let known = jumps(Date::Close(0));
        let motion = s * self.motion(date, s, known);
        libm::exp(motion - 0.5 * s * s * self.years(date) + jumps(date))
    }

    /// The sum of all jumps since today.
    fn jumps(&self, merton: &Merton, date: Date) -> f64 {
        let name = self.name();
        let (a, d) = (merton.jumps.mean.get(), merton.jumps.volatility.get());
        let end = self.years(Date::Close(0));
        let sum = |segment: u32, number: f64| {
            a * number
                + d * number.sqrt() * self.draws.normal(Purpose::JumpSum, name, 4 * segment + 2)
        };
        let number = |segment: u32| {
            let years = if segment == 0 { end } else { 0.25 };
            let uniform = self.draws.uniform(Purpose::JumpSum, name, segment);
            poisson_quantile(merton.jumps.intensity.get() * years, uniform)
        };
        let early = |segment: u32, number: f64, share: f64| {
            let times = (0..number as u32).map(|jump| {
                self.draws.uniform_of(Purpose::JumpTime, name, (segment << 16) + jump / 2, jump % 2)
            });
            times.filter(|time| *time <= share).count() as f64
        };
        // Of n jumps with a sum, the sum of the first k.
        let first = |sum: f64, n: f64, k: f64, normal: f64| {
            if n == 0.0 { 0.0 } else { sum * k / n + d * (k * (n - k) / n).sqrt() * normal }
        };
        match date {
            _ if end <= 0.0 && date == Date::Close(0) => 0.0,
            Date::Close(close) => {
                let all = number(0);
                let (mut n, mut value) = (all, sum(0, all));
                for place in 1..=close {
                    let k = early(0, all, self.years(Date::Close(place)) / end);
                    let normal = self.draws.normal(Purpose::CloseJump, name, place - 1);
                    (value, n) = (first(value, n, k, normal), k);
                }
                value
            }
            Date::Month(month) => {
                let before = if end > 0.0 { sum(0, number(0)) } else { 0.0 };
                let quarter = month / 3;
                let whole = (1..=quarter).map(|segment| sum(segment, number(segment)));
                let inside = month % 3;
                let mut since = before + whole.sum::<f64>();
                if inside > 0 {
                    let segment = quarter + 1;
                    let all = number(segment);
                    let bridge =
                        |at| self.draws.normal(Purpose::JumpBridge, name, 2 * quarter + at);
                    let two = early(segment, all, 2.0 / 3.0);
                    let second = first(sum(segment, all), all, two, bridge(1));
                    let one = early(segment, all, 1.0 / 3.0);
                    since += if inside == 2 { second } else { first(second, two, one, bridge(0)) };
                }
                since
            }
        }
    }

    /// Trading days before the start date, the broken first one included.
    fn days_before(&self) -> u32 {
        (0..MOST_DAYS).take_while(|close| self.years(Date::Close(*close)) > 1e-9).count() as u32
    }

    fn variance_step(&self, date: Date) -> usize {
        match date {
            Date::Close(close) => self.days_before().saturating_sub(close) as usize,
            Date::Month(month) => (self.days_before() + month) as usize,
        }
    }

    /// Andersen's scheme, step by step: levels after each.
    fn heston(&self, heston: &Heston, last: f64) -> Vec<f64> {
        let days = self.days_before();
        let months = ((last - self.years(Date::Close(0))) * 12.0).round() as u32;
        let (mut variance, mut log) = (heston.initial_variance.get(), 0.0);
        let mut levels = vec![1.0];
        for step in 1..=days + months {
            let (purpose, place, years) = match step.checked_sub(days) {
                Some(month) if month > 0 => (Purpose::MonthVariance, month, 1.0 / 12.0),
                _ => {
                    let to = self.years(Date::Close(days - step));
                    let from =
                        if step == 1 { 0.0 } else { self.years(Date::Close(days - step + 1)) };
                    (Purpose::DayVariance, days - step, to - from)
                }
            };
            let parts = parts(heston, years);
            for index in (64 * place..).take(parts as usize) {
                let uniform = self.draws.uniform(purpose, self.name(), index);
                let [of_variance, of_price] =
                    [2, 3].map(|at| self.draws.normal(purpose, self.name(), 4 * index + at));
                let shocks = [uniform, of_variance, of_price];
                let years = years / f64::from(parts);
                (variance, log) = quadratic_exponential(heston, years, variance, log, shocks);
            }
            levels.push(libm::exp(log));
        }
        levels
    }

    fn garch(&self, garch: &GjrGarch, days: usize) -> Vec<f64> {
        let coefficients = &garch.coefficients;
        let [alpha, gamma, beta] =
            [coefficients.alpha().get(), coefficients.gamma().get(), coefficients.beta().get()];
        let mut square = garch.first_variance();
        let (mut level, mut levels) = (1.0, vec![1.0]);
        for day in 0..days as u32 {
            let z = match garch.degrees_of_freedom {
                None => self.draws.normal(Purpose::DayShock, self.name(), day),
                Some(degrees) => self.student(degrees.get(), day),
            };
            let s = square.sqrt().min(0.25);
            let e = s * z;
            level *= 1.0 + e.max(-0.99);
            levels.push(level);
            let leverage = if e < 0.0 { gamma } else { 0.0 };
            square = garch.omega.get() + (alpha + leverage) * e * e + beta * s * s;
        }
        levels
    }

    /// Bailey's variate of a day: cut to ±20, over its deviation then.
    fn student(&self, degrees: f64, day: u32) -> f64 {
        let [radius, angle] = self.draws.radius_and_angle(Purpose::DayShock, self.name(), day);
        let square = degrees * (libm::pow(radius, -2.0 / degrees) - 1.0);
        let t = square.sqrt() * libm::cos(std::f64::consts::TAU * angle);
        self.draws.sign() * t.clamp(-20.0, 20.0) / StudentT::new(degrees, 20.0).deviation()
    }

    fn resampled(&self, own: &Bootstrap, steps: usize) -> Vec<f64> {
        let (first, returns) = self.joint_returns(own);
        let count = returns.len() as u64;
        let chance = own.history().spacing().trading_days() / own.mean_block_days().get();
        let restart = (chance * 16_777_216.0).round();
        let means = product_means(&returns, restart / 16_777_216.0, steps);
        let (mut at, mut product, mut levels) = (0, 1.0, vec![1.0]);
        for step in 0..steps {
            let word =
                self.draws.word(Purpose::Resampling, first, step as u32 / 2, step as u32 % 2);
            let starts = step == 0 || ((word & 0x00FF_FFFF) as f64) < restart;
            at = if starts {
                ((u128::from(word >> 24) * u128::from(count)) >> 40) as u64
            } else {
                (at + 1) % count
            };
            product *= returns[at as usize];
            levels.push(product / means[step + 1]);
        }
        levels
    }

    /// The returns of a stock at the dates of all whose histories it meets, and the name of the first of these.
    fn joint_returns(&self, own: &Bootstrap) -> (&str, Vec<f64>) {
        // The worlds' histories meet all or none.
        let together = self.market.stocks.iter().filter_map(|stock| match &stock.model {
            Model::Bootstrap(other) => Some((stock.name.as_str(), other.history())),
            _ => None,
        });
        let with = |history: &PriceHistory| {
            history.spacing() == own.history().spacing() && history.meets(own.history())
        };
        let together: Vec<(&str, &PriceHistory)> =
            together.filter(|(_, history)| with(history)).collect();
        let dated =
            |history: &PriceHistory, date| history.closes().iter().any(|(other, _)| *other == date);
        let shared = own.history().closes().iter();
        let shared = shared.filter(|(date, _)| together.iter().all(|(_, h)| dated(h, *date)));
        let closes: Vec<f64> = shared.map(|(_, close)| close.get()).collect();
        (together[0].0, closes.windows(2).map(|pair| pair[1] / pair[0]).collect())
    }
}

/// The last step not after a time; what is a step but for rounding is one.
fn step(years: f64, a_year: u32) -> usize {
    (years * f64::from(a_year) + 1e-9).floor() as usize
}

/// The means of products of 0, 1, … resampled returns, by the length l of the block that is going on: a block that started l
/// steps ago, with a mean product of its own, after a mean of what came before.
pub fn product_means(returns: &[f64], restart: f64, steps: usize) -> Vec<f64> {
    let count = returns.len();
    let block = |length: usize| {
        let from =
            |first: usize| (0..length).map(|at| returns[(first + at) % count]).product::<f64>();
        (0..count).map(from).sum::<f64>() / count as f64
    };
    let blocks: Vec<f64> = (0..=steps).map(block).collect();
    let mut means = vec![1.0];
    for step in 1..=steps {
        let whole = libm::pow(1.0 - restart, step as f64 - 1.0) * blocks[step];
        let later = (1..step).map(|length| {
            restart
                * libm::pow(1.0 - restart, length as f64 - 1.0)
                * means[step - length]
                * blocks[length]
        });
        means.push(whole + later.sum::<f64>());
    }
    means
}

/// The least number whose cumulative probability is at least `uniform`.
fn poisson_quantile(mean: f64, uniform: f64) -> f64 {
    let (mut number, mut probability) = (0.0, libm::exp(-mean));
    let mut cumulative = probability;
    while uniform > cumulative && number < 1e4 {
        number += 1.0;
        probability *= mean / number;
        cumulative += probability;
    }
    number
}

/// In how many parts a step is done: halves until A x² (1 − exp(−kΔ))/k × 5/6 is below 1, with A of the part.
fn parts(heston: &Heston, years: f64) -> u32 {
    let (k, x) = (heston.mean_reversion.get(), heston.vol_of_variance.get());
    let rho = heston.correlation.get();
    let holds = |parts: &u32| {
        let step = years / f64::from(*parts);
        let a = rho / x + 0.5 * step * (k * rho / x - 0.5) + 0.25 * step * (1.0 - rho * rho);
        a * x * x * (1.0 - libm::exp(-k * step)) / k * 5.0 / 6.0 < 1.0
    };
    [1, 2, 4, 8, 16, 32].into_iter().find(holds).expect("it holds for short steps")
}

/// One step of Andersen's scheme (2008), sections 3.2.4 and 4.2, with K's constants as he has them.
#[expect(clippy::many_single_char_names, reason = "as the paper has them")]
fn quadratic_exponential(
    heston: &Heston,
    years: f64,
    v: f64,
    log: f64,
    [uniform, of_variance, of_price]: [f64; 3],
) -> (f64, f64) {
    let (k, theta) = (heston.mean_reversion.get(), heston.long_run_variance.get());
    let (x, rho) = (heston.vol_of_variance.get(), heston.correlation.get());
    let decay = libm::exp(-k * years);
    let m = theta + (v - theta) * decay;
    let s2 = v * x * x * decay / k * (1.0 - decay)
        + theta * x * x / (2.0 * k) * (1.0 - decay) * (1.0 - decay);
    let psi = s2 / (m * m);
    let k1 = 0.5 * years * (k * rho / x - 0.5) - rho / x;
    let k2 = 0.5 * years * (k * rho / x - 0.5) + rho / x;
    let k3 = 0.5 * years * (1.0 - rho * rho);
    let big_a = k2 + 0.5 * k3;
    let (after, expectation) = if psi <= 1.5 {
        let b2 = 2.0 / psi - 1.0 + (2.0 / psi).sqrt() * (2.0 / psi - 1.0).sqrt();
        let a = m / (1.0 + b2);
        let root = b2.sqrt() + of_variance;
        let left = 1.0 - 2.0 * big_a * a;
        (a * root * root, libm::exp(big_a * b2 * a / left) / left.sqrt())
    } else {
        let p = (psi - 1.0) / (psi + 1.0);
        let beta = (1.0 - p) / m;
        let drawn = if uniform <= p { 0.0 } else { libm::log((1.0 - p) / (1.0 - uniform)) / beta };
        (drawn, p + beta * (1.0 - p) / (beta - big_a))
    };
    let k0 = -libm::log(expectation) - (k1 + 0.5 * k3) * v;
    let moved = k0 + k1 * v + k2 * after + (k3 * v + k3 * after).sqrt() * of_price;
    (after, log + moved)
}
