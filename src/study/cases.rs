//! The cases of a study by number: what each changes and what its cells hold.

use super::axis::{Axis, AxisColumn, Change, Level};
use super::design::Design;
use super::document::ReadCases;
use super::table::CaseTable;
use crate::scenario::presets::stresses::StressPreset;

/// All cases of a study.
#[derive(Clone, Debug)]
pub(super) enum Cases {
    /// Every combination of the axes' places, the last axis fastest.
    Grid(Vec<Axis>),
    /// The points of a design.
    Design(Design),
    /// The rows of a table.
    Table(CaseTable),
}

/// What a case changes.
#[derive(Clone, Debug, Default)]
pub(super) struct Changes {
    /// Fields, each as `PATH=VALUE`, in order.
    pub fields: Vec<String>,
    /// The stress laid over what comes of it.
    pub stress: Option<&'static StressPreset>,
}

impl Cases {
    /// The cases that a document states, under a seed.
    pub fn new(read: ReadCases, seed: u64) -> Self {
        match read {
            ReadCases::Grid(axes) => Self::Grid(axes),
            ReadCases::Design(asked, axes) => Self::Design(Design::new(asked, axes, seed)),
            ReadCases::Table(table) => Self::Table(table),
        }
    }

    /// The columns that tell them apart.
    pub fn columns(&self) -> Vec<AxisColumn> {
        match self {
            Self::Grid(axes) => axes.iter().map(|axis| axis.column.clone()).collect(),
            Self::Design(design) => Design::columns(&design.axes),
            Self::Table(table) => table.columns.clone(),
        }
    }

    /// How many there are.
    pub fn len(&self) -> u64 {
        match self {
            Self::Grid(axes) => axes.iter().map(|axis| axis.levels.len() as u64).product(),
            Self::Design(design) => design.asked.points.into(),
            Self::Table(table) => table.len(),
        }
    }

    /// The cells of a case.
    pub fn cells(&self, case: u64) -> Vec<String> {
        match self {
            Self::Grid(axes) => levels(axes, case).iter().map(|level| level.cell.clone()).collect(),
            Self::Design(design) => design.point(position(case)).map(|(_, cell)| cell).collect(),
            Self::Table(table) => table.cells(position(case)).map(str::to_owned).collect(),
        }
    }

    /// What a case changes.
    pub fn changes(&self, case: u64) -> Changes {
        let mut changes = Changes::default();
        match self {
            Self::Grid(axes) => {
                for level in levels(axes, case) {
                    match &level.change {
                        Change::Fields(settings) => changes.fields.extend_from_slice(settings),
                        Change::Stress(stress) => changes.stress = Some(stress),
                    }
                }
            }
            Self::Design(design) => {
                for (paths, number) in design.point(position(case)) {
                    changes.fields.extend(paths.iter().map(|path| format!("{path}={number}")));
                }
            }
            Self::Table(table) => {
                (changes.fields, changes.stress) = table.changes(position(case));
            }
        }
        changes
    }

    /// Where a case stands in a file, where it does.
    pub fn origin(&self, case: u64) -> Option<String> {
        let Self::Table(table) = self else { return None };
        Some(format!("line {} of {}", table.line(position(case)), table.file))
    }
}

/// The place of a case on each axis.
fn levels(axes: &[Axis], case: u64) -> Vec<&Level> {
    let mut rest = case;
    let from_last = axes.iter().rev().map(|axis| {
        let count = axis.levels.len() as u64;
        let level = &axis.levels[position(rest % count)];
        rest /= count;
        level
    });
    let mut levels: Vec<&Level> = from_last.collect();
    levels.reverse();
    levels
}

/// A number of at most [`MOST_CASES`](super::MOST_CASES) as a position in memory.
fn position(case: u64) -> usize {
    usize::try_from(case).unwrap_or(usize::MAX)
}
