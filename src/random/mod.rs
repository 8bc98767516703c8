//! Addressed draws: every random number is a pure function of (seed, run, purpose, entity, index). The
//! only source of randomness in the crate; knows no prices and no exits.

mod address;
mod block;
pub mod elementary;
mod philox;
mod variates;
pub mod vector;

pub use address::{Coupling, Entity, Purpose, Runs, Stream};
pub use block::{Column, Columns, LANES, zeroed};
pub use philox::philox4x32_10;
pub use variates::{exponential_pair, normal_pair, open_uniform, uniform};
