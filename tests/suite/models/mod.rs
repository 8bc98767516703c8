//! The stock models beyond geometric Brownian motion: published option values, exact means, the laws of daily returns
//! and of resampled histories. Each family has controls that must fail.

mod bootstrap;
mod dates;
mod garch;
mod histories;
mod means;
mod options;
mod variance;

use rayon::prelude::*;
use vestrisk::market::{
    GarchCoefficients, GjrGarch, Growth, Heston, JumpLaw, Market, Merton, Model, PathPlan,
    PriceHistory,
};
use vestrisk::quantity::{
    Asymmetry, Correlation, DailyVariance, DegreesOfFreedom, GarchCoefficient, JumpIntensity,
    JumpMean, JumpVolatility, LongRunVariance, MeanReversion, Price, Variance, VolOfVariance,
    Volatility,
};
use vestrisk::random::{Coupling, LANES, Runs};

use crate::reference::build;
use crate::reference::measured::POOL;
use crate::support::project_file;

/// Blocks of one job of a thread.
const BLOCKS: u64 = 64;

/// A count of values, their sum and that of their squares.
#[derive(Clone, Copy, Default)]
pub struct Tally {
    count: f64,
    sum: f64,
    squares: f64,
}

impl Tally {
    /// Adds a value.
    pub fn add(&mut self, value: f64) {
        self.count += 1.0;
        self.sum += value;
        self.squares += value * value;
    }

    fn merge(&mut self, other: &Self) {
        self.count += other.count;
        self.sum += other.sum;
        self.squares += other.squares;
    }

    /// The mean and its standard error.
    pub fn mean(&self) -> (f64, f64) {
        let mean = self.sum / self.count;
        let variance = self.squares / self.count - mean * mean;
        (mean, (variance / (self.count - 1.0)).sqrt())
    }
}

/// Means of payoffs, and their standard errors, over at least `runs` runs in whole jobs of [`BLOCKS`] blocks; a payoff is of the
/// prices at the plan's dates.
pub fn payoffs<const N: usize>(
    (market, plan): (&Market, &PathPlan),
    (seed, coupling, runs): (u64, Coupling, u64),
    payoff: impl Fn(&[f64]) -> [f64; N] + Sync,
) -> [(f64, f64); N] {
    let jobs = runs.div_ceil(BLOCKS * LANES as u64);
    let job = |job: u64| {
        let mut tallies = [Tally::default(); N];
        let (mut shocks, mut prices) = (plan.shock_columns(), plan.price_columns());
        let mut at = vec![0.0; plan.dates().len()];
        for block in job * BLOCKS..(job + 1) * BLOCKS {
            plan.draw(seed, &Runs::consecutive(block * LANES as u64, coupling), &mut shocks);
            plan.prices(market, &shocks, &mut prices);
            for lane in 0..LANES {
                at.iter_mut().zip(&prices.prices).for_each(|(at, column)| *at = column[lane]);
                tallies.iter_mut().zip(payoff(&at)).for_each(|(tally, value)| tally.add(value));
            }
        }
        tallies
    };
    // In order, so that the sums are the same on any number of threads.
    let all: Vec<[Tally; N]> = POOL.install(|| (0..jobs).into_par_iter().map(job).collect());
    let mut total = [Tally::default(); N];
    for tallies in all {
        total.iter_mut().zip(&tallies).for_each(|(total, tally)| total.merge(tally));
    }
    total.map(|tally| tally.mean())
}

/// A shipped price history.
pub fn history(file: &str) -> PriceHistory {
    let path = project_file(&format!("scenarios/prices/{file}.csv"));
    let text = std::fs::read_to_string(path).expect("the file ships");
    let closes = text.lines().skip(1).map(|line| {
        let (date, close) = line.split_once(',').expect("a date and a close");
        let close = Price::new(close.parse().expect("a number")).expect("a price");
        (date.parse().expect("a date"), close)
    });
    PriceHistory::new(closes.collect()).expect("a history")
}

/// A market of one stock at a price of 100.
pub fn market_of(model: Model) -> Market {
    build::market(vec![build::stock("S", 100.0, model)], &[])
}

/// Merton's model: growth, volatility of the diffusion, and (intensity, mean, deviation) of jumps.
pub fn merton(growth: Growth, volatility: f64, jumps: (f64, f64, f64)) -> Model {
    Model::Merton(Merton {
        growth,
        volatility: Volatility::new(volatility).unwrap(),
        jumps: JumpLaw {
            intensity: JumpIntensity::new(jumps.0).unwrap(),
            mean: JumpMean::new(jumps.1).unwrap(),
            volatility: JumpVolatility::new(jumps.2).unwrap(),
        },
    })
}

/// Heston's model of v(0), k, θ, x, r.
pub fn heston(growth: Growth, [v, k, theta, x, r]: [f64; 5]) -> Heston {
    Heston {
        growth,
        initial_variance: Variance::new(v).unwrap(),
        long_run_variance: LongRunVariance::new(theta).unwrap(),
        mean_reversion: MeanReversion::new(k).unwrap(),
        vol_of_variance: VolOfVariance::new(x).unwrap(),
        correlation: Correlation::new(r).unwrap(),
    }
}

/// GJR-GARCH of alpha, gamma, beta at a total volatility, with degrees of freedom unless normal.
pub fn garch(
    growth: Growth,
    volatility: f64,
    [alpha, gamma, beta]: [f64; 3],
    degrees: Option<f64>,
) -> GjrGarch {
    let coefficient = |value| GarchCoefficient::new(value).unwrap();
    let gamma = Asymmetry::new(gamma).unwrap();
    let coefficients = GarchCoefficients::new(coefficient(alpha), gamma, coefficient(beta));
    let total = Volatility::new(volatility).unwrap();
    let garch = GjrGarch::of_total_volatility(growth, total, coefficients.unwrap()).unwrap();
    let degrees_of_freedom = degrees.map(|degrees| DegreesOfFreedom::new(degrees).unwrap());
    GjrGarch { degrees_of_freedom, ..garch }
}

/// The same from a first day's variance on.
pub fn starting_at(garch: GjrGarch, variance: f64) -> GjrGarch {
    GjrGarch { initial_variance: Some(DailyVariance::new(variance).unwrap()), ..garch }
}
