//! `ratings` of target refreshers: tiers with their probabilities and factors, a list each.

use crate::error::{FaultKind, ParameterError};
use crate::offer::{Ratings, Tier};
use crate::quantity::{Factor, Probability};
use crate::scenario::faults::Faults;
use crate::scenario::field::Field;
use crate::scenario::table::TableReader;

const WANTED: &str = "a table with `tiers` and `probabilities`";

/// Reads the table.
pub(super) fn read(field: &Field<'_>, faults: &mut Faults<'_>) -> Option<Ratings> {
    let (tiers, transition) = field.table(WANTED, faults, ratings)?;
    let fault = |error: ParameterError| {
        faults.out_of_range(field, &error.allowed);
    };
    Ratings::new(tiers, transition).map_err(fault).ok()
}

type Parts = (Vec<Tier>, Option<Vec<Vec<Probability>>>);

fn ratings(table: &mut TableReader<'_>, faults: &mut Faults<'_>) -> Option<Parts> {
    let names = table.required("tiers", "tiers = [\"meets\", \"exceeds\"]");
    let names = names
        .and_then(|field| field.list("a list of names, lowest first", faults).zip(Some(field)));
    // How many tiers there are is known even where a name is faulty, and not where there may not be so many.
    let count = names.as_ref().map(|(list, _)| list.len());
    let count = count.filter(|count| (1..=Ratings::MOST_TIERS).contains(count));
    let names = names.and_then(|(list, field)| tiers(&field, &list, faults));
    let probabilities = table.required("probabilities", "probabilities = [0.7, 0.3]");
    let probabilities = probabilities.and_then(|field| distribution(&field, count, faults));
    let transition = table.optional("transition");
    let transition = transition.map_or(Some(None), |field| matrix(&field, count, faults).map(Some));
    let mut factors = |key| match table.optional(key) {
        Some(field) => entries(&field, "a factor for each tier", count, Factor::new, faults),
        None => Factor::new(1.0).ok().map(|one| vec![one; count.unwrap_or_default()]),
    };
    let target = factors("target_factor");
    let bonus = factors("bonus_factor");
    let performance = factors("performance_factor");
    let (target, bonus, performance) = (target?, bonus?, performance?);
    let tier = |((at, name), probability): ((usize, String), Probability)| Tier {
        name,
        probability,
        target_factor: target[at],
        bonus_factor: bonus[at],
        performance_factor: performance[at],
    };
    let rated = names?.into_iter().enumerate().zip(probabilities?);
    Some((rated.map(tier).collect(), transition?))
}

/// The names of the tiers, each of its own.
fn tiers(field: &Field<'_>, list: &[Field<'_>], faults: &mut Faults<'_>) -> Option<Vec<String>> {
    if list.is_empty() || list.len() > Ratings::MOST_TIERS {
        faults.out_of_range(field, &format!("1 to {} tiers", Ratings::MOST_TIERS));
        return None;
    }
    let mut names: Vec<String> = Vec::with_capacity(list.len());
    let mut whole = true;
    for element in list {
        let Some(name) = element.name(faults) else {
            whole = false;
            continue;
        };
        if names.iter().any(|other| other == name) {
            let help = "give every tier a name of its own";
            faults.out_of_range(element, "each name once").help(help);
            whole = false;
        }
        names.push(name.to_owned());
    }
    whole.then_some(names)
}

/// A list with an entry for each tier.
fn entries<T>(
    field: &Field<'_>,
    what: &str,
    count: Option<usize>,
    build: impl Fn(f64) -> Result<T, ParameterError>,
    faults: &mut Faults<'_>,
) -> Option<Vec<T>> {
    let read = |element: &Field<'_>, faults: &mut Faults<'_>| element.number(&build, faults);
    one_each(field, what, count, read, faults)
}

/// A list with an element for each tier, where their number is known.
fn one_each<T>(
    field: &Field<'_>,
    what: &str,
    count: Option<usize>,
    read: impl Fn(&Field<'_>, &mut Faults<'_>) -> Option<T>,
    faults: &mut Faults<'_>,
) -> Option<Vec<T>> {
    let allowed = match count {
        Some(count) => format!("{what}, {count} in all"),
        None => what.to_owned(),
    };
    let list = field.list(&allowed, faults)?;
    // Collected before they are judged, so that every faulty element is reported.
    let elements: Vec<_> = list.iter().map(|element| read(element, faults)).collect();
    if count.is_some_and(|count| list.len() != count) {
        faults.out_of_range(field, &allowed).kind(FaultKind::Meaning);
        return None;
    }
    elements.into_iter().collect()
}

/// Probabilities that sum to 1.
fn distribution(
    field: &Field<'_>,
    count: Option<usize>,
    faults: &mut Faults<'_>,
) -> Option<Vec<Probability>> {
    let probabilities =
        entries(field, "a probability for each tier", count, Probability::new, faults)?;
    let sum: f64 = probabilities.iter().map(|probability| probability.get()).sum();
    let missing = 1.0 - sum;
    // No tier at all is told where the tiers stand.
    if probabilities.is_empty() || missing.abs() <= Ratings::SUM_TOLERANCE {
        return Some(probabilities);
    }
    // Shown without the rounding of decimal fractions.
    let shown = |value: f64| (value * 1e9).round() / 1e9;
    let message = format!("the probabilities of `{}` sum to {}", field.path, shown(sum));
    let direction = if missing > 0.0 { "missing" } else { "too much" };
    let help = format!("{} is {direction}", shown(missing.abs()));
    faults.at(field, message, "allowed: a sum of 1").help(help);
    None
}

/// A row of probabilities for each tier before.
fn matrix(
    field: &Field<'_>,
    count: Option<usize>,
    faults: &mut Faults<'_>,
) -> Option<Vec<Vec<Probability>>> {
    let what = "a list of probabilities for each tier before";
    let row = |row: &Field<'_>, faults: &mut Faults<'_>| distribution(row, count, faults);
    one_each(field, what, count, row, faults)
}
