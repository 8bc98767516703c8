//! Metrics in words, the same in every report.

use super::number::exact_money;
use super::text::plain;
use crate::scenario::{Level, Metric};

/// A metric of an offer.
#[derive(Clone, Copy, Debug)]
pub(super) struct MetricOf<'a> {
    pub(super) metric: Metric,
    pub(super) offer: &'a str,
    /// The offer that it is compared with.
    pub(super) baseline: &'a str,
    pub(super) walk_away: Option<f64>,
    /// The tail level of the expected shortfall.
    pub(super) tail: f64,
}

impl MetricOf<'_> {
    /// Such as `the median pay of Acme`.
    pub(super) fn phrase(&self) -> String {
        let Self { offer, baseline, .. } = self;
        match self.metric {
            Metric::Mean => format!("the mean pay of {offer}"),
            Metric::Percentile(Level::P50) => format!("the median pay of {offer}"),
            Metric::Percentile(level) => {
                let level = level.name()[1..].trim_start_matches('0');
                let ending = if level == "1" { "st" } else { "th" };
                format!("the {level}{ending} percentile of the pay of {offer}")
            }
            Metric::ExpectedShortfall => {
                format!(
                    "the mean of the worst {} % of the pay of {offer}",
                    plain(self.tail * 100.0)
                )
            }
            Metric::CertaintyEquivalent => format!("the certainty equivalent of {offer}"),
            Metric::ProbabilityWalkAway => {
                let goal = exact_money(self.walk_away.unwrap_or_default());
                format!("the chance that {offer} reaches {goal}")
            }
            Metric::ProbabilityAhead => {
                format!("the chance that {offer} pays more than {baseline}")
            }
        }
    }

    /// The same at the start of a sentence.
    pub(super) fn sentence(&self) -> String {
        format!("T{}", &self.phrase()[1..])
    }
}
