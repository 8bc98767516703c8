//! The tidy CSV of a run: one row a metric, `scenario,offer,measure,metric,value,std_error`.

mod brief;
mod solve;
mod stress;
mod tail;
mod tornado;

pub use brief::write_brief;
pub use solve::write_solution;
pub use stress::{write_reweight, write_stress};
pub use tail::write as write_tail;
pub use tornado::write_tornado;

use std::borrow::Cow;
use std::io::Write;

use crate::analysis::{
    Comparison, Distribution, LadderSummary, ModelSummary, OfferSummary, Summary,
};
use crate::statistics::Estimate;

/// The columns.
pub const HEADER: [&str; 6] = ["scenario", "offer", "measure", "metric", "value", "std_error"];

/// A text cell that no spreadsheet runs as a formula: one that starts with `= + - @`, a tab or a
/// carriage return gets an apostrophe in front. So does one that starts so behind apostrophes of its own: whoever
/// takes one away then has the text, whatever it was.
///
/// ```
/// use vestrisk::report::csv::safe_text;
/// let texts = ["Amazon", "=1+1", "'=1+1", "'s-Hertogenbosch"];
/// assert_eq!(texts.map(safe_text), ["Amazon", "'=1+1", "''=1+1", "'s-Hertogenbosch"]);
/// ```
#[must_use]
pub fn safe_text(text: &str) -> Cow<'_, str> {
    if is_prefixed(text) { Cow::Owned(format!("'{text}")) } else { Cow::Borrowed(text) }
}

/// The text that a cell of [`safe_text`] stands for.
#[must_use]
pub fn raw_text(cell: &str) -> &str {
    cell.strip_prefix('\'').filter(|text| is_prefixed(text)).unwrap_or(cell)
}

/// Whether a text gets an apostrophe in front.
fn is_prefixed(text: &str) -> bool {
    text.trim_start_matches('\'').starts_with(['=', '+', '-', '@', '\t', '\r'])
}

/// A CSV error as the error of writing that it is, so that a closed pipe is known as one.
pub(super) fn write_error(error: csv::Error) -> std::io::Error {
    match error.into_kind() {
        csv::ErrorKind::Io(source) => source,
        other => std::io::Error::other(format!("{other:?}")),
    }
}

/// Writes a summary.
///
/// # Errors
/// Those of the writer.
pub fn write(summary: &Summary, out: &mut dyn Write) -> std::io::Result<()> {
    let mut rows = Rows::new(&summary.title, out);
    rows.writer.write_record(HEADER).map_err(write_error)?;
    rows.summary(summary)?;
    rows.writer.flush()
}

/// Writes the summaries of a ladder: the same rows with the column `model` after `scenario`.
///
/// # Errors
/// Those of the writer.
pub fn write_ladder(ladder: &LadderSummary, out: &mut dyn Write) -> std::io::Result<()> {
    let title = ladder.models.first().map_or("", |of| of.summary.title.as_str());
    let mut rows = Rows::new(title, out);
    let [scenario, others @ ..] = HEADER;
    let header = [scenario, "model"].into_iter().chain(others);
    rows.writer.write_record(header).map_err(write_error)?;
    for ModelSummary { model, summary, .. } in &ladder.models {
        rows.world = Some(model);
        rows.summary(summary)?;
    }
    rows.writer.flush()
}

struct Rows<'a> {
    writer: csv::Writer<&'a mut dyn Write>,
    scenario: &'a str,
    /// The world of each row, where there are several: a model, a stress, weights.
    world: Option<&'a str>,
}

impl<'a> Rows<'a> {
    fn new(scenario: &'a str, out: &'a mut dyn Write) -> Self {
        Self { writer: csv::Writer::from_writer(out), scenario, world: None }
    }

    fn summary(&mut self, summary: &Summary) -> std::io::Result<()> {
        summary.offers.iter().try_for_each(|offer| self.offer(offer))?;
        summary.comparisons.iter().try_for_each(|comparison| self.comparison(comparison))
    }

    fn row(
        &mut self,
        offer: &str,
        measure: &str,
        metric: &str,
        value: Option<f64>,
        std_error: Option<f64>,
    ) -> std::io::Result<()> {
        let cell =
            |number: Option<f64>| number.map(|number| number.to_string()).unwrap_or_default();
        let (scenario, offer) = (safe_text(self.scenario), safe_text(offer));
        let (value, std_error) = (cell(value), cell(std_error));
        let rest = [offer.as_ref(), measure, metric, &value, &std_error];
        let row = std::iter::once(scenario.as_ref()).chain(self.world).chain(rest);
        self.writer.write_record(row).map_err(write_error)
    }

    fn estimate(
        &mut self,
        offer: &str,
        measure: &str,
        metric: &str,
        estimate: Option<Estimate>,
    ) -> std::io::Result<()> {
        let value = estimate.map(|estimate| estimate.value);
        self.row(offer, measure, metric, value, estimate.and_then(|estimate| estimate.std_error))
    }

    fn distribution(
        &mut self,
        offer: &str,
        measure: &str,
        distribution: &Distribution,
    ) -> std::io::Result<()> {
        self.estimate(offer, measure, "mean", Some(distribution.mean))?;
        self.row(offer, measure, "sd", distribution.sd, None)?;
        self.row(offer, measure, "min", Some(distribution.min), None)?;
        self.row(offer, measure, "max", Some(distribution.max), None)?;
        for (name, percentile) in distribution.percentiles.named() {
            self.estimate(offer, measure, name, Some(percentile))?;
        }
        let shortfall = distribution.expected_shortfall;
        self.estimate(offer, measure, "expected_shortfall", Some(shortfall))
    }

    fn offer(&mut self, offer: &OfferSummary) -> std::io::Result<()> {
        let name = offer.name.as_str();
        self.distribution(name, "pay", &offer.pay.distribution)?;
        let walk_away = offer.pay.probability_walk_away;
        self.estimate(name, "pay", "probability_walk_away", walk_away)?;
        self.distribution(name, "present_value", &offer.present_value.distribution)?;
        let equivalent = offer.present_value.certainty_equivalent;
        self.estimate(name, "present_value", "certainty_equivalent", equivalent)?;
        if let Some(of_dollar) = &offer.cash_equivalent {
            let measure = "cash_equivalent";
            self.estimate(name, measure, "value", of_dollar.value)?;
            self.estimate(name, measure, "risk_neutral", of_dollar.risk_neutral)?;
            for cell in &of_dollar.grid {
                let metric = format!(
                    "risk_aversion_{}.wealth_share_{}",
                    cell.risk_aversion, cell.wealth_share
                );
                self.estimate(name, measure, &metric, cell.value)?;
            }
        }
        if let Some(pay) = &offer.pay_without_option {
            self.distribution(name, "pay_without_option", pay)?;
        }
        for year in &offer.years {
            let measure = format!("year.{}", year.year);
            match &year.pay {
                Some(pay) => self.distribution(name, &measure, pay)?,
                None => self.estimate(name, &measure, "mean", Some(year.mean))?,
            }
        }
        for (component, mean) in offer.components.named() {
            let measure = format!("component.{}", component.name());
            self.estimate(name, &measure, "value", Some(mean))?;
        }
        let exit = &offer.exit;
        let causes = [
            ("stayed", exit.stayed, exit.mean_pay_if.stayed),
            ("voluntary", exit.voluntary, exit.mean_pay_if.voluntary),
            ("layoff", exit.layoff, exit.mean_pay_if.layoff),
            ("performance", exit.performance, exit.mean_pay_if.performance),
        ];
        for (cause, share, mean_pay) in causes {
            let measure = format!("exit.{cause}");
            self.estimate(name, &measure, "value", Some(share))?;
            self.estimate(name, &measure, "mean_pay_if", mean_pay)?;
        }
        for retention in &exit.retention {
            let measure = format!("retention.{}", retention.month);
            self.estimate(name, &measure, "value", Some(retention.stayed))?;
        }
        self.estimate(name, "clawback", "probability", Some(offer.clawback.probability))?;
        self.estimate(name, "clawback", "mean_if_any", offer.clawback.mean_if_any)?;
        let unvested = offer.unvested_at_horizon;
        self.estimate(name, "unvested_at_horizon", "value", Some(unvested))?;
        self.row(name, "letter", "total", Some(offer.letter.total), None)?;
        self.row(name, "letter", "year_one", Some(offer.letter.year_one), None)?;
        for (year, amount) in (1..).zip(&offer.letter.by_year) {
            self.row(name, "letter", &format!("by_year.{year}"), Some(*amount), None)?;
        }
        for cost in &offer.cost_of_leaving {
            let measure = format!("cost_of_leaving.{}", cost.month);
            self.row(name, &measure, "paid", Some(cost.paid), None)?;
            self.row(name, &measure, "clawback", Some(cost.clawback), None)?;
            self.row(name, &measure, "unvested", Some(cost.unvested), None)?;
        }
        Ok(())
    }

    fn comparison(&mut self, comparison: &Comparison) -> std::io::Result<()> {
        let name = comparison.offer.as_str();
        self.distribution(name, "difference", &comparison.difference)?;
        let ahead = comparison.probability_ahead;
        self.estimate(name, "difference", "probability_ahead", Some(ahead))?;
        let violation = comparison.dominance.largest_violation;
        self.row(name, "difference", "largest_violation", Some(violation), None)?;
        self.row(name, "difference", "break_even_growth", comparison.break_even_growth, None)?;
        let month = comparison.break_even_month.map(f64::from);
        self.row(name, "difference", "break_even_month", month, None)
    }
}
