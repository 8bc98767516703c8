//! How precise an answer is to be: the metric that decides and the standard error asked of it. When a job
//! has reached it is for `analysis` to say.

use crate::error::ParameterError;
use crate::quantity::{ProbabilityError, StandardError};

/// A figure that decides whether a job goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Metric {
    /// Mean pay of each offer.
    Mean,
    /// A percentile of each offer's pay.
    Percentile(Level),
    /// Expected shortfall of each offer's pay at the tail level.
    ExpectedShortfall,
    /// Certainty equivalent of each offer's present value.
    CertaintyEquivalent,
    /// P(pay reaches the walk-away) of each offer.
    ProbabilityWalkAway,
    /// P(ahead of the baseline) of every other offer.
    ProbabilityAhead,
}

/// A percentile that reports have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "PNN is the NNth percentile")]
pub enum Level {
    P01,
    P05,
    P10,
    P25,
    P50,
    P75,
    P90,
    P95,
    P99,
}

impl Level {
    /// All levels, from the lowest.
    pub const ALL: [Self; 9] = [
        Self::P01,
        Self::P05,
        Self::P10,
        Self::P25,
        Self::P50,
        Self::P75,
        Self::P90,
        Self::P95,
        Self::P99,
    ];

    /// The level's name in scenario files and outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::P01 => "p01",
            Self::P05 => "p05",
            Self::P10 => "p10",
            Self::P25 => "p25",
            Self::P50 => "p50",
            Self::P75 => "p75",
            Self::P90 => "p90",
            Self::P95 => "p95",
            Self::P99 => "p99",
        }
    }
}

/// What standard errors of a metric are counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Dollars.
    Dollars,
    /// Probability.
    Probability,
}

impl Metric {
    /// All metrics.
    pub const ALL: [Self; 14] = [
        Self::Mean,
        Self::Percentile(Level::P01),
        Self::Percentile(Level::P05),
        Self::Percentile(Level::P10),
        Self::Percentile(Level::P25),
        Self::Percentile(Level::P50),
        Self::Percentile(Level::P75),
        Self::Percentile(Level::P90),
        Self::Percentile(Level::P95),
        Self::Percentile(Level::P99),
        Self::ExpectedShortfall,
        Self::CertaintyEquivalent,
        Self::ProbabilityWalkAway,
        Self::ProbabilityAhead,
    ];

    /// The metric's name in scenario files and outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Mean => "mean",
            Self::Percentile(level) => level.name(),
            Self::ExpectedShortfall => "expected_shortfall",
            Self::CertaintyEquivalent => "certainty_equivalent",
            Self::ProbabilityWalkAway => "probability_walk_away",
            Self::ProbabilityAhead => "probability_ahead",
        }
    }

    /// What its standard error is counted in.
    #[must_use]
    pub const fn unit(self) -> Unit {
        match self {
            Self::Mean
            | Self::Percentile(_)
            | Self::ExpectedShortfall
            | Self::CertaintyEquivalent => Unit::Dollars,
            Self::ProbabilityWalkAway | Self::ProbabilityAhead => Unit::Probability,
        }
    }
}

/// Go on until every offer is that precise; the number of runs is the most that are done.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Precision {
    metric: Metric,
    std_error: f64,
}

impl Precision {
    /// Checks the range, which depends on what the metric's errors are counted in.
    ///
    /// # Errors
    /// [`ParameterError`] for a standard error outside the range of [`StandardError`] or, of a
    /// probability, of [`ProbabilityError`].
    pub fn new(metric: Metric, std_error: f64) -> Result<Self, ParameterError> {
        let std_error = match metric.unit() {
            Unit::Dollars => StandardError::new(std_error)?.get(),
            Unit::Probability => ProbabilityError::new(std_error)?.get(),
        };
        Ok(Self { metric, std_error })
    }

    /// The metric that decides.
    #[must_use]
    pub const fn metric(self) -> Metric {
        self.metric
    }

    /// The largest standard error that will do, in the metric's unit.
    #[must_use]
    pub const fn std_error(self) -> f64 {
        self.std_error
    }

    /// Whether a largest standard error will do; an unknown one will not.
    #[must_use]
    pub fn is_reached_by(self, largest: Option<f64>) -> bool {
        largest.is_some_and(|largest| largest <= self.std_error)
    }
}
