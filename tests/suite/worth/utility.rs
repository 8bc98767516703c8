//! Isoelastic utility against its formula in plain arithmetic: values, inverses, slopes, the floor.

use vestrisk::simulation::Isoelastic;

const REFERENCE: f64 = 250_000.0;
const AVERSIONS: [f64; 13] =
    [0.25, 0.5, 0.999, 1.0 - 1e-9, 1.0, 1.0 + 1e-9, 1.001, 1.5, 2.0, 3.0, 10.0, 50.0, 100.0];

/// Wealth from the floor to far above the reference.
fn wealths(utility: &Isoelastic) -> Vec<f64> {
    let floor = utility.floor() / REFERENCE;
    let share = |step: u32| libm::pow(floor, 1.0 - f64::from(step) / 20.0);
    let below = (0..=20).map(share);
    below.chain([1.000_001, 1.2, 2.0, 10.0, 1_000.0]).map(|share| share * REFERENCE).collect()
}

/// The definition, with its limit at 1; so close to 1 that the difference of powers would be rounding, by two terms of
/// its series.
fn plain(aversion: f64, wealth: f64) -> f64 {
    let (power, log) = (1.0 - aversion, libm::log(wealth / REFERENCE));
    if (power * log).abs() < 1e-6 {
        REFERENCE * log * (1.0 + 0.5 * power * log)
    } else {
        REFERENCE * (libm::pow(wealth / REFERENCE, power) - 1.0) / power
    }
}

#[test]
fn utilities_are_those_of_the_formula() {
    for aversion in AVERSIONS {
        let utility = Isoelastic::new(aversion, REFERENCE);
        for wealth in wealths(&utility) {
            let (found, plain) = (utility.utility(wealth), plain(aversion, wealth));
            // What is promised, 1e-13, and what the plain difference of powers loses: a unit of the power's last digit.
            let power = libm::pow(wealth / REFERENCE, 1.0 - aversion).max(1.0);
            let lost = f64::EPSILON * power / (1.0 - aversion).abs().max(1e-6);
            let series = 1e-12 * plain.abs();
            let allowed = REFERENCE * (1e-13 * power / (1.0 - aversion).abs().max(1.0) + lost);
            assert!(
                (found - plain).abs() <= allowed + series,
                "{aversion} {wealth}: {found} {plain}"
            );
        }
    }
}

#[test]
fn wealth_is_the_inverse_of_utility() {
    for aversion in AVERSIONS {
        let utility = Isoelastic::new(aversion, REFERENCE);
        for wealth in wealths(&utility) {
            let value = utility.utility(wealth);
            let found = utility.wealth(value);
            // An error of the utility of e dollars is one of the wealth of e/u′, which far above the reference is large
            // for a steep utility: there all wealth is alike, and where it is beyond telling, none is told.
            let error = 1e-12 * REFERENCE.max(value.abs()) / utility.marginal(wealth);
            match found {
                Some(found) if error < 0.1 * wealth => {
                    assert!((found - wealth).abs() <= error, "{aversion} {wealth}: {found}");
                }
                other => assert!(error >= 0.1 * wealth, "{aversion} {wealth}: {other:?}"),
            }
        }
    }
    // Above 1 utility is bounded: beyond, no wealth has it.
    assert_eq!(Isoelastic::new(2.0, REFERENCE).wealth(REFERENCE), None);
    assert_eq!(Isoelastic::new(2.0, REFERENCE).wealth(2.0 * REFERENCE), None);
    assert_eq!(Isoelastic::new(0.5, REFERENCE).wealth(-2.1 * REFERENCE), None);
    assert_eq!(Isoelastic::new(0.0, REFERENCE).wealth(-2.0 * REFERENCE), Some(-REFERENCE));
}

#[test]
fn marginal_utility_is_the_slope() {
    for aversion in [AVERSIONS.as_slice(), &[0.0]].concat() {
        let utility = Isoelastic::new(aversion, REFERENCE);
        assert!((utility.marginal(REFERENCE) - 1.0).abs() < 1e-12);
        for share in [0.9_f64, 1.0, 1.1, 2.0] {
            let wealth = share * REFERENCE;
            let step = 1e-4 * wealth / aversion.max(1.0);
            let rise = utility.utility(wealth + step) - utility.utility(wealth - step);
            let (slope, marginal) = (rise / (2.0 * step), utility.marginal(wealth));
            // The third derivative is γ(γ + 1)/w² times the slope: step²/6 of it, and rounding over the step.
            let bend = aversion * (aversion + 1.0) * step * step / (6.0 * wealth * wealth);
            let rounding = 1e-12 * REFERENCE / step;
            assert!(
                (slope - marginal).abs() <= 2.0 * bend * marginal + rounding,
                "{aversion} {share}"
            );
        }
    }
}

#[test]
fn below_the_floor_all_wealth_is_alike_and_rounding_above_it_is_small() {
    for aversion in AVERSIONS {
        let utility = Isoelastic::new(aversion, REFERENCE);
        let floor = utility.floor();
        assert!(floor > 0.0 && floor < REFERENCE, "{aversion}");
        assert_eq!(utility.utility(0.5 * floor).to_bits(), utility.utility(floor).to_bits());
        assert_eq!(utility.utility(-1.0).to_bits(), utility.utility(floor).to_bits());
        assert!(utility.utility(1.001 * floor) > utility.utility(floor), "{aversion}");
        // What a sum of utilities can hold at that size is a cent at the reference.
        assert!(utility.utility(floor).abs() * f64::EPSILON < 0.01, "{aversion}");
    }
    let neutral = Isoelastic::new(0.0, REFERENCE);
    assert_eq!((neutral.is_linear(), neutral.floor()), (true, f64::NEG_INFINITY));
    assert_eq!(Some(neutral.utility(-1e9)), Some(-1e9 - REFERENCE));
}
