//! The one test binary. Each module says what it owns; slow proofs are marked `#[ignore]` and run by
//! `just slow`.

mod architecture;
mod cli;
mod errors;
mod invariants;
mod leaving;
mod naive;
mod numbers;
mod readme;
mod registry;
mod scenario;
mod scenarios;
mod stability;
mod statistics;
mod support;
mod worlds;
