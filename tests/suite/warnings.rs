//! Every warning is given when it should be, and not when it should not.

use super::support::screen_with_input;
use vestrisk::analysis::WarningCode;

/// A scenario without any warning, with places to spoil it.
const QUIET: &str = r#"
format = 1
[simulation]
runs = 2_000
discount_rate = 0.04
[goals]
walk_away = 700_000
[stocks.A]
price = 100
expected_return = 0.04
model = { kind = "gbm", volatility = 0.3 }
[[offers]]
name = "one"
employer = "E"
attrition = "amazon"
base_salary = 150_000
[[offers.sign_on]]
amount = 50_000
paid = { at = 12 }
[[offers.grants]]
stock = "A"
value = 200_000
vesting = "even_quarterly"
[[offers]]
name = "two"
employer = "E"
attrition = "amazon"
base_salary = 190_000
"#;

/// The codes of the warnings that a scenario gets.
fn codes(text: &str) -> Vec<String> {
    codes_with(text, &[])
}

/// The same with more arguments.
fn codes_with(text: &str, arguments: &[&str]) -> Vec<String> {
    let all = [&["run", "-", "--format", "json", "--quiet"], arguments].concat();
    let screen = screen_with_input(&all, text);
    assert_eq!(screen.code, 0, "{}", screen.talk);
    let document: serde_json::Value = serde_json::from_str(&screen.out).expect("JSON");
    let warnings = document["warnings"].as_array().expect("a list").iter();
    warnings.map(|warning| warning["code"].as_str().expect("a code").to_owned()).collect()
}

#[test]
fn each_warning_has_its_cause() {
    assert_eq!(codes(QUIET), [""; 0]);
    let cases = [
        (
            WarningCode::ShortPriceHistory,
            "{ kind = \"gbm\", volatility = 0.3 }",
            "{ kind = \"bootstrap\", prices = \"scenarios/prices/amzn-monthly.csv\", mean_block_days = 273 }",
        ),
        (
            WarningCode::GapsInPriceHistory,
            "{ kind = \"gbm\", volatility = 0.3 }",
            "{ kind = \"bootstrap\", prices = \"tests/suite/data/prices/gap.csv\" }",
        ),
        (
            WarningCode::LargePriceChange,
            "{ kind = \"gbm\", volatility = 0.3 }",
            "{ kind = \"bootstrap\", prices = \"tests/suite/data/prices/split.csv\" }",
        ),
        (
            WarningCode::PriceHistoryCut,
            "model = { kind = \"gbm\", volatility = 0.3 }",
            "model = { kind = \"bootstrap\", prices = \"scenarios/prices/aapl-daily.csv\" }\n[stocks.B]\nprice = 1\n\
             expected_return = 0.04\n\
             model = { kind = \"bootstrap\", prices = \"scenarios/prices/goog-daily.csv\" }",
        ),
        (WarningCode::FewReplicateRuns, "runs = 2_000", "runs = 1_000\nsampler = \"antithetic\""),
        (
            WarningCode::PrecisionNotReached,
            "runs = 2_000",
            "runs = 2_000\nprecision = { metric = \"mean\", std_error = 1 }",
        ),
        (
            WarningCode::StratifiedComparison,
            "discount_rate = 0.04",
            "discount_rate = 0.04\nexits = \"integrated\"",
        ),
        (WarningCode::UnevenSobolRuns, "runs = 2_000", "runs = 2_000\nsampler = \"sobol\""),
        (WarningCode::SharedExits, "name = \"two\"\nemployer = \"E\"", "name = \"two\""),
        (WarningCode::GrantAfterHorizon, "value = 200_000", "value = 200_000\nmonth = 60"),
        (
            WarningCode::ClawbackGross,
            "paid = { at = 12 }",
            "paid = { at = 12 }\nclawback = \"cliff_12\"",
        ),
        (
            WarningCode::ClawbackNever,
            "paid = { at = 12 }",
            "paid = { at = 12 }\nclawback = { window_months = 12, proration = \"none\", \
             causes = [\"voluntary\"], from = \"start\" }",
        ),
        (WarningCode::FewTailRuns, "walk_away = 700_000", "walk_away = 700_000\ntail = 0.01"),
        (WarningCode::WalkAwayOutside, "walk_away = 700_000", "walk_away = 50_000_000"),
        (WarningCode::HighExpectedReturn, "expected_return = 0.04", "expected_return = 0.16"),
        (WarningCode::ReturnNotDiscountRate, "discount_rate = 0.04", "discount_rate = 0.05"),
        (
            WarningCode::LooksLikePercent,
            "base_salary = 190_000",
            "base_salary = 190_000\nannual_raise = 3",
        ),
        (
            WarningCode::ResponseWithoutEffect,
            "[[offers]]\nname = \"one\"",
            "[attrition.amazon]\npreset = \"amazon\"\nresponse = { layoff_waves = { months = [60], \
             hit = 0.1 } }\n[[offers]]\nname = \"one\"",
        ),
    ];
    for code in WarningCode::ALL {
        // Little memory and views are no part of a scenario, and are tried in `stability::streaming` and
        // `stress::refusals`; what leaves no wealth takes several changes, and is tried in `worth::ruin`.
        let elsewhere = matches!(
            code,
            WarningCode::StreamedPercentiles
                | WarningCode::NoCertaintyEquivalent
                | WarningCode::FewEffectiveRuns
        );
        let tried = cases.iter().any(|(tried, _, _)| *tried == code);
        assert!(tried || elsewhere, "{code:?} is not tried");
    }
    for (code, before, after) in cases {
        assert!(QUIET.contains(before), "{before}");
        let mut text = QUIET.replace(before, after);
        if code == WarningCode::StratifiedComparison {
            assert_eq!(codes(&text), [""; 0], "one profile is integrated as a whole");
            let own = "attrition = \"amazon\"\nbase_salary = 190_000";
            assert!(text.contains(own));
            text = text.replace(own, &own.replace("amazon", "high"));
        }
        let found = codes(&text);
        assert!(found.iter().any(|given| given == code.name()), "{code:?}: {found:?}");
    }
}

#[test]
fn percentiles_that_are_counted_in_classes_are_told() {
    let many = QUIET.replace("runs = 2_000", "runs = 200_000");
    let with_memory = |memory| codes_with(&many, &["--threads", "1", "--memory", memory]);
    assert_eq!(with_memory("1G"), [""; 0]);
    assert_eq!(with_memory("16M"), [WarningCode::StreamedPercentiles.name()]);
}

#[test]
fn the_edges_are_quiet() {
    for (before, after) in [
        ("expected_return = 0.04", "expected_return = 0.15"),
        ("runs = 2_000", "runs = 2_048\nsampler = \"sobol\""),
        ("walk_away = 700_000", "walk_away = 700_000\ntail = 0.015"),
        ("base_salary = 190_000", "base_salary = 190_000\nannual_raise = 0.5"),
        ("[goals]", "[preferences]\nrisk_aversion = 100\noutside_wealth = 0.01\n[goals]"),
    ] {
        let found = codes(&QUIET.replace(before, after));
        let more: Vec<&String> =
            found.iter().filter(|code| *code != "return_not_discount_rate").collect();
        assert!(more.is_empty(), "{after}: {more:?}");
    }
}

/// The quiet scenario, whose first offer has an exit profile of these lines.
fn with_profile(lines: &str) -> String {
    let salary = "\nbase_salary = 150_000";
    let text = QUIET.replace(
        &format!("attrition = \"amazon\"{salary}"),
        &format!("attrition = \"mine\"{salary}"),
    );
    format!("{text}[attrition.mine]\n{lines}\n")
}

#[test]
fn responses_without_effect_say_why() {
    let timing = |share| format!("vest_timing = {{ before = 0.7, after = 2, share = {share} }}");
    let waves = |month| format!("layoff_waves = {{ months = [{month}], hit = 0.1 }}");
    for (hazard, response, why) in [
        ("voluntary = 0.1", "layoff_to_return = 0.5".to_owned(), "no layoff hazard"),
        ("layoff = 0.1", "voluntary_to_unvested = 0.3".to_owned(), "no voluntary hazard"),
        ("layoff = 0.1", timing(0.01), "no voluntary hazard"),
        ("voluntary = 0.1", timing(0.07), "no vest is as large as its share"),
        ("layoff = 0.1", waves(49), "every wave comes after the horizon"),
    ] {
        let text = with_profile(&format!("{hazard}\nresponse = {{ {response} }}"));
        let screen = screen_with_input(&["run", "-", "--format", "json", "--quiet"], &text);
        let key = response.split(' ').next().unwrap_or_default();
        let told = format!("{key} changes nothing for one: ");
        let shown = screen.out.lines().find(|line| line.contains(&told));
        assert!(shown.is_some_and(|line| line.contains(why)), "{response}: {shown:?}");
    }
    let all = format!("layoff_to_return = 0.5, voluntary_to_unvested = 0.3, {}", timing(0.06));
    let all = with_profile(&format!("preset = \"amazon\"\nresponse = {{ {all}, {} }}", waves(47)));
    assert_eq!(codes(&all), [""; 0]);
}

/// The quiet scenario with another model of its stock.
fn with_model(model: &str) -> String {
    let plain = "{ kind = \"gbm\", volatility = 0.3 }";
    assert!(QUIET.contains(plain));
    QUIET.replace(plain, &format!("{{ {model} }}"))
}

#[test]
fn models_as_they_should_be_are_quiet() {
    let prices = "kind = \"bootstrap\", prices = \"scenarios/prices/amzn-monthly.csv\"";
    for model in [
        "preset = \"merton\", volatility = 0.3",
        "kind = \"merton\", volatility = 2, jump_intensity = 0.1, jump_mean = -1, jump_volatility = 1",
        "preset = \"heston\", volatility = 0.3",
        "preset = \"heston\", volatility = 2, initial_variance = 4",
        "preset = \"gjr_garch\", volatility = 0.3",
        prices,
        // 122 returns are ten blocks of 12.2 months.
        &format!("{prices}, mean_block_days = 256"),
    ] {
        assert_eq!(codes(&with_model(model)), [""; 0], "{model}");
    }
}

#[test]
fn parameters_in_percent_say_which_and_what_to_write() {
    let garch = "alpha = 0.0345, gamma = 0, beta = 0.9508";
    for (model, told) in [
        ("preset = \"gbm\", volatility = 3.2", "volatility of A is 3.2, which is 320 %"),
        ("preset = \"merton\", volatility = 3.2", "volatility of A is 3.198, which is"),
        (
            "preset = \"merton\", volatility = 0.3, jump_mean = -2, jump_intensity = 0.01",
            "if -2 % is meant, write -0.02",
        ),
        (
            "preset = \"merton\", volatility = 0.3, jump_volatility = 1.5, jump_intensity = 0.01",
            "jump_volatility of A is 1.5",
        ),
        // A fit to returns in percent, typed as it stands.
        (
            &format!("kind = \"gjr_garch\", omega = 0.0612, {garch}"),
            "3,240 % a year in the long run by its omega",
        ),
        (
            "preset = \"gjr_garch\", volatility = 0.3, initial_variance = 0.04",
            "317 % a year today by its initial_variance",
        ),
        (
            "preset = \"heston\", volatility = 3",
            "300 % a year in the long run by its long_run_variance",
        ),
        (
            "preset = \"heston\", volatility = 0.3, initial_variance = 9",
            "300 % a year today by its initial_variance",
        ),
    ] {
        let screen = screen_with_input(&["run", "-", "--format", "json"], &with_model(model));
        assert_eq!(screen.code, 0, "{}", screen.talk);
        let code = WarningCode::LooksLikePercent.name();
        assert!(screen.out.contains(code) && screen.out.contains(told), "{told}: {}", screen.out);
    }
}

#[test]
fn a_short_history_says_what_would_do() {
    let prices = |block: u32| {
        format!(
            "kind = \"bootstrap\", prices = \"scenarios/prices/amzn-monthly.csv\", mean_block_days = {block}"
        )
    };
    let told = |block| {
        screen_with_input(&["run", "-", "--format", "json"], &with_model(&prices(block))).out
    };
    let said = "the prices of A hold 122 monthly returns, 9.4 blocks of 13 on average";
    assert!(told(273).contains(said), "{}", told(273));
    assert!(told(273).contains("a mean_block_days of at most 256"));
}

#[test]
fn figures_in_warnings_have_thousands_separators() {
    for (before, after, shown) in [
        ("walk_away = 700_000", "walk_away = 50_000_000.5", "goals.walk_away = 50,000,000.5 lies"),
        ("runs = 2_000", "runs = 1_000\nsampler = \"antithetic\"", "1,000 runs are fewer than"),
        ("runs = 2_000", "runs = 2_080\nsampler = \"sobol\"", "use 2,048 or 4,096 runs"),
        ("walk_away = 700_000", "tail = 0.001", "only 2 of 2,000 runs"),
        ("walk_away = 700_000", "tail = 0.001", "use at least 30,000 runs"),
    ] {
        let talk =
            screen_with_input(&["run", "-", "--format", "json"], &QUIET.replace(before, after));
        let text = talk.out.replace('\n', " ");
        assert!(text.contains(shown), "no {shown}: {text}");
    }
}
