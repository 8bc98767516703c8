//! `[outside_option]`: income elsewhere after an exit.

use crate::offer::OutsideOption;
use crate::quantity::{Dollars, LAST_MONTH};
use crate::scenario::faults::Faults;
use crate::scenario::field::Field;

/// Reads the table.
pub(super) fn read(field: &Field<'_>, faults: &mut Faults<'_>) -> Option<OutsideOption> {
    field.table("a table [outside_option]", faults, |table, faults| {
        let pay = table.required("annual_pay", "annual_pay = 220_000");
        let pay = pay.and_then(|field| field.number(Dollars::new, faults));
        let gap = table.optional("gap_months").map_or(Some(0), |field| {
            let range = 0..=u64::from(LAST_MONTH);
            let months = field.whole("a whole number of months", range, faults);
            months.and_then(|months| u32::try_from(months).ok())
        });
        Some(OutsideOption { annual_pay: pay?, gap_months: gap? })
    })
}
