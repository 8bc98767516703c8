//! The field of an offer that an ask varies: which values it may have, what it has now, and the offer with another
//! value in it.

use crate::error::{Error, Flag};
use crate::offer::{GrantSize, Offer, letter};
use crate::scenario::{Scenario, Standing, Worlds};

/// How many times the letter's total is the most that is asked for in dollars.
const MOST_LETTERS: f64 = 20.0;

/// A field of an offer.
#[derive(Clone, Debug)]
pub(super) struct Field {
    /// The path within the offer.
    pub(super) path: String,
    /// Position of the offer.
    offer: usize,
    /// What it holds now, the middle of a band; `None` where the default stands.
    pub(super) current: Option<f64>,
    /// Whether only whole numbers are allowed.
    pub(super) whole: bool,
    /// The least value that is tried.
    pub(super) least: f64,
    /// The greatest.
    pub(super) most: f64,
}

impl Field {
    /// Reads what a path leads to and finds which values are allowed.
    ///
    /// # Errors
    /// What is wrong with the path, in the flag as it was given.
    pub(super) fn new(
        worlds: &Worlds<'_>,
        (scenario, offer): (&Scenario, usize),
        path: &str,
    ) -> Result<Self, Error> {
        let field = Self::found(worlds, (scenario, offer), path);
        field.map_err(|error| in_flag(error, offer, path))
    }

    fn found(
        worlds: &Worlds<'_>,
        (scenario, offer): (&Scenario, usize),
        path: &str,
    ) -> Result<Self, Error> {
        if path.contains('=') && !path.contains(['"', '\'']) {
            return Err(Error::Unusable(format!(
                "--vary: `{path}` has a value; name the term alone, its value is what is looked for"
            )));
        }
        let whole_path = format!("offers.{offer}.{path}");
        let current = match worlds.standing("--vary", &whole_path)? {
            Standing::Number(number) => Some(number),
            Standing::Band(low, high) => Some(low.midpoint(high)),
            Standing::Absent => None,
            Standing::Other => {
                return Err(Error::Unusable(format!(
                    "`{path}` is no number, so it cannot be varied; name an amount of the offer, such as \
                     `base_salary`, `sign_on.0.amount` or `grants.0.value`"
                )));
            }
        };
        let path = path.to_owned();
        let mut field = Self { path, offer, current, whole: false, least: 0.0, most: 0.0 };
        let start = current.unwrap_or(0.0);
        let allows = |field: &Self, x: f64| field.offer_at(worlds, scenario, x);
        // Whatever the readers say of the value that stands there, or of 0, is wrong with the path.
        field.whole = current.is_none_or(|now| now.fract() == 0.0)
            && allows(&field, start + 0.5).is_err()
            && allows(&Self { whole: true, ..field.clone() }, start + 1.0).is_ok();
        if current.is_none() && !field.whole {
            let tried = allows(&field, 0.0).or_else(|_| allows(&field, 1.0));
            tried.map(drop)?;
        }
        let total = letter(
            &scenario.setup.offers[offer],
            &scenario.setup.market,
            scenario.setup.settings.horizon_months,
        );
        let ends = [0.0, start / 100.0, start / 10.0, start / 2.0];
        let ends = if field.whole { [0.0, 1.0, 2.0, 3.0] } else { ends };
        field.least = ends.into_iter().find(|x| allows(&field, *x).is_ok()).unwrap_or(start);
        let asked = MOST_LETTERS * total.total.max(start).max(1.0);
        let round = crate::quantity::to_digits(asked, 1);
        let ends =
            [round, 100.0 * start, 10.0 * start, 120.0, 100.0, 48.0, 10.0, 4.0, 2.0, 1.0, 0.9];
        let most = ends
            .into_iter()
            .map(|x| field.rounded(x))
            .filter(|x| *x > start)
            .find(|x| allows(&field, *x).is_ok());
        field.most = most.unwrap_or(start);
        if field.most <= field.least {
            // One reading more for its message.
            allows(&field, 2.0 * start + 1.0).map(drop)?;
        }
        Ok(field)
    }

    /// A value as the field takes it.
    pub(super) fn rounded(&self, x: f64) -> f64 {
        if self.whole { x.round() } else { x }
    }

    /// The offer with a value in the field.
    ///
    /// # Errors
    /// The readers' faults, and [`Error::Unusable`] where the value changes more than the offer.
    pub(super) fn offer_at(
        &self,
        worlds: &Worlds<'_>,
        scenario: &Scenario,
        x: f64,
    ) -> Result<Offer, Error> {
        let text = format!("offers.{}.{}={}", self.offer, self.path, self.rounded(x));
        let flag = Flag { name: "--vary".to_owned(), text };
        let mut world = worlds.scenario(&[flag])?.setup;
        let setup = &scenario.setup;
        // Where a precision is asked, the runs are those that it took.
        world.settings.runs = setup.settings.runs;
        let same = world.market == setup.market
            && world.profiles == setup.profiles
            && world.settings == setup.settings;
        if !same || world.offers.len() != setup.offers.len() {
            return Err(Error::Unusable(format!(
                "`{}` changes the world of all offers, not this offer alone; vary a term of the offer",
                self.path
            )));
        }
        Ok(world.offers.swap_remove(self.offer))
    }

    /// Values from the least to the greatest, closer together near what stands now.
    pub(super) fn grid(&self) -> Vec<f64> {
        /// Times what stands now.
        const TIMES: [f64; 16] = [
            0.125, 0.25, 0.5, 0.75, 0.9, 1.0, 1.1, 1.25, 1.5, 2.0, 3.0, 4.0, 6.0, 10.0, 20.0, 50.0,
        ];
        /// Parts of the greatest, where nothing stands now.
        const PARTS: [f64; 12] =
            [0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.4, 0.6, 0.8];
        let inner: Vec<f64> = match self.current.filter(|now| *now != 0.0) {
            Some(now) => TIMES.iter().map(|times| times * now).collect(),
            None => PARTS.iter().map(|part| part * (self.most - self.least) + self.least).collect(),
        };
        let inside = inner.into_iter().map(|x| self.rounded(x));
        let inside = inside.filter(|x| *x > self.least && *x < self.most);
        let mut grid: Vec<f64> =
            std::iter::once(self.least).chain(inside).chain([self.most]).collect();
        grid.sort_by(f64::total_cmp);
        grid.dedup();
        grid
    }
}

/// An offer with each of some values at their paths.
pub(in crate::analysis) fn offers_with(
    worlds: &Worlds<'_>,
    (scenario, offer): (&Scenario, usize),
    values: &[(&str, f64)],
) -> Result<Vec<Offer>, Error> {
    let with = |(path, x): &(&str, f64)| {
        let (path, whole) = ((*path).to_owned(), x.fract() == 0.0);
        let field = Field { path, offer, current: None, whole, least: *x, most: *x };
        field.offer_at(worlds, scenario, *x)
    };
    values.iter().map(with).collect()
}

/// An error whose faults of a tried value point into the flag as it was given: the path alone.
fn in_flag(error: Error, offer: usize, path: &str) -> Error {
    let Error::Document(mut faults) = error else { return error };
    let tried = faults.flags.len().saturating_sub(1);
    let before = format!("offers.{offer}.").len();
    if let Some(flag) = faults.flags.get_mut(tried) {
        path.clone_into(&mut flag.text);
    }
    for fault in faults.faults.iter_mut().filter(|fault| fault.flag == Some(tried)) {
        let within = |at: usize| at.saturating_sub(before).min(path.len());
        let span = fault.span.take().map(|span| within(span.start)..within(span.end));
        // What is wrong with the value is wrong with what the path leads to.
        fault.span = span.map(|span| if span.is_empty() { 0..path.len() } else { span });
    }
    Error::Document(faults)
}

/// The paths of the asks that an offer's recruiter hears most: the first grant, the sign-on of the first and of the
/// second year, the base.
#[must_use]
pub fn usual_asks(offer: &Offer) -> Vec<String> {
    let grant = offer.grants.first().map(|grant| match grant.size {
        GrantSize::Value(_) => "grants.0.value".to_owned(),
        GrantSize::Shares(_) => "grants.0.shares".to_owned(),
    });
    let sign_on = |year: u32| {
        let place = offer.sign_on.iter().position(|paid| paid.paid.first_month() / 12 == year);
        place.map(|place| format!("sign_on.{place}.amount"))
    };
    let base = Some("base_salary".to_owned());
    [grant, sign_on(0), sign_on(1), base].into_iter().flatten().collect()
}

/// What a path of an offer means, in words.
#[must_use]
pub(super) fn label(offer: &Offer, path: &str) -> String {
    let parts: Vec<&str> = path.split('.').collect();
    match parts.as_slice() {
        ["base_salary"] => "base salary a year".to_owned(),
        ["sign_on", place, "amount"] => {
            let payment = place.parse().ok().and_then(|place: usize| offer.sign_on.get(place));
            match payment.map(|payment| payment.paid.first_month() / 12) {
                Some(0) => "sign-on, first year".to_owned(),
                Some(1) => "sign-on, second year".to_owned(),
                Some(year) => format!("sign-on, year {}", year + 1),
                None => path.to_owned(),
            }
        }
        ["grants", "0", "value"] => "grant, dollars".to_owned(),
        ["grants", "0", "shares"] => "grant, shares".to_owned(),
        ["bonus", "target"] => "bonus target".to_owned(),
        ["annual_raise"] => "annual raise".to_owned(),
        _ => path.to_owned(),
    }
}
