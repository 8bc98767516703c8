//! Weights that make a sample hold some means with the least change: entropy pooling, which is exponential tilting. What the
//! weighted sample then says belongs to `weighted`.

use std::fmt;

/// The most means that can be asked for at once.
pub const MOST_VIEWS: usize = 8;
/// More steps than the dual takes where the means can be reached.
const MOST_STEPS: usize = 200;
/// How close, in standard deviations of the sample, each mean comes to its target.
const CLOSE: f64 = 1e-9;
/// How close means must come where rounding allows no further step.
const CLOSE_ENOUGH: f64 = 1e-7;

/// A number that every outcome has, and the mean it is to have.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct View<'a> {
    /// Its value in every outcome.
    pub values: &'a [f64],
    /// The mean.
    pub target: f64,
}

/// The weights, and how far they are from equal ones.
#[derive(Clone, Debug, PartialEq)]
pub struct Tilting {
    /// By outcome; at least 0, their sum 1.
    pub weights: Vec<f64>,
    /// By view: λ, per unit of its values.
    pub multipliers: Vec<f64>,
    /// Σ wᵢ ln(n wᵢ), the relative entropy from equal weights: 0 for them, in nats.
    pub relative_entropy: f64,
}

/// Why no weights have the means.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Untiltable {
    /// A view's target is not between the least and the greatest of its values.
    Outside {
        /// The view.
        view: usize,
        /// The least of its values.
        least: f64,
        /// The greatest.
        greatest: f64,
    },
    /// Each target can be reached, but not all at once.
    Together,
}

impl fmt::Display for Untiltable {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Outside { view, least, greatest } => {
                write!(f, "view {} reaches from {least} to {greatest}", view + 1)
            }
            Self::Together => f.write_str("the views cannot hold at once"),
        }
    }
}

/// The weights closest to equal ones under which every view has its mean.
///
/// # Formula
/// Of all w with Σ wᵢ = 1 and Σ wᵢ fₖ(i) = cₖ, those of least relative entropy Σ wᵢ ln(n wᵢ) from equal weights are
/// wᵢ ∝ exp(Σₖ λₖ fₖ(i)) (Meucci 2008; Csiszár 1975). λ minimizes the dual L(λ) = ln(1/n Σᵢ exp(Σₖ λₖ (fₖ(i) − cₖ))), which is
/// convex, its gradient the means' distance from their targets, its Hessian the weighted covariance; the least relative
/// entropy is −L(λ).
///
/// # Method
/// Newton's with a damped Hessian (Levenberg 1944), views scaled by their standard deviations, until each mean is within
/// 10⁻⁹ of a standard deviation of its target. Views that repeat others are no obstacle as long as all agree.
///
/// # Errors
/// [`Untiltable`] where no positive weights have these means, and for more than [`MOST_VIEWS`] views or none.
///
/// ```
/// use vestrisk::statistics::{View, tilt};
/// let happened = [0.0, 0.0, 0.0, 1.0];
/// let tilted = tilt(&[View { values: &happened, target: 0.5 }]).unwrap();
/// assert!((tilted.weights[3] - 0.5).abs() < 1e-9 && (tilted.weights[0] - 1.0 / 6.0).abs() < 1e-9);
/// ```
pub fn tilt(views: &[View<'_>]) -> Result<Tilting, Untiltable> {
    let each = views.iter().enumerate().map(|(at, view)| scaled(at, view));
    let (moments, deviations): (Vec<Vec<f64>>, Vec<f64>) =
        each.collect::<Result<Vec<_>, _>>()?.into_iter().unzip();
    let alike = moments.windows(2).all(|pair| pair[0].len() == pair[1].len());
    if views.is_empty() || views.len() > MOST_VIEWS || !alike {
        return Err(Untiltable::Together);
    }
    let mut point = Point::at(vec![0.0; views.len()], &moments);
    let mut damping = 0.0;
    for _ in 0..MOST_STEPS {
        if point.distance() <= CLOSE {
            break;
        }
        let Some(next) = point.step(&moments, damping) else {
            // No step leads down any more that rounding can tell.
            if damping > 1e12 {
                break;
            }
            damping = f64::max(10.0 * damping, 1e-10);
            continue;
        };
        point = next;
        damping = if damping < 1e-9 { 0.0 } else { 0.1 * damping };
    }
    if point.distance() > CLOSE_ENOUGH {
        return Err(Untiltable::Together);
    }
    let multipliers = point.multipliers.iter().zip(&deviations).map(|(of, by)| of / by).collect();
    let moved: f64 = point.multipliers.iter().zip(&point.gradient).map(|(a, b)| a * b).sum();
    let relative_entropy = (moved - point.dual).max(0.0);
    Ok(Tilting { weights: point.weights, multipliers, relative_entropy })
}

/// (values − target)/deviation, and the deviation.
fn scaled(at: usize, view: &View<'_>) -> Result<(Vec<f64>, f64), Untiltable> {
    let View { values, target } = *view;
    let least = values.iter().copied().fold(f64::INFINITY, f64::min);
    let greatest = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
    if !(target > least && target < greatest) {
        return Err(Untiltable::Outside { view: at, least, greatest });
    }
    let count = values.len() as f64;
    let mean = least + values.iter().map(|value| value - least).sum::<f64>() / count;
    let squares: f64 = values.iter().map(|value| (value - mean) * (value - mean)).sum();
    let scale = (squares / count).sqrt();
    Ok((values.iter().map(|value| (value - target) / scale).collect(), scale))
}

/// Multipliers, with all that belongs to them.
struct Point {
    multipliers: Vec<f64>,
    weights: Vec<f64>,
    dual: f64,
    /// The mean of each moment under the weights.
    gradient: Vec<f64>,
}

impl Point {
    fn at(multipliers: Vec<f64>, moments: &[Vec<f64>]) -> Self {
        let count = moments[0].len();
        let mut weights = vec![0.0; count];
        for (multiplier, moment) in multipliers.iter().zip(moments) {
            weights.iter_mut().zip(moment).for_each(|(sum, value)| *sum += multiplier * value);
        }
        let most = weights.iter().copied().fold(f64::NEG_INFINITY, f64::max);
        for exponent in &mut weights {
            *exponent = libm::exp(*exponent - most);
        }
        let sum: f64 = weights.iter().sum();
        for weight in &mut weights {
            *weight /= sum;
        }
        let dual = most + libm::log(sum / count as f64);
        let mean = |moment: &Vec<f64>| -> f64 {
            weights.iter().zip(moment).map(|(weight, value)| weight * value).sum()
        };
        let gradient = moments.iter().map(mean).collect();
        Self { multipliers, weights, dual, gradient }
    }

    fn distance(&self) -> f64 {
        self.gradient.iter().fold(0.0, |most, of| f64::max(most, of.abs()))
    }

    /// The point after a damped Newton step, if the dual falls enough on the way.
    fn step(&self, moments: &[Vec<f64>], damping: f64) -> Option<Self> {
        /// The share of the fall promised by the slope that is enough (Armijo 1966).
        const ENOUGH: f64 = 1e-4;
        let mut matrix = self.covariances(moments);
        for (at, row) in matrix.iter_mut().enumerate() {
            row[at] += damping * (1.0 + row[at]);
        }
        let direction = solved(matrix, &self.gradient)?;
        let slope: f64 = direction.iter().zip(&self.gradient).map(|(a, b)| a * b).sum();
        let moved = self.multipliers.iter().zip(&direction).map(|(at, step)| at - step);
        let next = Self::at(moved.collect(), moments);
        let falls = next.dual <= self.dual - ENOUGH * slope;
        // Close to the end the fall is below rounding, and the gradient tells.
        let nears = next.dual <= self.dual + 1e-14 && next.distance() < 0.5 * self.distance();
        (slope > 0.0 && next.dual.is_finite() && (falls || nears)).then_some(next)
    }

    fn covariances(&self, moments: &[Vec<f64>]) -> Vec<Vec<f64>> {
        let entry = |a: usize, b: usize| -> f64 {
            let pairs = moments[a].iter().zip(&moments[b]).zip(&self.weights);
            let (one, other) = (self.gradient[a], self.gradient[b]);
            pairs.map(|((x, y), weight)| weight * (x - one) * (y - other)).sum()
        };
        let mut matrix = vec![vec![0.0; moments.len()]; moments.len()];
        for a in 0..moments.len() {
            for b in 0..=a {
                matrix[a][b] = entry(a, b);
                matrix[b][a] = matrix[a][b];
            }
        }
        matrix
    }
}

/// The solution of a symmetric system by elimination; `None` unless all pivots are above rounding.
fn solved(mut matrix: Vec<Vec<f64>>, right: &[f64]) -> Option<Vec<f64>> {
    /// A pivot of unit moments that is rounding only.
    const ROUNDING: f64 = 1e-13;
    let mut right = right.to_vec();
    let size = right.len();
    for at in 0..size {
        let pivot = matrix[at][at];
        (pivot > ROUNDING).then_some(())?;
        for row in at + 1..size {
            let share = matrix[row][at] / pivot;
            for column in at..size {
                matrix[row][column] -= share * matrix[at][column];
            }
            right[row] -= share * right[at];
        }
    }
    for at in (0..size).rev() {
        let known: f64 = (at + 1..size).map(|column| matrix[at][column] * right[column]).sum();
        right[at] = (right[at] - known) / matrix[at][at];
    }
    Some(right)
}
