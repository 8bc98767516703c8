//! `[offers.bonus]`: the annual bonus.

use crate::offer::Bonus;
use crate::quantity::{BonusTarget, Factor, Volatility};
use crate::scenario::faults::Faults;
use crate::scenario::field::Field;

/// Reads the table.
pub(super) fn read(field: &Field<'_>, faults: &mut Faults<'_>) -> Option<Bonus> {
    field.table("a table under a header [offers.bonus]", faults, |table, faults| {
        let target = table.required("target", "target = 0.15");
        let target = target.and_then(|field| field.number(BonusTarget::new, faults));
        let volatility = match table.optional("volatility") {
            Some(field) => field.number(Volatility::new, faults),
            None => Volatility::new(0.0).ok(),
        };
        let factor = match table.optional("factor") {
            Some(field) => field.number(Factor::new, faults),
            None => Factor::new(1.0).ok(),
        };
        Some(Bonus { target: target?, volatility: volatility?, factor: factor? })
    })
}
