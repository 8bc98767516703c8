//! Negative controls of single rules: a reader who slips on one of them differs from kernel and ledger,
//! alike, in the field that the rule decides.

use rayon::prelude::*;
use vestrisk::offer::Component;

use super::Slip;
use super::scene::{Bias, Field, Scene, UNBIASED, faults};
use crate::worlds::{plain_world, some_lanes, world};

/// Worlds tried.
const WORLDS: u64 = 600;
/// Runs of each, under every offer.
const LANES: usize = 6;
/// Careers in which each slip must be reported.
const LEAST: usize = 60;

/// Every slip and where it shows.
const SLIPS: [(Slip, Field); 11] = [
    (Slip::BandsSwapped, Field::Component(Component::Base)),
    (Slip::NoNotice, Field::Exit),
    (Slip::FirstYearsSeverance, Field::Component(Component::Severance)),
    (Slip::GapWithoutGrowth, Field::Component(Component::Refresh)),
    (Slip::TierBefore, Field::Component(Component::Refresh)),
    (Slip::TimingNotRescaled, Field::Exit),
    (Slip::WavesLate, Field::Exit),
    (Slip::UnvestedWithoutSignOn, Field::Exit),
    (Slip::BonusNotCentred, Field::Component(Component::Bonus)),
    (Slip::NoGap, Field::Component(Component::OtherIncome)),
    (Slip::ClosesOffByOne, Field::Component(Component::Rsu)),
];

/// The fields in which a slip is reported in a lane.
fn reported(scene: &Scene, at: usize, lane: usize, slip: Slip) -> Vec<Field> {
    let bias = Bias { slip: Some(slip), ..UNBIASED };
    let naive = scene.naive(&scene.setup.offers[at], lane, bias);
    let found = faults(&scene.kernel(at, lane), &naive);
    assert_eq!(found, faults(&scene.ledger(at, lane), &naive), "kernel and ledger alike");
    found
}

#[test]
fn every_slip_is_reported() {
    let counted = |number: u64| {
        let scene = Scene::new(world(number), 0);
        let mut counts = [0; SLIPS.len()];
        for lane in some_lanes(number, LANES) {
            for at in 0..scene.setup.offers.len() {
                for ((slip, field), count) in SLIPS.iter().zip(&mut counts) {
                    *count += usize::from(reported(&scene, at, lane, *slip).contains(field));
                }
            }
        }
        counts
    };
    let sum =
        |a: [usize; SLIPS.len()], b: [usize; SLIPS.len()]| std::array::from_fn(|at| a[at] + b[at]);
    let counts = (0..WORLDS).into_par_iter().map(counted).reduce(|| [0; SLIPS.len()], sum);
    let seen: Vec<_> = SLIPS.iter().zip(counts).collect();
    assert!(counts.iter().all(|count| *count >= LEAST), "{seen:?}");
}

#[test]
fn no_slip_touches_a_plain_world() {
    for number in 0..40 {
        let scene = Scene::new(plain_world(number), 0);
        for lane in some_lanes(number, LANES) {
            for at in 0..scene.setup.offers.len() {
                for (slip, _) in SLIPS {
                    assert_eq!(reported(&scene, at, lane, slip), [], "{slip:?}, world {number}");
                }
            }
        }
    }
}
