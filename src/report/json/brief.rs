//! The JSON document of a negotiation brief.

use std::io::Write;

use schemars::JsonSchema;
use serde::Serialize;

use super::settings::AskedSettings;
use super::solve::GoalPart;
use super::{Output, ScenarioId, write_document};
use crate::analysis::{Ask, Brief, BriefOutcome, OfferSummary};
use crate::report::markdown::{
    Depth, argument_in_words, assumptions, draft, said_asks, shown_arguments, write_brief as page,
};
use crate::statistics::Estimate;

/// The result of `vestrisk brief … --format json`. Money is US dollars before tax. Names do not change within format 1;
/// keys may be added.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "vestrisk brief")]
pub(in crate::report) struct BriefDocument<'a> {
    /// Version of this format: 1.
    #[schemars(extend("const" = 1))]
    format: u32,
    /// Version of vestrisk.
    version: &'static str,
    /// The command that wrote it.
    #[schemars(extend("const" = "brief"))]
    command: &'static str,
    /// Which scenario was simulated; absent for a recruiter, because its hash and title can tell the goals.
    #[serde(skip_serializing_if = "Option::is_none")]
    scenario: Option<ScenarioId<'a>>,
    /// How it was simulated.
    simulation: AskedSettings,
    /// Who reads it.
    #[serde(rename = "for")]
    #[schemars(extend("enum" = Depth::ALL.map(Depth::name)))]
    reader: &'static str,
    /// The offer.
    offer: &'a str,
    /// What only the candidate's side reads; absent for a recruiter.
    #[serde(skip_serializing_if = "Option::is_none")]
    private: Option<Private<'a>>,
    /// The strongest arguments, the one of most dollars first.
    arguments: Vec<ArgumentPart<'a>>,
    /// What to ask for, each alone; for a recruiter only what closes a gap.
    asks: Vec<AskPart<'a>>,
    /// What it rests on.
    assumptions: Vec<String>,
    /// The command that writes it again; absent for a recruiter, because it can tell the goals.
    #[serde(skip_serializing_if = "Option::is_none")]
    reproduce: Option<&'a str>,
    /// The page in Markdown.
    markdown: String,
}

/// What only the candidate's side reads.
#[derive(Serialize, JsonSchema)]
struct Private<'a> {
    /// What the offer is to reach.
    goal: GoalPart<'a>,
    /// The metric as the offer stands.
    now: Estimate,
    /// What each offer pays, in the order of the scenario.
    offers: &'a [OfferSummary],
    /// What the offer comes to as it stands, with each ask, and with each likely counter.
    outcomes: &'a [BriefOutcome],
    /// The draft of the letter; null where nothing has to be asked for.
    letter: Option<String>,
}

/// An argument, and how it is said.
#[derive(Serialize, JsonSchema)]
struct ArgumentPart<'a> {
    /// What it is about.
    about: &'a crate::analysis::ArgumentKind,
    /// What it takes off the offer, in dollars.
    dollars: Estimate,
    /// How it is said, in Markdown.
    text: String,
}

/// An ask as it is said, without what it is to reach.
#[derive(Serialize, JsonSchema)]
struct AskPart<'a> {
    /// The path within the offer.
    path: &'a str,
    /// What it is, in words.
    label: &'a str,
    /// What stands there now; null where the default does.
    current: Option<f64>,
    /// The number to say; null where none closes the gap.
    say: Option<f64>,
}

/// Writes a brief as one indented JSON document and a line feed.
///
/// # Errors
/// Those of the writer.
pub fn write_brief<'a>(
    brief: &'a Brief,
    depth: Depth,
    command: &'a str,
    out: &mut dyn Write,
) -> std::io::Result<()> {
    let mut markdown = Vec::new();
    page(brief, depth, command, &mut markdown)?;
    let solution = &brief.solution;
    let private = (depth != Depth::Recruiter).then(|| Private {
        goal: GoalPart::new(solution),
        now: solution.now,
        offers: &brief.summary.offers,
        outcomes: &brief.outcomes,
        letter: draft(brief),
    });
    let public = depth == Depth::Recruiter;
    let ask = |(of, say): (&'a Ask, Option<f64>)| AskPart {
        path: &of.path,
        label: &of.label,
        current: of.current,
        say,
    };
    let said = |of: &'a Ask| {
        (of, said_asks(brief).find(|(ask, _)| ask.path == of.path).map(|(_, say)| say))
    };
    let document = BriefDocument {
        format: 1,
        version: env!("CARGO_PKG_VERSION"),
        command: "brief",
        scenario: (!public)
            .then_some(ScenarioId { title: &solution.title, sha256: &solution.sha256 }),
        simulation: AskedSettings::new(&solution.settings),
        reader: depth.name(),
        offer: &solution.offer,
        private,
        arguments: shown_arguments(brief, depth)
            .map(|of| ArgumentPart {
                about: &of.kind,
                dollars: of.dollars,
                text: argument_in_words(of),
            })
            .collect(),
        asks: solution
            .asks
            .iter()
            .map(said)
            .filter(|(_, say)| !public || say.is_some())
            .map(ask)
            .collect(),
        assumptions: assumptions(brief, depth),
        reproduce: (!public).then_some(command),
        markdown: String::from_utf8_lossy(&markdown).into_owned(),
    };
    write_document(&Output::Brief(Box::new(document)), out)
}
