//! How prices move: one file a model, correlation, and the fixed tree of Brownian motion. Knows no
//! grants and no exits.

mod bootstrap;
mod brownian;
mod closes;
mod components;
mod correlation;
mod fixed;
mod gbm;
mod gjr_garch;
mod growth;
mod heston;
mod history;
mod jumps;
mod merton;
mod paths;
mod tree;
mod walk;

pub use bootstrap::{Bootstrap, RESTARTS, ResampledGroup};
pub use closes::{AveragePrice, Closes};
pub use components::{ComponentColumns, Components, NeededComponent};
pub use correlation::{Correlations, Pair};
pub use fixed::FixedPath;
pub use gbm::Gbm;
pub use gjr_garch::{GarchCoefficients, GjrGarch};
pub use growth::Growth;
pub use heston::{Heston, VarianceStep};
pub use history::{FEWEST_CLOSES, PriceHistory, Spacing};
pub use merton::{JumpLaw, Merton};
pub use paths::{CentralPrices, PathPlan, PriceColumns, ShockColumns};
pub use tree::Tree;

use crate::quantity::{Price, PriceRatio};

/// A stock: what a share costs today and how its price moves.
#[derive(Clone, Debug, PartialEq)]
pub struct Stock {
    /// The ticker or name; draws are addressed by it.
    pub name: String,
    /// Price today, S0.
    pub price: Price,
    /// How the price moves.
    pub model: Model,
    /// A jump of known size right after the start date: every price at a month from 1 on is the model's times this;
    /// that at t = 0 and the closes before it are the model's own. Scenario files have none, stresses do.
    pub start_jump: Option<PriceRatio>,
}

impl Stock {
    /// A stock without a jump.
    #[must_use]
    pub fn new(name: &str, price: Price, model: Model) -> Self {
        Self { name: name.to_owned(), price, model, start_jump: None }
    }

    /// What the model's price at a whole month after the start date is multiplied by.
    #[must_use]
    pub fn factor_at(&self, month: u32) -> f64 {
        self.start_jump.filter(|_| month > 0).map_or(1.0, PriceRatio::get)
    }

    /// Dividend yield, continuously compounded, 0 for a stated path.
    #[must_use]
    pub fn dividend_yield(&self) -> f64 {
        self.model.growth().map_or(0.0, |growth| growth.dividend_yield.get())
    }
}

/// The law of a stock's price. A new model is one file here and a line in this enum.
#[derive(Clone, Debug, PartialEq)]
pub enum Model {
    /// Geometric Brownian motion.
    Gbm(Gbm),
    /// Merton's jump diffusion.
    Merton(Merton),
    /// Heston's stochastic variance.
    Heston(Heston),
    /// GJR-GARCH of daily returns.
    GjrGarch(GjrGarch),
    /// Stationary bootstrap of a price history.
    Bootstrap(Bootstrap),
    /// A stated path.
    Fixed(FixedPath),
}

impl Model {
    /// How the expected price grows; `None` for a stated path.
    #[must_use]
    pub const fn growth(&self) -> Option<&Growth> {
        match self {
            Self::Gbm(gbm) => Some(&gbm.growth),
            Self::Merton(merton) => Some(&merton.growth),
            Self::Heston(heston) => Some(&heston.growth),
            Self::GjrGarch(garch) => Some(&garch.growth),
            Self::Bootstrap(bootstrap) => Some(&bootstrap.growth),
            Self::Fixed(_) => None,
        }
    }

    /// The same model with another growth; a stated path stays as it is.
    #[must_use]
    pub fn with_growth(mut self, growth: Growth) -> Self {
        match &mut self {
            Self::Gbm(gbm) => gbm.growth = growth,
            Self::Merton(merton) => merton.growth = growth,
            Self::Heston(heston) => heston.growth = growth,
            Self::GjrGarch(garch) => garch.growth = growth,
            Self::Bootstrap(bootstrap) => bootstrap.growth = growth,
            Self::Fixed(_) => {}
        }
        self
    }

    /// The kind's name in scenario files.
    #[must_use]
    pub const fn kind(&self) -> &'static str {
        match self {
            Self::Gbm(_) => "gbm",
            Self::Merton(_) => "merton",
            Self::Heston(_) => "heston",
            Self::GjrGarch(_) => "gjr_garch",
            Self::Bootstrap(_) => "bootstrap",
            Self::Fixed(_) => "fixed",
        }
    }

    /// The volatility a year in the long run of everything that moves the price; `None` for a stated path.
    #[must_use]
    pub fn total_volatility(&self) -> Option<f64> {
        match self {
            Self::Gbm(gbm) => Some(gbm.volatility.get()),
            Self::Merton(merton) => Some(merton.total_volatility()),
            Self::Heston(heston) => Some(heston.total_volatility()),
            Self::GjrGarch(garch) => Some(garch.total_volatility()),
            Self::Bootstrap(bootstrap) => Some(bootstrap.total_volatility()),
            Self::Fixed(_) => None,
        }
    }

    /// The volatility of the Brownian shocks that may be correlated with those of other stocks; `None` where there are
    /// none.
    #[must_use]
    pub const fn brownian_volatility(&self) -> Option<f64> {
        match self {
            Self::Gbm(gbm) => Some(gbm.volatility.get()),
            Self::Merton(merton) => Some(merton.volatility.get()),
            Self::Heston(_) | Self::GjrGarch(_) | Self::Bootstrap(_) | Self::Fixed(_) => None,
        }
    }

    /// Whether prices differ from run to run.
    #[must_use]
    pub const fn is_random(&self) -> bool {
        self.growth().is_some()
    }
}

/// All stocks of a scenario and how their shocks are correlated.
#[derive(Clone, Debug, PartialEq)]
pub struct Market {
    /// Stocks in file order.
    pub stocks: Vec<Stock>,
    /// Correlations of the Brownian shocks.
    pub correlations: Correlations,
    /// Calendar days from today, when prices are known, to the start date t = 0.
    pub start_in_days: u32,
}

impl Market {
    /// The volatility a year in the long run of everything that moves a stock's price; of a resampled one, that of the
    /// returns at the dates that are resampled. `None` for a stated path.
    #[must_use]
    pub fn total_volatility(&self, stock: usize) -> Option<f64> {
        let Model::Bootstrap(own) = &self.stocks[stock].model else {
            return self.stocks[stock].model.total_volatility();
        };
        let groups = ResampledGroup::all(&self.stocks).unwrap_or_default();
        let place = |group: &ResampledGroup| group.stocks.iter().position(|at| *at == stock);
        let joint = groups.iter().find_map(|group| Some(group.volatility(place(group)?)));
        Some(joint.unwrap_or_else(|| own.total_volatility()))
    }

    /// The same stocks at prices that stay at today's: without volatility, and with a growth of 0 because dividends, which are
    /// as they were, take all of the return. A stated path stays at its first price.
    #[must_use]
    pub fn at_todays_prices(&self) -> Self {
        let mut market = self.clone();
        for stock in &mut market.stocks {
            stock.model = match stock.model.growth() {
                Some(growth) => Model::Gbm(Gbm::still(growth.dividend_yield)),
                None => Model::Fixed(FixedPath::default()),
            };
        }
        market
    }

    /// Months from today to a month after the start date.
    #[must_use]
    pub fn months_after_today(&self, month: f64) -> f64 {
        month + 12.0 * f64::from(self.start_in_days) / 365.0
    }
}
