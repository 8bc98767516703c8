//! The JSON document of a model ladder.

use std::collections::BTreeMap;
use std::io::Write;

use schemars::JsonSchema;
use serde::Serialize;

use super::settings::AskedSettings;
use super::{Output, ScenarioId, write_document};
use crate::analysis::{
    Comparison, Decision, LadderSummary, ModelSummary, OfferSummary, Simulation, Warning,
};
use crate::market::{Gbm, GjrGarch, Heston, Merton, Model, Stock};
use crate::quantity::{DailyVariance, DegreesOfFreedom};

/// The result of `vestrisk run --models … --format json`: the same offers under each model. Money is US dollars before
/// tax. Names do not change within format 1; keys may be added.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "vestrisk run --models")]
pub(in crate::report) struct LadderDocument<'a> {
    /// Version of this format: 1.
    #[schemars(extend("const" = 1))]
    format: u32,
    /// Version of vestrisk.
    version: &'static str,
    /// The command that wrote it.
    #[schemars(extend("enum" = ["run", "compare"]))]
    command: &'static str,
    /// Which scenario was simulated; its hash is of the scenario as it was asked, with its own models.
    scenario: ScenarioId<'a>,
    /// How each model was to be simulated.
    simulation: AskedSettings,
    /// What each model says, in the order asked.
    models: Vec<ModelPart<'a>>,
    /// Whether the models decide alike, and how far their figures are apart.
    decision: &'a Decision,
    /// What differs between the models beside the shape of each stock's returns; often empty.
    notes: &'a [String],
}

/// What one model says: all that a run with this model spelled out says.
#[derive(Serialize, JsonSchema)]
struct ModelPart<'a> {
    /// The kind of every stock that moves at random.
    model: &'static str,
    /// How it was simulated.
    simulation: &'a Simulation,
    /// The stocks' models by name.
    stocks: BTreeMap<&'a str, StockModel>,
    /// What each offer pays, in the order of the scenario.
    offers: &'a [OfferSummary],
    /// Every other offer against the baseline.
    comparisons: &'a [Comparison],
    /// Warnings about the scenario and its results.
    warnings: &'a [Warning],
}

impl<'a> ModelPart<'a> {
    fn new(of: &'a ModelSummary) -> Self {
        let named = |(at, stock): (usize, &'a Stock)| {
            let total = of.market.total_volatility(at).unwrap_or_default();
            (stock.name.as_str(), StockModel::new(&stock.model, total))
        };
        Self {
            model: of.model,
            simulation: &of.summary.simulation,
            stocks: of.market.stocks.iter().enumerate().map(named).collect(),
            offers: &of.summary.offers,
            comparisons: &of.summary.comparisons,
            warnings: &of.summary.warnings,
        }
    }
}

/// A stock's model with its parameters, named and in the units of the scenario file, and its volatility a year in the long
/// run.
#[derive(Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum StockModel {
    Gbm {
        volatility: f64,
        total_volatility: f64,
    },
    Merton {
        volatility: f64,
        jump_intensity: f64,
        jump_mean: f64,
        jump_volatility: f64,
        total_volatility: f64,
    },
    Heston {
        initial_variance: f64,
        long_run_variance: f64,
        mean_reversion: f64,
        vol_of_variance: f64,
        correlation: f64,
        total_volatility: f64,
    },
    GjrGarch {
        omega: f64,
        /// The long run's where none is stated.
        initial_variance: f64,
        alpha: f64,
        gamma: f64,
        beta: f64,
        /// Null: normal innovations.
        degrees_of_freedom: Option<f64>,
        total_volatility: f64,
    },
    Bootstrap {
        mean_block_days: f64,
        total_volatility: f64,
    },
    /// A stated path, the same under every model.
    Fixed {},
}

impl StockModel {
    fn new(model: &Model, total_volatility: f64) -> Self {
        match model {
            Model::Gbm(Gbm { volatility, .. }) => {
                Self::Gbm { volatility: volatility.get(), total_volatility }
            }
            Model::Merton(Merton { volatility, jumps, .. }) => Self::Merton {
                volatility: volatility.get(),
                jump_intensity: jumps.intensity.get(),
                jump_mean: jumps.mean.get(),
                jump_volatility: jumps.volatility.get(),
                total_volatility,
            },
            Model::Heston(heston) => Self::heston(heston),
            Model::GjrGarch(garch) => Self::garch(garch),
            Model::Bootstrap(bootstrap) => Self::Bootstrap {
                mean_block_days: bootstrap.mean_block_days().get(),
                total_volatility,
            },
            Model::Fixed(_) => Self::Fixed {},
        }
    }

    fn heston(heston: &Heston) -> Self {
        Self::Heston {
            initial_variance: heston.initial_variance.get(),
            long_run_variance: heston.long_run_variance.get(),
            mean_reversion: heston.mean_reversion.get(),
            vol_of_variance: heston.vol_of_variance.get(),
            correlation: heston.correlation.get(),
            total_volatility: heston.total_volatility(),
        }
    }

    fn garch(garch: &GjrGarch) -> Self {
        let long_run = garch.long_run_variance();
        Self::GjrGarch {
            omega: garch.omega.get(),
            initial_variance: garch.initial_variance.map_or(long_run, DailyVariance::get),
            alpha: garch.coefficients.alpha().get(),
            gamma: garch.coefficients.gamma().get(),
            beta: garch.coefficients.beta().get(),
            degrees_of_freedom: garch.degrees_of_freedom.map(DegreesOfFreedom::get),
            total_volatility: garch.total_volatility(),
        }
    }
}

/// Writes a ladder as one indented JSON document and a line feed.
///
/// # Errors
/// Those of the writer.
pub fn write_ladder(
    ladder: &LadderSummary,
    command: &'static str,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let first = ladder.models.first().map(|of| &of.summary);
    let [title, sha256] = first.map_or(["", ""], |first| [&first.title, &first.sha256]);
    let document = LadderDocument {
        format: 1,
        version: env!("CARGO_PKG_VERSION"),
        command,
        scenario: ScenarioId { title, sha256 },
        simulation: AskedSettings::new(&ladder.settings),
        models: ladder.models.iter().map(ModelPart::new).collect(),
        decision: &ladder.decision,
        notes: &ladder.notes,
    };
    write_document(&Output::Ladder(document), out)
}
