//! `[offers.layoff_terms]`: notice and severance.

use crate::offer::LayoffTerms;
use crate::quantity::MOST_LAYOFF_MONTHS;
use crate::scenario::faults::Faults;
use crate::scenario::field::Field;

/// Reads the table.
pub(super) fn read(field: &Field<'_>, faults: &mut Faults<'_>) -> Option<LayoffTerms> {
    field.table("a table under a header [offers.layoff_terms]", faults, |table, faults| {
        let mut months = |key| {
            let Some(field) = table.optional(key) else { return Some(0) };
            let range = 0..=u64::from(MOST_LAYOFF_MONTHS);
            let months = field.whole("a whole number of months", range, faults);
            months.and_then(|months| u32::try_from(months).ok())
        };
        let (notice, severance) = (months("notice_months"), months("severance_months"));
        Some(LayoffTerms { notice_months: notice?, severance_months: severance? })
    })
}
