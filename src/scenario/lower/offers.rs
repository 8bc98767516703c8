//! `[[offers]]`: what is promised, offer by offer.

use super::attrition::Profiles;
use super::conversion::StartDate;
use super::stocks::Stocks;
use super::{bonus, check_draws, grants, layoff_terms, money, refresh, sign_on};
use crate::error::FaultKind;
use crate::offer::{Grant, LayoffTerms, Offer, Refresh, Salary};
use crate::quantity::Raise;
use crate::scenario::faults::{Faults, Told};
use crate::scenario::field::Field;
use crate::scenario::table::TableReader;

/// The most offers of a scenario.
pub const MOST_OFFERS: usize = 64;

/// The offers of a document: all names, and those offers that could be read.
pub(super) struct Offers {
    names: Vec<String>,
    read: Vec<Option<Offer>>,
    /// Whether `names` are all there are, so that another name is a fault.
    complete: bool,
    /// When they all start.
    start: StartDate,
}

impl Offers {
    /// The position of the offer that a field names.
    pub fn position(&self, field: &Field<'_>, faults: &mut Faults<'_>) -> Option<usize> {
        let name = field.name(faults)?;
        let found = self.names.iter().position(|known| known == name);
        if found.is_none() && self.complete {
            let names = self.names.iter().map(String::as_str);
            faults.unknown_name(field, name, "offers in this file", names);
        }
        found
    }

    /// The only offer's name, where there is one offer and no more.
    pub fn only_one(&self) -> Option<&str> {
        match &self.names[..] {
            [name] if self.complete => Some(name),
            _ => None,
        }
    }

    /// Calendar days from today to the start date.
    pub fn start_in_days(&self) -> u32 {
        self.start.days()
    }

    /// All offers, if none has a fault.
    pub fn into_whole(self) -> Option<Vec<Offer>> {
        self.read.into_iter().collect()
    }
}

/// Reads all offers.
pub(super) fn read(
    field: Option<Field<'_>>,
    stocks: &Stocks,
    profiles: &mut Profiles,
    faults: &mut Faults<'_>,
) -> Offers {
    let mut offers =
        Offers { names: Vec::new(), read: Vec::new(), complete: true, start: StartDate::default() };
    let fields = field.as_ref().and_then(|field| field.tables("offers", faults));
    let (Some(field), Some(fields)) = (field, fields) else {
        offers.complete = false;
        return offers;
    };
    let allowed = format!("1 to {MOST_OFFERS} offers");
    if fields.is_empty() {
        faults.out_of_range(&field, &allowed).help("write each offer under a header [[offers]]");
    }
    if let Some(beyond) = fields.get(MOST_OFFERS) {
        let message = format!("`offers` is a list of {}", fields.len());
        let label = format!("allowed: {allowed}; this is one more");
        faults.at(beyond, message, label).kind(FaultKind::Shape);
        offers.complete = false;
    }
    let mut employers: Vec<String> = Vec::new();
    for field in fields.iter().take(MOST_OFFERS) {
        let wanted = "a table under a header [[offers]]";
        let read = field.table(wanted, faults, |table, faults| {
            let name = name(table, &mut offers, faults);
            let employer = employer(table, name, &mut employers, faults);
            let parties = name.map(str::to_owned).zip(employer);
            offer(table, parties, &mut World { stocks, profiles, start: &mut offers.start }, faults)
        });
        if offers.names.len() == offers.read.len() {
            // No table, so no name was read: an unknown baseline may mean this offer.
            offers.names.push(String::new());
            offers.complete = false;
        }
        offers.read.push(read);
    }
    offers
}

/// The offer's name, which no offer before it has.
fn name<'a>(
    table: &mut TableReader<'a>,
    offers: &mut Offers,
    faults: &mut Faults<'_>,
) -> Option<&'a str> {
    let field = table.required("name", "name = \"Amazon L6\"");
    let name = field.as_ref().and_then(|field| field.name(faults));
    let (Some(field), Some(name)) = (field, name) else {
        // It has a name that is not known: an unknown baseline may mean this offer.
        offers.complete = false;
        offers.names.push(String::new());
        return None;
    };
    if let Some(earlier) = offers.names.iter().position(|other| other == name) {
        let message = format!("`{}` is {}", field.path, faults.given(field.node));
        let label = format!("`offers.{earlier}` has this name already");
        faults.at(&field, message, label).help("give every offer a name of its own");
    }
    if table.optional("employer").is_some() {
        // Without an employer the name stands for one, and is checked as that.
        check_draws(&field, name, &offers.names, faults);
    }
    offers.names.push(name.to_owned());
    Some(name)
}

/// The employer: its name, or the offer's.
fn employer(
    table: &mut TableReader<'_>,
    name: Option<&str>,
    employers: &mut Vec<String>,
    faults: &mut Faults<'_>,
) -> Option<String> {
    let (field, employer) = match table.optional("employer") {
        Some(field) => {
            let employer = field.name(faults)?;
            (Some(field), employer)
        }
        None => (table.optional("name"), name?),
    };
    if let Some(field) = field {
        check_draws(&field, employer, employers, faults);
    }
    employers.push(employer.to_owned());
    Some(employer.to_owned())
}

/// What an offer refers to beside itself.
struct World<'a> {
    stocks: &'a Stocks,
    profiles: &'a mut Profiles,
    start: &'a mut StartDate,
}

/// An offer by its name and employer.
fn offer(
    table: &mut TableReader<'_>,
    parties: Option<(String, String)>,
    world: &mut World<'_>,
    faults: &mut Faults<'_>,
) -> Option<Offer> {
    let attrition = table.optional("attrition");
    let profile =
        attrition.as_ref().map_or(Ok(None), |field| world.profiles.position(field, faults));
    let base = table.required("base_salary", "base_salary = 175_000");
    let base = base.and_then(|field| money::read(&field, faults));
    let annual_raise = match table.optional("annual_raise") {
        Some(field) => field.number(Raise::new, faults),
        None => Raise::new(0.0).ok(),
    };
    let sign_on = match table.optional("sign_on") {
        Some(field) => sign_on::read(&field, faults),
        None => Some(Vec::new()),
    };
    let grants = match table.optional("grants") {
        Some(field) => grants::read(&field, world.stocks, world.start, faults),
        None => Some(Vec::new()),
    };
    if let (Some(field), Ok(Some(position)), Some([])) = (&attrition, profile, grants.as_deref()) {
        check_return(field, position, world.profiles, faults);
    }
    let bonus = table.optional("bonus");
    let bonus = bonus.map_or(Some(None), |field| bonus::read(&field, faults).map(Some));
    let refresh = refresh(table, grants.as_deref(), faults);
    let layoff_terms = match table.optional("layoff_terms") {
        Some(field) => layoff_terms::read(&field, faults),
        None => Some(LayoffTerms::default()),
    };
    let (name, employer) = parties?;
    Some(Offer {
        name,
        employer,
        profile: profile.ok()?,
        salary: Salary { base: base?, annual_raise: annual_raise? },
        sign_on: sign_on?,
        grants: grants?,
        bonus: bonus?,
        refresh: refresh.ok()?,
        layoff_terms: layoff_terms?,
    })
}

/// The refreshers, if there are any; they are of the stock of a grant, so there must be one.
fn refresh(
    table: &mut TableReader<'_>,
    grants: Option<&[Grant]>,
    faults: &mut Faults<'_>,
) -> Result<Option<Refresh>, Told> {
    let Some(field) = table.optional("refresh") else { return Ok(None) };
    if grants.is_some_and(<[Grant]>::is_empty) {
        let message = format!("`{}` stands in an offer without a grant", field.path);
        let rule = "refreshers are of the stock of the offer's first grant";
        let help = "add a grant under [[offers.grants]], with `value = 0` if the letter has none";
        faults.at_key(&field, message, rule).help(help);
    }
    refresh::read(&field, faults).ok_or(Told).map(Some)
}

/// Reports an offer without a grant whose layoffs would answer to its stock.
fn check_return(field: &Field<'_>, position: usize, profiles: &Profiles, faults: &mut Faults<'_>) {
    if profiles.follows_stock(position) {
        let given = faults.given(field.node);
        let message = format!("`{}` is {given}, which has `layoff_to_return`", field.path);
        let rule = "it follows the stock of the offer's first grant, and this offer has no grant";
        faults
            .at(field, message, rule)
            .help("add a grant under [[offers.grants]], with `value = 0` if the letter has none")
            .help("or choose a profile without `layoff_to_return`");
    }
}
