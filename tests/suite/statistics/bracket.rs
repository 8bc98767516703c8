//! Brackets of roots: how many points they take, steps, falls, and signs that do not differ.

use vestrisk::statistics::Bracket;

/// The points looked at until the bracket is narrow.
fn search(f: impl Fn(f64) -> f64, low: f64, high: f64, width: f64) -> ((f64, f64), usize) {
    let mut bracket = Bracket::new((low, f(low)), (high, f(high))).expect("signs differ");
    let mut count = 0;
    while bracket.width() > width && bracket.met().1 != 0.0 {
        let x = bracket.next();
        bracket.narrow((x, f(x)));
        count += 1;
        assert!(count < 200, "{bracket:?}");
    }
    (bracket.met(), count)
}

#[test]
fn a_line_takes_one_point() {
    let line = |x: f64| 3.0 * x - 6.0;
    let mut bracket = Bracket::new((0.0, line(0.0)), (10.0, line(10.0))).expect("signs differ");
    let x = bracket.next();
    assert!((x - 2.0).abs() <= 4.0 * f64::EPSILON, "{x}");
    // Rounding leaves the root on one side of it: the end on the other is a millionth of the width away at once.
    bracket.narrow((x, line(x)));
    while bracket.width() > 1e-5 {
        let x = bracket.next();
        assert!((x - 2.0).abs() <= 1e-5, "{x}");
        bracket.narrow((x, line(x)));
    }
}

#[test]
fn smooth_functions_take_few_points_and_steps_no_more_than_bisection_twice() {
    let (found, count) = search(|x| x * x * x - 2.0, 0.0, 2.0, 1e-10);
    assert!((found.0 * found.0 * found.0 - 2.0).abs() < 1e-8 && count <= 14, "{found:?} {count}");
    // A step at 0.3: the end where the function is positive is told.
    let ((x, value), count) = search(|x| if x < 0.3 { -1.0 } else { 5.0 }, 0.0, 1.0, 1e-9);
    assert!(value > 0.0 && (x - 0.3).abs() < 1e-8 && count <= 80, "{x} {count}");
    // A falling function.
    let ((x, _), _) = search(|x| 1.0 / x - 4.0, 0.01, 9.0, 1e-10);
    assert!((x - 0.25).abs() < 1e-8, "{x}");
}

#[test]
fn equal_signs_are_no_bracket() {
    assert!(Bracket::new((0.0, 1.0), (1.0, 0.0)).is_none());
    assert!(Bracket::new((0.0, -1.0), (1.0, 0.0)).is_some());
}
