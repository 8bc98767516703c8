//! The self-test passes on this binary, and fails where something is wrong.

use super::support::screen;
use vestrisk::analysis::{ClosedForm, MOST_STANDARD_ERRORS, selftest};
use vestrisk::market::Model;
use vestrisk::quantity::ContinuousRate;
use vestrisk::scenario::{Document, NoSources, Overrides, Scenario, builtin};
use vestrisk::simulation::Unobserved;

fn default_scenario() -> Scenario {
    let text = builtin::text(builtin::DEFAULT).expect("the default is built in");
    let document = Document::parse("default", text.as_bytes()).expect("it parses");
    document.lower(&NoSources, &Overrides::default()).expect("it is valid")
}

#[test]
fn the_binary_passes() {
    let screen = screen(&["selftest"]);
    assert_eq!(screen.code, 0, "{}{}", screen.out, screen.talk);
    assert_eq!(screen.out.lines().filter(|line| line.starts_with("ok ")).count(), 66);
    assert!(screen.out.contains("66 checks, 0 failed"), "{}", screen.out);
}

/// The control: one point of drift, or a clawback that is not there, is more than the bound.
#[test]
fn closed_forms_of_another_world_are_out_of_bounds() {
    let pool = rayon::ThreadPoolBuilder::new().num_threads(2).build().expect("threads start");
    let checks = selftest(&pool, 1 << 30, &Unobserved).expect("it runs");
    assert!(checks.iter().all(|check| check.passed));
    let far = |what: &str, wrong: f64| {
        let check =
            checks.iter().find(|check| check.name == format!("Even vesting, random: {what}"));
        let measured = check.expect("it is checked").measured;
        let error = measured.std_error.expect("it is an estimate");
        (measured.value - wrong).abs() > MOST_STANDARD_ERRORS * error
    };
    let mut setup = default_scenario().setup;
    let known = ClosedForm::of(&setup, &setup.offers[1]).expect("there is one");
    assert!(!far("vested stock", known.rsu) && !far("clawback", known.clawback));

    let Model::Gbm(gbm) = &mut setup.market.stocks[0].model else { panic!("it is gbm") };
    gbm.growth.expected_return = ContinuousRate::new(0.05).expect("in range");
    let drifting = ClosedForm::of(&setup, &setup.offers[1]).expect("there is one");
    assert!(far("vested stock", drifting.rsu), "{}", drifting.rsu);

    setup.offers[1].sign_on[0].clawback = None;
    let unclaimed = ClosedForm::of(&setup, &setup.offers[1]).expect("there is one");
    assert!(far("clawback", unclaimed.clawback));
}
