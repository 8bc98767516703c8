//! Random offers: sign-on payments with every kind of clawback, grants of every shape.

use rand::RngExt;
use rand::rngs::StdRng;
use vestrisk::attrition::{Cause, Causes};
use vestrisk::offer::{
    Clawback, Grant, GrantSize, Offer, Payment, Proration, Salary, Sell, Settlement, SignOn,
    Tranche, VestingSchedule, WindowStart,
};
use vestrisk::quantity::{Dollars, Percent, Raise, Shares};

use super::one_of;

const EMPLOYERS: [&str; 3] = ["Acme", "Bolt & Co", "all employers"];

/// An offer for a market of `stocks` stocks and `profiles` exit profiles.
pub fn offer(rng: &mut StdRng, at: usize, stocks: usize, profiles: usize, horizon: u32) -> Offer {
    let raise = rng.random_range(-0.1..0.2);
    let profile = rng.random_range(0..profiles);
    Offer {
        bonus: None,
        refresh: None,
        layoff_terms: vestrisk::offer::LayoffTerms::default(),
        name: format!("offer {at}"),
        employer: one_of(rng, &EMPLOYERS).to_owned(),
        profile: rng.random_bool(0.92).then_some(profile),
        salary: Salary {
            base: dollars(rng, 50_000.0, 400_000.0).into(),
            annual_raise: Raise::new(one_of(rng, &[0.0, 0.03, raise, raise])).unwrap(),
        },
        sign_on: (0..rng.random_range(0..4)).map(|_| sign_on(rng, horizon)).collect(),
        grants: (0..rng.random_range(0..4)).map(|_| grant(rng, stocks, horizon)).collect(),
    }
}

/// Round dollars, dollars and cents, or any.
pub fn dollars(rng: &mut StdRng, low: f64, high: f64) -> Dollars {
    let any: f64 = rng.random_range(low..high);
    let rounded = [any, (any / 1e3).round() * 1e3, (any * 100.0).round() / 100.0];
    Dollars::new(one_of(rng, &rounded)).unwrap()
}

/// A month around the horizon's, quarter ends as likely as odd months.
fn month(rng: &mut StdRng, horizon: u32) -> u32 {
    let any = rng.random_range(0..=horizon + 12);
    one_of(rng, &[0, any, any, any / 3 * 3, horizon, horizon + 1])
}

fn sign_on(rng: &mut StdRng, horizon: u32) -> SignOn {
    let lump = Payment::Lump { month: month(rng, horizon) };
    let from = rng.random_range(0..=horizon + 3);
    let length = rng.random_range(1..=30);
    let instalments = Payment::instalments(from, from + length).unwrap();
    let paid = one_of(rng, &[lump, instalments]);
    let clawback = rng.random_bool(0.8).then(|| clawback(rng));
    SignOn { amount: dollars(rng, 0.0, 300_000.0).into(), paid, clawback }
}

fn clawback(rng: &mut StdRng) -> Clawback {
    let causes: Vec<Cause> = Cause::ALL.into_iter().filter(|_| rng.random_bool(0.6)).collect();
    let any = rng.random_range(1..=40);
    Clawback {
        window_months: one_of(rng, &[1, 12, 24, any, any]),
        proration: one_of(rng, &[Proration::None, Proration::Monthly, Proration::Daily]),
        causes: Causes::of(&causes),
        from: one_of(rng, &[WindowStart::Payment, WindowStart::Start]),
    }
}

fn grant(rng: &mut StdRng, stocks: usize, horizon: u32) -> Grant {
    let value = GrantSize::Value(dollars(rng, 0.0, 900_000.0).into());
    let even = GrantSize::Value(
        Dollars::new(50.0 * rng.random_range(0.0..999.0_f64).round()).unwrap().into(),
    );
    let shares = GrantSize::Shares(Shares::new(rng.random_range(0.0..6_000.0)).unwrap());
    let later = month(rng, horizon);
    Grant {
        conversion: None,
        stock: rng.random_range(0..stocks),
        size: one_of(rng, &[value, value, even, shares]),
        month: one_of(rng, &[0, later]),
        vesting: if rng.random_bool(0.5) { listed(rng, horizon) } else { yearly(rng) },
        whole_units: rng.random_bool(0.4),
        sell: one_of(rng, &[Sell::AtVest, Sell::AtVest, Sell::AtHorizon]),
        settlement: Settlement::Shares,
    }
}

/// A list of tranches at rising months, in half percents, some of them 0.
pub fn listed(rng: &mut StdRng, horizon: u32) -> VestingSchedule {
    let count = rng.random_range(1..=9);
    let mut cuts: Vec<u32> = (1..count).map(|_| rng.random_range(0..=200)).collect();
    cuts.extend([0, 200]);
    cuts.sort_unstable();
    let mut month = rng.random_range(0..=6);
    let tranche = |pair: &[u32]| {
        let percent = Percent::new(f64::from(pair[1] - pair[0]) / 2.0).unwrap();
        let tranche = Tranche { month, percent };
        month += rng.random_range(1..=1 + horizon / 4);
        tranche
    };
    VestingSchedule::new(cuts.windows(2).map(tranche).collect()).unwrap()
}

/// A schedule by year, with one cadence or one a year, and cliffs before, at and after year ends.
pub fn yearly(rng: &mut StdRng) -> VestingSchedule {
    const THIRD: f64 = 100.0 / 3.0;
    let years: &[f64] = one_of(
        rng,
        &[
            &[5.0, 15.0, 40.0, 40.0][..],
            &[25.0; 4],
            &[THIRD; 3],
            &[33.0, 22.0, 20.0, 25.0],
            &[0.0, 100.0],
            &[20.0; 5],
            &[100.0],
        ],
    );
    let percents: Vec<Percent> = years.iter().map(|p| Percent::new(*p).unwrap()).collect();
    let count = if rng.random_bool(0.5) { 1 } else { years.len() };
    let cadences: Vec<u32> = (0..count).map(|_| one_of(rng, &[1, 2, 3, 4, 6, 12])).collect();
    let cliff = one_of(rng, &[0, 0, 3, 6, 12, 18]);
    VestingSchedule::yearly(&percents, &cadences, cliff)
        .unwrap_or_else(|error| panic!("{years:?} every {cadences:?}, cliff {cliff}: {error}"))
}
