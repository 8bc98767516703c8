//! The scenario's hash: blind to how a document is written, changed by everything that it means.

use std::collections::BTreeSet;

use super::{Folder, Overrides, SMALLEST, Sampler, lower, lower_with, with_profile};

const WHOLE: &str = include_str!("whole.toml");

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
        changed("walk_away = 1_600_000", "walk_away = 1_600_001"),
        changed("walk_away = 1_600_000\n", ""),
        changed("tail = 0.1", "tail = 0.05"),
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
    let overrides =
        Overrides { runs: Some(7), seed: Some(8), sampler: Some(Sampler::Antithetic), exits: None };
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
