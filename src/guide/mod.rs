//! Documentation-only modules: methods with equations and sources, a page for each command that decides, the scenario
//! file, a cookbook, and the design notes.

#[doc = include_str!("methods.md")]
pub mod methods {}

#[doc = include_str!("models.md")]
pub mod models {}

#[doc = include_str!("samplers.md")]
pub mod samplers {}

#[doc = include_str!("brief.md")]
pub mod brief {}

#[doc = include_str!("compare.md")]
pub mod compare {}

#[doc = include_str!("tornado.md")]
pub mod tornado {}

#[doc = include_str!("stress.md")]
pub mod stress {}

#[doc = include_str!("tail.md")]
pub mod tail {}

#[doc = include_str!("studies.md")]
pub mod studies {}

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
