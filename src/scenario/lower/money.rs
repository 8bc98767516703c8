//! Money of an offer: a number of dollars, or a band of which each run draws an amount.

use crate::error::FaultKind;
use crate::offer::{Band, BandShape, Money};
use crate::quantity::Dollars;
use crate::scenario::faults::{Faults, Told};
use crate::scenario::field::Field;
use crate::scenario::names::{BAND_SHAPES, ShapeName};
use crate::scenario::node::Value;
use crate::scenario::table::TableReader;

const WANTED: &str = "a number of dollars, or a band { low = 160_000, high = 185_000 }";

/// Reads an amount in either form.
pub(super) fn read(field: &Field<'_>, faults: &mut Faults<'_>) -> Option<Money> {
    let number = || field.number_in_quotes().is_some();
    match field.node.value {
        Value::Integer(_) | Value::Float(_) => stated(field, faults),
        Value::Text(_) if number() => stated(field, faults),
        Value::Table(_) => field.table(WANTED, faults, band).map(Money::Band),
        _ => {
            faults.wrong_type(field, WANTED);
            None
        }
    }
}

fn stated(field: &Field<'_>, faults: &mut Faults<'_>) -> Option<Money> {
    field.number(Dollars::new, faults).map(Money::from)
}

fn band(table: &mut TableReader<'_>, faults: &mut Faults<'_>) -> Option<Band> {
    let low_field = table.required("low", "low = 160_000");
    let low = low_field.as_ref().and_then(|field| field.number(Dollars::new, faults));
    let high_field = table.required("high", "high = 185_000");
    let high = high_field.as_ref().and_then(|field| field.number(Dollars::new, faults));
    let shape = match table.optional("shape") {
        Some(field) => field.choice(&BAND_SHAPES, faults),
        None => Some(ShapeName::Uniform),
    };
    let mode_field = table.optional("mode");
    let mode = mode_field.as_ref().map_or(Ok(None), |field| mode(field, shape, faults));
    let independent = table.optional("independent");
    let independent = independent.map_or(Some(false), |field| field.boolean(faults));
    let (low, high) = (low?, high?);
    let (low_field, high_field) = (low_field?, high_field?);
    let [least, most] = [&low_field, &high_field].map(|field| faults.given(field.node));
    if low >= high {
        let fault =
            faults.out_of_range(&high_field, &format!("dollars above `low`, which is {least}"));
        let fault = fault.kind(FaultKind::Meaning);
        if low == high {
            fault.help("where both ends are one amount, write the number itself");
        }
        return None;
    }
    let shape = match (shape?, mode.ok()?) {
        (ShapeName::Uniform, _) => BandShape::Uniform,
        (ShapeName::Triangular, Some(mode)) => BandShape::Triangular { mode },
        (ShapeName::Triangular, None) => {
            let middle = f64::midpoint(low.get(), high.get());
            BandShape::Triangular { mode: Dollars::new(middle).ok()? }
        }
    };
    let band = Band::new(low, high, shape, independent?);
    band.map_err(|_| {
        // The ends are in order, so it is the mode that is not between them.
        let allowed = format!("dollars from `low` to `high`, {least} to {most}");
        let field = mode_field.as_ref().unwrap_or(&high_field);
        faults.out_of_range(field, &allowed).kind(FaultKind::Meaning);
    })
    .ok()
}

/// The mode, which only a triangular band has; a shape that could not be read may be one.
fn mode(
    field: &Field<'_>,
    shape: Option<ShapeName>,
    faults: &mut Faults<'_>,
) -> Result<Option<Dollars>, Told> {
    if shape == Some(ShapeName::Uniform) {
        let message = format!("`{}` cannot stand here", field.path);
        faults
            .at_key(field, message, "only a triangular band has a mode")
            .kind(FaultKind::Shape)
            .help("write shape = \"triangular\", or remove `mode`");
        return Err(Told);
    }
    field.number(Dollars::new, faults).ok_or(Told).map(Some)
}
