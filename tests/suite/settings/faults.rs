//! What a person sees whose flag is refused: whole screens as snapshots, one fault class a case.

use super::{VALID, faults_of, screen};
use crate::support::{screen as run, screen_with_input};
use vestrisk::report::diagnostics::render;

/// A test for each line: its name, then the flags.
macro_rules! cases {
    ($($name:ident: $($flag:expr),+;)+) => {
        $(
            #[test]
            fn $name() {
                insta::assert_snapshot!(screen(&[$($flag),+]));
            }
        )+
    };
}

cases! {
    nothing_at_all: "";
    no_value: "simulation.runs";
    no_path: "=5";
    an_empty_segment: "simulation..runs=5";
    a_dot_at_the_end: "simulation.";
    a_dot_before_the_equals_sign: "simulation.=5";
    a_blank_in_a_path: "simulation runs=5";
    an_unquoted_sign: "stocks.BRK$B.price=1";
    a_letter_that_needs_quotes: "stocks.Zürich.price=1";
    a_quote_never_closed: "offers.\"Even.base_salary=1";
    a_bad_escape_in_a_name: r#"offers."C:\Users".base_salary=1"#;
    text_behind_a_name: "offers.\"Even\"base_salary=1";
    a_path_of_many_segments: &format!("{}=1", ["a"; 81].join("."));

    an_unknown_offer: "offers.\"Evn\".base_salary=1";
    an_unlike_offer: "offers.\"Plan B\".base_salary=1";
    an_offer_without_quotes: "offers.Even.base_salary=1";
    an_index_as_a_name: "offers.\"0\".base_salary=1";
    an_index_out_of_range: "offers.2.base_salary=1";
    an_index_of_the_only_element: "offers.0.sign_on=[{ amount = 1, paid = { at = 0 } }]",
        "offers.0.sign_on.1.amount=1";
    a_huge_index: &format!("offers.{}.base_salary=1", "9".repeat(200));
    a_negative_index: "offers.0.grants.-1.value=1";
    an_element_of_a_list_that_is_absent: "offers.1.grants.0.value=1";
    a_name_for_an_index: "offers.0.grants.\"AMZN\".value=1";
    a_path_through_a_number: "simulation.runs.most=1";
    a_path_through_a_text: "stocks.AMZN.model.kind.volatility=1";
    a_path_through_what_a_flag_set: "goals.tail=0.1", "goals.tail.level=0.1";

    a_value_out_of_range: "simulation.runs=-1";
    a_value_of_the_wrong_type: "simulation.seed=1,000";
    an_unknown_key: "simulation.run=5";
    an_unknown_table: "simulations.runs=5";
    an_unknown_key_in_an_inline_table: "stocks.AMZN.model={ kind = \"gbm\", volatilty = 0.3 }";
    an_unknown_word: "simulation.sampler=randm";
    an_unknown_name: "baseline=Evn";
    an_empty_value: "title=";
    a_number_for_a_title: "title=2026";
    a_list_that_is_no_toml: "offers.0.grants.0.vesting=[[12, 50], [24 50]]";
    a_list_never_closed: "offers.0.grants.0.vesting=[[12, 50], [24, 50]";
    a_sum_of_90: "offers.0.grants.0.vesting={ yearly = [50, 40], every_months = 3 }";
    a_new_stock_without_a_model: "stocks.TSLA.price=5";
    a_value_and_shares_at_once: "offers.0.grants.1={ stock = \"AMZN\", value = 1, shares = 1, \
        vesting = \"amazon\" }";
    a_file_out_of_reach: "attrition.mine.layoff={ monthly = \"layoffs.csv\" }";
    another_format: "format=2", "simulation.runs";
    an_end_of_a_band_that_is_a_number: "offers.1.base_salary.low=170_000";
    a_band_with_one_end: "offers.0.grants.1.value.low=5";
    a_band_upside_down: "offers.1.base_salary={ low = 190_000, high = 170_000 }";
    several_lines: "offers.0.grants.0.vesting=[\n  [12, 50],\n  [24, -50],\n]";
    wide_letters: "stocks.\"二つ\".price=\"🎉\"";
}

#[test]
fn every_fault_of_the_file_and_of_all_flags_at_once() {
    let text = VALID.replacen("price = 230.0", "price = -230.0", 1);
    let text = text.replacen("tail = 0.05", "tail = 5", 1);
    let flags = ["simulation.runs=0", "seed", "goals.walk_away=1", "offers.\"Evn\".name=X", "x=1"];
    insta::assert_snapshot!(render(&faults_of(&text, &flags), false, 100));
}

#[test]
fn faults_of_syntax_stand_beside_those_of_flags() {
    let text = VALID.replacen("seed = 7", "seed 7", 1);
    let faults = faults_of(&text, &["simulation.runs", "offers.9.name=1", "offers..name=1"]);
    insta::assert_snapshot!(render(&faults, false, 100));
}

#[test]
fn a_later_flag_mends_what_an_earlier_one_says() {
    super::set(&["simulation.runs=-1", "simulation.runs=5"]);
}

#[test]
fn faults_know_their_flag() {
    let text = VALID.replacen("tail = 0.05", "tail = 5", 1);
    let document = faults_of(&text, &["simulation.seed=3", "é.x", "simulation.runs=-1"]);
    let places = document.faults.iter().map(|fault| {
        let text = fault.flag.map_or(&document.text, |flag| &document.flags[flag].text);
        (fault.flag, &text[fault.span.clone().expect("a place")])
    });
    assert_eq!(places.collect::<Vec<_>>(), [(None, "5"), (Some(1), "é"), (Some(2), "-1")]);
    assert_eq!(document.text, text);
}

#[test]
fn commands_end_with_two_and_touch_nothing() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let target = folder.path().join("out.txt");
    let target = target.to_str().expect("a UTF-8 path");
    for arguments in [
        &["--set", "simulation.runs=-1", "--out", target][..],
        &["--set", "nothing", "--out", target],
        // What is wrong with a setting is told although a flag of its own wins over it.
        &["run", "--runs", "5", "--set", "simulation.runs=-1", "--out", target],
        &["replay", "--run", "1", "--set", "offers.7.name=X", "--out", target],
        &["check", "scenarios/flat-stock.toml", "--set", "simulation.runs=-1"],
        &["--set"],
    ] {
        let screen = run(arguments);
        assert_eq!((screen.code, screen.out.as_str()), (2, ""), "{arguments:?}: {}", screen.talk);
        assert!(screen.talk.contains("--set"), "{arguments:?}: {}", screen.talk);
    }
    assert_eq!(std::fs::read_dir(folder.path()).expect("a folder").count(), 0);
}

#[test]
fn the_built_in_scenario_is_told_of_its_flag() {
    let screen = run(&["--set", "offers.\"Even vestng\".base_salary=1", "--set", "goals.tail=7"]);
    insta::assert_snapshot!(screen.talk);
    let input = screen_with_input(&["check", "-", "--set", "format"], "format = 1\n");
    insta::assert_snapshot!(input.talk);
}
