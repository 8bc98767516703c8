//! Presets as data: vesting schedules, clawback terms, exit hazards, models of stocks and stresses, each with where it
//! was seen, when, and how far to trust it. A preset is never *the* rule of an employer: the letter is.

pub mod attrition;
pub mod clawback;
pub mod models;
pub mod stresses;
pub mod vesting;

/// How far a preset's value can be trusted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Confidence {
    /// A definition, or several sources that agree.
    High,
    /// One good source, or several that leave room.
    Medium,
    /// One weak or old source, sources that disagree, or partly inferred.
    Low,
}

impl Confidence {
    /// The word for it in outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
        }
    }
}

/// Where a value comes from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Provenance {
    /// The source in words.
    pub source: &'static str,
    /// When it was published or seen.
    pub date: &'static str,
    /// How far to trust it.
    pub confidence: Confidence,
}

/// A row of a table of presets.
const fn seen(source: &'static str, date: &'static str, confidence: Confidence) -> Provenance {
    Provenance { source, date, confidence }
}
