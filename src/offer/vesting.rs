//! Vesting schedules: which share of a grant vests when, and how whole units are dealt out.

use crate::error::ParameterError;
use crate::quantity::Percent;

/// One tranche: the month after the grant and its percentage.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Tranche {
    /// Whole months after the grant.
    pub month: u32,
    /// Percent of the grant.
    pub percent: Percent,
}

/// A vesting schedule: tranches in order of month that sum to 100 %.
#[derive(Clone, Debug, PartialEq)]
pub struct VestingSchedule {
    tranches: Vec<Tranche>,
}

fn fault(given: String, allowed: &str) -> ParameterError {
    ParameterError { path: "vesting".to_owned(), given, allowed: allowed.to_owned() }
}

fn sums_to_100(percents: impl Iterator<Item = f64>) -> Result<(), ParameterError> {
    let sum: f64 = percents.sum();
    if (sum - 100.0).abs() <= VestingSchedule::SUM_TOLERANCE {
        Ok(())
    } else {
        Err(fault(format!("a sum of {sum} %"), "percentages that sum to 100"))
    }
}

impl VestingSchedule {
    /// How far percentages may miss 100 in total.
    pub const SUM_TOLERANCE: f64 = 1e-9;
    /// The most tranches of a schedule.
    pub const MOST_TRANCHES: usize = 1_000;

    /// A schedule from its tranches.
    ///
    /// # Errors
    /// When there are none or more than [`Self::MOST_TRANCHES`], months do not rise, or percentages
    /// do not sum to 100 within [`Self::SUM_TOLERANCE`].
    pub fn new(tranches: Vec<Tranche>) -> Result<Self, ParameterError> {
        if tranches.is_empty() || tranches.len() > Self::MOST_TRANCHES {
            return Err(fault(format!("{} tranches", tranches.len()), "1 to 1,000 tranches"));
        }
        if let Some(pair) = tranches.windows(2).find(|pair| pair[1].month <= pair[0].month) {
            let given = format!("month {} after month {}", pair[1].month, pair[0].month);
            return Err(fault(given, "months that rise from tranche to tranche"));
        }
        sums_to_100(tranches.iter().map(|tranche| tranche.percent.get()))?;
        Ok(Self { tranches })
    }

    /// A schedule by year: `yearly` percent, each spread evenly over tranches every `every_months` of
    /// that year (one cadence for all or one a year, each dividing 12); what would vest before
    /// `cliff_months` vests at it.
    ///
    /// # Errors
    /// As [`Self::new`], and when the cadences do not fit.
    pub fn yearly(
        yearly: &[Percent],
        every_months: &[u32],
        cliff_months: u32,
    ) -> Result<Self, ParameterError> {
        if every_months.len() != 1 && every_months.len() != yearly.len() {
            let given = format!("{} cadences for {} years", every_months.len(), yearly.len());
            return Err(fault(given, "every_months as one number or one for each year"));
        }
        if let Some(bad) = every_months.iter().find(|every| **every == 0 || 12 % **every != 0) {
            return Err(fault(format!("every_months = {bad}"), "1, 2, 3, 4, 6 or 12"));
        }
        sums_to_100(yearly.iter().map(|percent| percent.get()))?;
        let mut spread: Vec<Tranche> = Vec::new();
        for (year, percent) in (0..).zip(yearly) {
            let every = *every_months.get(year as usize).unwrap_or(&every_months[0]);
            let each = percent.get() / f64::from(12 / every);
            for step in (every..=12).step_by(every as usize) {
                let month = (12 * year + step).max(cliff_months);
                match spread.last_mut().filter(|last| last.month == month) {
                    Some(last) => {
                        // A cliff over the whole schedule adds up to 100 but for rounding.
                        last.percent = Percent::new((last.percent.get() + each).min(100.0))?;
                    }
                    None => spread.push(Tranche { month, percent: Percent::new(each)? }),
                }
            }
        }
        spread.retain(|tranche| tranche.percent.get() > 0.0);
        Self::new(spread)
    }

    /// The tranches in order of month.
    #[must_use]
    pub fn tranches(&self) -> &[Tranche] {
        &self.tranches
    }

    /// Deals out a whole number of units: the total is rounded half up, tranches get the floor of
    /// their share, and what is left goes to the largest remainders, ties to the earlier tranche
    /// (Hamilton's method). `units` receives one whole number a tranche; `order` is scratch of the
    /// same length.
    ///
    /// Shares within 1e-9 of a whole number count as whole, remainders within 1e-9 as equal, so that
    /// the rounding of percentages such as 100/36 decides nothing.
    pub fn deal_whole(&self, total: f64, units: &mut [f64], order: &mut [(u64, usize)]) {
        const GRAIN: f64 = 1e9;
        let whole = (total + 0.5).floor();
        let mut left = whole;
        for (k, tranche) in self.tranches.iter().enumerate() {
            let share = whole * tranche.percent.get() / 100.0;
            units[k] = (share + 1.0 / GRAIN).floor();
            left -= units[k];
            order[k] = (remainder_grains((share - units[k]) * GRAIN), k);
        }
        order.sort_unstable_by_key(|&(grains, k)| (std::cmp::Reverse(grains), k));
        for &(_, k) in order.iter() {
            if left < 0.5 {
                break;
            }
            units[k] += 1.0;
            left -= 1.0;
        }
    }
}

#[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "0 … 10^9, clamped")]
fn remainder_grains(scaled: f64) -> u64 {
    scaled.max(0.0).round() as u64
}
