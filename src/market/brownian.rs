//! The Brownian shocks of all stocks: drawn on the tree and at closes before the start date, built into motion, and
//! mixed by the correlations.

use super::{Closes, ComponentColumns, Components, Market, Tree};
use crate::processor::Processor;
use crate::random::{Column, Columns, Entity, LANES, Runs, zeroed};

/// Which nodes each stock draws; none for a stock that no price asked for depends on.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Brownian {
    trees: Vec<Tree>,
    /// By stock; without times where today is the start date.
    closes: Vec<Closes>,
    entities: Vec<Entity>,
    processor: Processor,
}

/// Shocks of a block, or the motion built of them, by stock and node.
#[derive(Clone, Debug)]
pub(super) struct NodeColumns {
    tree: Vec<Columns>,
    closes: Vec<Columns>,
}

impl NodeColumns {
    /// All columns.
    pub fn columns(&self) -> impl Iterator<Item = &Column> {
        self.tree.iter().chain(&self.closes).flatten()
    }
}

/// Motion that moves a price: a column and its weight.
pub(super) type Mixed<'a> = (f64, &'a Column);

impl Brownian {
    /// The nodes that prices at `dates` = (stock, month) and averages of so many closes, (stock, closes), need.
    pub fn new(market: &Market, dates: &[(usize, u32)], averages: &[(usize, u32)]) -> Self {
        let stocks = 0..market.stocks.len();
        let trees = stocks.clone().map(|stock| {
            let needs = dates.iter().filter(|(asked, _)| depends_on(market, *asked, stock));
            Tree::for_months(needs.map(|(_, month)| *month))
        });
        let closes = stocks.map(|stock| {
            let at_dates = dates.iter().map(|(asked, _)| (*asked, 0));
            let needs = at_dates
                .chain(averages.iter().copied())
                .filter(|(asked, _)| depends_on(market, *asked, stock));
            let days = needs.map(|(_, days)| days).max();
            let before = |days| Closes::before_start(market.start_in_days, days);
            days.map_or_else(Closes::default, before)
        });
        let (trees, closes) = (trees.collect(), closes.collect());
        let entities = market.stocks.iter().map(|stock| Entity::of(&stock.name)).collect();
        Self { trees, closes, entities, processor: Processor::best() }
    }

    /// The same on other vector instructions.
    pub fn on(self, processor: Processor) -> Self {
        Self { processor, ..self }
    }

    /// Columns for shocks, or for motion.
    pub fn columns(&self) -> NodeColumns {
        NodeColumns {
            tree: self.trees.iter().map(|tree| zeroed(tree.columns())).collect(),
            closes: self.closes.iter().map(Closes::columns).collect(),
        }
    }

    /// How many columns these are.
    pub fn column_count(&self) -> usize {
        let trees = self.trees.iter().map(Tree::columns).sum::<usize>();
        trees + self.closes.iter().map(|closes| closes.times().len() + 3).sum::<usize>()
    }

    /// Draws the shocks of a block.
    pub fn draw(&self, seed: u64, runs: &Runs, shocks: &mut NodeColumns) {
        for ((tree, entity), columns) in self.trees.iter().zip(&self.entities).zip(&mut shocks.tree)
        {
            tree.draw(self.processor, (seed, *entity), runs, columns);
        }
        let closes = self.closes.iter().zip(&self.entities).zip(&mut shocks.closes);
        for ((closes, entity), columns) in closes {
            closes.draw(self.processor, (seed, *entity), runs, columns);
        }
    }

    /// Draws the shocks of a block whose quarters and whose start are spread from normals by component; months inside
    /// quarters and closes before the start are drawn as ever.
    pub fn draw_from_components(
        &self,
        (seed, runs): (u64, &Runs),
        components: &Components,
        normals: &mut ComponentColumns,
        shocks: &mut NodeColumns,
    ) {
        components.mix(self.processor, normals);
        let at = (self.trees.iter().zip(&self.closes)).zip(&self.entities);
        let columns = shocks.tree.iter_mut().zip(&mut shocks.closes);
        for (stock, (((tree, closes), entity), (inside, before))) in at.zip(columns).enumerate() {
            let Some(place) = components.place(stock) else { continue };
            let steps = components.quarters(tree.quarters());
            if steps.len() < tree.quarters() {
                // Dates beyond the components' horizon.
                tree.draw(self.processor, (seed, *entity), runs, inside);
            } else {
                tree.draw_inside(self.processor, (seed, *entity), runs, inside);
            }
            if closes.times().len() > 1 {
                closes.draw(self.processor, (seed, *entity), runs, before);
            }
            let quarters = &mut inside[..steps.len()];
            components.shocks(self.processor, normals, (place, steps), quarters);
            if let Some(start) = before.first_chunk_mut::<1>() {
                components.shocks(self.processor, normals, (place, 0..1), start);
            }
        }
    }

    /// Whether any shock of a stock that is a component's is needed.
    pub fn needs_components(&self, stock: usize) -> bool {
        self.trees[stock].quarters() > 0 || !self.closes[stock].times().is_empty()
    }

    /// Turns shocks into motion, in √years.
    pub fn build(&self, shocks: &NodeColumns, motion: &mut NodeColumns) {
        let trees = self.trees.iter().zip(&shocks.tree).zip(&mut motion.tree);
        trees.for_each(|((tree, shocks), motion)| tree.build(self.processor, shocks, motion));
        let closes = self.closes.iter().zip(&shocks.closes).zip(&mut motion.closes);
        closes.for_each(|((closes, shocks), motion)| closes.build(self.processor, shocks, motion));
    }

    /// The times of the closes before the start date that move a stock, in years after today; the first is the start
    /// date's.
    pub fn close_times(&self, weights: &[f64]) -> &[f64] {
        // A stock whose shocks are wholly another's draws no closes itself.
        let drawn = loaded(weights).map(|(stock, _)| self.closes[stock].times());
        drawn.max_by_key(|times| times.len()).unwrap_or_default()
    }

    /// The correlated motion at a month.
    pub fn at_month<'a>(
        &self,
        weights: &[f64],
        month: u32,
        motion: &'a NodeColumns,
        mixed: &'a mut Column,
    ) -> Mixed<'a> {
        let after = loaded(weights).filter_map(|(stock, weight)| {
            let column = self.trees[stock].column(month)?;
            Some((weight, &motion.tree[stock][column]))
        });
        self.mix(self.close_parts(weights, 0, motion).chain(after), mixed)
    }

    /// The correlated motion at a close before the start date; place 0 is the start date itself.
    pub fn at_close<'a>(
        &self,
        weights: &[f64],
        place: usize,
        motion: &'a NodeColumns,
        mixed: &'a mut Column,
    ) -> Mixed<'a> {
        self.mix(self.close_parts(weights, place, motion), mixed)
    }

    fn close_parts<'a>(
        &self,
        weights: &[f64],
        place: usize,
        motion: &'a NodeColumns,
    ) -> impl Iterator<Item = Mixed<'a>> {
        loaded(weights).filter_map(move |(stock, weight)| {
            self.closes[stock].times().get(place)?;
            Some((weight, &motion.closes[stock][place]))
        })
    }

    /// Of a single part that is the part itself, of several their sum in `mixed`.
    fn mix<'a>(
        &self,
        mut parts: impl Iterator<Item = Mixed<'a>>,
        mixed: &'a mut Column,
    ) -> Mixed<'a> {
        let Some((weight, first)) = parts.next() else {
            mixed.fill(0.0);
            return (1.0, mixed);
        };
        let Some(mut next) = parts.next() else { return (weight, first) };
        for lane in 0..LANES {
            mixed[lane] = weight * first[lane];
        }
        loop {
            let (weight, part) = next;
            self.processor.run(
                #[inline(always)]
                || {
                    for lane in 0..LANES {
                        mixed[lane] = weight.mul_add(part[lane], mixed[lane]);
                    }
                },
            );
            match parts.next() {
                Some(part) => next = part,
                None => return (1.0, mixed),
            }
        }
    }
}

/// The stocks with a weight.
fn loaded(weights: &[f64]) -> impl Iterator<Item = (usize, f64)> {
    weights.iter().copied().enumerate().filter(|(_, weight)| *weight != 0.0)
}

/// Whether the price of `asked` needs the Brownian shocks of `stock`.
fn depends_on(market: &Market, asked: usize, stock: usize) -> bool {
    market.stocks[asked].model.brownian_volatility().is_some()
        && market.correlations.weights(asked).get(stock).is_some_and(|weight| *weight != 0.0)
}
