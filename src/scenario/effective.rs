//! The effective scenario as canonical lines, and their hash. Every struct is taken apart field by
//! field, so that a new field does not compile until it has its line here.

use std::fmt::{Display, Write};

use sha2::{Digest, Sha256};

use super::names::{PRORATIONS, SALES, STARTS, word};
use super::path::quoted;
use super::{Goals, Scenario};
use crate::attrition::{Cause, CertainExit, Hazard, Profile};
use crate::market::{Gbm, Market, Model, Stock};
use crate::offer::{Clawback, Grant, GrantSize, Offer, Payment, Salary, SignOn};
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

/// Bytes in lower-case hex.
pub(super) fn hex(bytes: &[u8]) -> String {
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
        let Scenario { title, notes, baseline, goals, setup, sha256: _ } = scenario;
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
        let Setup { market, profiles, offers, settings } = setup;
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
        let Market { stocks, correlations } = market;
        for Stock { name, price, model } in stocks {
            let path = format!("stocks.{}", quoted(name));
            self.add(&format!("{path}.price"), price.get());
            match model {
                Model::Gbm(gbm) => {
                    let Gbm { expected_return, dividend_yield, volatility } = gbm;
                    self.add(&format!("{path}.expected_return"), expected_return.get());
                    self.add(&format!("{path}.dividend_yield"), dividend_yield.get());
                    self.add(&format!("{path}.model.gbm.volatility"), volatility.get());
                }
                Model::Fixed(fixed) => {
                    let points = fixed.points().iter().map(|(at, price)| (at, price.get()));
                    let points: Vec<_> = points.collect();
                    self.add(&format!("{path}.model.fixed.points"), format!("{points:?}"));
                }
            }
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

    fn offer(&mut self, path: &str, offer: &Offer, market: &Market, profiles: &[Profile]) {
        let Offer { name, employer, profile, salary, sign_on, grants } = offer;
        self.add(&format!("{path}.name"), quoted(name));
        self.add(&format!("{path}.employer"), quoted(employer));
        if let Some(profile) = profile.and_then(|position| profiles.get(position)) {
            self.profile(&format!("{path}.attrition"), profile);
        }
        let Salary { base, annual_raise } = salary;
        self.add(&format!("{path}.base_salary"), base.get());
        self.add(&format!("{path}.annual_raise"), annual_raise.get());
        for (index, payment) in sign_on.iter().enumerate() {
            self.sign_on(&format!("{path}.sign_on.{index}"), payment);
        }
        for (index, grant) in grants.iter().enumerate() {
            self.grant(&format!("{path}.grants.{index}"), grant, market);
        }
    }

    fn profile(&mut self, path: &str, profile: &Profile) {
        match profile {
            Profile::Certain(CertainExit { month, cause }) => {
                self.add(&format!("{path}.exit"), format!("{month} {}", cause.name()));
            }
            Profile::Hazards(hazards) => {
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

    fn sign_on(&mut self, path: &str, payment: &SignOn) {
        let SignOn { amount, paid, clawback } = payment;
        self.add(&format!("{path}.amount"), amount.get());
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
        let Grant { stock, size, month, vesting, whole_units, sell } = grant;
        if let Some(stock) = market.stocks.get(*stock) {
            self.add(&format!("{path}.stock"), quoted(&stock.name));
        }
        match size {
            GrantSize::Value(value) => self.add(&format!("{path}.value"), value.get()),
            GrantSize::Shares(shares) => self.add(&format!("{path}.shares"), shares.get()),
        }
        self.add(&format!("{path}.month"), month);
        let tranches = vesting.tranches().iter().map(|t| (t.month, t.percent.get()));
        let tranches: Vec<_> = tranches.collect();
        self.add(&format!("{path}.vesting"), format!("{tranches:?}"));
        self.add(&format!("{path}.whole_units"), whole_units);
        self.add(&format!("{path}.sell"), word(&SALES, sell));
    }
}
