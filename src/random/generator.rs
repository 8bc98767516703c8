//! The words at one address as a stream, for `rand` and whatever draws from it: where speed does not matter,
//! and as a reference. The kernel draws by address.

use std::convert::Infallible;

use rand_core::TryRng;
use rand_core::utils::{fill_bytes_via_next_word, next_u64_via_u32};

use super::address::Stream;

/// The words of a stream at one address, by rising index: up to 2^34 words of 32 bits, after which they repeat.
///
/// ```
/// use rand::RngExt;
/// use vestrisk::random::{Entity, Generator, Purpose, Stream};
/// let stream = Stream::new(1, Purpose::Rating, Entity::of("Acme"));
/// let mut generator = Generator::new(stream, 17);
/// let word: u64 = generator.random();
/// assert_eq!(word, stream.words(17, 0)[0]);
/// let normal: f64 = generator.sample(rand_distr::StandardNormal);
/// assert!(normal.is_finite());
/// ```
#[derive(Clone, Debug)]
pub struct Generator {
    stream: Stream,
    address: u64,
    index: u32,
    words: [u32; 4],
    used: usize,
}

impl Generator {
    /// The words of a stream at an address, from index 0.
    #[must_use]
    pub fn new(stream: Stream, address: u64) -> Self {
        Self { stream, address, index: 0, words: [0; 4], used: 4 }
    }

    fn next(&mut self) -> u32 {
        if self.used == self.words.len() {
            self.words = self.stream.short_words(self.address, self.index);
            self.index = self.index.wrapping_add(1);
            self.used = 0;
        }
        self.used += 1;
        self.words[self.used - 1]
    }
}

impl TryRng for Generator {
    type Error = Infallible;

    fn try_next_u32(&mut self) -> Result<u32, Infallible> {
        Ok(self.next())
    }

    fn try_next_u64(&mut self) -> Result<u64, Infallible> {
        next_u64_via_u32(self)
    }

    fn try_fill_bytes(&mut self, bytes: &mut [u8]) -> Result<(), Infallible> {
        fill_bytes_via_next_word(bytes, || self.try_next_u32())
    }
}
