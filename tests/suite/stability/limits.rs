//! Refusals at the limits: cancellation, memory, overflow, and names that share their draws.

use std::sync::atomic::Ordering;

use rayon::{ThreadPool, ThreadPoolBuilder};
use vestrisk::error::Error;
use vestrisk::market::Model;
use vestrisk::offer::{Component, GrantSize, Payment, Sell, Tranche, VestingSchedule};
use vestrisk::quantity::{
    ContinuousRate, Dollars, LARGEST_SEED, LONGEST_HORIZON, MOST_RUNS, Percent, Price, Shares,
    Volatility,
};
use vestrisk::random::Entity;
use vestrisk::simulation::plan::Plan;
use vestrisk::simulation::{Keep, Measure, Request, Sampler, Settings, Setup, Unobserved, engine};

use crate::support::Patience;
use crate::worlds::plain_world;

fn pool() -> ThreadPool {
    ThreadPoolBuilder::new().num_threads(2).build().expect("threads can be started")
}

fn of_runs(runs: u64) -> Setup {
    let mut setup = plain_world(1);
    setup.settings.runs = runs;
    setup
}

#[test]
fn a_cancelled_job_is_interrupted() {
    let (pool, setup) = (pool(), of_runs(100_000));
    for keep in [Keep::Moments, Keep::Samples] {
        for patience in [0, 10_000].map(Patience::of) {
            let mut request = Request::new(&pool, 1 << 30);
            request.add(Measure::Pay { offer: 0 }, keep);
            let end = engine::run(&setup, &request, &patience);
            assert!(matches!(end, Err(Error::Interrupted)), "{end:?}");
            let done = patience.done.load(Ordering::SeqCst);
            // Each of the two threads may finish the block it is in.
            assert!((patience.runs..=patience.runs + 3 * 1_024).contains(&done), "{done} runs");
        }
    }
}

#[test]
fn a_cancelled_visit_is_interrupted() {
    let (pool, setup) = (pool(), of_runs(100_000));
    let plan = Plan::new(&setup);
    for patience in [0, 10_000].map(Patience::of) {
        let end = engine::visit_blocks(&setup, &plan, &pool, &patience, |_, _, _| Ok(()));
        assert!(matches!(end, Err(Error::Interrupted)), "{end:?}");
    }
    let mut visits = 0;
    let end = engine::visit_blocks(&setup, &plan, &pool, &Unobserved, |_, _, _| {
        visits += 1;
        if visits == 3 { Err(Error::Unusable("a full disk".to_owned())) } else { Ok(()) }
    });
    assert!(matches!(end, Err(Error::Unusable(_))) && visits == 3, "the visitor's own error");
}

#[test]
fn every_run_is_reported_to_the_observer() {
    let (pool, setup) = (pool(), of_runs(12_345));
    let observer = Patience::of(u64::MAX);
    let mut request = Request::new(&pool, 0);
    request.add(Measure::Pay { offer: 0 }, Keep::Moments);
    assert!(engine::run(&setup, &request, &observer).is_ok());
    assert_eq!(observer.done.load(Ordering::SeqCst), 12_345);
}

/// What becomes of a job in some memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Fate {
    Exact,
    Streams,
    /// Refused before the start, with the bytes that are needed.
    Refused(u64),
}

fn fate(pool: &ThreadPool, (runs, sampler): (u64, Sampler), memory: u64) -> Fate {
    let mut request = Request::new(pool, memory);
    request.add(Measure::Pay { offer: 0 }, Keep::Samples);
    let mut setup = of_runs(runs);
    setup.settings.sampler = sampler;
    match engine::run(&setup, &request, &Unobserved) {
        Ok(outcome) if outcome.keeps_samples() => Fate::Exact,
        Ok(_) => Fate::Streams,
        Err(Error::Memory { needed, allowed }) => {
            assert_eq!(allowed, memory);
            Fate::Refused(needed)
        }
        Err(other) => panic!("{other}"),
    }
}

/// Samples are kept where they fit, with 32 bytes a run to compare them; counts stand in for them where only
/// those fit, one set a thread and one for all, of antithetic runs one for each of 32 replicates too.
#[test]
fn samples_that_do_not_fit_are_counted_and_counts_that_do_not_are_refused() {
    let pool = pool();
    let counts = 3 * 20 * (1 << 14);
    let (chunk, many) = (8 * 1_024, 1_000_000);
    let one = counts + chunk + 32;
    let two = counts + 2 * chunk + 32 * 1_025;
    for (runs, memory, expected) in [
        (1, 0, Fate::Refused(counts)),
        (1, counts - 1, Fate::Refused(counts)),
        (1, counts, Fate::Streams),
        (1, one - 1, Fate::Streams),
        (1, one, Fate::Exact),
        (1_025, two - 1, Fate::Streams),
        (1_025, two, Fate::Exact),
        (MOST_RUNS, counts - 1, Fate::Refused(counts)),
    ] {
        let found = fate(&pool, (runs, Sampler::Random), memory);
        assert_eq!(found, expected, "{runs} runs in {memory} bytes");
    }
    for (runs, memory, expected) in [
        (1, one - 1, Fate::Refused(one)),
        (1, one, Fate::Exact),
        (many, 33 * counts - 1, Fate::Refused(33 * counts)),
        (many, 33 * counts, Fate::Streams),
        (MOST_RUNS, 33 * counts - 1, Fate::Refused(33 * counts)),
    ] {
        let found = fate(&pool, (runs, Sampler::Antithetic), memory);
        assert_eq!(found, expected, "{runs} antithetic runs in {memory} bytes");
    }
}

#[test]
fn the_largest_job_starts_in_little_memory_and_stops_at_once() {
    let pool = pool();
    for sampler in Sampler::ALL {
        let mut setup = of_runs(MOST_RUNS);
        setup.settings.sampler = sampler;
        let mut request = Request::new(&pool, 64 << 20);
        request.add(Measure::Pay { offer: 0 }, Keep::Samples);
        let (patience, start) = (Patience::of(1), std::time::Instant::now());
        let end = engine::run(&setup, &request, &patience);
        assert!(matches!(end, Err(Error::Interrupted)), "{end:?}");
        let done = patience.done.load(Ordering::SeqCst);
        // Each of the two threads may finish the chunk it is in.
        assert!((1..=3 * 1_024).contains(&done), "{done} runs");
        assert!(start.elapsed().as_secs() < 20, "{:?}", start.elapsed());
    }
}

/// A world with one grant of a stock that costs `price`, nobody leaving.
fn with_grant(price: f64, size: GrantSize, volatility: f64, expected_return: f64) -> Setup {
    let suits = |setup: &Setup| {
        let first = setup.offers[0].grants.first();
        let random = |at: usize| setup.market.stocks[at].model.is_random();
        first.is_some_and(|grant| random(grant.stock)) && setup.settings.horizon_months > 3
    };
    let mut setup = (0..1_000).map(plain_world).find(suits).expect("there are such worlds");
    setup.settings.runs = 20_000;
    setup.offers.truncate(1);
    setup.offers[0].profile = None;
    setup.offers[0].grants.truncate(1);
    let grant = &mut setup.offers[0].grants[0];
    let whole = Tranche { month: 3, percent: Percent::new(100.0).unwrap() };
    grant.vesting = VestingSchedule::new(vec![whole]).unwrap();
    (grant.size, grant.month, grant.sell) = (size, 0, Sell::AtVest);
    let stock = &mut setup.market.stocks[grant.stock];
    stock.price = Price::new(price).unwrap();
    if let Model::Gbm(gbm) = &mut stock.model {
        gbm.volatility = Volatility::new(volatility).unwrap();
        gbm.growth.expected_return = ContinuousRate::new(expected_return).unwrap();
    }
    setup
}

/// Measures that an overflowing grant overflows.
const MEASURES: [Measure; 4] = [
    Measure::Pay { offer: 0 },
    Measure::PresentValue { offer: 0 },
    Measure::Component { offer: 0, component: Component::Rsu },
    Measure::Year { offer: 0, year: 1 },
];

#[test]
fn amounts_beyond_exact_sums_overflow() {
    let pool = pool();
    let (shares, value) = (Shares::new(1e10).unwrap(), Dollars::new(1e10).unwrap());
    // Huge prices of many shares; a price so small that the units are infinite.
    let huge = with_grant(1e9, GrantSize::Shares(shares), 10.0, 10.0);
    let tiny = with_grant(1e-300, GrantSize::Value(value.into()), 0.3, 0.0);
    for (setup, measure) in [&huge, &tiny].into_iter().flat_map(|s| MEASURES.map(|m| (s, m))) {
        for keep in [Keep::Moments, Keep::Samples] {
            let mut request = Request::new(&pool, 1 << 30);
            request.add(measure, keep);
            let end = engine::run(setup, &request, &Unobserved);
            let message = end.as_ref().err().map(ToString::to_string).unwrap_or_default();
            assert!(matches!(end, Err(Error::Overflow { .. })), "{measure:?}: {end:?}");
            assert!(message.starts_with(&measure.describe()), "{message}");
        }
    }
}

#[test]
fn large_amounts_do_not_overflow() {
    let pool = pool();
    let shares = GrantSize::Shares(Shares::new(1e6).unwrap());
    let setup = with_grant(1e3, shares, 0.5, 0.1);
    for measure in MEASURES {
        let mut request = Request::new(&pool, 0);
        let id = request.add(measure, Keep::Moments);
        let outcome = engine::run(&setup, &request, &Unobserved).expect("10^9 dollars are exact");
        let mean = outcome.tally(id).total.mean();
        assert!(mean.is_some_and(|mean| mean > 1e8), "{measure:?}: {mean:?}");
    }
}

/// Names with the same hash, found once by trying all of three letters.
const STOCKS: [&str; 2] = ["fdc", "gfu"];
const EMPLOYERS: [&str; 2] = ["erk", "kjs"];

/// A world with two stocks and two offers.
fn doubled() -> Setup {
    let enough = |setup: &Setup| setup.market.stocks.len() > 1 && setup.offers.len() > 1;
    (0..1_000).map(plain_world).find(enough).expect("there are such worlds")
}

fn checked(setup: Setup) -> Result<Setup, Error> {
    Setup::new(setup.market, setup.profiles, setup.offers, setup.settings)
}

#[test]
fn names_that_would_share_their_draws_are_refused() {
    for [a, b] in [STOCKS, EMPLOYERS] {
        assert_ne!(a, b);
        assert_eq!(Entity::of(a), Entity::of(b), "{a} and {b} collide");
    }
    let message = |setup: Setup| checked(setup).expect_err("they share their draws").to_string();

    let mut stocks = doubled();
    for (stock, name) in stocks.market.stocks.iter_mut().zip(STOCKS) {
        name.clone_into(&mut stock.name);
    }
    let refused = message(stocks.clone());
    assert!(STOCKS.iter().all(|name| refused.contains(&format!("`{name}`"))), "{refused}");
    "other".clone_into(&mut stocks.market.stocks[1].name);
    assert!(checked(stocks).is_ok());

    let mut employers = doubled();
    for (offer, name) in employers.offers.iter_mut().zip(EMPLOYERS) {
        name.clone_into(&mut offer.employer);
    }
    let refused = message(employers.clone());
    assert!(EMPLOYERS.iter().all(|name| refused.contains(&format!("`{name}`"))), "{refused}");
    // One employer may make several offers.
    EMPLOYERS[0].clone_into(&mut employers.offers[1].employer);
    assert!(checked(employers).is_ok());
}

#[test]
fn setups_that_refer_to_nothing_are_refused() {
    let spoiled: [fn(&mut Setup); 9] = [
        |setup| setup.offers.clear(),
        |setup| setup.offers[0].profile = Some(setup.profiles.len()),
        |setup| {
            let stocks = setup.market.stocks.len();
            let mut grants = setup.offers.iter_mut().flat_map(|offer| &mut offer.grants);
            grants.next().expect("the world has a grant").stock = stocks;
        },
        |setup| setup.settings.runs = 0,
        |setup| setup.settings.runs = MOST_RUNS + 1,
        |setup| setup.settings.seed = LARGEST_SEED + 1,
        |setup| setup.settings.horizon_months = 0,
        |setup| setup.settings.horizon_months = LONGEST_HORIZON + 1,
        |setup| setup.market.stocks[1].name = setup.market.stocks[0].name.clone(),
    ];
    for (at, spoil) in spoiled.into_iter().enumerate() {
        let mut setup = doubled();
        spoil(&mut setup);
        assert!(matches!(checked(setup), Err(Error::Unusable(_))), "fault {at}");
    }
}

#[test]
fn the_largest_settings_are_accepted() {
    let mut setup = doubled();
    let last = Settings {
        runs: MOST_RUNS,
        seed: LARGEST_SEED,
        horizon_months: LONGEST_HORIZON,
        ..setup.settings
    };
    setup.settings = last;
    let month = LONGEST_HORIZON;
    for payment in setup.offers.iter_mut().flat_map(|offer| &mut offer.sign_on) {
        payment.paid = Payment::Lump { month };
    }
    assert!(checked(setup).is_ok());
}
