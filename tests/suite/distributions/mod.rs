//! The distributions of what is drawn: uniforms, normals and exponentials, prices, exits, and the
//! independence of one stream from its neighbours. Each family has controls that must fail.

mod draws;
mod exits;
pub mod kolmogorov;
mod paths;
mod points;
mod prices;
mod quads;
mod responses;
mod slow;
mod streams;

use rayon::prelude::*;
use vestrisk::random::{Column, Coupling, LANES, Runs};

use crate::reference::measured::POOL;

/// Some columns of all runs from 0 on, block by block on all threads.
fn columns<const N: usize>(
    blocks: usize,
    coupling: Coupling,
    fill: impl Fn(&Runs, &mut [Column; N]) + Sync,
) -> [Vec<f64>; N] {
    let block = |index: usize| {
        let mut columns = Box::new([Column::of(0.0); N]);
        fill(&Runs::consecutive((index * LANES) as u64, coupling), &mut columns);
        columns
    };
    let all: Vec<_> = POOL.install(|| (0..blocks).into_par_iter().map(block).collect());
    std::array::from_fn(|column| all.iter().flat_map(|columns| columns[column]).collect())
}

/// The correlation coefficient of two samples.
pub fn correlation(a: &[f64], b: &[f64]) -> f64 {
    assert_eq!(a.len(), b.len());
    let mean = |values: &[f64]| values.iter().sum::<f64>() / values.len() as f64;
    let (mean_a, mean_b) = (mean(a), mean(b));
    let (mut aa, mut bb, mut ab) = (0.0, 0.0, 0.0);
    for (x, y) in a.iter().zip(b) {
        let (x, y) = (x - mean_a, y - mean_b);
        (aa, bb, ab) = (aa + x * x, bb + y * y, ab + x * y);
    }
    ab / (aa * bb).sqrt()
}
