//! Faults of bonuses, layoff terms, averaged conversions and the outside option.

use super::cases;

cases! {
    a_bonus_as_a_number: "[offers.bonus]\ntarget = 0.15\nvolatility = 0.3\nfactor = 0.9\n" => "",
        "name = \"Fixed\"" => "name = \"Fixed\"\nbonus = 0.15";
    a_bonus_in_double_brackets: "[offers.bonus]" => "[[offers.bonus]]";
    a_bonus_without_a_target: "target = 0.15\n" => "";
    a_bonus_in_percent: "target = 0.15" => "target = 15";
    a_bonus_of_a_negative_factor: "factor = 0.9" => "factor = -0.9";
    a_bonus_with_a_band: "target = 0.15" => "target = { low = 0.1, high = 0.2 }";
    a_bonus_with_a_mistyped_key: "volatility = 0.3\n" => "volatilty = 0.3\n";
    a_bonus_of_a_negative_volatility: "volatility = 0.3\n" => "volatility = -0.3\n";

    layoff_terms_as_a_number: "[offers.layoff_terms]\nnotice_months = 2\nseverance_months = 3\n" => "",
        "name = \"Fixed\"" => "name = \"Fixed\"\nlayoff_terms = 2";
    a_notice_with_a_zero_fraction: "notice_months = 2" => "notice_months = 2.0";
    a_notice_below_zero: "notice_months = 2" => "notice_months = -2";
    a_notice_in_days: "notice_months = 2" => "notice_days = 60";
    a_severance_beyond_its_range: "severance_months = 3" => "severance_months = 121";

    a_conversion_as_a_number: "{ average_days = 21, start_in_days = 30, trailing_average = 228.10 }" => "21";
    a_conversion_of_nothing: "{ average_days = 21, start_in_days = 30, trailing_average = 228.10 }" => "{}";
    an_average_of_no_day: "average_days = 21" => "average_days = 0";
    an_average_of_two_years: "average_days = 21" => "average_days = 504";
    a_start_in_ten_years: "{ average_days = 21, start_in_days = 30" => "{ average_days = 21, start_in_days = 3650";
    an_average_price_of_zero: "trailing_average = 228.10" => "trailing_average = 0";
    a_mistyped_average: "trailing_average = 228.10" => "trailing_averge = 228.10";
    a_conversion_of_a_later_grant: "shares = 100" => "shares = 100\nmonth = 12";
    a_faulty_conversion_of_a_later_grant: "value = 400_000" => "value = 400_000\nmonth = 6",
        "average_days = 5" => "average_days = 5.5";
    two_start_dates: "average_days = 10, start_in_days = 30" => "average_days = 10, start_in_days = 60",
        "average_days = 5" => "average_days = 5, start_in_days = 0";

    an_outside_option_as_a_number: "[outside_option]\nannual_pay = 220_000\ngap_months = 3\n" => "",
        "format = 1" => "format = 1\noutside_option = 220_000";
    an_outside_option_in_double_brackets: "[outside_option]" => "[[outside_option]]";
    an_outside_option_without_pay: "annual_pay = 220_000\n" => "";
    a_negative_gap: "gap_months = 3" => "gap_months = -3";
    a_gap_with_a_fraction: "gap_months = 3" => "gap_months = 2.5";
    a_mistyped_outside_option: "[outside_option]" => "[outside_options]";
    an_outside_option_in_an_offer: "name = \"Fixed\"" => "name = \"Fixed\"\noutside_option = { annual_pay = 1 }";
}
