//! Replays and screens of employment as it goes: every figure of a ledger by hand, a reason for every line,
//! a place for every component.

use super::{json, number, project_file, screen};

/// The refreshers of each review and the pay of each year, as the guide reckons them.
struct ByHand {
    name: &'static str,
    refreshers: [[&'static str; 4]; 3],
    years: [&'static str; 4],
}

const BY_HAND: [ByHand; 3] = [
    ByHand {
        name: "Grows 15 %",
        refreshers: [
            ["11,319.32", "11,721.81", "12,138.62", "12,570.25"],
            ["6,616.77", "6,852.04", "7,095.69", "7,348.00"],
            ["1,208.83", "1,251.81", "1,296.32", "1,342.42"],
        ],
        years: ["275,000", "340,000", "340,000", "340,000"],
    },
    ByHand {
        name: "Flat",
        refreshers: [["14,879.42"; 4]; 3],
        years: ["260,000", "319,517.67", "319,517.67", "319,517.67"],
    },
    ByHand {
        name: "Halves",
        refreshers: [["28,041.98"; 4]; 3],
        years: ["210,000", "322,167.91", "322,167.91", "322,167.91"],
    },
];

#[test]
fn the_replay_of_the_pay_target_is_the_guides_ledger() {
    let page = project_file("src/guide/scenario.md");
    let page = std::fs::read_to_string(page).expect("the page is there");
    let dollars = |text: &str| {
        assert!(page.contains(text), "the guide has no {text}");
        text.replace(',', "").parse::<f64>().expect("a number")
    };
    let replay = json(&[
        "replay",
        "scenarios/refresh-target.toml",
        "--run",
        "3",
        "--format",
        "json",
        "--quiet",
    ]);
    let offers = replay["offers"].as_array().expect("offers");
    assert_eq!(offers.len(), BY_HAND.len());
    for (offer, ByHand { name, refreshers, years }) in offers.iter().zip(BY_HAND) {
        assert_eq!(offer["name"], name);
        let lines = offer["lines"].as_array().expect("lines");
        let amount = |line: &serde_json::Value| line["amount"].as_f64().expect("an amount");
        let mut paid = lines.iter().filter(|line| line["component"] == "refresh");
        for (review, quarters) in (1..).zip(refreshers) {
            for (quarter, by_hand) in (1..).zip(quarters) {
                let line = paid.next().expect("a line for each");
                assert_eq!(line["month"], f64::from(12 * review + 3 * quarter), "{name}");
                let off = amount(line) - dollars(by_hand);
                assert!(off.abs() < 0.005, "{name}, review {review}: {line}");
            }
        }
        assert!(paid.next().is_none(), "{name} has more refreshers");
        for (year, by_hand) in (1..).zip(years) {
            let of_year = lines.iter().filter(|line| line["year"] == year);
            let pay: f64 = of_year.map(amount).sum();
            assert!((pay - dollars(by_hand)).abs() < 0.005, "{name}, year {year}: {pay}");
        }
    }
}

/// The explanations of a replay, of what was settled first and then of the lines, offer by offer.
fn explanations(file: &str, run: &str) -> Vec<Vec<String>> {
    let replay = json(&["replay", file, "--run", run, "--format", "json", "--quiet"]);
    let of = |offer: &serde_json::Value| -> Vec<String> {
        let parts = ["facts", "lines"].map(|part| offer[part].as_array().cloned());
        let entries = parts.into_iter().flatten().flatten();
        entries.map(|entry| entry["explanation"].as_str().expect("words").to_owned()).collect()
    };
    replay["offers"].as_array().expect("offers").iter().map(of).collect()
}

#[test]
fn a_replay_explains_what_was_drawn_rated_granted_and_averaged() {
    let all = explanations("tests/suite/errors/employment.toml", "0");
    for (offer, start, end) in [
        (0, "base salary is ", ", drawn from 160,000 to 185,000"),
        (0, "grant 1 converts at ", ", the mean of 21 closes"),
        (0, "refresher of ", " AMZN shares at 194.70"),
        (0, "bonus of year 1: × ", " by chance"),
        (0, "bonus of year 1, 15 % of the year's base × 0.9 expected", ""),
        (0, "refresher of month 12, tranche 1 of 2 (50 %): ", " shares at 222.82"),
        (0, "severance: none, no layoff", ""),
        (1, "rated exceeds: pay target × 1.3", ""),
        (1, "refresher of ", " = gap 143,869.61, 0.8 of it granted, at a reckoned 197.53 a share"),
    ] {
        let said = all[offer].iter().any(|line| line.starts_with(start) && line.ends_with(end));
        assert!(said, "no {start}…{end}: {:#?}", all[offer]);
    }
    // Base and vests alone reach the target of a run with a rising stock.
    let other = explanations("tests/suite/errors/employment.toml", "6");
    assert!(other[1].iter().any(|line| line.starts_with("no refresher: base 175,000.00 and ")));
}

#[test]
fn a_replay_tells_of_notice_severance_and_income_elsewhere() {
    let wave = "scenarios/wave-after-crash.toml";
    let runs = (0..200).map(|run| explanations(wave, &run.to_string()));
    let told = "told of the layoff, with 2 months of notice".to_owned();
    let noticed = runs.map(|mut offers| offers.swap_remove(0)).find(|lines| lines.contains(&told));
    let paid = "severance: 3 months of 175,000 a year".to_owned();
    assert!(noticed.expect("one is laid off").contains(&paid));
    let left = explanations("scenarios/outside-option.toml", "3");
    let income = "income after the exit: 12 months at 18,333.33 a month".to_owned();
    assert!(left.iter().all(|lines| lines.contains(&income)));
}

#[test]
fn text_and_json_show_every_component() {
    let file = "tests/suite/errors/employment.toml";
    let document = json(&["run", file, "--runs", "2000", "--format", "json", "--quiet"]);
    let text = screen(&["run", file, "--runs", "2000", "--quiet"]).out;
    for (name, shown) in [
        ("base", "base salary"),
        ("sign_on", "sign-on"),
        ("rsu", "vested stock"),
        ("refresh", "refreshers"),
        ("bonus", "bonus"),
        ("severance", "severance"),
        ("other_income", "other income"),
    ] {
        assert!(number(&document, &format!("/offers/0/components/{name}/value")) > 0.0, "{name}");
        let shown = format!("\n  {shown}  ");
        assert!(text.contains(&shown), "no {shown}: {text}");
    }
}
