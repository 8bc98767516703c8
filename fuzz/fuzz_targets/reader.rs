//! The reader under libFuzzer: any bytes are read or explained, the same question that the properties of
//! the suite ask. `just fuzz` runs it, starting from the scenarios.
#![no_main]

#[path = "../../tests/suite/faults.rs"]
mod faults;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| faults::read_or_explained(bytes, &[]));
