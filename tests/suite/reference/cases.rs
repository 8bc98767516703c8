//! Random scenarios for the closed forms: every kind of hazard, payment, clawback and grant whose
//! expectation is known. Which ones have occurred is a test of its own.

use rand::rngs::Xoshiro256PlusPlus;
use rand::seq::IndexedRandom;
use rand::{RngExt, SeedableRng};
use vestrisk::attrition::{Cause, Causes, Hazard, Hazards, Profile};
use vestrisk::market::{FixedPath, Market, Model, Stock};
use vestrisk::offer::{
    Clawback, Grant, GrantSize, Offer, Payment, Proration, Sell, Settlement, SignOn,
    VestingSchedule, WindowStart,
};
use vestrisk::quantity::{ContinuousRate, WeibullScale, WeibullShape};
use vestrisk::simulation::{Settings, SharedExits};

use super::build;
use super::truth::{Case, truth};
use crate::tolerance::seed;

type Generator = Xoshiro256PlusPlus;

/// Scenarios; a multiple of 12 sees every proration × window start × kind of payment equally often.
pub const CASES: usize = 24;

/// All scenarios. Runs and sampler are set by who simulates them.
pub fn cases() -> Vec<Case> {
    let mut generator = Generator::seed_from_u64(seed("random scenarios for the closed forms"));
    (0..CASES).map(|index| case(&mut generator, index)).collect()
}

fn case(generator: &mut Generator, index: usize) -> Case {
    let horizon = *[48, 48, 48, 36, 60, 30, 54, 120].choose(generator).expect("a choice");
    let (market, points) = market(generator, horizon);
    let profiles: Vec<Profile> = (0..2).map(|_| profile(generator, horizon)).collect();
    let mut offers: Vec<Offer> =
        (0..2).map(|place| offer(generator, index, place, &market, horizon)).collect();
    if index % 6 == 5 {
        offers[1].profile = None;
    }
    let discount = *[0.0, 0.04, 0.1, -0.01].choose(generator).expect("a choice");
    let shared = *SharedExits::ALL.choose(generator).expect("a choice");
    let settings = Settings {
        shared_exits: shared,
        discount_rate: ContinuousRate::new(discount).expect("a rate"),
        ..build::settings(1, seed(&format!("closed form {index}")), horizon)
    };
    let setup = build::setup(market, profiles, offers, settings);
    Case { name: format!("scenario {index}"), setup, points }
}

/// Two correlated stocks and a stated path. The volatility is such that the price at the horizon
/// has a mean that so many runs can tell: its logarithm's deviation is 0.9 at most.
fn market(generator: &mut Generator, horizon: u32) -> (Market, Vec<Vec<(u32, f64)>>) {
    let widest = 0.9 / (f64::from(horizon) / 12.0).sqrt();
    let mut stocks: Vec<Stock> = Vec::new();
    for name in ["ALFA", "BETA"] {
        let dividends =
            if generator.random_bool(0.5) { generator.random_range(0.005..0.05) } else { 0.0 };
        let law =
            (generator.random_range(-0.08..0.20), dividends, generator.random_range(0.1..widest));
        stocks.push(build::gbm(name, generator.random_range(15.0..600.0), law));
    }
    let mut points: Vec<(u32, f64)> = Vec::new();
    let mut month = 0;
    for _ in 0..generator.random_range(0..4) {
        month += generator.random_range(1..18);
        points.push((month, generator.random_range(20.0..200.0)));
    }
    let typed: Vec<_> = points.iter().map(|&(at, price)| (at, build::price(price))).collect();
    let path = FixedPath::new(&typed).expect("rising months");
    let stated = Stock {
        name: "GAMMA".to_owned(),
        price: build::price(generator.random_range(20.0..200.0)),
        model: Model::Fixed(path),
        start_jump: None,
    };
    stocks.push(stated);
    let correlation = generator.random_range(-0.9..0.95);
    (build::market(stocks, &[(0, 1, correlation)]), vec![Vec::new(), Vec::new(), points])
}

/// Hazards that leave somebody by the end and let somebody go at the start.
fn profile(generator: &mut Generator, horizon: u32) -> Profile {
    let slower = f64::min(1.0, 48.0 / f64::from(horizon));
    let voluntary = hazard(generator, 0.35, slower);
    let layoff = generator.random_bool(0.8).then(|| hazard(generator, 0.2, slower));
    let performance = generator.random_bool(0.6).then(|| hazard(generator, 0.2, slower));
    Profile::Hazards(Hazards::new(Some(voluntary), layoff, performance))
}

fn hazard(generator: &mut Generator, highest: f64, slower: f64) -> Hazard {
    match generator.random_range(0..3) {
        0 => build::by_year(&steps(generator, highest * slower, 5)),
        1 => {
            let rates = build::rates(&steps(generator, highest * slower, 30));
            Hazard::by_month(&rates).expect("at least one hazard")
        }
        _ => {
            let scale = generator.random_range(3.0..7.0) / slower;
            Hazard::Weibull {
                shape: WeibullShape::new(generator.random_range(0.5..2.0)).expect("a shape"),
                scale_years: WeibullScale::new(scale).expect("a scale"),
            }
        }
    }
}

/// Up to `most` annual hazards, one of them perhaps 0.
fn steps(generator: &mut Generator, highest: f64, most: usize) -> Vec<f64> {
    let count = generator.random_range(1..=most);
    let lowest = 0.2 * highest;
    let mut rates: Vec<f64> = (0..count).map(|_| generator.random_range(lowest..highest)).collect();
    if count > 2 && generator.random_bool(0.5) {
        rates[generator.random_range(0..count)] = 0.0;
    }
    rates
}

fn offer(
    generator: &mut Generator,
    index: usize,
    place: usize,
    market: &Market,
    horizon: u32,
) -> Offer {
    let raise = if generator.random_bool(0.6) { generator.random_range(-0.05..0.1) } else { 0.0 };
    let salary = build::salary(generator.random_range(90_000.0..260_000.0), raise);
    // The first payment goes through all combinations, the others are random.
    let mut sign_on = vec![sign_on(generator, (2 * index + place) % 12)];
    for _ in 0..generator.random_range(0..3) {
        let combination = generator.random_range(0..12);
        sign_on.push(self::sign_on(generator, combination));
    }
    if generator.random_bool(0.3) {
        sign_on[0].clawback = None;
    }
    let count = generator.random_range(1..4);
    let grants = (0..count).map(|_| grant(generator, market, horizon)).collect();
    let mut offer = build::offer(&format!("Offer {place}"), salary, sign_on, grants);
    offer.profile = Some(place);
    offer
}

/// A payment whose clawback is one of the 12 combinations.
fn sign_on(generator: &mut Generator, combination: usize) -> SignOn {
    let proration = [Proration::None, Proration::Monthly, Proration::Daily][combination % 3];
    let from = [WindowStart::Payment, WindowStart::Start][combination / 3 % 2];
    let mut causes: Vec<Cause> =
        Cause::ALL.into_iter().filter(|_| generator.random_bool(0.4)).collect();
    if causes.is_empty() {
        causes.push(Cause::Voluntary);
    }
    let month = *[0, 0, 12, 6, 17, 24].choose(generator).expect("a choice");
    let window_months =
        generator.random_range(8..30) + if from == WindowStart::Start { month } else { 0 };
    let causes = Causes::of(&causes);
    let clawback = Some(Clawback { window_months, proration, causes, from });
    let amount = generator.random_range(20_000.0..150_000.0);
    if combination < 6 {
        build::lump(amount, month, clawback)
    } else {
        build::instalments(amount, month, month + generator.random_range(1..25), clawback)
    }
}

fn grant(generator: &mut Generator, market: &Market, horizon: u32) -> Grant {
    let stock = generator.random_range(0..market.stocks.len());
    let by_value = generator.random_bool(0.7);
    let size = if by_value {
        build::value(generator.random_range(50_000.0..800_000.0))
    } else {
        build::shares(generator.random_range(100.0..5_000.0))
    };
    let month = match generator.random_range(0..8) {
        0..4 => 0,
        7 => generator.random_range(horizon..horizon + 6),
        _ => generator.random_range(1..30),
    };
    // Whole units of a number that is known: what rounding a random number costs has no closed
    // form.
    let known = !by_value || month == 0 || matches!(market.stocks[stock].model, Model::Fixed(_));
    let whole_units = known && generator.random_bool(0.3);
    let sell = if generator.random_bool(0.25) { Sell::AtHorizon } else { Sell::AtVest };
    Grant {
        settlement: Settlement::Shares,
        conversion: None,
        stock,
        size,
        month,
        vesting: vesting(generator),
        whole_units,
        sell,
    }
}

/// Up to 12 tranches at any months, or a quarterly schedule.
fn vesting(generator: &mut Generator) -> VestingSchedule {
    if generator.random_bool(0.3) {
        let quarters: Vec<(u32, f64)> = (1..=16).map(|quarter| (3 * quarter, 6.25)).collect();
        return build::schedule(&quarters);
    }
    let count = generator.random_range(1..13);
    let mut months: Vec<u32> = (0..count).map(|_| generator.random_range(0..61)).collect();
    months.sort_unstable();
    months.dedup();
    let weights: Vec<f64> = months.iter().map(|_| generator.random_range(1.0..10.0)).collect();
    let total: f64 = weights.iter().sum();
    let tranches = months.iter().zip(&weights).map(|(month, part)| (*month, 100.0 * part / total));
    build::schedule(&tranches.collect::<Vec<_>>())
}

/// Everything that occurs in a scenario, in words.
fn features(case: &Case) -> Vec<String> {
    let setup = &case.setup;
    let mut seen = vec![format!("{:?}", setup.settings.shared_exits)];
    for offer in &setup.offers {
        let kind = |payment: &SignOn| match payment.paid {
            Payment::Lump { .. } => "lump",
            Payment::Instalments { .. } => "instalments",
        };
        for payment in &offer.sign_on {
            seen.push(match &payment.clawback {
                Some(terms) => format!("{} {:?} {:?}", kind(payment), terms.proration, terms.from),
                None => format!("{} kept", kind(payment)),
            });
        }
        for grant in &offer.grants {
            let size = if matches!(grant.size, GrantSize::Value(_)) { "value" } else { "shares" };
            let later = if grant.month > 0 { "later" } else { "at the start" };
            seen.push(format!("{size} {later}"));
            let dividends = setup.market.stocks[grant.stock].dividend_yield() > 0.0;
            seen.push(format!("{:?} dividends {dividends}", grant.sell));
            seen.push(format!("whole units {}", grant.whole_units));
        }
        let Some(Profile::Hazards(hazards)) = offer.profile.map(|at| &setup.profiles[at]) else {
            seen.push("nobody leaves".to_owned());
            continue;
        };
        for hazard in Cause::ALL.into_iter().filter_map(|cause| hazards.of(cause)) {
            seen.push(match hazard {
                Hazard::Piecewise { step_months, rates } => {
                    let zero = rates.iter().any(|rate| rate.get() == 0.0);
                    format!("steps of {step_months}, zero {zero}")
                }
                Hazard::Weibull { shape, .. } => format!("weibull above 1: {}", shape.get() > 1.0),
            });
        }
    }
    seen
}

#[test]
fn the_scenarios_have_every_feature() {
    let seen: Vec<String> = cases().iter().flat_map(features).collect();
    let mut wanted: Vec<String> = [
        "All",
        "Employer",
        "lump kept",
        "instalments kept",
        "value at the start",
        "value later",
        "shares at the start",
        "shares later",
        "AtVest dividends true",
        "AtHorizon dividends true",
        "AtHorizon dividends false",
        "whole units true",
        "nobody leaves",
        "steps of 12, zero true",
        "steps of 1, zero true",
        "weibull above 1: true",
        "weibull above 1: false",
    ]
    .map(str::to_owned)
    .to_vec();
    for kind in ["lump", "instalments"] {
        for proration in ["None", "Monthly", "Daily"] {
            wanted.extend(["Payment", "Start"].map(|from| format!("{kind} {proration} {from}")));
        }
    }
    for feature in wanted {
        assert!(seen.contains(&feature), "no scenario has `{feature}`; they have {seen:?}");
    }
}

#[test]
fn what_happens_in_a_scenario_is_not_too_rare_to_be_told_from_nothing() {
    for case in cases() {
        for offer in 0..case.setup.offers.len() {
            let truth = truth(&case, offer);
            let chances = [truth.owes, truth.stayed].into_iter().chain(truth.left);
            for chance in chances.filter(|chance| *chance > 0.0) {
                assert!(chance > 0.003, "{}, offer {offer}: {truth:?}", case.name);
            }
        }
    }
}
