//! The `presets` command: what the names in scenario files stand for, and where it comes from.

use super::arguments::{Format, PresetsArguments};
use super::exit::Failure;
use super::output::Output;
use super::terminal;
use crate::error::Error;
use crate::report::presets::{Kind, PresetValue, values, write_csv, write_json, write_text};

/// Runs the command.
pub(super) fn run(arguments: &PresetsArguments) -> Result<(), Failure> {
    let wanted = wanted(arguments)?;
    let mut out = Output::open(None)?;
    let written = match arguments.format {
        Format::Text => write_text(&wanted, terminal::width(), &mut out),
        Format::Json => write_json(&wanted, &mut out),
        Format::Csv => write_csv(&wanted, &mut out),
    };
    written.map_err(|source| Failure::After(out.write_failure()(source)))?;
    out.finish().map_err(Failure::After)
}

fn wanted(arguments: &PresetsArguments) -> Result<Vec<PresetValue>, Error> {
    let Some(kind) = &arguments.kind else {
        return Ok(Kind::ALL.into_iter().flat_map(values).collect());
    };
    let known = values(kind.0);
    let Some(name) = &arguments.name else { return Ok(known) };
    let mut names: Vec<&str> = known.iter().map(|value| value.name).collect();
    names.dedup();
    if !names.contains(&name.as_str()) {
        let (kind, names) = (kind.0.name(), names.join(", "));
        return Err(Error::Unusable(format!("`{name}` is no {kind} preset; there are {names}")));
    }
    Ok(known.into_iter().filter(|value| value.name == name).collect())
}
