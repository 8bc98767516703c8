//! Faults of the responses of exit profiles.

use super::cases;

cases! {
    a_response_as_a_number: "[attrition.mine.response]\nlayoff_to_return = 0.5\nvoluntary_to_unvested = 0.3\n\
        vest_timing = { before = 0.7, after = 2.0, share = 0.1 }\nlayoff_waves = { months = [14, 30], hit = \
        0.08 }\n" => "response = 0.5\n";
    an_unknown_response: "layoff_to_return = 0.5" => "quits_to_weather = 0.5";
    a_mistyped_response: "voluntary_to_unvested = 0.3" => "voluntary_to_unvestd = 0.3";
    a_negative_elasticity: "layoff_to_return = 0.5" => "layoff_to_return = -0.5";
    an_elasticity_as_text: "voluntary_to_unvested = 0.3" => "voluntary_to_unvested = \"strong\"";
    an_elasticity_above_its_range: "voluntary_to_unvested = 0.3" => "voluntary_to_unvested = 30";
    a_timing_as_a_list: "{ before = 0.7, after = 2.0, share = 0.1 }" => "[0.7, 2.0, 0.1]";
    a_timing_of_nothing: "{ before = 0.7, after = 2.0, share = 0.1 }" => "{}";
    a_timing_beyond_the_bounds: "before = 0.7, after = 2.0, share = 0.1" =>
        "before = 0.1, after = 5, share = 0";
    a_share_in_percent: "share = 0.1" => "share = 10";
    waves_as_a_list: "{ months = [14, 30], hit = 0.08 }" => "[14, 30]";
    waves_without_a_hit: "months = [14, 30], hit = 0.08" => "months = [14, 30]";
    waves_without_months: "months = [14, 30], hit" => "hit";
    no_wave: "months = [14, 30]" => "months = []";
    one_wave_as_a_number: "months = [14, 30]" => "months = 14";
    waves_in_disorder: "months = [14, 30]" => "months = [30, 14, 14]";
    a_wave_at_the_start: "months = [14, 30]" => "months = [0, 14.0, 5_000]";
    a_wave_that_hits_everybody: "hit = 0.08" => "hit = 1";
    a_wave_that_hits_nobody: "hit = 0.08" => "hit = 0";
    a_certain_exit_beside_responses: "preset = \"amazon\"" => "exit = { month = 18, cause = \"layoff\" }";
    layoffs_after_a_stock_that_is_not_there: "attrition = \"plain\"" => "attrition = \"mine\"",
        "[[offers.grants]]\nstock = \"AMZN\"\nvalue = 400_000\nvesting = \"even_quarterly\"\nconversion = { \
        average_days = 5 }\n" => "";
}
