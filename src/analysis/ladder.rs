//! The model ladder: the same offers under several models of the stocks, with the same means, total volatilities, seed and
//! exits. What it says about the decision belongs to `decision`.

use super::decision::Decision;
use super::summary::{Options, Summary, keeps_samples, summarize};
use crate::error::Error;
use crate::market::{Growth, Market, Model, Pair, ResampledGroup, Spacing, Stock};
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
    notes: Vec<String>,
}

impl Ladder {
    /// The ladder of some models, in their order.
    ///
    /// # Errors
    /// [`Error::Refused`] with everything that is wrong: no names, names that are no model or are given twice, models that a
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
        for name in models.iter().map(|name| name.trim()) {
            if before.contains(&name) {
                problems.push(format!("`{name}` is given twice; name each model once"));
                continue;
            }
            before.push(name);
            let Some(model) = ladder_models().find(|known| *known == name) else {
                problems.push(no_model(name));
                continue;
            };
            match under(&scenario.setup.market, model) {
                Ok((market, own)) => match with(scenario, market) {
                    Ok(scenario) => rungs.push(Rung { model, scenario, own }),
                    Err(error) => problems.push(format!("{model}: {error}")),
                },
                Err(more) => problems.extend(more),
            }
        }
        if !problems.is_empty() {
            return Err(Error::Refused(problems));
        }
        let notes = beyond_shape(&scenario.setup.market, &rungs);
        Ok(Self { settings: scenario.setup.settings, rungs, notes })
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
            let market = scenario.setup.market.clone();
            Ok(ModelSummary { model, market, own: own.clone(), summary })
        });
        let models = climbed.collect::<Result<Vec<_>, Error>>()?;
        let decision = Decision::new(&models);
        Ok(LadderSummary { settings: self.settings, models, decision, notes: self.notes.clone() })
    }
}

/// The answer under one model.
#[derive(Clone, Debug, PartialEq)]
pub struct ModelSummary {
    /// The kind of model.
    pub model: &'static str,
    /// The stocks as they were simulated.
    pub market: Market,
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
    /// What differs between the models beside the shape of each stock's returns, in sentences.
    pub notes: Vec<String>,
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
    let (asked, mut market) = (market, market.clone());
    for (at, stock) in market.stocks.iter_mut().enumerate() {
        let Some(growth) = stock.model.growth().copied() else { continue };
        if stock.model.kind() == model {
            own.push(stock.name.clone());
            continue;
        }
        let total = asked.total_volatility(at).unwrap_or_default();
        match preset((stock, growth, total), model) {
            Ok(other) => stock.model = other,
            Err(problem) => problems.push(problem),
        }
    }
    problems.extend(uncorrelated(&market, model));
    if problems.is_empty() { Ok((market, own)) } else { Err(problems) }
}

/// The preset of a kind at a stock's total volatility.
fn preset((stock, growth, total): (&Stock, Growth, f64), model: &str) -> Result<Model, String> {
    let name = &stock.name;
    let Some(preset) = presets::find(model) else {
        return Err(format!(
            "{model}: `{name}` has no price history to resample (its model is {}); leave {model} out of --models, or \
             give the stock a history",
            stock.model.kind()
        ));
    };
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

/// What is wrong with a name that is no model's.
fn no_model(name: &str) -> String {
    let advice = advice(name, ladder_models(), "models");
    match name {
        "" => format!("a name is missing between two commas; {advice}"),
        "fixed" => format!("`fixed` is a stated path, the same under every model; {advice}"),
        name if name.contains(char::is_whitespace) => {
            format!("`{name}` is no model; put commas between the names of several; {advice}")
        }
        name => format!("`{name}` is no model; {advice}"),
    }
}

/// What differs between rungs beside the shape of each stock's returns.
fn beyond_shape(market: &Market, rungs: &[Rung]) -> Vec<String> {
    /// Volatilities that differ by less are the same.
    const SAME: f64 = 0.005;
    let has = |model: &str| rungs.iter().any(|rung| rung.model == model);
    let mut notes = Vec::new();
    for Stock { name, model, .. } in &market.stocks {
        let today = match model {
            Model::Heston(heston) => heston.initial_variance.get().sqrt(),
            Model::GjrGarch(garch) => {
                (garch.first_variance() * f64::from(Spacing::Daily.steps_a_year())).sqrt()
            }
            _ => continue,
        };
        let total = model.total_volatility().unwrap_or_default();
        if has(model.kind()) && rungs.len() > 1 && (today - total).abs() > SAME {
            let [today, total] = [today, total].map(|volatility| to_digits(volatility, 3));
            notes.push(format!(
                "under {} {name} starts at a volatility of {today}, as the scenario says, and under the other models at \
                 {total}",
                model.kind()
            ));
        }
    }
    let groups = ResampledGroup::all(&market.stocks).unwrap_or_default();
    let together = groups.iter().filter(|group| group.stocks.len() > 1);
    for group in together.filter(|_| rungs.iter().any(|rung| rung.model != BOOTSTRAP)) {
        let names: Vec<&str> =
            group.stocks.iter().map(|at| market.stocks[*at].name.as_str()).collect();
        let text = format!("{} move as their histories did together", names.join(" and "));
        let own = if has(BOOTSTRAP) { "under bootstrap" } else { "in the scenario" };
        notes.push(format!("{own} {text}, and under the other models each by itself"));
    }
    let correlated = market.correlations.pairs().iter().any(|pair| pair.value.get() != 0.0);
    if correlated && has("merton") && rungs.len() > 1 {
        notes.push(
            "under merton the correlations are those of the diffusions; jumps are each stock's own, so that prices move \
             together less than under gbm"
                .to_owned(),
        );
    }
    notes
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
