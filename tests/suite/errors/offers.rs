//! Faults of offers: names, sign-on payments, clawbacks, grants and vesting schedules.

use super::cases;

cases! {
    no_offers: "[[offers]]" => "[[offer]]", "[[offers.sign_on]]" => "[[offer.sign_on]]",
        "[[offers.sign_on]]" => "[[offer.sign_on]]", "[[offers.grants]]" => "[[offer.grants]]",
        "[[offers.grants]]" => "[[offer.grants]]", "[[offers]]" => "[[offer]]";
    an_offer_in_single_brackets: "[[offers]]\nname = \"Even\"\nattrition = \"amazon\"\n\
        base_salary = 180_000\n" => "", "[[offers]]" => "[offers]";
    offers_as_a_list_of_names: "[[offers]]\nname = \"Even\"\nattrition = \"amazon\"\n\
        base_salary = 180_000\n" => "", "[[offers]]" => "[x]",
        "[[offers.sign_on]]" => "[[x.sign_on]]", "[[offers.sign_on]]" => "[[x.sign_on]]",
        "[[offers.grants]]" => "[[x.grants]]", "[[offers.grants]]" => "[[x.grants]]",
        "format = 1" => "format = 1\noffers = [\"Back-loaded\"]";
    no_name_and_no_salary: "name = \"Even\"\nattrition = \"amazon\"\nbase_salary = 180_000\n" => "";
    an_empty_name: "name = \"Back-loaded\"" => "name = \"\"";
    a_name_twice: "name = \"Even\"" => "name = \"Back-loaded\"", "baseline = \"Even\"\n" => "";
    an_employer_without_a_name: "employer = \"Amazon\"" => "employer = \"\"";
    a_negative_salary: "base_salary = 175_000" => "base_salary = -175_000";
    a_salary_as_text: "base_salary = 175_000" => "base_salary = \"$175,000\"";
    a_raise_of_a_thousand_percent: "annual_raise = 0.03" => "annual_raise = 1000";
    a_key_of_a_later_version: "annual_raise = 0.03" => "preset = \"amazon\"";
    more_than_64_offers: "[[offers]]\nname = \"Even\"" => &many_offers();

    no_amount: "amount = 50_000\n" => "";
    no_paid: "paid = { at = 0 }\n" => "";
    paid_as_a_number: "paid = { at = 0 }" => "paid = 0";
    paid_never: "paid = { at = 0 }" => "paid = {}";
    paid_at_and_from: "paid = { at = 0 }" => "paid = { at = 0, from = 0 }";
    paid_from_without_to: "paid = { from = 12, to = 24 }" => "paid = { from = 12 }";
    paid_backwards: "paid = { from = 12, to = 24 }" => "paid = { from = 24, to = 12 }";
    paid_before_the_start: "paid = { at = 0 }" => "paid = { at = -1 }";
    paid_far_away: "paid = { at = 0 }" => "paid = { at = 5_000 }";
    a_month_with_a_zero_fraction: "paid = { from = 12, to = 24 }" => "paid = { from = 12.0, to = 24 }";
    single_brackets: "[[offers.sign_on]]\namount = 80_000" => "[offers.gift]\namount = 80_000",
        "[[offers.sign_on]]" => "[offers.sign_on]";

    an_unknown_clawback: "clawback = \"prorated_12\"" => "clawback = \"prorated\"";
    instalments_on_a_lump: "clawback = \"prorated_12\"" => "clawback = \"instalments\"";
    a_clawback_as_a_number: "clawback = \"prorated_12\"" => "clawback = 12";
    a_clawback_without_terms: "clawback = \"prorated_12\"" => "clawback = {}";
    a_window_of_nothing: "window_months = 12" => "window_months = 0";
    an_unknown_proration: "proration = \"daily\"" => "proration = \"weekly\"";
    no_causes: "causes = [\"voluntary\"]" => "causes = []";
    causes_twice_and_unknown: "causes = [\"voluntary\"]" => "causes = [\"voluntary\", \"voluntary\", \"quit\"]";
    causes_as_text: "causes = [\"voluntary\"]" => "causes = \"voluntary\"";
    an_unknown_start: "causes = [\"voluntary\"]" => "causes = [\"voluntary\"], from = \"strat\"";

    an_unknown_stock: "stock = \"GOOG\"" => "stock = \"GOGO\"";
    no_stocks_at_all: "[stocks.AMZN]\nprice = 230.0\nexpected_return = 0.04\nmodel = { kind = \
        \"gbm\", volatility = 0.32 }\n" => "", "[stocks.GOOG]\nprice = 180.0\nexpected_return = \
        0.04\nmodel = { kind = \"gbm\", volatility = 0.30 }\n" => "", "[stocks.FLAT]\nprice = 10.0\n\
        model = { kind = \"fixed\", points = [[12, 11.0], [24, 12.0]] }\n" => "",
        "[correlation]\n\"AMZN,GOOG\" = 0.6\n" => "";
    no_stock: "stock = \"GOOG\"\n" => "";
    neither_value_nor_shares: "value = 650_000\n" => "";
    both_value_and_shares: "value = 650_000" => "value = 650_000\nshares = 2_826";
    negative_shares: "shares = 100" => "shares = -100";
    no_vesting: "vesting = \"amazon\"\n" => "";
    an_unknown_vesting_preset: "vesting = \"amazon\"" => "vesting = \"amazon_yearly\"";
    a_flag_as_text: "whole_units = true" => "whole_units = \"yes\"";
    an_unknown_sale: "sell = \"at_vest\"" => "sell = \"never\"";

    a_sum_of_99: "vesting = \"amazon\"" => "vesting = [[12, 5], [24, 15], [36, 40], [48, 39]]";
    a_sum_of_decimals: "vesting = \"amazon\"" => "vesting = [[12, 33.3], [24, 33.3], [36, 33.3]]";
    a_sum_over_several_lines: "vesting = \"amazon\"" => "vesting = [\n  [12, 50], # first\n  [24, 60],\n]";
    no_tranches: "vesting = \"amazon\"" => "vesting = []";
    tranches_in_disorder: "vesting = \"amazon\"" => "vesting = [[24, 50], [12, 25], [24, 25]]";
    tranches_of_the_wrong_shape: "vesting = \"amazon\"" => "vesting = [[12], 24, [36.0, 50], [48, 101]]";
    more_than_1000_tranches: "vesting = \"amazon\"" => &many_tranches();
    a_yearly_sum_of_110: "yearly = [25, 25, 25, 25]" => "yearly = [35, 25, 25, 25]";
    yearly_without_a_cadence: "every_months = 3" => "cliff_months = 12";
    a_cadence_that_does_not_divide_12: "every_months = 3" => "every_months = 5";
    cadences_for_other_years: "every_months = 3" => "every_months = [12, 12, 6]";
    a_cadence_of_nothing: "every_months = 3" => "every_months = [12, 0, 6, 6]";
    no_years: "yearly = [25, 25, 25, 25]" => "yearly = []";
    too_many_years: "yearly = [25, 25, 25, 25], every_months = 3" =>
        &format!("yearly = {:?}, every_months = 1", [1; 100]);
    a_cliff_with_a_fraction: "every_months = 3" => "every_months = 3, cliff_months = 12.5";
}

fn many_offers() -> String {
    let one = |k| format!("[[offers]]\nname = \"Offer {k}\"\nbase_salary = 1\n");
    (0..80).map(one).collect::<String>() + "[[offers]]\nname = \"Even\""
}

fn many_tranches() -> String {
    let tranches: Vec<String> = (1..=1_100).map(|month| format!("[{month}, 0.05]")).collect();
    format!("vesting = [{}]", tranches.join(", "))
}
