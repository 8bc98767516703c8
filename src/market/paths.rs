//! The prices that a plan needs, compiled: what each stock draws, and which columns of prices come out. The first stage of
//! every block. How prices move belongs to the models.

mod multiples;

pub use multiples::CentralPrices;

use super::brownian::{Brownian, NodeColumns};
use super::jumps::{JumpDraws, JumpSums, Jumps};
use super::walk::{DailyWalk, Date, Moment, ResampledSteps, ResampledWalk, Target, VarianceWalk};
use super::{
    AveragePrice, Closes, ComponentColumns, Components, Gbm, Market, Merton, Model, ResampledGroup,
    Stock, Tree,
};
use crate::processor::Processor;
use crate::random::{Column, Columns, Entity, LANES, Lanes, Runs, zeroed};

/// Random numbers of a block that prices are made of, by stock.
#[derive(Clone, Debug)]
pub struct ShockColumns {
    brownian: NodeColumns,
    /// What a stock draws beside Brownian shocks.
    own: Vec<OwnDraws>,
    /// Places in histories by group of stocks that are resampled together, and step.
    places: Vec<Vec<Lanes<u32>>>,
}

#[derive(Clone, Debug)]
enum OwnDraws {
    None,
    Jumps(JumpDraws),
    Variance(Vec<[Column; 3]>),
    Days(Columns),
}

impl ShockColumns {
    /// All columns of Brownian shocks.
    pub fn columns(&self) -> impl Iterator<Item = &Column> {
        self.brownian.columns()
    }
}

/// Prices of a block, one column for each date of a [`PathPlan`], and the motion behind them.
#[derive(Clone, Debug)]
pub struct PriceColumns {
    /// Prices in dollars, in the order of [`PathPlan::dates`].
    pub prices: Columns,
    /// Means of closes in dollars, in the order of [`PathPlan::averages`].
    pub averages: Columns,
    motion: NodeColumns,
    /// Sums of jumps by stock that has some.
    jumps: Vec<Option<JumpSums>>,
    /// Correlated motion on its way into prices, and a close on its way into an average.
    scratch: Box<[Column; 2]>,
}

/// Which prices are needed, and what has to be drawn for them.
#[derive(Clone, Debug, PartialEq)]
pub struct PathPlan {
    dates: Vec<(usize, u32)>,
    averages: Vec<AveragePrice>,
    brownian: Brownian,
    programs: Vec<Program>,
    groups: Vec<ResampledSteps>,
    entities: Vec<Entity>,
    processor: Processor,
}

/// How the prices of one stock are made.
#[derive(Clone, Debug, PartialEq)]
enum Program {
    Stated,
    Brownian,
    Jumping(Jumps),
    Variance(VarianceWalk),
    Daily(DailyWalk),
    Resampled { group: usize, walk: ResampledWalk },
}

impl PathPlan {
    /// A plan for the prices at `dates` = (stock, whole month after the start date) and for averages of
    /// closes before it.
    ///
    /// # Panics
    /// As [`Self::with_parts_of_months`].
    #[must_use]
    pub fn new(
        market: &Market,
        dates: impl IntoIterator<Item = (usize, u32)>,
        averages: Vec<AveragePrice>,
    ) -> Self {
        Self::with_parts_of_months(market, dates, averages, 1)
    }

    /// The same with months that a stochastic variance does in `parts` equal steps, up to 64: to see what their length
    /// does to prices.
    ///
    /// # Panics
    /// When stocks that would have to be resampled together cannot be: a [`Setup`](crate::Setup) has none such.
    #[must_use]
    pub fn with_parts_of_months(
        market: &Market,
        dates: impl IntoIterator<Item = (usize, u32)>,
        averages: Vec<AveragePrice>,
        parts: u32,
    ) -> Self {
        let mut dates: Vec<(usize, u32)> = dates.into_iter().collect();
        dates.sort_unstable();
        dates.dedup();
        let of_closes: Vec<(usize, u32)> =
            averages.iter().map(|average| (average.stock, average.average_days)).collect();
        let entities: Vec<Entity> =
            market.stocks.iter().map(|stock| Entity::of(&stock.name)).collect();
        let asked = Asked { market, dates: &dates, averages: &averages };
        let groups = ResampledGroup::all(&market.stocks);
        let groups = groups.expect("stocks are resampled together as the setup has checked");
        let programs = (0..market.stocks.len()).map(|at| asked.program(at, parts, &groups));
        let programs: Vec<Program> = programs.collect();
        let steps = groups.iter().enumerate().map(|(at, group)| {
            let of_stock = |program: &Program| match program {
                Program::Resampled { group, walk } if *group == at => Some(walk.steps()),
                _ => None,
            };
            let steps = programs.iter().filter_map(of_stock).max().unwrap_or(0);
            ResampledSteps::new(group, entities[group.stocks[0]], steps)
        });
        let groups = steps.collect();
        let brownian = Brownian::new(market, &dates, &of_closes);
        let processor = Processor::best();
        Self { dates, averages, brownian, programs, groups, entities, processor }
    }

    /// The same plan on other vector instructions; they change no bit.
    #[must_use]
    pub fn on(self, processor: Processor) -> Self {
        Self { processor, brownian: self.brownian.on(processor), ..self }
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
        let own = self.programs.iter().map(|program| match program {
            Program::Jumping(jumps) => OwnDraws::Jumps(jumps.draws()),
            Program::Variance(walk) => OwnDraws::Variance(walk.columns()),
            Program::Daily(walk) => OwnDraws::Days(walk.columns()),
            Program::Stated | Program::Brownian | Program::Resampled { .. } => OwnDraws::None,
        });
        ShockColumns {
            brownian: self.brownian.columns(),
            own: own.collect(),
            places: self.groups.iter().map(ResampledSteps::columns).collect(),
        }
    }

    /// Columns for [`Self::prices`].
    #[must_use]
    pub fn price_columns(&self) -> PriceColumns {
        let jumps = self.programs.iter().map(|program| match program {
            Program::Jumping(jumps) => Some(jumps.sums()),
            _ => None,
        });
        PriceColumns {
            prices: zeroed(self.dates.len()),
            averages: zeroed(self.averages.len()),
            motion: self.brownian.columns(),
            jumps: jumps.collect(),
            scratch: Box::new([const { Column::of(0.0) }; 2]),
        }
    }

    /// Columns of a block in all: shocks, motion, prices and averages.
    #[must_use]
    pub fn block_columns(&self) -> usize {
        let own = self.programs.iter().map(|program| match program {
            Program::Jumping(jumps) => jumps.column_count(),
            Program::Variance(walk) => walk.column_count(),
            Program::Daily(walk) => walk.column_count(),
            Program::Stated | Program::Brownian | Program::Resampled { .. } => 0,
        });
        let resampled = self.groups.iter().map(ResampledSteps::column_count).sum::<usize>();
        let own = own.sum::<usize>() + resampled;
        2 * self.brownian.column_count() + own + self.dates.len() + self.averages.len()
    }

    /// Draws the shocks of a block.
    pub fn draw(&self, seed: u64, runs: &Runs, shocks: &mut ShockColumns) {
        self.brownian.draw(seed, runs, &mut shocks.brownian);
        self.draw_own(seed, runs, shocks);
    }

    /// Draws the shocks of a block, those of quarters' ends and of the start date spread from normals by component;
    /// everything else is drawn as ever.
    pub fn draw_from_components(
        &self,
        (seed, runs): (u64, &Runs),
        components: &Components,
        normals: &mut ComponentColumns,
        shocks: &mut ShockColumns,
    ) {
        let brownian = &mut shocks.brownian;
        self.brownian.draw_from_components((seed, runs), components, normals, brownian);
        self.draw_own(seed, runs, shocks);
    }

    /// What no component moves: jumps, variances, days, places in histories.
    fn draw_own(&self, seed: u64, runs: &Runs, shocks: &mut ShockColumns) {
        let each = self.programs.iter().zip(&self.entities).zip(&mut shocks.own);
        for ((program, entity), own) in each {
            let address = (seed, *entity);
            match (program, own) {
                (Program::Jumping(jumps), OwnDraws::Jumps(draws)) => {
                    jumps.draw(self.processor, address, runs, draws);
                }
                (Program::Variance(walk), OwnDraws::Variance(threes)) => {
                    walk.draw(self.processor, address, runs, threes);
                }
                (Program::Daily(walk), OwnDraws::Days(days)) => {
                    walk.draw(self.processor, address, runs, days);
                }
                _ => {}
            }
        }
        for (steps, places) in self.groups.iter().zip(&mut shocks.places) {
            steps.draw(self.processor, seed, runs, places);
        }
    }

    /// Whether any shock of a stock that is a component's is needed.
    #[must_use]
    pub fn needs_components(&self, stock: usize) -> bool {
        self.brownian.needs_components(stock)
    }

    /// The prices of a block from its shocks.
    ///
    /// # Panics
    /// When a stock of `market` has a model of another kind than the plan was made of.
    pub fn prices(&self, market: &Market, shocks: &ShockColumns, out: &mut PriceColumns) {
        self.brownian.build(&shocks.brownian, &mut out.motion);
        let start = market.start_in_days;
        for (average, mean) in self.averages.iter().zip(&mut out.averages) {
            let after_today = (1..=average.average_days).take_while(|close| {
                Moment { start_in_days: start, date: Date::Close(*close) }.years() > 0.0
            });
            mean.fill(average.known_sum(after_today.count()));
        }
        let programs = self.programs.iter().zip(&shocks.own).enumerate();
        for (at, (program, draws)) in programs {
            let stock = &market.stocks[at];
            let walked = (&mut out.prices[..], &mut out.averages[..]);
            let today = stock.price.get();
            match (program, draws, &stock.model) {
                (Program::Variance(walk), OwnDraws::Variance(shocks), Model::Heston(heston)) => {
                    walk.prices(self.processor, (heston, today), shocks, walked);
                }
                (Program::Daily(walk), OwnDraws::Days(days), Model::GjrGarch(garch)) => {
                    walk.prices(self.processor, (garch, today), days, walked);
                }
                (Program::Resampled { group, walk }, _, Model::Bootstrap(bootstrap)) => {
                    let (law, places) = ((today, bootstrap.growth.rate()), &shocks.places[*group]);
                    walk.prices(self.processor, law, places, walked);
                }
                (Program::Jumping(jumps), OwnDraws::Jumps(draws), Model::Merton(merton)) => {
                    if let Some(sums) = &mut out.jumps[at] {
                        jumps.sum(self.processor, draws, sums);
                    }
                    self.jump_prices(market, (at, merton, jumps), out);
                }
                (Program::Brownian, _, Model::Gbm(gbm)) => self.gbm_prices(market, (at, gbm), out),
                (_, _, Model::Fixed(path)) => {
                    for (&(_, month), prices) in
                        self.dates_of(at).zip(&mut out.prices[self.first(at)..])
                    {
                        let after = market.months_after_today(f64::from(month));
                        prices.fill(path.price_at(stock.price, after));
                    }
                }
                _ => unreachable!("the plan was made of this market"),
            }
        }
        for (average, mean) in self.averages.iter().zip(&mut out.averages) {
            let days = f64::from(average.average_days);
            mean.iter_mut().for_each(|sum| *sum /= days);
        }
        self.jump(market, &mut out.prices);
    }

    /// Multiplies the prices after the start date of stocks that jump right after it.
    fn jump(&self, market: &Market, prices: &mut [Column]) {
        let jumping = market.stocks.iter().enumerate().filter(|(_, of)| of.start_jump.is_some());
        for (at, stock) in jumping {
            for (&(_, month), prices) in self.dates_of(at).zip(&mut prices[self.first(at)..]) {
                let factor = stock.factor_at(month);
                prices.iter_mut().for_each(|price| *price *= factor);
            }
        }
    }

    /// The column of a stock's first date.
    fn first(&self, stock: usize) -> usize {
        self.dates.partition_point(|(of, _)| *of < stock)
    }

    fn dates_of(&self, stock: usize) -> impl Iterator<Item = &(usize, u32)> {
        self.dates[self.first(stock)..].iter().take_while(move |(of, _)| *of == stock)
    }

    fn averages_of(&self, stock: usize) -> impl Iterator<Item = (usize, &AveragePrice)> {
        self.averages.iter().enumerate().filter(move |(_, average)| average.stock == stock)
    }

    fn gbm_prices(&self, market: &Market, (at, gbm): (usize, &Gbm), out: &mut PriceColumns) {
        let PriceColumns { prices, averages, motion, scratch, .. } = out;
        let [mixed, _] = scratch.as_mut();
        let Stock { price, .. } = market.stocks[at];
        let (start, weights) = (market.start_in_days, market.correlations.weights(at));
        for (&(_, month), prices) in self.dates_of(at).zip(&mut prices[self.first(at)..]) {
            if month == 0 && start == 0 {
                prices.fill(price.get());
                continue;
            }
            let motion = self.brownian.at_month(weights, month, motion, mixed);
            let central = gbm.central_price(price, start, month);
            gbm.prices(self.processor, central, motion, prices);
        }
        let times = self.brownian.close_times(weights);
        for (place, average) in self.averages_of(at) {
            let last = times.len().min(average.average_days as usize + 1);
            for close in 1..last {
                let motion = self.brownian.at_close(weights, close, motion, mixed);
                let mean = &mut averages[place];
                gbm.add_prices(self.processor, (price, times[close]), motion, mean);
            }
        }
    }

    fn jump_prices(
        &self,
        market: &Market,
        (at, merton, jumps): (usize, &Merton, &Jumps),
        out: &mut PriceColumns,
    ) {
        let PriceColumns { prices, averages, motion, jumps: sums, scratch } = out;
        let Some(sums) = &sums[at] else { return };
        let [mixed, close_price] = scratch.as_mut();
        let still = Column::of(0.0);
        let Stock { price, .. } = market.stocks[at];
        let (start, weights) = (market.start_in_days, market.correlations.weights(at));
        let years = |date| Moment { start_in_days: start, date }.years();
        let before = sums.at_close(0).unwrap_or(&still);
        for (&(_, month), prices) in self.dates_of(at).zip(&mut prices[self.first(at)..]) {
            let since = jumps.tree().column(month).map_or(&still, |column| sums.at_node(column));
            let motion = self.brownian.at_month(weights, month, motion, mixed);
            let law = (price, years(Date::Month(month)));
            merton.prices(self.processor, law, motion, [before, since], prices);
        }
        for (place, average) in self.averages_of(at) {
            for close in 1..=average.average_days {
                let Some(sum) = sums.at_close(close as usize) else { break };
                let motion = self.brownian.at_close(weights, close as usize, motion, mixed);
                let law = (price, years(Date::Close(close)));
                merton.prices(self.processor, law, motion, [sum, &still], close_price);
                for lane in 0..LANES {
                    averages[place][lane] += close_price[lane];
                }
            }
        }
    }
}

/// What is asked of a market.
struct Asked<'a> {
    market: &'a Market,
    dates: &'a [(usize, u32)],
    averages: &'a [AveragePrice],
}

impl Asked<'_> {
    fn program(&self, at: usize, parts: u32, groups: &[ResampledGroup]) -> Program {
        let start = self.market.start_in_days;
        match &self.market.stocks[at].model {
            Model::Fixed(_) => Program::Stated,
            Model::Gbm(_) => Program::Brownian,
            Model::Merton(merton) => {
                let months = self.dates.iter().filter(|(of, _)| *of == at);
                let tree = Tree::for_months(months.clone().map(|(_, month)| *month));
                let averages = self.averages.iter().filter(|average| average.stock == at);
                let closes = averages.map(|average| average.average_days);
                let closes = closes.chain(months.map(|_| 0)).max();
                let closes = closes.map(|closes| Closes::before_start(start, closes));
                Program::Jumping(Jumps::new(merton.jumps, &tree, &closes.unwrap_or_default()))
            }
            Model::Heston(heston) => {
                Program::Variance(VarianceWalk::new(heston, (start, parts), self.wanted(at)))
            }
            Model::GjrGarch(garch) => Program::Daily(DailyWalk::new(garch, self.wanted(at))),
            Model::Bootstrap(_) => {
                let in_group =
                    |group: &ResampledGroup| group.stocks.iter().position(|of| *of == at);
                let found = groups.iter().enumerate();
                let mut found = found.filter_map(|(group, of)| Some((group, in_group(of)?)));
                let (group, place) = found.next().expect("each resampled stock is in a group");
                let walk = ResampledWalk::new(&groups[group], place, self.wanted(at));
                Program::Resampled { group, walk }
            }
        }
    }

    /// When the prices of a stock are wanted, and where they go.
    fn wanted(&self, at: usize) -> impl Iterator<Item = (Moment, Target)> {
        let start_in_days = self.market.start_in_days;
        let moment = move |date| Moment { start_in_days, date };
        let dates = self.dates.iter().enumerate().filter(move |(_, (of, _))| *of == at);
        let dates = dates
            .map(move |(column, (_, month))| (moment(Date::Month(*month)), Target::Date(column)));
        let averages = self.averages.iter().enumerate();
        let averages = averages.filter(move |(_, average)| average.stock == at);
        let closes = averages.flat_map(move |(place, average)| {
            let closes = (1..=average.average_days).map(move |close| moment(Date::Close(close)));
            closes
                .take_while(|moment| moment.years() > 0.0)
                .map(move |moment| (moment, Target::Average(place)))
        });
        dates.chain(closes)
    }
}
