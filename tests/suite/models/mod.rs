//! The stock models beyond geometric Brownian motion: published option values, exact means, the laws of daily returns
//! and of resampled histories. Each family has controls that must fail.

mod options;

use rayon::prelude::*;
use vestrisk::market::{
    GarchCoefficients, GjrGarch, Growth, Heston, JumpLaw, Market, Merton, Model, PathPlan,
};
use vestrisk::quantity::{
    Asymmetry, Correlation, DailyVariance, DegreesOfFreedom, GarchCoefficient, JumpIntensity,
    JumpMean, JumpVolatility, LongRunVariance, MeanReversion, Variance, VolOfVariance, Volatility,
};
use vestrisk::random::{Coupling, LANES, Runs};

use crate::reference::build;
use crate::reference::measured::POOL;

/// Blocks of one job of a thread.
const BLOCKS: u64 = 64;

/// Sums of some payoffs and of their squares over runs.
#[derive(Clone)]
pub struct Sums<const N: usize> {
    runs: u64,
    sums: [[f64; 2]; N],
}

impl<const N: usize> Sums<N> {
    /// The mean of a payoff and its standard error.
    pub fn mean(&self, payoff: usize) -> (f64, f64) {
        let runs = self.runs as f64;
        let [sum, squares] = self.sums[payoff].map(|sum| sum / runs);
        (sum, ((squares - sum * sum) / (runs - 1.0)).sqrt())
    }
}

/// Payoffs over at least `runs` runs, in whole jobs of [`BLOCKS`] blocks: each of the prices at the plan's dates.
pub fn payoffs<const N: usize>(
    (market, plan): (&Market, &PathPlan),
    (seed, coupling, runs): (u64, Coupling, u64),
    payoff: impl Fn(&[f64]) -> [f64; N] + Sync,
) -> Sums<N> {
    let jobs = runs.div_ceil(BLOCKS * LANES as u64);
    let job = |job: u64| {
        let mut sums = Sums { runs: 0, sums: [[0.0; 2]; N] };
        let (mut shocks, mut prices) = (plan.shock_columns(), plan.price_columns());
        let mut at = vec![0.0; plan.dates().len()];
        for block in job * BLOCKS..(job + 1) * BLOCKS {
            plan.draw(seed, &Runs::consecutive(block * LANES as u64, coupling), &mut shocks);
            plan.prices(market, &shocks, &mut prices);
            for lane in 0..LANES {
                at.iter_mut().zip(&prices.prices).for_each(|(at, column)| *at = column[lane]);
                for (sums, value) in sums.sums.iter_mut().zip(payoff(&at)) {
                    sums[0] += value;
                    sums[1] += value * value;
                }
            }
            sums.runs += LANES as u64;
        }
        sums
    };
    // In order, so that the sums are the same on any number of threads.
    let all: Vec<Sums<N>> = POOL.install(|| (0..jobs).into_par_iter().map(job).collect());
    let mut total = Sums { runs: 0, sums: [[0.0; 2]; N] };
    for sums in all {
        total.runs += sums.runs;
        for (total, sums) in total.sums.iter_mut().zip(sums.sums) {
            total[0] += sums[0];
            total[1] += sums[1];
        }
    }
    total
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
