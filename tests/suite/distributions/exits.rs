//! Exit times and causes: the survival function by Kolmogorov and Smirnov's test, shares of the
//! causes, and times by cause, for hazards in steps and of Weibull's kind. 2^19 careers a profile,
//! each from a seed of its own.

use rayon::prelude::*;
use vestrisk::attrition::{Cause, Hazard, Hazards, Profile};
use vestrisk::offer::Offer;
use vestrisk::quantity::{WeibullScale, WeibullShape};
use vestrisk::random::{LANES, Runs};
use vestrisk::simulation::kernel::Block;
use vestrisk::simulation::plan::Plan;
use vestrisk::simulation::{Setup, SharedExits};

use super::kolmogorov::one_sample;
use super::{columns, correlation};
use crate::reference::build;
use crate::reference::leaving::{Leaving, integrated, rate, whole};
use crate::reference::measured::POOL;
use crate::tolerance::{Family, seed};

const BLOCKS: usize = 2_048;
const HORIZON: u32 = 54;

/// Exits of all runs: months and causes of who leaves, and min(T, H) beside the price at month 12
/// of everybody.
pub struct Exits {
    pub left: Vec<(f64, Cause)>,
    pub employed: Vec<f64>,
    prices: Vec<f64>,
}

pub fn setup(hazards: &Hazards, seed: u64) -> Setup {
    let market = build::market(vec![build::gbm("AMZN", 230.0, (0.04, 0.0, 0.32))], &[]);
    let grant = build::grant(build::shares(1.0), build::schedule(&[(12, 100.0)]));
    let offer = build::offer("Amazon", build::salary(1.0, 0.0), Vec::new(), vec![grant]);
    let profiles = vec![Profile::Hazards(hazards.clone())];
    let settings = build::settings((BLOCKS * LANES) as u64, seed, HORIZON);
    build::setup(market, profiles, vec![offer], settings)
}

pub fn exits(label: &str, hazards: &Hazards) -> Exits {
    let setup = setup(hazards, seed(label));
    let plan = Plan::new(&setup);
    let coupling = setup.settings.sampler.coupling();
    let block = |index: usize| {
        let mut block = Block::new(&plan);
        block.simulate(&plan, &Runs::consecutive((index * LANES) as u64, coupling));
        let exits = &block.careers.exits[0];
        let causes = exits.cause.map(Cause::from_code);
        let left = exits.month.iter().zip(causes).filter_map(|(t, cause)| Some((*t, cause?)));
        (left.collect::<Vec<_>>(), block.careers.employed[0], block.prices.prices[0])
    };
    let blocks: Vec<_> = POOL.install(|| (0..BLOCKS).into_par_iter().map(block).collect());
    Exits {
        left: blocks.iter().flat_map(|block| block.0.clone()).collect(),
        employed: blocks.iter().flat_map(|block| block.1).collect(),
        prices: blocks.iter().flat_map(|block| block.2).collect(),
    }
}

fn weibull(shape: f64, scale_years: f64) -> Hazard {
    Hazard::Weibull {
        shape: WeibullShape::new(shape).expect("a shape"),
        scale_years: WeibullScale::new(scale_years).expect("a scale"),
    }
}

fn by_month(annual: &[f64]) -> Hazard {
    Hazard::by_month(&build::rates(annual)).expect("at least one hazard")
}

/// Steps by year and by month, quiet years, early and late Weibull exits, alone and against each
/// other.
fn profiles() -> Vec<(&'static str, Hazards)> {
    let years = || build::by_year(&[0.12, 0.18, 0.20, 0.15]);
    let quiet = || build::by_year(&[0.0, 0.4, 0.0, 0.25]);
    let months = || by_month(&[0.0, 0.1, 0.0, 0.9, 0.3, 0.0, 0.05]);
    vec![
        ("years", Hazards::new(Some(years()), None, None)),
        (
            "years against one rate",
            Hazards::new(Some(years()), Some(build::by_year(&[0.05])), None),
        ),
        ("quiet years and months", Hazards::new(Some(quiet()), None, Some(months()))),
        ("three causes", Hazards::new(Some(months()), Some(years()), Some(quiet()))),
        ("early Weibull", Hazards::new(None, Some(weibull(0.6, 4.0)), None)),
        ("late Weibull", Hazards::new(None, None, Some(weibull(2.5, 3.0)))),
        ("Weibull against years", Hazards::new(Some(weibull(1.4, 5.0)), Some(years()), None)),
    ]
}

/// Σ Λ(t) over the causes.
fn all_integrated(hazards: &Hazards, t: f64) -> f64 {
    Cause::ALL.into_iter().filter_map(|cause| hazards.of(cause)).map(|one| integrated(one, t)).sum()
}

/// P(T ≤ t, cause) at whole months, by exact integration of steps, and between them.
fn incidence(hazards: &Hazards, cause: Cause) -> Option<impl Fn(f64) -> f64> {
    let all = Cause::ALL.map(|cause| hazards.of(cause).cloned());
    let steps = all.iter().flatten().all(|hazard| matches!(hazard, Hazard::Piecewise { .. }));
    let own = hazards.of(cause).filter(|_| steps)?.clone();
    let hazards = hazards.clone();
    // Within a month: G(start) × h_c/h × (1 − exp(−h × the time in it)).
    let within = move |month: u32, time: f64| {
        let middle = f64::from(month) + 0.5;
        let total: f64 = all.iter().flatten().map(|hazard| rate(hazard, middle)).sum();
        let stays = libm::exp(-all_integrated(&hazards, f64::from(month)));
        let share = rate(&own, middle) / total;
        if total > 0.0 { stays * share * -libm::expm1(-total * time) } else { 0.0 }
    };
    let mut whole_months = vec![0.0];
    for month in 0..HORIZON {
        whole_months.push(whole_months[month as usize] + within(month, 1.0));
    }
    Some(move |t: f64| whole_months[whole(t) as usize] + within(whole(t), t - t.floor()))
}

/// Checks simulated exits against hazards.
fn check(family: &mut Family, name: &str, exits: &Exits, hazards: &Hazards) {
    let runs = exits.employed.len() as u64;
    let leaving = Leaving::new(Some(&Profile::Hazards(hazards.clone())), HORIZON);
    let leave = |t: f64| -libm::expm1(-all_integrated(hazards, t));
    let mut times: Vec<f64> = exits.left.iter().map(|(t, _)| *t).collect();
    let chance = one_sample(&mut times, |t| leave(t) / leave(f64::from(HORIZON)));
    family.check_probability(&format!("{name}, times"), chance);
    for month in (6..=HORIZON).step_by(6) {
        let retained = exits.employed.iter().filter(|t| **t >= f64::from(month)).count() as u64;
        let expected = leaving.retained(month);
        family.check_count(&format!("{name}, employed at {month}"), retained, runs, expected);
    }
    for cause in Cause::ALL {
        let times = exits.left.iter().filter(|(_, own)| *own == cause).map(|(t, _)| *t);
        let mut times: Vec<f64> = times.collect();
        let name = format!("{name}, {}", cause.name());
        let share = leaving.at_exit(cause, |_| 1.0);
        family.check_count(&name, times.len() as u64, runs, share);
        if let Some(incidence) = incidence(hazards, cause) {
            let all = incidence(f64::from(HORIZON) - 1e-12);
            family.check_exact(&format!("{name}, incidence"), all, share, 1e-10);
            let chance = one_sample(&mut times, |t| incidence(t) / all);
            family.check_probability(&format!("{name}, times"), chance);
        }
    }
    let root = (runs as f64).sqrt();
    let score = root * correlation(&exits.employed, &exits.prices);
    family.check_score(&format!("{name}, with the price"), score);
    family.next_group();
}

#[test]
fn exits_have_the_laws_of_their_hazards() {
    let mut family = Family::new("exits");
    for (name, hazards) in profiles() {
        check(&mut family, name, &exits(name, &hazards), &hazards);
    }
    family.holds();
}

/// min(T, H) of all runs under two employers with the same hazards.
fn employed(label: &str, shared: SharedExits) -> [Vec<f64>; 2] {
    let rates = build::by_year(&[0.3]);
    let mut setup = setup(&Hazards::new(Some(rates.clone()), Some(rates), None), seed(label));
    let other = Offer { employer: "Google".to_owned(), ..setup.offers[0].clone() };
    setup.offers.push(other);
    setup.settings.shared_exits = shared;
    let plan = Plan::new(&setup);
    let employments = [0, 1].map(|offer: usize| plan.offers[offer].employment);
    columns(BLOCKS, setup.settings.sampler.coupling(), |runs, [first, second]| {
        let mut block = Block::new(&plan);
        block.simulate(&plan, runs);
        *first = block.careers.employed[employments[0]];
        *second = block.careers.employed[employments[1]];
    })
}

#[test]
fn employers_share_their_clocks_or_do_not() {
    let [one, other] = employed("shared clocks", SharedExits::All);
    assert!(one.iter().zip(&other).all(|(one, other)| one.to_bits() == other.to_bits()));
    let [one, other] = employed("clocks of their own", SharedExits::Employer);
    let mut family = Family::new("employers' clocks");
    let root = (one.len() as f64).sqrt();
    family.check_score("employed by either", root * correlation(&one, &other));
    let squares = |months: &[f64]| months.iter().map(|t| t * t).collect::<Vec<f64>>();
    family.check_score("squares", root * correlation(&squares(&one), &squares(&other)));
    family.holds();
}

#[test]
fn control_slightly_wrong_hazards_fail() {
    let years = build::by_year(&[0.12, 0.18, 0.20, 0.15]);
    let five = build::by_year(&[0.05]);
    let right = Hazards::new(Some(years.clone()), Some(five.clone()), None);
    let exits = exits("exits of a control", &right);
    let raised = [0.12, 0.18, 0.20, 0.15].map(|rate| 1.05 * rate);
    let wrong = [
        (
            "a hazard 5 % higher",
            Hazards::new(Some(build::by_year(&raised)), Some(five.clone()), None),
        ),
        ("causes swapped", Hazards::new(Some(five.clone()), Some(years.clone()), None)),
        ("another cause", Hazards::new(Some(years), None, Some(five.clone()))),
        ("years of eleven months", {
            let months =
                (0..HORIZON).map(|month| [0.12, 0.18, 0.20, 0.15][(month as usize / 11).min(3)]);
            Hazards::new(Some(by_month(&months.collect::<Vec<_>>())), Some(five), None)
        }),
    ];
    for (name, hazards) in wrong {
        let mut family = Family::new(name);
        check(&mut family, name, &exits, &hazards);
        family.must_fail();
    }
    let right = Hazards::new(None, Some(weibull(0.6, 4.0)), None);
    let exits = self::exits("Weibull exits of a control", &right);
    let mut family = Family::new("a shape 3 % off");
    let wrong = Hazards::new(None, Some(weibull(0.618, 4.0)), None);
    check(&mut family, "Weibull", &exits, &wrong);
    family.must_fail();
}
