//! Brownian paths on the fixed tree, quarter ends and bridged months alike: covariances min(s, t),
//! increments that are independent standard normals, and correlated stocks.

use rayon::prelude::*;
use vestrisk::market::{Market, PathPlan, Tree};
use vestrisk::random::{Coupling, Entity, LANES, Runs, zeroed};

use super::correlation;
use super::kolmogorov::{normal, one_sample};
use crate::reference::build;
use crate::reference::measured::POOL;
use crate::support::processor;
use crate::tolerance::{Family, seed};

/// Blocks of each sample: 2^18 paths.
const BLOCKS: usize = 1_024;
/// Months of the paths: two years, so 24 covariances by 24.
const MONTHS: u32 = 24;

/// Brownian motion at months 1 … 24, by month.
fn motion(label: &str, coupling: Coupling) -> Vec<Vec<f64>> {
    let tree = Tree::for_months(1..=MONTHS);
    let block = |index: usize| {
        let runs = Runs::consecutive((index * LANES) as u64, coupling);
        let (mut shocks, mut motion) = (zeroed(tree.columns()), zeroed(tree.columns()));
        tree.draw(processor(), (seed(label), Entity::of("AMZN")), &runs, &mut shocks);
        tree.build(processor(), &shocks, &mut motion);
        motion
    };
    let blocks: Vec<_> = POOL.install(|| (0..BLOCKS).into_par_iter().map(block).collect());
    let column = |month| tree.column(month).expect("a month of the tree");
    let of_month = |month| blocks.iter().flat_map(|block| block[column(month)]).collect();
    (1..=MONTHS).map(of_month).collect()
}

fn mean_product(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum::<f64>() / a.len() as f64
}

/// Checks E[B(s) B(t)] = `covariance`(s, t), both in years, for all months; the product's variance
/// is that of jointly normal numbers of mean 0.
fn covariances(name: &str, motion: &[Vec<f64>], covariance: impl Fn(f64, f64) -> f64) -> Family {
    let mut family = Family::new(name);
    let years = |month: usize| (month + 1) as f64 / 12.0;
    for (s, at_s) in motion.iter().enumerate() {
        for (t, at_t) in motion.iter().enumerate().skip(s) {
            let (own_s, own_t) = (covariance(years(s), years(s)), covariance(years(t), years(t)));
            let expected = covariance(years(s), years(t));
            let std_error = ((own_s * own_t + expected * expected) / at_s.len() as f64).sqrt();
            let name = format!("months {} and {}", s + 1, t + 1);
            family.check_mean(&name, mean_product(at_s, at_t), std_error, expected);
        }
    }
    family
}

/// Increments from month to month, over √(1/12 year).
fn increments(motion: &[Vec<f64>]) -> Vec<Vec<f64>> {
    let step = (1.0 / 12.0_f64).sqrt();
    let start = vec![0.0; motion[0].len()];
    let before = std::iter::once(&start).chain(motion);
    before
        .zip(motion)
        .map(|(from, to)| from.iter().zip(to).map(|(from, to)| (to - from) / step).collect())
        .collect()
}

#[test]
fn covariances_are_the_earlier_times() {
    let motion = motion("Brownian covariances", Coupling::Independent);
    covariances("Brownian covariances", &motion, f64::min).holds();
}

#[test]
fn control_another_bridge_fails() {
    let motion = motion("Brownian covariances of a control", Coupling::Independent);
    let mut bridged = motion.clone();
    for quarter in 0..MONTHS as usize / 3 {
        for inside in [3 * quarter, 3 * quarter + 1] {
            for run in 0..motion[0].len() {
                let start = if quarter == 0 { 0.0 } else { motion[3 * quarter - 1][run] };
                let line =
                    start + (motion[3 * quarter + 2][run] - start) * (inside % 3 + 1) as f64 / 3.0;
                bridged[inside][run] = line + 1.05 * (motion[inside][run] - line);
            }
        }
    }
    covariances("bridges 5 % too wide", &bridged, f64::min).must_fail();
    covariances("2 % more variance", &motion, |s, t| 1.02 * s.min(t)).must_fail();
}

#[test]
fn increments_are_independent_standard_normals() {
    let increments = increments(&motion("Brownian increments", Coupling::Independent));
    let mut family = Family::new("Brownian increments");
    let root = (increments[0].len() as f64).sqrt();
    for (s, at_s) in increments.iter().enumerate() {
        // Products of different pairs are uncorrelated, so each is a group of its own.
        for (t, at_t) in increments.iter().enumerate().skip(s + 1) {
            let name = format!("increments {} and {}", s + 1, t + 1);
            family.check_score(&name, root * mean_product(at_s, at_t));
            family.next_group();
        }
        let name = format!("increment {}", s + 1);
        family.check_score(&name, root * at_s.iter().sum::<f64>() / at_s.len() as f64);
        let square = mean_product(at_s, at_s) - 1.0;
        family.check_score(&format!("{name}, squared"), root * square / 2.0_f64.sqrt());
        family.check_probability(&name, one_sample(&mut at_s.clone(), normal));
        family.next_group();
    }
    family.holds();
}

#[test]
fn mirrored_paths_are_mirror_images() {
    for column in motion("mirrored paths", Coupling::Antithetic) {
        let (pairs, _) = column.as_chunks::<2>();
        assert!(pairs.iter().all(|[one, other]| one.to_bits() == (-other).to_bits()));
    }
}

/// Four stocks: two strongly, one weakly, and one not at all correlated with the first.
const CORRELATIONS: [(usize, usize, f64); 4] =
    [(0, 1, 0.8), (0, 2, -0.35), (1, 2, 0.1), (2, 3, 0.5)];
/// Quarter ends and months inside a quarter.
const DATES: [u32; 5] = [2, 3, 7, 12, 16];

fn stocks(correlations: &[(usize, usize, f64)]) -> Market {
    let names = ["ALFA", "BETA", "GAMMA", "DELTA"];
    let stocks = names.map(|name| build::gbm(name, 100.0, (0.05, 0.01, 0.3)));
    build::market(stocks.to_vec(), correlations)
}

/// The logarithm of each stock's price at each date, by stock and date.
fn log_prices(label: &str, market: &Market) -> Vec<Vec<Vec<f64>>> {
    let dates = (0..4).flat_map(|stock| DATES.map(|month| (stock, month)));
    let plan = PathPlan::new(market, dates, Vec::new());
    let block = |index: usize| {
        let runs = Runs::consecutive((index * LANES) as u64, Coupling::Independent);
        let (mut shocks, mut prices) = (plan.shock_columns(), plan.price_columns());
        plan.draw(seed(label), &runs, &mut shocks);
        plan.prices(market, &shocks, &mut prices);
        prices.prices
    };
    let blocks: Vec<_> = POOL.install(|| (0..BLOCKS).into_par_iter().map(block).collect());
    let of = |stock, month| {
        let column = plan.column(stock, month).expect("a date of the plan");
        blocks.iter().flat_map(|block| block[column].map(libm::log)).collect()
    };
    (0..4).map(|stock| DATES.map(|month| of(stock, month)).to_vec()).collect()
}

/// Checks the correlations of log prices against a list, all pairs and dates, with Fisher's z; and
/// that steps of different stocks at different times have none.
fn correlations(name: &str, market: &Market, expected: &[(usize, usize, f64)]) -> Family {
    let logs = log_prices(name, market);
    let mut family = Family::new(name);
    let root = ((BLOCKS * LANES - 3) as f64).sqrt();
    let score = |a: &[f64], b: &[f64], truth: f64| {
        root * (libm::atanh(correlation(a, b)) - libm::atanh(truth))
    };
    let step = |stock: usize, from: usize, to: usize| -> Vec<f64> {
        logs[stock][from].iter().zip(&logs[stock][to]).map(|(from, to)| to - from).collect()
    };
    for first in 0..4 {
        for second in first + 1..4 {
            let given = expected.iter().find(|pair| (pair.0, pair.1) == (first, second));
            let truth = given.map_or(0.0, |pair| pair.2);
            for (date, month) in DATES.iter().enumerate() {
                let name = format!("stocks {first} and {second} at {month}");
                let own = score(&logs[first][date], &logs[second][date], truth);
                family.check_score(&name, own);
            }
            let name = format!("stocks {first} and {second}, other times");
            family.check_score(&name, score(&step(first, 0, 2), &step(second, 2, 4), 0.0));
            family.next_group();
        }
    }
    family
}

#[test]
fn stocks_are_as_correlated_as_stated() {
    correlations("correlated stocks", &stocks(&CORRELATIONS), &CORRELATIONS).holds();
}

#[test]
fn control_another_correlation_fails() {
    let mut expected = CORRELATIONS;
    expected[1].2 += 0.02;
    let market = stocks(&CORRELATIONS);
    correlations("a correlation off by 0.02", &market, &expected).must_fail();
    let forgotten = &CORRELATIONS[..2];
    correlations("the last stock's correlations forgotten", &market, forgotten).must_fail();
}

#[test]
fn stocks_of_correlation_one_move_as_one() {
    let market = stocks(&[(0, 1, 1.0), (0, 2, -1.0), (1, 2, -1.0)]);
    let logs = log_prices("one motion", &market);
    // ln 100 + (0.05 − 0.01 − 0.3²/2) t: the middle between mirror images.
    for (date, month) in DATES.iter().enumerate() {
        let middle = libm::log(100.0) - 0.005 * f64::from(*month) / 12.0;
        for run in 0..logs[0][date].len() {
            let [a, b, c] = [0, 1, 2].map(|stock| logs[stock][date][run]);
            assert!((a - b).abs() < 1e-12 && (a + c - 2.0 * middle).abs() < 1e-12, "{a} {b} {c}");
        }
    }
}
