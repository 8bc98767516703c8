//! Tests of the statistics layer: certified data sets, hand values, brute force, and whether standard
//! errors say what they claim.

mod bins;
mod bracket;
mod comparison;
mod equivalent;
mod errors;
mod histograms;
mod moments;
mod nist;
mod order;
mod samples;
mod selection;
mod sensitivity;
mod small;
mod weighted;

/// Asserts that two numbers differ by at most `tolerance`, absolutely.
fn assert_near(found: f64, expected: f64, tolerance: f64) {
    assert!(
        (found - expected).abs() <= tolerance,
        "found {found}, expected {expected} ± {tolerance}"
    );
}

/// Asserts that two numbers have the same bits.
fn assert_same(found: f64, expected: f64) {
    assert_eq!(found.to_bits(), expected.to_bits(), "found {found}, expected {expected}");
}
