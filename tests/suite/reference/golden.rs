//! Offers that can be computed by hand, to the cent: certain exits, clawbacks at the edges of their
//! windows, and the letter's figures when nothing is left to chance.

use rand::rngs::Xoshiro256PlusPlus;
use rand::{RngExt, SeedableRng};
use vestrisk::attrition::{Cause, Causes, Profile};
use vestrisk::offer::{
    Clawback, Component, Grant, GrantSize, Offer, Payment, Proration, Sell, SignOn, WindowStart,
    letter,
};
use vestrisk::quantity::{ContinuousRate, HALF_CENT};
use vestrisk::simulation::plan::Plan;
use vestrisk::simulation::{Keep, Measure, Sampler, Setup, ledger};

use super::build;
use super::measured::simulate;
use crate::tolerance::seed;

/// One run is enough where nothing is left to chance; a second one belongs to the antithetic pair.
const RUNS: u64 = 2;

/// A stock that stays where it is.
fn flat(name: &str, today: f64, dividends: f64) -> vestrisk::market::Stock {
    build::gbm(name, today, (dividends, dividends, 0.0))
}

/// An offer over 48 months on a flat stock, under a profile.
fn world(offer: Offer, profile: Profile) -> Setup {
    let market = build::market(vec![flat("FLAT", 230.0, 0.0)], &[]);
    let settings = build::settings(RUNS, seed("golden offers"), 48);
    build::setup(market, vec![profile], vec![offer], settings)
}

/// What every run of a setup pays for a measure.
fn paid(setup: &Setup, measure: Measure) -> f64 {
    let amounts = Sampler::ALL.map(|sampler| {
        let mut setup = setup.clone();
        setup.settings.sampler = sampler;
        let samples = simulate(&setup, &[(measure, Keep::Samples)]).samples(0);
        assert!(samples.iter().all(|sample| sample.to_bits() == samples[0].to_bits()));
        samples[0]
    });
    assert_eq!(amounts[0].to_bits(), amounts[1].to_bits());
    amounts[0]
}

#[track_caller]
fn cent(value: f64, truth: f64) {
    assert!((value - truth).abs() < HALF_CENT, "{value} and not {truth}");
}

#[track_caller]
fn pays(setup: &Setup, components: [(Component, f64); 4]) {
    let mut total = 0.0;
    for (component, amount) in components {
        cent(paid(setup, Measure::Component { offer: 0, component }), amount);
        total += amount;
    }
    cent(paid(setup, Measure::Pay { offer: 0 }), total);
    let (books, _) = ledger::ledgers(setup, &Plan::new(setup), 1).expect("a run of the job");
    cent(books[0].total, total);
    let years = (1..=setup.years()).map(|year| paid(setup, Measure::Year { offer: 0, year }));
    cent(years.sum(), total);
}

/// Base 175,000, the given sign-on payments, and 550,000 vesting 5/15/40/40.
fn bedrock(sign_on: Vec<SignOn>) -> Offer {
    let grants = vec![build::grant(build::value(550_000.0), build::back_loaded())];
    build::offer("Bedrock", build::salary(175_000.0, 0.0), sign_on, grants)
}

fn in_instalments() -> Vec<SignOn> {
    vec![build::instalments(110_000.0, 0, 12, None), build::instalments(80_000.0, 12, 24, None)]
}

#[test]
fn without_an_exit_the_offer_pays_1_440_000() {
    let setup = world(bedrock(in_instalments()), build::nobody_leaves());
    let (base, sign_on, rsu) = (700_000.0, 190_000.0, 550_000.0);
    pays(&setup, components(base, sign_on, 0.0, rsu));
    for (year, pay) in [(1, 312_500.0), (2, 337_500.0), (3, 395_000.0), (4, 395_000.0)] {
        cent(paid(&setup, Measure::Year { offer: 0, year }), pay);
    }
}

#[test]
fn a_certain_exit_at_month_18_pays_440_000() {
    let setup = world(bedrock(in_instalments()), build::certain(18, Cause::Voluntary));
    pays(&setup, components(262_500.0, 150_000.0, 0.0, 27_500.0));
    cent(paid(&setup, Measure::Pay { offer: 0 }), 440_000.0);
}

#[test]
fn a_lump_repaid_by_the_month_leaves_213_750_at_month_9() {
    let terms = Some(build::clawback(12, Proration::Monthly, &[Cause::Voluntary]));
    let lumps = vec![build::lump(110_000.0, 0, terms), build::lump(80_000.0, 12, terms)];
    let setup = world(bedrock(lumps.clone()), build::certain(9, Cause::Voluntary));
    pays(&setup, components(131_250.0, 110_000.0, -27_500.0, 0.0));
    cent(paid(&setup, Measure::Pay { offer: 0 }), 213_750.0);
    // A cause outside the terms owes nothing.
    let setup = world(bedrock(lumps), build::certain(9, Cause::Layoff));
    pays(&setup, components(131_250.0, 110_000.0, 0.0, 0.0));
}

#[test]
fn who_leaves_at_the_end_of_a_month_was_employed_in_it() {
    // 5 % vest at month 12 and 20 % more by month 24; a month earlier they do not.
    for (exit, rsu) in [(11, 0.0), (12, 27_500.0), (23, 27_500.0), (24, 110_000.0)] {
        let setup = world(bedrock(Vec::new()), build::certain(exit, Cause::Layoff));
        pays(&setup, components(f64::from(exit) * 175_000.0 / 12.0, 0.0, 0.0, rsu));
        let retained = |month| paid(&setup, Measure::Retained { offer: 0, month });
        cent(retained(exit), 1.0);
        cent(retained(exit + 1), 0.0);
    }
    // At the horizon everything has been paid, and still it is an exit; after it, it is none.
    for (exit, cause) in [(48, Some(Cause::Layoff)), (49, None)] {
        let mut offer = bedrock(in_instalments());
        offer.grants.push(build::grant(build::value(60_000.0), build::schedule(&[(60, 100.0)])));
        let setup = world(offer, build::certain(exit, Cause::Layoff));
        pays(&setup, components(700_000.0, 190_000.0, 0.0, 550_000.0));
        cent(paid(&setup, Measure::Left { offer: 0, cause }), 1.0);
        let unvested = if cause.is_none() { 60_000.0 } else { 0.0 };
        cent(paid(&setup, Measure::Unvested { offer: 0 }), unvested);
    }
}

#[test]
fn whole_units_go_to_the_largest_remainders() {
    let even = || build::schedule(&[(12, 25.0), (24, 25.0), (36, 25.0), (48, 25.0)]);
    let year = |setup: &Setup, year| paid(setup, Measure::Year { offer: 0, year });
    for (size, vesting, units) in [
        // 11 units: 0.55 + 1.65 + 4 × 2.2; the two left go to 0.65 and 0.55.
        (build::shares(10.5), build::back_loaded(), [1.0, 2.0, 4.0, 4.0]),
        // 10 units: 2.5 each; the two left go to the earlier.
        (build::shares(10.49), even(), [3.0, 3.0, 2.0, 2.0]),
        (build::value(10.0 * 230.0 + 114.0), even(), [3.0, 3.0, 2.0, 2.0]),
        (build::value(10.0 * 230.0 + 116.0), even(), [3.0, 3.0, 3.0, 2.0]),
    ] {
        let grant = Grant { whole_units: true, ..build::grant(size, vesting) };
        let offer = build::offer("Whole", build::salary(0.0, 0.0), Vec::new(), vec![grant]);
        let setup = world(offer, build::nobody_leaves());
        for (at, units) in (1..).zip(units) {
            cent(year(&setup, at), units * 230.0);
        }
    }
}

#[test]
fn present_values_by_hand() {
    let terms = Some(build::clawback(12, Proration::Daily, &[Cause::Voluntary]));
    let sign_on = vec![build::lump(60_000.0, 6, terms), build::instalments(24_000.0, 3, 27, terms)];
    let mut at_horizon = build::grant(build::value(80_000.0), build::schedule(&[(9, 100.0)]));
    at_horizon.sell = Sell::AtHorizon;
    let at_vest = build::grant(build::value(50_000.0), build::schedule(&[(9, 100.0)]));
    let salary = build::salary(120_000.0, 0.5);
    let offer = build::offer("Discounted", salary, sign_on, vec![at_horizon, at_vest]);
    let mut setup = world(offer, build::certain(14, Cause::Voluntary));
    setup.settings.discount_rate = ContinuousRate::new(0.12).expect("a rate");
    // 1 % a month: a lump at t counts exp(−t/100), 1 a month from a to b the difference of 100
    // exp(−t/100).
    let factor = |t: f64| libm::exp(-t / 100.0);
    let span = |from: f64, to: f64| 100.0 * (factor(from) - factor(to));
    let base = 10_000.0 * span(0.0, 12.0) + 15_000.0 * span(12.0, 14.0);
    let sign_on = 60_000.0 * factor(6.0) + 1_000.0 * span(3.0, 14.0);
    // 8 of 12 months are past for the lump; 11 of 12 for the instalments, of which 11,000 were
    // paid.
    let owed = (60_000.0 * 4.0 / 12.0 + 11_000.0 / 12.0) * factor(14.0);
    let rsu = 80_000.0 * factor(48.0) + 50_000.0 * factor(9.0);
    cent(paid(&setup, Measure::PresentValue { offer: 0 }), base + sign_on - owed + rsu);
    let (books, _) = ledger::ledgers(&setup, &Plan::new(&setup), 0).expect("a run of the job");
    cent(books[0].present_value, base + sign_on - owed + rsu);
    pays(&setup, components(150_000.0, 71_000.0, -20_916.666_667, 130_000.0));
}

fn components(base: f64, sign_on: f64, clawback: f64, rsu: f64) -> [(Component, f64); 4] {
    [
        (Component::Base, base),
        (Component::SignOn, sign_on),
        (Component::Clawback, clawback),
        (Component::Rsu, rsu),
    ]
}

/// Terms over 12 months for a payment of 120,000: 10,000 a month of the window.
fn terms(proration: Proration, from: WindowStart) -> Clawback {
    let causes = Causes::of(&[Cause::Voluntary, Cause::Performance]);
    Clawback { window_months: 12, proration, causes, from }
}

/// A payment, the month of a certain exit, what is paid by then, and what is owed under no, monthly
/// and daily proration.
type Edge = (Payment, WindowStart, u32, f64, [f64; 3]);

#[test]
fn clawbacks_at_the_edges_of_their_windows() {
    use WindowStart::{Payment as AtPayment, Start};
    let at_6 = Payment::Lump { month: 6 };
    let at_0 = Payment::Lump { month: 0 };
    let spread = Payment::Instalments { from: 3, to: 9 };
    let edges: [Edge; 16] = [
        (at_6, AtPayment, 5, 0.0, [0.0; 3]),
        (at_6, AtPayment, 6, 120_000.0, [120_000.0; 3]),
        (at_6, AtPayment, 7, 120_000.0, [120_000.0, 110_000.0, 110_000.0]),
        (at_6, AtPayment, 17, 120_000.0, [120_000.0, 10_000.0, 10_000.0]),
        (at_6, AtPayment, 18, 120_000.0, [0.0; 3]),
        (at_6, AtPayment, 19, 120_000.0, [0.0; 3]),
        (at_6, Start, 5, 0.0, [0.0; 3]),
        (at_6, Start, 6, 120_000.0, [120_000.0, 60_000.0, 60_000.0]),
        (at_6, Start, 11, 120_000.0, [120_000.0, 10_000.0, 10_000.0]),
        (at_6, Start, 12, 120_000.0, [0.0; 3]),
        (at_0, AtPayment, 0, 120_000.0, [120_000.0; 3]),
        (at_0, Start, 12, 120_000.0, [0.0; 3]),
        // 20,000 a month from 3 to 9: by month 7 80,000 of which 8/12 are owed, by month 14 all,
        // 1/12.
        (spread, AtPayment, 3, 0.0, [0.0; 3]),
        (spread, AtPayment, 7, 80_000.0, [80_000.0, 53_333.333_333, 53_333.333_333]),
        (spread, AtPayment, 14, 120_000.0, [120_000.0, 10_000.0, 10_000.0]),
        (spread, Start, 8, 100_000.0, [100_000.0, 33_333.333_333, 33_333.333_333]),
    ];
    for (payment, from, exit, paid, owed) in edges {
        let prorations = [Proration::None, Proration::Monthly, Proration::Daily];
        for (proration, owed) in prorations.into_iter().zip(owed) {
            let terms = Some(terms(proration, from));
            let sign_on =
                SignOn { amount: build::dollars(120_000.0).into(), paid: payment, clawback: terms };
            let offer =
                build::offer("Edge", build::salary(120_000.0, 0.0), vec![sign_on], Vec::new());
            for cause in [Cause::Voluntary, Cause::Performance] {
                let setup = world(offer.clone(), build::certain(exit, cause));
                pays(&setup, components(f64::from(exit) * 10_000.0, paid, -owed, 0.0));
            }
            let setup = world(offer.clone(), build::certain(exit, Cause::Layoff));
            pays(&setup, components(f64::from(exit) * 10_000.0, paid, 0.0, 0.0));
            let setup = world(offer, build::nobody_leaves());
            pays(&setup, components(480_000.0, 120_000.0, 0.0, 0.0));
        }
    }
}

#[test]
fn clawbacks_between_whole_months() {
    use Proration::{Daily, Monthly, None};
    use WindowStart::{Payment as AtPayment, Start};
    let lump = build::lump(120_000.0, 6, Option::None);
    let spread = build::instalments(120_000.0, 3, 9, Option::None);
    let just_before = f64::from_bits(18.0_f64.to_bits() - 1);
    for (payment, proration, from, exit, owed) in [
        (&lump, None, AtPayment, just_before, 120_000.0),
        (&lump, Monthly, AtPayment, just_before, 10_000.0),
        (&lump, Daily, AtPayment, just_before, 0.0),
        (&lump, Monthly, AtPayment, 6.999, 120_000.0),
        (&lump, Daily, AtPayment, 6.75, 112_500.0),
        (&lump, Daily, AtPayment, 5.999, 0.0),
        (&lump, None, AtPayment, 5.999, 0.0),
        (&lump, None, Start, 5.999, 0.0),
        (&lump, Monthly, Start, 11.999, 10_000.0),
        (&lump, Daily, Start, 11.75, 2_500.0),
        // 20,000 a month from month 3: 5,000 by 3.25, of which 11.75/12 are owed.
        (&spread, Daily, AtPayment, 3.25, 4_895.833_333),
        (&spread, Monthly, AtPayment, 3.25, 5_000.0),
        (&spread, Daily, Start, 8.5, 32_083.333_333),
    ] {
        let terms = terms(proration, from);
        cent(terms.debt(&payment.paid, payment.amount.typical(), exit), owed);
    }
}

#[test]
fn a_debt_is_booked_in_the_year_of_the_exit() {
    let terms = Some(terms(Proration::None, WindowStart::Payment));
    let lump = vec![build::lump(120_000.0, 6, terms)];
    let offer = build::offer("Year", build::salary(120_000.0, 0.0), lump, Vec::new());
    // At month 12 the first year ends: the debt still belongs to it.
    for (exit, years) in [(12, [120_000.0, 0.0]), (13, [240_000.0, -110_000.0])] {
        let setup = world(offer.clone(), build::certain(exit, Cause::Voluntary));
        for (year, pay) in (1..).zip(years) {
            cent(paid(&setup, Measure::Year { offer: 0, year }), pay);
        }
    }
}

/// An offer whose letter is what it pays when no price moves and nobody leaves.
fn certain_offer(generator: &mut Xoshiro256PlusPlus) -> Offer {
    let salary = build::salary(
        generator.random_range(50_000.0..400_000.0),
        generator.random_range(-0.1..0.2),
    );
    let sign_on = (0..generator.random_range(0..4)).map(|_| {
        let (from, amount) = (generator.random_range(0..60), generator.random_range(0.0..1e5));
        let terms = Some(build::clawback(24, Proration::Daily, &Cause::ALL));
        if generator.random_bool(0.5) {
            build::lump(amount, from, terms)
        } else {
            build::instalments(amount, from, from + generator.random_range(1..36), terms)
        }
    });
    let sign_on = sign_on.collect();
    let grants = (0..generator.random_range(0..4)).map(|_| {
        let count = generator.random_range(1..30);
        let step = generator.random_range(1..4);
        let part = 100.0 / f64::from(count);
        let tranches: Vec<(u32, f64)> = (0..count).map(|k| (k * step, part)).collect();
        let size = match generator.random_range(0..3) {
            0 => build::shares(generator.random_range(1.0..9_999.0)),
            _ => build::value(generator.random_range(1.0..2e6)),
        };
        // Dividends make a sale at the horizon pay more than the letter says; the second stock has
        // none.
        let (stock, sell) =
            if generator.random_bool(0.5) { (0, Sell::AtVest) } else { (1, Sell::AtHorizon) };
        let vesting = build::schedule(&tranches);
        Grant { stock, month: generator.random_range(0..50), sell, ..build::grant(size, vesting) }
    });
    let grants = grants.collect();
    build::offer("Letter", salary, sign_on, grants)
}

#[test]
fn without_chance_an_offer_pays_its_letter() {
    let mut generator = Xoshiro256PlusPlus::seed_from_u64(seed("offers without chance"));
    let mut shared = 0;
    for _ in 0..200 {
        let offer = certain_offer(&mut generator);
        let stocks = vec![flat("PAYS", 230.0, 0.03), flat("KEEPS", 55.5, 0.0)];
        let settings = build::settings(RUNS, 1, generator.random_range(1..=120));
        let market = build::market(stocks, &[(0, 1, 0.5)]);
        let setup = build::setup(market, vec![build::nobody_leaves()], vec![offer], settings);
        let letter = letter(&setup.offers[0], &setup.market, setup.settings.horizon_months);
        cent(paid(&setup, Measure::Pay { offer: 0 }), letter.total);
        cent(letter.by_year.iter().sum(), letter.total);
        cent(letter.by_year[0], letter.year_one);
        // Sold at the horizon, a tranche is paid in another year than the letter says.
        let at_vest = |grant: &Grant| grant.sell == Sell::AtVest;
        if setup.offers[0].grants.iter().all(at_vest) {
            shared += 1;
            for (year, pay) in (1..).zip(&letter.by_year) {
                cent(paid(&setup, Measure::Year { offer: 0, year }), *pay);
            }
        }
    }
    assert!(shared > 50, "offers compared by year: {shared}");
}

#[test]
fn control_a_cent_more_is_seen() {
    let mut offer = bedrock(in_instalments());
    offer.grants[0].size = GrantSize::Value(build::dollars(550_000.01).into());
    let setup = world(offer, build::nobody_leaves());
    assert!((paid(&setup, Measure::Pay { offer: 0 }) - 1_440_000.0).abs() > HALF_CENT);
}
