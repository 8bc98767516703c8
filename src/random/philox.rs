//! The counter-based generator Philox 4×32 with 10 rounds. It owns the bijection only; what a counter
//! means is `address`.

const MULTIPLIERS: [u64; 2] = [0xD251_1F53, 0xCD9E_8D57];
const WEYL: [u32; 2] = [0x9E37_79B9, 0xBB67_AE85];
const LOW: u64 = 0xFFFF_FFFF;

/// Maps a counter to four pseudo-random words under a key.
///
/// For every key a bijection on 128-bit counters whose outputs pass the usual batteries; ten rounds.
///
/// Source: J. K. Salmon, M. A. Moraes, R. O. Dror and D. E. Shaw, "Parallel random numbers: as easy as
/// 1, 2, 3", SC11 (2011). The authors' known-answer vectors are tested.
///
/// ```
/// let words = vestrisk::random::philox4x32_10([0; 4], [0; 2]);
/// assert_eq!(words, [0x6627_e8d5, 0xe169_c58d, 0xbc57_ac4c, 0x9b00_dbd8]);
/// ```
#[must_use]
#[inline(always)]
pub fn philox4x32_10(counter: [u32; 4], key: [u32; 2]) -> [u32; 4] {
    wide(counter.map(u64::from), key).map(low_word)
}

/// The same on words that each stand in the low half of a 64-bit lane; what is above them counts for nothing,
/// neither going in nor coming out. A round is then two multiplications, two shifts and two exclusive ors of three,
/// on as many lanes as a vector has.
#[inline(always)]
pub(super) fn wide(counter: [u64; 4], key: [u32; 2]) -> [u64; 4] {
    let [mut c0, mut c1, mut c2, mut c3] = counter;
    let mut k = key;
    for _ in 0..10 {
        let product0 = (c0 & LOW) * MULTIPLIERS[0];
        let product1 = (c2 & LOW) * MULTIPLIERS[1];
        c0 = (product1 >> 32) ^ c1 ^ u64::from(k[0]);
        c2 = (product0 >> 32) ^ c3 ^ u64::from(k[1]);
        (c1, c3) = (product1, product0);
        k = [k[0].wrapping_add(WEYL[0]), k[1].wrapping_add(WEYL[1])];
    }
    [c0, c1, c2, c3]
}

/// The low half of a lane.
#[inline(always)]
#[expect(clippy::cast_possible_truncation, reason = "takes the low word")]
pub(super) fn low_word(lane: u64) -> u32 {
    lane as u32
}
