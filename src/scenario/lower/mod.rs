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
pub(crate) mod tables;
mod vesting;

pub(super) use files::Files;
pub use files::LARGEST_FILE;
pub(crate) use files::Library;
pub(super) use months::MOST as MOST_MONTHS;
pub use offers::MOST_OFFERS;
pub use stocks::MOST_STOCKS;
pub(crate) use tables as csv_table;

pub(super) use hazards::MOST_YEARS;
pub(super) use models::kinds as model_kinds;
pub(super) use simulation::{HORIZON_MONTHS, RUNS, SEED};

use super::faults::Faults;
use super::field::Field;
use super::node::Value;
use super::table::TableReader;
use super::{Overrides, ResponseSwitch, Scenario};
use crate::error::FaultKind;
use crate::market::Market;
use crate::offer::Offer;
use crate::random::Entity;
use crate::simulation::Setup;

/// Reads a whole document; the hash is left empty.
pub(super) fn scenario(
    top: &mut TableReader<'_>,
    files: &mut Files<'_>,
    overrides: &Overrides,
    faults: &mut Faults<'_>,
) -> Option<Scenario> {
    let mut scenario = read(top, files, overrides, faults)?;
    if overrides.responses == Some(ResponseSwitch::Off) {
        scenario.setup = scenario.setup.without_responses();
    }
    Some(scenario)
}

/// Reads every table, then joins what is whole.
fn read(
    top: &mut TableReader<'_>,
    files: &mut Files<'_>,
    overrides: &Overrides,
    faults: &mut Faults<'_>,
) -> Option<Scenario> {
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

/// Reads notes: text of any number of lines.
pub(crate) fn notes(field: &Field<'_>, faults: &mut Faults<'_>) -> Option<String> {
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
