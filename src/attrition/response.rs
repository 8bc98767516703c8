//! Responses of exit hazards to the world: which events move them, by how much, and the evidence. Turns
//! returns, ratios of unvested pay and dates of vests into factors; knows no prices and no offers.

use crate::error::ParameterError;
use crate::processor::Processor;
use crate::quantity::{Elasticity, Fraction, HazardFactor, Hit};
use crate::random::{Column, elementary, vector};

/// How a profile's hazards respond. Off unless given; several multiply, and the factor of each elasticity
/// is clipped alone to [`Responses::LEAST_FACTOR`] … [`Responses::MOST_FACTOR`].
///
/// | response | factor on the month's integrated hazard, at its start t | usual |
/// |---|---|---|
/// | `layoff_to_return` γ | layoff: exp(−γ R), R the log return over the last 12 months | 0.5 (0 to 1) |
/// | `voluntary_to_unvested` β | voluntary: (u/u0)^−β, u what vests and is due in (t, t + 12] | 0.3 (0 to 1) |
/// | `vest_timing` | voluntary: `before` for two months, `after` for one around a large vest | 0.7, 2.0, 0.1 |
/// | `layoff_waves` | layoff: a jump of −ln(1 − `hit`) at each of `months` | 0.08 |
///
/// Evidence: unvested pay retains (P. Oyer and S. Schaefer 2005); quits rise by 88 % to 239 % after a vest
/// in a 2026 study of option holders, and what comes before it is deferral. That layoffs follow falling
/// prices is common observation; γ is an assumption to be varied, not an estimate.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Responses {
    /// Elasticity γ of layoffs to the stock's return.
    pub layoff_to_return: Option<Elasticity>,
    /// Elasticity β of quits to what is still to vest.
    pub voluntary_to_unvested: Option<Elasticity>,
    /// Quits around vests.
    pub vest_timing: Option<VestTiming>,
    /// Waves of layoffs.
    pub layoff_waves: Option<LayoffWaves>,
}

impl Responses {
    /// The least factor of a response.
    pub const LEAST_FACTOR: f64 = vector::LEAST_POWER;
    /// The greatest factor of a response.
    pub const MOST_FACTOR: f64 = vector::MOST_POWER;

    /// Turns ratios into the factors ratio^−elasticity, each cut to [`Self::LEAST_FACTOR`,
    /// `Self::MOST_FACTOR`]; a ratio is a gross return for layoffs and u/u0 for quits.
    pub fn factors(processor: Processor, ratios: &mut Column, elasticity: Elasticity) {
        vector::bounded_power(processor, ratios, -elasticity.get());
    }
}

/// Quits wait for a vest and follow it: deferral, not prevention.
///
/// Voluntary × `before` in the two months before and × `after` in the month after a vest of at least
/// `share` of one of the letter's grants; `after` wins where both apply. All of [0, 48) is then
/// multiplied by the constant that keeps the integrated hazard of 48 months.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct VestTiming {
    /// Factor in the two months before a vest.
    pub before: HazardFactor,
    /// Factor in the month after it.
    pub after: HazardFactor,
    /// The least share of a grant that counts as a vest.
    pub share: Fraction,
}

impl VestTiming {
    /// Months over which the integrated hazard is kept.
    pub const KEPT_MONTHS: u32 = 48;
    /// How far a tranche may miss the share, so that percentages such as 100/3 count.
    const SHARE_TOLERANCE: f64 = 1e-9;

    /// Whether a tranche of some percent is large enough.
    #[must_use]
    pub fn counts(&self, percent: f64) -> bool {
        percent / 100.0 >= self.share.get() - Self::SHARE_TOLERANCE
    }

    /// The factors by month, given the integrated hazard of each month (at least 48 of them) and the
    /// months of the vests that count.
    #[must_use]
    pub fn factors(&self, monthly: &[f64], vests: &[u32]) -> Vec<f64> {
        let raw = |month: usize| {
            let within = |ahead: usize| vests.iter().any(|vest| *vest as usize == month + ahead);
            if within(0) {
                self.after.get()
            } else if within(1) || within(2) {
                self.before.get()
            } else {
                1.0
            }
        };
        let mut factors: Vec<f64> = (0..monthly.len()).map(raw).collect();
        let kept = (Self::KEPT_MONTHS as usize).min(monthly.len());
        let base: f64 = monthly[..kept].iter().sum();
        let timed: f64 = monthly.iter().zip(&factors).take(kept).map(|(h, f)| h * f).sum();
        let constant = if timed > 0.0 { base / timed } else { 1.0 };
        factors[..kept].iter_mut().for_each(|factor| *factor *= constant);
        factors
    }
}

/// Waves of layoffs: at each month, a fraction `hit` of those still there is laid off at once.
#[derive(Clone, Debug, PartialEq)]
pub struct LayoffWaves {
    months: Vec<u32>,
    /// The probability of being laid off in a wave.
    pub hit: Hit,
}

impl LayoffWaves {
    /// Waves at months that rise from 1.
    ///
    /// # Errors
    /// When there is none, or months do not rise from 1.
    pub fn new(months: &[u32], hit: Hit) -> Result<Self, ParameterError> {
        let rises = months.windows(2).all(|pair| pair[0] < pair[1]);
        if months.first().is_some_and(|first| *first >= 1) && rises {
            return Ok(Self { months: months.to_vec(), hit });
        }
        Err(ParameterError {
            path: "months".to_owned(),
            given: format!("{months:?}"),
            allowed: "at least one month, rising from 1".to_owned(),
        })
    }

    /// The months of the waves.
    #[must_use]
    pub fn months(&self) -> &[u32] {
        &self.months
    }

    /// The jump of the layoff clock's integrated hazard at each wave: −ln(1 − hit).
    #[must_use]
    pub fn jump(&self) -> f64 {
        -elementary::ln(1.0 - self.hit.get())
    }
}
