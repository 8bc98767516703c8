//! Jumps of one stock in a block of runs: how many, when, and their sums at the dates of its Brownian tree and at closes
//! before the start date. What a jump's law is belongs to `merton`.

use super::{Closes, JumpLaw, Tree};
use crate::processor::Processor;
use crate::random::{
    Column, Columns, Entity, LANES, Purpose, Runs, Stream, elementary, normal_quads,
    uniform_and_normals, uniform_pair, zeroed,
};

/// The jumps that a stock's dates need.
///
/// **Law.** Each segment, the time before the start date or a quarter, has a Poisson number N of jumps, each at a
/// uniform time of it; their sum is N a + d √N z. Of n jumps with a given sum, k come first with a sum that is
/// normal about k/n of it, with variance d² k (n − k)/n.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Jumps {
    law: JumpLaw,
    tree: Tree,
    /// Closes before the start date, as shares of the time from today to it.
    earlier: Vec<f64>,
    starts_later: bool,
    /// Cumulative probabilities of 0, 1, … jumps before the start date, and in a quarter.
    before_start: Vec<f64>,
    a_quarter: Vec<f64>,
}

/// Numbers of jumps of a block and the normals of their sums.
#[derive(Clone, Debug)]
pub(super) struct JumpDraws {
    /// By segment, the one before the start date first where there is one: number, normal, and one to spare.
    segments: Vec<[Column; 3]>,
    /// By pair of quarters with months inside: numbers by the two months of the first and of the second.
    inside: Vec<[Column; 4]>,
    inside_shocks: Vec<[Column; 4]>,
    /// Numbers by the closes before the start date.
    closes: Columns,
    close_shocks: Vec<[Column; 4]>,
}

/// Sums of jumps of a block.
#[derive(Clone, Debug)]
pub(super) struct JumpSums {
    /// Since the start date, in the columns of [`Tree::column`].
    tree: Columns,
    /// Since today, at the start date and at closes before it.
    closes: Columns,
}

impl Jumps {
    /// The jumps of a stock whose Brownian motion has these nodes.
    pub fn new(law: JumpLaw, tree: &Tree, closes: &Closes) -> Self {
        let intensity = law.intensity.get();
        let a_quarter = poisson(intensity * 3.0 / 12.0);
        let (before_start, earlier) = match closes.times() {
            [] => (Vec::new(), Vec::new()),
            [start, earlier @ ..] => {
                (poisson(intensity * start), earlier.iter().map(|time| time / start).collect())
            }
        };
        let starts_later = !before_start.is_empty();
        Self { law, tree: tree.clone(), earlier, starts_later, before_start, a_quarter }
    }

    /// The nodes that sums are at.
    pub const fn tree(&self) -> &Tree {
        &self.tree
    }

    /// Columns for [`Self::draw`].
    pub fn draws(&self) -> JumpDraws {
        let threes = |count| vec![[const { Column::of(0.0) }; 3]; count];
        let fours = |count| vec![[const { Column::of(0.0) }; 4]; count];
        let pairs = self.tree.bridged().len();
        let earlier = self.earlier.len();
        JumpDraws {
            segments: threes(self.segments()),
            inside: fours(pairs),
            inside_shocks: fours(pairs),
            closes: zeroed(earlier),
            close_shocks: fours(earlier.div_ceil(4)),
        }
    }

    /// Columns for [`Self::sum`].
    pub fn sums(&self) -> JumpSums {
        let closes = self.earlier.len() + usize::from(self.starts_later);
        JumpSums { tree: zeroed(self.tree.columns()), closes: zeroed(closes) }
    }

    /// How many columns these are in all.
    pub fn column_count(&self) -> usize {
        let (pairs, earlier) = (self.tree.bridged().len(), self.earlier.len());
        3 * self.segments() + 8 * pairs + 3 * earlier + 4 + self.tree.columns()
    }

    fn segments(&self) -> usize {
        self.tree.quarters() + usize::from(self.starts_later)
    }

    /// Draws the jumps of a block.
    pub fn draw(
        &self,
        processor: Processor,
        (seed, entity): (u64, Entity),
        runs: &Runs,
        out: &mut JumpDraws,
    ) {
        let stream = |purpose| Stream::new(seed, purpose, entity);
        let first = u32::from(!self.starts_later);
        let (sums, times) = (stream(Purpose::JumpSum), stream(Purpose::JumpTime));
        uniform_and_normals(processor, &sums, runs, first.., &mut out.segments);
        for (segment, [number, ..]) in (first..).zip(&mut out.segments) {
            let cumulative = if segment == 0 { &self.before_start } else { &self.a_quarter };
            count(processor, cumulative, number);
        }
        let numbers = |segment: u32| &out.segments[(segment - first) as usize][0];
        for (pair, numbers_inside) in self.tree.bridged().iter().zip(&mut out.inside) {
            for (second, by_months) in (0..).zip(numbers_inside.as_chunks_mut::<2>().0) {
                let quarter = 2 * pair + second + 1;
                if quarter as usize <= self.tree.quarters() {
                    let jumps = (&times, quarter, numbers(quarter));
                    earlier(processor, jumps, runs, &[1.0 / 3.0, 2.0 / 3.0], by_months);
                }
            }
        }
        let bridged = self.tree.bridged().iter().copied();
        let shocks = stream(Purpose::JumpBridge);
        normal_quads(processor, &shocks, runs, bridged, &mut out.inside_shocks);
        if !self.earlier.is_empty() {
            earlier(processor, (&times, 0, numbers(0)), runs, &self.earlier, &mut out.closes);
            let shocks = stream(Purpose::CloseJump);
            normal_quads(processor, &shocks, runs, 0.., &mut out.close_shocks);
        }
    }

    /// Sums the jumps of a block.
    pub fn sum(&self, processor: Processor, draws: &JumpDraws, out: &mut JumpSums) {
        let still = Column::of(0.0);
        let later = usize::from(self.starts_later);
        let (before, quarters) = draws.segments.split_at(later);
        for (segment, sum) in before.iter().zip(&mut out.closes) {
            self.add(processor, &still, segment, sum);
        }
        let shocks = draws.close_shocks.as_flattened();
        for (place, shock) in (1..=self.earlier.len()).zip(shocks) {
            let (known, open) = out.closes.split_at_mut(place);
            let numbers = [
                if place == 1 { &before[0][0] } else { &draws.closes[place - 2] },
                &draws.closes[place - 1],
            ];
            self.bridge(processor, (&still, &known[place - 1]), numbers, shock, &mut open[0]);
        }
        let ends = self.tree.quarters();
        for (quarter, segment) in quarters.iter().enumerate() {
            let (before, own) = out.tree.split_at_mut(quarter);
            self.add(processor, before.last().unwrap_or(&still), segment, &mut own[0]);
        }
        let (ends, inside) = out.tree.split_at_mut(ends.next_multiple_of(4));
        let bridged = self.tree.bridged().iter().zip(draws.inside.iter().zip(&draws.inside_shocks));
        for ((pair, (numbers, shocks)), sums) in bridged.zip(inside.as_chunks_mut::<4>().0) {
            let halves = (numbers.as_chunks::<2>().0, shocks.as_chunks::<2>().0);
            let halves = halves.0.iter().zip(halves.1).zip(sums.as_chunks_mut::<2>().0);
            for (quarter, ((numbers, shocks), [first, second])) in
                (2 * *pair as usize..).zip(halves)
            {
                if quarter >= quarters.len() {
                    continue;
                }
                let (from, to) =
                    (if quarter == 0 { &still } else { &ends[quarter - 1] }, &ends[quarter]);
                let [one, two] = numbers;
                let by_second = [&quarters[quarter][0], two];
                self.bridge(processor, (from, to), by_second, &shocks[1], second);
                self.bridge(processor, (from, second), [two, one], &shocks[0], first);
            }
        }
    }

    /// Sums some time later: N a + d √N z more.
    fn add(
        &self,
        processor: Processor,
        before: &Column,
        [number, shock, _]: &[Column; 3],
        out: &mut Column,
    ) {
        let (a, d) = (self.law.mean.get(), self.law.volatility.get());
        processor.run(
            #[inline(always)]
            || {
                for lane in 0..LANES {
                    let random = (d * number[lane].sqrt()) * shock[lane];
                    out[lane] = before[lane] + a.mul_add(number[lane], random);
                }
            },
        );
    }

    /// Sums at a time between two others, of n jumps since the first of which k come before it.
    fn bridge(
        &self,
        processor: Processor,
        (from, to): (&Column, &Column),
        [all, earlier]: [&Column; 2],
        shock: &Column,
        out: &mut Column,
    ) {
        let d = self.law.volatility.get();
        processor.run(
            #[inline(always)]
            || {
                for lane in 0..LANES {
                    let (n, k) = (all[lane], earlier[lane]);
                    let share = k / if n > 1.0 { n } else { 1.0 };
                    let deviation = d * (share * (n - k)).sqrt();
                    let mean = (to[lane] - from[lane]).mul_add(share, from[lane]);
                    out[lane] = deviation.mul_add(shock[lane], mean);
                }
            },
        );
    }
}

impl JumpSums {
    /// Sums since the start date at the column of a node of the tree.
    pub fn at_node(&self, column: usize) -> &Column {
        &self.tree[column]
    }

    /// Sums since today at a place among the closes, 0 the start date; `None` where there is none.
    pub fn at_close(&self, place: usize) -> Option<&Column> {
        self.closes.get(place)
    }
}

/// Cumulative probabilities of a Poisson number, until none is left.
fn poisson(mean: f64) -> Vec<f64> {
    let mut probability = elementary::exp(-mean);
    let (mut sum, mut number) = (probability, 0.0);
    let mut cumulative = vec![sum];
    while probability > f64::EPSILON * sum || number < mean {
        number += 1.0;
        probability *= mean / number;
        sum += probability;
        cumulative.push(sum);
    }
    cumulative
}

/// Uniforms into numbers, by the quantile function.
fn count(processor: Processor, cumulative: &[f64], numbers: &mut Column) {
    let uniforms = *numbers;
    let most = uniforms.iter().fold(0.0_f64, |most, u| most.max(*u));
    numbers.fill(0.0);
    for bound in cumulative.iter().take_while(|bound| **bound < most) {
        processor.run(
            #[inline(always)]
            || {
                for lane in 0..LANES {
                    numbers[lane] += if uniforms[lane] > *bound { 1.0 } else { 0.0 };
                }
            },
        );
    }
}

/// How many jumps of a segment come within shares of it, by their times.
fn earlier(
    processor: Processor,
    (times, segment, numbers): (&Stream, u32, &Column),
    runs: &Runs,
    shares: &[f64],
    out: &mut [Column],
) {
    let most = numbers.iter().fold(0.0_f64, |most, number| most.max(*number));
    for column in out.iter_mut() {
        column.fill(0.0);
    }
    let mut pair = [const { Column::of(0.0) }; 2];
    let (mut place, mut index) = (0.0, segment << 16);
    while place < most {
        uniform_pair(processor, times, runs, index, &mut pair);
        for time in &pair {
            for (share, column) in shares.iter().zip(out.iter_mut()) {
                processor.run(
                    #[inline(always)]
                    || {
                        for lane in 0..LANES {
                            let counts = (time[lane] <= *share) & (numbers[lane] > place);
                            column[lane] += if counts { 1.0 } else { 0.0 };
                        }
                    },
                );
            }
            place += 1.0;
        }
        index += 1;
    }
}
