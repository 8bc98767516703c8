//! What to ask for: the values that `solve` finds against closed forms and against jobs with these values, goals that are
//! met, always met or out of reach, and questions that are refused.

mod closed;
mod commands;
mod crossings;
mod errors;
mod generated;
mod goals;
mod same;

use rayon::ThreadPool;
use vestrisk::analysis::{Ask, Goal, Question, Solution, solve};
use vestrisk::scenario::{Metric, Unit, Worlds};
use vestrisk::simulation::{Exits, Sampler};
use vestrisk::statistics::Estimate;
use vestrisk::{
    Detail, Document, Error, Flag, NoSources, Options, Overrides, Processor, Scenario, Unobserved,
    summarize,
};

use crate::reference::measured::{MEMORY, POOL};

/// A text and how it is simulated.
#[derive(Clone, Debug)]
struct Case {
    text: String,
    overrides: Overrides,
}

impl Case {
    fn new(text: &str, (runs, seed): (u64, u64), (sampler, exits): (Sampler, Exits)) -> Self {
        let overrides = Overrides {
            runs: Some(runs),
            seed: Some(seed),
            sampler: Some(sampler),
            exits: Some(exits),
            ..Overrides::default()
        };
        Self { text: text.to_owned(), overrides }
    }

    fn plain(text: &str, runs: u64) -> Self {
        Self::new(text, (runs, 7), (Sampler::Random, Exits::Sampled))
    }

    /// The same under another seed.
    fn with_seed(&self, seed: u64) -> Self {
        Self { overrides: Overrides { seed: Some(seed), ..self.overrides }, ..self.clone() }
    }

    fn document(&self) -> Document {
        Document::parse("ask.toml", self.text.as_bytes()).expect("it is TOML")
    }

    /// The scenario with fields set.
    fn scenario(&self, set: &[String]) -> Scenario {
        let flag = |text: &String| Flag { name: "--set".to_owned(), text: text.clone() };
        let flags: Vec<Flag> = set.iter().map(flag).collect();
        let document = Document::parse_with("ask.toml", self.text.as_bytes(), &flags);
        let lowered = document.and_then(|document| document.lower(&NoSources, &self.overrides));
        lowered.unwrap_or_else(|error| panic!("{error:?}\n{set:?}\n{}", self.text))
    }

    fn try_solve(&self, question: &Question, pool: &ThreadPool) -> Result<Solution, Error> {
        let document = self.document();
        let worlds = Worlds::new(&document, &NoSources, self.overrides);
        let options = options(pool);
        solve(question, (&self.scenario(&[]), &worlds), &options, &Unobserved)
    }

    /// The asks of an offer for a goal.
    fn solve(&self, offer: usize, vary: &[&str], goal: &str) -> Solution {
        let found = self.try_solve(&question(offer, vary, goal), &POOL);
        found.unwrap_or_else(|error| panic!("{error:?}\n{goal} {vary:?}\n{}", self.text))
    }

    /// The only ask.
    fn ask(&self, offer: usize, path: &str, goal: &str) -> Ask {
        self.solve(offer, &[path], goal).asks.remove(0)
    }

    /// On the same runs the metric at the answer is what was asked: within a dollar, or where it is counted within a run; where
    /// exits are integrated and percentiles read off classes, within a fiftieth of the answer's error in dollars of the
    /// metric. Where it jumps, the goal lies between the answer and a value as near as that. Whether it jumps.
    fn reaches(&self, (metric, offer): (Metric, usize), ask: &Ask, target: f64) -> bool {
        let found = value(ask);
        let at = |x: f64| self.figure(metric, offer, &[(&ask.path, x)]);
        let reached = at(found);
        assert_eq!(reached.value.to_bits(), ask.reached.value.to_bits(), "{ask:?}\n{}", self.text);
        let integrated = self.overrides.exits == Some(Exits::Integrated);
        let off = (reached.value - target).abs();
        let allowed = match metric.unit() {
            Unit::Dollars if integrated => 1.0_f64.max(0.02 * reached.std_error.unwrap_or(0.0)),
            Unit::Dollars => 1.0,
            Unit::Probability => 1.0 / self.overrides.runs.expect("stated") as f64 + 1e-9,
        };
        if off <= allowed {
            return false;
        }
        let error = ask.value.and_then(|of| of.std_error).unwrap_or(0.0);
        let near = 1.0_f64.max(0.02 * error);
        let [low, high] = [found - near, found + near].map(|x| at(x.max(0.0)).value);
        let jumps = reached.value >= target && low.min(high) < target;
        assert!(jumps, "{} {off} {target} {low} {high}: {ask:?}\n{}", metric.name(), self.text);
        true
    }

    /// A metric of an offer, some of whose terms have other values, by the main question's own way.
    fn figure(&self, metric: Metric, offer: usize, set: &[(&str, f64)]) -> Estimate {
        let set = set.iter().map(|(path, value)| format!("offers.{offer}.{path}={value}"));
        let mut scenario = self.scenario(&set.collect::<Vec<_>>());
        if metric != Metric::CertaintyEquivalent {
            // Cash equivalents take most of the time, and move no other figure (`worth::bytes`).
            scenario.preferences = None;
        }
        let summary = summarize(&scenario, &options(&POOL), &Unobserved).expect("the job runs");
        let of = &summary.offers[offer];
        let found = match metric {
            Metric::Mean => Some(of.pay.distribution.mean),
            Metric::Percentile(level) => Some(of.pay.distribution.percentiles.at(level)),
            Metric::ExpectedShortfall => Some(of.pay.distribution.expected_shortfall),
            Metric::CertaintyEquivalent => of.present_value.certainty_equivalent,
            Metric::ProbabilityWalkAway => of.pay.probability_walk_away,
            Metric::ProbabilityAhead => {
                let with =
                    |comparison: &&vestrisk::analysis::Comparison| comparison.offer == of.name;
                summary.comparisons.iter().find(with).map(|found| found.probability_ahead)
            }
        };
        found.expect("the scenario has the metric")
    }
}

fn options(pool: &ThreadPool) -> Options<'_> {
    let processor = Processor::best();
    Options { pool, memory: MEMORY, detail: Detail::Means, processor }
}

fn question(offer: usize, vary: &[&str], goal: &str) -> Question {
    let vary = vary.iter().map(|path| (*path).to_owned()).collect();
    Question { offer, vary, goal: Some(Goal::parse(goal).expect("a goal")) }
}

/// The value that an ask found.
fn value(ask: &Ask) -> f64 {
    ask.value.unwrap_or_else(|| panic!("no value: {ask:?}")).value
}
