//! The guide's table of what works with what, walked under every sampler and both treatments of exits, each combination
//! with the verdict that the table gives it: `gbm` and `fixed` with every response and feature together, other models with
//! every response and with every feature.

use std::collections::BTreeMap;

use vestrisk::scenario::builtin;
use vestrisk::simulation::{Exits, Sampler};
use vestrisk::{Detail, Document, Options, Overrides, Processor, Unobserved, summarize};

use crate::reference::measured::POOL;

const PAGE: &str = include_str!("../../src/guide/samplers.md");

/// A scenario in parts, so that a row of the table is a change of some of them.
#[derive(Clone)]
struct Parts {
    simulation: &'static str,
    stock: &'static str,
    more_stocks: &'static str,
    hazards: &'static str,
    response: &'static str,
    tables: &'static str,
    base: &'static str,
    sign_on: &'static str,
    grant: &'static str,
    offer: &'static str,
    /// The second offer's profile and employer.
    other: &'static str,
}

const PLAIN: Parts = Parts {
    simulation: "",
    stock: "expected_return = 0.04\nmodel = { kind = \"gbm\", volatility = 0.3 }",
    more_stocks: "",
    hazards: "voluntary = [0.1, 0.2]\nlayoff = 0.05\nperformance = 0.03",
    response: "",
    tables: "",
    base: "150_000",
    sign_on: "",
    grant: "stock = \"A\"\nvalue = 300_000\nvesting = \"even_quarterly\"",
    offer: "",
    other: "attrition = \"mine\"\nemployer = \"F\"",
};

impl Parts {
    fn text(&self) -> String {
        let Self { simulation, stock, more_stocks, hazards, response, .. } = self;
        let Self { tables, base, sign_on, grant, offer, other, .. } = self;
        format!(
            "format = 1\n[simulation]\nruns = 1_024\ndiscount_rate = 0.04\n{simulation}\n\
             [goals]\nwalk_away = 700_000\n[stocks.A]\nprice = 100\n{stock}\n{more_stocks}\n\
             [attrition.mine]\n{hazards}\n{response}\n{tables}\n\
             [[offers]]\nname = \"one\"\nemployer = \"E\"\nattrition = \"mine\"\nbase_salary = {base}\n\
             {sign_on}\n[[offers.grants]]\n{grant}\n{offer}\n\
             [[offers]]\nname = \"two\"\nbase_salary = 140_000\n{other}\n\
             [[offers.grants]]\nstock = \"A\"\nvalue = 250_000\nvesting = \"amazon\"\n"
        )
    }
}

/// Models whose every combination of a response and a feature is tried; of the others each response and each feature alone.
const CROSSED: [&str; 2] = ["`gbm`", "`fixed`"];

/// A row of the table: a kind, a name, and what it makes of a scenario.
type Row = (&'static str, &'static str, fn(&mut Parts));

const ROWS: &[Row] = &[
    ("model", "`gbm`", |_| {}),
    ("model", "`fixed`", |parts| {
        parts.stock = "model = { kind = \"fixed\", points = [[12, 130.0], [30, 60.0]] }";
    }),
    ("model", "`merton`", |parts| {
        parts.stock = "expected_return = 0.04\nmodel = { preset = \"merton\", volatility = 0.3 }";
    }),
    ("model", "`heston`", |parts| {
        parts.stock = "expected_return = 0.04\nmodel = { preset = \"heston\", volatility = 0.3 }";
    }),
    ("model", "`gjr_garch`", |parts| {
        parts.stock =
            "expected_return = 0.04\nmodel = { preset = \"gjr_garch\", volatility = 0.3 }";
    }),
    ("model", "`bootstrap`", |parts| {
        parts.stock = "expected_return = 0.04\nmodel = { kind = \"bootstrap\", prices = \"prices/amzn-monthly.csv\" }";
    }),
    ("response", "none", |_| {}),
    ("response", "`layoff_to_return`", |parts| {
        parts.response = "response = { layoff_to_return = 0.5 }";
    }),
    ("response", "`voluntary_to_unvested`", |parts| {
        parts.response = "response = { voluntary_to_unvested = 0.3 }";
    }),
    ("response", "`vest_timing`", |parts| {
        parts.response = "response = { vest_timing = { before = 0.7, after = 2.0, share = 0.05 } }";
    }),
    ("response", "`layoff_waves`", |parts| {
        parts.response = "response = { layoff_waves = { months = [14, 48], hit = 0.1 } }";
    }),
    ("feature", "salary and grants alone", |_| {}),
    ("feature", "clawbacks, by day, by month and whole", |parts| {
        parts.sign_on = "[[offers.sign_on]]\namount = 50_000\npaid = { at = 0 }\nclawback = { window_months = 12, \
             proration = \"daily\", causes = [\"voluntary\"], from = \"payment\" }\n[[offers.sign_on]]\n\
             amount = 30_000\npaid = { at = 12 }\nclawback = \"prorated_12\"\n[[offers.sign_on]]\namount = 20_000\n\
             paid = { from = 0, to = 24 }\nclawback = { window_months = 30, proration = \"none\", causes = \
             [\"layoff\"], from = \"start\" }";
    }),
    ("feature", "bands", |parts| {
        parts.base = "{ low = 140_000, high = 170_000 }";
    }),
    ("feature", "a later start and an averaged conversion", |parts| {
        parts.grant = "stock = \"A\"\nvalue = 300_000\nvesting = \"even_quarterly\"\n\
             conversion = { average_days = 21, start_in_days = 30 }";
    }),
    ("feature", "whole units, sold at the horizon", |parts| {
        parts.grant = "stock = \"A\"\nvalue = 300_000\nvesting = \"even_monthly\"\nwhole_units = true\n\
             sell = \"at_horizon\"";
    }),
    ("feature", "a later grant", |parts| {
        parts.grant = "stock = \"A\"\nvalue = 300_000\nmonth = 6\nvesting = \"even_quarterly\"";
    }),
    ("feature", "a bonus", |parts| {
        parts.offer = "[offers.bonus]\ntarget = 0.15\nvolatility = 0.3";
    }),
    ("feature", "fixed refreshers", |parts| {
        parts.offer = "[offers.refresh]\nkind = \"fixed\"\nvalue = 80_000\nreview_months = [12, 24]\n\
             vesting = \"even_quarterly\"";
    }),
    ("feature", "refreshers to a target, with ratings", |parts| {
        parts.offer = "[offers.refresh]\nkind = \"target\"\ntarget_pay = 300_000\nreview_months = [12, 24, 36]\n\
             ratings = { tiers = [\"up\", \"down\"], probabilities = [0.7, 0.3], target_factor = [1.2, 0.8], \
             bonus_factor = [1.2, 0.5], performance_factor = [0.0, 3.0] }";
    }),
    ("feature", "notice and severance", |parts| {
        parts.offer = "[offers.layoff_terms]\nnotice_months = 2\nseverance_months = 3";
    }),
    ("feature", "Weibull hazards", |parts| {
        parts.hazards = "voluntary = { weibull = { shape = 0.7, scale_years = 5.0 } }\nlayoff = 0.05\n\
             performance = { weibull = { shape = 2.0, scale_years = 6.0 } }";
    }),
    ("feature", "an offer left for certain", |parts| {
        parts.tables = "[attrition.sure]\nexit = { month = 18, cause = \"voluntary\" }";
        parts.other = "attrition = \"sure\"";
    }),
    ("feature", "an offer that nobody leaves", |parts| parts.other = "attrition = \"none\""),
    ("feature", "offers left under different hazards", |parts| {
        parts.tables = "[attrition.high]\npreset = \"high\"";
        parts.other = "attrition = \"high\"";
    }),
    ("feature", "`shared_exits = \"employer\"`", |parts| {
        parts.simulation = "shared_exits = \"employer\"";
    }),
    ("feature", "an outside option", |parts| {
        parts.tables = "[outside_option]\nannual_pay = 120_000\ngap_months = 3";
    }),
    ("feature", "several random stocks", |parts| {
        parts.more_stocks = "[stocks.B]\nprice = 50\nexpected_return = 0.04\n\
             model = { kind = \"gbm\", volatility = 0.4 }";
        parts.offer = "[[offers.grants]]\nstock = \"B\"\nvalue = 100_000\nvesting = \"amazon\"";
    }),
    ("feature", "correlated stocks", |parts| {
        parts.more_stocks = "[stocks.B]\nprice = 50\nexpected_return = 0.04\n\
             model = { kind = \"gbm\", volatility = 0.4 }\n[correlation]\n\"A,B\" = 0.6";
        parts.offer = "[[offers.grants]]\nstock = \"B\"\nvalue = 100_000\nvesting = \"amazon\"";
    }),
    ("feature", "a precision", |parts| {
        parts.simulation = "precision = { metric = \"p50\", std_error = 2_000 }";
    }),
];

/// The table's verdicts by (kind, name): one cell a method.
fn verdicts() -> BTreeMap<(String, String), Vec<String>> {
    let mut verdicts = BTreeMap::new();
    let rows = PAGE.lines().filter(|line| {
        ["| model |", "| response |", "| feature |"].iter().any(|kind| line.starts_with(kind))
    });
    for row in rows {
        let cells: Vec<String> =
            row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect();
        let known = verdicts.insert((cells[0].clone(), cells[1].clone()), cells[2..].to_vec());
        assert!(known.is_none(), "{row} stands twice");
    }
    verdicts
}

/// What the page says of combinations that are refused, whatever the method: two names and a part of the error.
fn refusals() -> Vec<(String, String, String)> {
    let rows = PAGE.lines().filter(|line| line.starts_with("| refused |"));
    let cells = |row: &str| -> Vec<String> {
        row.trim_matches('|').split('|').map(|cell| cell.trim().to_owned()).collect()
    };
    rows.map(|row| {
        let cells = cells(row);
        (cells[1].clone(), cells[2].clone(), cells[3].trim_matches('`').to_owned())
    })
    .collect()
}

/// Every sampler with both treatments of exits, in the order of the table's columns.
fn methods() -> Vec<(Sampler, Exits)> {
    Sampler::ALL.into_iter().flat_map(|sampler| Exits::ALL.map(|exits| (sampler, exits))).collect()
}

/// Simulates a scenario under a method: what is warned of, or the error in full.
fn verdict(text: &str, (sampler, exits): (Sampler, Exits)) -> Result<Vec<&'static str>, String> {
    let overrides =
        Overrides { sampler: Some(sampler), exits: Some(exits), ..Overrides::default() };
    let document =
        Document::parse("combination.toml", text.as_bytes()).map_err(|e| e.to_string())?;
    let scenario =
        document.lower(&builtin::Files, &overrides).map_err(|error| format!("{error:?}"))?;
    let processor = Processor::best();
    let options = Options { pool: &POOL, memory: 1 << 30, detail: Detail::Means, processor };
    let summary = summarize(&scenario, &options, &Unobserved).map_err(|error| error.to_string())?;
    let all = summary.offers.iter().flat_map(|offer| {
        let pay = offer.pay.distribution;
        [pay.mean, pay.percentiles.p05, pay.percentiles.p50, pay.expected_shortfall]
    });
    assert!(all.clone().all(|estimate| estimate.value.is_finite()), "{text}");
    assert!(all.clone().all(|estimate| estimate.std_error.is_some()), "{text}");
    Ok(summary.warnings.iter().map(|warning| warning.code.name()).collect())
}

#[test]
fn the_table_has_the_rows_and_columns_that_there_are() {
    let verdicts = verdicts();
    let rows: Vec<(String, String)> =
        ROWS.iter().map(|(kind, name, _)| ((*kind).to_owned(), (*name).to_owned())).collect();
    let mut sorted = rows.clone();
    sorted.sort();
    assert_eq!(sorted, verdicts.keys().cloned().collect::<Vec<_>>());
    let columns: Vec<String> = methods()
        .iter()
        .map(|(sampler, exits)| format!("`{}`, `{}`", sampler.name(), exits.name()))
        .collect();
    let head = format!("| | | {} |", columns.join(" | "));
    assert!(PAGE.contains(&head), "the table's head is {head}");
    assert!(verdicts.values().all(|cells| cells.len() == columns.len()));
}

#[test]
fn every_combination_is_as_the_table_says() {
    let (verdicts, refusals, methods) = (verdicts(), refusals(), methods());
    let of = |kind: &str| ROWS.iter().filter(move |row| row.0 == kind).collect::<Vec<_>>();
    let (mut supported, mut refused) = (0, 0);
    for model in of("model") {
        for response in of("response") {
            for feature in of("feature") {
                let alone = response.1 == "none" || feature.1 == "salary and grants alone";
                if !CROSSED.contains(&model.1) && !alone {
                    continue;
                }
                let mut parts = PLAIN;
                for (_, _, change) in [model, response, feature] {
                    change(&mut parts);
                }
                let text = parts.text();
                let names = [model.1, response.1, feature.1];
                let refusal = refusals.iter().find(|(one, other, _)| {
                    names.contains(&one.as_str()) && names.contains(&other.as_str())
                });
                for (column, method) in methods.iter().enumerate() {
                    let found = verdict(&text, *method);
                    let place = format!("{names:?} under {method:?}");
                    if let Some((_, _, error)) = refusal {
                        let told = found.expect_err(&format!("{place} is refused"));
                        assert!(told.contains(error), "{place}: {told}");
                        refused += 1;
                        continue;
                    }
                    let warnings = found.unwrap_or_else(|error| panic!("{place}: {error}\n{text}"));
                    let cell = |(kind, name, _): &Row| {
                        verdicts[&((*kind).to_owned(), (*name).to_owned())][column].as_str()
                    };
                    let cells = [model, response, feature].map(cell);
                    assert!(cells.iter().all(|cell| cell.starts_with('✓')), "{place}: {cells:?}");
                    // What is not integrated is said, and in the table as well.
                    let told = warnings.contains(&"stratified_comparison");
                    let stratified = cells.contains(&"✓ ¹") && !cells.contains(&"✓ ²");
                    assert_eq!(told, stratified, "{place}: {warnings:?}");
                    supported += 1;
                }
            }
        }
    }
    println!("{supported} combinations are supported, {refused} are refused");
    assert!(supported > 1_000 && refused > 0);
}
