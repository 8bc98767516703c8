//! Dumps of single runs as CSV: `--runs-csv` (one row a run and offer) and `--paths-csv` (one row a
//! run, stock and month).

use std::io::Write;

use super::csv::{safe_text, write_error};
use crate::attrition::Cause;
use crate::offer::Component;
use crate::random::Runs;
use crate::simulation::Setup;
use crate::simulation::kernel::Block;
use crate::simulation::plan::Plan;

/// What is dumped of each run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Dump {
    /// Exit and pay, one row a run and offer.
    Runs,
    /// Prices, one row a run, stock and whole month.
    Paths,
}

impl Dump {
    /// The columns.
    #[must_use]
    pub const fn header(self) -> &'static [&'static str] {
        match self {
            Self::Runs => &[
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
            ],
            Self::Paths => &["run", "stock", "month", "price"],
        }
    }

    /// A plan with what the rows need; the draws are those of every other plan of the setup.
    #[must_use]
    pub fn plan(self, setup: &Setup) -> Plan {
        match self {
            Self::Runs => Plan::new(setup),
            Self::Paths => Plan::with_monthly_prices(setup),
        }
    }
}

/// Writes single runs as rows.
pub struct Rows<W: Write> {
    dump: Dump,
    writer: csv::Writer<W>,
}

impl<W: Write> Rows<W> {
    /// Writes the header.
    ///
    /// # Errors
    /// Those of the writer.
    pub fn new(dump: Dump, writer: W) -> std::io::Result<Self> {
        let mut writer = csv::Writer::from_writer(writer);
        writer.write_record(dump.header()).map_err(write_error)?;
        Ok(Self { dump, writer })
    }

    /// Writes the first `lanes` runs of a block of the dump's plan.
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
            let run = runs.run(lane).to_string();
            match self.dump {
                Dump::Runs => self.careers(setup, plan, &run, lane, block)?,
                Dump::Paths => self.prices(plan, &run, lane, block)?,
            }
        }
        Ok(())
    }

    /// Amounts have two decimals, exit months six; who stays has no exit month and the cause `stayed`.
    fn careers(
        &mut self,
        setup: &Setup,
        plan: &Plan,
        run: &str,
        lane: usize,
        block: &Block,
    ) -> std::io::Result<()> {
        for ((offer, program), pay) in setup.offers.iter().zip(&plan.offers).zip(&block.pay) {
            let exits = &block.careers.exits[program.employment];
            let cause = Cause::from_code(exits.cause[lane]);
            let month = cause.map(|_| format!("{:.6}", exits.month[lane])).unwrap_or_default();
            let amount = |component| {
                cents(program.slot(component).map_or(0.0, |slot| pay.components[slot][lane]))
            };
            let ids = [
                run.to_owned(),
                safe_text(&offer.name).into_owned(),
                month,
                cause.map_or("stayed", Cause::name).to_owned(),
            ];
            let sums = [cents(pay.total[lane]), cents(pay.present_value[lane])];
            let fields = ids.into_iter().chain(Component::ALL.map(amount)).chain(sums);
            self.writer.write_record(fields.collect::<Vec<_>>()).map_err(write_error)?;
        }
        Ok(())
    }

    fn prices(
        &mut self,
        plan: &Plan,
        run: &str,
        lane: usize,
        block: &Block,
    ) -> std::io::Result<()> {
        for (stock, held) in plan.market.stocks.iter().enumerate() {
            for month in 0..=plan.horizon {
                let column = plan.paths.column(stock, month);
                let column = column.expect("the plan has prices at every month");
                let price = block.prices.prices[column][lane];
                let name = safe_text(&held.name);
                let (month, price) = (month.to_string(), format!("{price:.6}"));
                let row = [run, name.as_ref(), &month, &price];
                self.writer.write_record(row).map_err(write_error)?;
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
