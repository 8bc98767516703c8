//! Faults of bands, wherever money of an offer stands.

use super::cases;

const BASE: &str = "{ low = 160_000, high = 185_000, shape = \"triangular\", mode = 175_000, \
                    independent = true }";

/// The base salary written another way.
macro_rules! bases {
    ($($name:ident: $to:expr;)+) => {
        $(
            #[test]
            fn $name() {
                insta::assert_snapshot!(super::screen(super::changed(&[(BASE, $to)])));
            }
        )+
    };
}

bases! {
    a_band_as_a_list: "[160_000, 185_000]";
    a_band_as_text: "\"160,000 to 185,000\"";
    a_number_in_quotes: "\"$175,000\"";
    a_band_without_ends: "{}";
    a_band_without_a_high_end: "{ low = 160_000 }";
    a_band_with_mistyped_ends: "{ lo = 160_000, hi = 185_000 }";
    a_band_with_an_end_in_quotes: "{ low = \"160_000\", high = 185_000 }";
    a_band_upside_down: "{ low = 185_000, high = 160_000 }";
    a_band_of_one_amount: "{ low = 175_000, high = 175_000 }";
    a_band_below_zero: "{ low = -1, high = 160_000 }";
    a_band_without_end: "{ low = 160_000, high = inf }";
    a_band_with_a_nested_band: "{ low = { low = 1, high = 2 }, high = 185_000 }";
    an_unknown_shape: "{ low = 160_000, high = 185_000, shape = \"triangle\" }";
    a_shape_as_a_number: "{ low = 160_000, high = 185_000, shape = 3 }";
    a_mode_of_a_uniform_band: "{ low = 160_000, high = 185_000, shape = \"uniform\", mode = 175_000 }";
    a_mode_without_a_shape: "{ low = 160_000, high = 185_000, mode = 175_000 }";
    a_mode_beside_an_unknown_shape: "{ low = 160_000, high = 185_000, shape = \"bell\", mode = \"x\" }";
    a_mode_outside_the_band: "{ low = 160_000, high = 185_000, shape = \"triangular\", mode = 190_000 }";
    a_mode_out_of_range: "{ low = 160_000, high = 185_000, shape = \"triangular\", mode = -1 }";
    independent_as_text: "{ low = 160_000, high = 185_000, independent = \"yes\" }";
    everything_wrong_with_a_band: "{ low = 2e10, high = -1, shape = \"flat\", mode = [], independent = 1, \
        step = 5 }";
}

cases! {
    a_sign_on_upside_down: "low = 40_000, high = 60_000" => "low = 60_000, high = 40_000";
    a_grant_with_a_mode: "high = 700_000 }" => "high = 700_000, mode = 500_000 }";
    a_refresher_with_a_mistyped_key: "high = 100_000," => "hgih = 100_000,";
    a_pay_target_without_a_low_end: "{ low = 300_000, high = 340_000 }" => "{ high = 340_000 }";
    shares_as_a_band: "shares = 100" => "shares = { low = 90, high = 110 }";
    an_outside_option_as_a_band: "annual_pay = 220_000" => "annual_pay = { low = 1, high = 2 }";
}
