//! Faults of the top of the file, `[simulation]` and `[goals]`: unknown keys, types, ranges, names.

use super::cases;

cases! {
    a_mistyped_key: "horizon_months = 48" => "horizon_month = 48";
    a_key_like_no_other: "seed = 7" => "threads = 7";
    a_key_of_the_top_below_a_table: "seed = 7" => "baseline = \"Even\"";
    an_unknown_table: "[goals]" => "[prefrences]\nrisk_aversion = 3.0\n[goals]";
    a_mistyped_table: "[goals]" => "[goal]";
    a_table_as_a_number: "[goals]\nwalk_away = 1_600_000\ntail = 0.05" => "",
        "format = 1" => "format = 1\ngoals = 1_600_000";
    a_table_as_a_list: "[simulation]" => "[[simulation]]";
    runs_below_range: "runs = 1_000" => "runs = -1_000";
    runs_above_range: "runs = 1_000" => "runs = 20_000_000_000";
    runs_as_a_float: "runs = 1_000" => "runs = 1e6";
    runs_as_text: "runs = 1_000" => "runs = \"100,000\"";
    seed_above_range: "seed = 7" => "seed = 9_007_199_254_740_992";
    an_integer_beyond_all_types: "seed = 7" => "seed = 123456789012345678901234567890123456789012345";
    hexadecimal: "horizon_months = 48" => "horizon_months = 0xFF";
    a_horizon_with_a_zero_fraction: "horizon_months = 48" => "horizon_months = 48.0";
    a_horizon_with_a_fraction: "horizon_months = 48" => "horizon_months = 48.5";
    nan: "discount_rate = 0.04" => "discount_rate = nan";
    infinity: "discount_rate = 0.04" => "discount_rate = -inf";
    beyond_f64: "walk_away = 1_600_000" => "walk_away = 1e400";
    a_flag_for_a_number: "discount_rate = 0.04" => "discount_rate = true";
    a_list_for_a_number: "tail = 0.05" => "tail = [0.05]";
    tail_at_its_bound: "tail = 0.05" => "tail = 0";
    a_mistyped_choice: "seed = 7" => "sampler = \"antithetc\"";
    a_choice_of_a_later_version: "seed = 7" => "sampler = \"halton\"\nexits = \"never\"";
    a_choice_as_a_number: "seed = 7" => "shared_exits = 1";
    a_precision_as_a_number: "seed = 7" => "precision = 500";
    a_precision_of_nothing: "seed = 7" => "precision = {}";
    a_precision_without_an_error: "seed = 7" => "precision = { metric = \"p05\" }";
    a_precision_with_a_mistyped_metric: "seed = 7" => "precision = { metric = \"p5\", std_error = 500 }";
    a_precision_with_no_metric_at_all: "seed = 7" => "precision = { metric = 5, std_error = \"500\" }";
    a_precision_with_a_mistyped_key: "seed = 7" => "precision = { metric = \"p05\", std_eror = 500 }";
    a_precision_with_an_unknown_key: "seed = 7" => "precision = { metric = \"p05\", std_error = 500, runs = 5 }";
    a_precision_of_nothing_at_all: "seed = 7" => "precision = { metric = \"mean\", std_error = 0 }";
    a_precision_that_is_not_a_number: "seed = 7" => "precision = { metric = \"mean\", std_error = nan }";
    a_precision_of_too_much: "seed = 7" => "precision = { metric = \"mean\", std_error = 2e10 }";
    a_precision_of_half_a_probability: "seed = 7" => "precision = { metric = \"probability_ahead\", std_error = 0.5 }";
    a_precision_in_percent: "seed = 7" => "precision = { metric = \"probability_ahead\", std_error = 1 }";
    a_precision_of_a_walk_away_that_is_not_there:
        "seed = 7" => "precision = { metric = \"probability_walk_away\", std_error = 0.01 }",
        "walk_away = 1_600_000\n" => "";
    a_precision_of_a_walk_away_that_is_faulty:
        "seed = 7" => "precision = { metric = \"probability_walk_away\", std_error = 0.01 }",
        "walk_away = 1_600_000" => "walk_away = -1";
    a_precision_of_a_comparison_with_nothing:
        "seed = 7" => "precision = { metric = \"probability_ahead\", std_error = 0.01 }",
        "baseline = \"Even\"" => "",
        "[[offers]]\nname = \"Even\"\nattrition = \"amazon\"\nbase_salary = 180_000" => "";
    a_mistyped_baseline: "baseline = \"Even\"" => "baseline = \"even\"";
    a_baseline_like_no_offer: "baseline = \"Even\"" => "baseline = \"Google\"";
    an_empty_title: "title = \"Two offers\"" => "title = \"  \"";
    a_title_with_an_escape_sequence: "title = \"Two offers\"" => r#"title = "\u001b[31mred""#;
    a_title_of_two_lines: "title = \"Two offers\"" => "title = \"\"\"\nTwo\noffers\"\"\"";
    notes_with_a_bell: "title = \"Two offers\"" => r#"notes = "fine\nso far\u0007""#;
    a_title_that_is_no_text: "title = \"Two offers\"" => "title = 2026";
}
