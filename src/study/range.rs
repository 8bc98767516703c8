//! Ranges of numbers: in steps for grids, as a whole for designs.

use super::value::{number, shortest};
use crate::error::ParameterError;
use crate::quantity::to_digits;
use crate::scenario::{Faults, Field, TableReader, Value};

/// The most values of an axis, and the most points of a design.
pub(super) const MOST_VALUES: u64 = 100_000;
/// Significant digits of values between the ends.
const DIGITS: usize = 12;

/// A range of numbers for a design.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) struct Range {
    from: f64,
    to: f64,
    /// Whether only whole numbers are taken, all with the same chance.
    whole: bool,
}

impl Range {
    /// The number at a place from 0 to 1, in its shortest form.
    pub fn at(&self, place: f64) -> String {
        let width = self.to - self.from;
        let number = if self.whole {
            (self.from + (place * (width + 1.0)).floor()).min(self.to)
        } else {
            to_digits(self.from + place * width, DIGITS).clamp(self.from, self.to)
        };
        shortest(number)
    }

    /// What it is, for a hash.
    pub fn words(&self) -> String {
        let kind = if self.whole { "whole" } else { "real" };
        format!("{kind} {} {}", shortest(self.from), shortest(self.to))
    }
}

/// Reads a range in steps: its numbers in their shortest form, both ends among them.
pub(super) fn read_steps(field: &Field<'_>, faults: &mut Faults<'_>) -> Option<Vec<String>> {
    let wanted = "a table such as { from = 0.2, to = 0.5, steps = 4 }";
    field.table(wanted, faults, |table, faults| {
        let (from, to) = ends(table);
        let steps = table.required("steps", "steps = 4");
        let rule = "whole numbers follow from the ends and steps of a grid";
        table.refuse("whole", rule, faults);
        let steps = steps.and_then(|field| field.whole("a whole number", 2..=MOST_VALUES, faults));
        let [from, to] =
            [from, to].map(|end| end.and_then(|end| Some((limit(&end, false, faults)?, end))));
        let ((low, first), (high, last), steps) = (from?, to?, steps?);
        #[expect(clippy::float_cmp, reason = "ends as written")]
        if low == high {
            let message = format!("`{}` and `{}` are the same", first.path, last.path);
            faults.at(&last, message, "a range ends where it does not start");
            return None;
        }
        Some(numbers(&first, &last, (low, high), steps))
    })
}

/// The numbers of steps, whole ones where both ends are written so and the step comes out whole.
fn numbers(
    first: &Field<'_>,
    last: &Field<'_>,
    (low, high): (f64, f64),
    steps: u64,
) -> Vec<String> {
    let gaps = steps - 1;
    let end = |field: &Field<'_>| number(field.node).unwrap_or_default();
    let whole = match (&first.node.value, &last.node.value) {
        (Value::Integer(low), Value::Integer(high)) => {
            let (low, gaps) = (*low, i128::from(gaps));
            let width = high.checked_sub(low).filter(|width| width % gaps == 0);
            width.map(|width| (low, width / gaps))
        }
        _ => None,
    };
    let between = |step: u64| {
        if let Some((low, gap)) = whole {
            return (low + gap * i128::from(step)).to_string();
        }
        let part = (gaps - step) as f64 / gaps as f64;
        shortest(to_digits(part * low + (1.0 - part) * high, DIGITS))
    };
    let inner = (1..gaps).map(between);
    std::iter::once(end(first)).chain(inner).chain([end(last)]).collect()
}

/// Reads the range of an axis of a design.
pub(super) fn read_whole(field: &Field<'_>, faults: &mut Faults<'_>) -> Option<Range> {
    field.table("a table such as { from = 0.2, to = 0.5 }", faults, |table, faults| {
        let (from, to) = ends(table);
        let whole = table.optional("whole");
        table.refuse("steps", "a design chooses the places in the range itself", faults);
        let whole = whole.map_or(Some(false), |field| field.boolean(faults));
        let last = to.clone();
        let [from, to] =
            [from, to].map(|end| end.and_then(|end| limit(&end, whole == Some(true), faults)));
        let range = Range { from: from?, to: to?, whole: whole? };
        if range.from < range.to {
            return Some(range);
        }
        faults.out_of_range(&last?, &format!("above {}, the start", shortest(range.from)));
        None
    })
}

fn ends<'a>(table: &mut TableReader<'a>) -> (Option<Field<'a>>, Option<Field<'a>>) {
    (table.required("from", "from = 0.2"), table.required("to", "to = 0.5"))
}

/// An end of a range.
fn limit(field: &Field<'_>, whole: bool, faults: &mut Faults<'_>) -> Option<f64> {
    // Beyond, whole numbers are not exact, and the width of a range could be infinite.
    const LARGEST: f64 = 1e15;
    let allowed = if whole { "a whole number" } else { "a number" };
    let allowed = format!("{allowed} from -1e15 to 1e15");
    let build = |value: f64| {
        let within = (-LARGEST..=LARGEST).contains(&value) && !(whole && value.fract() != 0.0);
        let error = || ParameterError {
            path: field.path.clone(),
            given: value.to_string(),
            allowed: allowed.clone(),
        };
        if within { Ok(value) } else { Err(error()) }
    };
    field.number(build, faults)
}
