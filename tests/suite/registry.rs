//! What has a name has a line in the guide: presets, warnings, components, percentiles' statistics and
//! the commands.

use super::support::{project_file, screen};
use vestrisk::analysis::WarningCode;
use vestrisk::scenario::presets::{attrition, clawback, models, stresses, vesting};

fn guide(page: &str) -> String {
    std::fs::read_to_string(project_file(&format!("src/guide/{page}.md")))
        .expect("the page is there")
}

/// Names that a text lacks, each looked for in backticks.
fn missing(names: impl Iterator<Item = &'static str>, text: &str) -> Vec<&'static str> {
    names.filter(|name| !text.contains(&format!("`{name}`"))).collect()
}

#[test]
fn every_preset_and_warning_is_in_the_guide() {
    let page = guide("scenario");
    assert_eq!(missing(vesting::names(), &page), [""; 0]);
    assert_eq!(missing(clawback::names(), &page), [""; 0]);
    assert_eq!(missing(attrition::names(), &page), [""; 0]);
    assert_eq!(missing(models::names(), &page), [""; 0]);
    let parameters = models::ALL.iter().flat_map(|preset| preset.parameters);
    assert_eq!(missing(parameters.map(|(key, _)| *key), &page), [""; 0]);
    assert_eq!(missing(WarningCode::ALL.into_iter().map(WarningCode::name), &page), [""; 0]);
    assert_eq!(missing(stresses::names(), &guide("stress")), [""; 0]);
    // The control: a name that is nowhere is found missing.
    assert_eq!(missing(["no_such_preset"].into_iter(), &page), ["no_such_preset"]);
}

#[test]
fn warnings_have_the_same_name_in_json() {
    for code in WarningCode::ALL {
        let text = serde_json::to_string(&code).expect("a code is a string");
        assert_eq!(text, format!("\"{}\"", code.name()));
    }
}

#[test]
fn every_model_is_in_the_guide_and_in_a_scenario() {
    let pages = ["methods", "scenario"].map(guide);
    let schema = vestrisk::scenario::schema::scenario();
    let model = &schema["properties"]["stocks"]["additionalProperties"]["properties"]["model"];
    let kinds = model["properties"]["kind"]["enum"].as_array().expect("kinds").iter();
    let kinds: Vec<&str> = kinds.map(|kind| kind.as_str().expect("a name")).collect();
    assert_eq!(kinds, ["gbm", "merton", "heston", "gjr_garch", "bootstrap", "fixed"]);
    for kind in kinds {
        assert!(pages.iter().all(|page| page.contains(&format!("`{kind}`"))), "{kind}");
        let used = vestrisk::scenario::builtin::names()
            .filter_map(vestrisk::scenario::builtin::text)
            .any(|text| text.contains(&format!("kind = \"{kind}\"")));
        assert!(used, "no shipped scenario has {kind}");
    }
}

#[test]
fn every_command_is_in_the_readme() {
    let readme = std::fs::read_to_string(project_file("README.md")).expect("there is a README");
    let help = screen(&["--help"]).out;
    let commands = help.lines().skip_while(|line| *line != "Commands:").skip(1);
    let names = commands.take_while(|line| !line.is_empty()).filter_map(|line| {
        line.split_whitespace().next().filter(|name| *name != "help").map(str::to_owned)
    });
    let names: Vec<String> = names.collect();
    assert!(names.len() >= 3, "{help}");
    for name in names {
        let shown = ["`", " "].iter().any(|end| readme.contains(&format!("`vestrisk {name}{end}")));
        assert!(shown, "{name}");
    }
}
