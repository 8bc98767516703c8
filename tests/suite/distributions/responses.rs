//! Responses of hazards: the integrated hazard that `vest_timing` keeps, the months and shares of
//! `layoff_waves`, and what the elasticities do to the mean hazard of one month. 2^19 careers a
//! profile, each from a seed of its own.

use vestrisk::attrition::{Cause, Hazard, Hazards, LayoffWaves, Responses, VestTiming};
use vestrisk::quantity::{Elasticity, Fraction, HazardFactor, Hit, WeibullScale, WeibullShape};

use vestrisk::random::{Column, LANES};

use super::exits::exits;
use crate::reference::build;
use crate::support::processor;
use crate::tolerance::Family;

fn timing(before: f64, after: f64, share: f64) -> VestTiming {
    let factor = |value| HazardFactor::new(value).expect("a factor");
    let share = Fraction::new(share).expect("a share");
    VestTiming { before: factor(before), after: factor(after), share }
}

fn waves(months: &[u32], hit: f64) -> LayoffWaves {
    LayoffWaves::new(months, Hit::new(hit).expect("a probability")).expect("rising months")
}

/// Integrated hazards by month over 60 months.
fn monthly(hazard: &Hazard) -> Vec<f64> {
    (0..60).map(|month| hazard.in_month(month)).collect()
}

#[test]
fn timing_keeps_the_integrated_hazard_of_48_months() {
    let shape = WeibullShape::new(0.7).expect("a shape");
    let scale_years = WeibullScale::new(4.0).expect("a scale");
    let hazards = [
        build::by_year(&[0.05, 0.08, 0.085, 0.08]),
        build::by_year(&[0.0, 0.4, 0.0, 0.25]),
        Hazard::Weibull { shape, scale_years },
    ];
    let vests: [&[u32]; 5] = [&[12, 24, 30, 36, 42, 48], &[1], &[0, 2, 3], &[47, 48, 49, 50], &[]];
    for hazard in &hazards {
        let monthly = monthly(hazard);
        let kept: f64 = monthly[..48].iter().sum();
        for vests in vests {
            for (before, after) in [(0.7, 2.0), (0.25, 4.0), (4.0, 0.25), (1.0, 1.0)] {
                let timing = timing(before, after, 0.1);
                let factors = timing.factors(&monthly, vests);
                let timed = monthly.iter().zip(&factors).take(48).map(|(h, f)| h * f).sum::<f64>();
                assert!((timed - kept).abs() <= 1e-12 * kept, "{vests:?}: {timed} and not {kept}");
                for (month, factor) in factors.iter().enumerate().skip(48) {
                    let near = |vest: &u32| (month..month + 3).contains(&(*vest as usize));
                    let raw = (factor - 1.0).abs() < 1e-15;
                    assert!(raw || vests.iter().any(near), "month {month}: {factor}");
                }
            }
        }
    }
}

/// A vest in month 12 of 100 %: the share of quits in months 10 to 12 against the law.
#[test]
fn quits_wait_for_a_vest_and_follow_it() {
    let responses = Responses { vest_timing: Some(timing(0.7, 2.0, 0.1)), ..Responses::default() };
    let hazard = build::by_year(&[0.3]);
    let plain = Hazards::new(Some(hazard.clone()), None, None);
    let exits = exits("quits around a vest", &plain.clone().responding(responses));
    // By hand: 45 months at 1, two at 0.7, one at 2, so all are multiplied by 48 / 48.4.
    let constant = 48.0 / 48.4;
    let at = |months: f64, timed: f64| 0.3 / 12.0 * constant * (months + timed);
    let integrated = [
        (10, at(10.0, 0.0)),
        (12, at(10.0, 1.4)),
        (13, at(10.0, 3.4)),
        (48, 0.3 * 4.0),
        (54, 0.3 * 4.5),
    ];
    let mut family = Family::new("quits around a vest");
    let runs = exits.employed.len() as u64;
    for (month, integrated) in integrated {
        let left = exits.left.iter().filter(|(t, _)| *t < f64::from(month)).count() as u64;
        family.check_count(&format!("by month {month}"), left, runs, -libm::expm1(-integrated));
    }
    family.holds();
    let mut control = Family::new("quits without a response");
    let late = exits.left.iter().filter(|(t, _)| *t >= 12.0 && *t < 13.0).count() as u64;
    let unmoved = libm::exp(-0.3) * -libm::expm1(-0.3 / 12.0);
    control.check_count("month 12", late, runs, unmoved);
    control.must_fail();
}

/// Waves in months 14 and 30 over a small layoff hazard, against quits.
#[test]
fn waves_lay_off_their_share_at_their_months() {
    let (quits, layoffs, hit) = (0.1, 0.02, 0.08);
    let hazards =
        Hazards::new(Some(build::by_year(&[quits])), Some(build::by_year(&[layoffs])), None);
    let waves = Some(waves(&[14, 30], hit));
    let exits = exits(
        "waves of layoffs",
        &hazards.responding(Responses { layoff_waves: waves, ..Responses::default() }),
    );
    let runs = exits.employed.len() as u64;
    let stays = |years: f64| libm::exp(-(quits + layoffs) * years);
    let mut family = Family::new("waves of layoffs");
    let at = |month: f64| {
        let laid_off = |(t, cause): &&(f64, Cause)| {
            *cause == Cause::Layoff && (t - month).abs() < f64::EPSILON
        };
        exits.left.iter().filter(laid_off).count() as u64
    };
    family.check_count("month 14", at(14.0), runs, stays(14.0 / 12.0) * hit);
    family.next_group();
    let second = stays(30.0 / 12.0) * (1.0 - hit) * hit;
    family.check_count("month 30", at(30.0), runs, second);
    family.next_group();
    let stayed = exits.employed.iter().filter(|t| **t >= 54.0).count() as u64;
    family.check_count("to the end", stayed, runs, stays(4.5) * (1.0 - hit) * (1.0 - hit));
    family.holds();
    assert_eq!(at(15.0), 0, "no wave, no exit at a whole month");
    let mut control = Family::new("waves of another share");
    control.check_count("month 14", at(14.0), runs, stays(14.0 / 12.0) * 0.085);
    control.must_fail();
}

/// The chance of a layoff in month 12 is the mean of 1 − exp(−h F) over the normal law of the return, F
/// bounded.
#[test]
fn layoffs_follow_returns_by_their_elasticity() {
    let gamma: f64 = 3.0;
    let responses = Responses {
        layoff_to_return: Some(Elasticity::new(gamma).expect("an elasticity")),
        ..Responses::default()
    };
    // Nothing happens but in month 12, so nobody is missing by then.
    let mut rates = [0.0; 14];
    rates[12] = 0.6;
    let hazard = Hazard::by_month(&build::rates(&rates)).expect("hazards");
    let exits =
        exits("layoffs and returns", &Hazards::new(None, Some(hazard), None).responding(responses));
    let runs = exits.employed.len() as u64;
    // The stock of `exits`: m = 0.04, s = 0.32, so ln S(12)/S0 ~ N(0.04 − s²/2, s²). The chance of an exit is the
    // mean of 1 − exp(−h F), by quadrature.
    let (mean, deviation) = (0.04 - 0.5 * 0.32 * 0.32, 0.32);
    let chance = |z: f64| {
        let factor = libm::exp(-gamma * (mean + deviation * z)).clamp(0.25, 4.0);
        -libm::expm1(-0.6 / 12.0 * factor)
    };
    let density = |z: f64| libm::exp(-0.5 * z * z) / std::f64::consts::TAU.sqrt();
    let steps = 16_000;
    let step = 16.0 / f64::from(steps);
    let nodes = (0..=steps).map(|k| -8.0 + step * f64::from(k));
    let expected: f64 = nodes.map(|z| chance(z) * density(z) * step).sum();
    let mut family = Family::new("layoffs and returns");
    family.check_count("month 12", exits.left.len() as u64, runs, expected);
    family.holds();
    assert!(exits.left.iter().all(|(t, _)| *t >= 12.0 && *t <= 13.0));
    let mut control = Family::new("layoffs without a response");
    control.check_count("month 12", exits.left.len() as u64, runs, -libm::expm1(-0.05));
    control.must_fail();
}

/// The largest relative error over ratios from 1e-300 to 1e300, dense around 1, against libm.
#[test]
fn factors_are_bounded_powers_to_rounding() {
    let mut worst: f64 = 0.0;
    for elasticity in [0.0, 0.1, 0.3, 0.5, 1.0, 3.0, 10.0] {
        let law = Elasticity::new(elasticity).expect("an elasticity");
        for block in 0..800 {
            let ratio = |lane: usize| {
                let place = 0.25 * (f64::from(block) + lane as f64 / LANES as f64);
                let near = (place - 100.0) / 40.0;
                let far = if lane.is_multiple_of(2) { near } else { near * near * near * 44.0 };
                libm::exp(far)
            };
            let ratios = Column::from(std::array::from_fn(ratio));
            let mut factors = ratios;
            Responses::factors(processor(), &mut factors, law);
            for (ratio, factor) in ratios.iter().zip(&factors) {
                let truth = libm::exp(-elasticity * libm::log(*ratio)).clamp(0.25, 4.0);
                worst = worst.max((factor - truth).abs() / truth);
            }
        }
    }
    println!("largest relative error {worst:e}");
    assert!(worst < 1e-14, "{worst:e}");
}

/// A hazard so steep that its integral overflows within 48 months: with and without timing, nobody stays.
#[test]
fn a_hazard_beyond_all_numbers_lets_nobody_stay() {
    let hazard = Hazard::Weibull {
        shape: WeibullShape::new(100.0).expect("a shape"),
        scale_years: WeibullScale::new(0.003_305_8).expect("a scale"),
    };
    assert!(monthly(&hazard).iter().all(|of_month| of_month.is_finite()));
    let plain = Hazards::new(Some(hazard), None, None);
    let responses = Responses { vest_timing: Some(timing(0.7, 2.0, 0.05)), ..Responses::default() };
    for (label, hazards) in
        [("steep", plain.clone()), ("steep, timed", plain.responding(responses))]
    {
        let exits = exits(label, &hazards);
        assert_eq!(exits.left.len(), exits.employed.len(), "{label}");
        assert!(exits.left.iter().all(|(t, _)| *t < 0.1), "{label}");
    }
}
