//! Lists of `[month, number]`: vesting tranches and the points of a stated price path.

use crate::error::{FaultKind, ParameterError};
use crate::scenario::faults::Faults;
use crate::scenario::field::Field;

/// Reads pairs whose months start at `first_month` or later and rise. `shape` shows one pair.
pub(super) fn read<T>(
    elements: &[Field<'_>],
    shape: &str,
    first_month: u32,
    build: impl Fn(f64) -> Result<T, ParameterError>,
    faults: &mut Faults<'_>,
) -> Option<Vec<(u32, T)>> {
    let mut pairs = Vec::with_capacity(elements.len());
    let mut before: Option<u32> = None;
    for element in elements {
        let Some(parts) = element.list(shape, faults) else { continue };
        let [month, number] = parts.as_slice() else {
            faults.out_of_range(element, shape);
            continue;
        };
        let at = month.month(first_month, faults);
        let number = number.number(&build, faults);
        if let (Some(at), Some(previous)) = (at, before)
            && at <= previous
        {
            let allowed = format!("a month after {previous}, the one before");
            let added = faults.out_of_range(month, &allowed).kind(FaultKind::Meaning);
            added.help("months rise along the list");
            continue;
        }
        before = at.or(before);
        if let (Some(at), Some(number)) = (at, number) {
            pairs.push((at, number));
        }
    }
    (pairs.len() == elements.len()).then_some(pairs)
}
