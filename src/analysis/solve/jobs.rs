//! The jobs of a search: values of several terms answered at once, each as one more offer of the same world.

use super::goal::{Goal, Target};
use super::quest::{Judged, Quest};
use crate::analysis::metrics::{Figure, Want, figures};
use crate::analysis::summary::Options;
use crate::error::Error;
use crate::scenario::{Scenario, Unit, Worlds};
use crate::simulation::{Exits, Observer, Settings, Setup};
use crate::statistics::{Estimate, RELATIVE_ERROR};

/// The runs of the grid, which need not be exact.
const GRID_RUNS: u64 = 4_096;
/// The runs that a crossing is brought near with.
const NEAR_RUNS: u64 = 8_192;
/// Offers of one job beside those of the scenario.
const MOST_OFFERS: usize = 16;
/// Rounds of jobs. Smooth metrics take five, jumps some forty.
const MOST_ROUNDS: usize = 100;

/// What every job of a search has in common.
pub(super) struct Jobs<'a> {
    pub(super) scenario: &'a Scenario,
    pub(super) worlds: &'a Worlds<'a>,
    pub(super) offer: usize,
    pub(super) goal: Goal,
    pub(super) options: &'a Options<'a>,
    pub(super) observer: &'a dyn Observer,
}

/// What figures are held against.
enum Aim {
    /// A number.
    Value(f64),
    /// The baseline's figure on the same runs.
    Baseline(Figure),
}

impl Aim {
    /// How far a figure is above it.
    fn gap(&self, figure: &Figure) -> Estimate {
        match self {
            Self::Value(value) => {
                let Estimate { value: found, std_error } = figure.estimate;
                Estimate { value: found - value, std_error }
            }
            Self::Baseline(baseline) => figure.less(baseline),
        }
    }

    fn estimate(&self) -> Estimate {
        match self {
            Self::Value(value) => Estimate { value: *value, std_error: Some(0.0) },
            Self::Baseline(figure) => figure.estimate,
        }
    }
}

impl Jobs<'_> {
    /// Ends every quest. The metric as the offer stands, and what it is to reach.
    pub(super) fn search(&self, quests: &mut [Quest]) -> Result<(Estimate, Estimate), Error> {
        let all = self.scenario.setup.settings;
        let grid = Settings { runs: all.runs.min(GRID_RUNS), exits: Exits::Sampled, ..all };
        let near = Settings { runs: all.runs.min(NEAR_RUNS), ..all };
        let (_, aim) = self.ends(grid)?;
        self.round(quests, (grid, &aim), &Quest::grid)?;
        let (_, aim) = self.ends(near)?;
        self.rounds(quests, (near, &aim), &Quest::coarse_values)?;
        let (now, aim) = self.ends(all)?;
        self.rounds(quests, (all, &aim), &Quest::values)?;
        Ok((now.estimate, aim.estimate()))
    }

    fn rounds(
        &self,
        quests: &mut [Quest],
        judge: (Settings, &Aim),
        wanted: &dyn Fn(&Quest) -> Vec<f64>,
    ) -> Result<(), Error> {
        for _ in 0..MOST_ROUNDS {
            if !self.round(quests, judge, wanted)? {
                break;
            }
        }
        Ok(())
    }

    /// One round: the values that the quests want, and what they make of the answers. False where none wants any.
    fn round(
        &self,
        quests: &mut [Quest],
        (settings, aim): (Settings, &Aim),
        wanted: &dyn Fn(&Quest) -> Vec<f64>,
    ) -> Result<bool, Error> {
        let of = |(at, quest): (usize, &Quest)| wanted(quest).into_iter().map(move |x| (at, x));
        let all: Vec<(usize, f64)> = quests.iter().enumerate().flat_map(of).collect();
        for part in all.chunks(MOST_OFFERS) {
            let judged = self.judge(quests, part, (settings, aim))?;
            for ((at, _), judged) in part.iter().zip(judged) {
                quests[*at].take(judged);
            }
        }
        let mut asked: Vec<usize> = all.iter().map(|(at, _)| *at).collect();
        asked.dedup();
        for at in asked {
            quests[at].advance();
        }
        Ok(!all.is_empty())
    }

    /// The figures of some values, each of a quest.
    fn judge(
        &self,
        quests: &[Quest],
        values: &[(usize, f64)],
        (settings, aim): (Settings, &Aim),
    ) -> Result<Vec<Judged>, Error> {
        // Another month can change at which exits promises change, and with them how exits are integrated: such an offer
        // takes the place of the one it is made of.
        let whole = |(at, _): &(usize, f64)| quests[*at].field.whole;
        let mut judged = Vec::new();
        for together in values.chunk_by(|one, other| !whole(one) && !whole(other)) {
            let mut setup = self.scenario.setup.clone();
            setup.settings = settings;
            let mut positions = Vec::new();
            for value in together {
                let offer = quests[value.0].field.offer_at(self.worlds, self.scenario, value.1)?;
                if whole(value) {
                    setup.offers[self.offer] = offer;
                    positions.push(self.offer);
                } else {
                    setup.offers.push(offer);
                    positions.push(setup.offers.len() - 1);
                }
            }
            let found = self.figures(setup, &positions)?;
            for ((_, x), figure) in together.iter().zip(found) {
                let gap = aim.gap(&figure);
                let tolerance = self.tolerance(figure.estimate.value, gap, settings);
                judged.push(Judged { x: *x, reached: figure.estimate, gap, tolerance });
            }
        }
        Ok(judged)
    }

    /// How near a metric has to come to the goal, and from which difference on it has moved.
    ///
    /// Where exits are integrated, percentiles are read off classes and move by steps of several dollars: a fiftieth of
    /// their standard error, where that is more than half a dollar, will do there.
    fn tolerance(&self, metric: f64, gap: Estimate, settings: Settings) -> (f64, f64) {
        const HALF_A_DOLLAR: f64 = 0.5;
        const OF_AN_ERROR: f64 = 0.02;
        match (self.goal.metric.unit(), settings.exits) {
            (Unit::Probability, _) => (1.0 / settings.runs as f64, 1e-9),
            (Unit::Dollars, Exits::Sampled) => (HALF_A_DOLLAR, RELATIVE_ERROR * metric.abs()),
            (Unit::Dollars, Exits::Integrated) => {
                let error = gap.std_error.unwrap_or(0.0);
                (HALF_A_DOLLAR.max(OF_AN_ERROR * error), RELATIVE_ERROR * metric.abs())
            }
        }
    }

    /// The figure of the offer as it stands, and what it is held against.
    fn ends(&self, settings: Settings) -> Result<(Figure, Aim), Error> {
        let setup = Setup { settings, ..self.scenario.setup.clone() };
        Ok(match self.goal.target {
            Target::Value(value) => {
                let [now] = self.figures(setup, &[self.offer])?.try_into().unwrap_or_else(absent);
                (now, Aim::Value(value))
            }
            Target::Baseline => {
                let both = [self.offer, self.scenario.baseline];
                let [now, baseline] = self.figures(setup, &both)?.try_into().unwrap_or_else(absent);
                (now, Aim::Baseline(baseline))
            }
        })
    }

    fn figures(&self, setup: Setup, offers: &[usize]) -> Result<Vec<Figure>, Error> {
        let want = match self.goal.target {
            Target::Value(_) => Want::Estimates,
            Target::Baseline => Want::Replicates,
        };
        let scenario = Scenario { setup, ..self.scenario.clone() };
        let of = (&scenario, offers);
        figures((self.goal.metric, want), of, self.options, self.observer)
    }
}

/// A figure is given for every offer.
#[expect(clippy::needless_pass_by_value, reason = "what a failed conversion gives back")]
fn absent<const N: usize>(found: Vec<Figure>) -> [Figure; N] {
    unreachable!("{} figures for {N} offers", found.len())
}
