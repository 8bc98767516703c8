//! What the letters say about leaving and about where they tie, against figures worked out by hand.

use super::support::json;
use vestrisk::offer::{CostOfLeaving, break_even_growth, break_even_month, cost_of_leaving};
use vestrisk::scenario::{Document, NoSources, Overrides, Scenario};

fn scenario(offers: &str) -> Scenario {
    let text = format!(
        "format = 1\n[stocks.A]\nprice = 100\nexpected_return = 0.04\n\
         model = {{ kind = \"gbm\", volatility = 0.3 }}\n{offers}"
    );
    let document = Document::parse("offers.toml", text.as_bytes()).expect("it parses");
    document.lower(&NoSources, &Overrides::default()).expect("it is valid")
}

fn costs(scenario: &Scenario, offer: usize) -> Vec<CostOfLeaving> {
    let horizon = scenario.setup.settings.horizon_months;
    cost_of_leaving(&scenario.setup.offers[offer], &scenario.setup.market, horizon)
}

fn growth(scenario: &Scenario) -> Option<f64> {
    let [one, two] = [0, 1].map(|at| &scenario.setup.offers[at]);
    let horizon = scenario.setup.settings.horizon_months;
    break_even_growth(one, two, &scenario.setup.market, horizon)
}

#[track_caller]
fn assert_cost(cost: &CostOfLeaving, paid: f64, clawback: f64, unvested: f64) {
    for (name, found, expected) in [
        ("paid", cost.paid, paid),
        ("clawback", cost.clawback, clawback),
        ("unvested", cost.unvested, unvested),
    ] {
        assert!((found - expected).abs() < 0.005, "{name} is {found}, expected {expected}");
    }
}

const LUMP_AND_GRANTS: &str = r#"
[[offers]]
name = "one"
base_salary = 120_000
annual_raise = 0.10
[[offers.sign_on]]
amount = 24_000
paid = { at = 0 }
clawback = "prorated_24"
[[offers.sign_on]]
amount = 12_000
paid = { from = 6, to = 18 }
clawback = { window_months = 24, proration = "none", causes = ["layoff"] }
[[offers.grants]]
stock = "A"
value = 100_000
vesting = "microsoft"
[[offers.grants]]
stock = "A"
shares = 100
month = 12
vesting = [[12, 50], [48, 50]]
"#;

#[test]
fn leaving_is_counted_by_hand() {
    let costs = costs(&scenario(LUMP_AND_GRANTS), 0);
    assert_eq!(costs.len(), 48);
    // Month 9: 90,000 base, 24,000 and 3/12 of 12,000; 15/24 of the lump goes back, the layoff clause
    // does not apply to a quit; everything of both grants is still to come.
    assert_cost(&costs[8], 90_000.0 + 24_000.0 + 3_000.0, -15_000.0, 110_000.0);
    // Month 24: two years' base with one raise, both payments, half of grant one, half of grant two.
    assert_cost(&costs[23], 252_000.0 + 36_000.0 + 55_000.0, 0.0, 55_000.0);
    // Month 48: the tranche in month 60 is still lost.
    let base = 120_000.0 * (1.0 + 1.1 + 1.21 + 1.331);
    assert_cost(&costs[47], base + 36_000.0 + 105_000.0, 0.0, 5_000.0);
    assert!(costs.iter().all(|cost| cost.clawback.is_sign_positive() || cost.clawback < 0.0));
}

fn two(first: &str, second: &str) -> Scenario {
    scenario(&format!(
        "[[offers]]\nname = \"one\"\n{first}\n[[offers]]\nname = \"two\"\n{second}\n"
    ))
}

fn grant(value: u32, vesting: &str) -> String {
    format!("[[offers.grants]]\nstock = \"A\"\nvalue = {value}\nvesting = {vesting}\n")
}

#[test]
fn growth_ties_where_algebra_says_so() {
    // 400,000 + 200,000 x = 4 × 160,000 ties at x = 1.2.
    let one = format!("base_salary = 100_000\n{}", grant(200_000, "[[48, 100]]"));
    let tied = growth(&two(&one, "base_salary = 160_000")).expect("they tie");
    assert!((tied - 0.2).abs() < 1e-12, "{tied}");
    // Vesting in month 24 only sees x^(1/2): 1.2 = x^(1/2).
    let one = format!("base_salary = 100_000\n{}", grant(200_000, "[[24, 100]]"));
    let tied = growth(&two(&one, "base_salary = 160_000")).expect("they tie");
    assert!((tied - 0.44).abs() < 1e-12, "{tied}");
    // A fall: 480,000 + 200,000 x = 640,000 ties at x = 0.8.
    let one = format!("base_salary = 120_000\n{}", grant(200_000, "[[48, 100]]"));
    let tied = growth(&two(&one, "base_salary = 160_000")).expect("they tie");
    assert!((tied + 0.2).abs() < 1e-12, "{tied}");
    // Two ties, x = 0.9 and x = 1.5 (x² − 2.4 x + 1.35): the one nearest 1 counts.
    let one = format!("base_salary = 135\n{}", grant(400, "[[48, 100]]"));
    let two_sided = format!("base_salary = 0\n{}", grant(960, "[[24, 100]]"));
    let tied = growth(&two(&one, &two_sided)).expect("they tie");
    assert!((tied + 0.19).abs() < 1e-12, "x^(1/2) = 0.9: {tied}");
    // The same letters tie as they are; cash against more cash never.
    assert_eq!(growth(&two(&one, &one)), Some(0.0));
    assert_eq!(growth(&two("base_salary = 1000", "base_salary = 2000")), None);
}

#[test]
fn the_order_of_quits_turns_in_the_first_month_that_differs() {
    let lump = "base_salary = 120_000\n[[offers.sign_on]]\namount = 100_000\npaid = { at = 0 }";
    let month = |scenario: &Scenario| break_even_month(&costs(scenario, 0), &costs(scenario, 1));
    // 10,000 more a month catch up with 100,000 in month 10: a tie counts.
    assert_eq!(month(&two(lump, "base_salary = 240_000")), Some(10));
    // 9,900 a month more: still behind in month 10, ahead in month 11.
    assert_eq!(month(&two(lump, "base_salary = 238_800")), Some(11));
    assert_eq!(month(&two(lump, "base_salary = 130_000")), None);
    assert_eq!(month(&two("base_salary = 5", "base_salary = 5")), Some(2));
}

#[test]
fn json_has_a_line_for_every_month_and_pay_by_exit() {
    let document = json(&["--runs", "20000", "--format", "json", "--quiet"]);
    let offer = &document["offers"][0];
    assert_eq!(offer["cost_of_leaving"].as_array().map(Vec::len), Some(48));
    assert_eq!(offer["cost_of_leaving"][17]["paid"].as_f64(), Some(455_000.0));
    // The mean over all runs is the mean over the ways to end, weighted by their shares.
    let value = |path: &str| offer.pointer(path).and_then(serde_json::Value::as_f64).expect(path);
    let parts = ["stayed", "voluntary", "layoff", "performance"].map(|way| {
        value(&format!("/exit/{way}/value")) * value(&format!("/exit/mean_pay_if/{way}/value"))
    });
    let mean = value("/pay/mean/value");
    assert!((parts.iter().sum::<f64>() - mean).abs() < 1e-6 * mean, "{parts:?} {mean}");
}
