//! Questions asked of a scenario: which measures they need, and what the answers mean. Formats nothing.

mod closed_form;
mod comparison;
mod decided;
mod decision;
mod distribution;
mod equivalent;
mod ladder;
mod precision;
mod selftest;
mod summary;
mod tail;
mod warnings;
mod watch;

pub use closed_form::ClosedForm;
pub use comparison::Comparison;
pub use decided::{Chance, Decided};
pub use decision::{
    ComparisonDecision, Decision, ModelReach, ModelVerdict, Move, Moves, Reach, Verdict,
    WalkAwayDecision,
};
pub use distribution::{Distribution, PayDistribution, Percentiles, ValueDistribution};
pub use ladder::{Ladder, LadderSummary, ModelSummary, Rung, ladder_models};
pub use precision::PrecisionFound;
pub use selftest::{Check, MOST_STANDARD_ERRORS, selftest};
pub use summary::{
    ClawbackSummary, Components, Detail, ExitSummary, MeanPayIf, OfferSummary, Options,
    PayHistogram, Retention, Simulation, Summary, YearSummary, summarize,
};
pub use tail::{
    Contrast, FourWorlds, OfferTail, Representative, Stands, StockContrast, Tail, TailCause,
    TailFeatures, TailPart, tail,
};
pub use warnings::{Warning, WarningCode};
