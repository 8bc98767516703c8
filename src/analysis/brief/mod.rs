//! The negotiation brief: what an offer says and what it pays, the strongest arguments in dollars, what to ask for, and
//! what each ask and each likely counter would change. How it is written belongs to the reports.

mod arguments;
mod counters;

pub use arguments::{Argument, ArgumentKind};
pub use counters::{Outcome, OutcomeKind};

use super::metrics::{Figure, Want, figures};
use super::solve::{Question, Solution, settled, solve};
use super::summary::{Options, Summary, summarize};
use crate::error::Error;
use crate::offer::Offer;
use crate::scenario::{Metric, Scenario, Worlds};
use crate::simulation::{Observer, Setup};
use crate::statistics::Estimate;

/// Offers of one job beside those of the scenario.
const MOST_OFFERS: usize = 16;

/// Everything that a brief says.
#[derive(Clone, Debug, PartialEq)]
pub struct Brief {
    /// The scenario.
    pub scenario: Scenario,
    /// Position of the offer.
    pub offer: usize,
    /// What all offers pay.
    pub summary: Summary,
    /// The asks.
    pub solution: Solution,
    /// What the offer comes to as it stands, with each ask, and with each likely counter.
    pub outcomes: Vec<Outcome>,
    /// All arguments, the one of most dollars first.
    pub arguments: Vec<Argument>,
}

impl Brief {
    /// Finds everything that a brief says.
    ///
    /// # Errors
    /// Those of [`solve`] and [`summarize`].
    pub fn new(
        question: &Question,
        (scenario, worlds): (&Scenario, &Worlds<'_>),
        options: &Options<'_>,
        observer: &dyn Observer,
    ) -> Result<Self, Error> {
        let settled = settled(scenario, options, observer)?;
        let scenario = settled.as_ref().unwrap_or(scenario);
        let solution = solve(question, (scenario, worlds), options, observer)?;
        let summary = summarize(scenario, options, observer)?;
        let judge = Judge { scenario, options, observer };
        let outcomes = counters::outcomes(&judge, worlds, question.offer, &solution)?;
        let arguments = arguments::all(&judge, question.offer)?;
        let scenario = scenario.clone();
        Ok(Self { scenario, offer: question.offer, summary, solution, outcomes, arguments })
    }

    /// The offer's terms.
    #[must_use]
    pub fn terms(&self) -> &Offer {
        &self.scenario.setup.offers[self.offer]
    }
}

/// What judges offers that stand beside those of a scenario.
struct Judge<'a> {
    scenario: &'a Scenario,
    options: &'a Options<'a>,
    observer: &'a dyn Observer,
}

impl Judge<'_> {
    /// What one offer pays more than another on average, on the same runs.
    fn difference(&self, offer: Offer, other: Offer) -> Result<Estimate, Error> {
        let mut scenario = self.scenario.clone();
        let Setup { offers: all, .. } = &mut scenario.setup;
        let first = all.len();
        all.extend([offer, other]);
        let asked = (Metric::Mean, Want::Replicates);
        let of = (&scenario, &[first, first + 1][..]);
        let found = figures(asked, of, self.options, self.observer)?;
        Ok(found[0].less(&found[1]))
    }

    /// A metric of an offer of the scenario in its own world and in another, on the same runs.
    fn in_both_worlds(
        &self,
        metric: Metric,
        offer: usize,
        other: &Scenario,
    ) -> Result<[Figure; 2], Error> {
        let figure = |scenario: &Scenario| -> Result<Figure, Error> {
            let asked = (metric, Want::Replicates);
            let mut found = figures(asked, (scenario, &[offer]), self.options, self.observer)?;
            Ok(found.swap_remove(0))
        };
        Ok([figure(self.scenario)?, figure(other)?])
    }

    /// A metric of offers in the scenario's world.
    fn metric(&self, metric: Metric, offers: &[Offer]) -> Result<Vec<Estimate>, Error> {
        let mut found = Vec::new();
        for part in offers.chunks(MOST_OFFERS) {
            let mut scenario = self.scenario.clone();
            let Setup { offers: all, .. } = &mut scenario.setup;
            let first = all.len();
            all.extend_from_slice(part);
            let positions: Vec<usize> = (first..all.len()).collect();
            let asked = (metric, Want::Estimates);
            let figures = figures(asked, (&scenario, &positions), self.options, self.observer)?;
            found.extend(figures.iter().map(|figure| figure.estimate));
        }
        Ok(found)
    }
}
