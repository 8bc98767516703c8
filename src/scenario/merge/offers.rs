//! The offers of several scenarios in one list: the same ones once, different ones of one name with their file's name.

use super::market::Joined as Stocks;
use super::{Findings, Part};
use crate::attrition::Profile;
use crate::offer::Offer;
use crate::scenario::{MOST_OFFERS, effective};
use crate::simulation::Setup;

/// All offers with the profiles that they name.
pub(super) struct Joined {
    pub(super) offers: Vec<Offer>,
    pub(super) profiles: Vec<Profile>,
}

/// An offer where it comes from.
struct Found<'a> {
    part: &'a Part<'a>,
    offer: &'a Offer,
    lines: Vec<String>,
}

/// Joins the offers, whose stocks are positions among all stocks from now on.
pub(super) fn joined(parts: &[Part<'_>], stocks: &Stocks, found: &mut Findings) -> Joined {
    let different = different(parts);
    let shares_name = |one: &Found<'_>| {
        different.iter().filter(|other| other.offer.name == one.offer.name).count() > 1
    };
    let mut names: Vec<String> = different
        .iter()
        .map(|of| {
            let name = &of.offer.name;
            if shares_name(of) { format!("{name} [{}]", of.part.stem()) } else { name.clone() }
        })
        .collect();
    // Files of one name in different folders.
    let by_stem = names.clone();
    for (at, of) in different.iter().enumerate() {
        let twice = by_stem.iter().filter(|name| **name == by_stem[at]).count() > 1;
        if twice && shares_name(of) {
            names[at] = format!("{} [{}]", of.offer.name, of.part.name());
        }
    }
    for (at, name) in names.iter().enumerate() {
        if names[..at].contains(name) {
            found.conflicts.push(format!(
                "two different offers would be called `{name}`; rename one of them in its file"
            ));
        }
    }
    if names.len() > MOST_OFFERS {
        found.conflicts.push(format!(
            "the files have {} offers together; one scenario has at most {MOST_OFFERS}",
            names.len()
        ));
    }
    let mut joined = Joined { offers: Vec::new(), profiles: Vec::new() };
    for (of, name) in different.iter().zip(names) {
        let setup = &of.part.scenario.setup;
        let offer = Offer { name, ..moved(of.offer, setup, stocks, &mut joined.profiles) };
        joined.offers.push(offer);
    }
    joined
}

/// Every offer once, however many files have it.
fn different<'a>(parts: &'a [Part<'a>]) -> Vec<Found<'a>> {
    let mut different: Vec<Found<'a>> = Vec::new();
    for part in parts {
        for offer in &part.scenario.setup.offers {
            let lines = effective::offer_lines(offer, &part.scenario.setup);
            if different.iter().all(|known| known.lines != lines) {
                different.push(Found { part, offer, lines });
            }
        }
    }
    different
}

/// The offer with the positions of its stocks and its profile in what is joined.
fn moved(offer: &Offer, own: &Setup, stocks: &Stocks, profiles: &mut Vec<Profile>) -> Offer {
    let mut offer = offer.clone();
    offer.profile = offer.profile.and_then(|at| own.profiles.get(at)).map(|profile| {
        let known = profiles.iter().position(|known| known == profile);
        known.unwrap_or_else(|| {
            profiles.push(profile.clone());
            profiles.len() - 1
        })
    });
    for grant in &mut offer.grants {
        let name = own.market.stocks.get(grant.stock).map(|stock| &stock.name);
        let place = name.and_then(|name| stocks.names.iter().position(|known| known == name));
        grant.stock = place.unwrap_or_default();
    }
    offer
}
