//! The figures of a study's table: what is said of each offer of a case, under which name, with or without a standard
//! error.

use crate::analysis::{Distribution, OfferAnswer};
use crate::scenario::Level;
use crate::statistics::Estimate;

/// A figure of an offer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Figure {
    /// A statistic of a distribution.
    Of(Amount, Statistic),
    /// P(pay reaches the walk-away).
    WalkAway,
    /// P(the offer pays more than the baseline).
    Ahead,
    /// P(no exit by the horizon).
    Stayed,
    /// P(sign-on pay is clawed back).
    Clawback,
}

/// What is distributed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Amount {
    Pay,
    PresentValue,
    Difference,
}

/// A statistic of a distribution.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Statistic {
    Mean,
    Sd,
    Min,
    Max,
    Percentile(Level),
    ExpectedShortfall,
}

impl Statistic {
    fn all() -> impl Iterator<Item = Self> {
        let percentiles = Level::ALL.map(Self::Percentile);
        let moments = [Self::Mean, Self::Sd, Self::Min, Self::Max];
        moments.into_iter().chain(percentiles).chain([Self::ExpectedShortfall])
    }

    const fn name(self) -> &'static str {
        match self {
            Self::Mean => "mean",
            Self::Sd => "sd",
            Self::Min => "min",
            Self::Max => "max",
            Self::Percentile(level) => level.name(),
            Self::ExpectedShortfall => "expected_shortfall",
        }
    }

    fn read(self, of: &Distribution) -> Option<Estimate> {
        let exact = |value| Estimate { value, std_error: None };
        match self {
            Self::Mean => Some(of.mean),
            Self::Sd => of.sd.map(exact),
            Self::Min => Some(exact(of.min)),
            Self::Max => Some(exact(of.max)),
            Self::Percentile(level) => Some(of.percentiles.at(level)),
            Self::ExpectedShortfall => Some(of.expected_shortfall),
        }
    }
}

impl Figure {
    /// Every figure, in the order of the columns.
    pub(super) fn all() -> Vec<Self> {
        let of = |amount| Statistic::all().map(move |statistic| Self::Of(amount, statistic));
        let pay = of(Amount::Pay).chain([Self::WalkAway]);
        let others = of(Amount::PresentValue).chain(of(Amount::Difference));
        pay.chain(others).chain([Self::Ahead, Self::Stayed, Self::Clawback]).collect()
    }

    /// The name of its column.
    pub(super) fn name(self) -> String {
        let name = match self {
            Self::Of(Amount::Pay, statistic) => statistic.name(),
            Self::Of(Amount::PresentValue, statistic) => return format!("pv_{}", statistic.name()),
            Self::Of(Amount::Difference, statistic) => {
                return format!("difference_{}", statistic.name());
            }
            Self::WalkAway => "probability_walk_away",
            Self::Ahead => "probability_ahead",
            Self::Stayed => "exit_stayed",
            Self::Clawback => "clawback_probability",
        };
        name.to_owned()
    }

    /// Whether a column with its standard error stands behind it.
    pub(super) const fn has_error(self) -> bool {
        !matches!(self, Self::Of(_, Statistic::Sd | Statistic::Min | Statistic::Max))
    }

    /// The figure of an offer; `None` where the offer has none.
    pub(super) fn read(self, of: &OfferAnswer) -> Option<Estimate> {
        match self {
            Self::Of(Amount::Pay, statistic) => statistic.read(&of.pay.distribution),
            Self::Of(Amount::PresentValue, statistic) => statistic.read(&of.present_value),
            Self::Of(Amount::Difference, statistic) => statistic.read(of.difference.as_ref()?),
            Self::WalkAway => of.pay.probability_walk_away,
            Self::Ahead => of.probability_ahead,
            Self::Stayed => Some(of.stayed),
            Self::Clawback => Some(of.clawback_probability),
        }
    }
}
