//! The machine's clock, which wanders: benches of cycles measure it beside each repetition.

use std::hint::black_box;
use std::time::Instant;

/// The clock in cycles a nanosecond.
pub fn clock() -> f64 {
    const LINKS: u64 = 400_000;
    let factor = black_box(0x9E37_79B9_7F4A_7C15_u64);
    let mut chain = black_box(3_u64);
    let start = Instant::now();
    for _ in 0..LINKS {
        // Three cycles for a product, one for the exclusive or; each needs the one before.
        chain = chain.wrapping_mul(factor) ^ 0x5BD1;
    }
    black_box(chain);
    (4 * LINKS) as f64 / start.elapsed().as_nanos() as f64
}
