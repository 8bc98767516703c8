//! placeholder
mod setup;
pub use setup::{Exits, Sampler, Settings, Setup, SharedExits};
