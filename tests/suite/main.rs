//! The one test binary. Each module says what it owns; slow proofs are marked `#[ignore]` and run by
//! `just slow`.

mod architecture;
mod cli;
mod errors;
mod numbers;
mod readme;
mod scenario;
mod scenarios;
mod statistics;
mod support;
