//! Puts values of inputs into a scenario. Values out of a quantity's range stop at its end; which values are asked for is
//! `inputs`'.

use super::inputs::{Input, sign_on_of, sign_on_total};
use crate::attrition::{Cause, Hazard, Hazards, LayoffWaves, Profile};
use crate::market::{GjrGarch, Growth, Heston, Merton, Model};
use crate::offer::{GrantSize, Money, Offer, RefreshKind};
use crate::quantity::{
    ContinuousRate, DailyVariance, Dollars, Factor, HazardRate, Hit, LongRunVariance, Price, Raise,
    Shares, Variance, Volatility, WeibullScale,
};
use crate::random::elementary;
use crate::scenario::Scenario;

/// Puts a value of an input into a scenario. A value that a quantity cannot have leaves what is there.
pub(super) fn place(scenario: &mut Scenario, input: Input, value: f64) {
    let setup = &mut scenario.setup;
    match input {
        Input::Volatility(stock) => {
            let model = &mut setup.market.stocks[stock].model;
            if let Some(other) = with_volatility(model, value) {
                *model = other;
            }
        }
        Input::ExpectedReturn(stock) => {
            let model = &mut setup.market.stocks[stock].model;
            if let (Some(growth), Ok(expected_return)) =
                (model.growth().copied(), ContinuousRate::new(value))
            {
                *model = model.clone().with_growth(Growth { expected_return, ..growth });
            }
        }
        Input::Price(stock) => set(&mut setup.market.stocks[stock].price, Price::new(value)),
        Input::Hazard(profile, cause) => {
            let profile = &mut setup.profiles[profile];
            if let Profile::Hazards(hazards) = profile {
                *profile = Profile::Hazards(scaled(hazards, cause, value));
            }
        }
        Input::BaseSalary(offer)
        | Input::SignOn(offer, _)
        | Input::Grant(offer, _)
        | Input::BonusFactor(offer)
        | Input::Raise(offer)
        | Input::Bands(offer) => place_in_offer(&mut setup.offers[offer], input, value),
        // A field is put into the document that the scenario is read from.
        Input::Field => {}
    }
}

/// The offer whose own terms an input is of; `None` for an input of the world.
pub(super) const fn offer_of(input: Input) -> Option<usize> {
    match input {
        Input::Volatility(_)
        | Input::ExpectedReturn(_)
        | Input::Price(_)
        | Input::Hazard(..)
        | Input::Field => None,
        Input::BaseSalary(offer)
        | Input::SignOn(offer, _)
        | Input::Grant(offer, _)
        | Input::BonusFactor(offer)
        | Input::Raise(offer)
        | Input::Bands(offer) => Some(offer),
    }
}

/// Puts a value of an offer's own input into the offer.
pub(super) fn place_in_offer(offer: &mut Offer, input: Input, value: f64) {
    match input {
        Input::BaseSalary(_) => set_money(&mut offer.salary.base, value),
        Input::SignOn(_, year) => {
            let (places, total) = (sign_on_of(offer, year), sign_on_total(offer, year));
            for at in places {
                let amount = &mut offer.sign_on[at].amount;
                set_money(amount, amount.typical() * (value / total));
            }
        }
        Input::Grant(_, at) => match &mut offer.grants[at].size {
            GrantSize::Value(money) => set_money(money, value),
            GrantSize::Shares(shares) => set(shares, Shares::new(value)),
        },
        Input::BonusFactor(_) => {
            if let Some(bonus) = &mut offer.bonus {
                set(&mut bonus.factor, Factor::new(value));
            }
        }
        Input::Raise(_) => set(&mut offer.salary.annual_raise, Raise::new(value)),
        Input::Bands(_) => level(offer, value),
        Input::Volatility(_)
        | Input::ExpectedReturn(_)
        | Input::Price(_)
        | Input::Hazard(..)
        | Input::Field => {}
    }
}

fn set<T, E>(place: &mut T, value: Result<T, E>) {
    if let Ok(value) = value {
        *place = value;
    }
}

fn set_money(place: &mut Money, value: f64) {
    set(place, Dollars::new(value).map(Money::Stated));
}

/// Every band of an offer at one level.
fn level(offer: &mut Offer, level: f64) {
    let at_level = |money: &mut Money| {
        if let Money::Band(band) = *money {
            set_money(money, band.at_level(level));
        }
    };
    at_level(&mut offer.salary.base);
    offer.sign_on.iter_mut().for_each(|payment| at_level(&mut payment.amount));
    for grant in &mut offer.grants {
        if let GrantSize::Value(money) = &mut grant.size {
            at_level(money);
        }
    }
    match offer.refresh.as_mut().map(|refresh| &mut refresh.kind) {
        Some(RefreshKind::Fixed { value, .. }) => at_level(value),
        Some(RefreshKind::Target(target)) => at_level(&mut target.target_pay),
        None => {}
    }
}

/// A model with another total volatility and the shape it has: of jumps and diffusion the diffusion moves, variances and
/// the omega of a recursion move in proportion. `None` where the model cannot have it.
pub(super) fn with_volatility(model: &Model, total: f64) -> Option<Model> {
    let volatility = Volatility::new(total).ok()?;
    let by = total / model.total_volatility()?;
    let by = by * by;
    Some(match model {
        Model::Gbm(gbm) => Model::Gbm(crate::market::Gbm { volatility, ..*gbm }),
        Model::Merton(merton) => {
            let of = Merton::of_total_volatility(merton.growth, volatility, merton.jumps);
            Model::Merton(of.ok()?)
        }
        Model::Heston(heston) => Model::Heston(Heston {
            initial_variance: Variance::new(heston.initial_variance.get() * by).ok()?,
            long_run_variance: LongRunVariance::new(heston.long_run_variance.get() * by).ok()?,
            ..*heston
        }),
        Model::GjrGarch(garch) => {
            let scaled = |variance: DailyVariance| DailyVariance::new(variance.get() * by).ok();
            let initial_variance = match garch.initial_variance {
                None => None,
                Some(variance) => Some(scaled(variance)?),
            };
            Model::GjrGarch(GjrGarch { omega: scaled(garch.omega)?, initial_variance, ..*garch })
        }
        Model::Bootstrap(_) | Model::Fixed(_) => return None,
    })
}

/// Hazards times a factor, of one cause or of all; waves of layoffs belong to layoffs.
fn scaled(hazards: &Hazards, cause: Option<Cause>, factor: f64) -> Hazards {
    let wanted = |of: Cause| cause.is_none_or(|cause| cause == of);
    let [voluntary, layoff, performance] = Cause::ALL.map(|of| {
        let hazard = hazards.of(of);
        hazard.map(|hazard| if wanted(of) { times(hazard, factor) } else { hazard.clone() })
    });
    let mut responses = hazards.responses.clone();
    if let Some(waves) = responses.layoff_waves.as_ref().filter(|_| wanted(Cause::Layoff)) {
        // The integrated hazard's jump −ln(1 − hit) times the factor.
        let stays = elementary::power(1.0 - waves.hit.get(), factor);
        if let Ok(hit) = Hit::new(1.0 - stays) {
            responses.layoff_waves = LayoffWaves::new(waves.months(), hit).ok();
        }
    }
    Hazards::new(voluntary, layoff, performance).responding(responses)
}

/// A hazard times a factor above 0.
fn times(hazard: &Hazard, factor: f64) -> Hazard {
    match hazard {
        Hazard::Piecewise { step_months, rates } => {
            let most = 100.0;
            let times = |rate: &HazardRate| {
                HazardRate::new((rate.get() * factor).min(most)).unwrap_or(*rate)
            };
            Hazard::Piecewise {
                step_months: *step_months,
                rates: rates.iter().map(times).collect(),
            }
        }
        // (t / scale)^shape × factor = (t / (scale × factor^(−1/shape)))^shape.
        Hazard::Weibull { shape, scale_years } => {
            let by = elementary::power(factor, -1.0 / shape.get());
            let scale_years = WeibullScale::new(scale_years.get() * by).unwrap_or(*scale_years);
            Hazard::Weibull { shape: *shape, scale_years }
        }
    }
}
