//! Mean, percentiles and expected shortfall of outcomes that have weights. Where weights come from belongs to `tilting`.

/// Outcomes in ascending order, each with its weight; equal outcomes in the order they came in.
///
/// Weights are at least 0 and sum to 1; [`tilt`](super::tilt) makes such.
#[derive(Clone, Debug, PartialEq)]
pub struct WeightedSample {
    sorted: Vec<(f64, f64)>,
}

impl WeightedSample {
    /// Sorts outcomes with their weights; `None` without outcomes, or unless there is a weight for each.
    #[must_use]
    pub fn new(outcomes: &[f64], weights: &[f64]) -> Option<Self> {
        let fits = !outcomes.is_empty() && outcomes.len() == weights.len();
        let mut sorted: Vec<(f64, f64)> =
            outcomes.iter().copied().zip(weights.iter().copied()).collect();
        sorted.sort_by(|a, b| a.0.total_cmp(&b.0));
        fits.then_some(Self { sorted })
    }

    /// The mean.
    ///
    /// # Formula
    /// Σ wᵢ xᵢ, summed around the least outcome, so that equal outcomes give exactly themselves.
    #[must_use]
    pub fn mean(&self) -> f64 {
        let least = self.sorted[0].0;
        least + self.sorted.iter().map(|(outcome, weight)| weight * (outcome - least)).sum::<f64>()
    }

    /// The `p`-quantile; `None` for `p` outside 0 … 1.
    ///
    /// # Formula
    /// Outcome k stands at sₖ = w₀/2 + w₁ + … + wₖ₋₁ + wₖ/2, the least at 0, all divided by that of the greatest; between two
    /// the quantile is linear. Equal weights give sₖ = k/(n − 1) and with it type 7 of Hyndman and Fan (1996), the quantile
    /// of everything else here; an outcome of weight 0 moves no other.
    ///
    /// ```
    /// use vestrisk::statistics::WeightedSample;
    /// let equal = WeightedSample::new(&[10.0, 20.0, 30.0, 40.0], &[0.25; 4]).unwrap();
    /// assert_eq!(equal.quantile(0.25), Some(17.5));
    /// let heavy = WeightedSample::new(&[10.0, 20.0, 30.0], &[0.5, 0.25, 0.25]).unwrap();
    /// assert_eq!(heavy.quantile(0.3), Some(15.0));
    /// ```
    #[must_use]
    pub fn quantile(&self, p: f64) -> Option<f64> {
        let (first, last) = (self.sorted.first()?, self.sorted.last()?);
        let all: f64 = self.sorted.iter().map(|(_, weight)| weight).sum();
        let wanted = p * (all - 0.5 * (first.1 + last.1));
        (0.0..=1.0).contains(&p).then_some(())?;
        let mut place = 0.0;
        for pair in self.sorted.windows(2) {
            let [(low, before), (high, after)] = [pair[0], pair[1]];
            let step = 0.5 * (before + after);
            if place + step > wanted {
                return Some(low + (wanted - place) / step * (high - low));
            }
            place += step;
        }
        Some(last.0)
    }

    /// The mean of the lowest `alpha` of the weight; `None` for `alpha` outside 0 < α ≤ 1.
    ///
    /// # Formula
    /// With b the first outcome at which the weights' sum exceeds α: ES = x₍b₎ + Σ wᵢ (xᵢ − x₍b₎)/α over i < b, the boundary
    /// outcome having the weight that is left (Acerbi and Tasche 2002; Rockafellar and Uryasev 2002). Equal weights give
    /// [`expected_shortfall`](super::expected_shortfall).
    ///
    /// # Sign
    /// The outcome itself, not a loss.
    #[must_use]
    pub fn expected_shortfall(&self, alpha: f64) -> Option<f64> {
        (alpha > 0.0 && alpha <= 1.0).then_some(())?;
        let (mut below, mut sum) = (0.0, 0.0);
        let least = self.sorted.first()?.0;
        for &(outcome, weight) in &self.sorted {
            if below + weight > alpha {
                return Some(outcome + (sum - below * (outcome - least)) / alpha);
            }
            below += weight;
            sum += weight * (outcome - least);
        }
        let greatest = self.sorted.last()?.0;
        Some(greatest + (sum - below * (greatest - least)) / alpha)
    }

    /// The weight of the outcomes at or above a number.
    #[must_use]
    pub fn at_or_above(&self, least: f64) -> f64 {
        let from = self.sorted.partition_point(|(outcome, _)| *outcome < least);
        self.sorted[from..].iter().map(|(_, weight)| weight).sum()
    }
}

/// How many equally weighted outcomes are worth as much: 1/Σ wᵢ² (Kish 1965).
#[must_use]
pub fn effective_size(weights: &[f64]) -> f64 {
    1.0 / weights.iter().map(|weight| weight * weight).sum::<f64>()
}
