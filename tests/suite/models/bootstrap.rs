//! The stationary bootstrap: returns keep their distribution, what days have to do with the days before, and what stocks have
//! to do with each other, in their squares too.

use std::sync::Arc;

use vestrisk::market::{Bootstrap, Market, Model, PathPlan, ResampledGroup};
use vestrisk::quantity::BlockDays;
use vestrisk::random::{Coupling, LANES, Runs};

use super::{Tally, history};
use crate::reference::build::{self, growth};
use crate::tolerance::{Family, seed};

const STOCKS: [&str; 2] = ["amzn-monthly", "msft-monthly"];
const BLOCKS: u64 = 256;
/// Months whose returns are looked at.
const MONTHS: u32 = 12;

/// Two monthly histories, resampled together in blocks of so many days.
fn market(block: f64) -> Market {
    let stock = |file: &str| {
        let block = BlockDays::new(block).unwrap();
        let bootstrap = Bootstrap::new(growth(0.05, 0.0), Arc::new(history(file)), block);
        build::stock(file, 100.0, Model::Bootstrap(bootstrap.expect("a block")))
    };
    build::market(STOCKS.map(stock).to_vec(), &[])
}

fn group(market: &Market) -> ResampledGroup {
    let mut groups = ResampledGroup::all(&market.stocks).expect("common dates");
    assert_eq!(groups.len(), 1, "they are resampled together");
    groups.remove(0)
}

/// Calls `read` with the gross returns of a run, [stock][month], as they were before they were centred.
fn each_run(market: &Market, label: &str, mut read: impl FnMut(&[Vec<f64>; 2])) {
    let group = group(market);
    let expected: Vec<Vec<f64>> = (0..2).map(|place| group.expected(place, MONTHS)).collect();
    let dates = (0..2).flat_map(|stock| (0..=MONTHS).map(move |month| (stock, month)));
    let plan = PathPlan::new(market, dates, Vec::new());
    let (mut shocks, mut prices) = (plan.shock_columns(), plan.price_columns());
    for block in 0..BLOCKS {
        let runs = Runs::consecutive(block * LANES as u64, Coupling::Independent);
        plan.draw(seed(label), &runs, &mut shocks);
        plan.prices(market, &shocks, &mut prices);
        for lane in 0..LANES {
            read(&[0, 1].map(|stock| {
                let level = |month: u32| {
                    let column = plan.column(stock, month).expect("planned");
                    let growth = libm::exp(0.05 * f64::from(month) / 12.0);
                    prices.prices[column][lane] / growth * expected[stock][month as usize]
                };
                (1..=MONTHS).map(|month| level(month) / level(month - 1)).collect()
            }));
        }
    }
}

/// The mean of a product of the returns of one month and of another some months later, under blocks that go on with
/// probability `stays` a step: of returns that far apart in the history, or of any two.
fn product(one: &[f64], other: &[f64], lag: usize, stays: f64) -> f64 {
    let count = one.len();
    let mean = |values: &[f64]| values.iter().sum::<f64>() / count as f64;
    let together = (0..count).map(|at| one[at] * other[(at + lag) % count]).sum::<f64>();
    let within = libm::pow(stays, lag as f64);
    within * together / count as f64 + (1.0 - within) * mean(one) * mean(other)
}

/// Products of returns, and of squared ones, up to five months apart, of each stock and of both, against those of blocks that
/// go on with probability `stays`.
fn products(name: &str, market: &Market, stays: f64) -> Family {
    let group = group(market);
    let centred: Vec<Vec<f64>> = group.returns.iter().map(|returns| deviations(returns)).collect();
    let means: Vec<f64> =
        group.returns.iter().map(|all| all.iter().sum::<f64>() / all.len() as f64).collect();
    let squares: Vec<Vec<f64>> =
        centred.iter().map(|all| all.iter().map(|x| x * x).collect()).collect();
    let cases: Vec<(usize, usize, usize)> = [(0, 0), (1, 1), (0, 1), (1, 0)]
        .into_iter()
        .flat_map(|(one, other)| (0..=5).map(move |lag| (one, other, lag)))
        .collect();
    let mut tallies = vec![[Tally::default(); 2]; cases.len()];
    each_run(market, "products of returns", |returns| {
        for ((one, other, lag), [plain, squared]) in cases.iter().zip(&mut tallies) {
            let x = returns[*one][3] - means[*one];
            let y = returns[*other][3 + lag] - means[*other];
            plain.add(x * y);
            squared.add(x * x * y * y);
        }
    });
    let mut family = Family::new(name);
    for ((one, other, lag), both) in cases.iter().zip(&tallies) {
        let truths = [&centred, &squares].map(|all| product(&all[*one], &all[*other], *lag, stays));
        for ((what, tally), truth) in ["returns", "squares"].into_iter().zip(both).zip(truths) {
            let (mean, error) = tally.mean();
            let place = format!("{what} of {one} and {other}, {lag} months later");
            family.check_mean(&place, mean, error, truth);
        }
    }
    family
}

fn deviations(returns: &[f64]) -> Vec<f64> {
    let mean = returns.iter().sum::<f64>() / returns.len() as f64;
    returns.iter().map(|gross| gross - mean).collect()
}

#[test]
fn squared_returns_keep_their_correlations_in_time_and_between_stocks() {
    let market = market(63.0);
    products("products of resampled returns", &market, 2.0 / 3.0).holds();
    let longer = self::market(252.0);
    products("products of longer blocks", &longer, 11.0 / 12.0).holds();
}

#[test]
fn control_blocks_of_one_month_or_another_length_fail() {
    // Blocks of one month have none of it.
    products("blocks of one month", &market(21.0), 2.0 / 3.0).must_fail();
    products("blocks of another length", &market(63.0), 0.5).must_fail();
}

#[test]
fn every_return_comes_as_often_as_any_other() {
    let market = market(63.0);
    let group = group(&market);
    let returns = &group.returns;
    let count = returns[0].len();
    let mut counts = vec![vec![0_u64; count]; MONTHS as usize];
    let mut together = true;
    each_run(&market, "places of returns", |run| {
        for (month, counts) in counts.iter_mut().enumerate() {
            let near = |stock: usize, at: usize| {
                (returns[stock][at] / run[stock][month] - 1.0).abs() < 1e-9
            };
            let place = (0..count).find(|at| near(0, *at)).expect("a return of the history");
            counts[place] += 1;
            together &= (0..count).any(|at| near(0, at) && near(1, at));
        }
    });
    assert!(together, "both stocks' returns are of one date");
    let mut family = Family::new("places of resampled returns");
    for (month, counts) in counts.iter().enumerate() {
        for (place, seen) in counts.iter().enumerate() {
            let name = format!("return {place} in month {month}");
            family.check_count(&name, *seen, BLOCKS * LANES as u64, 1.0 / count as f64);
        }
    }
    family.holds();
}
