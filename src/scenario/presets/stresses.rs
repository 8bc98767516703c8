//! Stress presets: worlds that went badly, or might, as data. A stress of prices is about the stocks that
//! move at random. How one is laid over a setup belongs to `overlay`.

use super::Confidence::{High, Medium};
use super::{Provenance, seen};
use crate::attrition::Cause;

/// The name of the stress that changes nothing, which the others are compared with.
pub const NONE: &str = "none";

/// What a stress does to a scenario.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Effect {
    /// Nothing.
    Nothing,
    /// Every stock that moves at random follows a stated path, scaled to its own price today.
    Path {
        /// Months from one close to the next.
        every_months: u32,
        /// The closes, the first of today; after the last the price stays.
        closes: &'static [f64],
    },
    /// Right after the start date every stock that moves at random is at this share of its price, and goes on at random.
    Jump(f64),
    /// Every offer ends in this month, for this reason.
    Exit {
        /// The month.
        month: u32,
        /// The reason.
        cause: Cause,
    },
}

/// A stress by name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct StressPreset {
    /// The name on the command line.
    pub name: &'static str,
    /// What happens, in words.
    pub meaning: &'static str,
    /// What it does.
    pub effect: Effect,
    /// Where it comes from.
    pub provenance: Provenance,
}

/// Closes of AMZN by month from January 2000 to January 2004, of the shipped `amzn-monthly.csv`; a test recomputes them.
const DOT_COM: &[f64] = &[
    64.56, 68.87, 67.0, 55.19, 48.31, 36.31, 30.12, 41.5, 38.44, 36.62, 24.69, 15.56, 17.31, 10.19,
    10.23, 15.78, 16.69, 14.15, 12.49, 8.94, 5.97, 6.98, 11.32, 10.82, 14.19, 14.1, 14.3, 16.69,
    18.23, 16.25, 14.45, 14.94, 15.93, 19.36, 23.35, 18.89, 21.85, 22.01, 26.03, 28.69, 35.89,
    36.32, 41.64, 46.32, 48.43, 54.43, 53.97, 52.62, 50.4,
];

/// Closes of AMZN at quarters' ends from 2021-12 to 2023-12, adjusted for the split of 2022.
const DRAWDOWN_2022: &[f64] =
    &[166.72, 163.00, 106.21, 113.00, 84.00, 103.29, 130.36, 127.12, 151.94];

const DEFINED: Provenance = seen("a definition", "2026", High);

/// All stresses.
pub static ALL: [StressPreset; 6] = [
    StressPreset {
        name: NONE,
        meaning: "the scenario as it stands",
        effect: Effect::Nothing,
        provenance: DEFINED,
    },
    StressPreset {
        name: "dot_com",
        meaning: "stocks follow AMZN from January 2000, month by month: 0.09 of the price at month 20, 0.78 at 48",
        effect: Effect::Path { every_months: 1, closes: DOT_COM },
        provenance: seen(
            "monthly closes in scenarios/prices/amzn-monthly.csv, as they circulate with public charting libraries",
            "2000-01 to 2004-01",
            Medium,
        ),
    },
    StressPreset {
        name: "drawdown_2022",
        meaning: "stocks follow AMZN from the end of 2021, quarter by quarter: half the price at month 12, 0.91 of it from 24 on",
        effect: Effect::Path { every_months: 3, closes: DRAWDOWN_2022 },
        provenance: seen(
            "AMZN at quarters' ends, adjusted for the split; all but 2022-09 and 2022-12 compared with public listings",
            "2021-12 to 2023-12",
            Medium,
        ),
    },
    StressPreset {
        name: "layoff_month_14",
        meaning: "every offer ends with a layoff at month 14",
        effect: Effect::Exit { month: 14, cause: Cause::Layoff },
        provenance: DEFINED,
    },
    StressPreset {
        name: "flat",
        meaning: "stocks stay at today's price",
        effect: Effect::Path { every_months: 1, closes: &[1.0] },
        provenance: DEFINED,
    },
    StressPreset {
        name: "halved",
        meaning: "stocks lose half their price right after the start, once the grants of the start are converted, and move \
                  as before from there",
        effect: Effect::Jump(0.5),
        provenance: DEFINED,
    },
];

/// The stress of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static StressPreset> {
    ALL.iter().find(|preset| preset.name == name)
}

/// The names of all stresses.
pub fn names() -> impl Iterator<Item = &'static str> + Clone {
    ALL.iter().map(|preset| preset.name)
}
