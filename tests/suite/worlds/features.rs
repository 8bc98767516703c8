//! What most random worlds have beside salary, sign-on and grants: bands, bonuses, refreshers with ratings,
//! layoff terms, responses, closes before the start, an outside option, and other stock models.

use rand::rngs::StdRng;
use rand::{RngExt, SeedableRng};
use vestrisk::attrition::{LayoffWaves, Profile, Responses, VestTiming};
use vestrisk::error::Error;
use vestrisk::offer::{
    Band, BandShape, Bonus, Conversion, GrantSize, LayoffTerms, Money, Offer, OutsideOption,
    Ratings, Refresh, RefreshKind, TargetRefresh, Tier,
};
use vestrisk::quantity::{
    BonusTarget, Dollars, Elasticity, Factor, Fraction, HazardFactor, Hit, Probability, Raise,
    Volatility,
};
use vestrisk::simulation::Setup;

use super::{models, one_of, price, promises};

/// A world in this many stays plain.
const PLAIN: f64 = 0.05;

/// A plain world with features added at random.
pub fn added(setup: Setup, number: u64) -> Result<Setup, Error> {
    let mut rng = StdRng::seed_from_u64(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5eed);
    let rng = &mut rng;
    if rng.random_bool(PLAIN) {
        return Ok(setup);
    }
    let Setup { mut market, mut profiles, mut offers, settings, .. } = setup;
    let horizon = settings.horizon_months;
    market.start_in_days = {
        let (near, any) = (rng.random_range(1..=60), rng.random_range(1..=730));
        one_of(rng, &[0, 0, near, any, 365])
    };
    for profile in &mut profiles {
        if let Profile::Hazards(hazards) = profile
            && rng.random_bool(0.85)
        {
            hazards.responses = responses(rng, horizon);
        }
    }
    for offer in &mut offers {
        enrich(rng, offer, horizon);
        lead_back(offer, &mut profiles);
    }
    let elsewhere = OutsideOption {
        annual_pay: promises::dollars(rng, 30_000.0, 400_000.0),
        gap_months: {
            let any = rng.random_range(0..=24);
            one_of(rng, &[0, 3, any])
        },
    };
    let option = rng.random_bool(0.6).then_some(elsewhere);
    let market = models::varied(market, horizon, number);
    Ok(Setup::new(market, profiles, offers, settings)?.with_outside_option(option))
}

/// Layoffs respond to the stock of the first grant: without one, they do not.
fn lead_back(offer: &mut Offer, profiles: &mut Vec<Profile>) {
    let Some(Profile::Hazards(hazards)) = offer.profile.map(|at| &profiles[at]) else { return };
    if offer.grants.is_empty() && hazards.responses.layoff_to_return.is_some() {
        let responses = Responses { layoff_to_return: None, ..hazards.responses.clone() };
        let unmoved = Profile::Hazards(hazards.clone().responding(responses));
        let known = profiles.iter().position(|profile| *profile == unmoved);
        offer.profile = Some(known.unwrap_or(profiles.len()));
        if known.is_none() {
            profiles.push(unmoved);
        }
    }
}

fn responses(rng: &mut StdRng, horizon: u32) -> Responses {
    let elasticity = |rng: &mut StdRng| {
        let any = rng.random_range(0.0..3.0);
        Elasticity::new(one_of(rng, &[0.3, 1.0, any, 10.0])).unwrap()
    };
    Responses {
        layoff_to_return: rng.random_bool(0.5).then(|| elasticity(rng)),
        voluntary_to_unvested: rng.random_bool(0.5).then(|| elasticity(rng)),
        vest_timing: rng.random_bool(0.5).then(|| timing(rng)),
        layoff_waves: rng.random_bool(0.5).then(|| waves(rng, horizon)),
    }
}

fn timing(rng: &mut StdRng) -> VestTiming {
    let (less, more) = (rng.random_range(0.25..1.2), rng.random_range(0.8..4.0));
    let share = rng.random_range(0.01..0.6);
    VestTiming {
        before: HazardFactor::new(one_of(rng, &[0.7, less])).unwrap(),
        after: HazardFactor::new(one_of(rng, &[2.0, more])).unwrap(),
        share: Fraction::new(one_of(rng, &[0.1, 0.25, 1.0 / 3.0, share])).unwrap(),
    }
}

fn waves(rng: &mut StdRng, horizon: u32) -> LayoffWaves {
    let mut months: Vec<u32> = (0..rng.random_range(1..=4))
        .map(|_| {
            let any = rng.random_range(1..=horizon + 6);
            one_of(rng, &[1, any, any, any, horizon])
        })
        .collect();
    months.sort_unstable();
    months.dedup();
    LayoffWaves::new(&months, Hit::new(rng.random_range(0.02..0.7)).unwrap()).unwrap()
}

fn enrich(rng: &mut StdRng, offer: &mut Offer, horizon: u32) {
    if rng.random_bool(0.6) {
        offer.bonus = Some(bonus(rng));
    }
    if !offer.grants.is_empty() && rng.random_bool(0.75) {
        offer.refresh = Some(refresh(rng, horizon));
    }
    let any = rng.random_range(0..=14);
    offer.layoff_terms = LayoffTerms {
        notice_months: one_of(rng, &[0, 0, 2, any]),
        severance_months: one_of(rng, &[0, 3, 12, any]),
    };
    for grant in offer.grants.iter_mut().filter(|grant| grant.month == 0) {
        grant.conversion = rng.random_bool(0.6).then(|| conversion(rng));
    }
    let banded = rng.random_range(0.0..1.0);
    for money in monies(offer) {
        if rng.random_bool(banded) {
            *money = Money::Band(band(rng, money.typical()));
        }
    }
}

/// Every amount of an offer that a band can stand for.
pub fn monies(offer: &mut Offer) -> Vec<&mut Money> {
    let mut monies = vec![&mut offer.salary.base];
    monies.extend(offer.sign_on.iter_mut().map(|payment| &mut payment.amount));
    monies.extend(offer.grants.iter_mut().filter_map(|grant| match &mut grant.size {
        GrantSize::Value(value) => Some(value),
        GrantSize::Shares(_) => None,
    }));
    monies.extend(offer.refresh.as_mut().map(|refresh| match &mut refresh.kind {
        RefreshKind::Fixed { value, .. } => value,
        RefreshKind::Target(target) => &mut target.target_pay,
    }));
    monies
}

/// A band around an amount.
fn band(rng: &mut StdRng, around: f64) -> Band {
    let low = around * rng.random_range(0.3..1.0);
    let high = around * rng.random_range(1.0..1.8) + 1.0;
    let inside = rng.random_range(low..high);
    let mode = one_of(rng, &[inside, inside, low, high]);
    let dollars = |value| Dollars::new(value).unwrap();
    let triangular = BandShape::Triangular { mode: dollars(mode) };
    let shape = one_of(rng, &[BandShape::Uniform, triangular]);
    Band::new(dollars(low), dollars(high), shape, rng.random_bool(0.4)).unwrap()
}

fn bonus(rng: &mut StdRng) -> Bonus {
    let (target, volatility) = (rng.random_range(0.0..1.0), rng.random_range(0.0..0.9));
    let factor = rng.random_range(0.0..2.0);
    Bonus {
        target: BonusTarget::new(one_of(rng, &[0.15, target])).unwrap(),
        volatility: Volatility::new(one_of(rng, &[0.0, volatility])).unwrap(),
        factor: Factor::new(one_of(rng, &[1.0, factor])).unwrap(),
    }
}

fn conversion(rng: &mut StdRng) -> Conversion {
    let any = rng.random_range(1..=252);
    Conversion {
        average_days: one_of(rng, &[1, 5, 20, 30, any]),
        trailing_average: rng.random_bool(0.5).then(|| price(rng)),
    }
}

fn refresh(rng: &mut StdRng, horizon: u32) -> Refresh {
    let yearly: Vec<u32> = (1..=4).map(|year| 12 * year).collect();
    let mut any: Vec<u32> =
        (0..rng.random_range(1..=5)).map(|_| rng.random_range(1..=horizon + 6)).collect();
    any.sort_unstable();
    any.dedup();
    let review_months = if rng.random_bool(0.4) { yearly } else { any };
    let kind = if rng.random_bool(0.35) {
        let listed = rng.random_bool(0.5);
        RefreshKind::Fixed {
            value: promises::dollars(rng, 0.0, 200_000.0).into(),
            vesting: if listed { promises::listed(rng, horizon) } else { promises::yearly(rng) },
        }
    } else {
        let (growth, part) = (rng.random_range(-0.3..0.6), rng.random_range(0.0..1.5));
        RefreshKind::Target(TargetRefresh {
            target_pay: promises::dollars(rng, 50_000.0, 900_000.0).into(),
            assumed_growth: Raise::new(one_of(rng, &[0.15, 0.15, 0.0, growth])).unwrap(),
            true_up: Factor::new(one_of(rng, &[1.0, 1.0, part])).unwrap(),
            ratings: rng.random_bool(0.65).then(|| ratings(rng)),
        })
    };
    Refresh { review_months, kind }
}

fn ratings(rng: &mut StdRng) -> Ratings {
    let count = rng.random_range(1..=4);
    let factor = |rng: &mut StdRng, most: f64| {
        let any = rng.random_range(0.0..most);
        Factor::new(one_of(rng, &[1.0, any, any, 0.0])).unwrap()
    };
    let tiers = chances(rng, count).into_iter().enumerate().map(|(at, probability)| Tier {
        name: format!("tier {at}"),
        probability,
        target_factor: factor(rng, 2.0),
        bonus_factor: factor(rng, 3.0),
        performance_factor: factor(rng, 6.0),
    });
    let tiers = tiers.collect();
    let rows = (0..count).map(|_| chances(rng, count)).collect();
    Ratings::new(tiers, rng.random_bool(0.5).then_some(rows)).unwrap()
}

/// Probabilities that sum to 1, some of them 0.
fn chances(rng: &mut StdRng, count: usize) -> Vec<Probability> {
    let mut weights: Vec<f64> =
        (0..count).map(|_| f64::from(rng.random_range(0..=5_u32))).collect();
    weights[rng.random_range(0..count)] += 1.0;
    let sum: f64 = weights.iter().sum();
    weights.into_iter().map(|weight| Probability::new(weight / sum).unwrap()).collect()
}
