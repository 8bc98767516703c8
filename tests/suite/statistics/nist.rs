//! Mean and standard deviation against NIST's Statistical Reference Datasets (StRD), the univariate
//! sets with certified values, and against exact integer arithmetic on the same floats.

use vestrisk::statistics::Moments;

/// 2^20. The fixed-point units are sized for dollars; a set with a smaller spread is read in millionths,
/// that is times a power of two, which changes no digit of any value.
const MILLIONTHS: f64 = 1_048_576.0;
/// The engine's block.
const BLOCK: usize = 1_024;

struct Set {
    name: &'static str,
    values: Vec<f64>,
    mean: f64,
    sd: f64,
    /// The digits of the certified mean and standard deviation that must be met.
    digits: (f64, f64),
}

/// The sets with the digits asked for. Certified values have 15 digits, of which rounding leaves 14.5
/// or more. Decimal values are rounded to floats before anything is computed; exact arithmetic on these
/// floats keeps 13.1 digits of the standard deviation of Mavro, 13.8 of Michelso, 9.5 of `NumAcc3` and
/// 8.3 of `NumAcc4`, and no algorithm can do better.
fn sets() -> Vec<Set> {
    let read = |name, text, digits| {
        let (mean, sd, values) = parse(text);
        Set { name, values, mean, sd, digits }
    };
    let alternating = |name, center: [f64; 3], mean, sd_digits| {
        let values = (0..1_001).map(|i| center[if i == 0 { 0 } else { 2 - i % 2 }]).collect();
        Set { name, values, mean, sd: 0.1, digits: (14.5, sd_digits) }
    };
    let whole = vec![10_000_001.0, 10_000_003.0, 10_000_002.0];
    vec![
        read("PiDigits", include_str!("../data/nist/PiDigits.dat"), (14.5, 14.5)),
        read("Lottery", include_str!("../data/nist/Lottery.dat"), (14.5, 14.5)),
        read("Lew", include_str!("../data/nist/Lew.dat"), (14.5, 14.5)),
        read("Mavro", include_str!("../data/nist/Mavro.dat"), (14.5, 13.0)),
        read("Michelso", include_str!("../data/nist/Michelso.dat"), (14.5, 13.5)),
        Set { name: "NumAcc1", values: whole, mean: 10_000_002.0, sd: 1.0, digits: (14.5, 14.5) },
        alternating("NumAcc2", [1.2, 1.1, 1.3], 1.2, 14.5),
        alternating("NumAcc3", [1_000_000.2, 1_000_000.1, 1_000_000.3], 1_000_000.2, 9.4),
        alternating("NumAcc4", [10_000_000.2, 10_000_000.1, 10_000_000.3], 10_000_000.2, 8.2),
    ]
}

/// The mean, the standard deviation and the values of a data file.
fn parse(text: &str) -> (f64, f64, Vec<f64>) {
    let number = |word: &str| word.parse::<f64>().expect("a number");
    let (head, data) = text.split_once("\ndata\n").expect("a line saying data");
    let field = |name: &str| {
        let line =
            head.lines().find_map(|line| line.strip_prefix(name)).expect("a certified value");
        number(line.trim())
    };
    (field("mean "), field("sd "), data.split_whitespace().map(number).collect())
}

/// The moments of values times `scale`, in the engine's blocks and with a shift of the engine's kind.
fn moments(values: &[f64], scale: f64) -> Moments {
    let scaled: Vec<f64> = values.iter().map(|value| value * scale).collect();
    let first = &scaled[..scaled.len().min(BLOCK)];
    let mut moments = Moments::new(first.iter().sum::<f64>() / first.len() as f64);
    scaled.chunks(BLOCK).for_each(|block| moments.add_block(block));
    moments
}

/// Mean and variance by integer arithmetic without any rounding before the last division: floats are
/// integers times a power of two.
#[expect(clippy::cast_possible_truncation, reason = "the floats are whole numbers below 2^53")]
fn exact(values: &[f64]) -> (f64, f64) {
    let unit = (0..60)
        .map(|bits| (1_u64 << bits) as f64)
        .find(|unit| values.iter().all(|value| (value * unit).fract() == 0.0))
        .expect("a common unit");
    let deviations: Vec<i128> =
        values.iter().map(|value| (value * unit) as i128 - (values[0] * unit) as i128).collect();
    let count = values.len() as i128;
    let sum: i128 = deviations.iter().sum();
    let squares: i128 = deviations.iter().map(|deviation| deviation * deviation).sum();
    let mean = values[0] + sum as f64 / count as f64 / unit;
    let variance = (count * squares - sum * sum) as f64 / (count * (count - 1)) as f64;
    (mean, variance / unit / unit)
}

/// The number of digits on which two numbers agree: the log relative error.
fn digits(found: f64, expected: f64) -> f64 {
    -libm::log10((found - expected).abs() / expected.abs())
}

/// The sets hold what NIST certifies: the values' own statistics, computed exactly, meet them.
#[test]
fn data_reproduce_the_certified_values() {
    for set in sets() {
        let (mean, variance) = exact(&set.values);
        assert!(digits(mean, set.mean) >= 14.5, "{}: mean {mean}", set.name);
        assert!(digits(variance.sqrt(), set.sd) >= set.digits.1, "{}: {variance}", set.name);
    }
}

#[test]
fn certified_digits() {
    for set in sets() {
        let moments = moments(&set.values, MILLIONTHS);
        let mean = digits(moments.mean().unwrap() / MILLIONTHS, set.mean);
        let sd = digits(moments.sd().unwrap() / MILLIONTHS, set.sd);
        assert!(mean >= set.digits.0, "{}: mean to {mean} digits", set.name);
        assert!(sd >= set.digits.1, "{}: sd to {sd} digits", set.name);
        assert_eq!(moments.count(), set.values.len() as u64);
    }
}

/// Against exact arithmetic nothing is lost but roundings: a block's sums have at most 128 additions a
/// lane and err by far less than that many half units in the last place.
#[test]
fn exact_digits() {
    for set in sets() {
        let (mean, variance) = exact(&set.values);
        let moments = moments(&set.values, MILLIONTHS);
        let mean = digits(moments.mean().unwrap() / MILLIONTHS, mean);
        let variance = digits(moments.variance().unwrap() / MILLIONTHS / MILLIONTHS, variance);
        assert!(mean >= 15.3, "{}: mean to {mean} digits", set.name);
        assert!(variance >= 14.3, "{}: variance to {variance} digits", set.name);
    }
}

/// Without the millionths the sums of squares carry the rounding of their unit, half of 2^−36 a block,
/// and no more: a variance of 10^−6 dollars² has seven digits, one of a cent² has twelve.
#[test]
fn units_are_sized_for_dollars() {
    let half_unit = 1.0 / (1_u64 << 37) as f64;
    for set in sets() {
        let (mean, variance) = exact(&set.values);
        let moments = moments(&set.values, 1.0);
        let blocks = set.values.len().div_ceil(BLOCK) as f64;
        let allowed = blocks * half_unit / (set.values.len() - 1) as f64 + 1e-14 * variance;
        let found = moments.variance().unwrap();
        assert!((found - variance).abs() <= allowed, "{}: {found}, exactly {variance}", set.name);
        assert!(digits(moments.mean().unwrap(), mean) >= 14.8, "{}", set.name);
    }
}

/// Control: the textbook formula on plain sums fails the set that was made for it.
#[test]
fn plain_sums_fail_numacc4() {
    let set = sets().pop().unwrap();
    let n = set.values.len() as f64;
    let sum: f64 = set.values.iter().sum();
    let squares: f64 = set.values.iter().map(|value| value * value).sum();
    let variance = (squares - sum * sum / n) / (n - 1.0);
    assert!(digits(variance.max(0.0).sqrt(), set.sd) < set.digits.1 - 4.0, "{variance}");
}
