//! How numbers are written for people: grouped, with their standard error, and with no more digits than
//! it justifies.

use crate::statistics::Estimate;

/// An amount in dollars with its standard error: `1,287,400 ± 2,100`.
///
/// The error is rounded to one or two significant digits and the value to the same place, cents at
/// most; a value whose error is 0 stands alone in whole dollars, one whose error is unknown says so.
#[must_use]
pub fn money(estimate: Estimate) -> String {
    with_error(estimate, 1.0, "", 2)
}

/// A probability as a percentage with its standard error: `22.1 ± 0.1 %`.
#[must_use]
pub fn percentage(estimate: Estimate) -> String {
    with_error(estimate, 100.0, " %", 4)
}

/// A number near 1 with its standard error: `0.7710 ± 0.0004`, four decimals at most.
#[must_use]
pub fn ratio(estimate: Estimate) -> String {
    /// Half of the last decimal: an error below it is rounding.
    const ROUNDING: f64 = 0.000_05;
    match estimate.std_error {
        Some(error) if error >= ROUNDING => with_error(estimate, 1.0, "", 4),
        _ => rounded(estimate.value, -4),
    }
}

/// A number without a unit with its standard error: `−0.0448 ± 0.0020`, six decimals at most.
#[must_use]
pub fn with_digits(estimate: Estimate) -> String {
    const MOST_DECIMALS: i32 = 6;
    let Estimate { value, std_error } = estimate;
    match std_error.filter(|error| *error > 0.0) {
        Some(error) => {
            let place = place_of(error).max(-MOST_DECIMALS);
            format!("{} ± {}", rounded(value, place), rounded(error, place))
        }
        None => rounded(value, -4),
    }
}

/// An amount that has no error: whole dollars, or cents where there are some.
#[must_use]
pub fn exact_money(value: f64) -> String {
    let cents = (value * 100.0).round();
    let whole = (cents / 100.0).fract() == 0.0;
    grouped(value, if whole { 0 } else { 2 })
}

fn with_error(estimate: Estimate, scale: f64, unit: &str, most_decimals: i32) -> String {
    let value = estimate.value * scale;
    // Half of the last place of a percentage: an error below it is rounding, and shown as none.
    let rounding = (0..most_decimals).fold(0.5, |place, _| place / 10.0);
    match estimate.std_error.map(|error| error * scale) {
        Some(0.0) if unit.is_empty() => grouped(value, 0),
        Some(error) if !unit.is_empty() && error < rounding => {
            format!("{}{unit}", hundredths(value))
        }
        Some(error) => {
            let place = place_of(error).max(-most_decimals);
            format!("{} ± {}{unit}", rounded(value, place), rounded(error, place))
        }
        None => format!("{} ± n/a{unit}", rounded(value, if unit.is_empty() { 0 } else { -1 })),
    }
}

/// An amount rounded to some significant digits, cents at most.
#[must_use]
pub fn significant(value: f64, digits: i32) -> String {
    let notation = format!("{value:e}");
    let exponent = notation.split_once('e').and_then(|(_, exponent)| exponent.parse::<i32>().ok());
    rounded(value, (exponent.unwrap_or(0) + 1 - digits).max(-2))
}

/// The decimal place that a standard error justifies, as a power of ten: two significant digits when
/// its first three digits are below 355, one otherwise (the Particle Data Group's rounding rule).
fn place_of(error: f64) -> i32 {
    let notation = format!("{error:.2e}");
    let (digits, exponent) = notation.split_once('e').unwrap_or(("0", "0"));
    let exponent: i32 = exponent.parse().unwrap_or(0);
    if digits.parse::<f64>().unwrap_or(0.0) < 3.55 { exponent - 1 } else { exponent }
}

/// `value` rounded to 10^place: decimals below 0, whole tens and hundreds above.
fn rounded(value: f64, place: i32) -> String {
    if place <= 0 {
        return grouped(value, usize::try_from(-place).unwrap_or(0));
    }
    let unit = (0..place).fold(1.0, |unit, _| unit * 10.0);
    grouped((value / unit).round() * unit, 0)
}

/// Two decimals, but none of a number that is whole.
fn hundredths(value: f64) -> String {
    /// As close as rounding leaves a number to a whole one.
    const WHOLE: f64 = 1e-9;
    let decimals = if (value - value.round()).abs() <= WHOLE { 0 } else { 2 };
    grouped(value, decimals)
}

/// A number with comma-grouped thousands and a true minus sign.
#[must_use]
pub fn grouped(value: f64, decimals: usize) -> String {
    let text = format!("{:.decimals$}", value.abs());
    let (whole, fraction) =
        text.split_once('.').map_or((text.as_str(), None), |(w, f)| (w, Some(f)));
    let mut out = String::new();
    let zero = text.bytes().all(|byte| matches!(byte, b'0' | b'.'));
    if value < 0.0 && !zero {
        out.push('−');
    }
    for (place, digit) in whole.chars().enumerate() {
        if place > 0 && (whole.len() - place) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    if let Some(fraction) = fraction {
        out.push('.');
        out.push_str(fraction);
    }
    out
}

/// A count with its noun: `1 run`, `2,000 runs`.
#[must_use]
pub fn plural(value: u64, noun: &str) -> String {
    format!("{} {noun}{}", count(value), if value == 1 { "" } else { "s" })
}

/// A whole number with grouped thousands.
#[must_use]
pub fn count(value: u64) -> String {
    grouped(value as f64, 0)
}
