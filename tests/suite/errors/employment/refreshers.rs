//! Faults of refreshers and of the ratings that decide them.

use super::cases;

cases! {
    a_refresher_as_a_number: "[[offers]]\nname = \"Target\"" =>
        "[[offers]]\nname = \"Number\"\nbase_salary = 1\nrefresh = 80_000\n[[offers]]\nname = \"Target\"";
    a_refresher_in_double_brackets: "[offers.refresh]\nkind = \"fixed\"" =>
        "[[offers.refresh]]\nkind = \"fixed\"";
    a_refresher_without_a_grant: "[[offers.grants]]\nstock = \"AMZN\"\nvalue = 400_000\nvesting = \
        \"even_quarterly\"\nconversion = { average_days = 5 }\n" => "";
    a_refresher_of_nothing: "kind = \"fixed\"\nvalue = { low = 60_000, high = 100_000, shape = \"triangular\" \
        }\nreview_months = [12, 24, 36]\nvesting = [[12, 50], [24, 50]]\n" => "";
    an_unknown_kind: "kind = \"fixed\"" => "kind = \"fix\"";
    a_fixed_refresher_without_its_keys: "kind = \"fixed\"\nvalue = { low = 60_000, high = 100_000, shape = \
        \"triangular\" }\nreview_months = [12, 24, 36]\nvesting = [[12, 50], [24, 50]]\n" =>
        "kind = \"fixed\"\n";
    a_fixed_refresher_with_a_target: "kind = \"fixed\"" =>
        "kind = \"fixed\"\ntarget_pay = 300_000\nassumed_growth = 0.15\ntrue_up = 1\nratings = {}";
    a_target_without_pay: "target_pay = { low = 300_000, high = 340_000 }\n" => "";
    a_target_with_a_value: "kind = \"target\"" => "kind = \"target\"\nvalue = 80_000\nvesting = \"meta\"";
    growth_below_its_range: "assumed_growth = 0.1" => "assumed_growth = -1";
    growth_in_percent: "assumed_growth = 0.1" => "assumed_growth = 15";
    a_negative_true_up: "true_up = 0.8" => "true_up = -0.8";
    a_schedule_of_90: "vesting = [[12, 50], [24, 50]]" => "vesting = [[12, 50], [24, 40]]";

    no_review: "review_months = [12, 24, 36]" => "review_months = []";
    one_review_as_a_number: "review_months = [12, 24, 36]" => "review_months = 12";
    reviews_in_disorder: "review_months = [12, 24, 36]" => "review_months = [24, 12, 36, 36]";
    a_review_at_the_start: "review_months = [12, 24, 36]" => "review_months = [0, 12, 24]";
    a_review_with_a_zero_fraction: "review_months = [12, 24, 36]" => "review_months = [12.0, 24, \"36\"]";
    more_than_120_reviews: "review_months = [12, 24, 36]" =>
        &format!("review_months = {:?}", (1..=121).collect::<Vec<u32>>());

    ratings_as_a_list: "[offers.refresh.ratings]\n" => "[[offers.refresh.ratings]]\n";
    ratings_without_tiers: "tiers = [\"low\", \"meets\", \"exceeds\"]\n" => "";
    ratings_without_probabilities: "probabilities = [0.1, 0.7, 0.2]\n" => "";
    no_tiers: "tiers = [\"low\", \"meets\", \"exceeds\"]" => "tiers = []";
    tiers_as_text: "tiers = [\"low\", \"meets\", \"exceeds\"]" => "tiers = \"low, meets, exceeds\"";
    tiers_without_proper_names: "[\"low\", \"meets\", \"exceeds\"]" => "[1, \"\", \"exceeds\"]";
    a_tier_twice: "[\"low\", \"meets\", \"exceeds\"]" => "[\"low\", \"meets\", \"low\"]";
    more_than_20_tiers: "[\"low\", \"meets\", \"exceeds\"]" => &many_tiers(),
        "[0.1, 0.7, 0.2]\ntransition = [[0.5, 0.5, 0.0], [0.1, 0.7, 0.2], [0.0, 0.5, 0.5]]\n\
        target_factor = [0.6, 1.0, 1.3]\nbonus_factor = [0.0, 1.0, 1.5]\nperformance_factor = [5.0, 1.0, 0.2]"
        => &format!("{:?}", [0.04; 25]);
    probabilities_for_two_of_three: "probabilities = [0.1, 0.7, 0.2]" => "probabilities = [0.3, 0.7]";
    probabilities_that_sum_to_less: "probabilities = [0.1, 0.7, 0.2]" => "probabilities = [0.1, 0.7, 0.1]";
    probabilities_that_sum_to_more: "probabilities = [0.1, 0.7, 0.2]" => "probabilities = [0.3, 0.7, 0.2]";
    probabilities_in_percent: "probabilities = [0.1, 0.7, 0.2]" => "probabilities = [10, 70, 20]";
    a_transition_with_a_row_missing: "[[0.5, 0.5, 0.0], [0.1, 0.7, 0.2], [0.0, 0.5, 0.5]]" =>
        "[[0.5, 0.5, 0.0], [0.1, 0.7, 0.2]]";
    a_transition_that_is_not_square: "[0.0, 0.5, 0.5]]" => "[0.5, 0.5]]";
    a_transition_that_loses_some: "[[0.5, 0.5, 0.0]," => "[[0.5, 0.4, 0.0],";
    a_transition_of_numbers: "[[0.5, 0.5, 0.0], [0.1, 0.7, 0.2], [0.0, 0.5, 0.5]]" => "[0.5, 0.3, 0.2]";
    factors_for_four: "target_factor = [0.6, 1.0, 1.3]" => "target_factor = [0.6, 1.0, 1.3, 2.0]";
    one_factor_for_all: "bonus_factor = [0.0, 1.0, 1.5]" => "bonus_factor = 1.5";
    factors_out_of_range: "performance_factor = [5.0, 1.0, 0.2]" =>
        "performance_factor = [500, \"1\", -0.2]";
    a_mistyped_factor: "performance_factor" => "performance_factors";
}

fn many_tiers() -> String {
    let tiers: Vec<String> = (1..=25).map(|tier| format!("tier {tier}")).collect();
    format!("{tiers:?}")
}
