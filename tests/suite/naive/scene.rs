//! A world with one simulated block, and how the three readers' careers are put side by side.

use vestrisk::attrition::Cause;
use vestrisk::offer::{Component, Offer};
use vestrisk::random::{Entity, Purpose, Runs};
use vestrisk::simulation::kernel::Block;
use vestrisk::simulation::ledger::{self, Ledger};
use vestrisk::simulation::plan::Plan;
use vestrisk::simulation::{Sampler, Settings, Setup, SharedExits};

use super::draws::Addressed;
use super::{Career, Run, Slip, career};
use crate::worlds::simulated;

/// Dollars by which readers may differ.
pub const HALF_CENT: f64 = 0.005;
/// Fraction of the exit time by which they may differ.
pub const EXIT: f64 = 1e-9;

/// What two careers can differ in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Field {
    /// The exit's time, or whether there is one.
    Exit,
    /// Its cause.
    Cause,
    /// A component of pay.
    Component(Component),
    /// A year, from 1.
    Year(usize),
    /// All pay.
    Total,
    /// Its present value.
    PresentValue,
    /// What vests after the horizon.
    Unvested,
}

/// What is wrong with the naive reader's run: factors on the random prices after month 0 and on the clocks,
/// and a rule read wrongly.
#[derive(Clone, Copy, Debug)]
pub struct Bias {
    /// On prices.
    pub prices: f64,
    /// On unit exponentials.
    pub clocks: f64,
    /// A rule read wrongly.
    pub slip: Option<Slip>,
}

/// Everything as it is.
pub const UNBIASED: Bias = Bias { prices: 1.0, clocks: 1.0, slip: None };

/// A world, its plan with every month's prices, and a block of its runs.
pub struct Scene {
    /// The world.
    pub setup: Setup,
    /// Its plan.
    pub plan: Plan,
    /// Its runs.
    pub block: Block,
    /// The first of them.
    first: u64,
}

impl Scene {
    /// The block of runs from `first` on.
    pub fn new(setup: Setup, first: u64) -> Self {
        let plan = Plan::with_monthly_prices(&setup);
        let block = simulated(&setup, &plan, first);
        Self { setup, plan, block, first }
    }

    /// What the naive reader makes of an offer in a lane.
    pub fn naive(&self, offer: &Offer, lane: usize, bias: Bias) -> Career {
        self.with_run(offer, lane, bias, |run| career(&self.setup, offer, run))
    }

    /// Hands over the run of a lane, as the naive reader gets it for an offer.
    pub fn with_run<T>(
        &self,
        offer: &Offer,
        lane: usize,
        bias: Bias,
        read: impl FnOnce(&Run<'_>) -> T,
    ) -> T {
        let price = |stock: usize, month: u32| {
            let column = self.plan.paths.column(stock, month).expect("every month is planned");
            let random = self.setup.market.stocks[stock].model.is_random();
            let factor = if random && month > 0 { bias.prices } else { 1.0 };
            factor * self.block.prices.prices[column][lane]
        };
        let owner = match self.setup.settings.shared_exits {
            SharedExits::All => "all employers",
            SharedExits::Employer => &offer.employer,
        };
        let clock = |cause: Cause| {
            let draws = &self.plan.clock_draws;
            let at = draws.iter().position(|draw| draw.owner == Entity::of(owner));
            let columns = &self.block.draws.exponentials[at.expect("its clocks are drawn")];
            bias.clocks * columns[cause as usize][lane]
        };
        let sampler = self.setup.settings.sampler;
        let draws = self.draws(lane);
        let early = u32::from(bias.slip == Some(Slip::ClosesOffByOne));
        read(&Run {
            price: &price,
            average: &|stock, days, known| {
                let start = (sampler == Sampler::Sobol).then(|| price(stock, 0));
                let days = 1 - early..=days - early;
                draws.average((&self.setup.market, stock), days, known, start)
            },
            clock: &clock,
            level: &|index| draws.uniform(Purpose::BandLevel, &offer.name, index),
            rating: &|month| draws.uniform(Purpose::Rating, &offer.employer, month),
            bonus: &|year| draws.bonus(&offer.employer, year),
            slip: bias.slip,
        })
    }

    /// The draws of the run in a lane.
    pub fn draws(&self, lane: usize) -> Addressed {
        let Settings { seed, sampler, .. } = self.setup.settings;
        Addressed { seed, runs: Runs::consecutive(self.first, sampler.coupling()), lane }
    }

    /// What the kernel's columns say.
    pub fn kernel(&self, offer: usize, lane: usize) -> Career {
        let (program, pay) = (&self.plan.offers[offer], &self.block.pay[offer]);
        let exits = &self.block.careers.exits[program.employment];
        let component = |which| program.slot(which).map_or(0.0, |slot| pay.components[slot][lane]);
        Career {
            exit: Cause::from_code(exits.cause[lane]).map(|cause| (exits.month[lane], cause)),
            components: Component::ALL.map(component),
            years: pay.years.iter().map(|year| year[lane]).collect(),
            total: pay.total[lane],
            present_value: pay.present_value[lane],
            unvested: pay.unvested[lane],
        }
    }

    /// What the ledger's lines add up to.
    pub fn ledger(&self, offer: usize, lane: usize) -> Career {
        let Ledger { exit, lines, total, present_value, unvested, facts: _ } =
            ledger::read(&self.plan, &self.block, offer, lane);
        let mut components = [0.0; 8];
        let mut years = vec![0.0; self.plan.years as usize];
        for line in &lines {
            components[line.component as usize] += line.amount;
            match line.year {
                Some(year) => years[year as usize - 1] += line.amount,
                None => assert_eq!(line.amount.to_bits(), 0, "money without a year: {line:?}"),
            }
        }
        Career { exit, components, years, total, present_value, unvested }
    }
}

/// How far two careers are apart, field by field.
pub fn gaps(a: &Career, b: &Career) -> Vec<(Field, f64)> {
    assert_eq!(a.years.len(), b.years.len(), "the number of years");
    let mut gaps = match (a.exit, b.exit) {
        (None, None) => Vec::new(),
        (Some((at, why)), Some((other, reason))) => {
            let scale = at.abs().max(f64::MIN_POSITIVE);
            let cause = f64::from(u8::from(why != reason));
            vec![(Field::Exit, (at - other).abs() / scale), (Field::Cause, cause)]
        }
        _ => vec![(Field::Exit, f64::INFINITY)],
    };
    let pairs = a.components.iter().zip(&b.components);
    for (component, (x, y)) in Component::ALL.into_iter().zip(pairs) {
        gaps.push((Field::Component(component), (x - y).abs()));
    }
    for (year, (x, y)) in (1..).zip(a.years.iter().zip(&b.years)) {
        gaps.push((Field::Year(year), (x - y).abs()));
    }
    gaps.push((Field::Total, (a.total - b.total).abs()));
    gaps.push((Field::PresentValue, (a.present_value - b.present_value).abs()));
    gaps.push((Field::Unvested, (a.unvested - b.unvested).abs()));
    gaps
}

/// The fields in which two careers differ by more than rounding. NaN differs from everything.
pub fn faults(a: &Career, b: &Career) -> Vec<Field> {
    let within = |(field, gap): &(Field, f64)| match field {
        Field::Exit => *gap < EXIT,
        _ => *gap < HALF_CENT,
    };
    gaps(a, b).into_iter().filter(|gap| !within(gap)).map(|(field, _)| field).collect()
}
