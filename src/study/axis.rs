//! An axis of a grid: the fields that it moves and the values they take, or stresses. Reads both from the study's document;
//! how axes combine belongs to the study.

use std::collections::HashSet;

use super::fields::{self, Fields};
use super::range;
use super::unchanged::Unchanged;
use super::value::{cell, number, toml};
use crate::scenario::presets::stresses::{self, StressPreset};
use crate::scenario::{Faults, Field, Node, TableReader, Value};

/// What an axis of stresses is called among the columns.
pub(super) const STRESS: &str = "stress";

/// A column that an axis makes in the table of results.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AxisColumn {
    /// The path of the first field that the axis sets, or `stress`.
    pub name: String,
    /// What its cells hold.
    pub kind: AxisKind,
}

/// What the cells of a column hold.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AxisKind {
    /// Numbers, or nothing.
    Number,
    /// Text.
    Text,
}

/// What a case changes on one axis.
#[derive(Clone, Debug)]
pub(super) enum Change {
    /// Fields, each as `PATH=VALUE`.
    Fields(Vec<String>),
    /// The world.
    Stress(&'static StressPreset),
}

/// One of the places on an axis.
#[derive(Clone, Debug)]
pub(super) struct Level {
    pub cell: String,
    pub change: Change,
}

/// An axis of a grid.
#[derive(Clone, Debug)]
pub(super) struct Axis {
    pub column: AxisColumn,
    /// The fields that it sets, none for stresses.
    pub paths: Vec<String>,
    pub levels: Vec<Level>,
}

/// Reads an axis of a grid; what its fields are goes to `claimed`.
pub(super) fn read<'a>(
    table: &mut TableReader<'a>,
    scenario: Option<&Unchanged<'_>>,
    claimed: &mut Vec<Fields<'a>>,
    faults: &mut Faults<'_>,
) -> Option<Axis> {
    let [set, values, range, stress] =
        ["set", "values", "range", STRESS].map(|key| table.optional(key));
    match (set, stress) {
        (Some(set), None) => {
            let fields = fields::read(&set, scenario, faults);
            let levels = match (values, range) {
                (Some(values), None) => in_list(&values, fields.as_ref(), faults),
                (None, Some(range)) => range::read_steps(&range, faults)
                    .zip(fields.as_ref())
                    .map(|(numbers, fields)| numbers.into_iter().map(|n| fields.all(&n)).collect()),
                (Some(_), Some(range)) => {
                    let message = format!("`{}` stands beside `values`", range.path);
                    let rule = "an axis has either a list of values or a range";
                    faults.at_key(&range, message, rule).help("remove one of the two");
                    None
                }
                (None, None) => {
                    let label = "an axis needs `values` or a `range`".to_owned();
                    let help = "add `values = [0.25, 0.32]` or `range = { from = 0.2, to = 0.5, steps = 4 }`";
                    table.note_missing("values", label, help.to_owned());
                    None
                }
            };
            let of_fields = fields.as_ref().map(|fields| (fields.name(), fields.paths.clone()));
            claimed.extend(fields);
            let ((name, paths), levels): (_, Vec<(Level, bool)>) = (of_fields?, levels?);
            let numeric = levels.iter().all(|(_, number)| *number);
            let kind = if numeric { AxisKind::Number } else { AxisKind::Text };
            let levels = levels.into_iter().map(|(level, _)| level).collect();
            Some(Axis { column: AxisColumn { name, kind }, paths, levels })
        }
        (None, Some(stress)) => {
            let rule = "an axis of stresses has no other values";
            table.refuse("values", rule, faults);
            table.refuse("range", rule, faults);
            let levels = of_stresses(&stress, faults)?;
            let column = AxisColumn { name: STRESS.to_owned(), kind: AxisKind::Text };
            Some(Axis { column, paths: Vec::new(), levels })
        }
        (Some(_), Some(stress)) => {
            let message = format!("`{}` stands beside `set`", stress.path);
            let rule = "an axis either sets fields or lays stresses over the scenario";
            faults.at_key(&stress, message, rule).help("give the stresses an axis of their own");
            None
        }
        (None, None) => {
            let label = "an axis has `set` or `stress`".to_owned();
            let help = "add the path of a field, `set = \"stocks.AMZN.model.volatility\"`, or \
                        `stress = [\"none\", \"dot_com\"]`";
            table.note_missing("set", label, help.to_owned());
            None
        }
    }
}

/// The places of a list of values, each with whether its cell is a number.
fn in_list(
    values: &Field<'_>,
    fields: Option<&Fields<'_>>,
    faults: &mut Faults<'_>,
) -> Option<Vec<(Level, bool)>> {
    let list = elements(values, "a list of values, such as [0.25, 0.32, 0.45]", faults)?;
    let fields = fields?;
    let (mut levels, mut seen) = (Vec::with_capacity(list.len()), HashSet::new());
    for element in &list {
        let Some(nodes) = one_a_path(element, fields, faults) else { continue };
        let written: Vec<String> = nodes.iter().map(|node| toml(node)).collect();
        let first = nodes.first()?;
        let level = (fields.each(cell(first), &written), number(first).is_some());
        if seen.insert(written) {
            levels.push(level);
        } else {
            twice(element, faults);
        }
    }
    (levels.len() == list.len()).then_some(levels)
}

/// The value of each path: those of a list where there are several paths, else the same for all.
fn one_a_path<'n>(
    element: &Field<'n>,
    fields: &Fields<'_>,
    faults: &mut Faults<'_>,
) -> Option<Vec<&'n Node>> {
    let nodes: Vec<&Node> = match &element.node.value {
        Value::List(list) if fields.in_list => {
            let paths = fields.paths.len();
            if list.len() != paths {
                let label =
                    format!("allowed: one value for all paths, or a list of {paths}, one for each");
                let message = format!("`{}` is {}", element.path, faults.given(element.node));
                let help =
                    "a list as the value of every path stands in a list of its own, once a path";
                faults.at(element, message, label).help(help);
                return None;
            }
            list.iter().collect()
        }
        _ => vec![element.node; fields.paths.len()],
    };
    if nodes.iter().any(|node| matches!(node.value, Value::Date)) {
        let allowed = "a number, a text, true or false, a list or a table";
        faults.wrong_type(element, allowed).help("put the date in quotes");
        return None;
    }
    Some(nodes)
}

fn of_stresses(field: &Field<'_>, faults: &mut Faults<'_>) -> Option<Vec<Level>> {
    let list = elements(field, "a list of stresses, such as [\"none\", \"dot_com\"]", faults)?;
    let (mut levels, mut seen) = (Vec::with_capacity(list.len()), HashSet::new());
    for element in &list {
        let Some(name) = element.text("the name of a stress, in quotes", faults) else { continue };
        match stresses::find(name) {
            Some(stress) if seen.insert(name) => {
                levels.push(Level { cell: name.to_owned(), change: Change::Stress(stress) });
            }
            Some(_) => twice(element, faults),
            None => {
                faults.unknown_name(element, name, "stresses", stresses::names());
            }
        }
    }
    (levels.len() == list.len()).then_some(levels)
}

/// The elements of a list that has some.
fn elements<'a>(
    field: &Field<'a>,
    allowed: &str,
    faults: &mut Faults<'_>,
) -> Option<Vec<Field<'a>>> {
    let list = field.list(allowed, faults)?;
    if list.is_empty() {
        faults.out_of_range(field, allowed);
        return None;
    }
    Some(list)
}

fn twice(element: &Field<'_>, faults: &mut Faults<'_>) {
    let message = format!("`{}` is there twice", element.path);
    let label = "the same value stands before it";
    faults.at(element, message, label).help("remove one; every case is simulated once");
}
