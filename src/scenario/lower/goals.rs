//! `[goals]`: what the candidate wants.

use crate::quantity::{Dollars, TailLevel};
use crate::scenario::Goals;
use crate::scenario::faults::Faults;
use crate::scenario::field::Field;

/// Reads the table if it is there.
pub(super) fn read(field: Option<Field<'_>>, faults: &mut Faults<'_>) -> Option<Goals> {
    let defaults = Goals { walk_away: None, tail: TailLevel::new(Goals::DEFAULT_TAIL).ok()? };
    let Some(field) = field else { return Some(defaults) };
    field.table("a table [goals]", faults, |table, faults| {
        let walk_away = table.optional("walk_away");
        let walk_away = walk_away.and_then(|field| field.number(Dollars::new, faults));
        let tail = table.optional("tail");
        let tail = tail.and_then(|field| field.number(TailLevel::new, faults));
        Some(Goals { walk_away, tail: tail.unwrap_or(defaults.tail) })
    })
}
