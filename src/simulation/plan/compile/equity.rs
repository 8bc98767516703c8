//! Stock: grants, ratings and refreshers, and what vests when.

use super::super::amount::{Amount, Combination};
use super::super::columns::{ColumnRule, TargetUnits};
use super::super::draws::ExtraKind;
use super::super::facts::{FactRule, MoneyPlace};
use super::super::flow::{Flow, Lump, Origin, Rule, Vest};
use super::super::units::{ConversionPrice, Converted, constant_units};
use super::{Holding, OfferCompiler, prices};
use crate::offer::{
    Component, Grant, GrantSize, RefreshKind, Sell, Settlement, TargetRefresh, VestingSchedule,
    year_of_payment,
};
use crate::random::{Entity, elementary};

impl OfferCompiler<'_, '_> {
    pub(super) fn grants(&mut self) {
        for (index, grant) in self.offer.grants.iter().enumerate() {
            if grant.month <= self.shared.horizon {
                self.grant(index, grant);
            }
        }
    }

    fn grant(&mut self, index: usize, grant: &Grant) {
        let units = self.units(index, grant);
        let conversion = prices::conversion(grant, &self.shared.setup.market, &self.shared.paths);
        for (place, (tranche, units)) in grant.vesting.tranches().iter().zip(units).enumerate() {
            let month = grant.month + tranche.month;
            let stock = grant.stock;
            self.holdings.push(Holding { stock, made: grant.month, month, units, conversion });
            let origin = Origin::Tranche { grant: index, tranche: place };
            match grant.settlement {
                Settlement::Shares => {
                    self.vest((Component::Rsu, origin), grant.sell, (stock, month), units);
                }
                Settlement::Cash { per_dollar } => {
                    let part = per_dollar * tranche.percent.get() / 100.0;
                    let amount = self.value(index, grant, conversion).times(part);
                    self.cash((Component::Rsu, origin), month, amount);
                }
            }
        }
    }

    /// What a grant is worth at its conversion price.
    fn value(
        &mut self,
        index: usize,
        grant: &Grant,
        conversion: Option<ConversionPrice>,
    ) -> Amount {
        match (&grant.size, conversion) {
            (GrantSize::Value(value), _) => self.money(value, MoneyPlace::Grant(index)),
            (GrantSize::Shares(shares), Some(ConversionPrice::Known(price))) => {
                Amount::Constant(shares.get() * price)
            }
            (GrantSize::Shares(shares), conversion) => {
                let price = conversion.unwrap_or_else(|| {
                    ConversionPrice::Price(self.shared.price(grant.stock, grant.month))
                });
                let rule = ColumnRule::Valued { shares: shares.get(), price };
                Amount::Share { column: self.shared.column(rule), fraction: 1.0 }
            }
        }
    }

    /// A tranche that is paid in cash when it vests.
    fn cash(&mut self, (component, origin): (Component, Origin), month: u32, amount: Amount) {
        let horizon = self.shared.horizon;
        if month <= horizon {
            let at = f64::from(month);
            let discount = self.shared.discount.factor(at);
            let rule = Rule::Lump(Lump { month: at, amount, discount });
            let year = Some(year_of_payment(at, horizon));
            self.flows.push(Flow { component, year, rule, origin });
        }
    }

    /// The units of each tranche of a grant.
    fn units(&mut self, index: usize, grant: &Grant) -> Vec<Amount> {
        let value = match &grant.size {
            GrantSize::Shares(shares) => return constant_units(grant, shares.get()),
            GrantSize::Value(value) => self.money(value, MoneyPlace::Grant(index)),
        };
        let price = prices::conversion(grant, &self.shared.setup.market, &self.shared.paths)
            .expect("the paths were planned from the same grants");
        if grant.conversion.is_some() {
            self.facts.push(FactRule::Averaged { grant: index, price });
        }
        if let (Amount::Constant(value), ConversionPrice::Known(price)) = (value, price) {
            return constant_units(grant, value / price);
        }
        let shares = Converted { value, price };
        let tranches = grant.vesting.tranches();
        if grant.whole_units {
            let vesting = grant.vesting.clone();
            let first = self.shared.column(ColumnRule::Dealt { shares, vesting });
            let dealt = |k| Amount::Share { column: first + k, fraction: 1.0 };
            return (0..tranches.len()).map(dealt).collect();
        }
        let column = self.shared.column(ColumnRule::Converted(shares));
        let part = |percent: f64| Amount::Share { column, fraction: percent / 100.0 };
        tranches.iter().map(|tranche| part(tranche.percent.get())).collect()
    }

    /// Units that vest at a month: a flow within the horizon, unvested beyond it.
    fn vest(
        &mut self,
        (component, origin): (Component, Origin),
        selling: Sell,
        (stock, month): (usize, u32),
        units: Amount,
    ) {
        let horizon = self.shared.horizon;
        let sold = match selling {
            Sell::AtVest if month <= horizon => month,
            _ => horizon,
        };
        let held = f64::from(sold.saturating_sub(month)) / 12.0;
        let dividend_yield = self.shared.setup.market.stocks[stock].dividend_yield();
        let vest = Vest {
            month: f64::from(month),
            sold: f64::from(sold),
            units,
            price: self.shared.price(stock, sold),
            growth: elementary::exp(dividend_yield * held),
            discount: self.shared.discount.factor(f64::from(sold)),
        };
        if month > horizon {
            self.unvested.push(vest);
            return;
        }
        let year = Some(year_of_payment(f64::from(sold), horizon));
        self.flows.push(Flow { component, year, rule: Rule::Vest(vest), origin });
    }

    /// The tiers of the ratings at the start and at each review within the horizon.
    pub(super) fn ratings(&mut self) {
        let Some(refresh) = &self.offer.refresh else { return };
        let Some(ratings) = refresh.ratings() else { return };
        let owner = Entity::of(&self.offer.employer);
        let reviews = refresh.review_months.iter().copied();
        let horizon = self.shared.horizon;
        for month in std::iter::once(0).chain(reviews).filter(|month| *month <= horizon) {
            let uniform = self.shared.draws.column(owner, ExtraKind::Rating(month));
            let before = self.tiers.last().map(|(_, column)| *column);
            let rule = ColumnRule::Rated { ratings: ratings.clone(), before, uniform };
            let column = self.shared.column(rule);
            self.tiers.push((month, column));
            self.facts.push(FactRule::Rated { month, column });
        }
    }

    pub(super) fn refreshers(&mut self) {
        let Some(refresh) = &self.offer.refresh else { return };
        let Some(stock) = self.offer.grants.first().map(|grant| grant.stock) else { return };
        let horizon = self.shared.horizon;
        let reviews = refresh.review_months.iter().copied().enumerate();
        let reviews = reviews.filter(|(_, month)| *month <= horizon);
        match &refresh.kind {
            RefreshKind::Fixed { value, vesting } => {
                let value = self.money(value, MoneyPlace::RefreshValue);
                for (review, month) in reviews {
                    let price = self.shared.price(stock, month);
                    let shares = Converted { value, price: ConversionPrice::Price(price) };
                    let column = self.shared.column(ColumnRule::Converted(shares));
                    let units = Amount::Share { column, fraction: 1.0 };
                    self.facts.push(FactRule::Granted { month, units, price, target: None });
                    self.refresher((review, month), stock, vesting, units);
                }
            }
            RefreshKind::Target(target) => {
                let pay = self.money(&target.target_pay, MoneyPlace::RefreshTarget);
                let vesting = quarters();
                for (review, month) in reviews {
                    let price = self.shared.price(stock, month);
                    let rule = self.shared.rules.len();
                    let topped = self.topped(target, (stock, month), pay);
                    let column = self.shared.column(ColumnRule::Topped(Box::new(topped)));
                    let units = Amount::Share { column, fraction: 1.0 };
                    self.facts.push(FactRule::Granted { month, units, price, target: Some(rule) });
                    self.refresher((review, month), stock, &vesting, units);
                }
            }
        }
    }

    /// The vests of one refresher.
    fn refresher(
        &mut self,
        (review, made): (usize, u32),
        stock: usize,
        vesting: &VestingSchedule,
        units: Amount,
    ) {
        let conversion = Some(ConversionPrice::Price(self.shared.price(stock, made)));
        for (place, tranche) in vesting.tranches().iter().enumerate() {
            let month = made + tranche.month;
            let units = units.times(tranche.percent.get() / 100.0);
            self.holdings.push(Holding { stock, made, month, units, conversion });
            let origin = Origin::Refresher { review, tranche: place };
            self.vest((Component::Refresh, origin), Sell::AtVest, (stock, month), units);
        }
    }

    /// What a refresher to a target is made of at a review.
    fn topped(
        &self,
        target: &TargetRefresh,
        (stock, review): (usize, u32),
        pay: Amount,
    ) -> TargetUnits {
        let months = review..review + 12;
        let growth = months.map(|month| self.offer.salary.growth(month / 12 + 1) / 12.0).sum();
        let mut vesting: Vec<(usize, Combination)> = Vec::new();
        let vests = |holding: &&Holding| {
            holding.made <= review && holding.month > review && holding.month <= review + 12
        };
        for holding in self.holdings.iter().filter(vests) {
            let price = self.shared.price(holding.stock, review);
            let growth = target.growth(holding.month - review);
            sum_of(&mut vesting, price).add(holding.units, growth);
        }
        TargetUnits {
            target: pay,
            rating: self.rating_factor(review, |tier| tier.target_factor.get()),
            base: self.base.times(growth),
            vesting,
            price: self.shared.price(stock, review),
            mean_growth: target.mean_growth(),
            true_up: target.true_up.get(),
        }
    }
}

/// The sum kept for a key, which is begun if it is new.
pub(super) fn sum_of<K: PartialEq>(sums: &mut Vec<(K, Combination)>, key: K) -> &mut Combination {
    let place = sums.iter().position(|(known, _)| *known == key).unwrap_or_else(|| {
        sums.push((key, Combination::default()));
        sums.len() - 1
    });
    &mut sums[place].1
}

/// A quarter each after 3, 6, 9 and 12 months.
fn quarters() -> VestingSchedule {
    let quarter = crate::quantity::Percent::new(25.0).expect("25 is a percentage");
    let tranche = |month| crate::offer::Tranche { month, percent: quarter };
    let tranches = TargetRefresh::VESTS.map(tranche).to_vec();
    VestingSchedule::new(tranches).expect("four quarters at rising months are a schedule")
}
