//! Performance ratings as a Markov chain over tiers.

use crate::error::ParameterError;
use crate::quantity::{Factor, Probability};

/// One tier of a rating and what it changes.
#[derive(Clone, Debug, PartialEq)]
pub struct Tier {
    /// Its name.
    pub name: String,
    /// Its probability at the start, and at each review where there is no transition matrix.
    pub probability: Probability,
    /// Factor on the pay target.
    pub target_factor: Factor,
    /// Factor on the bonus.
    pub bonus_factor: Factor,
    /// Factor on the hazard of leaving for performance.
    pub performance_factor: Factor,
}

/// Ratings.
///
/// **Law.** The first tier is drawn at t = 0 by the tiers' probabilities and redrawn at each review: by
/// the transition matrix's row of the tier before, or independently by the probabilities where there is
/// no matrix. A tier is in force from the month it is drawn on, for the review's target, for a bonus
/// paid at that month, and for the hazard of the months that follow. One uniform a review, addressed by
/// employer and month; tiers are its quantiles in their order, so that offers of one employer are rated
/// alike.
#[derive(Clone, Debug, PartialEq)]
pub struct Ratings {
    tiers: Vec<Tier>,
    /// Rows by the tier before; `None`: tiers are redrawn independently.
    transition: Option<Vec<Vec<Probability>>>,
}

impl Ratings {
    /// The most tiers.
    pub const MOST_TIERS: usize = 20;
    /// How far probabilities may miss 1 in total.
    pub const SUM_TOLERANCE: f64 = 1e-9;

    /// Ratings from tiers and, where the next tier depends on the last, a transition matrix.
    ///
    /// # Errors
    /// Unless there are 1 to [`Self::MOST_TIERS`] tiers, the matrix is square, and probabilities sum to
    /// 1 within [`Self::SUM_TOLERANCE`].
    pub fn new(
        tiers: Vec<Tier>,
        transition: Option<Vec<Vec<Probability>>>,
    ) -> Result<Self, ParameterError> {
        let fault = |path: &str, given: String, allowed: &str| ParameterError {
            path: path.to_owned(),
            given,
            allowed: allowed.to_owned(),
        };
        let count = tiers.len();
        if count == 0 || count > Self::MOST_TIERS {
            return Err(fault("tiers", format!("{count} tiers"), "1 to 20 tiers"));
        }
        check_sum("probabilities", tiers.iter().map(|tier| tier.probability))?;
        if let Some(rows) = &transition {
            if rows.len() != count || rows.iter().any(|row| row.len() != count) {
                let given = format!("{} rows for {count} tiers", rows.len());
                return Err(fault("transition", given, "a row for each tier, an entry for each"));
            }
            for row in rows {
                check_sum("transition", row.iter().copied())?;
            }
        }
        Ok(Self { tiers, transition })
    }

    /// The tiers in order.
    #[must_use]
    pub fn tiers(&self) -> &[Tier] {
        &self.tiers
    }

    /// The transition matrix, if there is one.
    #[must_use]
    pub fn transition(&self) -> Option<&[Vec<Probability>]> {
        self.transition.as_deref()
    }

    /// The tier of a uniform u in (0, 1): the first whose cumulative probability exceeds it, given the
    /// tier before; the last with any probability where rounding leaves a gap.
    #[must_use]
    pub fn drawn(&self, before: Option<usize>, uniform: f64) -> usize {
        match (before, &self.transition) {
            (Some(before), Some(rows)) => quantile(rows[before].iter().copied(), uniform),
            _ => quantile(self.tiers.iter().map(|tier| tier.probability), uniform),
        }
    }
}

fn quantile(probabilities: impl Iterator<Item = Probability>, uniform: f64) -> usize {
    let (mut below, mut last) = (0.0, 0);
    for (at, probability) in probabilities.enumerate().filter(|(_, p)| p.get() > 0.0) {
        below += probability.get();
        last = at;
        if uniform < below {
            break;
        }
    }
    last
}

fn check_sum(
    path: &str,
    probabilities: impl Iterator<Item = Probability>,
) -> Result<(), ParameterError> {
    let sum: f64 = probabilities.map(Probability::get).sum();
    if (sum - 1.0).abs() <= Ratings::SUM_TOLERANCE {
        return Ok(());
    }
    Err(ParameterError {
        path: path.to_owned(),
        given: format!("a sum of {sum}"),
        allowed: "probabilities that sum to 1".to_owned(),
    })
}
