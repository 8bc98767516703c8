//! The shipped studies: every one is built in, every case of it can be simulated, and the figures are those they say.

use vestrisk::offer::{GrantSize, Money};
use vestrisk::scenario::{Document, Overrides, builtin};
use vestrisk::study::{BuiltIn, Study, StudyChanges};
use vestrisk::{Offer, Scenario, Unobserved};

use super::{POOL, told};
use crate::support::project_file;

fn shipped(name: &str) -> Study {
    let text = builtin::study(name).expect("it ships");
    told(Study::read(&format!("{name}.toml"), text.as_bytes(), &BuiltIn, &StudyChanges::default()))
}

#[test]
fn every_file_is_built_in_and_every_case_can_be_simulated() {
    let folder = std::fs::read_dir(project_file("scenarios/studies")).expect("there are studies");
    let mut files: Vec<String> = folder
        .map(|entry| entry.expect("an entry").path())
        .map(|path| path.file_stem().expect("a stem").to_string_lossy().into_owned())
        .collect();
    files.sort();
    let mut names: Vec<&str> = builtin::study_names().collect();
    names.sort_unstable();
    assert_eq!(files, names);
    for name in names {
        let study = shipped(name);
        let checked = told(study.check(&POOL, &Unobserved));
        let last = study.len() - 1;
        let setup = told(checked.scenario(last)).setup;
        assert_eq!(setup.settings, study.base().setup.settings, "{name}");
        assert_ne!(setup, study.base().setup, "{name}");
        assert!(study.title().is_some() && study.notes().is_none() && study.files().is_empty());
    }
    let cases = ["guide-regions", "grant-or-sign-on", "volatility-return-model", "ten-thousand"];
    assert_eq!(cases.map(|name| shipped(name).len()), [192, 128, 144, 10_000]);
}

/// A stated amount, in whole dollars.
fn amount(money: Money) -> u64 {
    match money {
        Money::Stated(dollars) => dollars.get().to_string().parse().expect("whole dollars"),
        Money::Band(_) => panic!("a band"),
    }
}

/// Base, sign-ons and grant of an offer.
fn figures(offer: &Offer) -> [u64; 4] {
    let GrantSize::Value(grant) = offer.grants[0].size else { panic!("shares") };
    let [first, second] = [0, 1].map(|year| amount(offer.sign_on[year].amount));
    [amount(offer.salary.base), first, second, amount(grant)]
}

#[test]
fn the_regions_figures_are_those_of_the_shipped_scenarios() {
    let study = shipped("guide-regions");
    let cases: Vec<(String, Scenario)> = (0..study.len())
        .map(|case| (study.cells(case).remove(0), told(study.scenario(case))))
        .collect();
    let level = |region: &str, level: &str| {
        let title = format!("{region}, {level}");
        let (_, scenario) = cases.iter().find(|(found, _)| *found == title).expect("the level");
        assert_eq!(scenario.title, title);
        let [one, other] = [0, 1].map(|offer: usize| figures(&scenario.setup.offers[offer]));
        assert_eq!(one, other);
        one
    };
    let mid = |name: &str| {
        let text = builtin::text(name).expect("it ships");
        let document = told(Document::parse(name, text.as_bytes()));
        let scenario = told(document.lower(&builtin::Files, &Overrides::default()));
        figures(&scenario.setup.offers[0])
    };
    assert_eq!(level("NYC", "mid"), mid("bedrock-nyc"));
    assert_eq!(level("Bay Area", "mid"), mid("bedrock-bay-area"));
    assert_eq!(level("Arlington VA", "mid"), mid("bedrock-arlington"));
    for region in ["Seattle", "Bay Area", "NYC", "Arlington VA"] {
        let [low, middle, high] = ["low", "mid", "high"].map(|name| level(region, name));
        for figure in 0..4 {
            assert_eq!(low[figure] + high[figure], 2 * middle[figure], "{region}, {figure}");
            // The bonus is split 60 to 40.
            assert_eq!(low[1] * 2, low[2] * 3, "{region}");
        }
    }
}

#[test]
fn the_recruiters_total_is_constant() {
    let study = shipped("grant-or-sign-on");
    for case in 0..study.len() {
        let [base, first, second, grant] = figures(&told(study.scenario(case)).setup.offers[0]);
        assert_eq!((base, first + second + grant), (175_000, 850_000));
        assert_eq!(first * 2, second * 3);
    }
}
