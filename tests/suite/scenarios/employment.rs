//! The scenarios of employment as it goes: what each says is what it is named for, and the arithmetic in
//! its comments follows from the rules.

use super::{assert_cents, number, run};
use vestrisk::attrition::{Cause, Hazards, Profile, VestTiming};
use vestrisk::market::Model;
use vestrisk::offer::{GrantSize, Money, Offer, RefreshKind, TargetRefresh};
use vestrisk::scenario::builtin;
use vestrisk::simulation::Setup;
use vestrisk::{Document, NoSources, Overrides};

fn setup(name: &str) -> Setup {
    let text = builtin::text(name).expect("it ships");
    let document = Document::parse(name, text.as_bytes()).expect("it is TOML");
    document.lower(&NoSources, &Overrides::default()).expect("it has no fault").setup
}

fn hazards(setup: &Setup, offer: usize) -> &Hazards {
    let profile = setup.offers[offer].profile.expect("it has a profile");
    let Profile::Hazards(hazards) = &setup.profiles[profile] else { panic!("it has hazards") };
    hazards
}

#[test]
fn the_cliff_is_a_vest_to_wait_for_and_no_month_is() {
    let setup = setup("quit-after-cliff");
    let timing = hazards(&setup, 0).responses.vest_timing.expect("quits are timed");
    assert_eq!(setup.offers[0].profile, setup.offers[1].profile);
    let waited = |offer: &Offer| -> Vec<u32> {
        let tranches = offer.grants[0].vesting.tranches().iter();
        let large = tranches.filter(|tranche| timing.counts(tranche.percent.get()));
        large.map(|tranche| tranche.month).collect()
    };
    assert_eq!(waited(&setup.offers[0]), [12]);
    assert_eq!(waited(&setup.offers[1]), [0; 0]);
    // A quit is likeliest in the month after the cliff, and as many quit in 48 months.
    let quits = hazards(&setup, 0).of(Cause::Voluntary).expect("people quit");
    let monthly: Vec<f64> = (0..48)
        .map(|month| quits.integrated(f64::from(month + 1)) - quits.integrated(f64::from(month)))
        .collect();
    let factors = VestTiming::factors(&timing, &monthly, &[12]);
    assert!(factors[12] > 1.9 && factors[11] < 0.75 && factors[10] < 0.75, "{factors:?}");
    let timed: f64 = monthly.iter().zip(&factors).map(|(hazard, factor)| hazard * factor).sum();
    assert!((timed - monthly.iter().sum::<f64>()).abs() < 1e-12);
}

#[test]
fn the_waves_come_after_the_fall_and_only_the_terms_differ() {
    let setup = setup("wave-after-crash");
    let waves = hazards(&setup, 0).responses.layoff_waves.clone().expect("waves");
    let Model::Fixed(path) = &setup.market.stocks[0].model else { panic!("a stated path") };
    let today = setup.market.stocks[0].price;
    let at_wave = |month: u32| path.price_at(today, f64::from(month)) / today.get();
    assert!(waves.months().iter().all(|month| at_wave(*month) < 0.7), "{waves:?}");
    let [terms, none] = &setup.offers[..] else { panic!("two offers") };
    assert_eq!((terms.layoff_terms.notice_months, terms.layoff_terms.severance_months), (2, 3));
    let same = Offer { name: none.name.clone(), layoff_terms: none.layoff_terms, ..terms.clone() };
    assert_eq!(&same, none);
}

#[test]
fn a_quit_waits_for_the_cliff_and_a_layoff_brings_its_terms() {
    let there = |offer: usize, at: usize| {
        let path = format!("/offers/{offer}/exit/retention/{at}/stayed/value");
        number(&run("quit-after-cliff"), &path)
    };
    // Months 12 and 24: more wait under the cliff, and then as many have gone.
    assert!(there(0, 0) > there(1, 0) && there(0, 1) < there(1, 1));
    let document = run("wave-after-crash");
    let part = |offer: usize, name: &str| {
        number(&document, &format!("/offers/{offer}/components/{name}/value"))
    };
    assert!(part(0, "severance") > 5_000.0 && part(0, "base") > part(1, "base"));
    assert_cents(&document, "/offers/1/components/severance/value", 0.0);
    let laid_off = number(&document, "/offers/0/exit/layoff/value");
    // Two waves of 8 % take more than the 1 % a year outside them.
    assert!(laid_off > 0.12, "{laid_off}");
}

#[test]
fn lumps_are_clawed_back_and_instalments_are_not() {
    let document = run("instalments-or-lump");
    let part = |offer: usize, name: &str| {
        number(&document, &format!("/offers/{offer}/components/{name}/value"))
    };
    assert!(part(0, "sign_on") > part(1, "sign_on"));
    assert!(part(0, "clawback") < -1_000.0);
    assert_cents(&document, "/offers/1/clawback/probability/value", 0.0);
    assert_cents(&document, "/offers/0/components/rsu/value", part(1, "rsu"));
}

#[test]
fn california_asks_for_what_a_quit_has_not_earned_by_the_day() {
    let document = run("california-ab-692");
    // Quits at the preset's hazards, over the days of 24 months that were not worked.
    let steps = 24_000;
    let (mut there, mut owed, mut quits) = (1.0, 0.0, 0.0);
    for step in 0..steps {
        let (all, quit) = if step < steps / 2 { (0.085, 0.05) } else { (0.145, 0.08) };
        let (years, share) = (2.0 / f64::from(steps), 1.0 - f64::from(step) / f64::from(steps));
        owed += there * quit * years * share;
        quits += there * quit * years;
        there *= 1.0 - all * years;
    }
    let near = |path: &str, expected: f64| {
        let found = number(&document, &format!("{path}/value"));
        let error = number(&document, &format!("{path}/std_error"));
        assert!((found - expected).abs() < 5.0 * error, "{path}: {found} ± {error}, {expected}");
    };
    near("/offers/0/components/clawback", -112_500.0 * owed);
    near("/offers/0/clawback/probability", quits);
    assert_cents(&document, "/offers/2/clawback/mean_if_any/value", -112_500.0);
}

/// What the comments of `refresh-target` say: by offer, the pay of years 1 and 2, and of all.
const LEDGER: [(&str, [&str; 2], &str); 3] = [
    ("Grows 15 %", ["275,000", "340,000"], "1,295,000"),
    ("Flat", ["260,000", "319,517.67"], "1,218,553.00"),
    ("Halves", ["210,000", "322,167.91"], "1,176,503.72"),
];

/// A year's refresher of a target: what it pays in quarters, by the rule of the model.
fn paid(target: &TargetRefresh, gap: f64, price: impl Fn(u32) -> f64) -> f64 {
    let units = gap / (price(0) * target.mean_growth());
    TargetRefresh::VESTS.iter().map(|months| units / 4.0 * price(*months)).sum()
}

/// The pay of four years of an offer of `refresh-target`, step by step.
fn pay_by_year(setup: &Setup, offer: &Offer) -> [f64; 4] {
    let stock = &setup.market.stocks[offer.grants[0].stock];
    let Model::Fixed(path) = &stock.model else { panic!("a stated path") };
    let price = |month: u32| path.price_at(stock.price, f64::from(month));
    let GrantSize::Value(Money::Stated(value)) = offer.grants[0].size else { panic!("dollars") };
    let shares = value.get() / stock.price.get() / 4.0;
    let refresh = offer.refresh.as_ref().expect("it has refreshers");
    assert_eq!(refresh.review_months, [12, 24, 36]);
    let RefreshKind::Target(target) = &refresh.kind else { panic!("to a target") };
    let (base, goal) = (offer.salary.base.typical(), target.target_pay.typical());
    [0, 12, 24, 36].map(|from| {
        let vested = shares * price(from + 12);
        let reckoned = shares * price(from) * (1.0 + target.assumed_growth.get());
        let gap = if from == 0 { 0.0 } else { (goal - base - reckoned).max(0.0) };
        base + vested + paid(target, gap, |months| price(from + months))
    })
}

/// A number with commas, and cents where it has some.
fn shown(dollars: f64) -> String {
    let cents = format!("{dollars:.2}");
    let (whole, rest) = cents.split_once('.').expect("cents");
    let digits: Vec<u8> = whole.bytes().rev().collect();
    let groups = digits.chunks(3).map(|part| String::from_utf8_lossy(part).into_owned());
    let grouped = groups.collect::<Vec<_>>().join(",").chars().rev().collect::<String>();
    if rest == "00" { grouped } else { format!("{grouped}.{rest}") }
}

#[test]
fn the_ledger_in_the_comments_of_the_pay_target_adds_up() {
    let setup = setup("refresh-target");
    let text = builtin::text("refresh-target").expect("it ships");
    let page = super::project_file("src/guide/scenario.md");
    let page = std::fs::read_to_string(page).expect("the page is there");
    let document = run("refresh-target");
    for (at, ((name, years, total), offer)) in LEDGER.into_iter().zip(&setup.offers).enumerate() {
        assert_eq!(offer.name, name);
        let pay = pay_by_year(&setup, offer);
        assert_eq!([shown(pay[0]), shown(pay[1])], years, "{name}");
        let sum = shown(pay.iter().sum());
        assert_eq!(sum, total.trim_end_matches(".00"), "{name}");
        for (year, pay) in pay.iter().enumerate() {
            assert_cents(&document, &format!("/offers/{at}/years/{year}/pay/mean/value"), *pay);
        }
        for figure in years.iter().chain([&total]) {
            assert!(text.contains(figure) && page.contains(figure), "{name}: {figure}");
        }
    }
}

#[test]
fn the_start_lies_inside_the_averaging_window() {
    let setup = setup("start-later");
    let conversion = setup.offers[0].grants[0].conversion.expect("an average");
    assert_eq!(setup.market.start_in_days, 21);
    let today = 21.0 / 365.0;
    let to_come = conversion.closes().filter(|before| *before < today).count();
    assert_eq!((to_come, conversion.average_days), (14, 30));
    assert_eq!(setup.offers[1].grants[0].conversion, None);
    let mean = conversion.mean(21, 212.0, |_| 230.0);
    assert!((mean - (14.0 * 230.0 + 16.0 * 212.0) / 30.0).abs() < 1e-9, "{mean}");
    // As many more shares as the average is below the price of the day, near enough.
    let document = run("start-later");
    let rsu = |offer: usize| number(&document, &format!("/offers/{offer}/components/rsu/value"));
    assert!((rsu(0) / rsu(1) - 230.0 / mean).abs() < 0.01, "{} {}", rsu(0), rsu(1));
}

#[test]
fn the_outside_option_is_all_that_the_default_scenario_lacks() {
    let with = setup("outside-option");
    let without = setup(builtin::DEFAULT);
    let option = with.outside_option.expect("it has one");
    assert_eq!((option.annual_pay.get().to_bits(), option.gap_months), (220e3f64.to_bits(), 3));
    assert_eq!((&with.offers, &with.market), (&without.offers, &without.market));
    assert_eq!(without.outside_option, None);
    let document = run("outside-option");
    let value = |path: &str| number(&document, &format!("/offers/{path}/value"));
    let before = run(builtin::DEFAULT);
    for offer in [0, 1] {
        let path = format!("{offer}/components/other_income");
        let income = value(&path);
        let more = value(&format!("{offer}/pay/mean"))
            - number(&before, &format!("/offers/{offer}/pay/mean/value"));
        // The default scenario has other runs, so its mean differs by chance.
        assert!(income > 100e3 && (more - income).abs() < 20_000.0, "{income}, {more}");
    }
}

#[test]
fn the_guides_bands_hold_the_published_ask() {
    let bands = setup("guide-band");
    let ask = setup(builtin::DEFAULT);
    let held = |band: Money, amount: Money| {
        let (Money::Band(band), Money::Stated(amount)) = (band, amount) else { panic!("not so") };
        band.low() < amount && amount < band.high()
    };
    let (offer, asked) = (&bands.offers[0], &ask.offers[0]);
    assert!(held(offer.salary.base, asked.salary.base));
    let (GrantSize::Value(band), GrantSize::Value(value)) =
        (offer.grants[0].size, asked.grants[0].size)
    else {
        panic!("dollars")
    };
    assert!(held(band, value));
}
