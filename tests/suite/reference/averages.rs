//! Arithmetic averages of closes at any list of dates: puts on the average against Levy's example
//! (1997), with values recomputed by quadrature and by the geometric average as control.

use vestrisk::market::{Closes, Model};
use vestrisk::random::{Column, Coupling, Entity, LANES, Runs};
use vestrisk::statistics::Moments;

use super::build;
use crate::support::processor;
use crate::tolerance::{Family, seed};

/// Fixings, the put's value, and how well it is known.
const VALUES: [(u32, f64, f64); 5] = [
    (2, 1.393_981, 0.000_000_5),
    (4, 1.586_41, 0.000_05),
    (12, 1.699_31, 0.000_05),
    (52, 1.740_71, 0.000_05),
    (250, 1.750_1, 0.000_1),
];
const SPOT: f64 = 90.0;
const STRIKE: f64 = 87.0;
const RATE: f64 = 0.025;
const DIVIDENDS: f64 = 0.06;
const VOLATILITY: f64 = 0.13;
/// The last fixing in years; the first is today.
const LAST: f64 = 11.0 / 12.0;

/// How fixings are averaged.
#[derive(Clone, Copy, PartialEq)]
enum Mean {
    Arithmetic,
    /// The control: without today's fixing.
    LateStart,
}

/// The value of the put on the mean of `fixings` prices, with its standard error.
fn put(fixings: u32, blocks: u64, mean: Mean) -> (f64, f64) {
    let stock = build::gbm("S", SPOT, (RATE, DIVIDENDS, VOLATILITY));
    let Model::Gbm(gbm) = &stock.model else { panic!("a geometric Brownian motion") };
    let count = fixings - 1;
    let times: Vec<f64> =
        (0..count).map(|k| LAST * f64::from(count - k) / f64::from(count)).collect();
    let closes = Closes::new(&times).expect("falling times");
    let (mut shocks, mut motion) = (closes.columns(), closes.columns());
    let discount = libm::exp(-RATE * LAST);
    let mut moments = Moments::new(1.5);
    let mut sum = Column::of(0.0);
    for block in 0..blocks {
        let runs = Runs::consecutive(block * LANES as u64, Coupling::Independent);
        closes.draw(processor(), (seed("puts on averages"), Entity::of("S")), &runs, &mut shocks);
        closes.build(processor(), &shocks, &mut motion);
        let (known, days) = match mean {
            Mean::Arithmetic => (SPOT, f64::from(fixings)),
            Mean::LateStart => (0.0, f64::from(count)),
        };
        sum.fill(known);
        for (time, brownian) in times.iter().zip(&motion) {
            gbm.add_prices(processor(), (stock.price, *time), (1.0, brownian), &mut sum);
        }
        let payoffs = sum.map(|sum| discount * (STRIKE - sum / days).max(0.0));
        moments.add_block(&payoffs);
    }
    let deviation = moments.variance().expect("many outcomes").sqrt();
    let error = deviation / (blocks as f64 * LANES as f64).sqrt();
    (moments.mean().expect("many outcomes"), error)
}

/// Besides the suite's level, each value must lie within 3 combined standard errors, which a right
/// program misses for 1.3 % of all seeds; the seed is fixed.
#[test]
fn puts_on_averages_have_their_published_values() {
    let mut family = Family::new("puts on averages");
    for (fixings, truth, known) in VALUES {
        let blocks = if fixings > 100 { 1_024 } else { 4_096 };
        let (value, error) = put(fixings, blocks, Mean::Arithmetic);
        let error = libm::hypot(error, known);
        println!("{fixings} fixings: {value:.5} ± {error:.5}, {truth}");
        assert!((value - truth).abs() <= 3.0 * error, "{fixings}: {value} ± {error}, {truth}");
        family.check_mean(&format!("{fixings} fixings"), value, error, truth);
        family.next_group();
    }
    family.holds();
}

#[test]
fn control_an_average_without_its_first_fixing_fails() {
    for (fixings, truth, known) in &VALUES[..3] {
        let (value, error) = put(*fixings, 1_024, Mean::LateStart);
        let error = libm::hypot(error, *known);
        assert!((value - truth).abs() > 10.0 * error, "{fixings}: {value} ± {error}, {truth}");
    }
}
