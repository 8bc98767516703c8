//! The text of the worst runs: for each offer what they lack of the letter and why, what distinguishes them, and runs to
//! replay.

use std::io::Write;

use super::NARROWEST;
use super::layout::{self, Row};
use super::offers::plain;
use crate::analysis::{Contrast, OfferTail, Representative, Stands, Tail, TailCause, TailPart};
use crate::attrition::Cause;
use crate::quantity::HALF_CENT;
use crate::report::number::{count, exact_money, grouped, money, percentage};
use crate::report::shell::command_lines;
use crate::report::wrap::wrapped;
use crate::simulation::Exits;
use crate::statistics::Estimate;

/// Writes the worst runs, fitted to a width in columns; at least [`NARROWEST`] are used. `replay` are the words of a
/// command that replays a run of them, up to its number.
///
/// # Errors
/// Those of the writer.
pub fn write(
    tail: &Tail,
    replay: &[String],
    width: usize,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let width = width.max(NARROWEST);
    let level = format!("worst {} %", plain(tail.tail * 100.0));
    layout::paragraph(&tail.title, width, out)?;
    layout::paragraph(&note(tail, &level), width, out)?;
    let horizon = tail.settings.horizon_months;
    for offer in &tail.offers {
        writeln!(out)?;
        layout::paragraph(&offer.name, width, out)?;
        layout::paragraph(&lacking(offer, &level), width, out)?;
        layout::paragraph(&leaving(offer, horizon), width, out)?;
        writeln!(out)?;
        let causes = causes(offer);
        if !causes.is_empty() {
            layout::table(&["dollars", "share"], causes, width, out)?;
            writeln!(out)?;
        }
        layout::table(&[&level, "all runs"], features(offer, horizon), width, out)?;
        shown(offer, replay, (horizon, width), out)?;
    }
    writeln!(out)?;
    layout::paragraph(&legend(tail), width, out)
}

/// What was simulated.
fn note(tail: &Tail, level: &str) -> String {
    let settings = &tail.settings;
    let exits = match settings.exits {
        Exits::Sampled => "",
        Exits::Integrated => {
            " Each run has the one exit that its own clocks draw, as in a replay; `run` counts every exit that a run may \
             come to, so its figures differ by sampling."
        }
    };
    format!(
        "The {level} of {} simulated careers of {} months (seed {}, {} sampling). US dollars before tax; ± is one \
         standard error of the simulation.{exits}",
        count(settings.runs),
        settings.horizon_months,
        settings.seed,
        settings.sampler.name(),
    )
}

/// How much is lacking, and what takes most of it.
fn lacking(offer: &OfferTail, level: &str) -> String {
    let (mean, lacking) = (offer.expected_shortfall.value, offer.shortfall.value);
    let amount = |value: f64| grouped(value, 0);
    let says = format!(
        "The letter says {}. The {level} of runs pay {} on average",
        exact_money(offer.letter_total.round()),
        amount(mean)
    );
    if lacking < HALF_CENT {
        let more =
            if lacking > -HALF_CENT { "the same".to_owned() } else { amount(-lacking) + " more" };
        return format!("{says}, {more}: nothing is lacking that could be shared out.");
    }
    let mut shares = shares(offer);
    shares.sort_by(|a, b| b.1.total_cmp(&a.1));
    let told = |sign: f64| {
        let each = shares.iter().filter(|(_, share)| sign * share >= NOTABLE);
        each.map(|(noun, share)| format!("{noun} {}", whole_percent(share.abs())))
            .collect::<Vec<_>>()
    };
    let takes = match shares.as_slice() {
        [(noun, _), rest @ ..] if rest.iter().all(|(_, share)| share.abs() < LITTLE) => {
            format!("All of that is {noun}")
        }
        _ => format!("Of that, {}", and(&told(1.0))),
    };
    let gives = match told(-1.0).as_slice() {
        [] => String::new(),
        gives => format!(", less {}", and(gives)),
    };
    format!("{says}, {} less. {takes}{gives}.", amount(lacking))
}

/// A share that the sentence names.
const NOTABLE: f64 = 0.05;
/// A share that is as good as none.
const LITTLE: f64 = 0.005;

/// What the sentence shares out: exits as they are alone, and prices by what they did to the pay that was left, the
/// overlap included. Shares add to one.
fn shares(offer: &OfferTail) -> Vec<(&'static str, f64)> {
    let share = |cause: TailCause| {
        let part = offer.parts.iter().find(|part| part.cause == cause);
        part.and_then(|part| part.share).map_or(0.0, |share| share.value)
    };
    let own = TailCause::ALL.into_iter().filter(|cause| *cause != TailCause::Overlap);
    let own = own.map(|cause| match cause {
        TailCause::Stock if share(TailCause::Overlap).abs() < LITTLE => {
            ("the stock price", share(cause))
        }
        TailCause::Stock => {
            ("the stock price of what vests", share(cause) + share(TailCause::Overlap))
        }
        cause => (label(cause), share(cause)),
    });
    own.collect()
}

/// Who leaves and when, and where the stock ends, against all runs.
fn leaving(offer: &OfferTail, horizon: u32) -> String {
    let features = &offer.features;
    let gone = |of: &dyn Fn(&Contrast) -> Option<Estimate>| {
        let left = 1.0 - of(&features.stayed)?.value;
        let month = of(&features.exit_month).map(|month| month.value);
        let half = month.map(|month| format!(", half of them by month {}", grouped(month, 1)));
        Some(format!("{} leave{}", whole_percent(left), half.unwrap_or_default()))
    };
    let (of_tail, of_all) = (gone(&|of| of.tail), gone(&|of| of.all));
    let mut sentences = Vec::new();
    if features.exit_month.all.is_none() {
        sentences.push("Nobody leaves.".to_owned());
    } else if let (Some(tail), Some(all)) = (of_tail, of_all) {
        sentences.push(format!("Of these runs {tail}; of all runs {all}."));
    }
    let moved = features.growth.iter().filter_map(|stock| {
        let [tail, all] = [stock.growth.tail?.value, stock.growth.all?.value];
        let [told, told_all] = [tail, all].map(signed_percent);
        let text = format!(
            "{}'s median move to month {horizon} is {told}; of all runs {told_all}.",
            stock.stock
        );
        ((tail - all).abs() >= NOTABLE).then_some(text)
    });
    sentences.extend(moved);
    sentences.join(" ")
}

/// What each cause takes, in dollars and as a share of all; no rows where none takes or adds anything.
fn causes(offer: &OfferTail) -> Vec<Row> {
    let share = |share: Option<Estimate>| share.map_or_else(|| "–".to_owned(), percentage);
    let nothing = |part: &TailPart| {
        part.dollars.value.abs() < HALF_CENT && part.dollars.std_error.unwrap_or(0.0) < HALF_CENT
    };
    let parts: Vec<&TailPart> = offer.parts.iter().filter(|part| !nothing(part)).collect();
    if parts.is_empty() {
        return Vec::new();
    }
    let mut rows = vec![Row::heading("Why they pay less")];
    rows.extend(
        parts
            .into_iter()
            .map(|part| Row::values(label(part.cause), [dollars(part.dollars), share(part.share)])),
    );
    let whole = offer.parts[0].share.map_or("–", |_| "100 %");
    rows.push(Row::values("less than the letter", [dollars(offer.shortfall), whole.to_owned()]));
    rows
}

/// An amount whose error is none where it is only the rounding of sums.
fn dollars(amount: Estimate) -> String {
    let std_error = amount.std_error.map(|error| if error < HALF_CENT { 0.0 } else { error });
    money(Estimate { std_error, ..amount })
}

/// What distinguishes the worst runs.
fn features(offer: &OfferTail, horizon: u32) -> Vec<Row> {
    let features = &offer.features;
    let mut rows = vec![Row::heading("What is different")];
    let mut row = |label: &str, contrast: &Contrast, text: fn(Estimate) -> String| {
        let cell = |figure: Option<Estimate>| figure.map_or_else(|| "–".to_owned(), text);
        rows.push(Row::values(label, [cell(contrast.tail), cell(contrast.all)]));
    };
    let some = |contrast: &Contrast| contrast.all.is_some_and(|share| share.value > 0.0);
    let shares = [
        (format!("stay {horizon} months"), &features.stayed),
        ("quit".to_owned(), &features.voluntary),
        ("are laid off".to_owned(), &features.layoff),
        ("are dismissed".to_owned(), &features.performance),
        ("owe a clawback".to_owned(), &features.clawback),
    ];
    for (label, share) in shares.iter().filter(|(_, share)| some(share)) {
        row(label, share, percentage);
    }
    if some(&features.exit_month) {
        row("median exit month", &features.exit_month, money);
    }
    for stock in &features.growth {
        row(&format!("{} to month {horizon}", stock.stock), &stock.growth, percentage);
    }
    rows
}

/// The runs to look at, each with the command that does.
fn shown(
    offer: &OfferTail,
    replay: &[String],
    (horizon, width): (u32, usize),
    out: &mut dyn Write,
) -> std::io::Result<()> {
    const INDENT: &str = "    ";
    writeln!(out)?;
    writeln!(out, "Runs to look at")?;
    for run in &offer.representatives {
        let words: Vec<String> =
            replay.iter().cloned().chain(["--run".to_owned(), run.run.to_string()]).collect();
        let text = format!("run {}, {}: {}", run.run, stands(run.stands), happened(run, horizon));
        for (at, line) in wrapped(&text, width - INDENT.len()).iter().enumerate() {
            writeln!(out, "{}{line}", if at == 0 { "  " } else { INDENT })?;
        }
        for line in command_lines(&words, width - INDENT.len()) {
            writeln!(out, "{INDENT}{line}")?;
        }
    }
    Ok(())
}

/// What happened in a run.
fn happened(run: &Representative, horizon: u32) -> String {
    let end = match run.exit {
        None => format!("stays {horizon} months"),
        Some((month, cause)) => {
            let left = match cause {
                Cause::Voluntary => "quits",
                Cause::Layoff => "laid off",
                Cause::Performance => "dismissed",
            };
            format!("{left} in month {}", grouped(month, 1))
        }
    };
    let repaid = match run.clawback {
        none if none > -HALF_CENT => String::new(),
        debt => format!(", repays {}", grouped(-debt, 0)),
    };
    let moved = |(stock, growth): &(String, f64)| {
        format!("{stock} {} by month {horizon}", signed_percent(*growth))
    };
    let stocks = run.growth.iter().map(moved);
    let happened: Vec<String> = std::iter::once(end + &repaid).chain(stocks).collect();
    format!("{}; pays {}", happened.join(", "), grouped(run.pay, 0))
}

/// How to read the causes.
fn legend(tail: &Tail) -> String {
    let has = |cause: TailCause| {
        let parts = tail.offers.iter().flat_map(|offer| &offer.parts);
        parts.clone().any(|part| part.cause == cause && part.dollars.value.abs() >= HALF_CENT)
    };
    let mut text = "Each run is paid again with every stock held at today's price, without its exit, and without both: what \
                    each alone takes is its part, an exit's without its clawback."
        .to_owned();
    if has(TailCause::Overlap) {
        text.push_str(
            " Overlap is what the two do together beside that: below zero where both take the same shares, which are \
             counted twice above; above zero where leaving forfeits what the stock had gained.",
        );
    }
    if has(TailCause::Terms) {
        text.push_str(
            " Other terms are what the letter counts otherwise: bands, bonuses, refreshers, averaged conversions.",
        );
    }
    text
}

const fn label(cause: TailCause) -> &'static str {
    match cause {
        TailCause::Stock => "stock price",
        TailCause::Voluntary => "quits",
        TailCause::Layoff => "layoffs",
        TailCause::Performance => "dismissals",
        TailCause::Clawback => "clawbacks",
        TailCause::Overlap => "overlap",
        TailCause::Terms => "other terms",
    }
}

fn stands(stands: Stands) -> String {
    match stands {
        Stands::For(cause) => format!("for {}", label(cause)),
        Stands::Median => "in the middle of all".to_owned(),
        Stands::Worst => "the worst".to_owned(),
        Stands::Mildest => "the mildest of these".to_owned(),
    }
}

/// Parts of a sentence: `a`, `a and b`, `a, b and c`.
fn and(parts: &[String]) -> String {
    match parts {
        [all @ .., last] if !all.is_empty() => format!("{} and {last}", all.join(", ")),
        parts => parts.concat(),
    }
}

fn whole_percent(share: f64) -> String {
    format!("{} %", grouped(share * 100.0, 0))
}

/// A change with its sign.
fn signed_percent(change: f64) -> String {
    let plus = if change * 100.0 >= 0.5 { "+" } else { "" };
    format!("{plus}{}", whole_percent(change))
}
