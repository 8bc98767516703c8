//! The scenario's hash: blind to how a document is written, changed by everything that it means.

use std::collections::BTreeSet;

use super::{Folder, Overrides, SMALLEST, Sampler, lower, lower_with, with_profile};

const WHOLE: &str = include_str!("whole.toml");
const EMPLOYMENT: &str = include_str!("../errors/employment.toml");

fn changed(from: &str, to: &str) -> String {
    assert!(WHOLE.contains(from), "the document has no {from:?}");
    WHOLE.replacen(from, to, 1)
}

#[test]
fn it_is_pinned() {
    // Another value here means that published hashes no longer find their scenario: say so in the
    // changelog.
    let expected = "1412aedc7013fa2c805ce208dc96a33fd6e00f7280b9818ac3ae33eb100d359e";
    assert_eq!(lower(SMALLEST).sha256, expected);
    // As version 0.1.0 gave them before offers had bands, refreshers and the like.
    let of_100_runs = |text: &str| {
        let overrides = Overrides { runs: Some(100), ..Overrides::default() };
        lower_with(text, &super::NoSources, &overrides).sha256
    };
    let before = changed("precision = { metric = \"p05\", std_error = 500 }\n", "");
    let before =
        before.replace("[preferences]\nrisk_aversion = 3\noutside_wealth = 500_000.0\n", "");
    for (text, expected) in [
        (before.as_str(), "6372a0f4f8a143d396780baaf3eb40b7dc9e512493f96cf0f3331e38d349140a"),
        (
            include_str!("../errors/valid.toml"),
            "51f26148ee551727ac685f359e11d66494b60a893e34c6065dcd253f6f5ef77c",
        ),
        (
            include_str!("../../../scenarios/bedrock-bay-area.toml"),
            "33861aafbcb2c64b5eb45f04416c2abaa1570c6dbdb0b1d6b42f8dc6de4a6996",
        ),
    ] {
        assert_eq!(of_100_runs(text), expected);
    }
}

#[test]
fn how_a_document_is_written_does_not_count() {
    let expected = lower(WHOLE).sha256;
    let reordered =
        changed("price = 10\nexpected_return = -0.01\n", "expected_return = -0.01\nprice = 10\n");
    let commented = WHOLE.replace('\n', " # a comment\n").replace("\"\"\" # a comment", "\"\"\"");
    let commented =
        commented.replace("text # a comment", "text").replace("lines # a comment", "lines");
    for text in [
        reordered,
        commented,
        WHOLE.replace('\n', "\r\n").replace("text\r\n", "text\n").replace("lines\r\n", "lines\n"),
        changed("runs = 10_000_000_000", "runs = 10000000000"),
        changed("base_salary = 175_000", "base_salary = 1.75e5"),
        changed("80_000.50", "80000.5"),
        changed("std_error = 500 ", "std_error = 5e2 "),
        changed("exits = \"sampled\"\n", ""),
        changed("clawback = \"instalments\"\n", ""),
        changed("[attrition.mine]\n", "[attrition.other]\n").replace("\"mine\"", "\"other\""),
        changed("[attrition.mine]", "[attrition.unused]\nlayoff = 0.5\n[attrition.mine]"),
        changed(
            "preset = \"amazon\"\n",
            "voluntary = [0.05, 0.08, 0.085, 0.08]\nperformance = [0.015, 0.03, 0.03, 0.03]\n",
        ),
        changed("layoff = [0.1]", "layoff = 0.1"),
        changed("\"AMZN,ZZZ\" = 0.6", "\"ZZZ,AMZN\" = 0.60"),
        changed("\"AMZN, Private, Inc.\" = 0\n", ""),
        changed(
            "causes = [\"performance\", \"voluntary\"]",
            "causes = [\"voluntary\", \"performance\"]",
        ),
        changed(
            "model = { kind = \"gbm\", volatility = 0.3 }",
            "model.kind = \"gbm\"\nmodel.volatility = 3e-1",
        ),
        changed(
            "every_months = [12, 12, 6, 6], cliff_months = 12",
            "every_months = [12, 12, 6, 6]",
        ),
    ] {
        assert_eq!(lower(&text).sha256, expected, "{text}");
    }
}

#[test]
fn everything_that_a_document_means_counts() {
    let texts = [
        WHOLE.to_owned(),
        changed("\"Every key\"", "\"Every other key\""),
        changed("in two lines", "in 2 lines"),
        changed("baseline = \"B\"", "baseline = \"A\""),
        changed("runs = 10_000_000_000", "runs = 9_999_999_999"),
        changed("seed = 9_007_199_254_740_991", "seed = 1"),
        changed("horizon_months = 120", "horizon_months = 119"),
        changed("sampler = \"antithetic\"", "sampler = \"random\""),
        changed("shared_exits = \"employer\"", "shared_exits = \"all\""),
        changed("discount_rate = 0.04", "discount_rate = 0.05"),
        changed("precision = { metric = \"p05\", std_error = 500 }\n", ""),
        changed("metric = \"p05\"", "metric = \"p50\""),
        changed("std_error = 500", "std_error = 501"),
        changed("walk_away = 1_600_000", "walk_away = 1_600_001"),
        changed("walk_away = 1_600_000\n", ""),
        changed("tail = 0.1", "tail = 0.05"),
        changed("risk_aversion = 3", "risk_aversion = 2.9"),
        changed("outside_wealth = 500_000.0", "outside_wealth = 499_999"),
        changed("[preferences]\nrisk_aversion = 3\noutside_wealth = 500_000.0\n", ""),
        changed("price = 10\n", "price = 10.000000000000002\n"),
        changed("expected_return = -0.01", "expected_return = 0.01"),
        changed("dividend_yield = 0.02", "dividend_yield = 0"),
        changed("volatility = 0.3 ", "volatility = 0.31 "),
        changed("[24, 9.5]", "[24, 9.6]"),
        changed("[24, 9.5]", "[25, 9.5]"),
        changed("\"AMZN,ZZZ\" = 0.6", "\"AMZN,ZZZ\" = 0.5"),
        changed("preset = \"amazon\"", "preset = \"low\""),
        changed("layoff = [0.1]", "layoff = [0.1, 0.2]"),
        changed("layoff = [0.1]", "layoff = { weibull = { shape = 1, scale_years = 10 } }"),
        changed("month = 18, cause = \"layoff\"", "month = 19, cause = \"layoff\""),
        changed("month = 18, cause = \"layoff\"", "month = 18, cause = \"voluntary\""),
        changed("name = \"A\"", "name = \"A2\""),
        changed("employer = \"Amazon\"", "employer = \"AWS\""),
        changed("attrition = \"mine\"", "attrition = \"none\""),
        changed("base_salary = 175_000", "base_salary = 175_000.01"),
        changed("annual_raise = 0.03", "annual_raise = 0.04"),
        changed("amount = 120_000", "amount = 120_001"),
        changed("paid = { at = 1 }", "paid = { at = 2 }"),
        changed("from = 12, to = 24", "from = 12, to = 25"),
        changed("window_months = 18", "window_months = 19"),
        changed("proration = \"daily\"", "proration = \"monthly\""),
        changed("causes = [\"performance\", \"voluntary\"]", "causes = [\"voluntary\"]"),
        changed("from = \"start\"", "from = \"payment\""),
        changed("stock = \"AMZN\"", "stock = \"ZZZ\""),
        changed("value = 650_000", "value = 650_001"),
        changed("value = 650_000", "shares = 650_000"),
        changed("month = 6", "month = 7"),
        changed("cliff_months = 12", "cliff_months = 24"),
        changed("whole_units = true", "whole_units = false"),
        changed("sell = \"at_horizon\"", "sell = \"at_vest\""),
        changed("[24, 15]", "[23, 15]"),
    ];
    let hashes: BTreeSet<String> = texts.iter().map(|text| lower(text).sha256).collect();
    assert_eq!(hashes.len(), texts.len(), "each text has a hash of its own");
}

#[test]
fn everything_that_employment_means_counts() {
    let changes = [
        ("format = 1", "format = 1"),
        ("annual_pay = 220_000", "annual_pay = 220_001"),
        ("gap_months = 3", "gap_months = 4"),
        ("[outside_option]\nannual_pay = 220_000\ngap_months = 3\n", ""),
        ("layoff_to_return = 0.5", "layoff_to_return = 0.6"),
        ("layoff_to_return = 0.5\n", ""),
        ("voluntary_to_unvested = 0.3", "voluntary_to_unvested = 0.4"),
        ("voluntary_to_unvested = 0.3\n", ""),
        ("before = 0.7", "before = 0.8"),
        ("after = 2.0", "after = 2.1"),
        ("share = 0.1", "share = 0.2"),
        ("vest_timing = { before = 0.7, after = 2.0, share = 0.1 }\n", ""),
        ("months = [14, 30], hit", "months = [14, 31], hit"),
        ("months = [14, 30], hit", "months = [14], hit"),
        ("hit = 0.08", "hit = 0.09"),
        ("layoff_waves = { months = [14, 30], hit = 0.08 }\n", ""),
        ("low = 160_000", "low = 160_001"),
        ("high = 185_000", "high = 185_001"),
        ("shape = \"triangular\", mode = 175_000", "shape = \"uniform\""),
        ("mode = 175_000", "mode = 175_001"),
        ("mode = 175_000, ", ""),
        ("independent = true", "independent = false"),
        ("amount = { low = 40_000", "amount = { low = 40_001"),
        ("amount = { low = 40_000, high = 60_000, shape = \"uniform\" }", "amount = 50_000"),
        ("high = 700_000", "high = 700_001"),
        ("average_days = 21", "average_days = 22"),
        ("trailing_average = 228.10", "trailing_average = 228.11"),
        (", trailing_average = 228.10", ""),
        ("conversion = { average_days = 10, start_in_days = 30 }\n", ""),
        ("average_days = 5 }", "average_days = 6 }"),
        ("target = 0.15", "target = 0.16"),
        ("volatility = 0.3\n", "volatility = 0.2\n"),
        ("factor = 0.9\n", "factor = 0.8\n"),
        ("[offers.bonus]\ntarget = 0.15\nvolatility = 0.3\nfactor = 0.9\n", ""),
        ("low = 60_000", "low = 60_001"),
        ("high = 100_000, shape = \"triangular\"", "high = 100_000"),
        ("[12, 24, 36]", "[12, 24]"),
        ("[[12, 50], [24, 50]]", "[[12, 50], [23, 50]]"),
        ("notice_months = 2", "notice_months = 1"),
        ("severance_months = 3", "severance_months = 4"),
        ("[offers.layoff_terms]\nnotice_months = 2\nseverance_months = 3\n", ""),
        ("low = 300_000, high = 340_000", "low = 300_000, high = 340_001"),
        ("[11, 23, 35]", "[11, 23, 34]"),
        ("assumed_growth = 0.1", "assumed_growth = 0.2"),
        ("true_up = 0.8", "true_up = 0.9"),
        ("\"meets\"", "\"reaches\""),
        ("probabilities = [0.1, 0.7, 0.2]", "probabilities = [0.2, 0.6, 0.2]"),
        ("[0.5, 0.5, 0.0]", "[0.4, 0.6, 0.0]"),
        ("transition = [[0.5, 0.5, 0.0], [0.1, 0.7, 0.2], [0.0, 0.5, 0.5]]\n", ""),
        ("target_factor = [0.6,", "target_factor = [0.7,"),
        ("bonus_factor = [0.0,", "bonus_factor = [0.1,"),
        ("performance_factor = [5.0,", "performance_factor = [5.1,"),
    ];
    let hash = |(from, to): (&str, &str)| {
        assert!(EMPLOYMENT.contains(from), "the document has no {from:?}");
        lower(&EMPLOYMENT.replacen(from, to, 1)).sha256
    };
    let hashes: BTreeSet<String> = changes.into_iter().map(hash).collect();
    assert_eq!(hashes.len(), changes.len(), "each text has a hash of its own");
    let later = EMPLOYMENT.replace("start_in_days = 30", "start_in_days = 31");
    assert!(!hashes.contains(&lower(&later).sha256));
}

#[test]
fn what_employment_leaves_out_is_what_its_defaults_say() {
    let same = |text: &str, other: &str| assert_eq!(lower(text), lower(other), "{other}");
    let all = EMPLOYMENT;
    same(all, &all.replace(", shape = \"uniform\"", ""));
    same(all, &all.replace("high = 700_000 }", "high = 700_000, independent = false }"));
    same(
        all,
        &all.replace(
            "100_000, shape = \"triangular\"",
            "1e5, shape = \"triangular\", mode = 80_000",
        ),
    );
    same(all, &all.replace("average_days = 10, start_in_days = 30", "average_days = 10"));
    same(&all.replace("gap_months = 3", ""), &all.replace("gap_months = 3", "gap_months = 0"));
    same(&all.replace("factor = 0.9\n", "\n"), &all.replace("factor = 0.9\n", "factor = 1\n"));
    same(&all.replace("true_up = 0.8", ""), &all.replace("true_up = 0.8", "true_up = 1"));
    same(
        &all.replace("assumed_growth = 0.1", ""),
        &all.replace("assumed_growth = 0.1", "assumed_growth = 0.15"),
    );
    for key in ["target_factor = [0.6, 1.0, 1.3]", "bonus_factor = [0.0, 1.0, 1.5]"] {
        let (name, _) = key.split_once(' ').expect("a key and a value");
        same(&all.replace(key, ""), &all.replace(key, &format!("{name} = [1, 1, 1]")));
    }
    let bare = |rest: &str| {
        format!(
            "{SMALLEST}[[offers.grants]]\nstock = \"X\"\nvalue = 5\n\
        vesting = \"meta\"\n{rest}[stocks.X]\nprice = 1\nmodel = {{ kind = \"fixed\", points = [] }}\n"
        )
    };
    let terms = "[offers.layoff_terms]\nseverance_months = 0\n";
    same(&bare(""), &bare(terms));
    assert_eq!(lower(&bare("")).sha256, lower(&bare(terms)).sha256);
    let profile = |response| {
        let text = format!("{SMALLEST}attrition = \"a\"\n[attrition.a]\nlayoff = 0.1\n{response}");
        lower(&text)
    };
    assert_eq!(profile(""), profile("response = {}\n"));
}

#[test]
fn the_order_of_stocks_counts_where_some_are_correlated() {
    let stock = |name: &str| {
        format!(
            "[stocks.{name}]\nprice = 1\nexpected_return = 0\nmodel = {{ kind = \"gbm\", volatility = 1 }}\n"
        )
    };
    let hash = |order: [&str; 2], rest: &str| {
        lower(&format!("{SMALLEST}{}{}{rest}", stock(order[0]), stock(order[1]))).sha256
    };
    let pair = "[correlation]\n\"X,Y\" = 0.5\n";
    assert_eq!(hash(["X", "Y"], ""), hash(["Y", "X"], ""));
    assert_ne!(hash(["X", "Y"], pair), hash(["Y", "X"], pair));
}

#[test]
fn overrides_count_like_the_keys_they_replace() {
    let overrides = Overrides {
        runs: Some(7),
        seed: Some(8),
        sampler: Some(Sampler::Antithetic),
        exits: None,
        responses: None,
    };
    let flags = lower_with(SMALLEST, &super::NoSources, &overrides);
    let keys = format!("{SMALLEST}[simulation]\nruns = 7\nseed = 8\nsampler = \"antithetic\"\n");
    assert_eq!(flags.sha256, lower(&keys).sha256);
    assert_ne!(flags.sha256, lower(SMALLEST).sha256);
}

#[test]
fn the_bytes_of_files_count_and_their_names_do_not() {
    let hash = |name: &'static str, csv: &str| {
        let folder = Folder([(name, csv.as_bytes().to_vec())].into());
        with_profile(&format!("layoff = {{ monthly = \"{name}\" }}"), &folder).sha256
    };
    let expected = hash("a.csv", "month,annual_hazard\n1,0.5\n");
    assert_eq!(hash("b.csv", "month,annual_hazard\n1,0.5\n"), expected);
    assert_ne!(hash("a.csv", "month,annual_hazard\n1,0.50\n"), expected);
}
