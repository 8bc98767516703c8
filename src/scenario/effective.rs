//! The effective scenario as canonical lines, and their hash. Every struct is taken apart field by
//! field, so that a new field does not compile until it has its line here.

use std::fmt::{Display, Write};

use sha2::{Digest, Sha256};

use super::names::{PRORATIONS, SALES, STARTS, word};
use super::path::quoted;
use super::{Goals, Preferences, Scenario};
use crate::attrition::{Cause, CertainExit, Hazard, Profile, Responses, VestTiming};
use crate::market::{Gbm, GjrGarch, Growth, Heston, JumpLaw, Market, Merton, Model, Stock};
use crate::offer::{
    BandShape, Bonus, Clawback, Conversion, Grant, GrantSize, LayoffTerms, Money, Offer,
    OutsideOption, Payment, Ratings, Refresh, RefreshKind, Salary, SignOn, TargetRefresh, Tier,
    VestingSchedule,
};
use crate::simulation::{Settings, Setup};

/// SHA-256 of the effective scenario and of the files it refers to, in lower-case hex.
pub(super) fn hash(scenario: &Scenario, file_digests: &[String]) -> String {
    let mut lines = Lines(Vec::new());
    lines.scenario(scenario);
    for digest in file_digests {
        lines.add("file", digest);
    }
    lines.0.sort_unstable();
    hex(&Sha256::digest(lines.0.join("\n")))
}

/// SHA-256 of several scenarios' hashes in their order, a line each.
pub(super) fn hash_of(hashes: &[&str]) -> String {
    hex(&Sha256::digest(hashes.join("\n")))
}

/// A stock's lines below its name: two stocks with the same ones move alike.
pub(super) fn stock_lines(stock: &Stock) -> Vec<String> {
    let mut lines = Lines(Vec::new());
    lines.stock("stock", stock);
    lines.0
}

/// An offer's lines, its stocks by name and its profile in full: offers with the same ones pay alike.
pub(super) fn offer_lines(offer: &Offer, setup: &Setup) -> Vec<String> {
    let mut lines = Lines(Vec::new());
    lines.offer("offer", offer, &setup.market, &setup.profiles);
    lines.0
}

/// Bytes in lower-case hex.
pub(crate) fn hex(bytes: &[u8]) -> String {
    bytes.iter().fold(String::with_capacity(2 * bytes.len()), |mut out, byte| {
        // Writing into a string cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}

struct Lines(Vec<String>);

impl Lines {
    fn add(&mut self, path: &str, value: impl Display) {
        self.0.push(format!("{path} = {value}"));
    }

    fn scenario(&mut self, scenario: &Scenario) {
        let Scenario { title, notes, baseline, goals, preferences, precision, setup, sha256: _ } =
            scenario;
        self.add("format", 1);
        self.add("title", quoted(title));
        if let Some(notes) = notes {
            self.add("notes", quoted(notes));
        }
        self.add("baseline", baseline);
        let Goals { walk_away, tail } = goals;
        if let Some(walk_away) = walk_away {
            self.add("goals.walk_away", walk_away.get());
        }
        self.add("goals.tail", tail.get());
        if let Some(Preferences { risk_aversion, outside_wealth }) = preferences {
            self.add("preferences.risk_aversion", risk_aversion.get());
            self.add("preferences.outside_wealth", outside_wealth.get());
        }
        if let Some(precision) = precision {
            self.add("simulation.precision.metric", precision.metric().name());
            self.add("simulation.precision.std_error", precision.std_error());
        }
        let Setup { market, profiles, offers, outside_option, settings } = setup;
        if let Some(OutsideOption { annual_pay, gap_months }) = outside_option {
            self.add("outside_option.annual_pay", annual_pay.get());
            self.add("outside_option.gap_months", gap_months);
        }
        self.settings(settings);
        self.market(market);
        for (index, offer) in offers.iter().enumerate() {
            self.offer(&format!("offers.{index}"), offer, market, profiles);
        }
    }

    fn settings(&mut self, settings: &Settings) {
        let Settings { runs, seed, horizon_months, sampler, exits, shared_exits, discount_rate } =
            settings;
        self.add("simulation.runs", runs);
        self.add("simulation.seed", seed);
        self.add("simulation.horizon_months", horizon_months);
        self.add("simulation.sampler", sampler.name());
        self.add("simulation.exits", exits.name());
        self.add("simulation.shared_exits", shared_exits.name());
        self.add("simulation.discount_rate", discount_rate.get());
    }

    fn market(&mut self, market: &Market) {
        let Market { stocks, correlations, start_in_days } = market;
        if *start_in_days > 0 {
            self.add("start_in_days", start_in_days);
        }
        for stock in stocks {
            self.stock(&format!("stocks.{}", quoted(&stock.name)), stock);
        }
        let names: Vec<String> = stocks.iter().map(|stock| quoted(&stock.name)).collect();
        let mut correlated = false;
        for pair in correlations.pairs().iter().filter(|pair| pair.value.get() != 0.0) {
            let path = format!("correlation.{}.{}", names[pair.first], names[pair.second]);
            self.add(&path, pair.value.get());
            correlated = true;
        }
        if correlated {
            self.add("correlation", format!("factored in the order {}", names.join(", ")));
        }
    }

    fn stock(&mut self, path: &str, stock: &Stock) {
        // Only stresses make a price jump, after the hash.
        let Stock { name: _, price, model, start_jump: _ } = stock;
        self.add(&format!("{path}.price"), price.get());
        if let Some(growth) = model.growth() {
            self.growth(path, growth);
        }
        self.model(&format!("{path}.model.{}", model.kind()), model);
    }

    fn model(&mut self, path: &str, model: &Model) {
        let mut add = |key: &str, value: f64| self.add(&format!("{path}.{key}"), value);
        match model {
            Model::Gbm(Gbm { growth: _, volatility }) => add("volatility", volatility.get()),
            Model::Merton(Merton { growth: _, volatility, jumps }) => {
                let JumpLaw { intensity, mean, volatility: of_jumps } = jumps;
                add("volatility", volatility.get());
                add("jump_intensity", intensity.get());
                add("jump_mean", mean.get());
                add("jump_volatility", of_jumps.get());
            }
            Model::Heston(heston) => {
                let Heston { growth: _, initial_variance, long_run_variance, .. } = heston;
                let Heston { mean_reversion, vol_of_variance, correlation, .. } = heston;
                add("initial_variance", initial_variance.get());
                add("long_run_variance", long_run_variance.get());
                add("mean_reversion", mean_reversion.get());
                add("vol_of_variance", vol_of_variance.get());
                add("correlation", correlation.get());
            }
            Model::GjrGarch(garch) => {
                let GjrGarch { growth: _, omega, coefficients, .. } = garch;
                add("omega", omega.get());
                add("alpha", coefficients.alpha().get());
                add("gamma", coefficients.gamma().get());
                add("beta", coefficients.beta().get());
                add("initial_variance", garch.first_variance());
                if let Some(degrees) = garch.degrees_of_freedom {
                    add("degrees_of_freedom", degrees.get());
                }
            }
            Model::Bootstrap(bootstrap) => {
                add("mean_block_days", bootstrap.mean_block_days().get());
                let closes = bootstrap.history().closes().iter();
                let closes: Vec<String> =
                    closes.map(|(date, close)| format!("{date} {}", close.get())).collect();
                self.add(&format!("{path}.prices"), hex(&Sha256::digest(closes.join(" "))));
            }
            Model::Fixed(fixed) => {
                let points = fixed.points().iter().map(|(at, price)| (at, price.get()));
                let points: Vec<_> = points.collect();
                self.add(&format!("{path}.points"), format!("{points:?}"));
            }
        }
    }

    fn growth(&mut self, path: &str, growth: &Growth) {
        let Growth { expected_return, dividend_yield } = growth;
        self.add(&format!("{path}.expected_return"), expected_return.get());
        self.add(&format!("{path}.dividend_yield"), dividend_yield.get());
    }

    fn offer(&mut self, path: &str, offer: &Offer, market: &Market, profiles: &[Profile]) {
        let Offer { name, employer, profile, salary, .. } = offer;
        let Offer { sign_on, grants, bonus, refresh, layoff_terms, .. } = offer;
        self.add(&format!("{path}.name"), quoted(name));
        self.add(&format!("{path}.employer"), quoted(employer));
        if let Some(profile) = profile.and_then(|position| profiles.get(position)) {
            self.profile(&format!("{path}.attrition"), profile);
        }
        let Salary { base, annual_raise } = salary;
        self.money(&format!("{path}.base_salary"), base);
        self.add(&format!("{path}.annual_raise"), annual_raise.get());
        for (index, payment) in sign_on.iter().enumerate() {
            self.sign_on(&format!("{path}.sign_on.{index}"), payment);
        }
        for (index, grant) in grants.iter().enumerate() {
            self.grant(&format!("{path}.grants.{index}"), grant, market);
        }
        if let Some(Bonus { target, volatility, factor }) = bonus {
            self.add(&format!("{path}.bonus.target"), target.get());
            self.add(&format!("{path}.bonus.volatility"), volatility.get());
            self.add(&format!("{path}.bonus.factor"), factor.get());
        }
        if let Some(refresh) = refresh {
            self.refresh(&format!("{path}.refresh"), refresh);
        }
        let LayoffTerms { notice_months, severance_months } = layoff_terms;
        if *layoff_terms != LayoffTerms::default() {
            self.add(&format!("{path}.layoff_terms.notice_months"), notice_months);
            self.add(&format!("{path}.layoff_terms.severance_months"), severance_months);
        }
    }

    fn money(&mut self, path: &str, money: &Money) {
        match money {
            Money::Stated(dollars) => self.add(path, dollars.get()),
            Money::Band(band) => {
                let shape = match band.shape() {
                    BandShape::Uniform => "uniform".to_owned(),
                    BandShape::Triangular { mode } => format!("triangular {}", mode.get()),
                };
                let own = if band.is_independent() { "independent" } else { "shared" };
                let (low, high) = (band.low().get(), band.high().get());
                self.add(path, format!("band {low} {high} {shape} {own}"));
            }
        }
    }

    fn vesting(&mut self, path: &str, vesting: &VestingSchedule) {
        let tranches = vesting.tranches().iter().map(|t| (t.month, t.percent.get()));
        let tranches: Vec<_> = tranches.collect();
        self.add(path, format!("{tranches:?}"));
    }

    fn refresh(&mut self, path: &str, refresh: &Refresh) {
        let Refresh { review_months, kind } = refresh;
        self.add(&format!("{path}.review_months"), format!("{review_months:?}"));
        match kind {
            RefreshKind::Fixed { value, vesting } => {
                self.money(&format!("{path}.value"), value);
                self.vesting(&format!("{path}.vesting"), vesting);
            }
            RefreshKind::Target(TargetRefresh { target_pay, assumed_growth, true_up, ratings }) => {
                self.money(&format!("{path}.target_pay"), target_pay);
                self.add(&format!("{path}.assumed_growth"), assumed_growth.get());
                self.add(&format!("{path}.true_up"), true_up.get());
                if let Some(ratings) = ratings {
                    self.ratings(&format!("{path}.ratings"), ratings);
                }
            }
        }
    }

    fn ratings(&mut self, path: &str, ratings: &Ratings) {
        for (at, tier) in ratings.tiers().iter().enumerate() {
            let Tier { name, probability, target_factor, bonus_factor, performance_factor } = tier;
            let factors = [target_factor, bonus_factor, performance_factor].map(|f| f.get());
            let (name, probability) = (quoted(name), probability.get());
            self.add(&format!("{path}.tiers.{at}"), format!("{name} {probability} {factors:?}"));
        }
        for (at, row) in ratings.transition().unwrap_or_default().iter().enumerate() {
            let row: Vec<f64> = row.iter().map(|entry| entry.get()).collect();
            self.add(&format!("{path}.transition.{at}"), format!("{row:?}"));
        }
    }

    fn profile(&mut self, path: &str, profile: &Profile) {
        match profile {
            Profile::Certain(CertainExit { month, cause }) => {
                self.add(&format!("{path}.exit"), format!("{month} {}", cause.name()));
            }
            Profile::Hazards(hazards) => {
                self.responses(&format!("{path}.response"), &hazards.responses);
                for cause in Cause::ALL {
                    let path = format!("{path}.{}", cause.name());
                    match hazards.of(cause) {
                        None => {}
                        Some(Hazard::Piecewise { step_months, rates }) => {
                            let rates: Vec<f64> = rates.iter().map(|rate| rate.get()).collect();
                            self.add(&path, format!("each {step_months} months {rates:?}"));
                        }
                        Some(Hazard::Weibull { shape, scale_years }) => {
                            let (shape, scale) = (shape.get(), scale_years.get());
                            self.add(&path, format!("weibull {shape} {scale}"));
                        }
                    }
                }
            }
        }
    }

    fn responses(&mut self, path: &str, responses: &Responses) {
        let Responses { layoff_to_return, voluntary_to_unvested, vest_timing, layoff_waves } =
            responses;
        if let Some(elasticity) = layoff_to_return {
            self.add(&format!("{path}.layoff_to_return"), elasticity.get());
        }
        if let Some(elasticity) = voluntary_to_unvested {
            self.add(&format!("{path}.voluntary_to_unvested"), elasticity.get());
        }
        if let Some(VestTiming { before, after, share }) = vest_timing {
            let values = [before.get(), after.get(), share.get()];
            self.add(&format!("{path}.vest_timing"), format!("{values:?}"));
        }
        if let Some(waves) = layoff_waves {
            let (months, hit) = (waves.months(), waves.hit.get());
            self.add(&format!("{path}.layoff_waves"), format!("{months:?} {hit}"));
        }
    }

    fn sign_on(&mut self, path: &str, payment: &SignOn) {
        let SignOn { amount, paid, clawback } = payment;
        self.money(&format!("{path}.amount"), amount);
        let paid = match paid {
            Payment::Lump { month } => format!("at {month}"),
            Payment::Instalments { from, to } => format!("from {from} to {to}"),
        };
        self.add(&format!("{path}.paid"), paid);
        let Some(Clawback { window_months, proration, causes, from }) = clawback else { return };
        let path = format!("{path}.clawback");
        self.add(&format!("{path}.window_months"), window_months);
        self.add(&format!("{path}.proration"), word(&PRORATIONS, proration));
        let causes: Vec<&str> = causes.iter().map(Cause::name).collect();
        self.add(&format!("{path}.causes"), causes.join(" "));
        self.add(&format!("{path}.from"), word(&STARTS, from));
    }

    fn grant(&mut self, path: &str, grant: &Grant, market: &Market) {
        let Grant { stock, size, month, vesting, conversion, whole_units, sell, settlement: _ } =
            grant;
        if let Some(stock) = market.stocks.get(*stock) {
            self.add(&format!("{path}.stock"), quoted(&stock.name));
        }
        match size {
            GrantSize::Value(value) => self.money(&format!("{path}.value"), value),
            GrantSize::Shares(shares) => self.add(&format!("{path}.shares"), shares.get()),
        }
        self.add(&format!("{path}.month"), month);
        self.vesting(&format!("{path}.vesting"), vesting);
        if let Some(Conversion { average_days, trailing_average }) = conversion {
            self.add(&format!("{path}.conversion.average_days"), average_days);
            if let Some(trailing) = trailing_average {
                self.add(&format!("{path}.conversion.trailing_average"), trailing.get());
            }
        }
        self.add(&format!("{path}.whole_units"), whole_units);
        self.add(&format!("{path}.sell"), word(&SALES, sell));
    }
}
