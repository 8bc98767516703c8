//! What a job is asked for: measures of the runs, and whether their samples are kept. An analysis adds
//! a measure here, never a field in the kernel; how a measure is read off a block is `reading`'s.

use super::isoelastic::Preference;
use crate::attrition::Cause;
use crate::offer::Component;
use crate::processor::Processor;

/// A number that every run has; amounts in dollars, indicators 0 or 1. Offers by position.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Measure {
    /// Realized pay of an offer.
    Pay {
        /// The offer.
        offer: usize,
    },
    /// Present value of an offer.
    PresentValue {
        /// The offer.
        offer: usize,
    },
    /// One component of an offer's pay.
    Component {
        /// The offer.
        offer: usize,
        /// The component.
        component: Component,
    },
    /// An offer's pay in a year (from 1), 0 after the exit.
    Year {
        /// The offer.
        offer: usize,
        /// The year.
        year: u32,
    },
    /// Realized pay of an offer without income after an exit.
    PayWithoutOption {
        /// The offer.
        offer: usize,
    },
    /// Value at the horizon of an offer's tranches after it.
    Unvested {
        /// The offer.
        offer: usize,
    },
    /// Pay of an offer less pay of another.
    Difference {
        /// The offer.
        offer: usize,
        /// The one subtracted.
        baseline: usize,
    },
    /// Whether an offer pays at least half a cent more than another.
    Ahead {
        /// The offer.
        offer: usize,
        /// The other.
        baseline: usize,
    },
    /// Whether pay reaches a threshold, within half a cent.
    Reaches {
        /// The offer.
        offer: usize,
        /// Dollars.
        threshold: f64,
    },
    /// Whether the job ended by the horizon with a cause; `None`: whether it did not end.
    Left {
        /// The offer.
        offer: usize,
        /// The cause.
        cause: Option<Cause>,
    },
    /// Whether the employee is employed at the end of a month, T ≥ month.
    Retained {
        /// The offer.
        offer: usize,
        /// The month.
        month: u32,
    },
    /// Whether sign-on pay is clawed back, by at least half a cent.
    OwesClawback {
        /// The offer.
        offer: usize,
    },
    /// The clawback (negative), over the runs that owe one.
    ClawbackIfOwed {
        /// The offer.
        offer: usize,
    },
    /// Pay, over the runs that end with a cause; `None`: over those that stay.
    PayIf {
        /// The offer.
        offer: usize,
        /// The cause.
        cause: Option<Cause>,
    },
    /// Utility of outside wealth and an offer's present value, in dollars at the reference wealth.
    Utility {
        /// The offer.
        offer: usize,
        /// Whose utility.
        preference: Preference,
    },
    /// Present value of an offer, over the runs in which another's is more by at least half a cent.
    ValueIfLess {
        /// The offer.
        offer: usize,
        /// The other.
        than: usize,
    },
    /// Utility of an offer less that of (1 − share) × the present value of `without` + share × that of `with`.
    UtilityOverMix {
        /// The offer.
        offer: usize,
        /// The one that is mixed in up to a share of 1.
        with: usize,
        /// The one that is left at a share of 0.
        without: usize,
        /// The share, at least 0.
        share: f64,
        /// Whose utility.
        preference: Preference,
    },
}

/// Whether a measure's samples are kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Keep {
    /// Only count, mean, deviation, minimum and maximum; the last two not with integrated exits.
    Moments,
    /// Every run's value as well, for quantiles.
    Samples,
}

/// The position of a measure in a request and in its outcome.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct MeasureId(pub(super) usize);

/// What a job is asked for, and with what means.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// The threads to work on.
    pub pool: &'a rayon::ThreadPool,
    /// Bytes that samples may take.
    pub memory: u64,
    /// The vector instructions to use; they change no bit.
    pub processor: Processor,
    /// Whether sums are kept for each of the 32 replicates although runs are independent, so that differences between
    /// jobs have standard errors.
    pub replicates: bool,
    measures: Measures,
}

/// Measures that are asked for, each known by its place.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Measures(Vec<(Measure, Keep)>);

impl Measures {
    /// Adds a measure.
    pub fn add(&mut self, measure: Measure, keep: Keep) -> MeasureId {
        self.0.push((measure, keep));
        MeasureId(self.0.len() - 1)
    }

    /// The measures, in order.
    pub fn list(&self) -> &[(Measure, Keep)] {
        &self.0
    }
}

impl<'a> Request<'a> {
    /// A request without measures.
    #[must_use]
    pub fn new(pool: &'a rayon::ThreadPool, memory: u64) -> Self {
        let (processor, measures) = (Processor::best(), Measures::default());
        Self { pool, memory, processor, replicates: false, measures }
    }

    /// Adds a measure.
    pub fn add(&mut self, measure: Measure, keep: Keep) -> MeasureId {
        self.measures.add(measure, keep)
    }

    /// The measures, in order.
    pub fn measures(&self) -> &[(Measure, Keep)] {
        self.measures.list()
    }
}

impl Measure {
    /// The offer it is of, and the one that this is compared with, if any.
    #[must_use]
    pub const fn offers(&self) -> (usize, Option<usize>) {
        match *self {
            Self::Difference { offer, baseline } | Self::Ahead { offer, baseline } => {
                (offer, Some(baseline))
            }
            Self::Pay { offer }
            | Self::PresentValue { offer }
            | Self::Component { offer, .. }
            | Self::Year { offer, .. }
            | Self::PayWithoutOption { offer }
            | Self::Unvested { offer }
            | Self::Reaches { offer, .. }
            | Self::Left { offer, .. }
            | Self::Retained { offer, .. }
            | Self::OwesClawback { offer }
            | Self::ClawbackIfOwed { offer }
            | Self::Utility { offer, .. }
            | Self::PayIf { offer, .. } => (offer, None),
            // The offers of a mix leave as the offer does.
            Self::UtilityOverMix { offer, with, .. } => (offer, Some(with)),
            Self::ValueIfLess { offer, than } => (offer, Some(than)),
        }
    }

    /// Whether it is read off the pay or the exits of an offer.
    #[must_use]
    pub const fn reads(&self, at: usize) -> bool {
        let (offer, other) = self.offers();
        let third = matches!(self, Self::UtilityOverMix { without, .. } if *without == at);
        let second = matches!(other, Some(other) if other == at);
        offer == at || second || third
    }

    /// The cause of leaving that it is about, if it is about one.
    #[must_use]
    pub const fn cause(&self) -> Option<Cause> {
        match self {
            Self::Left { cause, .. } | Self::PayIf { cause, .. } => *cause,
            _ => None,
        }
    }

    /// The same measure of another cause; itself where it is about none.
    #[must_use]
    pub const fn of_cause(self, cause: Cause) -> Self {
        match self {
            Self::Left { offer, cause: Some(_) } => Self::Left { offer, cause: Some(cause) },
            Self::PayIf { offer, cause: Some(_) } => Self::PayIf { offer, cause: Some(cause) },
            other => other,
        }
    }

    /// Whether it is over some runs only.
    #[must_use]
    pub const fn is_conditional(&self) -> bool {
        matches!(self, Self::ClawbackIfOwed { .. } | Self::PayIf { .. } | Self::ValueIfLess { .. })
    }

    /// The measure in words, for messages; offers counted from 1.
    #[must_use]
    pub fn describe(&self) -> String {
        match self {
            Self::Pay { offer } => format!("the pay of offer {}", offer + 1),
            Self::PresentValue { offer } => format!("the present value of offer {}", offer + 1),
            Self::Year { offer, year } => format!("the pay of offer {} in year {year}", offer + 1),
            Self::PayWithoutOption { offer } => {
                format!("the pay of offer {} without income after an exit", offer + 1)
            }
            Self::Unvested { offer } => format!("the unvested value of offer {}", offer + 1),
            Self::Component { offer, component } => {
                format!("the {} of offer {}", component.name(), offer + 1)
            }
            Self::Difference { offer, baseline } => {
                format!("the difference of offers {} and {}", offer + 1, baseline + 1)
            }
            Self::Utility { offer, .. } | Self::UtilityOverMix { offer, .. } => {
                format!("the utility of offer {}", offer + 1)
            }
            other => format!("{other:?}"),
        }
    }
}
