//! Short ways to write typed setups: validated numbers, sign-on payments, grants, offers and
//! settings.

use vestrisk::attrition::{Cause, Causes, CertainExit, Hazard, Hazards, Profile};
use vestrisk::market::{Correlations, Gbm, Growth, Market, Model, Pair, Stock};
use vestrisk::offer::{
    Clawback, Grant, GrantSize, Offer, Payment, Proration, Salary, Sell, Settlement, SignOn,
    Tranche, VestingSchedule, WindowStart,
};
use vestrisk::quantity::{
    ContinuousRate, Correlation, DividendYield, Dollars, HazardRate, Percent, Price, Raise, Shares,
    Volatility,
};
use vestrisk::simulation::{Exits, Sampler, Settings, Setup, SharedExits};

pub fn dollars(value: f64) -> Dollars {
    Dollars::new(value).expect("dollars")
}

pub fn price(value: f64) -> Price {
    Price::new(value).expect("a price")
}

pub fn rates(annual: &[f64]) -> Vec<HazardRate> {
    annual.iter().map(|rate| HazardRate::new(*rate).expect("a hazard")).collect()
}

pub fn by_year(annual: &[f64]) -> Hazard {
    Hazard::by_year(&rates(annual)).expect("at least one hazard")
}

/// A stock with expected return, dividend yield and volatility.
pub fn gbm(name: &str, today: f64, law: (f64, f64, f64)) -> Stock {
    let volatility = Volatility::new(law.2).expect("a volatility");
    stock(name, today, Model::Gbm(Gbm { growth: growth(law.0, law.1), volatility }))
}

/// Expected return and dividend yield.
pub fn growth(expected_return: f64, dividend_yield: f64) -> Growth {
    Growth {
        expected_return: ContinuousRate::new(expected_return).expect("a return"),
        dividend_yield: DividendYield::new(dividend_yield).expect("a yield"),
    }
}

pub fn stock(name: &str, today: f64, model: Model) -> Stock {
    Stock::new(name, price(today), model)
}

/// A market with correlations (first, second, value).
pub fn market(stocks: Vec<Stock>, correlations: &[(usize, usize, f64)]) -> Market {
    let pair = |&(first, second, value): &(usize, usize, f64)| Pair {
        first,
        second,
        value: Correlation::new(value).expect("a correlation"),
    };
    let pairs: Vec<Pair> = correlations.iter().map(pair).collect();
    let name = |stock: usize| stocks[stock].name.clone();
    let correlations = Correlations::new(stocks.len(), &pairs, name).expect("a possible matrix");
    Market { start_in_days: 0, stocks, correlations }
}

pub fn schedule(tranches: &[(u32, f64)]) -> VestingSchedule {
    let tranche = |&(month, percent): &(u32, f64)| Tranche {
        month,
        percent: Percent::new(percent).expect("a percentage"),
    };
    VestingSchedule::new(tranches.iter().map(tranche).collect()).expect("a schedule")
}

/// 5/15/40/40 as Amazon pays it.
pub fn back_loaded() -> VestingSchedule {
    schedule(&[(12, 5.0), (24, 15.0), (30, 20.0), (36, 20.0), (42, 20.0), (48, 20.0)])
}

pub fn lump(amount: f64, month: u32, clawback: Option<Clawback>) -> SignOn {
    SignOn { amount: dollars(amount).into(), paid: Payment::Lump { month }, clawback }
}

pub fn instalments(amount: f64, from: u32, to: u32, clawback: Option<Clawback>) -> SignOn {
    let paid = Payment::instalments(from, to).expect("a span");
    SignOn { amount: dollars(amount).into(), paid, clawback }
}

/// Terms from the payment on.
pub fn clawback(window_months: u32, proration: Proration, causes: &[Cause]) -> Clawback {
    Clawback { window_months, proration, causes: Causes::of(causes), from: WindowStart::Payment }
}

/// A grant at month 0, sold at each vest.
pub fn grant(size: GrantSize, vesting: VestingSchedule) -> Grant {
    Grant {
        conversion: None,
        stock: 0,
        size,
        month: 0,
        vesting,
        whole_units: false,
        sell: Sell::AtVest,
        settlement: Settlement::Shares,
    }
}

pub fn value(amount: f64) -> GrantSize {
    GrantSize::Value(dollars(amount).into())
}

pub fn shares(count: f64) -> GrantSize {
    GrantSize::Shares(Shares::new(count).expect("shares"))
}

pub fn salary(base: f64, annual_raise: f64) -> Salary {
    Salary { base: dollars(base).into(), annual_raise: Raise::new(annual_raise).expect("a raise") }
}

/// An offer of the first exit profile, by an employer of its own name.
pub fn offer(name: &str, salary: Salary, sign_on: Vec<SignOn>, grants: Vec<Grant>) -> Offer {
    let (name, employer) = (name.to_owned(), name.to_owned());
    Offer {
        bonus: None,
        refresh: None,
        layoff_terms: vestrisk::offer::LayoffTerms::default(),
        name,
        employer,
        profile: Some(0),
        salary,
        sign_on,
        grants,
    }
}

pub fn certain(month: u32, cause: Cause) -> Profile {
    Profile::Certain(CertainExit { month, cause })
}

pub fn nobody_leaves() -> Profile {
    Profile::Hazards(Hazards::default())
}

/// Settings with shared clocks and no discount.
pub fn settings(runs: u64, seed: u64, horizon_months: u32) -> Settings {
    Settings {
        runs,
        seed,
        horizon_months,
        sampler: Sampler::Random,
        exits: Exits::Sampled,
        shared_exits: SharedExits::All,
        discount_rate: ContinuousRate::new(0.0).expect("no discount"),
    }
}

pub fn setup(
    market: Market,
    profiles: Vec<Profile>,
    offers: Vec<Offer>,
    settings: Settings,
) -> Setup {
    Setup::new(market, profiles, offers, settings).expect("a setup that can be simulated")
}
