//! Sobol's sensitivity indices: how much of a function's variance each of its inputs explains, alone and with all that it
//! takes part in. Numbers in, numbers out: where points come from and what is evaluated at them is others' affair.

use super::estimate::Estimate;
use super::replicates::from_replicates;

/// One replicate of Saltelli's design: two independent samples A and B of the inputs, N points each, and for each input
/// the points A with this one input taken from B.
///
/// ```
/// use vestrisk::statistics::{SaltelliDesign, sobol_indices};
/// let a = vec![vec![0.1, 0.9], vec![0.6, 0.2]];
/// let b = vec![vec![0.4, 0.3], vec![0.8, 0.7]];
/// let design = SaltelliDesign::new(a, b).unwrap();
/// assert_eq!(design.points().count(), 2 * (2 + 2));
/// assert_eq!(design.points().nth(4), Some(vec![0.4, 0.9]));
/// ```
#[derive(Clone, Debug, PartialEq)]
pub struct SaltelliDesign {
    a: Vec<Vec<f64>>,
    b: Vec<Vec<f64>>,
}

impl SaltelliDesign {
    /// The design of two samples; `None` unless both have as many points, at least one, all of as many inputs, at least
    /// one.
    #[must_use]
    pub fn new(a: Vec<Vec<f64>>, b: Vec<Vec<f64>>) -> Option<Self> {
        let inputs = a.first()?.len();
        let alike = a.iter().chain(&b).all(|point| point.len() == inputs);
        (inputs > 0 && a.len() == b.len() && alike).then_some(Self { a, b })
    }

    /// Number of inputs k.
    #[must_use]
    pub fn inputs(&self) -> usize {
        self.a[0].len()
    }

    /// The N (k + 2) points in the order in which [`SaltelliValues::new`] takes their values: A, B, then A with input 1
    /// from B, and so on.
    pub fn points(&self) -> impl Iterator<Item = Vec<f64>> {
        let mixed = (0..self.inputs()).flat_map(move |input| {
            let mix = move |(a, b): (&Vec<f64>, &Vec<f64>)| {
                let mut point = a.clone();
                point[input] = b[input];
                point
            };
            self.a.iter().zip(&self.b).map(mix)
        });
        self.a.iter().chain(&self.b).cloned().chain(mixed)
    }
}

/// What a function is at the points of one replicate of a design.
#[derive(Clone, Debug, PartialEq)]
pub struct SaltelliValues {
    a: Vec<f64>,
    b: Vec<f64>,
    /// By input.
    mixed: Vec<Vec<f64>>,
}

impl SaltelliValues {
    /// The values in the order of [`SaltelliDesign::points`]; `None` unless there are N (k + 2) finite ones for k ≥ 1.
    #[must_use]
    pub fn new(values: &[f64], inputs: usize) -> Option<Self> {
        let whole = inputs > 0 && !values.is_empty() && values.len().is_multiple_of(inputs + 2);
        if !whole || values.iter().any(|value| !value.is_finite()) {
            return None;
        }
        let mut parts = values.chunks_exact(values.len() / (inputs + 2)).map(<[f64]>::to_vec);
        let (a, b) = (parts.next()?, parts.next()?);
        Some(Self { a, b, mixed: parts.collect() })
    }

    /// The mean over A and B.
    fn mean(&self) -> f64 {
        self.a.iter().chain(&self.b).sum::<f64>() / (2 * self.a.len()) as f64
    }

    /// The mean squared distance of A and B from a number.
    fn variance(&self, around: f64) -> f64 {
        let squares = self.a.iter().chain(&self.b).map(|value| (value - around) * (value - around));
        squares.sum::<f64>() / (2 * self.a.len()) as f64
    }

    /// The mean over the design's rows of a function of f(A), f(B) and f(A with the input from B).
    fn rows(&self, input: usize, of: impl Fn(f64, f64, f64) -> f64) -> f64 {
        let rows = self.a.iter().zip(&self.b).zip(&self.mixed[input]);
        rows.map(|((a, b), mixed)| of(*a, *b, *mixed)).sum::<f64>() / self.a.len() as f64
    }
}

/// The indices of one input; each from 0 to 1 but for the error of the estimate.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct SobolIndex {
    /// First-order index: the share of the variance that the input explains alone.
    pub first: Estimate,
    /// Total index: the share that would be left if all other inputs were known.
    pub total: Estimate,
}

/// Sobol's indices of every input from independent replicates of a design of the same size; `None` without a replicate or
/// where the values have no variance to explain.
///
/// # Formula
/// With V the variance of f over A and B, f0 its mean there, and means over the N rows j of all replicates:
///
/// first order Sᵢ = mean of (f(B)ⱼ − f0)(f(Aⁱ)ⱼ − f(A)ⱼ) / V, Aⁱ being A with input i from B (Saltelli and others 2010, table 2 (b); subtracting f0
/// changes no expectation and leaves less noise), total Tᵢ = mean of (f(A)ⱼ − f(Aⁱ)ⱼ)² / 2V (Jansen 1999).
///
/// # Error
/// Over the replicates by [`from_replicates`], of the ratio's linear part: replicate r counts as
/// S + (numeratorᵣ − S Vᵣ) / V (Cochran 1977, chapter 6), so that replicates of a few points will do.
///
/// Source: I. M. Sobol' (1993); A. Saltelli and others (2010), *Computer Physics Communications* 181; M. J. W. Jansen (1999).
#[must_use]
pub fn sobol_indices(replicates: &[SaltelliValues]) -> Option<Vec<SobolIndex>> {
    let count = replicates.len() as f64;
    let inputs = replicates.iter().map(|values| values.mixed.len()).min()?;
    let mean = replicates.iter().map(SaltelliValues::mean).sum::<f64>() / count;
    let variances: Vec<f64> = replicates.iter().map(|values| values.variance(mean)).collect();
    let variance = variances.iter().sum::<f64>() / count;
    // Values that differ by rounding alone have none.
    let rounding = ROUNDING * mean.abs();
    let varies = variance > rounding * rounding;
    varies.then_some(())?;
    let index = |numerators: Vec<f64>| {
        let share = numerators.iter().sum::<f64>() / count / variance;
        let linear = numerators.iter().zip(&variances).map(|(numerator, of_replicate)| {
            Some(share + (numerator - share * of_replicate) / variance)
        });
        from_replicates(share, &linear.collect::<Vec<_>>())
    };
    let by_replicate = |input: usize, of: &dyn Fn(f64, f64, f64) -> f64| {
        index(replicates.iter().map(|values| values.rows(input, of)).collect())
    };
    let of_input = |input| SobolIndex {
        first: by_replicate(input, &|a, b, mixed| (b - mean) * (mixed - a)),
        total: by_replicate(input, &|a, _, mixed| 0.5 * (a - mixed) * (a - mixed)),
    };
    Some((0..inputs).map(of_input).collect())
}

/// Relative differences of this size are rounding.
const ROUNDING: f64 = 1e-12;
