//! Faults of stocks and their correlations.

use super::cases;

cases! {
    no_price: "price = 230.0\n" => "";
    a_price_of_zero: "price = 230.0" => "price = 0";
    no_expected_return: "expected_return = 0.04\n" => "";
    no_model: "model = { kind = \"gbm\", volatility = 0.32 }\n" => "";
    no_kind: "kind = \"gbm\", volatility = 0.32" => "volatility = 0.32";
    no_volatility: "kind = \"gbm\", volatility = 0.32" => "kind = \"gbm\"";
    a_negative_volatility: "volatility = 0.32" => "volatility = -0.32";
    an_unknown_kind: "kind = \"gbm\"" => "kind = \"variance_gamma\"";
    a_model_by_name: "model = { kind = \"gbm\", volatility = 0.32 }" => "model = \"gbm\"";
    a_mistyped_parameter: "volatility = 0.32" => "volatilty = 0.32";
    points_of_a_gbm: "volatility = 0.32" => "volatility = 0.32, points = [[12, 5]]";
    a_return_of_a_fixed_path: "price = 10.0" => "price = 10.0\nexpected_return = 0.0\ndividend_yield = 0.0";
    a_volatility_of_a_fixed_path: "kind = \"fixed\"," => "kind = \"fixed\", volatility = 0.0,";
    no_points: ", points = [[12, 11.0], [24, 12.0]]" => "";
    points_at_today: "[12, 11.0]" => "[0, 11.0]";
    points_that_fall_back: "[24, 12.0]" => "[12, 12.0], [6, 13.0]";
    a_point_of_three: "[12, 11.0]" => "[12, 11.0, 12.0]";
    a_point_that_is_a_number: "[12, 11.0]" => "12";
    a_dividend_yield_above_one: "price = 230.0" => "price = 230.0\ndividend_yield = 2";
    a_stock_that_is_a_number: "[stocks.FLAT]" => "[stocks]\nMETA = 500.0\n[stocks.FLAT]";
    a_stock_without_a_name: "[stocks.FLAT]" => "[stocks.\"\"]";
    a_stock_with_a_strange_name: "[stocks.FLAT]" => r#"[stocks."a\tb"]"#,
        "price = 10.0" => "price = -10.0";
    names_with_one_hash: "[stocks.GOOG]" => "[stocks.GFZPT]", "\"AMZN,GOOG\"" => "\"AMZN,GFZPT\"",
        "stock = \"GOOG\"" => "stock = \"AMZN\"";
    stocks_without_a_name: "[stocks.AMZN]" => "[stocks]";
    more_than_32_stocks: "[stocks.AMZN]" => &many_stocks();

    a_correlation_above_one: "\"AMZN,GOOG\" = 0.6" => "\"AMZN,GOOG\" = 1.5";
    a_correlation_with_an_unknown_stock: "\"AMZN,GOOG\"" => "\"AMZN,GOGO\"";
    a_correlation_of_one_name: "\"AMZN,GOOG\"" => "AMZN";
    a_correlation_with_itself: "\"AMZN,GOOG\"" => "\"AMZN,AMZN\"";
    a_correlation_twice: "\"AMZN,GOOG\" = 0.6" => "\"AMZN,GOOG\" = 0.6\n\"GOOG,AMZN\" = 0.6";
    a_correlation_with_a_fixed_path: "\"AMZN,GOOG\" = 0.6" => "\"AMZN,FLAT\" = 0.6";
    correlations_that_cannot_hold: "[stocks.FLAT]\nprice = 10.0\nmodel = { kind = \"fixed\", \
        points = [[12, 11.0], [24, 12.0]] }" => "[stocks.META]\nprice = 500\nexpected_return = 0\n\
        model = { kind = \"gbm\", volatility = 0.4 }",
        "\"AMZN,GOOG\" = 0.6" => "\"AMZN,GOOG\" = 0.9\n\"AMZN,META\" = 0.9\n\"GOOG,META\" = -0.9";
}

fn many_stocks() -> String {
    let one =
        |k| format!("[stocks.S{k}]\nprice = 1\nmodel = {{ kind = \"fixed\", points = [] }}\n");
    (0..40).map(one).collect::<String>() + "[stocks.AMZN]"
}
