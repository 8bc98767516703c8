//! From a guide's text to its fields: size, encoding, front matter, then every field that a scenario
//! needs, with all faults in order of position.

use std::ops::Range;

use super::yaml::{self, Node, Value};
use super::{Date, Ends, Guide, LARGEST_GUIDE, Region};
use crate::error::{DocumentFaults, Error, Fault};
use crate::quantity::{Dollars, Percent};
use crate::scenario::faults::Faults;
use crate::scenario::field::{flaw_of_name, grouped};
use crate::scenario::nearest::advice;
use crate::scenario::path;
use crate::scenario::starter::shown;

/// A line that opens or closes front matter.
const FENCE: &str = "---";
/// The only currency that scenarios have.
const CURRENCY: &str = "USD";
/// The longest text field in characters: names and titles are made of them.
const LONGEST_TEXT: usize = 100;
/// The most regions of a guide: every name is compared with every other.
const MOST_REGIONS: usize = 1_000;
const PERCENT: &str = "a percentage from 0 to 100, or null";
const DOLLARS: &str = "a number of dollars from 0 to 10,000,000,000, such as 160000";

/// Reads a guide for a region.
pub(super) fn read(name: &str, bytes: &[u8], region: Option<&str>) -> Result<Guide, Error> {
    let refuse = |text: &str, faults: Vec<Fault>| {
        let (name, text) = (name.to_owned(), text.to_owned());
        Error::Document(Box::new(DocumentFaults { name, text, faults, flags: Vec::new() }))
    };
    if bytes.len() > LARGEST_GUIDE {
        let size = grouped(bytes.len() as u64);
        let message = format!("the guide has {size} bytes; a guide has at most 1 MiB (1,048,576)");
        let mut faults = Faults::new("");
        faults.add("", None, message, "");
        return Err(refuse("", faults.into_sorted()));
    }
    let text = match std::str::from_utf8(bytes) {
        Ok(text) => text,
        Err(error) => {
            let at = error.valid_up_to();
            let mut faults = Faults::new("");
            let message = format!("the guide is not UTF-8 text: byte 0x{:02X}", bytes[at]);
            let caret = Some(at..at + '\u{fffd}'.len_utf8());
            faults.add("", caret, message, "not UTF-8").help("save it as UTF-8");
            return Err(refuse(&String::from_utf8_lossy(bytes), faults.into_sorted()));
        }
    };
    let mut faults = Faults::new(text);
    let root = front_matter(text, &mut faults)
        .and_then(|front| syntax(&text[front.clone()], front.start, &mut faults));
    let guide = root.and_then(|root| guide(&root, region, &mut faults));
    match guide {
        Some(guide) if faults.is_empty() => Ok(guide),
        _ => Err(refuse(text, faults.into_sorted())),
    }
}

/// The bytes between the two lines `---`.
fn front_matter(text: &str, faults: &mut Faults<'_>) -> Option<Range<usize>> {
    const HELP: &str = "a guide starts with a line ---, fields as YAML, and another line ---";
    let mut start = None;
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let end = at + line.len();
        let bare = line.trim_start_matches('\u{feff}').trim_end();
        match start {
            None if bare == FENCE => start = Some(end),
            None => {
                let caret = Some(at..at + line.trim_end().len());
                let message = "the guide has no front matter";
                faults.add("", caret, message, "expected: ---").help(HELP);
                return None;
            }
            Some(start) if bare == FENCE => return Some(start..at),
            Some(_) => {}
        }
        at = end;
    }
    let message = match start {
        None => "the guide is empty, so it has no front matter",
        Some(_) => "the guide's front matter has no end",
    };
    faults.add("", None, message, "").help(HELP);
    None
}

fn syntax(text: &str, start: usize, faults: &mut Faults<'_>) -> Option<Node> {
    match yaml::parse(text, start) {
        Ok(root) => Some(root),
        Err(yaml::Syntax { message, span }) => {
            let message = format!("the front matter is not YAML that can be read: {message}");
            faults.add("", span, message, "here");
            None
        }
    }
}

fn guide(root: &Node, region: Option<&str>, faults: &mut Faults<'_>) -> Option<Guide> {
    let Value::Map(_) = root.value else {
        let message = "the front matter has no fields";
        faults.add("", None, message, "").help("its fields are written `company: amazon`");
        return None;
    };
    let mut table = Table { node: root, path: String::new(), faults };
    let company = table.text("company");
    let company_display = table.text("company_display");
    let role = table.text("role_display");
    let last_updated = table.date("last_updated", true);
    let next_review_due = table.date("next_review_due", false);
    let region =
        table.required("compensation").and_then(|list| regions(list, region, table.faults));
    Some(Guide {
        company: company?,
        company_display: company_display?,
        role: role?,
        last_updated: last_updated?,
        next_review_due,
        region: region?,
    })
}

/// The region asked for among those of the guide.
fn regions(list: &Node, asked: Option<&str>, faults: &mut Faults<'_>) -> Option<Region> {
    let Value::List(items) = &list.value else {
        let message = format!("`compensation` is {}", given(list));
        let label = "allowed: a list with an entry for each region";
        faults.add("compensation", Some(list.span.clone()), message, label);
        return None;
    };
    if items.len() > MOST_REGIONS {
        let message = format!("`compensation` is a list of {}", grouped(items.len() as u64));
        let label = format!("allowed: at most {} regions", grouped(MOST_REGIONS as u64));
        faults.add("compensation", Some(list.span.clone()), message, label);
        return None;
    }
    let mut names: Vec<String> = Vec::new();
    let mut found = None;
    for (index, item) in items.iter().enumerate() {
        let path = path::index("compensation", index);
        let mut table = Table { node: item, path, faults: &mut *faults };
        let Some(name) = table.text("region") else { continue };
        if names.iter().any(|other| same(other, &name)) {
            let path = path::join(&table.path, "region");
            let message = format!("`{path}` is {}", path::quoted(&name));
            let span = table.get("region").map(|node| node.span.clone());
            table.faults.add(&path, span, message, "the guide has this region already");
        } else if asked.is_some_and(|asked| same(asked, &name)) {
            found = Some(read_region(&mut table, &name));
        }
        names.push(name);
    }
    match (found, asked) {
        (Some(region), _) => region,
        (None, None) => {
            let message = "no region was named, so no figures can be chosen";
            faults.add("", None, message, "").help(listed(&names)).help("name one with --region");
            None
        }
        (None, Some(asked)) => {
            let message = format!("the guide has no region {}", shown(asked));
            let nearest = advice(asked, names.iter().map(String::as_str), "regions of the guide");
            let mut added = faults.add("", None, message, "");
            if nearest.starts_with("did you mean") {
                added = added.help(nearest);
            }
            added.help(listed(&names));
            None
        }
    }
}

fn listed(names: &[String]) -> String {
    advice("", names.iter().map(String::as_str), "regions of the guide")
}

/// Whether two names are one but for case and the space around them.
fn same(one: &str, other: &str) -> bool {
    one.trim().to_lowercase() == other.trim().to_lowercase()
}

fn read_region(table: &mut Table<'_, '_, '_>, name: &str) -> Option<Region> {
    let base = table.range("base");
    let stock = table.range("stock");
    let signing_bonus = table.range("signing_bonus");
    // One end alone is a fault, none at all is a guide that does not say.
    let stated = ["total_comp_low", "total_comp_high"].map(|key| table.get(key).is_some());
    let first_year = stated.contains(&true).then(|| table.range("total_comp"));
    let bonus = table.get("bonus_pct").is_some_and(|node| !matches!(node.value, Value::Null));
    let bonus_percent =
        bonus.then(|| table.number("bonus_pct", PERCENT, |number| Percent::new(number).is_ok()));
    table.currency();
    Some(Region {
        name: name.to_owned(),
        base: base?,
        stock: stock?,
        signing_bonus: signing_bonus?,
        first_year: match first_year {
            Some(ends) => Some(ends?),
            None => None,
        },
        bonus_percent: match bonus_percent {
            Some(percent) => Some(percent?),
            None => None,
        },
    })
}

/// A mapping of the front matter, its path, and where faults go.
struct Table<'n, 'f, 't> {
    node: &'n Node,
    path: String,
    faults: &'f mut Faults<'t>,
}

impl<'n> Table<'n, '_, '_> {
    fn get(&self, key: &str) -> Option<&'n Node> {
        let Value::Map(entries) = &self.node.value else { return None };
        entries.iter().find(|(name, _)| name == key).map(|(_, node)| node)
    }

    fn required(&mut self, key: &str) -> Option<&'n Node> {
        let found = self.get(key);
        if found.is_none() {
            let path = path::join(&self.path, key);
            // The front matter as a whole is no place to point at.
            let span = (!self.path.is_empty()).then(|| self.node.span.clone());
            let message = format!("`{path}` is missing");
            let added = self.faults.add(&path, span, message, "it belongs to this entry");
            added.help(format!("add a line `{key}: …`"));
        }
        found
    }

    fn refuse(&mut self, key: &str, node: &Node, allowed: &str) {
        let path = path::join(&self.path, key);
        let message = format!("`{path}` is {}", given(node));
        let label = format!("allowed: {allowed}");
        self.faults.add(&path, Some(node.span.clone()), message, label);
    }

    fn text(&mut self, key: &str) -> Option<String> {
        let node = self.required(key)?;
        let allowed = format!("text of 1 to {LONGEST_TEXT} characters on one line");
        let Value::Text(text) = &node.value else {
            self.refuse(key, node, &allowed);
            return None;
        };
        let text = text.trim();
        if flaw_of_name(text).is_some() || text.chars().count() > LONGEST_TEXT {
            self.refuse(key, node, &allowed);
            return None;
        }
        Some(text.to_owned())
    }

    /// A date; one that is not required may be null or absent.
    fn date(&mut self, key: &str, required: bool) -> Option<Date> {
        let node = if required { self.required(key)? } else { self.get(key)? };
        let date = match &node.value {
            Value::Null if !required => return None,
            Value::Text(text) => Date::parse(text),
            _ => None,
        };
        if date.is_none() {
            self.refuse(key, node, "a date such as 2026-02-23");
        }
        date
    }

    fn number(&mut self, key: &str, allowed: &str, valid: fn(f64) -> bool) -> Option<f64> {
        let node = self.required(key)?;
        match node.value {
            Value::Number(number) if valid(number) => Some(number),
            _ => {
                self.refuse(key, node, allowed);
                None
            }
        }
    }

    fn dollars(&mut self, key: &str) -> Option<f64> {
        self.number(key, DOLLARS, |number| Dollars::new(number).is_ok())
    }

    /// `NAME_low` and `NAME_high`.
    fn range(&mut self, name: &str) -> Option<Ends> {
        let (low_key, high_key) = (format!("{name}_low"), format!("{name}_high"));
        let (low, high) = (self.dollars(&low_key), self.dollars(&high_key));
        let ends = Ends { low: low?, high: high? };
        if ends.low <= ends.high {
            return Some(ends);
        }
        let path = path::join(&self.path, &low_key);
        let node = self.get(&low_key)?;
        let message = format!("`{path}` is {}, above `{high_key}`, {}", ends.low, ends.high);
        let label = format!("allowed: at most {}", ends.high);
        self.faults.add(&path, Some(node.span.clone()), message, label);
        None
    }

    fn currency(&mut self) {
        let Some(node) = self.required("currency") else { return };
        if !matches!(&node.value, Value::Text(text) if text.trim() == CURRENCY) {
            self.refuse("currency", node, "USD, the only currency of scenarios");
        }
    }
}

/// A value as its writer would recognize it, on one line.
fn given(node: &Node) -> String {
    const LONGEST: usize = 60;
    match &node.value {
        Value::Null => "null".to_owned(),
        Value::Boolean => "a boolean".to_owned(),
        Value::Number(number) => number.to_string(),
        Value::Text(text) if text.chars().count() > LONGEST => {
            let start: String = text.chars().take(LONGEST).collect();
            format!("{}…", path::quoted(&start))
        }
        Value::Text(text) => path::quoted(text),
        Value::List(items) => format!("a list of {}", items.len()),
        Value::Map(_) => "a mapping".to_owned(),
    }
}
