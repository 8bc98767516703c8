//! Asks in closed form: with nothing left to chance, to the dollar; with sampled exits within their standard errors.

use vestrisk::simulation::{Exits, Sampler};
use vestrisk::statistics::REPLICATES;

use super::{Case, value};
use crate::tolerance::{Family, seed};

/// An offer whose mean is a sum of products: a salary with raises, a lump of the second year, a grant on a share that grows
/// by a known rate, under constant hazards.
fn text(hazards: &str, volatility: f64, expected_return: f64) -> String {
    let base = STANDING[0];
    format!(
        "format = 1\n[stocks.A]\nprice = 125\nexpected_return = {expected_return}\n\
         model = {{ kind = \"gbm\", volatility = {volatility} }}\n[attrition.a]\n{hazards}\n\
         [[offers]]\nname = \"a\"\nattrition = \"a\"\nbase_salary = {base}\nannual_raise = 0.03\n\
         [[offers.sign_on]]\namount = 50_000\npaid = {{ at = 12 }}\n\
         [[offers.grants]]\nstock = \"A\"\nvalue = 400_000\nvesting = [[12, 10], [24, 20], [48, 70]]\n\
         [[offers.grants]]\nstock = \"A\"\nshares = 100\nvesting = [[36, 100]]\n"
    )
}

/// What a dollar a year of salary, a dollar of the lump, one of the grant and a share come to.
fn parts(hazard: f64, expected_return: f64) -> [f64; 4] {
    let stays = |years: f64| libm::exp(-hazard * years);
    // ∫ G over the year from y.
    let year = |from: f64| {
        if hazard > 0.0 { (stays(from) - stays(from + 1.0)) / hazard } else { 1.0 }
    };
    let salary = [1.0, 1.03, 1.03 * 1.03, 1.03 * 1.03 * 1.03];
    let salary =
        salary.into_iter().zip([0.0, 1.0, 2.0, 3.0]).map(|(raised, from)| raised * year(from));
    let grown = |years: f64| libm::exp(expected_return * years) * stays(years);
    [
        salary.sum(),
        stays(1.0),
        0.1 * grown(1.0) + 0.2 * grown(2.0) + 0.7 * grown(4.0),
        125.0 * grown(3.0),
    ]
}

const TERMS: [&str; 4] = ["base_salary", "sign_on.0.amount", "grants.0.value", "grants.1.shares"];
const STANDING: [f64; 4] = [160_000.0, 50_000.0, 400_000.0, 100.0];

/// The value of a term at which the mean is so much.
fn exact(parts: [f64; 4], term: usize, goal: f64) -> f64 {
    let others = (0..4).filter(|other| *other != term).map(|other| parts[other] * STANDING[other]);
    (goal - others.sum::<f64>()) / parts[term]
}

#[test]
fn without_exits_asks_are_exact_to_a_dollar() {
    for expected_return in [0.0, 0.06] {
        let parts = parts(0.0, expected_return);
        let now: f64 = parts.iter().zip(STANDING).map(|(part, value)| part * value).sum();
        for sampler in Sampler::ALL {
            for exits in Exits::ALL {
                let case = Case::new(
                    &text("voluntary = 0", 0.0, expected_return),
                    (256, 3),
                    (sampler, exits),
                );
                for (metric, over) in
                    [("mean", 1.2), ("p50", 0.97), ("p01", 1.05), ("expected_shortfall", 2.5)]
                {
                    let goal = (over * now).round();
                    let found = case.solve(0, &TERMS, &format!("{metric}={goal}"));
                    for (term, ask) in found.asks.iter().enumerate() {
                        let expected = exact(parts, term, goal);
                        assert_eq!((ask.met, ask.always), (true, expected < 0.0), "{ask:?}");
                        if ask.always {
                            continue;
                        }
                        // A dollar of the metric is less than a dollar of the term; a share is 125 of them.
                        let dollars = (value(ask) - expected).abs() * parts[term].max(1.0);
                        assert!(dollars <= 1.0, "{metric} {}: {} {expected}", ask.path, value(ask));
                    }
                }
            }
        }
    }
}

/// With integrated exits, a sure share and no salary, which would depend on the day of the exit, the mean is a sum over the
/// chances to be there: hazards cost the answer no digit.
#[test]
fn integrated_exits_leave_asks_exact() {
    let mut parts = parts(0.22, 0.06);
    parts[0] = 0.0;
    for sampler in Sampler::ALL {
        let text = text("voluntary = 0.15\nlayoff = 0.07", 0.0, 0.06);
        let text = text.replace("base_salary = 160000", "base_salary = 0");
        let case = Case::new(&text, (256, 3), (sampler, Exits::Integrated));
        let found = case.solve(0, &TERMS[1..], "mean>=500_000");
        assert!(found.met());
        for (term, ask) in (1..).zip(&found.asks) {
            let expected = exact(parts, term, 500_000.0);
            let off = (value(ask) - expected).abs() * parts[term];
            assert!(off <= 1.0, "{}: {} {expected}", ask.path, value(ask));
            assert_eq!(ask.change, Some(value(ask) - STANDING[term]));
            assert!(ask.monotone && ask.crossings.is_empty() && !ask.always);
        }
        // A grant at the start turns into shares at today's price.
        assert_eq!(found.asks[1].units, Some(value(&found.asks[1]) / 125.0));
        assert_eq!(found.asks[2].units, None);
    }
}

/// Level and seeds are those of [`Family`]: over independent jobs asks lie about the closed form as widely as their
/// standard errors say.
#[test]
fn standard_errors_of_asks_are_honest() {
    let mut family = Family::new("asks in closed form");
    let mut control = Family::new("asks in closed form, of another hazard");
    let mut narrow = Family::new("asks in closed form, errors a third as large");
    let (parts, other) = (parts(0.22, 0.06), parts(0.25, 0.06));
    let text = text("voluntary = 0.15\nlayoff = 0.07", 0.35, 0.06);
    for job in 0..12 {
        for (sampler, exits) in [
            (Sampler::Random, Exits::Sampled),
            (Sampler::Antithetic, Exits::Sampled),
            (Sampler::Sobol, Exits::Integrated),
        ] {
            let label = format!("ask {job}, {}", sampler.name());
            let case = Case::new(&text, (2_048, seed(&label)), (sampler, exits));
            let found = case.solve(0, &TERMS, "mean=1_100_000");
            for (term, ask) in found.asks.iter().enumerate() {
                let of = ask.value.expect("it is met");
                let error = of.std_error.expect("many runs");
                let name = format!("{label}, {}", ask.path);
                let truth = exact(parts, term, 1_100_000.0);
                match sampler {
                    Sampler::Random => family.check_mean(&name, of.value, error, truth),
                    _ => family.check_replicated(&name, of.value, error, truth, REPLICATES),
                }
                control.check_mean(&name, of.value, error, exact(other, term, 1_100_000.0));
                narrow.check_score(&name, 3.0 * (of.value - truth) / error);
            }
            family.next_group();
            control.next_group();
            narrow.next_group();
        }
    }
    family.holds();
    control.must_fail();
    let narrow = narrow.verdict();
    assert!(!narrow.passes(), "{narrow}");
}
