//! The simulation of careers: setup, plan, kernel, ledger and engine. Knows no files, no documents and
//! no questions.

pub mod engine;
mod integrated;
mod isoelastic;
mod job;
pub mod kernel;
pub mod ledger;
mod observer;
mod outcome;
mod partial;
pub mod plan;
mod reading;
mod request;
mod run_share;
mod samples;
mod setup;
mod tally;
mod visits;

pub use isoelastic::{Isoelastic, Preference};
pub use observer::{Observer, Unobserved};
pub use outcome::{KeptSample, Memory, Outcome, Sample};
pub use partial::{PartialOutcome, PartialSums};
pub use reading::{Reading, ReadingScratch};
pub use request::{Keep, Measure, MeasureId, Measures, Request};
pub use run_share::RunShare;
pub use setup::{Exits, Sampler, Settings, Setup, SharedExits};
pub use tally::{Tally, replicate_of};
pub use visits::visit_counterfactuals;
