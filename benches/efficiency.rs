//! The efficiency of every sampler and treatment of exits on W: how much smaller the variance of each figure is than
//! plain sampling's in the same time, from many replications side by side. Prints the guide's table.

use std::error::Error;
use std::time::Instant;

use clap::Parser;
use rayon::prelude::*;
use statrs::distribution::{ChiSquared, ContinuousCDF};
use vestrisk::scenario::{Document, NoSources, Overrides};
use vestrisk::simulation::{Exits, Keep, MeasureId, Outcome, Request, Sampler, Setup, engine};
use vestrisk::statistics::{
    Moments, Order, REPLICATES, expected_shortfall, from_replicates, proportion_run_variance,
    quantile, quantile_ranks, quantile_run_variance, quantile_run_variance_ranks,
    shortfall_boundary, shortfall_ranks, shortfall_run_variance, sort,
};
use vestrisk::{Measure, Unobserved};

/// The tail of the expected shortfall.
const TAIL: f64 = 0.05;
const LEVELS: [(&str, f64); 2] = [("p5", 0.05), ("median", 0.5)];

#[derive(Parser)]
struct Arguments {
    /// Runs of each replication.
    #[arg(long, default_value_t = 65_536)]
    runs: u64,
    /// Replications of each method.
    #[arg(long, default_value_t = 400)]
    replications: u64,
    /// Runs that plain sampling's variance is taken from.
    #[arg(long, default_value_t = 100_000_000)]
    plain_runs: u64,
}

/// What one job asks for.
struct Asked {
    a: MeasureId,
    b: MeasureId,
    difference: MeasureId,
    ahead: MeasureId,
}

impl Asked {
    fn new(request: &mut Request<'_>) -> Self {
        let pair = (0, 1);
        Self {
            a: request.add(Measure::Pay { offer: pair.0 }, Keep::Samples),
            b: request.add(Measure::Pay { offer: pair.1 }, Keep::Samples),
            difference: request
                .add(Measure::Difference { offer: pair.0, baseline: pair.1 }, Keep::Samples),
            ahead: request.add(Measure::Ahead { offer: pair.0, baseline: pair.1 }, Keep::Moments),
        }
    }
}

/// Figures with their names.
type Figures = Vec<(String, f64)>;

/// The figures of a job, or None where something is missing.
fn figures(outcome: &Outcome, asked: &Asked, shift: u32) -> Option<Figures> {
    let mut all = Vec::new();
    for (name, id) in [("A", asked.a), ("B", asked.b)] {
        all.push((format!("mean {name}"), outcome.tally(id).total.mean()?));
        let sample = settled(outcome, id, true)?;
        for (level, p) in LEVELS {
            all.push((format!("{level} {name}"), quantile(&sample, p)?));
        }
        all.push((format!("ES {name}"), expected_shortfall(&sample, TAIL)?));
        errors(outcome, id, shift);
    }
    all.push(("mean A − B".to_owned(), outcome.tally(asked.difference).total.mean()?));
    let sample = settled(outcome, asked.difference, false)?;
    for (level, p) in LEVELS {
        all.push((format!("{level} A − B"), quantile(&sample, p)?));
    }
    errors(outcome, asked.difference, shift);
    all.push(("P(A > B)".to_owned(), outcome.tally(asked.ahead).total.mean()?));
    Some(all)
}

fn settled(
    outcome: &Outcome,
    id: MeasureId,
    tail: bool,
) -> Option<vestrisk::simulation::Sample<'_>> {
    let mut sample = outcome.sample(id)?;
    let (count, runs) = (sample.count(), outcome.runs);
    let mut ranks: Vec<u64> = LEVELS.iter().flat_map(|(_, p)| quantile_ranks(count, *p)).collect();
    let around = LEVELS.iter().flat_map(|(_, p)| quantile_run_variance_ranks(count, *p, runs));
    ranks.extend(around);
    let boundary = shortfall_boundary(count, TAIL).filter(|_| tail);
    if tail {
        ranks.extend(shortfall_ranks(count, TAIL));
    }
    sample.settle(&ranks, boundary, &|| true)?;
    Some(sample)
}

/// The standard errors of a measure's figures, which are part of the work: from its replicates, if it has any.
fn errors(outcome: &Outcome, id: MeasureId, shift: u32) -> f64 {
    let tally = outcome.tally(id);
    if tally.replicates.is_empty() {
        return 0.0;
    }
    let statistics = |order: &dyn Order| {
        let levels = LEVELS.map(|(_, p)| quantile(order, p));
        [levels[0], levels[1], expected_shortfall(order, TAIL)]
    };
    // On all threads, as the summary reads them.
    let all: Vec<[Option<f64>; 3]> = if let Some(kept) = outcome.kept(id) {
        let of = |replicate| {
            let mut values = kept.replicate(replicate, shift);
            sort(&mut values);
            statistics(&values)
        };
        (0..REPLICATES).into_par_iter().map(of).collect()
    } else {
        let replicates = outcome.streamed_replicates(id);
        replicates.into_par_iter().map(|order| statistics(&order)).collect()
    };
    let of = |at: usize| {
        let estimates: Vec<_> = all.iter().map(|of| of[at]).collect();
        from_replicates(0.0, &estimates).std_error.unwrap_or(0.0)
    };
    let means: Vec<_> = tally.replicates.iter().map(Moments::mean).collect();
    (0..3).map(of).sum::<f64>() + from_replicates(0.0, &means).std_error.unwrap_or(0.0)
}

/// The variance that one plain run contributes to each figure, in the same order.
fn plain_variances(outcome: &Outcome, asked: &Asked) -> Option<Vec<f64>> {
    let runs = outcome.runs;
    let mut all = Vec::new();
    for (id, tail) in [(asked.a, true), (asked.b, true), (asked.difference, false)] {
        all.push(outcome.tally(id).total.variance()?);
        let sample = settled(outcome, id, tail)?;
        for (_, p) in LEVELS {
            all.push(quantile_run_variance(&sample, p, runs)?);
        }
        if tail {
            all.push(shortfall_run_variance(&sample, TAIL, runs)?);
        }
    }
    all.push(proportion_run_variance(outcome.tally(asked.ahead).total.mean()?)?);
    Some(all)
}

/// A method and what its replications came to.
struct Method {
    sampler: Sampler,
    exits: Exits,
    /// By figure, each replication's value.
    values: Vec<Vec<f64>>,
    seconds: Vec<f64>,
}

impl Method {
    fn name(&self) -> String {
        format!("`{}`, `{}`", self.sampler.name(), self.exits.name())
    }

    /// The median time of a replication.
    fn time(&self) -> f64 {
        let mut seconds = self.seconds.clone();
        sort(&mut seconds);
        quantile(&seconds, 0.5).unwrap_or(f64::NAN)
    }

    fn variance(&self, figure: usize) -> f64 {
        let mut moments = Moments::new(self.values[figure][0]);
        moments.add_block(&self.values[figure]);
        moments.variance().unwrap_or(f64::NAN)
    }
}

fn job(setup: &Setup, pool: &rayon::ThreadPool) -> Result<(Figures, f64), Box<dyn Error>> {
    let start = Instant::now();
    let mut request = Request::new(pool, 8 << 30);
    let asked = Asked::new(&mut request);
    let outcome = engine::run(setup, &request, &Unobserved)?;
    let shift = setup.settings.sampler.coupling() as u32;
    let figures = pool.install(|| figures(&outcome, &asked, shift));
    let figures = figures.ok_or("every figure has runs")?;
    Ok((figures, start.elapsed().as_secs_f64()))
}

fn main() -> Result<(), Box<dyn Error>> {
    let Arguments { runs, replications, plain_runs } = Arguments::parse();
    let document = Document::parse("w.toml", include_bytes!("w.toml"))?;
    let setup = document.lower(&NoSources, &Overrides::default())?.setup;
    let pool = rayon::ThreadPoolBuilder::new().build()?;
    let plain = {
        let mut setup = setup.clone();
        (setup.settings.runs, setup.settings.seed) = (plain_runs, 20_261_125);
        let mut request = Request::new(&pool, 8 << 30);
        let asked = Asked::new(&mut request);
        let outcome = engine::run(&setup, &request, &Unobserved)?;
        plain_variances(&outcome, &asked).ok_or("every figure has runs")?
    };
    let each =
        Sampler::ALL.into_iter().flat_map(|sampler| Exits::ALL.map(|exits| (sampler, exits)));
    let mut methods: Vec<Method> = each
        .map(|(sampler, exits)| Method { sampler, exits, values: Vec::new(), seconds: Vec::new() })
        .collect();
    let mut names = Vec::new();
    for replication in 0..replications {
        for method in &mut methods {
            let mut setup = setup.clone();
            let settings = &mut setup.settings;
            (settings.sampler, settings.exits) = (method.sampler, method.exits);
            settings.runs = runs;
            settings.seed = seed(&format!("efficiency {replication} of {}", method.name()));
            let (figures, seconds) = job(&setup, &pool)?;
            method.seconds.push(seconds);
            method.values.resize(figures.len(), Vec::new());
            names.clear();
            for (values, (name, value)) in method.values.iter_mut().zip(figures) {
                values.push(value);
                names.push(name);
            }
        }
    }
    tell(&names, &methods, &plain, runs);
    Ok(())
}

/// A seed of its own for each label: FNV-1a.
fn seed(label: &str) -> u64 {
    let hash = label.bytes().fold(0xcbf2_9ce4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(byte)).wrapping_mul(0x0000_0100_0000_01b3)
    });
    hash >> 11
}

/// The table: variance ratios, and efficiencies with their lower 95 % bounds.
fn tell(names: &[String], methods: &[Method], plain: &[f64], runs: u64) {
    let baseline = methods[0].time();
    let freedom = methods[0].seconds.len() as f64 - 1.0;
    let law = ChiSquared::new(freedom).expect("replications");
    let upper = freedom / law.inverse_cdf(0.05);
    let titles: Vec<String> = methods.iter().map(Method::name).collect();
    println!("| figure | {} |", titles.join(" | "));
    println!("|---|{}", "---|".repeat(methods.len()));
    let costs: Vec<String> = methods
        .iter()
        .map(|method| {
            let nanoseconds = 1e9 * method.time() / runs as f64;
            format!("{nanoseconds:.0} ns ({:.2})", method.time() / baseline)
        })
        .collect();
    println!("| time a run (against plain) | {} |", costs.join(" | "));
    for (figure, name) in names.iter().enumerate() {
        let cells: Vec<String> = methods
            .iter()
            .map(|method| {
                let ratio = plain[figure] / runs as f64 / method.variance(figure);
                let efficiency = ratio * baseline / method.time();
                format!("{ratio:.1}: {efficiency:.1} (≥ {:.1})", efficiency / upper)
            })
            .collect();
        println!("| {name} | {} |", cells.join(" | "));
    }
}
