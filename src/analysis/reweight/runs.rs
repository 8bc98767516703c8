//! What every run is and pays, for weights to be put on: one simulation that keeps values of each run.

use crate::analysis::summary::Options;
use crate::analysis::view::{StatedView, ViewSubject};
use crate::attrition::Cause;
use crate::error::Error;
use crate::random::elementary;
use crate::scenario::Scenario;
use crate::simulation::engine::visit_blocks;
use crate::simulation::plan::Plan;
use crate::simulation::{Observer, replicate_of};

/// Columns of a number a run that weighing takes beside views and pay.
const WORKING_COLUMNS: u64 = 8;

/// What every run is and pays, in order of run.
pub(super) struct Columns {
    /// By view.
    pub(super) views: Vec<Vec<f64>>,
    /// By offer.
    pub(super) pay: Vec<Vec<f64>>,
    /// By run.
    pub(super) batches: Vec<u8>,
}

/// What is kept of all runs must fit.
pub(super) fn check_memory(
    scenario: &Scenario,
    views: usize,
    options: &Options<'_>,
) -> Result<(), Error> {
    let columns = (scenario.setup.offers.len() + 2 * views) as u64 + WORKING_COLUMNS;
    let bytes = scenario.setup.settings.runs.saturating_mul(columns * size_of::<f64>() as u64);
    if bytes > options.memory {
        return Err(Error::Memory { needed: bytes, allowed: options.memory });
    }
    Ok(())
}

/// Simulates all runs.
pub(super) fn simulate(
    scenario: &Scenario,
    views: &[StatedView],
    options: &Options<'_>,
    observer: &dyn Observer,
) -> Result<Columns, Error> {
    let setup = &scenario.setup;
    let horizon = setup.settings.horizon_months;
    let dates = views.iter().filter_map(|view| match view.subject {
        ViewSubject::LogReturn { stock } => Some([(stock, 0), (stock, horizon)]),
        ViewSubject::Exit { .. } => None,
    });
    let dates: Vec<(usize, u32)> = dates.flatten().collect();
    let plan = Plan::with_prices(setup, &dates).on(options.processor);
    let mut columns = Columns {
        views: vec![Vec::new(); views.len()],
        pay: vec![Vec::new(); setup.offers.len()],
        batches: Vec::new(),
    };
    visit_blocks(setup, &plan, options.pool, observer, |runs, lanes, block| {
        for (view, values) in views.iter().zip(&mut columns.views) {
            match view.subject {
                ViewSubject::LogReturn { stock } => {
                    let price = |month| {
                        let column = plan.paths.column(stock, month);
                        &block.prices.prices[column.expect("the plan has both prices")]
                    };
                    let (start, end) = (price(0), price(horizon));
                    let all = 0..lanes;
                    values.extend(all.map(|lane| elementary::ln(end[lane] / start[lane])));
                }
                ViewSubject::Exit { employment, cause } => {
                    let code = cause.map_or(0, Cause::code);
                    let causes = &block.careers.exits[employment].cause;
                    let all = 0..lanes;
                    values.extend(all.map(|lane| f64::from(u8::from(causes[lane] == code))));
                }
            }
        }
        for (pay, values) in block.pay.iter().zip(&mut columns.pay) {
            values.extend_from_slice(&pay.total[..lanes]);
        }
        let batch = |lane| u8::try_from(replicate_of(runs.address(lane))).unwrap_or(0);
        columns.batches.extend((0..lanes).map(batch));
        Ok(())
    })?;
    Ok(columns)
}
