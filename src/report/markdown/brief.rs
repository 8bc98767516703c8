//! The negotiation brief as a page of Markdown, at the depth that its reader needs.

use std::io::Write;

use super::{assumptions, email, table};
use crate::analysis::{
    Argument, ArgumentKind, Ask, Brief, BriefOutcome, OfferSummary, OutcomeKind, Target,
};
use crate::offer::{Band, Grant, GrantSize, Money, Payment};
use crate::quantity::to_digits;
use crate::report::number::{count, exact_money, grouped, money, percentage, significant};
use crate::report::text::metric_of;
use crate::scenario::Unit;
use crate::statistics::Estimate;

/// Who reads a brief.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Depth {
    /// Whoever decides: what to ask for, and why.
    Candidate,
    /// Whoever prepares them: everything.
    Coach,
    /// Whoever answers: nothing that a candidate keeps to themselves, such as the walk-away.
    Recruiter,
}

impl Depth {
    /// All depths.
    pub const ALL: [Self; 3] = [Self::Candidate, Self::Coach, Self::Recruiter];

    /// The depth's name on the command line.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Candidate => "candidate",
            Self::Coach => "coach",
            Self::Recruiter => "recruiter",
        }
    }

    /// How many arguments it has.
    const fn arguments(self) -> usize {
        match self {
            Self::Candidate | Self::Recruiter => 3,
            Self::Coach => usize::MAX,
        }
    }
}

/// Writes a brief; `command` reproduces it.
///
/// # Errors
/// Those of the writer.
pub fn write(
    brief: &Brief,
    depth: Depth,
    command: &str,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let name = &brief.terms().name;
    writeln!(out, "# {name}: what it pays and what to ask for\n")?;
    offer_table(brief, out)?;
    headline(brief, depth, out)?;
    arguments(brief, depth, out)?;
    asks(brief, depth, out)?;
    if depth != Depth::Recruiter {
        counters(brief, out)?;
    }
    heading("What this rests on", out)?;
    for sentence in assumptions::all(brief, depth) {
        writeln!(out, "- {sentence}")?;
    }
    if depth != Depth::Recruiter
        && let Some(draft) = email::draft(brief)
    {
        heading("A draft of the letter", out)?;
        for line in draft.lines() {
            writeln!(out, "{}", format!("> {line}").trim_end())?;
        }
    }
    let settings = &brief.scenario.setup.settings;
    let simulated = format!(
        "vestrisk {}, {} simulated careers, seed {}",
        env!("CARGO_PKG_VERSION"),
        count(settings.runs),
        settings.seed
    );
    if depth == Depth::Recruiter {
        // The command and the hash would tell the goals.
        return writeln!(out, "\n{simulated}. This is no financial advice.");
    }
    heading("How to make this page again", out)?;
    writeln!(out, "```console\n$ {command}\n```\n")?;
    let hash = &brief.summary.sha256[..12];
    writeln!(out, "{simulated}, scenario {hash}. This is no financial advice.")
}

fn heading(text: &str, out: &mut dyn Write) -> std::io::Result<()> {
    writeln!(out, "\n## {text}\n")
}

/// The terms of the offer.
fn offer_table(brief: &Brief, out: &mut dyn Write) -> std::io::Result<()> {
    let offer = brief.terms();
    let mut rows = vec![vec!["base salary a year".to_owned(), amount(&offer.salary.base)]];
    for (at, payment) in offer.sign_on.iter().enumerate() {
        let when = match payment.paid {
            Payment::Lump { month } => format!("at once in month {month}"),
            Payment::Instalments { from, to } => {
                format!("in instalments over months {from} to {to}")
            }
        };
        let back = if payment.clawback.is_some() { ", may be clawed back" } else { "" };
        rows.push(vec![format!("sign-on {}, {when}{back}", at + 1), amount(&payment.amount)]);
    }
    for grant in &offer.grants {
        rows.push(grant_row(brief, grant));
    }
    if let Some(bonus) = &offer.bonus {
        let target = to_digits(100.0 * bonus.target.get(), 4);
        rows.push(vec!["bonus at target".to_owned(), format!("{target} % of the base")]);
    }
    if offer.refresh.is_some() {
        rows.push(vec!["refreshers".to_owned(), "as the scenario says".to_owned()]);
    }
    table::write(&["the offer", ""], &rows, out)
}

fn grant_row(brief: &Brief, grant: &Grant) -> Vec<String> {
    let stock = &brief.scenario.setup.market.stocks[grant.stock].name;
    let mut years = [0.0; 10];
    for tranche in grant.vesting.tranches() {
        let year = (tranche.month.saturating_sub(1) / 12).min(9) as usize;
        years[year] += tranche.percent.get();
    }
    let last = years.iter().rposition(|percent| *percent > 0.0).unwrap_or(0);
    let years: Vec<String> =
        years[..=last].iter().map(|percent| to_digits(*percent, 4).to_string()).collect();
    let size = match &grant.size {
        GrantSize::Value(value) => amount(value),
        GrantSize::Shares(shares) => format!("{} shares", grouped(shares.get(), 0)),
    };
    let month = if grant.month > 0 { format!(" in month {}", grant.month) } else { String::new() };
    vec![format!("grant of {stock}{month}, vesting {} % by year", years.join("/")), size]
}

/// An amount as it is promised.
fn amount(money: &Money) -> String {
    match money {
        Money::Stated(dollars) => exact_money(dollars.get()),
        Money::Band(band) => {
            let ends = [Band::low, Band::high].map(|end| exact_money(end(band).get()));
            format!("{} to {}", ends[0], ends[1])
        }
    }
}

/// What the letter says and what is paid, in a sentence.
fn headline_sentence(own: &OfferSummary, horizon: u32) -> String {
    let pay = &own.pay.distribution;
    let (letter, mean) = (exact_money(own.letter.total.round()), significant(pay.mean.value, 3));
    let (p05, p50) = (pay.percentiles.p05.value, pay.percentiles.p50.value);
    let says = format!("The letter says {letter} over {horizon} months. On average {mean} is paid");
    if p50 - p05 < 0.01 * p50.abs() {
        return format!("{says}, and hardly any career pays less.");
    }
    let [p05, p50] = [p05, p50].map(|percentile| significant(percentile, 3));
    format!("{says}, half of all careers get less than {p50}, and one in twenty less than {p05}.")
}

/// What the letter says against what it pays.
fn headline(brief: &Brief, depth: Depth, out: &mut dyn Write) -> std::io::Result<()> {
    heading("The headline and what is behind it", out)?;
    let summary = &brief.summary;
    let private = depth == Depth::Recruiter;
    let of = [brief.offer, brief.scenario.baseline];
    // Another offer is the candidate's own affair.
    let alone = private || of[0] == of[1];
    let offers: Vec<_> =
        of[..if alone { 1 } else { 2 }].iter().map(|at| &summary.offers[*at]).collect();
    let own = offers[0];
    writeln!(out, "{}\n", headline_sentence(own, summary.simulation.horizon_months))?;
    // Exact figures beside an ask would tell what it is to reach.
    let money = |estimate: Estimate| {
        if private { significant(estimate.value, 3) } else { money(estimate) }
    };
    let mut rows: Vec<Vec<String>> = Vec::new();
    let mut row = |label: &str, cell: &dyn Fn(&OfferSummary) -> String| {
        let cells = offers.iter().map(|offer| cell(offer));
        rows.push(std::iter::once(label.to_owned()).chain(cells).collect());
    };
    row("the letter", &|offer| exact_money(offer.letter.total.round()));
    row("mean", &|offer| money(offer.pay.distribution.mean));
    row("median", &|offer| money(offer.pay.distribution.percentiles.p50));
    row("1-in-20 bad case", &|offer| money(offer.pay.distribution.percentiles.p05));
    row("1-in-20 good case", &|offer| money(offer.pay.distribution.percentiles.p95));
    row("still there at the end", &|offer| percentage(offer.exit.stayed));
    if let (Some(walk_away), false) = (summary.walk_away, private) {
        let label = format!("chance of {}", exact_money(walk_away));
        row(&label, &|offer| offer.pay.probability_walk_away.map_or_else(String::new, percentage));
    }
    if summary.preferences.is_some() && !private {
        row("certainty equivalent", &|offer| {
            offer.present_value.certainty_equivalent.map_or_else(String::new, money)
        });
    }
    let names = offers.iter().map(|offer| offer.name.as_str());
    let header: Vec<&str> = std::iter::once("").chain(names).collect();
    table::write(&header, &rows, out)?;
    let compared = summary.comparisons.iter().find(|compared| compared.offer == own.name);
    if let Some(compared) = compared.filter(|_| !private) {
        let Estimate { value, std_error } = compared.difference.mean;
        let more = if value < 0.0 { "less" } else { "more" };
        writeln!(
            out,
            "\nAgainst {}, it is ahead in {} of all careers and pays {} {more} on average.",
            compared.baseline,
            percentage(compared.probability_ahead),
            money(Estimate { value: value.abs(), std_error })
        )?;
    }
    Ok(())
}

/// The arguments that a reader gets: none with the preferences that a candidate states for a recruiter.
pub(in crate::report) fn shown_arguments(
    brief: &Brief,
    depth: Depth,
) -> impl Iterator<Item = &Argument> {
    let told = move |argument: &&Argument| {
        let stated = matches!(argument.kind, ArgumentKind::RiskDiscount { stated: true, .. });
        !stated || depth != Depth::Recruiter
    };
    brief.arguments.iter().filter(told).take(depth.arguments())
}

/// The strongest arguments.
fn arguments(brief: &Brief, depth: Depth, out: &mut dyn Write) -> std::io::Result<()> {
    for (at, argument) in shown_arguments(brief, depth).enumerate() {
        if at == 0 {
            heading("The strongest arguments", out)?;
        }
        writeln!(out, "{}. {}", at + 1, in_words(argument))?;
    }
    Ok(())
}

/// An argument as it is said.
pub(in crate::report) fn in_words(argument: &Argument) -> String {
    let dollars = dollars(argument.dollars);
    match argument.kind {
        ArgumentKind::PriceRisk { median, without } => format!(
            "**Price risk: {dollars}.** If shares grew exactly as expected, half of all careers would pay more than {}. \
             With their volatility the half-way mark is {}: a few very good outcomes keep the average up, most careers see less.",
            significant(without, 3),
            significant(median, 3),
        ),
        ArgumentKind::RiskDiscount {
            risk_aversion,
            outside_wealth,
            stated,
            cash,
            risk_neutral,
        } => {
            let whose = if stated {
                format!(
                    "a risk aversion of {risk_aversion} and {} of other wealth",
                    exact_money(outside_wealth)
                )
            } else {
                format!(
                    "a usual risk aversion of {risk_aversion} and as much other wealth as the grant"
                )
            };
            format!(
                "**A share is not cash: {dollars}.** With {whose}, a dollar of the grant is worth {cash:.2} in cash at the \
                 vest, where it is expected to be {risk_neutral:.2}: risk takes {} % off.",
                to_digits(100.0 * (1.0 - cash / risk_neutral), 2)
            )
        }
        ArgumentKind::Forfeited { promised } => format!(
            "**What never vests: {dollars}.** Of the {} that would vest for who stays, that much is left behind on average \
             over all careers, because some leave or are let go first.",
            significant(promised, 3)
        ),
        ArgumentKind::BackLoading => format!(
            "**Late vests: {dollars}.** The same grant vesting evenly would pay that much more on average, for the same \
             chances of leaving."
        ),
        ArgumentKind::Halved => format!(
            "**If shares halve: {dollars}.** A fall by half right after the start takes that much off the average; cash loses \
             nothing."
        ),
    }
}

/// Dollars that an argument is about: whole where the error is less than one.
fn dollars(estimate: Estimate) -> String {
    match estimate.std_error {
        Some(error) if error < 1.0 => exact_money(estimate.value.round()),
        _ => money(estimate),
    }
}

/// The asks that have a value that is more than what stands now, with the number to say.
pub(in crate::report) fn said_asks(brief: &Brief) -> impl Iterator<Item = (&Ask, f64)> {
    brief.solution.asks.iter().filter_map(|ask| {
        let more = ask.met && !ask.always && ask.change.is_none_or(|change| change > 0.0);
        let outcome = brief.outcomes.iter().find(|outcome| {
            outcome.kind == OutcomeKind::Ask && outcome.path.as_deref() == Some(&ask.path)
        });
        let said = outcome.and_then(|outcome| outcome.value)?;
        more.then_some((ask, said))
    })
}

/// What is offered now, of a band both ends; `None` where the default stands.
fn offered(brief: &Brief, ask: &Ask) -> Option<String> {
    let end = |kind: OutcomeKind| {
        let own = |outcome: &&BriefOutcome| {
            outcome.kind == kind && outcome.path.as_deref() == Some(&ask.path)
        };
        brief.outcomes.iter().find(own).and_then(|outcome| outcome.value)
    };
    match (end(OutcomeKind::BandLow), end(OutcomeKind::BandHigh)) {
        (Some(low), Some(high)) => Some(format!("{} to {}", plain_money(low), plain_money(high))),
        _ => ask.current.map(plain_money),
    }
}

/// An ask as it is said: what, how much, and how much more that is.
pub(super) fn ask_in_words(brief: &Brief, ask: &Ask, said: f64) -> String {
    let now =
        offered(brief, ask).map_or_else(String::new, |now| format!(", where {now} is offered"));
    let shares = match ask.units {
        Some(units) => {
            let per_share = ask.value.map_or(0.0, |value| value.value / units);
            format!(" (about {} shares)", grouped(said / per_share, 0))
        }
        None => String::new(),
    };
    let what = match ask.label.as_str() {
        "grant, dollars" => "a grant",
        "grant, shares" => "a grant in shares",
        "base salary a year" => "a base salary",
        "sign-on, first year" => "a sign-on for the first year",
        "sign-on, second year" => "a sign-on for the second year",
        other => other,
    };
    format!("{what} of {}{shares}{now}", plain_money(said))
}

/// The table of asks.
fn asks(brief: &Brief, depth: Depth, out: &mut dyn Write) -> std::io::Result<()> {
    if depth == Depth::Recruiter {
        return said_table(brief, out);
    }
    heading("What to ask for", out)?;
    goal_sentence(brief, out)?;
    let reached = brief.solution.now.value >= brief.solution.target.value;
    let said = if reached { "about" } else { "say" };
    let mut header = vec!["term", "now", if reached { "lowest" } else { "exact ask" }, said];
    header.push("median with it");
    if brief.summary.walk_away.is_some() {
        header.push("chance of the walk-away");
    }
    let mut first = ["as it stands", "", "", ""].map(str::to_owned).to_vec();
    first.extend(outcome_cells(brief, &brief.outcomes[0]));
    let rows = brief.solution.asks.iter().map(|ask| ask_row(brief, ask));
    let rows: Vec<Vec<String>> = std::iter::once(first).chain(rows).collect();
    table::write(&header, &rows, out)
}

/// The asks that a recruiter gets: the numbers that are said, and nothing of what they are to reach.
fn said_table(brief: &Brief, out: &mut dyn Write) -> std::io::Result<()> {
    let row = |(ask, said): (&Ask, f64)| {
        vec![ask.label.clone(), offered(brief, ask).unwrap_or_default(), plain_money(said)]
    };
    let rows: Vec<Vec<String>> = said_asks(brief).map(row).collect();
    if rows.is_empty() {
        return Ok(());
    }
    heading("What would close the gap", out)?;
    writeln!(out, "Any one of these **alone**.\n")?;
    table::write(&["term", "offered", "asked"], &rows, out)
}

/// What the asks are to reach.
fn goal_sentence(brief: &Brief, out: &mut dyn Write) -> std::io::Result<()> {
    let solution = &brief.solution;
    let target = match (solution.goal.target, solution.goal.metric.unit()) {
        (Target::Value(value), Unit::Dollars) => exact_money(value),
        (Target::Value(value), Unit::Probability) => format!("{} %", to_digits(100.0 * value, 4)),
        (Target::Baseline, _) => format!("that of {}", solution.baseline),
    };
    let metric = metric_of(solution).phrase();
    let state = if solution.now.value >= solution.target.value {
        "reaches that already; the numbers say how low each term could go"
    } else {
        "does not reach that now"
    };
    writeln!(out, "Each of these **alone** brings {metric} to {target}; the offer {state}.\n")
}

fn ask_row(brief: &Brief, ask: &Ask) -> Vec<String> {
    let own = brief.outcomes.iter().find(|outcome| {
        outcome.kind == OutcomeKind::Ask && outcome.path.as_deref() == Some(&ask.path)
    });
    let now = ask.current.map_or_else(|| "–".to_owned(), plain_money);
    let exact = match (ask.value, ask.always) {
        (Some(value), false) => with_error(value),
        (Some(value), true) => format!("any, from {}", plain_money(value.value)),
        (None, _) => format!("none up to {}", plain_money(ask.searched[1])),
    };
    let said = own.and_then(|outcome| outcome.value).map_or_else(String::new, plain_money);
    let mut row = vec![ask.label.clone(), now, exact, said];
    if let Some(outcome) = own {
        row.extend(outcome_cells(brief, outcome));
    } else {
        let cells = outcome_cells(brief, &brief.outcomes[0]).len();
        row.resize(row.len() + cells, String::new());
    }
    row
}

/// The median and, with a walk-away, its chance.
fn outcome_cells(brief: &Brief, outcome: &BriefOutcome) -> Vec<String> {
    let mut cells = vec![money(outcome.p50)];
    if brief.summary.walk_away.is_some() {
        cells.push(outcome.probability_walk_away.map_or_else(String::new, percentage));
    }
    cells
}

/// What recruiters may counter by.
fn counters(brief: &Brief, out: &mut dyn Write) -> std::io::Result<()> {
    let is_counter =
        |outcome: &&BriefOutcome| !matches!(outcome.kind, OutcomeKind::Now | OutcomeKind::Ask);
    let rows: Vec<Vec<String>> = brief
        .outcomes
        .iter()
        .filter(is_counter)
        .map(|outcome| {
            let what = match outcome.kind {
                OutcomeKind::BandLow => "low end of the band",
                OutcomeKind::BandHigh => "high end of the band",
                _ => "half of the way",
            };
            let value = outcome.value.map_or_else(String::new, plain_money);
            let mut row = vec![format!("{}: {what}", outcome.label), value];
            row.extend(outcome_cells(brief, outcome));
            row
        })
        .collect();
    if rows.is_empty() {
        return Ok(());
    }
    heading("Likely counters, and what they leave", out)?;
    let mut header = vec!["counter", "value", "median with it"];
    if brief.summary.walk_away.is_some() {
        header.push("chance of the walk-away");
    }
    table::write(&header, &rows, out)
}

/// A term's value: whole dollars, or a fraction in percent.
fn plain_money(value: f64) -> String {
    if value.abs() < 10.0 && value.fract() != 0.0 {
        format!("{} %", to_digits(100.0 * value, 3))
    } else {
        exact_money(value.round())
    }
}

fn with_error(value: Estimate) -> String {
    if value.value.abs() < 10.0 { plain_money(value.value) } else { money(value) }
}
