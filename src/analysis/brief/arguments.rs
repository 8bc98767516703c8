//! Arguments that a recruiter cannot wave away: what risk and schedule take off an offer, in dollars with their errors.

use schemars::JsonSchema;
use serde::Serialize;

use super::Judge;
use crate::analysis::cash::cash_equivalents;
use crate::analysis::summary::{Detail, Options};
use crate::error::Error;
use crate::market::{Gbm, Model};
use crate::offer::{Offer, RefreshKind, Settlement, value_of_grants};
use crate::quantity::{Dollars, RiskAversion, Volatility};
use crate::scenario::presets::{stresses, vesting};
use crate::scenario::{Level, Metric, Preferences, Scenario, overlay};
use crate::statistics::Estimate;

/// The risk aversion of somebody who states none: a usual one.
const USUAL_AVERSION: f64 = 3.0;
/// Standard errors that a difference has to be from 0 to be an argument.
const CLEAR: f64 = 3.0;
/// The schedule that others are compared with.
const EVEN: &str = "even_quarterly";

/// One argument.
#[derive(Clone, Debug, PartialEq, Serialize, JsonSchema)]
pub struct Argument {
    /// What it is about.
    pub kind: ArgumentKind,
    /// What it takes off the offer, in dollars.
    pub dollars: Estimate,
}

/// What an argument is about.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, JsonSchema)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum ArgumentKind {
    /// The median is lower than it would be if shares grew as expected without any volatility.
    PriceRisk {
        /// The median as it is.
        median: f64,
        /// The median without volatility.
        without: f64,
    },
    /// Uncertain shares are worth less than sure cash to somebody who minds risk.
    RiskDiscount {
        /// Their relative risk aversion.
        risk_aversion: f64,
        /// Their other wealth in dollars.
        outside_wealth: f64,
        /// Whether the scenario states it.
        stated: bool,
        /// Cash that a dollar of the grant is worth to them.
        cash: f64,
        /// What it would be worth to somebody indifferent to risk.
        risk_neutral: f64,
    },
    /// A part of the grant never vests, because some leave first.
    Forfeited {
        /// The grants' value that is promised up to the horizon.
        promised: f64,
    },
    /// The grant pays less on average than the same grant vesting evenly.
    BackLoading,
    /// The mean falls where the shares halve on the first day.
    Halved,
}

/// All arguments for an offer, the one of most dollars first.
pub(super) fn all(judge: &Judge<'_>, offer: usize) -> Result<Vec<Argument>, Error> {
    let found = [
        price_risk(judge, offer)?,
        risk_discount(judge, offer)?,
        forfeited(judge, offer)?,
        back_loading(judge, offer)?,
        halved(judge, offer)?,
    ];
    let clear = |argument: &Argument| {
        let Estimate { value, std_error } = argument.dollars;
        value > CLEAR * std_error.unwrap_or(0.0) && value >= 1.0
    };
    let mut found: Vec<Argument> = found.into_iter().flatten().filter(clear).collect();
    found.sort_by(|one, other| other.dollars.value.total_cmp(&one.dollars.value));
    Ok(found)
}

/// What volatility takes off the median: that of the world in which every share grows as it is expected to.
fn price_risk(judge: &Judge<'_>, offer: usize) -> Result<Option<Argument>, Error> {
    let mut calm = judge.scenario.clone();
    let mut moved = false;
    for stock in &mut calm.setup.market.stocks {
        if let Some(growth) = stock.model.growth().copied() {
            moved |= stock.model.total_volatility().is_some_and(|volatility| volatility > 0.0);
            stock.model = Model::Gbm(Gbm { growth, volatility: Volatility::new(0.0)? });
        }
    }
    if !moved {
        return Ok(None);
    }
    let [own, calm] = judge.in_both_worlds(Metric::Percentile(Level::P50), offer, &calm)?;
    let (median, without) = (own.estimate.value, calm.estimate.value);
    Ok(Some(Argument {
        kind: ArgumentKind::PriceRisk { median, without },
        dollars: calm.less(&own),
    }))
}

/// What risk takes off the grants at the preferences stated, or at usual ones where the grants are half of all wealth.
fn risk_discount(judge: &Judge<'_>, offer: usize) -> Result<Option<Argument>, Error> {
    let value = value_of_grants(&judge.scenario.setup.offers[offer], &judge.scenario.setup.market);
    if value <= 0.0 {
        return Ok(None);
    }
    let usual = Preferences {
        risk_aversion: RiskAversion::new(USUAL_AVERSION)?,
        outside_wealth: Dollars::new(value)?,
    };
    let stated = judge.scenario.preferences;
    let preferences = stated.unwrap_or(usual);
    let mut scenario = judge.scenario.clone();
    scenario.preferences = Some(preferences);
    let options = Options { detail: Detail::Means, ..*judge.options };
    let found = cash_equivalents((&scenario, &[offer]), &options, judge.observer)?.swap_remove(0);
    let both = found.and_then(|found| found.value.zip(found.risk_neutral));
    Ok(both.map(|(cash, neutral)| {
        // The two share their runs, so that this overstates the error.
        let errors = cash.std_error.zip(neutral.std_error);
        let std_error = errors.map(|(a, b)| value * (a * a + b * b).sqrt());
        Argument {
            kind: ArgumentKind::RiskDiscount {
                risk_aversion: preferences.risk_aversion.get(),
                outside_wealth: preferences.outside_wealth.get(),
                stated: stated.is_some(),
                cash: cash.value,
                risk_neutral: neutral.value,
            },
            dollars: Estimate { value: value * (neutral.value - cash.value), std_error },
        }
    }))
}

/// The offer alone with its grants as cash of their value: what vests does not depend on prices then.
fn forfeited(judge: &Judge<'_>, offer: usize) -> Result<Option<Argument>, Error> {
    let own = &judge.scenario.setup.offers[offer];
    let paid = |per_dollar: f64| {
        let mut paid = own.clone();
        for grant in &mut paid.grants {
            grant.settlement = Settlement::Cash { per_dollar };
        }
        paid
    };
    let stays = Offer { profile: None, ..paid(1.0) };
    let never = Offer { profile: None, ..paid(0.0) };
    let promised = judge.metric(Metric::Mean, &[stays, never])?;
    let promised = promised[0].value - promised[1].value;
    if promised <= 0.0 {
        return Ok(None);
    }
    let paid = judge.difference(paid(1.0), paid(0.0))?;
    let dollars = Estimate { value: promised - paid.value, std_error: paid.std_error };
    Ok(Some(Argument { kind: ArgumentKind::Forfeited { promised }, dollars }))
}

/// What the same grants would pay more if they vested evenly.
fn back_loading(judge: &Judge<'_>, offer: usize) -> Result<Option<Argument>, Error> {
    let own = &judge.scenario.setup.offers[offer];
    let Some(even) = vesting::ALL.iter().find(|preset| preset.name == EVEN) else {
        return Ok(None);
    };
    let even = even.schedule();
    // Refreshers up to a target fill what the schedule leaves open: the difference would be theirs.
    let to_target =
        own.refresh.as_ref().is_some_and(|refresh| matches!(refresh.kind, RefreshKind::Target(_)));
    if to_target || own.grants.iter().all(|grant| grant.vesting == even) {
        return Ok(None);
    }
    let mut evenly = own.clone();
    for grant in &mut evenly.grants {
        grant.vesting = even.clone();
    }
    let dollars = judge.difference(evenly, own.clone())?;
    Ok(Some(Argument { kind: ArgumentKind::BackLoading, dollars }))
}

/// What a fall by half on the first day takes off the mean.
fn halved(judge: &Judge<'_>, offer: usize) -> Result<Option<Argument>, Error> {
    let Some(stress) = stresses::find("halved") else { return Ok(None) };
    let setup = overlay(&judge.scenario.setup, stress)?;
    if setup == judge.scenario.setup {
        return Ok(None);
    }
    let fallen = Scenario { setup, ..judge.scenario.clone() };
    let [own, fallen] = judge.in_both_worlds(Metric::Mean, offer, &fallen)?;
    Ok(Some(Argument { kind: ArgumentKind::Halved, dollars: own.less(&fallen) }))
}
