//! The worlds in which some inputs have other values, and the metric in each. All have the seed, the runs and the names of the
//! scenario, so that they share every random number; terms of the offer alone need no world of their own: the offer stands
//! in the scenario's world once more, under the same name and so with the same draws.

use std::collections::BTreeMap;

use super::inputs::{FieldRange, Input, Varied};
use super::place::{offer_of, place, place_in_offer};
use crate::analysis::metrics::{Figure, Want, figures};
use crate::analysis::summary::Options;
use crate::error::{Error, Flag};
use crate::scenario::{Metric, Scenario, Worlds};
use crate::simulation::Observer;

/// Values of some inputs, by position; the others are as in the scenario.
pub(super) type Point = Vec<(usize, f64)>;

/// The most offers beside the scenario's own in one job, so that memory stays bounded.
const MOST_BESIDE: usize = 16;

/// A metric of an offer as a function of inputs.
pub(super) struct Evaluations<'a> {
    pub(super) scenario: &'a Scenario,
    /// Where scenarios with other fields come from.
    pub(super) documents: Worlds<'a>,
    pub(super) metric: Metric,
    pub(super) offer: usize,
    pub(super) inputs: &'a [Varied],
}

/// A world and the points that are evaluated in it.
pub(super) struct Job {
    world: Point,
    points: Vec<usize>,
}

impl Evaluations<'_> {
    /// The jobs that evaluate some points, in the order in which their worlds come first.
    pub(super) fn jobs(&self, points: &[Point]) -> Vec<Job> {
        let mut known: BTreeMap<Vec<(usize, u64)>, usize> = BTreeMap::new();
        let mut jobs: Vec<Job> = Vec::new();
        for (at, point) in points.iter().enumerate() {
            let (_, world) = self.split(point);
            let key = world.iter().map(|(input, value)| (*input, value.to_bits())).collect();
            let place = known.get(&key).copied().filter(|at| jobs[*at].points.len() < MOST_BESIDE);
            if let Some(place) = place {
                jobs[place].points.push(at);
            } else {
                known.insert(key, jobs.len());
                jobs.push(Job { world, points: vec![at] });
            }
        }
        jobs
    }

    /// The metric at every point, in their order.
    pub(super) fn evaluate(
        &self,
        (points, want): (&[Point], Want),
        options: &Options<'_>,
        observer: &dyn Observer,
    ) -> Result<Vec<Figure>, Error> {
        let mut found: Vec<Option<Figure>> = points.iter().map(|_| None).collect();
        for job in self.jobs(points) {
            let mut scenario = self.with_fields(&job.world)?;
            for (input, value) in &job.world {
                place(&mut scenario, self.inputs[*input].input, *value);
            }
            let mut offers = Vec::new();
            for at in &job.points {
                let (own, _) = self.split(&points[*at]);
                if own.is_empty() {
                    offers.push(self.offer);
                    continue;
                }
                let mut offer = scenario.setup.offers[self.offer].clone();
                for (input, value) in own {
                    place_in_offer(&mut offer, self.inputs[input].input, value);
                }
                offers.push(scenario.setup.offers.len());
                scenario.setup.offers.push(offer);
            }
            let of_job = figures((self.metric, want), (&scenario, &offers), options, observer)?;
            for (at, figure) in job.points.iter().zip(of_job) {
                found[*at] = Some(figure);
            }
        }
        Ok(found.into_iter().map(|figure| figure.expect("every point has a job")).collect())
    }

    /// The scenario with other fields, where a world has some.
    fn with_fields(&self, world: &Point) -> Result<Scenario, Error> {
        let field = |(input, value): &(usize, f64)| {
            let varied = &self.inputs[*input];
            let path = varied.path.as_deref().filter(|_| varied.input == Input::Field)?;
            Some(FieldRange::flag(path, *value))
        };
        let flags: Vec<Flag> = world.iter().filter_map(field).collect();
        if flags.is_empty() {
            return Ok(self.scenario.clone());
        }
        let mut scenario = self.documents.scenario(&flags)?;
        // How precisely it is answered is the question's affair.
        let own = &self.scenario.setup.settings;
        let settings = &mut scenario.setup.settings;
        (settings.runs, settings.seed) = (own.runs, own.seed);
        (settings.sampler, settings.exits) = (own.sampler, own.exits);
        scenario.precision = None;
        Ok(scenario)
    }

    /// A point's values of the offer's own terms, and those of its world.
    fn split(&self, point: &Point) -> (Point, Point) {
        let own = |(input, _): &(usize, f64)| {
            offer_of(self.inputs[*input].input).is_some_and(|offer| offer == self.offer)
        };
        point.iter().partition(|value| own(value))
    }
}
