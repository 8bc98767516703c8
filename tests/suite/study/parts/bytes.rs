//! Parts as bytes: read again they are themselves, and damaged ones are refused, whether their checksum tells or, where somebody
//! has made it fit, only the numbers.

use std::sync::LazyLock;

use proptest::prelude::*;
use sha2::{Digest, Sha256};
use vestrisk::Error;
use vestrisk::analysis::Part;
use vestrisk::simulation::{Exits, Sampler};

use super::{BARE, ONE, ROOMY, TWO, joined, part, scenario, share};

/// Bytes of the checksum at the end.
const SEAL: usize = 32;

/// What is said of bytes that are no part although their checksum fits.
pub const UNREADABLE: &str =
    "a part cannot be read: its checksum fits, but this version writes no such part";

/// Parts of every kind: samples kept, with replicates and without, counted, with integrated exits, and of no runs.
pub static PARTS: LazyLock<Vec<Part>> = LazyLock::new(|| {
    let few =
        |text, sampler, exits| part(&scenario(text, 40, (sampler, exits)), share(1, 1), ROOMY);
    let random = (Sampler::Random, Exits::Sampled);
    vec![
        few(TWO, Sampler::Random, Exits::Sampled),
        few(ONE, Sampler::Sobol, Exits::Sampled),
        few(ONE, Sampler::Antithetic, Exits::Integrated),
        part(&scenario(TWO, 40, random), share(1, 1), BARE),
        part(&scenario(TWO, 40, random), share(1, 2), ROOMY),
    ]
});

/// The bytes of each part, but for the checksum.
pub static BODIES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| {
    let body = |part: &Part| {
        let mut bytes = part.to_bytes();
        bytes.truncate(bytes.len() - SEAL);
        bytes
    };
    PARTS.iter().map(body).collect()
});

/// Bytes with a checksum that fits.
pub fn sealed(body: &[u8]) -> Vec<u8> {
    let mut bytes = body.to_vec();
    bytes.extend_from_slice(&Sha256::digest(body));
    bytes
}

/// Reads bytes, and what they say, as far as it is accepted.
fn read(bytes: &[u8]) -> Result<Part, Error> {
    let part = Part::from_bytes(bytes)?;
    // An error is as good as an answer; only a panic is not.
    let _ = joined(vec![part.clone()]);
    Ok(part)
}

#[track_caller]
fn refused(bytes: &[u8]) -> String {
    match read(bytes) {
        Err(Error::Refused(problems)) => problems.join("; "),
        other => panic!("it is not refused: {other:?}"),
    }
}

#[test]
fn a_part_is_itself_again() {
    for (part, body) in PARTS.iter().zip(&*BODIES) {
        let bytes = part.to_bytes();
        assert_eq!(bytes, sealed(body));
        let again = Part::from_bytes(&bytes).expect("it is whole");
        assert_eq!(again, *part);
        assert_eq!(again.to_bytes(), bytes);
    }
    let first = &PARTS[0];
    assert_eq!(first.offers(), ["Back-loaded, with ✓ and \"quotes\"", "Even"]);
    assert_eq!((first.settings().runs, first.settings().seed), (40, 20_261_126));
    assert_eq!(first.sha256().len(), 64);
}

#[test]
fn every_truncation_is_refused() {
    let part = &PARTS[0];
    let bytes = part.to_bytes();
    for end in 0..bytes.len() {
        refused(&bytes[..end]);
    }
    for body in &*BODIES {
        // Every one of a small part, some of a larger one.
        for end in (0..body.len()).step_by(body.len().div_ceil(500)) {
            refused(&sealed(&body[..end]));
        }
        let longer = [body, &[0][..]].concat();
        assert_eq!(refused(&sealed(&longer)), UNREADABLE);
    }
}

#[test]
fn another_version_is_told() {
    let (own, body) = (env!("CARGO_PKG_VERSION"), &BODIES[0]);
    let length = u8::try_from(own.len()).expect("a short version");
    assert_eq!(body[..=own.len()], *[&[length][..], own.as_bytes()].concat());
    let other = [&[5][..], b"9.8.7", &body[1 + own.len()..]].concat();
    assert_eq!(
        refused(&sealed(&other)),
        format!("a part is of version 9.8.7, and this is {own}; use one version for all shares")
    );
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(400))]

    #[test]
    fn a_flipped_byte_is_refused(which in 0..5_usize, at in any::<prop::sample::Index>(), flip in 1_u8..) {
        let mut bytes = PARTS[which].to_bytes();
        let at = at.index(bytes.len());
        bytes[at] ^= flip;
        let said = refused(&bytes);
        prop_assert!(said.starts_with("a part is damaged"), "{}", said);
    }

    #[test]
    fn forged_bytes_are_refused_or_read(
        which in 0..5_usize,
        flips in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..4),
    ) {
        let mut body = BODIES[which].clone();
        for (at, byte) in flips {
            let at = at.index(body.len());
            body[at] = byte;
        }
        let _ = read(&sealed(&body));
    }

    #[test]
    fn forged_lengths_are_refused_or_read(
        which in 0..5_usize, at in any::<prop::sample::Index>(), length in any::<u64>(),
    ) {
        let body = &BODIES[which];
        let at = at.index(body.len());
        let mut number = Vec::new();
        let mut left = length;
        while left >= 0x80 {
            number.push(u8::try_from(left & 0x7f).expect("7 bits") | 0x80);
            left >>= 7;
        }
        number.push(u8::try_from(left).expect("7 bits"));
        let body = [&body[..at], &number, &body[at + 1..]].concat();
        let _ = read(&sealed(&body));
    }
}
