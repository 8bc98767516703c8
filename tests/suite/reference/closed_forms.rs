//! The engine's means against closed forms on random scenarios, under every sampler and both treatments of
//! exits, and pay's deviation beside them. Each way to get a rule wrong is tried as well: it must not pass.

use std::sync::LazyLock;

use vestrisk::attrition::{Cause, Hazard, Hazards, Profile};
use vestrisk::market::{Gbm, Growth, Market, Model};
use vestrisk::offer::{Clawback, Grant, GrantSize, Payment, Proration, Sell, WindowStart};
use vestrisk::quantity::{ContinuousRate, DividendYield, HazardRate, Volatility, WeibullScale};
use vestrisk::simulation::{Exits, Keep, Measure, Sampler, Setup};
use vestrisk::statistics::REPLICATES;

use super::build;
use super::cases::cases;
use super::measured::{Answer, Expectation, check, expectations, simulate, with_runs};
use super::truth::{Case, moments_of_sum};
use crate::tolerance::{Family, seed};

/// Runs of each scenario under each sampler with one exit a run; with every exit of random runs, on which wrong rules
/// must show as well; and of the others.
const RUNS: u64 = 131_072;
const INTEGRATED_RUNS: u64 = 16_384;
const OTHER_INTEGRATED_RUNS: u64 = 4_096;

/// A scenario with what the engine made of it, in the order of its expectations.
struct Simulated {
    case: Case,
    answer: Answer,
}

/// Every way to sample runs and to treat exits.
const METHODS: usize = Sampler::ALL.len() * Exits::ALL.len();

/// All scenarios under every method, each with a seed of its own.
static SIMULATED: LazyLock<Vec<Simulated>> = LazyLock::new(|| {
    let methods = Sampler::ALL
        .into_iter()
        .flat_map(|sampler| Exits::ALL.map(|exits| (sampler, exits)))
        .collect::<Vec<_>>();
    assert_eq!(methods.len(), METHODS);
    let each = |case: Case| -> Vec<Simulated> {
        methods.iter().map(|method| simulated(&case, *method)).collect()
    };
    cases().into_iter().flat_map(each).collect()
});

fn simulated(case: &Case, (sampler, exits): (Sampler, Exits)) -> Simulated {
    let (suffix, runs) = match exits {
        Exits::Sampled => ("", RUNS),
        Exits::Integrated if sampler == Sampler::Random => (", integrated", INTEGRATED_RUNS),
        Exits::Integrated => (", integrated", OTHER_INTEGRATED_RUNS),
    };
    let name = format!("{}, {}{suffix}", case.name, sampler.name());
    let mut setup = with_runs(&case.setup, runs, seed(&name), sampler);
    setup.settings.exits = exits;
    let case = Case { name, setup, points: case.points.clone() };
    let keep = |measure| match measure {
        Measure::Pay { .. } if is_plain(&case.setup) => Keep::Samples,
        _ => Keep::Moments,
    };
    let measures = expectations(&case).into_iter().map(|one| (one.measure, keep(one.measure)));
    let answer = simulate(&case.setup, &measures.collect::<Vec<_>>());
    Simulated { case, answer }
}

fn is_plain(setup: &Setup) -> bool {
    !setup.settings.is_replicated()
}

/// The family of scenarios as if `change` had been made to their terms and to what is expected of
/// them.
fn family<'a>(
    name: &str,
    simulated: impl IntoIterator<Item = &'a Simulated>,
    change: impl Fn(&mut Case),
    expected: impl Fn(&mut [Expectation]),
) -> Family {
    let mut family = Family::new(name);
    for Simulated { case, answer } in simulated {
        let mut case = case.clone();
        change(&mut case);
        let mut expectations = expectations(&case);
        expected(&mut expectations);
        for (position, expectation) in expectations.iter().enumerate() {
            check(&mut family, expectation, answer.tally(position), resolution(&case.setup));
        }
        family.next_group();
    }
    family
}

/// Half a point of each replicate, as a part of all, where positions in spans are points of a scramble.
fn resolution(setup: &Setup) -> f64 {
    let settings = &setup.settings;
    let replicates = REPLICATES as f64;
    let points = settings.runs as f64 / replicates;
    match (settings.sampler, settings.exits) {
        (Sampler::Sobol, Exits::Integrated) => 0.5 / points / replicates.sqrt(),
        _ => 0.0,
    }
}

/// The scenarios whose runs are independent.
fn random() -> impl Iterator<Item = &'static Simulated> {
    SIMULATED.iter().filter(|one| is_plain(&one.case.setup))
}

/// Those that are independent but for every exit being one's own outcome.
fn integrated() -> impl Iterator<Item = &'static Simulated> {
    let method = (Sampler::Random, Exits::Integrated);
    SIMULATED.iter().filter(move |one| {
        let settings = &one.case.setup.settings;
        (settings.sampler, settings.exits) == method
    })
}

#[test]
fn means_and_probabilities_agree_with_closed_forms() {
    let family = family("closed forms", SIMULATED.iter(), |_| {}, |_| {});
    assert!(family.verdict().groups >= 20 * METHODS, "20 scenarios under every method");
    family.holds();
}

/// The family of pay's deviations as if `change` had been made to the terms.
fn deviations(name: &str, change: impl Fn(&mut Case)) -> Family {
    let mut family = Family::new(name);
    for Simulated { case, answer } in random() {
        let mut changed = case.clone();
        change(&mut changed);
        for (position, expectation) in expectations(&changed).iter().enumerate() {
            let Measure::Pay { offer } = expectation.measure else { continue };
            if !light_tailed(case, offer) {
                continue;
            }
            let name = &expectation.name;
            let (mean, square) = moments_of_sum(&changed, &[(offer, 1.0)]);
            // By parts and by exit: the truth agrees with itself.
            family.check_exact(name, mean, expectation.truth, 1e-10 * mean);
            let (variance, std_error) = variance(&answer.samples(position));
            family.check_mean(name, variance, std_error, square - mean * mean);
        }
        family.next_group();
    }
    family
}

/// Whether pay varies, and its sample deviation is normal and known well enough.
fn light_tailed(case: &Case, offer: usize) -> bool {
    let years = f64::from(case.setup.settings.horizon_months) / 12.0;
    let narrow = |grant: &Grant| match &case.setup.market.stocks[grant.stock].model {
        Model::Gbm(gbm) => gbm.volatility.get() * years.sqrt() <= 0.75,
        Model::Fixed(_) => true,
        model => panic!("closed forms know no {}", model.kind()),
    };
    let offer = &case.setup.offers[offer];
    offer.profile.is_some() && offer.grants.iter().all(narrow)
}

#[test]
fn deviations_agree_with_closed_forms() {
    deviations("deviations of pay", |_| {}).holds();
}

#[test]
fn control_another_volatility_fails() {
    let wider = |case: &mut Case| {
        each_gbm(case, |gbm| {
            let volatility = 1.05 * gbm.volatility.get();
            Gbm { volatility: Volatility::new(volatility).expect("a volatility"), ..*gbm }
        });
    };
    deviations("a volatility 5 % higher", wider).must_fail();
}

/// A change of terms, named for what would be wrong.
type Change = (&'static str, fn(&mut Case));

fn each_gbm(case: &mut Case, change: impl Fn(&Gbm) -> Gbm) {
    for stock in &mut case.setup.market.stocks {
        if let Model::Gbm(gbm) = &mut stock.model {
            *gbm = change(gbm);
        }
    }
}

fn each_hazard(case: &mut Case, change: impl Fn(Cause, &Hazards) -> Option<Hazard>) {
    for profile in &mut case.setup.profiles {
        if let Profile::Hazards(hazards) = profile {
            let [voluntary, layoff, performance] = Cause::ALL.map(|cause| change(cause, hazards));
            *profile = Profile::Hazards(Hazards::new(voluntary, layoff, performance));
        }
    }
}

/// The same law with the hazard 5 % higher at every time.
fn raised(hazard: &Hazard) -> Hazard {
    match hazard {
        Hazard::Piecewise { step_months, rates } => Hazard::Piecewise {
            step_months: *step_months,
            rates: rates
                .iter()
                .map(|rate| HazardRate::new(1.05 * rate.get()).expect("a hazard"))
                .collect(),
        },
        Hazard::Weibull { shape, scale_years } => {
            let scale = scale_years.get() * libm::pow(1.05, -1.0 / shape.get());
            Hazard::Weibull {
                shape: *shape,
                scale_years: WeibullScale::new(scale).expect("a scale"),
            }
        }
    }
}

fn each_clawback(case: &mut Case, change: impl Fn(&mut Clawback)) {
    for offer in &mut case.setup.offers {
        offer.sign_on.iter_mut().filter_map(|payment| payment.clawback.as_mut()).for_each(&change);
    }
}

fn each_grant(case: &mut Case, change: impl Fn(&Market, &mut Grant)) {
    for offer in &mut case.setup.offers {
        offer.grants.iter_mut().for_each(|grant| change(&case.setup.market, grant));
    }
}

/// Rules that a simulation could get wrong, and what the closed forms would then be.
const CHANGES: [Change; 13] = [
    ("an expected return half a percent higher", |case| {
        each_gbm(case, |gbm| {
            let raised = ContinuousRate::new(gbm.growth.expected_return.get() + 0.005);
            let expected_return = raised.expect("a return");
            Gbm { growth: Growth { expected_return, ..gbm.growth }, ..*gbm }
        });
    }),
    ("a hazard 5 % higher", |case| each_hazard(case, |cause, of| of.of(cause).map(raised))),
    ("voluntary exits and layoffs swapped", |case| {
        each_hazard(case, |cause, hazards| match cause {
            Cause::Voluntary => hazards.of(Cause::Layoff).cloned(),
            Cause::Layoff => hazards.of(Cause::Voluntary).cloned(),
            Cause::Performance => hazards.of(cause).cloned(),
        });
    }),
    ("one dropped clawback in one scenario", |case| {
        if case.name.starts_with("scenario 3,") {
            case.setup.offers[0].sign_on[0].clawback = None;
        }
    }),
    ("monthly proration where it is daily", |case| {
        each_clawback(case, |terms| match terms.proration {
            Proration::Daily => terms.proration = Proration::Monthly,
            Proration::None | Proration::Monthly => {}
        });
    }),
    ("windows from the start where they are from the payment", |case| {
        each_clawback(case, |terms| terms.from = WindowStart::Start);
    }),
    ("windows a month longer", |case| each_clawback(case, |terms| terms.window_months += 1)),
    ("shares sold at the vest and not at the horizon", |case| {
        each_grant(case, |_, grant| grant.sell = Sell::AtVest);
    }),
    ("later grants converted at today's price", |case| {
        each_grant(case, |market, grant| {
            if let GrantSize::Value(value) = grant.size {
                grant.size =
                    build::shares(value.typical() / market.stocks[grant.stock].price.get());
            }
        });
    }),
    ("no dividends", |case| {
        each_gbm(case, |gbm| {
            let dividend_yield = DividendYield::new(0.0).expect("a yield");
            Gbm { growth: Growth { dividend_yield, ..gbm.growth }, ..*gbm }
        });
    }),
    ("no discount", |case| {
        case.setup.settings.discount_rate = ContinuousRate::new(0.0).expect("a rate");
    }),
    ("raises from the first day", |case| {
        for offer in &mut case.setup.offers {
            let raise = offer.salary.annual_raise.get();
            offer.salary.base = build::dollars(offer.salary.base.typical() * (1.0 + raise)).into();
        }
    }),
    ("instalments a month late", |case| {
        for payment in case.setup.offers.iter_mut().flat_map(|offer| &mut offer.sign_on) {
            if let Payment::Instalments { from, to } = &mut payment.paid {
                (*from, *to) = (*from + 1, *to + 1);
            }
        }
    }),
];

#[test]
fn control_wrong_rules_fail() {
    for (name, change) in CHANGES {
        family(name, random(), change, |_| {}).must_fail();
        family(&format!("{name}, integrated"), integrated(), change, |_| {}).must_fail();
    }
}

#[test]
fn control_a_swapped_year_fails() {
    let swap = |expectations: &mut [Expectation]| {
        let of_year = |wanted: u32| {
            let mut all = expectations.iter();
            let year = |one: &Expectation| match one.measure {
                Measure::Year { offer: 0, year } => Some(year),
                _ => None,
            };
            all.position(|one| year(one) == Some(wanted)).expect("the year is measured")
        };
        let (one, two) = (of_year(1), of_year(2));
        (expectations[one].truth, expectations[two].truth) =
            (expectations[two].truth, expectations[one].truth);
    };
    family("years 1 and 2 swapped", random(), |_| {}, swap).must_fail();
}

/// A sample's variance and its standard error √((m₄ − m₂²)/n).
pub fn variance(samples: &[f64]) -> (f64, f64) {
    let count = samples.len() as f64;
    let mean = samples.iter().sum::<f64>() / count;
    let powers = samples.iter().map(|sample| (sample - mean) * (sample - mean));
    let second = powers.clone().sum::<f64>() / count;
    let fourth = powers.map(|square| square * square).sum::<f64>() / count;
    (second * count / (count - 1.0), ((fourth - second * second) / count).sqrt())
}
