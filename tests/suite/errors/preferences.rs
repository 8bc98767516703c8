//! Faults of `[preferences]`: keys, ranges, and wealth that constant relative risk aversion needs.

use super::cases;

cases! {
    preferences_as_a_number: "format = 1" => "format = 1\npreferences = 3";
    preferences_in_double_brackets: "[goals]" => "[[preferences]]\nrisk_aversion = 3\noutside_wealth = 500_000\n[goals]";
    preferences_without_wealth: "[goals]" => "[preferences]\nrisk_aversion = 3\n[goals]";
    preferences_without_aversion: "[goals]" => "[preferences]\noutside_wealth = 500_000\n[goals]";
    an_empty_table_of_preferences: "[goals]" => "[preferences]\n[goals]";
    a_negative_aversion: "[goals]" => "[preferences]\nrisk_aversion = -1\noutside_wealth = 500_000\n[goals]";
    an_aversion_beyond_its_range: "[goals]" => "[preferences]\nrisk_aversion = 101\noutside_wealth = 500_000\n[goals]";
    an_aversion_that_is_no_number: "[goals]" => "[preferences]\nrisk_aversion = nan\noutside_wealth = 500_000\n[goals]";
    no_outside_wealth: "[goals]" => "[preferences]\nrisk_aversion = 3\noutside_wealth = 0\n[goals]";
    a_debt_as_wealth: "[goals]" => "[preferences]\nrisk_aversion = 3\noutside_wealth = -10_000\n[goals]";
    wealth_as_a_band: "[goals]" => "[preferences]\nrisk_aversion = 3\noutside_wealth = { low = 1, high = 2 }\n[goals]";
    a_mistyped_aversion: "[goals]" => "[preferences]\nrisk_avesion = 3\noutside_wealth = 500_000\n[goals]";
    a_certain_precision_without_preferences: "seed = 7" => "seed = 7\nprecision = { metric = \"certainty_equivalent\", std_error = 100 }";
}

/// Somebody indifferent to risk needs no wealth.
#[test]
fn without_aversion_no_wealth_is_needed() {
    let text = super::changed(&[(
        "[goals]",
        "[preferences]\nrisk_aversion = 0\noutside_wealth = 0\n[goals]",
    )]);
    super::read(text.as_bytes(), &super::Folder::default()).expect("it has no fault");
}
