//! Dumps of single runs as CSV: `--runs-csv` (one row a run and offer) and `--paths-csv` (one row a
//! run, stock and month).

use std::io::Write;

use super::csv::safe_text;
use crate::attrition::Cause;
use crate::offer::Component;
use crate::random::Runs;
use crate::simulation::Setup;
use crate::simulation::kernel::Block;
use crate::simulation::plan::Plan;

/// Writes runs as rows.
pub struct RunRows<W: Write> {
    writer: csv::Writer<W>,
}

impl<W: Write> RunRows<W> {
    /// The columns.
    pub const HEADER: [&'static str; 14] = [
        "run",
        "offer",
        "exit_month",
        "exit_cause",
        "base",
        "sign_on",
        "clawback",
        "rsu",
        "refresh",
        "bonus",
        "severance",
        "other_income",
        "total",
        "present_value",
    ];

    /// Writes the header.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn new(writer: W) -> std::io::Result<Self> {
        let mut writer = csv::Writer::from_writer(writer);
        writer.write_record(Self::HEADER)?;
        Ok(Self { writer })
    }

    /// Writes the first `lanes` runs of a block. Amounts have two decimals, exit months six; who stays
    /// has no exit month and the cause `stayed`.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn block(
        &mut self,
        setup: &Setup,
        plan: &Plan,
        runs: &Runs,
        lanes: usize,
        block: &Block,
    ) -> std::io::Result<()> {
        for lane in 0..lanes {
            for ((offer, program), pay) in setup.offers.iter().zip(&plan.offers).zip(&block.pay) {
                let exits = &block.careers.exits[program.employment];
                let cause = Cause::from_code(exits.cause[lane]);
                self.writer.write_field((runs.first + lane as u64).to_string())?;
                self.writer.write_field(safe_text(&offer.name).as_ref())?;
                match cause {
                    Some(_) => self.writer.write_field(format!("{:.6}", exits.month[lane]))?,
                    None => self.writer.write_field("")?,
                }
                self.writer.write_field(cause.map_or("stayed", Cause::name))?;
                for component in Component::ALL {
                    let slot = program.slot(component);
                    let amount = slot.map_or(0.0, |slot| pay.components[slot][lane]);
                    self.writer.write_field(cents(amount))?;
                }
                self.writer.write_field(cents(pay.total[lane]))?;
                self.writer.write_field(cents(pay.present_value[lane]))?;
                self.writer.write_record(None::<&[u8]>)?;
            }
        }
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn finish(mut self) -> std::io::Result<()> {
        self.writer.flush()
    }
}

/// An amount with two decimals; what rounds to nothing has no sign.
fn cents(amount: f64) -> String {
    let text = format!("{amount:.2}");
    if text == "-0.00" { "0.00".to_owned() } else { text }
}

/// Writes price paths as rows.
pub struct PathRows<W: Write> {
    writer: csv::Writer<W>,
}

impl<W: Write> PathRows<W> {
    /// The columns.
    pub const HEADER: [&'static str; 4] = ["run", "stock", "month", "price"];

    /// Writes the header.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn new(writer: W) -> std::io::Result<Self> {
        let mut writer = csv::Writer::from_writer(writer);
        writer.write_record(Self::HEADER)?;
        Ok(Self { writer })
    }

    /// Writes the prices of every stock at every whole month; the plan must have them
    /// ([`Plan::with_monthly_prices`]).
    ///
    /// # Errors
    /// Those of the writer.
    pub fn block(
        &mut self,
        plan: &Plan,
        runs: &Runs,
        lanes: usize,
        block: &Block,
    ) -> std::io::Result<()> {
        for lane in 0..lanes {
            let run = (runs.first + lane as u64).to_string();
            for (stock, held) in plan.market.stocks.iter().enumerate() {
                for month in 0..=plan.horizon {
                    let column = plan.paths.column(stock, month);
                    let column = column.expect("the plan has prices at every month");
                    let price = block.prices.prices[column][lane];
                    self.writer.write_record([
                        run.as_str(),
                        safe_text(&held.name).as_ref(),
                        &month.to_string(),
                        &format!("{price:.6}"),
                    ])?;
                }
            }
        }
        Ok(())
    }

    /// Ends the file.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn finish(mut self) -> std::io::Result<()> {
        self.writer.flush()
    }
}
