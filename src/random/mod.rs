//! Addressed draws: every random number is a pure function of (seed, run, purpose, entity, index). The
//! only source of randomness in the crate; knows no prices and no exits.

mod address;
mod block;
mod direction_numbers;
pub mod elementary;
mod generator;
mod normal_quantile;
mod philox;
mod sobol;
mod student;
mod variates;
pub mod vector;

pub use address::{Coupling, Entity, Purpose, Runs, Stream};
pub use block::{CHUNK_RUNS, Codes, Column, Columns, LANES, Lanes, zeroed};
pub use direction_numbers::DIMENSIONS;
pub use generator::Generator;
pub use normal_quantile::normal_quantile;
pub use philox::philox4x32_10;
pub use sobol::{Coordinate, SCRAMBLES};
pub use student::StudentT;
pub use variates::{
    exponential_pair, normal_quad, normal_quads, open_uniform, uniform, uniform_and_normals,
    uniform_pair,
};
