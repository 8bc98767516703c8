//! Documentation-only modules: methods with equations and sources, and the design notes.

#[doc = include_str!("methods.md")]
pub mod methods {}

#[doc = include_str!("design.md")]
pub mod design {}
