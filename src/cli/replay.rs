//! The `replay` command: one run as a dated ledger.

use super::arguments::{Format, ReplayArguments};
use super::exit::Failure;
use super::input::{self, Loaded};
use super::output::{self, Output};
use super::terminal;
use crate::report::ledger::{Replay, StockPrices};
use crate::simulation::ledger::ledgers;
use crate::simulation::plan::Plan;

/// Runs the command.
pub(super) fn run(arguments: &ReplayArguments) -> Result<(), Failure> {
    let ReplayArguments { scenario, result, run } = arguments;
    let Loaded { scenario: loaded, files, .. } =
        input::load(scenario.path.as_deref(), &scenario.changes())?;
    output::refuse_shared(&files, &[result.out.as_deref()])?;
    let mut out = Output::open(result.out.as_deref())?;
    let plan = Plan::with_monthly_prices(&loaded.setup);
    let (ledgers, block) = ledgers(&loaded.setup, &plan, *run)?;
    let prices = plan.market.stocks.iter().enumerate().map(|(stock, held)| {
        let columns = (0..=plan.horizon).filter_map(|month| plan.paths.column(stock, month));
        let monthly = columns.map(|column| block.prices.prices[column][0]).collect();
        StockPrices { stock: held.name.clone(), monthly }
    });
    let names = (loaded.title.as_str(), loaded.sha256.as_str());
    let replay = Replay::new(names, &loaded.setup, *run, prices.collect(), &ledgers);
    let written = match result.format {
        Format::Text => replay.write_text(terminal::width(), &mut out),
        Format::Json => replay.write_json(&mut out),
        Format::Csv => replay.write_csv(&mut out),
    };
    written.map_err(|source| Failure::After(out.write_failure()(source)))?;
    out.finish().map_err(Failure::After)
}
