//! The good first version of workload W in Rust: what an experienced programmer writes before tuning.
//! One loop over runs, a generator seeded for each, ziggurat draws, rayon over chunks, exact quantiles by
//! selection. `just race` measures vestrisk against it. It shares no code with vestrisk.
#![expect(clippy::disallowed_methods, reason = "a peer takes std's float functions, as most do")]

use std::time::Instant;

use clap::Parser;
use rand::rngs::SmallRng;
use rand::{Rng, SeedableRng};
use rand_distr::{Distribution, Exp1, StandardNormal};
use rayon::prelude::*;
use serde::Serialize;

const START_PRICE: f64 = 200.0;
const EXPECTED_RETURN: f64 = 0.07;
const VOLATILITY: f64 = 0.35;
const HORIZON: f64 = 48.0;
const QUARTERS: usize = 16;
const QUARTER_MONTHS: f64 = 3.0;
const VOLUNTARY: [f64; 4] = [0.12, 0.18, 0.20, 0.15];
const LAYOFF: f64 = 0.05;
const MONTHLY_BASE: f64 = 175_000.0 / 12.0;
/// Units of each offer that vest at each quarter's end.
const UNITS: [[f64; QUARTERS]; 2] = [
    [0.0, 0.0, 0.0, 162.5, 0.0, 0.0, 0.0, 487.5, 0.0, 650.0, 0.0, 650.0, 0.0, 650.0, 0.0, 650.0],
    [203.125; QUARTERS],
];
/// Sign-on lumps of each offer, as (month, amount).
const SIGN_ON: [&[(f64, f64)]; 2] = [&[(0.0, 120_000.0), (12.0, 80_000.0)], &[(0.0, 50_000.0)]];
const CLAWBACK_MONTHS: f64 = 12.0;
/// Half a cent: offer A is ahead of B from this difference on.
const AHEAD: f64 = 0.005;
const TAIL: f64 = 0.05;
/// Runs that a thread takes at a time.
const CHUNK: usize = 4_096;
/// About every column's mean. Sums of squares are taken around it, so that they lose no digits.
const SHIFT: [f64; 3] = [1.0e6, 1.0e6, 0.0];

/// Workload W as a good first version in Rust.
#[derive(Parser)]
struct Arguments {
    #[arg(long, default_value_t = 1_000_000, value_parser = clap::value_parser!(u64).range(100..))]
    runs: u64,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// 0 takes all the machine has.
    #[arg(long, default_value_t = 0)]
    threads: usize,
    /// Draw no prices after the exit.
    #[arg(long)]
    stop_at_exit: bool,
}

#[derive(Serialize)]
struct Answer {
    program: &'static str,
    runs: usize,
    threads: usize,
    seconds: f64,
    values: Values,
}

#[derive(Serialize)]
struct Values {
    #[serde(rename = "A")]
    a: Pay,
    #[serde(rename = "B")]
    b: Pay,
    difference: Difference,
    probability_ahead: f64,
}

#[derive(Serialize)]
struct Pay {
    mean: f64,
    sd: f64,
    p05: f64,
    p25: f64,
    p50: f64,
    p75: f64,
    p95: f64,
    expected_shortfall: f64,
}

#[derive(Serialize)]
struct Difference {
    mean: f64,
    sd: f64,
    p05: f64,
    p50: f64,
    p95: f64,
}

/// The pay of every run: offer A, offer B, and A less B.
struct Columns {
    pay: [Vec<f64>; 3],
    moments: [Moments; 3],
    ahead: usize,
}

/// Sum and sum of squares around a shift.
#[derive(Clone, Copy, Default)]
struct Moments {
    sum: f64,
    squares: f64,
}

impl Moments {
    fn add(&mut self, shifted: f64) {
        self.sum += shifted;
        self.squares += shifted * shifted;
    }

    fn mean_and_sd(self, shift: f64, runs: usize) -> (f64, f64) {
        let n = runs as f64;
        let mean = self.sum / n;
        (shift + mean, ((self.squares - n * mean * mean) / (n - 1.0)).sqrt())
    }
}

/// What does not change from run to run.
struct Model {
    key: u64,
    drift: f64,
    scale: f64,
    stop_at_exit: bool,
}

impl Model {
    fn new(seed: u64, stop_at_exit: bool) -> Self {
        let years = QUARTER_MONTHS / 12.0;
        Self {
            key: SmallRng::seed_from_u64(seed).next_u64(),
            drift: (EXPECTED_RETURN - 0.5 * VOLATILITY * VOLATILITY) * years,
            scale: VOLATILITY * years.sqrt(),
            stop_at_exit,
        }
    }

    /// The pay of one run under both offers.
    fn run(&self, run: u64) -> [f64; 2] {
        let mut rng = SmallRng::seed_from_u64(self.key.wrapping_add(run));
        let quit = voluntary_exit(Exp1.sample(&mut rng));
        let laid_off = 12.0 / LAYOFF * Distribution::<f64>::sample(&Exp1, &mut rng);
        let exit = quit.min(laid_off);
        let voluntary = quit < laid_off && quit <= HORIZON;

        let base = MONTHLY_BASE * exit.min(HORIZON);
        let mut pay = SIGN_ON.map(|lumps| base + sign_on(lumps, exit, voluntary));
        let mut price = START_PRICE;
        let mut month = 0.0;
        for quarter in 0..QUARTERS {
            month += QUARTER_MONTHS;
            if self.stop_at_exit && exit < month {
                break;
            }
            let normal: f64 = StandardNormal.sample(&mut rng);
            price *= (self.drift + self.scale * normal).exp();
            if exit >= month {
                pay[0] += UNITS[0][quarter] * price;
                pay[1] += UNITS[1][quarter] * price;
            }
        }
        pay
    }
}

/// The month at which the integrated hazard of quitting reaches `level`; infinite beyond the horizon.
fn voluntary_exit(mut level: f64) -> f64 {
    let mut month = 0.0;
    for hazard in VOLUNTARY {
        if level < hazard {
            return month + 12.0 * level / hazard;
        }
        level -= hazard;
        month += 12.0;
    }
    f64::INFINITY
}

/// What is paid of an offer's lumps, less what is owed back.
fn sign_on(lumps: &[(f64, f64)], exit: f64, voluntary: bool) -> f64 {
    let mut total = 0.0;
    for &(month, amount) in lumps {
        if exit >= month {
            let worked = exit - month;
            let owed = voluntary && worked < CLAWBACK_MONTHS;
            total += if owed { amount * (worked / CLAWBACK_MONTHS) } else { amount };
        }
    }
    total
}

fn simulate(model: &Model, runs: usize) -> Columns {
    let mut pay = [vec![0.0; runs], vec![0.0; runs], vec![0.0; runs]];
    let [a, b, difference] = &mut pay;
    let chunks =
        (a.par_chunks_mut(CHUNK), b.par_chunks_mut(CHUNK), difference.par_chunks_mut(CHUNK));
    let parts: Vec<_> = chunks
        .into_par_iter()
        .enumerate()
        .map(|(chunk, (a, b, difference))| {
            let mut moments = [Moments::default(); 3];
            let mut ahead = 0;
            for index in 0..a.len() {
                let [pay_a, pay_b] = model.run((chunk * CHUNK + index) as u64);
                let pay = [pay_a, pay_b, pay_a - pay_b];
                [a[index], b[index], difference[index]] = pay;
                for column in 0..3 {
                    moments[column].add(pay[column] - SHIFT[column]);
                }
                ahead += usize::from(pay[2] >= AHEAD);
            }
            (moments, ahead)
        })
        .collect();
    let mut columns = Columns { pay, moments: [Moments::default(); 3], ahead: 0 };
    for (moments, ahead) in parts {
        columns.ahead += ahead;
        for (total, part) in columns.moments.iter_mut().zip(moments) {
            total.sum += part.sum;
            total.squares += part.squares;
        }
    }
    columns
}

/// Brings the order statistics of the given ranks (ascending, from 0) to their places: the middle one
/// first, then the lower ones among what is below it and the higher ones above, on two threads.
fn select(values: &mut [f64], first: usize, ranks: &[usize]) {
    if ranks.is_empty() {
        return;
    }
    let (lower, higher) = ranks.split_at(ranks.len() / 2);
    let rank = higher[0] - first;
    let (below, _, above) = values.select_nth_unstable_by(rank, f64::total_cmp);
    rayon::join(|| select(below, first, lower), || select(above, first + rank + 1, &higher[1..]));
}

/// The rank below a quantile and how far the quantile is on the way to the next.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 … runs")]
fn position(runs: usize, probability: f64) -> (usize, f64) {
    let exact = (runs - 1) as f64 * probability;
    (exact as usize, exact.fract())
}

/// Sorts the column as far as its quantiles need it and gives them, interpolated between ranks.
fn quantiles<const N: usize>(column: &mut [f64], probabilities: [f64; N]) -> [f64; N] {
    let positions = probabilities.map(|probability| position(column.len(), probability));
    let mut ranks: Vec<usize> = positions.iter().flat_map(|&(rank, _)| [rank, rank + 1]).collect();
    ranks.dedup();
    select(column, 0, &ranks);
    positions.map(|(rank, way)| column[rank] + way * (column[rank + 1] - column[rank]))
}

/// The mean of the lowest outcomes, the boundary one with its fractional weight. The column's order
/// statistics around the tail's end are in their places already.
#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 … runs")]
fn expected_shortfall(column: &[f64]) -> f64 {
    let outcomes = TAIL * column.len() as f64;
    let whole = outcomes as usize;
    let sum: f64 = column[..whole].iter().sum();
    (sum + outcomes.fract() * column[whole]) / outcomes
}

fn pay(column: &mut [f64], moments: Moments, shift: f64) -> Pay {
    let (mean, sd) = moments.mean_and_sd(shift, column.len());
    let [p05, p25, p50, p75, p95] = quantiles(column, [0.05, 0.25, 0.50, 0.75, 0.95]);
    Pay { mean, sd, p05, p25, p50, p75, p95, expected_shortfall: expected_shortfall(column) }
}

fn difference(column: &mut [f64], moments: Moments, shift: f64) -> Difference {
    let (mean, sd) = moments.mean_and_sd(shift, column.len());
    let [p05, p50, p95] = quantiles(column, [0.05, 0.50, 0.95]);
    Difference { mean, sd, p05, p50, p95 }
}

fn summarize(columns: Columns) -> Values {
    let probability_ahead = columns.ahead as f64 / columns.pay[0].len() as f64;
    let [mut a, mut b, mut a_less_b] = columns.pay;
    let moments = columns.moments;
    let (a, (b, difference)) = rayon::join(
        || pay(&mut a, moments[0], SHIFT[0]),
        || {
            rayon::join(
                || pay(&mut b, moments[1], SHIFT[1]),
                || difference(&mut a_less_b, moments[2], SHIFT[2]),
            )
        },
    );
    Values { a, b, difference, probability_ahead }
}

fn main() {
    let arguments = Arguments::parse();
    let start = Instant::now();
    let runs = usize::try_from(arguments.runs).expect("the columns fit in memory");
    let pool = rayon::ThreadPoolBuilder::new().num_threads(arguments.threads).build();
    let pool = pool.expect("threads start");
    let model = Model::new(arguments.seed, arguments.stop_at_exit);
    let values = pool.install(|| summarize(simulate(&model, runs)));
    let program = if arguments.stop_at_exit { "first, stopping at the exit" } else { "first" };
    let threads = pool.current_num_threads();
    let seconds = start.elapsed().as_secs_f64();
    let answer = Answer { program, runs, threads, seconds, values };
    println!("{}", serde_json::to_string(&answer).expect("an answer is plain JSON"));
}
