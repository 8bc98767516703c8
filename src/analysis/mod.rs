//! Questions asked of a scenario: which measures they need, and what the answers mean. Formats nothing.

mod comparison;
mod decided;
mod distribution;
mod summary;
mod warnings;

pub use comparison::Comparison;
pub use decided::{Chance, Decided};
pub use distribution::{Distribution, PayDistribution, Percentiles, ValueDistribution};
pub use summary::{
    ClawbackSummary, Components, Detail, ExitSummary, MeanPayIf, OfferSummary, Options,
    PayHistogram, Retention, Simulation, Summary, YearSummary, summarize,
};
pub use warnings::{Warning, WarningCode};
