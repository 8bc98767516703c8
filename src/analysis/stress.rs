//! Named stresses: the same offers in worlds that went badly, each against the scenario as it stands. What a stress is
//! belongs to the scenario's presets, how it is laid over a setup to `scenario`.

use schemars::JsonSchema;
use serde::Serialize;

use super::decision::{Verdict, verdict};
use super::distribution::Estimator;
use super::precision::settled_runs;
use super::summary::{Options, Summary, answer_and, keeps_samples};
use crate::error::Error;
use crate::market::{ResampledGroup, Stock};
use crate::scenario::presets::stresses::{self, Effect, StressPreset};
use crate::scenario::{Scenario, advice, overlay};
use crate::simulation::{MeasureId, Observer, Outcome, Settings};
use crate::statistics::{Estimate, Moments, Pieces, REPLICATES, from_replicates};

/// A scenario under each of several stresses, the first of which is none.
#[derive(Clone, Debug, PartialEq)]
pub struct StressTest {
    settings: Settings,
    worlds: Vec<(&'static StressPreset, Scenario)>,
    notes: Vec<String>,
}

/// The answers under all stresses.
#[derive(Clone, Debug, PartialEq)]
pub struct StressSummary {
    /// Settings as they were asked.
    pub settings: Settings,
    /// The answers, `none` first, then in the order asked.
    pub stresses: Vec<Stressed>,
    /// What of the scenario stays as it is, or is dropped, under stresses.
    pub notes: Vec<String>,
}

/// The answer under one stress.
#[derive(Clone, Debug, PartialEq)]
pub struct Stressed {
    /// The stress.
    pub stress: &'static StressPreset,
    /// The answer, that of the scenario under this stress.
    pub summary: Summary,
    /// By offer; empty for `none`.
    pub changes: Vec<Change>,
}

/// What a stress does to an offer.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Change {
    /// The offer's name.
    pub offer: String,
    /// Mean pay under the stress less mean pay without, run by run in the same world. Its standard error is that of 32
    /// batches; where runs are only counted it takes both means for independent, which overstates it.
    pub mean: Estimate,
    /// Which of the offer and the baseline is then ahead more often than not; `None` for the baseline.
    pub verdict: Option<Verdict>,
    /// Whether that is another than without the stress, both being told apart from a draw.
    pub changes_order: bool,
}

impl StressTest {
    /// A scenario under some stresses by name, under all of them without names; `none` is always there.
    ///
    /// # Errors
    /// [`Error::Refused`] with every name that is none or is there twice; those of [`overlay`].
    pub fn new(scenario: &Scenario, names: &[String]) -> Result<Self, Error> {
        let mut problems: Vec<String> = Vec::new();
        let mut asked: Vec<&'static StressPreset> = vec![&stresses::ALL[0]];
        let mut before: Vec<&str> = Vec::new();
        for name in names.iter().map(|name| name.trim()) {
            match stresses::find(name) {
                _ if before.contains(&name) => {
                    problems.push(format!("`{name}` is given twice; name each stress once"));
                }
                Some(stress) if stress.name == stresses::NONE => {}
                Some(stress) => asked.push(stress),
                None => problems.push(no_stress(name)),
            }
            before.push(name);
        }
        if names.is_empty() {
            asked = stresses::ALL.iter().collect();
        }
        if !problems.is_empty() {
            return Err(Error::Refused(problems));
        }
        let world = |stress: &'static StressPreset| {
            let mut world = Scenario { precision: None, ..scenario.clone() };
            world.setup = overlay(&scenario.setup, stress)?;
            Ok((stress, world))
        };
        let notes = notes(scenario, &asked);
        let mut worlds: Vec<_> = asked.into_iter().map(world).collect::<Result<_, Error>>()?;
        worlds[0].1.precision = scenario.precision;
        Ok(Self { settings: scenario.setup.settings, worlds, notes })
    }

    /// How many worlds there are.
    #[must_use]
    pub fn worlds(&self) -> usize {
        self.worlds.len()
    }

    /// Simulates and summarizes every world with the same runs: where the scenario asks for a precision, with as many as
    /// that takes without a stress.
    ///
    /// # Errors
    /// Those of [`summarize`](super::summarize); what does not fit into memory before any world is simulated.
    pub fn summarize(
        &self,
        options: &Options<'_>,
        observer: &dyn Observer,
    ) -> Result<StressSummary, Error> {
        for (_, world) in &self.worlds {
            keeps_samples(world, options)?;
        }
        let runs = settled_runs(&self.worlds[0].1, options, observer)?;
        let mut stresses: Vec<Stressed> = Vec::new();
        let mut without: Vec<PayMeans> = Vec::new();
        for (stress, world) in &self.worlds {
            let mut world = world.clone();
            world.setup.settings.runs = runs;
            world.precision = None;
            let estimator = Estimator::new(&world, observer);
            let read = |outcome: &Outcome, pay: &[MeasureId]| -> Vec<PayMeans> {
                pay.iter().map(|measure| PayMeans::read(outcome, *measure, &estimator)).collect()
            };
            let (summary, means) = answer_and(&world, options, observer, &read)?;
            let changes = match stresses.first() {
                None => Vec::new(),
                Some(none) => changes((&summary, &means), (&none.summary, &without)),
            };
            if stresses.is_empty() {
                without = means;
            }
            stresses.push(Stressed { stress, summary, changes });
        }
        Ok(StressSummary { settings: self.settings, stresses, notes: self.notes.clone() })
    }
}

fn no_stress(name: &str) -> String {
    let advice = advice(name, stresses::names(), "stresses");
    match name {
        "" => format!("a name is missing between two commas; {advice}"),
        name if name.contains(char::is_whitespace) => {
            format!("`{name}` is no stress; put commas between the names of several; {advice}")
        }
        name => format!("`{name}` is no stress; {advice}"),
    }
}

/// Mean pay of one offer, over all runs and over each of 32 batches.
struct PayMeans {
    all: Option<Estimate>,
    batches: Option<Vec<f64>>,
}

impl PayMeans {
    fn read(outcome: &Outcome, pay: MeasureId, estimator: &Estimator<'_>) -> Self {
        let tally = outcome.tally(pay);
        let of_tally = || tally.replicates.iter().map(Moments::mean).collect::<Option<Vec<f64>>>();
        let kept = outcome.kept(pay).filter(|_| tally.replicates.is_empty());
        let batches = match kept {
            Some(kept) => {
                let mut sums = [(0.0, 0.0); REPLICATES];
                let mut scratch = Vec::new();
                for piece in 0..kept.pieces() {
                    // A piece begins with the first batch.
                    for (at, value) in kept.values(piece, &mut scratch).iter().enumerate() {
                        let (sum, count) = &mut sums[at % REPLICATES];
                        *sum += value;
                        *count += 1.0;
                    }
                }
                Some(sums.iter().map(|(sum, count)| sum / count).collect())
            }
            None => of_tally().filter(|means| !means.is_empty()),
        };
        let enough = Estimator::replicates_suffice(outcome.runs);
        Self { all: estimator.mean(tally), batches: batches.filter(|_| enough) }
    }

    /// This less another, run by run.
    fn less(&self, other: &Self) -> Option<Estimate> {
        let (mine, theirs) = (self.all?, other.all?);
        let value = mine.value - theirs.value;
        if let (Some(mine), Some(theirs)) = (&self.batches, &other.batches) {
            let batches: Vec<Option<f64>> =
                mine.iter().zip(theirs).map(|(a, b)| Some(a - b)).collect();
            return Some(from_replicates(value, &batches));
        }
        let errors = mine.std_error.zip(theirs.std_error);
        let std_error = errors.map(|(a, b)| (a * a + b * b).sqrt());
        Some(Estimate { value, std_error })
    }
}

/// What a stress does to each offer.
fn changes(
    (summary, means): (&Summary, &[PayMeans]),
    (none, without): (&Summary, &[PayMeans]),
) -> Vec<Change> {
    let verdict_in = |summary: &Summary, offer: &str| {
        let of = summary.comparisons.iter().find(|of| of.offer == offer)?;
        Some(verdict(of.probability_ahead, of.probability_behind))
    };
    let changed = summary.offers.iter().zip(means).zip(without).map(|((offer, with), without)| {
        let [now, before] = [summary, none].map(|of| verdict_in(of, &offer.name));
        let open = [now, before].contains(&Some(Verdict::TooClose));
        Some(Change {
            offer: offer.name.clone(),
            mean: with.less(without)?,
            verdict: now,
            changes_order: now != before && !open,
        })
    });
    changed.collect::<Option<_>>().unwrap_or_default()
}

/// What stresses leave alone or drop.
fn notes(scenario: &Scenario, asked: &[&StressPreset]) -> Vec<String> {
    let market = &scenario.setup.market;
    let moves_prices =
        |stress: &&&StressPreset| matches!(stress.effect, Effect::Path { .. } | Effect::Jump(_));
    let on_paths = |stress: &&&StressPreset| matches!(stress.effect, Effect::Path { .. });
    let listed = |names: &[&str]| names.join(", ");
    let mut notes = Vec::new();
    let stated: Vec<&str> = market
        .stocks
        .iter()
        .filter(|stock| !stock.model.is_random())
        .map(|stock: &Stock| stock.name.as_str())
        .collect();
    let names: Vec<&str> = asked.iter().filter(moves_prices).map(|stress| stress.name).collect();
    if !stated.is_empty() && !names.is_empty() {
        notes.push(format!(
            "{} keeps to its stated path under {}",
            listed(&stated),
            if names.len() == 1 {
                names[0].to_owned()
            } else {
                "every stress of prices".to_owned()
            }
        ));
    }
    let names: Vec<&str> = asked.iter().filter(on_paths).map(|stress| stress.name).collect();
    let correlated = market.correlations.pairs().iter().any(|pair| pair.value.get() != 0.0);
    let groups = ResampledGroup::all(&market.stocks).unwrap_or_default();
    let together = groups.iter().any(|group| group.stocks.len() > 1);
    if (correlated || together) && !names.is_empty() {
        notes.push(format!(
            "under {} all stocks follow one path, so that correlations have no part in it",
            listed(&names)
        ));
    }
    notes
}
