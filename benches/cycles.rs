//! Processor cycles a run of each stage of the kernel, on every set of vector instructions that the machine
//! has. The clock of a machine may wander by a factor of two, so it is measured beside each repetition: by a chain
//! of multiplications that each take four cycles with the operation between them. Medians of many short repetitions.
//!
//! `cargo bench --bench cycles`; with `--test` one repetition each.
#![allow(missing_docs, reason = "a bench")]

mod clock;

use std::time::{Duration, Instant};

use clock::clock;
use vestrisk::Processor;
use vestrisk::random::{LANES, Runs};
use vestrisk::scenario::{Document, NoSources, Overrides};
use vestrisk::simulation::kernel::{Block, Wanted, careers, draw, flows, prices};
use vestrisk::simulation::plan::Plan;

const BLOCKS: u64 = 200;
const REPETITIONS: usize = 101;
const STAGES: [&str; 5] = ["draw", "prices", "careers", "flows", "all"];

fn main() {
    let repetitions = if std::env::args().any(|flag| flag == "--test") { 1 } else { REPETITIONS };
    println!("cycles a run, medians of {repetitions}, {BLOCKS} blocks of {LANES} runs each");
    for (name, text) in
        [("w", include_str!("w.toml")), ("employment", include_str!("employment.toml"))]
    {
        for processor in Processor::all().into_iter().rev() {
            for (wanted, of) in [(Wanted::default(), "totals"), (Wanted::ALL, "everything")] {
                let plan = plan(name, text, processor);
                let cycles = stages(&plan, wanted, repetitions);
                let cycles: Vec<String> =
                    STAGES.iter().zip(cycles).map(|(stage, n)| format!("{stage} {n:.0}")).collect();
                println!("{name}, {}, {of}: {}", processor.name(), cycles.join(", "));
            }
        }
    }
}

fn plan(name: &str, text: &str, processor: Processor) -> Plan {
    let document = Document::parse(name, text.as_bytes()).expect("the scenario parses");
    let scenario = document.lower(&NoSources, &Overrides::default()).expect("it is valid");
    Plan::new(&scenario.setup).on(processor)
}

/// The median of each stage's cycles a run.
fn stages(plan: &Plan, wanted: Wanted, repetitions: usize) -> [f64; 5] {
    let mut block = Block::with(plan, wanted);
    let coupling = vestrisk::random::Coupling::Independent;
    // The baseline calls a function for each fused operation: a few blocks must do.
    let blocks = if plan.processor.name() == "baseline" { 2 } else { BLOCKS };
    let mut all = vec![Vec::new(); STAGES.len()];
    for _ in 0..repetitions {
        let before = clock();
        let mut spent = [Duration::ZERO; 5];
        for index in 0..blocks {
            let runs = Runs::consecutive(index * LANES as u64, coupling);
            let start = Instant::now();
            draw(plan, &runs, &mut block.draws);
            let drawn = Instant::now();
            prices(plan, &block.draws, &mut block.prices);
            let priced = Instant::now();
            careers(plan, wanted, &block.draws, &block.prices, &mut block.careers);
            let left = Instant::now();
            flows(plan, wanted, &block.prices, &block.careers, &mut block.pay);
            let paid = Instant::now();
            let ends =
                [(start, drawn), (drawn, priced), (priced, left), (left, paid), (start, paid)];
            for (sum, (from, to)) in spent.iter_mut().zip(ends) {
                *sum += to - from;
            }
        }
        assert!(block.pay.iter().all(|pay| pay.total.iter().all(|total| total.is_finite())));
        let clock = f64::midpoint(before, clock());
        for (cycles, time) in all.iter_mut().zip(spent) {
            cycles.push(time.as_nanos() as f64 * clock / (blocks * LANES as u64) as f64);
        }
    }
    let medians = all.into_iter().map(|mut cycles| {
        cycles.sort_unstable_by(f64::total_cmp);
        cycles[cycles.len() / 2]
    });
    medians.collect::<Vec<f64>>().try_into().expect("one for each stage")
}
