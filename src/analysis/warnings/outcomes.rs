//! Warnings about figures: those asked for, those assumed, and those that came out.

use super::models::fractions_of;
use super::{Warning, WarningCode, listed};
use crate::analysis::precision::PrecisionFound;
use crate::analysis::summary::OfferSummary;
use crate::market::{Growth, Stock};
use crate::offer::{Component, RefreshKind};
use crate::quantity::{HALF_CENT, MOST_RUNS, grouped, to_digits};
use crate::scenario::Scenario;
use crate::simulation::kernel::LATTICE;
use crate::simulation::{Exits, Outcome, Setup};
use crate::statistics::RELATIVE_ERROR;

/// The fewest runs in a tail whose mean means something: the usual rule of thumb for a mean.
const TAIL_RUNS: f64 = 30.0;
/// An expected return above this is what recruiters assume, not what can be expected.
const HIGH_RETURN: f64 = 0.15;
/// Returns and rates closer than this are the same.
const SAME_RATE: f64 = 1e-9;

pub(super) fn streamed_percentiles(outcome: &Outcome) -> Option<Warning> {
    const MIB: f64 = (1 << 20) as f64;
    let memory = outcome.memory();
    let streamed = outcome.exits == Exits::Sampled && !outcome.keeps_samples();
    streamed.then(|| Warning {
        code: WarningCode::StreamedPercentiles,
        message: format!(
            "the amounts of {} runs would take {} MiB, and {} MiB are allowed, so they were only counted in \
             classes: percentiles and expected shortfalls may be off by {:.2} % (1/{}) of their size; \
             allow more (--memory) or run fewer for exact ones",
            grouped(outcome.runs as f64),
            grouped((memory.exact as f64 / MIB).ceil()),
            grouped((memory.allowed as f64 / MIB).floor()),
            100.0 * RELATIVE_ERROR,
            grouped(1.0 / RELATIVE_ERROR),
        ),
    })
}

/// Says how far the runs allowed came, and how many would do: errors fall with the square root of the runs,
/// or faster.
pub(in crate::analysis) fn precision_not_reached(found: &PrecisionFound) -> Warning {
    let PrecisionFound { metric, std_error, largest_std_error, most_runs, .. } = *found;
    let most = grouped(most_runs as f64);
    let message = match largest_std_error {
        Some(largest) => {
            let factor = largest / std_error;
            let runs = to_digits(most_runs as f64 * factor * factor, 2);
            let next = if runs <= MOST_RUNS as f64 {
                format!("about {} runs would take it there: allow them (--runs)", grouped(runs))
            } else {
                format!("no job is long enough for that ({} runs)", grouped(MOST_RUNS as f64))
            };
            format!(
                "the standard error of {metric} is {} after {most} runs, the most that are allowed, and {} is \
                 asked (simulation.precision); {next}, or ask for less",
                grouped(to_digits(largest, 3)),
                grouped(std_error)
            )
        }
        None => format!(
            "{most} runs, the most that are allowed, are too few for a standard error of {metric}, so \
             nothing tells whether it is below {} (simulation.precision); allow more (--runs)",
            grouped(std_error)
        ),
    };
    Warning { code: WarningCode::PrecisionNotReached, message }
}

pub(super) fn stratified_comparison(scenario: &Scenario, outcome: &Outcome) -> Option<Warning> {
    let baseline = scenario.setup.offers[scenario.baseline].name.as_str();
    let offers = outcome.stratified.iter().map(|(offer, _)| *offer);
    let names: Vec<&str> = offers.map(|offer| scenario.setup.offers[offer].name.as_str()).collect();
    (!names.is_empty()).then(|| Warning {
        code: WarningCode::StratifiedComparison,
        message: format!(
            "{} and {baseline} leave under different hazards, so comparing them is not integrated over exits: it \
             reads {LATTICE} stratified exits of each path and has a larger error than figures of one offer",
            listed(&names),
        ),
    })
}

pub(super) fn few_tail_runs(scenario: &Scenario) -> Option<Warning> {
    let (runs, tail) = (scenario.setup.settings.runs, scenario.goals.tail.get());
    let in_tail = runs as f64 * tail;
    (in_tail < TAIL_RUNS).then(|| Warning {
        code: WarningCode::FewTailRuns,
        message: format!(
            "only {in_tail:.0} of {} runs lie in the worst {} %, too few for their mean; use at least {} \
             runs",
            grouped(runs as f64),
            tail * 100.0,
            grouped((TAIL_RUNS / tail).ceil())
        ),
    })
}

pub(super) fn walk_away_outside(scenario: &Scenario, offers: &[OfferSummary]) -> Option<Warning> {
    let walk_away = scenario.goals.walk_away?.get();
    let reach = |always: bool| {
        offers.iter().all(|offer| {
            let pay = &offer.pay.distribution;
            let bound = if always { pay.min } else { pay.max };
            (bound >= walk_away - HALF_CENT) == always
        })
    };
    let how = match (reach(true), reach(false)) {
        (true, _) => "below every outcome of every offer",
        (_, true) => "above every outcome of every offer",
        _ => return None,
    };
    Some(Warning {
        code: WarningCode::WalkAwayOutside,
        message: format!(
            "goals.walk_away = {} lies {how}, so it tells nothing apart; is it a total over {} months?",
            grouped(walk_away),
            scenario.setup.settings.horizon_months
        ),
    })
}

/// The stocks that move at random, and how they grow.
fn random_stocks(setup: &Setup) -> impl Iterator<Item = (&str, &Growth)> {
    let stocks = setup.market.stocks.iter();
    stocks.filter_map(|stock| Some((stock.name.as_str(), stock.model.growth()?)))
}

pub(super) fn high_expected_returns(setup: &Setup) -> Vec<Warning> {
    let high = |(name, growth): (&str, &Growth)| {
        let expected = growth.expected_return.get();
        (expected > HIGH_RETURN).then(|| Warning {
            code: WarningCode::HighExpectedReturn,
            message: format!(
                "{name} is expected to return {expected} a year, more than 15 %; drift decides more than \
                 any other input, and a share is worth its price: start from the risk-free rate"
            ),
        })
    };
    random_stocks(setup).filter_map(high).collect()
}

pub(super) fn return_not_discount_rate(
    scenario: &Scenario,
    offers: &[OfferSummary],
) -> Option<Warning> {
    let setup = &scenario.setup;
    let stock = |offer: &OfferSummary| offer.components.named()[Component::Rsu as usize].1.value;
    let first = stock(offers.first()?);
    let traded = offers.iter().any(|offer| (stock(offer) - first).abs() >= HALF_CENT);
    let rate = setup.settings.discount_rate.get();
    let differs = |growth: &Growth| (growth.expected_return.get() - rate).abs() > SAME_RATE;
    let names: Vec<&str> =
        random_stocks(setup).filter(|(_, growth)| differs(growth)).map(|(name, _)| name).collect();
    (traded && !names.is_empty()).then(|| Warning {
        code: WarningCode::ReturnNotDiscountRate,
        message: format!(
            "stock is compared with cash, but the expected return of {} is not the discount rate ({rate}); \
             the difference counts as pay for risk: set both alike to compare at market value",
            listed(&names)
        ),
    })
}

pub(super) fn look_like_percent(setup: &Setup) -> Vec<Warning> {
    let mut suspects: Vec<(String, f64, f64)> = Vec::new();
    for offer in &setup.offers {
        let raise = offer.salary.annual_raise.get();
        suspects.push((format!("annual_raise of {}", offer.name), raise, 0.5));
        if let Some(bonus) = &offer.bonus {
            suspects.push((format!("bonus.target of {}", offer.name), bonus.target.get(), 1.0));
        }
        if let Some(RefreshKind::Target(target)) = offer.refresh.as_ref().map(|r| &r.kind) {
            let growth = target.assumed_growth.get();
            suspects.push((format!("assumed_growth of {}", offer.name), growth, 0.5));
        }
    }
    for Stock { name, model, .. } in &setup.market.stocks {
        let parameters = fractions_of(model).into_iter();
        suspects
            .extend(parameters.map(|(key, value, most)| (format!("{key} of {name}"), value, most)));
        let Some(growth) = model.growth() else { continue };
        suspects.push((format!("expected_return of {name}"), growth.expected_return.get(), 0.5));
        suspects.push((format!("dividend_yield of {name}"), growth.dividend_yield.get(), 0.25));
    }
    let rate = setup.settings.discount_rate.get();
    suspects.push(("simulation.discount_rate".to_owned(), rate, 0.5));
    let above = suspects.into_iter().filter(|(_, value, most)| value.abs() > *most);
    above
        .map(|(what, value, _)| Warning {
            code: WarningCode::LooksLikePercent,
            message: format!(
                "the {what} is {value}, which is {} %; if {value} % is meant, write {}",
                value * 100.0,
                value / 100.0
            ),
        })
        .collect()
}

/// Says which runs leave an offer without a certainty equivalent.
pub(in crate::analysis) fn no_certainty_equivalent(
    scenario: &Scenario,
    offer: usize,
    runs: &[u64],
) -> Warning {
    let name = &scenario.setup.offers[offer].name;
    let wealth = scenario.preferences.map_or(0.0, |stated| stated.outside_wealth.get());
    let runs: Vec<String> = runs.iter().map(|run| grouped(*run as f64)).collect();
    let seen = match runs.as_slice() {
        [] => "some exit that a run may come to leaves".to_owned(),
        [run] => format!("run {run} leaves"),
        runs => format!("runs {} leave", runs.join(", ")),
    };
    Warning {
        code: WarningCode::NoCertaintyEquivalent,
        message: format!(
            "{name} has no certainty equivalent: {seen} no wealth at all beside the {} stated, and no wealth has no \
             utility; raise preferences.outside_wealth, or set risk_aversion = 0",
            grouped(wealth)
        ),
    }
}
