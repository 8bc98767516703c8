//! Which coordinate of the Sobol points is whose: first the exit clocks, then the principal components of the paths.
//! Everything else is drawn by run as ever.

use super::employment::ClockDraw;
use crate::attrition::Cause;
use crate::market::{ComponentColumns, Components, PathPlan};
use crate::processor::Processor;
use crate::random::{Columns, Coordinate, Entity, Runs};
use crate::simulation::setup::{Exits, Sampler, Setup};

/// The coordinates that a plan draws.
///
/// Coordinates belong to the set of clocks, the stocks and the horizon, whatever is asked of them: first the clocks that
/// some offer has, by the hash of the owner and by cause (two, or three where anybody can be dismissed); then the
/// components in order of rank, those of all random stocks of the market at all quarters up to the horizon. A component
/// that nothing needs is not drawn, and keeps its place. None is kept free for a cause that no offer has: a gap in the
/// first coordinates costs W a third of what Sobol points gain in variance.
#[derive(Clone, Debug)]
pub struct Coordinates {
    /// By clock draw of the plan, then by cause.
    clocks: Vec<Vec<Coordinate>>,
    components: Components,
    /// The normals that are needed, each with its column.
    normals: Vec<(usize, Coordinate)>,
}

impl Coordinates {
    /// Whether these are another's, the seeds, clocks and paths of their plans being the same.
    pub(in crate::simulation) fn spread_as(&self, other: &Self) -> bool {
        self.components == other.components
    }

    /// The coordinates for some clocks and paths, `None` where the sampler takes none.
    #[must_use]
    pub fn new(setup: &Setup, draws: &[ClockDraw], paths: &PathPlan) -> Option<Self> {
        let settings = &setup.settings;
        if settings.sampler != Sampler::Sobol {
            return None;
        }
        let causes = |draw: &ClockDraw| Cause::ALL.len().min(2 * draw.pairs);
        // The place of a draw's first clock: after those of all owners with smaller hashes.
        let first = |draw: &ClockDraw| {
            let before = draws.iter().filter(|other| other.owner < draw.owner);
            before.map(causes).sum::<usize>()
        };
        let clocks: usize = draws.iter().map(causes).sum();
        let components = Components::new(&setup.market, settings.horizon_months);
        let (before_clocks, before_components) = match settings.exits {
            Exits::Sampled => (0, clocks),
            Exits::Integrated => (components.count(), 0),
        };
        let of_clocks = draws.iter().flat_map(|draw| {
            let place = before_clocks + first(draw);
            (0..causes(draw)).map(move |cause| (place + cause, draw.owner, index(cause)))
        });
        let needed = components.needed(|stock| paths.needs_components(stock));
        let entity = Entity::of("components");
        let of_components = needed.iter().map(|component| {
            (before_components + component.rank, entity, index(Cause::ALL.len() + component.rank))
        });
        let wanted: Vec<(usize, Entity, u32)> = of_clocks.chain(of_components).collect();
        let mut all = Coordinate::several(settings.seed, wanted).into_iter();
        let clocks = draws.iter().map(|draw| all.by_ref().take(causes(draw)).collect()).collect();
        let normals = needed.iter().map(|component| component.column).zip(all).collect();
        Some(Self { clocks, components, normals })
    }

    /// Columns for [`Self::draw_normals`].
    #[must_use]
    pub fn columns(&self) -> ComponentColumns {
        self.components.columns()
    }

    /// How many columns these are, at most.
    #[must_use]
    pub fn column_count(&self) -> usize {
        self.components.column_count()
    }

    /// The paths' components.
    #[must_use]
    pub const fn components(&self) -> &Components {
        &self.components
    }

    /// Draws the unit exponentials of the plan's clock draws; column = [`Cause::index`].
    pub fn draw_clocks(&self, processor: Processor, runs: &Runs, exponentials: &mut [Columns]) {
        for (coordinates, columns) in self.clocks.iter().zip(exponentials) {
            for (coordinate, column) in coordinates.iter().zip(columns) {
                coordinate.exponentials(processor, runs, column);
            }
        }
    }

    /// Draws the normals of the paths' components.
    pub fn draw_normals(&self, processor: Processor, runs: &Runs, columns: &mut ComponentColumns) {
        for (column, coordinate) in &self.normals {
            coordinate.normals(processor, runs, &mut columns.normals[*column]);
        }
    }
}

/// The index of a scramble's address.
fn index(place: usize) -> u32 {
    u32::try_from(place).unwrap_or(u32::MAX)
}
