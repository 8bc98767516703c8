//! The presets as text, JSON and CSV: each value with its source, date and confidence.

use std::io::Write;

use serde::Serialize;

use super::csv::write_error;
use super::wrap::hanging;
use crate::attrition::Cause;
use crate::offer::Proration;
use crate::scenario::presets::{Provenance, attrition, clawback, models, stresses, vesting};

/// A kind of presets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// Vesting schedules.
    Vesting,
    /// Clawback terms.
    Clawback,
    /// Exit hazards.
    Attrition,
    /// Parameters of stock models.
    Model,
    /// Stresses.
    Stress,
}

impl Kind {
    /// All kinds.
    pub const ALL: [Self; 5] =
        [Self::Vesting, Self::Clawback, Self::Attrition, Self::Model, Self::Stress];

    /// The kind's name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Vesting => "vesting",
            Self::Clawback => "clawback",
            Self::Attrition => "attrition",
            Self::Model => "model",
            Self::Stress => "stress",
        }
    }
}

/// One value of a preset.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct PresetValue {
    /// The kind.
    pub kind: &'static str,
    /// The preset's name in scenario files.
    pub name: &'static str,
    /// Which of its values; empty where it has one.
    pub part: &'static str,
    /// The value in words.
    pub value: String,
    /// Where it comes from.
    pub source: &'static str,
    /// When it was published or seen.
    pub date: &'static str,
    /// How far to trust it: high, medium or low.
    pub confidence: &'static str,
}

impl PresetValue {
    fn new(
        kind: Kind,
        (name, part): (&'static str, &'static str),
        value: String,
        provenance: &Provenance,
    ) -> Self {
        Self {
            kind: kind.name(),
            name,
            part,
            value,
            source: provenance.source,
            date: provenance.date,
            confidence: provenance.confidence.name(),
        }
    }
}

/// All values of the presets of a kind.
#[must_use]
pub fn values(kind: Kind) -> Vec<PresetValue> {
    match kind {
        Kind::Vesting => vesting::ALL
            .iter()
            .map(|preset| {
                let value = schedule(preset);
                PresetValue::new(kind, (preset.name, ""), value, &preset.provenance)
            })
            .collect(),
        Kind::Clawback => clawback::ALL
            .iter()
            .map(|preset| {
                let value = terms(preset);
                PresetValue::new(kind, (preset.name, ""), value, &preset.provenance)
            })
            .collect(),
        Kind::Attrition => attrition::ALL.iter().flat_map(hazards).collect(),
        Kind::Model => models::ALL
            .iter()
            .map(|preset| {
                let value = parameters(preset);
                PresetValue::new(kind, (preset.name, ""), value, &preset.provenance)
            })
            .collect(),
        Kind::Stress => stresses::ALL
            .iter()
            .map(|preset| {
                let value = preset.meaning.to_owned();
                PresetValue::new(kind, (preset.name, ""), value, &preset.provenance)
            })
            .collect(),
    }
}

fn joined<T: ToString>(parts: impl IntoIterator<Item = T>, between: &str) -> String {
    parts.into_iter().map(|part| part.to_string()).collect::<Vec<_>>().join(between)
}

fn schedule(preset: &vesting::VestingPreset) -> String {
    let percents = joined(preset.yearly.iter(), "/");
    let every = match preset.every_months {
        [1] => "every month".to_owned(),
        months => format!("every {} months", joined(months.iter(), ", ")),
    };
    let cliff = match preset.cliff_months {
        0 => String::new(),
        month => format!(", nothing before month {month}"),
    };
    format!("{percents} % by year, {every}{cliff}")
}

fn terms(preset: &clawback::ClawbackPreset) -> String {
    let Some(terms) = preset.terms else {
        return "nothing is owed; payments stop at the exit".to_owned();
    };
    let proration = match terms.proration {
        Proration::None => "all of it",
        Proration::Monthly => "what is left by completed months",
        Proration::Daily => "what is left day by day",
    };
    let causes = joined(terms.causes.iter().map(|cause| cause.name()), " or ");
    format!("{proration}, for {} months, after a {causes} exit", terms.window_months)
}

fn hazards(preset: &'static attrition::AttritionPreset) -> [PresetValue; 3] {
    Cause::ALL.map(|cause| {
        let hazard = match cause {
            Cause::Voluntary => &preset.voluntary,
            Cause::Layoff => &preset.layoff,
            Cause::Performance => &preset.performance,
        };
        let value = if hazard.by_year.is_empty() {
            "never".to_owned()
        } else {
            format!("{} a year", joined(hazard.by_year.iter(), ", "))
        };
        let part = (preset.name, cause.name());
        PresetValue::new(Kind::Attrition, part, value, &hazard.provenance)
    })
}

fn parameters(preset: &models::ModelPreset) -> String {
    let stated = preset.parameters.iter().map(|(key, value)| format!("{key} {value}"));
    joined(stated.chain([preset.follows.to_owned()]), "; ")
}

/// Writes values as text for a width in columns, a block a preset.
///
/// # Errors
/// Those of the writer.
pub fn write_text(
    values: &[PresetValue],
    width: usize,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let mut last = ("", "");
    for value in values {
        if value.kind != last.0 {
            let gap = if last.0.is_empty() { "" } else { "\n" };
            writeln!(out, "{gap}{}", value.kind)?;
        }
        if (value.kind, value.name) != last {
            writeln!(out, "  {}", value.name)?;
        }
        let part = if value.part.is_empty() { String::new() } else { format!("{}: ", value.part) };
        hanging("    ", &format!("{part}{}", value.value), width, out)?;
        let PresetValue { source, date, confidence, .. } = value;
        let origin = format!("{source} ({date}; confidence {confidence})");
        hanging("      ", &origin, width, out)?;
        last = (value.kind, value.name);
    }
    Ok(())
}

/// Writes values as an indented JSON list.
///
/// # Errors
/// Those of the writer.
pub fn write_json(values: &[PresetValue], out: &mut dyn Write) -> std::io::Result<()> {
    serde_json::to_writer_pretty(&mut *out, values)?;
    out.write_all(b"\n")
}

/// Writes values as CSV, one a row.
///
/// # Errors
/// Those of the writer.
pub fn write_csv(values: &[PresetValue], out: &mut dyn Write) -> std::io::Result<()> {
    let mut writer = csv::Writer::from_writer(out);
    for value in values {
        writer.serialize(value).map_err(write_error)?;
    }
    writer.flush()
}
