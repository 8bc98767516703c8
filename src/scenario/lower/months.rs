//! Lists of whole months that rise: reviews and waves of layoffs.

use crate::error::FaultKind;
use crate::quantity::LAST_MONTH;
use crate::scenario::faults::Faults;
use crate::scenario::field::{Field, grouped};

/// The most months of a list.
pub(in crate::scenario) const MOST: usize = 120;

/// Reads a list of months that rises from 1.
pub(super) fn read(field: &Field<'_>, faults: &mut Faults<'_>) -> Option<Vec<u32>> {
    let latest = grouped(u64::from(LAST_MONTH));
    let allowed = format!("a list of 1 to {MOST} whole months that rise, from 1 to {latest}");
    let list = field.list(&allowed, faults)?;
    if list.is_empty() || list.len() > MOST {
        faults.out_of_range(field, &allowed);
        return None;
    }
    let mut months: Vec<u32> = Vec::with_capacity(list.len());
    for element in &list {
        let Some(month) = element.month(1, faults) else { continue };
        match months.last() {
            Some(previous) if month <= *previous => {
                let allowed = format!("a month after {previous}, the one before");
                let fault = faults.out_of_range(element, &allowed).kind(FaultKind::Meaning);
                fault.help("months rise along the list");
            }
            _ => months.push(month),
        }
    }
    (months.len() == list.len()).then_some(months)
}
