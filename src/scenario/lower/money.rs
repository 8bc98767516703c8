//! Money of an offer: a number of dollars, or a band of which each run draws an amount.

use crate::offer::{Band, BandShape, Money};
use crate::quantity::Dollars;
use crate::scenario::faults::Faults;
use crate::scenario::field::Field;
use crate::scenario::names::{BAND_SHAPES, ShapeName};
use crate::scenario::node::Value;
use crate::scenario::table::TableReader;

const WANTED: &str = "a number of dollars, or a band { low = 160_000, high = 185_000 }";

/// Reads an amount in either form.
pub(super) fn read(field: &Field<'_>, faults: &mut Faults<'_>) -> Option<Money> {
    match field.node.value {
        Value::Table(_) => field.table(WANTED, faults, band).map(Money::Band),
        Value::List(_) => {
            faults.wrong_type(field, WANTED);
            None
        }
        _ => field.number(Dollars::new, faults).map(Money::from),
    }
}

fn band(table: &mut TableReader<'_>, faults: &mut Faults<'_>) -> Option<Band> {
    let low_field = table.required("low", "low = 160_000");
    let low = low_field.and_then(|field| field.number(Dollars::new, faults));
    let high_field = table.required("high", "high = 185_000");
    let high = high_field.as_ref().and_then(|field| field.number(Dollars::new, faults));
    let shape = match table.optional("shape") {
        Some(field) => field.choice(&BAND_SHAPES, faults),
        None => Some(ShapeName::Uniform),
    };
    let mode_field = table.optional("mode");
    let mode = match (&mode_field, shape) {
        (Some(field), Some(ShapeName::Uniform)) => {
            let message = format!("`{}` cannot stand here", field.path);
            faults
                .at_key(field, message, "only a triangular band has a mode")
                .help("write shape = \"triangular\", or remove `mode`");
            None
        }
        (Some(field), _) => field.number(Dollars::new, faults).map(Some),
        (None, _) => Some(None),
    };
    let independent = table.optional("independent");
    let independent = independent.map_or(Some(false), |field| field.boolean(faults));
    let (low, high) = (low?, high?);
    let shape = match (shape?, mode) {
        (ShapeName::Triangular, Some(Some(mode))) => BandShape::Triangular { mode },
        (ShapeName::Triangular, Some(None)) => {
            let middle = Dollars::new(f64::midpoint(low.get(), high.get())).ok()?;
            BandShape::Triangular { mode: middle }
        }
        // A faulty mode is told already: the ends are judged without it.
        (ShapeName::Triangular | ShapeName::Uniform, _) => BandShape::Uniform,
    };
    let band = Band::new(low, high, shape, independent.unwrap_or_default());
    let band = band.map_err(|error| {
        let field = if error.path == "mode" { &mode_field } else { &high_field };
        let Some(field) = field else { return };
        let fault = faults.out_of_range(field, &error.allowed);
        if error.path == "high" && low == high {
            fault.help("where both ends are one amount, write the number itself");
        }
    });
    band.ok().filter(|_| mode.is_some() && independent.is_some())
}
