//! Negative controls: the comparison of readers must report a dropped clawback, a swapped year, biased
//! prices and clocks, a late vest and the wrong order of ties, each in the field it is in.

use vestrisk::attrition::{Cause, Causes, Hazard, Hazards, Profile};
use vestrisk::offer::{Component, GrantSize, Offer, Sell, Tranche, VestingSchedule};
use vestrisk::quantity::HazardRate;
use vestrisk::simulation::Setup;
use vestrisk::simulation::kernel::{self, Wanted};
use vestrisk::simulation::ledger::{self, Reason};
use vestrisk::simulation::plan::Origin;

use super::scene::{Bias, Field, Scene, UNBIASED, faults};
use crate::worlds::{plain_world, some_lanes, world};

/// Worlds tried for each control.
const WORLDS: u64 = 150;
/// Careers that each control must have found to spoil.
const LEAST: usize = 100;
/// Dollars at stake below which a career is no control.
const STAKE: f64 = 1.0;

const CLAWBACK: Field = Field::Component(Component::Clawback);
const RSU: Field = Field::Component(Component::Rsu);

/// Runs a control on careers of many worlds of a kind. `reported` gives the fields that a fault showed up in and
/// those it must show up in, or `None` where there is nothing to spoil.
fn control(
    world: fn(u64) -> Setup,
    mut reported: impl FnMut(&mut Scene, usize, usize) -> Option<(Vec<Field>, Vec<Field>)>,
) {
    let mut spoiled = 0;
    for number in 0..WORLDS {
        let mut scene = Scene::new(world(number), 0);
        for at in 0..scene.setup.offers.len() {
            for lane in some_lanes(number, 6) {
                let honest = scene.naive(&scene.setup.offers[at], lane, UNBIASED);
                assert_eq!(faults(&scene.kernel(at, lane), &honest), [], "before the fault");
                let Some((found, expected)) = reported(&mut scene, at, lane) else { continue };
                spoiled += 1;
                for field in expected {
                    let place = format!("world {number}, offer {at}, lane {lane}");
                    assert!(found.contains(&field), "{place}: {field:?} missing in {found:?}");
                }
            }
        }
    }
    assert!(spoiled >= LEAST, "only {spoiled} careers were spoiled");
}

/// The fields in which kernel and ledger both differ from a naive reading of another offer.
fn against(scene: &Scene, at: usize, lane: usize, offer: &Offer, bias: Bias) -> Vec<Field> {
    let naive = scene.naive(offer, lane, bias);
    let found = faults(&scene.kernel(at, lane), &naive);
    assert_eq!(found, faults(&scene.ledger(at, lane), &naive), "kernel and ledger alike");
    found
}

#[test]
fn control_a_dropped_clawback_is_reported() {
    control(world, |scene, at, lane| {
        let mut offer = scene.setup.offers[at].clone();
        offer.sign_on.iter_mut().for_each(|payment| payment.clawback = None);
        let owed = scene.kernel(at, lane).components[Component::Clawback as usize];
        (owed < -STAKE).then(|| {
            let found = against(scene, at, lane, &offer, UNBIASED);
            (found, vec![CLAWBACK, Field::Total, Field::PresentValue])
        })
    });
}

#[test]
fn control_a_swapped_year_is_reported() {
    control(world, |scene, at, lane| {
        let honest = scene.naive(&scene.setup.offers[at], lane, UNBIASED);
        let years = &mut scene.block.pay[at].years;
        if years.len() < 2 || (years[0][lane] - years[1][lane]).abs() < STAKE {
            return None;
        }
        years.swap(0, 1);
        let found = faults(&scene.kernel(at, lane), &honest);
        scene.block.pay[at].years.swap(0, 1);
        assert_eq!(found.len(), 2, "nothing but two years: {found:?}");
        Some((found, vec![Field::Year(1), Field::Year(2)]))
    });
}

/// Dollars of a career that come from selling units at random prices, where those units do not.
fn at_random_prices(scene: &Scene, at: usize, lane: usize) -> f64 {
    let offer = &scene.setup.offers[at];
    let lines = ledger::read(&scene.plan, &scene.block, at, lane).lines;
    let amounts = lines.iter().map(|line| {
        let Origin::Tranche { grant, .. } = line.origin else { return 0.0 };
        let grant = &offer.grants[grant];
        let random = scene.setup.market.stocks[grant.stock].model.is_random();
        let fixed_units = grant.month == 0 || matches!(grant.size, GrantSize::Shares(_));
        if random && fixed_units && line.month > 0.0 { line.amount } else { 0.0 }
    });
    amounts.sum()
}

#[test]
fn control_prices_biased_by_a_thousandth_are_reported() {
    control(plain_world, |scene, at, lane| {
        let offer = scene.setup.offers[at].clone();
        // Other grants convert and sell at biased prices, which can move them either way.
        let simple = offer.grants.len() == 1 && 1e-3 * at_random_prices(scene, at, lane) > STAKE;
        simple.then(|| {
            let bias = Bias { prices: 1.001, ..UNBIASED };
            let found = against(scene, at, lane, &offer, bias);
            (found, vec![RSU, Field::Total, Field::PresentValue])
        })
    });
}

#[test]
fn control_clocks_biased_by_a_thousandth_are_reported() {
    control(plain_world, |scene, at, lane| {
        let offer = scene.setup.offers[at].clone();
        let drawn = offer
            .profile
            .is_some_and(|profile| matches!(scene.setup.profiles[profile], Profile::Hazards(_)));
        let left = scene.kernel(at, lane).exit.is_some();
        (drawn && left).then(|| {
            let bias = Bias { clocks: 1.001, ..UNBIASED };
            (against(scene, at, lane, &offer, bias), vec![Field::Exit])
        })
    });
}

#[test]
fn control_a_grant_vested_one_month_late_is_reported() {
    control(plain_world, |scene, at, lane| {
        let mut offer = scene.setup.offers[at].clone();
        let [grant] = offer.grants.as_mut_slice() else { return None };
        let volatility = scene.setup.market.stocks[grant.stock].model.total_volatility();
        let moves = volatility.is_some_and(|volatility| volatility > 0.0);
        let lines = ledger::read(&scene.plan, &scene.block, at, lane).lines;
        let sold = lines
            .iter()
            .any(|line| matches!(line.reason, Reason::Sold { .. }) && line.amount > STAKE);
        if !(moves && sold && grant.sell == Sell::AtVest) {
            return None;
        }
        let later = |tranche: &Tranche| Tranche { month: tranche.month + 1, ..*tranche };
        let tranches = grant.vesting.tranches().iter().map(later).collect();
        grant.vesting = VestingSchedule::new(tranches).unwrap();
        let found = against(scene, at, lane, &offer, UNBIASED);
        Some((found, vec![RSU, Field::Total]))
    });
}

/// A scene in which all clocks ring at once: equal hazards and equal exponentials, and a voluntary
/// exit owes whatever a payment's clawback claims.
fn tied(number: u64, causes: [bool; 3]) -> Scene {
    let mut setup = plain_world(number);
    let hazard =
        |listed: bool| listed.then(|| Hazard::by_year(&[HazardRate::new(0.9).unwrap()]).unwrap());
    let [voluntary, layoff, performance] = causes.map(hazard);
    let hazards = Profile::Hazards(Hazards::new(voluntary, layoff, performance));
    setup.profiles.iter_mut().for_each(|profile| *profile = hazards.clone());
    for offer in &mut setup.offers {
        let terms = offer.sign_on.iter_mut().filter_map(|payment| payment.clawback.as_mut());
        terms.for_each(|terms| terms.causes = Causes::of(&[Cause::Voluntary]));
    }
    let mut scene = Scene::new(setup, 0);
    for clocks in &mut scene.block.draws.exponentials {
        let first = clocks[0];
        clocks.fill(first);
    }
    let Scene { plan, block, .. } = &mut scene;
    kernel::careers(plan, Wanted::ALL, &block.draws, &block.prices, &mut block.careers);
    kernel::flows(plan, Wanted::ALL, &block.prices, &block.careers, &mut block.pay);
    scene
}

#[test]
fn control_the_wrong_order_of_ties_is_reported() {
    let (mut left, mut owed) = (0, 0);
    // In the order of `Cause::ALL`; the cause that each tie must go to.
    for (causes, winner) in [
        ([true, true, true], Cause::Layoff),
        ([true, true, false], Cause::Layoff),
        ([true, false, true], Cause::Performance),
    ] {
        for number in 0..40 {
            let mut scene = tied(number, causes);
            let honest = scene.block.careers.exits.clone();
            for (at, lane) in (0..scene.setup.offers.len()).map(|at| (at, at + 7)) {
                let naive = scene.naive(&scene.setup.offers[at], lane, UNBIASED);
                assert_eq!(faults(&scene.kernel(at, lane), &naive), [], "world {number}");
                assert_eq!(faults(&scene.ledger(at, lane), &naive), [], "world {number}");
                if naive.exit.is_none() {
                    continue;
                }
                assert_eq!(naive.exit.map(|(_, cause)| cause), Some(winner));
                left += 1;
                let employment = scene.plan.offers[at].employment;
                let Scene { plan, block, .. } = &mut scene;
                block.careers.exits[employment].cause[lane] = Cause::Voluntary.code();
                kernel::flows(plan, Wanted::ALL, &block.prices, &block.careers, &mut block.pay);
                let found = faults(&scene.kernel(at, lane), &naive);
                assert!(found.contains(&Field::Cause), "world {number}: {found:?}");
                owed += usize::from(found.contains(&CLAWBACK) && found.contains(&Field::Total));
                scene.block.careers.exits.clone_from(&honest);
            }
        }
    }
    assert!(left >= LEAST && owed >= 20, "{left} ties, {owed} of them owe");
}

#[test]
fn control_what_is_not_a_number_is_reported() {
    let scene = Scene::new(world(0), 0);
    let honest = scene.naive(&scene.setup.offers[0], 0, UNBIASED);
    let mut spoiled = honest.clone();
    spoiled.total = f64::NAN;
    spoiled.components[0] = f64::NAN;
    assert_eq!(faults(&spoiled, &honest), [Field::Component(Component::Base), Field::Total]);
    assert_eq!(faults(&honest, &spoiled), [Field::Component(Component::Base), Field::Total]);
}
