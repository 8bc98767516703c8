//! The third reader: simulates one run from the *offer* with plain loops over months, given that run's
//! prices and exit clocks. It re-derives the model from its description and shares no rule with the
//! plan, the kernel or the ledger; `agreement` compares the three, `controls` proves that they could
//! disagree.

mod agreement;
mod controls;
mod scene;
mod units;

use vestrisk::attrition::{Cause, Hazard, Profile};
use vestrisk::market::Model;
use vestrisk::offer::{
    Clawback, Component, Grant, GrantSize, Offer, Payment, Proration, Sell, SignOn, WindowStart,
};
use vestrisk::simulation::Setup;

/// Two clocks that ring at once: the first of these is the cause.
const TIES: [Cause; 3] = [Cause::Layoff, Cause::Performance, Cause::Voluntary];

/// What a run is made of.
pub struct Run<'a> {
    /// The price of a stock at a month.
    pub price: &'a dyn Fn(usize, u32) -> f64,
    /// The unit exponential of a cause's clock.
    pub clock: &'a dyn Fn(Cause) -> f64,
}

/// What became of one run under one offer.
#[derive(Clone, Debug, PartialEq)]
pub struct Career {
    /// Exit time in months and cause.
    pub exit: Option<(f64, Cause)>,
    /// Pay by component, in the order of [`Component::ALL`].
    pub components: [f64; 8],
    /// Pay by year.
    pub years: Vec<f64>,
    /// All pay.
    pub total: f64,
    /// Its present value.
    pub present_value: f64,
    /// Value at the horizon of what vests after it.
    pub unvested: f64,
}

/// Reads an offer, which need not be one of the setup's, in one run of the setup's world.
pub fn career(setup: &Setup, offer: &Offer, run: &Run<'_>) -> Career {
    let horizon = setup.settings.horizon_months;
    let exit = offer.profile.and_then(|at| exit(&setup.profiles[at], horizon, run));
    let mut reader = Reader {
        setup,
        run,
        horizon,
        rate: setup.settings.discount_rate.get(),
        // Who stays is employed at the end of every month there is.
        leaves: exit.map_or(f64::INFINITY, |(month, _)| month),
        career: Career {
            exit,
            components: [0.0; 8],
            years: vec![0.0; horizon.div_ceil(12) as usize],
            total: 0.0,
            present_value: 0.0,
            unvested: 0.0,
        },
    };
    reader.salary(offer);
    for payment in &offer.sign_on {
        reader.sign_on(payment);
        if let (Some(terms), Some((month, cause))) = (&payment.clawback, exit) {
            reader.clawback(payment, *terms, month, cause);
        }
    }
    // A grant that would be made after the horizon is not yet a promise in units.
    for grant in offer.grants.iter().filter(|grant| grant.month <= horizon) {
        reader.grant(grant);
    }
    reader.career
}

/// The exit by the horizon.
fn exit(profile: &Profile, horizon: u32, run: &Run<'_>) -> Option<(f64, Cause)> {
    match profile {
        Profile::Certain(exit) if exit.month > horizon => None,
        Profile::Certain(exit) => Some((f64::from(exit.month), exit.cause)),
        Profile::Hazards(hazards) => {
            let mut first = None;
            for cause in TIES {
                let Some(hazard) = hazards.of(cause) else { continue };
                let Some(month) = ring(hazard, (run.clock)(cause), horizon) else { continue };
                if first.is_none_or(|(earliest, _)| month < earliest) {
                    first = Some((month, cause));
                }
            }
            first
        }
    }
}

/// When the integrated hazard reaches `exponential`, if it does by the horizon.
fn ring(hazard: &Hazard, exponential: f64, horizon: u32) -> Option<f64> {
    match hazard {
        Hazard::Piecewise { step_months, rates } => {
            let mut integrated = 0.0;
            for month in 0..horizon {
                let step = (month / step_months) as usize;
                let monthly = rates[step.min(rates.len() - 1)].get() / 12.0;
                if integrated + monthly >= exponential {
                    return Some(f64::from(month) + (exponential - integrated) / monthly);
                }
                integrated += monthly;
            }
            None
        }
        Hazard::Weibull { shape, scale_years } => {
            let integrated =
                |month: f64| libm::pow(month / (12.0 * scale_years.get()), shape.get());
            let (mut low, mut high) = (0.0, f64::from(horizon));
            if integrated(high) < exponential {
                return None;
            }
            loop {
                let middle = 0.5 * (low + high);
                if middle <= low || middle >= high {
                    return Some(high);
                }
                if integrated(middle) < exponential { low = middle } else { high = middle }
            }
        }
    }
}

struct Reader<'a> {
    setup: &'a Setup,
    run: &'a Run<'a>,
    horizon: u32,
    rate: f64,
    leaves: f64,
    career: Career,
}

impl Reader<'_> {
    fn book(&mut self, component: Component, year: u32, amount: f64, present_value: f64) {
        let place = Component::ALL.iter().position(|held| *held == component);
        self.career.components[place.expect("a component is one of all")] += amount;
        let last = self.career.years.len();
        self.career.years[(year as usize).min(last) - 1] += amount;
        self.career.total += amount;
        self.career.present_value += present_value;
    }

    fn discount(&self, month: f64) -> f64 {
        libm::exp(-self.rate * month / 12.0)
    }

    /// The year in which something at a month is booked: the one it ends, the first for month 0.
    fn year_that_ends(month: f64) -> u32 {
        let mut year = 1;
        while 12.0 * f64::from(year) < month {
            year += 1;
        }
        year
    }

    /// The part of month `month` that is worked, and the present value of a dollar a month in it.
    fn worked(&self, month: u32) -> (f64, f64) {
        let from = f64::from(month);
        let length = (self.leaves - from).clamp(0.0, 1.0);
        if self.rate == 0.0 {
            return (length, length);
        }
        let monthly = self.rate / 12.0;
        let within = -libm::expm1(-monthly * length) / monthly;
        (length, self.discount(from) * within)
    }

    fn accrue(&mut self, component: Component, month: u32, monthly: f64) {
        let (length, value) = self.worked(month);
        self.book(component, month / 12 + 1, monthly * length, monthly * value);
    }

    fn salary(&mut self, offer: &Offer) {
        let mut annual = offer.salary.base.typical();
        for month in 0..self.horizon {
            if month > 0 && month % 12 == 0 {
                annual *= 1.0 + offer.salary.annual_raise.get();
            }
            self.accrue(Component::Base, month, annual / 12.0);
        }
    }

    fn sign_on(&mut self, payment: &SignOn) {
        let amount = payment.amount.typical();
        match payment.paid {
            Payment::Lump { month } => {
                let at = f64::from(month);
                if month <= self.horizon && self.leaves >= at {
                    self.book(
                        Component::SignOn,
                        month / 12 + 1,
                        amount,
                        amount * self.discount(at),
                    );
                }
            }
            Payment::Instalments { from, to } => {
                for month in from..to.min(self.horizon) {
                    self.accrue(Component::SignOn, month, amount / f64::from(to - from));
                }
            }
        }
    }

    fn clawback(&mut self, payment: &SignOn, terms: Clawback, exit: f64, cause: Cause) {
        let amount = payment.amount.typical();
        let (first, paid) = match payment.paid {
            Payment::Lump { month } if exit >= f64::from(month) => (month, amount),
            Payment::Lump { month } => (month, 0.0),
            Payment::Instalments { from, to } => {
                let months = (exit.min(f64::from(to)) - f64::from(from)).max(0.0);
                (from, amount * months / f64::from(to - from))
            }
        };
        let opens = match terms.from {
            WindowStart::Payment => f64::from(first),
            WindowStart::Start => 0.0,
        };
        let window = f64::from(terms.window_months);
        let listed = terms.causes.iter().any(|listed| listed == cause);
        if !listed || exit < opens || exit >= opens + window {
            return;
        }
        let fraction = match terms.proration {
            Proration::None => 1.0,
            Proration::Monthly => (window - (exit - opens).floor()) / window,
            Proration::Daily => (window - (exit - opens)) / window,
        };
        let owed = -paid * fraction;
        let year = Self::year_that_ends(exit);
        self.book(Component::Clawback, year, owed, owed * self.discount(exit));
    }

    fn grant(&mut self, grant: &Grant) {
        let horizon = f64::from(self.horizon);
        let price = |month| (self.run.price)(grant.stock, month);
        let shares = match grant.size {
            GrantSize::Shares(shares) => shares.get(),
            GrantSize::Value(value) => value.typical() / price(grant.month),
        };
        let dividends = match &self.setup.market.stocks[grant.stock].model {
            Model::Gbm(gbm) => gbm.dividend_yield.get(),
            Model::Fixed(_) => 0.0,
        };
        let tranches = grant.vesting.tranches();
        let percents: Vec<f64> = tranches.iter().map(|tranche| tranche.percent.get()).collect();
        let units = units::dealt(shares, &percents, grant.whole_units);
        for (tranche, units) in tranches.iter().zip(units) {
            let month = grant.month + tranche.month;
            if month > self.horizon {
                if self.career.exit.is_none() {
                    self.career.unvested += units * price(self.horizon);
                }
                continue;
            }
            let vests = f64::from(month);
            if self.leaves < vests {
                continue;
            }
            let (sold, worth) = match grant.sell {
                Sell::AtVest => (vests, units * price(month)),
                Sell::AtHorizon => {
                    let reinvested = libm::exp(dividends * (horizon - vests) / 12.0);
                    (horizon, units * price(self.horizon) * reinvested)
                }
            };
            let year = Self::year_that_ends(sold);
            self.book(Component::Rsu, year, worth, worth * self.discount(sold));
        }
    }
}
