//! Units of a grant's tranches, dealt out by hand.

/// The units of each tranche of a grant of `shares`: fractions, or whole numbers by largest remainder
/// (Hamilton's method), the total rounded half up and ties to the earlier tranche.
///
/// Percentages such as 100/36 carry rounding, so shares are put on a grid of 1e-6 first; no two
/// remainders of the schedules tried here are closer than that without being equal.
pub fn dealt(shares: f64, percents: &[f64], whole: bool) -> Vec<f64> {
    if !whole {
        return percents.iter().map(|percent| shares * percent / 100.0).collect();
    }
    let total = (shares + 0.5).floor();
    let exact: Vec<f64> =
        percents.iter().map(|percent| (total * percent / 100.0 * 1e6).round() / 1e6).collect();
    let mut units: Vec<f64> = exact.iter().map(|share| share.floor()).collect();
    let mut order: Vec<usize> = (0..percents.len()).collect();
    // A stable sort: equal remainders stay in order of time.
    order.sort_by_key(|&k| std::cmp::Reverse(millionths(exact[k] - units[k])));
    let mut place = 0;
    while units.iter().sum::<f64>() < total {
        units[order[place]] += 1.0;
        place += 1;
    }
    units
}

#[expect(clippy::cast_possible_truncation, reason = "0 to a million")]
fn millionths(remainder: f64) -> i64 {
    (remainder * 1e6).round() as i64
}

#[test]
fn whole_units_by_hand() {
    assert_eq!(dealt(10.0, &[50.0, 50.0], true), [5.0, 5.0]);
    assert_eq!(dealt(2.5, &[50.0, 50.0], true), [2.0, 1.0], "half up, the tie to the earlier");
    assert_eq!(dealt(2.4, &[50.0, 50.0], true), [1.0, 1.0]);
    assert_eq!(dealt(7.0, &[5.0, 15.0, 40.0, 40.0], true), [0.0, 1.0, 3.0, 3.0]);
    assert_eq!(dealt(11.0, &[30.0, 35.0, 35.0], true), [3.0, 4.0, 4.0], "the largest remainders");
    let third = 100.0 / 3.0;
    assert_eq!(dealt(100.0, &[third; 3], true), [34.0, 33.0, 33.0]);
    assert_eq!(dealt(1.5, &[20.0, 80.0], false), [1.5 * 20.0 / 100.0, 1.5 * 80.0 / 100.0]);
}
