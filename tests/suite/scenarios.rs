//! Every shipped scenario runs and makes the point it is named by.

mod employment;
mod models;
mod replays;

use super::support::{json, project_file, screen};
use vestrisk::scenario::builtin;

fn run(name: &str) -> serde_json::Value {
    json(&["run", &format!("scenarios/{name}.toml"), "--format", "json", "--quiet"])
}

fn number(document: &serde_json::Value, path: &str) -> f64 {
    let found = document.pointer(path).unwrap_or_else(|| panic!("no {path}"));
    found.as_f64().unwrap_or_else(|| panic!("{path} is {found}"))
}

#[track_caller]
fn assert_cents(document: &serde_json::Value, path: &str, expected: f64) {
    let found = number(document, path);
    assert!((found - expected).abs() < 0.005, "{path} is {found}, expected {expected}");
}

#[test]
fn every_file_is_built_in_and_every_built_in_is_a_file() {
    let folder = std::fs::read_dir(project_file("scenarios")).expect("there are scenarios");
    let mut files: Vec<String> = folder
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|extension| extension == "toml"))
        .map(|path| path.file_stem().expect("a stem").to_string_lossy().into_owned())
        .collect();
    files.sort();
    let mut names: Vec<String> = builtin::names().map(str::to_owned).collect();
    names.sort();
    assert_eq!(files, names);
    for name in &files {
        let screen = screen(&["check", &format!("scenarios/{name}.toml")]);
        assert_eq!(screen.code, 0, "{name}: {}", screen.talk);
    }
}

#[test]
fn every_file_runs() {
    for name in builtin::names() {
        let file = format!("scenarios/{name}.toml");
        let screen = screen(&["run", &file, "--runs", "200", "--quiet"]);
        assert_eq!(screen.code, 0, "{name}: {}", screen.talk);
        assert!(screen.out.contains("What it really pays"), "{name}: {}", screen.out);
    }
}

#[test]
fn the_default_is_bedrock_seattle() {
    let by_default = json(&["--format", "json", "--quiet"]);
    assert_eq!(by_default, run("bedrock-seattle"));
    assert_cents(&by_default, "/offers/0/letter/total", 1_550_000.0);
    assert_cents(&by_default, "/offers/0/letter/year_one", 327_500.0);
    assert_cents(&by_default, "/offers/1/letter/total", 1_400_000.0);
    // The published ask is below the published walk-away even if nobody leaves.
    assert!(number(&by_default, "/offers/0/pay/mean/value") < 1_550_000.0);
    // Preset attrition: 59 % are still there after 48 months (exactly exp(-0.525)).
    let stayed = number(&by_default, "/offers/0/exit/stayed/value");
    let error = number(&by_default, "/offers/0/exit/stayed/std_error");
    assert!((stayed - libm::exp(-0.525)).abs() < 1e-12 && error < 1e-12, "{stayed} ± {error}");
}

#[test]
fn the_recruiters_counter_is_lower() {
    let counter = run("recruiter-counter");
    assert_cents(&counter, "/offers/0/letter/total", 700_000.0 + 550_000.0 + 180_000.0);
}

#[test]
fn stock_pays_more_than_cash_and_is_worth_less() {
    let both = run("rsu-or-cash");
    let [stock, cash] = [0, 1].map(|offer| {
        let pointer = |what: &str| format!("/offers/{offer}/present_value/{what}/value");
        (number(&both, &pointer("mean")), number(&both, &pointer("certainty_equivalent")))
    });
    assert!(stock.0 > cash.0 && stock.1 < cash.1, "{stock:?} {cash:?}");
}

#[test]
fn a_flat_stock_leaves_only_exits() {
    let flat = run("flat-stock");
    // Nothing but exits can move pay, so the best case is the letter itself.
    let letter = number(&flat, "/offers/0/letter/total");
    assert_cents(&flat, "/offers/0/pay/max", letter);
    assert!(number(&flat, "/offers/0/pay/mean/value") < letter);
}

#[test]
fn a_crash_that_never_recovers_caps_pay_below_the_letter() {
    let crash = run("crash-year-two");
    let letter = number(&crash, "/offers/0/letter/total");
    assert!(number(&crash, "/offers/0/pay/max") < letter);
    // Back-loading puts more of the grant after the crash than even vesting does.
    let loss = |offer: usize| {
        number(&crash, &format!("/offers/{offer}/letter/total"))
            - number(&crash, &format!("/offers/{offer}/pay/max"))
    };
    assert!(loss(0) > loss(1), "{} {}", loss(0), loss(1));
}

#[test]
fn golden_offers_are_exact_to_the_cent() {
    let stays = run("golden-no-exit");
    assert_cents(&stays, "/offers/0/pay/mean/value", 1_440_000.0);
    assert_cents(&stays, "/offers/0/letter/total", 1_440_000.0);
    assert_cents(&stays, "/offers/0/pay/sd", 0.0);

    let quits = run("golden-quit-month-18");
    assert_cents(&quits, "/offers/0/pay/mean/value", 440_000.0);
    assert_cents(&quits, "/offers/0/components/base/value", 262_500.0);
    assert_cents(&quits, "/offers/0/components/sign_on/value", 150_000.0);
    assert_cents(&quits, "/offers/0/components/rsu/value", 27_500.0);
    assert_cents(&quits, "/offers/0/exit/voluntary/value", 1.0);

    let owes = run("golden-clawback-month-9");
    assert_cents(&owes, "/offers/0/pay/mean/value", 213_750.0);
    assert_cents(&owes, "/offers/0/components/base/value", 131_250.0);
    assert_cents(&owes, "/offers/0/components/sign_on/value", 110_000.0);
    assert_cents(&owes, "/offers/0/components/clawback/value", -27_500.0);
    assert_cents(&owes, "/offers/0/clawback/mean_if_any/value", -27_500.0);
}
