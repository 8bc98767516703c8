//! A thousand million draws of each kind: moments, tails by count, and Pearson's χ² in 1,000 cells of one
//! probability; the raw words by the same test and by the lengths of gaps. For `just slow`.

use rayon::prelude::*;
use statrs::function::gamma::gamma_ur;
use vestrisk::random::{
    Column, Coupling, Entity, LANES, Purpose, Runs, Stream, exponential_pair, normal_quad, uniform,
};

use super::kolmogorov::exponential;
use super::quads::MOMENTS;
use crate::reference::measured::POOL;
use crate::support::processor;
use crate::tolerance::{Family, seed, two_sided, two_sided_point};

const DRAWS: usize = 1_000_000_000;
const CELLS: usize = 1_000;

/// How draws are looked at: edges of the cells, and edges of the tails, below the one and above the other.
struct Law {
    cells: Vec<f64>,
    below: Vec<f64>,
    above: Vec<f64>,
}

/// What is counted and summed of draws.
#[derive(Clone)]
struct Sums {
    count: u64,
    powers: [f64; 8],
    cells: Vec<u64>,
    below: Vec<u64>,
    above: Vec<u64>,
}

impl Sums {
    fn new(law: &Law) -> Self {
        let tails = |edges: &[f64]| vec![0; edges.len()];
        let (below, above) = (tails(&law.below), tails(&law.above));
        Self { count: 0, powers: [0.0; 8], cells: vec![0; CELLS], below, above }
    }

    /// Adds a column; powers by column first, so that they lose nothing.
    fn add(&mut self, law: &Law, column: &Column) {
        let mut powers = [0.0; 8];
        for &x in column {
            let mut power = 1.0;
            for sum in &mut powers {
                power *= x;
                *sum += power;
            }
            self.cells[law.cells.partition_point(|edge| *edge <= x)] += 1;
            for (count, edge) in self.below.iter_mut().zip(&law.below) {
                *count += u64::from(x < *edge);
            }
            for (count, edge) in self.above.iter_mut().zip(&law.above) {
                *count += u64::from(x > *edge);
            }
        }
        self.count += LANES as u64;
        self.powers.iter_mut().zip(powers).for_each(|(sum, more)| *sum += more);
    }

    fn merge(mut self, other: &Self) -> Self {
        let add = |mine: &mut [u64], theirs: &[u64]| {
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine += theirs);
        };
        add(&mut self.cells, &other.cells);
        add(&mut self.below, &other.below);
        add(&mut self.above, &other.above);
        self.count += other.count;
        self.powers.iter_mut().zip(other.powers).for_each(|(sum, more)| *sum += more);
        self
    }
}

/// The sums of the columns that `fill` makes of each block, all threads at work.
fn sums<const N: usize>(law: &Law, fill: impl Fn(&Runs, &mut [Column; N]) + Sync) -> Sums {
    let blocks = DRAWS.div_ceil(N * LANES);
    let add = |mut sums: Sums, block: usize| {
        let mut columns = [Column::of(0.0); N];
        let runs = Runs::consecutive((block * LANES) as u64, Coupling::Independent);
        fill(&runs, &mut columns);
        for column in &columns {
            sums.add(law, column);
        }
        sums
    };
    POOL.install(|| {
        let parts = (0..blocks).into_par_iter().with_min_len(1_024);
        parts.fold(|| Sums::new(law), add).reduce(|| Sums::new(law), |a, b| a.merge(&b))
    })
}

/// Twice the smaller tail of Pearson's χ²: too good a fit is as suspicious as too bad a one.
fn pearson(counts: &[u64]) -> f64 {
    let expected = counts.iter().sum::<u64>() as f64 / counts.len() as f64;
    let squares =
        counts.iter().map(|count| (*count as f64 - expected) * (*count as f64 - expected));
    two_tails(squares.sum::<f64>() / expected, counts.len() - 1)
}

fn two_tails(statistic: f64, freedom: usize) -> f64 {
    let above = gamma_ur(0.5 * freedom as f64, 0.5 * statistic);
    2.0 * above.min(1.0 - above)
}

/// Checks the sums against (moment, its own variance) by power, and (name, count, probability) of tails.
fn check(name: &str, sums: &Sums, moments: &[(f64, f64)], tails: &[(String, u64, f64)]) -> Family {
    let mut family = Family::new(name);
    let count = sums.count as f64;
    for (power, ((moment, variance), sum)) in (1..).zip(moments.iter().zip(sums.powers)) {
        let (mean, std_error) = (sum / count, (variance / count).sqrt());
        println!("power {power}: {mean:.7} ± {std_error:.7}, {moment}");
        family.check_mean(&format!("power {power}"), mean, std_error, *moment);
    }
    family.next_group();
    for (name, found, probability) in tails {
        println!("{name}: {found}, expected {:.1}", count * probability);
        family.check_count(name, *found, sums.count, *probability);
        family.next_group();
    }
    let chance = pearson(&sums.cells);
    println!("chi-squared in {CELLS} cells: two-tailed {chance:.4}");
    family.check_probability("cells", chance);
    family
}

fn named(sums: &Sums, law: &Law, chances: impl Fn(f64, bool) -> f64) -> Vec<(String, u64, f64)> {
    let below = law.below.iter().zip(&sums.below);
    let above = law.above.iter().zip(&sums.above);
    let below = below.map(|(edge, n)| (format!("below {edge}"), *n, chances(*edge, false)));
    below
        .chain(above.map(|(edge, n)| (format!("above {edge}"), *n, chances(*edge, true))))
        .collect()
}

/// The edges between cells of one probability, given quantiles.
fn cells(quantile: impl Fn(f64) -> f64) -> Vec<f64> {
    (1..CELLS).map(|k| quantile(k as f64 / CELLS as f64)).collect()
}

#[test]
#[ignore = "a thousand million normals"]
fn normals_by_the_thousand_million() {
    let quantile = |p: f64| {
        let z = two_sided_point(2.0 * p.min(1.0 - p));
        if p < 0.5 { -z } else { z }
    };
    let edges = vec![3.0, 4.0, 5.0, 6.0];
    let below = edges.iter().map(|edge: &f64| -edge).collect();
    let law = Law { cells: cells(quantile), below, above: edges };
    let stream = Stream::new(seed("10^9 normals"), Purpose::QuarterShock, Entity::of("AMZN"));
    let sums = sums(&law, |runs, four| normal_quad(processor(), &stream, runs, 0, four));
    let tails = named(&sums, &law, |edge, _| 0.5 * two_sided(edge));
    check("10^9 normals", &sums, &MOMENTS, &tails).holds();
    // The control: tails of a law a thousandth wider, moments of one a five-thousandth wider.
    let wider = named(&sums, &law, |edge, _| 0.5 * two_sided(edge / 1.001));
    check("10^9 normals, wider tails", &sums, &[], &wider).must_fail();
    let variance = [(0.0, 1.0), (1.000_4, 2.0)];
    check("10^9 normals, wider", &sums, &variance, &[]).must_fail();
}

#[test]
#[ignore = "a thousand million uniforms"]
fn uniforms_by_the_thousand_million() {
    let edges = [1e-3, 1e-5, 1e-7];
    let above = edges.iter().map(|edge| 1.0 - edge).collect();
    let law = Law { cells: cells(|p| p), below: edges.to_vec(), above };
    let stream = Stream::new(seed("10^9 uniforms"), Purpose::Rating, Entity::of("Amazon"));
    let sums = sums(&law, |runs, [column]| uniform(processor(), &stream, runs, 3, column));
    let tails = named(&sums, &law, |edge, above| if above { 1.0 - edge } else { edge });
    // E[uᵏ] = 1/(k + 1), variance 1/(2k + 1) − 1/(k + 1)².
    let moments: Vec<(f64, f64)> = (1..=8)
        .map(|k| {
            let mean = 1.0 / f64::from(k + 1);
            (mean, 1.0 / f64::from(2 * k + 1) - mean * mean)
        })
        .collect();
    check("10^9 uniforms", &sums, &moments, &tails).holds();
    let short = [(0.500_1, moments[0].1)];
    check("10^9 uniforms, longer", &sums, &short, &[]).must_fail();
}

/// Moments up to the sixth: the mean of 10^9 eighth powers of exponentials is far from normal yet.
#[test]
#[ignore = "a thousand million exponentials"]
fn exponentials_by_the_thousand_million() {
    let above = vec![5.0, 10.0, 15.0, 18.0];
    let below = vec![1e-3, 1e-5, 1e-7];
    let law = Law { cells: cells(|p| -libm::log1p(-p)), below, above };
    let stream = Stream::new(seed("10^9 exponentials"), Purpose::ExitClock, Entity::of("Amazon"));
    let sums = sums(&law, |runs, [one, other]| {
        exponential_pair(processor(), &stream, runs, 1, one, other);
    });
    let chances = |edge: f64, above| if above { libm::exp(-edge) } else { exponential(edge) };
    let tails = named(&sums, &law, chances);
    // E[xᵏ] = k!, variance (2k)! − k!².
    let factorial = |k: u32| (1..=k).map(f64::from).product::<f64>();
    let moments: Vec<(f64, f64)> =
        (1..=6).map(|k| (factorial(k), factorial(2 * k) - factorial(k) * factorial(k))).collect();
    check("10^9 exponentials", &sums, &moments, &tails).holds();
    let slow = [(1.000_3, 1.0)];
    check("10^9 exponentials, slower", &sums, &slow, &[]).must_fail();
}

/// Runs whose words are read by one task: a power of two.
const SEGMENT: u64 = 1 << 22;
/// A word is a hit when it is in the lowest eighth.
const HIT: u64 = 1 << 61;
/// Gaps are told apart up to this length; the longer ones are one class.
const LONGEST: usize = 64;

/// Counts of the 16-bit parts of words, and of gaps between hits by their length.
struct Words {
    parts: Vec<u64>,
    gaps: Vec<u64>,
}

impl Words {
    /// The words of the runs of one segment at an index, one after another.
    fn of(stream: &Stream, index: u32, segment: u64) -> Self {
        let (mut parts, mut gaps) = (vec![0; 1 << 16], vec![0; LONGEST + 1]);
        let mut gap = None;
        for run in segment * SEGMENT..(segment + 1) * SEGMENT {
            for word in stream.words(run, index) {
                for part in 0..4 {
                    parts[usize::from(low(word >> (16 * part)))] += 1;
                }
                if word < HIT {
                    if let Some(length) = gap {
                        gaps[LONGEST.min(length)] += 1;
                    }
                    gap = Some(0);
                } else {
                    gap = gap.map(|length: usize| length + 1);
                }
            }
        }
        Self { parts, gaps }
    }

    fn merge(mut self, other: &Self) -> Self {
        let add = |mine: &mut [u64], theirs: &[u64]| {
            mine.iter_mut().zip(theirs).for_each(|(mine, theirs)| *mine += theirs);
        };
        add(&mut self.parts, &other.parts);
        add(&mut self.gaps, &other.gaps);
        self
    }

    /// The chance of the gaps: a gap is of length g with probability p (1 − p)ᵍ (Knuth 1997, section 3.3.2).
    fn chance_of_gaps(&self) -> f64 {
        let (all, hit) = (self.gaps.iter().sum::<u64>() as f64, 0.125_f64);
        let statistic = self.gaps.iter().enumerate().map(|(length, count)| {
            let longer = libm::pow(1.0 - hit, length as f64);
            let expected = all * if length < LONGEST { hit * longer } else { longer };
            (*count as f64 - expected) * (*count as f64 - expected) / expected
        });
        two_tails(statistic.sum(), LONGEST)
    }
}

#[expect(clippy::cast_possible_truncation, reason = "takes the low 16 bits")]
fn low(word: u64) -> u16 {
    word as u16
}

#[test]
#[ignore = "a thousand million words"]
fn words_by_the_thousand_million() {
    let mut family = Family::new("10^9 words");
    let stream = Stream::new(seed("10^9 words"), Purpose::QuarterShock, Entity::of("AMZN"));
    let words = POOL.install(|| {
        let parts = (0..128_u64).into_par_iter();
        let words = parts.map(|segment| Words::of(&stream, 0, segment));
        words.reduce_with(|a, b| a.merge(&b)).expect("segments")
    });
    let parts = pearson(&words.parts);
    println!("chi-squared of 16-bit parts: two-tailed {parts:.4}");
    family.check_probability("parts", parts);
    family.next_group();
    let gaps = words.chance_of_gaps();
    println!("chi-squared of gaps: two-tailed {gaps:.4}");
    family.check_probability("gaps", gaps);
    family.holds();
    let mut control = Family::new("10^9 words, a few gaps a word longer");
    let mut longer = words.gaps.clone();
    let moved = longer[3] / 300;
    longer[3] -= moved;
    longer[4] += moved;
    control.check_probability("gaps", Words { gaps: longer, ..words }.chance_of_gaps());
    control.must_fail();
}
