//! The tidy CSV of a tornado: `measure` is the input, or `base` for the metric as it is.

use std::io::Write;

use super::{HEADER, Rows, write_error};
use crate::analysis::{Tornado, TornadoRow};

/// Writes a tornado.
///
/// # Errors
/// Those of the writer.
pub fn write_tornado(tornado: &Tornado, out: &mut dyn Write) -> std::io::Result<()> {
    let mut rows = Rows::new(&tornado.title, out);
    rows.writer.write_record(HEADER).map_err(write_error)?;
    let offer = tornado.offer.as_str();
    rows.estimate(offer, "base", tornado.metric.name(), Some(tornado.base))?;
    for TornadoRow { input, low, base, high, moves, index, .. } in &tornado.rows {
        rows.row(offer, input, "low", Some(*low), None)?;
        rows.row(offer, input, "base", *base, None)?;
        rows.row(offer, input, "high", Some(*high), None)?;
        if let Some(moves) = moves {
            rows.estimate(offer, input, "at_low", Some(moves.at_low))?;
            rows.estimate(offer, input, "at_high", Some(moves.at_high))?;
            rows.estimate(offer, input, "swing", Some(moves.swing))?;
            if let Some(derivative) = moves.derivative {
                rows.row(offer, input, "derivative_per", Some(derivative.per), None)?;
                rows.estimate(offer, input, "derivative", Some(derivative.value))?;
            }
        } else {
            rows.estimate(offer, input, "first_order", index.map(|index| index.first))?;
            rows.estimate(offer, input, "total", index.map(|index| index.total))?;
        }
    }
    rows.writer.flush()
}
