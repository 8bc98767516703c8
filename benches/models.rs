//! Nanoseconds a run and month of each stock model on one core, and the ratio to geometric Brownian motion, measured in turns in
//! one process: medians of many short repetitions. Asserts the mean of the prices and that no block allocates.
//!
//! `cargo bench --bench models`; with `--test` one repetition each.
#![allow(missing_docs, reason = "a bench")]

use std::hint::black_box;
use std::sync::Arc;
use std::time::{Duration, Instant};

use vestrisk::market::{
    Bootstrap, Correlations, Growth, Market, Model, PathPlan, PriceColumns, PriceHistory,
    ShockColumns, Stock,
};
use vestrisk::quantity::{BlockDays, ContinuousRate, DividendYield, Price, Volatility};
use vestrisk::random::{Coupling, LANES, Runs};
use vestrisk::scenario::presets::models;

const MONTHS: u32 = 48;
const BLOCKS: u64 = 16;
const REPETITIONS: usize = 41;
const TODAY: f64 = 230.0;

/// A model with the prices of a usual plan, and what it took.
struct Case {
    name: String,
    market: Market,
    plan: PathPlan,
    shocks: ShockColumns,
    prices: PriceColumns,
    times: Vec<Duration>,
}

impl Case {
    fn new(name: &str, model: Model, every: u32) -> Self {
        let price = Price::new(TODAY).expect("a price");
        let stock = Stock::new("S", price, model);
        let correlations = Correlations::new(1, &[], |_| String::new()).expect("one stock");
        let market = Market { stocks: vec![stock], correlations, start_in_days: 0 };
        let dates = (1..=MONTHS).filter(|month| month % every == 0).map(|month| (0, month));
        let plan = PathPlan::new(&market, dates, Vec::new());
        let (shocks, prices) = (plan.shock_columns(), plan.price_columns());
        let name = format!("{name}/{}", if every == 1 { "months" } else { "quarters" });
        Self { name, market, plan, shocks, prices, times: Vec::new() }
    }

    /// Draws the blocks of a repetition; the mean of the last date's prices.
    fn repeat(&mut self, repetition: u64) -> f64 {
        let mut sum = 0.0;
        let start = Instant::now();
        let allocated = allocation_counter::measure(|| {
            for block in 0..BLOCKS {
                let first = (repetition * BLOCKS + block) * LANES as u64;
                let runs = Runs::consecutive(first, Coupling::Independent);
                self.plan.draw(1, &runs, &mut self.shocks);
                self.plan.prices(&self.market, &self.shocks, &mut self.prices);
                let last = black_box(&self.prices).prices.last().expect("a date");
                sum += last.iter().sum::<f64>();
            }
        });
        self.times.push(start.elapsed());
        assert_eq!(allocated.count_total, 0, "{}: a block allocates", self.name);
        sum / (BLOCKS * LANES as u64) as f64
    }

    /// Nanoseconds a run and month, the median of all repetitions.
    fn nanoseconds(&self) -> f64 {
        let mut times = self.times.clone();
        times.sort_unstable();
        let runs_and_months = (BLOCKS * LANES as u64 * u64::from(MONTHS)) as f64;
        times[times.len() / 2].as_nanos() as f64 / runs_and_months
    }
}

fn models() -> Vec<(String, Model)> {
    let growth = Growth {
        expected_return: ContinuousRate::new(0.04).expect("a rate"),
        dividend_yield: DividendYield::new(0.0).expect("a yield"),
    };
    let total = Volatility::new(0.32).expect("a volatility");
    let presets = models::ALL.iter().map(|preset| {
        let model = preset.model(growth, total).expect("a preset at a usual volatility");
        (preset.name.to_owned(), model)
    });
    let mut all: Vec<(String, Model)> = presets.collect();
    let files = [
        ("bootstrap of months", include_str!("../scenarios/prices/amzn-monthly.csv")),
        ("bootstrap of days", include_str!("../scenarios/prices/ibm-daily.csv")),
    ];
    for (name, text) in files {
        let closes = text.lines().skip(1).map(|line| {
            let (date, close) = line.split_once(',').expect("a date and a close");
            let close = Price::new(close.parse().expect("a number")).expect("a price");
            (date.parse().expect("a date"), close)
        });
        let history = Arc::new(PriceHistory::new(closes.collect()).expect("a history"));
        let days = BlockDays::new(Bootstrap::DEFAULT_BLOCK_DAYS).expect("a block");
        let bootstrap = Bootstrap::new(growth, history, days).expect("a block");
        all.push((name.to_owned(), Model::Bootstrap(bootstrap)));
    }
    all
}

fn main() {
    let repetitions = if std::env::args().any(|flag| flag == "--test") { 1 } else { REPETITIONS };
    println!("ns a run and month, medians of {repetitions}, {BLOCKS} blocks of {LANES} runs each");
    for every in [3, 1] {
        let models = models().into_iter();
        let mut cases: Vec<Case> =
            models.map(|(name, model)| Case::new(&name, model, every)).collect();
        for repetition in 0..repetitions {
            for case in &mut cases {
                let mean = case.repeat(repetition as u64);
                let truth = TODAY * libm::exp(0.04 * 4.0);
                // Six standard errors of a price of volatility 0.55 after four years.
                let error = truth * 1.5 / ((BLOCKS * LANES as u64) as f64).sqrt();
                assert!((mean - truth).abs() < 6.0 * error, "{}: {mean}", case.name);
            }
        }
        let gbm = cases[0].nanoseconds();
        for case in &cases {
            let time = case.nanoseconds();
            println!("models/{}: {time:.2} ns, {:.1} x gbm", case.name, time / gbm);
        }
    }
}
