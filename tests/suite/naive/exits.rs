//! When and why a run ends: clocks wound up month by month, with what they respond to.

use vestrisk::attrition::{Cause, Hazard, Hazards, VestTiming};
use vestrisk::offer::Payment;

use super::job::amount;
use super::{Job, Slip};

/// Two clocks that ring at once: the first of these is the cause.
const TIES: [Cause; 3] = [Cause::Layoff, Cause::Performance, Cause::Voluntary];

/// The first clock that rings, and the end of employment that follows from it.
pub fn first(job: &Job<'_>, hazards: &Hazards) -> Option<(f64, Cause)> {
    let mut first = None;
    for cause in TIES {
        let Some(month) = ring(job, hazards, cause) else { continue };
        if first.is_none_or(|(earliest, _)| month < earliest) {
            first = Some((month, cause));
        }
    }
    let (rung, cause) = first?;
    let noticed = cause == Cause::Layoff && !job.run.slips(Slip::NoNotice);
    let notice = if noticed { job.offer.layoff_terms.notice_months } else { 0 };
    let end = rung + f64::from(notice);
    (end <= f64::from(job.horizon)).then_some((end, cause))
}

/// When a cause's clock rings, if it does by the horizon.
fn ring(job: &Job<'_>, hazards: &Hazards, cause: Cause) -> Option<f64> {
    let hazard = hazards.of(cause);
    let waves = hazards.responses.layoff_waves.as_ref().filter(|_| cause == Cause::Layoff);
    if hazard.is_none() && waves.is_none() {
        return None;
    }
    let exponential = (job.run.clock)(cause);
    let late = u32::from(job.run.slips(Slip::WavesLate));
    let kept = if cause == Cause::Voluntary { rescaled(job, hazards) } else { 1.0 };
    let mut integrated = 0.0;
    for month in 0..=job.horizon {
        if let Some(waves) =
            waves.filter(|waves| waves.months().iter().any(|at| at + late == month))
        {
            integrated -= libm::log1p(-waves.hit.get());
            if integrated >= exponential {
                return Some(f64::from(month));
            }
        }
        let Some(hazard) = hazard.filter(|_| month < job.horizon) else { continue };
        let kept = if month < 48 { kept } else { 1.0 };
        let factors = kept * factors(job, hazards, cause, month).iter().product::<f64>();
        let of_month = factors * in_month(hazard, month);
        if of_month > 0.0 && integrated + of_month >= exponential {
            return Some(within(hazard, month, (exponential - integrated) / factors));
        }
        integrated += of_month;
    }
    None
}

/// The integrated hazard of a month.
fn in_month(hazard: &Hazard, month: u32) -> f64 {
    match hazard {
        Hazard::Piecewise { step_months, rates } => {
            let step = (month / step_months) as usize;
            rates[step.min(rates.len() - 1)].get() / 12.0
        }
        Hazard::Weibull { .. } => {
            weibull(hazard, f64::from(month + 1)) - weibull(hazard, f64::from(month))
        }
    }
}

/// The integrated hazard of a Weibull clock up to a month.
fn weibull(hazard: &Hazard, month: f64) -> f64 {
    let Hazard::Weibull { shape, scale_years } = hazard else { panic!("another hazard") };
    libm::pow(month / (12.0 * scale_years.get()), shape.get())
}

/// The time in a month by which its integrated hazard has reached `needed`.
fn within(hazard: &Hazard, month: u32, needed: f64) -> f64 {
    let start = f64::from(month);
    if let Hazard::Piecewise { .. } = hazard {
        return start + needed / in_month(hazard, month);
    }
    let (mut low, mut high) = (start, start + 1.0);
    let before = weibull(hazard, low);
    loop {
        let middle = 0.5 * (low + high);
        if middle <= low || middle >= high {
            return high;
        }
        if weibull(hazard, middle) - before < needed { low = middle } else { high = middle }
    }
}

/// What a cause's hazard of a month is multiplied by, in the order: return, unvested pay, dates of vests
/// (not rescaled), rating.
pub fn factors(job: &Job<'_>, hazards: &Hazards, cause: Cause, month: u32) -> [f64; 4] {
    let responses = &hazards.responses;
    let mut factors = [1.0; 4];
    match cause {
        Cause::Layoff => {
            if let Some(elasticity) = responses.layoff_to_return {
                let price = |month| (job.run.price)(job.offer.grants[0].stock, month);
                let log_return = libm::log(price(month) / price(month.saturating_sub(12)));
                factors[0] = clipped(libm::exp(-elasticity.get() * log_return));
            }
        }
        Cause::Voluntary => {
            if let Some(elasticity) = responses.voluntary_to_unvested {
                let [now, then] = unvested(job, month);
                if then > 0.0 {
                    factors[1] = clipped(libm::pow(now / then, -elasticity.get()));
                }
            }
            if let Some(timing) = &responses.vest_timing {
                factors[2] = timed(job, timing, month);
            }
        }
        Cause::Performance => {
            factors[3] = job.tier(month).map_or(1.0, |tier| tier.performance_factor.get());
        }
    }
    factors
}

fn clipped(factor: f64) -> f64 {
    factor.clamp(0.25, 4.0)
}

/// What vests and falls due in the year after a month: at the prices of the month, and at conversion.
pub fn unvested(job: &Job<'_>, month: u32) -> [f64; 2] {
    let mut sums = [0.0; 2];
    for holding in job.held.iter().filter(|holding| holding.made <= month) {
        for (_, units) in holding.in_year_after(month) {
            sums[0] += units * (job.run.price)(holding.stock, month);
            sums[1] += units * holding.conversion;
        }
    }
    if job.run.slips(Slip::UnvestedWithoutSignOn) {
        return sums;
    }
    for payment in &job.offer.sign_on {
        let share = match payment.paid {
            Payment::Lump { month: at } => f64::from(u8::from(at > month && at <= month + 12)),
            Payment::Instalments { from, to } => {
                let due = (from..to).filter(|begun| *begun >= month && *begun < month + 12);
                due.count() as f64 / f64::from(to - from)
            }
        };
        for sum in &mut sums {
            *sum += share * amount(payment.amount);
        }
    }
    sums
}

/// The factor of a month near a vest of the letter's grants, those after the horizon included.
pub fn timed(job: &Job<'_>, timing: &VestTiming, month: u32) -> f64 {
    let vest_at = |month: u32| {
        job.offer.grants.iter().any(|grant| {
            grant.vesting.tranches().iter().any(|tranche| {
                grant.month + tranche.month == month
                    && tranche.percent.get() / 100.0 >= timing.share.get() - 1e-9
            })
        })
    };
    if vest_at(month) {
        timing.after.get()
    } else if vest_at(month + 1) || vest_at(month + 2) {
        timing.before.get()
    } else {
        1.0
    }
}

/// The constant that keeps the voluntary hazard of the first 48 months.
fn rescaled(job: &Job<'_>, hazards: &Hazards) -> f64 {
    let Some(timing) = &hazards.responses.vest_timing else { return 1.0 };
    let Some(hazard) = hazards.of(Cause::Voluntary) else { return 1.0 };
    if job.run.slips(Slip::TimingNotRescaled) {
        return 1.0;
    }
    let (mut plain, mut moved) = (0.0, 0.0);
    for month in 0..48 {
        plain += in_month(hazard, month);
        moved += in_month(hazard, month) * timed(job, timing, month);
    }
    if moved > 0.0 { plain / moved } else { 1.0 }
}

/// The month that a time lies in, the horizon at most.
pub fn begun(time: f64, horizon: u32) -> u32 {
    (0..=horizon).rev().find(|month| f64::from(*month) <= time).unwrap_or(0)
}
