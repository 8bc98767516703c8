//! Questions asked of a scenario: which measures they need, and what the answers mean. Formats nothing.

mod cash;
mod certainty;
mod closed_form;
mod comparison;
mod decided;
mod decision;
mod distribution;
mod equivalent;
mod ladder;
mod metrics;
mod precision;
mod selftest;
mod settings;
mod solve;
mod summary;
mod tornado;
mod warnings;
mod watch;

pub use cash::{CashEquivalent, CashEquivalentAt};
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
pub use settings::Simulation;
pub use solve::{Ask, Goal, Question, Solution, Target, solve, usual_asks};
pub use summary::{
    ClawbackSummary, Components, Detail, ExitSummary, MeanPayIf, OfferSummary, Options,
    PayHistogram, Retention, Summary, YearSummary, summarize,
};
pub use tornado::{
    Derivative, FieldRange, GlobalDesign, InputMoves, InputUnit, Tornado, TornadoPlan,
    TornadoQuestion, TornadoRow,
};
pub use warnings::{Warning, WarningCode};
