//! `[offers.refresh]`: refreshers of a fixed value or up to a pay target.

use super::{money, months, ratings, vesting};
use crate::error::ParameterError;
use crate::offer::{Refresh, RefreshKind, TargetRefresh};
use crate::quantity::{Factor, Raise};
use crate::scenario::faults::Faults;
use crate::scenario::field::Field;
use crate::scenario::table::TableReader;

/// The keys of each kind that the other does not have, and why.
const OF_FIXED: [(&str, &str); 2] = [
    ("value", "a `target` refresher is sized by what pay lacks, not by a value"),
    ("vesting", "a `target` refresher vests in the four quarters after its review"),
];
const OF_TARGET: [(&str, &str); 4] = [
    ("target_pay", "only a `target` refresher fills pay up to a target"),
    ("assumed_growth", "only a `target` refresher reckons with a growth of the stock"),
    ("true_up", "only a `target` refresher has a gap to fill"),
    ("ratings", "ratings decide about `target` refreshers only"),
];

#[derive(Clone, Copy)]
enum Kind {
    Fixed,
    Target,
}

const KINDS: [(&str, Kind); 2] = [("fixed", Kind::Fixed), ("target", Kind::Target)];

/// Reads the table.
pub(super) fn read(field: &Field<'_>, faults: &mut Faults<'_>) -> Option<Refresh> {
    field.table("a table under a header [offers.refresh]", faults, refresh)
}

fn refresh(table: &mut TableReader<'_>, faults: &mut Faults<'_>) -> Option<Refresh> {
    let kind = table.required("kind", "kind = \"fixed\"");
    let kind = kind.and_then(|field| field.choice(&KINDS, faults));
    let review_months = table.required("review_months", "review_months = [12, 24, 36]");
    let review_months = review_months.and_then(|field| months::read(&field, faults));
    for (key, _) in OF_FIXED.iter().chain(&OF_TARGET) {
        table.optional(key);
    }
    let kind = match kind? {
        Kind::Fixed => {
            refuse(table, &OF_TARGET, faults);
            fixed(table, faults)
        }
        Kind::Target => {
            refuse(table, &OF_FIXED, faults);
            target(table, faults).map(RefreshKind::Target)
        }
    };
    Some(Refresh { review_months: review_months?, kind: kind? })
}

fn refuse(table: &mut TableReader<'_>, keys: &[(&'static str, &str)], faults: &mut Faults<'_>) {
    for (key, rule) in keys {
        table.refuse(key, rule, faults);
    }
}

fn fixed(table: &mut TableReader<'_>, faults: &mut Faults<'_>) -> Option<RefreshKind> {
    let value = table.required("value", "value = 80_000");
    let value = value.and_then(|field| money::read(&field, faults));
    let vesting = table.required("vesting", "vesting = \"even_quarterly\"");
    let vesting = vesting.and_then(|field| vesting::read(&field, faults));
    Some(RefreshKind::Fixed { value: value?, vesting: vesting? })
}

/// A growth has the range of a raise, and is none.
fn growth(value: f64) -> Result<Raise, ParameterError> {
    let allowed = "a growth a year above -1 and up to 10 (0.15 is 15 %)".to_owned();
    Raise::new(value).map_err(|error| ParameterError { allowed, ..error })
}

fn target(table: &mut TableReader<'_>, faults: &mut Faults<'_>) -> Option<TargetRefresh> {
    let target_pay = table.required("target_pay", "target_pay = 400_000");
    let target_pay = target_pay.and_then(|field| money::read(&field, faults));
    let assumed_growth = match table.optional("assumed_growth") {
        Some(field) => field.number(growth, faults),
        None => Raise::new(TargetRefresh::DEFAULT_GROWTH).ok(),
    };
    let true_up = match table.optional("true_up") {
        Some(field) => field.number(Factor::new, faults),
        None => Factor::new(1.0).ok(),
    };
    let ratings = table.optional("ratings");
    let ratings = ratings.map_or(Some(None), |field| ratings::read(&field, faults).map(Some));
    Some(TargetRefresh {
        target_pay: target_pay?,
        assumed_growth: assumed_growth?,
        true_up: true_up?,
        ratings: ratings?,
    })
}
