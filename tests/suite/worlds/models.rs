//! The stock models that random worlds have beside geometric Brownian motion and stated paths.

use std::sync::Arc;

use jiff::{Span, civil};
use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use vestrisk::market::{
    Bootstrap, Correlations, GarchCoefficients, GjrGarch, Growth, Heston, JumpLaw, Market, Merton,
    Model, Pair, PriceHistory, Spacing,
};
use vestrisk::quantity::{
    Asymmetry, BlockDays, Correlation, DailyVariance, DegreesOfFreedom, GarchCoefficient,
    JumpIntensity, JumpMean, JumpVolatility, LongRunVariance, MeanReversion, Price, Variance,
    VolOfVariance, Volatility,
};

use super::one_of;

/// A random stock in this many becomes another model's.
const OTHER: f64 = 0.5;
/// The longest horizon at which days are simulated: longer ones take their time.
const MOST_MONTHS_OF_DAYS: u32 = 24;

/// A market some of whose random stocks follow other models.
pub fn varied(market: Market, horizon: u32, number: u64) -> Market {
    let mut rng = StdRng::seed_from_u64(number.wrapping_mul(0xd134_2543_de82_ef95) ^ 0x0de1);
    let rng = &mut rng;
    let Market { mut stocks, correlations, start_in_days } = market;
    let days = horizon <= MOST_MONTHS_OF_DAYS;
    for stock in &mut stocks {
        if let Some(growth) = stock.model.growth().copied()
            && rng.random_bool(OTHER)
        {
            stock.model = match rng.random_range(0..6) {
                0 | 1 => merton(rng, growth),
                2 => heston(rng, growth),
                3 if days => garch(rng, growth),
                _ => bootstrap(rng, growth, days),
            };
        }
    }
    let brownian = |at: usize| stocks[at].model.brownian_volatility().is_some();
    let pairs = correlations.pairs().iter().copied();
    let pairs: Vec<Pair> =
        pairs.filter(|pair| brownian(pair.first) && brownian(pair.second)).collect();
    let names = |at: usize| stocks[at].name.clone();
    let correlations = Correlations::new(stocks.len(), &pairs, names).expect("fewer are possible");
    Market { stocks, correlations, start_in_days }
}

fn merton(rng: &mut StdRng, growth: Growth) -> Model {
    let (any, mean) = (rng.random_range(0.0..12.0), rng.random_range(-0.3..0.2));
    let jumps = JumpLaw {
        intensity: JumpIntensity::new(one_of(rng, &[0.0, 1.0, any, 50.0])).unwrap(),
        mean: JumpMean::new(mean).unwrap(),
        volatility: JumpVolatility::new(rng.random_range(0.0..0.3)).unwrap(),
    };
    let volatility = rng.random_range(0.05..0.6);
    let volatility = Volatility::new(one_of(rng, &[0.0, volatility, volatility])).unwrap();
    Model::Merton(Merton { growth, volatility, jumps })
}

fn heston(rng: &mut StdRng, growth: Growth) -> Model {
    let (low, any) = (rng.random_range(0.0..0.02), rng.random_range(0.02..0.5));
    let (calm, wild) = (rng.random_range(0.05..2.0), rng.random_range(2.0..40.0));
    let any_correlation = rng.random_range(-1.0..1.0);
    let correlation = one_of(rng, &[any_correlation, any_correlation, -1.0, 1.0]);
    Model::Heston(Heston {
        growth,
        initial_variance: Variance::new(one_of(rng, &[0.0, low, any])).unwrap(),
        long_run_variance: LongRunVariance::new(rng.random_range(0.01..0.4)).unwrap(),
        mean_reversion: MeanReversion::new(rng.random_range(0.1..8.0)).unwrap(),
        vol_of_variance: VolOfVariance::new(one_of(rng, &[calm, calm, wild])).unwrap(),
        correlation: Correlation::new(correlation).unwrap(),
    })
}

fn garch(rng: &mut StdRng, growth: Growth) -> Model {
    let (alpha, gamma) = (rng.random_range(0.0..0.1), rng.random_range(0.0..0.2));
    let beta = rng.random_range(0.0..0.98 - alpha - gamma / 2.0);
    let coefficient = |value| GarchCoefficient::new(value).unwrap();
    let gamma = Asymmetry::new(gamma).unwrap();
    let coefficients = GarchCoefficients::new(coefficient(alpha), gamma, coefficient(beta));
    let (first, degrees) = (rng.random_range(0.0..0.06), rng.random_range(2.01..40.0));
    let (starts, fat) = (rng.random_bool(0.5), rng.random_bool(0.6));
    Model::GjrGarch(GjrGarch {
        growth,
        omega: DailyVariance::new(rng.random_range(0.0..1e-4)).unwrap(),
        coefficients: coefficients.unwrap(),
        initial_variance: starts.then(|| DailyVariance::new(first).unwrap()),
        degrees_of_freedom: fat.then(|| DegreesOfFreedom::new(degrees).unwrap()),
    })
}

/// A history of one of two eras of each spacing: those of one era have most dates in common, and a mean block.
fn bootstrap(rng: &mut StdRng, growth: Growth, days: bool) -> Model {
    let spacing = if days { one_of(rng, &Spacing::ALL) } else { Spacing::Monthly };
    let era = rng.random_range(0..2_i16);
    let step = match spacing {
        Spacing::Daily => Span::new().days(1),
        Spacing::Weekly => Span::new().days(7),
        Spacing::Monthly => Span::new().months(1),
    };
    // Histories of different spacings have no date in common.
    let first = civil::date(1950 + 10 * spacing as i16 + 40 * era, 1, 1);
    let count: i64 = rng.random_range(45..80);
    // One date is missing, so that histories of an era share most dates and not all.
    let missing = rng.random_range(15..count);
    let mut close = 100.0;
    let mut closes = Vec::new();
    for at in 0..count {
        close *= rng.random_range(0.8..1.28);
        if at != missing {
            let date = first.saturating_add(step.checked_mul(at).expect("a few years"));
            closes.push((date, Price::new(close).unwrap()));
        }
    }
    let history = PriceHistory::new(closes).expect("a history");
    let block = if era == 0 { 63.0 } else { 25.0 };
    let block = BlockDays::new(block).unwrap();
    Model::Bootstrap(Bootstrap::new(growth, Arc::new(history), block).expect("a block"))
}
