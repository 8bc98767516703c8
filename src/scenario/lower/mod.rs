//! Builds the parts of a scenario from the document's tables, a file for each table. A part that is
//! faulty is left out and everything else is still read, so that one reading finds every fault.

mod attrition;
mod bonus;
mod clawback;
mod conversion;
mod correlation;
mod files;
mod goals;
mod grants;
mod hazards;
mod layoff_terms;
mod models;
mod money;
mod months;
mod offers;
mod outside_option;
mod pairs;
mod precision;
mod preferences;
mod prices;
mod ratings;
mod refresh;
mod responses;
mod sign_on;
mod simulation;
mod stocks;
mod tables;
mod vesting;

pub use files::LARGEST_FILE;
pub(super) use months::MOST as MOST_MONTHS;
pub use offers::MOST_OFFERS;
pub use stocks::MOST_STOCKS;

pub(super) use hazards::MOST_YEARS;
pub(super) use models::kinds as model_kinds;
pub(super) use simulation::{HORIZON_MONTHS, RUNS, SEED};

use files::Files;

use super::faults::Faults;
use super::field::Field;
use super::node::{Entry, Table, Value};
use super::table::TableReader;
use super::{Overrides, ResponseSwitch, Scenario, Sources, effective};
use crate::error::{Fault, FaultKind};
use crate::market::Market;
use crate::offer::Offer;
use crate::random::Entity;
use crate::simulation::Setup;

/// The version of the scenario format that this crate reads.
const FORMAT: i128 = 1;

/// Reads a whole document in which `faults` were found already.
pub(super) fn scenario(
    root: &Table,
    mut faults: Faults<'_>,
    sources: &dyn Sources,
    overrides: &Overrides,
) -> Result<Scenario, Vec<Fault>> {
    let mut files = Files::new(sources);
    let other = root.get("format").filter(|entry| !is_format(&entry.node.value));
    let built = match other {
        Some(entry) => wrong_format(entry, &mut faults),
        None => TableReader::document(root, &mut faults, |top, faults| {
            read(top, &mut files, overrides, faults)
        }),
    };
    let Some(mut scenario) = built.filter(|_| faults.is_empty()) else {
        if faults.is_empty() {
            let message = "the document cannot be read and no fault says why; please report this";
            faults.add("", None, message, "");
        }
        return Err(faults.into_sorted());
    };
    if overrides.responses == Some(ResponseSwitch::Off) {
        scenario.setup = scenario.setup.without_responses();
    }
    scenario.sha256 = effective::hash(&scenario, files.digests());
    Ok(scenario)
}

fn is_format(value: &Value) -> bool {
    matches!(value, Value::Integer(FORMAT))
}

/// Another format has other keys: nothing else that could be said is sure to be true.
fn wrong_format(entry: &Entry, faults: &mut Faults<'_>) -> Option<Scenario> {
    let mut added =
        faults.out_of_range(&Field::of("", entry), "1, the format that this version reads");
    // A way to write 1 that JSON does not tell from 1, so that nothing is said about shape.
    if matches!(entry.node.value, Value::Float(1.0)) {
        added = added.kind(FaultKind::Text);
    }
    added.help("write `format = 1`; a higher number belongs to a newer version of vestrisk");
    None
}

/// Reads every table, then joins what is whole.
fn read(
    top: &mut TableReader<'_>,
    files: &mut Files<'_>,
    overrides: &Overrides,
    faults: &mut Faults<'_>,
) -> Option<Scenario> {
    top.required("format", "format = 1");
    let title = top.optional("title");
    let title = title.map(|field| field.name(faults).map(str::to_owned));
    let notes = top.optional("notes").and_then(|field| notes(&field, faults));
    let baseline = top.optional("baseline");
    let (settings, precision) =
        simulation::read(top.optional("simulation"), overrides, faults).unzip();
    let goals_field = top.optional("goals");
    let goals = goals::read(goals_field.clone(), faults);
    let preferences_field = top.optional("preferences");
    let preferences = preferences_field
        .as_ref()
        .map_or(Some(None), |field| preferences::read(field, faults).map(Some));
    let stocks = stocks::read(top.optional("stocks"), files, faults);
    let correlations = correlation::read(top.optional("correlation").as_ref(), &stocks, faults);
    let mut profiles = attrition::read(top.optional("attrition"), files, faults);
    let outside_option = top.optional("outside_option");
    let outside_option =
        outside_option.map_or(Some(None), |field| outside_option::read(&field, faults).map(Some));
    let offers = top.required("offers", "[[offers]]");
    let offers = offers::read(offers, &stocks, &mut profiles, faults);
    let baseline = baseline.map_or(Some(0), |field| offers.position(&field, faults));
    let precision = precision.flatten();
    if let Some(asked) = &precision {
        let stated = (goals_field.as_ref(), preferences_field.is_some());
        asked.check(stated, offers.only_one(), faults);
    }

    let (stocks, correlations) = (stocks.into_whole()?, correlations?);
    let market = Market { stocks, correlations, start_in_days: offers.start_in_days() };
    let offers: Vec<Offer> = offers.into_whole()?;
    let title = title.unwrap_or_else(|| offers.first().map(|offer| offer.name.clone()))?;
    let (goals, baseline, settings, profiles) =
        (goals?, baseline?, settings?, profiles.into_whole()?);
    let (outside_option, preferences) = (outside_option?, preferences?);
    if !faults.is_empty() {
        return None;
    }
    match Setup::new(market, profiles, offers, settings) {
        Ok(setup) => {
            let setup = setup.with_outside_option(outside_option);
            let precision = precision.map(|asked| asked.precision);
            let sha256 = String::new();
            Some(Scenario { title, notes, baseline, goals, preferences, precision, setup, sha256 })
        }
        Err(error) => {
            faults.add("", None, error.to_string(), "");
            None
        }
    }
}

fn notes(field: &Field<'_>, faults: &mut Faults<'_>) -> Option<String> {
    const ALLOWED: &str = "text in quotes; line breaks and tabs are fine";
    let text = field.text(ALLOWED, faults)?;
    if text.chars().any(|c| c.is_control() && !"\n\r\t".contains(c)) {
        faults.out_of_range(field, ALLOWED).help("it has another control character: remove it");
        return None;
    }
    Some(text.to_owned())
}

/// Reports a table of named tables that has the keys of one of them, with values that are no tables,
/// instead: its name was forgotten. What stands in it has no name to be told by then.
fn without_name(
    field: &Field<'_>,
    fields: &[(&str, Field<'_>)],
    keys: &[&str],
    example: &str,
    faults: &mut Faults<'_>,
) -> bool {
    let nameless = |(key, field): &&(&str, Field<'_>)| {
        keys.contains(key) && !matches!(field.node.value, Value::Table(_))
    };
    let Some((key, first)) = fields.iter().find(nameless) else { return false };
    let message = format!("`{}` stands in a table without a name", first.path);
    let label = format!("`{key}` belongs to one of the named tables of `{}`", field.path);
    let added = faults.at_key(first, message, label).kind(FaultKind::Shape);
    added.help(format!("give the table a name, such as {example}"));
    true
}

/// Reports a name whose draws another name of its kind already has. Draws are addressed by a hash of
/// the name, so the two would move together.
fn check_draws(field: &Field<'_>, name: &str, before: &[String], faults: &mut Faults<'_>) {
    let entity = Entity::of(name);
    if let Some(other) = before.iter().find(|n| *n != name && Entity::of(n) == entity) {
        let message = format!("the names `{other}` and `{name}` have the same hash");
        faults
            .at_key(field, message, "it would get the other's random draws")
            .help("change one of the names a little, such as by a space or a dash");
    }
}
