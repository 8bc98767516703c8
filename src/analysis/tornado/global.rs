//! All inputs at once: the points of Saltelli's design over their ranges, by 32 scrambles of Sobol points, and the indices of
//! the values there. Formulas are `statistics`'.

use super::inputs::Varied;
use super::worlds::Point;
use crate::processor::Processor;
use crate::random::{Column, Coordinate, Coupling, Entity, LANES, Runs};
use crate::scenario::Scenario;
use crate::simulation::{Exits, Settings};
use crate::statistics::{REPLICATES, SaltelliDesign, SaltelliValues, SobolIndex, sobol_indices};

/// The most runs of each evaluation: thousands of worlds are simulated, and what the runs' noise adds is the same in all.
const RUNS: u64 = 4_096;

/// Whose scrambles these are: of no stock, employer or offer.
const ENTITY: &str = "global sensitivity";

/// Settings for thousands of short jobs: few runs, and sampled exits, because integrated ones need tables whose making would take
/// four fifths of the time. Neither changes what is estimated.
pub(super) fn quickened(settings: &mut Settings) {
    settings.runs = settings.runs.min(RUNS);
    settings.exits = Exits::Sampled;
}

/// The points of each replicate. Inputs take coordinates in the order of their names, so that the order in which they are
/// listed moves nothing; each is uniform on its range.
pub(super) fn points(inputs: &[Varied], scenario: &Scenario, points: u32) -> Vec<Vec<Point>> {
    let count = inputs.len();
    let mut by_name: Vec<usize> = (0..count).collect();
    by_name.sort_by_key(|at| &inputs[*at].name);
    let entity = Entity::of(ENTITY);
    let wanted = (0..2 * count).zip(0..).map(|(at, index)| (at, entity, index));
    let columns: Vec<Vec<f64>> = Coordinate::several(scenario.setup.settings.seed, wanted)
        .iter()
        .map(|coordinate| uniforms(coordinate, points as usize))
        .collect();
    let sample = |replicate: usize, first: usize| -> Vec<Vec<f64>> {
        let rows = (replicate..points as usize).step_by(REPLICATES);
        rows.map(|row| {
            let mut point = vec![0.0; count];
            for (place, input) in by_name.iter().enumerate() {
                let Varied { low, high, .. } = inputs[*input];
                point[*input] = low + (high - low) * columns[first + place][row];
            }
            point
        })
        .collect()
    };
    let replicate = |at: usize| -> Vec<Point> {
        let design = SaltelliDesign::new(sample(at, 0), sample(at, count));
        let points = design.iter().flat_map(SaltelliDesign::points);
        points.map(|point| point.into_iter().enumerate().collect()).collect()
    };
    (0..REPLICATES).map(replicate).collect()
}

/// The uniforms of a coordinate at so many points, all scrambles together.
fn uniforms(coordinate: &Coordinate, points: usize) -> Vec<f64> {
    let mut all = Vec::with_capacity(points + LANES);
    let mut column = Column::of(0.0);
    while all.len() < points {
        let runs = Runs::consecutive(all.len() as u64, Coupling::Independent);
        coordinate.uniforms(Processor::best(), &runs, &mut column);
        all.extend(column.iter());
    }
    all.truncate(points);
    all
}

/// Every input's indices, given the values at the points of each replicate, one after another.
pub(super) fn indices(
    values: &[f64],
    design: &[Vec<Point>],
    inputs: usize,
) -> Vec<Option<SobolIndex>> {
    let mut rest = values;
    let replicates: Option<Vec<SaltelliValues>> = design
        .iter()
        .map(|points| {
            let (own, others) = rest.split_at_checked(points.len())?;
            rest = others;
            SaltelliValues::new(own, inputs)
        })
        .collect();
    match replicates.and_then(|replicates| sobol_indices(&replicates)) {
        Some(indices) => indices.into_iter().map(Some).collect(),
        None => vec![None; inputs],
    }
}
