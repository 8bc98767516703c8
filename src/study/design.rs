//! Designs: points that cover ranges of several fields at once. Where a point stands on an axis follows from the seed, the
//! axis' path and the point.

use super::axis::{AxisColumn, AxisKind};
use super::fields::{self, Fields};
use super::range::{self, MOST_VALUES, Range};
use super::unchanged::Unchanged;
use crate::processor::Processor;
use crate::random::{
    Column, Coordinate, Coupling, Entity, LANES, Purpose, Runs, SCRAMBLES, Stream, open_uniform,
};
use crate::scenario::{Faults, Field, TableReader};

/// How the points of a design are chosen.
///
/// **Latin hypercube** (`McKay`, Beckman and Conover 1979). Of N points each axis has exactly one in each Nth of its range,
/// at a uniform place within it; which, is a permutation by chance. The two words of Philox at (seed, path, point) order
/// the points and place them in their Nths, so that an axis stands as it is whatever other axes there are.
///
/// **Sobol.** Points 0 … N − 1 of Sobol's sequence under one scramble of Owen's kind, as [`Coordinate`] has them; an
/// axis' coordinate is its position among the axes. Every first 2^k points are balanced, so that N is best a power of 2.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DesignKind {
    /// One point in each slice of every axis.
    LatinHypercube,
    /// Points of Sobol's sequence.
    Sobol,
}

impl DesignKind {
    /// All kinds.
    pub const ALL: [Self; 2] = [Self::LatinHypercube, Self::Sobol];

    /// The kind's name in study files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::LatinHypercube => "latin_hypercube",
            Self::Sobol => "sobol",
        }
    }

    /// Where so many points stand on each axis, from 0 to 1: by axis, then by point.
    ///
    /// ```
    /// use vestrisk::study::DesignKind;
    /// let places = DesignKind::LatinHypercube.places(1, 8, &["stocks.AMZN.price", "goals.tail"]);
    /// let mut slices: Vec<u32> = places[0].iter().map(|place| (place * 8.0) as u32).collect();
    /// slices.sort_unstable();
    /// assert!(slices.into_iter().eq(0..8));
    /// ```
    #[must_use]
    pub fn places(self, seed: u64, points: u32, paths: &[&str]) -> Vec<Vec<f64>> {
        match self {
            Self::LatinHypercube => {
                paths.iter().map(|path| latin_hypercube(seed, points, path)).collect()
            }
            Self::Sobol => {
                let wanted = paths.iter().enumerate().map(|(at, path)| (at, Entity::of(path), 0));
                let coordinates = Coordinate::of_design(seed, wanted);
                coordinates.iter().map(|coordinate| sobol(coordinate, points)).collect()
            }
        }
    }
}

fn latin_hypercube(seed: u64, points: u32, path: &str) -> Vec<f64> {
    let stream = Stream::new(seed, Purpose::DesignPlace, Entity::of(path));
    let mut order: Vec<(u64, u32, u64)> = (0..points)
        .map(|point| {
            let [order, within] = stream.words(point.into(), 0);
            (order, point, within)
        })
        .collect();
    order.sort_unstable();
    let mut places = vec![0.0; order.len()];
    for (slice, (_, point, within)) in order.iter().enumerate() {
        places[*point as usize] = (slice as f64 + open_uniform(*within)) / f64::from(points);
    }
    places
}

/// The points of the first replicate of a coordinate.
fn sobol(coordinate: &Coordinate, points: u32) -> Vec<f64> {
    let mut places = Vec::new();
    let mut column = Column::of(0.0);
    for first in (0..u64::from(points)).step_by(LANES) {
        let apart = SCRAMBLES as u64;
        let runs = Runs::of_replicate(first * apart, Coupling::Independent, apart);
        coordinate.uniforms(Processor::best(), &runs, &mut column);
        places.extend_from_slice(&column[..]);
    }
    places.truncate(points as usize);
    places
}

/// What `design` says.
#[derive(Clone, Copy, Debug)]
pub(super) struct Asked {
    pub kind: DesignKind,
    pub points: u32,
}

/// An axis of a design: its fields and their range.
#[derive(Clone, Debug)]
pub(super) struct DesignAxis {
    pub paths: Vec<String>,
    pub range: Range,
}

/// A design with its places.
#[derive(Clone, Debug)]
pub(super) struct Design {
    pub asked: Asked,
    pub axes: Vec<DesignAxis>,
    /// By axis, then by point.
    places: Vec<Vec<f64>>,
}

impl Design {
    /// A design under a seed.
    pub fn new(asked: Asked, axes: Vec<DesignAxis>, seed: u64) -> Self {
        let paths: Vec<&str> =
            axes.iter().filter_map(|axis| Some(axis.paths.first()?.as_str())).collect();
        let places = asked.kind.places(seed, asked.points, &paths);
        Self { asked, axes, places }
    }

    /// The columns of its axes.
    pub fn columns(axes: &[DesignAxis]) -> Vec<AxisColumn> {
        let name = |axis: &DesignAxis| axis.paths.first().cloned().unwrap_or_default();
        axes.iter().map(|axis| AxisColumn { name: name(axis), kind: AxisKind::Number }).collect()
    }

    /// The numbers of a point, each with the fields that take it.
    pub fn point(&self, point: usize) -> impl Iterator<Item = (&[String], String)> {
        let axes = self.axes.iter().zip(&self.places);
        axes.map(move |(axis, places)| (axis.paths.as_slice(), axis.range.at(places[point])))
    }
}

/// Reads `design`.
pub(super) fn read(field: &Field<'_>, faults: &mut Faults<'_>) -> Option<Asked> {
    let wanted = "a table such as { kind = \"latin_hypercube\", points = 200 }";
    field.table(wanted, faults, |table, faults| {
        let kind = table.required("kind", "kind = \"latin_hypercube\"");
        let points = table.required("points", "points = 200");
        let kinds = DesignKind::ALL.map(|kind| (kind.name(), kind));
        let kind = kind.and_then(|field| field.choice(&kinds, faults));
        let points =
            points.and_then(|field| field.whole("a whole number", 1..=MOST_VALUES, faults));
        Some(Asked { kind: kind?, points: u32::try_from(points?).ok()? })
    })
}

/// Reads an axis of a design; what its fields are goes to `claimed`.
pub(super) fn read_axis<'a>(
    table: &mut TableReader<'a>,
    scenario: Option<&Unchanged<'_>>,
    claimed: &mut Vec<Fields<'a>>,
    faults: &mut Faults<'_>,
) -> Option<DesignAxis> {
    let rule =
        "a design covers ranges, so that each of its axes is `set` and `range = { from, to }`";
    table.refuse("values", rule, faults);
    if table.has("stress") {
        // What it lacks besides does not matter then.
        table.optional("set");
        table.optional("range");
        table.refuse("stress", rule, faults);
        return None;
    }
    let set = table.required("set", "set = \"stocks.AMZN.model.volatility\"");
    let range = table.required("range", "range = { from = 0.2, to = 0.5 }");
    let range = range.and_then(|range| range::read_whole(&range, faults));
    let fields = set.and_then(|set| fields::read(&set, scenario, faults));
    let paths = fields.as_ref().map(|fields| fields.paths.clone());
    claimed.extend(fields);
    Some(DesignAxis { paths: paths?, range: range? })
}

/// Reports axes of a design whose places would be the same: those of paths with one hash.
pub(super) fn check(axes: &[DesignAxis], field: &Field<'_>, faults: &mut Faults<'_>) {
    let first = |axis: &DesignAxis| axis.paths.first().cloned().unwrap_or_default();
    let names: Vec<String> = axes.iter().map(first).collect();
    for (at, name) in names.iter().enumerate() {
        let same = |other: &&String| *other != name && Entity::of(other) == Entity::of(name);
        if let Some(other) = names[..at].iter().find(same) {
            let message = format!("the paths `{other}` and `{name}` have the same hash");
            let help = "put another field of the same axis first, or swap the quotes of a name for its index";
            faults.at(field, message, "their values would be drawn alike").help(help);
        }
    }
}
