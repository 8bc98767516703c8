//! Integrals over time in months to about 12 digits, for integrands that are smooth between whole
//! months: composite Gauss–Legendre, with finer and finer panels towards 0, where a Weibull hazard
//! may be infinite.

use std::sync::LazyLock;

/// Nodes of a panel.
const NODES: usize = 16;
/// Halvings of the first month. What is left out, [0, 2^−90) months, holds a share of 3e-14 of the
/// first month's integrated hazard at a Weibull shape of 0.5, the least that is tested.
const HALVINGS: usize = 90;

/// Nodes in (−1, 1) with their weights.
static RULE: LazyLock<[(f64, f64); NODES]> =
    LazyLock::new(|| std::array::from_fn(|index| node(NODES, index)));

/// The Legendre polynomial of a degree and its derivative, by the three-term recurrence.
fn legendre(degree: usize, x: f64) -> (f64, f64) {
    let (mut before, mut value) = (1.0, x);
    for k in 2..=degree {
        let k = k as f64;
        (before, value) = (value, ((2.0 * k - 1.0) * x * value - (k - 1.0) * before) / k);
    }
    (value, degree as f64 * (x * value - before) / (x * x - 1.0))
}

/// A root of the polynomial by Newton's method from Chebyshev's guess, and its weight 2/((1 − x²)
/// P′²).
fn node(degree: usize, index: usize) -> (f64, f64) {
    let angle = std::f64::consts::PI * (index as f64 + 0.75) / (degree as f64 + 0.5);
    let mut x = libm::cos(angle);
    for _ in 0..10 {
        let (value, slope) = legendre(degree, x);
        x -= value / slope;
    }
    let (_, slope) = legendre(degree, x);
    (x, 2.0 / ((1.0 - x * x) * slope * slope))
}

/// A point in time and its weight, in months.
#[derive(Clone, Copy)]
pub struct Node {
    pub time: f64,
    pub weight: f64,
}

fn panel(from: f64, to: f64) -> impl Iterator<Item = Node> {
    let (middle, half) = (0.5 * (from + to), 0.5 * (to - from));
    RULE.iter().map(move |(x, weight)| Node { time: middle + half * x, weight: half * weight })
}

/// Nodes for ∫ from 0 to a whole month, panels ending at every whole month between: for each a ≤ b
/// up to that month, ∫ₐᵇ f is the sum of weight × f(time) over the nodes within (a, b).
pub fn nodes(months: u32) -> Vec<Node> {
    let halves = std::iter::successors(Some(1.0), |end: &f64| Some(0.5 * end));
    let first = halves.take(HALVINGS).flat_map(|end| panel(0.5 * end, end));
    let later = (1..months).flat_map(|month| panel(f64::from(month), f64::from(month + 1)));
    first.chain(later).collect()
}

/// Asserts 12 digits.
#[track_caller]
fn agree(value: f64, truth: f64) {
    assert!((value / truth - 1.0).abs() < 1e-12, "{value} and not {truth}");
}

/// ∫ f between two months.
fn integral(from: u32, to: u32, f: impl Fn(f64) -> f64) -> f64 {
    let nodes = nodes(to).into_iter().filter(|node| node.time > f64::from(from));
    nodes.map(|node| node.weight * f(node.time)).sum()
}

#[test]
fn nodes_integrate_polynomials_exactly() {
    agree(panel(-1.0, 1.0).map(|node| node.weight).sum(), 2.0);
    agree(panel(-1.0, 1.0).map(|node| node.weight * libm::pow(node.time, 30.0)).sum(), 2.0 / 31.0);
}

#[test]
fn integrals_agree_with_their_antiderivatives() {
    agree(integral(0, 48, |t| libm::exp(-t / 12.0)), 12.0 * -libm::expm1(-4.0));
    agree(integral(3, 7, |t| 1.0 / t), libm::log(7.0 / 3.0));
    // Infinite at 0, as the hazard of a Weibull law of shape 0.5; and with an infinite slope there.
    agree(integral(0, 12, |t| 0.5 / t.sqrt()), 12.0_f64.sqrt());
    agree(integral(0, 5, f64::sqrt), 2.0 / 3.0 * libm::pow(5.0, 1.5));
    // A step at every month.
    let steps = (0..12).map(|k| f64::from(k) * libm::exp(-f64::from(k)) * -libm::expm1(-1.0));
    agree(integral(0, 12, |t| t.floor() * libm::exp(-t)), steps.sum());
}
