//! Attrition presets: annual hazards of the three causes by year of tenure; the last year continues.

use super::Confidence::{High, Low, Medium};
use super::{Provenance, seen};
use crate::attrition::{Cause, Hazard, Hazards};
use crate::quantity::HazardRate;

/// The reserved name of the profile with which nobody leaves.
pub const NONE: &str = "none";

/// The hazard of one cause.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct PresetHazard {
    /// Annual hazards by year of tenure; empty: the cause never happens.
    pub by_year: &'static [f64],
    /// Where they come from.
    pub provenance: Provenance,
}

/// Exit hazards by name.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct AttritionPreset {
    /// The name in scenario files.
    pub name: &'static str,
    /// Quits.
    pub voluntary: PresetHazard,
    /// Layoffs.
    pub layoff: PresetHazard,
    /// Dismissals for performance.
    pub performance: PresetHazard,
}

impl AttritionPreset {
    /// The hazard of a cause, if it can happen.
    #[must_use]
    pub fn hazard(&self, cause: Cause) -> Option<Hazard> {
        let preset = match cause {
            Cause::Voluntary => self.voluntary,
            Cause::Layoff => self.layoff,
            Cause::Performance => self.performance,
        };
        let rates = preset.by_year.iter().map(|rate| HazardRate::new(*rate));
        let rates: Vec<HazardRate> =
            rates.collect::<Result<_, _>>().expect("the table of presets holds valid hazards only");
        Hazard::by_year(&rates).ok()
    }

    /// The hazards of all causes.
    #[must_use]
    pub fn hazards(&self) -> Hazards {
        let [voluntary, layoff, performance] = Cause::ALL.map(|cause| self.hazard(cause));
        Hazards::new(voluntary, layoff, performance)
    }
}

const fn row(
    name: &'static str,
    voluntary: (&'static [f64], Provenance),
    layoff: (&'static [f64], Provenance),
    performance: (&'static [f64], Provenance),
) -> AttritionPreset {
    const fn hazard(part: (&'static [f64], Provenance)) -> PresetHazard {
        PresetHazard { by_year: part.0, provenance: part.1 }
    }
    AttritionPreset {
        name,
        voluntary: hazard(voluntary),
        layoff: hazard(layoff),
        performance: hazard(performance),
    }
}

/// Amazon's 10-K gives the total, by the share of unvested units forfeited a year (9.0 % in 2017 to
/// 14.5 % in 2021, 11.6 % in 2024); the split between causes is a judgement.
const FORFEITED: Provenance = seen(
    "total: RSUs forfeited in Amazon's 10-K 2017–2024; the split is a judgement",
    "2024",
    Medium,
);
const LAYOFFS: Provenance =
    seen("announced corporate layoffs 2022–2026, near 4 % a year, in waves", "2026-01", Medium);
const SPLIT: Provenance = seen("what the forfeited total leaves; a judgement", "2024", Low);
const CARTA: Provenance =
    seen("Carta: hazard 0.23 a year, all counted as quits; the source has no split", "2025", Low);
const NOT_SPLIT: Provenance = seen("not split from quits by the source", "2025", Low);
const LOW: Provenance = seen("0.6 × amazon", "2024", Low);
const HIGH: Provenance = seen("1.6 × amazon", "2024", Low);
const DEFINED: Provenance = seen("nobody leaves, by definition", "2026", High);

/// All attrition presets.
pub static ALL: [AttritionPreset; 5] = [
    row(
        "amazon",
        (&[0.05, 0.08, 0.085, 0.08], FORFEITED),
        (&[0.02, 0.035, 0.035, 0.035], LAYOFFS),
        (&[0.015, 0.03, 0.03, 0.03], SPLIT),
    ),
    row("startup", (&[0.23], CARTA), (&[], NOT_SPLIT), (&[], NOT_SPLIT)),
    row(
        "low",
        (&[0.03, 0.048, 0.051, 0.048], LOW),
        (&[0.012, 0.021, 0.021, 0.021], LOW),
        (&[0.009, 0.018, 0.018, 0.018], LOW),
    ),
    row(
        "high",
        (&[0.08, 0.128, 0.136, 0.128], HIGH),
        (&[0.032, 0.056, 0.056, 0.056], HIGH),
        (&[0.024, 0.048, 0.048, 0.048], HIGH),
    ),
    row(NONE, (&[], DEFINED), (&[], DEFINED), (&[], DEFINED)),
];

/// The preset of that name.
#[must_use]
pub fn find(name: &str) -> Option<&'static AttritionPreset> {
    ALL.iter().find(|preset| preset.name == name)
}

/// The names of all presets.
pub fn names() -> impl Iterator<Item = &'static str> + Clone {
    ALL.iter().map(|preset| preset.name)
}
