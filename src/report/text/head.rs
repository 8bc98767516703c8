//! The head of the text summary: what was simulated, when it was done, and what the sampler is worth.

use std::io::Write;

use super::layout::paragraph;
use crate::analysis::{LadderSummary, PrecisionFound, Simulation, Summary};
use crate::quantity::{grouped, to_digits};
use crate::report::number::count;
use crate::simulation::{Exits, Settings};

/// The metric of the sentence that every sampler but plain runs has.
const MEDIAN: &str = "p50";

/// Writes the title and what was simulated.
pub(super) fn write(summary: &Summary, width: usize, out: &mut dyn Write) -> std::io::Result<()> {
    let simulation = &summary.simulation;
    paragraph(&summary.title, width, out)?;
    paragraph(&note(&count(simulation.runs), "", simulation), width, out)?;
    let precision = simulation.precision.filter(|found| found.reached);
    if let Some(found) = precision {
        paragraph(&stopped(&found, simulation.runs), width, out)?;
    }
    let worth = worth(simulation);
    if worth.is_empty() { Ok(()) } else { paragraph(&worth, width, out) }
}

/// Writes the title of a ladder and what was simulated under each model.
pub(super) fn write_ladder(
    ladder: &LadderSummary,
    width: usize,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let all = || ladder.models.iter().map(|of| (of.model, &of.summary));
    let Some((_, first)) = all().next() else { return Ok(()) };
    paragraph(&first.title, width, out)?;
    let runs = || all().map(|(_, summary)| summary.simulation.runs);
    let (least, most) = (runs().min().unwrap_or_default(), runs().max().unwrap_or_default());
    let runs =
        if least == most { count(most) } else { format!("{} to {}", count(least), count(most)) };
    let each = match ladder.models.len() {
        1 => format!(" under {}", ladder.models[0].model),
        many => format!(" under each of {many} models"),
    };
    paragraph(&note(&runs, &each, &first.simulation), width, out)?;
    for (model, summary) in all() {
        if let Some(found) = summary.simulation.precision.filter(|found| found.reached) {
            paragraph(
                &format!("{model}: {}", stopped(&found, summary.simulation.runs)),
                width,
                out,
            )?;
        }
    }
    Ok(())
}

/// What was simulated, by the settings.
pub(super) fn note_of(settings: &Settings) -> String {
    let Settings { runs, seed, horizon_months, sampler, exits, .. } = settings;
    let method = method(sampler.name(), exits.name());
    told(&count(*runs), "", (*horizon_months, *seed), &method)
}

/// Writes the title of several worlds and what was simulated, `each` of which worlds.
pub(super) fn write_worlds(
    title: &str,
    (each, simulation): (&str, &Simulation),
    width: usize,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    paragraph(title, width, out)?;
    paragraph(&note(&count(simulation.runs), each, simulation), width, out)
}

/// Writes a title and what was simulated of runs that have one exit each.
pub(super) fn write_settings(
    title: &str,
    settings: &Settings,
    width: usize,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let Settings { runs, seed, horizon_months, sampler, .. } = settings;
    paragraph(title, width, out)?;
    paragraph(
        &told(&count(*runs), "", (*horizon_months, *seed), &format!("{} sampling", sampler.name())),
        width,
        out,
    )
}

/// What was simulated, by so many runs.
fn note(runs: &str, each: &str, simulation: &Simulation) -> String {
    let Simulation { horizon_months, seed, sampler, exits, .. } = simulation;
    told(runs, each, (*horizon_months, *seed), &method(sampler, exits))
}

fn method(sampler: &str, exits: &str) -> String {
    let integrated = if exits == Exits::Integrated.name() { ", exits integrated" } else { "" };
    format!("{sampler} sampling{integrated}")
}

fn told(runs: &str, each: &str, (months, seed): (u32, u64), method: &str) -> String {
    format!(
        "{runs} simulated careers of {months} months{each} (seed {seed}, {method}). US dollars before tax; ± is one \
         standard error of the simulation."
    )
}

/// When the job was done. What did not reach its precision has a warning instead.
fn stopped(found: &PrecisionFound, runs: u64) -> String {
    let largest = found.largest_std_error.unwrap_or_default();
    let done = if runs < found.most_runs {
        format!("Stopped at {} of at most {} runs", count(runs), count(found.most_runs))
    } else {
        format!("All {} runs were done", count(runs))
    };
    format!(
        "{done}: the standard error of {} is {} at most, and {} was asked.",
        found.metric,
        grouped(to_digits(largest, 3)),
        grouped(found.std_error)
    )
}

/// What the sampler is worth in plain runs: of the median, and of the metric whose precision was asked.
fn worth(simulation: &Simulation) -> String {
    let known = |metric: &str| {
        let runs = simulation.equivalent_plain_runs.as_ref()?.get(metric).copied().flatten()?;
        let fewer = if runs < simulation.runs { ", fewer than were done" } else { "" };
        Some((grouped(to_digits(runs as f64, 2)), fewer))
    };
    let median = known(MEDIAN).map(|(runs, fewer)| {
        format!("The median's error is what {runs} plain runs would give{fewer}.")
    });
    let asked = simulation.precision.map(|found| found.metric).filter(|metric| *metric != MEDIAN);
    let asked = asked.and_then(|metric| {
        let (runs, fewer) = known(metric)?;
        Some(format!("That of {metric} would have taken {runs} plain runs{fewer}."))
    });
    median.into_iter().chain(asked).collect::<Vec<_>>().join(" ")
}
