//! Runs weighed anew against a fresh simulation of the tilted law, against exact identities, and against themselves.

use vestrisk::analysis::{Figures, ReweightedOffer, Summary};
use vestrisk::market::Model;
use vestrisk::quantity::ContinuousRate;
use vestrisk::statistics::{Estimate, REPLICATES};
use vestrisk::{Overrides, Scenario, Unobserved, summarize};

use super::{TWO, options, read, restated};
use crate::support::json;
use crate::tolerance::{Family, seed};

/// The two views, of A and of B, and by which the means of the scenario are moved.
const VIEWS: [(&str, f64); 2] = [("A", -0.5), ("B", 0.1)];
const YEARS: f64 = 4.0;

fn seeded(label: &str, runs: u64) -> Scenario {
    read(TWO, &Overrides { seed: Some(seed(label)), runs: Some(runs), ..Overrides::default() })
}

/// The scenario in which gbm has the mean log return that is stated: tilting ln S(H) of a Brownian motion moves its drift and
/// nothing else, and both at once those of two that are correlated.
fn with_drift(mut scenario: Scenario, views: &[(&str, f64)]) -> Scenario {
    for (name, target) in views {
        let stock = scenario.setup.market.stocks.iter_mut().find(|stock| stock.name == *name);
        let Model::Gbm(gbm) = &mut stock.expect("a stock").model else { panic!("gbm") };
        let variance = gbm.volatility.get() * gbm.volatility.get();
        let rate = target / YEARS + 0.5 * variance + gbm.growth.dividend_yield.get();
        gbm.growth.expected_return = ContinuousRate::new(rate).expect("a rate");
    }
    scenario
}

/// Every figure of all offers: its name, restated and fresh.
fn figures(restated: &[ReweightedOffer], fresh: &Summary) -> Vec<(String, Estimate, Estimate)> {
    let mut all = Vec::new();
    for (offer, own) in restated.iter().zip(&fresh.offers) {
        let Figures { mean, percentiles, expected_shortfall, .. } = offer.restated;
        let pay = own.pay.distribution;
        let mut add = |what: &str, a: Estimate, b: Estimate| {
            all.push((format!("{} {what}", offer.name), a, b));
        };
        add("mean", mean, pay.mean);
        add("shortfall", expected_shortfall, pay.expected_shortfall);
        for ((name, a), (_, b)) in percentiles.named().into_iter().zip(pay.percentiles.named()) {
            add(name, a, b);
        }
        let reached = offer.restated.probability_walk_away.zip(own.pay.probability_walk_away);
        let (a, b) = reached.expect("there is a walk-away");
        add("walk-away", a, b);
        if let Some(ahead) = offer.restated.probability_ahead {
            add("ahead", ahead, fresh.comparisons[0].probability_ahead);
        }
    }
    all
}

fn compare(family: &mut Family, restated: &[ReweightedOffer], fresh: &Summary) {
    for (name, a, b) in figures(restated, fresh) {
        let errors = a.std_error.zip(b.std_error).expect("errors are known");
        let error = (errors.0 * errors.0 + errors.1 * errors.1).sqrt();
        // The smaller of the two degrees of freedom: wider tails than the sum's own.
        family.check_replicated(&name, a.value - b.value, error, 0.0, REPLICATES);
    }
}

/// Pay depends on the whole path, and layoffs on it as well: given ln S(H) the path's law is the same, so every figure must
/// agree with a fresh simulation of other runs.
#[test]
fn restated_figures_are_those_of_the_tilted_law() {
    let mut family = Family::new("runs weighed anew");
    for (label, views) in [("one view", &VIEWS[..1]), ("two views", &VIEWS[..])] {
        let texts: Vec<String> =
            views.iter().map(|(name, x)| format!("mean log return of {name} = {x}")).collect();
        let texts: Vec<&str> = texts.iter().map(String::as_str).collect();
        let runs = seeded(label, 40_000);
        let answer = restated(&runs, &texts);
        for (found, (_, target)) in answer.views.iter().zip(views) {
            assert!((found.target - target).abs() < 1e-12);
        }
        // With one view the other stock's drift follows by the regression of its log return on the first's.
        let moved = VIEWS[0].1 - YEARS * (0.06 - 0.01 - 0.5 * 0.16);
        let follows = YEARS * (0.03 - 0.5 * 0.0625) + 0.6 * 0.25 / 0.4 * moved;
        let drifts = if views.len() == 1 { [views[0], ("B", follows)] } else { VIEWS };
        let fresh = with_drift(seeded(&format!("{label}, fresh"), 40_000), &drifts);
        let fresh = summarize(&fresh, &options(), &Unobserved).expect("the job runs");
        compare(&mut family, &answer.offers, &fresh);
        family.next_group();
        // The control: what is stated makes the difference.
        let untilted =
            summarize(&seeded(&format!("{label}, untilted"), 40_000), &options(), &Unobserved);
        let mut control = Family::new("views left out");
        compare(&mut control, &answer.offers, &untilted.expect("the job runs"));
        control.must_fail();
        entropy(&answer, moved * moved / (0.16 * YEARS), views.len() == 1);
    }
    family.holds();
}

/// Two normals of the same variance, the means a number of deviations apart.
fn entropy(answer: &vestrisk::analysis::Reweighting, squared: f64, one: bool) {
    let runs = answer.settings.runs as f64;
    if one {
        assert!((answer.relative_entropy / (0.5 * squared) - 1.0).abs() < 0.1);
        assert!((answer.effective_runs / (runs * libm::exp(-squared)) - 1.0).abs() < 0.05);
    }
    let by_entropy = runs * libm::exp(-answer.relative_entropy);
    assert!((answer.effective_runs_by_entropy / by_entropy - 1.0).abs() < 1e-12);
    assert!(answer.effective_runs <= by_entropy, "Rényi's inequality");
}

/// Within a cause all runs keep equal weights, so that a mean is the mix of the causes' own.
#[test]
fn a_stated_probability_mixes_the_causes() {
    // Without responses both offers are left alike, so that the view names none.
    let mut scenario = seeded("a probability", 8_000);
    scenario.setup = scenario.setup.without_responses();
    let answer = restated(&scenario, &["probability of layoff = 0.5"]);
    let plain = summarize(&scenario, &options(), &Unobserved).expect("the job runs");
    for (offer, own) in answer.offers.iter().zip(&plain.offers) {
        let laid_off = own.exit.mean_pay_if.layoff.expect("some are").value;
        let share = own.exit.layoff.value;
        let others = (own.pay.distribution.mean.value - share * laid_off) / (1.0 - share);
        let mixed = 0.5 * laid_off + 0.5 * others;
        assert!((offer.restated.mean.value / mixed - 1.0).abs() < 1e-6, "{}", offer.name);
        let change = offer.restated.mean.value - offer.simulated.mean.value;
        assert!((offer.change.value - change).abs() < 1e-6);
        // With equal weights the figures are those of a plain run.
        let pay = own.pay.distribution;
        assert!((offer.simulated.mean.value / pay.mean.value - 1.0).abs() < 1e-9);
        let levels = offer.simulated.percentiles.named().into_iter().zip(pay.percentiles.named());
        for ((_, a), (_, b)) in levels {
            assert!((a.value / b.value - 1.0).abs() < 1e-9);
        }
    }
    assert!((answer.views[0].simulated.value - plain.offers[0].exit.layoff.value).abs() < 1e-9);
    assert_eq!(answer.views[0].range.map(f64::to_bits), [0.0_f64, 1.0].map(f64::to_bits));
}

/// Nothing depends on threads, on what else is asked, or on the order of stresses; `none` is a plain run.
#[test]
fn the_same_bytes_on_any_number_of_threads() {
    let common = ["--runs", "4_096", "--format", "json", "--quiet"];
    let with = |more: &[&str]| json(&[&["stress"], more, &common].concat());
    let view = ["--reweight", "mean log return of AMZN = -0.2"];
    let (whole, views) = (with(&[]), with(&view));
    for threads in ["1", "3"] {
        assert_eq!(with(&["--threads", threads]), whole);
        assert_eq!(with(&[&view[..], &["--threads", threads]].concat()), views);
    }
    let some = with(&["--stress", "halved,dot_com"]);
    let named = |document: &serde_json::Value, name: &str| {
        let parts = document["stresses"].as_array().expect("stresses");
        parts.iter().find(|part| part["stress"] == name).expect("the stress").clone()
    };
    let parts = some["stresses"].as_array().expect("stresses");
    let order: Vec<_> = parts.iter().map(|part| part["stress"].clone()).collect();
    assert_eq!(order, ["none", "halved", "dot_com"]);
    for name in ["none", "halved", "dot_com"] {
        assert_eq!(named(&whole, name), named(&some, name));
    }
    let plain = json(&[&["run"][..], &common].concat());
    for key in ["simulation", "offers", "comparisons", "warnings"] {
        assert_eq!(plain[key], named(&whole, "none")[key], "{key}");
    }
    assert_eq!(plain["scenario"], whole["scenario"]);
}

/// A change is that of the same run in another world: known far better than of two simulations, and what it should be.
#[test]
fn changes_are_paired() {
    let scenario = seeded("paired", 16_384);
    let answer = super::stressed(&scenario, &["halved"]);
    let [none, halved] = &answer.stresses[..] else { panic!("two worlds") };
    for (at, change) in halved.changes.iter().enumerate() {
        let of = |summary: &Summary| summary.offers[at].pay.distribution.mean;
        let (before, after) = (of(&none.summary), of(&halved.summary));
        assert!((change.mean.value - (after.value - before.value)).abs() < 1e-6);
        let apart = after.std_error.zip(before.std_error).map(|(a, b)| (a * a + b * b).sqrt());
        assert!(change.mean.std_error < apart.map(|error| 0.6 * error), "{}", change.offer);
    }
    assert!(none.changes.is_empty());
    assert_eq!(halved.changes[0].verdict.is_some(), scenario.baseline != 0);
}
