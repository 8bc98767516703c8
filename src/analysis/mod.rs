//! Questions asked of a scenario: which measures they need, and what the answers mean. Formats nothing.

mod axis;
mod batch;
mod brief;
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
mod parts;
mod precision;
mod reweight;
mod selftest;
mod settings;
mod solve;
mod stress;
mod summary;
mod tail;
mod tornado;
mod view;
mod warnings;
mod watch;

pub use axis::PayHistogram;
pub use batch::{Answer, OfferAnswer, answers};
pub use brief::{Argument, ArgumentKind, Brief, Outcome as BriefOutcome, OutcomeKind};
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
pub use parts::{Part, join, parts};
pub use precision::PrecisionFound;
pub use reweight::{
    Figures, ReweightedComparison, ReweightedOffer, Reweighting, ViewFound, reweight,
};
pub use selftest::{Check, MOST_STANDARD_ERRORS, selftest};
pub use settings::Simulation;
pub use solve::{Ask, Goal, Question, Solution, Target, solve, usual_asks};
pub use stress::{Change, StressSummary, StressTest, Stressed};
pub use summary::{
    ClawbackSummary, Components, Detail, ExitSummary, MeanPayIf, OfferSummary, Options, Retention,
    Summary, YearSummary, summarize,
};
pub use tail::{
    Contrast, FourWorlds, OfferTail, Representative, Stands, StockContrast, Tail, TailCause,
    TailFeatures, TailPart, tail,
};
pub use tornado::{
    Derivative, FieldRange, GlobalDesign, InputMoves, InputUnit, Tornado, TornadoPlan,
    TornadoQuestion, TornadoRow,
};
pub use view::{StatedView, ViewSubject};
pub use warnings::{Warning, WarningCode};
