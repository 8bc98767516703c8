//! What each stress does to a setup, and what it leaves alone.

use vestrisk::attrition::Cause;
use vestrisk::market::{Model, PathPlan};
use vestrisk::random::{Coupling, LANES, Runs};
use vestrisk::scenario::presets::stresses::{self, Effect};
use vestrisk::simulation::{Keep, Measure, Outcome, Request, engine};
use vestrisk::{Component, Overrides, Setup, Unobserved};

use super::{TWO, read, shipped, stressed, under};
use crate::reference::measured::POOL;
use crate::support::samples;

fn path_of(name: &str) -> (u32, &'static [f64]) {
    match stresses::find(name).expect("a stress").effect {
        Effect::Path { every_months, closes } => (every_months, closes),
        other => panic!("{name}: {other:?}"),
    }
}

/// A measure of every run.
fn values(setup: &Setup, measure: Measure) -> Vec<f64> {
    let mut request = Request::new(&POOL, 1 << 30);
    let id = request.add(measure, Keep::Samples);
    let outcome: Outcome = engine::run(setup, &request, &Unobserved).expect("the job runs");
    samples(&outcome, id).expect("samples are kept")
}

/// A small scenario without exits.
fn staying() -> Setup {
    let overrides = Overrides { runs: Some(2_000), ..Overrides::default() };
    let mut setup = read(TWO, &overrides).setup;
    setup.offers.iter_mut().for_each(|offer| offer.profile = None);
    setup
}

#[test]
fn dot_com_is_the_shipped_history() {
    let text = shipped("prices/amzn-monthly.csv");
    let rows = text.lines().skip_while(|line| !line.starts_with("2000-01-01,"));
    let closes: Vec<f64> = rows
        .take(49)
        .map(|line| line.split_once(',').expect("two cells").1.parse().expect("a close"))
        .collect();
    assert_eq!(path_of("dot_com"), (1, &closes[..]));
    let fall = |closes: &[f64], at: usize| 100.0 * (1.0 - closes[at] / closes[0]);
    assert!((fall(&closes, 20) - 91.0).abs() < 0.5 && (fall(&closes, 48) - 22.0).abs() < 0.5);
    let lowest = closes.iter().copied().fold(f64::INFINITY, f64::min);
    assert_eq!(closes.iter().position(|close| *close <= lowest), Some(20));
    let (every, closes) = path_of("drawdown_2022");
    assert_eq!(every, 3);
    assert!((fall(closes, 4) - 50.0).abs() < 0.5 && (fall(closes, 8) - 9.0).abs() < 0.5);
}

#[test]
fn a_path_is_scaled_to_the_price_today_and_drops_correlations() {
    let setup = staying();
    let stressed = under(&setup, "drawdown_2022");
    assert!(stressed.market.correlations.pairs().is_empty());
    assert_eq!(setup.market.correlations.pairs().len(), 1, "the scenario has one");
    let (_, closes) = path_of("drawdown_2022");
    for (own, stock) in setup.market.stocks.iter().zip(&stressed.market.stocks) {
        let Model::Fixed(path) = &stock.model else { panic!("a stated path") };
        assert_eq!((&own.name, own.price), (&stock.name, stock.price));
        for (month, close) in
            [(0.0, closes[0]), (12.0, closes[4]), (24.0, closes[8]), (48.0, closes[8])]
        {
            let expected = own.price.get() * close / closes[0];
            assert!((path.price_at(stock.price, month) / expected - 1.0).abs() < 1e-12);
        }
    }
    // Histories that are resampled together are no obstacle either, and stated paths stay.
    let text = shipped_text("dot-com-bootstrap");
    let setup = read(&text, &Overrides::default()).setup;
    assert!(under(&setup, "dot_com").market.stocks.iter().all(|stock| !stock.model.is_random()));
    let setup = read(&shipped_text("crash-year-two"), &Overrides::default()).setup;
    assert_eq!(under(&setup, "halved"), setup);
    assert_eq!(under(&setup, "dot_com"), setup);
}

fn shipped_text(name: &str) -> String {
    vestrisk::scenario::builtin::text(name).expect("it ships").to_owned()
}

#[test]
fn flat_prices_pay_the_letter() {
    let mut scenario = read(TWO, &Overrides { runs: Some(500), ..Overrides::default() });
    scenario.setup = staying();
    scenario.setup.settings.runs = 500;
    let answer = stressed(&scenario, &["flat"]);
    assert_eq!(answer.stresses.len(), 2, "none is always there");
    for offer in &answer.stresses[1].summary.offers {
        let pay = offer.pay.distribution;
        assert!((pay.mean.value - offer.letter.total).abs() < 1e-6, "{}", offer.name);
        assert!((pay.max - pay.min).abs() < 1e-6, "{}", offer.name);
    }
}

#[test]
fn halved_halves_what_was_converted_before_and_nothing_granted_later() {
    let mut setup = staying();
    // A month's average before a start in some weeks is of prices before the fall.
    let later = "conversion = { average_days = 21, start_in_days = 45 }\nvesting";
    let averaged = TWO.replacen("vesting", later, 1);
    let averaged = averaged.replace("value = 50_000\nmonth = 12\n", "value = 1\n");
    let averaged = averaged.replacen("value = 1\nvesting", &format!("value = 1\n{later}"), 1);
    let averaged = averaged.replace(
        "stock = \"B\"\nvalue = 400_000\n",
        &format!("stock = \"B\"\nvalue = 400_000\n{}\n", &later[..later.len() - 8]),
    );
    let rsu = |setup: &Setup, offer| {
        values(setup, Measure::Component { offer, component: Component::Rsu })
    };
    let ratio = |setup: &Setup, offer: usize, wanted: f64| {
        let (own, halved) = (rsu(setup, offer), rsu(&under(setup, "halved"), offer));
        assert!(own[0] > 0.0 && (own[0] - own[1]).abs() > 1.0, "pay moves at random");
        for (own, halved) in own.iter().zip(&halved) {
            assert!((halved / own - wanted).abs() < 1e-12, "{own} {halved}");
        }
    };
    ratio(&setup, 1, 0.5);
    let grants = setup.offers[0].grants.clone();
    setup.offers[0].grants = vec![grants[1].clone()];
    ratio(&setup, 0, 1.0);
    let mut setup = read(&averaged, &Overrides { runs: Some(500), ..Overrides::default() }).setup;
    setup.offers.iter_mut().for_each(|offer| offer.profile = None);
    assert_eq!(setup.market.start_in_days, 45);
    ratio(&setup, 0, 0.5);
}

/// Under every model the price at t = 0 and averages of closes before it are untouched, every later price is half.
#[test]
fn halved_prices_of_every_model() {
    let model = |kind: &str| format!("{{ preset = \"{kind}\", volatility = 0.4 }}");
    let file = "{ kind = \"bootstrap\", prices = \"prices/amzn-monthly.csv\" }".to_owned();
    let models = ["gbm", "merton", "heston", "gjr_garch"].map(model);
    for model in models.into_iter().chain([file]) {
        let one = TWO.replace("{ kind = \"gbm\", volatility = 0.4 }", &model);
        let one = one.replace("[correlation]\n\"A,B\" = 0.6\n", "");
        let mut market = read(&one, &Overrides::default()).setup.market;
        market.start_in_days = 40;
        let own = vestrisk::simulation::Setup { market, ..read(&one, &Overrides::default()).setup };
        let average = vestrisk::market::AveragePrice {
            stock: 0,
            average_days: 10,
            trailing: own.market.stocks[0].price,
        };
        let columns = |setup: &Setup| {
            let plan =
                PathPlan::new(&setup.market, [(0, 0), (0, 1), (0, 48), (1, 48)], vec![average]);
            let (mut shocks, mut out) = (plan.shock_columns(), plan.price_columns());
            plan.draw(7, &Runs::consecutive(0, Coupling::Independent), &mut shocks);
            plan.prices(&setup.market, &shocks, &mut out);
            out
        };
        let (own, halved) = (columns(&own), columns(&under(&own, "halved")));
        for lane in 0..LANES {
            assert_eq!(own.averages[0][lane].to_bits(), halved.averages[0][lane].to_bits());
            assert_eq!(own.prices[0][lane].to_bits(), halved.prices[0][lane].to_bits(), "{model}");
            for date in 1..4 {
                let half = 0.5 * own.prices[date][lane];
                assert_eq!(half.to_bits(), halved.prices[date][lane].to_bits(), "{model}");
            }
        }
    }
}

#[test]
fn a_layoff_at_month_14_is_certain_and_severance_is_paid() {
    let terms = "base_salary = 100_000\nlayoff_terms = { notice_months = 2, severance_months = 3 }";
    let text = TWO.replacen("base_salary = 100_000", terms, 1);
    let setup = read(&text, &Overrides { runs: Some(500), ..Overrides::default() }).setup;
    let stressed = under(&setup, "layoff_month_14");
    let share = |setup: &Setup, measure| {
        let mut request = Request::new(&POOL, 1 << 30);
        let id = request.add(measure, Keep::Moments);
        let outcome = engine::run(setup, &request, &Unobserved).expect("the job runs");
        outcome.tally(id).total.mean()
    };
    for offer in 0..2 {
        let left = Measure::Left { offer, cause: Some(Cause::Layoff) };
        assert_eq!(share(&stressed, left), Some(1.0));
        assert_eq!(share(&stressed, Measure::Retained { offer, month: 14 }), Some(1.0));
        assert_eq!(share(&stressed, Measure::Retained { offer, month: 15 }), Some(0.0));
        assert!(share(&setup, left) < Some(0.5), "the scenario has few");
    }
    let paid =
        |component| share(&stressed, Measure::Component { offer: 0, component }).expect("a mean");
    let (base, severance) = (paid(Component::Base), paid(Component::Severance));
    assert!((base - 14.0 / 12.0 * 1e5).abs() < 1e-6 && (severance - 0.25e5).abs() < 1e-6);
    // Prices are the scenario's own: what vests by then is worth the same.
    let year_one = Measure::Year { offer: 1, year: 1 };
    let mut staying = setup.clone();
    staying.offers.iter_mut().for_each(|offer| offer.profile = None);
    assert_eq!(values(&stressed, year_one), values(&staying, year_one));
    // A horizon before it: nobody leaves.
    let mut short = setup;
    short.settings.horizon_months = 12;
    let stayed = Measure::Left { offer: 0, cause: None };
    assert_eq!(share(&under(&short, "layoff_month_14"), stayed), Some(1.0));
}

/// A stress of prices moves no exit that does not look at prices, and one that does sees the fall from the price before.
#[test]
fn other_draws_stay() {
    let overrides = Overrides { runs: Some(4_000), ..Overrides::default() };
    let responding = read(TWO, &overrides).setup;
    let unmoved = responding.clone().without_responses();
    let left = |setup: &Setup| values(setup, Measure::Retained { offer: 0, month: 30 });
    for stress in ["none", "dot_com", "drawdown_2022", "flat", "halved"] {
        assert_eq!(left(&under(&unmoved, stress)), left(&unmoved), "{stress}");
    }
    let laid_off = |setup: &Setup| -> f64 {
        values(setup, Measure::Left { offer: 0, cause: Some(Cause::Layoff) }).iter().sum()
    };
    assert!(laid_off(&under(&responding, "halved")) > 1.2 * laid_off(&responding));
}
