//! How numbers are written for people: no more digits than the standard error justifies.

use vestrisk::report::number::{exact_money, grouped, money, percentage, significant};
use vestrisk::statistics::Estimate;

fn estimate(value: f64, std_error: Option<f64>) -> Estimate {
    Estimate { value, std_error }
}

#[test]
fn amounts_are_rounded_to_the_place_of_their_error() {
    let cases = [
        (1_249_123.4, Some(2_034.0), "1,249,100 ± 2,000"),
        (1_249_123.4, Some(3_544.0), "1,249,100 ± 3,500"),
        (1_249_123.4, Some(3_546.0), "1,249,000 ± 4,000"),
        (1_249_123.4, Some(9_499.0), "1,249,000 ± 9,000"),
        // 950 and more rounds up to the next power of ten.
        (1_249_123.4, Some(9_999.0), "1,249,000 ± 10,000"),
        (-27_323.0, Some(181.0), "−27,320 ± 180"),
        (12.3456, Some(0.012), "12.35 ± 0.01"),
        (12.3456, Some(1e-9), "12.35 ± 0.00"),
        (0.0, Some(1_000.0), "0 ± 1,000"),
        (-3.0, Some(500.0), "0 ± 500"),
        (1_440_000.0, Some(0.0), "1,440,000"),
        (213_750.25, Some(0.0), "213,750"),
        (1_234.56, None, "1,235 ± n/a"),
    ];
    for (value, error, expected) in cases {
        assert_eq!(money(estimate(value, error)), expected, "{value} {error:?}");
    }
}

#[test]
fn probabilities_are_percentages() {
    let cases = [
        (0.2665, Some(0.0014), "26.65 ± 0.14 %"),
        (0.5, Some(0.05), "50 ± 5 %"),
        (0.0, Some(1.9e-5), "0.0000 ± 0.0019 %"),
        (1.0, Some(0.0), "100 %"),
        (0.125, None, "12.5 ± n/a %"),
    ];
    for (value, error, expected) in cases {
        assert_eq!(percentage(estimate(value, error)), expected, "{value} {error:?}");
    }
}

#[test]
fn exact_amounts_show_cents_only_where_there_are_some() {
    assert_eq!(exact_money(1_550_000.0), "1,550,000");
    assert_eq!(exact_money(6_666.666), "6,666.67");
    assert_eq!(exact_money(-0.001), "0");
    assert_eq!(grouped(-1_234.5, 2), "−1,234.50");
    assert_eq!(grouped(999.999, 2), "1,000.00");
    assert_eq!(significant(614_374.4, 3), "614,000");
    assert_eq!(significant(0.0, 3), "0.00");
}
