//! What an offer comes to with each ask, and with what a recruiter may counter it by.

use schemars::JsonSchema;
use serde::Serialize;

use super::Judge;
use crate::analysis::solve::{Ask, Solution, offers_with};
use crate::error::Error;
use crate::offer::{GrantSize, Money, Offer};
use crate::scenario::{Level, Metric, Worlds};
use crate::statistics::Estimate;

/// What an offer comes to with one term changed.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Outcome {
    /// What it is.
    pub kind: OutcomeKind,
    /// The path of the term within the offer; null for the offer as it stands.
    pub path: Option<String>,
    /// The term in words.
    pub label: String,
    /// The term's value; null for the offer as it stands.
    pub value: Option<f64>,
    /// Median pay.
    pub p50: Estimate,
    /// Chance of the walk-away; null without one.
    pub probability_walk_away: Option<Estimate>,
}

/// Whose number it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OutcomeKind {
    /// The offer as it stands.
    Now,
    /// An ask, rounded up to a number that is easily said.
    Ask,
    /// The low end of the offer's own band.
    BandLow,
    /// The high end of the offer's own band.
    BandHigh,
    /// Half of the way from what stands now to the ask.
    HalfWay,
}

/// The offer as it stands, with every ask that has a value, and with the counters to it.
pub(super) fn outcomes(
    judge: &Judge<'_>,
    worlds: &Worlds<'_>,
    offer: usize,
    solution: &Solution,
) -> Result<Vec<Outcome>, Error> {
    let own = &judge.scenario.setup.offers[offer];
    let mut rows = vec![Row { kind: OutcomeKind::Now, of: None }];
    for ask in &solution.asks {
        let said = ask.value.map(|value| said(value.value));
        rows.extend(said.map(|said| Row { kind: OutcomeKind::Ask, of: Some((ask, said)) }));
        let counters = counters(own, ask, said).into_iter();
        rows.extend(counters.map(|(kind, value)| Row { kind, of: Some((ask, value)) }));
    }
    let changed = rows.iter().filter_map(|row| row.of.map(|(ask, x)| (ask.path.as_str(), x)));
    let changed: Vec<(&str, f64)> = changed.collect();
    let mut offers = vec![own.clone()];
    offers.extend(offers_with(worlds, (judge.scenario, offer), &changed)?);
    let medians = judge.metric(Metric::Percentile(Level::P50), &offers)?;
    let odds = match judge.scenario.goals.walk_away {
        None => Vec::new(),
        Some(_) => judge.metric(Metric::ProbabilityWalkAway, &offers)?,
    };
    let odds = odds.into_iter().map(Some).chain(std::iter::repeat(None));
    let found = rows.iter().zip(medians).zip(odds);
    Ok(found.map(|((row, p50), odds)| row.outcome(p50, odds)).collect())
}

/// One row: the offer as it stands, or with a value of a term.
struct Row<'a> {
    kind: OutcomeKind,
    of: Option<(&'a Ask, f64)>,
}

impl Row<'_> {
    fn outcome(&self, p50: Estimate, probability_walk_away: Option<Estimate>) -> Outcome {
        Outcome {
            kind: self.kind,
            path: self.of.map(|(ask, _)| ask.path.clone()),
            label: self.of.map_or_else(|| "as it stands".to_owned(), |(ask, _)| ask.label.clone()),
            value: self.of.map(|(_, value)| value),
            p50,
            probability_walk_away,
        }
    }
}

/// A number that is easily said: rounded up, dollars to thousands, five thousands from 100,000 and ten thousands from
/// 500,000 on; anything below 1,000 as it is.
#[must_use]
pub(super) fn said(x: f64) -> f64 {
    let unit = match x {
        x if x >= 500_000.0 => 10_000.0,
        x if x >= 100_000.0 => 5_000.0,
        x if x >= 1_000.0 => 1_000.0,
        _ => return x,
    };
    (x / unit).ceil() * unit
}

/// What a recruiter may counter an ask by: the ends of the offer's own band, else half of the way.
fn counters(offer: &Offer, ask: &Ask, said: Option<f64>) -> Vec<(OutcomeKind, f64)> {
    if let Some((low, high)) = band(offer, &ask.path) {
        return vec![(OutcomeKind::BandLow, low), (OutcomeKind::BandHigh, high)];
    }
    let half = said.zip(ask.current).map(|(said, now)| now.midpoint(said));
    let half = half.filter(|_| ask.change.is_some_and(|change| change > 0.0));
    half.map(|half| (OutcomeKind::HalfWay, half)).into_iter().collect()
}

/// The band that stands at a path of an offer.
fn band(offer: &Offer, path: &str) -> Option<(f64, f64)> {
    let parts: Vec<&str> = path.split('.').collect();
    let money = match parts.as_slice() {
        ["base_salary"] => offer.salary.base,
        ["sign_on", place, "amount"] => offer.sign_on.get(place.parse::<usize>().ok()?)?.amount,
        ["grants", place, "value"] => match offer.grants.get(place.parse::<usize>().ok()?)?.size {
            GrantSize::Value(value) => value,
            GrantSize::Shares(_) => return None,
        },
        _ => return None,
    };
    match money {
        Money::Stated(_) => None,
        Money::Band(band) => Some((band.low().get(), band.high().get())),
    }
}
