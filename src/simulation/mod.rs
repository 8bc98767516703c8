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
pub mod plan;
mod reading;
mod request;
mod samples;
mod setup;
mod sweep;
mod tally;
mod visits;

pub use isoelastic::{Isoelastic, Preference};
pub use observer::{Observer, Unobserved};
pub use outcome::{KeptSample, Memory, Outcome, Sample};
pub use reading::{Reading, ReadingScratch};
pub use request::{Keep, Measure, MeasureId, Request};
pub use setup::{Exits, Sampler, Settings, Setup, SharedExits};
pub use sweep::{SweepRoom, sweep};
pub use tally::{Tally, replicate_of};
pub use visits::visit_counterfactuals;
