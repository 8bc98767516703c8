//! Closed forms of an offer's figures where hazards do not respond to prices: what the simulation must
//! reproduce within its standard errors.

use crate::attrition::{Cause, Hazards, Profile};
use crate::market::{Market, Model};
use crate::offer::{Grant, GrantSize, Offer, Payment, Sell};
use crate::random::elementary;
use crate::simulation::Setup;

/// Means in closed form.
///
/// With G(t) = exp(−∫₀ᵗ h) the share still employed: base and instalments ∫ rate G dt, lumps
/// amount × G(t), stock Σ value × percent × exp((m − q)(t − g)/12) G(t), exits ∫ h G dt with the
/// hazard h of a cause, clawbacks −∫ h G × debt dt. Integrals by five-point Gauss–Legendre in each month, inside which every integrand
/// is smooth.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ClosedForm {
    /// Mean base pay.
    pub base: f64,
    /// Mean sign-on pay.
    pub sign_on: f64,
    /// Mean clawback, negative.
    pub clawback: f64,
    /// Mean of vested stock.
    pub rsu: f64,
    /// P(no exit by the horizon).
    pub stayed: f64,
    /// P(exit by cause), in the order of [`Cause::ALL`].
    pub exits: [f64; 3],
    /// Mean present value.
    pub present_value: f64,
}

impl ClosedForm {
    /// Mean pay.
    #[must_use]
    pub fn pay(&self) -> f64 {
        self.base + self.sign_on + self.clawback + self.rsu
    }

    /// The closed form of an offer, `None` where there is none here: certain exits, whole units, stated
    /// paths and sales at the horizon.
    #[must_use]
    pub fn of(setup: &Setup, offer: &Offer) -> Option<Self> {
        let nobody = Hazards::default();
        let hazards = match offer.profile.map(|at| &setup.profiles[at]) {
            None => &nobody,
            Some(Profile::Hazards(hazards)) => hazards,
            Some(Profile::Certain(_)) => return None,
        };
        let rate = setup.settings.discount_rate.get() / 12.0;
        let horizon = setup.settings.horizon_months;
        let employed = |t: f64| elementary::exp(-hazards.integrated(t));
        let discount = |t: f64| elementary::exp(-rate * t);
        let mut form = Self {
            base: 0.0,
            sign_on: 0.0,
            clawback: 0.0,
            rsu: 0.0,
            stayed: employed(f64::from(horizon)),
            exits: [0.0; 3],
            present_value: 0.0,
        };
        for month in 0..horizon {
            for (t, weight) in nodes(month) {
                let share = weight * employed(t);
                let base = offer.salary.annual_rate(month / 12 + 1) / 12.0 * share;
                let instalments = share * offer.sign_on.iter().map(|p| accrual(p, t)).sum::<f64>();
                form.base += base;
                form.sign_on += instalments;
                form.present_value += (base + instalments) * discount(t);
                for cause in Cause::ALL {
                    let Some(hazard) = hazards.of(cause) else { continue };
                    let leaving = hazard.rate(t) / 12.0 * share;
                    form.exits[cause.index()] += leaving;
                    let claimed = leaving * debt(offer, cause, t);
                    form.clawback -= claimed;
                    form.present_value -= claimed * discount(t);
                }
            }
        }
        for payment in &offer.sign_on {
            if let Payment::Lump { month } = payment.paid
                && month <= horizon
            {
                let paid = payment.amount.typical() * employed(f64::from(month));
                form.sign_on += paid;
                form.present_value += paid * discount(f64::from(month));
            }
        }
        for grant in offer.grants.iter().filter(|grant| grant.month <= horizon) {
            for (month, value) in vests(grant, &setup.market, horizon)? {
                let paid = value * employed(month);
                form.rsu += paid;
                form.present_value += paid * discount(month);
            }
        }
        Some(form)
    }
}

/// Five-point Gauss–Legendre nodes and weights in [month, month + 1].
fn nodes(month: u32) -> [(f64, f64); 5] {
    const NODES: [(f64, f64); 5] = [
        (-0.906_179_845_938_664, 0.236_926_885_056_189_08),
        (-0.538_469_310_105_683_1, 0.478_628_670_499_366_47),
        (0.0, 0.568_888_888_888_888_9),
        (0.538_469_310_105_683_1, 0.478_628_670_499_366_47),
        (0.906_179_845_938_664, 0.236_926_885_056_189_08),
    ];
    NODES.map(|(node, weight)| (f64::from(month) + 0.5 + 0.5 * node, 0.5 * weight))
}

/// Dollars a month that instalments accrue at a time.
fn accrual(payment: &crate::offer::SignOn, time: f64) -> f64 {
    match payment.paid {
        Payment::Instalments { from, to } if time >= f64::from(from) && time < f64::from(to) => {
            payment.amount.typical() / f64::from(to - from)
        }
        _ => 0.0,
    }
}

/// What an exit with a cause owes at a time.
fn debt(offer: &Offer, cause: Cause, time: f64) -> f64 {
    let debts = offer.sign_on.iter().map(|payment| match payment.clawback {
        Some(terms) if terms.causes.contains_code(cause.code()) => {
            terms.debt(&payment.paid, payment.amount.typical(), time)
        }
        _ => 0.0,
    });
    debts.sum()
}

/// The expected value of each vest up to the horizon, with its month.
fn vests(grant: &Grant, market: &Market, horizon: u32) -> Option<Vec<(f64, f64)>> {
    let stock = &market.stocks[grant.stock];
    let growth = stock.model.growth()?;
    // Given the price of a month, what is resampled after it is not what it is on average.
    if grant.month > 0 && matches!(stock.model, Model::Bootstrap(_)) {
        return None;
    }
    if grant.whole_units || grant.sell == Sell::AtHorizon {
        return None;
    }
    let (value, since) = match grant.size {
        GrantSize::Value(value) => (value.typical(), f64::from(grant.month)),
        GrantSize::Shares(shares) => (shares.get() * stock.price.get(), 0.0),
    };
    let vests = grant.vesting.tranches().iter().filter_map(|tranche| {
        let month = grant.month + tranche.month;
        let time = f64::from(month);
        let expected = elementary::exp(growth.rate() * (time - since) / 12.0);
        (month <= horizon).then(|| (time, value * tranche.percent.get() / 100.0 * expected))
    });
    Some(vests.collect())
}
