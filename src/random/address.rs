//! What a draw's address is made of, and how runs map to addresses under each sampler. Which numbers
//! are made of the words is `variates`.

use super::block::LANES;
use super::philox::{low_word, wide};

/// What a draw is for. The number is part of the address: never reuse or renumber one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u32)]
pub enum Purpose {
    /// Unit exponentials of the exit clocks, index = pair of causes.
    ExitClock = 1,
    /// Brownian shocks at quarter ends, index = four quarters.
    QuarterShock = 2,
    /// Brownian bridge shocks at the two months inside a quarter, index = pair of quarters.
    MonthBridge = 3,
    /// Brownian shocks at closes between today and the start date, index = four closes.
    CloseShock = 4,
    /// The level of an offer's bands, index 0 for the one they share.
    BandLevel = 5,
    /// The tier of a rating, index = month of the review.
    Rating = 6,
    /// Normals of annual bonuses, index = four years.
    BonusShock = 7,
    /// Scrambles of Sobol points, address = replicate, index = cause of a clock or 3 + rank of a component.
    SobolScramble = 8,
    /// How many jumps and their sum, index = quarter from 1; 0 for the time before the start date.
    JumpSum = 9,
    /// Times of jumps, index = 2^16 × quarter (0 before the start date) + pair of jumps.
    JumpTime = 10,
    /// Bridge shocks of jumps at the two months inside a quarter, index = pair of quarters.
    JumpBridge = 11,
    /// Bridge shocks of jumps at closes before the start date, index = four closes.
    CloseJump = 12,
    /// Shocks of a stochastic variance and its price, index = 64 × month from 1 + part of it.
    MonthVariance = 13,
    /// The same before the start date, index = 64 × trading day before it + part of it.
    DayVariance = 14,
    /// Innovations of daily returns, index = four normal days or two of Student's t.
    DayShock = 15,
    /// Blocks of a resampled history, index = two steps.
    Resampling = 16,
    /// The place of a point of a Latin hypercube design on an axis, address = point.
    DesignPlace = 17,
    /// Scrambles of the Sobol points of a design, address = replicate.
    DesignScramble = 18,
}

/// Whose draw it is: a stock, an employer, an offer, by the hash of its name and never by position.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Entity(u32);

impl Entity {
    /// Bits of an entity; the six bits above them hold the purpose.
    const BITS: u32 = 26;

    /// The entity of a name: FNV-1a (64 bits) of its UTF-8 bytes, finished by `SplitMix64`'s mixer, the
    /// top 26 bits. Names of one kind that collide are refused when a setup is built.
    #[must_use]
    pub fn of(name: &str) -> Self {
        let hash = name.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
            (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
        });
        let mixed = (hash ^ (hash >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        let top = (mixed ^ (mixed >> 31)) >> (64 - Self::BITS);
        Self(u32::try_from(top).unwrap_or(u32::MAX >> (32 - Self::BITS)))
    }
}

/// How the runs of a job are coupled to each other; as a number, the bits of a run that tell runs of one
/// address apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Coupling {
    /// Every run has draws of its own: address = run.
    Independent = 0,
    /// Runs 2p and 2p + 1 share address p; the second takes every uniform u as 1 − u and every normal z
    /// as −z (antithetic variates; Hammersley and Morton 1956).
    Antithetic = 1,
}

/// The runs of one block, one a lane: consecutive ones, or those of one replicate.
#[derive(Clone, Copy, Debug)]
pub struct Runs {
    first: u64,
    coupling: Coupling,
    /// How far the addresses of neighbouring lanes (of neighbouring pairs, where coupled) are apart.
    apart: u64,
}

impl Runs {
    /// `LANES` consecutive runs.
    #[must_use]
    pub const fn consecutive(first: u64, coupling: Coupling) -> Self {
        Self { first, coupling, apart: 1 }
    }

    /// Every `count`th address: `LANES` runs of one of `count` replicates, the first of which is `first`.
    #[must_use]
    pub const fn of_replicate(first: u64, coupling: Coupling, count: u64) -> Self {
        Self { first, coupling, apart: count }
    }

    /// The run of a lane, counted from 0 over the whole job; runs rise with lanes.
    #[inline(always)]
    #[must_use]
    pub const fn run(&self, lane: usize) -> u64 {
        (self.address(lane) << self.coupling as u32) | self.mirror_bit(lane)
    }

    /// The address of a lane's draws.
    #[inline(always)]
    #[must_use]
    pub const fn address(&self, lane: usize) -> u64 {
        let shift = self.coupling as u32;
        let beyond = ((self.first & self.coupling as u64) + lane as u64) >> shift;
        (self.first >> shift) + beyond * self.apart
    }

    /// How runs map to addresses.
    #[must_use]
    pub const fn coupling(&self) -> Coupling {
        self.coupling
    }

    /// Whether a lane takes the mirrored draws of its address.
    #[inline(always)]
    #[must_use]
    pub const fn mirrored(&self, lane: usize) -> bool {
        self.mirror_bit(lane) == 1
    }

    /// The same as a number: 1 where it does.
    #[inline(always)]
    pub(super) const fn mirror_bit(&self, lane: usize) -> u64 {
        (self.first + lane as u64) & (self.coupling as u64)
    }

    /// How many of the block's lanes are runs of a job of `total` runs: those in front.
    #[must_use]
    pub fn lanes_below(&self, total: u64) -> usize {
        if self.run(LANES - 1) < total {
            return LANES;
        }
        (0..LANES).take_while(|lane| self.run(*lane) < total).count()
    }
}

/// All draws of one purpose and entity under a seed.
#[derive(Clone, Copy, Debug)]
pub struct Stream {
    key: [u32; 2],
    purpose_and_entity: u32,
}

impl Stream {
    /// The stream with key = seed and third counter word = purpose (6 bits), entity (26 bits).
    #[must_use]
    pub fn new(seed: u64, purpose: Purpose, entity: Entity) -> Self {
        Self {
            key: [low_word(seed), low_word(seed >> 32)],
            purpose_and_entity: ((purpose as u32) << Entity::BITS) | entity.0,
        }
    }

    /// The 128 bits at (address, index), as two words.
    #[inline(always)]
    #[must_use]
    pub fn words(&self, address: u64, index: u32) -> [u64; 2] {
        let [a, b, c, d] = self.lanes(address, index);
        [u64::from(low_word(a)) | b << 32, u64::from(low_word(c)) | d << 32]
    }

    /// The same as four words.
    pub(super) fn short_words(&self, address: u64, index: u32) -> [u32; 4] {
        self.lanes(address, index).map(low_word)
    }

    #[inline(always)]
    fn lanes(&self, address: u64, index: u32) -> [u64; 4] {
        wide([address, address >> 32, self.purpose_and_entity.into(), index.into()], self.key)
    }
}
