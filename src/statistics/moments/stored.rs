//! Moments as they are stored, and what is checked when they are read again.

use serde::{Deserialize, Serialize};

use super::{Moments, whole_weight};

/// The fields of [`Moments`]; nothing is known of them yet.
#[derive(Serialize, Deserialize)]
pub(super) struct Stored {
    shift: f64,
    count: u64,
    weight: i128,
    sum: i128,
    squares: i128,
    min: f64,
    max: f64,
    overflow: bool,
}

impl From<Moments> for Stored {
    fn from(moments: Moments) -> Self {
        let Moments { shift, count, weight, sum, squares, min, max, overflow } = moments;
        Self { shift, count, weight, sum, squares, min, max, overflow }
    }
}

impl TryFrom<Stored> for Moments {
    type Error = &'static str;

    fn try_from(stored: Stored) -> Result<Self, Self::Error> {
        let Stored { shift, count, weight, sum, squares, min, max, overflow } = stored;
        // The weights of a run may add up to a little over 1.
        let most = whole_weight(count.saturating_add(1));
        let weighs = (0..=most).contains(&weight) && (weight == 0) == (count == 0);
        if !(shift.is_finite() && weighs) {
            return Err("moments whose shift or weight is out of range");
        }
        if overflow {
            return Ok(Self { count, weight, overflow, ..Self::new(shift) });
        }
        let empty = count == 0;
        if squares < 0 || empty && (sum, squares) != (0, 0) {
            return Err("moments whose sums are out of range");
        }
        let unknown = (min, max) == (f64::INFINITY, f64::NEG_INFINITY);
        let known = !empty && min.is_finite() && max.is_finite() && min <= max;
        if !(unknown || known) {
            return Err("moments whose bounds are out of range");
        }
        Ok(Self { shift, count, weight, sum, squares, min, max, overflow })
    }
}
