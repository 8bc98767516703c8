//! The one test binary. Each module says what it owns; slow proofs are marked `#[ignore]` and run by
//! `just slow`.

mod architecture;
mod bad_input;
mod cli;
mod coverage;
mod distributions;
mod errors;
mod faults;
mod init;
mod invariants;
mod ladder;
mod leaving;
mod method_support;
mod methods;
mod models;
mod naive;
mod numbers;
mod outputs;
mod pages;
mod precision;
mod random;
mod reference;
mod registry;
mod scenario;
mod scenarios;
mod schema;
mod screens;
mod selftest;
mod settings;
mod stability;
mod standard_errors;
mod statistics;
mod support;
mod tolerance;
mod warnings;
mod worlds;
