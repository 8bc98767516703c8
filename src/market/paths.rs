//! The prices that a plan needs, compiled: which nodes of the tree each stock draws, and which columns
//! of prices come out. The first stage of every block.

use super::{Market, Model, Tree};
use crate::random::{Column, Columns, Entity, Runs, zeroed};

/// Brownian shocks of a block, by stock and node.
pub type ShockColumns = Vec<Columns>;

/// Prices of a block, one column for each date of a [`PathPlan`], and the motion behind them.
#[derive(Clone, Debug)]
pub struct PriceColumns {
    /// Prices in dollars, in the order of [`PathPlan::dates`].
    pub prices: Columns,
    motion: Vec<Columns>,
    shock: Box<Column>,
}

/// Which prices are needed, and what has to be drawn for them.
#[derive(Clone, Debug, PartialEq)]
pub struct PathPlan {
    dates: Vec<(usize, u32)>,
    trees: Vec<Tree>,
    entities: Vec<Entity>,
}

impl PathPlan {
    /// A plan for the prices at `dates` = (stock, whole month after today).
    #[must_use]
    pub fn new(market: &Market, dates: impl IntoIterator<Item = (usize, u32)>) -> Self {
        let mut dates: Vec<(usize, u32)> = dates.into_iter().collect();
        dates.sort_unstable();
        dates.dedup();
        let trees = (0..market.stocks.len())
            .map(|stock| {
                let needs = dates.iter().filter(|(asked, _)| depends_on(market, *asked, stock));
                Tree::for_months(needs.map(|(_, month)| *month))
            })
            .collect();
        let entities = market.stocks.iter().map(|stock| Entity::of(&stock.name)).collect();
        Self { dates, trees, entities }
    }

    /// The dates, sorted by stock and month.
    #[must_use]
    pub fn dates(&self) -> &[(usize, u32)] {
        &self.dates
    }

    /// The column of a stock's price at a month.
    #[must_use]
    pub fn column(&self, stock: usize, month: u32) -> Option<usize> {
        self.dates.binary_search(&(stock, month)).ok()
    }

    /// Columns for [`Self::draw`].
    #[must_use]
    pub fn shock_columns(&self) -> ShockColumns {
        self.trees.iter().map(|tree| zeroed(tree.columns())).collect()
    }

    /// Columns for [`Self::prices`].
    #[must_use]
    pub fn price_columns(&self) -> PriceColumns {
        PriceColumns {
            prices: zeroed(self.dates.len()),
            motion: self.shock_columns(),
            shock: Box::new([0.0; crate::random::LANES]),
        }
    }

    /// Draws the shocks of a block.
    pub fn draw(&self, seed: u64, runs: &Runs, shocks: &mut ShockColumns) {
        for ((tree, entity), columns) in self.trees.iter().zip(&self.entities).zip(shocks) {
            tree.draw(seed, *entity, runs, columns);
        }
    }

    /// The prices of a block from its shocks.
    pub fn prices(&self, market: &Market, shocks: &ShockColumns, out: &mut PriceColumns) {
        for ((tree, shocks), motion) in self.trees.iter().zip(shocks).zip(&mut out.motion) {
            tree.build(shocks, motion);
        }
        for (&(stock, month), prices) in self.dates.iter().zip(&mut out.prices) {
            let held = &market.stocks[stock];
            match &held.model {
                Model::Fixed(path) => prices.fill(path.price_at(held.price, month)),
                Model::Gbm(_) if month == 0 => prices.fill(held.price.get()),
                Model::Gbm(gbm) => {
                    let weights = market.correlations.weights(stock);
                    self.mix(weights, month, &out.motion, &mut out.shock);
                    gbm.prices(held.price, month, &out.shock, prices);
                }
            }
        }
    }

    /// Correlated motion at a month: the weighted sum of the stocks' own motions.
    fn mix(&self, weights: &[f64], month: u32, motion: &[Columns], mixed: &mut Column) {
        mixed.fill(0.0);
        for (stock, &weight) in weights.iter().enumerate().filter(|(_, weight)| **weight != 0.0) {
            let Some(column) = self.trees[stock].column(month) else { continue };
            for (sum, own) in mixed.iter_mut().zip(&motion[stock][column]) {
                *sum += weight * own;
            }
        }
    }
}

/// Whether the price of `asked` needs the shocks of `stock`.
fn depends_on(market: &Market, asked: usize, stock: usize) -> bool {
    matches!(market.stocks[asked].model, Model::Gbm(_))
        && market.correlations.weights(asked).get(stock).is_some_and(|weight| *weight != 0.0)
}
