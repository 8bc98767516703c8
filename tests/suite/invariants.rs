//! Properties that hold whatever the numbers: sums add up, better terms never pay less, nobody owes
//! without a cause. Each is tried on whole blocks of many random worlds.

use std::collections::BTreeMap;

use vestrisk::attrition::{Cause, Causes, CertainExit, Profile};
use vestrisk::offer::{Band, BandShape, Component, GrantSize, Money, Payment, SignOn};
use vestrisk::quantity::{ContinuousRate, Dollars};
use vestrisk::random::{Column, LANES};
use vestrisk::simulation::kernel::{Block, PayColumns};
use vestrisk::simulation::plan::Plan;
use vestrisk::simulation::{Measure, ReadingScratch, Setup};

use crate::worlds::features::monies;
use crate::worlds::{plain_world, simulated, world};

/// Worlds in which each property is tried, on 256 runs under every offer.
const WORLDS: u64 = 1_200;
/// Rounding of sums, as a fraction of the money that moves.
const ROUNDING: f64 = 1e-12;

/// A simulated world.
struct Scene {
    setup: Setup,
    plan: Plan,
    block: Block,
}

impl Scene {
    fn new(setup: Setup) -> Self {
        let plan = Plan::new(&setup);
        let block = simulated(&setup, &plan, 0);
        Self { setup, plan, block }
    }

    fn pay(&self, offer: usize) -> &PayColumns {
        &self.block.pay[offer]
    }

    fn component(&self, offer: usize, component: Component) -> Column {
        let slot = self.plan.offers[offer].slot(component);
        slot.map_or(Column::of(0.0), |slot| self.pay(offer).components[slot])
    }

    fn causes(&self, offer: usize) -> [Option<Cause>; LANES] {
        let exits = &self.block.careers.exits[self.plan.offers[offer].employment];
        exits.cause.map(Cause::from_code)
    }

    fn measure(&self, measure: Measure) -> Column {
        *measure.read(&self.plan, &self.block, &mut ReadingScratch::default()).column
    }

    /// What adding up a run's money may lose to rounding: the sum of what moves, times a little.
    fn rounding(&self, offer: usize, lane: usize) -> f64 {
        let moved = |columns: &[Column]| columns.iter().map(|c| c[lane].abs()).sum::<f64>();
        let pay = self.pay(offer);
        ROUNDING * (1.0 + moved(&pay.components) + moved(&pay.years))
    }
}

fn scenes() -> impl Iterator<Item = Scene> {
    (0..WORLDS).map(|number| Scene::new(world(number)))
}

/// Every offer and lane of a scene.
fn careers(scene: &Scene) -> impl Iterator<Item = (usize, usize)> + use<> {
    let offers = scene.setup.offers.len();
    (0..offers).flat_map(|at| (0..LANES).map(move |lane| (at, lane)))
}

/// The bits of everything an offer pays.
fn bits(pay: &PayColumns) -> Vec<u64> {
    let sums = [&*pay.total, &*pay.present_value, &*pay.unvested];
    let columns = sums.into_iter().chain(&pay.components).chain(&pay.years);
    columns.flatten().map(|value| value.to_bits()).collect()
}

#[test]
fn components_and_years_sum_to_the_total() {
    for scene in scenes() {
        for (at, lane) in careers(&scene) {
            let pay = scene.pay(at);
            let components: f64 = pay.components.iter().map(|column| column[lane]).sum();
            let years: f64 = pay.years.iter().map(|column| column[lane]).sum();
            let (total, rounding) = (pay.total[lane], scene.rounding(at, lane));
            assert!((components - total).abs() <= rounding, "{components} of {total}");
            assert!((years - total).abs() <= rounding, "{years} of {total}");
        }
    }
}

#[test]
fn every_amount_is_finite_and_has_its_sign() {
    for scene in scenes() {
        for at in 0..scene.setup.offers.len() {
            for component in Component::ALL {
                let column = scene.component(at, component);
                let sign = if component == Component::Clawback { -1.0 } else { 1.0 };
                let fine = |value: &f64| value.is_finite() && value * sign >= 0.0;
                assert!(column.iter().all(fine), "{component:?} of offer {at}");
            }
            assert!(scene.pay(at).present_value.iter().all(|value| value.is_finite()));
            assert!(scene.pay(at).unvested.iter().all(|value| *value >= 0.0));
        }
    }
}

#[test]
fn without_discounting_the_present_value_is_pay() {
    for number in 0..WORLDS {
        let mut setup = world(number);
        setup.settings.discount_rate = ContinuousRate::new(0.0).unwrap();
        let scene = Scene::new(setup);
        for (at, lane) in careers(&scene) {
            let pay = scene.pay(at);
            let apart = (pay.present_value[lane] - pay.total[lane]).abs();
            assert!(apart <= scene.rounding(at, lane), "world {number}, offer {at}, lane {lane}");
        }
    }
}

#[test]
fn a_higher_discount_rate_lowers_what_is_not_repaid() {
    for number in 0..WORLDS {
        let at_rate = |rate: f64| {
            let mut setup = without_clawbacks(world(number));
            setup.settings.discount_rate = ContinuousRate::new(rate).unwrap();
            Scene::new(setup)
        };
        let rates = [-0.1, 0.0, 0.05, 0.3].map(at_rate);
        for pair in rates.windows(2) {
            for (at, lane) in careers(&pair[0]) {
                let [low, high] = [&pair[0], &pair[1]].map(|s| s.pay(at).present_value[lane]);
                assert!(high <= low + pair[0].rounding(at, lane), "world {number}: {low}, {high}");
            }
        }
    }
}

fn without_clawbacks(mut setup: Setup) -> Setup {
    let payments = setup.offers.iter_mut().flat_map(|offer| &mut offer.sign_on);
    payments.for_each(|payment| payment.clawback = None);
    setup
}

#[test]
fn a_clawback_takes_at_most_what_was_paid() {
    let mut taken = 0;
    for number in 0..WORLDS {
        let with = Scene::new(world(number));
        let without = Scene::new(without_clawbacks(world(number)));
        for at in 0..with.setup.offers.len() {
            let (debts, paid) =
                (with.component(at, Component::Clawback), with.component(at, Component::SignOn));
            for lane in 0..LANES {
                let (less, more) = (with.pay(at).total[lane], without.pay(at).total[lane]);
                let rounding = with.rounding(at, lane);
                assert!(less <= more, "world {number}, offer {at}, lane {lane}");
                assert!((more + debts[lane] - less).abs() <= rounding, "the debt, nothing else");
                assert!(-debts[lane] <= paid[lane] + rounding, "no more than was paid");
                taken += u32::from(less < more);
            }
        }
    }
    assert!(taken > 1_000, "{taken} clawbacks");
}

#[test]
fn nobody_owes_without_a_listed_cause() {
    let mut innocent = 0;
    for scene in scenes() {
        for (at, offer) in scene.setup.offers.iter().enumerate() {
            let lists = offer.sign_on.iter().filter_map(|payment| payment.clawback);
            let listed: Vec<Cause> = lists.flat_map(|terms| terms.causes.iter()).collect();
            let debts = scene.component(at, Component::Clawback);
            let owes = scene.measure(Measure::OwesClawback { offer: at });
            for (lane, cause) in scene.causes(at).into_iter().enumerate() {
                if cause.is_none_or(|cause| !listed.contains(&cause)) {
                    assert_eq!(debts[lane].to_bits() << 1, 0, "{cause:?} owes {}", debts[lane]);
                    assert_eq!(owes[lane].to_bits(), 0);
                    innocent += u32::from(!offer.sign_on.is_empty());
                }
            }
        }
    }
    assert!(innocent > 10_000, "{innocent} careers without a listed cause");
}

#[test]
fn listing_more_causes_never_pays_more() {
    for number in 0..WORLDS {
        let listing = |causes: &[Cause]| {
            let mut setup = world(number);
            let payments = setup.offers.iter_mut().flat_map(|offer| &mut offer.sign_on);
            for terms in payments.filter_map(|payment| payment.clawback.as_mut()) {
                terms.causes = Causes::of(causes);
            }
            Scene::new(setup)
        };
        let (none, one, all) = (listing(&[]), listing(&[Cause::Voluntary]), listing(&Cause::ALL));
        for (at, lane) in careers(&none) {
            let [none, one, all] = [&none, &one, &all].map(|s| s.pay(at).total[lane]);
            assert!(none >= one && one >= all, "world {number}: {none}, {one}, {all}");
        }
    }
}

/// Components that only grow with the time of the exit.
const KEPT: [Component; 5] =
    [Component::Base, Component::SignOn, Component::Rsu, Component::Refresh, Component::Bonus];

#[test]
fn a_later_exit_never_lowers_salary_sign_on_vests_or_bonuses() {
    for number in 0..WORLDS / 3 {
        let leaving = |(month, cause): (u32, Cause)| {
            let mut setup = world(number);
            setup.profiles.fill(Profile::Certain(CertainExit { month, cause }));
            setup.offers.iter_mut().for_each(|offer| offer.profile = Some(0));
            Scene::new(setup)
        };
        let horizon = world(number).settings.horizon_months;
        let months = [0, horizon / 3, horizon / 2, horizon - 1, horizon, horizon + 1];
        let exits = months.into_iter().zip(Cause::ALL.into_iter().cycle());
        let scenes: Vec<Scene> = exits.map(leaving).collect();
        for (pair, month) in scenes.windows(2).zip(&months[1..]) {
            for at in 0..pair[0].setup.offers.len() {
                for component in KEPT {
                    let [before, after] = [&pair[0], &pair[1]].map(|s| s.component(at, component));
                    let grows = before.iter().zip(&after).all(|(before, after)| after >= before);
                    assert!(grows, "world {number}, offer {at}, month {month}: {component:?}");
                }
            }
        }
    }
}

#[test]
fn twice_the_money_is_twice_the_pay_to_the_last_bit() {
    for number in 0..WORLDS {
        let mut setup = world(number);
        // Shares are not money, and rounding to whole units is not linear.
        for grant in setup.offers.iter_mut().flat_map(|offer| &mut offer.grants) {
            if let GrantSize::Shares(shares) = grant.size {
                grant.size = GrantSize::Value(Dollars::new(10.0 * shares.get()).unwrap().into());
            }
            grant.whole_units = false;
        }
        let mut doubled = setup.clone();
        doubled.offers.iter_mut().flat_map(monies).for_each(double);
        if let Some(option) = &mut doubled.outside_option {
            option.annual_pay = twice(option.annual_pay);
        }
        let (single, doubled) = (Scene::new(setup), Scene::new(doubled));
        for at in 0..single.setup.offers.len() {
            let doubled_column = |column: &Column| Column::from(column.map(|value| 2.0 * value));
            let mut pay = single.pay(at).clone();
            for column in [&mut pay.total, &mut pay.present_value, &mut pay.unvested] {
                **column = doubled_column(column);
            }
            for column in pay.components.iter_mut().chain(&mut pay.years) {
                *column = doubled_column(column);
            }
            assert!(bits(&pay) == bits(doubled.pay(at)), "world {number}, offer {at}");
        }
    }
}

fn twice(dollars: Dollars) -> Dollars {
    Dollars::new(2.0 * dollars.get()).unwrap()
}

fn double(money: &mut Money) {
    *money = match money {
        Money::Stated(dollars) => Money::Stated(twice(*dollars)),
        Money::Band(band) => {
            let shape = match band.shape() {
                BandShape::Uniform => BandShape::Uniform,
                BandShape::Triangular { mode } => BandShape::Triangular { mode: twice(mode) },
            };
            let (low, high) = (twice(band.low()), twice(band.high()));
            Money::Band(Band::new(low, high, shape, band.is_independent()).unwrap())
        }
    };
}

#[test]
fn who_left_holds_nothing_unvested() {
    let (mut left, mut held) = (0, 0);
    for scene in scenes() {
        for at in 0..scene.setup.offers.len() {
            let unvested = scene.measure(Measure::Unvested { offer: at });
            for (lane, cause) in scene.causes(at).into_iter().enumerate() {
                assert!(cause.is_none() || unvested[lane].to_bits() == 0);
                left += u32::from(cause.is_some());
                held += u32::from(unvested[lane] > 0.0);
            }
        }
    }
    assert!(left > 10_000 && held > 10_000, "{left} left, {held} hold");
}

#[test]
fn retention_falls_and_exits_add_up() {
    for scene in scenes() {
        let horizon = scene.setup.settings.horizon_months;
        for offer in 0..scene.setup.offers.len() {
            let mut before = Column::of(1.0);
            for month in 0..=horizon {
                let now = scene.measure(Measure::Retained { offer, month });
                assert!(now.iter().zip(&before).all(|(now, before)| now <= before), "{month}");
                before = now;
            }
            let stayed = scene.measure(Measure::Left { offer, cause: None });
            assert!(stayed.iter().zip(&before).all(|(stayed, kept)| stayed <= kept));
            let by_cause =
                Cause::ALL.map(|cause| scene.measure(Measure::Left { offer, cause: Some(cause) }));
            for lane in 0..LANES {
                let all: f64 = by_cause.iter().map(|column| column[lane]).sum();
                assert_eq!((all + stayed[lane]).to_bits(), 1.0_f64.to_bits(), "one end a career");
            }
        }
    }
}

#[test]
fn the_order_of_offers_changes_no_offer() {
    for number in 0..WORLDS {
        let setup = world(number);
        let mut reversed = setup.clone();
        reversed.offers.reverse();
        let (forward, backward) = (Scene::new(setup), Scene::new(reversed));
        let last = forward.setup.offers.len() - 1;
        for at in 0..=last {
            let (there, back) = (forward.pay(at), backward.pay(last - at));
            assert!(bits(there) == bits(back), "world {number}, offer {at}");
            assert_eq!(forward.causes(at), backward.causes(last - at));
        }
    }
}

/// Dollars of a payment that fall due by the horizon.
fn due_by(payment: &SignOn, horizon: u32) -> f64 {
    let amount = payment.amount.typical();
    match payment.paid {
        Payment::Lump { month } if month <= horizon => amount,
        Payment::Lump { .. } => 0.0,
        Payment::Instalments { from, to } => {
            let months = to.min(horizon).saturating_sub(from);
            amount * f64::from(months) / f64::from(to - from)
        }
    }
}

#[test]
fn who_stays_is_paid_every_promise_in_cash() {
    for number in 0..WORLDS {
        let mut setup = plain_world(number);
        setup.offers.iter_mut().for_each(|offer| offer.profile = None);
        let scene = Scene::new(setup);
        let horizon = scene.setup.settings.horizon_months;
        for (at, offer) in scene.setup.offers.iter().enumerate() {
            let due: f64 = offer.sign_on.iter().map(|payment| due_by(payment, horizon)).sum();
            let growth = 1.0 + offer.salary.annual_raise.get();
            let years = (0..horizon).map(|month| libm::pow(growth, f64::from(month / 12)));
            let base = offer.salary.base.typical() / 12.0 * years.sum::<f64>();
            for (component, promised) in [(Component::SignOn, due), (Component::Base, base)] {
                let paid = scene.component(at, component);
                let exact = |value: &f64| (value - promised).abs() <= 1e-12 * (1.0 + promised);
                assert!(paid.iter().all(exact), "world {number}, offer {at}: {promised}");
            }
            assert!(scene.component(at, Component::Clawback).iter().all(|debt| *debt >= 0.0));
        }
    }
}

#[test]
fn offers_with_the_same_terms_are_paid_the_same() {
    for number in 0..WORLDS {
        for mut setup in [plain_world(number), world(number)] {
            // Each offer draws levels of its own.
            let typical =
                |money: &mut Money| *money = Dollars::new(money.typical()).unwrap().into();
            monies(&mut setup.offers[0]).into_iter().for_each(typical);
            let mut twin = setup.offers[0].clone();
            "twin".clone_into(&mut twin.name);
            setup.offers.push(twin);
            let scene = Scene::new(setup);
            let last = scene.setup.offers.len() - 1;
            assert!(bits(scene.pay(0)) == bits(scene.pay(last)), "world {number}");
            let ahead = scene.measure(Measure::Ahead { offer: last, baseline: 0 });
            assert!(ahead.iter().all(|value| value.to_bits() == 0), "nobody is ahead of a twin");
            assert_eq!(scene.causes(0), scene.causes(last), "they leave together");
        }
    }
}

#[test]
fn offers_that_leave_alike_share_an_employment() {
    for number in 0..WORLDS {
        let mut setup = plain_world(number);
        let mut twin = setup.offers[0].clone();
        "twin".clone_into(&mut twin.name);
        setup.offers.push(twin);
        let scene = Scene::new(setup);
        let mut seen: BTreeMap<usize, usize> = BTreeMap::new();
        for offer in &scene.plan.offers {
            *seen.entry(offer.employment).or_default() += 1;
        }
        assert!(seen[&scene.plan.offers[0].employment] >= 2, "they leave together");
    }
}
