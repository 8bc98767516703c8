//! Finds the place of a field path in a document's tree and puts a value there: missing tables are
//! made, missing elements of lists are faults.

use std::ops::Range;
use std::sync::Arc;

use super::{Place, Segment};
use crate::scenario::faults::Faults;
use crate::scenario::nearest::advice;
use crate::scenario::node::{Entry, Node, Table, Value};
use crate::scenario::path;

/// The list whose elements have names.
const OFFERS: &str = "offers";
/// Tables whose keys are names that users choose.
const NAMED: &str = "stocks";
/// Groups of keys of which one group replaces the other, by the keys that lead to their table.
const EXCLUSIVE: [(&str, [&[&str]; 2]); 3] = [
    ("offers.grants", [&["value"], &["shares"]]),
    ("offers.sign_on.paid", [&["at"], &["from", "to"]]),
    ("stocks.NAME.model", [&["kind"], &["preset"]]),
];

/// One step from a table or list to what stands in it.
pub(super) struct Step {
    to: To,
    span: Range<usize>,
}

/// Where a step leads.
enum To {
    /// To a key, and away from the keys that it excludes.
    Key(String, &'static [&'static str]),
    /// To an element that is there.
    Element(usize),
}

/// What the path leads to so far.
enum Here<'t> {
    Table(&'t Table),
    List(&'t [Node]),
    Scalar(&'t Node),
    /// Nothing yet: a table will be made.
    Absent,
}

impl<'t> Here<'t> {
    fn of(node: &'t Node) -> Self {
        match &node.value {
            Value::Table(table) => Self::Table(table),
            Value::List(list) => Self::List(list),
            _ => Self::Scalar(node),
        }
    }
}

/// The steps of a path through a tree; `None` once a fault was added.
pub(super) fn find(
    root: &Table,
    segments: &[Segment],
    faults: &mut Faults<'_>,
) -> Option<Vec<Step>> {
    let mut here = Here::Table(root);
    let mut path = String::new();
    // The path without indices, which says what kind of table it has come to.
    let mut kind = String::new();
    let mut steps = Vec::with_capacity(segments.len());
    for segment in segments {
        let empty: &[Node] = &[];
        let elements = match here {
            Here::List(elements) => Some(elements),
            Here::Absent if segment.is_index() || path == OFFERS => Some(empty),
            _ => None,
        };
        let to = if let Some(elements) = elements {
            let index = element(elements, &path, segment, faults)?;
            path = path::index(&path, index);
            here = Here::of(elements.get(index)?);
            To::Element(index)
        } else if let Here::Scalar(node) = here {
            not_a_table(node, &path, segment, faults);
            return None;
        } else {
            let key = segment.key.as_str();
            path = path::join(&path, key);
            here = match here {
                Here::Table(table) => {
                    table.get(key).map_or(Here::Absent, |entry| Here::of(&entry.node))
                }
                _ => Here::Absent,
            };
            let excluded = excluded(&kind, key);
            kind = path::join(&kind, if kind == NAMED { "NAME" } else { key });
            To::Key(key.to_owned(), excluded)
        };
        steps.push(Step { to, span: segment.span.clone() });
    }
    Some(steps)
}

/// The keys that cannot stand beside this one.
fn excluded(kind: &str, key: &str) -> &'static [&'static str] {
    let groups = EXCLUSIVE.iter().find(|(table, _)| *table == kind).map(|(_, groups)| groups);
    match groups {
        Some([one, other]) if one.contains(&key) => other,
        Some([one, other]) if other.contains(&key) => one,
        _ => &[],
    }
}

/// Which element of the list at `path` a segment means.
fn element(list: &[Node], path: &str, segment: &Segment, faults: &mut Faults<'_>) -> Option<usize> {
    if segment.is_index() {
        let index = segment.key.parse().ok().filter(|index: &usize| *index < list.len());
        if index.is_none() {
            let message = format!("`{path}.{}` is not there", shown(&segment.key));
            let help = "a setting makes tables, but no elements of a list";
            faults.add(path, Some(segment.span.clone()), message, allowed(list)).help(help);
        }
        return index;
    }
    if path != OFFERS {
        let message = format!("`{path}` is a list, and {} is no index", name(segment));
        faults.add(path, Some(segment.span.clone()), message, allowed(list));
        return None;
    }
    let names = list.iter().filter_map(offer_name);
    let position = list.iter().position(|node| offer_name(node) == Some(&segment.key));
    if position.is_some() && segment.quoted {
        return position;
    }
    let message = format!("`{path}` has no offer {}", name(segment));
    if position.is_some() {
        let label = "an offer's name stands in quotes that reach the program";
        let help = format!("write --set '{path}.{}.…=…'", path::quoted(&segment.key));
        faults.add(path, Some(segment.span.clone()), message, label).help(help);
    } else {
        let help = advice(&segment.key, names, "offers in this file");
        let label = "not among the offers in this file";
        faults.add(path, Some(segment.span.clone()), message, label).help(help);
    }
    None
}

/// The name of an offer, if it has one.
fn offer_name(node: &Node) -> Option<&str> {
    let Value::Table(table) = &node.value else { return None };
    match &table.get("name")?.node.value {
        Value::Text(name) => Some(name),
        _ => None,
    }
}

/// Which indices a list has.
fn allowed(list: &[Node]) -> String {
    match list.len() {
        0 => "there is no element".to_owned(),
        1 => "allowed: 0, the only element".to_owned(),
        count => format!("allowed: an index from 0 to {} ({count} elements)", count - 1),
    }
}

/// A segment as messages show it.
fn name(segment: &Segment) -> String {
    let key = shown(&segment.key);
    if segment.quoted { path::quoted(&key) } else { format!("`{key}`") }
}

/// A key that is not longer than a message bears.
fn shown(key: &str) -> String {
    const LONGEST: usize = 60;
    match key.char_indices().nth(LONGEST) {
        Some((cut, _)) => format!("{}…", &key[..cut]),
        None => key.to_owned(),
    }
}

/// A path goes on behind a value that has no parts.
fn not_a_table(node: &Node, path: &str, segment: &Segment, faults: &mut Faults<'_>) {
    let given = faults.given(node);
    let message = format!("`{path}` is {given}, so {} cannot stand in it", name(segment));
    let label = "only tables and lists have parts";
    faults.add(path, Some(segment.span.clone()), message, label);
}

/// The place that steps lead to.
pub(super) fn place(steps: Vec<Step>) -> Place {
    let excludes = match steps.last() {
        Some(Step { to: To::Key(_, excluded), .. }) => *excluded,
        _ => &[],
    };
    let part = |step: Step| match step.to {
        To::Key(key, _) => key,
        To::Element(index) => index.to_string(),
    };
    Place { path: steps.into_iter().map(part).collect(), excludes }
}

/// What stands at the end of the steps that [`find`] found in the same tree, if anything does.
pub(super) fn at<'t>(root: &'t Table, steps: &[Step]) -> Option<&'t Node> {
    let [Step { to: To::Key(key, _), .. }, rest @ ..] = steps else { return None };
    rest.iter().try_fold(&root.get(key)?.node, |node, step| match (&node.value, &step.to) {
        (Value::Table(table), To::Key(key, _)) => Some(&table.get(key)?.node),
        (Value::List(list), To::Element(index)) => list.get(*index),
        _ => None,
    })
}

/// Puts a value at the end of the steps that [`find`] found in the same tree.
pub(super) fn put(table: &mut Table, steps: &[Step], value: Node) {
    let [Step { to: To::Key(key, excluded), span }, rest @ ..] = steps else { return };
    table.entries.retain(|entry| !excluded.contains(&entry.key.as_str()));
    let at = table.entries.iter().position(|entry| entry.key == *key);
    let at = at.unwrap_or_else(|| {
        let node = Node { value: Value::Table(Arc::default()), span: span.clone() };
        table.entries.push(Entry { key: key.clone(), key_span: span.clone(), node });
        table.entries.len() - 1
    });
    let entry = &mut table.entries[at];
    if rest.is_empty() {
        entry.key_span = span.clone();
    }
    put_below(&mut entry.node, rest, value);
}

/// Puts a value at the end of steps from a node on.
fn put_below(node: &mut Node, steps: &[Step], value: Node) {
    match (&mut node.value, steps) {
        (_, []) => *node = value,
        (Value::List(list), [Step { to: To::Element(index), .. }, rest @ ..]) => {
            if let Some(element) = Arc::make_mut(list).get_mut(*index) {
                put_below(element, rest, value);
            }
        }
        (Value::Table(table), _) => put(Arc::make_mut(table), steps, value),
        _ => {}
    }
}
