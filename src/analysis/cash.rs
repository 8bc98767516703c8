//! What a dollar of a grant is worth in cash to the candidate. How uncertain pay is weighed is in `certainty`.

use schemars::JsonSchema;
use serde::Serialize;

use super::certainty::{Quiet, least_values, preference};
use super::distribution::Estimator;
use super::summary::{Detail, Options};
use crate::error::Error;
use crate::offer::{Offer, Settlement, value_of_grants};
use crate::quantity::{Dollars, RiskAversion};
use crate::scenario::{Preferences, Scenario};
use crate::simulation::{Keep, Measure, MeasureId, Observer, Setup, engine};
use crate::statistics::{Bracket, Estimate};

/// Risk aversions of the grid: usual ones.
const AVERSIONS: [f64; 4] = [1.0, 2.0, 3.0, 5.0];
/// Shares of all wealth that the grants of the grid are.
const SHARES: [f64; 4] = [0.10, 0.25, 0.50, 0.67];
/// The runs of the grid, which shows how the answer changes, not its last digit.
const GRID_RUNS: u64 = 8_192;
/// The most dollars of cash that a dollar of a grant is looked for at.
const MOST: f64 = 1_000.0;
/// Cash that is not told apart: far below any standard error.
const FINEST: f64 = 1e-7;

/// The cash equivalent of a dollar of an offer's grants.
///
/// # Formula
/// The λ for which cash of λ × the value of each tranche at its conversion price, paid at the vest to whoever is
/// employed then, leaves the certainty equivalent of the offer as it is. Employment stays that of the offer, responses
/// to its grants included; refreshers stay as they are. A grant that is sure and grows at the discount rate is worth
/// exp(rate × years to its vest); risk takes off from that.
///
/// # Error
/// SE(mean of u(W0 + PV) − u(W0 + PV with cash)) on the same runs, over what a dollar of cash more moves that mean.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CashEquivalent {
    /// With the preferences of the scenario; null where there is none.
    pub value: Option<Estimate>,
    /// The same of somebody indifferent to risk, which the share's growth alone makes.
    pub risk_neutral: Option<Estimate>,
    /// With other preferences, from a part of the runs; empty under [`Detail::Means`].
    pub grid: Vec<CashEquivalentAt>,
}

/// The cash equivalent with other preferences.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
pub struct CashEquivalentAt {
    /// Relative risk aversion.
    pub risk_aversion: f64,
    /// The grants' value as a share of it and the outside wealth together.
    pub wealth_share: f64,
    /// The outside wealth that this means, in dollars.
    pub outside_wealth: f64,
    /// The cash equivalent of a dollar; null where there is none.
    pub value: Option<Estimate>,
}

/// The cash equivalents of some offers, of those with grants, if the scenario states preferences.
pub(super) fn cash_equivalents(
    (scenario, asked): (&Scenario, &[usize]),
    options: &Options<'_>,
    observer: &dyn Observer,
) -> Result<Vec<Option<CashEquivalent>>, Error> {
    let offers = &scenario.setup.offers;
    let Some(own) = scenario.preferences else { return Ok(vec![None; asked.len()]) };
    let has_grants = |at: &usize| paid_by(&offers[*at], scenario.setup.settings.horizon_months);
    let holders: Vec<usize> = asked.iter().copied().filter(has_grants).collect();
    let neutral = Preferences { risk_aversion: RiskAversion::new(0.0)?, ..own };
    let both =
        |offer: &usize| [own, neutral].map(|preferences| Case { offer: *offer, preferences });
    let stated: Vec<Case> = holders.iter().flat_map(both).collect();
    let values = solved(scenario, &stated, options, observer)?;
    let mut fewer = scenario.clone();
    fewer.setup.settings.runs = fewer.setup.settings.runs.min(GRID_RUNS);
    let mut answers = vec![None; offers.len()];
    for (at, values) in holders.into_iter().zip(values.chunks(2)) {
        let (value, risk_neutral) = (values[0], values[1]);
        if options.detail == Detail::Means {
            answers[at] = Some(CashEquivalent { value, risk_neutral, grid: Vec::new() });
            continue;
        }
        let promised = value_of_grants(&offers[at], &scenario.setup.market);
        let cells: Vec<(f64, f64)> =
            AVERSIONS.into_iter().flat_map(|of| SHARES.map(|share| (of, share))).collect();
        let outside = |share: f64| promised * (1.0 - share) / share;
        let case = |&(aversion, share): &(f64, f64)| {
            let risk_aversion = RiskAversion::new(aversion)?;
            let outside_wealth = Dollars::new(outside(share))?;
            Ok(Case { offer: at, preferences: Preferences { risk_aversion, outside_wealth } })
        };
        let cases = cells.iter().map(case).collect::<Result<Vec<_>, Error>>()?;
        let found = solved(&fewer, &cases, options, observer)?;
        let grid = cells.iter().zip(found).map(|(&(risk_aversion, wealth_share), value)| {
            let outside_wealth = outside(wealth_share);
            CashEquivalentAt { risk_aversion, wealth_share, outside_wealth, value }
        });
        answers[at] = Some(CashEquivalent { value, risk_neutral, grid: grid.collect() });
    }
    Ok(asked.iter().map(|at| answers[*at].clone()).collect())
}

/// Whether some tranche of a grant vests by the horizon.
fn paid_by(offer: &Offer, horizon: u32) -> bool {
    let first = |grant: &crate::offer::Grant| {
        let tranches = grant.vesting.tranches();
        tranches.first().is_some_and(|tranche| grant.month + tranche.month <= horizon)
    };
    offer.grants.iter().any(first)
}

/// Whose grants, and who weighs them.
#[derive(Clone, Copy, Debug)]
struct Case {
    offer: usize,
    preferences: Preferences,
}

/// The cash equivalents of some cases, all searched in common jobs.
fn solved(
    scenario: &Scenario,
    cases: &[Case],
    options: &Options<'_>,
    observer: &dyn Observer,
) -> Result<Vec<Option<Estimate>>, Error> {
    let offers = cases.iter().map(|case| case.offer);
    let (world, places) = with_cash(scenario, offers);
    let all = places.iter().flat_map(|place| [place.own, place.without]);
    let least = least_values(&world, all, options, &Quiet(observer))?;
    let vested = least_vested(&world, &places, options, &Quiet(observer))?;
    let ends = least.chunks(2).zip(vested);
    let searches = cases.iter().zip(&places).zip(ends).map(|((case, place), (least, vested))| {
        let utility = preference(case.preferences, vested.unwrap_or_default());
        let ruined = case.preferences.outside_wealth.get() + least[0].min(least[1]) <= 0.0;
        let none = vested.is_none() || (ruined && !utility.utility.is_linear());
        let state = if none { State::None } else { State::Begun };
        Search { place: *place, utility, state, points: Vec::new() }
    });
    let mut searches: Vec<Search> = searches.collect();
    let estimator = Estimator::new(&world, observer);
    loop {
        let mut request = options.request();
        let mut asked: Vec<(usize, f64, MeasureId)> = Vec::new();
        for (at, search) in searches.iter().enumerate() {
            for share in search.values() {
                let measure = search.measure(share);
                asked.push((at, share, request.add(measure, Keep::Moments)));
            }
        }
        if asked.is_empty() {
            return Ok(searches.iter().map(Search::found).collect());
        }
        let outcome = engine::run(&world.setup, &request, &Quiet(observer))?;
        for (at, share, measure) in asked {
            let mean = estimator.mean(outcome.tally(measure));
            searches[at].points.extend(mean.map(|mean| (share, mean)));
        }
        searches.iter_mut().for_each(Search::advance);
    }
}

/// The least that is paid beside the grants in runs in which some of them vests; `None` where none ever does.
///
/// Utilities are taken around it: who left before has the same with cash as with shares, however little, and adds
/// nothing to the difference, while one of many risk aversions over their wealth would drown it.
fn least_vested(
    world: &Scenario,
    places: &[Place],
    options: &Options<'_>,
    observer: &dyn Observer,
) -> Result<Vec<Option<f64>>, Error> {
    let mut request = options.request();
    let measure = |place: &Place| Measure::ValueIfLess { offer: place.without, than: place.with };
    let asked: Vec<MeasureId> =
        places.iter().map(|place| request.add(measure(place), Keep::Moments)).collect();
    let outcome = engine::run(&world.setup, &request, observer)?;
    Ok(asked.iter().map(|measure| outcome.tally(*measure).total.min()).collect())
}

/// Where the offers of a case stand in the world with cash.
#[derive(Clone, Copy, Debug)]
struct Place {
    own: usize,
    /// Its grants pay nothing.
    without: usize,
    /// They pay their value in cash.
    with: usize,
}

/// The scenario with each offer named beside itself, without its grants and with them in cash.
fn with_cash(scenario: &Scenario, offers: impl Iterator<Item = usize>) -> (Scenario, Vec<Place>) {
    let mut world = scenario.clone();
    let Setup { offers: all, .. } = &mut world.setup;
    let mut known: Vec<Place> = Vec::new();
    let places = offers.map(|own| {
        if let Some(place) = known.iter().find(|place| place.own == own) {
            return *place;
        }
        let mut add = |per_dollar: f64| {
            let mut paid = all[own].clone();
            for grant in &mut paid.grants {
                grant.settlement = Settlement::Cash { per_dollar };
            }
            all.push(paid);
            all.len() - 1
        };
        let place = Place { own, without: add(0.0), with: add(1.0) };
        known.push(place);
        place
    });
    let places = places.collect();
    (world, places)
}

/// The search for one cash equivalent.
struct Search {
    place: Place,
    utility: crate::simulation::Preference,
    state: State,
    /// Cash a dollar, and how much better the offer as it is.
    points: Vec<(f64, Estimate)>,
}

enum State {
    Begun,
    /// Cash has to be more than this.
    Above(f64),
    Between(Bracket),
    Found(Estimate),
    /// No utility, or no cash up to the most.
    None,
}

impl Search {
    fn measure(&self, share: f64) -> Measure {
        let Place { own: offer, without, with } = self.place;
        Measure::UtilityOverMix { offer, with, without, share, preference: self.utility }
    }

    /// Where to look next.
    fn values(&self) -> Vec<f64> {
        match &self.state {
            State::Begun => vec![0.0, 0.5, 1.0],
            State::Above(share) => vec![2.0 * share],
            State::Between(bracket) => vec![bracket.next()],
            State::Found(_) | State::None => Vec::new(),
        }
    }

    fn found(&self) -> Option<Estimate> {
        match self.state {
            State::Found(found) => Some(found),
            _ => None,
        }
    }

    fn advance(&mut self) {
        let point = |&(share, mean): &(f64, Estimate)| (share, mean.value);
        let Some(last) = self.points.last().map(point) else { return };
        match &mut self.state {
            State::Begun | State::Above(_) => {
                let pairs = self.points.windows(2);
                let mut brackets =
                    pairs.filter_map(|pair| Bracket::new(point(&pair[0]), point(&pair[1])));
                self.state = match brackets.next_back() {
                    Some(bracket) => State::Between(bracket),
                    None if last.1 < 0.0 || last.0 > MOST => State::None,
                    None => State::Above(last.0),
                };
            }
            State::Between(bracket) => bracket.narrow(last),
            State::Found(_) | State::None => return,
        }
        self.close(last);
    }

    /// Ends the search where another look would not move its answer.
    fn close(&mut self, (share, better): (f64, f64)) {
        let State::Between(bracket) = &self.state else { return };
        let mut points: Vec<_> = self.points.iter().collect();
        points.sort_by(|one, other| one.0.total_cmp(&other.0));
        let at = points.iter().position(|point| point.0.total_cmp(&share).is_eq()).unwrap_or(0);
        let (low, high) = (points[at.saturating_sub(1)], points[(at + 1).min(points.len() - 1)]);
        let slope = (high.1.value - low.1.value) / (high.0 - low.0);
        let left = (better / slope).abs();
        if left <= FINEST || bracket.width() <= FINEST {
            let std_error = points[at].1.std_error.map(|error| error / slope.abs());
            self.state = State::Found(Estimate { value: share - better / slope, std_error });
        }
    }
}
