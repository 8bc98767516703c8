//! What a tornado varies: the inputs of an offer and of the world it is in, with a plausible range of each. How a value of
//! one is put into a scenario is `place`'s.

use crate::attrition::{Cause, Profile};
use crate::error::{Error, Flag};
use crate::market::Model;
use crate::offer::{GrantSize, Money, Offer, RefreshKind};
use crate::quantity::to_digits;
use crate::scenario::{Scenario, Standing, Worlds, join, quoted};

/// What is varied; offers, stocks and profiles by position.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(super) enum Input {
    /// Total volatility of a stock.
    Volatility(usize),
    /// Expected return of a stock.
    ExpectedReturn(usize),
    /// Price of a stock today, where shares of it are promised.
    Price(usize),
    /// A factor on the hazards of a profile: of one cause, or of all.
    Hazard(usize, Option<Cause>),
    /// Stated base salary of an offer.
    BaseSalary(usize),
    /// Sign-on payments of an offer that begin in a year (from 1), together.
    SignOn(usize, u32),
    /// A grant of an offer: dollars, or shares.
    Grant(usize, usize),
    /// The bonus factor of an offer.
    BonusFactor(usize),
    /// The annual raise of an offer.
    Raise(usize),
    /// The level of all bands of an offer.
    Bands(usize),
    /// A field of the scenario's document, by its path.
    Field,
}

/// What an input is counted in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum InputUnit {
    /// A fraction a year; a unit is one point, 0.01.
    Fraction,
    /// A factor; a unit is one percent, 0.01.
    Factor,
    /// Dollars; a unit is 10,000.
    Dollars,
    /// Dollars a share; a unit is one.
    Price,
    /// Shares; a unit is 100.
    Shares,
    /// A level from 0, the low of a band, to 1, its high; no unit.
    Level,
    /// What the field is counted in; no unit.
    Field,
}

impl InputUnit {
    /// The name in outputs.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Fraction => "fraction",
            Self::Factor => "factor",
            Self::Dollars => "dollars",
            Self::Price => "dollars_a_share",
            Self::Shares => "shares",
            Self::Level => "level",
            Self::Field => "field",
        }
    }

    /// All names.
    pub const NAMES: [&'static str; 7] =
        ["fraction", "factor", "dollars", "dollars_a_share", "shares", "level", "field"];

    /// The change that a derivative is per; `None` where there is none.
    #[must_use]
    pub const fn step(self) -> Option<f64> {
        match self {
            Self::Fraction | Self::Factor => Some(0.01),
            Self::Dollars => Some(10_000.0),
            Self::Price => Some(1.0),
            Self::Shares => Some(100.0),
            Self::Level | Self::Field => None,
        }
    }
}

/// An input with its range.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Varied {
    pub(super) input: Input,
    /// What it is, in words.
    pub(super) name: String,
    /// Its field in a scenario file, where one field holds it.
    pub(super) path: Option<String>,
    pub(super) unit: InputUnit,
    pub(super) low: f64,
    /// What it is in the scenario; `None` where each run draws it.
    pub(super) base: Option<f64>,
    pub(super) high: f64,
}

/// The inputs of a question, and what could not be one.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Inputs {
    pub(super) all: Vec<Varied>,
    pub(super) notes: Vec<String>,
}

/// An input that is chosen by its field's path, with its range.
#[derive(Clone, Debug, PartialEq)]
pub struct FieldRange {
    /// The path.
    pub path: String,
    /// The low end.
    pub low: f64,
    /// The high end, above it.
    pub high: f64,
}

impl FieldRange {
    /// The flag that sets the field to a value.
    pub(super) fn flag(path: &str, value: f64) -> Flag {
        Flag { name: "--vary".to_owned(), text: format!("{path}={value}") }
    }
}

/// The inputs that are chosen: the document must be one at both ends of each.
pub(super) fn chosen(
    ranges: &[FieldRange],
    documents: &Worlds<'_>,
    design: Design,
) -> Result<Inputs, Error> {
    let mut found = Inputs::default();
    let refuse = |why: String| Err(Error::Unusable(why));
    for (at, FieldRange { path, low, high }) in ranges.iter().enumerate() {
        if ranges[..at].iter().any(|before| before.path == *path) {
            return refuse(format!("--vary: `{path}` is given twice; name each field once"));
        }
        // Every world has the same random numbers; with others, moves would be noise.
        if path.starts_with("simulation.") && path != DISCOUNT && path != HORIZON {
            return refuse(format!(
                "--vary: `{path}` says how is simulated, not what; vary a field of the world or of an offer"
            ));
        }
        let base = match documents.standing("--vary", path)? {
            Standing::Number(value) => Some(value),
            _ => None,
        };
        for end in [low, high] {
            documents.scenario(&[FieldRange::flag(path, *end)])?;
        }
        // Every value between is one of a global design.
        let between = low.midpoint(*high).floor() + 0.5;
        let whole = documents.scenario(&[FieldRange::flag(path, between)]).is_err();
        if whole && design == Design::Global {
            return refuse(format!(
                "--vary: `{path}` takes some values between {low} and {high} only, such as whole numbers, and --global \
                 tries all; leave it out, or leave out --global"
            ));
        }
        let (input, unit, (low, high)) = (Input::Field, InputUnit::Field, (*low, *high));
        let (name, path) = (path.clone(), Some(path.clone()));
        found.all.push(Varied { input, name, path, unit, low, base, high });
    }
    Ok(found)
}

/// Fields of the settings that are about the world.
const DISCOUNT: &str = "simulation.discount_rate";
const HORIZON: &str = "simulation.horizon_months";

/// How inputs are varied.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Design {
    /// One at a time, to the ends of its range.
    Ends,
    /// All at once, over the whole range.
    Global,
}

/// By how much a volatility, a hazard and amounts are lower and higher, relatively.
const VOLATILITY: f64 = 0.25;
const HAZARD: [f64; 2] = [0.6, 1.6];
const GRANT: f64 = 0.10;
const PRICE: f64 = 0.10;
const BONUS: f64 = 0.20;
/// By how much a return, a raise and dollars are lower and higher, absolutely.
const RETURN: f64 = 0.05;
const RAISE: f64 = 0.01;
const DOLLARS: f64 = 10_000.0;
/// Digits of a range's ends: three are what one would say.
const DIGITS: usize = 3;

/// A value, and its ends a share of it below and above, without the last bits' noise.
fn around(base: f64, share: f64) -> [f64; 3] {
    const CLEAN: usize = 12;
    [to_digits(base * (1.0 - share), CLEAN), base, to_digits(base * (1.0 + share), CLEAN)]
}

/// The inputs of some offers: their own, and those of their stocks and profiles. The first offer is the one that is asked about; the names of
/// other offers' inputs say whose they are.
pub(super) fn inputs(scenario: &Scenario, offers: &[usize]) -> Inputs {
    let mut found = Inputs::default();
    let setup = &scenario.setup;
    let has = |offer: &usize, stock: usize| {
        setup.offers[*offer].grants.iter().any(|grant| grant.stock == stock)
    };
    let used = (0..setup.market.stocks.len()).filter(|at| offers.iter().any(|of| has(of, *at)));
    for stock in used {
        of_stock(scenario, stock, &mut found);
        let shares = offers.iter().flat_map(|offer| &setup.offers[*offer].grants);
        let mut shares = shares.filter(|grant| matches!(grant.size, GrantSize::Shares(_)));
        if shares.any(|grant| grant.stock == stock) {
            of_price(scenario, stock, &mut found);
        }
    }
    let mut profiles: Vec<usize> =
        offers.iter().filter_map(|offer| setup.offers[*offer].profile).collect();
    profiles.dedup();
    for profile in &profiles {
        let leaving = offers.iter().map(|offer| &setup.offers[*offer]);
        let mut leaving = leaving.filter(|offer| offer.profile == Some(*profile));
        let first = leaving.next().filter(|_| profiles.len() > 1);
        let whose = first.map_or_else(String::new, |offer| format!(" of {}", offer.name));
        of_profile(&setup.profiles[*profile], *profile, &whose, &mut found);
    }
    for (at, offer) in offers.iter().enumerate() {
        let own = &setup.offers[*offer];
        let whose = if at == 0 { String::new() } else { format!(" of {}", own.name) };
        of_offer((scenario, own, *offer), &whose, &mut found);
    }
    found
}

fn of_stock(scenario: &Scenario, at: usize, found: &mut Inputs) {
    let stock = &scenario.setup.market.stocks[at];
    let (name, model) = (&stock.name, &stock.model);
    let Some(growth) = model.growth() else { return };
    let total = scenario.setup.market.total_volatility(at).unwrap_or_default();
    let [low, high] = [1.0 - VOLATILITY, 1.0 + VOLATILITY].map(|by| to_digits(by * total, DIGITS));
    let can = |value: f64| super::place::with_volatility(model, value).is_some();
    if can(low) && can(high) && low < total {
        let is_own = matches!(model, Model::Gbm(_));
        found.all.push(Varied {
            input: Input::Volatility(at),
            name: format!("{name} volatility"),
            path: is_own.then(|| format!("{}.model.volatility", join("stocks", name))),
            unit: InputUnit::Fraction,
            low,
            base: Some(total),
            high,
        });
    } else {
        let why = match model {
            Model::Bootstrap(_) => "what is resampled has the one it has".to_owned(),
            _ if low >= total => "it has none".to_owned(),
            _ => format!("its model cannot have {low} or {high}"),
        };
        found.notes.push(format!("the volatility of {name} is not varied: {why}"));
    }
    let base = growth.expected_return.get();
    let [low, high] = [base - RETURN, base + RETURN].map(|value| to_digits(value, DIGITS));
    found.all.push(Varied {
        input: Input::ExpectedReturn(at),
        name: format!("{name} expected return"),
        path: Some(format!("{}.expected_return", join("stocks", name))),
        unit: InputUnit::Fraction,
        low: low.max(-10.0),
        base: Some(base),
        high: high.min(10.0),
    });
}

fn of_price(scenario: &Scenario, at: usize, found: &mut Inputs) {
    let stock = &scenario.setup.market.stocks[at];
    // A stated path has its price in every point.
    if !stock.model.is_random() {
        return;
    }
    let [low, base, high] = around(stock.price.get(), PRICE);
    found.all.push(Varied {
        input: Input::Price(at),
        name: format!("{} price today", stock.name),
        path: Some(format!("{}.price", join("stocks", &stock.name))),
        unit: InputUnit::Price,
        low,
        base: Some(base),
        high,
    });
}

fn of_profile(profile: &Profile, at: usize, whose: &str, found: &mut Inputs) {
    let Profile::Hazards(hazards) = profile else { return };
    let happening: Vec<Cause> =
        Cause::ALL.into_iter().filter(|cause| hazards.can_happen(*cause)).collect();
    let all = (!happening.is_empty()).then_some(None);
    let single = happening.iter().map(|cause| Some(*cause)).filter(|_| happening.len() > 1);
    for cause in all.into_iter().chain(single) {
        let what = match cause {
            None => "hazards of leaving",
            Some(Cause::Voluntary) => "hazard of quitting",
            Some(Cause::Layoff) => "hazard of a layoff",
            Some(Cause::Performance) => "hazard of dismissal",
        };
        found.all.push(Varied {
            input: Input::Hazard(at, cause),
            name: format!("{what}{whose}"),
            path: None,
            unit: InputUnit::Factor,
            low: HAZARD[0],
            base: Some(1.0),
            high: HAZARD[1],
        });
    }
}

fn of_offer((scenario, offer, at): (&Scenario, &Offer, usize), whose: &str, found: &mut Inputs) {
    let own = format!("offers.{}", quoted(&offer.name));
    let mut add = |input, name: &str, path: Option<&str>, unit, [low, base, high]: [f64; 3]| {
        found.all.push(Varied {
            input,
            name: format!("{name}{whose}"),
            path: path.map(|path| format!("{own}.{path}")),
            unit,
            low,
            base: Some(base),
            high,
        });
    };
    let dollars = |base: f64| [(base - DOLLARS).max(0.0), base, base + DOLLARS];
    if let Money::Stated(base) = offer.salary.base {
        let range = dollars(base.get());
        add(Input::BaseSalary(at), "base salary", Some("base_salary"), InputUnit::Dollars, range);
    }
    for year in [1, 2] {
        let paid: Vec<usize> = sign_on_of(offer, year);
        let total = sign_on_total(offer, year);
        if total > 0.0 {
            let path = match paid.as_slice() {
                [one] => Some(format!("sign_on.{one}.amount")),
                _ => None,
            };
            let name = format!("sign-on of year {year}");
            let (input, unit) = (Input::SignOn(at, year), InputUnit::Dollars);
            add(input, &name, path.as_deref(), unit, dollars(total));
        }
    }
    for (place, grant) in offer.grants.iter().enumerate() {
        let (base, unit, key) = match grant.size {
            GrantSize::Value(Money::Stated(value)) => (value.get(), InputUnit::Dollars, "value"),
            GrantSize::Shares(shares) => (shares.get(), InputUnit::Shares, "shares"),
            GrantSize::Value(Money::Band(_)) => continue,
        };
        if base > 0.0 {
            let stock = &scenario.setup.market.stocks[grant.stock].name;
            let which =
                if offer.grants.len() > 1 { format!(" {}", place + 1) } else { String::new() };
            let path = format!("grants.{place}.{key}");
            let range = around(base, GRANT);
            let name = format!("grant{which} of {stock}");
            add(Input::Grant(at, place), &name, Some(&path), unit, range);
        }
    }
    if let Some(bonus) = &offer.bonus {
        let base = bonus.factor.get();
        let range = around(base, BONUS);
        let (input, unit) = (Input::BonusFactor(at), InputUnit::Factor);
        add(input, "bonus factor", Some("bonus.factor"), unit, range);
    }
    if scenario.setup.settings.horizon_months > 12 {
        let base = offer.salary.annual_raise.get();
        let range = [base - RAISE, base, base + RAISE].map(|value| to_digits(value, DIGITS));
        let (input, unit) = (Input::Raise(at), InputUnit::Fraction);
        add(input, "annual raise", Some("annual_raise"), unit, [range[0], base, range[2]]);
    }
    if has_bands(offer) {
        let (name, unit) = (format!("pay bands{whose}"), InputUnit::Level);
        let (input, path) = (Input::Bands(at), None);
        found.all.push(Varied { input, name, path, unit, low: 0.0, base: None, high: 1.0 });
    }
}

/// The sign-on payments that begin in a year (from 1) and are stated.
pub(super) fn sign_on_of(offer: &Offer, year: u32) -> Vec<usize> {
    let payments = offer.sign_on.iter().enumerate();
    let stated = payments.filter(|(_, paid)| matches!(paid.amount, Money::Stated(_)));
    stated.filter(|(_, of)| of.paid.first_month() / 12 + 1 == year).map(|(at, _)| at).collect()
}

/// Dollars of these payments together.
pub(super) fn sign_on_total(offer: &Offer, year: u32) -> f64 {
    sign_on_of(offer, year).iter().map(|at| offer.sign_on[*at].amount.typical()).sum()
}

fn has_bands(offer: &Offer) -> bool {
    let band = |money: &Money| matches!(money, Money::Band(_));
    let refresh = offer.refresh.as_ref().is_some_and(|refresh| match &refresh.kind {
        RefreshKind::Fixed { value, .. } => band(value),
        RefreshKind::Target(target) => band(&target.target_pay),
    });
    let granted = |size: &GrantSize| matches!(size, GrantSize::Value(Money::Band(_)));
    band(&offer.salary.base)
        || refresh
        || offer.sign_on.iter().any(|payment| band(&payment.amount))
        || offer.grants.iter().any(|grant| granted(&grant.size))
}
