//! The prices that a plan needs, compiled: which nodes of the tree each stock draws, and which columns
//! of prices come out. The first stage of every block.

use super::{AveragePrice, Closes, ComponentColumns, Components, Gbm, Market, Model, Stock, Tree};
use crate::processor::Processor;
use crate::random::{Column, Columns, Entity, LANES, Runs, zeroed};

/// Brownian shocks of a block, by stock and node: on the tree, and at closes before the start date.
#[derive(Clone, Debug)]
pub struct ShockColumns {
    tree: Vec<Columns>,
    closes: Vec<Columns>,
}

impl ShockColumns {
    /// All columns.
    pub fn columns(&self) -> impl Iterator<Item = &Column> {
        self.tree.iter().chain(&self.closes).flatten()
    }
}

/// Prices of a block, one column for each date of a [`PathPlan`], and the motion behind them.
#[derive(Clone, Debug)]
pub struct PriceColumns {
    /// Prices in dollars, in the order of [`PathPlan::dates`].
    pub prices: Columns,
    /// Means of closes in dollars, in the order of [`PathPlan::averages`].
    pub averages: Columns,
    motion: ShockColumns,
    mixed: Box<Column>,
}

/// Which prices are needed, and what has to be drawn for them.
#[derive(Clone, Debug, PartialEq)]
pub struct PathPlan {
    dates: Vec<(usize, u32)>,
    averages: Vec<AveragePrice>,
    trees: Vec<Tree>,
    /// By stock; without times where today is the start date.
    closes: Vec<Closes>,
    entities: Vec<Entity>,
    processor: Processor,
}

impl PathPlan {
    /// A plan for the prices at `dates` = (stock, whole month after the start date) and for averages of
    /// closes before it.
    #[must_use]
    pub fn new(
        market: &Market,
        dates: impl IntoIterator<Item = (usize, u32)>,
        averages: Vec<AveragePrice>,
    ) -> Self {
        let mut dates: Vec<(usize, u32)> = dates.into_iter().collect();
        dates.sort_unstable();
        dates.dedup();
        let stocks = 0..market.stocks.len();
        let trees = stocks.clone().map(|stock| {
            let needs = dates.iter().filter(|(asked, _)| depends_on(market, *asked, stock));
            Tree::for_months(needs.map(|(_, month)| *month))
        });
        let closes = stocks.map(|stock| {
            let at_dates = dates.iter().map(|(asked, _)| (*asked, 0));
            let of_closes = averages.iter().map(|average| (average.stock, average.average_days));
            let needs =
                at_dates.chain(of_closes).filter(|(asked, _)| depends_on(market, *asked, stock));
            let days = needs.map(|(_, days)| days).max();
            let before = |days| Closes::before_start(market.start_in_days, days);
            days.map_or_else(Closes::default, before)
        });
        let (trees, closes) = (trees.collect(), closes.collect());
        let entities = market.stocks.iter().map(|stock| Entity::of(&stock.name)).collect();
        Self { dates, averages, trees, closes, entities, processor: Processor::best() }
    }

    /// The same plan on other vector instructions; they change no bit.
    #[must_use]
    pub fn on(self, processor: Processor) -> Self {
        Self { processor, ..self }
    }

    /// The averages, in the order given.
    #[must_use]
    pub fn averages(&self) -> &[AveragePrice] {
        &self.averages
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
        ShockColumns {
            tree: self.trees.iter().map(|tree| zeroed(tree.columns())).collect(),
            closes: self.closes.iter().map(Closes::columns).collect(),
        }
    }

    /// Columns for [`Self::prices`].
    #[must_use]
    pub fn price_columns(&self) -> PriceColumns {
        PriceColumns {
            prices: zeroed(self.dates.len()),
            averages: zeroed(self.averages.len()),
            motion: self.shock_columns(),
            mixed: Box::new(Column::of(0.0)),
        }
    }

    /// Columns of a block in all: shocks, motion, prices and averages.
    #[must_use]
    pub fn block_columns(&self) -> usize {
        let trees = self.trees.iter().map(Tree::columns).sum::<usize>();
        let closes = self.closes.iter().map(|closes| closes.times().len() + 3).sum::<usize>();
        2 * (trees + closes) + self.dates.len() + self.averages.len()
    }

    /// Draws the shocks of a block.
    pub fn draw(&self, seed: u64, runs: &Runs, shocks: &mut ShockColumns) {
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
        shocks: &mut ShockColumns,
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
    #[must_use]
    pub fn needs_components(&self, stock: usize) -> bool {
        self.trees[stock].quarters() > 0 || !self.closes[stock].times().is_empty()
    }

    /// The prices of a block from its shocks.
    pub fn prices(&self, market: &Market, shocks: &ShockColumns, out: &mut PriceColumns) {
        let trees = self.trees.iter().zip(&shocks.tree).zip(&mut out.motion.tree);
        trees.for_each(|((tree, shocks), motion)| tree.build(self.processor, shocks, motion));
        let closes = self.closes.iter().zip(&shocks.closes).zip(&mut out.motion.closes);
        closes.for_each(|((closes, shocks), motion)| closes.build(self.processor, shocks, motion));
        let PriceColumns { prices, averages, motion, mixed } = out;
        let start = market.start_in_days;
        for (&(stock, month), prices) in self.dates.iter().zip(prices) {
            let held = &market.stocks[stock];
            match &held.model {
                Model::Fixed(path) => {
                    let after = market.months_after_today(f64::from(month));
                    prices.fill(path.price_at(held.price, after));
                }
                Model::Merton(_) | Model::Heston(_) | Model::GjrGarch(_) | Model::Bootstrap(_) => {
                    prices.fill(f64::NAN);
                }
                Model::Gbm(_) if month == 0 && start == 0 => prices.fill(held.price.get()),
                Model::Gbm(gbm) => {
                    let weights = market.correlations.weights(stock);
                    let motion = self.mix(self.parts(weights, month, motion), mixed);
                    gbm.prices(self.processor, (held.price, start, month), motion, prices);
                }
            }
        }
        for (average, column) in self.averages.iter().zip(averages) {
            let held = &market.stocks[average.stock];
            if let Model::Gbm(gbm) = &held.model {
                let weights = market.correlations.weights(average.stock);
                self.average((held, gbm, weights), average, motion, (mixed, column));
            }
        }
    }

    /// The mean of some closes.
    fn average(
        &self,
        (stock, gbm, weights): (&Stock, &Gbm, &[f64]),
        average: &AveragePrice,
        motion: &ShockColumns,
        (mixed, mean): (&mut Column, &mut Column),
    ) {
        let days = f64::from(average.average_days);
        // A stock whose shocks are wholly another's draws no closes itself.
        let drawn = loaded(weights).map(|(stock, _)| self.closes[stock].times());
        let times = drawn.max_by_key(|times| times.len()).unwrap_or_default();
        let last = times.len().min(average.average_days as usize + 1);
        mean.fill(average.known_sum(last.saturating_sub(1)));
        for place in 1..last {
            let motion = self.mix(self.close_parts(weights, place, motion), mixed);
            gbm.add_prices(self.processor, (stock.price, times[place]), motion, mean);
        }
        for sum in mean.iter_mut() {
            *sum /= days;
        }
    }

    /// Correlated motion: a column and its weight. Of a single part that is the part itself, of several their
    /// sum in `mixed`.
    fn mix<'a>(
        &self,
        mut parts: impl Iterator<Item = (f64, &'a Column)>,
        mixed: &'a mut Column,
    ) -> (f64, &'a Column) {
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

    /// The parts of the motion at a month: the stocks' own up to the start date and after it, with their weights.
    fn parts<'a>(
        &'a self,
        weights: &'a [f64],
        month: u32,
        motion: &'a ShockColumns,
    ) -> impl Iterator<Item = (f64, &'a Column)> {
        let after = loaded(weights).filter_map(move |(stock, weight)| {
            let column = self.trees[stock].column(month)?;
            Some((weight, &motion.tree[stock][column]))
        });
        self.close_parts(weights, 0, motion).chain(after)
    }

    /// The parts of the motion at a close before the start date; place 0 is the start date itself.
    fn close_parts<'a>(
        &'a self,
        weights: &'a [f64],
        place: usize,
        motion: &'a ShockColumns,
    ) -> impl Iterator<Item = (f64, &'a Column)> {
        loaded(weights).filter_map(move |(stock, weight)| {
            self.closes[stock].times().get(place)?;
            Some((weight, &motion.closes[stock][place]))
        })
    }
}

/// The stocks with a weight.
fn loaded(weights: &[f64]) -> impl Iterator<Item = (usize, f64)> {
    weights.iter().copied().enumerate().filter(|(_, weight)| *weight != 0.0)
}

/// Whether the price of `asked` needs the shocks of `stock`.
fn depends_on(market: &Market, asked: usize, stock: usize) -> bool {
    matches!(market.stocks[asked].model, Model::Gbm(_))
        && market.correlations.weights(asked).get(stock).is_some_and(|weight| *weight != 0.0)
}
