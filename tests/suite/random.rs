//! The numbers under the draws: elementary functions within the errors they state, and the words as `rand`
//! sees them. The laws of what is drawn are `distributions`'.

mod elementary;
mod generator;
mod normal_quantile;
mod sobol;

use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};

use crate::tolerance::seed;

/// The largest relative error of a function over some points, and where it is. NaN is infinitely wrong.
fn worst(points: &[f64], ours: impl Fn(f64) -> f64, truth: impl Fn(f64) -> f64) -> (f64, f64) {
    let mut worst = (0.0, f64::NAN);
    for &x in points {
        let (own, truth) = (ours(x), truth(x));
        let apart = (own - truth).abs();
        let error = if apart <= 0.0 { 0.0 } else { apart / truth.abs() };
        let error = if error.is_nan() { f64::INFINITY } else { error };
        if error > worst.0 {
            worst = (error, x);
        }
    }
    worst
}

/// Requires that the stated error is not exceeded.
#[track_caller]
fn within(name: &str, stated: f64, (error, at): (f64, f64)) {
    println!("{name}: largest relative error {error:.3e} at {at:e}, stated {stated:e}");
    assert!(error <= stated, "{name}: {error:e} at {at:e}, more than the stated {stated:e}");
}

/// `count` points spread evenly from one end to the other, both included.
fn evenly(count: u32, from: f64, to: f64) -> impl Iterator<Item = f64> {
    let last = f64::from(count - 1);
    (0..count).map(move |k| {
        let share = f64::from(k) / last;
        from * (1.0 - share) + to * share
    })
}

/// Random points under a label's seed.
fn random(label: &str, count: usize, from: f64, to: f64) -> Vec<f64> {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed(label));
    (0..count).map(|_| generator.random_range(from..to)).collect()
}

/// Some numbers and their next neighbours on both sides.
fn around(points: impl IntoIterator<Item = f64>) -> Vec<f64> {
    points.into_iter().flat_map(|x| [x.next_down(), x, x.next_up()]).collect()
}
