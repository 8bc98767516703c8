//! Several scenarios in one world: what they must agree on, and what one of them decides. Everything that keeps them apart
//! is found at once. How offers and stocks are joined is `offers`' and `market`'s, settings are `settings`'.

mod market;
mod offers;
mod settings;

use super::{Document, Scenario, effective};
use crate::error::Error;
use crate::simulation::Setup;

/// One of the scenarios.
#[derive(Clone, Copy, Debug)]
pub struct Part<'a> {
    /// Its document, which says its name and what it states.
    pub document: &'a Document,
    /// What the document means.
    pub scenario: &'a Scenario,
}

impl Part<'_> {
    fn name(&self) -> &str {
        self.document.name()
    }

    /// The name of its file without folders and the ending.
    fn stem(&self) -> &str {
        let file = self.name().rsplit(['/', '\\']).next().unwrap_or_default();
        let stem = file.rsplit_once('.').map_or(file, |(stem, _)| stem);
        if stem.is_empty() { file } else { stem }.trim_matches(['<', '>'])
    }
}

/// What came of it.
#[derive(Clone, Debug, PartialEq)]
pub struct Merged {
    /// All offers in one world.
    pub scenario: Scenario,
    /// What was settled between the scenarios without a conflict, in sentences.
    pub notes: Vec<String>,
}

/// What is found on the way.
#[derive(Debug, Default)]
struct Findings {
    conflicts: Vec<String>,
    notes: Vec<String>,
}

/// Puts the offers of several scenarios into one world.
///
/// Stocks of one name must be the same in all, as must correlations of pairs that two scenarios know both stocks of, the
/// horizon, the discount rate, the outside option, the start date, the goals and the preferences where two state different ones; what only
/// one states counts for all. Runs, seed, sampler, exits, shared clocks and precision are the first's, as is the baseline.
/// Offers that are the same in every term stand once; different ones of one name get the name of their file in brackets and
/// keep their employer. Draws of an offer's own (the levels of its bands, its ratings) are addressed by its name, so with
/// brackets they are other ones; prices and exit clocks are not touched.
///
/// # Errors
/// [`Error::Refused`] with all of them.
pub fn merge(parts: &[Part<'_>]) -> Result<Merged, Error> {
    let Some(first) = parts.first() else {
        return Err(Error::Refused(vec!["no scenario is named".to_owned()]));
    };
    let mut found = Findings::default();
    let settings = settings::settled(parts, &mut found);
    let market = market::joined(parts, &mut found);
    let joined = offers::joined(parts, &market, &mut found);
    let (Some(market), true) = (market.market, found.conflicts.is_empty()) else {
        return Err(Error::Refused(found.conflicts));
    };
    let own = &first.scenario.setup.settings;
    let run = crate::simulation::Settings {
        horizon_months: settings.horizon_months,
        discount_rate: settings.discount_rate,
        ..*own
    };
    let setup = Setup::new(market, joined.profiles, joined.offers, run)
        .map_err(|error| Error::Refused(vec![error.to_string()]))?
        .with_outside_option(settings.outside_option);
    let hashes: Vec<&str> = parts.iter().map(|part| part.scenario.sha256.as_str()).collect();
    let scenario = Scenario {
        title: once(parts.iter().map(|part| part.scenario.title.as_str())).join("; "),
        notes: texts(parts),
        goals: settings.goals,
        preferences: settings.preferences,
        setup,
        sha256: effective::hash_of(&hashes),
        ..first.scenario.clone()
    };
    Ok(Merged { scenario, notes: found.notes })
}

/// The notes of all, a paragraph each.
fn texts(parts: &[Part<'_>]) -> Option<String> {
    let notes = once(parts.iter().filter_map(|part| part.scenario.notes.as_deref()));
    (!notes.is_empty()).then(|| notes.join("\n\n"))
}

/// Different texts in their order.
fn once<'a>(texts: impl Iterator<Item = &'a str>) -> Vec<&'a str> {
    let mut seen = Vec::new();
    for text in texts {
        if !seen.contains(&text) {
            seen.push(text);
        }
    }
    seen
}
