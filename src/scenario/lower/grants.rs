//! `[[offers.grants]]`: stock grants, by value or in shares.

use super::conversion::{self, StartDate};
use super::stocks::Stocks;
use super::{money, vesting};
use crate::error::FaultKind;
use crate::offer::{Grant, GrantSize, Sell, Settlement};
use crate::quantity::Shares;
use crate::scenario::faults::Faults;
use crate::scenario::field::Field;
use crate::scenario::names::SALES;
use crate::scenario::table::TableReader;

/// Reads all grants of an offer.
pub(super) fn read(
    field: &Field<'_>,
    stocks: &Stocks,
    start: &mut StartDate,
    faults: &mut Faults<'_>,
) -> Option<Vec<Grant>> {
    let fields = field.tables("offers.grants", faults)?;
    let wanted = "a table under a header [[offers.grants]]";
    let one = |field: &Field<'_>| {
        field.table(wanted, faults, |table, faults| grant(table, stocks, start, faults))
    };
    // Collected before they are judged, so that every faulty grant is reported.
    let grants: Vec<_> = fields.iter().map(one).collect();
    grants.into_iter().collect()
}

fn grant(
    table: &mut TableReader<'_>,
    stocks: &Stocks,
    start: &mut StartDate,
    faults: &mut Faults<'_>,
) -> Option<Grant> {
    let stock = table.required("stock", "stock = \"AMZN\"");
    let stock = stock.and_then(|field| stocks.position(&field, faults));
    let size = size(table, faults);
    let month = table.optional("month").map_or(Some(0), |field| field.month(0, faults));
    let vesting = table.required("vesting", "vesting = \"even_quarterly\"");
    let vesting = vesting.and_then(|field| vesting::read(&field, faults));
    let conversion = table.optional("conversion");
    let conversion = conversion
        .map_or(Some(None), |field| conversion::read(&field, month, start, faults).map(Some));
    let whole_units = table.optional("whole_units");
    let whole_units = whole_units.map_or(Some(false), |field| field.boolean(faults));
    let sell = table.optional("sell");
    let sell = sell.map_or(Some(Sell::AtVest), |field| field.choice(&SALES, faults));
    Some(Grant {
        stock: stock?,
        size: size?,
        month: month?,
        vesting: vesting?,
        conversion: conversion?,
        whole_units: whole_units?,
        sell: sell?,
        settlement: Settlement::Shares,
    })
}

/// `value` or `shares`.
fn size(table: &mut TableReader<'_>, faults: &mut Faults<'_>) -> Option<GrantSize> {
    let rule = "a grant's size is either `value` in dollars or a number of `shares`";
    match (table.optional("value"), table.optional("shares")) {
        (Some(field), None) => money::read(&field, faults).map(GrantSize::Value),
        (None, Some(field)) => field.number(Shares::new, faults).map(GrantSize::Shares),
        (Some(_), Some(field)) => {
            let message = format!("`{}` stands beside `value`", field.path);
            let added = faults.at_key(&field, message, rule).kind(FaultKind::Shape);
            added.help("remove one of the two");
            None
        }
        (None, None) => {
            let help = "add `value = 650_000`, or `shares = 2_826`".to_owned();
            table.note_missing("value", rule.to_owned(), help);
            None
        }
    }
}
