//! The cash equivalent of a grant dollar in closed form: a single tranche through its certainty equivalent, the risk-neutral
//! one through survival and growth, with hazards, discounts, later grants and sales at the horizon.

use vestrisk::Summary;
use vestrisk::simulation::{Exits, Sampler};
use vestrisk::statistics::{Estimate, REPLICATES};

use super::{certainty, methods, scenario, summary};
use crate::tolerance::{Family, seed};

/// How near a search comes.
const FINEST: f64 = 2e-7;

fn of(summary: &Summary, offer: usize) -> [Estimate; 2] {
    let found = summary.offers[offer].cash_equivalent.as_ref().expect("it has grants");
    [found.value, found.risk_neutral].map(|found| found.expect("there is one"))
}

/// Nothing but grants, under hazards.
fn granted(stock: &str, rates: &str, grants: &str) -> String {
    format!(
        "format = 1\nsimulation = {{ discount_rate = 0.05 }}\n\
         preferences = {{ risk_aversion = 3, outside_wealth = 200_000 }}\n\
         [stocks.A]\nprice = 100\n{stock}\n[attrition.a]\n{rates}\n\
         [[offers]]\nname = \"a\"\nattrition = \"a\"\nbase_salary = 0\n{grants}"
    )
}

const RANDOM: &str =
    "expected_return = 0.08\ndividend_yield = 0.02\nmodel = { kind = \"gbm\", volatility = 0.4 }";
const SURE: &str =
    "expected_return = 0.08\ndividend_yield = 0.02\nmodel = { kind = \"gbm\", volatility = 0 }";
const STAYS: &str = "voluntary = 0";
const LEAVES: &str = "voluntary = 0.2\nlayoff = 0.05";

fn grant(lines: &str) -> String {
    format!("[[offers.grants]]\nstock = \"A\"\n{lines}\n")
}

/// Cash at the one vest is all there is: λ × value × exp(−r T) is the certainty equivalent of the same runs.
#[test]
fn a_single_tranche_is_its_certainty_equivalent() {
    let text = granted(RANDOM, STAYS, &grant("value = 300_000\nvesting = [[48, 100]]"));
    for method in methods() {
        let found = summary(&scenario(&text, (4_096, 21), method));
        let [value, _] = of(&found, 0);
        let (certain, grown) = (certainty(&found, 0), libm::exp(0.05 * 4.0) / 300_000.0);
        let expected = certain.value * grown;
        assert!((value.value - expected).abs() < FINEST, "{method:?}: {} {expected}", value.value);
        let errors = [value.std_error, certain.std_error].map(|error| error.expect("many runs"));
        // The slope of the utility is a secant there, and the tangent here.
        let ratio = errors[0] / (errors[1] * grown);
        assert!((ratio - 1.0).abs() < 0.02, "{method:?}: {ratio}");
    }
}

/// A vest: its month, the month of its grant, the value at the start, and when it is sold.
struct Vest {
    month: f64,
    made: f64,
    value: f64,
    by_value: bool,
    sold: f64,
}

/// The dividend yield of the stock.
const DIVIDENDS: f64 = 0.02;

/// E[PV of stock]/E[PV of cash]: the growth of a share from the grant (or, for shares, from the start) to the sale.
fn risk_neutral(vests: &[Vest], hazard: f64) -> f64 {
    let (growth, rate) = (0.08 - DIVIDENDS, 0.05);
    let years = |months: f64| months / 12.0;
    let stays = |month: f64| libm::exp(-hazard * years(month));
    let at = |month: f64, rate: f64| libm::exp(rate * years(month));
    let stock = |vest: &Vest| {
        let from = if vest.by_value { vest.made } else { 0.0 };
        // Dividends of shares that are kept are theirs.
        let kept = vest.sold - vest.month;
        vest.value
            * at(vest.sold - from, growth)
            * at(kept, DIVIDENDS)
            * at(vest.sold, -rate)
            * stays(vest.month)
    };
    let cash = |vest: &Vest| {
        let made = if vest.by_value { 0.0 } else { vest.made };
        vest.value * at(made, growth) * at(vest.month, -rate) * stays(vest.month)
    };
    vests.iter().map(stock).sum::<f64>() / vests.iter().map(cash).sum::<f64>()
}

/// Grants with their vests, each of a kind.
fn kinds() -> [(&'static str, String, Vec<Vest>); 6] {
    let vest = |month: f64, made: f64, value: f64, by_value: bool, sold: f64| Vest {
        month,
        made,
        value,
        by_value,
        sold,
    };
    let first = || vest(12.0, 0.0, 30_000.0, true, 12.0);
    [
        (
            "several tranches",
            grant("value = 200_000\nvesting = [[12, 15], [24, 25], [48, 60]]"),
            vec![
                first(),
                vest(24.0, 0.0, 50_000.0, true, 24.0),
                vest(48.0, 0.0, 120_000.0, true, 48.0),
            ],
        ),
        (
            "sold at the horizon",
            grant("value = 200_000\nvesting = [[12, 15], [48, 85]]\nsell = \"at_horizon\""),
            vec![vest(12.0, 0.0, 30_000.0, true, 48.0), vest(48.0, 0.0, 170_000.0, true, 48.0)],
        ),
        (
            "a later grant by value",
            grant("value = 100_000\nmonth = 6\nvesting = [[12, 40], [36, 60]]"),
            vec![vest(18.0, 6.0, 40_000.0, true, 18.0), vest(42.0, 6.0, 60_000.0, true, 42.0)],
        ),
        (
            "shares at the start",
            grant("shares = 1_000\nvesting = [[12, 40], [36, 60]]"),
            vec![vest(12.0, 0.0, 40_000.0, false, 12.0), vest(36.0, 0.0, 60_000.0, false, 36.0)],
        ),
        (
            "shares in a later month",
            grant("shares = 1_000\nmonth = 9\nvesting = [[12, 40], [36, 60]]"),
            vec![vest(21.0, 9.0, 40_000.0, false, 21.0), vest(45.0, 9.0, 60_000.0, false, 45.0)],
        ),
        (
            "two grants, one of them partly after the horizon",
            grant("value = 200_000\nvesting = [[12, 15], [60, 85]]")
                + &grant("shares = 500\nvesting = [[24, 100]]"),
            vec![first(), vest(24.0, 0.0, 50_000.0, false, 24.0)],
        ),
    ]
}

#[test]
fn a_sure_share_is_worth_its_growth_to_the_last_digit() {
    for (name, grants, vests) in kinds() {
        for (rates, hazard) in [(STAYS, 0.0), (LEAVES, 0.25)] {
            let text = granted(SURE, rates, &grants);
            for sampler in Sampler::ALL {
                let found = summary(&scenario(&text, (128, 4), (sampler, Exits::Integrated)));
                let [_, neutral] = of(&found, 0);
                let expected = risk_neutral(&vests, hazard);
                let off = (neutral.value - expected).abs();
                assert!(
                    off < 1e-6,
                    "{name}, {hazard}, {}: {} {expected}",
                    sampler.name(),
                    neutral.value
                );
            }
        }
    }
    // One sure tranche has nothing to be averse to: the same for everybody.
    let text = granted(SURE, STAYS, &grant("value = 200_000\nvesting = [[36, 100]]"));
    let found = summary(&scenario(&text, (128, 4), (Sampler::Random, Exits::Sampled)));
    let [value, neutral] = of(&found, 0);
    assert!((value.value - neutral.value).abs() < FINEST);
    assert!((value.value - libm::exp(0.06 * 3.0)).abs() < FINEST, "{}", value.value);
}

/// Level and seeds are those of [`Family`].
#[test]
fn the_risk_neutral_dollar_is_the_growth_of_a_share() {
    let mut family = Family::new("risk-neutral cash equivalents");
    let mut control = Family::new("risk-neutral cash equivalents, without dividends");
    for (name, grants, vests) in kinds() {
        for exits in Exits::ALL {
            let label = format!("{name}, {}", exits.name());
            let method = (Sampler::Sobol, exits);
            let of_text =
                scenario(&granted(RANDOM, LEAVES, &grants), (8_192, seed(&label)), method);
            let [value, neutral] = of(&summary(&of_text), 0);
            let (error, truth) =
                (neutral.std_error.expect("many runs"), risk_neutral(&vests, 0.25));
            family.check_replicated(&label, neutral.value, error, truth, REPLICATES);
            control.check_replicated(&label, neutral.value, error, 1.02 * truth, REPLICATES);
            assert!(value.value < neutral.value, "{label}: risk takes something off");
            family.next_group();
            control.next_group();
        }
    }
    family.holds();
    control.must_fail();
}
