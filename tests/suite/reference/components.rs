//! Principal components of paths against the covariance of the paths themselves, and the prices made of them.

use vestrisk::market::{Components, Market, Model};
use vestrisk::random::{Columns, Coupling, LANES, Runs};
use vestrisk::simulation::kernel::{Draws, draw};
use vestrisk::simulation::plan::Plan;
use vestrisk::simulation::{Sampler, Setup};

use super::build;
use super::measured::with_runs;
use crate::tolerance::seed;
use crate::worlds::world;

/// How far a scalar product may be off.
const ROUNDING: f64 = 1e-12;

/// One, three and thirty-two stocks, with what the components must bear: correlations of ±1, a volatility of 0, a
/// later start, a horizon inside a quarter.
fn markets() -> Vec<(Market, u32)> {
    let stock = |name: &str, volatility| build::gbm(name, 100.0, (0.05, 0.0, volatility));
    let one = build::market(vec![stock("A", 0.35)], &[]);
    let three = vec![stock("A", 0.2), stock("B", 0.5), stock("C", 0.0)];
    let three = build::market(three, &[(0, 1, 0.6), (1, 2, -0.3)]);
    let twins = build::market(vec![stock("A", 0.3), stock("B", 0.3)], &[(0, 1, 1.0)]);
    let many = (0..32).map(|n| stock(&format!("S{n}"), 0.1 + 0.02 * f64::from(n))).collect();
    let chained: Vec<(usize, usize, f64)> = (1..32).map(|n| (n - 1, n, 0.4)).collect();
    let many = build::market(many, &chained);
    let later = |market: Market, days| Market { start_in_days: days, ..market };
    vec![
        (one.clone(), 48),
        (one.clone(), 1),
        (later(one, 310), 47),
        (three.clone(), 48),
        (later(three, 1), 60),
        (twins, 24),
        (later(many, 90), 120),
    ]
}

fn product(a: &[f64], b: &[f64]) -> f64 {
    a.iter().zip(b).map(|(x, y)| x * y).sum()
}

/// The weights of all ranks in the shock of each step and stock.
fn weights(components: &Components) -> Vec<Vec<Vec<f64>>> {
    let stocks = 0..components.stocks().len();
    let of_step = |step| stocks.clone().map(|stock| components.weights(step, stock)).collect();
    (0..components.steps().len()).map(of_step).collect()
}

#[test]
fn shocks_of_components_are_orthonormal() {
    for (market, horizon) in markets() {
        let components = Components::new(&market, horizon);
        let rows: Vec<Vec<f64>> = weights(&components).concat();
        assert_eq!(rows.len(), components.count());
        // All pairs of some rows: 1,312 × 1,312 would take long.
        let some: Vec<usize> = (0..rows.len()).step_by(rows.len().div_ceil(120)).collect();
        for &one in &some {
            for &other in &some {
                let truth = f64::from(u8::from(one == other));
                let found = product(&rows[one], &rows[other]);
                assert!((found - truth).abs() < ROUNDING, "{one}, {other}: {found}");
            }
        }
    }
}

/// The variance of all log prices at all nodes together that each rank explains.
fn explained(market: &Market, components: &Components) -> Vec<f64> {
    let shocks = weights(components);
    let mut explained = vec![0.0; components.count()];
    for stock in components.stocks() {
        let Model::Gbm(gbm) = &market.stocks[*stock].model else { panic!("it is gbm") };
        let loads = market.correlations.weights(*stock);
        let mut motion = vec![0.0; components.count()];
        for (step, shocks) in components.steps().iter().zip(&shocks) {
            for (place, other) in components.stocks().iter().enumerate() {
                let load = loads.get(*other).copied().unwrap_or(0.0) * gbm.volatility.get();
                for (sum, weight) in motion.iter_mut().zip(&shocks[place]) {
                    *sum += load * step.sqrt() * weight;
                }
            }
            explained.iter_mut().zip(&motion).for_each(|(sum, x)| *sum += x * x);
        }
    }
    explained
}

#[test]
fn components_explain_variance_in_falling_order_and_all_of_it() {
    for (market, horizon) in markets() {
        let components = Components::new(&market, horizon);
        let explained = explained(&market, &components);
        let total: f64 = explained.iter().sum();
        let falls = explained.windows(2).all(|pair| pair[1] <= pair[0] + ROUNDING * total);
        assert!(falls, "{explained:?}");
        // Σ over stocks and nodes of volatility² × the node's time.
        let times = components.steps().iter().scan(0.0, |time, step| {
            *time += step;
            Some(*time)
        });
        let times: f64 = times.sum();
        let squares = components.stocks().iter().map(|stock| {
            let volatility = market.stocks[*stock].model.brownian_volatility().unwrap_or(0.0);
            volatility * volatility
        });
        let truth = times * squares.sum::<f64>();
        assert!((total / truth - 1.0).abs() < ROUNDING, "{total} and not {truth}");
    }
}

#[test]
fn components_of_equal_steps_are_the_known_ones() {
    // Eigenvalues of motion at n equal steps of δ: δ / (4 sin²((2k − 1) π / (4n + 2))) (Åkesson and Lehoczky 1998).
    let market = build::market(vec![build::gbm("A", 1.0, (0.0, 0.0, 1.0))], &[]);
    let components = Components::new(&market, 48);
    for (rank, found) in explained(&market, &components).into_iter().enumerate() {
        let angle = (2.0 * rank as f64 + 1.0) * std::f64::consts::PI / 66.0;
        let truth = 0.25 / (4.0 * libm::sin(angle) * libm::sin(angle));
        assert!((found / truth - 1.0).abs() < 1e-11, "{rank}: {found} and not {truth}");
    }
    // The first moves everything one way.
    let first: Vec<f64> = (0..16).map(|step| components.weights(step, 0)[0]).collect();
    assert!(first.iter().all(|weight| *weight > 0.0), "{first:?}");
}

#[test]
fn control_another_correlation_has_another_variance() {
    let (market, horizon) = markets().swap_remove(3);
    let components = Components::new(&market, horizon);
    let other = build::market(market.stocks.clone(), &[(0, 1, 0.5), (1, 2, -0.3)]);
    let found = explained(&other, &components);
    assert!(found.windows(2).any(|pair| pair[1] > pair[0] * (1.0 + ROUNDING)), "{found:?}");
}

/// The columns of a block's shocks.
fn shocks(setup: &Setup, first: u64) -> Columns {
    let plan = Plan::with_monthly_prices(setup);
    let mut draws = Draws::new(&plan);
    draw(&plan, &Runs::consecutive(first, Coupling::Independent), &mut draws);
    draws.shocks.columns().copied().collect()
}

/// Over many runs every shock of a block is a standard normal, whatever world it belongs to: mean 0 and variance 1
/// within what 32 × 2^8 points leave, far less than chance would.
#[test]
fn shocks_are_standard_normals_in_every_world() {
    let mut tried = 0;
    for number in 0..40 {
        let setup = with_runs(&world(number), 8_192, seed("standard shocks"), Sampler::Sobol);
        let blocks: Vec<Columns> = (0..32).map(|block| shocks(&setup, block * 256)).collect();
        for column in 0..blocks[0].len() {
            let values = || blocks.iter().flat_map(|block| block[column].iter());
            let count = (blocks.len() * LANES) as f64;
            let mean = values().sum::<f64>() / count;
            let square = values().map(|z| z * z).sum::<f64>() / count;
            // Unused columns are 0; the others may miss by six standard errors of chance (some thousand cells).
            let unused = square < 1e-300;
            assert!(unused || mean.abs() < 6.0 / count.sqrt(), "world {number}: {mean}");
            let far = (square - 1.0).abs() > 6.0 * (2.0 / count).sqrt();
            assert!(unused || !far, "world {number}, column {column}: {square}");
            tried += usize::from(!unused);
        }
    }
    assert!(tried > 500, "{tried} columns");
}
