//! Presets: the tables against the published figures, and how documents use them.

use super::{
    Cause, NoSources, SMALLEST, hazard, lower, rates, tranches, with_profile, with_vesting,
};
use vestrisk::attrition::{Causes, Profile};
use vestrisk::offer::{Clawback, Proration, WindowStart};
use vestrisk::scenario::presets::{attrition, clawback, models, vesting};

/// Percents by year of tenure and the months of the first vests, as published.
const VESTING: [(&str, &[f64], &[u32]); 15] = [
    ("amazon", &[5.0, 15.0, 40.0, 40.0], &[12, 24, 30, 36, 42, 48]),
    ("amazon_annual", &[5.0, 15.0, 40.0, 40.0], &[12, 24, 36, 48]),
    ("even_quarterly", &[25.0; 4], &[3, 6, 9, 12, 15]),
    ("even_monthly", &[25.0; 4], &[1, 2, 3, 4, 5]),
    ("even_cliff_12", &[25.0; 4], &[12, 15, 18]),
    ("google_33", &[33.0, 33.0, 22.0, 12.0], &[1, 2, 3]),
    ("google_38", &[38.0, 32.0, 20.0, 10.0], &[3, 6, 9]),
    ("meta", &[25.0; 4], &[3, 6, 9]),
    ("microsoft", &[25.0; 4], &[12, 24, 36, 48]),
    ("apple", &[25.0; 4], &[6, 12, 18, 24]),
    ("nvidia", &[25.0; 4], &[12, 15, 18]),
    ("uber", &[25.0; 4], &[1, 2, 3]),
    ("doordash", &[25.0; 4], &[3, 6, 9]),
    ("airbnb", &[35.0, 30.0, 20.0, 15.0], &[3, 6, 9]),
    ("lyft", &[100.0], &[3, 6, 9, 12]),
];

#[test]
fn vesting_presets_are_the_published_ones() {
    assert!(vesting::names().eq(VESTING.iter().map(|row| row.0)));
    for (name, by_year, first_months) in VESTING {
        let found = tranches(&with_vesting(&format!("\"{name}\"")));
        let months: Vec<u32> = found.iter().map(|(month, _)| *month).collect();
        assert_eq!(&months[..first_months.len()], first_months, "{name}");
        for (year, percent) in (0..).zip(by_year) {
            let in_year = 12 * year + 1..=12 * year + 12;
            let vested = found.iter().filter(|(month, _)| in_year.contains(month));
            let sum: f64 = vested.map(|(_, percent)| percent).sum();
            assert!((sum - percent).abs() < 1e-9, "{name}: year {} has {sum}", year + 1);
        }
    }
    let cliff = tranches(&with_vesting("\"nvidia\""));
    assert!((cliff[0].1 - 25.0).abs() < 1e-12, "a quarter vests at the cliff");
}

#[test]
fn clawback_presets_are_the_published_ones() {
    let own = Causes::of(&[Cause::Voluntary, Cause::Performance]);
    let terms = |window_months, proration, causes| {
        Some(Clawback { window_months, proration, causes, from: WindowStart::Payment })
    };
    let expected = [
        ("instalments", None),
        ("prorated_12", terms(12, Proration::Monthly, own)),
        ("prorated_24", terms(24, Proration::Monthly, own)),
        ("cliff_12", terms(12, Proration::None, own)),
        ("california_2026", terms(24, Proration::Daily, Causes::of(&[Cause::Voluntary]))),
    ];
    assert!(clawback::names().eq(expected.iter().map(|row| row.0)));
    for (name, terms) in expected {
        let text = format!(
            "{SMALLEST}[[offers.sign_on]]\namount = 1\npaid = {{ from = 0, to = 12 }}\n\
             clawback = \"{name}\"\n"
        );
        assert_eq!(lower(&text).setup.offers[0].sign_on[0].clawback, terms, "{name}");
    }
}

#[test]
fn attrition_presets_are_the_published_ones() {
    let amazon = attrition::find("amazon").expect("it is a preset").hazards();
    for (month, survival) in [(12.0, 0.92), (24.0, 0.79), (36.0, 0.68), (48.0, 0.59)] {
        let found = libm::exp(-amazon.integrated(month));
        assert!((found - survival).abs() < 0.005, "{found} at {month}");
    }
    for (name, factor) in [("low", 0.6), ("high", 1.6)] {
        let preset = attrition::find(name).expect("it is a preset");
        for cause in Cause::ALL {
            let of = |preset: &attrition::AttritionPreset| rates(preset.hazard(cause)).1;
            let base = of(attrition::find("amazon").expect("it is a preset"));
            for (found, base) in of(preset).iter().zip(base) {
                assert!((found - factor * base).abs() < 1e-12, "{name}: {found}");
            }
        }
    }
    let startup = attrition::find("startup").expect("it is a preset");
    assert_eq!(rates(startup.hazard(Cause::Voluntary)), (12, vec![0.23]));
    assert_eq!(startup.hazard(Cause::Layoff), None);
    let none = attrition::find("none").expect("it is a preset").hazards();
    assert!(none.integrated(480.0) <= 0.0);
}

#[test]
fn every_preset_says_where_it_was_seen() {
    let vesting = vesting::ALL.iter().map(|preset| (preset.name, preset.provenance));
    let clawback = clawback::ALL.iter().map(|preset| (preset.name, preset.provenance));
    let attrition = attrition::ALL.iter().flat_map(|preset| {
        [preset.voluntary, preset.layoff, preset.performance]
            .map(|hazard| (preset.name, hazard.provenance))
    });
    let models = models::ALL.iter().map(|preset| (preset.name, preset.provenance));
    for (name, provenance) in vesting.chain(clawback).chain(attrition).chain(models) {
        assert!(provenance.source.len() > 3 && provenance.date.len() >= 4, "{name}");
    }
}

#[test]
fn a_preset_fills_what_is_absent_and_a_key_replaces_the_whole_key() {
    let scenario = with_profile("preset = \"amazon\"\nlayoff = 0.5", &NoSources);
    assert_eq!(rates(hazard(&scenario, Cause::Layoff)), (12, vec![0.5]));
    assert_eq!(rates(hazard(&scenario, Cause::Voluntary)), (12, vec![0.05, 0.08, 0.085, 0.08]));
    let scenario = with_profile("preset = \"none\"\nlayoff = 0.5", &NoSources);
    assert_eq!(hazard(&scenario, Cause::Voluntary), None);
}

#[test]
fn the_files_profile_comes_before_the_preset_of_its_name() {
    let own = lower(&format!("{SMALLEST}attrition = \"low\"\n[attrition.low]\nlayoff = 0.5\n"));
    let Profile::Hazards(hazards) = &own.setup.profiles[0] else { panic!("it has hazards") };
    assert_eq!(hazards.of(Cause::Voluntary), None);
    let preset = lower(&format!("{SMALLEST}attrition = \"low\"\n"));
    let Profile::Hazards(hazards) = &preset.setup.profiles[0] else { panic!("it has hazards") };
    assert!(hazards.of(Cause::Voluntary).is_some());
}

#[test]
fn offers_with_one_preset_share_one_profile() {
    let other = "[[offers]]\nname = \"Other\"\nbase_salary = 1\nattrition = \"amazon\"\n";
    let setup = lower(&format!("{SMALLEST}attrition = \"amazon\"\n{other}")).setup;
    assert_eq!(setup.profiles.len(), 1);
    assert_eq!(setup.offers[0].profile, setup.offers[1].profile);
    let nobody = lower(&format!("{SMALLEST}attrition = \"none\"\n")).setup;
    assert_eq!(nobody.offers[0].profile, None);
}
