//! Correlated Brownian shocks: the pairs as given, and their lower triangular factor.

use crate::error::ParameterError;
use crate::quantity::Correlation;

/// One entry: two stocks by position, with the first below the second, and their correlation.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Pair {
    /// Position of the stock that comes first in file order.
    pub first: usize,
    /// Position of the other stock.
    pub second: usize,
    /// Correlation of their Brownian shocks.
    pub value: Correlation,
}

/// Correlations of all stocks, factored in file order.
///
/// The factor L is lower triangular with L Lᵀ = the correlation matrix (Cholesky; Higham 2002, chapter
/// 10), so shock i is the sum of `L[i][j]` × shock j over j ≤ i: a stock appended last changes no other.
#[derive(Clone, Debug, PartialEq)]
pub struct Correlations {
    pairs: Vec<Pair>,
    factor: Vec<Vec<f64>>,
}

impl Correlations {
    /// Factors the matrix of `stocks` stocks with these entries; what is not given is 0.
    ///
    /// # Errors
    /// When the matrix is not positive semidefinite; `given` lists the entries of the first stock
    /// that cannot be placed, named by `name`.
    pub fn new(
        stocks: usize,
        pairs: &[Pair],
        name: impl Fn(usize) -> String,
    ) -> Result<Self, ParameterError> {
        let mut matrix = vec![vec![0.0; stocks]; stocks];
        for pair in pairs {
            matrix[pair.second][pair.first] = pair.value.get();
        }
        let mut factor: Vec<Vec<f64>> = Vec::with_capacity(stocks);
        for i in 0..stocks {
            let row = factor_row(&matrix[i][..i], &factor).ok_or_else(|| ParameterError {
                path: "correlation".to_owned(),
                given: describe_up_to(i, pairs, &name),
                allowed: "correlations that can hold at once (a positive semidefinite matrix)"
                    .to_owned(),
            })?;
            factor.push(row);
        }
        Ok(Self { pairs: pairs.to_vec(), factor })
    }

    /// The entries as given.
    #[must_use]
    pub fn pairs(&self) -> &[Pair] {
        &self.pairs
    }

    /// Row i of the factor: weights of the shocks of stocks 0 … i.
    #[must_use]
    pub fn weights(&self, stock: usize) -> &[f64] {
        &self.factor[stock]
    }
}

/// One more row of the factor, or `None` when the row's correlations contradict those before.
///
/// Entries come as decimals, so a singular matrix may miss semidefiniteness by their rounding:
/// anything within `SLACK` of it is taken as singular.
fn factor_row(correlations: &[f64], above: &[Vec<f64>]) -> Option<Vec<f64>> {
    const SLACK: f64 = 1e-9;
    let mut row: Vec<f64> = Vec::with_capacity(correlations.len() + 1);
    for (j, &value) in correlations.iter().enumerate() {
        let known: f64 = row.iter().zip(&above[j]).map(|(a, b)| a * b).sum();
        let rest = value - known;
        let pivot = above[j][j];
        if pivot > 0.0 {
            row.push(rest / pivot);
        } else if rest.abs() <= SLACK {
            row.push(0.0);
        } else {
            return None;
        }
    }
    let left = 1.0 - row.iter().map(|w| w * w).sum::<f64>();
    if left < -SLACK {
        return None;
    }
    row.push(if left <= SLACK { 0.0 } else { left.sqrt() });
    Some(row)
}

fn describe_up_to(stock: usize, pairs: &[Pair], name: impl Fn(usize) -> String) -> String {
    let mut parts: Vec<String> = Vec::new();
    for pair in pairs.iter().filter(|pair| pair.second <= stock) {
        let Pair { first, second, value } = pair;
        parts.push(format!("\"{},{}\" = {}", name(*first), name(*second), value.get()));
    }
    parts.join(", ")
}
