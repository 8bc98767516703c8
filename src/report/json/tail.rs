//! The JSON document of the worst runs.

use std::io::Write;

use schemars::JsonSchema;
use serde::Serialize;

use super::settings::AskedSettings;
use super::{Output, ScenarioId, write_document};
use crate::analysis::{OfferTail, Representative, Tail, TailCause, TailFeatures, TailPart};
use crate::attrition::Cause;
use crate::report::shell::command_line;
use crate::simulation::{Exits, Settings};
use crate::statistics::Estimate;

/// What `exits = "integrated"` means here.
const DRAWN: &str = "the scenario integrates exits; here each run has the one exit that its own clocks draw, so that it can be \
                     replayed, and figures differ from those of run by sampling";

/// The result of `vestrisk tail --format json`: why the worst runs are bad. Money is US dollars before tax. Names do not
/// change within format 1; keys may be added.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "vestrisk tail")]
pub(in crate::report) struct TailDocument<'a> {
    /// Version of this format: 1.
    #[schemars(extend("const" = 1))]
    format: u32,
    /// Version of vestrisk.
    version: &'static str,
    /// The command that wrote it.
    #[schemars(extend("const" = "tail"))]
    command: &'static str,
    /// Which scenario was simulated.
    scenario: ScenarioId<'a>,
    /// How it was simulated: exits are sampled, whatever the scenario says.
    simulation: AskedSettings,
    /// The tail level: the share of runs, lowest pay first.
    tail: f64,
    /// By offer asked for, in the order of the scenario.
    offers: Vec<OfferPart<'a>>,
    /// What is to be known about these figures; often empty.
    notes: Vec<&'static str>,
}

/// The tail of one offer.
#[derive(Serialize, JsonSchema)]
struct OfferPart<'a> {
    /// The offer's name.
    name: &'a str,
    /// What the letter says over the horizon.
    letter_total: f64,
    /// The mean pay of the tail.
    expected_shortfall: Estimate,
    /// The letter less that: the dollars of the causes add up to it.
    shortfall: Estimate,
    /// What each cause takes; negative where it adds.
    causes: &'a [TailPart],
    /// What distinguishes the runs in the tail.
    features: &'a TailFeatures,
    /// At most three runs to look at.
    representatives: Vec<RunPart<'a>>,
}

/// A run to look at.
#[derive(Serialize, JsonSchema)]
struct RunPart<'a> {
    /// Its number.
    run: u64,
    /// What it stands for: a cause's name, `median`, `worst` or `mildest`.
    stands_for: &'static str,
    /// The cause that takes most from it, overlaps aside; `None` where nothing is taken.
    cause: Option<TailCause>,
    /// What it pays.
    pay: f64,
    /// When it leaves, in months; `None` for who stays.
    exit_month: Option<f64>,
    /// Why it leaves, or `stayed`.
    exit_cause: &'static str,
    /// What it repays: 0 or less.
    clawback: f64,
    /// How far each stock of the offer goes to the horizon, as a fraction of today's price.
    growth: Vec<StockGrowth<'a>>,
    /// A shell's command that explains the run.
    command: String,
}

/// How far a stock goes.
#[derive(Serialize, JsonSchema)]
struct StockGrowth<'a> {
    /// The stock.
    stock: &'a str,
    /// Its growth.
    growth: f64,
}

impl<'a> OfferPart<'a> {
    fn new(offer: &'a OfferTail, replay: &[String]) -> Self {
        let runs = offer.representatives.iter();
        Self {
            name: &offer.name,
            letter_total: offer.letter_total,
            expected_shortfall: offer.expected_shortfall,
            shortfall: offer.shortfall,
            causes: &offer.parts,
            features: &offer.features,
            representatives: runs.map(|run| RunPart::new(run, replay)).collect(),
        }
    }
}

impl<'a> RunPart<'a> {
    fn new(run: &'a Representative, replay: &[String]) -> Self {
        let number = ["--run".to_owned(), run.run.to_string()];
        let words: Vec<String> = replay.iter().cloned().chain(number).collect();
        let growth =
            run.growth.iter().map(|(stock, growth)| StockGrowth { stock, growth: *growth });
        Self {
            run: run.run,
            stands_for: run.stands.name(),
            cause: TailCause::main(&run.taken),
            pay: run.pay,
            exit_month: run.exit.map(|(month, _)| month),
            exit_cause: run.exit.map_or("stayed", |(_, cause)| Cause::name(cause)),
            clawback: run.clawback,
            growth: growth.collect(),
            command: command_line(&words),
        }
    }
}

/// Writes the worst runs as one indented JSON document and a line feed. `replay` are the words of a command that replays
/// a run of them, up to its number.
///
/// # Errors
/// Those of the writer.
pub fn write_tail(tail: &Tail, replay: &[String], out: &mut dyn Write) -> std::io::Result<()> {
    let integrated = tail.settings.exits == Exits::Integrated;
    let document = TailDocument {
        format: 1,
        version: env!("CARGO_PKG_VERSION"),
        command: "tail",
        scenario: ScenarioId { title: &tail.title, sha256: &tail.sha256 },
        simulation: AskedSettings::new(&Settings { exits: Exits::Sampled, ..tail.settings }),
        tail: tail.tail,
        offers: tail.offers.iter().map(|offer| OfferPart::new(offer, replay)).collect(),
        notes: if integrated { vec![DRAWN] } else { Vec::new() },
    };
    write_document(&Output::Tail(document), out)
}
