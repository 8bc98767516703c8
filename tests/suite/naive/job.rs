//! An offer in one run as if nobody left: amounts drawn from bands, tiers of ratings, and the units of
//! every grant and refresher.

use vestrisk::attrition::{Cause, Profile};
use vestrisk::offer::{
    Band, BandShape, Component, Grant, GrantSize, Money, Offer, Ratings, RefreshKind, Sell,
    TargetRefresh, Tier, VestingSchedule,
};
use vestrisk::quantity::{Dollars, Probability};
use vestrisk::simulation::Setup;

use super::{Run, Slip, exits, units};

/// Units of one grant or refresher.
#[derive(Clone, Debug)]
pub struct Holding {
    /// Where its vests are booked.
    pub component: Component,
    /// Its stock.
    pub stock: usize,
    /// The month it is made.
    pub made: u32,
    /// What a unit counted as then.
    pub conversion: f64,
    /// Month and units of each vest.
    pub vests: Vec<(u32, f64)>,
    /// When they are sold.
    pub sell: Sell,
}

impl Holding {
    /// Units that vest in the twelve months after one.
    pub fn in_year_after(&self, month: u32) -> impl Iterator<Item = (u32, f64)> {
        let due = move |(vest, _): &(u32, f64)| *vest > month && *vest <= month + 12;
        self.vests.iter().copied().filter(due)
    }
}

/// One offer in one run, before anybody leaves.
pub struct Job<'a> {
    /// The world.
    pub setup: &'a Setup,
    /// The run.
    pub run: &'a Run<'a>,
    /// The horizon.
    pub horizon: u32,
    /// The offer, every band an amount.
    pub offer: Offer,
    /// The month from which each tier is in force.
    pub tiers: Vec<(u32, Tier)>,
    /// Grants made by the horizon in the offer's order, then refreshers.
    pub held: Vec<Holding>,
}

impl<'a> Job<'a> {
    /// Draws an offer.
    pub fn new(setup: &'a Setup, offer: &Offer, run: &'a Run<'a>) -> Self {
        let horizon = setup.settings.horizon_months;
        let offer = stated(offer, run);
        let tiers = offer.refresh.as_ref().map_or(Vec::new(), |refresh| match &refresh.kind {
            RefreshKind::Target(TargetRefresh { ratings: Some(ratings), .. }) => {
                let reviews = refresh.review_months.iter().copied();
                rated(ratings, reviews.filter(|month| *month <= horizon), run)
            }
            _ => Vec::new(),
        });
        let mut job = Self { setup, run, horizon, offer, tiers, held: Vec::new() };
        // A grant that would be made after the horizon is not yet a promise in units.
        let made = job.offer.grants.iter().filter(|grant| grant.month <= horizon);
        job.held = made.map(|grant| job.granted(grant)).collect();
        job.refresh();
        job
    }

    /// The exit by the horizon.
    pub fn exit(&self) -> Option<(f64, Cause)> {
        match &self.setup.profiles[self.offer.profile?] {
            Profile::Certain(exit) if exit.month > self.horizon => None,
            Profile::Certain(exit) => Some((f64::from(exit.month), exit.cause)),
            Profile::Hazards(hazards) => exits::first(self, hazards),
        }
    }

    /// The annual base in force in the month that starts at `month`.
    pub fn annual_base(&self, month: u32) -> f64 {
        let raises = (1..=month).filter(|month| month % 12 == 0);
        let raise = 1.0 + self.offer.salary.annual_raise.get();
        raises.fold(amount(self.offer.salary.base), |annual, _| annual * raise)
    }

    /// The tier in force at a month, for what happens at it and in the month that follows.
    pub fn tier(&self, month: u32) -> Option<&Tier> {
        let late = u32::from(self.run.slips(Slip::TierBefore) && month > 0);
        let drawn = self.tiers.iter().rev().find(|(from, _)| *from <= month - late);
        drawn.map(|(_, tier)| tier)
    }

    /// What a grant's unit counts as when it is made.
    fn conversion(&self, grant: &Grant) -> f64 {
        match &grant.conversion {
            None => (self.run.price)(grant.stock, grant.month),
            Some(conversion) => {
                let today = self.setup.market.stocks[grant.stock].price;
                let known = conversion.trailing_average.unwrap_or(today).get();
                (self.run.average)(grant.stock, conversion.average_days, known)
            }
        }
    }

    fn granted(&self, grant: &Grant) -> Holding {
        let conversion = self.conversion(grant);
        let shares = match grant.size {
            GrantSize::Shares(shares) => shares.get(),
            GrantSize::Value(value) => amount(value) / conversion,
        };
        Holding {
            component: Component::Rsu,
            stock: grant.stock,
            made: grant.month,
            conversion,
            vests: spread(shares, grant.month, &grant.vesting, grant.whole_units),
            sell: grant.sell,
        }
    }

    /// The refreshers of every review up to the horizon, of the first grant's stock.
    fn refresh(&mut self) {
        let Some(refresh) = self.offer.refresh.clone() else { return };
        let stock = self.offer.grants[0].stock;
        for &review in refresh.review_months.iter().filter(|month| **month <= self.horizon) {
            let price = (self.run.price)(stock, review);
            let vests = match &refresh.kind {
                RefreshKind::Fixed { value, vesting } => {
                    spread(amount(*value) / price, review, vesting, false)
                }
                RefreshKind::Target(target) => {
                    let growths = [3, 6, 9, 12].map(|months| grown(target, months));
                    let cost = price * growths.iter().sum::<f64>() / 4.0;
                    let units = target.true_up.get() * self.gap(review, target).max(0.0) / cost;
                    [3, 6, 9, 12].map(|months| (review + months, units / 4.0)).to_vec()
                }
            };
            self.held.push(Holding {
                component: Component::Refresh,
                stock,
                made: review,
                conversion: price,
                vests,
                sell: Sell::AtVest,
            });
        }
    }

    /// What pay in the year after a review lacks to the target; below 0 where it has more.
    pub fn gap(&self, review: u32, target: &TargetRefresh) -> f64 {
        let rating = self.tier(review).map_or(1.0, |tier| tier.target_factor.get());
        let mut gap = rating * amount(target.target_pay);
        for month in review..review + 12 {
            gap -= self.annual_base(month) / 12.0;
        }
        for holding in self.held.iter().filter(|holding| holding.made <= review) {
            let price = (self.run.price)(holding.stock, review);
            for (vest, units) in holding.in_year_after(review) {
                let slips = self.run.slips(Slip::GapWithoutGrowth);
                let growth = if slips { 1.0 } else { grown(target, vest - review) };
                gap -= units * price * growth;
            }
        }
        gap
    }
}

/// The growth that an employer assumes over some months.
fn grown(target: &TargetRefresh, months: u32) -> f64 {
    libm::exp(libm::log1p(target.assumed_growth.get()) * f64::from(months) / 12.0)
}

/// Units by month of vest.
fn spread(shares: f64, made: u32, vesting: &VestingSchedule, whole: bool) -> Vec<(u32, f64)> {
    let tranches = vesting.tranches();
    let percents: Vec<f64> = tranches.iter().map(|tranche| tranche.percent.get()).collect();
    let months = tranches.iter().map(|tranche| made + tranche.month);
    months.zip(units::dealt(shares, &percents, whole)).collect()
}

/// The dollars of an amount that is no band any more.
pub fn amount(money: Money) -> f64 {
    match money {
        Money::Stated(dollars) => dollars.get(),
        Money::Band(_) => panic!("every band has been drawn"),
    }
}

/// The offer with every band drawn. Bands share level 0 unless they are independent.
fn stated(offer: &Offer, run: &Run<'_>) -> Offer {
    let drawn = |money: &mut Money, own: u32| {
        if let Money::Band(band) = money {
            let alone = band.is_independent() != run.slips(Slip::BandsSwapped);
            let level = (run.level)(if alone { own } else { 0 });
            *money = Dollars::new(quantile(band, level)).expect("between low and high").into();
        }
    };
    let mut offer = offer.clone();
    drawn(&mut offer.salary.base, 1);
    match offer.refresh.as_mut().map(|refresh| &mut refresh.kind) {
        Some(RefreshKind::Fixed { value, .. }) => drawn(value, 2),
        Some(RefreshKind::Target(target)) => drawn(&mut target.target_pay, 3),
        None => {}
    }
    for (at, payment) in (0..).zip(&mut offer.sign_on) {
        drawn(&mut payment.amount, 16 + 2 * at);
    }
    for (at, grant) in (0..).zip(&mut offer.grants) {
        if let GrantSize::Value(value) = &mut grant.size {
            drawn(value, 17 + 2 * at);
        }
    }
    offer
}

/// The amount below which a band lies with probability `level`: by bisection of its distribution.
fn quantile(band: &Band, level: f64) -> f64 {
    let (low, high) = (band.low().get(), band.high().get());
    let below = |x: f64| match band.shape() {
        BandShape::Uniform => x - low < level * (high - low),
        BandShape::Triangular { mode } if x <= mode.get() => {
            (x - low) * (x - low) < level * (high - low) * (mode.get() - low)
        }
        BandShape::Triangular { mode } => {
            (high - x) * (high - x) > (1.0 - level) * (high - low) * (high - mode.get())
        }
    };
    let (mut under, mut over) = (low, high);
    loop {
        let middle = 0.5 * (under + over);
        if middle <= under || middle >= over {
            return over;
        }
        if below(middle) { under = middle } else { over = middle }
    }
}

/// The tier drawn at the start and at each review.
fn rated(ratings: &Ratings, reviews: impl Iterator<Item = u32>, run: &Run<'_>) -> Vec<(u32, Tier)> {
    let (tiers, mut row) = (ratings.tiers(), None::<usize>);
    let months = std::iter::once(0).chain(reviews);
    let draw = |month| {
        let chances: Vec<f64> = match (row, ratings.transition()) {
            (Some(before), Some(rows)) => {
                rows[before].iter().map(|p: &Probability| p.get()).collect()
            }
            _ => tiers.iter().map(|tier| tier.probability.get()).collect(),
        };
        let uniform = (run.rating)(month);
        let mut sum = 0.0;
        let mut drawn = 0;
        for (at, chance) in chances.iter().enumerate() {
            if *chance > 0.0 && sum <= uniform {
                drawn = at;
            }
            sum += chance;
        }
        row = Some(drawn);
        (month, tiers[drawn].clone())
    };
    months.map(draw).collect()
}

#[test]
fn quantiles_of_bands_by_hand() {
    let dollars = |value| Dollars::new(value).unwrap();
    let band = |shape| Band::new(dollars(100.0), dollars(200.0), shape, false).unwrap();
    let near = |a: f64, b: f64| assert!((a - b).abs() < 1e-9, "{a}, {b}");
    near(quantile(&band(BandShape::Uniform), 0.25), 125.0);
    let skewed = band(BandShape::Triangular { mode: dollars(120.0) });
    // The mode splits the probability 1 to 4.
    near(quantile(&skewed, 0.2), 120.0);
    near(quantile(&skewed, 0.05), 110.0);
    near(quantile(&skewed, 0.8), 200.0 - 40.0);
    near(quantile(&band(BandShape::Triangular { mode: dollars(100.0) }), 0.75), 150.0);
    near(quantile(&band(BandShape::Triangular { mode: dollars(200.0) }), 0.25), 150.0);
}
