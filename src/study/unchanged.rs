//! The scenario of a study before any case changes it: whether it has a place for the paths that cases set.

use super::axis::STRESS;
use crate::error::{Fault, FaultKind};
use crate::scenario::{Document, Library, Overrides, Place};

/// The table of the settings that a study has keys and flags for.
const SIMULATION: &str = "simulation";
/// More paths are not looked up: what is wrong with them is told at the first case.
const MOST_LOOKED_UP: usize = 256;

/// A scenario and what reading it takes.
#[derive(Clone, Copy)]
pub(super) struct Unchanged<'d> {
    pub document: &'d Document,
    pub library: &'d Library,
    pub overrides: &'d Overrides,
}

impl Unchanged<'_> {
    /// Where a path leads to that cases set.
    ///
    /// # Errors
    /// What is wrong with the path, without a position.
    pub fn place(&self, path: &str) -> Result<Place, Box<Fault>> {
        let place = self.document.place(path)?;
        let refuse = |message: &str, label: &str, help: &str| {
            Err(Box::new(Fault {
                kind: FaultKind::Meaning,
                message: message.to_owned(),
                path: String::new(),
                flag: None,
                span: None,
                label: label.to_owned(),
                help: vec![help.to_owned()],
            }))
        };
        match place.path.as_slice() {
            [table] if table == SIMULATION => refuse(
                "`simulation` is a whole table of settings",
                "it would replace the runs and the seed of the study too",
                "set its keys one by one, such as `simulation.horizon_months`",
            ),
            [key] if key == STRESS => refuse(
                "a stress lies over the scenario as a whole",
                "stresses are an axis of their own",
                "write `stress = [\"none\", \"dot_com\"]` in place of `set` and `values`",
            ),
            _ => Ok(place),
        }
    }

    /// The paths that lead to no key of the scenario, by their positions, each with what is wrong. A path is left to the
    /// cases where another one may change which keys there are.
    pub fn unknown(&self, paths: &[(&str, &Place)]) -> Vec<(usize, Fault)> {
        let looked_up = paths.iter().take(MOST_LOOKED_UP).enumerate();
        let unknown = looked_up.filter_map(|(at, (path, place))| {
            let (tables, fault) = self.document.unknown_key(path, self.library, self.overrides)?;
            let table = place.path.get(..tables)?;
            let mut others = paths.iter().filter(|(_, other)| other.path != place.path);
            let open = others.any(|(_, other)| decides_keys(&other.path, table));
            (!open).then_some((at, fault))
        });
        unknown.collect()
    }
}

/// Whether what is set at a path may decide which keys a table has: because it replaces the table, or stands in it.
fn decides_keys(path: &[String], table: &[String]) -> bool {
    // The keys of the document and of an offer are always the same.
    let fixed = match table {
        [] => true,
        [list, _] => list == "offers",
        _ => false,
    };
    let beside = path.split_last().is_some_and(|(_, own)| own == table);
    table.starts_with(path) || (beside && !fixed)
}
