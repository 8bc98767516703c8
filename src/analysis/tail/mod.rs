//! Why the worst runs are bad: the expected shortfall of each offer taken apart by cause, what distinguishes these runs, and
//! three of them to replay. Two passes over the runs: one keeps what ranks and describes them, one pays those in a
//! tail in other worlds.
//!
//! | File | Owns |
//! |---|---|
//! | `records` | what is kept of every run |
//! | `lowest` | which runs are in a tail, with their weights |
//! | `batches` | the same of each replicate, for standard errors |
//! | `worlds` | what these would have paid in other worlds |
//! | `attribution` | what each cause takes |
//! | `features` | what the runs have in common |
//! | `representatives` | which runs are shown |
//! | `reader` | the answer for one offer from all of these |

mod attribution;
mod batches;
mod features;
mod lowest;
mod reader;
mod records;
mod representatives;
mod worlds;

use schemars::JsonSchema;
use serde::Serialize;

pub use attribution::{FourWorlds, TailCause};
pub use features::{Contrast, StockContrast, TailFeatures};
pub use representatives::Stands;

use super::summary::Options;
use crate::attrition::Cause;
use crate::error::Error;
use crate::scenario::Scenario;
use crate::simulation::plan::Plan;
use crate::simulation::{Observer, Settings, Setup};
use crate::statistics::Estimate;
use batches::{Batches, Tails};
use reader::Reader;
use records::{OfferRecords, Records};
use worlds::Worlds;

/// What one cause takes on average from the runs in the tail.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct TailPart {
    /// The cause.
    pub cause: TailCause,
    /// The weighted mean over the tail, in dollars; negative where it adds.
    pub dollars: Estimate,
    /// The same as a fraction of the shortfall; shares of all causes add to one. `None` where the tail lacks less than half
    /// a cent of the letter.
    pub share: Option<Estimate>,
}

/// A run of the tail to look at.
#[derive(Clone, Debug, PartialEq)]
pub struct Representative {
    /// Its number, for `replay`.
    pub run: u64,
    /// What it stands for.
    pub stands: Stands,
    /// What it pays in dollars.
    pub pay: f64,
    /// What each cause takes from it, in the order of [`TailCause::ALL`]; the sum is the letter less the pay.
    pub taken: [f64; 7],
    /// When it leaves, in months, and why; `None` for who stays.
    pub exit: Option<(f64, Cause)>,
    /// What it repays: 0 or less.
    pub clawback: f64,
    /// S(H)/S0 − 1 by stock of the offer.
    pub growth: Vec<(String, f64)>,
}

/// The tail of one offer.
#[derive(Clone, Debug, PartialEq)]
pub struct OfferTail {
    /// The offer's name.
    pub name: String,
    /// What the letter says over months 0 … H.
    pub letter_total: f64,
    /// The mean pay of the tail.
    pub expected_shortfall: Estimate,
    /// The letter less that.
    pub shortfall: Estimate,
    /// By cause, in the order of [`TailCause::ALL`]; dollars add up to the shortfall.
    pub parts: [TailPart; 7],
    /// What distinguishes these runs.
    pub features: TailFeatures,
    /// At most three runs, each once.
    pub representatives: Vec<Representative>,
}

/// The answer to why the worst runs are bad.
#[derive(Clone, Debug, PartialEq)]
pub struct Tail {
    /// The scenario's title.
    pub title: String,
    /// Hash of the effective scenario.
    pub sha256: String,
    /// Settings as the scenario has them; exits are sampled in any case.
    pub settings: Settings,
    /// The tail level α.
    pub tail: f64,
    /// By offer asked for.
    pub offers: Vec<OfferTail>,
}

/// Takes the worst runs of every offer, or of one, apart.
///
/// Every run has the exit that its own clocks draw, whatever the scenario says of exits, so that a run of the tail is one
/// that `replay` shows. A tail is the lowest αn pays, the boundary run with its fractional weight and equal ones by number
/// of run, as in [`expected_shortfall`](crate::statistics::expected_shortfall); what each run lacks is taken apart by
/// [`FourWorlds::shortfall_by_cause`].
///
/// # Error
/// Of every figure: 32 replicates (run mod 32; pair mod 32 for antithetic runs), each with a tail of its own; sd/√32. For
/// independent runs these are 32 batches. `None` where a replicate's tail holds less than one run, and with fewer than 1,024 runs.
///
/// # Errors
/// [`Error::Unusable`] when there is no offer of that name; [`Error::Memory`] before the start when the records of all runs do
/// not fit; [`Error::Overflow`] when a pay is no finite number; [`Error::Interrupted`] when the observer cancels.
pub fn tail(
    scenario: &Scenario,
    offer: Option<&str>,
    options: &Options<'_>,
    observer: &dyn Observer,
) -> Result<Tail, Error> {
    let setup = &scenario.setup;
    let offers = asked(scenario, offer)?;
    let end = setup.settings.horizon_months;
    let dates: Vec<(usize, u32)> = (0..setup.market.stocks.len()).map(|at| (at, end)).collect();
    let plan = Plan::with_prices(setup, &dates).on(options.processor);
    fits(setup, &plan, &offers, options)?;
    let records = Records::of_all_runs(setup, &plan, &offers, options, observer)?;
    let alpha = scenario.goals.tail.get();
    let batches = Batches::new(&setup.settings, alpha);
    let mut tails: Vec<Tails> = Vec::new();
    for of_offer in &records.offers {
        if observer.cancelled() {
            return Err(Error::Interrupted);
        }
        tails.push(batches.tails(of_offer.pay()).expect("there is at least one run"));
    }
    let chosen = tails.iter().map(Tails::runs).collect();
    let means = (options, observer);
    let worlds = Worlds::of_runs(setup, &plan, &records.offers, chosen, means)?;
    let read = |((of_offer, tails), worlds): ((&OfferRecords, &Tails), &Worlds)| {
        Reader { setup, records: &records, of_offer, batches: &batches, tails, worlds }.read()
    };
    let all = records.offers.iter().zip(&tails).zip(&worlds);
    Ok(Tail {
        title: scenario.title.clone(),
        sha256: scenario.sha256.clone(),
        settings: setup.settings,
        tail: alpha,
        offers: all.map(read).collect::<Option<_>>().expect("every tail has a run"),
    })
}

/// The positions of the offers asked for.
fn asked(scenario: &Scenario, offer: Option<&str>) -> Result<Vec<usize>, Error> {
    match offer {
        None => Ok((0..scenario.setup.offers.len()).collect()),
        Some(name) => Ok(vec![scenario.offer_named(name).map_err(Error::Unusable)?]),
    }
}

/// Refuses what does not fit into the memory allowed.
fn fits(setup: &Setup, plan: &Plan, offers: &[usize], options: &Options<'_>) -> Result<(), Error> {
    /// Blocks that each thread holds at once, each with three more worlds.
    const BLOCKS: u64 = 2 * 4;
    /// Bytes of columns that count for nothing, as in `engine`.
    const FREE: u64 = 4 << 20;
    let threads = options.pool.current_num_threads() as u64;
    let columns = threads.saturating_mul(plan.block_bytes().saturating_mul(BLOCKS));
    let needed = Records::bytes(setup, offers)
        .saturating_add(columns.saturating_sub(threads.saturating_mul(FREE)));
    let allowed = options.memory;
    if needed > allowed { Err(Error::Memory { needed, allowed }) } else { Ok(()) }
}
