//! Scrambled Sobol points: the numbers of one coordinate at the runs of a block. Which coordinate is whose belongs to
//! the plan; direction numbers are `direction_numbers`'.

use super::address::{Entity, Purpose, Runs, Stream};
use super::block::{Column, LANES, Lanes};
use super::direction_numbers::{DIMENSIONS, Directions, direction_numbers};
use super::normal_quantile::normal_quantile;
use super::philox::low_word;
use super::variates::{open_uniform, uniform};
use super::vector::scaled_ln;
use crate::processor::Processor;

/// Independent scrambles of the sequence, one a replicate: run r is point r div 32 under scramble r mod 32.
pub const SCRAMBLES: usize = 32;

/// Indices of coordinates are below this; those of the numbers beyond the table are above.
const BEYOND: u32 = 1 << 31;

/// One coordinate of the points of Sobol's sequence (Sobol' 1967), scrambled anew in each replicate.
///
/// **Points.** Point p = Σ pₖ 2ᵏ has the 32 bits ⊕ pₖ vₖ, with the direction numbers vₖ of Joe and Kuo (2008): points in
/// the order of their places, any of them alone; those of a Gray code's order are the same, 2^m by 2^m. Places count
/// modulo 2^32.
///
/// **Scrambles.** Owen's nested uniform scramble (1995) permutes the halves of the unit interval, the halves of each
/// half and so on, every one by chance. Its permutations come from a hash of 32 bits that carries upwards only, on the
/// reversed bits (Laine and Karras 2011; the multipliers are those of N. Vegdahl, "Building a Better LK Hash", 2021; on
/// hashes for Owen's scramble, Burley 2020). The hash first adds a word and then multiplies by odd ones, words that
/// Philox gives by seed, replicate and coordinate: every single point is therefore uniform on the grid of 2^32, exactly,
/// and replicates are independent.
///
/// **Numbers.** Below the grid another hash of the point gives 20 bits more, and half a unit: u is in (0, 1) and neither
/// 0 nor 1, like [`open_uniform`]. Normals are Φ⁻¹(u), exponentials −ln u, as those of pseudo-random runs.
///
/// Dimensions beyond the table's [`DIMENSIONS`] are plain pseudo-random numbers by run, which is right, only no better
/// than `random` (points padded by chance; Spanier 1995).
///
/// ```
/// use vestrisk::Processor;
/// use vestrisk::random::{Column, Coordinate, Coupling, Entity, Runs};
/// let all = Coordinate::several(1, [(0, Entity::of("W"), 0), (1, Entity::of("W"), 1)]);
/// let mut column = Column::of(0.0);
/// // The first 256 points of one replicate: one in each 256th of the unit interval.
/// let runs = Runs::of_replicate(7, Coupling::Independent, 32);
/// all[1].uniforms(Processor::best(), &runs, &mut column);
/// let mut cells: Vec<u32> = column.iter().map(|u| (u * 256.0) as u32).collect();
/// cells.sort_unstable();
/// assert!(cells.into_iter().eq(0..256));
/// ```
#[derive(Clone, Debug)]
pub struct Coordinate(Kind);

#[derive(Clone, Debug)]
enum Kind {
    Points(Box<Points>),
    /// Beyond the table: pseudo-random numbers at an index.
    Random(Stream, u32),
}

#[derive(Clone, Debug)]
struct Points {
    directions: Directions,
    /// The four words of each replicate, by word.
    keys: Keys,
}

/// Words of the scrambles of some lanes, and again of as many lanes after them.
type Keys = [[u32; SCRAMBLES]; 4];

impl Coordinate {
    /// Several coordinates under a seed, each by its dimension, counted from 0, and the address of its scrambles:
    /// whose it is, and an index below 2^31.
    #[must_use]
    pub fn several(seed: u64, wanted: impl IntoIterator<Item = (usize, Entity, u32)>) -> Vec<Self> {
        Self::scrambled(seed, Purpose::SobolScramble, wanted)
    }

    /// The same with the scrambles of a design, which are free of those of runs.
    #[must_use]
    pub fn of_design(
        seed: u64,
        wanted: impl IntoIterator<Item = (usize, Entity, u32)>,
    ) -> Vec<Self> {
        Self::scrambled(seed, Purpose::DesignScramble, wanted)
    }

    fn scrambled(
        seed: u64,
        purpose: Purpose,
        wanted: impl IntoIterator<Item = (usize, Entity, u32)>,
    ) -> Vec<Self> {
        let wanted: Vec<(usize, Entity, u32)> = wanted.into_iter().collect();
        let dimensions = wanted.iter().map(|(dimension, ..)| dimension + 1).max().unwrap_or(0);
        let table: Vec<Directions> = direction_numbers().take(dimensions.min(DIMENSIONS)).collect();
        let coordinate = |(dimension, entity, index): (usize, Entity, u32)| {
            let stream = Stream::new(seed, purpose, entity);
            match table.get(dimension) {
                Some(directions) => Self(Kind::Points(Box::new(Points {
                    directions: *directions,
                    keys: scrambles(&stream, index),
                }))),
                None => Self(Kind::Random(stream, BEYOND | index)),
            }
        };
        wanted.into_iter().map(coordinate).collect()
    }

    /// A point's 32 bits before any scramble, by its place in the sequence; `None` beyond the table.
    #[must_use]
    pub fn unscrambled(&self, place: u32) -> Option<u32> {
        match &self.0 {
            Kind::Random(..) => None,
            Kind::Points(points) => Some(points.point(place).reverse_bits()),
        }
    }

    /// Fills a column with uniforms on (0, 1).
    pub fn uniforms(&self, processor: Processor, runs: &Runs, column: &mut Column) {
        match &self.0 {
            Kind::Random(stream, index) => uniform(processor, stream, runs, *index, column),
            Kind::Points(points) => points.fill(processor, runs, column),
        }
    }

    /// Fills a column with standard normals, which rise with the uniforms.
    pub fn normals(&self, processor: Processor, runs: &Runs, column: &mut Column) {
        self.uniforms(processor, runs, column);
        processor.run(
            #[inline(always)]
            || {
                for lane in 0..LANES {
                    column[lane] = normal_quantile(column[lane]);
                }
            },
        );
    }

    /// Fills a column with unit exponentials, which fall with the uniforms.
    pub fn exponentials(&self, processor: Processor, runs: &Runs, column: &mut Column) {
        self.uniforms(processor, runs, column);
        processor.run(
            #[inline(always)]
            || {
                for lane in 0..LANES {
                    column[lane] = scaled_ln(column[lane], -1.0);
                }
            },
        );
    }
}

/// The words of the scrambles at an index, an address a replicate.
fn scrambles(stream: &Stream, index: u32) -> Keys {
    let mut keys = [[0; SCRAMBLES]; 4];
    for (replicate, address) in (0..SCRAMBLES).zip(0..) {
        let words = stream.short_words(address, index);
        keys.iter_mut().zip(words).for_each(|(key, word)| key[replicate] = word);
    }
    keys
}

impl Points {
    /// Uniforms of a block: lanes in vectors where they are a block of a job, one by one where they are any others.
    fn fill(&self, processor: Processor, runs: &Runs, column: &mut Column) {
        let Some(spread) = Spread::of(runs) else { return self.fill_one_by_one(runs, column) };
        let gathered: Keys;
        let keys = if spread.apart == 1 {
            &self.keys
        } else {
            gathered = self.keys.map(|key| {
                std::array::from_fn(|lane| {
                    key[replicate(spread.first + spread.apart * lane as u64)]
                })
            });
            &gathered
        };
        let mut digits = Lanes::of(0);
        processor.run(
            #[inline(always)]
            || {
                self.digits(&spread, &mut digits);
                let pieces = digits.as_chunks::<SCRAMBLES>().0;
                for (digits, column) in pieces.iter().zip(column.as_chunks_mut::<SCRAMBLES>().0) {
                    for lane in 0..SCRAMBLES {
                        column[lane] = number(digits[lane], keys, lane);
                    }
                }
            },
        );
    }

    /// The points of lanes whose places differ in a digit for each digit of the lane, by doubling.
    #[inline(always)]
    fn digits(&self, spread: &Spread, lanes: &mut Lanes<u32>) {
        lanes[0] = self.point(place(spread.first));
        for (bit, weight) in (0..LANES.ilog2()).map(|bit| (bit, spread.apart << bit)) {
            let step = self.point(place(weight));
            let (known, new) = lanes.split_at_mut(1 << bit);
            for (new, known) in new.iter_mut().zip(known.iter()) {
                *new = *known ^ step;
            }
        }
    }

    /// A point by its place, bits reversed.
    fn point(&self, place: u32) -> u32 {
        let taken = |digit: usize| 0_u32.wrapping_sub((place >> digit) & 1);
        (0..32).fold(0, |point, digit| point ^ (self.directions[digit] & taken(digit)))
    }

    fn fill_one_by_one(&self, runs: &Runs, column: &mut Column) {
        for lane in 0..LANES {
            let address = runs.address(lane);
            let point = self.point(place(address));
            column[lane] = number(point, &self.keys, replicate(address));
        }
    }
}

/// The addresses of a block whose lanes' digits are digits of the addresses: lane l has the address first + apart × l,
/// and no carry occurs.
struct Spread {
    first: u64,
    apart: u64,
}

impl Spread {
    /// The spread of a block, `None` where it has none.
    fn of(runs: &Runs) -> Option<Self> {
        let first = runs.address(0);
        let apart = runs.address(1) - first;
        let digits = apart.checked_mul(LANES as u64 - 1)?;
        (apart.is_power_of_two() && first & digits == 0).then_some(Self { first, apart })
    }
}

/// The replicate of an address.
#[expect(clippy::cast_possible_truncation, reason = "below 32")]
const fn replicate(address: u64) -> usize {
    (address % SCRAMBLES as u64) as usize
}

/// The place of an address's point in the sequence.
fn place(address: u64) -> u32 {
    low_word(address / SCRAMBLES as u64)
}

/// The uniform of a point with reversed bits under the scramble of a lane.
#[inline(always)]
fn number(point: u32, [add, first, second, below]: &Keys, lane: usize) -> f64 {
    let scrambled = scramble(point, add[lane], first[lane] | 1, second[lane] | 1);
    let rest = mix(scrambled).wrapping_add(below[lane]);
    open_uniform(u64::from(scrambled.reverse_bits()) << 32 | u64::from(rest))
}

/// A bijection in which a bit moves none below it. The first two steps and the last two are Vegdahl's hash, its one
/// seed made two words; the multiplication by a third spreads what lies deep.
#[inline(always)]
fn scramble(point: u32, add: u32, first: u32, second: u32) -> u32 {
    let x = point ^ point.wrapping_mul(0x3d20_adea);
    let x = x.wrapping_add(add).wrapping_mul(first);
    let x = x ^ x.wrapping_mul(0x0552_6c56);
    let x = x.wrapping_mul(second);
    x ^ x.wrapping_mul(0x53a2_2864)
}

/// A hash in which every bit moves every other (C. Wellons, `lowbias32`, 2018).
#[inline(always)]
fn mix(x: u32) -> u32 {
    let x = (x ^ x >> 16).wrapping_mul(0x7feb_352d);
    let x = (x ^ x >> 15).wrapping_mul(0x846c_a68b);
    x ^ x >> 16
}
