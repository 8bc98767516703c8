//! The fields that an axis sets, by their paths, and whether two axes want the same one. Whether the scenario has a place for
//! a path is `unchanged`'s to say.

use super::axis::{Change, Level};
use super::unchanged::Unchanged;
use crate::error::Fault;
use crate::scenario::{Added, Faults, Field, Place, Value};

/// The fields of one axis.
#[derive(Clone, Debug)]
pub(super) struct Fields<'a> {
    /// At least one, as written.
    pub paths: Vec<String>,
    /// Whether they stand in a list.
    pub in_list: bool,
    /// Where each leads, as far as the scenario could be read.
    places: Vec<(Field<'a>, Place)>,
}

impl Fields<'_> {
    /// The path of the first.
    pub fn name(&self) -> String {
        self.paths.first().cloned().unwrap_or_default()
    }

    /// The place where all fields have one number, which is its cell too.
    pub fn all(&self, number: &str) -> (Level, bool) {
        let values = vec![number.to_owned(); self.paths.len()];
        (self.each(number.to_owned(), &values), true)
    }

    /// The place where each field has its own value.
    pub fn each(&self, cell: String, values: &[String]) -> Level {
        let settings = self.paths.iter().zip(values).map(|(path, value)| format!("{path}={value}"));
        Level { cell, change: Change::Fields(settings.collect()) }
    }
}

/// Reads `set`: a path or a list of them.
pub(super) fn read<'a>(
    set: &Field<'a>,
    scenario: Option<&Unchanged<'_>>,
    faults: &mut Faults<'_>,
) -> Option<Fields<'a>> {
    const WANTED: &str =
        "a field's path in quotes, such as \"stocks.AMZN.model.volatility\", or a list of them";
    let in_list = matches!(set.node.value, Value::List(_));
    let list = if in_list { set.list(WANTED, faults)? } else { vec![set.clone()] };
    if list.is_empty() {
        faults.out_of_range(set, WANTED);
        return None;
    }
    let (mut paths, mut places) = (Vec::new(), Vec::new());
    for field in &list {
        let Some(path) = field.text(WANTED, faults) else { continue };
        match scenario.map(|scenario| scenario.place(path)) {
            Some(Err(fault)) => {
                no_field(field, *fault, faults);
                continue;
            }
            Some(Ok(place)) => places.push((field.clone(), place)),
            None => {}
        }
        paths.push(path.trim().to_owned());
    }
    (paths.len() == list.len()).then_some(Fields { paths, in_list, places })
}

fn no_field(field: &Field<'_>, fault: Fault, faults: &mut Faults<'_>) {
    let message = format!("`{}` is no field of the scenario: {}", field.path, fault.message);
    let added = faults.at(field, message, fault.label);
    fault.help.into_iter().fold(added, Added::help);
}

/// Reports paths that lead to no key of the scenario, so that not every case has to.
pub(super) fn tell_unknown(
    claimed: &[Fields<'_>],
    scenario: &Unchanged<'_>,
    faults: &mut Faults<'_>,
) {
    let all: Vec<(&Field<'_>, &str, &Place)> = claimed
        .iter()
        .flat_map(|fields| fields.paths.iter().zip(&fields.places))
        .map(|(path, (field, place))| (field, path.as_str(), place))
        .collect();
    let paths: Vec<(&str, &Place)> = all.iter().map(|(_, path, place)| (*path, *place)).collect();
    for (at, fault) in scenario.unknown(&paths) {
        no_field(all[at].0, fault, faults);
    }
}

/// How setting one place later undoes what was set at another.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Undoing {
    /// It is the same place.
    Same,
    /// The other is inside it.
    Inside,
    /// Only one of the two can stand.
    Rival,
}

impl Undoing {
    /// How, if it does.
    pub fn of(later: &Place, earlier: &Place) -> Option<Self> {
        let rivals = || {
            let (key, table) = earlier.path.split_last()?;
            let (_, own) = later.path.split_last()?;
            Some(own == table && later.excludes.contains(&key.as_str()))
        };
        if later.path == earlier.path {
            Some(Self::Same)
        } else if earlier.path.starts_with(&later.path) {
            Some(Self::Inside)
        } else {
            rivals().filter(|rivals| *rivals).map(|_| Self::Rival)
        }
    }

    /// How, in words.
    pub const fn words(self) -> &'static str {
        match self {
            Self::Same => "the same field is set twice",
            Self::Inside => "it replaces what was set inside it before",
            Self::Rival => "only one of the two fields can stand",
        }
    }
}

/// Reports fields that undo what those before them set.
pub(super) fn check(claimed: &[Fields<'_>], faults: &mut Faults<'_>) {
    let all: Vec<&(Field<'_>, Place)> = claimed.iter().flat_map(|fields| &fields.places).collect();
    for (at, (field, place)) in all.iter().enumerate() {
        let mut earlier = all[..at].iter();
        let undone = earlier.find_map(|(other, set)| Some((other, Undoing::of(place, set)?)));
        if let Some((other, how)) = undone {
            let message = format!("`{}` undoes `{}`: {}", field.path, other.path, how.words());
            let label = format!("{} is set before it", faults.given(other.node));
            let help = match how {
                Undoing::Inside => "set the whole before its part",
                Undoing::Same | Undoing::Rival => "remove one of the two",
            };
            faults.at(field, message, label).help(help);
        }
    }
}

/// Whether an axis sets a field of the scenario, by its keys.
pub(super) fn sets(claimed: &[Fields<'_>], path: &[&str]) -> bool {
    let mut places = claimed.iter().flat_map(|fields| &fields.places);
    places.any(|(_, place)| place.path == path)
}
