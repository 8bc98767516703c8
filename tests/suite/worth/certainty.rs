//! Certainty equivalents against quadrature, published values and the closed form of two outcomes, under every method;
//! their standard errors against independent jobs.

use vestrisk::simulation::{Exits, Sampler};
use vestrisk::statistics::REPLICATES;

use super::{certainty, methods, normal_mean, power_mean, present_values, scenario, summary};
use crate::tolerance::{Family, seed};

/// Certainty equivalents as shares of value, from `design/references`: volatility, risk aversion, and by grant's share of
/// all wealth. Six digits.
const TABLE: [(f64, f64, [f64; 4]); 3] = [
    (0.32, 2.0, [0.955_908, 0.903_268, 0.829_245, 0.780_748]),
    (0.32, 3.0, [0.936_438, 0.864_792, 0.767_738, 0.704_719]),
    (0.45, 3.0, [0.873_490, 0.760_631, 0.626_126, 0.543_349]),
];
const SHARES: [f64; 4] = [0.10, 0.25, 0.50, 0.67];
const WEALTH: f64 = 500_000.0;
/// Half a unit of the table's last digit.
const LAST_DIGIT: f64 = 0.5e-6;

/// Restricted stock alone, vesting once after four years at the discount rate; each offer's grant is a share of all
/// wealth.
fn restricted(volatility: f64, aversion: f64) -> String {
    let offer = |share: f64| {
        let value = WEALTH * share / (1.0 - share);
        format!(
            "[[offers]]\nname = \"{share}\"\nbase_salary = 0\n[[offers.grants]]\nstock = \"A\"\nvalue = {value}\n\
             vesting = [[48, 100]]\n"
        )
    };
    format!(
        "format = 1\nsimulation.discount_rate = 0.04\n\
         preferences = {{ risk_aversion = {aversion}, outside_wealth = {WEALTH} }}\n\
         [stocks.A]\nprice = 100\nexpected_return = 0.04\nmodel = {{ kind = \"gbm\", volatility = {volatility} }}\n{}",
        SHARES.map(offer).concat()
    )
}

/// The certainty equivalent of restricted stock as a share of its value, by quadrature.
fn exact(volatility: f64, aversion: f64, share: f64) -> f64 {
    let outside = (1.0 - share) / share;
    let ratio = |z: f64| libm::exp(-2.0 * volatility * volatility + 2.0 * volatility * z);
    let power = 1.0 - aversion;
    let mean = normal_mean(|z| libm::pow(outside + ratio(z), power));
    libm::pow(mean, 1.0 / power) - outside
}

#[test]
fn quadrature_gives_the_published_table() {
    for (volatility, aversion, row) in TABLE {
        for (share, published) in SHARES.into_iter().zip(row) {
            let found = exact(volatility, aversion, share);
            assert!(
                (found - published).abs() <= LAST_DIGIT,
                "{volatility} {aversion} {share}: {found}"
            );
        }
    }
}

/// Level and seeds are those of [`Family`]; besides, no cell may be three standard errors off, which one of twelve
/// right ones is by chance in 6 of 100 seeds.
#[test]
fn published_values_within_three_standard_errors() {
    let mut family = Family::new("certainty equivalents of restricted stock");
    let mut control = Family::new("certainty equivalents of restricted stock, another aversion");
    for (volatility, aversion, row) in TABLE {
        let label = format!("restricted stock, {volatility}, {aversion}");
        let text = restricted(volatility, aversion);
        let best = (Sampler::Sobol, Exits::Integrated);
        let found = summary(&scenario(&text, (32_768, seed(&label)), best));
        for (offer, (share, published)) in SHARES.into_iter().zip(row).enumerate() {
            let value = WEALTH * share / (1.0 - share);
            let of = certainty(&found, offer);
            let error = of.std_error.expect("many runs");
            let name = format!("{volatility}, {aversion}, {share}");
            // The printed digits end far above this error's own: the truth is the quadrature behind them.
            let truth = value * exact(volatility, aversion, share);
            family.check_replicated(&name, of.value, error, truth, REPLICATES);
            let other = value * exact(volatility, aversion + 0.01, share);
            control.check_replicated(&name, of.value, error, other, REPLICATES);
            let off = (of.value / value - published).abs();
            assert!(off <= 3.0 * error / value + LAST_DIGIT, "{name}: {off}");
        }
        family.next_group();
        control.next_group();
    }
    let largest = family.verdict().largest;
    assert!(largest.abs() <= 3.0, "{largest}");
    family.holds();
    control.must_fail();
}

/// All or nothing: 300,000 to who stays four years, by a stock that does not move.
fn two_outcomes(aversion: f64) -> String {
    format!(
        "format = 1\npreferences = {{ risk_aversion = {aversion}, outside_wealth = 100_000 }}\n\
         [stocks.A]\nprice = 100\nmodel = {{ kind = \"fixed\", points = [[48, 100]] }}\n[attrition.a]\nvoluntary = 0.1\nlayoff = 0.05\n\
         [[offers]]\nname = \"a\"\nattrition = \"a\"\nbase_salary = 0\n[[offers.grants]]\nstock = \"A\"\n\
         value = 300_000\nvesting = [[48, 100]]\n"
    )
}

/// What [`two_outcomes`] is worth.
fn of_two(aversion: f64) -> f64 {
    let stays = libm::exp(-0.15 * 4.0);
    power_mean(&[(stays, 300_000.0), (1.0 - stays, 0.0)], 100_000.0, aversion)
}

const AVERSIONS: [f64; 12] =
    [0.0, 0.25, 0.999, 1.0 - 1e-6, 1.0, 1.0 + 1e-6, 1.001, 2.0, 3.0, 10.0, 50.0, 100.0];

/// With integrated exits the two outcomes have their weights, so nothing is left to chance; near 1 the values go on
/// without a step, and towards 100 they fall to the worst outcome.
#[test]
fn two_outcomes_have_their_closed_form_and_fall_with_risk_aversion() {
    let mut before = f64::INFINITY;
    for aversion in AVERSIONS {
        let text = two_outcomes(aversion);
        for sampler in Sampler::ALL {
            let of =
                certainty(&summary(&scenario(&text, (2_048, 5), (sampler, Exits::Integrated))), 0);
            let truth = of_two(aversion);
            // The integral over exits is exact to 1e-9 of the utilities' range, which near the floor is 1e6 references.
            assert!(
                (of.value - truth).abs() < 0.01,
                "{aversion} {}: {} {truth}",
                sampler.name(),
                of.value
            );
        }
        assert!(of_two(aversion) < before, "{aversion}");
        before = of_two(aversion);
    }
    assert!((of_two(1.0 + 1e-6) - of_two(1.0 - 1e-6)).abs() < 1.0, "no step at 1");
    // The worst outcome is 0: at 100 the odds of 45 % of it leave 100,000 × (0.45^(−1/99) − 1).
    let worst = 100_000.0 * (libm::pow(1.0 - libm::exp(-0.6), -1.0 / 99.0) - 1.0);
    assert!((of_two(100.0) - worst).abs() < 0.01 && worst < 1_000.0, "{}", of_two(100.0));
}

#[test]
fn sampled_exits_agree_with_the_closed_form() {
    let mut family = Family::new("certainty equivalents of two outcomes");
    let mut control = Family::new("certainty equivalents of two outcomes, less risk");
    for aversion in [0.0, 1.0, 3.0, 10.0] {
        for sampler in Sampler::ALL {
            let label = format!("two outcomes, {aversion}, {}", sampler.name());
            let of =
                scenario(&two_outcomes(aversion), (8_192, seed(&label)), (sampler, Exits::Sampled));
            let of = certainty(&summary(&of), 0);
            let (error, truth) = (of.std_error.expect("many runs"), of_two(aversion));
            match sampler {
                Sampler::Random => family.check_mean(&label, of.value, error, truth),
                _ => family.check_replicated(&label, of.value, error, truth, REPLICATES),
            }
            control.check_replicated(&label, of.value, error, truth + 3_000.0, REPLICATES);
            family.next_group();
            control.next_group();
        }
    }
    family.holds();
    control.must_fail();
}

#[test]
fn without_aversion_it_is_the_mean_present_value() {
    let text = restricted(0.32, 0.0);
    for method in methods() {
        let found = summary(&scenario(&text, (2_048, 3), method));
        for (offer, of) in found.offers.iter().enumerate() {
            let (mean, certain) = (of.present_value.distribution.mean, certainty(&found, offer));
            assert!((mean.value / certain.value - 1.0).abs() < 1e-12, "{method:?} {offer}");
            let ratio = mean.std_error.expect("many runs") / certain.std_error.expect("many runs");
            assert!((ratio - 1.0).abs() < 1e-6, "{method:?} {offer}: {ratio}");
        }
    }
}

/// The estimate of every method is that of its runs: sampled ones by their own present values, each of the same weight.
#[test]
fn it_is_that_of_the_runs() {
    for aversion in [0.5, 1.0, 3.0, 20.0, 100.0] {
        for sampler in Sampler::ALL {
            let of = scenario(&restricted(0.45, aversion), (3_000, 11), (sampler, Exits::Sampled));
            let found = summary(&of);
            for offer in 0..SHARES.len() {
                let values: Vec<(f64, f64)> =
                    present_values(&of, offer).into_iter().map(|value| (1.0, value)).collect();
                let (direct, found) =
                    (power_mean(&values, WEALTH, aversion), certainty(&found, offer));
                let off = (found.value - direct).abs();
                assert!(off < 1e-6 * (WEALTH + direct), "{aversion} {}: {off}", sampler.name());
            }
        }
    }
}

/// Independent jobs of every sampler: their certainty equivalents lie about the truth as widely as their standard
/// errors say.
#[test]
fn standard_errors_are_honest() {
    let mut family = Family::new("errors of certainty equivalents");
    let mut control = Family::new("errors of certainty equivalents, a third as large");
    let truth = WEALTH * exact(0.32, 3.0, 0.5);
    for sampler in Sampler::ALL {
        for job in 0..32 {
            let label = format!("certainty equivalent, job {job}, {}", sampler.name());
            let text = restricted(0.32, 3.0);
            let of = scenario(&text, (2_048, seed(&label)), (sampler, Exits::Sampled));
            let of = certainty(&summary(&of), 2);
            let error = of.std_error.expect("many runs");
            match sampler {
                Sampler::Random => family.check_mean(&label, of.value, error, truth),
                _ => family.check_replicated(&label, of.value, error, truth, REPLICATES),
            }
            control.check_score(&label, 3.0 * (of.value - truth) / error);
            family.next_group();
            control.next_group();
        }
    }
    family.holds();
    let control = control.verdict();
    assert!(!control.passes(), "{control}");
}
