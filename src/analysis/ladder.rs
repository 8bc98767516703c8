//! The model ladder: the same offers under several models of the stocks, with the same means, total volatilities, seed and
//! exits. What it says about the decision belongs to `decision`.

use super::decision::Decision;
use super::summary::{Options, Summary, keeps_samples, summarize};
use crate::error::Error;
use crate::market::{Growth, Market, Model, Pair, Stock};
use crate::quantity::{Volatility, to_digits};
use crate::scenario::presets::models as presets;
use crate::scenario::{Scenario, advice};
use crate::simulation::{Observer, Settings, Setup};

/// The model that has no preset: it needs a price history.
const BOOTSTRAP: &str = "bootstrap";

/// The kinds of models that a ladder may have.
pub fn ladder_models() -> impl Iterator<Item = &'static str> + Clone {
    presets::names().chain([BOOTSTRAP])
}

/// A scenario under one model.
#[derive(Clone, Debug, PartialEq)]
pub struct Rung {
    /// The kind of every stock that moves at random.
    pub model: &'static str,
    /// The scenario with that model; `sha256` is that of the scenario as it was asked.
    pub scenario: Scenario,
    /// Names of the stocks that were of that kind already and keep their parameters.
    pub own: Vec<String>,
}

/// A scenario under each of several models.
///
/// A stock whose own kind is the one asked keeps its parameters; any other gets those of the kind's preset at its total
/// volatility, and its growth. Stated paths stay as they are.
#[derive(Clone, Debug, PartialEq)]
pub struct Ladder {
    settings: Settings,
    rungs: Vec<Rung>,
}

impl Ladder {
    /// The ladder of some models, in their order.
    ///
    /// # Errors
    /// [`Error::Models`] with everything that is wrong: no names, names that are no model or are given twice, models that a
    /// stock or a correlation cannot have, or a scenario in which nothing moves at random.
    pub fn new(scenario: &Scenario, models: &[String]) -> Result<Self, Error> {
        let mut problems: Vec<String> = Vec::new();
        if models.is_empty() {
            problems.push(advice("", ladder_models(), "no model is named; models"));
        }
        if !scenario.setup.market.stocks.iter().any(|stock| stock.model.is_random()) {
            problems.push(
                "no stock of this scenario moves at random, so models would change nothing; leave out --models, or \
                 give a stock a model that does"
                    .to_owned(),
            );
        }
        let mut rungs: Vec<Rung> = Vec::new();
        let mut before: Vec<&str> = Vec::new();
        for name in models {
            if before.contains(&name.as_str()) {
                problems.push(format!("`{name}` is given twice; name each model once"));
                continue;
            }
            before.push(name);
            match ladder_models().find(|known| known == name) {
                None => {
                    let advice = advice(name, ladder_models(), "models");
                    problems.push(format!("`{name}` is no model; {advice}"));
                }
                Some(model) => match under(&scenario.setup.market, model) {
                    Ok((market, own)) => {
                        rungs.push(Rung { model, scenario: with(scenario, market)?, own });
                    }
                    Err(more) => problems.extend(more),
                },
            }
        }
        if !problems.is_empty() {
            return Err(Error::Models(problems));
        }
        Ok(Self { settings: scenario.setup.settings, rungs })
    }

    /// The scenario under each model, in the order asked.
    #[must_use]
    pub fn rungs(&self) -> &[Rung] {
        &self.rungs
    }

    /// Simulates and summarizes every rung.
    ///
    /// # Errors
    /// Those of [`summarize`], of the first rung that has one; what does not fit into memory before any is simulated.
    pub fn summarize(
        &self,
        options: &Options<'_>,
        observer: &dyn Observer,
    ) -> Result<LadderSummary, Error> {
        for rung in &self.rungs {
            keeps_samples(&rung.scenario, options)?;
        }
        let climbed = self.rungs.iter().map(|Rung { model, scenario, own }| {
            let summary = summarize(scenario, options, observer)?;
            let stocks = scenario.setup.market.stocks.clone();
            Ok(ModelSummary { model, stocks, own: own.clone(), summary })
        });
        let models = climbed.collect::<Result<Vec<_>, Error>>()?;
        let decision = Decision::new(&models);
        Ok(LadderSummary { settings: self.settings, models, decision })
    }
}

/// The answer under one model.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelSummary {
    /// The kind of model.
    pub model: &'static str,
    /// The stocks as they were simulated.
    pub stocks: Vec<Stock>,
    /// Names of the stocks that kept the scenario's own parameters.
    pub own: Vec<String>,
    /// The answer, that of the scenario with this model spelled out.
    pub summary: Summary,
}

/// The answers under all models, and what they decide.
#[derive(Clone, Debug, PartialEq)]
pub struct LadderSummary {
    /// Settings as asked; where a precision is asked, each model has its own number of runs.
    pub settings: Settings,
    /// By model, in the order asked; at least one.
    pub models: Vec<ModelSummary>,
    /// Whether the models decide alike.
    pub decision: Decision,
}

/// The scenario in another market.
fn with(scenario: &Scenario, market: Market) -> Result<Scenario, Error> {
    let Setup { profiles, offers, outside_option, settings, .. } = scenario.setup.clone();
    let setup = Setup::new(market, profiles, offers, settings)?.with_outside_option(outside_option);
    Ok(Scenario { setup, ..scenario.clone() })
}

/// The market with every random stock under one model and the names of those that were, or what keeps it from that.
fn under(market: &Market, model: &'static str) -> Result<(Market, Vec<String>), Vec<String>> {
    let (mut own, mut problems) = (Vec::new(), Vec::new());
    let mut market = market.clone();
    for stock in &mut market.stocks {
        let Some(growth) = stock.model.growth().copied() else { continue };
        if stock.model.kind() == model {
            own.push(stock.name.clone());
            continue;
        }
        match preset(stock, growth, model) {
            Ok(other) => stock.model = other,
            Err(problem) => problems.push(problem),
        }
    }
    problems.extend(uncorrelated(&market, model));
    if problems.is_empty() { Ok((market, own)) } else { Err(problems) }
}

/// The preset of a kind at a stock's total volatility.
fn preset(stock: &Stock, growth: Growth, model: &str) -> Result<Model, String> {
    let name = &stock.name;
    let Some(preset) = presets::find(model) else {
        return Err(format!(
            "{model}: `{name}` has no price history to resample (its model is {}); leave {model} out of --models, or \
             give the stock a history",
            stock.model.kind()
        ));
    };
    let total = stock.model.total_volatility().unwrap_or_default();
    let found = Volatility::new(total).and_then(|total| preset.model(growth, total));
    found.map_err(|error| {
        format!(
            "{model}: `{name}` has a total volatility of {}, which this model's preset cannot have; allowed: {}; leave \
             {model} out of --models, or change the volatility of `{name}`",
            to_digits(total, 6),
            error.allowed
        )
    })
}

/// What is wrong where correlated stocks are under a model without Brownian shocks that could be correlated.
fn uncorrelated(market: &Market, model: &str) -> Option<String> {
    let stock = |at: usize| &market.stocks[at];
    let broken = |pair: &&Pair| {
        let pair_of = [stock(pair.first), stock(pair.second)];
        let without = pair_of.iter().any(|stock| stock.model.brownian_volatility().is_none());
        pair.value.get() != 0.0 && without
    };
    let broken: Vec<String> = market
        .correlations
        .pairs()
        .iter()
        .filter(broken)
        .map(|pair| {
            let (first, second) = (&stock(pair.first).name, &stock(pair.second).name);
            format!("\"{first},{second}\" = {}", pair.value.get())
        })
        .collect();
    let (noun, object) = if broken.len() == 1 { ("entry", "it") } else { ("entries", "them") };
    (!broken.is_empty()).then(|| {
        format!(
            "{model}: its prices have no shocks that could be correlated, and [correlation] has {}; leave {model} out of \
             --models, or remove the {noun} to see what the models do without {object}",
            broken.join(", ")
        )
    })
}
