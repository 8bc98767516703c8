//! The tidy CSV of the worst runs: causes, what distinguishes the runs, and which to replay.

use std::io::Write;

use super::{HEADER, Rows, write_error};
use crate::analysis::{Contrast, OfferTail, Tail};

/// Writes the worst runs of every offer asked for: measures `letter`, `tail`, `tail.cause.CAUSE`, `tail.exit.WAY`,
/// `tail.clawback`, `tail.exit_month`, `tail.growth.STOCK` and `tail.representative.N`.
///
/// # Errors
/// Those of the writer.
pub fn write(tail: &Tail, out: &mut dyn Write) -> std::io::Result<()> {
    let mut rows = Rows::new(&tail.title, out);
    rows.writer.write_record(HEADER).map_err(write_error)?;
    tail.offers.iter().try_for_each(|offer| rows.tail(offer))?;
    rows.writer.flush()
}

impl Rows<'_> {
    fn tail(&mut self, offer: &OfferTail) -> std::io::Result<()> {
        let name = offer.name.as_str();
        self.row(name, "letter", "total", Some(offer.letter_total), None)?;
        self.estimate(name, "tail", "expected_shortfall", Some(offer.expected_shortfall))?;
        self.estimate(name, "tail", "shortfall", Some(offer.shortfall))?;
        for part in &offer.parts {
            let measure = format!("tail.cause.{}", part.cause.name());
            self.estimate(name, &measure, "dollars", Some(part.dollars))?;
            self.estimate(name, &measure, "share", part.share)?;
        }
        let features = &offer.features;
        for (measure, contrast) in [
            ("tail.exit.stayed", &features.stayed),
            ("tail.exit.voluntary", &features.voluntary),
            ("tail.exit.layoff", &features.layoff),
            ("tail.exit.performance", &features.performance),
            ("tail.clawback", &features.clawback),
            ("tail.exit_month", &features.exit_month),
        ] {
            self.contrast(name, measure, contrast)?;
        }
        for stock in &features.growth {
            self.contrast(name, &format!("tail.growth.{}", stock.stock), &stock.growth)?;
        }
        for (place, run) in (1..).zip(&offer.representatives) {
            let measure = format!("tail.representative.{place}");
            self.row(name, &measure, "run", Some(run.run as f64), None)?;
            self.row(name, &measure, "pay", Some(run.pay), None)?;
        }
        Ok(())
    }

    fn contrast(&mut self, offer: &str, measure: &str, contrast: &Contrast) -> std::io::Result<()> {
        self.estimate(offer, measure, "tail", contrast.tail)?;
        self.estimate(offer, measure, "all", contrast.all)
    }
}
