//! The third reader: simulates one run from the *offer* with plain loops over months, given that run's
//! prices, exit clocks and other draws. It re-derives the model from its description and shares no rule
//! with the plan, the kernel or the ledger; `agreement` compares the three, `coverage` shows that every
//! rule is met, `controls` and `slips` prove that they could disagree.

mod agreement;
mod controls;
mod coverage;
mod draws;
mod exits;
mod job;
pub mod paths;
mod scene;
mod slips;
mod units;

use vestrisk::attrition::Cause;
use vestrisk::offer::{Clawback, Component, Offer, Payment, Proration, Sell, SignOn, WindowStart};
use vestrisk::simulation::Setup;

use job::{Holding, Job, amount};

/// What a run is made of, for one offer.
pub struct Run<'a> {
    /// The price of a stock at a month.
    pub price: &'a dyn Fn(usize, u32) -> f64,
    /// The mean of a stock's daily closes before the start, so many of them; a close that is not after
    /// today counts as the given price.
    pub average: &'a dyn Fn(usize, u32, f64) -> f64,
    /// The unit exponential of a cause's clock.
    pub clock: &'a dyn Fn(Cause) -> f64,
    /// The uniform of a band: 0 for the one that the offer's bands share.
    pub level: &'a dyn Fn(u32) -> f64,
    /// The uniform of the rating drawn at a month.
    pub rating: &'a dyn Fn(u32) -> f64,
    /// The normal of a year's bonus.
    pub bonus: &'a dyn Fn(u32) -> f64,
    /// A rule to be read wrongly.
    pub slip: Option<Slip>,
}

impl Run<'_> {
    fn slips(&self, slip: Slip) -> bool {
        self.slip == Some(slip)
    }
}

/// A rule read wrongly on purpose, for negative controls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Slip {
    /// Shared bands draw levels of their own, independent ones the shared level.
    BandsSwapped,
    /// A layoff ends employment when it rings.
    NoNotice,
    /// Severance at the base of the first year.
    FirstYearsSeverance,
    /// Refreshers fill a gap reckoned without growth.
    GapWithoutGrowth,
    /// The tier before the review decides at the review.
    TierBefore,
    /// Quits around vests are not brought back to their total.
    TimingNotRescaled,
    /// Waves come a month late.
    WavesLate,
    /// Unvested pay leaves out sign-on payments.
    UnvestedWithoutSignOn,
    /// Bonuses keep the mean of exp(v Z).
    BonusNotCentred,
    /// Other income starts at once.
    NoGap,
    /// The closes averaged are 0 … n − 1 days before the start.
    ClosesOffByOne,
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
    let job = Job::new(setup, offer, run);
    let exit = job.exit();
    let mut reader = Reader {
        job: &job,
        horizon: job.horizon,
        rate: setup.settings.discount_rate.get(),
        // Who stays is employed at the end of every month there is.
        leaves: exit.map_or(f64::INFINITY, |(month, _)| month),
        career: Career {
            exit,
            components: [0.0; 8],
            years: vec![0.0; job.horizon.div_ceil(12) as usize],
            total: 0.0,
            present_value: 0.0,
            unvested: 0.0,
        },
    };
    reader.salary();
    for payment in &job.offer.sign_on {
        reader.sign_on(payment);
        if let (Some(terms), Some((month, cause))) = (&payment.clawback, exit) {
            reader.clawback(payment, *terms, month, cause);
        }
    }
    job.held.iter().for_each(|holding| reader.vests(holding));
    reader.bonuses();
    if let Some((month, cause)) = exit {
        if cause == Cause::Layoff {
            reader.severance(month);
        }
        reader.other_income(month);
    }
    reader.career
}

struct Reader<'a> {
    job: &'a Job<'a>,
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

    /// Books what accrues between two times of month `month` at a monthly rate.
    fn accrue_between(&mut self, component: Component, month: u32, monthly: f64, times: [f64; 2]) {
        let start = f64::from(month);
        let [from, to] = times.map(|time| time.clamp(start, start + 1.0));
        let length = (to - from).max(0.0);
        let value = if self.rate == 0.0 {
            length
        } else {
            let rate = self.rate / 12.0;
            self.discount(from) * -libm::expm1(-rate * length) / rate
        };
        self.book(component, month / 12 + 1, monthly * length, monthly * value);
    }

    /// Books what accrues in month `month` to who is employed.
    fn accrue(&mut self, component: Component, month: u32, monthly: f64) {
        self.accrue_between(component, month, monthly, [0.0, self.leaves]);
    }

    fn salary(&mut self) {
        for month in 0..self.horizon {
            self.accrue(Component::Base, month, self.job.annual_base(month) / 12.0);
        }
    }

    fn sign_on(&mut self, payment: &SignOn) {
        let whole = amount(payment.amount);
        match payment.paid {
            Payment::Lump { month } => {
                let at = f64::from(month);
                if month <= self.horizon && self.leaves >= at {
                    let value = whole * self.discount(at);
                    self.book(Component::SignOn, month / 12 + 1, whole, value);
                }
            }
            Payment::Instalments { from, to } => {
                for month in from..to.min(self.horizon) {
                    self.accrue(Component::SignOn, month, whole / f64::from(to - from));
                }
            }
        }
    }

    fn clawback(&mut self, payment: &SignOn, terms: Clawback, exit: f64, cause: Cause) {
        let whole = amount(payment.amount);
        let (first, paid) = match payment.paid {
            Payment::Lump { month } if exit >= f64::from(month) => (month, whole),
            Payment::Lump { month } => (month, 0.0),
            Payment::Instalments { from, to } => {
                let months = (exit.min(f64::from(to)) - f64::from(from)).max(0.0);
                (from, whole * months / f64::from(to - from))
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

    fn vests(&mut self, holding: &Holding) {
        let horizon = f64::from(self.horizon);
        let price = |month| (self.job.run.price)(holding.stock, month);
        let growth = self.job.setup.market.stocks[holding.stock].model.growth();
        let dividends = growth.map_or(0.0, |growth| growth.dividend_yield.get());
        for &(month, units) in &holding.vests {
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
            let (sold, worth) = match holding.sell {
                Sell::AtVest => (vests, units * price(month)),
                Sell::AtHorizon => {
                    let reinvested = libm::exp(dividends * (horizon - vests) / 12.0);
                    (horizon, units * price(self.horizon) * reinvested)
                }
            };
            let year = Self::year_that_ends(sold);
            self.book(holding.component, year, worth, worth * self.discount(sold));
        }
    }

    fn bonuses(&mut self) {
        let Some(bonus) = self.job.offer.bonus else { return };
        let (run, volatility) = (self.job.run, bonus.volatility.get());
        let centre =
            if run.slips(Slip::BonusNotCentred) { 0.0 } else { 0.5 * volatility * volatility };
        for year in 1..=self.horizon / 12 {
            let at = f64::from(12 * year);
            if self.leaves < at {
                continue;
            }
            let tier = self.job.tier(12 * year);
            let target = bonus.target.get() * self.job.annual_base(12 * year - 1);
            let luck = libm::exp(volatility * (run.bonus)(year) - centre);
            let rated = tier.map_or(1.0, |tier| tier.bonus_factor.get());
            let paid = target * bonus.factor.get() * luck * rated;
            self.book(Component::Bonus, year, paid, paid * self.discount(at));
        }
    }

    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "months")]
    fn severance(&mut self, exit: f64) {
        let months = f64::from(self.job.offer.layoff_terms.severance_months);
        let tenure = if self.job.run.slips(Slip::FirstYearsSeverance) { 0.0 } else { exit };
        let paid = months / 12.0 * self.job.annual_base(tenure.floor() as u32);
        let year = Self::year_that_ends(exit);
        self.book(Component::Severance, year, paid, paid * self.discount(exit));
    }

    fn other_income(&mut self, exit: f64) {
        let Some(option) = self.job.setup.outside_option else { return };
        let gap = if self.job.run.slips(Slip::NoGap) { 0 } else { option.gap_months };
        let monthly = option.annual_pay.get() / 12.0;
        for month in 0..self.horizon {
            let times = [exit + f64::from(gap), f64::INFINITY];
            self.accrue_between(Component::OtherIncome, month, monthly, times);
        }
    }
}
