//! Documentation-only modules: methods with equations and sources, the scenario file, a cookbook, and the
//! design notes.

#[doc = include_str!("methods.md")]
pub mod methods {}

#[doc = include_str!("models.md")]
pub mod models {}

#[doc = include_str!("samplers.md")]
pub mod samplers {}

#[doc = include_str!("scenario.md")]
pub mod scenario_file {}

#[doc = include_str!("solve.md")]
pub mod solve {}

#[doc = include_str!("worth.md")]
pub mod worth {}

#[doc = include_str!("cookbook.md")]
pub mod cookbook {}

#[doc = include_str!("design.md")]
pub mod design {}
