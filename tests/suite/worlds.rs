//! Random worlds: valid setups of every shape the model knows, each from one number, on which the
//! readers are compared and the properties tried. A plain world has no bands, bonuses, refreshers, layoff
//! terms, responses, closes before the start or outside option; `features` adds these to most worlds.
//! `coverage` proves that no shape has dropped out.

pub mod coverage;
pub mod features;
mod models;
mod promises;

use rand::rngs::StdRng;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use vestrisk::attrition::{Cause, CertainExit, Hazard, Hazards, Profile};
use vestrisk::market::{Correlations, FixedPath, Gbm, Growth, Market, Model, Pair, Stock};
use vestrisk::quantity::{
    ContinuousRate, Correlation, DividendYield, HazardRate, LARGEST_SEED, MOST_RUNS, Price,
    Volatility, WeibullScale, WeibullShape,
};
use vestrisk::random::{LANES, Runs};
use vestrisk::simulation::kernel::Block;
use vestrisk::simulation::plan::Plan;
use vestrisk::simulation::{Exits, Sampler, Settings, Setup, SharedExits};

const STOCKS: [&str; 4] = ["AMZN", "GOOG", "MSFT", "a name, with Ünïcode"];

/// The world of a number with everything the model knows: always the same setup.
pub fn world(number: u64) -> Setup {
    features::added(plain_world(number), number)
        .unwrap_or_else(|error| panic!("world {number} is refused: {error}"))
}

/// The plain world of a number: always the same setup.
pub fn plain_world(number: u64) -> Setup {
    let mut rng = StdRng::seed_from_u64(number);
    let settings = settings(&mut rng);
    let horizon = settings.horizon_months;
    let market = market(&mut rng, horizon);
    let profiles: Vec<Profile> =
        (0..rng.random_range(1..=4)).map(|_| profile(&mut rng, horizon)).collect();
    let offers = (0..rng.random_range(1..=5))
        .map(|at| promises::offer(&mut rng, at, market.stocks.len(), profiles.len(), horizon));
    let offers = offers.collect();
    Setup::new(market, profiles, offers, settings)
        .unwrap_or_else(|error| panic!("world {number} is refused: {error}"))
}

/// One of a list.
fn one_of<T: Copy>(rng: &mut StdRng, list: &[T]) -> T {
    *list.choose(rng).expect("the list is not empty")
}

fn settings(rng: &mut StdRng) -> Settings {
    let horizon_months = if rng.random_bool(0.6) {
        rng.random_range(1..=60)
    } else {
        one_of(rng, &[1, 2, 3, 11, 12, 13, 24, 36, 47, 48, 60, 119, 120])
    };
    let rate = match rng.random_range(0..3) {
        0 => 0.0,
        1 => rng.random_range(-0.2..0.0),
        _ => rng.random_range(0.0..0.4),
    };
    Settings {
        runs: rng.random_range(1..=MOST_RUNS),
        seed: rng.random_range(0..=LARGEST_SEED),
        horizon_months,
        sampler: one_of(rng, &Sampler::ALL),
        exits: Exits::Sampled,
        shared_exits: one_of(rng, &SharedExits::ALL),
        discount_rate: ContinuousRate::new(rate).unwrap(),
    }
}

fn market(rng: &mut StdRng, horizon: u32) -> Market {
    let count = rng.random_range(1..=STOCKS.len());
    let stocks: Vec<Stock> = STOCKS[..count]
        .iter()
        .map(|name| Stock {
            name: (*name).to_owned(),
            price: price(rng),
            model: if rng.random_bool(0.25) {
                Model::Fixed(fixed(rng, horizon))
            } else {
                Model::Gbm(gbm(rng))
            },
            start_jump: None,
        })
        .collect();
    let pairs = pairs(rng, &stocks);
    let correlations = Correlations::new(count, &pairs, |at| STOCKS[at].to_owned())
        .expect("loadings on one factor are a correlation matrix");
    Market { start_in_days: 0, stocks, correlations }
}

/// A round price, so that values over it have exact halves, or any.
fn price(rng: &mut StdRng) -> Price {
    let any = rng.random_range(5.0..500.0);
    Price::new(one_of(rng, &[any, any, 10.0, 100.0, 230.0])).unwrap()
}

fn fixed(rng: &mut StdRng, horizon: u32) -> FixedPath {
    let mut month = 0;
    let points: Vec<(u32, Price)> = (0..rng.random_range(0..5))
        .map(|_| {
            month += rng.random_range(1..=horizon.max(8) / 2);
            (month, price(rng))
        })
        .collect();
    FixedPath::new(&points).unwrap()
}

fn gbm(rng: &mut StdRng) -> Gbm {
    let (volatility, dividends) = (rng.random_range(0.05..0.9), rng.random_range(0.0..0.08));
    let growth = growth(rng, dividends);
    let volatility = one_of(rng, &[0.0, volatility, volatility, volatility]);
    Gbm { growth, volatility: Volatility::new(volatility).unwrap() }
}

fn growth(rng: &mut StdRng, dividends: f64) -> Growth {
    Growth {
        expected_return: ContinuousRate::new(rng.random_range(-0.3..0.4)).unwrap(),
        dividend_yield: DividendYield::new(one_of(rng, &[0.0, dividends])).unwrap(),
    }
}

/// Correlations from loadings on one factor; loadings of ±1 make the matrix singular.
fn pairs(rng: &mut StdRng, stocks: &[Stock]) -> Vec<Pair> {
    let loadings: Vec<f64> = stocks
        .iter()
        .map(|stock| {
            let any = rng.random_range(-1.0..1.0);
            let loading = one_of(rng, &[any, any, 0.0, 1.0, -1.0]);
            if matches!(stock.model, Model::Gbm(_)) { loading } else { 0.0 }
        })
        .collect();
    let all = (0..stocks.len()).flat_map(|second| (0..second).map(move |first| (first, second)));
    all.map(|(first, second)| (first, second, loadings[first] * loadings[second]))
        .filter(|(.., value)| *value != 0.0)
        .map(|(first, second, value)| Pair {
            first,
            second,
            value: Correlation::new(value).unwrap(),
        })
        .collect()
}

fn profile(rng: &mut StdRng, horizon: u32) -> Profile {
    if rng.random_bool(0.3) {
        let inside = rng.random_range(0..=horizon);
        let month = one_of(rng, &[0, inside, inside, inside, horizon, horizon + 1, 1_200]);
        return Profile::Certain(CertainExit { month, cause: one_of(rng, &Cause::ALL) });
    }
    let mut cause = || rng.random_bool(0.7).then(|| hazard(rng));
    Profile::Hazards(Hazards::new(cause(), cause(), cause()))
}

/// A hazard high enough that exits are common.
fn hazard(rng: &mut StdRng) -> Hazard {
    match rng.random_range(0..3) {
        0 => Hazard::by_year(&rates(rng, 5)).unwrap(),
        1 => Hazard::by_month(&rates(rng, 30)).unwrap(),
        _ => Hazard::Weibull {
            shape: WeibullShape::new(rng.random_range(0.4..4.0)).unwrap(),
            scale_years: WeibullScale::new(rng.random_range(0.3..6.0)).unwrap(),
        },
    }
}

fn rates(rng: &mut StdRng, most: usize) -> Vec<HazardRate> {
    let count = rng.random_range(1..=most);
    let rate = |_| {
        let any = rng.random_range(0.02..1.2);
        HazardRate::new(one_of(rng, &[any, any, any, 0.0])).unwrap()
    };
    (0..count).map(rate).collect()
}

/// Simulates the block of runs that starts at `first`.
pub fn simulated(setup: &Setup, plan: &Plan, first: u64) -> Block {
    let mut block = Block::new(plan);
    block.simulate(plan, &Runs::consecutive(first, setup.settings.sampler.coupling()));
    block
}

/// A few lanes of a block: both ends and some between.
pub fn some_lanes(number: u64, count: usize) -> Vec<usize> {
    let mut rng = StdRng::seed_from_u64(!number);
    let between = (2..count).map(|_| rng.random_range(1..LANES - 1));
    [0, LANES - 1].into_iter().chain(between).collect()
}
