//! How prices move: one file a model, correlation, and the fixed tree of Brownian motion. Knows no
//! grants and no exits.

mod closes;
mod components;
mod correlation;
mod fixed;
mod gbm;
mod paths;
mod tree;

pub use closes::{AveragePrice, Closes};
pub use components::{ComponentColumns, Components, NeededComponent};
pub use correlation::{Correlations, Pair};
pub use fixed::FixedPath;
pub use gbm::Gbm;
pub use paths::{PathPlan, PriceColumns, ShockColumns};
pub use tree::Tree;

use crate::quantity::Price;

/// A stock: what a share costs today and how its price moves.
#[derive(Clone, Debug, PartialEq)]
pub struct Stock {
    /// The ticker or name; draws are addressed by it.
    pub name: String,
    /// Price today, S0.
    pub price: Price,
    /// How the price moves.
    pub model: Model,
}

impl Stock {
    /// Dividend yield, continuously compounded, 0 for a stated path.
    #[must_use]
    pub fn dividend_yield(&self) -> f64 {
        match &self.model {
            Model::Gbm(gbm) => gbm.dividend_yield.get(),
            Model::Fixed(_) => 0.0,
        }
    }
}

/// The law of a stock's price. A new model is one file here and a line in this enum.
#[derive(Clone, Debug, PartialEq)]
pub enum Model {
    /// Geometric Brownian motion.
    Gbm(Gbm),
    /// A stated path.
    Fixed(FixedPath),
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
    /// Months from today to a month after the start date.
    #[must_use]
    pub fn months_after_today(&self, month: f64) -> f64 {
        month + 12.0 * f64::from(self.start_in_days) / 365.0
    }
}
