//! The simulation against closed forms and published values.

mod averages;
pub mod build;
mod cases;
mod closed_forms;
mod components;
mod golden;
pub mod leaving;
pub mod measured;
mod quadrature;
mod sobol;
mod truth;
pub mod workload;
mod workload_slow;
