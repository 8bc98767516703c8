//! The `init` command: what it writes runs, what a guide says against itself is told, and what cannot be
//! read is refused with every fault at once.

use std::fmt::Write;
use std::fs;

use super::support::{Screen, project_file, screen, screen_with_input};
use vestrisk::error::Error;
use vestrisk::offer::{BandShape, GrantSize, Money};
use vestrisk::scenario::guide::{Date, Guide, LARGEST_GUIDE, Level};
use vestrisk::scenario::presets::vesting;
use vestrisk::scenario::{builtin, starter};
use vestrisk::{Document, NoSources, Overrides, Scenario};

/// The guide's file, from the project's folder.
const GUIDE: &str = "tests/suite/data/guide.md";
/// The regions of the guide: name, then low and high ends of base, stock and signing bonus.
const REGIONS: [(&str, [f64; 6]); 4] = [
    ("Seattle", [160e3, 185e3, 300e3, 700e3, 80e3, 130e3]),
    ("Bay Area", [165e3, 185e3, 320e3, 750e3, 85e3, 140e3]),
    ("NYC", [165e3, 185e3, 310e3, 720e3, 80e3, 135e3]),
    ("Arlington VA", [155e3, 180e3, 280e3, 650e3, 75e3, 120e3]),
];

fn text() -> String {
    fs::read_to_string(project_file(GUIDE)).expect("the guide is there")
}

fn date(text: &str) -> Date {
    Date::parse(text).expect("a date")
}

fn lowered(text: &str) -> Scenario {
    let document = Document::parse("init.toml", text.as_bytes()).expect("it is TOML");
    document.lower(&NoSources, &Overrides::default()).expect("it has no fault")
}

/// The guide's text read for Seattle after a replacement.
fn changed(from: &str, to: &str) -> Result<Guide, Error> {
    let text = text();
    assert!(text.contains(from), "the guide has no {from}");
    Guide::parse("guide.md", text.replacen(from, to, 1).as_bytes(), Some("Seattle"))
}

fn whole(screen: &Screen) -> String {
    format!("exit code {}\n--- out\n{}--- talk\n{}", screen.code, screen.out, screen.talk)
}

#[test]
fn a_region_of_the_guide_becomes_a_scenario() {
    let screen = screen(&["init", "--guide", GUIDE, "--region", "seattle", "--level", "high"]);
    assert_eq!(screen.code, 0);
    insta::assert_snapshot!("init-guide", whole(&screen));
    let bands =
        super::support::screen(&["init", "--guide", GUIDE, "--region", "NYC", "--level", "band"]);
    assert_eq!(bands.code, 0);
    insta::assert_snapshot!("init-band", bands.out);
}

#[test]
fn a_preset_becomes_a_scenario() {
    let screen = screen(&["init", "--preset", "nvidia"]);
    assert_eq!((screen.code, screen.talk.as_str()), (0, ""));
    insta::assert_snapshot!("init-preset", screen.out);
}

#[test]
fn help_says_what_can_be_asked_for() {
    insta::assert_snapshot!("help-init", screen(&["init", "--help"]).out);
}

#[test]
fn nothing_asked_for_is_the_default_scenario() {
    let screen = screen(&["init"]);
    assert_eq!((screen.code, screen.talk.as_str()), (0, ""));
    assert_eq!(Some(screen.out.as_str()), builtin::text(builtin::DEFAULT));
}

#[test]
fn every_region_and_level_has_the_guides_figures() {
    for (name, ends) in REGIONS {
        for level in Level::ALL {
            let guide = Guide::parse("guide.md", text().as_bytes(), Some(name));
            let scenario = lowered(&guide.expect("the guide has no fault").scenario(level));
            let expected = |pair: usize| match level {
                Level::Low => ends[2 * pair],
                // The median of a band is the middle of its range.
                Level::Mid | Level::Band => f64::midpoint(ends[2 * pair], ends[2 * pair + 1]),
                Level::High => ends[2 * pair + 1],
            };
            let offers = &scenario.setup.offers;
            assert_eq!((offers.len(), scenario.baseline), (2, 1), "{name}");
            for offer in offers {
                let close = |found: f64, expected: f64| {
                    assert!((found - expected).abs() < 0.005, "{name}: {found}, not {expected}");
                };
                close(offer.salary.base.typical(), expected(0));
                let signed: Vec<f64> =
                    offer.sign_on.iter().map(|part| part.amount.typical()).collect();
                close(signed[0], 0.6 * expected(2));
                close(signed[0] + signed[1], expected(2));
            }
            for offer in offers {
                let GrantSize::Value(value) = offer.grants[0].size else { panic!("dollars") };
                assert!((value.typical() - expected(1)).abs() < 0.005, "{name}: {value:?}");
            }
        }
    }
}

#[test]
fn ranges_become_bands_that_sum_to_the_guides() {
    let ends = |money: Money| match money {
        Money::Band(band) => {
            assert_eq!((band.shape(), band.is_independent()), (BandShape::Uniform, false));
            [band.low().get(), band.high().get()]
        }
        Money::Stated(dollars) => [dollars.get(); 2],
    };
    for (name, expected) in REGIONS {
        let guide = Guide::parse("guide.md", text().as_bytes(), Some(name)).expect("no fault");
        let scenario = lowered(&guide.scenario(Level::Band));
        for offer in &scenario.setup.offers {
            let GrantSize::Value(value) = offer.grants[0].size else { panic!("dollars") };
            let [first, second] = [0, 1].map(|part| ends(offer.sign_on[part].amount));
            let signing = [first[0] + second[0], first[1] + second[1]];
            let found = [ends(offer.salary.base), ends(value), signing].concat();
            assert_eq!(found, expected, "{name}");
        }
    }
}

#[test]
fn a_range_of_one_amount_is_a_number() {
    let guide = changed("base_low: 160000", "base_low: 185000").expect("no fault");
    let text = guide.scenario(Level::Band);
    assert!(text.contains("base_salary = 185_000 ") && text.contains("value = { low ="), "{text}");
    let scenario = lowered(&text);
    assert!(matches!(scenario.setup.offers[0].salary.base, Money::Stated(_)));
    // Cents of which nothing is left to the second instalment, and amounts that round to one.
    for (low, high) in [("0", "0.01"), ("0.001", "0.004"), ("0.01", "0.02"), ("33.33", "33.34")] {
        let guide = changed(
            "signing_bonus_low: 80000\n    signing_bonus_high: 130000",
            &format!("signing_bonus_low: {low}\n    signing_bonus_high: {high}"),
        );
        lowered(&guide.expect("no fault").scenario(Level::Band));
    }
}

#[test]
fn the_guides_bands_ship_as_init_wrote_them() {
    let guide = Guide::parse("guide.md", text().as_bytes(), Some("Seattle")).expect("no fault");
    assert_eq!(builtin::text("guide-band"), Some(guide.scenario(Level::Band).as_str()));
}

#[test]
fn every_vesting_preset_becomes_a_scenario() {
    assert_eq!(vesting::names().count(), 15);
    for preset in &vesting::ALL {
        let scenario = lowered(&starter::of_preset(preset.name).expect("it is a preset"));
        let [offer, twin] = &scenario.setup.offers[..] else { panic!("two offers") };
        assert_eq!(offer.grants[0].vesting, preset.schedule(), "{}", preset.name);
        // An offer that vests evenly is set against a back-loaded twin, not against itself.
        let schedule = |name| vesting::find(name).expect("it is a preset").schedule();
        let even = preset.schedule() == schedule("even_quarterly");
        let other = schedule(if even { "amazon" } else { "even_quarterly" });
        assert_eq!(twin.grants[0].vesting, other, "{}", preset.name);
        assert_ne!(twin.grants[0].vesting, offer.grants[0].vesting, "{}", preset.name);
        assert_eq!((&offer.salary, &offer.sign_on), (&twin.salary, &twin.sign_on));
    }
}

#[test]
fn what_the_guide_says_against_itself_is_told() {
    let mut told = String::new();
    for (name, _) in REGIONS {
        let screen = screen(&["init", "--guide", GUIDE, "--region", name, "--out", "-"]);
        assert_eq!(screen.code, 0);
        writeln!(told, "{name}\n{}", screen.talk).expect("a string grows");
    }
    insta::assert_snapshot!("init-contradictions", told);
}

#[test]
fn remarks_follow_from_the_figures_and_the_day() {
    let remarks = |from: &str, to: &str, today: &str| {
        changed(from, to).expect("no fault").remarks(date(today)).join("\n")
    };
    let same = "region: Seattle";
    let due = remarks(same, same, "2026-05-24");
    assert!(due.contains("315,000 to 490,000") && due.contains("2026-05-23"), "{due}");
    let fresh = remarks(same, same, "2026-05-23");
    assert!(fresh.contains("255,000 to 350,000") && !fresh.contains("review"), "{fresh}");
    let stated = "total_comp_low: 330000\n    total_comp_high: 520000";
    for agreeing in [
        "",
        "total_comp_low: 255000\n    total_comp_high: 350000",
        "total_comp_low: 257000\n    total_comp_high: 347000",
    ] {
        assert_eq!(remarks(stated, agreeing, "2026-03-01"), "");
    }
    let one_end = "total_comp_low: 255000\n    total_comp_high: 360000";
    assert!(remarks(stated, one_end, "2026-03-01").contains("contradicts"));
    let other = remarks(
        "company: amazon\ncompany_display: Amazon",
        "company: x\ncompany_display: X & Co",
        "2026-03-01",
    );
    assert!(other.contains("about X & Co"), "{other}");
}

#[test]
fn a_bonus_of_the_guide_is_one_of_both_offers() {
    let bonus = |percent: &str| {
        let guide = changed("bonus_pct: null", &format!("bonus_pct: {percent}"));
        let text = guide.expect("no fault").scenario(Level::Mid);
        let offers = lowered(&text).setup.offers;
        offers.iter().map(|offer| offer.bonus.map(|bonus| bonus.target.get())).collect::<Vec<_>>()
    };
    assert_eq!(bonus("15"), [Some(0.15); 2]);
    assert_eq!(bonus("33.3"), [Some(0.333); 2]);
    assert_eq!(bonus("0"), [None; 2]);
    assert_eq!(bonus("null"), [None; 2]);
}

#[test]
fn another_company_gets_a_share_of_its_own_and_quoted_names() {
    let guide = changed(
        "company: amazon\ncompany_display: Amazon",
        "company: x\ncompany_display: 'X \"#\" \\'",
    );
    let scenario = lowered(&guide.expect("no fault").scenario(Level::Mid));
    assert_eq!(scenario.setup.market.stocks[0].name, "SHARE");
    assert_eq!(scenario.setup.offers[0].employer, "X \"#\" \\");
}

#[test]
fn only_the_region_asked_for_must_be_right() {
    let broken = text().replace("base_low: 155000", "base_low: unknown");
    let read = |region| Guide::parse("guide.md", broken.as_bytes(), Some(region));
    assert!(read("Seattle").is_ok());
    assert!(read("Arlington VA").is_err());
}

#[test]
fn amounts_have_cents_where_they_need_them() {
    let guide = changed(
        "signing_bonus_low: 80000\n    signing_bonus_high: 130000",
        "signing_bonus_low: 0\n    signing_bonus_high: 100.01",
    );
    let text = guide.expect("no fault").scenario(Level::High);
    assert!(text.contains("amount = 60.01 ") && text.contains("amount = 40 "), "{text}");
    lowered(&text);
}

/// Guides that cannot be used, each with what is wrong with it.
fn bad_guides() -> Vec<(&'static str, String)> {
    let with = |from: &str, to: &str| text().replacen(from, to, 1);
    vec![
        ("empty", String::new()),
        ("no front matter", "# A guide\n".to_owned()),
        ("no end", "---\ncompany: amazon\n".to_owned()),
        ("no fields", "---\n- amazon\n---\n".to_owned()),
        ("an open bracket", "---\ncompany: [amazon\n---\n".to_owned()),
        ("a tab", "---\ncompany:\n\tname: amazon\n---\n".to_owned()),
        ("a key twice", with("company: amazon\n", "company: amazon\ncompany: amazon\n")),
        ("an alias to nothing", with("company: amazon\n", "company: *amazon\n")),
        ("no regions", with("compensation:", "compensation: none\nothers:")),
        ("a region twice", with("region: NYC", "region: seattle")),
        ("another currency", with("currency: USD", "currency: EUR")),
        ("an inverted range", with("stock_high: 700000", "stock_high: 7000")),
        ("a negative amount", with("base_low: 160000", "base_low: -160000")),
        ("a date that is none", with("2026-05-23", "2026-02-30")),
        ("an unknown region", with("region: Seattle", "region: Seatle")),
        (
            "everything at once",
            with("base_low: 160000", "base_low: 160k")
                .replacen("base_high: 185000", "base_high: .inf", 1)
                .replacen("    stock_low: 300000\n", "", 1)
                .replacen("signing_bonus_low: 80000", "signing_bonus_low: null", 1)
                .replacen("total_comp_low: 330000", "total_comp_low: yes", 1)
                .replacen("currency: USD", "currency: [USD]", 1)
                .replacen("bonus_pct: null", "bonus_pct: 150", 1)
                .replace("role_display:", "role_shown:")
                .replace("company: amazon\n", "company: \"a\\nb\"\n")
                .replace("last_updated: 2026-02-23", "last_updated: February"),
        ),
    ]
}

#[test]
fn every_fault_of_a_bad_guide_is_told_in_place() {
    let mut told = String::new();
    for (what, text) in bad_guides() {
        let screen = screen_with_input(&["init", "--guide", "-", "--region", "Seattle"], &text);
        assert_eq!((screen.code, screen.out.as_str()), (2, ""), "{what}: {}", screen.talk);
        writeln!(told, "=== {what}\n{}", screen.talk).expect("a string grows");
    }
    insta::assert_snapshot!("init-bad-guides", told);
}

#[test]
fn bad_flags_are_refused() {
    let mut told = String::new();
    for flags in [
        &["--preset", "amazn"][..],
        &["--preset", "Ω"],
        &["--guide", "nowhere.md", "--region", "Seattle"],
        &["--guide", "tests", "--region", "Seattle"],
        &["--guide", GUIDE],
        &["--guide", GUIDE, "--region", "Tokyo"],
        &["--guide", GUIDE, "--region", "bay-area"],
        &["--guide", GUIDE, "--region", "NYC", "--level", "top"],
        &["--guide", GUIDE, "--region", "NYC", "--out", GUIDE, "--force"],
        &["--preset", "amazon", "--guide", GUIDE],
        &["--region", "Seattle"],
        &["--level", "low"],
        &["--force"],
    ] {
        let screen = screen(&[&["init"], flags].concat());
        assert_eq!((screen.code, screen.out.as_str()), (2, ""), "{flags:?}: {}", screen.talk);
        writeln!(told, "=== {}\n{}", flags.join(" "), screen.talk).expect("a string grows");
    }
    insta::assert_snapshot!("init-bad-flags", told);
}

#[test]
fn a_file_is_replaced_only_by_force() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let file = folder.path().join("my-offer.toml");
    let path = file.to_str().expect("a UTF-8 path");
    let init =
        |more: &[&str]| screen(&[&["init", "--preset", "meta", "--out", path], more].concat());
    assert_eq!(init(&[]).code, 0);
    let written = fs::read_to_string(&file).expect("it was written");
    assert_eq!(starter::of_preset("meta").ok(), Some(written));
    fs::write(&file, "mine").expect("a file");
    let refused = init(&[]);
    assert_eq!((refused.code, refused.out.as_str()), (2, ""));
    // Where the line is wrapped depends on the length of the folder's name.
    let told = refused.talk.trim_end().replace(path, "my-offer.toml").replace('\n', " ");
    insta::assert_snapshot!(told, @"error: my-offer.toml exists already; name another file, or add --force to replace it");
    assert_eq!(fs::read_to_string(&file).expect("a file"), "mine");
    assert_eq!(init(&["--force"]).code, 0);
    assert_ne!(fs::read_to_string(&file).expect("a file"), "mine");
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1, "no neighbour is left");
    assert_eq!(screen(&["init", "--out", "/dev/full"]).code, 1);
}

#[test]
fn what_was_written_runs() {
    let written = screen(&["init", "--guide", GUIDE, "--region", "NYC"]).out;
    let run = screen_with_input(&["run", "-", "--runs", "2000"], &written);
    assert_eq!(run.code, 0, "{}", run.talk);
}

#[test]
fn hostile_guides_are_refused_at_once() {
    let bomb = (1..40).fold("---\na0: &a0 [x, x]\n".to_owned(), |text, k| {
        let before = k - 1;
        text + &format!("a{k}: &a{k} [*a{before}, *a{before}]\n")
    });
    let many = "  - region: x\n".repeat(50_000);
    for bytes in [
        format!("---\na: {}\n---\n", "[".repeat(200_000)).into_bytes(),
        format!("{bomb}---\n").into_bytes(),
        format!("---\ncompensation:\n{many}---\n").into_bytes(),
        vec![b'-'; LARGEST_GUIDE + 1],
        b"---\na: \xff\xfe\n---\n".to_vec(),
        b"---\na: \0\n---\n".to_vec(),
        "---\n".repeat(1_000).into_bytes(),
    ] {
        let start = std::time::Instant::now();
        assert!(Guide::parse("guide.md", &bytes, Some("Seattle")).is_err());
        assert!(start.elapsed().as_secs() < 5);
    }
}

#[test]
fn a_guide_cut_anywhere_is_read_or_refused() {
    let text = text();
    let last = text.rfind("---").expect("front matter ends");
    for at in 0..text.len() {
        let read = Guide::parse("guide.md", &text.as_bytes()[..at], Some("Arlington VA"));
        assert_eq!(read.is_ok(), at >= last + 3, "cut at {at}");
    }
}

#[test]
fn windows_line_ends_and_byte_order_marks_change_nothing() {
    let plain = Guide::parse("guide.md", text().as_bytes(), Some("NYC")).expect("no fault");
    let other = format!("\u{feff}{}", text().replace('\n', "\r\n"));
    let other = Guide::parse("guide.md", other.as_bytes(), Some("NYC")).expect("no fault");
    assert_eq!(plain, other);
}

#[test]
fn days_are_counted_by_the_gregorian_calendar() {
    let mut before = Date::from_days(0);
    assert_eq!(before.to_string(), "1970-01-01");
    for day in 1..60_000 {
        let next = Date::from_days(day);
        assert!(before < next, "{before} {next}");
        assert_eq!(Date::parse(&next.to_string()), Some(next));
        before = next;
    }
    assert_eq!(Date::from_days(20_779).to_string(), "2026-11-22");
    for none in [
        "2026-2-23",
        "2026-13-01",
        "2026-00-10",
        "2100-02-29",
        "2026-04-31",
        "20260223",
        "２026-01-01",
    ] {
        assert_eq!(Date::parse(none), None, "{none}");
    }
}

#[test]
fn the_other_regions_ship_as_init_wrote_them_with_rivals() {
    for (file, region, offers) in
        [("bay-area", "Bay Area", 3), ("nyc", "NYC", 3), ("arlington", "Arlington VA", 4)]
    {
        let guide = Guide::parse("guide.md", text().as_bytes(), Some(region)).expect("no fault");
        let shipped = builtin::text(&format!("bedrock-{file}")).expect("it ships");
        // Every line that init writes stands in the shipped file, in its order.
        let mut lines = shipped.lines();
        for line in guide.scenario(Level::Mid).lines() {
            assert!(lines.any(|shipped| shipped == line), "{file}: {line}");
        }
        let scenario = lowered(shipped);
        let setup = &scenario.setup;
        assert_eq!(setup.offers.len(), offers, "{file}");
        let early = vesting::find("google_33").expect("it is a preset").schedule();
        assert_eq!(setup.offers[2].grants[0].vesting, early);
        assert_eq!(setup.market.stocks[1].name, "GOOG");
    }
}
