//! The replay of one run: every line of its ledger with the reason for its amount, as text, JSON or CSV.

use std::io::Write;

use serde::Serialize;

use super::csv::write_error;
use super::explain::{explain, explain_fact, month};
use super::number::grouped;
use crate::offer::Offer;
use crate::simulation::Setup;
use crate::simulation::ledger::Ledger;

/// One run as it is reported.
#[derive(Clone, Debug, Serialize)]
pub struct Replay {
    format: u32,
    version: &'static str,
    command: &'static str,
    scenario: ScenarioId,
    seed: u64,
    sampler: &'static str,
    run: u64,
    prices: Vec<StockPrices>,
    offers: Vec<OfferReplay>,
}

#[derive(Clone, Debug, Serialize)]
struct ScenarioId {
    title: String,
    sha256: String,
}

/// A stock's price at every whole month from 0.
#[derive(Clone, Debug, Serialize)]
pub struct StockPrices {
    /// The stock.
    pub stock: String,
    /// Prices in dollars.
    pub monthly: Vec<f64>,
}

#[derive(Clone, Debug, Serialize)]
struct OfferReplay {
    name: String,
    exit_month: Option<f64>,
    exit_cause: &'static str,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    facts: Vec<FactEntry>,
    lines: Vec<Entry>,
    total: f64,
    present_value: f64,
    unvested_at_horizon: f64,
}

#[derive(Clone, Debug, Serialize)]
struct Entry {
    month: f64,
    #[serde(skip_serializing_if = "Option::is_none")]
    until: Option<f64>,
    year: Option<u32>,
    component: &'static str,
    amount: f64,
    present_value: f64,
    explanation: String,
}

/// What the run settled before anything was paid.
#[derive(Clone, Debug, Serialize)]
struct FactEntry {
    month: f64,
    explanation: String,
}

impl Replay {
    /// The replay of a run from its ledgers.
    #[must_use]
    pub fn new(
        (title, sha256): (&str, &str),
        setup: &Setup,
        run: u64,
        prices: Vec<StockPrices>,
        ledgers: &[Ledger],
    ) -> Self {
        let offers = setup.offers.iter().zip(ledgers);
        Self {
            format: 1,
            version: env!("CARGO_PKG_VERSION"),
            command: "replay",
            scenario: ScenarioId { title: title.to_owned(), sha256: sha256.to_owned() },
            seed: setup.settings.seed,
            sampler: setup.settings.sampler.name(),
            run,
            prices,
            offers: offers.map(|(offer, ledger)| OfferReplay::new(setup, offer, ledger)).collect(),
        }
    }

    /// Writes the replay as indented JSON.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_json(&self, out: &mut dyn Write) -> std::io::Result<()> {
        serde_json::to_writer_pretty(&mut *out, self)?;
        out.write_all(b"\n")
    }

    /// Writes the lines as CSV: `run,offer,month,until,year,component,amount,present_value,explanation`.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_csv(&self, out: &mut dyn Write) -> std::io::Result<()> {
        let mut writer = csv::Writer::from_writer(out);
        let header = [
            "run",
            "offer",
            "month",
            "until",
            "year",
            "component",
            "amount",
            "present_value",
            "explanation",
        ];
        writer.write_record(header).map_err(write_error)?;
        for offer in &self.offers {
            for line in &offer.lines {
                let row = [
                    self.run.to_string(),
                    super::csv::safe_text(&offer.name).into_owned(),
                    format!("{:.6}", line.month),
                    line.until.map(|until| format!("{until:.6}")).unwrap_or_default(),
                    line.year.map(|year| year.to_string()).unwrap_or_default(),
                    line.component.to_owned(),
                    format!("{:.2}", line.amount),
                    format!("{:.2}", line.present_value),
                    line.explanation.clone(),
                ];
                writer.write_record(row).map_err(write_error)?;
            }
        }
        writer.flush()
    }

    /// Writes the replay as text.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_text(&self, out: &mut dyn Write) -> std::io::Result<()> {
        writeln!(out, "{}", self.scenario.title)?;
        writeln!(out, "Run {} of seed {}, {} sampling", self.run, self.seed, self.sampler)?;
        for prices in &self.prices {
            let last = prices.monthly.len().saturating_sub(1);
            let at =
                |month: usize| format!("{} in month {month}", grouped(prices.monthly[month], 2));
            let months = (0..last).step_by(12).chain([last]);
            let quoted: Vec<String> = months.map(at).collect();
            writeln!(out, "{}: {}", prices.stock, quoted.join(", "))?;
        }
        for offer in &self.offers {
            writeln!(out, "\n{}", offer.name)?;
            match offer.exit_month {
                Some(exit) => {
                    writeln!(out, "  leaves in month {}: {}", month(exit), offer.exit_cause)?;
                }
                None => writeln!(out, "  stays to the end")?,
            }
            for fact in &offer.facts {
                writeln!(out, "  month {}: {}", month(fact.month), fact.explanation)?;
            }
            writeln!(out, "  {:>13} {:>15}  {:9} what and why", "month", "amount", "")?;
            for line in &offer.lines {
                let when = match line.until {
                    Some(until) => format!("{} – {}", month(line.month), month(until)),
                    None => month(line.month),
                };
                let amount = grouped(line.amount, 2);
                let component = line.component;
                writeln!(out, "  {when:>13} {amount:>15}  {component:9} {}", line.explanation)?;
            }
            writeln!(out, "  {:>13} {:>15}  total", "", grouped(offer.total, 2))?;
            let value = grouped(offer.present_value, 2);
            writeln!(out, "  {:>13} {value:>15}  present value", "")?;
            if offer.unvested_at_horizon != 0.0 {
                let unvested = grouped(offer.unvested_at_horizon, 2);
                writeln!(out, "  {:>13} {unvested:>15}  unvested at the end, not counted", "")?;
            }
        }
        Ok(())
    }
}

impl OfferReplay {
    fn new(setup: &Setup, offer: &Offer, ledger: &Ledger) -> Self {
        let lines = ledger.lines.iter().map(|line| Entry {
            month: line.month,
            until: line.until,
            year: line.year,
            component: line.component.name(),
            amount: line.amount,
            present_value: line.present_value,
            explanation: explain(setup, offer, line),
        });
        let facts = ledger.facts.iter().map(|fact| FactEntry {
            month: fact.month(),
            explanation: explain_fact(setup, offer, fact),
        });
        Self {
            name: offer.name.clone(),
            exit_month: ledger.exit.map(|(month, _)| month),
            exit_cause: ledger.exit.map_or("stayed", |(_, cause)| cause.name()),
            facts: facts.collect(),
            lines: lines.collect(),
            total: ledger.total,
            present_value: ledger.present_value,
            unvested_at_horizon: ledger.unvested,
        }
    }
}
