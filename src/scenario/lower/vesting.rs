//! `vesting` of a grant: a preset's name, a list of tranches, or percentages by year.

use super::pairs;
use crate::error::FaultKind;
use crate::offer::{Tranche, VestingSchedule};
use crate::quantity::{LAST_MONTH, Percent};
use crate::scenario::faults::Faults;
use crate::scenario::field::Field;
use crate::scenario::node::Value;
use crate::scenario::presets::vesting as presets;
use crate::scenario::table::TableReader;

const WANTED: &str = "a preset's name in quotes, a list of tranches, or a table by year";
const FORMS: &str = "write \"even_quarterly\", [[12, 5], [24, 15], …] (month after the grant, \
                     percent), or { yearly = [25, 25, 25, 25], every_months = 3 }";
/// The most years of the yearly form: as many as the months that a document may name.
const MOST_YEARS: usize = LAST_MONTH as usize / 12;

/// Reads a schedule in any of its forms.
pub(super) fn read(field: &Field<'_>, faults: &mut Faults<'_>) -> Option<VestingSchedule> {
    match field.node.value {
        Value::Text(_) => {
            let name = field.text(WANTED, faults)?;
            let preset = presets::find(name);
            if preset.is_none() {
                let added = faults.unknown_name(field, name, "vesting presets", presets::names());
                added.kind(FaultKind::Shape);
            }
            preset.map(presets::VestingPreset::schedule)
        }
        Value::List(_) => tranches(field, faults),
        Value::Table(_) => {
            field.table(WANTED, faults, |table, faults| yearly(field, table, faults))
        }
        _ => {
            faults.wrong_type(field, WANTED).help(FORMS);
            None
        }
    }
}

fn tranches(field: &Field<'_>, faults: &mut Faults<'_>) -> Option<VestingSchedule> {
    let list = field.list(WANTED, faults)?;
    if list.is_empty() || list.len() > VestingSchedule::MOST_TRANCHES {
        faults.out_of_range(field, "1 to 1,000 tranches");
        return None;
    }
    let list = pairs::read(&list, "[month, percent], such as [12, 25]", 0, Percent::new, faults)?;
    check_sum(field, list.iter().map(|(_, percent)| percent.get()), faults)?;
    let tranches = list.into_iter().map(|(month, percent)| Tranche { month, percent }).collect();
    build(field, VestingSchedule::new(tranches), faults)
}

fn yearly(
    field: &Field<'_>,
    table: &mut TableReader<'_>,
    faults: &mut Faults<'_>,
) -> Option<VestingSchedule> {
    let by_year = table.required("yearly", "yearly = [25, 25, 25, 25]");
    let years = by_year.as_ref().and_then(|field| percentages(field, faults));
    let every = table.required("every_months", "every_months = 3");
    let cadences = every.as_ref().and_then(|field| cadences(field, faults));
    let cliff = table.optional("cliff_months");
    let cliff = cliff.map_or(Some(0), |field| field.month(0, faults));
    let (years, cadences, every) = (years?, cadences?, every?);
    if cadences.len() != 1 && cadences.len() != years.len() {
        let allowed = format!("one number, or one for each of the {} years", years.len());
        faults.out_of_range(&every, &allowed).kind(FaultKind::Meaning);
        return None;
    }
    build(field, VestingSchedule::yearly(&years, &cadences, cliff?), faults)
}

fn percentages(field: &Field<'_>, faults: &mut Faults<'_>) -> Option<Vec<Percent>> {
    let allowed = format!("a list of 1 to {MOST_YEARS} percentages, one a year");
    let years = field.list(&allowed, faults)?;
    if years.is_empty() || years.len() > MOST_YEARS {
        faults.out_of_range(field, &allowed);
        return None;
    }
    let percents: Vec<_> = years.iter().map(|year| year.number(Percent::new, faults)).collect();
    let percents: Vec<Percent> = percents.into_iter().collect::<Option<_>>()?;
    check_sum(field, percents.iter().map(|percent| percent.get()), faults)?;
    Some(percents)
}

/// `every_months`: one number, or a list with one a year.
fn cadences(field: &Field<'_>, faults: &mut Faults<'_>) -> Option<Vec<u32>> {
    let Value::List(_) = field.node.value else {
        return Some(vec![cadence(field, faults)?]);
    };
    let list = field.list("months between vests", faults)?;
    if list.is_empty() || list.len() > MOST_YEARS {
        faults.out_of_range(field, "one number, or one for each year");
        return None;
    }
    let months: Vec<_> = list.iter().map(|element| cadence(element, faults)).collect();
    months.into_iter().collect()
}

fn cadence(field: &Field<'_>, faults: &mut Faults<'_>) -> Option<u32> {
    let months = field.whole("a whole number of months that divides 12,", 1..=12, faults)?;
    if 12 % months == 0 {
        return u32::try_from(months).ok();
    }
    faults.out_of_range(field, "1, 2, 3, 4, 6 or 12 months, so that every year has whole steps");
    None
}

fn check_sum(
    field: &Field<'_>,
    percents: impl Iterator<Item = f64>,
    faults: &mut Faults<'_>,
) -> Option<()> {
    let sum: f64 = percents.sum();
    if (sum - 100.0).abs() <= VestingSchedule::SUM_TOLERANCE {
        return Some(());
    }
    // Shown without the rounding of decimal fractions.
    let shown = |value: f64| (value * 1e9).round() / 1e9;
    let message = format!("the percentages of `{}` sum to {}", field.path, shown(sum));
    let (distance, direction) =
        ((sum - 100.0).abs(), if sum < 100.0 { "missing" } else { "too much" });
    faults
        .at(field, message, "allowed: a sum of 100")
        .help(format!("{} % is {direction}", shown(distance)));
    None
}

/// A schedule, or a fault for what only the whole schedule shows, such as too many tranches.
fn build(
    field: &Field<'_>,
    schedule: Result<VestingSchedule, crate::error::ParameterError>,
    faults: &mut Faults<'_>,
) -> Option<VestingSchedule> {
    let fault = |error: crate::error::ParameterError| {
        let message = format!("`{}` has {}", field.path, error.given);
        faults.at(field, message, format!("allowed: {}", error.allowed));
    };
    schedule.map_err(fault).ok()
}
