//! The reference workload W by the library's general engine, for the race: reads `benches/w.toml`, asks for
//! W's figures and no more, prints them as one line of JSON.

use std::error::Error;
use std::time::Instant;

use clap::Parser;
use serde_json::{Value, json};
use vestrisk::scenario::{Document, NoSources, Overrides};
use vestrisk::simulation::{Exits, Keep, MeasureId, Outcome, Request, Sampler, engine};
use vestrisk::statistics::{
    Order, expected_shortfall, quantile, quantile_ranks, shortfall_boundary, shortfall_ranks,
};
use vestrisk::{Measure, Unobserved};

/// The tail of the expected shortfall.
const TAIL: f64 = 0.05;
/// The percentiles of an offer and of the difference.
const OF_OFFER: [(&str, f64); 5] =
    [("p05", 0.05), ("p25", 0.25), ("p50", 0.5), ("p75", 0.75), ("p95", 0.95)];
const OF_DIFFERENCE: [(&str, f64); 3] = [("p05", 0.05), ("p50", 0.5), ("p95", 0.95)];

#[derive(Parser)]
struct Arguments {
    #[arg(long, default_value_t = 1_000_000)]
    runs: u64,
    #[arg(long, default_value_t = 1)]
    seed: u64,
    /// 0 for all.
    #[arg(long, default_value_t = 0)]
    threads: usize,
    /// Keep no samples.
    #[arg(long)]
    streaming: bool,
    /// How runs are sampled.
    #[arg(long, default_value = "random")]
    sampler: String,
    /// How exits enter the figures; integrated ones are never kept as samples.
    #[arg(long, default_value = "sampled")]
    exits: String,
}

fn main() -> Result<(), Box<dyn Error>> {
    let Arguments { runs, seed, threads, streaming, sampler, exits } = Arguments::parse();
    let start = Instant::now();
    let sampler = Sampler::ALL.into_iter().find(|known| known.name() == sampler);
    let exits = Exits::ALL.into_iter().find(|known| known.name() == exits);
    let (runs_asked, seed) = (Some(runs), Some(seed));
    let overrides = Overrides { runs: runs_asked, seed, sampler, exits, ..Overrides::default() };
    let document = Document::parse("w.toml", include_bytes!("../w.toml"))?;
    let setup = document.lower(&NoSources, &overrides)?.setup;
    let pool = rayon::ThreadPoolBuilder::new().num_threads(threads).build()?;
    // What counts take fits into less than samples do.
    let memory = if streaming { runs.saturating_mul(8) } else { u64::MAX };
    let mut request = Request::new(&pool, memory);
    let [a, b] = [0, 1].map(|offer| request.add(Measure::Pay { offer }, Keep::Samples));
    let pair = (0, 1);
    let measure = Measure::Difference { offer: pair.0, baseline: pair.1 };
    let difference = request.add(measure, Keep::Samples);
    let ahead = Measure::Ahead { offer: pair.0, baseline: pair.1 };
    let ahead = request.add(ahead, Keep::Moments);
    let outcome = engine::run(&setup, &request, &Unobserved)?;
    if exits == Some(Exits::Sampled) && outcome.keeps_samples() == streaming {
        return Err("samples are kept or not as the memory allowed says".into());
    }
    let read = || {
        let (of_a, (of_b, of_difference)) = rayon::join(
            || figures(&outcome, a, &OF_OFFER, true),
            || {
                rayon::join(
                    || figures(&outcome, b, &OF_OFFER, true),
                    || figures(&outcome, difference, &OF_DIFFERENCE, false),
                )
            },
        );
        Some(json!({
            "A": of_a?,
            "B": of_b?,
            "difference": of_difference?,
            "probability_ahead": outcome.tally(ahead).total.mean()?,
        }))
    };
    let values = pool.install(read).ok_or("every figure has runs")?;
    let answer = json!({
        "program": if streaming { "vestrisk, streaming" } else { "vestrisk" },
        "runs": runs,
        "threads": pool.current_num_threads(),
        "seconds": start.elapsed().as_secs_f64(),
        "values": values,
    });
    println!("{answer}");
    Ok(())
}

/// Mean, deviation, percentiles and, where asked for, expected shortfall of a measure.
fn figures(
    outcome: &Outcome,
    measure: MeasureId,
    levels: &[(&str, f64)],
    shortfall: bool,
) -> Option<Value> {
    let mut sample = outcome.sample(measure)?;
    let count = sample.count();
    let mut ranks: Vec<u64> =
        levels.iter().flat_map(|(_, level)| quantile_ranks(count, *level)).collect();
    let tail = if shortfall { shortfall_boundary(count, TAIL) } else { None };
    if shortfall {
        ranks.extend(shortfall_ranks(count, TAIL));
    }
    sample.settle(&ranks, tail, &|| true)?;
    let total = &outcome.tally(measure).total;
    let mut all = json!({ "mean": total.mean()?, "sd": total.sd()? });
    for (name, level) in levels {
        all[*name] = json!(quantile(&sample, *level)?);
    }
    if shortfall {
        all["expected_shortfall"] = json!(expected_shortfall(&sample, TAIL)?);
    }
    Some(all)
}
