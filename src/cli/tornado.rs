//! The `tornado` command: what moves a metric of an offer.

use std::path::Path;

use clap::{Args, ValueEnum};

use super::arguments::{CommonArguments, Format, ScenarioArguments, whole_number};
use super::exit::Failure;
use super::input;
use super::output::{self, Output};
use super::progress::Progress;
use super::run::threads;
use super::{signals, terminal};
use crate::analysis::{Detail, FieldRange, Options, TornadoPlan, TornadoQuestion};
use crate::processor::Processor;
use crate::report::{csv, json, number, text};
use crate::scenario::Metric;
use crate::statistics::REPLICATES;

/// Arguments of `tornado`.
#[derive(Debug, Args)]
pub(super) struct TornadoArguments {
    #[command(flatten)]
    scenario: ScenarioArguments,
    #[command(flatten)]
    common: CommonArguments,
    /// The figure that moves; `probability_ahead` is against the baseline
    #[arg(long, value_enum, default_value = "p50")]
    metric: MetricName,
    /// The offer; absent: the first, or for `probability_ahead` the first beside the baseline
    #[arg(long, value_name = "NAME")]
    offer: Option<String>,
    /// An input by its field path, with its range, such as stocks.AMZN.model.volatility=0.2..0.5; may be repeated; given, it
    /// replaces the usual inputs
    #[arg(long, value_name = "PATH=LOW..HIGH", value_parser = range)]
    vary: Vec<FieldRange>,
    /// Vary all inputs at once: which share of the variance is whose (Sobol indices)
    #[arg(long)]
    global: bool,
    /// Base points of --global, rounded up to a multiple of 32
    #[arg(long, value_name = "N", default_value = "256", value_parser = points, requires = "global")]
    points: u64,
}

#[derive(Clone, Copy, Debug)]
struct MetricName(Metric);

impl ValueEnum for MetricName {
    fn value_variants<'a>() -> &'a [Self] {
        const ALL: [MetricName; Metric::ALL.len()] = {
            let mut all = [MetricName(Metric::Mean); Metric::ALL.len()];
            let mut at = 0;
            while at < all.len() {
                all[at] = MetricName(Metric::ALL[at]);
                at += 1;
            }
            all
        };
        &ALL
    }

    fn to_possible_value(&self) -> Option<clap::builder::PossibleValue> {
        Some(clap::builder::PossibleValue::new(self.0.name()))
    }
}

fn points(text: &str) -> Result<u64, String> {
    const MOST_POINTS: u64 = 1 << 20;
    whole_number(text, 1, MOST_POINTS)
}

/// A field and its range. No number has an equals sign, so the last one ends the path.
fn range(text: &str) -> Result<FieldRange, String> {
    let number = |text: &str| text.trim().replace('_', "").parse::<f64>().ok();
    let parts = || {
        let (path, range) = text.rsplit_once('=')?;
        let (low, high) = range.split_once("..")?;
        Some(FieldRange { path: path.trim().to_owned(), low: number(low)?, high: number(high)? })
    };
    parts().filter(|range| range.low < range.high).ok_or_else(|| {
        "allowed: PATH=LOW..HIGH with two numbers, the lower one first, such as \
         offers.0.base_salary=150_000..180_000"
            .to_owned()
    })
}

/// Runs the command.
pub(super) fn run(arguments: &TornadoArguments) -> Result<(), Failure> {
    let TornadoArguments { scenario, common, metric, offer, vary, global, points } = arguments;
    let loaded = input::load(scenario.path.as_deref(), &scenario.changes())?;
    let points = u32::try_from(points.next_multiple_of(REPLICATES as u64)).unwrap_or(u32::MAX);
    let question = TornadoQuestion {
        metric: metric.0,
        offer: offer.as_deref(),
        global: global.then_some(points),
        vary,
    };
    let plan = TornadoPlan::new((&loaded.scenario, loaded.worlds()), &question)?;
    let out = common.result.out.as_deref();
    output::refuse_shared(&loaded.files, &[Some(out.unwrap_or(Path::new("-")))])?;
    signals::listen();
    let mut result = Output::open(out)?;
    let pool = threads(common.threads)?;
    let processor = Processor::best();
    let options = Options { pool: &pool, memory: common.memory, detail: Detail::Means, processor };
    let progress = Progress::new(Some(plan.runs()), common.result.quiet);
    let answer = plan.answer(&options, &progress)?;
    progress.clear();
    let elapsed = progress.elapsed();
    let written = match common.result.format {
        Format::Text => text::write_tornado(&answer, terminal::width(), &mut result),
        Format::Json => json::write_tornado(&answer, &mut result),
        Format::Csv => csv::write_tornado(&answer, &mut result),
    };
    written.map_err(|source| Failure::After(result.write_failure()(source)))?;
    result.finish().map_err(Failure::After)?;
    if !common.result.quiet {
        // CSV has no place for notes.
        for note in answer.notes.iter().filter(|_| common.result.format == Format::Csv) {
            terminal::talk_wrapped(&format!("note: {note}"));
        }
        let runs = number::plural(plan.runs(), "run");
        terminal::talk(&format!("{runs} in {:.2} s", elapsed.as_secs_f64()));
    }
    Ok(())
}
