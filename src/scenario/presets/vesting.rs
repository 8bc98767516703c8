//! Vesting presets: percent by year, the months between vests, and the cliff.

use super::Confidence::{High, Low, Medium};
use super::{Provenance, seen};
use crate::offer::VestingSchedule;
use crate::quantity::Percent;

/// A vesting schedule by name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VestingPreset {
    /// The name in scenario files.
    pub name: &'static str,
    /// Percent of the grant by year.
    pub yearly: &'static [f64],
    /// Months between vests: one number for all years, or one a year.
    pub every_months: &'static [u32],
    /// What would vest before this month vests at it.
    pub cliff_months: u32,
    /// Where it was seen.
    pub provenance: Provenance,
}

impl VestingPreset {
    /// The schedule itself.
    #[must_use]
    pub fn schedule(&self) -> VestingSchedule {
        let percents = self.yearly.iter().map(|percent| Percent::new(*percent));
        let percents: Result<Vec<Percent>, _> = percents.collect();
        percents
            .and_then(|years| VestingSchedule::yearly(&years, self.every_months, self.cliff_months))
            .expect("the table of presets holds valid schedules only")
    }
}

const fn row(
    name: &'static str,
    yearly: &'static [f64],
    every_months: &'static [u32],
    cliff_months: u32,
    provenance: Provenance,
) -> VestingPreset {
    VestingPreset { name, yearly, every_months, cliff_months, provenance }
}

const BACK_LOADED: &[f64] = &[5.0, 15.0, 40.0, 40.0];
const EVEN: &[f64] = &[25.0; 4];
const GOOGLE_33: &[f64] = &[33.0, 33.0, 22.0, 12.0];
const GOOGLE_38: &[f64] = &[38.0, 32.0, 20.0, 10.0];
const AIRBNB: &[f64] = &[35.0, 30.0, 20.0, 15.0];
const GENERIC: Provenance = seen("generic: a shape, not an employer", "2026", High);

/// All vesting presets.
pub static ALL: [VestingPreset; 15] = [
    row("amazon", BACK_LOADED, &[12, 12, 6, 6], 0, seen("guides 2020–2026", "2026-02", High)),
    row("amazon_annual", BACK_LOADED, &[12], 0, seen("one coaching guide", "2026-01", Low)),
    row("even_quarterly", EVEN, &[3], 0, GENERIC),
    row("even_monthly", EVEN, &[1], 0, GENERIC),
    row("even_cliff_12", EVEN, &[3], 12, GENERIC),
    row("google_33", GOOGLE_33, &[1], 0, seen("levels.fyi, salaryscript", "2026", High)),
    row("google_38", GOOGLE_38, &[3], 0, seen("practiceinterviews", "about 2023", Low)),
    row("meta", EVEN, &[3], 0, seen("salaryscript", "2026", Medium)),
    row("microsoft", EVEN, &[12], 0, seen("levels.fyi, salaryscript", "2026", High)),
    row("apple", EVEN, &[6], 0, seen("salaryscript", "2026", Medium)),
    row("nvidia", EVEN, &[3], 12, seen("levels.fyi; others say no cliff", "2025-01", Low)),
    row("uber", EVEN, &[1], 0, seen("salaryscript", "2026", Medium)),
    row("doordash", EVEN, &[3], 0, seen("company post: no cliff since then", "2021-07", Medium)),
    row("airbnb", AIRBNB, &[3], 0, seen("levels.fyi; the 15 is inferred", "2022", Low)),
    row("lyft", &[100.0], &[3], 0, seen("levels.fyi", "2025", Medium)),
];

/// The preset of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static VestingPreset> {
    ALL.iter().find(|preset| preset.name == name)
}

/// The names of all presets.
pub fn names() -> impl Iterator<Item = &'static str> + Clone {
    ALL.iter().map(|preset| preset.name)
}
