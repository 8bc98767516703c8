//! Settings by field path: `PATH=VALUE` puts a value into the tree of a document, at a position that
//! points into the flag. Leaves what values may stand at which path to the readers.

mod parse;
mod place;

use std::ops::Range;

use super::faults::Faults;
use super::node::{Node, Table, Value};
use super::worlds::Standing;
use crate::error::Fault;

/// A setting taken apart.
#[derive(Clone, Debug)]
struct Setting {
    /// At least one segment.
    segments: Vec<Segment>,
    value: Node,
    /// Why the value was read as text although it begins like a list, a table or a quoted text.
    not_toml: Option<String>,
}

/// One segment of a field path.
#[derive(Clone, Debug)]
struct Segment {
    key: String,
    quoted: bool,
    span: Range<usize>,
}

impl Segment {
    /// Whether it can index a list: a bare whole number.
    fn is_index(&self) -> bool {
        !self.quoted && self.key.bytes().all(|byte| byte.is_ascii_digit())
    }
}

/// A value of a setting that was read as text, and why.
#[derive(Clone, Debug)]
pub(super) struct ReadAsText {
    pub span: Range<usize>,
    pub reason: String,
}

/// What stands where a setting would put its value; `None` once a fault was added.
pub(super) fn look_up(text: &str, root: &Table, faults: &mut Faults<'_>) -> Option<Standing> {
    let setting = parse::setting(text, &(0..text.len()), faults)?;
    let steps = place::find(root, &setting.segments, faults)?;
    Some(place::at(root, &steps).map_or(Standing::Absent, standing))
}

/// A place in a document, written in one way only, and what a value there replaces.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The keys and indices that lead to it.
    pub path: Vec<String>,
    /// Keys beside it that cannot stand with it.
    pub excludes: &'static [&'static str],
}

/// Where a path leads to in a tree.
///
/// # Errors
/// What is wrong with the path, without a position.
pub(super) fn place_of(path: &str, root: &Table) -> Result<Place, Box<Fault>> {
    const FORM: &str = "a path is a TOML key with dots, in which a name with other signs stands in quotes: \
                        offers.\"Plan B\".base_salary";
    let text = format!("{path}=0");
    let mut faults = Faults::new(&text);
    let setting = parse::setting(&text, &(0..text.len()), &mut faults);
    let form = setting.is_none();
    if let Some(setting) = setting {
        if setting.value.span.start < text.len() - 1 {
            faults.add("", None, "the path has a `=` outside quotes", "it is no part of a path");
        } else if let Some(steps) = place::find(root, &setting.segments, &mut faults) {
            return Ok(place::place(steps));
        }
    }
    let mut fault = faults.into_sorted().into_iter().next().expect("what is no place has a fault");
    // What is said of a shell does not help where there is none.
    fault.help.retain(|step| !form && !step.contains("--set"));
    if form {
        fault.help.push(FORM.to_owned());
    }
    Err(Box::new(Fault { span: None, ..fault }))
}

/// How many segments of a setting's path end before a position in it.
pub(super) fn segments_before(text: &str, at: usize) -> usize {
    let setting = parse::setting(text, &(0..text.len()), &mut Faults::new(text));
    let segments = setting.map_or_else(Vec::new, |setting| setting.segments);
    segments.iter().filter(|segment| segment.span.end <= at).count()
}

/// Where a setting puts its value in a tree; `None` where it cannot.
pub(super) fn place_of_setting(text: &str, root: &Table) -> Option<Place> {
    let mut faults = Faults::new(text);
    let setting = parse::setting(text, &(0..text.len()), &mut faults)?;
    place::find(root, &setting.segments, &mut faults).map(place::place)
}

fn standing(node: &Node) -> Standing {
    let number = |node: &Node| match node.value {
        Value::Integer(value) => Some(value as f64),
        Value::Float(value) => Some(value),
        _ => None,
    };
    let end = |key: &str| match &node.value {
        Value::Table(table) => number(&table.get(key)?.node),
        _ => None,
    };
    let band = end("low").zip(end("high")).map(|(low, high)| Standing::Band(low, high));
    number(node).map(Standing::Number).or(band).unwrap_or(Standing::Other)
}

/// Puts the settings that stand at `places` of `text` into the document's tree, in their order, and
/// reports those that cannot be; without a tree only what is wrong in any document.
pub(super) fn assign(
    text: &str,
    places: &[Range<usize>],
    mut root: Option<&mut Table>,
    faults: &mut Faults<'_>,
) -> Vec<ReadAsText> {
    let mut read_as_text = Vec::new();
    for place in places {
        let Some(setting) = parse::setting(text, place, faults) else { continue };
        if let Some(reason) = setting.not_toml {
            read_as_text.push(ReadAsText { span: setting.value.span.clone(), reason });
        }
        if let Some(root) = root.as_deref_mut()
            && let Some(steps) = place::find(root, &setting.segments, faults)
        {
            place::put(root, &steps, setting.value);
        }
    }
    read_as_text
}
