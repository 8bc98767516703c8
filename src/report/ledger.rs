//! The replay of one run: every line of its ledger with the reason for its amount, as text, JSON or CSV.

use std::io::Write;

use serde::Serialize;
use unicode_width::UnicodeWidthStr;

use super::csv::write_error;
use super::explain::{explain, explain_fact, month};
use super::number::grouped;
use super::wrap::hanging;
use crate::offer::Offer;
use crate::simulation::ledger::Ledger;
use crate::simulation::{Exits, Setup};

/// One run as it is reported.
#[derive(Clone, Debug, Serialize)]
pub struct Replay {
    format: u32,
    version: &'static str,
    command: &'static str,
    scenario: ScenarioId,
    seed: u64,
    sampler: &'static str,
    /// A run is one exit, drawn, whatever the results of the scenario count.
    exits: &'static str,
    #[serde(skip)]
    integrated: bool,
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
            exits: Exits::Sampled.name(),
            integrated: setup.settings.exits == Exits::Integrated,
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

    /// Writes the replay as text for a width in columns.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn write_text(&self, width: usize, out: &mut dyn Write) -> std::io::Result<()> {
        hanging("", &self.scenario.title, width, out)?;
        writeln!(out, "Run {} of seed {}, {} sampling", self.run, self.seed, self.sampler)?;
        if self.integrated {
            let note = "Exits are drawn here, by the run's own clocks; the scenario's results count every exit that \
                        a run may come to, with its probability.";
            hanging("", note, width, out)?;
        }
        for prices in &self.prices {
            let last = prices.monthly.len().saturating_sub(1);
            let at =
                |month: usize| format!("{} in month {month}", grouped(prices.monthly[month], 2));
            let months = (0..last).step_by(12).chain([last]);
            let quoted: Vec<String> = months.map(at).collect();
            hanging(&format!("{}: ", prices.stock), &quoted.join(", "), width, out)?;
        }
        self.offers.iter().try_for_each(|offer| offer.write_text(width, out))
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

    /// The lines as a table as narrow as they allow, each explanation wrapped beside its amount.
    fn write_text(&self, width: usize, out: &mut dyn Write) -> std::io::Result<()> {
        writeln!(out)?;
        hanging("", &self.name, width, out)?;
        match self.exit_month {
            Some(exit) => writeln!(out, "  leaves in month {}: {}", month(exit), self.exit_cause)?,
            None => writeln!(out, "  stays to the end")?,
        }
        for fact in &self.facts {
            let head = format!("  month {}: ", month(fact.month));
            hanging(&head, &fact.explanation, width, out)?;
        }
        let mut rows = vec![["month", "amount", "", "what and why"].map(str::to_owned)];
        rows.extend(self.lines.iter().map(|line| {
            let when = match line.until {
                Some(until) => format!("{} – {}", month(line.month), month(until)),
                None => month(line.month),
            };
            let component = line.component.to_owned();
            [when, grouped(line.amount, 2), component, line.explanation.clone()]
        }));
        let last = |amount, what: &str| [String::new(), grouped(amount, 2), what.to_owned()];
        let mut ends = vec![last(self.total, "total"), last(self.present_value, "present value")];
        if self.unvested_at_horizon != 0.0 {
            ends.push(last(self.unvested_at_horizon, "unvested at the end, not counted"));
        }
        let widest = |column: usize| {
            let ends = ends.iter().filter(|_| column < 2).map(|row| row[column].width());
            rows.iter().map(|row| row[column].width()).chain(ends).max().unwrap_or(0)
        };
        let (when, amount, component) = (widest(0), widest(1), widest(2));
        for [month, paid, what, why] in &rows {
            let head = format!("  {month:>when$}  {paid:>amount$}  {what:component$}  ");
            hanging(&head, why, width, out)?;
        }
        for [month, paid, what] in &ends {
            hanging(&format!("  {month:>when$}  {paid:>amount$}  "), what, width, out)?;
        }
        Ok(())
    }
}
