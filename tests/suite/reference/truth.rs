//! Closed forms: what an offer pays on average and how much that varies, from its terms and hazards
//! that do not look at prices. Reads the same data as the simulation and shares no formula with it.

use vestrisk::attrition::Cause;
use vestrisk::market::Model;
use vestrisk::offer::{Grant, GrantSize, Offer, Payment, Proration, Sell, SignOn, WindowStart};
use vestrisk::simulation::Setup;

use super::leaving::{Leaving, whole};

/// A setup, and beside it what its types do not show: the points of the stated paths, by stock.
#[derive(Clone)]
pub struct Case {
    pub name: String,
    pub setup: Setup,
    pub points: Vec<Vec<(u32, f64)>>,
}

/// Expectations of one offer in dollars, probabilities of its exits.
#[derive(Clone, Debug, Default)]
pub struct Truth {
    pub base: f64,
    pub sign_on: f64,
    pub clawback: f64,
    pub rsu: f64,
    pub years: Vec<f64>,
    pub present_value: f64,
    pub unvested: f64,
    /// By [`Cause::index`].
    pub left: [f64; 3],
    pub stayed: f64,
    /// At months 0 … H.
    pub retained: Vec<f64>,
    pub owes: f64,
}

impl Truth {
    pub fn pay(&self) -> f64 {
        self.base + self.sign_on + self.clawback + self.rsu
    }
}

/// A stock position that pays coefficient × S(to)/S(from) from month `vests` on.
struct Exposure {
    coefficient: f64,
    stock: usize,
    from: u32,
    to: u32,
    vests: u32,
}

/// The expectations of an offer.
pub fn truth(case: &Case, index: usize) -> Truth {
    let offer = &case.setup.offers[index];
    let horizon = case.setup.settings.horizon_months;
    let leaving = Leaving::new(offer.profile.map(|at| &case.setup.profiles[at]), horizon);
    let mut truth = Truth {
        years: vec![0.0; case.setup.years() as usize],
        left: Cause::ALL.map(|cause| leaving.at_exit(cause, |_| 1.0)),
        stayed: leaving.stayed(),
        retained: (0..=horizon).map(|month| leaving.retained(month)).collect(),
        ..Truth::default()
    };
    cash(case, offer, &leaving, &mut truth);
    clawbacks(case, offer, &leaving, &mut truth);
    stock(case, offer, &leaving, &mut truth);
    truth
}

fn discount(case: &Case, t: f64) -> f64 {
    libm::exp(-case.setup.settings.discount_rate.get() * t / 12.0)
}

/// The year, from 0, of a payment at a time after the start: max(1, ⌈t/12⌉) − 1, capped at the
/// last.
fn payment_year(t: f64, years: usize) -> usize {
    (whole((t / 12.0).ceil()).max(1) as usize - 1).min(years - 1)
}

/// Base, a month at a time.
fn base_rate(offer: &Offer, t: f64) -> f64 {
    let growth = 1.0 + offer.salary.annual_raise.get();
    (0..whole(t / 12.0)).fold(offer.salary.base.typical(), |rate, _| rate * growth) / 12.0
}

/// Instalments, a month at a time, while they run.
fn instalment_rate(payment: &SignOn, t: f64) -> f64 {
    match payment.paid {
        Payment::Instalments { from, to } if (from..to).contains(&whole(t)) => {
            payment.amount.typical() / f64::from(to - from)
        }
        _ => 0.0,
    }
}

fn cash(case: &Case, offer: &Offer, leaving: &Leaving, truth: &mut Truth) {
    let instalments =
        |t: f64| offer.sign_on.iter().map(|paid| instalment_rate(paid, t)).sum::<f64>();
    truth.base = leaving.while_employed(|t| base_rate(offer, t));
    truth.sign_on = leaving.while_employed(instalments);
    let rate = |t: f64| base_rate(offer, t) + instalments(t);
    truth.present_value += leaving.while_employed(|t| rate(t) * discount(case, t));
    for (year, pay) in (0..).zip(&mut truth.years) {
        *pay += leaving.while_employed(|t| if whole(t) / 12 == year { rate(t) } else { 0.0 });
    }
    for payment in &offer.sign_on {
        let Payment::Lump { month } = payment.paid else { continue };
        if month <= case.setup.settings.horizon_months {
            let amount = payment.amount.typical() * leaving.retained(month);
            let last = truth.years.len() - 1;
            truth.sign_on += amount;
            truth.years[(month as usize / 12).min(last)] += amount;
            truth.present_value += amount * discount(case, f64::from(month));
        }
    }
}

/// What of a sign-on payment is paid by a time.
fn paid_by(payment: &SignOn, t: f64) -> f64 {
    match payment.paid {
        Payment::Lump { month } if t >= f64::from(month) => payment.amount.typical(),
        Payment::Lump { .. } => 0.0,
        Payment::Instalments { from, to } => {
            let months = t.min(f64::from(to)) - f64::from(from);
            payment.amount.typical() * months.max(0.0) / f64::from(to - from)
        }
    }
}

/// What an exit at `t` owes on a payment.
fn debt(payment: &SignOn, cause: Cause, t: f64) -> f64 {
    let Some(terms) = &payment.clawback else { return 0.0 };
    let opens = match (terms.from, payment.paid) {
        (WindowStart::Start, _) => 0.0,
        (_, Payment::Lump { month } | Payment::Instalments { from: month, .. }) => f64::from(month),
    };
    let (since, window) = (t - opens, f64::from(terms.window_months));
    if !(0.0..window).contains(&since) || terms.causes.iter().all(|one| one != cause) {
        return 0.0;
    }
    let left = match terms.proration {
        Proration::None => window,
        Proration::Monthly => window - since.floor(),
        Proration::Daily => window - since,
    };
    paid_by(payment, t) * left / window
}

fn debts(offer: &Offer, cause: Cause, t: f64) -> f64 {
    offer.sign_on.iter().map(|payment| debt(payment, cause, t)).sum()
}

/// Whether half a cent is owed is decided node by node; a debt's last half cent of daily proration
/// lasts a millionth of a month.
fn clawbacks(case: &Case, offer: &Offer, leaving: &Leaving, truth: &mut Truth) {
    let years = truth.years.len();
    for cause in Cause::ALL {
        let owed = |t: f64| debts(offer, cause, t);
        truth.clawback -= leaving.at_exit(cause, owed);
        truth.present_value -= leaving.at_exit(cause, |t| owed(t) * discount(case, t));
        truth.owes += leaving.at_exit(cause, |t| f64::from(u8::from(owed(t) >= 0.005)));
        for (year, pay) in truth.years.iter_mut().enumerate() {
            let here = |t: f64| payment_year(t, years) == year;
            *pay -= leaving.at_exit(cause, |t| if here(t) { owed(t) } else { 0.0 });
        }
    }
}

fn stock(case: &Case, offer: &Offer, leaving: &Leaving, truth: &mut Truth) {
    let horizon = case.setup.settings.horizon_months;
    let years = truth.years.len();
    for exposure in exposures(case, offer) {
        let worth = exposure.coefficient * growth(case, &exposure);
        if exposure.vests > horizon {
            truth.unvested += worth * leaving.stayed();
            continue;
        }
        let (paid, at) = (worth * leaving.retained(exposure.vests), f64::from(exposure.to));
        truth.rsu += paid;
        truth.years[payment_year(at, years)] += paid;
        truth.present_value += paid * discount(case, at);
    }
}

/// Every tranche of the grants made by the horizon, those after it valued at it.
fn exposures(case: &Case, offer: &Offer) -> Vec<Exposure> {
    let horizon = case.setup.settings.horizon_months;
    let mut all = Vec::new();
    for grant in offer.grants.iter().filter(|grant| grant.month <= horizon) {
        for (tranche, coefficient) in grant.vesting.tranches().iter().zip(coefficients(case, grant))
        {
            let vests = grant.month + tranche.month;
            let to = if grant.sell == Sell::AtVest { vests.min(horizon) } else { horizon };
            let from = if by_value(grant) { grant.month } else { 0 };
            let held = f64::from(horizon.saturating_sub(vests)) / 12.0;
            let dividends = match (&case.setup.market.stocks[grant.stock].model, grant.sell) {
                (Model::Gbm(gbm), Sell::AtHorizon) => gbm.growth.dividend_yield.get() * held,
                _ => 0.0,
            };
            let coefficient = coefficient * libm::exp(dividends);
            all.push(Exposure { coefficient, stock: grant.stock, from, to, vests });
        }
    }
    all
}

/// Whether a tranche pays value × S(to)/S(g); whole units are counted, so they pay like shares.
fn by_value(grant: &Grant) -> bool {
    matches!(grant.size, GrantSize::Value(_)) && !grant.whole_units
}

/// Dollars of each tranche at the price of the exposure's first month.
fn coefficients(case: &Case, grant: &Grant) -> Vec<f64> {
    let today = case.setup.market.stocks[grant.stock].price.get();
    let percents: Vec<f64> =
        grant.vesting.tranches().iter().map(|tranche| tranche.percent.get()).collect();
    let total = match grant.size {
        GrantSize::Value(value) if !grant.whole_units => {
            return percents.iter().map(|percent| value.typical() * percent / 100.0).collect();
        }
        GrantSize::Value(value) => {
            let known = stated(case, grant.stock, grant.month);
            assert!(known.is_some() || grant.month == 0, "whole units of an unknown number");
            value.typical() / known.unwrap_or(today)
        }
        GrantSize::Shares(shares) => shares.get(),
    };
    let units = if grant.whole_units {
        whole_units(total, &percents)
    } else {
        percents.iter().map(|percent| total * percent / 100.0).collect()
    };
    units.iter().map(|units| units * today).collect()
}

/// Largest remainders: the total rounded half up, one unit more to the tranche with the largest
/// claim left until all are dealt, ties to the earlier.
fn whole_units(total: f64, percents: &[f64]) -> Vec<f64> {
    let total = (total + 0.5).floor();
    let claims: Vec<f64> = percents.iter().map(|percent| total * percent / 100.0).collect();
    let mut units: Vec<f64> = claims.iter().map(|claim| (claim + 1e-9).floor()).collect();
    while units.iter().sum::<f64>() < total {
        let left = |k: usize| claims[k] - units[k];
        let first = (0..claims.len()).fold(0, |a, b| if left(b) > left(a) + 1e-9 { b } else { a });
        units[first] += 1.0;
    }
    units
}

/// The price of a stated path, log-linear between its points; `None` for a stock that moves by
/// chance.
fn stated(case: &Case, stock: usize, month: u32) -> Option<f64> {
    let held = &case.setup.market.stocks[stock];
    let Model::Fixed(_) = held.model else { return None };
    let mut before = (0, held.price.get());
    for &(at, price) in &case.points[stock] {
        if at >= month {
            let share = f64::from(month - before.0) / f64::from(at - before.0);
            return Some(libm::pow(before.1, 1.0 - share) * libm::pow(price, share));
        }
        before = (at, price);
    }
    Some(before.1)
}

/// E[S(to)/S(from)].
fn growth(case: &Case, exposure: &Exposure) -> f64 {
    let &Exposure { stock, from, to, .. } = exposure;
    match &case.setup.market.stocks[stock].model {
        Model::Gbm(gbm) => {
            let rate = gbm.growth.rate();
            libm::exp(rate * (f64::from(to) - f64::from(from)) / 12.0)
        }
        Model::Fixed(_) => {
            let price = |month| stated(case, stock, month).expect("a stated path");
            price(to) / price(from)
        }
        model => panic!("closed forms know no {}", model.kind()),
    }
}

/// The covariance of ln S(to)/S(from) of two exposures: s₁ s₂ ρ × the months they share, in years.
fn log_covariance(case: &Case, a: &Exposure, b: &Exposure) -> f64 {
    let market = &case.setup.market;
    let volatility = |stock: usize| match &market.stocks[stock].model {
        Model::Gbm(gbm) => gbm.volatility.get(),
        Model::Fixed(_) => 0.0,
        model => panic!("closed forms know no {}", model.kind()),
    };
    let (first, second) = (a.stock.min(b.stock), a.stock.max(b.stock));
    let given = market.correlations.pairs().iter();
    let mut given = given.filter(|pair| pair.first == first && pair.second == second);
    let correlation = match given.next() {
        _ if first == second => 1.0,
        Some(pair) => pair.value.get(),
        None => 0.0,
    };
    let shared = f64::from(a.to.min(b.to).saturating_sub(a.from.max(b.from))) / 12.0;
    volatility(a.stock) * volatility(b.stock) * correlation * shared
}

/// Mean and mean square of a weighted sum of offers' pay, (offer, weight) each, all of one exit
/// profile. Given the exit, pay is cash plus a sum of lognormal prices, whose second moments are
/// known.
pub fn moments_of_sum(case: &Case, weights: &[(usize, f64)]) -> (f64, f64) {
    let horizon = case.setup.settings.horizon_months;
    let offers: Vec<(&Offer, f64)> =
        weights.iter().map(|&(index, weight)| (&case.setup.offers[index], weight)).collect();
    let profile = offers[0].0.profile;
    assert!(offers.iter().all(|(offer, _)| offer.profile == profile), "one exit for all");
    let leaving = Leaving::new(profile.map(|at| &case.setup.profiles[at]), horizon);
    let mut held = Vec::new();
    for (offer, weight) in &offers {
        let own = exposures(case, offer).into_iter().filter(|one| one.vests <= horizon);
        held.extend(own.map(|one| Exposure { coefficient: weight * one.coefficient, ..one }));
    }
    let vested: Vec<(f64, f64)> =
        (0..=horizon).map(|month| stock_moments(case, &held, month)).collect();
    let money = |t: f64, cause: Option<Cause>| -> f64 {
        let parts = offers.iter().map(|(offer, weight)| {
            let paid: f64 = offer.sign_on.iter().map(|payment| paid_by(payment, t)).sum();
            let owed = cause.map_or(0.0, |cause| debts(offer, cause, t));
            weight * (base_by(offer, t) + paid - owed)
        });
        parts.sum()
    };
    let mean = |t: f64, cause| money(t, cause) + vested[whole(t) as usize].0;
    let square = |t: f64, cause| {
        let (fixed, (first, second)) = (money(t, cause), vested[whole(t) as usize]);
        fixed * fixed + 2.0 * fixed * first + second
    };
    let end = f64::from(horizon);
    let mut sums = (leaving.stayed() * mean(end, None), leaving.stayed() * square(end, None));
    for cause in Cause::ALL {
        sums.0 += leaving.at_exit(cause, |t| mean(t, Some(cause)));
        sums.1 += leaving.at_exit(cause, |t| square(t, Some(cause)));
    }
    sums
}

/// Base accrued by a time, year by year.
fn base_by(offer: &Offer, t: f64) -> f64 {
    let years = (0..=whole(t / 12.0)).map(|year| f64::from(12 * year));
    years.map(|start| base_rate(offer, start) * (t - start).min(12.0)).sum()
}

/// Mean and mean square of what has vested by a month.
fn stock_moments(case: &Case, held: &[Exposure], month: u32) -> (f64, f64) {
    let vested: Vec<&Exposure> = held.iter().filter(|one| one.vests <= month).collect();
    let worth = |one: &Exposure| one.coefficient * growth(case, one);
    let first = vested.iter().map(|one| worth(one)).sum();
    let mut second = 0.0;
    for a in &vested {
        let pairs = vested.iter().map(|b| worth(b) * libm::exp(log_covariance(case, a, b)));
        second += worth(a) * pairs.sum::<f64>();
    }
    (first, second)
}
