//! Isoelastic utility, that of constant relative risk aversion: its values, their inverse and what a little more
//! wealth is worth. Whose wealth it is belongs to others.

use crate::random::{elementary, vector};

/// Isoelastic utility of wealth w > 0 with relative risk aversion γ ≥ 0, around a reference wealth ŵ > 0.
///
/// # Formula
/// u(w) = ŵ ((w/ŵ)^(1−γ) − 1)/(1 − γ), ŵ ln(w/ŵ) at γ = 1, and w − ŵ at γ = 0, where wealth may be any number. That
/// is the power utility w^(1−γ)/(1 − γ) (Pratt 1964; Arrow 1965) moved and stretched so that u(ŵ) = 0 and u′(ŵ) = 1,
/// which changes no preference and no certainty equivalent: utilities come in dollars at ŵ.
///
/// # Range
/// Wealth below [`Self::floor`] counts as the floor, because far below the reference a power leaves the range of
/// exact sums. Whoever averages utilities has to see that no wealth lies below it, and to choose a lower reference
/// where some does.
///
/// # Error
/// 1e-13 of the power, so at most 1e-13 × max(ŵ, |u|)/|1 − γ| or, near γ = 1, of u.
///
/// ```
/// use vestrisk::simulation::Isoelastic;
/// let log = Isoelastic::new(1.0, 100_000.0);
/// assert!((log.wealth(log.utility(250_000.0)).unwrap() - 250_000.0).abs() < 1e-6);
/// assert_eq!(Isoelastic::new(0.0, 100_000.0).utility(-20_000.0), -120_000.0);
/// ```
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Isoelastic {
    /// 1 − γ.
    power: f64,
    reference: f64,
    floor: f64,
}

/// What decides between uncertain amounts: utility of wealth, and the wealth beside what is decided about.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Preference {
    /// Utility of all wealth.
    pub utility: Isoelastic,
    /// Dollars beside the offer.
    pub outside_wealth: f64,
}

impl Preference {
    /// The utility of the outside wealth and an amount.
    #[inline(always)]
    #[must_use]
    pub fn of(&self, amount: f64) -> f64 {
        self.utility.utility(self.outside_wealth + amount)
    }
}

/// Below it (1 − γ) ln(w/ŵ) is small enough for a series.
const SMALL: f64 = 1e-3;

/// How many times the marginal utility of the reference the one at the floor may be, about.
const MOST_MARGINAL: f64 = 1e6;

impl Isoelastic {
    /// Utility with a relative risk aversion, not below 0, around a reference wealth in dollars, above 0.
    #[must_use]
    pub fn new(risk_aversion: f64, reference: f64) -> Self {
        let power = 1.0 - risk_aversion;
        let steepness = if power < -1.0 { -power } else { 1.0 };
        let least = reference * elementary::exp(-elementary::ln(MOST_MARGINAL) / steepness);
        let floor = if power < 1.0 { least } else { f64::NEG_INFINITY };
        Self { power, reference, floor }
    }

    /// The reference wealth ŵ.
    #[must_use]
    pub const fn reference(&self) -> f64 {
        self.reference
    }

    /// Whether γ is 0, so that any wealth has a utility.
    #[must_use]
    #[inline(always)]
    pub fn is_linear(&self) -> bool {
        self.power >= 1.0
    }

    /// The least wealth that is told apart from less: ŵ/10^6, for γ > 2 ŵ × 10^(−6/(γ − 1)); none at γ = 0.
    #[must_use]
    pub const fn floor(&self) -> f64 {
        self.floor
    }

    /// The utility of a wealth, in dollars at the reference.
    #[inline(always)]
    #[must_use]
    pub fn utility(&self, wealth: f64) -> f64 {
        if self.is_linear() { wealth - self.reference } else { self.curved(wealth) }
    }

    #[inline(always)]
    fn curved(&self, wealth: f64) -> f64 {
        let wealth = if wealth > self.floor { wealth } else { self.floor };
        let log = vector::ln(wealth / self.reference);
        let exponent = self.power * log;
        let series =
            exponent.mul_add(exponent.mul_add(exponent.mul_add(1.0 / 24.0, 1.0 / 6.0), 0.5), 1.0);
        let near = log * series;
        let far = vector::exp_minus_one(exponent) / self.power;
        let small = (exponent < SMALL) & (exponent > -SMALL);
        self.reference * if small { near } else { far }
    }

    /// The wealth that has a utility; `None` where none has.
    #[must_use]
    pub fn wealth(&self, utility: f64) -> Option<f64> {
        if self.is_linear() {
            return Some(utility + self.reference);
        }
        let of_reference = utility / self.reference;
        let power = of_reference * self.power;
        let log = if power.abs() < SMALL * SMALL {
            // ln(1 + p)/(1 − γ), p = (1 − γ) v, by its series.
            of_reference * (1.0 - 0.5 * power + power * power / 3.0)
        } else {
            elementary::ln_one_plus(power) / self.power
        };
        let wealth = self.reference * elementary::exp(log);
        (wealth > 0.0 && wealth.is_finite()).then_some(wealth)
    }

    /// What a dollar more is worth at a wealth, (w/ŵ)^−γ.
    #[must_use]
    pub fn marginal(&self, wealth: f64) -> f64 {
        if self.is_linear() {
            1.0
        } else {
            elementary::power(wealth / self.reference, self.power - 1.0)
        }
    }
}
